using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Xas;
using Correction = SpectraPipeline.Numerics.Xas.SelfAbsorption;

namespace SpectraPipeline.Stages.Xas;

/// <summary>Fluorescence of a thick sample freed from its self-absorption.</summary>
[Stage(
    "xas.self-absorption",
    "D. Haskel, FLUO (Advanced Photon Source, 1999); L. Tröger et al., Phys. Rev. B 46 (1992) 3283, doi:10.1103/PhysRevB.46.3283; attenuation of W. T. Elam, B. D. Ravel, J. R. Sieber, Radiat. Phys. Chem. 63 (2002) 121, doi:10.1016/S0969-806X(01)00227-4",
    Summary = "Undoes the damping of fluorescence in a thick sample of known formula. Gives μ: normalise afterwards.",
    Formula = "μ′ = μ·α/(α + 1 − norm), α = (μ_tot(E_f)·sin θ_in/sin θ_out + μ_tot(E₋))/(μ_tot(E₊) − μ_tot(E₋))",
    Fails = "For thin or grainy samples (over-correction), transmission, and long EXAFS scans, over which the other elements' attenuation changes. Angles and formula must be right: the amplitudes of both XANES and EXAFS follow them."
)]
public sealed record SelfAbsorption : FrameStage, INeedsFiles
{
    /// <summary>Formula of the sample.</summary>
    [Param("Formula of the whole sample, as in Fe2O3 or Zn0.02C0.9N0.08; must be given.")]
    public string? Formula { get; init; }

    /// <summary>Absorbing element.</summary>
    [Param("Symbol of the absorbing element; that of the series' edge when left out.")]
    public string? Element { get; init; }

    /// <summary>Edge.</summary>
    [Param("Edge (K, L1, L2, L3); that of the series when left out.")]
    public string? Edge { get; init; }

    /// <summary>Angle of the beam.</summary>
    [Param("Angle between beam and sample surface.", Min = 0.1, Max = 90, Unit = "deg")]
    public double AngleIn { get; init; } = 45;

    /// <summary>Angle of the detector.</summary>
    [Param("Angle between sample surface and detector.", Min = 0.1, Max = 90, Unit = "deg")]
    public double AngleOut { get; init; } = 45;

    /// <summary>Edge energy.</summary>
    [Param("Edge energy of the normalisation; found for every frame when left out.", Min = 1, Max = 2e5, Unit = "eV")]
    public double? E0 { get; init; }

    /// <summary>Start of the pre-edge range.</summary>
    [Param("Start of the pre-edge line, relative to E0; the second point of the scan when left out.", Min = -5000, Max = 5000, Unit = "eV")]
    public double? PreFrom { get; init; }

    /// <summary>End of the pre-edge range.</summary>
    [Param("End of the pre-edge line, relative to E0.", Min = -5000, Max = 5000, Unit = "eV")]
    public double PreTo { get; init; } = -30;

    /// <summary>Start of the post-edge range.</summary>
    [Param("Start of the post-edge polynomial, relative to E0.", Min = -5000, Max = 1e4, Unit = "eV")]
    public double PostFrom { get; init; } = 100;

    /// <summary>End of the post-edge range.</summary>
    [Param(
        "End of the post-edge polynomial, relative to E0; negative counts from the end of the scan; its end when left out.",
        Min = -5000,
        Max = 1e4,
        Unit = "eV"
    )]
    public double? PostTo { get; init; }

    /// <summary>Degree of the post-edge polynomial.</summary>
    [Param("Degree of the post-edge polynomial.", Min = 0, Max = 5)]
    public int PostDegree { get; init; } = 1;

    /// <inheritdoc />
    public override SpectraNeed Reads => new(SignalKind.Mu, SignalKind.Unknown);

    /// <inheritdoc />
    public override IEnumerable<string> Check()
    {
        if (PreFrom >= PreTo)
            yield return $"pre-from ({PreFrom:g}) must lie below pre-to ({PreTo:g}).";
        if (PostTo > 0 && PostFrom >= PostTo)
            yield return $"post-from ({PostFrom:g}) must lie below post-to ({PostTo:g}).";
        if (Unreadable() is { } message)
            yield return message;
    }

    /// <inheritdoc />
    public override FrameKernel Prepare(StageInput input)
    {
        double[] energies = PhotonEnergies.Of(input, "xas.self-absorption");
        PhotonEnergies.CheckEdge(E0, energies, "xas.self-absorption");
        var shape = new OutputShape(input.Axis, ("mu", new Signal(SignalKind.Mu, input.Signal.Unit))) { Scalars = ["alpha"] };
        return new Kernel(this, energies, Alpha(input), shape);
    }

    /// <inheritdoc />
    public IEnumerable<string> FilesOf(RunContext run) => XrayTables.AttenuationFiles(run);

    /// <inheritdoc />
    public IEnumerable<string> CheckFiles(RunContext run) => [];

    private double Alpha(StageInput input)
    {
        const double Aside = 10; // eV from the edge, as in FLUO
        AbsorbingEdge absorber = AbsorbingEdge.Of(Element, Edge, input, "xas.self-absorption");
        IReadOnlyList<(int AtomicNumber, double Amount)> atoms = ChemicalFormula.Parse(Formula ?? "");
        if (!atoms.Any(a => ChemicalElements.Symbol(a.AtomicNumber) == absorber.Element))
            throw new UserException(
                $"xas.self-absorption: the formula '{Formula}' holds no {absorber.Element}, the absorbing element. Give the whole sample."
            );
        var tables = new XrayTables(input.Run.ConfigFolder);
        (double edge, double? line) = tables.EdgeOf(absorber);
        if (line is not { } fluorescence)
            throw new UserException($"xas.self-absorption: no emission line of {absorber.Element} {absorber.Edge} is tabulated.");
        double[] mu = tables.TotalAttenuation(atoms, fluorescence, edge - Aside, edge + Aside);
        double alpha = Correction.Alpha(mu[0], mu[1], mu[2], AngleIn, AngleOut);
        return alpha > 0 && double.IsFinite(alpha)
            ? alpha
            : throw new UserException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"xas.self-absorption: the attenuation of {Formula} does not rise at {edge:F0} eV; is {absorber.Element} {absorber.Edge} the edge?"
                )
            );
    }

    private string? Unreadable()
    {
        if (string.IsNullOrEmpty(Formula))
            return "formula of the sample is missing, as in 'formula: Fe2O3'.";
        try
        {
            ChemicalFormula.Parse(Formula);
            return null;
        }
        catch (FormatException e)
        {
            return "formula: " + e.Message;
        }
    }

    private sealed class Kernel(SelfAbsorption p, double[] energies, double alpha, OutputShape shape) : XasKernel(shape)
    {
        private readonly Normalization _normalization = new(
            new()
            {
                E0 = p.E0,
                PreFrom = p.PreFrom,
                PreTo = p.PreTo,
                PostFrom = p.PostFrom,
                PostTo = p.PostTo,
                PostDegree = p.PostDegree,
            }
        );

        protected override void Process(in FrameIn input, in FrameOut output, Findings findings)
        {
            int measured = MeasuredRange.Of(input.Mask, energies.Length);
            ReadOnlySpan<double> mu = input.Y[..measured];
            _normalization.Apply(energies.AsSpan(0, measured), mu);
            Correction.Correct(mu, _normalization.Norm, alpha, output[0][..measured]);
            MeasuredRange.CopyHeld(output[0][..measured], output[0]);
            output.SetScalar(0, alpha);
        }
    }
}
