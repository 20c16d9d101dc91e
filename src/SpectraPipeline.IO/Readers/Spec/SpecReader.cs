using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.IO.Tokens;

namespace SpectraPipeline.IO.Readers.Spec;

/// <summary>SPEC data files: one spectrum a scan, each with its own columns.</summary>
[Reader("spec", "SPEC data file: scans of a synchrotron beamline, several in a file", ".dat", ".spec")]
public sealed class SpecReader : Reader
{
    private const int FewestPoints = 2;

    /// <inheritdoc />
    public override Claim Sniff(ReadOnlySpan<byte> head, string name)
    {
        ReadOnlySpan<byte> text = head.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? head[3..] : head;
        text = text.TrimStart("\r\n"u8);
        if (text.IsEmpty || text[0] != '#' || !TextLines.LooksLikeText(head))
            return Claim.No;
        bool scan = false;
        bool file = text.StartsWith("#F "u8);
        bool labels = false;
        for (ReadOnlySpan<byte> rest = text; !rest.IsEmpty; )
        {
            int end = rest.IndexOfAny((byte)'\n', (byte)'\r');
            ReadOnlySpan<byte> line = end < 0 ? rest : rest[..end];
            scan |= SpecLine.BeginsScan(line);
            labels |= line.StartsWith("#L "u8) || line.StartsWith("#N "u8) || line.StartsWith("#O0 "u8) || line.StartsWith("#E "u8);
            rest = end < 0 ? default : rest[(end + 1)..];
        }
        return (file || scan) && (labels || (file && scan)) ? Claim.Certain : Claim.No;
    }

    /// <inheritdoc />
    public override SpectrumFile Read(ReadOnlyMemory<byte> bytes, string name, ReadHints hints)
    {
        if (!TextLines.IsText(bytes.Span))
            throw new BadFileException(0, "text", "control bytes");
        TextLines lines = TextLines.Of(bytes);
        var notes = new List<string>();
        (List<SpecScan> scans, Dictionary<string, string> header) = Scans(lines);
        if (scans.Count == 0)
            throw new BadFileException(0, "a scan that begins with '#S' and a number", "none", 1);
        List<SpecScan> whole = [.. scans.Where(s => s.Rows >= FewestPoints && s.Width > 1)];
        if (whole.Count == 0)
            throw new BadFileException(
                lines.Offset(lines.Count),
                $"a scan with at least {FewestPoints} points in at least two columns",
                $"{scans.Count} scans without",
                lines.Count
            );
        SpectrumBudget.Allow(whole.Count, whole.Sum(s => (long)s.Rows) / whole.Count, 0);
        Doubts(lines, scans, whole, notes);
        List<SpectrumData> spectra = [.. whole.Select(s => Spectrum(s, hints, notes))];
        return new SpectrumFile
        {
            Format = "spec",
            Technique = spectra[0].XUnit.Quantity == Quantity.PhotonEnergy ? "xas" : hints.Technique,
            Spectra = InBlocks(spectra, whole),
            Metadata = header,
            Notes = [.. notes.Distinct()],
        };
    }

    private static (List<SpecScan> Scans, Dictionary<string, string> Header) Scans(TextLines lines)
    {
        var scans = new List<SpecScan>();
        var header = new Dictionary<string, string>();
        var motors = new List<string>();
        for (int i = 0; i < lines.Count; )
        {
            if (SpecLine.BeginsScan(lines[i]))
            {
                scans.Add(SpecScan.Read(lines, ref i, motors));
                continue;
            }
            if (lines[i].StartsWith("#"u8))
            {
                (string key, string value) = SpecLine.Split(lines.Text(i));
                if (key is "#F" or "#E" or "#O0")
                    motors.Clear();
                if (SpecLine.IsNumbered(key, 'O'))
                    motors.AddRange(SpecLine.Names(value, 0));
                else if (value.Length > 0 && !header.TryAdd(key, value) && header[key].Length < 10_000)
                    header[key] += "\n" + value;
            }
            else if (SpecLine.IsRow(lines[i]))
                throw new BadFileException(
                    lines.Offset(i),
                    "a control line that begins with '#'",
                    $"'{DialectGuess.Shorten(lines.Text(i))}'",
                    i + 1
                );
            i++;
        }
        return (scans, header);
    }

    private static void Doubts(TextLines lines, List<SpecScan> scans, List<SpecScan> whole, List<string> notes)
    {
        if (whole.Count < scans.Count)
            notes.Add(
                $"{whole.Count} of {scans.Count} scans are read; {string.Join(", ", scans.Except(whole).Take(20).Select(s => s.Number))} hold fewer than {FewestPoints} points"
            );
        foreach (SpecScan scan in whole)
        {
            if (scan.Asked is int asked && asked > scan.Rows)
                notes.Add($"scan {scan.Number} is unfinished: {scan.Rows} of {asked} points");
            if (scan.IsCut)
                notes.Add($"the last line of scan {scan.Number} is cut and was left out");
        }
        int multichannel = scans.Sum(s => s.Multichannel);
        if (multichannel > 0)
            notes.Add($"{multichannel} multichannel spectra (@A lines) were passed over");
        if (!lines.EndsWithLineBreak && !scans.Exists(s => s.IsCut))
            notes.Add("the last line is not ended; if the file was cut inside its last number, nothing shows it");
        if (whole.Exists(s => s.Acquired is not null))
            notes.Add("times are those of the beamline's clock; the file does not state their zone");
    }

    private static SpectrumData Spectrum(SpecScan scan, ReadHints hints, List<string> notes)
    {
        string[] labels = scan.Labels(notes);
        double[][] columns = scan.Columns();
        ScanAxis axis = ScanAxis.Choose(labels, columns, Scanned(scan, labels), hints.Technique);
        notes.AddRange(axis.Notes);
        return new SpectrumData
        {
            X = columns[axis.Column],
            XLabel = labels[axis.Column],
            XUnit = axis.Unit,
            Channels = ScanColumns.Channels(labels, columns, axis.Column),
            Title = $"{scan.Number} {scan.Command}".Trim(),
            Acquired = scan.Acquired,
            Metadata = scan.Entries,
        };
    }

    /// <summary>Label of the column that was scanned: the motor of the command, or the first column where SPEC's own macros put it (the command holds the
    /// motor's mnemonic, the table its name); null where only the labels tell.</summary>
    private static string? Scanned(SpecScan scan, string[] labels) =>
        scan.Motor is string motor && labels.Contains(motor, StringComparer.OrdinalIgnoreCase) ? motor
        : scan.Asked is not null || scan.Macro is "timescan" or "loopscan" ? labels[0]
        : null;

    /// <summary>Scans over different things form blocks of their own; within a block times count from its first scan.</summary>
    private static IReadOnlyList<SpectrumData> InBlocks(List<SpectrumData> spectra, List<SpecScan> scans)
    {
        string[] kinds = [.. spectra.Select((s, k) => $"{scans[k].Macro} {s.XLabel} {s.XUnit}".Trim())];
        bool several = kinds.Distinct().Count() > 1;
        var starts = new Dictionary<string, DateTime>();
        for (int k = 0; k < spectra.Count; k++)
            if (spectra[k].Acquired is DateTime t && (!starts.TryGetValue(kinds[k], out DateTime start) || t < start))
                starts[kinds[k]] = t;
        return
        [
            .. spectra.Select(
                (s, k) =>
                    s with
                    {
                        Block = several ? kinds[k] : "",
                        // One scan alone has no series that it could stand in.
                        TimeS = spectra.Count > 1 && s.Acquired is DateTime t ? (t - starts[kinds[k]]).TotalSeconds : double.NaN,
                    }
            ),
        ];
    }
}
