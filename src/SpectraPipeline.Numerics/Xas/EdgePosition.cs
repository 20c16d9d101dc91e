namespace SpectraPipeline.Numerics.Xas;

/// <summary>Energy of an absorption edge by three definitions, and its white line, each between grid points and with the error that the noise gives it.</summary>
/// <remarks>
/// Inflection: curvature of a local cubic = 0 where its slope is largest. Half step: its value = ½. Integral: the energy E that makes a step from the low limit a
/// to the high limit b enclose the area of the spectrum between its crossings E₁, E₂ of these, E = (bE₂ − aE₁ − ∫μ dE)/(b − a) (T. W. Capehart, J. F. Herbst,
/// R. K. Mishra, F. E. Pinkerton, Phys. Rev. B 52 (1995) 7907; limits 0.15 and 1: H. Dau, P. Liebisch, M. Haumann, Anal. Bioanal. Chem. 376 (2003) 562).
/// Every position is the root of a weighted sum of the points, so its variance is Σ lᵢ²σᵢ² over the squared slope of that sum; in the integral E₁ and E₂
/// drop out to first order. σ as given, else <see cref="EdgeNoise"/>. The errors hold for the normalisation as it is and for independent points: not for spectra that were
/// interpolated to a finer grid. Smoothing does not move a symmetric edge; it moves an asymmetric one by about h²/10 times its relative skewness of curvature.
/// Scratch belongs to the instance. Cost: about 300 local fits.
/// </remarks>
public sealed class EdgePosition(EdgePositionSettings settings)
{
    private const double Half = 0.5,
        RivalShare = 0.5,
        Leaves = 3;
    private const int StepsPerWidth = 4,
        MostRootSteps = 60;
    private readonly LocalCubic _local = new();
    private readonly EdgeNoise _noise = new();
    private double[] _at = [];
    private double[] _value = [];
    private double[] _slope = [];
    private double[] _sigma = [];
    private int _count;

    /// <summary>Finds the positions in a normalised spectrum.</summary>
    /// <param name="energy">eV, increasing.</param>
    /// <param name="norm">Absorption in edge steps, finite.</param>
    /// <param name="sigma">Standard deviations; empty = from the scatter of the points.</param>
    /// <param name="e0">Where the edge is, to <see cref="EdgePositionSettings.Within"/>.</param>
    /// <exception cref="ArgumentException">Lengths disagree.</exception>
    /// <exception cref="XasDataException"><c>no-edge</c>: too few points around E₀.</exception>
    public EdgePositionSummary Find(ReadOnlySpan<double> energy, ReadOnlySpan<double> norm, ReadOnlySpan<double> sigma, double e0)
    {
        if (energy.Length != norm.Length || (!sigma.IsEmpty && sigma.Length != norm.Length))
            throw new ArgumentException($"{energy.Length} energies, {norm.Length} absorptions and {sigma.Length} errors.", nameof(norm));
        double h = settings.SmoothingAt(e0);
        double low = energy.IsEmpty ? 0 : Math.Max(energy[0], e0 - settings.Within),
            high = energy.IsEmpty ? 0 : Math.Min(energy[^1], e0 + settings.Within);
        if (energy.Length < 20 || !(high - low > 4 * h))
            throw new XasDataException(
                "no-edge",
                FormattableString.Invariant(
                    $"Fewer than 20 points, or less than {4 * h:F1} eV of the scan around E0 = {e0:F1} eV: no edge position."
                )
            );
        double noise = SetSigma(energy, norm, sigma, e0, h);
        Scan(energy, norm, low, high, h);
        (int steepest, int rival) = Maxima();
        EdgeEnergy inflection = Inflection(energy, norm, steepest, h);
        double near = double.IsNaN(inflection.Energy) ? e0 : inflection.Energy;
        (EdgeEnergy half, int crossings) = HalfStep(energy, norm, near, h);
        (EdgeEnergy line, double height, double heightError) = WhiteLine(energy, norm, half.Energy, h);
        return new EdgePositionSummary(
            inflection,
            half,
            Integral(energy, norm, half.Energy, h),
            line,
            height,
            heightError,
            noise,
            h,
            rival < 0 ? double.NaN : _at[rival],
            rival < 0 ? double.NaN : _slope[rival] / _slope[steepest],
            crossings
        );
    }

    private double SetSigma(ReadOnlySpan<double> energy, ReadOnlySpan<double> norm, ReadOnlySpan<double> sigma, double e0, double h)
    {
        if (_sigma.Length < norm.Length)
            _sigma = new double[norm.Length];
        if (!sigma.IsEmpty)
        {
            sigma.CopyTo(_sigma);
            return sigma[EnergyGrid.Nearest(energy, e0)];
        }
        double noise = _noise.Near(energy, norm, e0, h);
        _sigma.AsSpan(0, norm.Length).Fill(noise);
        return noise;
    }

    private void Scan(ReadOnlySpan<double> energy, ReadOnlySpan<double> norm, double low, double high, double h)
    {
        _count = 1 + (int)((high - low) * StepsPerWidth / h);
        if (_at.Length < _count)
            (_at, _value, _slope) = (new double[_count], new double[_count], new double[_count]);
        for (int j = 0; j < _count; j++)
        {
            _at[j] = low + (j * h / StepsPerWidth);
            _local.Place(energy, _at[j], h);
            (_value[j], _slope[j]) = (_local.Derivative(norm, 0), _local.Derivative(norm, 1));
        }
    }

    /// <summary>The maximum of the slope that counts, and the steepest other one that is half as steep at least; −1 where there is none.</summary>
    private (int Chosen, int Rival) Maxima()
    {
        int steepest = -1;
        for (int j = 1; j < _count - 1; j++)
            if (IsMaximum(j) && (steepest < 0 || _slope[j] > _slope[steepest]))
                steepest = j;
        int first = steepest,
            other = -1;
        for (int j = _count - 2; j > 0; j--)
            if (IsMaximum(j) && _slope[j] >= RivalShare * _slope[steepest])
                first = j;
        int chosen = settings.Inflection == InflectionChoice.First ? first : steepest;
        for (int j = 1; j < _count - 1; j++)
            if (j != chosen && IsMaximum(j) && _slope[j] >= RivalShare * _slope[steepest] && (other < 0 || _slope[j] > _slope[other]))
                other = j;
        return (chosen, other);
    }

    private bool IsMaximum(int j) => _slope[j] > 0 && _slope[j] > _slope[j - 1] && _slope[j] >= _slope[j + 1];

    private EdgeEnergy Inflection(ReadOnlySpan<double> energy, ReadOnlySpan<double> norm, int at, double h)
    {
        if (at < 0)
            return EdgeEnergy.None;
        // The slope's estimate peaks next to the root of the curvature's, not exactly on it.
        for (double reach = h / StepsPerWidth; reach <= h; reach *= 2)
            if (Of(energy, norm, _at[at] - reach, 2, h) > 0 && Of(energy, norm, _at[at] + reach, 2, h) < 0)
                return Root(energy, norm, 2, 0, _at[at] - reach, _at[at] + reach, h);
        return new EdgeEnergy(_at[at], double.NaN);
    }

    private (EdgeEnergy, int) HalfStep(ReadOnlySpan<double> energy, ReadOnlySpan<double> norm, double near, double h)
    {
        int best = -1,
            crossings = 0;
        for (int j = 1; j < _count; j++)
            if (_value[j - 1] < Half && _value[j] >= Half)
            {
                crossings++;
                if (best < 0 || Math.Abs(_at[j] - near) < Math.Abs(_at[best] - near))
                    best = j;
            }
        return (best < 0 ? EdgeEnergy.None : Root(energy, norm, 0, Half, _at[best - 1], _at[best], h), crossings);
    }

    private EdgeEnergy Integral(ReadOnlySpan<double> energy, ReadOnlySpan<double> norm, double half, double h)
    {
        double a = settings.IntegralLow,
            b = settings.IntegralHigh;
        if (double.IsNaN(half))
            return EdgeEnergy.None;
        int at = EnergyGrid.AtOrBelow(_at.AsSpan(0, _count), half),
            below = at,
            above = at;
        while (below >= 0 && _value[below] >= a)
            below--;
        while (above < _count && _value[above] < b)
            above++;
        if (below < 0 || above >= _count || above == 0)
            return EdgeEnergy.None;
        double e1 = Root(energy, norm, 0, a, _at[below], _at[below + 1], h).Energy,
            e2 = Root(energy, norm, 0, b, _at[above - 1], _at[above], h).Energy;
        (double area, double error) = Area(energy, norm, _sigma, e1, e2);
        return new EdgeEnergy(((b * e2) - (a * e1) - area) / (b - a), error / (b - a));
    }

    private (EdgeEnergy, double, double) WhiteLine(ReadOnlySpan<double> energy, ReadOnlySpan<double> norm, double half, double h)
    {
        int best = -1;
        double error = 0;
        // The first maximum that the curve leaves again by more than noise: a later, higher one is EXAFS.
        for (int j = 1; j < _count - 1 && !double.IsNaN(half) && !(best >= 0 && _value[j] < _value[best] - (Leaves * error)); j++)
        {
            if (!(_at[j] > half && _value[j] > _value[j - 1] && _value[j] >= _value[j + 1] && (best < 0 || _value[j] > _value[best])))
                continue;
            best = j;
            _local.Place(energy, _at[j], h);
            error = _local.Deviation(_sigma, 0);
        }
        if (best < 0)
            return (EdgeEnergy.None, double.NaN, double.NaN);
        (double from, double to) = (_at[best - 1], _at[best + 1]);
        EdgeEnergy line =
            Of(energy, norm, from, 1, h) > 0 && Of(energy, norm, to, 1, h) < 0
                ? Root(energy, norm, 1, 0, from, to, h)
                : new EdgeEnergy(_at[best], double.NaN);
        _local.Place(energy, line.Energy, h);
        return (line, _local.Derivative(norm, 0), _local.Deviation(_sigma, 0));
    }

    /// <summary>Where a derivative takes a value between two positions with different signs of the difference: regula falsi after Illinois.</summary>
    private EdgeEnergy Root(ReadOnlySpan<double> energy, ReadOnlySpan<double> norm, int order, double level, double a, double b, double h)
    {
        double fa = Of(energy, norm, a, order, h) - level,
            fb = Of(energy, norm, b, order, h) - level,
            at = a;
        for (int step = 0; step < MostRootSteps && Math.Abs(b - a) > 1e-9 * h; step++)
        {
            at = fb == fa ? (a + b) / 2 : b - (fb * (b - a) / (fb - fa));
            double f = Of(energy, norm, at, order, h) - level;
            if (f == 0 || Math.Abs(at - b) < 1e-9 * h)
                break;
            if (f * fb < 0)
                (a, fa) = (b, fb);
            else
                fa /= 2;
            (b, fb) = (at, f);
        }
        double reach = h / 20,
            slope = (Of(energy, norm, at + reach, order, h) - Of(energy, norm, at - reach, order, h)) / (2 * reach);
        _local.Place(energy, at, h);
        return new EdgeEnergy(at, _local.Deviation(_sigma, order) / Math.Abs(slope));
    }

    private double Of(ReadOnlySpan<double> energy, ReadOnlySpan<double> norm, double at, int order, double h)
    {
        _local.Place(energy, at, h);
        return _local.Derivative(norm, order);
    }

    /// <summary>∫ y dx by straight lines between points, ends included, and its standard deviation.</summary>
    public static (double Area, double Error) Area(
        ReadOnlySpan<double> x,
        ReadOnlySpan<double> y,
        ReadOnlySpan<double> sigma,
        double from,
        double to
    )
    {
        double area = 0,
            variance = 0;
        int first = EnergyGrid.AtOrBelow(x, from);
        // Weight that the interval before has left on its right point.
        double carried = 0;
        for (int i = first; i + 1 < x.Length && x[i] < to; i++)
        {
            double a = Math.Max(from, x[i]),
                b = Math.Min(to, x[i + 1]),
                middle = ((a + b) / 2 - x[i]) / (x[i + 1] - x[i]),
                right = (b - a) * middle,
                left = b - a - right;
            area += (left * y[i]) + (right * y[i + 1]);
            variance += Math.Pow((left + carried) * sigma[i], 2);
            carried = right;
            if (x[i + 1] >= to || i + 2 == x.Length)
                variance += Math.Pow(right * sigma[i + 1], 2);
        }
        return (area, Math.Sqrt(variance));
    }
}
