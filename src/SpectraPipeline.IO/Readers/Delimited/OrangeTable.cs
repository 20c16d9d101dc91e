using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.IO.Tokens;

namespace SpectraPipeline.IO.Readers.Delimited;

/// <summary>Tables of Orange with three header rows: names, types (continuous, string ...), flags (meta, class ...). One spectrum a row; the columns
/// whose name is a number are the axis, the others say what the spectrum is of.</summary>
internal static class OrangeTable
{
    private const int FewestPoints = 3;

    private static readonly string[] s_types =
    [
        "continuous",
        "c",
        "numeric",
        "n",
        "discrete",
        "d",
        "categorical",
        "string",
        "s",
        "text",
        "time",
        "t",
        "basket",
    ];

    private static readonly string[] s_flags = ["", "class", "c", "meta", "m", "weight", "w", "ignore", "i"];

    public static SpectrumFile? TryRead(TextLines lines, ReadHints hints)
    {
        if (lines.Count < 4 || lines[1].Length < 2 || !char.IsAsciiLetter((char)lines[1][0]))
            return null;
        char separator = lines[1].Contains((byte)'\t') ? '\t' : ',';
        string[] names = Cells(lines.Text(0), separator);
        string[] types = Cells(lines.Text(1), separator);
        string[] flags = Cells(lines.Text(2), separator);
        if (
            types.Length != names.Length
            || flags.Length > names.Length
            || !types.All(t => s_types.Contains(t.ToLowerInvariant()) || t.Contains(' ', StringComparison.Ordinal))
            || !types.Any(t => t is "continuous" or "c" or "numeric" or "n")
            || !flags.All(f =>
                Array.Exists(f.Split(' '), w => s_flags.Contains(w.ToLowerInvariant()) || w.Contains('=', StringComparison.Ordinal))
            )
        )
            return null;
        int[] axis =
        [
            .. Enumerable.Range(0, names.Length).Where(c => Plain(names[c]) is not null && (c >= flags.Length || flags[c].Length == 0)),
        ];
        if (axis.Length < FewestPoints)
            return null;
        double[] x = [.. axis.Select(c => Plain(names[c])!.Value)];
        var context = new Stated(hints);
        var spectra = new List<SpectrumData>();
        for (int i = 3; i < lines.Count; i++)
            if (!lines[i].Trim(" \t,"u8).IsEmpty)
                spectra.Add(Row(lines, i, separator, names, axis, x, context));
        if (spectra.Count == 0)
            throw new BadFileException(
                lines.Offset(lines.Count),
                "at least one spectrum under the three rows of the header",
                "none",
                lines.Count
            );
        var notes = new List<string> { "three rows of header (names, types, flags): one spectrum a row" };
        if (!lines.EndsWithLineBreak)
            notes.Add(DelimitedReader.UnendedLine);
        return new SpectrumFile
        {
            Format = "delimited",
            Technique = hints.Technique,
            Spectra = spectra,
            Notes = notes,
        };
    }

    private static SpectrumData Row(TextLines lines, int line, char separator, string[] names, int[] axis, double[] x, Stated context)
    {
        string[] cells = Cells(lines.Text(line), separator);
        if (cells.Length != names.Length)
            throw new BadFileException(lines.Offset(line), $"{names.Length} cells, as the header has", $"{cells.Length}", line + 1);
        double[] y = new double[x.Length];
        for (int k = 0; k < axis.Length; k++)
        {
            string cell = cells[axis[k]];
            y[k] =
                cell.Length == 0 || cell == "?"
                    ? double.NaN
                    : Plain(cell)
                        ?? throw new BadFileException(
                            lines.Offset(line),
                            $"a number in column {axis[k] + 1}",
                            $"'{DialectGuess.Shorten(cell)}'",
                            line + 1
                        );
        }
        var metadata = new Dictionary<string, string>();
        (double time, double potential) = (double.NaN, double.NaN);
        var points = new HashSet<int>(axis);
        for (int c = 0; c < names.Length; c++)
            if (!points.Contains(c) && cells[c].Length > 0)
            {
                metadata.TryAdd(names[c], cells[c]);
                if (Plain(cells[c]) is double number)
                {
                    (double t, double p) = Coordinates.Of(names[c], number);
                    time = double.IsNaN(time) ? t : time;
                    potential = double.IsNaN(potential) ? p : potential;
                }
            }
        return new SpectrumData
        {
            X = x,
            XUnit = context.Unit,
            Channels = [new ChannelData("y", y, context.Signal)],
            Title = string.Join(", ", metadata.Select(m => $"{m.Key} {m.Value}")),
            TimeS = time,
            PotentialV = potential,
            Metadata = metadata,
        };
    }

    private static double? Plain(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double v) ? v : null;

    private static string[] Cells(string line, char separator) => [.. TextHeader.Quoted(line, separator).Select(c => c.Trim())];

    /// <summary>What only the pipeline can say: the table has no place for units.</summary>
    private readonly struct Stated(ReadHints hints)
    {
        public Unit Unit { get; } =
            hints.Technique switch
            {
                "raman" => Unit.RamanShift,
                "ir" or "atr-ir" => Unit.PerCm,
                "xas" => Unit.ElectronVolt,
                _ => Unit.None,
            };

        public Signal Signal { get; } = new(hints.Quantity ?? SignalKind.Unknown);
    }
}
