using SpectraPipeline.Core;

namespace SpectraPipeline.Stages.Shape;

/// <summary>A substance whose line positions are agreed upon.</summary>
public enum CalibrationStandard
{
    /// <summary>The phonon of crystalline silicon, Raman.</summary>
    Silicon,

    /// <summary>Polystyrene, Raman.</summary>
    PolystyreneRaman,

    /// <summary>Cyclohexane, Raman.</summary>
    Cyclohexane,

    /// <summary>Polystyrene film, infrared.</summary>
    PolystyreneFilm,

    /// <summary>Neon lamp, wavelengths in air.</summary>
    Neon,
}

/// <summary>Positions of the lines of standards.</summary>
internal static class CalibrationLines
{
    // Raman: ASTM E1840 (means of seven laboratories), lines that stand alone at usual resolution. Silicon: 520.45, N. Itoh, K. Shirono,
    // J. Raman Spectrosc. 51 (2020) 2496, doi:10.1002/jrs.6003, rounded; it moves by −0.02 cm-1 a kelvin. Film: European Pharmacopoeia 2.2.24. Neon: NIST Atomic Spectra Database, air.
    private static readonly Dictionary<CalibrationStandard, (Quantity Quantity, double[] Lines)> s_lines = new()
    {
        [CalibrationStandard.Silicon] = (Quantity.RamanShift, [520.5]),
        [CalibrationStandard.PolystyreneRaman] = (
            Quantity.RamanShift,
            [620.9, 795.8, 1001.4, 1031.8, 1155.3, 1450.5, 1583.1, 1602.3, 2852.4, 2904.5, 3054.3]
        ),
        [CalibrationStandard.Cyclohexane] = (
            Quantity.RamanShift,
            [384.1, 426.3, 801.3, 1028.3, 1157.6, 1266.4, 1444.4, 2664.4, 2852.9, 2923.8, 2938.3]
        ),
        [CalibrationStandard.PolystyreneFilm] = (Quantity.Wavenumber, [1028.3, 1154.5, 1583.0, 1601.2, 1942.9, 2849.5, 3060.0]),
        [CalibrationStandard.Neon] = (
            Quantity.Wavelength,
            [
                585.24878,
                588.1895,
                594.4834,
                607.43376,
                609.6163,
                614.30627,
                616.35937,
                621.72812,
                626.64952,
                633.44276,
                638.29914,
                640.2248,
                650.65277,
                653.28824,
                659.89528,
                667.82766,
                671.7043,
                692.94672,
                703.24128,
                717.3938,
                724.51665,
                743.88981,
            ]
        ),
    };

    /// <summary>Lines of a standard that lie on an axis, at least so far from its ends.</summary>
    /// <exception cref="UserException">The axis is of another quantity, or none lies on it.</exception>
    public static double[] Of(CalibrationStandard standard, Axis axis, double margin)
    {
        (Quantity quantity, double[] lines) = s_lines[standard];
        bool fits = axis.Unit.Quantity == quantity || (quantity == Quantity.RamanShift && axis.Unit.Quantity == Quantity.Wavenumber);
        if (!fits)
            throw new UserException(
                $"shape.calibrate: the lines of this standard are known in {(quantity == Quantity.Wavelength ? "nm" : "cm-1")}, the axis is {axis.Name} ({axis.Unit}); put shape.convert before."
            );
        double scale = quantity == Quantity.Wavelength ? axis.Unit.Scale : 1;
        double[] inside = [.. lines.Select(l => l / scale).Where(l => l > axis[0] + margin && l < axis[axis.Length - 1] - margin)];
        return inside.Length > 0
            ? inside
            : throw new UserException(
                FormattableString.Invariant(
                    $"shape.calibrate: no line of the standard lies between {axis[0]:g6} and {axis[axis.Length - 1]:g6} {axis.Unit}."
                )
            );
    }
}
