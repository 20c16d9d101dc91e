using SpectraPipeline.Numerics.Fitting;
using SpectraPipeline.Numerics.Statistics;

namespace SpectraPipeline.Stages.Peaks;

/// <summary>Profile intervals of the bands of a frame, of all or of those whose standard errors cannot be trusted.</summary>
internal sealed class BandIntervals(MultiPeakFit fitter, double range, Intervals intervals)
{
    // Of the value: where there is no error to begin with.
    private const double FirstGuess = 0.2;

    private const double MostNested = 0.75;

    // χ² of six degrees of freedom, 95 %: position, width and height of two bands are found anew.
    private const double JointRise = 12.6;

    private static readonly Rearrangement[] s_arrangements = [Rearrangement.Alike, Rearrangement.Exchanged];

    private readonly ProfileInterval _profile = new(fitter);
    private readonly RivalMinimum _rival = new(fitter);
    private readonly bool[] _irregular = new bool[fitter.PeakCount];
    private readonly List<string> _doubts = [];

    /// <summary>What was found to be unreliable, in words; empty when nothing.</summary>
    public IReadOnlyList<string> Doubts => _doubts;

    /// <summary>Makes the intervals of a frame. The fitter is at its solution again afterwards.</summary>
    /// <param name="bands">The bands with errors and limits.</param>
    /// <param name="freedom">Degrees of freedom of the noise.</param>
    public void Make(BandErrors[] bands, double freedom)
    {
        _doubts.Clear();
        bool any = false;
        for (int k = 0; k < bands.Length; k++)
        {
            bands[k].Clear();
            _irregular[k] =
                intervals == Intervals.Profile
                || !IntervalChoice.IsRegular(
                    fitter,
                    k,
                    bands[k].Estimate,
                    bands[k].Parts[0].Inflation,
                    Nearest(bands, k),
                    centerOnly: false
                );
            any |= _irregular[k];
        }
        if (!any)
            return;
        double t = Student.Half95(freedom);
        for (int k = 0; k < bands.Length; k++)
        {
            bool moved = HasIrregularNeighbour(bands, k);
            if (_irregular[k] || moved)
                Make(k, bands[k], moved, t);
            if (bands[k].Method is not null && IntervalDoubts.IsLostOnFlank(bands, k))
                _doubts.Add(IntervalDoubts.Flank(bands, k));
        }
        _profile.Restore();
        double limit = JointRise * fitter.NoiseVariance;
        for (int k = 0; k < bands.Length; k++)
        for (int j = 0; j < k; j++)
            if ((_irregular[j] || _irregular[k]) && Distance(bands[j], bands[k]) < MostNested)
                LookForRivals(bands, j, k, limit);
    }

    // Two bands nearer than this share of the larger width may be arranged in more than one way.
    private static double Distance(BandErrors one, BandErrors other) =>
        Math.Abs(one.Estimate.Center - other.Estimate.Center) / Math.Max(one.Estimate.FullWidth, other.Estimate.FullWidth);

    private void LookForRivals(BandErrors[] bands, int j, int k, double limit)
    {
        foreach (Rearrangement how in s_arrangements)
        {
            double rise = _rival.Search(j, k, how) - fitter.Quality.ChiSquare;
            bool isOutside = false;
            // Ends that correlated noise widens allow as much more of χ².
            foreach (int band in (ReadOnlySpan<int>)[j, k])
                for (int q = 0; q < BandErrors.Quantities.Length; q++)
                {
                    double value = _rival.Value(band, BandErrors.Quantities[q]);
                    isOutside |= rise < limit * bands[band].Parts[q].Inflation && !Contains(bands[band], q, value);
                }
            _rival.Restore();
            if (!isOutside)
                continue;
            _doubts.Add(IntervalDoubts.Rival(bands, j, k, rise < 0));
            return;
        }
    }

    private static bool Contains(BandErrors band, int q, double value)
    {
        if (double.IsFinite(band.Low[q]) && double.IsFinite(band.High[q]))
        {
            double room = 0.05 * (band.High[q] - band.Low[q]);
            return value >= band.Low[q] - room && value <= band.High[q] + room;
        }
        return !(Math.Abs(value - band.Value(q)) > 2 * band.Total(q));
    }

    private void Make(int k, BandErrors band, bool isMoved, double t)
    {
        if (band.IsAbsent && intervals != Intervals.Profile)
        {
            band.Method = "not-detected";
            return;
        }
        band.Method = "profile";
        bool centerIsRegular =
            intervals == Intervals.Auto
            && !isMoved
            && IntervalChoice.IsRegular(fitter, k, band.Estimate, band.Parts[0].Inflation, double.PositiveInfinity, centerOnly: true);
        for (int q = centerIsRegular ? 1 : 0; q < 4; q++)
            if (IsVaried(k, BandErrors.Quantities[q]))
                Make(k, q, band, t);
    }

    private void Make(int k, int q, BandErrors band, double t)
    {
        (double value, double error) = (band.Value(q), band.Error(q) * Math.Sqrt(band.Parts[q].Inflation));
        double scale = t * error;
        if (!(scale > 0))
            scale = FirstGuess * Math.Abs(q == 0 ? band.Estimate.FullWidth : value);
        double most = q < 2 ? range : Math.Max(100 * scale, 20 * Math.Abs(value));
        double limit = t * t * fitter.NoiseVariance * band.Parts[q].Inflation;
        QuantityInterval found = _profile.Of(k, BandErrors.Quantities[q], value, scale, limit, most);
        band.Low[q] = Widen(value, found.Low, band.Parts[q].Baseline);
        band.High[q] = Widen(value, found.High, band.Parts[q].Baseline);
        if (!found.IsReliable)
            _doubts.Add(IntervalDoubts.End(k, q, band.Estimate.Center, found));
    }

    /// <summary>An end with the doubt about the baseline added in squares, as in a total standard error.</summary>
    public static double Widen(double value, double end, double variance)
    {
        double added = Student.Normal975 * Student.Normal975 * variance;
        return variance > 0 && double.IsFinite(end)
            ? value + (Math.Sign(end - value) * Math.Sqrt(((end - value) * (end - value)) + added))
            : end;
    }

    private bool IsVaried(int band, int quantity)
    {
        if (quantity != ProfileInterval.Area)
            return fitter.IsVaried(band, quantity);
        bool any = false;
        for (int p = PeakShape.Height; p < fitter.Shape.ParameterCount; p++)
            any |= fitter.IsVaried(band, p);
        return any;
    }

    private static double Nearest(BandErrors[] bands, int k)
    {
        double nearest = double.PositiveInfinity;
        for (int j = 0; j < bands.Length; j++)
            if (j != k)
                nearest = Math.Min(nearest, Math.Abs(bands[j].Estimate.Center - bands[k].Estimate.Center));
        return nearest;
    }

    // What is uncertain in a band moves those that overlap with it.
    private bool HasIrregularNeighbour(BandErrors[] bands, int k)
    {
        for (int j = 0; j < bands.Length; j++)
        {
            if (j != k && _irregular[j] && IntervalDoubts.Overlap(bands[k].Estimate, bands[j].Estimate))
                return true;
        }
        return false;
    }
}
