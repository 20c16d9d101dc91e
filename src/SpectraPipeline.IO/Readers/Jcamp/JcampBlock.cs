using SpectraPipeline.IO.Tokens;

namespace SpectraPipeline.IO.Readers.Jcamp;

/// <summary>What stands between <c>##TITLE=</c> and <c>##END=</c>, as far as it has been read: a table is decoded with the labels before it.</summary>
/// <param name="parent">The compound block round it; null when there is none.</param>
internal sealed class JcampBlock(JcampBlock? parent)
{
    private const int MostVariables = 64;
    private static readonly JcampRecord s_assignments = new("PEAK ASSIGNMENTS", "PEAKASSIGNMENTS", 0, 0);
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);
    private Dictionary<string, string[]>? _lists;
    private HashSet<string>? _seen;
    private LabelBag? _page;

    /// <summary>The compound block round it.</summary>
    public JcampBlock? Parent => parent;

    /// <summary>Labels and values as written.</summary>
    public LabelBag Metadata { get; } = new();

    /// <summary>Labels and values of the page that is being read.</summary>
    public LabelBag PageMetadata => _page ??= new();

    /// <summary>Number of tables.</summary>
    public int Tables { get; set; }

    /// <summary>Pages of a group of tuples are being read.</summary>
    public bool InPage { get; private set; }

    /// <summary>Blocks in it, and how many of them hold tables.</summary>
    public (int All, int WithTables) Held { get; set; }

    /// <summary>It was ended.</summary>
    public bool Ended { get; set; }

    /// <summary>Holds other blocks.</summary>
    public bool IsLink => this["DATATYPE"].Trim().Equals("LINK", StringComparison.OrdinalIgnoreCase) || _values.ContainsKey("BLOCKS");

    /// <summary>Value of a label by its normal form; empty when the block does not have it.</summary>
    public string this[string key] => _values.GetValueOrDefault(key, "");

    /// <summary>Takes a record that is no table. A label that comes again keeps both values and the later one counts.</summary>
    public void Add(JcampRecord record, TextLines lines)
    {
        string value = record.Value(lines);
        if (record.Key == "PAGE")
            (_page, InPage) = (null, true);
        if (record.Key is "ENDNTUPLES" or "NTUPLES")
            InPage = false;
        _values[record.Key] = value;
        _lists?.Remove(record.Key);
        (InPage ? PageMetadata : Metadata).Add(record, value);
    }

    /// <summary>Takes the form of a table.</summary>
    public void AddTable(JcampRecord record, string text) => (InPage ? PageMetadata : Metadata).Add(record, text);

    /// <summary>True when a variable comes for the first time.</summary>
    public bool IsNew(string symbol) => (_seen ??= new(StringComparer.OrdinalIgnoreCase)).Add(symbol);

    /// <summary>Keeps a line of a table of assignments, whose text no channel can hold.</summary>
    public void AddAssignment(string line)
    {
        if (line.Length > 0)
            (InPage ? PageMetadata : Metadata).Add(s_assignments, line);
    }

    /// <summary>Comma list of NTUPLES.</summary>
    public string[] List(string key)
    {
        if (this[key] is not { Length: > 0 } value)
            return [];
        _lists ??= [];
        if (!_lists.TryGetValue(key, out string[]? list))
            _lists[key] = list = [.. value.Split(',', MostVariables).Select(v => v.Trim())];
        return list;
    }

    /// <summary>What is stated about the axes of a table with these variables.</summary>
    public AxisLabels Axes(string x, string y)
    {
        string[] symbols = List("SYMBOL");
        int xi = Array.FindIndex(symbols, s => string.Equals(s, x, StringComparison.OrdinalIgnoreCase));
        int yi = Array.FindIndex(symbols, s => string.Equals(s, y, StringComparison.OrdinalIgnoreCase));
        if (xi < 0)
            return new(
                Number("FIRST" + x),
                Number("LAST" + x),
                Number("DELTA" + x),
                JcampNumber.Count(this["NPOINTS"]),
                Factor(this[x + "FACTOR"]),
                Factor(this[y + "FACTOR"])
            )
            {
                Y = (Number("FIRST" + y), Number("MIN" + y), Number("MAX" + y)),
            };
        return new(
            Entry("FIRST", xi),
            Entry("LAST", xi),
            null,
            (InPage && PageMetadata.Has("NPOINTS") ? JcampNumber.Count(this["NPOINTS"]) : null) ?? JcampNumber.Count(At("VARDIM", xi)),
            Factor(At("FACTOR", xi)),
            Factor(At("FACTOR", yi))
        )
        {
            Y = (Entry("FIRST", yi), Entry("MIN", yi), Entry("MAX", yi)),
        };
    }

    /// <summary>Item of a comma list that belongs to a symbol; empty when there is none.</summary>
    public string At(string key, int index) => index >= 0 && List(key) is var list && index < list.Length ? list[index] : "";

    private double? Entry(string key, int index) => JcampNumber.Read(At(key, index));

    private double? Number(string key) => JcampNumber.Read(this[key]);

    private static double Factor(string value) => JcampNumber.Read(value) is double f && f != 0 ? f : 1;
}

/// <summary>Labels and their values as written. A label that comes again keeps all its values, one a line.</summary>
internal sealed class LabelBag
{
    private readonly Dictionary<string, List<string>> _values = new(StringComparer.Ordinal);
    private readonly HashSet<string> _keys = new(StringComparer.Ordinal);

    /// <summary>True when a label with this normal form is there.</summary>
    public bool Has(string key) => _keys.Contains(key);

    /// <summary>Adds a record.</summary>
    public void Add(JcampRecord record, string value)
    {
        if (!_values.TryGetValue(record.Label, out List<string>? values))
        {
            _values[record.Label] = values = [];
            _keys.Add(record.Key);
        }
        if (values.Count == 0 || values[^1] != value)
            values.Add(value);
    }

    /// <summary>All of them.</summary>
    public Dictionary<string, string> ToDictionary() =>
        _values.ToDictionary(v => v.Key, v => v.Value.Count == 1 ? v.Value[0] : string.Join('\n', v.Value), StringComparer.Ordinal);
}
