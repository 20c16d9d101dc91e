using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Baselines;

namespace SpectraPipeline.Stages.Baseline;

/// <summary>Quantile regression with a penalised spline.</summary>
[Stage(
    "baseline.irsqr",
    "Q. Han et al., Iterative reweighted quantile regression using augmented Lagrangian optimization for baseline correction, 5th Int. Conf. Inf. Sci. Control Eng. (2018) 280; S. K. Schnabel, P. H. C. Eilers, AStA Adv. Stat. Anal. 97 (2013) 77",
    Summary = "Quantile regression with a penalised spline: a given part of the points lies below the baseline.",
    Formula = "z = Bc, min Σ wᵢ(yᵢ − zᵢ)² + λ Σ (Δᵈc)²,  w = ρ/√(r² + ε), ρ = q where r = y − z > 0, else 1 − q",
    Fails = "Lambda goes with the height of the spectrum: counts are held far stiffer than absorbances. Where bands crowd, the part of the points that is baseline is not the quantile; negative bands pull it down; often still moves a little at max-iterations.",
    BibTex = "@inproceedings{han2018irsqr, author={Han, Q. and others}, title={Iterative reweighted quantile regression using augmented Lagrangian optimization for baseline correction}, booktitle={5th International Conference on Information Science and Control Engineering}, pages={280--284}, year={2018}}"
)]
public sealed record Irsqr : FrameStage
{
    /// <summary>Stiffness.</summary>
    [Param("Stiffness; ten times more lets the baseline follow only features nearly twice as wide.", Min = 1e-3, Max = 1e15)]
    public double Lambda { get; init; } = 100;

    /// <summary>Quantile.</summary>
    [Param("Part of the points that lies below the baseline.", Min = 1e-6, Max = 0.999999)]
    public double Quantile { get; init; } = 0.05;

    /// <summary>Rounding of the absolute value.</summary>
    [Param(
        "Added to the squared residual under the root; the square of a millionth of the highest baseline value when left out.",
        Min = 0,
        Max = 1e12
    )]
    public double? Eps { get; init; }

    /// <summary>Knots.</summary>
    [Param("Knots of the spline, evenly spaced from the first to the last point.", Min = 2, Max = 10000)]
    public int Knots { get; init; } = 100;

    /// <summary>Degree of the spline.</summary>
    [Param("Degree of the spline's polynomials.", Min = 1, Max = 5)]
    public int Degree { get; init; } = 3;

    /// <summary>Order of the difference.</summary>
    [Param("Order of the difference of coefficients that is penalised: 1 flat, 2 straight, 3 parabolic.", Min = 1, Max = 3)]
    public int Order { get; init; } = 3;

    /// <summary>When the spline counts as settled.</summary>
    [Param("Stops when the coefficients change by less than this, relative.", Min = 0, Max = 1)]
    public double Tolerance { get; init; } = 1e-6;

    /// <summary>Limit of repetitions.</summary>
    [Param("Repetitions at most; a frame that needs more is flagged.", Min = 0, Max = 100000)]
    public int MaxIterations { get; init; } = 100;

    /// <inheritdoc />
    public override FrameKernel Prepare(StageInput input)
    {
        const string Name = "baseline.irsqr";
        var options = new PSplineBaselineOptions(Lambda, Knots, Degree, Order, Tolerance, MaxIterations);
        PSplineAxis.Check(Name, input.Axis, options);
        return new BlockBaselineKernel(
            input,
            Name,
            BandSigns.Positive,
            new Numerics.Baselines.Irsqr(input.Axis.Values, options, Quantile, Eps).Fit
        );
    }
}
