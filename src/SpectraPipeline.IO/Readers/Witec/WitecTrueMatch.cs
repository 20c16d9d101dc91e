using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.IO.Tokens;

namespace SpectraPipeline.IO.Readers.Witec;

/// <summary>TrueMatch exchange text: sections in brackets; <c>[SpectrumHeader]</c> begins a spectrum whose <c>[SpectrumData]</c> holds x and y in
/// two columns, or y alone with x in <c>[XData]</c>.</summary>
internal static class WitecTrueMatch
{
    private const long MostCopied = 200_000;

    /// <summary>First line.</summary>
    public static ReadOnlySpan<byte> Magic => "[WITEC_TRUEMATCH_ASCII_HEADER]"u8;

    public static SpectrumFile Read(ReadOnlyMemory<byte> bytes, ReadHints hints)
    {
        TextLines lines = TextLines.Of(bytes);
        var file = new Dictionary<string, string>();
        Dictionary<string, string> own = [];
        double[]? x = null;
        var spectra = new List<SpectrumData>();
        long copied = 0;
        int i = 0;
        while (i < lines.Count)
        {
            string section = lines.Text(i).Trim();
            int from = ++i;
            while (i < lines.Count && !lines[i].TrimStart(" \t"u8).StartsWith("["u8))
                i++;
            switch (section.ToUpperInvariant())
            {
                case "[SPECTRUMHEADER]":
                    own = [];
                    Entries(lines, from, i, own);
                    break;
                case "[XDATA]":
                    x = Columns(lines, from, i, 1).Y;
                    break;
                case "[SPECTRUMDATA]":
                    (double[] pairs, double[] y) = Columns(lines, from, i, x is null ? 2 : 0);
                    spectra.Add(Spectrum(pairs.Length > 0 ? pairs : x ?? [], y, own, lines.Offset(from), hints));
                    // A damaged file may have thousands of entries and of spectra: their product is not kept.
                    copied += own.Count;
                    own = copied > MostCopied ? [] : new(own);
                    break;
                default:
                    // Entries of other sections (SampleMetaData) belong to the spectrum once one has begun.
                    Entries(lines, from, i, spectra.Count == 0 && own.Count == 0 ? file : own);
                    break;
            }
        }
        if (spectra.Count == 0)
            throw new BadFileException(lines.Offset(lines.Count), "a section [SpectrumData]", "the end of the file", lines.Count);
        return new SpectrumFile
        {
            Format = "witec-text",
            Technique = hints.Technique ?? "raman",
            Spectra = spectra,
            Metadata = file,
            Notes = lines.EndsWithLineBreak ? [] : [Delimited.DelimitedReader.UnendedLine],
        };
    }

    private static SpectrumData Spectrum(double[] x, double[] y, Dictionary<string, string> own, long offset, ReadHints hints)
    {
        if (
            own.TryGetValue("SpectrumSize", out string? text)
            && int.TryParse(text, CultureInfo.InvariantCulture, out int size)
            && size != y.Length
        )
            throw new BadFileException(offset, $"{size} values, as SpectrumSize says", $"{y.Length}; the file was probably cut");
        if (x.Length != y.Length || x.Length == 0)
            throw new BadFileException(offset, $"{x.Length} values, as many as x has", $"{y.Length}");
        string kind = own.GetValueOrDefault("XDataKind", "");
        bool wavelength =
            kind.Contains("nm", StringComparison.OrdinalIgnoreCase) || kind.Contains("wavelength", StringComparison.OrdinalIgnoreCase);
        bool shift = kind.Contains("1/cm", StringComparison.Ordinal) || kind.Contains("wavenumber", StringComparison.OrdinalIgnoreCase);
        return new SpectrumData
        {
            X = x,
            XLabel = kind,
            XUnit =
                wavelength ? Unit.Nanometre
                : shift ? Unit.RamanShift
                : Unit.None,
            Channels = [new ChannelData("y", y, new(hints.Quantity ?? SignalKind.Counts))],
            Title = own.GetValueOrDefault("Title", ""),
            Metadata = own,
        };
    }

    private static void Entries(TextLines lines, int from, int to, Dictionary<string, string> into)
    {
        for (int i = from; i < to; i++)
        {
            string line = lines.Text(i);
            int equals = line.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0)
                into[line[..equals].Trim()] = line[(equals + 1)..].Trim();
        }
    }

    /// <summary>Rows of one number (y) or two (x and y); all alike.</summary>
    private static (double[] X, double[] Y) Columns(TextLines lines, int from, int to, int wanted)
    {
        double[] cells = new double[2];
        var x = new List<double>();
        var y = new List<double>();
        for (int i = from; i < to; i++)
        {
            int n = NumberRow.Read(lines[i], new(0, (byte)'.'), cells);
            if (n == 0)
                continue;
            if (n < 0)
                n = NumberRow.Read(lines[i], new(0, (byte)','), cells);
            wanted = wanted == 0 ? n : wanted;
            if (n < 1 || n != wanted || n > 2)
                throw new BadFileException(
                    lines.Offset(i),
                    wanted == 2 ? "x and y in two columns" : "one number in the line",
                    $"'{DialectGuess.Shorten(lines.Text(i))}'",
                    i + 1
                );
            if (n == 2)
                x.Add(cells[0]);
            y.Add(cells[n - 1]);
        }
        return ([.. x], [.. y]);
    }
}
