using MathNet.Numerics;
using SpectraPipeline.Numerics.Fitting;

namespace SpectraPipeline.Numerics.Xas;

/// <summary>
/// Normalisation by matching to tabulated f″: s·μ(E) − Σ cᵢ(E − E₀)ⁱ − a·erfc((E − E_line)/ξ) ≈ f″(E) on the points below and above the edge; each side
/// has the weight of one whatever its number of points.
/// </summary>
/// <remarks>
/// T.-C. Weng, G. S. Waldo, J. E. Penner-Hahn, J. Synchrotron Rad. 12 (2005) 506; points, weights and the step (line and parabola through f″ + background, as
/// <see cref="Normalization"/> has them) are Larch's mback. Solved exactly: polynomials orthogonal under the weights are taken out of μ, f″ and erfc, which leaves one or
/// two linear unknowns, and ξ is searched for on a logarithmic scale between 1 eV and twice the scan. Needs a table that holds at the edge in question and a scan with
/// points on both sides; a scan that ends within the fine structure is scaled by it. The results of the last spectrum stay in the instance: one worker each. Cost:
/// points·order, times 60 with the error function.
/// </remarks>
public sealed class Mback(MbackSettings settings)
{
    private const int HighestOrder = 6;
    private readonly EdgeFinder _finder = new();
    private readonly OrthogonalPolynomialFit _polynomial = new();
    private readonly WeightedPolynomials _background = new(HighestOrder);
    private double[] _weight = [];
    private double[] _norm = [];
    private double[] _matched = [];
    private double[] _muRest = [];
    private double[] _f2Rest = [];
    private double[] _erfcRest = [];
    private double[] _target = [];
    private double[] _rest = [];
    private int _points;

    /// <summary>Normalised absorption of the last spectrum.</summary>
    public ReadOnlySpan<double> Norm => _norm.AsSpan(0, _points);

    /// <summary>The last spectrum matched to f″, electrons.</summary>
    public ReadOnlySpan<double> Matched => _matched.AsSpan(0, _points);

    /// <summary>Matches a spectrum.</summary>
    /// <param name="energy">eV, increasing.</param>
    /// <param name="mu">Absorption on any scale, finite.</param>
    /// <param name="f2">f″ of the absorber, electrons, at the same energies.</param>
    /// <exception cref="ArgumentException">Lengths disagree.</exception>
    /// <exception cref="XasDataException"><c>no-edge</c>, <c>no-pre-edge</c>, <c>no-post-edge</c>, <c>no-match</c>.</exception>
    public MbackSummary Apply(ReadOnlySpan<double> energy, ReadOnlySpan<double> mu, ReadOnlySpan<double> f2)
    {
        if (energy.Length != mu.Length || energy.Length != f2.Length)
            throw new ArgumentException($"{energy.Length} energies, {mu.Length} absorptions, {f2.Length} values of f″.", nameof(mu));
        if (energy.Length < 10)
            throw new XasDataException("no-edge", $"{energy.Length} points are too few to match; 10 are needed.");
        Resize(energy.Length);
        double e0 = settings.E0 is { } given && given > energy[1] && given < energy[^2] ? given : _finder.Find(energy, mu);
        e0 = energy[EnergyGrid.Nearest(energy, e0)];
        (double preFrom, double preTo) = Ordered(Math.Max(settings.PreFrom ?? double.NegativeInfinity, energy[0] - e0), settings.PreTo);
        double end = energy[^1] - e0;
        double asked = settings.PostTo ?? end;
        (double postFrom, double postTo) = Ordered(settings.PostFrom, Math.Min(asked < 0 ? asked + end : asked, end));
        Weigh(energy, e0, (preFrom, preTo), (postFrom, postTo));
        _background.Set(energy, _weight.AsSpan(0, _points), Math.Clamp(settings.Order, 0, HighestOrder));
        _background.TakeOut(mu, _muRest);
        _background.TakeOut(f2, _f2Rest);
        (double scale, double amplitude, double width) = settings.LineEnergy is { } line
            ? Widest(energy, line)
            : (Solve(false).Scale, 0, double.NaN);
        if (!(scale > 0))
            throw new XasDataException(
                "no-match",
                $"μ falls where f″ rises at {e0:F1} eV; is it absorption, and the element and edge that were named?"
            );
        for (int i = 0; i < _points; i++)
        {
            double rest = _f2Rest[i] + amplitude * (amplitude == 0 ? 0 : _erfcRest[i]) - scale * _muRest[i];
            _matched[i] = f2[i] - rest;
            // f″ + background: the smooth curve that s·μ follows.
            _target[i] = scale * mu[i] + rest;
        }
        double step = Step(energy, e0, (preFrom, preTo), (postFrom, postTo));
        for (int i = 0; i < _points; i++)
            _norm[i] = (scale * mu[i] - _norm[i]) / step;
        return new(e0, step / scale, scale, preFrom, preTo, postFrom, postTo, amplitude, width);
    }

    private static (double From, double To) Ordered(double from, double to) => from <= to ? (from, to) : (to, from);

    private void Weigh(ReadOnlySpan<double> energy, double e0, (double From, double To) pre, (double From, double To) post)
    {
        int first = EnergyGrid.AtOrBelow(energy, e0 + pre.From),
            last = EnergyGrid.Nearest(energy, e0 + pre.To);
        if (!(energy[first] < e0) || last - first < 2)
            throw new XasDataException(
                "no-pre-edge",
                $"Fewer than three points lie {pre.From:F0} to {pre.To:F0} eV from the edge at {e0:F1} eV; widen pre-from, pre-to."
            );
        Span<double> weight = _weight.AsSpan(0, _points);
        weight.Clear();
        weight[first..(last + 1)].Fill(1.0 / (last + 1 - first));
        first = EnergyGrid.Nearest(energy, e0 + post.From);
        last = EnergyGrid.AtOrBelow(energy, e0 + post.To);
        if (last - first < 2)
            throw new XasDataException(
                "no-post-edge",
                $"Fewer than three points lie {post.From:F0} to {post.To:F0} eV from the edge at {e0:F1} eV; the scan is too short, or post-from too high."
            );
        weight[first..(last + 1)].Fill(1.0 / (last + 1 - first));
    }

    /// <summary>s and a of the least weighted sum of squares of (f″ rest) + a·(erfc rest) − s·(μ rest), and that sum.</summary>
    private (double Scale, double Amplitude, double Sum) Solve(bool withErfc)
    {
        double mm = 0,
            fm = 0,
            ff = 0,
            gg = 0,
            gm = 0,
            gf = 0;
        for (int i = 0; i < _points; i++)
        {
            double m = _weight[i] * _muRest[i],
                f = _f2Rest[i],
                g = withErfc ? _erfcRest[i] : 0;
            mm += m * _muRest[i];
            fm += m * f;
            ff += _weight[i] * f * f;
            gg += _weight[i] * g * g;
            gm += m * g;
            gf += _weight[i] * g * f;
        }
        if (!(mm > 0))
            throw new XasDataException("no-match", "The absorption is a smooth curve throughout; there is no edge to match.");
        double determinant = mm * gg - gm * gm;
        if (!withErfc || !(determinant > 1e-10 * mm * gg))
            return (fm / mm, 0, ff - fm * fm / mm);
        double scale = (fm * gg - gm * gf) / determinant;
        double amplitude = (fm * gm - gf * mm) / determinant;
        return (scale, amplitude, ff - scale * fm + amplitude * gf);
    }

    /// <summary>The width of the error function with the best match.</summary>
    private (double Scale, double Amplitude, double Width) Widest(ReadOnlySpan<double> energy, double line)
    {
        const int Trials = 24;
        const double Golden = 0.6180339887498949;
        double high = Math.Log(2 * (energy[^1] - energy[0]));
        double best = 0,
            least = double.PositiveInfinity;
        double step = high / Trials;
        for (int t = 0; t <= Trials; t++)
            if (At(energy, line, t * step).Sum is var sum && sum < least)
                (best, least) = (t * step, sum);
        double low = Math.Max(0, best - step);
        high = Math.Min(high, best + step);
        while (high - low > 1e-6)
        {
            double a = high - Golden * (high - low),
                b = low + Golden * (high - low);
            if (At(energy, line, a).Sum <= At(energy, line, b).Sum)
                high = b;
            else
                low = a;
        }
        double log = 0.5 * (low + high);
        (double scale, double amplitude, _) = At(energy, line, log);
        return (scale, amplitude, Math.Exp(log));
    }

    private (double Scale, double Amplitude, double Sum) At(ReadOnlySpan<double> energy, double line, double logWidth)
    {
        double width = Math.Exp(logWidth);
        for (int i = 0; i < _points; i++)
            _rest[i] = SpecialFunctions.Erfc((energy[i] - line) / width);
        _background.TakeOut(_rest.AsSpan(0, _points), _erfcRest);
        return Solve(true);
    }

    /// <summary>Step of f″ + background at E₀; leaves its pre-edge line in the buffer of the result.</summary>
    private double Step(ReadOnlySpan<double> energy, double e0, (double From, double To) pre, (double From, double To) post)
    {
        int first = EnergyGrid.AtOrBelow(energy, e0 + pre.From),
            end = EnergyGrid.Nearest(energy, e0 + pre.To);
        _polynomial.Fit(energy[first..end], _target.AsSpan(first, end - first), end - first < 3 ? 0 : 1);
        for (int i = 0; i < _points; i++)
        {
            _norm[i] = _polynomial.Evaluate(energy[i]);
            _rest[i] = _target[i] - _norm[i];
        }
        first = EnergyGrid.AtOrBelow(energy, e0 + post.From);
        end = Math.Max(EnergyGrid.Nearest(energy, e0 + post.To), first + 1);
        _polynomial.Fit(energy[first..end], _rest.AsSpan(first, end - first), end - first < 5 ? Math.Min(1, end - first - 1) : 2);
        double step = Math.Abs(_polynomial.Evaluate(e0));
        return step > 0 ? step : throw new XasDataException("no-edge-step", $"f″ does not change at {e0:F1} eV; there is no edge.");
    }

    private void Resize(int points)
    {
        _points = points;
        if (_weight.Length >= points)
            return;
        _weight = new double[points];
        _norm = new double[points];
        _matched = new double[points];
        _muRest = new double[points];
        _f2Rest = new double[points];
        _erfcRest = new double[points];
        _target = new double[points];
        _rest = new double[points];
    }
}
