using System.Globalization;
using System.Text;

namespace SpectraPipeline.Testing.Writers;

/// <summary>Minimal writer of LabSpec's text: a header of <c>#Key=[tab]value</c>, then two columns or a table with k coordinates before each spectrum.</summary>
public sealed record LabSpecText
{
    /// <summary>Lines of the header without the sign in front; <c>AxisType[0]=Intens</c> has no tab behind its equals sign.</summary>
    public IReadOnlyList<string> Header { get; init; } =
    ["Acq. time (s)=\t1", "Accumulations=\t2", "Laser=\t532nm_Edge", "Spectro (cm-¹)=\t940.815"];

    public string LineEnd { get; init; } = "\n";

    public char DecimalSign { get; init; } = '.';

    /// <summary>Tabs behind the last number of each row.</summary>
    public int TrailingTabs { get; init; }

    /// <summary>No end behind the last line.</summary>
    public bool Unended { get; init; }

    /// <summary>Latin 1 has the signs of the keys (µ, °, ¹) where cp1252 has them.</summary>
    public Encoding Encoding { get; init; } = Encoding.Latin1;

    /// <summary>Two columns.</summary>
    public byte[] Write(IReadOnlyList<double> x, IReadOnlyList<double> y) => Bytes(x.Select((v, i) => Cell(v) + "\t" + Cell(y[i])));

    /// <summary>A table: the coordinates of each spectrum as written before its values.</summary>
    public byte[] Write(IReadOnlyList<double> x, IReadOnlyList<(string[] Coordinates, double[] Y)> rows) =>
        Bytes([
            new string('\t', rows[0].Coordinates.Length) + string.Join('\t', x.Select(Cell)),
            .. rows.Select(r => string.Join('\t', [.. r.Coordinates, .. r.Y.Select(Cell)])),
        ]);

    private byte[] Bytes(IEnumerable<string> rows)
    {
        string text = string.Concat(
            Header.Select(h => "#" + h + LineEnd).Concat(rows.Select(r => r + new string('\t', TrailingTabs) + LineEnd))
        );
        return [.. Encoding.GetPreamble(), .. Encoding.GetBytes(Unended ? text[..^LineEnd.Length] : text)];
    }

    private string Cell(double v) => v.ToString("R", CultureInfo.InvariantCulture).Replace('.', DecimalSign);
}

/// <summary>Samples of LabSpec text and XML.</summary>
public sealed class LabSpecSamples : ISampleSource
{
    /// <inheritdoc />
    public IEnumerable<SampleFile> Samples()
    {
        (double[] x, double[] y) = SampleFiles.Truth(1)[0];
        var three = SampleFiles.Truth(3);
        yield return new("labspec-text", "one.txt", new LabSpecText { LineEnd = "\r\n" }.Write(x, y)) { Truth = SampleFiles.Truth(1) };
        yield return new(
            "labspec-text",
            "series.txt",
            new LabSpecText { TrailingTabs = 1 }.Write(x, [.. three.Select((t, k) => (new[] { $"{308 * k}" }, t.Y))])
        )
        {
            Truth = three,
        };
        yield return new(
            "labspec-text",
            "map.txt",
            new LabSpecText
            {
                Header =
                [
                    "Accumulations=\t1",
                    "Laser (nm)=\t405 ",
                    "AxisType[0]=Intens",
                    "AxisUnit[0]=Cnt",
                    "AxisType[1]=Spectr",
                    "AxisUnit[1]=nm",
                    "AxisType[2]=X",
                    "AxisUnit[2]=µm",
                    "AxisType[3]=Y",
                    "AxisUnit[3]=µm",
                ],
            }.Write(x, [.. three.Select((t, k) => (new[] { "7", $"{k}" }, t.Y))])
        )
        {
            Truth = three,
        };
        yield return new(
            "labspec-xml",
            "map.xml",
            new LabSpecXml { Places = [("X", "µm", [-1, 0, 1])] }.Write(x, [.. three.Select(t => t.Y)])
        )
        {
            Truth = three,
        };
    }
}
