using SpectraPipeline.Core;
using SpectraPipeline.IO.Tokens;

namespace SpectraPipeline.IO.Readers.Jcamp;

/// <summary>JCAMP-DX 4.24 to 6: labelled data records with tables in plain or packed numbers, pages of tuples, compound files.</summary>
[Reader(
    "jcamp-dx",
    "JCAMP-DX: labelled records with tables of plain or packed numbers, NTUPLES and compound files",
    ".dx",
    ".jdx",
    ".jcm",
    ".jcamp",
    ".jcx"
)]
public sealed class JcampReader : Reader
{
    // Labels that, beside TITLE, tell JCAMP-DX from a text whose comments happen to begin with ##.
    private static readonly string[] s_telling =
    [
        "JCAMPDX",
        "JCAMPCS",
        "DATATYPE",
        "XYDATA",
        "XYPOINTS",
        "PEAKTABLE",
        "PEAKASSIGNMENTS",
        "DATATABLE",
        "XUNITS",
        "NPOINTS",
        "FIRSTX",
        "BLOCKS",
    ];

    /// <inheritdoc />
    public override Claim Sniff(ReadOnlySpan<byte> head, string name)
    {
        if (head.IndexOf((byte)'#') < 0 || !TextLines.LooksLikeText(head[..Math.Min(head.Length, 512)]))
            return Claim.No;
        TextLines lines = TextLines.Of(head.ToArray());
        bool title = false;
        bool telling = false;
        int first = -1;
        for (int i = 0; i < lines.Count && !(title && telling); i++)
        {
            if (JcampRecord.At(lines[i], i) is not JcampRecord record)
                continue;
            first = first < 0 ? i : first;
            title |= record.Key == "TITLE" && lines[i].Contains((byte)'=');
            telling |= s_telling.Contains(record.Key);
        }
        // A first line ##TITLE= is enough; without TITLE the file is refused by name rather than read as some text.
        bool begins = first >= 0 && Enumerable.Range(0, first).All(i => lines[i].Trim(" \t"u8).IsEmpty);
        return title && (telling || begins) ? Claim.Certain
            : telling && begins ? Claim.Likely
            : Claim.No;
    }

    /// <inheritdoc />
    public override SpectrumFile Read(ReadOnlyMemory<byte> bytes, string name, ReadHints hints)
    {
        TextLines lines = TextLines.Of(bytes);
        List<JcampRecord> records = JcampRecord.ReadAll(lines, out List<string> comments);
        int start = records.FindIndex(r => r.Key == "TITLE");
        if (start < 0)
            throw new BadFileException(
                0,
                "the label ##TITLE=, with which JCAMP-DX begins",
                records.Count == 0 ? "no label" : $"##{Shown(records[0])}",
                1
            );
        var assembly = new JcampAssembly(lines, bytes.Length, hints);
        foreach (JcampRecord record in records)
            assembly.Take(record);
        return assembly.Finish(records, comments);
    }

    private static string Shown(JcampRecord record) => DialectGuess.Shorten(record.Label);
}
