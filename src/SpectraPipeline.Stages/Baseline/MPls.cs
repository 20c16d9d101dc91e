using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Baselines;

namespace SpectraPipeline.Stages.Baseline;

/// <summary>Morphological penalised least squares: a stiff curve along the low points between the flats of the opening.</summary>
[Stage(
    "baseline.mpls",
    "Z. Li, D.-J. Zhan, J.-J. Wang, J. Huang, Q.-S. Xu, Z.-M. Zhang, Y.-B. Zheng, Y.-Z. Liang, H. Wang, Morphological weighted penalized least squares for background correction, Analyst 138 (2013) 4483, doi:10.1039/C3AN00743J",
    Summary = "Morphological penalised least squares: a stiff curve along the low points between the flats of the opening.",
    Formula = "min Σ wᵢ(yᵢ − zᵢ)² + λ Σ (Δᵈz)²,  w = 1 − p at the least y between two flats of the opening over ±half-window, else p",
    Fails = "Runs along the lower edge of the noise; bands wider than the window are taken for baseline; negative bands become anchors (use baseline.std-distribution for difference spectra).",
    BibTex = "@article{li2013mpls, author={Li, Zhong and Zhan, De-Jian and Wang, Jia-Jun and Huang, Jing and Xu, Qing-Song and Zhang, Zhi-Min and Zheng, Yi-Bao and Liang, Yi-Zeng and Wang, Hong}, title={Morphological weighted penalized least squares for background correction}, journal={Analyst}, volume={138}, pages={4483--4492}, year={2013}, doi={10.1039/C3AN00743J}}"
)]
public sealed record MPls : FrameStage
{
    /// <summary>Half window of the opening.</summary>
    [Param(
        "Half window of the opening in points; wider than the widest band. Left out: found in every frame as the first window from which on its opening stands still.",
        Min = 1,
        Max = 100000
    )]
    public int? HalfWindow { get; init; }

    /// <summary>Stiffness.</summary>
    [Param("Stiffness; ten times more lets the baseline follow only features nearly twice as wide.", Min = 1e-3, Max = 1e15)]
    public double Lambda { get; init; } = 1e6;

    /// <summary>Weight of the other points.</summary>
    [Param("Weight of points that are no anchors; anchors weigh 1 minus this.", Min = 0, Max = 0.5)]
    public double P { get; init; }

    /// <summary>Order of the difference.</summary>
    [Param("Order of the difference that is penalised: 1 flat, 2 straight, 3 parabolic.", Min = 1, Max = 3)]
    public int Order { get; init; } = 2;

    /// <inheritdoc />
    public override FrameKernel Prepare(StageInput input)
    {
        int points = input.Axis.Length;
        WindowRange.Check("baseline.mpls", points, HalfWindow);
        if (points <= Order)
            throw new UserException($"baseline.mpls needs more than {Order} points; the axis has {points}.");
        var options = new MPlsOptions(HalfWindow, Lambda, P, Order);
        return new BaselineKernel(
            input,
            "baseline.mpls",
            BandSigns.Positive,
            new Numerics.Baselines.MPls(points, options).Fit,
            BaselineAdvice.InPoints with
            {
                NoPoints = "state half-window, or a p above 0",
            }
        );
    }
}
