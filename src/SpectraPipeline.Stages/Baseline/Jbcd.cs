using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Baselines;

namespace SpectraPipeline.Stages.Baseline;

/// <summary>Joint baseline correction and denoising: signal and baseline in turns, the baseline held near the morphological opening.</summary>
[Stage(
    "baseline.jbcd",
    "H. Liu, Z. Zhang, S. Liu, L. Yan, T. Liu, T. Zhang, Joint baseline-correction and denoising for Raman spectra, Appl. Spectrosc. 69 (2015) 1013, doi:10.1366/14-07760",
    Summary = "Joint baseline correction and denoising: signal and baseline in turns, the baseline held near the morphological opening.",
    Formula = "min ½‖y − s − z‖² + α‖z − o‖² + β‖Dᵈz‖² + ½γ‖Dᵈs‖² in turns; o: opening over ±half-window; β ← beta-mult·β, γ ← gamma-mult·γ",
    Fails = "Lies low on slopes and follows the opening's steps (raise beta); bands wider than the window are taken for baseline; negative bands stay in it (use baseline.std-distribution for difference spectra).",
    BibTex = "@article{liu2015jbcd, author={Liu, Hai and Zhang, Zhaoli and Liu, Sanya and Yan, Luxin and Liu, Tingting and Zhang, Tianxu}, title={Joint Baseline-Correction and Denoising for {Raman} Spectra}, journal={Applied Spectroscopy}, volume={69}, pages={1013--1022}, year={2015}, doi={10.1366/14-07760}}"
)]
public sealed record Jbcd : FrameStage
{
    /// <summary>Half window of the opening.</summary>
    [Param(
        "Half window of the opening in points; wider than the widest band. Left out: found in every frame as the first window from which on its opening stands still.",
        Min = 1,
        Max = 100000
    )]
    public int? HalfWindow { get; init; }

    /// <summary>Pull of the opening.</summary>
    [Param("How strongly the baseline is held to the opening.", Min = 0, Max = 1e6)]
    public double Alpha { get; init; } = 0.1;

    /// <summary>Stiffness of the baseline.</summary>
    [Param("Stiffness of the baseline at the start.", Min = 1e-3, Max = 1e12)]
    public double Beta { get; init; } = 10;

    /// <summary>Stiffness of the signal.</summary>
    [Param("Stiffness of the signal at the start.", Min = 0, Max = 1e12)]
    public double Gamma { get; init; } = 1;

    /// <summary>Growth of the baseline's stiffness.</summary>
    [Param("The baseline's stiffness is multiplied by this after each iteration.", Min = 0.01, Max = 100)]
    public double BetaMult { get; init; } = 1.1;

    /// <summary>Growth of the signal's stiffness.</summary>
    [Param("The signal's stiffness is multiplied by this after each iteration.", Min = 0.01, Max = 100)]
    public double GammaMult { get; init; } = 0.909;

    /// <summary>Order of the difference.</summary>
    [Param("Order of the difference that is penalised: 1 flat, 2 straight, 3 parabolic.", Min = 1, Max = 3)]
    public int Order { get; init; } = 1;

    /// <summary>When the signal counts as settled.</summary>
    [Param("Stops when the signal changes by less than this, relative, and the baseline by less than tolerance-2.", Min = 0, Max = 1)]
    public double Tolerance { get; init; } = 1e-2;

    /// <summary>When the baseline counts as settled.</summary>
    [Param(
        "Stops when the baseline changes by less than this, relative, and the signal by less than tolerance.",
        Name = "tolerance-2",
        Min = 0,
        Max = 1
    )]
    public double Tolerance2 { get; init; } = 1e-3;

    /// <summary>Limit of repetitions.</summary>
    [Param("Repetitions at most; a frame that needs more is flagged.", Min = 0, Max = 1000)]
    public int MaxIterations { get; init; } = 20;

    /// <summary>Opening or less.</summary>
    [Param("Lowers the opening to the middle between its own dilation and erosion where that is below it.")]
    public bool RobustOpening { get; init; } = true;

    /// <inheritdoc />
    public override FrameKernel Prepare(StageInput input)
    {
        int points = input.Axis.Length;
        WindowRange.Check("baseline.jbcd", points, HalfWindow);
        if (points <= Order)
            throw new UserException($"baseline.jbcd needs more than {Order} points; the axis has {points}.");
        var options = new JbcdOptions(
            HalfWindow,
            Alpha,
            Beta,
            Gamma,
            BetaMult,
            GammaMult,
            Order,
            Tolerance,
            Tolerance2,
            MaxIterations,
            RobustOpening
        );
        return new BaselineKernel(
            input,
            "baseline.jbcd",
            BandSigns.Positive,
            new Numerics.Baselines.Jbcd(points, options).Fit,
            BaselineAdvice.InPoints
        );
    }
}
