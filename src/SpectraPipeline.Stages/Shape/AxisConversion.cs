using SpectraPipeline.Core;

namespace SpectraPipeline.Stages.Shape;

/// <summary>An axis of light written in another quantity: values, and whether the points have to be turned round to rise.</summary>
/// <param name="Axis">The new axis.</param>
/// <param name="IsReversed">Its first point is the last of the old one.</param>
/// <param name="IsRelabelled">The values were a Raman shift already, though their unit did not say so.</param>
internal sealed record AxisConversion(Axis Axis, bool IsReversed, bool IsRelabelled)
{
    // cm-1 in an electronvolt: e/(hc), CODATA 2018 (exact since the SI of 2019).
    private const double WavenumberOfElectronVolt = 8065.543937;

    /// <summary>Converts.</summary>
    /// <exception cref="UserException">The axis is none of light, the laser is missing, or a wavelength would be negative.</exception>
    public static AxisConversion Of(Axis axis, ConvertTarget to, double? laser)
    {
        double line = laser is { } nm ? 1e7 / nm : double.NaN;
        // Absolute wavenumbers of Raman lines lie near the laser's; what ends below half of it counts from the laser line.
        bool isShift =
            axis.Unit.Quantity == Quantity.RamanShift || (axis.Unit.Quantity == Quantity.Wavenumber && axis[axis.Length - 1] < 0.5 * line);
        bool isRelabelled = isShift && axis.Unit.Quantity != Quantity.RamanShift;
        (string name, Unit unit) = to switch
        {
            ConvertTarget.RamanShift => ("raman_shift", Unit.RamanShift),
            ConvertTarget.Wavenumber => ("wavenumber", Unit.PerCm),
            _ => ("wavelength", Unit.Nanometre),
        };
        if (isShift && to == ConvertTarget.RamanShift)
            return new(new Axis(name, unit, axis.Values), false, isRelabelled);
        if ((isShift || to == ConvertTarget.RamanShift) && laser is null)
            throw new UserException("shape.convert: a Raman shift counts from the laser line; give laser: its wavelength in nm.");
        double[] values = new double[axis.Length];
        for (int i = 0; i < values.Length; i++)
        {
            double absolute = isShift ? line - axis[i] : Absolute(axis, i);
            if (!(absolute > 0 && double.IsFinite(absolute)))
                throw new UserException(
                    FormattableString.Invariant(
                        $"shape.convert: {axis[i]:g6} {axis.Unit} is no light{(isShift ? $" beside a laser of {laser:g6} nm" : "")}; shape.crop before, or check laser and unit."
                    )
                );
            values[i] = to switch
            {
                ConvertTarget.RamanShift => line - absolute,
                ConvertTarget.Wavenumber => absolute,
                _ => 1e7 / absolute,
            };
        }
        bool isReversed = values.Length > 1 && values[0] > values[^1];
        if (isReversed)
            Array.Reverse(values);
        for (int i = 1; i < values.Length; i++)
            if (!(values[i] > values[i - 1]))
                throw new UserException(
                    $"shape.convert: neighbouring points fall together on the new axis near {values[i]:g6} {unit}; shape.resample before."
                );
        return new(new Axis(name, unit, values), isReversed, isRelabelled);
    }

    private static double Absolute(Axis axis, int i) =>
        axis.Unit.Quantity switch
        {
            Quantity.Wavelength => 1e7 / (axis[i] * axis.Unit.Scale),
            Quantity.Wavenumber => axis[i] * axis.Unit.Scale,
            Quantity.PhotonEnergy => axis[i] * axis.Unit.Scale * WavenumberOfElectronVolt,
            _ => throw new UserException(
                $"shape.convert: the axis is {axis.Name}{(axis.Unit.Symbol.Length > 0 ? $" in {axis.Unit}" : " without a unit")}, neither wavelength nor wavenumber nor energy of light. Label its column, as in 'wavelength (nm)'."
            ),
        };
}
