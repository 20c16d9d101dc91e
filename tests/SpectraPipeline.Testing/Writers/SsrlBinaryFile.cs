using System.Globalization;
using System.Text;

namespace SpectraPipeline.Testing.Writers;

/// <summary>Minimal writer of the binary files of the SSRL EXAFS Data Collector.</summary>
public sealed record SsrlBinaryFile
{
    /// <summary>Version of the program; before 2.0 it writes VAX floats.</summary>
    public string Version { get; init; } = "2.0";

    /// <summary>Points that the header announces; null for as many as there are.</summary>
    public int? Points { get; init; }

    /// <summary>Offsets of the columns.</summary>
    public IReadOnlyList<double> Offsets { get; init; } = [];

    /// <summary>The file.</summary>
    public byte[] Write(IReadOnlyList<string> labels, IReadOnlyList<double[]> rows)
    {
        using var stream = new MemoryStream();
        void Field(string text, int length)
        {
            stream.Write(Encoding.ASCII.GetBytes(text.PadRight(length - 2)[..(length - 2)]));
            stream.Write("\n\0"u8);
        }
        Field($"SSRL - EXAFS Data Collector {Version}", 40);
        Field("Sun Jun 20 03:34:18 2010", 40);
        Field(string.Create(CultureInfo.InvariantCulture, $"PTS: {Points ?? rows.Count} COLS: {labels.Count}"), 40);
        Field("test.det", 40);
        Field("test.rgn", 40);
        Field("4-1 unfocused Si-220", 80);
        Field("4 2000 4 RST 0 0", 40);
        Field("a sample", 80);
        for (int i = 0; i < 5; i++)
            Field("", 80);
        foreach (string _ in labels.Take(Offsets.Count == 0 ? labels.Count : 0))
            Float(stream, 0);
        foreach (double offset in Offsets)
            Float(stream, offset);
        foreach (string _ in labels)
            Float(stream, 1);
        foreach (string label in labels)
            Field(label, 20);
        stream.Write(BitConverter.GetBytes(rows.Count));
        stream.Write(new byte[12]);
        foreach (double v in rows.SelectMany(r => r))
            Float(stream, v);
        return stream.ToArray();
    }

    private void Float(Stream stream, double v)
    {
        if (Version.StartsWith('2'))
        {
            stream.Write(BitConverter.GetBytes((float)v));
            return;
        }
        // VAX F: four times as large for the same bits, 16-bit halves exchanged.
        uint bits = BitConverter.SingleToUInt32Bits((float)v * 4);
        stream.Write(BitConverter.GetBytes((bits << 16) | (bits >> 16)));
    }
}

/// <summary>A binary scan of either kind of floats.</summary>
public sealed class SsrlBinarySamples : ISampleSource
{
    /// <inheritdoc />
    public IEnumerable<SampleFile> Samples()
    {
        string[] labels = ["I0", "Requested Energy", "Achieved Energy", "I1"];
        double[][] rows =
        [
            .. Enumerable
                .Range(0, SampleFiles.Points)
                .Select(i => (double[])[SampleFiles.Value(0, i), SampleFiles.X(i) - 1, SampleFiles.X(i), i]),
        ];
        foreach (string version in (string[])["2.0", "1.1"])
            yield return new("ssrl-binary", $"scan-{version}.001", new SsrlBinaryFile { Version = version }.Write(labels, rows))
            {
                Truth = SampleFiles.Truth(1, singlePrecision: true),
            };
    }
}
