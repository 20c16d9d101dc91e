using SpectraPipeline.Core;

namespace SpectraPipeline.Stages.Xas;

/// <summary>What a linear combination is fitted to.</summary>
public enum LcfSpace
{
    /// <summary>Normalised absorption.</summary>
    Norm,

    /// <summary>Flattened absorption.</summary>
    Flat,

    /// <summary>Derivative of the normalised absorption.</summary>
    Derivative,

    /// <summary>kⁿχ(k).</summary>
    Chi,
}

/// <summary>Whether energies of unknown and standards may differ.</summary>
public enum LcfShift
{
    /// <summary>They are taken as they are.</summary>
    None,

    /// <summary>One shift of the unknown against all standards, found by a scan of the whole range.</summary>
    Common,
}

/// <summary>Every frame as a linear combination of standards.</summary>
[Stage(
    "xas.lcf",
    "Non-negative weights: C. L. Lawson, R. J. Hanson, Solving Least Squares Problems, Prentice-Hall 1974, chapter 23; choice among combinations: W. C. Hamilton, Acta Cryst. 18 (1965) 502, "
        + "Q. H. Vuong, Econometrica 57 (1989) 307, doi:10.2307/1912557; conventions (range, R-factor) as in Athena: B. Ravel, M. Newville, J. Synchrotron Rad. 12 (2005) 537, doi:10.1107/S0909049505012719",
    Summary = "Linear combination of standards: the exact constrained optimum of every frame with intervals, and the combinations of standards that do as well.",
    Formula = "min Σᵢ(y(Eᵢ) − Σⱼ wⱼ sⱼ(Eᵢ − δ))², wⱼ ≥ 0, Σwⱼ = 1; s cubic on the unknown's energies in [E₀ + from, E₀ + to]; R = Σd²/Σy². The optimum is that of the quadratic programme (active set, conditions of Karush, Kuhn and Tucker met); "
        + "δ by a scan of ± max-shift with a quadratic programme at every step and refinement of the three best minima. se = s·√diag(AᵀA)⁻¹ on the weights that are not at a bound, s² = Σd²/(m − k); weight_se_total times √((1 + ρ)/(1 − ρ)), ρ the residual's first autocorrelation where it exceeds 2/√m. "
        + "Interval: {w : min over the other weights Σd² ≤ Σd²min + t²s²τ}, inside the bounds. Noise σ² = σy² + Σwⱼ²σⱼ², each from its own scan (or as measured), gives χ² and whether anything is missing. "
        + "Combinations: nested ones by F = (R₁/R₀ − 1)(m/τ − k)/Δk (Hamilton's ratio), others by z = (Σd²₁ − Σd²₀)/(2s√τ|f₁ − f₀|); p ≥ 0.05 is tied. Distances are rms differences over the range",
    Fails = "A standard that is missing cannot be found by any statistic: see reduced chi-square and the target transform of series.pca. Standards that are alike share their weights (tied combinations say so). Weights carry every error of normalisation: 1 % of the edge step is 1 % of weight. "
        + "An uncorrected energy offset of 0.3 eV between unknown and standards outweighs noise: align first, or allow energy-shift. Self-absorbed unknowns are no combination of thin standards.",
    BibTex = "@article{ravel2005, author={Ravel, B. and Newville, M.}, title={ATHENA, ARTEMIS, HEPHAESTUS: data analysis for X-ray absorption spectroscopy using IFEFFIT}, journal={Journal of Synchrotron Radiation}, volume={12}, pages={537--541}, year={2005}, doi={10.1107/S0909049505012719}}",
    HasPicture = false
)]
public sealed record Lcf : FrameStage, IChoosesSeries
{
    /// <summary>The standards.</summary>
    [Param("Series that are combined: labelled, or a list of their ids.")]
    public StandardList Standards { get; init; } = StandardList.Labelled;

    /// <summary>Edge energy.</summary>
    [Param("Edge energy that the range refers to; that of the last xas.normalize when left out.", Min = 1, Max = 2e5, Unit = "eV")]
    public double? E0 { get; init; }

    /// <summary>Start of the range.</summary>
    [Param("Start of the fitted range, relative to E0.", Min = -5000, Max = 5000, Unit = "eV")]
    public double From { get; init; } = -20;

    /// <summary>End of the range.</summary>
    [Param("End of the fitted range, relative to E0.", Min = -5000, Max = 5000, Unit = "eV")]
    public double To { get; init; } = 30;

    /// <summary>What is fitted.</summary>
    [Param("What is fitted: norm, flat, derivative (of norm), or chi (with k-weight, k-min, k-max in place of from and to).")]
    public LcfSpace Space { get; init; } = LcfSpace.Norm;

    /// <summary>Sum of the weights.</summary>
    [Param("The weights add up to 1.")]
    public bool SumToOne { get; init; } = true;

    /// <summary>Sign of the weights.</summary>
    [Param("No weight is negative.")]
    public bool NonNegative { get; init; } = true;

    /// <summary>Shift of the energies.</summary>
    [Param("Shift of the unknown's energies against the standards: none, or common.")]
    public LcfShift EnergyShift { get; init; } = LcfShift.None;

    /// <summary>Largest shift.</summary>
    [Param("Largest shift that is tried, up and down.", Min = 0.01, Max = 20, Unit = "eV")]
    public double MaxShift { get; init; } = 2;

    /// <summary>Weight of k.</summary>
    [Param("Power n of kⁿχ in space chi.", Min = 0, Max = 5)]
    public int KWeight { get; init; } = 2;

    /// <summary>Start of the k-range.</summary>
    [Param("Start of the range in space chi.", Min = 0, Max = 40, Unit = "Å-1")]
    public double KMin { get; init; } = 3;

    /// <summary>End of the k-range.</summary>
    [Param("End of the range in space chi; 2 Å-1 before the end of the data when left out.", Min = 0.5, Max = 40, Unit = "Å-1")]
    public double? KMax { get; init; }

    /// <summary>Size of combinations.</summary>
    [Param("Standards in a combination at most, where combinations are compared; 0 compares none.", Min = 0, Max = 12)]
    public int MaxComponents { get; init; } = 4;

    /// <summary>Listed combinations.</summary>
    [Param("Combinations that are listed, best first.", Min = 1, Max = 1000)]
    public int Listed { get; init; } = 5;

    /// <summary>Series that the pipeline labels as standards; set by the loader.</summary>
    internal IReadOnlyList<string> Chosen { get; init; } = [];

    internal bool IsChi => Space == LcfSpace.Chi;

    internal double Sum => SumToOne ? 1 : double.NaN;

    /// <inheritdoc />
    public override SpectraNeed Reads => new(IsChi ? SignalKind.ChiK : SignalKind.Norm) { Scalars = ["e0"] };

    /// <inheritdoc />
    public override IReadOnlyList<string> OtherSeries => Standards.Ids.Count > 0 ? Standards.Ids : Chosen;

    /// <inheritdoc />
    public override IReadOnlyList<SignalKind> OtherKinds => Reads.Kinds;

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
        if (KMin >= KMax)
            yield return FormattableString.Invariant($"k-min ({KMin:g}) must lie below k-max ({KMax:g}).");
        if (IsChi && EnergyShift != LcfShift.None)
            yield return "energy-shift has no meaning in space chi, whose k is counted from E0 already; align μ(E) before xas.autobk.";
    }

    /// <inheritdoc />
    public override FrameKernel Prepare(StageInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (OtherSeries.Count == 0)
            throw new UserException(
                "xas.lcf has no standards: label series of this edge with labels: { standard: NAME }, or list their ids, standards: [foil, oxide]."
            );
        LcfSetup setup = input.Once(this, () => LcfSetup.Of(this, input));
        return new LcfKernel(this, setup);
    }
}
