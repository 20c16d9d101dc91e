using System.Globalization;
using System.Runtime.InteropServices;
using System.Xml;
using SpectraPipeline.Core;
using SpectraPipeline.IO.Tokens;

namespace SpectraPipeline.IO.Readers.TriVista;

/// <summary>Reads the XML of a TriVista file element by element, so that the frames before the end of a cut file are not lost.</summary>
internal sealed class TriVistaXml
{
    private const int MostSettings = 2000;
    private const int DeepestDocument = 8;

    // Real files nest some ten deep; the reader keeps more than a hundred bytes for each level.
    private const int DeepestElement = 1000;

    private static readonly XmlReaderSettings s_settings = new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null };

    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly List<TriVistaDocument> _open = [];
    private string _axis = "";
    private (long Columns, long Rows, string Stamp)? _frame;
    private double[]? _values;

    private TriVistaXml(ReadOnlyMemory<byte> bytes) => _bytes = bytes;

    /// <summary>Documents in the order of the file.</summary>
    public List<TriVistaDocument> Documents { get; } = [];

    /// <summary>Attributes of the file and its enabled objectives.</summary>
    public Dictionary<string, string> Metadata { get; } = [];

    /// <summary>Doubts.</summary>
    public List<string> Notes { get; } = [];

    /// <summary>Reads a file.</summary>
    /// <exception cref="BadFileException">It is no well-formed XML (unless it was cut behind a complete frame), or a frame is not what it claims.</exception>
    public static TriVistaXml Read(ReadOnlyMemory<byte> bytes)
    {
        var xml = new TriVistaXml(bytes);
        try
        {
            using var reader = XmlReader.Create(xml.Stream(), s_settings);
            while (reader.Read())
                xml.Node(reader);
        }
        catch (XmlException e)
        {
            xml.Broken(e);
        }
        return xml;
    }

    private MemoryStream Stream() =>
        MemoryMarshal.TryGetArray(_bytes, out ArraySegment<byte> array)
            ? new MemoryStream(array.Array!, array.Offset, array.Count, writable: false)
            : new MemoryStream(_bytes.ToArray(), writable: false);

    /// <summary>A file that simply ends is cut, and its complete frames stay; any other fault makes the whole doubtful.</summary>
    private void Broken(XmlException e)
    {
        TextLines lines = TextLines.Of(_bytes);
        int line = Math.Clamp(e.LineNumber, 1, Math.Max(1, lines.Count));
        bool cut = e.LineNumber >= lines.Count && lines.Count > 0 && e.LinePosition > lines.Text(lines.Count - 1).Length;
        if (cut && Documents.Exists(d => d.Frames.Count > 0))
            Notes.Add($"the file was cut in line {line}: the frames before are complete");
        else
            throw new BadFileException(Math.Min(lines.Offset(line - 1), _bytes.Length), "well-formed XML", e.Message, line);
    }

    private BadFileException Bad(XmlReader reader, string expected, string found)
    {
        int line = (reader as IXmlLineInfo)?.LineNumber ?? 1;
        return new BadFileException(Math.Min(TextLines.Of(_bytes).Offset(line - 1), _bytes.Length), expected, found, line);
    }

    private void Node(XmlReader reader)
    {
        if (reader.Depth > DeepestElement)
            throw Bad(reader, $"XML of at most {DeepestElement} levels", "more");
        if (reader.NodeType == XmlNodeType.Element)
            Element(reader);
        else if (reader.NodeType is XmlNodeType.Text or XmlNodeType.CDATA && _frame is not null)
            _values = Numbers(reader, reader.Value, ';');
        else if (reader.NodeType == XmlNodeType.EndElement)
            End(reader);
    }

    private void Element(XmlReader reader)
    {
        switch (reader.LocalName)
        {
            case "XmlMain":
                foreach (string name in (ReadOnlySpan<string>)["Version", "Filename", "DateTime"])
                    if (reader.GetAttribute(name) is { Length: > 0 } value)
                        Metadata[name] = value;
                break;
            case "Objective" when reader.GetAttribute("IsEnabled") == "True" && reader.GetAttribute("Name") is { Length: > 0 } name:
                Metadata["Objective"] =
                    Metadata.TryGetValue("Objective", out string? other) && other.Length < 200 ? $"{other}, {name}" : name;
                break;
            case "Document":
                Open(reader);
                break;
            case "xDim" or "yDim" or "zDim":
                _axis = reader.LocalName;
                if (_axis == "zDim" && _open.Count > 0)
                    _open[^1].ClaimedFrames = Count(reader, "Length", 0);
                break;
            case "Calibration" when _axis == "xDim" && _open.Count > 0:
                Calibration(reader, _open[^1]);
                break;
            case "Frame" when _open.Count > 0 && !reader.IsEmptyElement:
                _frame = (Count(reader, "xDim", -1), Count(reader, "yDim", 1), reader.GetAttribute("TimeStamp") ?? "");
                _values = null;
                break;
        }
    }

    private void Open(XmlReader reader)
    {
        if (_open.Count == DeepestDocument)
            throw Bad(reader, $"at most {DeepestDocument} documents within one another", "more");
        if (reader.GetAttribute("Encoding") is string encoding && !encoding.Equals("Ascii", StringComparison.OrdinalIgnoreCase))
            Notes.Add($"the encoding of the frames is '{encoding}'");
        var document = new TriVistaDocument
        {
            Label = reader.GetAttribute("Label") ?? "",
            DataLabel = reader.GetAttribute("DataLabel") ?? "",
            Recorded = Recorded(reader.GetAttribute("RecordTime") ?? ""),
        };
        foreach (string name in (ReadOnlySpan<string>)["Label", "DataLabel", "DocType", "RecordTime", "ModeName", "DataSource"])
            if (reader.GetAttribute(name) is { Length: > 0 } value)
                document.Metadata[name] = value;
        if (reader.GetAttribute("InfoSerialized") is { Length: > 0 } settings)
            Settings(settings, document.Metadata);
        (_open.Count > 0 ? _open[^1].Parts : Documents).Add(document);
        if (!reader.IsEmptyElement)
            _open.Add(document);
    }

    private void End(XmlReader reader)
    {
        switch (reader.LocalName)
        {
            case "Document" when _open.Count > 0:
                _open.RemoveAt(_open.Count - 1);
                break;
            case "xDim" or "yDim" or "zDim":
                _axis = "";
                break;
            case "Frame" when _frame is var (columns, rows, stamp) && _open.Count > 0:
                double[] values = _values ?? [];
                if (columns < 1 || rows < 1 || columns > values.Length || values.Length / columns != rows || values.Length % columns != 0)
                    throw Bad(reader, $"{columns} x {rows} values of a frame", $"{values.Length}");
                double[][] all = rows == 1 ? [values] : [.. values.Chunk((int)columns)];
                _open[^1].Frames.Add(new TriVistaFrame(all, Stamp(stamp)));
                _frame = null;
                break;
        }
    }

    private void Calibration(XmlReader reader, TriVistaDocument document)
    {
        document.Unit = reader.GetAttribute("Unit") ?? "";
        foreach (string name in (ReadOnlySpan<string>)["Unit", "DisplayUnit", "Type", "LaserWave"])
            if (reader.GetAttribute(name) is { Length: > 0 } value)
                document.Metadata[$"xDim.{name}"] = value;
        // The number of values, then the values; a lone 0 when there are none.
        double[] list = Numbers(reader, reader.GetAttribute("ValueArray") ?? "0", '|');
        if (list.Length > 0 && list[0] != list.Length - 1)
            throw Bad(reader, $"{list[0]} x-values, as ValueArray says first", $"{list.Length - 1}");
        document.X = list.Length > 1 ? list[1..] : null;
    }

    private double[] Numbers(XmlReader reader, string text, char separator)
    {
        ReadOnlySpan<char> rest = text.AsSpan().Trim();
        if (rest.IsEmpty)
            return [];
        double[] values = new double[rest.Count(separator) + 1];
        int n = 0;
        foreach (Range range in rest.Split(separator))
            if (!double.TryParse(rest[range], NumberStyles.Float, CultureInfo.InvariantCulture, out values[n++]))
                throw Bad(reader, $"numbers between '{separator}'", $"'{rest[range][..Math.Min(40, rest[range].Length)]}'");
        return values;
    }

    private static long Count(XmlReader reader, string attribute, long missing) =>
        long.TryParse(reader.GetAttribute(attribute), NumberStyles.None, CultureInfo.InvariantCulture, out long value) ? value : missing;

    private static DateTime? Recorded(string text) =>
        DateTime.TryParseExact(
            text,
            ["MM/dd/yyyy HH:mm:ss.FFFFFFF", "MM/dd/yyyy HH:mm:ss"],
            CultureInfo.InvariantCulture,
            DateTimeStyles.None,
            out DateTime time
        )
            ? time
            : null;

    /// <summary>Ticks of 100 ns since the year 1, as .NET counts them, of the computer's clock (the same as RecordTime).</summary>
    private static DateTime? Stamp(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long ticks)
        && ticks > 0
        && ticks <= DateTime.MaxValue.Ticks
        && new DateTime(ticks) is { Year: >= 1980 and <= 2200 } time
            ? time
            : null;

    /// <summary>XML within an attribute: groups within groups of items with a name and a value.</summary>
    private void Settings(string text, Dictionary<string, string> into)
    {
        var groups = new List<string>();
        string name = "";
        bool inItem = false;
        string element = "";
        try
        {
            using var reader = XmlReader.Create(new StringReader(text), s_settings);
            while (reader.Read() && into.Count < MostSettings)
            {
                if (reader.NodeType == XmlNodeType.Element)
                {
                    element = reader.LocalName;
                    if (element == "Group" && !reader.IsEmptyElement)
                        groups.Add("");
                    inItem |= element == "Item";
                }
                else if (reader.NodeType == XmlNodeType.EndElement)
                {
                    if (reader.LocalName == "Group")
                        groups.RemoveAt(groups.Count - 1);
                    inItem &= reader.LocalName != "Item";
                    element = "";
                }
                else if (reader.NodeType == XmlNodeType.Text && element == "Name" && inItem)
                    name = reader.Value.Trim();
                else if (reader.NodeType == XmlNodeType.Text && element == "Name" && groups.Count > 0)
                    groups[^1] = reader.Value.Trim();
                else if (reader.NodeType == XmlNodeType.Text && element == "Value" && inItem)
                    Add(into, string.Join('.', groups.TakeLast(4).Append(name)), reader.Value.Trim());
            }
        }
        catch (XmlException e)
        {
            Notes.Add($"the settings (InfoSerialized) are damaged: {e.Message}");
        }
    }

    /// <summary>Several spectrometers have the same names: the second is told apart by a number.</summary>
    private static void Add(Dictionary<string, string> into, string key, string value)
    {
        if (key.Length > 300 || value.Length > 1000)
            return;
        string unique = key;
        for (int n = 2; !into.TryAdd(unique, value) && n < 20; n++)
            unique = string.Create(CultureInfo.InvariantCulture, $"{key} ({n})");
    }
}
