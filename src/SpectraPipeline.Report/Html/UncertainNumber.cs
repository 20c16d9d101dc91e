using System.Globalization;

namespace SpectraPipeline.Report.Html;

/// <summary>A number as print gives it: 1662.3(4), the digits in brackets being the standard error in units of the last place.</summary>
/// <remarks>One digit of the error, two where it begins with 1 (ISO/IEC Guide 98-3, 7.2.6 asks for at most two).</remarks>
public static class UncertainNumber
{
    /// <summary>Part of the value below which an error says that the parameter was held, not that it is known so well.</summary>
    private const double SmallestShare = 1e-9;

    /// <summary>Whether an error is one: finite, above zero, and no rounding leftover of a parameter that was held.</summary>
    public static bool IsUsable(double value, double? error) =>
        error is double e && double.IsFinite(e) && e > 0 && e > SmallestShare * Math.Abs(value) && e > double.Epsilon * 1e6;

    /// <summary>The value in units of 10^<paramref name="power"/>, rounded where its error begins; without an error to four digits, whole numbers whole.</summary>
    public static string Format(double value, double? error = null, int power = 0)
    {
        if (double.IsNaN(value))
            return "";
        if (!double.IsFinite(value))
            return value > 0 ? "∞" : "\u2212∞";
        if (power != 0)
            return Format(value * Math.Pow(10, -power), error * Math.Pow(10, -power));
        if (error is not double e || !IsUsable(value, e))
            return Plain(value);
        int exponent = (int)Math.Floor(Math.Log10(e));
        int digits = e / Math.Pow(10, exponent) < 1.95 ? 2 : 1;
        int decimals = digits - 1 - exponent;
        double largest = Math.Max(Math.Abs(value), e);
        if (decimals <= 9 && largest < 1e7)
            return Fixed(value, e, decimals);
        int own = (int)Math.Floor(Math.Log10(largest));
        return Fixed(value * Math.Pow(10, -own), e * Math.Pow(10, -own), decimals + own) + " × 10^" + Signed(own);
    }

    /// <summary>The value with its interval, 1662.3 [1661.8, 1663.1], all rounded where the standard error would; an open end is a dash.</summary>
    public static string Format(double value, double low, double high, int power = 0)
    {
        if (power != 0)
        {
            double unit = Math.Pow(10, -power);
            return Format(value * unit, low * unit, high * unit);
        }
        double[] sides = [.. ((double[])[value - low, high - value]).Where(d => double.IsFinite(d) && d > 0)];
        if (!double.IsFinite(value) || sides.Length == 0)
            return Format(value);
        double error = sides.Min() / 2;
        int exponent = (int)Math.Floor(Math.Log10(error));
        int decimals = Math.Clamp((error / Math.Pow(10, exponent) < 1.95 ? 1 : 0) - exponent, 0, 12);
        // The blank is a hard one: a table sets what follows the number apart, where a soft one would vanish.
        return $"{At(value)}\u00a0[{At(low)}, {At(high)}]";

        string At(double number) =>
            double.IsFinite(number)
                // Nothing is left of the sign of what rounds to zero.
                ? Minus(
                    (Math.Round(number, decimals) + 0.0).ToString(
                        "F" + decimals.ToString(CultureInfo.InvariantCulture),
                        CultureInfo.InvariantCulture
                    )
                )
                : "–";
    }

    /// <summary>The power of ten as a superscript.</summary>
    public static RichText Rich(string number)
    {
        int caret = number.IndexOf('^', StringComparison.Ordinal);
        return caret < 0
            ? RichText.Plain(number)
            : new RichText([new TextRun(number[..caret], TextStyle.Normal), new TextRun(number[(caret + 1)..], TextStyle.Superscript)]);
    }

    /// <summary>So many significant digits.</summary>
    public static string Significant(double value, int digits)
    {
        if (!double.IsFinite(value) || value == 0)
            return Format(value);
        int power = (int)Math.Floor(Math.Log10(Math.Abs(value)));
        int decimals = digits - 1 - power;
        if (power is < -3 or > 6)
            return Significant(value * Math.Pow(10, -power), digits) + " × 10^" + Signed(power);
        double unit = Math.Pow(10, -decimals);
        return decimals < 0
            ? Format(Math.Round(value / unit) * unit)
            : Minus(value.ToString("F" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture));
    }

    private static string Fixed(double value, double error, int decimals)
    {
        if (decimals >= 0)
        {
            int shown = Math.Min(decimals, 15);
            return Minus(
                    Math.Round(value, shown).ToString("F" + shown.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)
                )
                + "("
                + Math.Round(error * Math.Pow(10, shown)).ToString("F0", CultureInfo.InvariantCulture)
                + ")";
        }
        double unit = Math.Pow(10, -decimals);
        return Minus((Math.Round(value / unit) * unit).ToString("F0", CultureInfo.InvariantCulture))
            + "("
            + (Math.Round(error / unit) * unit).ToString("F0", CultureInfo.InvariantCulture)
            + ")";
    }

    private static string Plain(double value)
    {
        double size = Math.Abs(value);
        if (size == 0)
            return "0";
        if (size is >= 1e-3 and < 1e7)
        {
            // A position above a thousand (wavenumbers, electronvolts) keeps its tenth.
            int decimals = size < 1e5 ? Math.Max(3 - (int)Math.Floor(Math.Log10(size)), 1) : 0;
            return Minus(Math.Round(value, decimals).ToString("0.######", CultureInfo.InvariantCulture));
        }
        int power = (int)Math.Floor(Math.Log10(size));
        return Minus((value * Math.Pow(10, -power)).ToString("0.###", CultureInfo.InvariantCulture)) + " × 10^" + Signed(power);
    }

    private static string Minus(string text) => text.Replace('-', '\u2212');

    private static string Signed(int power) => Minus(power.ToString(CultureInfo.InvariantCulture));
}
