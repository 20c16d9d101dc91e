using SpectraPipeline.Core;

namespace SpectraPipeline.Stages.Shape;

/// <summary>What a detector counts.</summary>
public enum RamanDetector
{
    /// <summary>Photons: CCD, InGaAs array, photomultiplier in counting mode.</summary>
    Photons,

    /// <summary>Energy: interferometers, thermal detectors.</summary>
    Energy,
}

/// <summary>How much of the factors between intensity and scattering strength is taken out.</summary>
public enum RamanForm
{
    /// <summary>Also the shift itself: the reduced (isotropic) spectrum, proportional to the density of states.</summary>
    Reduced,

    /// <summary>Population of the levels and laser only: bands keep their relative heights near room temperature and high shifts.</summary>
    BoseEinstein,
}

/// <summary>Takes laser frequency and temperature out of Raman intensities.</summary>
[Stage(
    "shape.raman-intensity",
    "D. A. Long, The Raman Effect, Wiley 2002, chapter 5; reduced spectra: R. Shuker, R. W. Gammon, Phys. Rev. Lett. 25 (1970) 222, doi:10.1103/PhysRevLett.25.222",
    Summary = "Takes the fourth-power law and the thermal population out of Raman intensities, so that lasers and temperatures can be compared.",
    Formula = "I·(1 − ν/ν₀)^−m·(1 − exp(−hcν/kT)), reduced also ·ν; m = 3 for photons, 4 for energy; ν shift in cm⁻¹ (negative: anti-Stokes), ν₀ = 10⁷/laser",
    Fails = "It multiplies whatever background is there as well: take it off before. Near the laser line (below some 10 cm-1) the filter's edge is all that is left. Far from resonance only.",
    BibTex = "@book{long2002raman, author={Long, Derek A.}, title={The Raman Effect}, publisher={Wiley}, year={2002}}\n@article{shuker1970raman, author={Shuker, Reuben and Gammon, Robert W.}, title={Raman-scattering selection-rule breaking and the density of states in amorphous materials}, journal={Physical Review Letters}, volume={25}, pages={222--225}, year={1970}, doi={10.1103/PhysRevLett.25.222}}"
)]
public sealed record RamanIntensity : FrameStage
{
    // hc/k by the SI of 2019.
    private const double SecondRadiationConstant = 6.62607015e-34 * 2.99792458e10 / 1.380649e-23; // cm K

    /// <summary>Wavelength of the laser.</summary>
    [Param("Wavelength of the laser (nm); without it only the temperature is taken out.", Min = 100, Max = 20000, Unit = "nm")]
    public double? Laser { get; init; }

    /// <summary>Temperature.</summary>
    [Param("Temperature of the sample (K).", Min = 1, Max = 1e5, Unit = "K")]
    public double Temperature { get; init; } = 298.15;

    /// <summary>Detector.</summary>
    [Param("What the detector counts: the exponent is 3 for photons, 4 for energy.")]
    public RamanDetector Detector { get; init; } = RamanDetector.Photons;

    /// <summary>Form.</summary>
    [Param("reduced: also times the shift.")]
    public RamanForm Form { get; init; } = RamanForm.Reduced;

    /// <inheritdoc />
    public override SpectraNeed Reads => Response.Intensities;

    /// <inheritdoc />
    public override FrameKernel Prepare(StageInput input)
    {
        if (input.Axis.Unit.Quantity is not (Quantity.RamanShift or Quantity.Wavenumber))
            throw new UserException(
                $"shape.raman-intensity needs a Raman shift, not {input.Axis.Name}{(input.Axis.Unit.Symbol.Length > 0 ? $" in {input.Axis.Unit}" : "")}; put shape.convert with to: raman-shift before."
            );
        double line = Laser is { } nm ? 1e7 / nm : double.PositiveInfinity;
        double highest = input.Axis[input.Axis.Length - 1];
        if (highest >= line)
            throw new UserException(
                FormattableString.Invariant(
                    $"shape.raman-intensity: the axis ends at {highest:g6} cm-1, beyond the laser line ({line:g6} cm-1): absolute wavenumbers? Put shape.convert with to: raman-shift before."
                )
            );
        return new Kernel(input, this, [.. input.Axis.Values.ToArray().Select(v => Factor(v, line))]);
    }

    private double Factor(double shift, double line)
    {
        double x = SecondRadiationConstant * shift / Temperature;
        // (1 − e^−x)/x → 1 at the laser line, where rounding would leave nothing.
        double thermal = Math.Abs(x) < 1e-6 ? x : 1 - Math.Exp(-x);
        double scattering = Laser is null ? 1 : Math.Pow(1 - shift / line, Detector == RamanDetector.Photons ? -3 : -4);
        // Below the line both factors are negative: anti-Stokes intensities stay positive.
        return scattering * thermal * (Form == RamanForm.Reduced ? shift : Math.Sign(shift));
    }

    private Signal Result(Signal input) =>
        Form == RamanForm.BoseEinstein ? input
        : input.Unit.Length > 0 ? input with { Unit = input.Unit + " cm-1" }
        : input with { Unit = input.Kind == SignalKind.Counts ? "counts cm-1" : "cm-1" };

    private sealed class Kernel(StageInput input, RamanIntensity stage, double[] factor)
        : SpectrumKernel(input.Axis, input.Channel, stage.Result(input.Signal))
    {
        protected override void Apply(ReadOnlySpan<double> y, Span<double> result, Findings findings)
        {
            if (stage.Laser is null)
                findings.Warn("laser-unknown", "No laser was stated: only the temperature was taken out, not the fourth-power law.");
            for (int i = 0; i < y.Length; i++)
                result[i] = y[i] * factor[i];
        }
    }
}
