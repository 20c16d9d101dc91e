using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Baselines;

namespace SpectraPipeline.Stages.Baseline;

/// <summary>Asymmetric least squares that leaves out what is steep or bent before it looks at heights.</summary>
[Stage(
    "baseline.derpsalsa",
    "V. I. Korepanov, Asymmetric least-squares baseline algorithm with peak screening for automatic processing of the Raman spectra, J. Raman Spectrosc. 51 (2020) 2061, doi:10.1002/jrs.5952; smoothing as in pybaselines",
    Summary = "Asymmetric least squares that leaves out what is steep or bent before it looks at heights.",
    Formula = "min Σ wᵢ(yᵢ − zᵢ)² + λ Σ (Δᵈz)²,  w = v·p·exp(−(r/k)²/2) where r = y − z > 0, else v·(1 − p);  v = exp(−(y′/rms y′)²/2)·exp(−(y″/rms y″)²/2)",
    Fails = "Noise that survives the smoothing hides the slopes (widen smooth-half-window); negative bands are left out by their slope only, so small ones pull it down (use baseline.std-distribution for difference spectra).",
    BibTex = "@article{korepanov2020derpsalsa, author={Korepanov, Vitaly I.}, title={Asymmetric least-squares baseline algorithm with peak screening for automatic processing of the {Raman} spectra}, journal={Journal of Raman Spectroscopy}, volume={51}, pages={2061--2065}, year={2020}, doi={10.1002/jrs.5952}}"
)]
public sealed record DerPsalsa : FrameStage
{
    /// <summary>Stiffness.</summary>
    [Param("Stiffness; ten times more lets the baseline follow only features nearly twice as wide.", Min = 1e-3, Max = 1e15)]
    public double Lambda { get; init; } = 1e6;

    /// <summary>Asymmetry.</summary>
    [Param("Weight of points above the baseline; smaller keeps it lower.", Min = 1e-9, Max = 0.5)]
    public double P { get; init; } = 0.01;

    /// <summary>Height of a band.</summary>
    [Param(
        "Height above the baseline, in the unit of y, at which a point belongs to a band; unset: a tenth of the spectrum's standard deviation.",
        Min = 1e-15,
        Max = 1e12
    )]
    public double? K { get; init; }

    /// <summary>Half width of the smoothing.</summary>
    [Param(
        "Half width, in points, of the smoothing before slopes are taken; 0 for none; unset: a 200th of the points.",
        Min = 0,
        Max = 100000
    )]
    public int? SmoothHalfWindow { get; init; }

    /// <summary>Number of smoothings.</summary>
    [Param("How often the smoothing is repeated.", Min = 0, Max = 1000)]
    public int NumSmooths { get; init; } = 16;

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
            throw new UserException($"baseline.derpsalsa needs more than {Math.Max(2, Order)} points; the axis has {points}.");
        if (SmoothHalfWindow > points)
            throw new UserException(
                $"baseline.derpsalsa: smooth-half-window {SmoothHalfWindow} is wider than the axis, {points} points; lower it."
            );
        var screen = new DerPsalsaOptions(P, K, SmoothHalfWindow, NumSmooths);
        var options = new WhittakerBaselineOptions(Lambda, Tolerance, MaxIterations, Order);
        return new BlockBaselineKernel(
            input,
            "baseline.derpsalsa",
            BandSigns.Positive,
            new Numerics.Baselines.DerPsalsa(points, options, screen).Fit,
            BaselineAdvice.InPoints
        );
    }
}
