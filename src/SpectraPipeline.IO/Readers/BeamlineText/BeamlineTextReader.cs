using System.Globalization;
using System.Text;
using SpectraPipeline.Core;
using SpectraPipeline.IO.Tokens;

namespace SpectraPipeline.IO.Readers.BeamlineText;

/// <summary>Scans of X-ray absorption beamlines in text of columns. The program that wrote them is known by its first lines
/// (<see cref="BeamlineFamily"/>); x is found by label and numbers, and every other column is a channel under its own name.</summary>
[Reader(
    "beamline-text",
    "Scan of an X-ray absorption beamline: XDAC, MRCAT, LabVIEW, Epics Scan, SSRL, FIO, CLS ...",
    ".dat",
    ".fio",
    ".xmu"
)]
public sealed class BeamlineTextReader : Reader
{
    // Signatures stand in the first lines; every text file is looked at, so no more is decoded than they need.
    private const int HeadBytes = 2048;
    private const int FewestPoints = 3;
    private const int FewPoints = 10;

    /// <inheritdoc />
    public override Claim Sniff(ReadOnlySpan<byte> head, string name) => Family(head) is null ? Claim.No : Claim.Certain;

    /// <inheritdoc />
    public override SpectrumFile Read(ReadOnlyMemory<byte> bytes, string name, ReadHints hints)
    {
        if (!TextLines.IsText(bytes.Span))
            throw new BadFileException(0, "text", "control bytes");
        BeamlineFamily family =
            Family(bytes.Span)
            ?? throw new BadFileException(
                0,
                $"the first lines of one of {string.Join(", ", BeamlineFamily.All.Select(f => f.Name))}",
                "something else",
                1
            );
        if (family.Refusal is string refusal)
            throw new BadFileException(0, "columns with an energy", refusal, 1);
        var text = new BeamlineScan(TextLines.Of(bytes), bytes.Length, FewestPoints);
        string[] labels = ScanColumns.Fit((family.Labels ?? BeamlineLabels.Usual)(text) ?? [], text.Table.Columns);
        double[][] columns = text.Table.AllColumns(0, text.Table.Rows);
        family.Columns?.Invoke(text, labels, columns);
        ScanAxis axis = ScanAxis.Choose(labels, columns, technique: "xas");
        if (family.XUnit is Unit defined)
            axis = axis with { Unit = defined, Notes = [] };
        text.Notes.AddRange(axis.Notes);
        Doubts(family, text, labels);
        Dictionary<string, string> metadata = text.Metadata();
        metadata["Recognised as"] = $"{family.Name} ({family.Facility})";
        return new SpectrumFile
        {
            Format = "beamline-text",
            Technique = axis.Unit.Quantity == Quantity.PhotonEnergy ? "xas" : hints.Technique,
            Spectra =
            [
                new SpectrumData
                {
                    X = columns[axis.Column],
                    XLabel = labels[axis.Column],
                    XUnit = axis.Unit,
                    Channels = ScanColumns.Channels(labels, columns, axis.Column),
                    Title = text.Find(family.Title) ?? "",
                    Acquired = text.Acquired(family.Date),
                },
            ],
            Metadata = metadata,
            Notes = text.Notes,
        };
    }

    private static void Doubts(BeamlineFamily family, BeamlineScan text, string[] labels)
    {
        int rows = text.Table.Rows;
        if (int.TryParse(text.Find(family.Points), NumberStyles.None, CultureInfo.InvariantCulture, out int announced) && announced != rows)
            text.Notes.Add($"{rows} of {announced} points that the header announces");
        if (Array.TrueForAll(labels, string.IsNullOrEmpty))
            text.Notes.Add("the file does not name its columns");
        if (rows < FewPoints)
            text.Notes.Add($"only {rows} points");
        if (!text.Lines.EndsWithLineBreak)
            text.Notes.Add("the last line is not ended; if the file was cut inside its last number, nothing shows it");
    }

    /// <summary>The family by the first 2 KB, line ends of any kind.</summary>
    private static BeamlineFamily? Family(ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<byte> head = bytes[..Math.Min(bytes.Length, HeadBytes)];
        if (BeginsWithNumber(head) || !TextLines.LooksLikeText(head))
            return null;
        // The usual text needs no decoding line by line.
        if (Ascii.IsValid(head) && !head.Contains((byte)'\r') && head.EndsWith((byte)'\n'))
            return BeamlineFamily.Of(Encoding.ASCII.GetString(head));
        TextLines lines = TextLines.Of(head.ToArray());
        var text = new StringBuilder();
        for (int i = 0; i < lines.Count; i++)
            text.Append(lines.Text(i)).Append('\n');
        return BeamlineFamily.Of(text.ToString());
    }

    /// <summary>Bare tables, which are of no family and many: only LURE begins with a number, which 'PL' follows (a zero byte: UTF-16).</summary>
    private static bool BeginsWithNumber(ReadOnlySpan<byte> head)
    {
        ReadOnlySpan<byte> text = head.TrimStart(" \t\r\n"u8);
        ReadOnlySpan<byte> rest = text.TrimStart("+-.0123456789"u8);
        return rest.Length < text.Length && !rest.StartsWith("PL"u8) && !rest.StartsWith((byte)0);
    }
}
