using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Baselines;

namespace SpectraPipeline.Stages.Baseline;

/// <summary>A rubber band pulled up from below: the lower convex hull, or a smooth curve through its corners.</summary>
[Stage(
    "baseline.rubberband",
    "Lower convex hull by the monotone chain of A. M. Andrew, Another efficient algorithm for convex hulls in two dimensions, Inf. Process. Lett. 9 (1979) 216, doi:10.1016/0020-0190(79)90072-3; smooth curve: P. H. C. Eilers, Anal. Chem. 75 (2003) 3631, doi:10.1021/ac034173t",
    Summary = "A rubber band pulled up from below: the lower convex hull, or a smooth curve through its corners.",
    Formula = "lower hull of (xᵢ, yᵢ) in each segment; with lambda: min Σ wᵢ(yᵢ − zᵢ)² + λ Σ (Δᵈz)², w = 1 on corners, else 0",
    Fails = "A concave background stays below the band: use segments. One point far down carries the whole band: despike first. Runs along the lower edge of the noise.",
    BibTex = "@article{andrew1979convex, author={Andrew, A. M.}, title={Another efficient algorithm for convex hulls in two dimensions}, journal={Information Processing Letters}, volume={9}, pages={216--219}, year={1979}, doi={10.1016/0020-0190(79)90072-3}}"
)]
public sealed record Rubberband : FrameStage
{
    /// <summary>Bands side by side.</summary>
    [Param("Number of blocks of equally many points, each with a band of its own.", Min = 1, Max = 100000)]
    public int Segments { get; init; } = 1;

    /// <summary>Stiffness of the curve.</summary>
    [Param("Stiffness of the curve through the corners; straight lines when left out or 0.", Min = 0, Max = 1e15)]
    public double? Lambda { get; init; }

    /// <summary>Order of the difference.</summary>
    [Param("lambda: order of the difference that is penalised, 1 to 3.", Min = 1, Max = 3)]
    public int Order { get; init; } = 2;

    /// <summary>Half width of the moving mean.</summary>
    [Param("Half width, in points, of a moving mean before the band is laid; 0 or left out for none.", Min = 0, Max = 100000)]
    public int? SmoothHalfWindow { get; init; }

    /// <inheritdoc />
    public override FrameKernel Prepare(StageInput input)
    {
        int points = input.Axis.Length;
        int smooth = SmoothHalfWindow ?? 0;
        if (points < 3 * Segments || smooth >= points || (Lambda > 0 && points <= Order))
            throw new UserException(
                $"baseline.rubberband: {points} points are too few for {Segments} segments of three, a half window of {smooth} and order {Order}. Lower segments or smooth-half-window."
            );
        var one = new Numerics.Baselines.Rubberband(points, new RubberbandOptions(Segments, Lambda, Order, smooth));
        Axis axis = input.Axis;
        return new BaselineKernel(input, "baseline.rubberband", BandSigns.Positive, (y, baseline) => one.Fit(axis.Values, y, baseline));
    }
}
