using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Baselines;

namespace SpectraPipeline.Stages.Baseline;

/// <summary>Straight line between the means of two stretches, on the whole axis.</summary>
[Stage(
    "baseline.linear",
    "Straight line between two means; no paper",
    Summary = "Straight line between the means of two stretches, on the whole axis.",
    Formula = "z = ȳ₁ + (ȳ₂ − ȳ₁)(x − x̄₁)/(x̄₂ − x̄₁)",
    Fails = "Right only where the background is straight and nothing absorbs in either stretch."
)]
public sealed record Linear : FrameStage
{
    /// <summary>Lower end.</summary>
    [Param("Lower end of the range; the start of the axis when left out.", Unit = ParamAttribute.AxisUnit)]
    public double? From { get; init; }

    /// <summary>Upper end.</summary>
    [Param("Upper end of the range; the end of the axis when left out.", Unit = ParamAttribute.AxisUnit)]
    public double? To { get; init; }

    /// <summary>Stretch at each end.</summary>
    [Param("Length of the stretch at each end whose mean counts; five points when left out.", Min = 0, Unit = ParamAttribute.AxisUnit)]
    public double? Width { get; init; }

    /// <inheritdoc />
    public override FrameKernel Prepare(StageInput input) =>
        new BaselineKernel(
            input,
            "baseline.linear",
            BandSigns.Both,
            new EndLine(input.Axis.Values, StatedEnds.Of(input.Axis, From, To, Width, "baseline.linear")).Fit
        );
}
