using System.Globalization;
using System.Text.RegularExpressions;
using SpectraPipeline.Core;
using SpectraPipeline.IO.Tokens;

namespace SpectraPipeline.IO.Readers.SsrlBinary;

/// <summary>Binary files of the SSRL EXAFS Data Collector. Layout: 800 bytes of text fields of fixed length, offsets and weights of the columns
/// (32-bit floats), labels of 20 bytes, 16 bytes that begin with the number of points, the table row by row in 32-bit floats.</summary>
/// <remarks>The layout is public through the SSRLB plugin of Demeter (B. Ravel and M. Newville, J. Synchrotron Rad. 12 (2005) 537), which owes it to
/// T.-C. Weng and S. Webb. A file of version 2.0 closes to the byte, and its dead detectors hold exactly minus offset times time. Versions
/// before 2.0 store VAX floats.</remarks>
[Reader("ssrl-binary", "SSRL EXAFS Data Collector, binary file")]
public sealed partial class SsrlBinaryReader : Reader
{
    private const int HeaderBytes = 800;
    private const int LabelBytes = 20;
    private const int CountBytes = 16;
    private const int FewestPoints = 3;
    private const int MostColumns = 4096;

    private static readonly (string Key, int Length)[] s_fields =
    [
        ("Program", 40),
        ("Date", 40),
        ("PTS", 40),
        ("Detector file", 40),
        ("Region file", 40),
        ("Mirror and crystal", 80),
        ("Mirror parameters", 40),
        ("Comment 1", 80),
        ("Comment 2", 80),
        ("Comment 3", 80),
        ("Comment 4", 80),
        ("Comment 5", 80),
        ("Comment 6", 80),
    ];

    /// <inheritdoc />
    public override Claim Sniff(ReadOnlySpan<byte> head, string name) =>
        head.StartsWith("SSRL - EXAFS Data Collector"u8) && head[..Math.Min(head.Length, 82)].Contains((byte)0) ? Claim.Certain : Claim.No;

    /// <inheritdoc />
    public override SpectrumFile Read(ReadOnlyMemory<byte> bytes, string name, ReadHints hints)
    {
        if (Sniff(bytes.Span, name) != Claim.Certain)
            throw new BadFileException(0, "'SSRL - EXAFS Data Collector' and a zero byte behind it", "something else");
        var file = new FileBytes(bytes);
        Dictionary<string, string> metadata = Fields(file);
        (int points, int columns) = Size(metadata["PTS"]);
        bool vax = Version(metadata["Program"]) < 2;
        double[] offsets = Floats(file, HeaderBytes, columns, vax, "the offsets");
        double[] weights = Floats(file, HeaderBytes + 4L * columns, columns, vax, "the weights");
        metadata["Offsets"] = string.Join(' ', offsets.Select(Text));
        metadata["Weights"] = string.Join(' ', weights.Select(Text));
        long at = HeaderBytes + 8L * columns;
        string[] labels = new string[columns];
        for (int c = 0; c < columns; c++)
            labels[c] = file.Text(at + (long)LabelBytes * c, LabelBytes, "the label of a column");
        at += (long)LabelBytes * columns + CountBytes;
        var notes = new List<string>();
        int whole = Whole(file, at, points, columns, notes);
        double[][] table = Table(file, at, whole, columns, vax);
        ScanAxis axis = ScanAxis.Choose(labels, table, technique: "xas");
        notes.AddRange(axis.Notes);
        if (offsets.Any(o => o != 0))
            notes.Add("the offsets of the header are subtracted already (times the time of the point)");
        if (vax)
            notes.Add("numbers of a version before 2.0 are read as VAX floats, as published; no such file was at hand to check it");
        return new SpectrumFile
        {
            Format = "ssrl-binary",
            Technique = axis.Unit.Quantity == Quantity.PhotonEnergy ? "xas" : hints.Technique,
            Spectra =
            [
                new SpectrumData
                {
                    X = table[axis.Column],
                    XLabel = labels[axis.Column],
                    XUnit = axis.Unit,
                    Channels = ScanColumns.Channels(labels, table, axis.Column),
                    Title = metadata.GetValueOrDefault("Comment 1", ""),
                    Acquired = metadata.TryGetValue("Date", out string? date) ? FileDates.Read(date) : null,
                },
            ],
            Metadata = metadata,
            Notes = notes,
        };
    }

    private static Dictionary<string, string> Fields(FileBytes file)
    {
        var metadata = new Dictionary<string, string>();
        long at = 0;
        foreach (var (key, length) in s_fields)
        {
            string text = file.Text(at, length, $"the field '{key}'");
            if (text.Length > 0)
                metadata[key] = text;
            at += length;
        }
        metadata.TryAdd("PTS", "");
        metadata.TryAdd("Program", "");
        return metadata;
    }

    /// <summary><c>PTS: 431 COLS: 79</c>.</summary>
    private static (int Points, int Columns) Size(string text)
    {
        if (
            SizePattern().Match(text) is { Success: true } m
            && int.TryParse(m.Groups[1].Value, NumberStyles.None, CultureInfo.InvariantCulture, out int points)
            && int.TryParse(m.Groups[2].Value, NumberStyles.None, CultureInfo.InvariantCulture, out int columns)
            && points >= FewestPoints
            && columns is >= 2 and <= MostColumns
        )
            return (points, columns);
        throw new BadFileException(80, $"'PTS: n COLS: m' with n of at least {FewestPoints} and m from 2 to {MostColumns}", $"'{text}'");
    }

    private static double Version(string text) =>
        VersionPattern().Match(text) is { Success: true } m ? double.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture) : 2;

    /// <summary>Points whose rows are all there: the program writes PTS before the scan is finished.</summary>
    private static int Whole(FileBytes file, long at, int points, int columns, List<string> notes)
    {
        long row = 4L * columns;
        long there = Math.Max(0, (file.Length - at) / row);
        if (there < FewestPoints)
            throw new BadFileException(
                Math.Min(at, file.Length),
                $"{points} points of {row} bytes",
                $"{Math.Max(0, file.Length - at)} bytes; the file was probably cut"
            );
        if (there < points)
            notes.Add($"{there} of {points} points are in the file; it was cut or the scan was stopped");
        if (there >= points && file.Length - at > row * points)
            notes.Add($"{file.Length - at - row * points} bytes behind the last point were passed over");
        return (int)Math.Min(points, there);
    }

    private static double[][] Table(FileBytes file, long at, int points, int columns, bool vax)
    {
        double[][] table = new double[columns][];
        for (int c = 0; c < columns; c++)
            table[c] = new double[points];
        for (int r = 0; r < points; r++)
        {
            double[] row = Floats(file, at + 4L * columns * r, columns, vax, "a point");
            for (int c = 0; c < columns; c++)
                table[c][r] = row[c];
        }
        return table;
    }

    /// <summary>32-bit floats; those of a VAX have their 16-bit halves exchanged and an exponent that is larger by two
    /// (F_floating has its binary point before the hidden bit and a bias of 128).</summary>
    private static double[] Floats(FileBytes file, long at, int count, bool vax, string what)
    {
        if (!vax)
            return file.F32s(at, count, what);
        _ = file.Slice(at, 4L * count, what);
        double[] values = new double[count];
        for (int i = 0; i < count; i++)
        {
            uint word = file.U32(at + 4L * i, what);
            values[i] = BitConverter.UInt32BitsToSingle((word << 16) | (word >> 16)) / 4d;
        }
        return values;
    }

    private static string Text(double v) => ((float)v).ToString("R", CultureInfo.InvariantCulture);

    [GeneratedRegex(@"PTS:\s*([0-9]+)\s+COLS:\s*([0-9]+)")]
    private static partial Regex SizePattern();

    [GeneratedRegex(@"Collector\s+([0-9]{1,3}(?:\.[0-9]{1,3})?)")]
    private static partial Regex VersionPattern();
}
