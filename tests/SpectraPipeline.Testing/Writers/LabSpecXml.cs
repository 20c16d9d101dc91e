using System.Globalization;
using System.Text;

namespace SpectraPipeline.Testing.Writers;

/// <summary>Minimal writer of LabSpec's XML: axes, entries, and a matrix with a row for each spectrum.</summary>
public sealed record LabSpecXml
{
    public string SpectralUnit { get; init; } = "1/cm";

    public string IntensityUnit { get; init; } = "Cnt/sec";

    /// <summary>Axes of places and times: type, unit, values; the first runs fastest.</summary>
    public IReadOnlyList<(string Type, string Unit, double[] Values)> Places { get; init; } = [];

    /// <summary>Entries: name, value as text, value as number ("" for none).</summary>
    public IReadOnlyList<(string Name, string Value, string Number)> Entries { get; init; } =
    [("Laser (nm)", "633", "632.817"), ("Title", "sample", ""), ("Acquired", "19.08.2022 09:30:34", "")];

    /// <summary>What stands in front of the root: the declaration, or a DTD that must be refused.</summary>
    public string Prologue { get; init; } = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

    public byte[] Write(IReadOnlyList<double> x, IReadOnlyList<double[]> spectra)
    {
        var xml = new StringBuilder(Prologue);
        xml.Append("<LSX_Data>\n\t<LSX_Tree Format=\"9\" ID=\"0x69746164\" Size=\"4\">\n");
        Leaf(xml, 7, "0x6D707974", spectra.Count > 1 ? "SpIm" : "Spectrum");
        Leaf(xml, 8, "0x6C7469D9", "data");
        xml.Append("<LSX Format=\"9\" ID=\"0x7A74D9D6\" Size=\"1\"><LSX Format=\"9\" ID=\"0x7B697861\" Size=\"4\">\n");
        Axis(xml, 0, "Intens", IntensityUnit, null);
        Axis(xml, 1, "Spectr", SpectralUnit, x);
        for (int a = 0; a < Places.Count; a++)
            Axis(xml, a + 2, Places[a].Type, Places[a].Unit, Places[a].Values);
        xml.Append("</LSX></LSX>\n<LSX Format=\"9\" ID=\"0x6C62D4D9\" Size=\"1\"><LSX Format=\"9\" ID=\"0x8716361\" Size=\"3\">\n");
        foreach ((string name, string value, string number) in Entries)
        {
            xml.Append("<LSX Format=\"9\" ID=\"0x6F707865\" Size=\"2\">\n");
            Leaf(xml, 7, "0x7D6C61DB", value);
            Leaf(xml, 7, "0x6D6D616E", name);
            if (number.Length > 0)
                Leaf(xml, 5, "0x8736F70", number);
            xml.Append("</LSX>\n");
        }
        xml.Append("</LSX></LSX>\n</LSX_Tree>\n");
        xml.Append(CultureInfo.InvariantCulture, $"<LSX_Matrix Format=\"6\" ID=\"0x7D6CD4DB\" Size=\"{x.Count * spectra.Count}\">\n");
        for (int k = 0; k < spectra.Count; k++)
        {
            xml.Append(CultureInfo.InvariantCulture, $"<LSX_Row Format=\"6\" Index=\"{k}\" Size=\"{spectra[k].Length}\">\n");
            Numbers(xml, spectra[k]);
            xml.Append("</LSX_Row>\n");
        }
        xml.Append("</LSX_Matrix>\n</LSX_Data>\n");
        return Encoding.UTF8.GetBytes(xml.ToString());
    }

    private static void Axis(StringBuilder xml, int id, string type, string unit, IReadOnlyList<double>? values)
    {
        xml.Append(CultureInfo.InvariantCulture, $"<LSX Format=\"9\" ID=\"0x{id}\" Size=\"3\">\n");
        if (values is not null)
        {
            xml.Append(CultureInfo.InvariantCulture, $"<LSX Format=\"6\" ID=\"0x7D6CD4DB\" Size=\"{values.Count}\">\n");
            Numbers(xml, values);
            xml.Append("</LSX>\n");
        }
        Leaf(xml, 7, "0x6D707974", type);
        Leaf(xml, 7, "0x7C696E75", unit);
        xml.Append("</LSX>\n");
    }

    private static void Leaf(StringBuilder xml, int format, string id, string text) =>
        xml.Append(CultureInfo.InvariantCulture, $"<LSX Format=\"{format}\" ID=\"{id}\">{text}</LSX>\n");

    /// <summary>Fifteen to a line, a blank behind each.</summary>
    private static void Numbers(StringBuilder xml, IReadOnlyList<double> values)
    {
        for (int i = 0; i < values.Count; i++)
            xml.Append(values[i].ToString("R", CultureInfo.InvariantCulture)).Append(i % 15 == 14 ? " \n\t\t" : " ");
        xml.Append('\n');
    }
}
