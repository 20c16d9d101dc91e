using System.Globalization;
using SpectraPipeline.Report.Html;
using SpectraPipeline.Report.Sources;

namespace SpectraPipeline.Report.Page;

/// <summary>Numbers and frames as sentences about absorption spectra say them.</summary>
internal static class XasWords
{
    /// <summary>3.1 (2.3 to 4.0), rounded where the interval begins; an open side is said.</summary>
    public static string Between(double value, double low, double high)
    {
        string number = UncertainNumber.Format(value, low, high);
        int at = number.IndexOf("\u00a0[", StringComparison.Ordinal);
        if (at < 0)
            return number;
        string[] ends = number[(at + 2)..^1].Split(", ");
        string interval =
            ends[0] == "–" ? $"up to {ends[1]}, open below"
            : ends[1] == "–" ? $"from {ends[0]}, open above"
            : $"{ends[0]} to {ends[1]}";
        return $"{number[..at]} ({interval})";
    }

    /// <summary>The file it is from, where files tell the frames apart, else its number; nothing where there is one frame.</summary>
    public static string Which(SeriesSource series, int frame, int count)
    {
        if (count <= 1)
            return "";
        string[] files = [.. series.Frames.Select(f => f.File).Distinct()];
        string name =
            files.Length == series.Frames.Count
                ? Path.GetFileNameWithoutExtension(series.Frames.First(f => f.Frame == frame).File)
                : "frame " + N(frame);
        return $", {name} (of {N(count)} frames)";
    }

    /// <summary>'3, 7 and 9'; of many the first and how many more.</summary>
    public static string List(IReadOnlyList<string> items, int most = 6) =>
        items.Count switch
        {
            0 => "",
            1 => items[0],
            _ when items.Count > most => $"{string.Join(", ", items.Take(most))} and {N(items.Count - most)} more",
            _ => $"{string.Join(", ", items.Take(items.Count - 1))} and {items[^1]}",
        };

    public static string N(int count) => count.ToString(CultureInfo.InvariantCulture);

    public static string Plural(int count, string one) => $"{N(count)} {one}{(count == 1 ? "" : "s")}";
}
