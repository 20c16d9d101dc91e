using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Baselines;

namespace SpectraPipeline.Stages.Baseline;

/// <summary>A spline through what is probably noise.</summary>
[Stage(
    "baseline.mixture-model",
    "J. J. de Rooi, P. H. C. Eilers, Mixture models for baseline estimation, Chemom. Intell. Lab. Syst. 117 (2012) 56",
    Summary = "A penalised spline through what is probably noise: residuals are a mixture of normal noise and evenly spread bands.",
    Formula = "z = Bc, min Σ wᵢ(yᵢ − zᵢ)² + λ Σ (Δᵈc)²,  w = fN(r; σ)/(fN(r; σ) + (1 − f)[r ≥ 0]/max r);  σ² = Σwr²/Σw, f = mean w",
    Fails = "When the noise differs across the spectrum; wide bands are taken for noise around a bent baseline; without symmetric, negative bands pull it down.",
    BibTex = "@article{derooi2012mixture, author={de Rooi, Johan J. and Eilers, Paul H. C.}, title={Mixture models for baseline estimation}, journal={Chemometrics and Intelligent Laboratory Systems}, volume={117}, pages={56--60}, year={2012}}"
)]
public sealed record MixtureModel : FrameStage
{
    /// <summary>Stiffness.</summary>
    [Param("Stiffness; ten times more lets the baseline follow only features nearly twice as wide.", Min = 1e-3, Max = 1e15)]
    public double Lambda { get; init; } = 1e5;

    /// <summary>Asymmetry of the start.</summary>
    [Param("Weight of points above the baseline in the two solutions of the start; near 0.5 when symmetric.", Min = 1e-9, Max = 0.999)]
    public double P { get; init; } = 0.01;

    /// <summary>Bands of both signs.</summary>
    [Param("Takes bands of both signs into account.")]
    public bool Symmetric { get; init; }

    /// <summary>Knots.</summary>
    [Param("Knots of the spline, evenly spaced from the first to the last point.", Min = 2, Max = 10000)]
    public int Knots { get; init; } = 100;

    /// <summary>Degree of the spline.</summary>
    [Param("Degree of the spline's polynomials.", Min = 1, Max = 5)]
    public int Degree { get; init; } = 3;

    /// <summary>Order of the difference.</summary>
    [Param("Order of the difference of coefficients that is penalised: 1 flat, 2 straight, 3 parabolic.", Min = 1, Max = 3)]
    public int Order { get; init; } = 3;

    /// <summary>When the weights count as settled.</summary>
    [Param("Stops when the weights change by less than this, relative.", Min = 0, Max = 1)]
    public double Tolerance { get; init; } = 1e-3;

    /// <summary>Limit of repetitions.</summary>
    [Param("Repetitions at most; a frame that needs more is flagged.", Min = 0, Max = 100000)]
    public int MaxIterations { get; init; } = 50;

    /// <inheritdoc />
    public override FrameKernel Prepare(StageInput input)
    {
        const string Name = "baseline.mixture-model";
        var options = new PSplineBaselineOptions(Lambda, Knots, Degree, Order, Tolerance, MaxIterations);
        PSplineAxis.Check(Name, input.Axis, options);
        var fit = new Numerics.Baselines.MixtureModel(input.Axis.Values, options, P, Symmetric);
        return new BlockBaselineKernel(input, Name, Symmetric ? BandSigns.Both : BandSigns.Positive, fit.Fit);
    }
}
