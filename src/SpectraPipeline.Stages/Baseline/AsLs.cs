using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Baselines;

namespace SpectraPipeline.Stages.Baseline;

/// <summary>Asymmetric least squares: runs along the lower edge of the noise.</summary>
[Stage(
    "baseline.asls",
    "P. H. C. Eilers, A perfect smoother, Anal. Chem. 75 (2003) 3631, doi:10.1021/ac034173t; P. H. C. Eilers, H. F. M. Boelens, Baseline correction with asymmetric least squares smoothing, Leiden University Medical Centre report (2005)",
    Summary = "Asymmetric least squares: runs along the lower edge of the noise.",
    Formula = "min Σ wᵢ(yᵢ − zᵢ)² + λ Σ (Δᵈz)²,  w = p where y > z, else 1 − p",
    Fails = "Lies below the true baseline by about the noise; negative bands pull it down (use baseline.std-distribution for difference spectra).",
    BibTex = "@article{eilers2003smoother, author={Eilers, Paul H. C.}, title={A perfect smoother}, journal={Analytical Chemistry}, volume={75}, pages={3631--3636}, year={2003}, doi={10.1021/ac034173t}}"
)]
public sealed record AsLs : FrameStage
{
    /// <summary>Stiffness.</summary>
    [Param("Stiffness; ten times more lets the baseline follow only features nearly twice as wide.", Min = 1e-3, Max = 1e15)]
    public double Lambda { get; init; } = 1e6;

    /// <summary>Asymmetry.</summary>
    [Param("Weight of points above the baseline; smaller keeps it lower.", Min = 1e-9, Max = 0.5)]
    public double P { get; init; } = 0.01;

    /// <summary>Order of the difference.</summary>
    [Param("Order of the difference that is penalised: 1 flat, 2 straight, 3 parabolic.", Min = 1, Max = 3)]
    public int Order { get; init; } = 2;

    /// <summary>Between what differences are taken.</summary>
    [Param(
        "Differences from point to point, as in the paper, or on the axis itself (divided differences; lambda keeps its meaning on an even axis)."
    )]
    public BaselineSpacing Spacing { get; init; }

    /// <summary>When the weights count as settled.</summary>
    [Param("Stops when the weights change by less than this, relative.", Min = 0, Max = 1)]
    public double Tolerance { get; init; } = 1e-3;

    /// <summary>Limit of repetitions.</summary>
    [Param("Repetitions at most; a frame that needs more is flagged.", Min = 0, Max = 100000)]
    public int MaxIterations { get; init; } = 50;

    /// <inheritdoc />
    public override FrameKernel Prepare(StageInput input) =>
        new WhittakerBaseline("baseline.asls", Lambda, Order, Spacing, Tolerance, MaxIterations).Kernel(
            input,
            (points, options) => new AsLsLanes(points, options, P),
            (points, options) => new Numerics.Baselines.AsLs(points, options, P).Fit
        );
}
