namespace SpectraPipeline.Testing.Generators.Infrared;

/// <summary>
/// A band of the truth: height(t) = Height · (1 − exp(−t/Tau)) from t = 0. Species and Group are those of the reference library
/// (Group is empty where the library has no row), so a test can take the true species out of it.
/// </summary>
/// <param name="Species">Species as in the library.</param>
/// <param name="Group">group_id of the library's rows.</param>
/// <param name="Mode">Vibration.</param>
/// <param name="Center">Maximum in cm⁻¹.</param>
/// <param name="Fwhm">Full width at half maximum in cm⁻¹, before the instrument function.</param>
/// <param name="Height">Final height in mOD; negative when the species leaves.</param>
/// <param name="Tau">Time constant in s.</param>
public sealed record AtrIrBand(string Species, string Group, string Mode, double Center, double Fwhm, double Height, double Tau);

/// <summary>What a generated ATR-IR series was made of; arrays have one value a frame, difference absorbances in mOD.</summary>
public sealed record AtrIrTruth
{
    public required AtrIrVariant Variant { get; init; }
    public required ulong Seed { get; init; }
    public required string Solvent { get; init; }

    /// <summary>Frame that the differences refer to (open circuit).</summary>
    public required int ReferenceFrame { get; init; }
    public required IReadOnlyList<AtrIrBand> Bands { get; init; }

    /// <summary>Height of the solvent's bend.</summary>
    public required double[] SolventBend { get; init; }

    /// <summary>Centre of the solvent's bend in cm⁻¹.</summary>
    public required double[] SolventBendCenter { get; init; }

    /// <summary>Height of the strongest line of water vapour.</summary>
    public required double[] Vapour { get; init; }

    /// <summary>Height of the CO₂ doublet.</summary>
    public required double[] CarbonDioxide { get; init; }

    /// <summary>Standard deviation of the noise of one difference spectrum at 1500 cm⁻¹ in mOD.</summary>
    public required double NoiseAt1500 { get; init; }

    /// <summary>Correlation of the noise of neighbouring points.</summary>
    public required double NoiseCorrelation { get; init; }
    public int? SpikedFrame { get; init; }
    public int? RepeatedFrame { get; init; }
}

/// <summary>A generated series: single-beam spectra on one descending axis, times, potentials, truth.</summary>
/// <param name="Wavenumber">cm⁻¹, descending as instruments write.</param>
/// <param name="Time">s after the potential step.</param>
/// <param name="Potential">V; the open-circuit frame has the open-circuit value.</param>
/// <param name="SingleBeam">[frame][point].</param>
/// <param name="Truth">What is in it.</param>
public sealed record AtrIrSeries(double[] Wavenumber, double[] Time, double[] Potential, double[][] SingleBeam, AtrIrTruth Truth)
{
    /// <summary>Difference absorbance −log₁₀(R/R₀) of a frame, in OD.</summary>
    public double[] Difference(int frame)
    {
        double[] reference = SingleBeam[Truth.ReferenceFrame];
        double[] spectrum = SingleBeam[frame];
        double[] difference = new double[reference.Length];
        for (int i = 0; i < difference.Length; i++)
            difference[i] = -Math.Log10(spectrum[i] / reference[i]);
        return difference;
    }
}
