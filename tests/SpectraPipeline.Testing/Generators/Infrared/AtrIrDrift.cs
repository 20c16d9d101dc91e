namespace SpectraPipeline.Testing.Generators.Infrared;

/// <summary>
/// What wanders during a series, one value a frame, in mOD relative to the open-circuit frame (which is 0): effective path (solvent), purge
/// (vapour, CO₂), baseline (offset, slope, curvature, interference fringe).
/// </summary>
public sealed record AtrIrDrift(
    double[] Time,
    double[] SolventBend,
    double[] SolventBendCenter,
    double[] Vapour,
    double[] CarbonDioxide,
    double[] Offset,
    double[] Slope,
    double[] Curvature,
    double[] Fringe,
    double[] FringePhase
)
{
    private const double FrameSeconds = 30;

    public static AtrIrDrift Draw(AtrIrVariant variant, int frames, ulong seed)
    {
        double[] time = [.. Enumerable.Range(0, frames).Select(static f => (f - 1) * FrameSeconds)];
        double[] Walk(string what, double step, double bound, double trend = 0) =>
            RandomWalk(NoiseSource.For(seed, "atr-ir " + what), frames, step, bound, trend);

        double[] bend = Walk("solvent", 0.25, 0.8);
        double start = AtrIrVariants.InHeavyWater(variant) ? 1209 : 1643;
        double[] center = [.. Enumerable.Repeat(start, frames)];
        if (variant == AtrIrVariant.ShiftingWater)
            for (int f = 0; f < frames; f++)
            {
                double risen = Risen(time[f], 60);
                bend[f] = 2 * risen + 0.1 * bend[f];
                center[f] = 1643 + 12 * risen;
            }
        double[] vapour = Walk("vapour", 0.04, 0.1);
        if (variant == AtrIrVariant.VapourOnly)
            for (int f = 0; f < frames; f++)
                vapour[f] += 2.5 * Risen(time[f], 200);
        return new(
            time,
            bend,
            center,
            vapour,
            Walk("co2", 0.08, 0.4),
            Walk("offset", 0.05, 0.5, 0.6 / frames),
            Walk("slope", 0.05, 1.0, 1.0 / frames),
            Walk("curvature", 0.03, 0.6, -0.4 / frames),
            Walk("fringe", 0.04, 0.4, 0.2 / frames),
            Walk("fringe phase", 0.03, 0.5)
        );
    }

    /// <summary>1 − exp(−t/τ) from t = 0, nothing before.</summary>
    public static double Risen(double time, double tau) => time <= 0 ? 0 : 1 - Math.Exp(-time / tau);

    /// <summary>Starts at 0; a step that would leave ±bound (about the trend) is reflected.</summary>
    private static double[] RandomWalk(NoiseSource noise, int frames, double step, double bound, double trend)
    {
        double[] values = new double[frames];
        double walk = 0;
        for (int f = 1; f < frames; f++)
        {
            walk += step * noise.NextNormal();
            if (Math.Abs(walk) > bound)
                walk = Math.Sign(walk) * 2 * bound - walk;
            values[f] = walk + trend * f;
        }
        return values;
    }
}
