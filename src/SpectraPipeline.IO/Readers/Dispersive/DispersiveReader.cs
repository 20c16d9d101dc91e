using System.Globalization;
using System.Text.RegularExpressions;
using SpectraPipeline.Core;
using SpectraPipeline.IO.Readers.Delimited;
using SpectraPipeline.IO.Tokens;

namespace SpectraPipeline.IO.Readers.Dispersive;

/// <summary>Spectra of energy-dispersive beamlines over the pixels of their detector: ESRF ID24 text and the tables of the Photon Factory.
/// The pixels stay pixels: the polynomial that makes them energies comes from a reference foil, which is another file.</summary>
[Reader("dispersive", "Energy-dispersive XAS over detector pixels: ESRF ID24, Photon Factory CSV", ".csv")]
public sealed partial class DispersiveReader : Reader
{
    private const int FewestPoints = 3;
    private const string Calibrate =
        "x is the pixel of the detector, not an energy; it needs a calibration against the spectrum of a reference foil";

    /// <inheritdoc />
    public override Claim Sniff(ReadOnlySpan<byte> head, string name)
    {
        if (!TextLines.LooksLikeText(head))
            return Claim.No;
        return IsStripes(head) || IsFrames(head) ? Claim.Certain : Claim.No;
    }

    /// <inheritdoc />
    public override SpectrumFile Read(ReadOnlyMemory<byte> bytes, string name, ReadHints hints)
    {
        if (!TextLines.IsText(bytes.Span))
            throw new BadFileException(0, "text", "control bytes");
        bool stripes = IsStripes(bytes.Span);
        if (!stripes && !IsFrames(bytes.Span))
            throw new BadFileException(
                0,
                "':run ... from pixel' of ID24 or ', 0' and numbered rows of the Photon Factory",
                "something else",
                1
            );
        TextLines lines = TextLines.Of(bytes);
        var notes = new List<string> { Calibrate };
        if (!lines.EndsWithLineBreak)
            notes.Add("the last line is not ended; if the file was cut inside its last number, nothing shows it");
        return stripes ? Stripes(lines, bytes.Length, notes) : Frames(lines, bytes.Length, notes);
    }

    /// <summary><c>:runabs2_sun  from pixel 0 to 1240 from stripe 3 to 14</c>.</summary>
    private static bool IsStripes(ReadOnlySpan<byte> text)
    {
        ReadOnlySpan<byte> line = FirstLine(text);
        return line.StartsWith(":"u8) && line.IndexOf("from pixel "u8) > 0;
    }

    /// <summary>A first line that begins with an empty cell and numbers the spectra, then rows <c>1 , v</c>, <c>2 , v</c> ...</summary>
    private static bool IsFrames(ReadOnlySpan<byte> text)
    {
        ReadOnlySpan<byte> first = FirstLine(text);
        var comma = new Dialect((byte)',', (byte)'.');
        if (!first.StartsWith(", "u8) || NumberRow.Read(first[1..], comma, []) < 1)
            return false;
        for (int k = 1; k <= 2; k++)
        {
            int end = text.IndexOf((byte)'\n');
            text = end < 0 ? default : text[(end + 1)..];
            Span<double> cell = [double.NaN];
            ReadOnlySpan<byte> line = FirstLine(text);
            int cut = line.IndexOf((byte)',');
            if (cut < 2 || line[0] != ' ' || NumberRow.Read(line[..cut], comma, cell) < 1 || cell[0] != k)
                return false;
        }
        return true;
    }

    private static ReadOnlySpan<byte> FirstLine(ReadOnlySpan<byte> text)
    {
        int end = text.IndexOfAny((byte)'\n', (byte)'\r');
        return end < 0 ? text : text[..end];
    }

    private static SpectrumFile Stripes(TextLines lines, long bytes, List<string> notes)
    {
        NumberTable table = NumberTable.Find(lines, new(0, (byte)'.'), 2, bytes, FewestPoints);
        var metadata = new Dictionary<string, string>();
        DateTime? acquired = null;
        for (int i = 0; i < table.FirstLine; i++)
        {
            string text = lines.Text(i).TrimStart(':').Trim();
            int colon = text.IndexOf(':', StringComparison.Ordinal);
            if (FileDates.Read(text) is DateTime date)
                (acquired, metadata["Date"]) = (date, text);
            else if (colon > 0)
                metadata.TryAdd(text[..colon].Trim(), text[(colon + 1)..].Trim());
            else if (text.Length > 0)
                metadata.TryAdd(i == 0 ? "Run" : text, i == 0 ? text : "");
        }
        if (PixelRange().Match(metadata.GetValueOrDefault("Run", "")) is { Success: true } m)
        {
            double pixels =
                double.Parse(m.Groups[2].Value, CultureInfo.InvariantCulture)
                - double.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture)
                + 1;
            if (pixels != table.Rows)
                notes.Add(string.Create(CultureInfo.InvariantCulture, $"{table.Rows} of {pixels:G6} pixels that the first line announces"));
        }
        string title = string.Join(
            ", ",
            ((string[])["file_descriptor", "Sample position"]).Select(k => metadata.GetValueOrDefault(k, "")).Where(v => v.Length > 0)
        );
        double[][] columns = table.AllColumns(0, table.Rows);
        return new SpectrumFile
        {
            Format = "dispersive",
            Technique = "xas",
            Spectra = [One(columns[0], columns[1], title) with { Acquired = acquired }],
            Metadata = metadata,
            Notes = notes,
        };
    }

    private static SpectrumFile Frames(TextLines lines, long bytes, List<string> notes)
    {
        var comma = new Dialect((byte)',', (byte)'.');
        int columns = NumberRow.Read(lines[0], comma, []);
        NumberTable table = NumberTable.Find(lines, comma, columns, bytes, FewestPoints + 1);
        if (table.Columns != columns || table.FirstLine != 0)
            throw new BadFileException(
                lines.Offset(table.FirstLine),
                $"rows of {columns} cells, as many as in the first line",
                $"{table.Columns} cells",
                table.FirstLine + 1
            );
        // The first row has no pixel: it numbers the spectra. Peers take it for a pixel (1025 instead of 1024).
        double[] numbers = table.Row(0)[1..].ToArray();
        SpectrumBudget.Allow(numbers.Length, table.Rows - 1, 0);
        double[][] cells = table.AllColumns(1, table.Rows - 1);
        if (numbers.Length > 1)
            notes.Add(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"the first row ({numbers[0]}, {numbers[1]} ... {numbers[^1]}) counts the spectra in time; the file does not state its unit"
                )
            );
        return new SpectrumFile
        {
            Format = "dispersive",
            Technique = "xas",
            Spectra =
            [
                .. numbers.Select(
                    (v, k) =>
                    {
                        string label = v.ToString("R", CultureInfo.InvariantCulture);
                        return One(cells[0], cells[k + 1], label) with
                        {
                            Metadata = new Dictionary<string, string> { ["first row"] = label },
                        };
                    }
                ),
            ],
            Notes = notes,
        };
    }

    private static SpectrumData One(double[] pixels, double[] values, string title) =>
        new()
        {
            X = pixels,
            XLabel = "pixel",
            XUnit = Unit.Pixel,
            // Both programs write the logarithm of the two intensities.
            Channels = [new("mu", values, new(SignalKind.Mu))],
            Title = title,
        };

    [GeneratedRegex(@"from pixel ([0-9]{1,9}) to ([0-9]{1,9})")]
    private static partial Regex PixelRange();
}
