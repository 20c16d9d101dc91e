using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Baselines;

namespace SpectraPipeline.Stages.Baseline;

/// <summary>Peaked signal's asymmetric least squares: the higher a point lies above the baseline, the less it counts.</summary>
[Stage(
    "baseline.psalsa",
    "S. Oller-Moreno, A. Pardo, J. M. Jiménez-Soto, J. Samitier, S. Marco, Adaptive asymmetric least squares baseline estimation for analytical instruments, 11th International Multi-Conference on Systems, Signals and Devices (2014) 1, doi:10.1109/SSD.2014.6808837",
    Summary = "Peaked signal's asymmetric least squares: the higher a point lies above the baseline, the less it counts.",
    Formula = "min Σ wᵢ(yᵢ − zᵢ)² + λ Σ (Δᵈz)²,  w = p exp(−r/k) where r > 0, else 1 − p,  r = y − z",
    Fails = "The usual k grows with the spectrum: where bands are few and baseline is much, state it; negative bands pull it down (use baseline.std-distribution for difference spectra).",
    BibTex = "@inproceedings{ollermoreno2014psalsa, author={Oller-Moreno, Sergio and Pardo, Antonio and Jim{\\'e}nez-Soto, Juan Manuel and Samitier, Josep and Marco, Santiago}, title={Adaptive asymmetric least squares baseline estimation for analytical instruments}, booktitle={11th International Multi-Conference on Systems, Signals and Devices}, pages={1--5}, year={2014}, doi={10.1109/SSD.2014.6808837}}"
)]
public sealed record Psalsa : FrameStage
{
    /// <summary>Stiffness.</summary>
    [Param("Stiffness; ten times more lets the baseline follow only features nearly twice as wide.", Min = 1e-3, Max = 1e15)]
    public double Lambda { get; init; } = 1e5;

    /// <summary>Asymmetry.</summary>
    [Param("Weight of points just above the baseline; smaller keeps it lower.", Min = 1e-9, Max = 0.999999999)]
    public double P { get; init; } = 0.5;

    /// <summary>Height of a band.</summary>
    [Param(
        "Height, in the spectrum's unit, above which a point belongs to a band; a tenth of each spectrum's standard deviation when left out.",
        Min = 1e-15,
        Max = 1e15
    )]
    public double? K { get; init; }

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
        new WhittakerBaseline("baseline.psalsa", Lambda, Order, Spacing, Tolerance, MaxIterations).Kernel(
            input,
            (points, options) => new PsalsaLanes(points, options, P, K),
            (points, options) => new Numerics.Baselines.Psalsa(points, options, P, K).Fit
        );
}
