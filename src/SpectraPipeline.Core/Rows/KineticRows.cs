namespace SpectraPipeline.Core.Rows;

/// <summary>A kinetic model that was tried on a track, and how it stands among the others.</summary>
[Table("kinetic_models")]
public readonly record struct KineticModelRow : ISeriesRow
{
    public KineticModelRow() { }

    [Column("Id of the series.")]
    public required string Series { get; init; }

    [Column("Number of the track.")]
    public required int Track { get; init; }

    [Column("constant, zero-order, first-order, second-order, consecutive, langmuir-step.")]
    public required string Model { get; init; }

    [Column(
        "Rate constant: 1/tau, of consecutive the faster of the two, of zero-order the part of the largest size a second.",
        Unit = "s-1",
        Name = "k1"
    )]
    public double K1 { get; init; } = double.NaN;

    [Column("Standard error.", Unit = "s-1", Name = "k1_se")]
    public double K1Se { get; init; } = double.NaN;

    [Column("The slower rate constant of consecutive: sizes alone do not tell which step is the faster.", Unit = "s-1", Name = "k2")]
    public double K2 { get; init; } = double.NaN;

    [Column("Standard error.", Unit = "s-1", Name = "k2_se")]
    public double K2Se { get; init; } = double.NaN;

    [Column("Time constant, or half-life of second-order.", Unit = "s")]
    public double TauS { get; init; } = double.NaN;

    [Column("Standard error.", Unit = "s", Name = "tau_s_se")]
    public double TauSSe { get; init; } = double.NaN;

    [Column("95 % interval by the profile of the squares, low.", Unit = "s", Name = "tau_s_low")]
    public double TauSLow { get; init; } = double.NaN;

    [Column("95 % interval, high; null when the frames set no upper limit (no plateau in sight).", Unit = "s", Name = "tau_s_high")]
    public double TauSHigh { get; init; } = double.NaN;

    [Column("Size that the model ends at.", Unit = "y")]
    public double Plateau { get; init; } = double.NaN;

    [Column("Frames fitted.")]
    public int Points { get; init; }

    [Column("Free parameters, without the variance.")]
    public int Variables { get; init; }

    [Column("Corrected Akaike criterion.")]
    public double Aicc { get; init; } = double.NaN;

    [Column("The same less the lowest of the models tried.")]
    public double Delta { get; init; } = double.NaN;

    [Column("preferred, tied (within 2 of the lowest), rejected, not-converged, not-tried.")]
    public required string Verdict { get; init; }

    [Column("What was assumed (start, response, exposure), and doubts.")]
    public string? Note { get; init; }
}
