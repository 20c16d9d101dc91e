using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Baselines;

namespace SpectraPipeline.Stages.Baseline;

/// <summary>Classifies points by how far highest and lowest of their window lie apart; bands of either sign.</summary>
[Stage(
    "baseline.golotvin",
    "S. Golotvin, A. Williams, Improved baseline recognition and modeling of FT NMR spectra, J. Magn. Reson. 146 (2000) 122, doi:10.1006/jmre.2000.2121",
    Summary = "Classifies points by how far highest and lowest of their window lie apart; bands of either sign.",
    Formula = "baseline where max − min over ±half-window < num-std · noise, noise = least standard deviation of the sections; lines between means of ±interp-half-window; moving mean",
    Fails = "Where every section holds a band or the baseline slopes (the noise is overestimated), or half-window is so wide that noise alone spreads further (the baseline then bridges everything; raise num-std).",
    BibTex = "@article{golotvin2000improved, author={Golotvin, Sergey and Williams, Antony}, title={Improved baseline recognition and modeling of FT NMR spectra}, journal={Journal of Magnetic Resonance}, volume={146}, pages={122--125}, year={2000}, doi={10.1006/jmre.2000.2121}}"
)]
public sealed record Golotvin : FrameStage
{
    /// <summary>Half window of the spread.</summary>
    [Param(
        "Half window, in points, in which highest and lowest are compared; about the width of the bands at half height. Left out: half of the one found in every frame as the first window from which on its opening stands still.",
        Min = 1,
        Max = 100000
    )]
    public int? HalfWindow { get; init; }

    /// <summary>Limit in units of the noise.</summary>
    [Param("A point belongs to a band when its window spreads over this times the noise or more.", Min = 0.01, Max = 1000)]
    public double NumStd { get; init; } = 2;

    /// <summary>Parts of the spectrum.</summary>
    [Param("The quietest of so many equal parts of the spectrum gives the noise.", Min = 1, Max = 100000)]
    public int Sections { get; init; } = 32;

    /// <summary>Half window of the final moving mean.</summary>
    [Param("Half window of the final moving mean in points; half-window when left out, 0 for none.", Min = 0, Max = 100000)]
    public int? SmoothHalfWindow { get; init; }

    /// <summary>Window of the means at a bridge's ends.</summary>
    [Param("A bridge ends at means over plus and minus this many points.", Min = 0, Max = 100000)]
    public int InterpHalfWindow { get; init; } = 5;

    /// <summary>Shortest stretch of baseline.</summary>
    [Param("Stretches of baseline shorter than this many points are taken for band.", Min = 1, Max = 100000)]
    public int MinLength { get; init; } = 2;

    /// <inheritdoc />
    public override FrameKernel Prepare(StageInput input)
    {
        WindowRange.Check("baseline.golotvin", input.Axis.Length, HalfWindow, SmoothHalfWindow);
        if (2 * Sections > input.Axis.Length)
            throw new UserException(
                $"baseline.golotvin: {Sections} sections need {2 * Sections} points, the axis has {input.Axis.Length}; lower sections."
            );
        var options = new GolotvinOptions(HalfWindow, NumStd, Sections, InterpHalfWindow, SmoothHalfWindow, MinLength);
        var one = new Numerics.Baselines.Golotvin(input.Axis.Length, options);
        return new BaselineKernel(
            input,
            "baseline.golotvin",
            BandSigns.Both,
            (y, baseline) => one.Fit(input.Axis.Values, y, baseline),
            BaselineAdvice.InPoints with
            {
                NoPoints = "narrow half-window or raise num-std",
            }
        );
    }
}
