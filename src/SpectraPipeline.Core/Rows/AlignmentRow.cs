namespace SpectraPipeline.Core.Rows;

/// <summary>The energy shift of one frame against the others of its series.</summary>
[Table("alignments")]
public readonly record struct AlignmentRow : IStepRow
{
    public AlignmentRow() { }

    [Column("Id of the series.")]
    public required string Series { get; init; }

    [Column("Id of the step that found it.")]
    public string Step { get; init; } = "";

    [Column("Frame number, counted from 0.")]
    public required int Frame { get; init; }

    [Column("Channel that was compared: reference, or the sample itself.")]
    public string? Channel { get; init; }

    [Column("Added to the frame's energies as recorded.", Unit = "eV")]
    public double ShiftEv { get; init; } = double.NaN;

    [Column("Its standard error.", Unit = "eV")]
    public double ShiftSe { get; init; } = double.NaN;

    [Column("Shift that the frame's own reference asks for; null when it has none that can be read.", Unit = "eV")]
    public double MeasuredEv { get; init; } = double.NaN;

    [Column("Its standard error, from the residuals.", Unit = "eV")]
    public double MeasuredSe { get; init; } = double.NaN;

    [Column("Edge energy of the target on the energies that the step gives.", Unit = "eV")]
    public double E0 { get; init; } = double.NaN;

    [Column("Part of the variance in the window that the target does not explain, 0 to 1.")]
    public double Misfit { get; init; } = double.NaN;

    [Column("measured, rejected (contradicts the frames around it) or missing; the shift of the last two follows from the others.")]
    public required string Origin { get; init; }

    [Column("How the shift was found and followed; doubts.")]
    public string? Message { get; init; }
}
