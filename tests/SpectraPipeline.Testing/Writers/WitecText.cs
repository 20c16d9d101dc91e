using System.Globalization;
using System.Text;

namespace SpectraPipeline.Testing.Writers;

/// <summary>Minimal writer of WITec's text exports.</summary>
public sealed record WitecText
{
    public int SizeX { get; init; } = 1;

    public int SizeY { get; init; } = 1;

    public string XUnit { get; init; } = "rel. 1/cm";

    /// <summary>Decimal sign of the numbers.</summary>
    public char DecimalSign { get; init; } = '.';

    /// <summary>Sign between the cells of a table.</summary>
    public string Separator { get; init; } = "\t";

    /// <summary>The header alone, as in <c>name_Header.txt</c>.</summary>
    public byte[] Header(int points) => Latin(HeaderText(points));

    /// <summary>One number a line, as in <c>name_X-Axis.txt</c> and <c>name_Y-Axis.txt</c>.</summary>
    public byte[] Column(IEnumerable<double> values) => Latin(string.Concat(values.Select(v => $" {Cell(v)}\r\n")));

    /// <summary>Header and table in one file.</summary>
    public byte[] OneFile(IReadOnlyList<double> x, IReadOnlyList<double[]> spectra) =>
        Latin(HeaderText(x.Count) + "\r\n[Data]\r\n" + TableText(x, spectra, units: true));

    /// <summary>The table alone under its labels, with or without the row of units.</summary>
    public byte[] Table(IReadOnlyList<double> x, IReadOnlyList<double[]> spectra, bool units) => Latin(TableText(x, spectra, units));

    /// <summary>TrueMatch 2: x and y in two columns, or x once and y alone.</summary>
    public byte[] TrueMatch(IReadOnlyList<double> x, IReadOnlyList<double[]> spectra, bool sharedX)
    {
        var text = new StringBuilder("[WITEC_TRUEMATCH_ASCII_HEADER]\nVersion = 2.0\n\n");
        if (sharedX)
            text.Append("[XData]\n").AppendJoin('\n', x.Select(Cell)).Append("\n\n");
        for (int k = 0; k < spectra.Count; k++)
        {
            text.Append(CultureInfo.InvariantCulture, $"[SpectrumHeader]\nTitle = spectrum {k}\nExcitationWavelength = 532.1\n");
            text.Append(CultureInfo.InvariantCulture, $"SpectrumSize = {x.Count}\nXDataKind = nm\n\n");
            text.Append(CultureInfo.InvariantCulture, $"[SampleMetaData]\ndouble Integration_Time = {0.5 + k}\n\n[SpectrumData]\n");
            for (int i = 0; i < x.Count; i++)
                text.Append(sharedX ? "" : Cell(x[i]) + "\t").Append(Cell(spectra[k][i])).Append('\n');
            text.Append('\n');
        }
        return Latin(text.ToString());
    }

    private string HeaderText(int points) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"//Exported ASCII-File\r\n[Header]\r\nFileName = \r\nGraphName = Map_Spec.Data 1\r\nSizeX = {SizeX}\r\nSizeY = {SizeY}\r\nSizeGraph = {points}\r\nPositionUnit = µm\r\nPositionX = -76.3\r\nXAxisUnit = {XUnit}\r\nDataUnit = CCD cts\r\n"
        );

    private string TableText(IReadOnlyList<double> x, IReadOnlyList<double[]> spectra, bool units)
    {
        var text = new StringBuilder("X-Axis");
        for (int k = 0; k < spectra.Count; k++)
            text.Append(Separator).Append(CultureInfo.InvariantCulture, $"Map_Spec.Data 1_F({k % SizeX}/{k / SizeX})");
        text.Append("\r\n");
        if (units)
            text.Append(XUnit).Append(string.Concat(spectra.Select(_ => Separator + "CCD cts"))).Append("\r\n");
        for (int i = 0; i < x.Count; i++)
            text.Append(' ').Append(Cell(x[i])).Append(string.Concat(spectra.Select(s => $"{Separator} {Cell(s[i])}"))).Append("\r\n");
        return text.ToString();
    }

    private string Cell(double v) => v.ToString("R", CultureInfo.InvariantCulture).Replace('.', DecimalSign);

    private static byte[] Latin(string text) => Encoding.Latin1.GetBytes(text);
}

/// <summary>Samples of WITec text.</summary>
public sealed class WitecTextSamples : ISampleSource
{
    /// <inheritdoc />
    public IEnumerable<SampleFile> Samples()
    {
        var one = SampleFiles.Truth(1);
        var four = SampleFiles.Truth(4);
        var map = new WitecText { SizeX = 2, SizeY = 2 };
        double[] x = one[0].X;
        yield return new("witec-text", "graph.txt", new WitecText { Separator = "," }.OneFile(x, [one[0].Y])) { Truth = one };
        yield return new("witec-text", "graph-map.txt", map.OneFile(x, [.. four.Select(t => t.Y)])) { Truth = four };
        yield return new("witec-text", "table.txt", (map with { DecimalSign = ',' }).Table(x, [.. four.Select(t => t.Y)], units: true))
        {
            Truth = four,
        };
        yield return new("witec-text", "truematch.txt", map.TrueMatch(x, [.. four.Select(t => t.Y)], sharedX: false)) { Truth = four };
        yield return new("witec-text", "truematch-x.txt", map.TrueMatch(x, [.. four.Select(t => t.Y)], sharedX: true)) { Truth = four };
    }
}
