using System.Text;

namespace SpectraPipeline.Testing.Writers;

/// <summary>Minimal writer of PerkinElmer's block files: spectra (.sp) and images (.fsm).</summary>
public sealed record PerkinElmerFile
{
    public required double[] Values { get; init; }

    public double First { get; init; } = 4000;

    public double Last { get; init; } = 700;

    /// <summary>Number of points that the file states; null for the true one.</summary>
    public int? StatedPoints { get; init; }

    /// <summary>Spacing that the file states; null for the true one.</summary>
    public double? Step { get; init; }

    public string XUnit { get; init; } = "cm-1";

    public string YUnit { get; init; } = "A";

    /// <summary>Content of the history block; empty for none.</summary>
    public byte[] History { get; init; } = [];

    /// <summary>Blocks behind the data set.</summary>
    public byte[] Tail { get; init; } = [];

    public string Description { get; init; } = "2D constant interval DataSet file";

    /// <summary>A block: number, length, content.</summary>
    public static byte[] Block(int id, params byte[] content) => [.. U16(id), .. BitConverter.GetBytes(content.Length), .. content];

    /// <summary>A text member in Windows' Western code page (the characters that it shares with Latin-1).</summary>
    public static byte[] Text(int id, string text) => Block(id, [.. U16(29987), .. U16(text.Length), .. Encoding.Latin1.GetBytes(text)]);

    /// <summary>A whole number among the settings of an instrument, with its mark.</summary>
    public static byte[] Setting(int id, int value, bool known = true) =>
        Block(id, [.. U16(29996), .. U16(value), .. U16(29988), .. U16(known ? 1 : 0)]);

    /// <summary>A record of the history: who, what, when, text, and the record before it.</summary>
    public static byte[] Record(string who, string what, string when, string text, params byte[] before) =>
        Block(
            121,
            [
                .. Text(35698, who),
                .. Text(35699, what),
                .. Text(35700, when),
                .. Text(35702, text),
                .. before.Length > 0 ? Block(35703, before) : [],
            ]
        );

    /// <summary>The record that began it all, with the settings of an instrument (124 IR, 125 UV/Vis, 126 fluorescence).</summary>
    public static byte[] Origin(byte[] record, int instrument, params byte[] settings) =>
        Block(122, [.. record, .. Block(35705, Block(instrument, [.. Block(123, Text(35837, "Spectrum One")), .. settings]))]);

    /// <summary>The file.</summary>
    public byte[] Write() => [.. Head(Description), .. Block(120, DataSet()), .. Tail];

    /// <summary>An image: grid, history, one block of single values a pixel.</summary>
    /// <param name="columns">Positions of the first coordinate.</param>
    /// <param name="rows">Positions of the second.</param>
    /// <param name="pixels">Values of the pixels in the order of the file.</param>
    public byte[] Image(int columns, int rows, params IReadOnlyList<float[]> pixels)
    {
        double[] reals = [50, 25, -1, First, Last, 0, 0, 1000, 2000, First];
        byte[] grid =
        [
            .. Label("Image"),
            .. reals.SelectMany(BitConverter.GetBytes),
            .. ((int[])[columns, rows, StatedPoints ?? Values.Length]).SelectMany(BitConverter.GetBytes),
            .. Label("Y - micrometers"),
            .. Label("X - micrometers"),
            .. Label(XUnit),
            .. Label(YUnit),
        ];
        return
        [
            .. Head("DataSet - 4DConst3DInterval"),
            .. Block(5100, grid),
            .. Block(5104, Block(120, DataSet())),
            .. pixels.SelectMany(p => Block(5105, OpusFile.Floats(p))),
        ];
    }

    private byte[] DataSet()
    {
        double step = Step ?? (Last - First) / Math.Max(1, Values.Length - 1);
        return
        [
            .. History.Length > 0 ? Block(35711, History) : [],
            .. Text(35709, @"C:\a.sp"),
            .. Block(35698, [.. U16(29981), .. BitConverter.GetBytes(First), .. BitConverter.GetBytes(Last)]),
            .. Block(35700, [.. U16(29979), .. BitConverter.GetBytes(step)]),
            .. Block(35701, [.. U16(29995), .. BitConverter.GetBytes(StatedPoints ?? Values.Length)]),
            .. Text(35703, XUnit),
            .. Text(35704, YUnit),
            .. Text(35713, "a sample"),
            .. Block(35708, [.. U16(29974), .. BitConverter.GetBytes(8 * Values.Length), .. Values.SelectMany(BitConverter.GetBytes)]),
        ];
    }

    private static byte[] Head(string description) => [.. "PEPE"u8, .. Encoding.ASCII.GetBytes(description.PadRight(40, '\0'))];

    private static byte[] Label(string text) => [.. U16(text.Length), .. Encoding.ASCII.GetBytes(text)];

    private static byte[] U16(int value) => BitConverter.GetBytes((ushort)value);
}

/// <summary>PerkinElmer's text form.</summary>
public sealed record PerkinElmerText
{
    public string FirstLine { get; init; } = "PE UV       SUBTECH     SPECTRUM    ASCII       PEDS        4.00        ";

    public string XUnit { get; init; } = "nm";

    public string YUnit { get; init; } = "%T";

    public string Separator { get; init; } = "\t";

    public char DecimalSign { get; init; } = '.';

    /// <summary>Number of points that the header states; null for the true one.</summary>
    public int? StatedPoints { get; init; }

    /// <summary>The file.</summary>
    public byte[] Write(double[] x, double[] y)
    {
        string[] lines =
        [
            FirstLine,
            "   -1",
            "a.sp",
            "22/08/26",
            "09:42:15.00",
            "22/08/26",
            "09:44:15.00",
            "an operator",
            "a sample",
            "",
            "",
            "Lambda 1050+",
            "1060L",
            "UV WinLab",
            "#HDR",
            "-1",
            "#GR",
            XUnit,
            YUnit,
            "1.0",
            "0.0",
            Number(x[0]),
            Number(x[1] - x[0]),
            Number(StatedPoints ?? x.Length),
            "8",
            Number(y.Max()),
            Number(y.Min()),
            "#DATA",
            .. x.Select((v, i) => Number(v) + Separator + Number(y[i])),
        ];
        return Encoding.ASCII.GetBytes(string.Join("\r\n", lines) + "\r\n");
    }

    private string Number(double v) => v.ToString("R", System.Globalization.CultureInfo.InvariantCulture).Replace('.', DecimalSign);
}

/// <summary>Samples of PerkinElmer files.</summary>
public sealed class PerkinElmerSamples : ISampleSource
{
    /// <inheritdoc />
    public IEnumerable<SampleFile> Samples()
    {
        (double[] x, double[] y) = SampleFiles.Truth(1)[0];
        var file = new PerkinElmerFile
        {
            Values = y,
            First = x[0],
            Last = x[^1],
            History = PerkinElmerFile.Origin(
                PerkinElmerFile.Record("J\u00F6rg", "Created as New Dataset", "Thu Mar 09 09:17:56 2006", "a film"),
                124,
                PerkinElmerFile.Setting(35840, 32)
            ),
        };
        yield return new("perkinelmer-sp", "spectrum.sp", file.Write()) { Truth = SampleFiles.Truth(1) };
        IReadOnlyList<(double[] X, double[] Y)> pixels = SampleFiles.Truth(6, singlePrecision: true);
        yield return new("perkinelmer-sp", "image.fsm", file.Image(3, 2, [.. pixels.Select(p => p.Y.Select(v => (float)v).ToArray())]))
        {
            Truth = pixels,
        };
        yield return new("perkinelmer-ascii", "spectrum.asc", new PerkinElmerText().Write(x, y)) { Truth = SampleFiles.Truth(1) };
    }
}
