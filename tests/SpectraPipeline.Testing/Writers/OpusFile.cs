using System.Text;

namespace SpectraPipeline.Testing.Writers;

/// <summary>Minimal writer of Bruker OPUS files: blocks in the order given, the directory in front of them or behind.</summary>
public sealed class OpusFile
{
    private readonly List<(int Code, byte[] Content, int? Length)> _blocks = [];

    /// <summary>Entries that the directory has room for.</summary>
    public int Room { get; init; } = 40;

    /// <summary>The directory lies behind the blocks instead of behind the header.</summary>
    public bool DirectoryLast { get; init; }

    /// <summary>Number of blocks that the header states; null for the true one.</summary>
    public int? StatedCount { get; init; }

    /// <summary>A block's code by its fields: complex kind, role, kind of parameters, kind of data, derivative, form.</summary>
    public static int Code(int complex, int role, int parameters, int kind, int derivative = 0, int form = 0, bool measured = false) =>
        complex | (role << 2) | (parameters << 4) | (kind << 10) | (derivative << 17) | (form << 19) | (measured ? 1 << 30 : 0);

    /// <summary>Adds any block.</summary>
    /// <param name="code">What it holds.</param>
    /// <param name="content">Its bytes, filled up to words.</param>
    /// <param name="words">Length in the directory when it shall not be the true one.</param>
    public OpusFile Block(int code, byte[] content, int? words = null)
    {
        _blocks.Add((code, [.. content, .. new byte[-content.Length & 3]], words));
        return this;
    }

    /// <summary>Adds numbers and, behind them, their status block.</summary>
    /// <param name="code">Code of the numbers.</param>
    /// <param name="stored">Values as they are stored, single precision.</param>
    /// <param name="first">First x.</param>
    /// <param name="last">Last x.</param>
    /// <param name="factor">Factor of the values.</param>
    /// <param name="padding">Values that follow and do not count.</param>
    /// <param name="more">Further entries of the status block, before the usual ones.</param>
    public OpusFile Curve(
        int code,
        IReadOnlyList<double> stored,
        double first,
        double last,
        double factor = 1,
        int padding = 0,
        params (string Key, object Value)[] more
    )
    {
        float[] values = [.. stored.Select(v => (float)v)];
        Block(code, Floats([.. values, .. new float[padding]]));
        return Status(code, values.Length, first, last, factor, (values.Min() * (float)factor, values.Max() * (float)factor), more);
    }

    /// <summary>Adds a status block.</summary>
    public OpusFile Status(
        int code,
        int points,
        double first,
        double last,
        double factor,
        (double Low, double High) extremes,
        params (string Key, object Value)[] more
    )
    {
        (string Key, object Value)[] usual =
        [
            ("DPF", 1),
            ("NPT", points),
            ("FXV", first),
            ("LXV", last),
            ("CSF", factor),
            ("MXY", extremes.High),
            ("MNY", extremes.Low),
            ("DAT", "06/02/2020"),
            ("TIM", "13:09:58.095 (GMT+1)"),
            ("DXU", "WN"),
        ];
        return Block(code | (1 << 4), Parameters([.. usual.Where(u => more.All(m => m.Key != u.Key)), .. more]));
    }

    /// <summary>The bytes of a block of parameters: int, double, string (cp1252 or as bytes).</summary>
    public static byte[] Parameters(params (string Key, object Value)[] entries)
    {
        using var stream = new MemoryStream();
        using var to = new BinaryWriter(stream);
        foreach (var (key, value) in entries)
        {
            (short type, byte[] bytes) = value switch
            {
                int i => ((short)0, BitConverter.GetBytes(i)),
                double d => ((short)1, BitConverter.GetBytes(d)),
                byte[] b => ((short)2, [.. b, 0, .. new byte[~b.Length & 1]]),
                _ => ((short)2, Text((string)value)),
            };
            to.Write(Encoding.ASCII.GetBytes(key + "\0"));
            to.Write(type);
            to.Write((short)(bytes.Length / 2));
            to.Write(bytes);
        }
        to.Write("END\0\0\0\0\0"u8);
        return stream.ToArray();
    }

    /// <summary>The bytes of a series: header, runs, spectra with their records.</summary>
    /// <param name="spectra">Stored values, factor and start time of each.</param>
    /// <param name="first">First x.</param>
    /// <param name="last">Last x.</param>
    /// <param name="stated">Number of spectra that the header states; null for the true one.</param>
    /// <param name="runs">Runs of stored spectra.</param>
    public static byte[] Series(
        IReadOnlyList<(float[] Values, double Factor, double Start)> spectra,
        double first,
        double last,
        int? stated = null,
        params (int First, int Last)[] runs
    )
    {
        using var stream = new MemoryStream();
        using var to = new BinaryWriter(stream);
        int points = spectra[0].Values.Length;
        foreach (int v in (int[])[0, stated ?? spectra.Count, 24 + 8 * runs.Length, 4 * points, 152, runs.Length])
            to.Write(v);
        foreach (var run in runs)
        {
            to.Write(run.First);
            to.Write(run.Last);
        }
        foreach (var (values, factor, start) in spectra)
        {
            to.Write(Floats(values));
            foreach (int v in (int[])[4, 4, 0, points, 1, 1, 0, 0])
                to.Write(v);
            foreach (double v in (double[])[8000, 0, 8000, 0])
                to.Write(v);
            to.Write(0L);
            float f = (float)factor;
            foreach (double v in (double[])[first, last, values.Min() * f, values.Max() * f, factor, 11, 12])
                to.Write(v);
            to.Write(13);
            to.Write(14);
            to.Write(start);
            to.Write(start + 0.5);
        }
        return stream.ToArray();
    }

    /// <summary>Single-precision values as bytes.</summary>
    public static byte[] Floats(params float[] values)
    {
        byte[] bytes = new byte[4 * values.Length];
        Buffer.BlockCopy(values, 0, bytes, 0, bytes.Length);
        return bytes;
    }

    /// <summary>The file.</summary>
    public byte[] Write()
    {
        using var stream = new MemoryStream();
        using var to = new BinaryWriter(stream);
        int blocks = _blocks.Sum(b => b.Content.Length);
        int directory = DirectoryLast ? 24 + blocks : 24;
        int at = DirectoryLast ? 24 : 24 + 12 * Room;
        to.Write([0x0A, 0x0A, 0xFE, 0xFE]);
        to.Write(920622.0);
        to.Write(directory);
        to.Write(Room);
        to.Write(StatedCount ?? _blocks.Count + 1);
        byte[] entries = Directory(directory, at);
        if (!DirectoryLast)
            to.Write(entries);
        foreach (var block in _blocks)
            to.Write(block.Content);
        if (DirectoryLast)
            to.Write(entries);
        return stream.ToArray();
    }

    private byte[] Directory(int directory, int at)
    {
        byte[] bytes = new byte[12 * Room];
        using var to = new BinaryWriter(new MemoryStream(bytes));
        foreach (int v in (int[])[13 << 10, 3 * Room, directory])
            to.Write(v);
        foreach (var (code, content, words) in _blocks)
        {
            foreach (int v in (int[])[code, words ?? content.Length / 4, at])
                to.Write(v);
            at += content.Length;
        }
        return bytes;
    }

    private static byte[] Text(string text)
    {
        byte[] bytes = Encoding.Latin1.GetBytes(text);
        return [.. bytes, 0, .. new byte[~bytes.Length & 1]];
    }
}

/// <summary>Samples of OPUS files.</summary>
public sealed class OpusSamples : ISampleSource
{
    private const double Factor = 1.0 / 128;

    /// <inheritdoc />
    public IEnumerable<SampleFile> Samples() =>
        [
            new("bruker-opus", "absorbance.0", Absorbance()) { Truth = [Truth(2, 1), Truth(1, 1), (Indices(), Truth(0, Factor).Y)] },
            new("bruker-opus", "series.0", Series()) { Truth = [.. Enumerable.Range(0, 3).Select(k => Truth(k, 1 << k))] },
        ];

    private static byte[] Absorbance() =>
        new OpusFile { DirectoryLast = true }
            .Block(OpusFile.Code(0, 0, 10, 0), OpusFile.Parameters(("SNM", "a sample"), ("CPG", 1252)))
            .Curve(OpusFile.Code(3, 1, 0, 2), [.. Stored(0)], 0, SampleFiles.Points - 1, Factor, 1, ("DXU", "PNT"))
            .Curve(OpusFile.Code(3, 1, 0, 1), [.. Stored(1)], SampleFiles.X(0), SampleFiles.X(SampleFiles.Points - 1))
            .Curve(OpusFile.Code(3, 3, 0, 4), [.. Stored(2)], SampleFiles.X(0), SampleFiles.X(SampleFiles.Points - 1), 1, 1)
            .Write();

    private static byte[] Series()
    {
        int code = OpusFile.Code(3, 3, 0, 4, form: 2);
        (double first, double last) = (SampleFiles.X(0), SampleFiles.X(SampleFiles.Points - 1));
        return new OpusFile()
            .Block(code, OpusFile.Series([.. Enumerable.Range(0, 3).Select(k => (Stored(k), (double)(1 << k), 10.0 * k))], first, last))
            .Status(code, SampleFiles.Points, first, last, 1, (0, 0))
            .Write();
    }

    private static float[] Stored(int k) => [.. Enumerable.Range(0, SampleFiles.Points).Select(i => (float)SampleFiles.Value(k, i))];

    private static double[] Indices() => [.. Enumerable.Range(0, SampleFiles.Points).Select(i => (double)i)];

    private static (double[] X, double[] Y) Truth(int k, double factor) =>
        (SampleFiles.Truth(1)[0].X, [.. Stored(k).Select(v => v * factor)]);
}
