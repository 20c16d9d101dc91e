using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Baselines;

namespace SpectraPipeline.Stages.Baseline;

/// <summary>Polynomial fitted to the spectrum cut off above the fit plus its noise, until the noise stands still.</summary>
[Stage(
    "baseline.imodpoly",
    "J. Zhao, H. Lui, D. I. McLean, H. Zeng, Automated autofluorescence background subtraction algorithm for biomedical Raman spectroscopy, Appl. Spectrosc. 61 (2007) 1225, doi:10.1366/000370207782597003",
    Summary = "Polynomial fitted to the spectrum cut off above the fit plus its noise, until the noise stands still.",
    Formula = "y ← min(y, p + num-std · s), p = polynomial of least squares of y, s = deviation of y − p, until |Δs| < tolerance · s",
    Fails = "When bands cover more than about half of the points; high degrees swing at the ends; negative bands pull it down.",
    BibTex = "@article{zhao2007imodpoly, author={Zhao, Jianhua and Lui, Harvey and McLean, David I. and Zeng, Haishan}, title={Automated Autofluorescence Background Subtraction Algorithm for Biomedical Raman Spectroscopy}, journal={Applied Spectroscopy}, volume={61}, pages={1225--1232}, year={2007}, doi={10.1366/000370207782597003}}"
)]
public sealed record IModPoly : FrameStage
{
    /// <summary>Degree of the polynomial.</summary>
    [Param("Degree of the polynomial.", Min = 0, Max = 20)]
    public int Degree { get; init; } = 2;

    /// <summary>Height of the cut.</summary>
    [Param("Cuts off this many standard deviations above the fit.", Min = 0, Max = 100)]
    public double NumStd { get; init; } = 1;

    /// <summary>When it counts as settled.</summary>
    [Param("Stops when the deviation changes by less than this, relative.", Min = 0, Max = 1)]
    public double Tolerance { get; init; } = 1e-3;

    /// <summary>Limit of repetitions.</summary>
    [Param("Repetitions at most; a frame that needs more is flagged.", Min = 1, Max = 100000)]
    public int MaxIterations { get; init; } = 250;

    /// <summary>Cuts the spectrum itself.</summary>
    [Param("Cuts off the spectrum itself each time (Lieber) instead of what was cut before (Gan).")]
    public bool UseOriginal { get; init; }

    /// <summary>Leaves the tallest points out for good.</summary>
    [Param("Leaves out points that exceed the first fit by more than its standard deviation.")]
    public bool MaskInitialPeaks { get; init; } = true;

    /// <inheritdoc />
    public override FrameKernel Prepare(StageInput input)
    {
        int points = input.Axis.Length;
        if (points <= Degree)
            throw new UserException(
                $"baseline.imodpoly needs more than {Degree} points for a polynomial of degree {Degree}; the axis has {points}. Lower degree."
            );
        var options = new ClippedPolynomialOptions(Degree, Tolerance, MaxIterations, UseOriginal, MaskInitialPeaks);
        return new BaselineKernel(
            input,
            "baseline.imodpoly",
            BandSigns.Positive,
            new Numerics.Baselines.IModPoly(input.Axis.Values, options, NumStd).Fit
        );
    }
}
