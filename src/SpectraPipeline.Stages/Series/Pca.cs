using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Multivariate;
using SpectraPipeline.Stages.Xas;

namespace SpectraPipeline.Stages.Series;

/// <summary>Principal components of a series, how many are real, and whether standards are made of them.</summary>
[Stage(
    "series.pca",
    "E. R. Malinowski, Anal. Chem. 49 (1977) 612 (RE, IE, IND); J. Chemom. 3 (1989) 49 (F test); Anal. Chim. Acta 103 (1978) 339 (target transform, SPOIL); K. Faber, B. R. Kowalski, J. Chemom. 11 (1997) 53; "
        + "S. Kritchman, B. Nadler, Chemom. Intell. Lab. Syst. 94 (2008) 19; J. L. Horn, Psychometrika 30 (1965) 179; G. H. Golub, W. Kahan, SIAM J. Numer. Anal. 2 (1965) 205",
    Summary = "Singular values, scores and loadings of a series; the number of components by five criteria that may disagree, and says so; target transform of standards.",
    Formula = "X = U S Pᵀ by Lanczos bidiagonalisation (Jacobi rotations up to 40 frames), not from XᵀX: small singular values keep their digits. S(k) = Σ_{j>k} s²ⱼ, RE = √(S(k)/(r(c − k))), IE = RE√(k/c), IND = RE/(c − k)²; "
        + "F(1, c − k) of reduced eigenvalues (Malinowski); F(ν₁, ν₂) with ν₁ the expected largest eigenvalue of noise (Faber, Kowalski); s²ₖ/σ² against the upper 5 % point of Tracy and Widom (noise); largest singular value of the residual against draws of random signs, or of random turns along the axis where neighbouring points share noise (parallel). "
        + "A criterion's rank is the last component before the first that it does not find; the rank used is the median of all. Target: x̂ = P Pᵀx, SPOIL = √(AET² − REP²)/REP, F = AET²/(REP² + σ²)",
    Fails = "Components are no species: rotate them by series.mcr-als. Energy drift, a changing baseline or edge step each count as a component. All tests take noise as white and equal; where neighbouring points share it (smoothed, interpolated, zero-filled data) all but parallel find too many, and a warning says so. "
        + "With a mean subtracted the number of species is one more. Any smooth edge lies nearly in the space of three smooth components: a small R of a target says little, its probability more. All frames are in memory.",
    HasPicture = false
)]
public sealed record Pca : SeriesStage, IChoosesSeries
{
    /// <summary>Components computed.</summary>
    [Param("Components that are worked out and tested.", Min = 1, Max = 200)]
    public int Components { get; init; } = 10;

    /// <summary>What is subtracted.</summary>
    [Param("What is subtracted: none, or the mean spectrum.")]
    public Centring Centre { get; init; } = Centring.None;

    /// <summary>What is divided by.</summary>
    [Param(
        "What values are divided by: none, each point's deviation over the frames (autoscale), or each spectrum's own (z-score, as in Larch)."
    )]
    public Scaling Scale { get; init; } = Scaling.None;

    /// <summary>Components taken for real.</summary>
    [Param(
        "Components taken for real in the reconstruction and the target transform; the median of the criteria when left out.",
        Min = 1,
        Max = 200
    )]
    public int? Rank { get; init; }

    /// <summary>Lower end.</summary>
    [Param("Lower end of the range; the start of the axis when left out.", Unit = ParamAttribute.AxisUnit)]
    public double? From { get; init; }

    /// <summary>Upper end.</summary>
    [Param("Upper end of the range; the end of the axis when left out.", Unit = ParamAttribute.AxisUnit)]
    public double? To { get; init; }

    /// <summary>Known noise.</summary>
    [Param("Standard deviation of the noise of a point; as measured, else from the scatter of the spectra, when left out.", Min = 0)]
    public double? Noise { get; init; }

    /// <summary>Draws of the parallel analysis.</summary>
    [Param("Draws of the parallel analysis; 0 leaves it out.", Min = 0, Max = 10000)]
    public int Draws { get; init; } = 19;

    /// <summary>Targets.</summary>
    [Param("Series that are tried as targets: labelled, or a list of their ids.")]
    public StandardList Standards { get; init; } = StandardList.Labelled;

    /// <summary>Series that the pipeline labels as standards; set by the loader.</summary>
    internal IReadOnlyList<string> Chosen { get; init; } = [];

    private static readonly SpectraNeed s_reads = new([
        .. Enum.GetValues<SignalKind>().Where(k => k is not (SignalKind.Auxiliary or SignalKind.WaveletMap)),
    ]);

    /// <inheritdoc />
    public override SpectraNeed Reads => s_reads;

    /// <inheritdoc />
    public override IReadOnlyList<string> OtherSeries => Standards.Ids.Count > 0 ? Standards.Ids : Chosen;

    /// <inheritdoc />
    public Stage Choosing(SeriesCard card, IReadOnlyList<SeriesCard> all)
    {
        ArgumentNullException.ThrowIfNull(card);
        ArgumentNullException.ThrowIfNull(all);
        return this with { Chosen = Standards.Of(card, all) };
    }

    /// <inheritdoc />
    public override IEnumerable<string> Check()
    {
        if (From >= To)
            yield return FormattableString.Invariant($"from ({From:g}) must lie below to ({To:g}).");
        if (Rank > Components)
            yield return $"rank ({Rank}) asks for more components than are worked out ({Components}).";
    }

    /// <inheritdoc />
    public override SpectralSeries Run(SpectralSeries input, StageInput about, Findings findings)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(about);
        ArgumentNullException.ThrowIfNull(findings);
        return new PcaRun(this, input, about, findings).Run();
    }
}
