using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;

namespace SpectraPipeline.Stages.Xas;

/// <summary>What scans are counted by.</summary>
public enum DoseAxis
{
    /// <summary>Time where all frames have one, else the frame number.</summary>
    Auto,

    /// <summary>Time since the start of the series.</summary>
    Time,

    /// <summary>Frame number.</summary>
    Frame,
}

/// <summary>Whether edge, white line or edge step change with the dose, and whether the monochromator does instead.</summary>
[Stage(
    "xas.damage",
    "Robust line: P. J. Huber, Robust Statistics, Wiley 1981; correlation of scans: D. Tjøstheim, J. Paulsen, Biometrika 70 (1983) 389",
    Summary = "Trend of edge position, white line and edge step over the scans: damage, drift of the monochromator, a step, or a limit.",
    Formula = "y = a + b·dose (Huber, k = 1.345), Var b raised for correlated scans; damage: b ≠ 0 at 5 % shared by all quantities and by line and step; with a reference channel of edge − reference",
    Fails = "Below five scans. A trend is no proof of the beam: a reaction, drying or potential moves an edge too; repeat on a fresh spot. Without a reference channel a drift of the monochromator looks like damage of the edge. A random walk of the energy is not told from a trend.",
    BibTex = "@book{Huber1981, author={Huber, P. J.}, title={Robust Statistics}, publisher={Wiley}, year={1981}}"
)]
public sealed record Damage : TableStage
{
    /// <summary>Definition.</summary>
    [Param("Definition of the edge that is followed.")]
    public EdgeDefinition Definition { get; init; } = EdgeDefinition.HalfStep;

    /// <summary>Dose.</summary>
    [Param("What the dose is counted by: time, frame, or auto (time where all frames have one).")]
    public DoseAxis Dose { get; init; } = DoseAxis.Auto;

    /// <summary>Frames that count.</summary>
    [Param("Frames that count (0..7 of a file whose other spectra are standards); all when left out.")]
    public FrameSelection? Frames { get; init; }

    /// <summary>Change of the edge that matters.</summary>
    [Param(
        "Change of the edge over the series that matters: where the scans do not exclude it, the verdict is undecided.",
        Min = 1e-4,
        Max = 10,
        Unit = "eV"
    )]
    public double EdgeMatters { get; init; } = 0.1;

    /// <summary>Change of heights that matters.</summary>
    [Param("Change of the white line (edge steps) or of the edge step (relative) over the series that matters.", Min = 1e-5, Max = 1)]
    public double HeightMatters { get; init; } = 0.02;

    /// <inheritdoc />
    public override IReadOnlyList<Type> Reads => [typeof(EdgePositionRow)];

    /// <inheritdoc />
    public override IReadOnlyList<Type> MayRead => [typeof(FrameRow)];

    /// <inheritdoc />
    public override IEnumerable<string> Check()
    {
        if (Frames?.Series is not null)
            yield return "frames: names frames of this series, not another one.";
    }

    /// <inheritdoc />
    public override void Run(TableSet input, RowWriter output, RunContext run)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(output);
        var scans = DoseScans.Of(input, this);
        var judge = new DoseVerdicts(this, scans, input.Card.Id, output.Step);
        foreach (DoseTrendRow row in judge.Rows())
            output.Add(row);
        if (!scans.HasReference)
            output.Warn(
                "no-reference-edge",
                "xas.damage: no edge of a reference channel, so a drift of the monochromator looks like damage of the edge. Where the files hold a reference foil, add '- xas.edge-position: { channel: reference }' before."
            );
    }
}
