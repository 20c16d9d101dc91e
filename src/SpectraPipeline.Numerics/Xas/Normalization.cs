using SpectraPipeline.Numerics.Fitting;

namespace SpectraPipeline.Numerics.Xas;

/// <summary>Normalised absorption (μ − pre)/step: a line below the edge, a polynomial above it, their distance at E₀ is the edge step.</summary>
/// <remarks>
/// Ranges and defaults are those of Larch (pre_edge, 2026). The pre-edge (a + bE)·E⁻ⁿ is fitted as a line to μ·Eⁿ (J. A. Victoreen, J. Appl. Phys. 20
/// (1949) 1141, doi:10.1063/1.1698286); the post-edge polynomial is fitted to μ − pre. The upper ends of both ranges are exclusive, the lower ends start
/// at the grid point at or below them. Flattened: above E₀ the bend of the post-edge polynomial is taken out as well.
/// The results of the last spectrum stay in the instance: one worker each. O(points·degree²) with E₀ given.
/// </remarks>
public sealed class Normalization(NormalizationSettings settings)
{
    private const int HighestDegree = 5;
    private readonly EdgeFinder _finder = new();
    private readonly OrthogonalPolynomialFit _preEdge = new();
    private readonly OrthogonalPolynomialFit _postEdge = new();
    private double[] _pre = [];
    private double[] _post = [];
    private double[] _norm = [];
    private double[] _flat = [];
    private int _points;

    /// <summary>Pre-edge curve on every energy of the last spectrum.</summary>
    public ReadOnlySpan<double> PreEdge => _pre.AsSpan(0, _points);

    /// <summary>Post-edge curve (pre-edge plus polynomial) on every energy of the last spectrum.</summary>
    public ReadOnlySpan<double> PostEdge => _post.AsSpan(0, _points);

    /// <summary>Normalised absorption of the last spectrum.</summary>
    public ReadOnlySpan<double> Norm => _norm.AsSpan(0, _points);

    /// <summary>Normalised and flattened absorption of the last spectrum.</summary>
    public ReadOnlySpan<double> Flat => _flat.AsSpan(0, _points);

    /// <summary>Normalises a spectrum.</summary>
    /// <param name="energy">eV, increasing.</param>
    /// <param name="mu">Absorption on any scale, finite.</param>
    /// <returns>Edge, step and the ranges used.</returns>
    /// <exception cref="ArgumentException">Lengths disagree.</exception>
    /// <exception cref="XasDataException"><c>no-edge</c>; <c>edge-not-reached</c> when the scan ends below a stated edge; <c>no-post-edge</c> when the scan ends at the edge; <c>no-edge-step</c> when there is none.</exception>
    public NormalizationSummary Apply(ReadOnlySpan<double> energy, ReadOnlySpan<double> mu)
    {
        if (energy.Length != mu.Length)
            throw new ArgumentException($"{energy.Length} energies and {mu.Length} absorptions.", nameof(mu));
        if (energy.Length < 10)
            throw new XasDataException("no-edge", $"{energy.Length} points are too few to normalise; 10 are needed.");
        Resize(energy.Length);
        if (settings.E0 is { } stated && stated >= energy[^2])
            throw new XasDataException(
                "edge-not-reached",
                $"The scan ends at {energy[^1]:F1} eV, before or at the stated edge, {stated:F1} eV: there is nothing to normalise to."
            );
        double e0 = settings.E0 is { } given && given > energy[1] ? given : _finder.Find(energy, mu);
        int edge = EnergyGrid.Nearest(energy, e0);
        (double preFrom, double preTo) = PreRange(energy, e0, edge);
        (double postFrom, double postTo, int degree) = PostRange(energy, e0);
        double noise = FitPreEdge(energy, mu, EnergyGrid.AtOrBelow(energy, e0 + preFrom), EnergyGrid.Nearest(energy, e0 + preTo));
        degree = FitPostEdge(energy, mu, EnergyGrid.AtOrBelow(energy, e0 + postFrom), EnergyGrid.Nearest(energy, e0 + postTo), degree);
        double step = Math.Abs(_post[edge] - _pre[edge]);
        // Nothing but the rounding of two fitted curves is no edge; Larch goes on with a step of 1e-12.
        if (!(step > 1e-12 * Largest(mu)))
            throw new XasDataException("no-edge-step", $"The absorption does not change at {e0:F1} eV; there is no edge.");
        double atEdge = (_post[edge] - _pre[edge]) / step;
        for (int i = 0; i < mu.Length; i++)
        {
            _norm[i] = (mu[i] - _pre[i]) / step;
            _flat[i] = i < edge ? _norm[i] : _norm[i] - (_post[i] - _pre[i]) / step + atEdge;
        }
        return new NormalizationSummary(
            e0,
            step,
            HalfStep(energy, edge),
            preFrom,
            preTo,
            postFrom,
            postTo,
            degree,
            noise / step,
            _post[edge] > _pre[edge]
        );
    }

    private (double From, double To) PreRange(ReadOnlySpan<double> energy, double e0, int edge)
    {
        double rounding = edge <= 20 ? 2 : 5;
        double from = settings.PreFrom ?? rounding * Math.Round((energy[1] - e0) / rounding, MidpointRounding.ToEven);
        from = Math.Max(from, energy[0] - e0);
        double to = settings.PreTo ?? from / 2;
        return from <= to ? (from, to) : (to, from);
    }

    private (double From, double To, int Degree) PostRange(ReadOnlySpan<double> energy, double e0)
    {
        double end = energy[^1] - e0;
        double to = settings.PostTo ?? 5 * Math.Round(end / 5, MidpointRounding.ToEven);
        if (to < 0)
            to += end;
        to = Math.Min(to, end);
        double from = settings.PostFrom ?? Math.Min(25, 5 * Math.Round(to / 15, MidpointRounding.ToEven));
        if (from > to)
            (from, to) = (to, Math.Min(from, end));
        from = Math.Min(from, to - 2);
        int degree =
            settings.PostDegree
            ?? (to - from) switch
            {
                < 30 => 0,
                < 300 => 1,
                _ => 2,
            };
        return (from, to, Math.Clamp(degree, 0, HighestDegree));
    }

    // Returns the scatter of μ about the line.
    private double FitPreEdge(ReadOnlySpan<double> energy, ReadOnlySpan<double> mu, int first, int end)
    {
        end = Math.Max(end, first + 1);
        // The post-edge buffer is still free: it carries μ·Eⁿ.
        Span<double> weighted = _post.AsSpan(0, end - first);
        for (int i = 0; i < weighted.Length; i++)
            weighted[i] = mu[first + i] * Power(energy[first + i], settings.Victoreen);
        _preEdge.Fit(energy[first..end], weighted, weighted.Length < 3 ? 0 : 1);
        _preEdge.Evaluate(energy, _pre.AsSpan(0, energy.Length));
        if (settings.Victoreen != 0)
            for (int i = 0; i < energy.Length; i++)
                _pre[i] *= Power(energy[i], -settings.Victoreen);
        double sum = 0;
        for (int i = first; i < end; i++)
            sum += (mu[i] - _pre[i]) * (mu[i] - _pre[i]);
        return Math.Sqrt(sum / (end - first));
    }

    private int FitPostEdge(ReadOnlySpan<double> energy, ReadOnlySpan<double> mu, int first, int end, int degree)
    {
        if (end <= first)
            throw new XasDataException(
                "no-post-edge",
                $"No point lies in the post-edge range that starts at {energy[first]:F1} eV; the scan is too short."
            );
        int count = end - first;
        if (count < 5)
            degree = Math.Min(degree, count < 2 ? 0 : 1);
        degree = Math.Min(degree, count - 1);
        Span<double> rest = _norm.AsSpan(0, count);
        for (int i = 0; i < count; i++)
            rest[i] = mu[first + i] - _pre[first + i];
        _postEdge.Fit(energy[first..end], rest, degree);
        _postEdge.Evaluate(energy, _post.AsSpan(0, energy.Length));
        for (int i = 0; i < energy.Length; i++)
            _post[i] += _pre[i];
        return degree;
    }

    // The crossing of 0.5 nearest to the edge index, by straight lines between points.
    private double HalfStep(ReadOnlySpan<double> energy, int edge)
    {
        for (int distance = 0; distance < _points; distance++)
        {
            int below = edge - 1 - distance;
            int above = edge + distance;
            if (above + 1 < _points && Crosses(above))
                return Crossing(energy, above);
            if (below >= 0 && below + 1 < _points && Crosses(below))
                return Crossing(energy, below);
        }
        return double.NaN;
    }

    private bool Crosses(int i) => _norm[i] < 0.5 && _norm[i + 1] >= 0.5;

    private double Crossing(ReadOnlySpan<double> energy, int i) =>
        energy[i] + (0.5 - _norm[i]) / (_norm[i + 1] - _norm[i]) * (energy[i + 1] - energy[i]);

    private static double Largest(ReadOnlySpan<double> values)
    {
        double largest = 0;
        foreach (double v in values)
            largest = Math.Max(largest, Math.Abs(v));
        return largest;
    }

    private static double Power(double x, int exponent) => exponent == 0 ? 1 : Math.Pow(x, exponent);

    private void Resize(int points)
    {
        _points = points;
        if (_pre.Length >= points)
            return;
        _pre = new double[points];
        _post = new double[points];
        _norm = new double[points];
        _flat = new double[points];
    }
}
