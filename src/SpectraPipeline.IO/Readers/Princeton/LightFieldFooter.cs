using System.Globalization;
using System.Xml;
using SpectraPipeline.Core;

namespace SpectraPipeline.IO.Readers.Princeton;

/// <summary>One quantity that LightField writes behind each frame.</summary>
/// <param name="Name">Its name, with the event or component: TimeStamp ExposureStarted.</param>
/// <param name="IsReal">A floating-point number, else an integer.</param>
/// <param name="Length">Bytes: 4 or 8.</param>
/// <param name="Resolution">Ticks in a second, of a time stamp; else 0.</param>
/// <param name="Origin">Time of tick 0; null where it is not told.</param>
internal sealed record FrameField(string Name, bool IsReal, int Length, double Resolution, DateTime? Origin);

/// <summary>A data block as the XML describes it.</summary>
internal sealed record DataBlock(string Type, IReadOnlyDictionary<string, string> Attributes)
{
    /// <summary>A whole number; −1 where it is missing or none.</summary>
    public long Number(string key) =>
        Attributes.TryGetValue(key, out string? text)
        && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long value)
        && value <= int.MaxValue
            ? value
            : -1;

    /// <summary>Numbers of the calibrations that hold for it.</summary>
    public string[] Calibrations =>
        Attributes.GetValueOrDefault("calibrations", "").Split([',', ' '], 64, StringSplitOptions.RemoveEmptyEntries);
}

/// <summary>What the XML behind the data of an SPE 3.x file says.</summary>
internal sealed class LightFieldFooter
{
    // Real footers have 25 to 45 kB; these bounds keep a hostile one from filling the memory.
    private const int MostBytes = 1 << 20;
    private const int MostDepth = 64;
    private const int MostEntries = 20_000;
    private const int MostCharacters = 1 << 20;
    private const int MostLists = 64;
    private const int MostRegions = 1000;
    private const int MostFields = 12;

    private readonly List<string> _path = [];
    private readonly Dictionary<string, int> _seen = [];
    private int _characters;

    private LightFieldFooter() { }

    /// <summary>The block of frames.</summary>
    public DataBlock? Frame { get; private set; }

    /// <summary>Its regions.</summary>
    public List<DataBlock> Regions { get; } = [];

    /// <summary>What follows the regions in each frame.</summary>
    public List<FrameField> Fields { get; } = [];

    /// <summary>Wavelengths (nm) by the number of their calibration.</summary>
    public List<(string Id, double[] Wavelengths)> Wavelengths { get; } = [];

    /// <summary>Where regions lie on the sensor, by the number of their calibration.</summary>
    public Dictionary<string, DataBlock> SensorMappings { get; } = [];

    /// <summary>Laser line (nm); NaN where none is told.</summary>
    public double LaserLine { get; private set; } = double.NaN;

    /// <summary>When the measurement was made; null when it is not told.</summary>
    public DateTime? Created { get; private set; }

    /// <summary>Every value and attribute by its path.</summary>
    public Dictionary<string, string> Metadata { get; } = [];

    /// <summary>Reads the XML from an offset to the end of the file.</summary>
    /// <exception cref="BadFileException">It is no XML, or no such one.</exception>
    public static LightFieldFooter Read(FileBytes file, long offset)
    {
        int length = file.Slice(offset, file.Length - offset, "the XML footer").TrimEnd("\0 \r\n\t"u8).Length;
        if (length > MostBytes)
            throw new BadFileException(offset, $"an XML footer of at most {MostBytes} bytes", $"{length}");
        var footer = new LightFieldFooter();
        var settings = new XmlReaderSettings
        {
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            IgnoreComments = true,
            IgnoreProcessingInstructions = true,
            MaxCharactersInDocument = MostBytes,
        };
        try
        {
            using var stream = new MemoryStream(file.Slice(offset, length, "the XML footer").ToArray(), writable: false);
            using var xml = XmlReader.Create(stream, settings);
            footer.Walk(xml, offset);
        }
        catch (XmlException e)
        {
            throw new BadFileException(offset, "a whole XML footer", $"at its line {e.LineNumber}, column {e.LinePosition}: {e.Message}");
        }
        return footer;
    }

    private void Walk(XmlReader xml, long offset)
    {
        if (xml.MoveToContent() != XmlNodeType.Element || xml.LocalName != "SpeFormat")
            throw new BadFileException(offset, "the XML element SpeFormat", $"'{xml.LocalName}'");
        string mapping = "";
        while (xml.Read())
            if (xml.NodeType == XmlNodeType.Element)
            {
                bool empty = xml.IsEmptyElement;
                _path.Add(xml.LocalName);
                if (_path.Count > MostDepth)
                    throw new BadFileException(offset, $"XML of at most {MostDepth} levels", "more");
                Element(xml, offset, ref mapping);
                if (empty)
                    _path.RemoveAt(_path.Count - 1);
            }
            else if (xml.NodeType == XmlNodeType.EndElement && _path.Count > 0)
                _path.RemoveAt(_path.Count - 1);
            else if (xml.NodeType is XmlNodeType.Text or XmlNodeType.CDATA && _path.Count > 0)
                Text(xml.Value, mapping);
    }

    private void Element(XmlReader xml, long offset, ref string mapping)
    {
        Dictionary<string, string> attributes = Attributes(xml);
        string name = _path[^1];
        string parent = _path.Count > 1 ? _path[^2] : "";
        if (name == "DataBlock" && attributes.GetValueOrDefault("type") == "Frame")
            Frame ??= new("Frame", attributes);
        else if (name == "DataBlock" && attributes.GetValueOrDefault("type") == "Region" && parent == "DataBlock")
        {
            if (Regions.Count == MostRegions)
                throw new BadFileException(offset, $"at most {MostRegions} regions", "more");
            Regions.Add(new("Region", attributes));
        }
        else if (parent == "MetaBlock" && Fields.Count < MostFields)
            Fields.Add(Field(name, attributes));
        else if (name == "SensorMapping" && attributes.TryGetValue("id", out string? id))
            SensorMappings[id] = new(name, attributes);
        else if (name == "WavelengthMapping")
            mapping = attributes.GetValueOrDefault("id", "");
        else if (name == "Origin" && Created is null)
            Created = Time(attributes.GetValueOrDefault("created"));
        if (attributes.TryGetValue("laserLine", out string? laser) && double.IsNaN(LaserLine) && Number(laser) is > 0 and var line)
            LaserLine = line;
        foreach (var (key, value) in attributes)
            if (key is not ("type" or "relevance" or "id" or "count" or "deviceID"))
                Keep("@" + key, value);
    }

    /// <summary>Attributes of no other namespace: those of 'restore' and 'xml' say nothing of the measurement.</summary>
    private static Dictionary<string, string> Attributes(XmlReader xml)
    {
        var attributes = new Dictionary<string, string>();
        while (xml.MoveToNextAttribute())
            if (xml.Prefix.Length == 0 && xml.LocalName != "xmlns")
                attributes[xml.LocalName] = xml.Value;
        xml.MoveToElement();
        return attributes;
    }

    private void Text(string text, string mapping)
    {
        if (_path[^1] is "Wavelength" or "WavelengthError" && _path.Count > 1 && _path[^2] == "WavelengthMapping")
        {
            // With an error each wavelength is followed by it.
            int step = _path[^1] == "Wavelength" ? 1 : 2;
            if (Wavelengths.Count < MostLists && Numbers(text, step) is { Length: > 0 } wavelengths)
                Wavelengths.Add((mapping, wavelengths));
        }
        else if (text.AsSpan().Trim().Length > 0)
            Keep("", text.Trim());
    }

    private static double[] Numbers(string text, int step)
    {
        var values = new List<double>();
        int word = 0;
        foreach (Range range in text.AsSpan().SplitAny(',', ' ', ';', '\r', '\n', '\t'))
            if (text.AsSpan(range).Length > 0 && word++ % step == 0)
            {
                if (!double.IsFinite(Number(text.AsSpan(range))))
                    return [];
                values.Add(Number(text.AsSpan(range)));
            }
        return [.. values];
    }

    private static double Number(ReadOnlySpan<char> text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : double.NaN;

    private static FrameField Field(string name, Dictionary<string, string> attributes)
    {
        string part = attributes.GetValueOrDefault("event") ?? attributes.GetValueOrDefault("component") ?? "";
        return new(
            part.Length > 0 ? $"{name} {part}" : name,
            attributes.GetValueOrDefault("type") is "Double" or "Single",
            attributes.GetValueOrDefault("bitDepth") == "32" ? 4 : 8,
            name == "TimeStamp" ? Number(attributes.GetValueOrDefault("resolution", "")) : 0,
            Time(attributes.GetValueOrDefault("absoluteTime"))
        );
    }

    /// <summary>A time with its zone as UTC; one without as it stands.</summary>
    private static DateTime? Time(string? text) =>
        // One form only: a lenient parser makes up the year, or takes today for a time of day alone.
        DateTime.TryParseExact(
            text,
            "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK",
            CultureInfo.InvariantCulture,
            DateTimeStyles.AdjustToUniversal,
            out DateTime time
        )
            ? time
            : null;

    private void Keep(string attribute, string value)
    {
        if (Metadata.Count >= MostEntries || _characters > MostCharacters)
            return;
        string path = string.Join('/', _path) + attribute;
        _characters += path.Length + value.Length;
        int times = _seen[path] = _seen.GetValueOrDefault(path) + 1;
        Metadata[times == 1 ? path : string.Create(CultureInfo.InvariantCulture, $"{path} ({times})")] = value;
    }
}
