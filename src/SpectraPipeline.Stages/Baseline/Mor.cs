using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Baselines;

namespace SpectraPipeline.Stages.Baseline;

/// <summary>Morphological baseline: the opening, smoothed downwards by the middle of its dilation and erosion.</summary>
[Stage(
    "baseline.mor",
    "R. Perez-Pueyo, M. J. Soneira, S. Ruiz-Moreno, Morphology-based automated baseline removal for Raman spectra of artistic pigments, Appl. Spectrosc. 64 (2010) 595, doi:10.1366/000370210791414281",
    Summary = "Morphological baseline: the opening, smoothed downwards by the middle of its dilation and erosion.",
    Formula = "z = min(γ, (δγ + εγ)/2),  γ = δε y; ε, δ: minimum and maximum over ±half-window",
    Fails = "Runs along the lower edge of the noise and lies too low on slopes; bands wider than the window are taken for baseline, negative bands too.",
    BibTex = "@article{perezpueyo2010morphology, author={Perez-Pueyo, Rosanna and Soneira, Maria Jose and Ruiz-Moreno, Sergio}, title={Morphology-based automated baseline removal for Raman spectra of artistic pigments}, journal={Applied Spectroscopy}, volume={64}, pages={595--600}, year={2010}, doi={10.1366/000370210791414281}}"
)]
public sealed record Mor : FrameStage
{
    /// <summary>Half window of the opening.</summary>
    [Param(
        "Half window of the opening in points; wider than the widest band. Left out: found in every frame as the first window from which on its opening stands still.",
        Min = 1,
        Max = 100000
    )]
    public int? HalfWindow { get; init; }

    /// <inheritdoc />
    public override FrameKernel Prepare(StageInput input)
    {
        int points = input.Axis.Length;
        WindowRange.Check("baseline.mor", points, HalfWindow);
        return new BaselineKernel(
            input,
            "baseline.mor",
            BandSigns.Positive,
            new Numerics.Baselines.Mor(points, HalfWindow).Fit,
            BaselineAdvice.InPoints
        );
    }
}
