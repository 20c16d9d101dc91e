using System.Globalization;

namespace SpectraPipeline.Stages.Bands;

/// <summary>Whether the potential steps instead of sweeping: then what differs between two directions is the time since the step.</summary>
/// <remarks>
/// Potentials within 2 % of the range are one (as where <see cref="ScanDirection"/> turns). Fewer than ten of them in a direction are no sweep. Nor is a
/// potential that rests: away from the ends of the range, more than 0.7 of its changes from frame to frame are below half their mean. An even sweep
/// has none of these, one as noisy as its steps 0.2 to 0.3, a staircase of n frames a step (n − 1)/n.
/// </remarks>
internal static class PotentialSteps
{
    private const double One = 0.02;
    private const int Fewest = 10;
    private const double Resting = 0.7;

    /// <summary>Why it is no sweep, for a sentence; null when it is one, or when one direction is all there is.</summary>
    /// <param name="potentials">Potentials in order of frames (V), finite.</param>
    /// <param name="direction">Direction of each (<see cref="ScanDirection"/>).</param>
    public static string? Of(double[] potentials, int[] direction)
    {
        double[] down = [.. potentials.Where((_, i) => direction[i] < 0).Order()],
            up = [.. potentials.Where((_, i) => direction[i] > 0).Order()];
        if (down.Length == 0 || up.Length == 0)
            return null;
        double low = Math.Min(down[0], up[0]),
            high = Math.Max(down[^1], up[^1]),
            near = One * (high - low);
        (int cathodic, int anodic) = (Levels(down, near), Levels(up, near));
        if (Math.Min(cathodic, anodic) < Fewest)
            return string.Create(
                CultureInfo.InvariantCulture,
                $"no sweep: {cathodic} potentials in the cathodic and {anodic} in the anodic direction, {Fewest} are needed in each"
            );
        double[] changes =
        [
            .. Enumerable
                .Range(1, potentials.Length - 1)
                .Where(i => Inside(potentials[i]) && Inside(potentials[i - 1]))
                .Select(i => Math.Abs(potentials[i] - potentials[i - 1])),
        ];
        if (changes.Length == 0)
            return null;
        double half = changes.Average() / 2,
            resting = changes.Count(c => c < half) / (double)changes.Length;
        return resting > Resting
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"no sweep: the potential rests in {100 * resting:0} % of the frames and steps between, so the time since the step counts too"
            )
            : null;

        bool Inside(double e) => e > low + near && e < high - near;
    }

    /// <summary>Potentials that are apart, each gathering what lies within a distance above its lowest.</summary>
    private static int Levels(double[] ascending, double near)
    {
        int levels = 0;
        double start = double.NegativeInfinity;
        foreach (double e in ascending)
            if (e - start > near)
                (levels, start) = (levels + 1, e);
        return levels;
    }
}
