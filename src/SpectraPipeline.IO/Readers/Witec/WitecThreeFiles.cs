using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.IO.Tokens;

namespace SpectraPipeline.IO.Readers.Witec;

/// <summary>A graph export in several files: x, all intensities one after another, and a header that says how many spectra there are.</summary>
internal static class WitecThreeFiles
{
    public static SpectrumFile Read(ReadOnlyMemory<byte> bytes, string name, bool isHeader, WitecParts parts, ReadHints hints)
    {
        var notes = new List<string>();
        WitecHeader header = new();
        if (isHeader)
            header = WitecHeader.Read(TextLines.Of(bytes));
        else if (parts.Header is string headerName)
        {
            if (Beside(headerName, hints) is ReadOnlyMemory<byte> found && found.Span.IndexOf(WitecHeader.Magic) is >= 0 and < 4)
                header = WitecHeader.Read(TextLines.Of(found));
            else
                notes.Add($"'{headerName}' is not beside this file; units and place of the spectra are unknown");
        }
        double[] x = WitecParts.Column(Part(bytes, name, parts.X, "the spectral axis", hints), parts.X);
        double[] y = WitecParts.Column(Part(bytes, name, parts.Y, "the intensities", hints), parts.Y);
        if (x.Length == 0 || y.Length == 0 || y.Length % x.Length != 0)
            throw new BadFileException(
                0,
                $"spectra of {x.Length} points, as many as '{parts.X}' has",
                $"{y.Length} values in '{parts.Y}', which are no whole number of them"
            );
        int spectra = y.Length / x.Length;
        int sizeX = header.Count("SizeX") ?? 0;
        int sizeY = header.Count("SizeY") ?? 0;
        if (header.Count("SizeGraph") is int points && points != x.Length)
            throw new BadFileException(0, $"{points} points, as SizeGraph in the header says", $"{x.Length} in '{parts.X}'");
        if (sizeX > 0 && sizeY > 0 && (long)sizeX * sizeY != spectra)
            throw new BadFileException(0, $"{sizeX} x {sizeY} spectra, as SizeX and SizeY in the header say", $"{spectra} in '{parts.Y}'");
        Unit unit = WitecTextReader.XUnit(header.Entries, hints);
        Signal signal = WitecTextReader.SignalOf(header.Entries, hints);
        string title = header.Entries.GetValueOrDefault("GraphName", "");
        return new SpectrumFile
        {
            Format = "witec-text",
            Technique = hints.Technique ?? (unit == Unit.RamanShift ? "raman" : null),
            Spectra =
            [
                .. Enumerable
                    .Range(0, spectra)
                    .Select(k => new SpectrumData
                    {
                        X = x,
                        XLabel = "X-Axis",
                        XUnit = unit,
                        Channels = [new ChannelData("y", y[(k * x.Length)..((k + 1) * x.Length)], signal)],
                        Title = title,
                        Metadata = spectra > 1 && sizeX > 0 ? Place(k, sizeX) : [],
                    }),
            ],
            Metadata = header.Entries,
            Notes = notes,
        };
    }

    /// <summary>X runs fastest, as the labels F(0/0), F(1/0) ... of the same map in one table show.</summary>
    private static Dictionary<string, string> Place(int k, int sizeX) =>
        new()
        {
            ["X index"] = (k % sizeX).ToString(CultureInfo.InvariantCulture),
            ["Y index"] = (k / sizeX).ToString(CultureInfo.InvariantCulture),
        };

    private static ReadOnlyMemory<byte> Part(ReadOnlyMemory<byte> bytes, string name, string part, string what, ReadHints hints) =>
        string.Equals(name, part, StringComparison.OrdinalIgnoreCase)
            ? bytes
            : Beside(part, hints)
                ?? throw new BadFileException(
                    0,
                    $"'{part}' with {what} beside '{name}'",
                    hints.Path is null ? "bytes without a folder" : "no such file in the folder"
                );

    private static ReadOnlyMemory<byte>? Beside(string name, ReadHints hints)
    {
        if (hints.Beside(name) is not ReadOnlyMemory<byte> bytes)
            return null;
        return GzipFile.Is(bytes.Span) ? GzipFile.Unpack(bytes) : bytes;
    }
}
