using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Baselines;

namespace SpectraPipeline.Stages.Baseline;

/// <summary>Corners that stick out upwards are cut off again and again; Bézier curves run through what is left.</summary>
[Stage(
    "baseline.corner-cutting",
    "Y. J. Liu, X. G. Zhou, Y. D. Yu, A concise iterative method with Bezier technique for baseline construction, Analyst 140 (2015) 7984",
    Summary = "Corners that stick out upwards are cut off again and again; Bézier curves run through what is left.",
    Formula = "(xᵢ, yᵢ) goes when yᵢ ≥ chord of its neighbours, until none does; quadratic Bézier curves through the points that survive most rounds",
    Fails = "Runs along the lower edge of the noise: smooth first. A single point far down bends the curve: despike first.",
    BibTex = "@article{liu2015bezier, author={Liu, Y. J. and Zhou, X. G. and Yu, Y. D.}, title={A concise iterative method with Bezier technique for baseline construction}, journal={Analyst}, volume={140}, pages={7984--7996}, year={2015}}"
)]
public sealed record CornerCutting : FrameStage
{
    /// <summary>Limit of rounds.</summary>
    [Param("Rounds at most; 10 to 20 are usual.", Min = 1, Max = 100000)]
    public int MaxIterations { get; init; } = 100;

    /// <inheritdoc />
    public override FrameKernel Prepare(StageInput input)
    {
        int points = input.Axis.Length;
        if (points < 3)
            throw new UserException($"baseline.corner-cutting needs three points; the axis has {points}.");
        var one = new Numerics.Baselines.CornerCutting(points, MaxIterations);
        Axis axis = input.Axis;
        return new BaselineKernel(input, "baseline.corner-cutting", BandSigns.Positive, (y, baseline) => one.Fit(axis.Values, y, baseline));
    }
}
