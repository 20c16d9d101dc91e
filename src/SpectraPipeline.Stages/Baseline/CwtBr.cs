using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Baselines;

namespace SpectraPipeline.Stages.Baseline;

/// <summary>Recognises the baseline where a wavelet transform is small and runs a polynomial through it.</summary>
[Stage(
    "baseline.cwt-br",
    "C. G. Bertinetto, T. Vuorinen, Automatic baseline recognition for the correction of large sets of spectra using continuous wavelet transform and iterative fitting, Appl. Spectrosc. 68 (2014) 155, doi:10.1366/13-07018",
    Summary = "Recognises the baseline where a wavelet transform is small and runs a polynomial through it.",
    Formula = "band where |W| ≥ (0.6 + 10 · share beyond 3σ) · σ, W the Ricker transform at the scale of least entropy, σ from its histogram; polynomial of the degree, without points above num-std deviations, repeated",
    Fails = "Where no polynomial of the degree follows the baseline, or hardly any point is quiet; negative bands are taken for baseline, and with symmetric points above the polynomial still leave first.",
    BibTex = "@article{bertinetto2014automatic, author={Bertinetto, Carlo G. and Vuorinen, Tapani}, title={Automatic baseline recognition for the correction of large sets of spectra using continuous wavelet transform and iterative fitting}, journal={Applied Spectroscopy}, volume={68}, number={2}, pages={155--164}, year={2014}, doi={10.1366/13-07018}}"
)]
public sealed record CwtBr : FrameStage
{
    /// <summary>Degree of the polynomial.</summary>
    [Param("Degree of the polynomial.", Min = 0, Max = 8)]
    public int Degree { get; init; } = 5;

    /// <summary>Limit in standard deviations.</summary>
    [Param("Points that lie by this many standard deviations above the polynomial leave the baseline.", Min = 0.01, Max = 1000)]
    public double NumStd { get; init; } = 1;

    /// <summary>Shortest stretch of baseline.</summary>
    [Param("Stretches of baseline shorter than this many points are taken for band.", Min = 1, Max = 100000)]
    public int MinLength { get; init; } = 2;

    /// <summary>Limit of repetitions.</summary>
    [Param("Repetitions at most; a frame that needs more is flagged.", Min = 0, Max = 100000)]
    public int MaxIterations { get; init; } = 50;

    /// <summary>When the polynomial counts as settled.</summary>
    [Param("Stops when the polynomial changes by less than this, relative, with the frame on a scale from -1 to 1.", Min = 0, Max = 1)]
    public double Tolerance { get; init; } = 1e-3;

    /// <summary>Bands of both signs.</summary>
    [Param("Bands of both signs: points below the polynomial do not come back into the baseline.")]
    public bool Symmetric { get; init; }

    /// <inheritdoc />
    public override FrameKernel Prepare(StageInput input)
    {
        Axis axis = input.Axis;
        if (axis.Length < 12 || axis.Length <= Degree)
            throw new UserException($"baseline.cwt-br needs {Math.Max(12, Degree + 1)} points or more; the axis has {axis.Length}.");
        var options = new CwtBrOptions(Degree, NumStd, MinLength, MaxIterations, Tolerance, Symmetric);
        return new BaselineKernel(
            input,
            "baseline.cwt-br",
            Symmetric ? BandSigns.Both : BandSigns.Positive,
            new Numerics.Baselines.CwtBr(axis.Values, options).Fit,
            BaselineAdvice.InPoints with
            {
                NoPoints = "raise num-std or lower min-length",
            }
        );
    }
}
