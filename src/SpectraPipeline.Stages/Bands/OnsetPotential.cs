using System.Globalization;
using SpectraPipeline.Numerics.Statistics;

namespace SpectraPipeline.Stages.Bands;

/// <summary>Whether an onset found in frames has a potential at all.</summary>
/// <remarks>
/// What appears while the potential rests appears in time. Around the onset means its interval and five frames (or a twentieth of the series) on both
/// sides; a change is one above 1 mV and six times the noise of the potentials (of their second differences). And an onset whose interval reaches
/// before the first frame with a potential may lie at any.
/// </remarks>
internal static class OnsetPotential
{
    private const int Around = 5;
    private const int Part = 20;
    private const double LeastChange = 0.001;
    private const double Sigmas = 6;

    /// <summary>Why there is no onset potential; null when there may be one.</summary>
    /// <param name="onset">Onset in frames.</param>
    /// <param name="potentials">Potential of each frame (V); NaN = not known.</param>
    public static string? Refusal(in OnsetFrames onset, double[] potentials)
    {
        if (!double.IsFinite(onset.At))
            return null;
        int low = (int)Math.Floor(onset.Low >= 0 ? onset.Low : onset.At),
            high = (int)Math.Ceiling(onset.High >= 0 ? onset.High : onset.At);
        if (!potentials[..Math.Min(low + 1, potentials.Length)].Any(double.IsFinite))
            return "no frame before the onset has a potential, so it may lie at any";
        int reach = Math.Max(Around, potentials.Length / Part),
            from = Math.Max(0, low - reach),
            to = Math.Min(potentials.Length, high + reach + 1);
        double[] near = [.. potentials[from..to].Where(double.IsFinite)];
        double change = near.Max() - near.Min();
        return change > Math.Max(LeastChange, Noise(potentials))
            ? null
            : string.Create(
                CultureInfo.InvariantCulture,
                $"the potential does not change around the onset ({near.Average():0.000} V from frame {from} to {to - 1} of the healthy frames)"
            );
    }

    // Of second differences of neighbours: a ramp has none, and of a staircase most.
    private static double Noise(double[] potentials)
    {
        double[] known = [.. potentials.Where(double.IsFinite)];
        if (known.Length < 3)
            return 0;
        double[] differences =
        [
            .. Enumerable.Range(1, known.Length - 2).Select(i => Math.Abs(known[i - 1] - (2 * known[i]) + known[i + 1])),
        ];
        return Sigmas * Median.MadToDeviation * Median.InPlace(differences) / Math.Sqrt(6);
    }
}
