using SpectraPipeline.Core;

namespace SpectraPipeline.Stages.Shape;

/// <summary>What <see cref="Difference"/> gives.</summary>
public enum DifferenceConvention
{
    /// <summary>ΔA: positive where something was formed.</summary>
    Absorbance,

    /// <summary>ΔR/R₀: negative where something was formed.</summary>
    Relative,
}

/// <summary>Difference of each frame to a reference frame, to the mean of several, or to another series.</summary>
[Stage(
    "shape.difference",
    "Definition; sign conventions of in situ infrared spectroscopy: T. Iwasita, F. C. Nart, Prog. Surf. Sci. 55 (1997) 271",
    Summary = "Difference spectra against the series' reference.",
    Formula = "ΔA = −log₁₀(R/R₀), positive = formed; relative ΔR/R₀ = R/R₀ − 1, negative = formed. Intensities, transmittances: R/R₀; what refers to another state already: (1 + ΔR/R)/(1 + ΔR₀/R), ΔA − ΔA₀; absorbance: ΔA = A − A₀, relative 10^−ΔA − 1; counts and others: y − y₀",
    Fails = "Noise and drift of the reference appear in every frame: σ² grows by σ₀²/m for a mean of m reference frames (one frame: √2 times the noise, the same pattern in all frames), so average several. Intensities must be positive."
)]
public sealed record Difference : FrameStage
{
    /// <summary>Reference.</summary>
    [Param("Frame, range of frames (their mean) or id of another series; the series' own reference when left out.")]
    public FrameSelection? Reference { get; init; }

    /// <summary>Convention.</summary>
    [Param("absorbance gives dA (positive = formed), relative gives dR/R (negative = formed).")]
    public DifferenceConvention Convention { get; init; } = DifferenceConvention.Absorbance;

    /// <inheritdoc />
    public override IReadOnlyList<string> OtherSeries => Reference?.Series is { } id ? [id] : [];

    /// <inheritdoc />
    public override FrameSelection? ReferenceFrames(SeriesCard card) => Wanted(card);

    /// <inheritdoc />
    public override FrameKernel Prepare(StageInput input) =>
        new DifferenceKernel(
            input,
            ReferenceSpectrum.Of("shape.difference", input, Wanted(input.Card)),
            Convention,
            Reference is null && input.Card.Reference is null
        );

    private FrameSelection Wanted(SeriesCard card) => Reference ?? card.Reference ?? new FrameSelection(0, 0);
}
