using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Baselines;

namespace SpectraPipeline.Stages.Baseline;

/// <summary>Polynomial below which a stated part of the points lies.</summary>
[Stage(
    "baseline.quant-reg",
    "Ł. Komsta, Comparison of several methods of chromatographic baseline removal with a new approach based on quantile regression, Chromatographia 73 (2011) 721, doi:10.1007/s10337-011-1962-1; weights: S. K. Schnabel, P. H. C. Eilers, AStA Adv. Stat. Anal. 97 (2013) 77, doi:10.1007/s10182-012-0198-1",
    Summary = "Polynomial below which a stated part of the points lies.",
    Formula = "min Σ ρ(yᵢ − pᵢ), ρ(r) = q r for r > 0, (q − 1) r for r < 0; repeated least squares with weights ρ(r)/(|r| √(r² + ε))",
    Fails = "When bands leave less than the part quantile of the points free; the right quantile depends on how much of the spectrum they cover. Slow: about a hundred repetitions.",
    BibTex = "@article{komsta2011quantile, author={Komsta, {\\L}ukasz}, title={Comparison of Several Methods of Chromatographic Baseline Removal with a New Approach Based on Quantile Regression}, journal={Chromatographia}, volume={73}, pages={721--731}, year={2011}, doi={10.1007/s10337-011-1962-1}}"
)]
public sealed record QuantReg : FrameStage
{
    /// <summary>Degree of the polynomial.</summary>
    [Param("Degree of the polynomial.", Min = 0, Max = 20)]
    public int Degree { get; init; } = 2;

    /// <summary>Part of the points below.</summary>
    [Param("Part of the points that lies below the baseline.", Min = 1e-6, Max = 0.999999)]
    public double Quantile { get; init; } = 0.05;

    /// <summary>When it counts as settled.</summary>
    [Param("Stops when the fit changes by less than this, relative.", Min = 0, Max = 1)]
    public double Tolerance { get; init; } = 1e-6;

    /// <summary>Limit of repetitions.</summary>
    [Param("Repetitions at most; a frame that needs more is flagged.", Min = 0, Max = 100000)]
    public int MaxIterations { get; init; } = 250;

    /// <inheritdoc />
    public override FrameKernel Prepare(StageInput input)
    {
        int points = input.Axis.Length;
        if (points <= Degree)
            throw new UserException(
                $"baseline.quant-reg needs more than {Degree} points for a polynomial of degree {Degree}; the axis has {points}. Lower degree."
            );
        var one = new QuantileRegression(input.Axis.Values, Degree, Quantile, Tolerance, MaxIterations);
        return new BaselineKernel(input, "baseline.quant-reg", BandSigns.Positive, one.Fit);
    }
}
