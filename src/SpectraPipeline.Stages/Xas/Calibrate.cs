using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Numerics.Xas;
using SpectraPipeline.Stages.Shape;

namespace SpectraPipeline.Stages.Xas;

/// <summary>Whether frames are moved one by one.</summary>
public enum CalibrationFollow
{
    /// <summary>Each frame by its own reference channel.</summary>
    Each,

    /// <summary>All frames alike.</summary>
    None,
}

/// <summary>Puts the energies of a series right by a foil; makes energies of the pixels of a dispersive spectrometer.</summary>
[Stage(
    "xas.calibrate",
    "Definition (edge of a foil put to its energy); edge energies: W. T. Elam, B. D. Ravel, J. R. Sieber, Radiat. Phys. Chem. 63 (2002) 121, doi:10.1016/S0969-806X(01)00227-4, or S. Kraft, J. Stümpel, P. Becker, U. Kuetgens, Rev. Sci. Instrum. 67 (1996) 681, doi:10.1063/1.1146657; pixels: least squares of the foil onto its reference",
    Summary = "Moves the edge of a foil to its energy, and every frame with it; where files have a reference channel, each frame by its own.",
    Formula = "E' = E + (E0 − E0,found) + sᵢ, or a constant on the Bragg angle, E = hc/(2d sin θ); pixels: E = c0 + c1(p − p0) + c2(p − p0)²",
    Fails = "A sample is no foil: moving its own edge to a table takes the chemical shift away that is looked for. The inflection of a foil and its tabulated binding energy differ by up to 2 eV (Zn 9660.76 and 9659.0): the table that was used is in the row."
)]
public sealed record Calibrate : FrameStage, INeedsFiles, IReadsOtherRows
{
    /// <summary>Foil.</summary>
    [Param("Id of a series of the foil, recorded with the same monochromator: its edge is what is moved to edge-energy.")]
    public string? Foil { get; init; }

    /// <summary>Channel.</summary>
    [Param(
        "Channel that shows the foil: reference, sample (the spectrum itself), or its name; reference where files have one when left out."
    )]
    public string? Channel { get; init; }

    /// <summary>Energy of the edge.</summary>
    [Param("Energy of the foil's edge; that of the table for the series' edge when left out.", Min = 1, Max = 2e5, Unit = "eV")]
    public double? EdgeEnergy { get; init; }

    /// <summary>Table.</summary>
    [Param("Table of edge energies: xraydb (Zn 9659.0; as Larch and Athena) or kraft (Zn 9660.76; inflections of foils).")]
    public EdgeTable Table { get; init; } = EdgeTable.Xraydb;

    /// <summary>Convention.</summary>
    [Param("Point of the foil's edge that is put there: its inflection (derivative), or where the normalised spectrum crosses one half.")]
    public EdgeConvention Convention { get; init; } = EdgeConvention.Derivative;

    /// <summary>What is put right.</summary>
    [Param("What is put right: energy (a constant), angle (of the monochromator), or spacing (of its lattice: a factor).")]
    public EnergyCorrection As { get; init; } = EnergyCorrection.Energy;

    /// <summary>Lattice spacing.</summary>
    [Param(
        "Lattice spacing of the monochromator, for as: angle (Si 111: 3.1356, Si 311: 1.6375).",
        Name = "d-spacing",
        Min = 0.5,
        Max = 20,
        Unit = "Å"
    )]
    public double? DSpacing { get; init; }

    /// <summary>Stated shift.</summary>
    [Param("Shift that is known, in place of all else.", Min = -1000, Max = 1000, Unit = "eV")]
    public double? Shift { get; init; }

    /// <summary>Following.</summary>
    [Param("Each frame by its own reference, or none: all alike; each where there is a reference channel when left out.")]
    public CalibrationFollow? Follow { get; init; }

    /// <summary>Method.</summary>
    [Param("What of two references is compared: derivative, or norm.")]
    public AlignmentMethod Method { get; init; } = AlignmentMethod.Derivative;

    /// <summary>Start of the window.</summary>
    [Param("Start of the window of that comparison, relative to the edge.", Min = -1000, Max = -0.5, Unit = "eV")]
    public double From { get; init; } = -15;

    /// <summary>End of the window.</summary>
    [Param("End of the window, relative to the edge.", Min = 0.5, Max = 2000, Unit = "eV")]
    public double To { get; init; } = 35;

    /// <summary>Largest shift between frames.</summary>
    [Param("Largest shift of a frame against the others.", Min = 0.1, Max = 200, Unit = "eV")]
    public double MaxShift { get; init; } = 10;

    /// <summary>Largest shift of all.</summary>
    [Param(
        "Largest distance of the foil's edge from its energy; more is another edge or a wrong unit.",
        Min = 0.1,
        Max = 1000,
        Unit = "eV"
    )]
    public double MaxOffset { get; init; } = 50;

    /// <summary>Pixels.</summary>
    [Param(
        "For spectra over the pixels of a dispersive spectrometer: { foil: series over pixels, reference: series or file over energy }."
    )]
    public PixelFoil? Pixels { get; init; }

    /// <inheritdoc />
    public override SpectraNeed Reads => new(SignalKind.Mu, SignalKind.Norm, SignalKind.Unknown);

    /// <inheritdoc />
    public override IReadOnlyList<string> OtherSeries =>
        [.. new[] { Foil }.OfType<string>().Concat(Pixels?.Names.Where(n => !EnergyCurve.IsFile(n)) ?? []).Distinct()];

    /// <inheritdoc />
    public override IReadOnlyList<SignalKind> OtherKinds => [SignalKind.Mu, SignalKind.Norm, SignalKind.Unknown];

    /// <inheritdoc />
    public IReadOnlyList<Type> OtherRowTypes => [typeof(CalibrationRow)];

    internal EnergyAlignmentSettings Settings =>
        new()
        {
            Method = Method,
            From = From,
            To = To,
            MaxShift = MaxShift,
        };

    /// <inheritdoc />
    public override IEnumerable<string> Check()
    {
        if (As == EnergyCorrection.Angle && DSpacing is null)
            yield return "as: angle needs d-spacing, the lattice spacing of the monochromator (Si 111: 3.1356 Å).";
        if (Shift is not null && (Foil is not null || Channel is not null || EdgeEnergy is not null || Pixels is not null))
            yield return "a known shift is applied as it is; leave foil, channel, edge-energy and pixels out, or the shift.";
        if (Pixels is { Reference: null })
            yield return "pixels needs reference: a series or a file of the foil over energy.";
        if (Pixels is not null && (Foil is not null || Channel is not null))
            yield return "pixels names its own foil; leave foil and channel out.";
    }

    /// <inheritdoc />
    public IEnumerable<string> FilesOf(RunContext run) =>
        (Pixels?.Names.Where(EnergyCurve.IsFile).Select(f => CurveFile.PathOf(f, run)) ?? []).Prepend(StatedEdge.TableOf(run.ConfigFolder));

    /// <inheritdoc />
    public IEnumerable<string> CheckFiles(RunContext run)
    {
        foreach (string file in Pixels?.Names.Where(EnergyCurve.IsFile) ?? [])
            if (!File.Exists(CurveFile.PathOf(file, run)))
                yield return $"xas.calibrate: '{file}' is not there (looked for {CurveFile.PathOf(file, run)}; a relative path starts at the pipeline file).";
    }

    /// <inheritdoc />
    public override FrameKernel Prepare(StageInput input)
    {
        CalibrationPlan plan = input.Once(
            this,
            () => Pixels is null ? CalibrationPlan.OfEnergies(this, input) : CalibrationPlan.OfPixels(this, Pixels, input)
        );
        return new CalibrateKernel(this, plan, input);
    }
}
