using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Baselines;

namespace SpectraPipeline.Stages.Baseline;

/// <summary>Morphological opening: cuts off everything narrower than the window.</summary>
[Stage(
    "baseline.tophat",
    "R. Perez-Pueyo, M. J. Soneira, S. Ruiz-Moreno, Morphology-based automated baseline removal for Raman spectra of artistic pigments, Appl. Spectrosc. 64 (2010) 595, doi:10.1366/000370210791414281",
    Summary = "Morphological opening: cuts off everything narrower than the window.",
    Formula = "z = max over ±half-window of (min over ±half-window of y); y − z is the top hat of y",
    Fails = "Goes in steps along the lower edge of the noise. A negative band stays in the baseline, flat at the bottom and widened by half-window to each side, and turns into positive shoulders: for signed difference spectra use baseline.std-distribution.",
    BibTex = "@article{perezpueyo2010morphology, author={Perez-Pueyo, Rosanna and Soneira, Maria Jose and Ruiz-Moreno, Sergio}, title={Morphology-based automated baseline removal for Raman spectra of artistic pigments}, journal={Applied Spectroscopy}, volume={64}, pages={595--600}, year={2010}, doi={10.1366/000370210791414281}}"
)]
public sealed record TopHat : FrameStage
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
        WindowRange.Check("baseline.tophat", points, HalfWindow);
        return new BaselineKernel(
            input,
            "baseline.tophat",
            BandSigns.Positive,
            new Numerics.Baselines.TopHat(points, HalfWindow).Fit,
            BaselineAdvice.InPoints
        );
    }
}
