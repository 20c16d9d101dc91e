using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Baselines;

namespace SpectraPipeline.Stages.Baseline;

/// <summary>Baseline estimation and denoising with sparsity.</summary>
[Stage(
    "baseline.beads",
    "X. Ning, I. W. Selesnick, L. Duval, Chromatogram baseline estimation and denoising using sparsity (BEADS), Chemom. Intell. Lab. Syst. 139 (2014) 156, doi:10.1016/j.chemolab.2014.09.014",
    Summary = "Splits a spectrum into sparse, mostly positive bands and a low-pass baseline.",
    Formula = "min ½‖H(y − x)‖² + λ₀ Σ θ(x) + λ₁ Σ φ(Δx) + λ₂ Σ φ(Δ²x);  baseline = (y − x) − H(y − x), H: high-pass filter",
    Fails = "The lambdas go with the height of the spectrum: on counts of thousands the defaults do nothing (shape.normalize first, or raise them), where the range is below a lambda or a thousand eps-0 nothing counts as band (flagged: lower them); needs an even grid; broad bands pass the filter as baseline.",
    BibTex = "@article{ning2014beads, author={Ning, Xiaoran and Selesnick, Ivan W. and Duval, Laurent}, title={Chromatogram baseline estimation and denoising using sparsity (BEADS)}, journal={Chemometrics and Intelligent Laboratory Systems}, volume={139}, pages={156--167}, year={2014}, doi={10.1016/j.chemolab.2014.09.014}}"
)]
public sealed record Beads : FrameStage
{
    /// <summary>Cutoff of the filter.</summary>
    [Param("Cutoff of the high-pass filter in cycles a point; a baseline slower than one wave in 1/cutoff points.", Min = 1e-6, Max = 0.49)]
    public double Cutoff { get; init; } = 0.005;

    /// <summary>Degree of the filter.</summary>
    [Param("Degree of the filter: 1 or, steeper, 2.", Min = 1, Max = 2)]
    public int FilterDegree { get; init; } = 1;

    /// <summary>Weight of the signal's values.</summary>
    [Param("Holds the bands small; in units of the spectrum.", Name = "lambda-0", Min = 0, Max = 1e12)]
    public double Lambda0 { get; init; } = 1;

    /// <summary>Weight of its first differences.</summary>
    [Param("Holds the bands' slopes sparse; in units of the spectrum.", Name = "lambda-1", Min = 0, Max = 1e12)]
    public double Lambda1 { get; init; } = 1;

    /// <summary>Weight of its second differences.</summary>
    [Param("Holds the bands' bends sparse; in units of the spectrum.", Name = "lambda-2", Min = 0, Max = 1e12)]
    public double Lambda2 { get; init; } = 1;

    /// <summary>Asymmetry.</summary>
    [Param("A negative band costs this many times a positive one; 1 for bands of both signs.", Min = 1e-3, Max = 1e6)]
    public double Asymmetry { get; init; } = 6;

    /// <summary>Penalty of the differences.</summary>
    [Param("Smooth stand-in for the absolute value of a difference u: |u| - eps ln(|u| + eps), or the square root of u^2 + eps.")]
    public BeadsCost Cost { get; init; } = BeadsCost.Logarithm;

    /// <summary>Rounding of the penalty of values.</summary>
    [Param("Below this value the penalty of the bands' values is a parabola.", Name = "eps-0", Min = 1e-15, Max = 1e6)]
    public double Epsilon0 { get; init; } = 1e-6;

    /// <summary>Rounding of the penalty of differences.</summary>
    [Param("Eps of the penalty of differences.", Name = "eps-1", Min = 1e-15, Max = 1e6)]
    public double Epsilon1 { get; init; } = 1e-6;

    /// <summary>Parabola first.</summary>
    [Param("Takes a parabola through both ends off first and adds it to the baseline; the filter expects ends near zero.")]
    public bool FitParabola { get; init; } = true;

    /// <summary>Smoothing of the differences.</summary>
    [Param("Half width, in points, of a moving mean over the differences; 0 for none.", Min = 0, Max = 100000)]
    public int SmoothHalfWindow { get; init; }

    /// <summary>When the cost counts as settled.</summary>
    [Param("Stops when the cost changes by less than this, relative.", Min = 0, Max = 1)]
    public double Tolerance { get; init; } = 1e-2;

    /// <summary>Limit of repetitions.</summary>
    [Param("Repetitions at most; a frame that needs more is flagged.", Min = 0, Max = 100000)]
    public int MaxIterations { get; init; } = 50;

    /// <inheritdoc />
    public override FrameKernel Prepare(StageInput input)
    {
        const string Name = "baseline.beads";
        int points = input.Axis.Length;
        if (points < BeadsOptions.MinPoints)
            throw new UserException($"{Name} needs at least {BeadsOptions.MinPoints} points; the axis has {points}.");
        var options = new BeadsOptions(
            Cutoff,
            FilterDegree,
            Lambda0,
            Lambda1,
            Lambda2,
            Asymmetry,
            Cost,
            Epsilon0,
            Epsilon1,
            FitParabola,
            SmoothHalfWindow,
            Tolerance,
            MaxIterations
        );
        BandSigns bands = Asymmetry == 1 ? BandSigns.Both : BandSigns.Positive;
        return BeadsLanes.IsFor(options)
            ? new BlockBaselineKernel(input, Name, bands, new BeadsLanes(points, options).Fit, BaselineAdvice.InPoints)
            : new BaselineKernel(input, Name, bands, new Numerics.Baselines.Beads(points, options).Fit, BaselineAdvice.InPoints);
    }
}
