using System.Globalization;
using System.Security;
using System.Text;

namespace SpectraPipeline.Testing.Writers;

/// <summary>Minimal writer of TriVista files (.tvf).</summary>
public sealed record TriVistaFile
{
    /// <summary>x-values; null writes the lone 0 of a file without calibration.</summary>
    public required double[]? X { get; init; }

    /// <summary>Frames: values, and the time stamp in ticks of .NET (0 says nothing).</summary>
    public required IReadOnlyList<(double[] Y, long Ticks)> Frames { get; init; }

    public string Unit { get; init; } = "Nanometer";

    public string RecordTime { get; init; } = "10/21/2022 10:39:06.795";

    /// <summary>Rows of a frame.</summary>
    public int Rows { get; init; } = 1;

    /// <summary>Settings: group, name, value.</summary>
    public IReadOnlyList<(string Group, string Name, string Value)> Settings { get; init; } = [];

    /// <summary>Documents inside this one (parts of a glued spectrum).</summary>
    public IReadOnlyList<TriVistaFile> Parts { get; init; } = [];

    /// <summary>Documents behind this one.</summary>
    public IReadOnlyList<TriVistaFile> More { get; init; } = [];

    /// <summary>Written before the root.</summary>
    public string Prolog { get; init; } = "<!--TriVista-File. (c) S&I GmbH, all rights reserved. -->\r\n";

    public Encoding Encoding { get; init; } = new UTF8Encoding(true);

    /// <summary>The bytes of the file.</summary>
    public byte[] Write()
    {
        var text = new StringBuilder(Prolog);
        text.Append(
            "<XmlMain Version=\"1.0.1\" Filename=\"D:\\a.tvf\" DateTime=\"10/21/2022 10:39:21\" FileInfoSerialized=\"\">\r\n<Hardware>"
        );
        text.Append("<Objective IsEnabled=\"False\" Name=\"10x\" /><Objective IsEnabled=\"True\" Name=\"100x\" /></Hardware>\r\n");
        text.Append(CultureInfo.InvariantCulture, $"<Documents Count=\"{1 + More.Count}\">\r\n");
        Document(text);
        foreach (TriVistaFile file in More)
            file.Document(text);
        text.Append("</Documents>\r\n</XmlMain>\r\n");
        return [.. Encoding.GetPreamble(), .. Encoding.GetBytes(text.ToString())];
    }

    private void Document(StringBuilder text)
    {
        CultureInfo culture = CultureInfo.InvariantCulture;
        string x = X is null ? "0" : $"{X.Length}|{string.Join('|', X.Select(v => v.ToString("R", culture)))}";
        text.Append(
            culture,
            $"<Document Version=\"2\" Label=\"Intensity\" DataLabel=\"Counts\" RecordTime=\"{RecordTime}\" Encoding=\"Ascii\" InfoSerialized=\"{SecurityElement.Escape(Info())}\">\r\n"
        );
        text.Append(
            culture,
            $"<xDim Length=\"{X?.Length ?? 0}\"><Calibration Unit=\"{Unit}\" LaserWave=\"790.000\" ValueArray=\"{x}\" /></xDim>\r\n"
        );
        text.Append(
            culture,
            $"<yDim Length=\"{Rows}\"><Calibration Unit=\"Nanometer\" ValueArray=\"0\" /></yDim>\r\n<zDim Length=\"{Frames.Count}\" />\r\n<Data>\r\n"
        );
        foreach (var (y, ticks) in Frames)
            text.Append(
                culture,
                $"<Frame xDim=\"{y.Length / Rows}\" yDim=\"{Rows}\" TimeStamp=\"{ticks}\">{string.Join(';', y.Select(v => v.ToString("R", culture)))}</Frame>\r\n"
            );
        text.Append(culture, $"</Data>\r\n<Childs Count=\"{Parts.Count}\">");
        foreach (TriVistaFile part in Parts)
            part.Document(text);
        text.Append("</Childs></Document>\r\n");
    }

    private string Info()
    {
        var text = new StringBuilder("<?xml version=\"1.0\" encoding=\"utf-16\"?><Info><Groups>");
        foreach (var (group, name, value) in Settings)
            text.Append(
                CultureInfo.InvariantCulture,
                $"<Group><Name>{group}</Name><Items><Item><Name>{name}</Name><Value>{value}</Value></Item></Items><Groups /></Group>"
            );
        return text.Append("</Groups></Info>").ToString();
    }
}

/// <summary>Samples of TriVista files: a series and a map.</summary>
public sealed class TriVistaSamples : ISampleSource
{
    /// <inheritdoc />
    public IEnumerable<SampleFile> Samples()
    {
        var truth = SampleFiles.Truth(4);
        var series = new TriVistaFile
        {
            X = truth[0].X,
            Frames = [.. truth.Select((t, k) => (t.Y, 638019455397392397L + k * 40_000_000L))],
        };
        yield return new("trivista", "series.tvf", series.Write()) { Truth = truth };
        TriVistaFile map = series with { Frames = [.. truth.Select(t => (t.Y, 0L))], Settings = [.. Axis("X-Axis"), .. Axis("Y-Axis")] };
        yield return new("trivista", "map.tvf", map.Write()) { Truth = truth };
    }

    private static IEnumerable<(string, string, string)> Axis(string name) =>
        [(name, "From", "-1.000"), (name, "Step", "0.500"), (name, "Points", "2")];
}
