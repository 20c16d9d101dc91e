namespace SpectraPipeline.Core.Rows;

/// <summary>How good one absorption scan is, beside the others of its series.</summary>
[Table("scan_quality")]
public readonly record struct ScanQualityRow : IStepRow
{
    public ScanQualityRow() { }

    [Column("Id of the series.")]
    public required string Series { get; init; }

    [Column("Id of the step that found it.")]
    public string Step { get; init; } = "";

    [Column("Frame number, counted from 0.")]
    public required int Frame { get; init; }

    [Column("good, doubtful or bad.")]
    public required string Verdict { get; init; }

    [Column(
        "Why: glitch, jump, i0-loss, energy-jump, energy-drift, edge-step-jump, edge-step-drift, noise, bubbles, partial, no-signal, no-edge; several with commas."
    )]
    public string Why { get; init; } = "";

    [Column("Edge step.")]
    public double EdgeStep { get; init; } = double.NaN;

    [Column("Energies of the frame less those of the median of the series, by its reference foil where it has one.", Unit = "eV")]
    public double EnergyShift { get; init; } = double.NaN;

    [Column("Noise of a point of μ above the edge, in edge steps.")]
    public double NoiseMu { get; init; } = double.NaN;

    [Column("Noise of a point of χ(k); an upper limit.")]
    public double NoiseChi { get; init; } = double.NaN;

    [Column("Largest |χ(R)| between 1 and 4 Å over its noise.")]
    public double Snr { get; init; } = double.NaN;

    [Column("k from which on the noise exceeds the signal, or the end of the scan.", Unit = "Å-1")]
    public double KMaxUsable { get; init; } = double.NaN;

    [Column("Scans like this one whose mean reaches goal-snr at goal-k-max.")]
    public double ScansNeeded { get; init; } = double.NaN;

    [Column("What each reason rests on, in numbers.")]
    public string? Message { get; init; }
}

/// <summary>Noise of χ(k) of the mean of several scans: do more scans help?</summary>
[Table("scan_noise")]
public readonly record struct ScanNoiseRow : ISeriesRow
{
    public ScanNoiseRow() { }

    [Column("Id of the series.")]
    public required string Series { get; init; }

    [Column("Id of the step that found it.")]
    public string Step { get; init; } = "";

    [Column("Scans in a mean.")]
    public required int Scans { get; init; }

    [Column("Disjoint means of so many scans behind the number.")]
    public int Means { get; init; }

    [Column("Noise of a point of χ(k) of such a mean.")]
    public double NoiseChi { get; init; } = double.NaN;

    [Column("The same by ε² = a²/N + b².")]
    public double NoiseChiFit { get; init; } = double.NaN;

    [Column("b: noise that averaging does not take down.")]
    public double Floor { get; init; } = double.NaN;

    [Column("k from which on the noise of such a mean exceeds the signal.", Unit = "Å-1")]
    public double KMaxUsable { get; init; } = double.NaN;
}
