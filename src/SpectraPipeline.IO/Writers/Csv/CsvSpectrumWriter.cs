using System.Globalization;
using System.Text;
using SpectraPipeline.Core;
using SpectraPipeline.IO.Readers;

namespace SpectraPipeline.IO.Writers.Csv;

/// <summary>CSV with one line of labels. Spectra on one x become columns beside it; spectra with x-values of their own become a long table with
/// the number of the spectrum in front. Numbers are the shortest decimals that read back to the same bits; NaN is an empty cell.</summary>
[Writer("csv", "columns of text: x, then one column a spectrum (a long table where the spectra have x-values of their own)", ".csv")]
public sealed class CsvSpectrumWriter : SpectrumWriter
{
    /// <inheritdoc />
    public override void Write(SpectrumFile file, Stream output)
    {
        using var text = new StreamWriter(output, new UTF8Encoding(false), 1 << 16, leaveOpen: true) { NewLine = "\n" };
        SpectrumData first = file.Spectra[0];
        bool shared = file.Spectra.All(s =>
            s.XUnit == first.XUnit && (ReferenceEquals(s.X, first.X) || s.X.AsSpan().SequenceEqual(first.X))
        );
        if (shared)
            Columns(file, text);
        else
            Long(file, text);
    }

    private static void Columns(SpectrumFile file, StreamWriter text)
    {
        SpectrumData first = file.Spectra[0];
        bool several = file.Spectra.Count > 1;
        IReadOnlyList<string> names = several ? Names(file.Spectra) : [];
        var columns = new List<(string Label, double[] Values)>();
        for (int s = 0; s < file.Spectra.Count; s++)
            foreach (ChannelData c in file.Spectra[s].Channels)
                columns.Add(
                    (
                        !several ? AxisLabels.Y(c)
                        : file.Spectra[s].Channels.Count == 1 ? names[s]
                        : $"{names[s]} {c.Name}",
                        c.Values
                    )
                );
        Line(text, columns.Select(c => c.Label).Prepend(AxisLabels.X(first)));
        for (int i = 0; i < first.X.Length; i++)
        {
            Number(text, first.X[i]);
            foreach (var (_, values) in columns)
            {
                text.Write(',');
                Number(text, values[i]);
            }
            text.WriteLine();
        }
    }

    private static void Long(SpectrumFile file, StreamWriter text)
    {
        SpectrumData first = file.Spectra[0];
        int channels = first.Channels.Count;
        if (file.Spectra.Any(s => s.Channels.Count != channels || s.XUnit != first.XUnit))
            throw new UserException(
                $"The {file.Spectra.Count} spectra of the file have different channels or units of x, which one CSV table cannot hold. "
                    + "Take one kind with --block or one spectrum with --spectrum, or write jcamp or parquet."
            );
        Line(text, first.Channels.Select(AxisLabels.Y).Prepend(AxisLabels.X(first)).Prepend("spectrum"));
        for (int s = 0; s < file.Spectra.Count; s++)
        for (int i = 0; i < file.Spectra[s].X.Length; i++)
        {
            text.Write(s.ToString(CultureInfo.InvariantCulture));
            text.Write(',');
            Number(text, file.Spectra[s].X[i]);
            foreach (ChannelData c in file.Spectra[s].Channels)
            {
                text.Write(',');
                Number(text, c.Values[i]);
            }
            text.WriteLine();
        }
    }

    /// <summary>What tells the spectra apart: times, potentials, titles, else their numbers.</summary>
    private static IReadOnlyList<string> Names(IReadOnlyList<SpectrumData> spectra)
    {
        if (Places(spectra) is { Count: > 0 } keys)
            return [.. spectra.Select(s => string.Join(' ', keys.Select(k => $"{k} {s.Metadata[k]}")))];
        if (Distinct(spectra, s => s.TimeS))
            return [.. spectra.Select(s => string.Create(CultureInfo.InvariantCulture, $"{s.TimeS:R} s"))];
        if (Distinct(spectra, s => s.PotentialV))
            return [.. spectra.Select(s => string.Create(CultureInfo.InvariantCulture, $"{s.PotentialV:R} V"))];
        bool titles = spectra.All(s => s.Title.Length > 0) && spectra.Select(s => s.Title).Distinct().Count() == spectra.Count;
        return
        [
            .. spectra.Select(
                (s, k) =>
                    !titles ? string.Create(CultureInfo.InvariantCulture, $"spectrum {k}")
                    // A bare number as a label would be taken for a row of data.
                    : double.TryParse(s.Title, NumberStyles.Float, CultureInfo.InvariantCulture, out _) ? $"spectrum {s.Title}"
                    : s.Title.ReplaceLineEndings(" ")
            ),
        ];
    }

    /// <summary>What the spectra of a map say about their place (X, Y, Z with their units), where it tells them apart.</summary>
    private static List<string> Places(IReadOnlyList<SpectrumData> spectra)
    {
        List<string> keys =
        [
            .. spectra[0].Metadata.Keys.Where(k => k.Length > 0 && k[0] is 'X' or 'Y' or 'Z' && (k.Length == 1 || !char.IsLetter(k[1]))),
        ];
        keys.RemoveAll(k => spectra.Any(s => !s.Metadata.ContainsKey(k)) || spectra.Select(s => s.Metadata[k]).Distinct().Count() == 1);
        return spectra.Select(s => string.Join('|', keys.Select(k => s.Metadata[k]))).Distinct().Count() == spectra.Count ? keys : [];
    }

    private static bool Distinct(IReadOnlyList<SpectrumData> spectra, Func<SpectrumData, double> value) =>
        spectra.All(s => double.IsFinite(value(s))) && spectra.Select(value).Distinct().Count() == spectra.Count;

    private static void Line(StreamWriter text, IEnumerable<string> cells) => text.WriteLine(string.Join(',', cells.Select(Cell)));

    private static string Cell(string cell) =>
        cell.AsSpan().IndexOfAny(",\"\n\r") < 0 ? cell : $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static void Number(StreamWriter text, double v)
    {
        if (double.IsNaN(v))
            return;
        Span<char> digits = stackalloc char[32];
        v.TryFormat(digits, out int n, "R", CultureInfo.InvariantCulture);
        text.Write(digits[..n]);
    }
}
