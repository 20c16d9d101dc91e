using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Baselines;

namespace SpectraPipeline.Stages.Baseline;

/// <summary>4S peak filling: least values of sections, lowered to their moving means again and again.</summary>
[Stage(
    "baseline.peak-filling",
    "K. H. Liland, 4S peak filling - baseline estimation by iterative mean suppression, MethodsX 2 (2015) 135, doi:10.1016/j.mex.2015.02.009; windows as in pybaselines",
    Summary = "4S peak filling: least values of sections, lowered to their moving means again and again.",
    Formula = "zᵢ ← min(zᵢ, mean of z over i ± h) there and back, z: least y of each section, h: half-window falling to 1; straight lines between",
    Fails = "Runs along the lower edge of the noise (smooth first: lambda-smooth); wide bands need a wider half-window, a bent baseline more sections. Negative bands pull it down (use baseline.std-distribution for difference spectra).",
    BibTex = "@article{liland2015peakfilling, author={Liland, Kristian Hovde}, title={{4S} Peak Filling - baseline estimation by iterative mean suppression}, journal={MethodsX}, volume={2}, pages={135--140}, year={2015}, doi={10.1016/j.mex.2015.02.009}}"
)]
public sealed record PeakFilling : FrameStage
{
    /// <summary>Half window of the first pass.</summary>
    [Param(
        "Half window of the first pass, in sections; wider than the widest band. Left out: two (below three passes: three) times the first window from which on the opening of the sections stands still.",
        Min = 1,
        Max = 100000
    )]
    public int? HalfWindow { get; init; }

    /// <summary>Number of sections.</summary>
    [Param("Sections into which the points are divided. Left out: a tenth of the points.", Min = 1, Max = 1000000)]
    public int? Sections { get; init; }

    /// <summary>Passes.</summary>
    [Param("Passes, there and back; the window shrinks from pass to pass, down to 1.", Min = 1, Max = 1000)]
    public int MaxIterations { get; init; } = 5;

    /// <summary>Smoothing before.</summary>
    [Param("Stiffness of a Whittaker smoother that comes first. Left out: none.", Min = 1e-3, Max = 1e15)]
    public double? LambdaSmooth { get; init; }

    /// <inheritdoc />
    public override FrameKernel Prepare(StageInput input)
    {
        int points = input.Axis.Length;
        WindowRange.Check("baseline.peak-filling", points);
        if (Sections > points)
            throw new UserException($"baseline.peak-filling: {Sections} sections cannot be made of {points} points; lower sections.");
        var options = new PeakFillingOptions(HalfWindow, Sections, MaxIterations, LambdaSmooth);
        return new BaselineKernel(
            input,
            "baseline.peak-filling",
            BandSigns.Positive,
            new Numerics.Baselines.PeakFilling(input.Axis.Values, options).Fit,
            BaselineAdvice.InPoints
        );
    }
}
