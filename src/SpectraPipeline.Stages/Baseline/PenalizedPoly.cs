using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Baselines;

namespace SpectraPipeline.Stages.Baseline;

/// <summary>Polynomial under a cost that tall bands cannot raise (backcor).</summary>
[Stage(
    "baseline.penalized-poly",
    "V. Mazet, C. Carteret, D. Brie, J. Idier, B. Humbert, Background removal from spectra by designing and minimising a non-quadratic cost function, Chemom. Intell. Lab. Syst. 76 (2005) 121, doi:10.1016/j.chemolab.2004.10.003",
    Summary = "Polynomial under a cost that tall bands cannot raise (backcor).",
    Formula = "min Σ φ(yᵢ − pᵢ), φ quadratic below the threshold, constant, linear or falling beyond; by repeated least squares",
    Fails = "The threshold must lie between the noise and the bands; asymmetric costs follow negative bands downwards, symmetric ones do not. On a level far above the bands it ends too early, for the tolerance is a part of it: such frames are flagged.",
    BibTex = "@article{mazet2005backcor, author={Mazet, Vincent and Carteret, C{\\'e}dric and Brie, David and Idier, J{\\'e}r{\\^o}me and Humbert, Bernard}, title={Background removal from spectra by designing and minimising a non-quadratic cost function}, journal={Chemometrics and Intelligent Laboratory Systems}, volume={76}, pages={121--133}, year={2005}, doi={10.1016/j.chemolab.2004.10.003}}"
)]
public sealed record PenalizedPoly : FrameStage
{
    /// <summary>Degree of the polynomial.</summary>
    [Param("Degree of the polynomial.", Min = 0, Max = 20)]
    public int Degree { get; init; } = 2;

    /// <summary>Cost beyond the threshold.</summary>
    [Param("Cost of residuals beyond the threshold; symmetric ones leave bands of both signs alone.")]
    public PolynomialCost Cost { get; init; } = PolynomialCost.AsymmetricTruncatedQuadratic;

    /// <summary>Where the cost stops being quadratic.</summary>
    [Param(
        "Residual beyond which a point counts less, in units of y; a tenth of the spectrum's standard deviation when left out.",
        Min = 0
    )]
    public double? Threshold { get; init; }

    /// <summary>Strength of the cost.</summary>
    [Param("Part of the strongest cost for which the repetition converges.", Min = 1e-6, Max = 1)]
    public double AlphaFactor { get; init; } = 0.99;

    /// <summary>When it counts as settled.</summary>
    [Param("Stops when the fit changes by less than this, relative.", Min = 0, Max = 1)]
    public double Tolerance { get; init; } = 1e-3;

    /// <summary>Limit of repetitions.</summary>
    [Param("Repetitions at most; a frame that needs more is flagged.", Min = 1, Max = 100000)]
    public int MaxIterations { get; init; } = 250;

    /// <inheritdoc />
    public override FrameKernel Prepare(StageInput input)
    {
        int points = input.Axis.Length;
        if (points <= Degree)
            throw new UserException(
                $"baseline.penalized-poly needs more than {Degree} points for a polynomial of degree {Degree}; the axis has {points}. Lower degree."
            );
        var options = new ClippedPolynomialOptions(Degree, Tolerance, MaxIterations);
        var one = new Numerics.Baselines.PenalizedPoly(input.Axis.Values, options, Cost, Threshold, AlphaFactor);
        bool symmetric =
            Cost is PolynomialCost.SymmetricTruncatedQuadratic or PolynomialCost.SymmetricHuber or PolynomialCost.SymmetricIndec;
        return new BaselineKernel(input, "baseline.penalized-poly", symmetric ? BandSigns.Both : BandSigns.Positive, one.Fit);
    }
}
