namespace SpectraPipeline.Testing.Generators.Infrared;

/// <summary>What may be different in a series; null and 1 leave it as case 000-E has it.</summary>
/// <param name="Frames">Number of frames, first at open circuit, then each 30 s from 0 s.</param>
/// <param name="NoiseScale">Factor on the noise (0.05 mOD at 1500 cm⁻¹).</param>
/// <param name="SpikedFrame">Frame with a single high point.</param>
/// <param name="RepeatedFrame">Frame that holds the spectrum of the frame before it.</param>
/// <param name="DroppedFrame">Frame that the instrument lost: the series is one shorter.</param>
public sealed record AtrIrOptions(
    int Frames = 22,
    double NoiseScale = 1,
    int? SpikedFrame = null,
    int? RepeatedFrame = null,
    int? DroppedFrame = null
);

/// <summary>
/// In situ ATR-IR of case 000-E from an absolute single beam: source × crystal × solvent × vapour, times 10^(−ΔA), seen through the
/// instrument function, plus noise that is the same at all wavenumbers of the single beam and therefore large in ΔA where the beam is weak.
/// </summary>
public static class AtrIrCase
{
    private const double Step = 3.86; // cm⁻¹
    private const int Stride = 4; // fine points a point
    private const double PathDifference = 1.0 / 8; // cm: 8 cm⁻¹
    private const double LowEnd = 1000;
    private const double HighEnd = 4000;
    private const double OpenCircuit = -0.05; // V
    private const double StepPotential = 0.2; // V
    private const double NoiseOfDifference = 0.05; // mOD at 1500 cm⁻¹

    public static AtrIrSeries Generate(AtrIrVariant variant, ulong seed, AtrIrOptions? options = null)
    {
        options ??= new();
        int points = (int)((HighEnd - LowEnd) / Step) + 1;
        InstrumentFunction instrument = new(PathDifference, Step / Stride);
        // Ascending fine grid: the coarse points are its every Stride-th one between the margins.
        double fineStart = HighEnd - (points - 1) * Step - instrument.Margin * Step / Stride;
        double[] fine = new double[(points - 1) * Stride + 1 + 2 * instrument.Margin];
        for (int i = 0; i < fine.Length; i++)
            fine[i] = fineStart + i * Step / Stride;
        AtrIrDrift drift = AtrIrDrift.Draw(variant, options.Frames, seed);
        AtrIrScene scene = new(variant, fine, instrument);
        double[] beam = scene.OpenCircuitBeam();

        double noise = NoiseScale(beam, fine, instrument, points) * options.NoiseScale;
        double[][] frames = new double[options.Frames][];
        for (int f = 0; f < frames.Length; f++)
        {
            double[] intensity = new double[fine.Length];
            scene.Frame(beam, drift, f, intensity);
            double[] spectrum = new double[points];
            instrument.Apply(intensity, Stride, spectrum);
            double[] scatter = new double[points];
            instrument.Noise(NoiseSource.For(seed, $"atr-ir noise {f}"), Stride, scatter);
            for (int i = 0; i < points; i++)
                spectrum[i] += noise * scatter[i];
            Array.Reverse(spectrum);
            frames[f] = spectrum;
        }
        Disturb(frames, options);
        double[] wavenumber = [.. Enumerable.Range(0, points).Select(i => HighEnd - i * Step)];
        return Assemble(variant, seed, options, wavenumber, frames, drift, instrument);
    }

    /// <summary>Noise of the single beam that makes the wanted noise of a difference (two frames) at 1500 cm⁻¹.</summary>
    private static double NoiseScale(double[] beam, double[] fine, InstrumentFunction instrument, int points)
    {
        double[] seen = new double[points];
        instrument.Apply(beam, Stride, seen);
        int at = (int)Math.Round((1500 - fine[instrument.Margin]) / Step);
        return NoiseOfDifference * 1e-3 * Math.Log(10) * seen[at] / Math.Sqrt(2);
    }

    private static void Disturb(double[][] frames, AtrIrOptions options)
    {
        if (options.RepeatedFrame is int repeated)
            frames[repeated] = [.. frames[repeated - 1]];
        if (options.SpikedFrame is int spiked)
            frames[spiked][frames[spiked].Length / 3] *= 1.2;
    }

    private static AtrIrSeries Assemble(
        AtrIrVariant variant,
        ulong seed,
        AtrIrOptions options,
        double[] wavenumber,
        double[][] frames,
        AtrIrDrift drift,
        InstrumentFunction instrument
    )
    {
        int[] kept = [.. Enumerable.Range(0, frames.Length).Where(f => f != options.DroppedFrame)];
        double[] Pick(double[] values) => [.. kept.Select(f => values[f])];
        AtrIrTruth truth = new()
        {
            Variant = variant,
            Seed = seed,
            Solvent = AtrIrVariants.InHeavyWater(variant) ? "D2O" : "H2O",
            ReferenceFrame = 0,
            Bands = AtrIrVariants.Bands(variant),
            SolventBend = Pick(drift.SolventBend),
            SolventBendCenter = Pick(drift.SolventBendCenter),
            Vapour = Pick(drift.Vapour),
            CarbonDioxide = Pick(drift.CarbonDioxide),
            NoiseAt1500 = NoiseOfDifference * options.NoiseScale,
            NoiseCorrelation = instrument.NoiseCorrelation(Stride),
            SpikedFrame = options.SpikedFrame,
            RepeatedFrame = options.RepeatedFrame,
        };
        double[] potential = [.. kept.Select(static f => f == 0 ? OpenCircuit : StepPotential)];
        return new(wavenumber, Pick(drift.Time), potential, [.. kept.Select(f => frames[f])], truth);
    }
}
