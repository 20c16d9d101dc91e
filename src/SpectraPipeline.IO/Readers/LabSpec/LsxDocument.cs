using System.Globalization;
using System.Text;
using System.Xml;
using SpectraPipeline.Core;
using SpectraPipeline.IO.Tokens;

namespace SpectraPipeline.IO.Readers.LabSpec;

/// <summary>A node of the tree that LabSpec writes as <c>&lt;LSX ID="0x..."&gt;</c>: its meaning is its ID.</summary>
internal sealed class LsxNode(uint id)
{
    /// <summary>What the node means (<see cref="LsxId"/>).</summary>
    public uint Id { get; } = id;

    /// <summary>Text of a leaf, as written.</summary>
    public string Text { get; set; } = "";

    /// <summary>Nodes inside.</summary>
    public List<LsxNode> Children { get; } = [];

    /// <summary>First child of that meaning, or null.</summary>
    public LsxNode? this[uint id] => Children.Find(c => c.Id == id);
}

/// <summary>IDs whose meaning is known from comparing files with LabSpec's own text.</summary>
internal static class LsxId
{
    public const uint Type = 0x6D707974,
        Title = 0x6C7469D9,
        FilePath = 0x6D6C6966,
        Unit = 0x7C696E75,
        Values = 0x7D6CD4DB,
        AxesOuter = 0x7A74D9D6,
        Axes = 0x7B697861,
        Setup = 0x6C62D4D9,
        EntryName = 0x6D6D616E,
        EntryValue = 0x7D6C61DB,
        EntryNumber = 0x08736F70;
}

/// <summary>The XML read once from front to back: the tree, and the matrix with a row for each spectrum. No DTD is taken, depth and number of nodes are bounded.</summary>
internal sealed class LsxDocument
{
    private const int Deepest = 64;
    private const int MostNodes = 200_000;

    private LsxDocument() { }

    /// <summary>The tree; its children are what the IDs say.</summary>
    public LsxNode Tree { get; } = new(0);

    /// <summary>Spectra: place in the map and values.</summary>
    public List<(int Index, double[] Values)> Rows { get; } = [];

    /// <summary>Number of values that the matrix announces; 0 when it does not.</summary>
    public long Announced { get; private set; }

    /// <summary>The file ended before its last element was closed.</summary>
    public bool IsCut { get; private set; }

    /// <exception cref="BadFileException">Not XML, not of LabSpec, or damaged.</exception>
    public static LsxDocument Read(ReadOnlyMemory<byte> bytes)
    {
        // LabSpec declares UTF-8; a text decoded here is read too where another program rewrote it as cp1252.
        string text = Decode(bytes.Span);
        var settings = new XmlReaderSettings
        {
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            IgnoreComments = true,
            IgnoreProcessingInstructions = true,
            IgnoreWhitespace = true,
            CheckCharacters = false,
        };
        var document = new LsxDocument();
        using var xml = XmlReader.Create(new StringReader(text), settings);
        try
        {
            document.Read(xml, bytes);
        }
        catch (XmlException e)
        {
            // What is left behind the place of an error in a file that was cut is the end of the file.
            bool end = e.LineNumber >= 1 + text.AsSpan().Count('\n') && document.Rows.Count > 0;
            if (!end)
                throw Bad(bytes, e.LineNumber, "XML of LabSpec", $"damage: {e.Message}");
            document.IsCut = true;
        }
        return document;
    }

    private void Read(XmlReader xml, ReadOnlyMemory<byte> bytes)
    {
        if (xml.MoveToContent() != XmlNodeType.Element || xml.LocalName != "LSX_Data")
            throw Bad(bytes, Line(xml), "the element LSX_Data", $"'{DialectGuess.Shorten(xml.Name)}'");
        var open = new Stack<LsxNode>();
        int nodes = 0;
        int? row = null;
        double[]? values = null;
        while (xml.Read())
        {
            if (xml.NodeType == XmlNodeType.Element)
            {
                if (xml.Depth > Deepest || ++nodes > MostNodes)
                    throw Bad(bytes, Line(xml), $"at most {MostNodes} nodes, {Deepest} deep", "more");
                (row, values) = (null, null);
                if (xml.LocalName is "LSX_Matrix")
                    Announced = long.TryParse(xml.GetAttribute("Size"), CultureInfo.InvariantCulture, out long size) ? size : 0;
                else if (xml.LocalName is "LSX_Row")
                    row = int.TryParse(xml.GetAttribute("Index"), CultureInfo.InvariantCulture, out int index) ? index : Rows.Count;
                else if (xml.LocalName is "LSX_Tree" or "LSX")
                    Open(xml, open, bytes);
            }
            else if (xml.NodeType == XmlNodeType.EndElement)
            {
                if (xml.LocalName is "LSX_Tree" or "LSX" && open.Count > 0)
                    open.Pop();
                // A row counts once it is closed: one that the end of the file cuts may end inside a number.
                if (xml.LocalName is "LSX_Row" && row is int place)
                    Rows.Add((place, values ?? []));
                (row, values) = (null, null);
            }
            else if (xml.NodeType is XmlNodeType.Text or XmlNodeType.CDATA)
            {
                int line = Line(xml);
                if (row is not null)
                    values = Numbers(xml.Value, bytes, line);
                else if (open.Count > 0 && open.Peek().Text.Length == 0)
                    open.Peek().Text = xml.Value.Trim();
            }
        }
    }

    private void Open(XmlReader xml, Stack<LsxNode> open, ReadOnlyMemory<byte> bytes)
    {
        bool root = xml.LocalName == "LSX_Tree";
        string id = xml.GetAttribute("ID") ?? "";
        if (
            !uint.TryParse(
                id.AsSpan(id.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? 2 : 0),
                NumberStyles.HexNumber,
                CultureInfo.InvariantCulture,
                out uint number
            )
        )
            throw Bad(bytes, Line(xml), "an ID such as 0x6D707974", $"'{DialectGuess.Shorten(id)}'");
        LsxNode node = root ? Tree : new(number);
        if (!root)
            (open.Count > 0 ? open.Peek() : Tree).Children.Add(node);
        if (!xml.IsEmptyElement)
            open.Push(node);
    }

    /// <summary>Numbers between blanks.</summary>
    public static double[] Numbers(string text, ReadOnlyMemory<byte> bytes, int line)
    {
        var values = new List<double>();
        ReadOnlySpan<char> rest = text;
        while (true)
        {
            rest = rest.TrimStart();
            if (rest.IsEmpty)
                return [.. values];
            int end = rest.IndexOfAny(" \t\r\n");
            ReadOnlySpan<char> word = end < 0 ? rest : rest[..end];
            if (!double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out double value))
                throw Bad(bytes, line, "numbers between blanks", $"'{DialectGuess.Shorten(word.ToString())}'");
            values.Add(value);
            rest = rest[word.Length..];
        }
    }

    /// <summary>A refusal with the place of a line.</summary>
    public static BadFileException Bad(ReadOnlyMemory<byte> bytes, int line, string expected, string found) =>
        new(line > 0 ? TextLines.Of(bytes).Offset(line - 1) : 0, expected, found, line);

    private static int Line(XmlReader xml) => xml is IXmlLineInfo info ? info.LineNumber : 0;

    private static string Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]))
            return Encoding.Unicode.GetString(bytes[2..]);
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
            return Encoding.BigEndianUnicode.GetString(bytes[2..]);
        return TextLines.Decode(bytes.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? bytes[3..] : bytes);
    }
}
