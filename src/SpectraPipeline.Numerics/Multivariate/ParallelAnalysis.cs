using SpectraPipeline.Numerics.LinearAlgebra;
using SpectraPipeline.Numerics.Statistics;

namespace SpectraPipeline.Numerics.Multivariate;

/// <summary>Is there another component in what k components leave? Against the same residual with its signs drawn at random.</summary>
/// <remarks>
/// Parallel analysis (J. L. Horn, Psychometrika 30 (1965) 179) on the residual (deflated), the reference made by flipping the sign of every value: that keeps noise whose size
/// changes with point or frame, and breaks every component (D. Hong, Y. Sheng, E. Dobriban, arXiv:2012.02985). The residual has lost k rows and columns; its largest
/// singular value is compared after ×(√r + √c)/(√(r − k) + √(c − k)) · √((r − k)(c − k)/(r c)). Where neighbouring points share noise, each
/// frame's residual is turned round by a random number of points (and sign) instead: that keeps what neighbours share and breaks what frames have in common.
/// p = (1 + draws at or above)/(1 + draws). Cost: a leading singular value per draw.
/// </remarks>
public static class ParallelAnalysis
{
    /// <summary>Probability of a largest singular value as that of component k + 1, when k are all there are.</summary>
    /// <param name="components">The decomposition.</param>
    /// <param name="k">Components taken out.</param>
    /// <param name="draws">Random references.</param>
    /// <param name="isShared">Neighbouring points share noise.</param>
    /// <param name="random">Where signs come from.</param>
    public static double Probability(PrincipalComponents components, int k, int draws, bool isShared, SeededNormal random)
    {
        ArgumentNullException.ThrowIfNull(components);
        ArgumentNullException.ThrowIfNull(random);
        if (k >= components.Count)
            return double.NaN;
        double rows = components.Frames,
            columns = components.Points,
            lostRows = k + (components.Centred ? 1 : 0),
            correction =
                (Math.Sqrt(rows) + Math.Sqrt(columns))
                / (Math.Sqrt(Math.Max(0, rows - lostRows)) + Math.Sqrt(Math.Max(0, columns - k)))
                * Math.Sqrt((rows - lostRows) * (columns - k) / (rows * columns)),
            seen = components.Triplets.Values[k] * correction;
        double[] rest = components.Residual(k),
            flipped = new double[rest.Length];
        int above = 0;
        for (int draw = 0; draw < draws; draw++)
        {
            if (isShared)
                Turn(rest, components.Points, random, flipped);
            else
                Flip(rest, random, flipped);
            SingularTriplets largest = SingularTriplets.Of(flipped, components.Frames, components.Points, 1, tolerance: 0.01);
            if (largest.Values.Length > 0 && largest.Values[0] >= seen)
                above++;
        }
        return (1.0 + above) / (1 + draws);
    }

    // One draw gives 53 signs.
    private static void Flip(double[] rest, SeededNormal random, double[] flipped)
    {
        const int bits = 53;
        for (int start = 0; start < rest.Length; start += bits)
        {
            ulong signs = (ulong)(random.Uniform() * (1UL << bits));
            int end = Math.Min(rest.Length, start + bits);
            for (int i = start; i < end; i++, signs >>= 1)
                flipped[i] = BitConverter.UInt64BitsToDouble(BitConverter.DoubleToUInt64Bits(rest[i]) ^ (signs << 63));
        }
    }

    private static void Turn(double[] rest, int points, SeededNormal random, double[] turned)
    {
        for (int start = 0; start < rest.Length; start += points)
        {
            int by = (int)(points * random.Uniform());
            double sign = random.Uniform() < 0.5 ? -1 : 1;
            for (int i = 0; i < points; i++)
                turned[start + (i + by) % points] = sign * rest[start + i];
        }
    }
}
