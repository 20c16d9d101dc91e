using System.Globalization;
using SpectraPipeline.Core;

namespace SpectraPipeline.Engine.Ingest;

/// <summary>From the potential as logged to the scale of the reversible hydrogen electrode: E(RHE) = E + E(reference vs SHE) + 0.05916 V · T/298.15 K · pH.</summary>
/// <param name="Shift">What is added (V); NaN when it is not known.</param>
/// <param name="Doubt">Why it is not known although a reference electrode is named, or what was taken for granted; null = nothing to say.</param>
/// <param name="IsWarning">The doubt needs an answer; else it is good to know.</param>
internal sealed record ReferenceScale(double Shift, string? Doubt = null, bool IsWarning = false)
{
    private const double NernstAt25C = 0.05916; // RT ln 10/F at 298.15 K (V)
    private const double DefaultCelsius = 25;

    /// <summary>The scale of a cell. The temperature moves the hydrogen electrode; that of the reference is not followed (1 mV/K and less).</summary>
    public static ReferenceScale Of(Context context)
    {
        if (context.ReferenceElectrode is not { Length: > 0 } name)
            return new(double.NaN);
        if (ReferenceElectrode.IsRhe(name))
            return new(0);
        if (ReferenceElectrode.IsNonAqueous(name))
            return new(
                double.NaN,
                $"reference-electrode: {name} belongs to a solvent without a pH; there is no potential_rhe_v. potential_v is against {name}."
            );
        if (ReferenceElectrode.Find(name) is not { } known)
            return new(
                double.NaN,
                $"reference-electrode: '{name}' is not known, so there is no potential_rhe_v. Known: {ReferenceElectrode.Known}.",
                IsWarning: true
            );
        if (context.Ph is not double ph)
            return new(
                double.NaN,
                $"reference-electrode: {name} is named, but no ph, so there is no potential_rhe_v. State it in the context: ph: 13."
            );
        double kelvin = (context.Temperature ?? DefaultCelsius) + 273.15;
        return new(
            known.Volt + (NernstAt25C * kelvin / 298.15 * ph),
            ReferenceElectrode.IsWithoutFilling(name)
                ? string.Create(
                    CultureInfo.InvariantCulture,
                    $"reference-electrode: {name} is taken as {known.Name}, {known.Volt} V vs SHE, for potential_rhe_v. Name the filling ('{name} 3 M' ...) or state a number ('0.210 V vs SHE')."
                )
                : null
        );
    }
}
