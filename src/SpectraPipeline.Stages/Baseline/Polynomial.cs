using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Baselines;
using SpectraPipeline.Stages.Shape;

namespace SpectraPipeline.Stages.Baseline;

/// <summary>Polynomial of least squares through stated regions without bands, or through everything.</summary>
[Stage(
    "baseline.polynomial",
    "Least squares; polynomials orthogonal over the points after G. E. Forsythe, J. Soc. Ind. Appl. Math. 5 (1957) 74, doi:10.1137/0105007",
    Summary = "Polynomial of least squares through stated regions without bands, or through everything.",
    Formula = "min Σ (yᵢ − p(xᵢ))² over the regions",
    Fails = "Without regions the bands pull it along; outside the regions a high degree runs away.",
    BibTex = "@article{forsythe1957orthogonal, author={Forsythe, George E.}, title={Generation and Use of Orthogonal Polynomials for Data-Fitting with a Digital Computer}, journal={Journal of the Society for Industrial and Applied Mathematics}, volume={5}, pages={74--88}, year={1957}, doi={10.1137/0105007}}"
)]
public sealed record Polynomial : FrameStage
{
    /// <summary>Degree of the polynomial.</summary>
    [Param("Degree of the polynomial.", Min = 0, Max = 20)]
    public int Degree { get; init; } = 2;

    /// <summary>Where it is fitted.</summary>
    [Param("Ranges of the axis that hold no bands, as [1000..1100, 1700..1800]; the whole axis when left out.")]
    public AxisRanges? Regions { get; init; }

    /// <inheritdoc />
    public override FrameKernel Prepare(StageInput input)
    {
        bool[] use = Regions?.Marks(input.Axis, "baseline.polynomial") ?? [];
        int points = use.Length == 0 ? input.Axis.Length : use.Count(u => u);
        if (points <= Degree)
            throw new UserException(
                $"baseline.polynomial needs more than {Degree} points for a polynomial of degree {Degree}; the regions hold {points}. Lower degree or widen the regions."
            );
        return new BaselineKernel(input, "baseline.polynomial", BandSigns.Both, new RegionPolynomial(input.Axis.Values, Degree, use).Fit);
    }
}
