using System.Globalization;
using System.Text.RegularExpressions;
using SpectraPipeline.Core;
using SpectraPipeline.IO.Tokens;

namespace SpectraPipeline.IO.Readers.Feff;

/// <summary>Results of FEFF 6 to 9: scattering paths (feffNNNN.dat), the calculated absorption (xmu.dat) and chi (chi.dat). Titles, the line of labels that
/// ends with <c>@#</c>, rows of numbers.</summary>
[Reader("feff", "FEFF: a scattering path (feffNNNN.dat), xmu.dat or chi.dat", ".dat")]
public sealed partial class FeffReader : Reader
{
    private const int MostHeaderLines = 1000;

    /// <inheritdoc />
    public override Claim Sniff(ReadOnlySpan<byte> head, string name) =>
        // The bytes first: every text file comes by, and decoding it costs a hundred times as much.
        (head.IndexOf("@#"u8) >= 0 || head.IndexOf("nleg, deg, reff"u8) >= 0)
        && TextLines.LooksLikeText(head)
        && TextLines.Decode(head) is var text
        && (IsPath(text) || LabelPattern().IsMatch(text))
            ? Claim.Certain
            : Claim.No;

    /// <inheritdoc />
    public override SpectrumFile Read(ReadOnlyMemory<byte> bytes, string name, ReadHints hints)
    {
        if (!TextLines.IsText(bytes.Span))
            throw new BadFileException(0, "text", "control bytes");
        TextLines lines = TextLines.Of(bytes);
        int labelLine = LabelLine(lines);
        var metadata = new Dictionary<string, string>();
        bool path = Header(lines, labelLine, metadata);
        string[] labels = Labels(lines.Text(labelLine), path);
        var notes = new List<string>();
        LabelledColumns table = LabelledColumns.Read(lines, labelLine + 1, labels.Length, new(0, (byte)'.'), notes);
        if (table.Rows < 2)
            throw new BadFileException(lines.Offset(labelLine + 1), "two rows or more", $"{table.Rows}", labelLine + 2);
        return new SpectrumFile
        {
            Format = "feff",
            Technique = "xas",
            Spectra = [Spectrum(labels, table, path, metadata)],
            Metadata = metadata,
            Notes = notes,
        };
    }

    private static SpectrumData Spectrum(string[] labels, LabelledColumns table, bool path, Dictionary<string, string> metadata)
    {
        bool energy = labels[0] is "omega" or "e";
        return new SpectrumData
        {
            X = table.Columns[0],
            XLabel = labels[0],
            XUnit = energy ? Unit.ElectronVolt : Unit.PerAngstrom,
            Block = path ? "path" : "",
            Title = metadata.GetValueOrDefault("title", ""),
            Channels =
            [
                .. Enumerable
                    .Range(1, labels.Length - 1)
                    .Select(c => new ChannelData(labels[c], table.Columns[c], SignalOf(labels[c])))
                    .OrderBy(c => !path && c.Name == (energy ? "mu" : "chi") ? 0 : 1),
            ],
        };
    }

    private static Signal SignalOf(string label) =>
        label switch
        {
            "mu" => new(SignalKind.Mu),
            "chi" => new(SignalKind.ChiK),
            "lambda" => new(SignalKind.Auxiliary, "Å"),
            "real[p]" => new(SignalKind.Auxiliary, "Å-1"),
            _ => new(SignalKind.Auxiliary),
        };

    /// <summary>Seven columns of a path have fixed names, one of which has a blank in it.</summary>
    private static string[] Labels(string line, bool path) =>
        path
            ? ["k", "real[2*phc]", "mag[feff]", "phase[feff]", "red factor", "lambda", "real[p]"]
            : line.Replace("@#", "", StringComparison.Ordinal).Trim(' ', '#', '\t').Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static int LabelLine(TextLines lines)
    {
        for (int i = 0; i < Math.Min(lines.Count, MostHeaderLines); i++)
            if (lines[i].IndexOf("@#"u8) >= 0 && LabelPattern().IsMatch(lines.Text(i)))
                return i;
        throw new BadFileException(0, "a line of labels that ends with '@#', as FEFF writes it", "none", 1);
    }

    /// <summary>Titles, and of a path its legs, degeneracy, length and atoms. True for a path.</summary>
    private static bool Header(TextLines lines, int labelLine, Dictionary<string, string> metadata)
    {
        bool path = false;
        int atoms = 0;
        var titles = new List<string>();
        for (int i = 0; i < labelLine; i++)
        {
            string line = lines.Text(i).TrimStart('#').Trim();
            Match m = PathPattern().Match(line);
            if (m.Success)
            {
                path = true;
                foreach (string key in (ReadOnlySpan<string>)["nleg", "deg", "reff", "rnrmav", "edge"])
                    metadata[key] = m.Groups[key].Value;
                if (!double.TryParse(metadata["reff"], NumberStyles.Float, CultureInfo.InvariantCulture, out double reff) || reff <= 0)
                    throw new BadFileException(lines.Offset(i), "a half path length (reff) above 0 Å", $"'{metadata["reff"]}'", i + 1);
            }
            else if (path && AtomPattern().IsMatch(line))
                metadata[string.Create(CultureInfo.InvariantCulture, $"atom {atoms++}")] = BlankPattern().Replace(line, " ");
            else if (!path && line.Trim('-', ' ').Length > 0)
                titles.Add(BlankPattern().Replace(line, " "));
        }
        for (int i = 0; i < titles.Count; i++)
            metadata[i == 0 ? "title" : string.Create(CultureInfo.InvariantCulture, $"title {i + 1}")] = titles[i];
        if (path && int.TryParse(metadata["nleg"], NumberStyles.Integer, CultureInfo.InvariantCulture, out int legs) && atoms != legs)
            throw new BadFileException(lines.Offset(labelLine), $"{legs} atoms, one a leg", $"{atoms}", labelLine + 1);
        return path;
    }

    private static bool IsPath(string text) => text.Contains("nleg, deg, reff", StringComparison.Ordinal);

    [GeneratedRegex(@"^[ \t#]*(omega|e|k)\s[^\r\n]*@#", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex LabelPattern();

    [GeneratedRegex(
        @"^(?<nleg>\d+)\s+(?<deg>\S+)\s+(?<reff>\S+)\s+(?<rnrmav>\S+)\s+(?<edge>\S+)\s+nleg, deg, reff",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex PathPattern();

    [GeneratedRegex(@"^-?\d*\.\d+\s+-?\d*\.\d+\s+-?\d*\.\d+\s+\d+\s+\d+\s", RegexOptions.CultureInvariant)]
    private static partial Regex AtomPattern();

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant)]
    private static partial Regex BlankPattern();
}
