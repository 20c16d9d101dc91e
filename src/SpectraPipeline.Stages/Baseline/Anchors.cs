using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Baselines;

namespace SpectraPipeline.Stages.Baseline;

/// <summary>Curve through anchors where the user knows that nothing is: takes no sign of bands for granted.</summary>
[Stage(
    "baseline.anchors",
    "Interpolation between points that the user chooses; pchip: F. N. Fritsch, J. Butland, A method for constructing local monotone piecewise cubic interpolants, SIAM J. Sci. Stat. Comput. 5 (1984) 300, doi:10.1137/0905021",
    Summary = "Curve through anchors where the user knows that nothing is: takes no sign of bands for granted.",
    Formula = "through (mean x, mean or median y) of the points within ± half-width of each anchor: straight lines, cubic spline or monotone cubic; constant beyond the outermost anchors",
    Fails = "An anchor on a band takes its height off; cubic can swing between anchors far apart (pchip cannot). Beyond the outermost anchors it is constant: put one near each end.",
    BibTex = "@article{fritsch1984pchip, author={Fritsch, F. N. and Butland, J.}, title={A Method for Constructing Local Monotone Piecewise Cubic Interpolants}, journal={SIAM Journal on Scientific and Statistical Computing}, volume={5}, pages={300--304}, year={1984}, doi={10.1137/0905021}}"
)]
public sealed record Anchors : FrameStage
{
    /// <summary>Where nothing is.</summary>
    [Param("Positions of the anchors on the axis; both ends when left out.", Unit = ParamAttribute.AxisUnit)]
    public IReadOnlyList<double> Points { get; init; } = [];

    /// <summary>Curve between the anchors.</summary>
    [Param("Curve between the anchors.")]
    public AnchorCurve Method { get; init; } = AnchorCurve.Linear;

    /// <summary>Half width of an anchor's window.</summary>
    [Param("Half width of the window of an anchor; 0 takes the nearest point.", Min = 0, Unit = ParamAttribute.AxisUnit)]
    public double HalfWidth { get; init; }

    /// <summary>Value of a window.</summary>
    [Param("What stands for the points of a window; the median is deaf to spikes.")]
    public AnchorValue Value { get; init; } = AnchorValue.Mean;

    /// <inheritdoc />
    public override FrameKernel Prepare(StageInput input)
    {
        Axis axis = input.Axis;
        double[] anchors = Points.Count == 0 ? [axis[0], axis[axis.Length - 1]] : [.. Points];
        foreach (double anchor in anchors)
            if (!(anchor >= axis[0] && anchor <= axis[axis.Length - 1]))
                throw new UserException(
                    $"baseline.anchors: {anchor:g6} lies outside the axis ({axis[0]:g6} to {axis[axis.Length - 1]:g6} {axis.Unit}). Leave it out or move it."
                );
        var one = new AnchorBaseline(axis.Values, anchors, HalfWidth, Method, Value);
        return new BaselineKernel(input, "baseline.anchors", BandSigns.Both, one.Fit);
    }
}
