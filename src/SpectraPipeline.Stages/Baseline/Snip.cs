using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Baselines;

namespace SpectraPipeline.Stages.Baseline;

/// <summary>Peak clipping: every point falls to the mean of its neighbours at growing or shrinking distance.</summary>
[Stage(
    "baseline.snip",
    "C. G. Ryan, E. Clayton, W. L. Griffin, S. H. Sie, D. R. Cousens, SNIP, a statistics-sensitive background treatment for the quantitative analysis of PIXE spectra in geoscience applications, Nucl. Instrum. Methods B 34 (1988) 396, doi:10.1016/0168-583X(88)90063-8; M. Morháč, V. Matoušek, Appl. Spectrosc. 62 (2008) 91, doi:10.1366/000370208783412762",
    Summary = "Peak clipping: every point falls to the mean of its neighbours at growing or shrinking distance.",
    Formula = "zᵢ ← min(zᵢ, (zᵢ₋ₘ + zᵢ₊ₘ)/2), m = 1..M or M..1",
    Fails = "Clips the noise too: smooth first, or set smooth-half-window. Bands wider than twice max-half-window stay in the baseline. Counts points, not axis units.",
    BibTex = "@article{ryan1988snip, author={Ryan, C. G. and Clayton, E. and Griffin, W. L. and Sie, S. H. and Cousens, D. R.}, title={SNIP, a statistics-sensitive background treatment for the quantitative analysis of PIXE spectra in geoscience applications}, journal={Nuclear Instruments and Methods in Physics Research B}, volume={34}, pages={396--402}, year={1988}, doi={10.1016/0168-583X(88)90063-8}}"
)]
public sealed record Snip : FrameStage
{
    /// <summary>Largest distance.</summary>
    [Param(
        "Largest distance in points, about half the widest band's width at its foot; more than half of the spectrum has no effect.",
        Min = 1,
        Max = 100000
    )]
    public int MaxHalfWindow { get; init; } = 40;

    /// <summary>From large to small.</summary>
    [Param("Distances from large to small, which gives a smoother baseline, instead of small to large.")]
    public bool Decreasing { get; init; }

    /// <summary>Half width of the moving mean.</summary>
    [Param(
        "Points that are not clipped become their mean over plus and minus this many points; 0 or left out leaves them.",
        Min = 0,
        Max = 100000
    )]
    public int? SmoothHalfWindow { get; init; }

    /// <summary>Order of the filter.</summary>
    [Param("Order of the filter: 2, 4, 6 or 8; higher ones leave backgrounds with edges and curves alone.", Min = 2, Max = 8)]
    public int FilterOrder { get; init; } = 2;

    /// <inheritdoc />
    public override IEnumerable<string> Check()
    {
        if (FilterOrder % 2 != 0)
            yield return $"filter-order must be 2, 4, 6 or 8, not {FilterOrder}.";
    }

    /// <inheritdoc />
    public override FrameKernel Prepare(StageInput input)
    {
        int points = input.Axis.Length;
        int smooth = SmoothHalfWindow ?? 0;
        if (points < 3 || smooth >= points)
            throw new UserException(
                $"baseline.snip needs three points and more than smooth-half-window ({smooth}); the axis has {points}. Lower smooth-half-window."
            );
        var options = new SnipOptions(MaxHalfWindow, Decreasing, smooth, FilterOrder);
        return new BaselineKernel(
            input,
            "baseline.snip",
            BandSigns.Positive,
            new Numerics.Baselines.Snip(points, options).Fit,
            BaselineAdvice.InPoints
        );
    }
}
