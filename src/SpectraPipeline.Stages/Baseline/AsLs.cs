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
            throw new UserException($"baseline.asls needs more than {Math.Max(2, Order)} points; the axis has {points}.");
        var options = new WhittakerBaselineOptions(Lambda, Tolerance, MaxIterations, Order);
        return new WhittakerBaselineKernel(input, "baseline.asls", Order == 2 ? Lanes(points, options) : Plain(points, options));
    }

    private BlockFit Lanes(int points, WhittakerBaselineOptions options) => new AsLsLanes(points, options, P).Fit;

    /// <summary>Orders other than 2 are rare: one spectrum at a time.</summary>
    private BlockFit Plain(int points, WhittakerBaselineOptions options)
    {
        var one = new Numerics.Baselines.AsLs(points, options, P);
        return (spectra, baselines, outcomes) =>
        {
            for (int k = 0; k < outcomes.Length; k++)
                outcomes[k] = one.Fit(spectra.Slice(k * points, points), baselines.Slice(k * points, points));
        };
    }
}
