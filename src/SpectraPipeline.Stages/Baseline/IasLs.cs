using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Baselines;

namespace SpectraPipeline.Stages.Baseline;

/// <summary>Improved asymmetric least squares: also penalises the slope of what is left over.</summary>
[Stage(
    "baseline.iasls",
    "S. He, W. Zhang, L. Liu, Y. Huang, J. He, W. Xie, P. Wu, C. Du, Baseline correction for Raman spectra using an improved asymmetric least squares method, Anal. Methods 6 (2014) 4402, doi:10.1039/C4AY00068D",
    Summary = "Improved asymmetric least squares: also penalises the slope of what is left over.",
    Formula = "min Σ wᵢ(yᵢ − zᵢ)² + λ₁ Σ (Δ(y − z))² + λ Σ (Δᵈz)²,  w = p² where y > z, else (1 − p)²; starts from a parabola",
    Fails = "Lies below the true baseline by about the noise; negative bands pull it down (use baseline.std-distribution for difference spectra). A large lambda-1 lets it climb the flanks of bands.",
    BibTex = "@article{he2014iasls, author={He, Shixuan and Zhang, Wei and Liu, Lijuan and Huang, Yu and He, Jiming and Xie, Wanyi and Wu, Peng and Du, Chunlei}, title={Baseline correction for Raman spectra using an improved asymmetric least squares method}, journal={Analytical Methods}, volume={6}, pages={4402--4407}, year={2014}, doi={10.1039/C4AY00068D}}"
)]
public sealed record IasLs : FrameStage
{
    /// <summary>Stiffness.</summary>
    [Param("Stiffness; ten times more lets the baseline follow only features nearly twice as wide.", Min = 1e-3, Max = 1e15)]
    public double Lambda { get; init; } = 1e6;

    /// <summary>Asymmetry.</summary>
    [Param("Asymmetry: points above the baseline weigh p squared; smaller keeps it lower.", Min = 1e-9, Max = 0.5)]
    public double P { get; init; } = 0.01;

    /// <summary>Weight of the slope of what is left over.</summary>
    [Param(
        "Weight of the first differences of what is left over; more makes the baseline follow the data's fine slope.",
        Name = "lambda-1",
        Min = 0,
        Max = 1e15
    )]
    public double Lambda1 { get; init; } = 1e-4;

    /// <summary>Order of the difference.</summary>
    [Param("Order of the difference that is penalised: 1 flat, 2 straight, 3 parabolic.", Min = 1, Max = 3)]
    public int Order { get; init; } = 2;

    /// <summary>When the weights count as settled.</summary>
    [Param("Stops when the weights change by less than this, relative.", Min = 0, Max = 1)]
    public double Tolerance { get; init; } = 1e-3;

    /// <summary>Limit of repetitions.</summary>
    [Param("Repetitions at most; a frame that needs more is flagged.", Min = 0, Max = 100000)]
    public int MaxIterations { get; init; } = 50;

    /// <inheritdoc />
    public override FrameKernel Prepare(StageInput input)
    {
        int points = input.Axis.Length;
        if (points < 3 || points <= Order)
            throw new UserException($"baseline.iasls needs more than {Math.Max(2, Order)} points; the axis has {points}.");
        var options = new WhittakerBaselineOptions(Lambda, Tolerance, MaxIterations, Order);
        return new BlockBaselineKernel(
            input,
            "baseline.iasls",
            BandSigns.Positive,
            new Numerics.Baselines.IasLs(input.Axis.Values, options, P, Lambda1).Fit,
            BaselineAdvice.InPoints
        );
    }
}
