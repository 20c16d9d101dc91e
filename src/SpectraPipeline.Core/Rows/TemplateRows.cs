namespace SpectraPipeline.Core.Rows;

/// <summary>How much of a template (water, vapour, CO₂, fringes, a measured spectrum) a frame held.</summary>
[Table("templates")]
public readonly record struct TemplateRow : IStepRow
{
    public TemplateRow() { }

    [Column("Id of the series.")]
    public required string Series { get; init; }

    [Column("Id of the step that found it.")]
    public string Step { get; init; } = "";

    [Column("Frame number, counted from 0.")]
    public required int Frame { get; init; }

    [Column("Name of the template: water, vapour, co2, fringe, id of a series or name of a file.")]
    public required string Template { get; init; }

    [Column(
        "Factor of the template; built-in ones are 1 at their strongest point. Of fringes the amplitude, also of the likeliest where none stands out (fringe-not-found) and none was removed. Null where the background could imitate it.",
        Unit = "y"
    )]
    public double Amplitude { get; init; } = double.NaN;

    [Column("Standard error, with the correlation of the noise.", Unit = "y")]
    public double AmplitudeSe { get; init; } = double.NaN;

    [Column("Position in the spectrum minus that in the template; null where the amplitude is too small to tell.", Unit = "axis")]
    public double Shift { get; init; } = double.NaN;

    [Column("Standard error.", Unit = "axis")]
    public double ShiftSe { get; init; } = double.NaN;

    [Column("Full width of the Gaussian that broadens the template; negative: the spectrum is sharper.", Unit = "axis")]
    public double Width { get; init; } = double.NaN;

    [Column("Standard error.", Unit = "axis")]
    public double WidthSe { get; init; } = double.NaN;

    [Column("Period of interference fringes.", Unit = "axis")]
    public double Period { get; init; } = double.NaN;

    [Column("Standard error.", Unit = "axis")]
    public double PeriodSe { get; init; } = double.NaN;

    [Column("Share that the template explains of what all else leaves.")]
    public double R2 { get; init; } = double.NaN;

    [Column("Share of the points that bands of the sample or spikes claim.")]
    public double LeftOut { get; init; } = double.NaN;

    [Column("The fit converged.")]
    public bool Converged { get; init; }
}
