namespace SpectraPipeline.Core.Rows;

/// <summary>The absorption edge of one frame.</summary>
[Table("edges")]
public readonly record struct EdgeRow : IStepRow
{
    public EdgeRow() { }

    [Column("Id of the series.")]
    public required string Series { get; init; }

    [Column("Id of the step that found it.")]
    public string Step { get; init; } = "";

    [Column("Frame number, counted from 0.")]
    public required int Frame { get; init; }

    [Column("Edge energy used (given, or the largest derivative).", Unit = "eV")]
    public required double E0 { get; init; }

    [Column("Energy at which norm crosses one half.", Unit = "eV")]
    public double E0HalfStep { get; init; } = double.NaN;

    [Column("Standard error from the noise of the points; null unless xas.edge-position found it.", Unit = "eV")]
    public double E0HalfStepSe { get; init; } = double.NaN;

    [Column("Steepest rise between grid points.", Unit = "eV")]
    public double E0Inflection { get; init; } = double.NaN;

    [Column("Standard error from the noise of the points.", Unit = "eV")]
    public double E0InflectionSe { get; init; } = double.NaN;

    [Column("Step that encloses the same area between the two limits of norm.", Unit = "eV")]
    public double E0Integral { get; init; } = double.NaN;

    [Column("Standard error from the noise of the points.", Unit = "eV")]
    public double E0IntegralSe { get; init; } = double.NaN;

    [Column("Largest less smallest of the three definitions.", Unit = "eV")]
    public double E0Spread { get; init; } = double.NaN;

    [Column("Edge less that of the foil, by the definition that the oxidation state is read from.", Unit = "eV")]
    public double ShiftFromFoil { get; init; } = double.NaN;

    [Column("Standard error from the noise of both.", Unit = "eV")]
    public double ShiftFromFoilSe { get; init; } = double.NaN;

    [Column("Edge step.")]
    public double EdgeStep { get; init; } = double.NaN;

    [Column("Formal oxidation state by interpolation between standards.")]
    public double OxidationState { get; init; } = double.NaN;

    [Column("95 % interval, low.")]
    public double OxidationStateLow { get; init; } = double.NaN;

    [Column("95 % interval, high.")]
    public double OxidationStateHigh { get; init; } = double.NaN;

    [Column("The edge lies outside those of the standards, or between two that are more than one state apart.")]
    public bool Extrapolated { get; init; }

    [Column("Ranges used, doubts.")]
    public string? Message { get; init; }
}

/// <summary>A maximum of |chi(R)|.</summary>
[Table("fourier_peaks")]
public readonly record struct FourierPeakRow : IStepRow
{
    public FourierPeakRow() { }

    [Column("Id of the series.")]
    public required string Series { get; init; }

    [Column("Id of the step that found it.")]
    public string Step { get; init; } = "";

    [Column("Frame number, counted from 0.")]
    public required int Frame { get; init; }

    [Column("Position of the maximum, not phase corrected unless phase_corrected.", Unit = "Å")]
    public required double R { get; init; }

    [Column("Standard error of r under the noise of the data (phase shift and background not in it).", Unit = "Å")]
    public double RSe { get; init; } = double.NaN;

    [Column("|chi(R)| at the maximum.", Unit = "Å-(n+1)")]
    public required double Magnitude { get; init; }

    [Column("Magnitude over the noise at high R.")]
    public double Snr { get; init; } = double.NaN;

    [Column("R is phase corrected.")]
    public bool PhaseCorrected { get; init; }

    [Column(
        "Path whose phase shift was taken out: r is a distance for this pair of atoms, others stay shifted by the difference of phases."
    )]
    public string? Phase { get; init; }

    [Column("A side lobe of the window beside a stronger maximum may be as high: no shell without more evidence.")]
    public bool SideLobe { get; init; }
}

/// <summary>A maximum of the wavelet map |W(k, R)|.</summary>
[Table("wavelet_lobes")]
public readonly record struct WaveletLobeRow : IStepRow
{
    public WaveletLobeRow() { }

    [Column("Id of the series.")]
    public required string Series { get; init; }

    [Column("Id of the step that found it.")]
    public string Step { get; init; } = "";

    [Column("Frame number, counted from 0.")]
    public required int Frame { get; init; }

    [Column("Number of the lobe, 1 = largest.")]
    public required int Lobe { get; init; }

    [Column("k of the maximum.", Unit = "Å-1")]
    public required double KMax { get; init; }

    [Column("95 % interval, low.", Unit = "Å-1")]
    public double KMaxLow { get; init; } = double.NaN;

    [Column("95 % interval, high.", Unit = "Å-1")]
    public double KMaxHigh { get; init; } = double.NaN;

    [Column("R of the maximum, not phase corrected.", Unit = "Å")]
    public required double RMax { get; init; }

    [Column("95 % interval, low.", Unit = "Å")]
    public double RMaxLow { get; init; } = double.NaN;

    [Column("95 % interval, high.", Unit = "Å")]
    public double RMaxHigh { get; init; } = double.NaN;

    [Column("|W| at the maximum.")]
    public required double Amplitude { get; init; }

    [Column("Amplitude over the noise of the map at high R.")]
    public double Snr { get; init; } = double.NaN;

    [Column("cauchy or morlet.")]
    public string? Kernel { get; init; }

    [Column("Width in k that the kernel itself has at this R (full width at half maximum).", Unit = "Å-1")]
    public double KResolution { get; init; } = double.NaN;

    [Column("Width in R that the kernel gives a pure tone (full width at half maximum).", Unit = "Å")]
    public double RResolution { get; init; } = double.NaN;

    [Column("Weight n of k^n chi(k).")]
    public int KWeight { get; init; }

    [Column("Oscillations kappa of morlet.")]
    public double Kappa { get; init; } = double.NaN;

    [Column("Width sigma of morlet's envelope.")]
    public double Sigma { get; init; } = double.NaN;

    [Column("Order n of cauchy.")]
    public double Order { get; init; } = double.NaN;

    [Column("Kernel, its parameters, weight and grid in one: lobes of two maps compare where this is equal, and only there.")]
    public string? Comparable { get; init; }

    [Column("The kernel reaches beyond an end of the data or into the background below k-min: place and amplitude are pulled.")]
    public bool EdgeEffect { get; init; }

    [Column("Doubts: which end is near, an interval as wide as the kernel.")]
    public string? Message { get; init; }
}
