using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Baselines;

namespace SpectraPipeline.Stages.Baseline;

/// <summary>Penalised polynomial whose threshold is found from the part of the spectrum that bands cover.</summary>
[Stage(
    "baseline.goldindec",
    "J. Liu, J. Sun, X. Huang, G. Li, B. Liu, Goldindec: a novel algorithm for Raman spectrum baseline correction, Appl. Spectrosc. 69 (2015) 834, doi:10.1366/14-07798",
    Summary = "Penalised polynomial whose threshold is found from the part of the spectrum that bands cover.",
    Formula = "min Σ φₛ(yᵢ − pᵢ); s by golden section until above/below = 0.7679 + 11.2358 p − 39.7064 p² + 92.3583 p³",
    Fails = "When peak-ratio is off by more than about 0.1. The ratio jumps with the threshold and may never be met: such frames are flagged only when max-iterations-2 ends the search.",
    BibTex = "@article{liu2015goldindec, author={Liu, Juntao and Sun, Jianyang and Huang, Xiuzhen and Li, Guojun and Liu, Binqiang}, title={Goldindec: A Novel Algorithm for Raman Spectrum Baseline Correction}, journal={Applied Spectroscopy}, volume={69}, pages={834--842}, year={2015}, doi={10.1366/14-07798}}"
)]
public sealed record GoldIndec : FrameStage
{
    /// <summary>Degree of the polynomial.</summary>
    [Param("Degree of the polynomial.", Min = 0, Max = 20)]
    public int Degree { get; init; } = 2;

    /// <summary>Part of the points on bands.</summary>
    [Param("Part of the points that belong to bands.", Min = 1e-6, Max = 0.999999)]
    public double PeakRatio { get; init; } = 0.5;

    /// <summary>Cost beyond the threshold.</summary>
    [Param("Cost of residuals beyond the threshold; an asymmetric one.")]
    public PolynomialCost Cost { get; init; } = PolynomialCost.AsymmetricIndec;

    /// <summary>Strength of the cost.</summary>
    [Param("Part of the strongest cost for which the repetition converges.", Min = 1e-6, Max = 1)]
    public double AlphaFactor { get; init; } = 0.99;

    /// <summary>When a fit counts as settled.</summary>
    [Param("A fit at one threshold stops when it changes by less than this, relative.", Min = 0, Max = 1)]
    public double Tolerance { get; init; } = 1e-3;

    /// <summary>When the ratio is met.</summary>
    [Param("The search stops when the ratio of points above and below is this near to its goal.", Name = "tolerance-2", Min = 0, Max = 1)]
    public double Tolerance2 { get; init; } = 1e-3;

    /// <summary>When the threshold is settled.</summary>
    [Param("The search stops when the threshold changes by less than this, relative.", Name = "tolerance-3", Min = 0, Max = 1)]
    public double Tolerance3 { get; init; } = 1e-6;

    /// <summary>Limit of repetitions.</summary>
    [Param("Repetitions at most at one threshold.", Min = 1, Max = 100000)]
    public int MaxIterations { get; init; } = 250;

    /// <summary>Limit of thresholds.</summary>
    [Param("Thresholds at most; a frame that needs more is flagged.", Name = "max-iterations-2", Min = 1, Max = 100000)]
    public int MaxIterations2 { get; init; } = 100;

    /// <inheritdoc />
    public override IEnumerable<string> Check()
    {
        if (Cost is PolynomialCost.SymmetricTruncatedQuadratic or PolynomialCost.SymmetricHuber or PolynomialCost.SymmetricIndec)
            yield return "cost must be asymmetric: the ratio of points above and below speaks of bands of one sign only.";
    }

    /// <inheritdoc />
    public override FrameKernel Prepare(StageInput input)
    {
        int points = input.Axis.Length;
        if (points <= Degree)
            throw new UserException(
                $"baseline.goldindec needs more than {Degree} points for a polynomial of degree {Degree}; the axis has {points}. Lower degree."
            );
        var options = new ClippedPolynomialOptions(Degree, Tolerance, MaxIterations);
        var search = new GoldIndecSearch(PeakRatio, Tolerance2, Tolerance3, MaxIterations2);
        var one = new Numerics.Baselines.GoldIndec(input.Axis.Values, options, search, Cost, AlphaFactor);
        return new BaselineKernel(
            input,
            "baseline.goldindec",
            BandSigns.Positive,
            one.Fit,
            new BaselineAdvice
            {
                NotSettled = o =>
                    FormattableString.Invariant(
                        $"the ratio of points above and below was {o.Change:g3} off its goal after {o.Iterations} thresholds; the baseline may depend on peak-ratio and max-iterations-2."
                    ),
            }
        );
    }
}
