using System.Globalization;
using SpectraPipeline.Core;

namespace SpectraPipeline.Stages.Peaks;

/// <summary>
/// One parameter of a listed band: a start (<c>40</c>), bounds (<c>20..70</c>, <c>0..</c>, <c>20..70 start 40</c>), a fixed value (<c>fixed 40</c>)
/// or a tie (<c>same as 1</c>, <c>same as 1 * 1.2</c>, <c>same as 1 + 19</c>).
/// </summary>
public sealed record BandValue
{
    internal const string Forms =
        "a number, 'a..b', 'a..', '..b', 'a..b start s', 'fixed v', 'same as N', 'same as N * f' or 'same as N + d'";

    /// <summary>Left to the data.</summary>
    public static BandValue Unset { get; } = new();

    /// <summary>Start or fixed value; NaN = from the data.</summary>
    public double Start { get; init; } = double.NaN;

    /// <summary>Lower bound; NaN = the default.</summary>
    public double Lower { get; init; } = double.NaN;

    /// <summary>Upper bound; NaN = the default.</summary>
    public double Upper { get; init; } = double.NaN;

    /// <summary>Kept at <see cref="Start"/>.</summary>
    public bool Fixed { get; init; }

    /// <summary>Number of the band that it follows, counted from 1; 0 = none.</summary>
    public int SameAs { get; init; }

    /// <summary>Factor of the tie.</summary>
    public double Factor { get; init; } = 1;

    /// <summary>Offset of the tie.</summary>
    public double Offset { get; init; }

    /// <summary>Something was written.</summary>
    public bool IsSet => SameAs > 0 || !double.IsNaN(Start) || HasBounds;

    /// <summary>Bounds were written.</summary>
    public bool HasBounds => !double.IsNaN(Lower) || !double.IsNaN(Upper);

    /// <summary>Neither bounded nor fixed nor tied.</summary>
    internal bool IsFree => this is { HasBounds: false, Fixed: false, SameAs: 0 };

    internal static BandValue? Parse(string written)
    {
        string text = written.Trim();
        if (text.StartsWith("same as ", StringComparison.Ordinal))
            return ParseTie(text["same as ".Length..]);
        if (text.StartsWith("fixed ", StringComparison.Ordinal))
            return Number(text["fixed ".Length..], out double kept) ? new() { Start = kept, Fixed = true } : null;
        if (Number(text, out double start))
            return new() { Start = start };
        return ParseRange(text);
    }

    private static BandValue? ParseRange(string text)
    {
        double start = double.NaN;
        int at = text.IndexOf(" start ", StringComparison.Ordinal);
        if (at > 0)
        {
            if (!Number(text[(at + " start ".Length)..], out start))
                return null;
            text = text[..at];
        }
        int dots = text.IndexOf("..", StringComparison.Ordinal);
        if (dots < 0)
            return null;
        string low = text[..dots].Trim();
        string high = text[(dots + 2)..].Trim();
        double lower = double.NegativeInfinity;
        double upper = double.PositiveInfinity;
        if (low.Length > 0 && !Number(low, out lower) || high.Length > 0 && !Number(high, out upper) || low.Length + high.Length == 0)
            return null;
        return new()
        {
            Lower = lower,
            Upper = upper,
            Start = start,
        };
    }

    private static BandValue? ParseTie(string text)
    {
        string[] words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (
            words.Length is not (1 or 3)
            || !int.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out int band)
            || band < 1
        )
            return null;
        if (words.Length == 1)
            return new() { SameAs = band };
        if (!Number(words[2], out double value))
            return null;
        return words[1] switch
        {
            "*" or "x" when value != 0 => new() { SameAs = band, Factor = value },
            "+" => new() { SameAs = band, Offset = value },
            "-" => new() { SameAs = band, Offset = -value },
            _ => null,
        };
    }

    // A unit may follow when it is the axis's own scale: 1662 cm-1.
    private static bool Number(string text, out double value)
    {
        string t = text.Trim();
        int blank = t.IndexOf(' ', StringComparison.Ordinal);
        if (blank > 0 && Unit.Find(t[(blank + 1)..]) is { Scale: 1 })
            t = t[..blank];
        return double.TryParse(t, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);
    }

    /// <summary>The value in the form that the pipeline file reads.</summary>
    public override string ToString()
    {
        static string Text(double v) => double.IsInfinity(v) ? "" : v.ToString("R", CultureInfo.InvariantCulture);
        if (SameAs > 0)
            return $"same as {SameAs}"
                + (
                    Factor != 1 ? $" * {Text(Factor)}"
                    : Offset > 0 ? $" + {Text(Offset)}"
                    : Offset < 0 ? $" - {Text(-Offset)}"
                    : ""
                );
        if (Fixed)
            return $"fixed {Text(Start)}";
        if (!HasBounds)
            return Text(Start);
        return $"{Text(Lower)}..{Text(Upper)}" + (double.IsNaN(Start) ? "" : $" start {Text(Start)}");
    }
}
