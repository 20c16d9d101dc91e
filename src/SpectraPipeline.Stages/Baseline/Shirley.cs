using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Baselines;

namespace SpectraPipeline.Stages.Baseline;

/// <summary>Step-shaped background that rises by the part of the peak's area behind each point (photoelectron spectra); steps up or down.</summary>
[Stage(
    "baseline.shirley",
    "D. A. Shirley, High-resolution X-ray photoemission spectrum of the valence bands of gold, Phys. Rev. B 5 (1972) 4709, doi:10.1103/PhysRevB.5.4709; iterated: A. Proctor, P. M. A. Sherwood, Anal. Chem. 54 (1982) 13, doi:10.1021/ac00238a008",
    Summary = "Step-shaped background that rises by the part of the peak's area behind each point (photoelectron spectra); steps up or down.",
    Formula = "B(x) = y₁ + (y₂ − y₁) ∫ₓ₁ˣ (y − B) / ∫ₓ₁ˣ² (y − B), repeated; constant beyond from and to",
    Fails = "Needs one group of peaks of one sign between two flat ends; where the ends are not flat, their choice changes areas by many per cent.",
    BibTex = "@article{shirley1972, author={Shirley, D. A.}, title={High-Resolution X-Ray Photoemission Spectrum of the Valence Bands of Gold}, journal={Physical Review B}, volume={5}, pages={4709--4714}, year={1972}, doi={10.1103/PhysRevB.5.4709}}"
)]
public sealed record Shirley : FrameStage
{
    /// <summary>Lower end.</summary>
    [Param("Lower end of the range; the start of the axis when left out.", Unit = ParamAttribute.AxisUnit)]
    public double? From { get; init; }

    /// <summary>Upper end.</summary>
    [Param("Upper end of the range; the end of the axis when left out.", Unit = ParamAttribute.AxisUnit)]
    public double? To { get; init; }

    /// <summary>Stretch at each end.</summary>
    [Param("Length of the stretch at each end whose mean counts; five points when left out.", Min = 0, Unit = ParamAttribute.AxisUnit)]
    public double? Width { get; init; }

    /// <summary>When it counts as settled.</summary>
    [Param("Stops when no point moves by more than this part of the step.", Min = 0, Max = 1)]
    public double Tolerance { get; init; } = 1e-6;

    /// <summary>Limit of repetitions.</summary>
    [Param("Repetitions at most; a frame that needs more is flagged.", Min = 1, Max = 100000)]
    public int MaxIterations { get; init; } = 50;

    /// <inheritdoc />
    public override FrameKernel Prepare(StageInput input)
    {
        EndLevels ends = StatedEnds.Of(input.Axis, From, To, Width, "baseline.shirley");
        var one = new Numerics.Baselines.Shirley(input.Axis.Values, ends, Tolerance, MaxIterations);
        return new BaselineKernel(input, "baseline.shirley", BandSigns.Both, one.Fit);
    }
}
