using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Xas;

namespace SpectraPipeline.Stages.Xas;

/// <summary>Position of the edge of every frame by three definitions with errors, its shift from a foil, and the formal oxidation state between standards.</summary>
[Stage(
    "xas.edge-position",
    "Integral: T. W. Capehart, J. F. Herbst, R. K. Mishra, F. E. Pinkerton, Phys. Rev. B 52 (1995) 7907; its limits: H. Dau, P. Liebisch, M. Haumann, Anal. Bioanal. Chem. 376 (2003) 562; interval of the oxidation state: E. C. Fieller, J. R. Stat. Soc. B 16 (1954) 175",
    Summary = "Edge position by inflection, half step and equal area, each with its error; shift from the foil; oxidation state between standards.",
    Formula = "inflection: μ″ = 0 at the largest μ′; half step: μ = ½; integral: E = (bE₂ − aE₁ − ∫μ dE)/(b − a) between μ(E₁) = a and μ(E₂) = b; n = n̄ + (E − Ē)/slope, interval by Fieller",
    Fails = "The definitions differ by the shape of the edge, not by noise: compare like with like. Ligands move an edge as much as a unit of oxidation state does (Zn: the edge of one state spans over 1 eV), so a state is formal. Errors are those of independent points under the normalisation as it is; they say nothing of energy calibration (xas.calibrate), self-absorption or a mixture of states.",
    HasPicture = false
)]
public sealed record EdgePosition : FrameStage, IChoosesSeries
{
    internal const string StandardLabel = "standard",
        StateLabel = "oxidation-state";

    /// <summary>Standards.</summary>
    [Param(
        "Ids of the series that are standards, each labelled with its oxidation-state; all series of this edge labelled standard when left out."
    )]
    public IReadOnlyList<string> Standards { get; init; } = [];

    /// <summary>Foil.</summary>
    [Param("Id of the foil's series that shifts refer to; the one with role foil at this edge when left out.")]
    public string? Foil { get; init; }

    /// <summary>Definition behind the oxidation state.</summary>
    [Param("Definition that oxidation state and shift in table edges are read from; table edge_positions has them by all.")]
    public EdgeDefinition OxidationBy { get; init; } = EdgeDefinition.HalfStep;

    /// <summary>Which inflection.</summary>
    [Param("Where the slope has several maxima: the steepest, or the first with half the largest slope (the convention of metal foils).")]
    public InflectionChoice Inflection { get; init; } = InflectionChoice.Steepest;

    /// <summary>Smoothing.</summary>
    [Param("Half width of the local cubic that smooths; E0/5000, from 1 to 6 eV, when left out.", Min = 0.05, Max = 50, Unit = "eV")]
    public double? Smoothing { get; init; }

    /// <summary>Where the edge is looked for.</summary>
    [Param("Distance from E0 within which the edge is looked for.", Min = 3, Max = 300, Unit = "eV")]
    public double Within { get; init; } = 30;

    /// <summary>Lower limit of the integral.</summary>
    [Param("Normalised absorption where the equal-area integral begins.", Min = 0, Max = 0.9)]
    public double IntegralLow { get; init; } = 0.15;

    /// <summary>Upper limit of the integral.</summary>
    [Param("Normalised absorption where it ends.", Min = 0.1, Max = 2)]
    public double IntegralHigh { get; init; } = 1;

    /// <summary>Scatter of ligands.</summary>
    [Param(
        "How far ligands are expected to scatter the edges of one oxidation state; counts as four standards' worth beside the scatter of the standards themselves.",
        Min = 0,
        Max = 20,
        Unit = "eV"
    )]
    public double LigandScatter { get; init; } = 0.5;

    /// <summary>Another channel.</summary>
    [Param(
        "Channel of mu to look at instead of the normalised spectrum (reference: the foil behind the sample, whose edge shows the drift of the monochromator to xas.damage)."
    )]
    public string? Channel { get; init; }

    /// <inheritdoc />
    public override SpectraNeed Reads =>
        Channel is null
            ? new(SignalKind.Norm) { Scalars = ["e0", "edge_step"] }
            : new(SignalKind.Mu, SignalKind.Unknown) { Scalars = ["e0"] };

    /// <inheritdoc />
    public override IReadOnlyList<string> OtherSeries => [.. Standards.Concat(Foil is null ? [] : [Foil]).Distinct()];

    /// <inheritdoc />
    public override IReadOnlyList<SignalKind> OtherKinds => [SignalKind.Norm];

    /// <inheritdoc />
    public override IEnumerable<string> Check()
    {
        if (IntegralLow >= IntegralHigh)
            yield return FormattableString.Invariant($"integral-low ({IntegralLow:g}) must lie below integral-high ({IntegralHigh:g}).");
        if (Channel is not null && (Standards.Count > 0 || Foil is not null))
            yield return "channel looks at a raw channel, which standards and foil of other series do not have; leave one of them out.";
    }

    /// <inheritdoc />
    public Stage Choosing(SeriesCard card, IReadOnlyList<SeriesCard> all)
    {
        // A standard must not wait for the other standards, which wait for it.
        if (Channel is not null || IsStandard(card) || card.Role == "foil")
            return this;
        bool SameEdge(SeriesCard other) => other.Id != card.Id && (card.Edge is null || other.Edge is null || other.Edge == card.Edge);
        return this with
        {
            Standards =
                Standards.Count > 0 ? Standards : [.. all.Where(s => SameEdge(s) && IsStandard(s) && HasState(s)).Select(s => s.Id)],
            Foil = Foil ?? all.FirstOrDefault(s => SameEdge(s) && s.Role == "foil")?.Id,
        };
    }

    /// <inheritdoc />
    public override FrameKernel Prepare(StageInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        double[] energies = PhotonEnergies.Of(input, "xas.edge-position");
        if (Channel is { } channel && input.Probe is { } probe && probe.Find(channel) is null)
            throw new UserException(
                $"xas.edge-position: the spectra have no channel '{channel}'; they have {string.Join(", ", probe.Channels.Select(c => c.Name))}. After steps that drop it, write 'input: read'."
            );
        return Channel is null
            ? new EdgePositionKernel(this, energies, input.Once(this, () => EdgeStandards.Of(this, input)), input)
            : new EdgeChannelKernel(this, energies, input);
    }

    internal EdgePositionSettings Settings =>
        new()
        {
            Smoothing = Smoothing,
            Within = Within,
            Inflection = Inflection,
            IntegralLow = IntegralLow,
            IntegralHigh = IntegralHigh,
        };

    private static bool IsStandard(SeriesCard card) => card.Role == StandardLabel || card.Labels.ContainsKey(StandardLabel);

    private static bool HasState(SeriesCard card) => card.Labels.ContainsKey(StateLabel);
}
