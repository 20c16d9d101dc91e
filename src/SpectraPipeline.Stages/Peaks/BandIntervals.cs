using SpectraPipeline.Numerics.Fitting;
using SpectraPipeline.Numerics.Statistics;

namespace SpectraPipeline.Stages.Peaks;

/// <summary>Likelihood intervals of the bands of a frame, of all or of those whose standard errors cannot be trusted.</summary>
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
    private readonly BoundedInterval _bounded = new(fitter);
    private readonly Irregularity[] _why = new Irregularity[fitter.PeakCount];
    private readonly List<string> _doubts = [];

    /// <summary>What was found to be unreliable, in words; empty when nothing.</summary>
    public IReadOnlyList<string> Doubts => _doubts;

    /// <summary>Makes the intervals of a frame. The fitter is at its solution again afterwards.</summary>
    /// <param name="bands">The bands with errors and limits.</param>
    /// <param name="freedom">Degrees of freedom of the noise.</param>
    public void Make(BandErrors[] bands, double freedom)
    {
        _doubts.Clear();
        Irregularity worst = Irregularity.None;
        for (int k = 0; k < bands.Length; k++)
        {
            bands[k].Clear();
            _why[k] =
                intervals == Intervals.Profile
                    ? Irregularity.Curved
                    : IntervalChoice.Of(fitter, k, bands[k].Estimate, bands[k].Parts[0].Inflation, Nearest(bands, k));
            worst = _why[k] > worst ? _why[k] : worst;
        }
        if (worst == Irregularity.None)
            return;
        double t = Student.Half95(freedom);
        bool isTaken = intervals == Intervals.Auto && _bounded.Take();
        for (int k = 0; k < bands.Length; k++)
            if (_why[k] == Irregularity.Bounded && !(isTaken && TryBounded(bands, k, isMoved: false, t)))
                _why[k] = Irregularity.Curved;
        bool isProfiled = false;
        for (int k = 0; k < bands.Length; k++)
        {
            Irregularity around = Around(bands, k);
            bool isMoved = around != Irregularity.None;
            bool isBent = _why[k] == Irregularity.Curved || around == Irregularity.Curved;
            if (isBent || isMoved && !(isTaken && TryBounded(bands, k, isMoved, t)))
            {
                Make(k, bands[k], isMoved, t);
                isProfiled = true;
            }
            if (bands[k].Method is not null && IntervalDoubts.IsLostOnFlank(bands, k))
                _doubts.Add(IntervalDoubts.Flank(bands, k));
        }
        if (isProfiled)
            _profile.Restore();
        double limit = JointRise * fitter.NoiseVariance;
        for (int k = 0; k < bands.Length; k++)
        for (int j = 0; j < k; j++)
            if ((_why[j] | _why[k]) != Irregularity.None && Distance(bands[j], bands[k]) < MostNested)
                LookForRivals(bands, j, k, limit);
    }

    // Two bands nearer than this share of the larger width may be arranged in more than one way.
    private static double Distance(BandErrors one, BandErrors other) =>
        Math.Abs(one.Estimate.Center - other.Estimate.Center) / Math.Max(one.Estimate.RecordedWidth, other.Estimate.RecordedWidth);

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
        bool alone =
            intervals == Intervals.Auto
            && !isMoved
            && IntervalChoice.IsStraight(band.Estimate, Math.Sqrt(band.Parts[0].Inflation), double.PositiveInfinity);
        for (int q = alone && !IsCenterNearBound(k, band) ? 1 : 0; q < 4; q++)
            if (BandErrors.HasInterval(fitter, k, q, band))
                Make(k, q, band, t);
    }

    // From the matrix of the fit and its bounds. False where the ends lie so far out that the curve bends before them: bounds let go what they held, and the errors of the fit did not know.
    private bool TryBounded(BandErrors[] bands, int k, bool isMoved, double t)
    {
        BandErrors band = bands[k];
        double straight = t * IntervalChoice.StraightInBox(band.Estimate, Nearest(bands, k));
        for (int q = isMoved || IsCenterNearBound(k, band) ? 0 : 1; q < 4; q++)
        {
            if (!BandErrors.HasInterval(fitter, k, q, band))
                continue;
            double limit = t * t * fitter.NoiseVariance * band.Parts[q].Inflation;
            double value = band.Value(q);
            double most = straight * (q < 2 ? band.Estimate.FullWidth : Math.Abs(value));
            if (
                !_bounded.TryOf(k, BandErrors.Quantities[q], limit, out QuantityInterval found)
                || !(q == 3 || Math.Max(value - found.Low, found.High - value) <= most)
            )
            {
                band.Clear();
                return false;
            }
            band.Set(fitter, k, q, found.Low, found.High);
        }
        band.Method = "bounded";
        return true;
    }

    private bool IsCenterNearBound(int k, BandErrors band) =>
        IntervalChoice.IsNearBound(fitter, k, Math.Sqrt(band.Parts[0].Inflation), centerOnly: true);

    private void Make(int k, int q, BandErrors band, double t)
    {
        (double value, double error) = (band.Value(q), band.Error(q) * Math.Sqrt(band.Parts[q].Inflation));
        double scale = t * error;
        if (!(scale > 0))
            scale = FirstGuess * Math.Abs(q == 0 ? band.Estimate.FullWidth : value);
        double most = q < 2 ? range : Math.Max(100 * scale, 20 * Math.Abs(value));
        double limit = t * t * fitter.NoiseVariance * band.Parts[q].Inflation;
        QuantityInterval found = _profile.Of(k, BandErrors.Quantities[q], value, scale, limit, most);
        band.Set(fitter, k, q, found.Low, found.High);
        if (!found.IsReliable)
            _doubts.Add(IntervalDoubts.End(k, q, band.Estimate.Center, found));
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
    private Irregularity Around(BandErrors[] bands, int k)
    {
        Irregularity worst = Irregularity.None;
        for (int j = 0; j < bands.Length; j++)
            if (j != k && _why[j] > worst && IntervalDoubts.Overlap(bands[k].Estimate, bands[j].Estimate))
                worst = _why[j];
        return worst;
    }
}
