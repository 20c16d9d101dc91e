using SpectraPipeline.Numerics.Statistics;

namespace SpectraPipeline.Numerics.Xas;

/// <summary>A step within a scan: beam moved, sample slipped, amplifier switched.</summary>
/// <param name="Point">First point behind the step.</param>
/// <param name="Height">Height in the unit of the residual.</param>
/// <param name="Deviation">Height in standard deviations, of the noise or of such heights elsewhere in the scan, whichever are larger.</param>
public readonly record struct ScanJump(int Point, double Height, double Deviation)
{
    private const int Side = 10;
    private const double SumTt = 665,
        SumHt = 50,
        Determinant = 825;

    /// <summary>Largest step in what a scan differs by from the others, outside the edge.</summary>
    /// <remarks>
    /// Least squares of a line and a step over ten points on either side, t = ±½ … ±9½, H = ±½: h = (665 ΣHy − 50 Σty)/825, var h = 665σ²/825; σ from second differences. Slow
    /// differences between scans are lines over twenty points; what oscillates faster (amplitudes of the EXAFS) is in the usual height. Cost: O(points).
    /// </remarks>
    /// <param name="residual">Difference to the other scans.</param>
    /// <param name="energy">eV.</param>
    /// <param name="from">Steps between here ...</param>
    /// <param name="to">... and here are the edge's, eV.</param>
    /// <param name="scratch">Twice as long as the residual at least.</param>
    public static ScanJump Largest(ReadOnlySpan<double> residual, ReadOnlySpan<double> energy, double from, double to, Span<double> scratch)
    {
        double noise = NoiseEstimate.FromSecondDifference(residual, scratch) * Math.Sqrt(SumTt / Determinant);
        int count = 0;
        var largest = new ScanJump(-1, 0, 0);
        for (int i = Side; i + Side <= residual.Length; i++)
        {
            if (energy[i + Side - 1] > from && energy[i - Side] < to)
                continue;
            double step = 0,
                line = 0;
            for (int p = -Side; p < Side; p++)
            {
                double y = residual[i + p];
                step += p < 0 ? -0.5 * y : 0.5 * y;
                line += (p + 0.5) * y;
            }
            double height = ((SumTt * step) - (SumHt * line)) / Determinant;
            scratch[count++] = Math.Abs(height);
            if (Math.Abs(height) > Math.Abs(largest.Height))
                largest = new(i, height, 0);
        }
        double usual = Math.Max(noise, Median.MadToDeviation * Median.InPlace(scratch[..count]));
        return largest with { Deviation = usual > 0 ? Math.Abs(largest.Height) / usual : 0 };
    }
}
