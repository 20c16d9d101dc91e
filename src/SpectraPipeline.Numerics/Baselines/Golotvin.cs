using SpectraPipeline.Numerics.Morphology;
using SpectraPipeline.Numerics.Smoothing;

namespace SpectraPipeline.Numerics.Baselines;

/// <summary>What the classification by the spread within windows is told; lengths in points.</summary>
/// <param name="HalfWindow">Half window of the spread; null: half of the one found in every spectrum (<see cref="HalfWindowChoice"/>), rounded up.</param>
/// <param name="DeviationFactor">A point belongs to a band when the highest and lowest of its window lie this many times the noise apart, or more.</param>
/// <param name="Sections">The noise is the least standard deviation of so many equal parts of the spectrum.</param>
/// <param name="InterpolationHalfWindow">Ends of a bridge are means over ± this many points.</param>
/// <param name="SmoothHalfWindow">Half window of the final moving mean; null: that of the spread; 0: none.</param>
/// <param name="MinLength">Shorter stretches of baseline are taken for band.</param>
public sealed record GolotvinOptions(
    int? HalfWindow,
    double DeviationFactor = 2,
    int Sections = 32,
    int InterpolationHalfWindow = 5,
    int? SmoothHalfWindow = null,
    int MinLength = 2
);

/// <summary>Baseline by classification: points in whose window highest and lowest lie no further apart than the noise allows; straight lines bridge the rest.</summary>
/// <remarks>
/// baseline where δ(y)ᵢ − ε(y)ᵢ &lt; k·σ, over 2h + 1 points; σ the least standard deviation (n − 1) of the sections; bridges, then a moving mean with straight continuation.
/// S. Golotvin, A. Williams, J. Magn. Reson. 146 (2000) 122, doi:10.1006/jmre.2000.2121. x strictly monotonic, y and z in one unit.
/// Symmetric: −y gives −z, so bands of both signs are left out alike. Normal noise spreads over 4 to 5 σ in a window of 30 points: with k = 2 hardly any point is
/// quiet enough, unless the sections see a sloping baseline; fails where every section holds a band. Cost: O(n log h).
/// </remarks>
public sealed class Golotvin
{
    private readonly GolotvinOptions _options;
    private readonly HalfWindowChoice _half;
    private readonly FlatMorphology _morphology;
    private readonly double[] _low;
    private readonly double[] _high;
    private readonly bool[] _isBand;
    private readonly double[] _padded;

    /// <summary>For spectra of <paramref name="points"/> points.</summary>
    /// <exception cref="ArgumentException">A window out of range or not below the points, fewer than two points a section.</exception>
    public Golotvin(int points, GolotvinOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Sections < 1 || 2 * options.Sections > points)
            throw new ArgumentException($"{points} points do not make {options.Sections} sections of two or more", nameof(options));
        if (options.SmoothHalfWindow < 0 || options.SmoothHalfWindow >= points)
            throw new ArgumentException(
                $"the smoothing window must lie between 0 and {points - 1} points, not {options.SmoothHalfWindow}",
                nameof(options)
            );
        (Points, _options) = (points, options);
        _half = new HalfWindowChoice(points, options.HalfWindow);
        _morphology = new FlatMorphology(points, _half.Widest);
        (_low, _high, _isBand) = (new double[points], new double[points], new bool[points]);
        _padded = new double[points + 2 * (options.SmoothHalfWindow ?? _half.Widest)];
    }

    /// <summary>Points of a spectrum.</summary>
    public int Points { get; }

    /// <summary>Which points the last fit took for bands.</summary>
    public ReadOnlySpan<bool> IsBand => _isBand;

    /// <summary>Fits the baseline of one spectrum.</summary>
    /// <param name="x">The axis, strictly monotonic; bridges are straight in it.</param>
    /// <param name="y">The spectrum; not changed.</param>
    /// <param name="baseline">Receives the baseline.</param>
    /// <exception cref="ArgumentException">Lengths disagree.</exception>
    public BaselineOutcome Fit(ReadOnlySpan<double> x, ReadOnlySpan<double> y, Span<double> baseline)
    {
        BaselineRegions.Check(Points, x.Length, y.Length, baseline.Length);
        int half = _options.HalfWindow ?? (_half.Of(y) + 1) / 2;
        _morphology.Erode(y, half, _low);
        _morphology.Dilate(y, half, _high);
        double limit = _options.DeviationFactor * LeastDeviation(y);
        for (int i = 0; i < Points; i++)
            _isBand[i] = !(_high[i] - _low[i] < limit);
        BaselineRegions.Refine(_isBand, _options.MinLength);
        y.CopyTo(baseline);
        BaselineRegions.Bridge(x, y, _isBand, _options.InterpolationHalfWindow, baseline);
        MovingWindow.MeanInPlace(baseline, _options.SmoothHalfWindow ?? half, _padded);
        return BaselineRegions.Outcome(_isBand);
    }

    private double LeastDeviation(ReadOnlySpan<double> y)
    {
        double least = double.PositiveInfinity,
            length = (double)Points / _options.Sections;
        for (int section = 0; section < _options.Sections; section++)
        {
            int from = (int)(section * length),
                to = section == _options.Sections - 1 ? Points : (int)((section + 1) * length);
            double sum = 0,
                squares = 0;
            foreach (double value in y[from..to])
                sum += value;
            double mean = sum / (to - from);
            foreach (double value in y[from..to])
                squares += (value - mean) * (value - mean);
            least = Math.Min(least, Math.Sqrt(squares / (to - from - 1)));
        }
        return least;
    }
}
