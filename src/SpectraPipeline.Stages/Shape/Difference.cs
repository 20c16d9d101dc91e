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
    "Definition; sign conventions of in situ infrared spectroscopy: T. Iwasita, F. C. Nart, Prog. Surf. Sci. 55 (1997) 271, doi:10.1016/S0079-6816(97)00032-4",
    Summary = "Difference spectra against the series' reference.",
    Formula = "intensities: ΔA = −log₁₀(R/R₀), relative ΔR/R₀ = R/R₀ − 1; absorbance: ΔA = A − A₀, relative 10^−ΔA − 1; counts and others: y − y₀",
    Fails = "Noise and drift of the reference appear in every frame: average several frames. Intensities must be positive."
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
    public override FrameKernel Prepare(StageInput input)
    {
        SpectralSeries? source = input.Reference;
        if (Wanted(input.Card).Series is { } id && !input.Others.TryGetValue(id, out source))
            throw new UserException($"shape.difference: the reference series '{id}' is not there or gave no spectra.");
        if (source is null)
            throw new UserException("shape.difference: the reference frames were not handed over.");
        return new DifferenceKernel(input, Mean(input, source), Convention, Reference is null && input.Card.Reference is null);
    }

    private FrameSelection Wanted(SeriesCard card) => Reference ?? card.Reference ?? new FrameSelection(0, 0);

    private static double[] Mean(StageInput input, SpectralSeries source)
    {
        if (!source.Axis.SameAs(input.Axis))
            throw new UserException(
                $"shape.difference: the reference has another axis ({source.Axis.Length} points) than the series ({input.Axis.Length}); put shape.resample before."
            );
        Channel channel = source.Find(input.Channel) ?? source.Primary;
        double[] mean = new double[input.Axis.Length];
        int count = 0;
        for (int frame = 0; frame < source.Frames; frame++)
        {
            if (source.Faults[frame] is not null)
                continue;
            count++;
            for (int i = 0; i < mean.Length; i++)
                mean[i] += channel[frame][i];
        }
        if (count == 0)
            throw new UserException("shape.difference: every reference frame is faulted; choose another with 'reference:'.");
        for (int i = 0; i < mean.Length; i++)
            mean[i] /= count;
        return mean;
    }
}
