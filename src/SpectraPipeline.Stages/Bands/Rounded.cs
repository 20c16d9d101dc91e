using System.Globalization;

namespace SpectraPipeline.Stages.Bands;

/// <summary>Numbers with their errors as a sentence writes them.</summary>
internal static class Rounded
{
    /// <summary>Value ± error with the decimals that the error's first two digits need: an error is never written as 0.0.</summary>
    public static string Pair(double value, double error)
    {
        if (!(error > 0) || !double.IsFinite(error))
            return value.ToString("g4", CultureInfo.InvariantCulture);
        int decimals = Math.Max(0, 1 - (int)Math.Floor(Math.Log10(error)));
        // An error of nothing but rounding needs no row of zeros.
        if (decimals > 8)
            return string.Create(CultureInfo.InvariantCulture, $"{value:g4} ± {error:g1}");
        string format = "F" + decimals.ToString(CultureInfo.InvariantCulture);
        return value.ToString(format, CultureInfo.InvariantCulture) + " ± " + error.ToString(format, CultureInfo.InvariantCulture);
    }

    /// <summary>One number with two digits, without an exponent.</summary>
    public static string Bound(double value) =>
        value.ToString(
            value > 0 && double.IsFinite(value)
                ? "F" + Math.Clamp(1 - (int)Math.Floor(Math.Log10(value)), 0, 10).ToString(CultureInfo.InvariantCulture)
                : "g3",
            CultureInfo.InvariantCulture
        );
}
