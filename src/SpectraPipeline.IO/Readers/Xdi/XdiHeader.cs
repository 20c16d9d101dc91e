using System.Globalization;
using System.Text;
using SpectraPipeline.Core;
using SpectraPipeline.IO.Tokens;

namespace SpectraPipeline.IO.Readers.Xdi;

/// <summary>Header of an XDI file: <c>Family.Key: value</c> entries, free comments after <c>///</c>, the end <c>---</c>, a line of labels.
/// Specification: Ravel and Newville, XAFS Data Interchange Format 1.0, J. Phys. Conf. Ser. 712 (2016) 012148, doi:10.1088/1742-6596/712/1/012148.</summary>
internal sealed class XdiHeader
{
    private readonly Dictionary<string, string> _entries = new(StringComparer.OrdinalIgnoreCase);
    private readonly StringBuilder _comments = new();

    /// <summary>Entries under their own keys.</summary>
    public IReadOnlyDictionary<string, string> Entries => _entries;

    /// <summary>Words of the line of labels above the data; empty when there is none.</summary>
    public string[] LabelLine { get; private set; } = [];

    /// <summary>Doubts.</summary>
    public List<string> Notes { get; } = [];

    /// <summary>Line of the first row of data.</summary>
    public int DataLine { get; private set; }

    /// <summary>Reads the lines that begin with '#'.</summary>
    /// <exception cref="BadFileException">An entry that is not <c>Family.Key: value</c>.</exception>
    public static XdiHeader Read(TextLines lines)
    {
        var header = new XdiHeader();
        Part part = Part.Entries;
        int last = -1;
        int i = 1;
        for (; i < lines.Count; i++)
        {
            string line = lines.Text(i).Trim();
            if (line.Length == 0)
                continue;
            if (line[0] != '#')
            {
                if (IsData(lines[i]))
                    break;
                header.Notes.Add($"line {i + 1} begins with an unknown comment sign and was passed over");
                continue;
            }
            string text = line.TrimStart('#').Trim();
            last = i;
            if (text.StartsWith("---", StringComparison.Ordinal))
                part = Part.Labels;
            else if (text.StartsWith("///", StringComparison.Ordinal))
                part = Part.Comments;
            else if (part == Part.Entries && text.Length > 0)
                header.Entry(lines, i, text);
            else if (part == Part.Comments)
                header._comments.Append(text).Append('\n');
            if (part == Part.Labels && !text.StartsWith("---", StringComparison.Ordinal) && text.Length > 0)
                header.LabelLine = text.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        }
        header.DataLine = i;
        if (part != Part.Labels)
            header.NoEndLine(lines, last);
        if (header._comments.Length > 0)
            header._entries["Comments"] = header._comments.ToString().TrimEnd();
        return header;
    }

    /// <summary>The value of an entry, or null.</summary>
    public string? this[string key] => _entries.GetValueOrDefault(key);

    /// <summary>A number at the beginning of an entry; null when there is none.</summary>
    public double? Number(string key)
    {
        if (this[key] is not string text)
            return null;
        string word = text.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries).FirstOrDefault("");
        if (double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value))
            return value;
        Notes.Add($"{key} is '{text}', not a number");
        return null;
    }

    private static bool IsData(ReadOnlySpan<byte> line) => DialectGuess.BeginsWithNumber(line);

    /// <summary>Without the line of dashes the last comment line holds the labels.</summary>
    private void NoEndLine(TextLines lines, int last)
    {
        Notes.Add("the header is not ended by '# ---'");
        if (
            last > 0
            && lines.Text(last).Trim().TrimStart('#').Trim() is { Length: > 0 } text
            && !text.Contains(':', StringComparison.Ordinal)
        )
            LabelLine = text.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
    }

    private void Entry(TextLines lines, int i, string text)
    {
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        string name = colon < 0 ? text : text[..colon].Trim();
        string value = colon < 0 ? "" : text[(colon + 1)..].Trim();
        int dot = name.IndexOf('.', StringComparison.Ordinal);
        bool family =
            dot > 0
            && char.IsAsciiLetter(name[0])
            && name[..dot].All(IsNameSign)
            && dot + 1 < name.Length
            && name[(dot + 1)..].All(IsNameSign);
        if (colon < 0 && !name.Contains('.', StringComparison.Ordinal) && IsLastHeaderLine(lines, i))
            return;
        if (!family || colon < 0 || value.Length == 0)
            throw new BadFileException(lines.Offset(i), "'# Family.Key: value'", $"'{DialectGuess.Shorten(lines.Text(i).Trim())}'", i + 1);
        if (!_entries.TryAdd(name, value))
            Notes.Add($"{name} is given more than once; the first is kept");
    }

    private static bool IsLastHeaderLine(TextLines lines, int i) => i + 1 < lines.Count && !lines.Text(i + 1).TrimStart().StartsWith('#');

    private static bool IsNameSign(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '-';

    private enum Part
    {
        Entries,
        Comments,
        Labels,
    }
}
