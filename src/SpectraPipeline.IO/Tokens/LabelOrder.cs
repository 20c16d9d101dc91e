using System.Globalization;
using System.Text.RegularExpressions;

namespace SpectraPipeline.IO.Tokens;

/// <summary>Looks at the order of spectra by the one quantity in their labels (<c>0.26 torr</c>): says when it runs downwards and when one number
/// stands where it cannot belong. Nothing is sorted or mended.</summary>
/// <remarks>Assumes labels that differ in one number before a unit and in nothing else; dates and times of day may differ besides. Cost: one pass.</remarks>
public static partial class LabelOrder
{
    private const int FewestLabels = 4;
    private const int FewestForExchange = 6;
    private const int LongestLabel = 512;

    // Nobody types more labels than this; those of long series and images are made by programs.
    private const int MostLabels = 20_000;

    // Private-use characters, which no label contains, stand for what was taken out.
    private const string Moment = "\uE000";
    private const string Value = "\uE001";

    /// <summary>Notes on the order of labels; none when they do not differ in just one number, or it rises.</summary>
    public static IReadOnlyList<string> Notes(IReadOnlyList<string> labels)
    {
        if (labels.Count is < FewestLabels or > MostLabels || Quantity(labels) is not (double[] values, string unit))
            return [];
        int rises = 0;
        int falls = 0;
        for (int i = 1; i < values.Length; i++)
        {
            rises += values[i] > values[i - 1] ? 1 : 0;
            falls += values[i] < values[i - 1] ? 1 : 0;
        }
        bool downwards = falls > rises;
        int breaks = downwards ? rises : falls;
        var notes = new List<string>();
        if (breaks > 1)
            return notes;
        if (downwards)
            notes.Add($"the labels run downwards, from {Text(values[0])} to {Text(values[^1])} {unit}; the order is left as it is");
        if (breaks == 1 && OutOfOrder(values, downwards, unit) is string note)
            notes.Add(note);
        return notes;
    }

    /// <summary>The numbers that the labels differ in and the unit behind them; null when there is more than one such number, or none.</summary>
    private static (double[] Values, string Unit)? Quantity(IReadOnlyList<string> labels)
    {
        string? frame = null;
        var numbers = new List<double[]>(labels.Count);
        foreach (string label in labels)
        {
            if (label.Length > LongestLabel)
                return null;
            string text = WithoutMoments(label);
            string own = Number().Replace(text, Value);
            if (frame is not null && own != frame)
                return null;
            frame = own;
            numbers.Add([.. Number().Matches(text).Select(m => Parse(m.ValueSpan))]);
        }
        int[] differing = [.. Enumerable.Range(0, numbers[0].Length).Where(p => numbers.Any(n => n[p] != numbers[0][p]))];
        if (differing.Length != 1)
            return null;
        string behind = frame!.Split(Value)[differing[0] + 1];
        return UnitAtStart().Match(behind) is { Success: true } unit
            ? ([.. numbers.Select(n => n[differing[0]])], unit.Groups[1].Value)
            : null;
    }

    /// <summary>The label with its times of day and dates replaced: they differ between any two spectra.</summary>
    private static string WithoutMoments(string label)
    {
        string text = TimeOfDay().Replace(label, Moment);
        text = NumericDate().Replace(text, Moment);
        return DateBeside().Replace(text, Moment);
    }

    /// <summary>The one number whose removal leaves an even order, if it has a neighbour on either side; or two neighbours that are exchanged.</summary>
    private static string? OutOfOrder(double[] values, bool downwards, string unit)
    {
        int sign = downwards ? -1 : 1;
        int at = Enumerable.Range(1, values.Length - 1).First(i => sign * (values[i] - values[i - 1]) < 0);
        bool first = at - 1 > 0 && sign * (values[at] - values[at - 2]) >= 0;
        bool second = at + 1 < values.Length && sign * (values[at + 1] - values[at - 1]) >= 0;
        // An end has one neighbour: a last spectrum back at the start is how many series end.
        if (at == 1 && !second || at == values.Length - 1 && !first)
            return null;
        if (first && second)
            return values.Length < FewestForExchange
                ? null
                : $"spectra {at} and {at + 1} ('{Text(values[at - 1])} {unit}' and '{Text(values[at])} {unit}') stand the wrong way round among the others";
        if (!first && !second)
            return null;
        int odd = first ? at - 1 : at;
        (double before, double after) = (values[odd - 1], values[odd + 1]);
        string fits = new[] { values[odd] / 10, values[odd] * 10 }.FirstOrDefault(v => (v - before) * (v - after) < 0, double.NaN)
            is var mended
                and not double.NaN
            ? $" ({Text(mended)} would fit)"
            : "";
        return $"spectrum {odd + 1} '{Text(values[odd])} {unit}' stands between {Text(before)} and {Text(after)}: a typo{fits}?";
    }

    private static double Parse(ReadOnlySpan<char> number) =>
        double.Parse(number.ToString().Replace(',', '.').Replace('−', '-'), NumberStyles.Float, CultureInfo.InvariantCulture);

    private static string Text(double value) => value.ToString("G6", CultureInfo.InvariantCulture);

    // A sign counts only where it cannot be a hyphen.
    [GeneratedRegex(@"(?:(?<=^|[\s=(:_,;])[+\-−])?[0-9]+(?:[.,][0-9]+)?(?:[eE][+\-]?[0-9]+(?!\p{L}))?", RegexOptions.CultureInvariant)]
    private static partial Regex Number();

    [GeneratedRegex(@"^[ _]?((?:°|%|‰|\p{L})[\p{L}°%²³/·⁻¹]*)", RegexOptions.CultureInvariant)]
    private static partial Regex UnitAtStart();

    [GeneratedRegex(@"(?<![0-9])[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]+)?)?(?:\s?[AP]M)?", RegexOptions.CultureInvariant)]
    private static partial Regex TimeOfDay();

    [GeneratedRegex(
        @"(?<![0-9])(?:[0-9]{4}-[0-9]{2}-[0-9]{2}T?|[0-9]{1,2}([./])[0-9]{1,2}\1(?:[0-9]{4}|[0-9]{2}))(?![0-9])",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex NumericDate();

    // Month and day before a time of day, the weekday before them and the year behind, in English, French or German abbreviations.
    [GeneratedRegex(
        @"(?:(?:(?<!\p{L})(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun|Lun|Mar|Mer|Jeu|Ven|Sam|Dim|Mo|Di|Mi|Do|Fr|Sa|So)\p{Ll}*[.,]?\s+)?\p{L}{3,9}\.?\s+[0-9]{1,2},?\s+(?:[0-9]{4},?\s+)?)?\uE000(?:\s+[0-9]{4}(?![0-9]))?",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex DateBeside();
}
