using SpectraPipeline.Numerics.Fitting;

namespace SpectraPipeline.Numerics.Xas;

/// <summary>A pre-edge peak with errors that hold the noise and the uncertainty of the baseline under it.</summary>
/// <param name="Peak">The peak; its own errors are those of the noise alone.</param>
/// <param name="CenterError">Standard error, noise and baseline.</param>
/// <param name="HeightError">Standard error, noise and baseline.</param>
/// <param name="WidthError">Standard error, noise and baseline.</param>
/// <param name="AreaError">Standard error, noise and baseline.</param>
/// <param name="AtBound">Centre or width ended on a bound.</param>
public readonly record struct PreEdgePeak(
    PeakEstimate Peak,
    double CenterError,
    double HeightError,
    double WidthError,
    double AreaError,
    bool AtBound
);

/// <summary>All pre-edge peaks together: area and centroid straight from the points.</summary>
/// <param name="Area">∫ of what lies above the baseline between low and high, eV.</param>
/// <param name="AreaError">Standard error, noise and baseline.</param>
/// <param name="Centroid">∫E·p dE/∫p dE, eV; NaN where the area is not three errors above 0.</param>
/// <param name="CentroidError">Standard error, noise and baseline.</param>
/// <param name="PointCentroid">ΣE·p/Σp over all points from .. to, as Larch gives it: it weighs by the density of the points.</param>
public readonly record struct PreEdgeTotal(double Area, double AreaError, double Centroid, double CentroidError, double PointCentroid);

/// <summary>Peaks above the foot of an edge, as many as the data ask for.</summary>
/// <remarks>
/// Peaks are added one by one at the largest smoothed residual and kept while BIC falls by more than 10 (R. E. Kass, A. E. Raftery, J. Am. Stat. Assoc. 90 (1995) 773: "very strong") and every height
/// stands two of its errors above zero, up to the limit asked for; each set
/// is fitted by <see cref="MultiPeakFit"/> to spectrum − baseline over from .. to. Errors: of that fit, and in quadrature the change that each independent deviation of the baseline makes.
/// Fails when low and high cut into the peaks. One worker each. Cost: about 10 fits of a spectrum.
/// </remarks>
public sealed class PreEdgePeaks(PeakShape shape, double[] energy, double low, double high, int most)
{
    private const double Decisive = 10,
        AreaCounts = 3,
        HeightStands = 2;
    private static readonly FitLimits s_limits = new(MaxIterations: 200);
    private readonly Dictionary<int, MultiPeakFit> _fits = [];
    private readonly LocalCubic _local = new();
    private readonly double[] _above = new double[energy.Length];
    private readonly double[] _rest = new double[energy.Length];
    private readonly double[] _shifted = new double[energy.Length];
    private readonly double[] _deviation = new double[energy.Length];
    private readonly double[] _sigma = new double[energy.Length];

    /// <summary>Spectrum less baseline of the last fit.</summary>
    public ReadOnlySpan<double> Above => _above;

    /// <summary>The fit of the last spectrum; null when no peak stands out.</summary>
    public MultiPeakFit? Fitted { get; private set; }

    /// <summary>It converged.</summary>
    public bool Converged { get; private set; }

    /// <summary>Area and centroid of the last spectrum.</summary>
    public PreEdgeTotal Total { get; private set; }

    /// <summary>Peaks of one spectrum, in order of energy.</summary>
    /// <param name="norm">Values on the grid.</param>
    /// <param name="baseline">Fitted to them.</param>
    /// <param name="centers">Where the peaks start; empty = found.</param>
    public PreEdgePeak[] Fit(ReadOnlySpan<double> norm, PreEdgeBaseline baseline, IReadOnlyList<double> centers)
    {
        ArgumentNullException.ThrowIfNull(baseline);
        ArgumentNullException.ThrowIfNull(centers);
        for (int i = 0; i < _above.Length; i++)
            _above[i] = norm[i] - baseline.Curve[i];
        _sigma.AsSpan().Fill(baseline.Noise);
        Total = Sum(baseline);
        Fitted = null;
        double[] found = centers.Count > 0 ? [.. centers] : [];
        if (centers.Count > 0)
            Fitted = Run(found, _above);
        else
            Seek();
        PreEdgePeak[] peaks = Fitted is null ? [] : WithBaseline(Fitted, baseline);
        // A peak that stands above the noise but not above what the baseline leaves open is no peak of its own.
        while (centers.Count == 0 && peaks.Length > 1 && Array.Exists(peaks, p => !(p.Peak.Height > HeightStands * p.HeightError)))
        {
            // By place: two peaks may share a centre, at a bound of it.
            int weakest = 0;
            for (int p = 1; p < peaks.Length; p++)
                if (peaks[p].Peak.Height / peaks[p].HeightError < peaks[weakest].Peak.Height / peaks[weakest].HeightError)
                    weakest = p;
            Fitted = Run([.. peaks.Where((_, p) => p != weakest).Select(p => p.Peak.Center)], _above);
            peaks = WithBaseline(Fitted, baseline);
        }
        return [.. peaks.OrderBy(p => p.Peak.Center)];
    }

    private void Seek()
    {
        double bic = Bic(0, 0);
        var centers = new List<double>();
        _above.CopyTo(_rest, 0);
        while (centers.Count < most)
        {
            centers.Add(Highest());
            MultiPeakFit next = Run(centers, _above);
            double candidate = Bic(next.Quality.ChiSquare, next.Quality.Variables);
            if (!(candidate < bic - Decisive) || !Stand(next))
                return;
            (bic, Fitted) = (candidate, next);
            next.Curve(_rest, []);
            for (int i = 0; i < _rest.Length; i++)
                _rest[i] = _above[i] - _rest[i];
            for (int p = 0; p < centers.Count; p++)
                centers[p] = next.Peak(p).Center;
        }
    }

    private static bool Stand(MultiPeakFit fit)
    {
        for (int p = 0; p < fit.PeakCount; p++)
            if (fit.Peak(p) is var peak && !(peak.Height > HeightStands * peak.HeightError))
                return false;
        return true;
    }

    private double Bic(double squares, int variables)
    {
        if (variables == 0)
            foreach (double v in _above)
                squares += v * v;
        int n = _above.Length;
        return (n * Math.Log(Math.Max(squares, double.Epsilon) / n)) + (variables * Math.Log(n));
    }

    private double Highest()
    {
        double best = double.NegativeInfinity,
            at = (low + high) / 2;
        for (int i = 0; i < energy.Length; i++)
        {
            if (energy[i] < low || energy[i] > high)
                continue;
            _local.Place(energy, energy[i], (high - low) / 10);
            double value = _local.Derivative(_rest, 0);
            if (value > best)
                (best, at) = (value, energy[i]);
        }
        return at;
    }

    private MultiPeakFit Run(IReadOnlyList<double> centers, double[] data)
    {
        int count = centers.Count;
        if (!_fits.TryGetValue(count, out MultiPeakFit? fit))
            fit = _fits[count] = new MultiPeakFit(shape, count, -1, energy);
        double width = Math.Clamp((high - low) / 5, 0.5, 2.5),
            step = (energy[^1] - energy[0]) / (energy.Length - 1);
        for (int p = 0; p < count; p++)
        {
            fit.SetStart(p, PeakShape.Center, centers[p]);
            fit.SetBounds(p, PeakShape.Center, low, high);
            fit.SetStart(p, PeakShape.Height, double.NaN);
            fit.SetBounds(p, PeakShape.Height, 0, double.PositiveInfinity);
            fit.SetStart(p, PeakShape.FullWidth, width);
            fit.SetBounds(p, PeakShape.FullWidth, Math.Min(2 * step, width), high - low);
        }
        Converged = fit.Fit(data, [], [], s_limits).Converged;
        return fit;
    }

    private PreEdgePeak[] WithBaseline(MultiPeakFit fit, PreEdgeBaseline baseline)
    {
        int count = fit.PeakCount;
        var peaks = new PeakEstimate[count];
        double[] variance = new double[4 * count];
        for (int p = 0; p < count; p++)
        {
            peaks[p] = fit.Peak(p);
            (variance[4 * p], variance[(4 * p) + 1], variance[(4 * p) + 2], variance[(4 * p) + 3]) = (
                Square(peaks[p].CenterError),
                Square(peaks[p].HeightError),
                Square(peaks[p].FullWidthError),
                Square(peaks[p].AreaError)
            );
        }
        bool converged = Converged;
        bool[] atBound =
        [
            .. Enumerable.Range(0, count).Select(p => fit.IsAtBound(p, PeakShape.Center) || fit.IsAtBound(p, PeakShape.FullWidth)),
        ];
        double[] centers = [.. peaks.Select(p => p.Center)];
        for (int direction = 0; direction < baseline.Variables; direction++)
        {
            baseline.Deviation(direction, _deviation);
            for (int i = 0; i < _shifted.Length; i++)
                _shifted[i] = _above[i] - _deviation[i];
            MultiPeakFit again = Run(centers, _shifted);
            for (int p = 0; p < count; p++)
            {
                PeakEstimate moved = again.Peak(p);
                variance[4 * p] += Square(moved.Center - peaks[p].Center);
                variance[(4 * p) + 1] += Square(moved.Height - peaks[p].Height);
                variance[(4 * p) + 2] += Square(moved.FullWidth - peaks[p].FullWidth);
                variance[(4 * p) + 3] += Square(moved.Area - peaks[p].Area);
            }
        }
        Run(centers, _above);
        Converged = converged;
        return
        [
            .. peaks.Select(
                (p, i) =>
                    new PreEdgePeak(
                        p,
                        Math.Sqrt(variance[4 * i]),
                        Math.Sqrt(variance[(4 * i) + 1]),
                        Math.Sqrt(variance[(4 * i) + 2]),
                        Math.Sqrt(variance[(4 * i) + 3]),
                        atBound[i]
                    )
            ),
        ];
    }

    private PreEdgeTotal Sum(PreEdgeBaseline baseline)
    {
        (double area, double noise) = EdgePosition.Area(energy, _above, _sigma, low, high);
        double centroid = Moment(_above, 0) / area,
            variance = noise * noise,
            spread = SpreadOf(centroid) / (area * area);
        for (int direction = 0; direction < baseline.Variables; direction++)
        {
            baseline.Deviation(direction, _deviation);
            variance += Square(EdgePosition.Area(energy, _deviation, _sigma, low, high).Area);
            spread += Square(Moment(_deviation, centroid) / area);
        }
        double points = 0,
            weighted = 0;
        for (int i = 0; i < energy.Length; i++)
            (points, weighted) = (points + _above[i], weighted + (energy[i] * _above[i]));
        double error = Math.Sqrt(variance);
        bool counts = area > AreaCounts * error;
        return new(area, error, counts ? centroid : double.NaN, counts ? Math.Sqrt(spread) : double.NaN, weighted / points);
    }

    /// <summary>∫(E − about)·y dE between low and high.</summary>
    private double Moment(double[] y, double about)
    {
        for (int i = 0; i < _shifted.Length; i++)
            _shifted[i] = (energy[i] - about) * y[i];
        return EdgePosition.Area(energy, _shifted, _sigma, low, high).Area;
    }

    /// <summary>Variance that the noise gives ∫(E − about)·y dE.</summary>
    private double SpreadOf(double about)
    {
        for (int i = 0; i < _shifted.Length; i++)
            _shifted[i] = Math.Abs(energy[i] - about) * _sigma[i];
        double error = EdgePosition.Area(energy, _above, _shifted, low, high).Error;
        return error * error;
    }

    private static double Square(double v) => double.IsFinite(v) ? v * v : 0;
}
