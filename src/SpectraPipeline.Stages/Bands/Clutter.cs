namespace SpectraPipeline.Stages.Bands;

/// <summary>How often bumps that belong to no band lie where a track is looked for, and whether a path is more than they explain.</summary>
/// <remarks>
/// A bump counts as clutter when none of the two frames before and after shows a band above the noise within its gate; λ of them a frame and unit of the axis lie within ±h of a place with
/// p = 1 − exp(−2hλ). A path of k bumps over n frames is proven when S·P(at least k − 1 of n − 1) falls to the false alarms allowed, S the bumps of the series; one that is not, is dropped
/// once clutter brings as many more often than not: the confirmation and the deletion of a sequential test (A. Wald, Ann. Math. Stat. 1945, 16, 117). O(bands).
/// </remarks>
internal sealed class Clutter
{
    private const int Around = 2; // frames
    private const double LeastRange = 20; // widths, where the axis is not known
    private const double EvenOdds = 0.5;
    private readonly TrackingLimits _limits;
    private readonly double _rate;
    private readonly int _bumps;

    /// <param name="frames">All bands.</param>
    /// <param name="limits">Limits of tracking.</param>
    /// <param name="range">Length of the axis; NaN = not known.</param>
    public Clutter(FoundBands frames, TrackingLimits limits, double range)
    {
        _limits = limits;
        // One or two frames, or tracks of one band, say nothing about chance.
        IsLookedAt = frames.Count >= 3 && limits.MinFrames >= 2 && limits.FalseAlarms > 0;
        if (!IsLookedAt)
            return;
        int alone = 0;
        double low = double.PositiveInfinity,
            high = double.NegativeInfinity,
            widths = 0;
        for (int at = 0; at < frames.Count; at++)
            foreach (ref readonly Detection band in frames[at])
            {
                if (!band.MayStart)
                    continue;
                _bumps++;
                (low, high) = (Math.Min(low, band.Center), Math.Max(high, band.Center));
                widths += band.Fwhm > 0 ? band.Fwhm : TrackingLimits.UsualWidth;
                alone += IsAlone(frames, at, band) ? 1 : 0;
            }
        if (_bumps == 0)
            return;
        double length = Math.Max(double.IsNaN(range) ? high - low : range, LeastRange * widths / _bumps);
        Share = (double)alone / _bumps;
        // One more than was seen: no bump in few frames does not mean none ever.
        _rate = (alone + 1) / length / frames.Count;
    }

    /// <summary>False alarms are limited, and the series is long enough to say what they are.</summary>
    public bool IsLookedAt { get; }

    /// <summary>Clutter among all bands above the noise, 0 to 1.</summary>
    public double Share { get; }

    /// <summary>The path has more bands than bumps would bring, however many places they have.</summary>
    public bool IsBeaten(TrackPath path) =>
        !IsLookedAt || _bumps * AtLeast(path.Strong - 1, path.LastAt - path.FirstAt, Probability(path)) <= _limits.FalseAlarms;

    /// <summary>So many bands by this frame are what bumps bring more often than not.</summary>
    public bool Explains(TrackPath path, int at) =>
        IsLookedAt && AtLeast(path.Strong - 1, at - 1 - path.FirstAt, Probability(path)) > EvenOdds;

    /// <summary>Frames after which a bump has rather come by itself than as the band.</summary>
    public double Patience(TrackPath path) => IsLookedAt ? EvenOdds / Probability(path) : double.PositiveInfinity;

    /// <summary>Probability of at least k successes in n.</summary>
    public static double AtLeast(int k, int n, double p)
    {
        // Fewer than are expected are no evidence; the first term of their sum may even be too small for a number.
        if (k <= 0 || p >= 1 || k <= n * p)
            return 1;
        if (k > n)
            return 0;
        // Upper tail of the binomial, from k up: each term from the one before.
        double log = (k * Math.Log(p)) + ((n - k) * Math.Log(1 - p));
        for (int i = 1; i <= k; i++)
            log += Math.Log((double)(n - k + i) / i);
        double term = Math.Exp(log),
            sum = 0;
        for (int i = k; i <= n && term > 1e-17 * sum; i++)
        {
            sum += term;
            term *= (double)(n - i) / (i + 1) * p / (1 - p);
        }
        return sum;
    }

    private double Probability(TrackPath path) => 1 - Math.Exp(-4 * _rate * _limits.Gate(path.Width));

    private bool IsAlone(FoundBands frames, int at, in Detection band)
    {
        double gate = _limits.Gate(band.Fwhm);
        for (int other = Math.Max(0, at - Around); other <= Math.Min(frames.Count - 1, at + Around); other++)
            if (other != at)
                foreach (ref readonly Detection near in frames[other])
                    if (near.MayStart && Math.Abs(near.Center - band.Center) <= gate)
                        return false;
        return true;
    }
}
