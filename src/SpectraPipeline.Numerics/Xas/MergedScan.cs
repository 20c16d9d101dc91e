using SpectraPipeline.Numerics.Statistics;

namespace SpectraPipeline.Numerics.Xas;

/// <summary>What each scan counts in <see cref="MergedScan"/>.</summary>
public enum MergeWeights
{
    /// <summary>All alike.</summary>
    Equal,

    /// <summary>By its inverse squared noise.</summary>
    Noise,

    /// <summary>By its edge step.</summary>
    EdgeStep,
}

/// <summary>A scan that is unlike the others of its group.</summary>
/// <param name="Scan">Its place in the group.</param>
/// <param name="Times">Its distance from the median of the scans in those of the others.</param>
/// <param name="Difference">How it differs from that median.</param>
public readonly record struct ScanOutlier(int Scan, double Times, ScanDifference Difference);

/// <summary>Mean of repeated scans on one axis, with a standard error of each point and the scans that do not belong.</summary>
/// <remarks>
/// ȳ = Σwy/Σw. The error of a point is what repeating the whole group would show: scans are laid on their median by offset, slope and factor (<see cref="ScanComparison"/>), since those
/// differences are taken out by every normalisation; what is left of them, r, is pooled over neighbouring points until 30 degrees of freedom are together, as the noise of a scan changes
/// slowly: s² = Σ w r²/(n − 1), σ² = s²/Σw for weights by noise, s² Σw²/(Σw)² with s² = Σ r²/(n − 1) otherwise. Masked points are left to the other scans. An outlier:
/// rms r &gt; D̃ + threshold·(1.4826·MAD D + 2D̃/√2p), D of the others, four scans or more, by 1.5 times at least; a scan that does not follow the others (factor 0 or below), and one
/// of a single value in a group of any size. Faults that all scans share are in no error.
/// </remarks>
/// <param name="energy">eV, increasing.</param>
/// <param name="e0">Edge energy, for the shift of outliers; NaN where none is known.</param>
public sealed class MergedScan(double[] energy, double e0)
{
    private const int EnoughFreedom = 30,
        FewestForOutliers = 4;
    private const double LeastRatio = 1.5;
    private readonly ScanComparison _comparison = new(energy);
    private readonly double[] _median = new double[energy.Length];

    /// <summary>Mean of the last group.</summary>
    public double[] Mean { get; } = new double[energy.Length];

    /// <summary>Standard error of each of its points; of a lone scan its noise from second differences, an upper limit.</summary>
    public double[] Error { get; } = new double[energy.Length];

    /// <summary>Scans of the group that are unlike the others, the worst first; each is judged against all.</summary>
    /// <param name="scans">Values, one array a scan, finite.</param>
    /// <param name="threshold">Robust standard deviations.</param>
    public IReadOnlyList<ScanOutlier> Outliers(IReadOnlyList<double[]> scans, double threshold)
    {
        // A dead channel follows nothing, in a group of any size.
        int[] alive = [.. Enumerable.Range(0, scans.Count).Where(s => !IsFlat(scans[s]))];
        ScanOutlier[] dead =
        [
            .. Enumerable.Range(0, scans.Count).Except(alive).Select(s => new ScanOutlier(s, double.PositiveInfinity, default)),
        ];
        if (alive.Length == 0 || alive.Length < FewestForOutliers)
            return alive.Length == 0 ? [] : dead;
        SetMedian([.. alive.Select(s => scans[s])]);
        ScanDifference[] differences = [.. alive.Select(s => _comparison.Compare(scans[s]))];
        double[] rms = [.. differences.Where(d => d.Follows && double.IsFinite(d.Rms)).Select(d => d.Rms)],
            scratch = new double[rms.Length];
        double usual = Median.Of(rms, scratch),
            spread = Median.MadToDeviation * Median.AbsoluteDeviation(rms, usual, scratch),
            limit = Math.Max(LeastRatio * usual, usual + (threshold * (spread + (2 * usual / Math.Sqrt(2.0 * energy.Length)))));
        return
        [
            .. dead,
            .. differences
                .Select(
                    (d, i) => new ScanOutlier(alive[i], d.Follows && double.IsFinite(d.Rms) ? d.Rms / usual : double.PositiveInfinity, d)
                )
                .Where(o => double.IsPositiveInfinity(o.Times) || o.Difference.Rms > limit)
                .OrderByDescending(o => o.Times)
                // More than half cannot be outliers.
                .Take((alive.Length - 1) / 2),
        ];
    }

    /// <summary>It holds one value.</summary>
    public static bool IsFlat(ReadOnlySpan<double> scan)
    {
        double low = double.PositiveInfinity,
            high = double.NegativeInfinity;
        foreach (double v in scan)
            (low, high) = (Math.Min(low, v), Math.Max(high, v));
        return !(high - low > 1e-12 * Math.Max(Math.Abs(low), Math.Abs(high)));
    }

    /// <summary>Merges a group.</summary>
    /// <param name="scans">Values, one array a scan, finite also where masked.</param>
    /// <param name="masks">True where a point counts; null where all do. One a scan.</param>
    /// <param name="weights">How scans are weighed.</param>
    /// <param name="steps">Edge step of each scan; read for weights by edge step.</param>
    /// <returns>The weights, their mean 1.</returns>
    public double[] Merge(IReadOnlyList<double[]> scans, IReadOnlyList<bool[]?> masks, MergeWeights weights, IReadOnlyList<double> steps)
    {
        SetMedian(scans);
        var residuals = new double[scans.Count][];
        double[] noise = new double[scans.Count];
        for (int s = 0; s < scans.Count; s++)
        {
            ScanDifference difference = _comparison.Compare(scans[s]);
            residuals[s] = [.. _comparison.Residual];
            for (int i = 0; i < energy.Length; i++)
                residuals[s][i] *= difference.Divisor;
            noise[s] = difference.Noise * Math.Abs(difference.Divisor);
        }
        double[] w = WeightsOf(weights, noise, steps);
        Average(scans, masks, w);
        if (scans.Count == 1)
            Array.Fill(Error, NoiseEstimate.FromSecondDifference(scans[0], new double[energy.Length]));
        else
            Errors(residuals, masks, w, weights == MergeWeights.Noise);
        return w;
    }

    private void SetMedian(IReadOnlyList<double[]> scans)
    {
        double[] column = new double[scans.Count];
        for (int i = 0; i < energy.Length; i++)
        {
            for (int s = 0; s < scans.Count; s++)
                column[s] = scans[s][i];
            _median[i] = Median.InPlace(column);
        }
        _comparison.SetReference(_median, e0);
    }

    /// <summary>The last group was weighed alike because the weights that were asked for could not be told.</summary>
    public bool WeighedAlike { get; private set; }

    private double[] WeightsOf(MergeWeights weights, double[] noise, IReadOnlyList<double> steps)
    {
        double[] w = weights switch
        {
            MergeWeights.Noise => [.. noise.Select(n => 1 / (n * n))],
            MergeWeights.EdgeStep => [.. steps],
            _ => [.. noise.Select(_ => 1.0)],
        };
        // Two scans lie alike about their median, and a scan that is the median has no noise: no weights can be told.
        WeighedAlike = !Array.TrueForAll(w, v => v > 0 && double.IsFinite(v));
        if (WeighedAlike)
            Array.Fill(w, 1);
        double mean = w.Average();
        return [.. w.Select(v => v / mean)];
    }

    private void Average(IReadOnlyList<double[]> scans, IReadOnlyList<bool[]?> masks, double[] w)
    {
        for (int i = 0; i < energy.Length; i++)
        {
            bool any = Enumerable.Range(0, scans.Count).Any(s => masks[s]?[i] ?? true);
            double sum = 0,
                total = 0;
            for (int s = 0; s < scans.Count; s++)
                if (!any || (masks[s]?[i] ?? true))
                    (sum, total) = (sum + (w[s] * scans[s][i]), total + w[s]);
            Mean[i] = sum / total;
        }
    }

    private void Errors(double[][] residuals, IReadOnlyList<bool[]?> masks, double[] w, bool byNoise)
    {
        int points = energy.Length;
        double[] squares = new double[points],
            freedom = new double[points],
            gain = new double[points];
        for (int i = 0; i < points; i++)
        {
            double sum = 0,
                total = 0,
                weighted = 0,
                squaredWeights = 0;
            int count = 0;
            for (int s = 0; s < residuals.Length; s++)
                if (masks[s]?[i] ?? true)
                    (sum, total, count, squaredWeights) = (
                        sum + (w[s] * residuals[s][i]),
                        total + w[s],
                        count + 1,
                        squaredWeights + (w[s] * w[s])
                    );
            for (int s = 0; s < residuals.Length && count > 0; s++)
                if (masks[s]?[i] ?? true)
                    weighted += (byNoise ? w[s] : 1) * Math.Pow(residuals[s][i] - (sum / total), 2);
            (squares[i], freedom[i]) = (weighted, Math.Max(0, count - 1));
            gain[i] =
                count == 0 ? 1
                : byNoise ? 1 / total
                : squaredWeights / (total * total);
        }
        for (int i = 0; i < points; i++)
        {
            double sum = squares[i],
                free = freedom[i];
            for (int reach = 1; free < EnoughFreedom && reach < points; reach++)
            {
                if (i >= reach)
                    (sum, free) = (sum + squares[i - reach], free + freedom[i - reach]);
                if (i + reach < points)
                    (sum, free) = (sum + squares[i + reach], free + freedom[i + reach]);
            }
            Error[i] = Math.Sqrt(gain[i] * sum / free);
        }
    }
}
