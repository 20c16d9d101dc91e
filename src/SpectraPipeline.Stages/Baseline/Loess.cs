using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Baselines;

namespace SpectraPipeline.Stages.Baseline;

/// <summary>Robust local regression: at every point a line through its neighbours, of which those far above count for nothing.</summary>
[Stage(
    "baseline.loess",
    "A. F. Ruckstuhl, M. P. Jacobson, R. W. Field, J. A. Dodd, Baseline subtraction using robust local regression estimation, J. Quant. Spectrosc. Radiat. Transf. 68 (2001) 179; W. S. Cleveland, J. Am. Stat. Assoc. 74 (1979) 829, doi:10.1080/01621459.1979.10481038",
    Summary = "Robust local regression: at every point a line through its neighbours, of which those far above count for nothing.",
    Formula = "min Σⱼ (1 − |xⱼ − xᵢ|³/hᵢ³)³ v²ⱼ (yⱼ − a − b(xⱼ − xᵢ))², v = max(0, 1 − (r/(scale · s))²) for r > 0, s = median|r|/0.6745",
    Fails = "When bands cover more than about half of a window: raise fraction. On a level far above the bands it ends too early, for the tolerance is a part of it: such frames are flagged.",
    BibTex = "@article{ruckstuhl2001baseline, author={Ruckstuhl, A. F. and Jacobson, M. P. and Field, R. W. and Dodd, J. A.}, title={Baseline subtraction using robust local regression estimation}, journal={Journal of Quantitative Spectroscopy and Radiative Transfer}, volume={68}, pages={179--193}, year={2001}}"
)]
public sealed record Loess : FrameStage
{
    /// <summary>Part of the points in a window.</summary>
    [Param("Part of all points that each local fit sees.", Min = 1e-6, Max = 1)]
    public double Fraction { get; init; } = 0.2;

    /// <summary>Degree of the local polynomial.</summary>
    [Param("Degree of the local polynomial.", Min = 0, Max = 2)]
    public int Degree { get; init; } = 1;

    /// <summary>Where weights end.</summary>
    [Param("Points above the fit by more than this many robust deviations count for nothing.", Min = 1e-3, Max = 1e6)]
    public double Scale { get; init; } = 3;

    /// <summary>Weights both sides.</summary>
    [Param("Points far below the fit lose weight too (plain LOESS).")]
    public bool SymmetricWeights { get; init; }

    /// <summary>Cuts off instead of weighting.</summary>
    [Param("Cuts the spectrum off above the fit instead of weighting its points.")]
    public bool UseThreshold { get; init; }

    /// <summary>Height of the cut.</summary>
    [Param("use-threshold: cuts off this many standard deviations above the fit.", Min = 0, Max = 100)]
    public double NumStd { get; init; } = 1;

    /// <summary>Cuts the spectrum itself.</summary>
    [Param("use-threshold: cuts off the spectrum itself each time instead of what was cut before.")]
    public bool UseOriginal { get; init; }

    /// <summary>Distance of local fits.</summary>
    [Param(
        "Local fits are at most this far apart, with straight lines between; 1 % of the axis when left out, as in pybaselines 1.2 and Cleveland's program (older pybaselines: 0), since a window is many times wider; 0 fits at every point.",
        Min = 0,
        Unit = ParamAttribute.AxisUnit
    )]
    public double? Delta { get; init; }

    /// <summary>When it counts as settled.</summary>
    [Param("Stops when the fit changes by less than this, relative.", Min = 0, Max = 1)]
    public double Tolerance { get; init; } = 1e-3;

    /// <summary>Limit of repetitions.</summary>
    [Param("Repetitions after the first fit; a frame that needs more is flagged.", Min = 0, Max = 100000)]
    public int MaxIterations { get; init; } = 10;

    /// <inheritdoc />
    public override FrameKernel Prepare(StageInput input)
    {
        int points = input.Axis.Length;
        int window = Numerics.Baselines.Loess.WindowOf(points, Fraction);
        if (window < Degree + 2)
            throw new UserException(
                $"baseline.loess needs {Degree + 2} points in a window for degree {Degree}; fraction {Fraction} of {points} points gives {window}. Raise fraction."
            );
        var options = new LoessOptions(
            Fraction,
            Degree,
            Scale,
            Tolerance,
            MaxIterations,
            SymmetricWeights,
            UseThreshold,
            NumStd,
            UseOriginal,
            Delta is { } d ? d / (input.Axis[points - 1] - input.Axis[0]) : 0.01
        );
        bool both = SymmetricWeights && !UseThreshold;
        return new BaselineKernel(
            input,
            "baseline.loess",
            both ? BandSigns.Both : BandSigns.Positive,
            new Numerics.Baselines.Loess(input.Axis.Values, options).Fit
        );
    }
}
