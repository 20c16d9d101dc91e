namespace SpectraPipeline.Core.Rows;

/// <summary>How the energy axis of a series was put right: once a series.</summary>
[Table("calibrations")]
public readonly record struct CalibrationRow : IStepRow
{
    public CalibrationRow() { }

    [Column("Id of the series.")]
    public required string Series { get; init; }

    [Column("Id of the step.")]
    public string Step { get; init; } = "";

    [Column("Frame at which it was settled, counted from 0.")]
    public required int Frame { get; init; }

    [Column("energy, angle, spacing (what was put right), stated, pixels, or none.")]
    public required string Method { get; init; }

    [Column("What showed the edge: the channel, or the id of the foil's series.")]
    public string? Foil { get; init; }

    [Column("Which point of the edge its energy is: derivative (inflection) or half-step.")]
    public string? Convention { get; init; }

    [Column("Edge energy found on the axis as recorded (pixels: in the reference).", Unit = "eV")]
    public double E0Found { get; init; } = double.NaN;

    [Column("Its standard error, of noise alone.", Unit = "eV")]
    public double E0Se { get; init; } = double.NaN;

    [Column("Edge energy that it was put to.", Unit = "eV")]
    public double EdgeEnergy { get; init; } = double.NaN;

    [Column("Where that energy comes from.")]
    public string? EdgeSource { get; init; }

    [Column("Shift of the axis at the edge.", Unit = "eV")]
    public double ShiftEv { get; init; } = double.NaN;

    [Column("Pixels: the pixel p0 of the polynomial E = c0 + c1 (p - p0) + c2 (p - p0)^2 + ...", Unit = "pixel")]
    public double PivotPixel { get; init; } = double.NaN;

    [Column("Pixels: energy at p0.", Unit = "eV")]
    public double C0 { get; init; } = double.NaN;

    [Column("Its standard error, of correlated residuals.", Unit = "eV")]
    public double C0Se { get; init; } = double.NaN;

    [Column("Pixels: dispersion at p0; negative when energy runs down the pixels.", Unit = "eV/pixel")]
    public double C1 { get; init; } = double.NaN;

    [Column("Its standard error.", Unit = "eV/pixel")]
    public double C1Se { get; init; } = double.NaN;

    [Column("Pixels: second power.", Unit = "eV/pixel^2")]
    public double C2 { get; init; } = double.NaN;

    [Column("Its standard error.", Unit = "eV/pixel^2")]
    public double C2Se { get; init; } = double.NaN;

    [Column("Pixels: third power.", Unit = "eV/pixel^3")]
    public double C3 { get; init; } = double.NaN;

    [Column("Its standard error.", Unit = "eV/pixel^3")]
    public double C3Se { get; init; } = double.NaN;

    [Column("Pixels: standard error of the energy of the first point of the axis.", Unit = "eV")]
    public double FirstSe { get; init; } = double.NaN;

    [Column("Pixels: standard error of the energy of the last point of the axis.", Unit = "eV")]
    public double LastSe { get; init; } = double.NaN;

    [Column("Pixels: by which Gauss width (sigma) the foil is less sharp than its reference.", Unit = "eV")]
    public double BroadeningEv { get; init; } = double.NaN;

    [Column("In words, with doubts.")]
    public string? Message { get; init; }
}
