using SpectraPipeline.Numerics.Statistics;

namespace SpectraPipeline.Numerics.Xas;

/// <summary>A stretch of a scan that is not what its neighbours say.</summary>
/// <param name="First">First point.</param>
/// <param name="Count">Number of points.</param>
/// <param name="Deviation">Largest deviation, in robust standard deviations of its surroundings.</param>
/// <param name="Height">Largest deviation in the unit of the scan.</param>
/// <param name="InIncident">The incident intensity has one too: a reflection of the monochromator.</param>
public readonly record struct Glitch(int First, int Count, double Deviation, double Height, bool InIncident);

/// <summary>Where glitches are looked for.</summary>
public sealed record GlitchSettings
{
    /// <summary>Robust standard deviations that every point of a glitch must exceed on the average.</summary>
    public double Threshold { get; init; } = 8;

    /// <summary>Nothing is taken from here on, eV relative to E₀ ...</summary>
    public double ProtectFrom { get; init; } = -20;

    /// <summary>... up to here.</summary>
    public double ProtectTo { get; init; } = 50;

    /// <summary>Lowest energy looked at, eV.</summary>
    public double From { get; init; } = double.NegativeInfinity;

    /// <summary>Highest energy looked at, eV.</summary>
    public double To { get; init; } = double.PositiveInfinity;
}

/// <summary>Finds glitches of one to several points in an absorption scan: stretches that the cubic through their neighbours does not expect.</summary>
/// <remarks>
/// This project's. For every stretch of w points r = μ − cubic through six points on each side (<see cref="NeighbourCubic"/>), σ = 1.4826·median of the mean |r| of stretches of that width
/// among 50 around it on the same side of the edge: noise and the fine structure that a cubic does not follow. The stretch with the largest Σ (r²/σ² − threshold²) &gt; 0 is suspect;
/// the stretch about it whose replacement leaves the single points there smoothest, a point replaced counted as 6 squared deviations, is a glitch and takes the values of its cubic; and so on. A point whose incident intensity has a glitch needs half the threshold. σ has a floor of 0.05 % of the range of μ above the
/// edge and 1 % below, over the threshold. Multi-electron excitations and edges of other elements are no glitches: they are steps. Assumes that glitches are few against 50 points;
/// misses those at the three first and last points and under the protected edge. Scratch belongs to the instance. Cost: 12·w²/2 products a point and pass, a pass a glitch.
/// </remarks>
/// <param name="model">The scan's energies and widths.</param>
/// <param name="settings">Where to look.</param>
public sealed class GlitchFinder(NeighbourCubic model, GlitchSettings settings)
{
    /// <summary>Glitches found in one scan at most.</summary>
    public const int Most = 24;

    private const int Surroundings = 25;

    // The cubic's failure is learnt from here on, though nothing is taken before ProtectTo: there are no other points on that side of the first candidates.
    private const double LearnFrom = 15;

    // A point more that is replaced must make its surroundings smoother by so many squared deviations.
    private const double CostOfPoint = 6;

    // What is no more than the rounding of the values is no deviation: a constant scan has none.
    private const double Rounding = 1e-12;
    private const double FloorBelow = 1e-2,
        FloorAbove = 5e-4;
    private readonly double[] _scale = new double[model.Points * model.Widest];
    private readonly double[] _mean = new double[model.Points];
    private readonly double[] _predicted = new double[model.Widest];
    private readonly double[] _kept = new double[model.Widest];
    private readonly double[] _window = new double[(2 * Surroundings) + 1];
    private readonly double[] _cleaned = new double[model.Points];
    private readonly bool[] _taken = new bool[model.Points];
    private readonly bool[] _incident = new bool[model.Points];
    private readonly Glitch[] _found = new Glitch[Most];
    private int _count;

    /// <summary>What was found in the last scan, strongest first.</summary>
    public ReadOnlySpan<Glitch> Found => _found.AsSpan(0, _count);

    /// <summary>The last scan with its glitches replaced.</summary>
    public ReadOnlySpan<double> Cleaned => _cleaned;

    /// <summary>Looks at one scan.</summary>
    /// <param name="mu">Absorption, finite.</param>
    /// <param name="incident">Incident intensity, or empty.</param>
    /// <param name="e0">Edge energy, eV.</param>
    /// <exception cref="ArgumentException">Lengths disagree.</exception>
    public void Find(ReadOnlySpan<double> mu, ReadOnlySpan<double> incident, double e0)
    {
        if (mu.Length != model.Points || (!incident.IsEmpty && incident.Length != model.Points))
            throw new ArgumentException($"{mu.Length} and {incident.Length} values for {model.Points} energies.", nameof(mu));
        Array.Clear(_incident);
        if (!incident.IsEmpty && Search(incident, e0) > 0)
            _taken.CopyTo(_incident, 0);
        Search(mu, e0);
    }

    private int Search(ReadOnlySpan<double> y, double e0)
    {
        y.CopyTo(_cleaned);
        Array.Clear(_taken);
        (double range, double largest) = Range(y);
        for (_count = 0; _count < Most; _count++)
        {
            for (int width = 1; width <= model.Widest; width++)
                Scales(width, e0, range, Rounding * largest);
            if (Best() is not { Count: > 0 } seed)
                break;
            Glitch glitch = Placed(seed);
            model.Predict(_cleaned, glitch.First, _predicted.AsSpan(0, glitch.Count));
            _predicted.AsSpan(0, glitch.Count).CopyTo(_cleaned.AsSpan(glitch.First));
            _taken.AsSpan(glitch.First, glitch.Count).Fill(true);
            _found[_count] = glitch;
        }
        return _count;
    }

    private static (double Range, double Largest) Range(ReadOnlySpan<double> y)
    {
        double low = double.PositiveInfinity,
            high = double.NegativeInfinity;
        foreach (double v in y)
            (low, high) = (Math.Min(low, v), Math.Max(high, v));
        return (high - low, Math.Max(Math.Abs(low), Math.Abs(high)));
    }

    /// <summary>σ of every stretch of one width; 0 where none may be taken.</summary>
    private void Scales(int width, double e0, double range, double rounding)
    {
        Span<double> scale = _scale.AsSpan((width - 1) * model.Points, model.Points);
        ReadOnlySpan<double> energy = model.Energy;
        scale.Clear();
        int end = energy.Length - width - NeighbourCubic.Margin + 1;
        for (int s = NeighbourCubic.Margin; s < end; s++)
        {
            model.Predict(_cleaned, s, _predicted.AsSpan(0, width));
            double sum = 0;
            for (int p = 0; p < width; p++)
                sum += Math.Abs(_cleaned[s + p] - _predicted[p]);
            _mean[s] = sum / width;
        }
        int below = Math.Clamp(
                FirstAtOrAbove(energy, e0 + settings.ProtectFrom) - width + 1,
                NeighbourCubic.Margin,
                Math.Max(end, NeighbourCubic.Margin)
            ),
            above = Math.Max(FirstAtOrAbove(energy, e0 + Math.Min(LearnFrom, settings.ProtectTo)), NeighbourCubic.Margin);
        Side(NeighbourCubic.Margin, below, width, Math.Max(FloorBelow * range / settings.Threshold, rounding), scale);
        Side(Math.Max(below, above), end, width, Math.Max(FloorAbove * range / settings.Threshold, rounding), scale);
        for (int s = Math.Max(below, 0); s < end && energy[s] <= e0 + settings.ProtectTo; s++)
            scale[s] = 0;
    }

    private void Side(int first, int end, int width, double floor, Span<double> scale)
    {
        for (int s = first; s < end; s++)
        {
            if (model.Energy[s] < settings.From || model.Energy[s + width - 1] > settings.To)
                continue;
            int from = Math.Max(first, s - Surroundings),
                to = Math.Min(end, s + Surroundings + 1);
            double usual = Median.MadToDeviation * Median.Of(_mean.AsSpan(from, to - from), _window);
            scale[s] = Math.Max(Math.Max(floor, usual), double.Epsilon);
        }
    }

    private static int FirstAtOrAbove(ReadOnlySpan<double> energy, double value)
    {
        int i = energy.BinarySearch(value);
        return i >= 0 ? i : ~i;
    }

    private Glitch Best()
    {
        Glitch best = default;
        double most = 0;
        for (int width = 1; width <= model.Widest; width++)
        for (int s = 0; s + width <= model.Points; s++)
        {
            double scale = _scale[((width - 1) * model.Points) + s];
            if (scale == 0 || _taken.AsSpan(s, width).Contains(true))
                continue;
            (double evidence, Glitch glitch) = Judge(s, width, scale);
            if (evidence > most)
                (most, best) = (evidence, glitch);
        }
        return best;
    }

    /// <summary>The stretch about a suspect one whose replacement leaves its surroundings smoothest: what deviates most is often a good point between bad ones.</summary>
    private Glitch Placed(Glitch seed)
    {
        Glitch best = seed;
        double least = double.PositiveInfinity;
        for (int width = 1; width <= model.Widest; width++)
        for (
            int s = Math.Max(0, seed.First - model.Widest);
            s < Math.Min(seed.First + seed.Count + model.Widest, model.Points - width);
            s++
        )
        {
            double scale = _scale[((width - 1) * model.Points) + s];
            if (scale == 0 || _taken.AsSpan(s, width).Contains(true))
                continue;
            Span<double> place = _cleaned.AsSpan(s, width);
            place.CopyTo(_kept);
            model.Predict(_cleaned, s, _predicted.AsSpan(0, width));
            _predicted.AsSpan(0, width).CopyTo(place);
            double left = (CostOfPoint * width) + Roughness(seed);
            _kept.AsSpan(0, width).CopyTo(place);
            if (left < least)
                (least, best) = (left, Judge(s, width, scale).Glitch);
        }
        return best with { Deviation = Math.Max(best.Deviation, seed.Deviation) };
    }

    /// <summary>Squares of the deviations of single points about a stretch.</summary>
    private double Roughness(Glitch seed)
    {
        double sum = 0;
        int end = Math.Min(model.Points, seed.First + seed.Count + (2 * model.Widest));
        for (int i = Math.Max(0, seed.First - (2 * model.Widest)); i < end; i++)
        {
            if (_scale[i] == 0)
                continue;
            model.Predict(_cleaned, i, _predicted.AsSpan(0, 1));
            double deviation = (_cleaned[i] - _predicted[0]) / _scale[i];
            sum += deviation * deviation;
        }
        return sum;
    }

    private (double Evidence, Glitch Glitch) Judge(int start, int width, double scale)
    {
        model.Predict(_cleaned, start, _predicted.AsSpan(0, width));
        double evidence = 0,
            largest = 0;
        bool isIncident = false;
        for (int p = 0; p < width; p++)
        {
            double deviation = (_cleaned[start + p] - _predicted[p]) / scale,
                threshold = settings.Threshold * (_incident[start + p] ? 0.5 : 1);
            evidence += (deviation * deviation) - (threshold * threshold);
            largest = Math.Max(largest, Math.Abs(deviation));
            isIncident |= _incident[start + p];
        }
        return (evidence, new Glitch(start, width, largest, largest * scale, isIncident));
    }
}
