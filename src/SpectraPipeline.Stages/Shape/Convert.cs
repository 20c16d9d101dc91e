using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Optics;

namespace SpectraPipeline.Stages.Shape;

/// <summary>What <see cref="Convert"/> converts to.</summary>
public enum ConvertTarget
{
    /// <summary>A = −log₁₀ T, or ΔA.</summary>
    Absorbance,

    /// <summary>T = 10^−A, or R/R₀.</summary>
    Transmittance,

    /// <summary>The same times 100.</summary>
    PercentTransmittance,

    /// <summary>R of a diffuse reflector, also out of its Kubelka-Munk function.</summary>
    Reflectance,

    /// <summary>R/R₀ − 1.</summary>
    RelativeDifference,

    /// <summary>(1 − R)²/(2R).</summary>
    KubelkaMunk,

    /// <summary>x: distance from the laser line.</summary>
    RamanShift,

    /// <summary>x: absolute wavenumber.</summary>
    Wavenumber,

    /// <summary>x: vacuum wavelength, or that in the medium in which the laser's is given.</summary>
    Wavelength,
}

/// <summary>How <see cref="Convert"/> makes an absorbance of attenuated total reflection comparable to transmission.</summary>
public enum AtrMethod
{
    /// <summary>Divides by the effective thickness, which falls as the wavenumber rises: weak bands.</summary>
    PenetrationDepth,

    /// <summary>Finds n and k of the sample: strong bands, whose ATR shape is distorted.</summary>
    OpticalConstants,
}

/// <summary>Writes spectra in another quantity, or on another axis.</summary>
[Stage(
    "shape.convert",
    "Absorbance: IUPAC Gold Book, doi:10.1351/goldbook.A00028; Kubelka-Munk: P. Kubelka, F. Munk, Z. Tech. Phys. 12 (1931) 593; penetration depth: N. J. Harrick, Internal Reflection Spectroscopy, Wiley 1967; optical constants: J. E. Bertie, Z. Lan, J. Chem. Phys. 105 (1996) 8502, doi:10.1063/1.472635, with the Kramers-Kronig sum of K. Ohta, H. Ishida, Appl. Spectrosc. 42 (1988) 952, doi:10.1366/0003702884430380",
    Summary = "Converts between absorbance, transmittance, relative difference and Kubelka-Munk; corrects ATR; turns wavelengths into Raman shift.",
    Formula = "A = −log₁₀ T, T = 10^−A (per cent are divided by 100 first); ΔR/R₀ = T − 1; K-M (1 − R)²/(2R); shift 10⁷/laser − 10⁷/λ with nm; ATR, penetration-depth: A/d_e in µm, the absorbance of 1 µm, d_e ∝ d_p = λ/(2π n₁ √(sin²θ − (n₂/n₁)²)); ATR, optical-constants: k from A = −log₁₀ Rᴺ(n, k) (Fresnel) and n = n∞ + Kramers-Kronig of k in turn, 4πνk/ln 10 for 1 µm, channels n and k beside it",
    Fails = "Transmittance must be positive: noise around zero has no absorbance. Kubelka-Munk needs a thick, dull sample in a clear powder, and no difference of two states. ATR needs n₂ < n₁ sin θ and good contact; a baseline offset is taken for absorption, so take it off before; optical-constants needs whole bands within the range and reads differences as if they were spectra, so it refuses them. Wavelengths in air and a laser line in vacuum put Raman shifts wrong by some cm-1: give both alike.",
    BibTex = "@article{bertie1996atr, author={Bertie, John E. and Lan, Zhida}, title={An accurate modified Kramers-Kronig transformation from reflectance to phase shift on attenuated total reflection}, journal={Journal of Chemical Physics}, volume={105}, pages={8502--8514}, year={1996}, doi={10.1063/1.472635}}\n@book{harrick1967, author={Harrick, N. J.}, title={Internal Reflection Spectroscopy}, publisher={Wiley}, year={1967}}\n@article{kubelka1931, author={Kubelka, P. and Munk, F.}, title={Ein Beitrag zur Optik der Farbanstriche}, journal={Zeitschrift f{\\\"u}r technische Physik}, volume={12}, pages={593--601}, year={1931}}"
)]
public sealed record Convert : FrameStage
{
    private static readonly SignalKind[] s_ratios = [SignalKind.Transmittance, SignalKind.ReflectanceRatio, SignalKind.RelativeDifference],
        s_absorbances = [SignalKind.Absorbance, SignalKind.DifferenceAbsorbance];

    // A series that was read as a ratio has its absorbance too, with a mask where there was no light (ADR 9): what needs light starts there.
    private static readonly SpectraNeed s_withLight =
            new([.. s_absorbances, .. s_ratios, SignalKind.KubelkaMunk]) { Unstated = SignalKind.Transmittance },
        s_asRead = new([.. s_ratios, .. s_absorbances, SignalKind.KubelkaMunk]);

    /// <summary>Target.</summary>
    [Param("Quantity wanted for y; raman-shift, wavenumber and wavelength change x and leave y.")]
    public ConvertTarget To { get; init; } = ConvertTarget.Absorbance;

    /// <summary>Wavelength of the laser.</summary>
    [Param(
        "Wavelength of the laser (nm), in vacuum or in air as the axis is; to and from Raman shift.",
        Min = 100,
        Max = 20000,
        Unit = "nm"
    )]
    public double? Laser { get; init; }

    /// <summary>Angle of incidence.</summary>
    [Param("ATR: angle between the beam and the normal of the crystal's face (degrees); with crystal.", Min = 1, Max = 89, Unit = "deg")]
    public double? AtrAngle { get; init; }

    /// <summary>Crystal.</summary>
    [Param("ATR: crystal, or its index of refraction.")]
    public AtrCrystal? Crystal { get; init; }

    /// <summary>Index of the sample.</summary>
    [Param("ATR: index of the sample away from its bands (organic matter 1.5, water 1.33); n∞ of optical-constants.", Min = 1, Max = 5)]
    public double SampleIndex { get; init; } = 1.5;

    /// <summary>Method.</summary>
    [Param("ATR: penetration-depth for weak bands, optical-constants for strong ones.")]
    public AtrMethod AtrMethod { get; init; } = AtrMethod.PenetrationDepth;

    /// <summary>Polarisation.</summary>
    [Param("ATR: polarisation of the light.")]
    public Polarization Polarization { get; init; } = Polarization.Unpolarized;

    /// <summary>Reflections.</summary>
    [Param("ATR: number of reflections at the sample.", Min = 1, Max = 100)]
    public int Reflections { get; init; } = 1;

    private bool ChangesAxis => To is ConvertTarget.RamanShift or ConvertTarget.Wavenumber or ConvertTarget.Wavelength;

    private bool IsAtr => AtrAngle is not null || Crystal is not null;

    /// <inheritdoc />
    public override SpectraNeed Reads =>
        ChangesAxis ? SpectraNeed.Newest
        : To is ConvertTarget.Absorbance or ConvertTarget.KubelkaMunk ? s_withLight
        : s_asRead;

    /// <inheritdoc />
    public override IEnumerable<string> Check()
    {
        if (AtrAngle is null != Crystal is null)
            yield return "an ATR correction needs atr-angle and crystal.";
        if (IsAtr && To != ConvertTarget.Absorbance)
            yield return "an ATR correction gives an absorbance; convert it further in a step of its own.";
        if (To == ConvertTarget.RamanShift && Laser is null)
            yield return "raman-shift needs laser: its wavelength in nm.";
        if (AtrAngle is { } angle && Crystal is { } crystal && !(SampleIndex < crystal.Index * Math.Sin(angle * Math.PI / 180)))
            yield return FormattableString.Invariant(
                $"no total reflection: sample-index {SampleIndex:g4} is not below {crystal.Index:g4}·sin {angle:g4}° = {crystal.Index * Math.Sin(angle * Math.PI / 180):g4}; check angle and crystal."
            );
    }

    /// <inheritdoc />
    public override FrameKernel Prepare(StageInput input)
    {
        if (ChangesAxis)
            return Relabelled(input, AxisConversion.Of(input.Axis, To, Laser));
        if (!IsAtr)
            return new QuantityKernel(input, To);
        if (Check().FirstOrDefault() is { } problem)
            throw new UserException("shape.convert: " + problem);
        var geometry = new InternalReflection(Crystal!.Index, AtrAngle!.Value, Polarization, Reflections);
        return AtrMethod == AtrMethod.PenetrationDepth
            ? new PenetrationKernel(input, geometry, SampleIndex)
            : new OpticalConstantsKernel(input, geometry, SampleIndex);
    }

    private RelabelledKernel Relabelled(StageInput input, AxisConversion conversion) =>
        new(
            input,
            conversion.Axis,
            conversion.IsReversed,
            conversion.IsRelabelled
                ? (
                    "axis-is-shift",
                    "The x-values (cm-1) lie far below the wavenumber of the laser line, so they are Raman shifts already: "
                        + (To == ConvertTarget.RamanShift ? "taken as they are." : "counted from it.")
                )
                : null
        );
}
