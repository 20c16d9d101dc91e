using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.IO.Tokens;

namespace SpectraPipeline.IO.Readers.Delimited;

/// <summary>Series of OceanView: behind the mark <c>Begin Spectral Data</c> a row of x behind empty cells, then rows that begin with a date and
/// the milliseconds since 1970 (UTC) and hold one spectrum each.</summary>
internal static class TimedRows
{
    private const int MostHeaderLines = 200;
    private const int MostLeading = 4;
    private const double FirstMilliseconds = 1e12,
        LastMilliseconds = 4e12;

    public static SpectrumFile? TryRead(TextLines lines, ReadHints hints)
    {
        int mark = Mark(lines);
        if (mark < 0 || mark + 2 >= lines.Count || !lines[mark + 1].StartsWith("\t"u8))
            return null;
        var tabs = new Dialect((byte)'\t', (byte)'.');
        ReadOnlySpan<byte> first = lines[mark + 1].Trim(" \t"u8);
        int points = NumberRow.Read(first, tabs, []);
        if (points < 3)
            return null;
        int lead = lines[mark + 1].IndexOfAnyExcept((byte)'\t');
        if (lead is < 1 or > MostLeading)
            return null;
        double[] x = new double[points];
        _ = NumberRow.Read(first, tabs, x);
        var header = new Dictionary<string, string>();
        for (int i = 0; i < mark; i++)
            if (lines.Text(i).Split(':', 2) is [{ Length: > 0 } key, var value])
                header.TryAdd(key.Trim(), value.Trim());
        string mode = header.GetValueOrDefault("XAxis mode", "");
        Unit unit =
            mode.StartsWith("Raman", StringComparison.OrdinalIgnoreCase) ? Unit.RamanShift
            : mode.StartsWith("Wavelength", StringComparison.OrdinalIgnoreCase) ? Unit.Nanometre
            : Unit.None;
        var spectra = new List<SpectrumData>();
        double start = double.NaN;
        var notes = new List<string>();
        for (int i = mark + 2; i < lines.Count; i++)
        {
            if (lines[i].Trim(" \t"u8).IsEmpty || lines[i].StartsWith(">>>>>"u8))
                continue;
            if (Row(lines[i], tabs, lead, points) is not (string[] when, double[] y))
            {
                if (i == lines.Count - 1 && !lines.EndsWithLineBreak && spectra.Count > 0)
                {
                    notes.Add($"truncated: {spectra.Count} spectra are complete; the last line ends inside a spectrum and is left out");
                    continue;
                }
                throw new BadFileException(
                    lines.Offset(i),
                    $"{lead} cells of time and {points} intensities, as many as the row of x in line {mark + 2} has",
                    $"'{DialectGuess.Shorten(lines.Text(i))}'",
                    i + 1
                );
            }
            (DateTime? acquired, double milliseconds) = When(when);
            start = double.IsNaN(start) ? milliseconds : start;
            spectra.Add(
                new SpectrumData
                {
                    X = x,
                    XLabel = mode,
                    XUnit = unit,
                    Channels = [new ChannelData("y", y, new(hints.Quantity ?? SignalKind.Unknown))],
                    Title = string.Join(' ', when),
                    Acquired = acquired,
                    TimeS = (milliseconds - start) / 1000,
                }
            );
        }
        if (spectra.Count == 0)
            return null;
        return new SpectrumFile
        {
            Format = "delimited",
            Technique = hints.Technique ?? (unit == Unit.RamanShift ? "raman" : null),
            Spectra = spectra,
            Metadata = header,
            Notes = notes,
        };
    }

    private static int Mark(TextLines lines)
    {
        for (int i = 0; i < Math.Min(lines.Count, MostHeaderLines); i++)
            if (lines[i].StartsWith(">>>>>"u8) && lines[i].IndexOf("Begin"u8) > 0)
                return i;
        return -1;
    }

    /// <summary>Leading cells and intensities; null when the row does not have as many of both.</summary>
    private static (string[] Lead, double[] Y)? Row(ReadOnlySpan<byte> line, Dialect tabs, int lead, int points)
    {
        ReadOnlySpan<byte> rest = line.TrimEnd(" \t"u8);
        string[] cells = new string[lead];
        for (int c = 0; c < lead; c++)
        {
            int tab = rest.IndexOf((byte)'\t');
            if (tab < 0)
                return null;
            cells[c] = TextLines.Decode(rest[..tab]).Trim();
            rest = rest[(tab + 1)..];
        }
        double[] y = new double[points];
        if (NumberRow.Read(rest, tabs, y) != points)
            return null;
        return (cells, y);
    }

    private static (DateTime? Acquired, double Milliseconds) When(string[] lead)
    {
        foreach (string cell in lead)
            if (
                double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out double ms)
                && ms is > FirstMilliseconds and < LastMilliseconds
            )
                return (DateTime.UnixEpoch.AddMilliseconds(ms), ms);
        foreach (string cell in lead)
            if (FileDates.Read(cell) is DateTime date)
                return (date, (date - DateTime.UnixEpoch).TotalMilliseconds);
        return (null, double.NaN);
    }
}
