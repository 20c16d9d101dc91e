using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Baselines;

namespace SpectraPipeline.Stages.Baseline;

/// <summary>Polynomial fitted again and again to the spectrum cut off at the fit, until it runs below the bands.</summary>
[Stage(
    "baseline.modpoly",
    "C. A. Lieber, A. Mahadevan-Jansen, Automated method for subtraction of fluorescence from biological Raman spectra, Appl. Spectrosc. 57 (2003) 1363, doi:10.1366/000370203322554518; F. Gan, G. Ruan, J. Mo, Baseline correction by improved iterative polynomial fitting with automatic threshold, Chemom. Intell. Lab. Syst. 82 (2006) 59, doi:10.1016/j.chemolab.2005.08.009",
    Summary = "Polynomial fitted again and again to the spectrum cut off at the fit, until it runs below the bands.",
    Formula = "y ← min(y, p), p = polynomial of least squares of y, until ‖Δp‖ < tolerance · ‖p‖",
    Fails = "Cuts the noise off with the bands, so it runs below the middle of the noise (baseline.imodpoly does not); high degrees swing at the ends; negative bands pull it down.",
    BibTex = "@article{lieber2003modpoly, author={Lieber, Chad A. and Mahadevan-Jansen, Anita}, title={Automated Method for Subtraction of Fluorescence from Biological Raman Spectra}, journal={Applied Spectroscopy}, volume={57}, pages={1363--1367}, year={2003}, doi={10.1366/000370203322554518}}"
)]
public sealed record ModPoly : FrameStage
{
    /// <summary>Degree of the polynomial.</summary>
    [Param("Degree of the polynomial.", Min = 0, Max = 20)]
    public int Degree { get; init; } = 2;

    /// <summary>When it counts as settled.</summary>
    [Param("Stops when the fit changes by less than this, relative.", Min = 0, Max = 1)]
    public double Tolerance { get; init; } = 1e-3;

    /// <summary>Limit of repetitions.</summary>
    [Param("Repetitions at most; a frame that needs more is flagged.", Min = 1, Max = 100000)]
    public int MaxIterations { get; init; } = 250;

    /// <summary>Cuts the spectrum itself.</summary>
    [Param("Cuts off the spectrum itself each time (Lieber) instead of what was cut before (Gan).")]
    public bool UseOriginal { get; init; }

    /// <summary>Leaves the tallest points out for good.</summary>
    [Param("Leaves out points that exceed the first fit by more than its standard deviation.")]
    public bool MaskInitialPeaks { get; init; }

    /// <inheritdoc />
    public override FrameKernel Prepare(StageInput input)
    {
        int points = input.Axis.Length;
        if (points <= Degree)
            throw new UserException(
                $"baseline.modpoly needs more than {Degree} points for a polynomial of degree {Degree}; the axis has {points}. Lower degree."
            );
        var options = new ClippedPolynomialOptions(Degree, Tolerance, MaxIterations, UseOriginal, MaskInitialPeaks);
        return new BaselineKernel(
            input,
            "baseline.modpoly",
            BandSigns.Positive,
            new Numerics.Baselines.ModPoly(input.Axis.Values, options).Fit
        );
    }
}
