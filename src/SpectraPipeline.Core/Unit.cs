namespace SpectraPipeline.Core;

/// <summary>What an axis or a parameter measures. Units of one quantity convert into each other; units of two do not.</summary>
public enum Quantity
{
    /// <summary>A pure number or an unknown quantity.</summary>
    Dimensionless,

    /// <summary>X-ray photon energy (eV).</summary>
    PhotonEnergy,

    /// <summary>Infrared wavenumber (cm-1).</summary>
    Wavenumber,

    /// <summary>Raman shift from the laser line (cm-1).</summary>
    RamanShift,

    /// <summary>Wavelength of light (nm).</summary>
    Wavelength,

    /// <summary>Photoelectron wavenumber k (1/Å).</summary>
    PhotoelectronWavenumber,

    /// <summary>Distance R (Å).</summary>
    Distance,

    /// <summary>Monochromator or diffraction angle (degree).</summary>
    Angle,

    /// <summary>Time (s).</summary>
    Time,

    /// <summary>Electrode potential (V).</summary>
    Potential,

    /// <summary>Electric current (A).</summary>
    Current,

    /// <summary>Temperature (K).</summary>
    Temperature,

    /// <summary>Detector pixel, not yet calibrated.</summary>
    Pixel,
}

/// <summary>A unit: its symbol as written in files and tables, what it measures and its scale to the base unit of that quantity.</summary>
/// <param name="Symbol">Plain symbol (<c>cm-1</c>, <c>eV</c>); the typographic form is made by the report.</param>
/// <param name="Quantity">What is measured.</param>
/// <param name="Scale">Value in base units = value x Scale. Base units: eV, cm-1, nm, 1/Å, Å, degree, s, V, A, K.</param>
public sealed record Unit(string Symbol, Quantity Quantity, double Scale = 1)
{
    /// <summary>No unit.</summary>
    public static readonly Unit None = new("", Quantity.Dimensionless);

    /// <summary>Infrared wavenumber.</summary>
    public static readonly Unit PerCm = new("cm-1", Quantity.Wavenumber);

    /// <summary>Raman shift.</summary>
    public static readonly Unit RamanShift = new("cm-1", Quantity.RamanShift);

    /// <summary>Nanometre.</summary>
    public static readonly Unit Nanometre = new("nm", Quantity.Wavelength);

    /// <summary>Micrometre.</summary>
    public static readonly Unit Micrometre = new("um", Quantity.Wavelength, 1000);

    /// <summary>Electronvolt.</summary>
    public static readonly Unit ElectronVolt = new("eV", Quantity.PhotonEnergy);

    /// <summary>Kiloelectronvolt.</summary>
    public static readonly Unit KiloElectronVolt = new("keV", Quantity.PhotonEnergy, 1000);

    /// <summary>1/Å.</summary>
    public static readonly Unit PerAngstrom = new("Å-1", Quantity.PhotoelectronWavenumber);

    /// <summary>Å.</summary>
    public static readonly Unit Angstrom = new("Å", Quantity.Distance);

    /// <summary>Degree of angle.</summary>
    public static readonly Unit Degree = new("deg", Quantity.Angle);

    /// <summary>Second.</summary>
    public static readonly Unit Second = new("s", Quantity.Time);

    /// <summary>Minute.</summary>
    public static readonly Unit Minute = new("min", Quantity.Time, 60);

    /// <summary>Hour.</summary>
    public static readonly Unit Hour = new("h", Quantity.Time, 3600);

    /// <summary>Volt.</summary>
    public static readonly Unit Volt = new("V", Quantity.Potential);

    /// <summary>Millivolt.</summary>
    public static readonly Unit Millivolt = new("mV", Quantity.Potential, 1e-3);

    /// <summary>Kelvin.</summary>
    public static readonly Unit Kelvin = new("K", Quantity.Temperature);

    /// <summary>Detector pixel.</summary>
    public static readonly Unit Pixel = new("pixel", Quantity.Pixel);

    private static readonly (string Spelling, Unit Unit)[] s_spellings =
    [
        ("cm-1", PerCm),
        ("cm^-1", PerCm),
        ("cm⁻¹", PerCm),
        ("1/cm", PerCm),
        ("nm", Nanometre),
        ("um", Micrometre),
        ("µm", Micrometre),
        ("eV", ElectronVolt),
        ("keV", KiloElectronVolt),
        ("Å-1", PerAngstrom),
        ("Å^-1", PerAngstrom),
        ("A-1", PerAngstrom),
        ("1/Å", PerAngstrom),
        ("1/A", PerAngstrom),
        ("Å", Angstrom),
        ("deg", Degree),
        ("degrees", Degree),
        ("s", Second),
        ("min", Minute),
        ("h", Hour),
        ("V", Volt),
        ("mV", Millivolt),
        ("K", Kelvin),
        ("pixel", Pixel),
    ];

    /// <summary>The unit of a spelling (<c>cm-1</c>, <c>1/cm</c>, <c>cm^-1</c>, <c>keV</c> ...), or null.</summary>
    public static Unit? Find(string spelling)
    {
        string s = spelling.Trim();
        foreach (var (known, unit) in s_spellings)
            if (string.Equals(known, s, StringComparison.Ordinal))
                return unit;
        foreach (var (known, unit) in s_spellings)
            if (s.Length > 1 && string.Equals(known, s, StringComparison.OrdinalIgnoreCase))
                return unit;
        return null;
    }

    /// <summary>True when a value in this unit can be written in the other. Wavenumber and Raman shift share cm-1.</summary>
    public bool ConvertsTo(Unit other) =>
        Quantity == other.Quantity
        || (Quantity is Quantity.Wavenumber or Quantity.RamanShift && other.Quantity is Quantity.Wavenumber or Quantity.RamanShift);

    /// <inheritdoc />
    public override string ToString() => Symbol;
}
