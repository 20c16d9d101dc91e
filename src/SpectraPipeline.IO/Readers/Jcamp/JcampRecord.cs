using SpectraPipeline.IO.Tokens;

namespace SpectraPipeline.IO.Readers.Jcamp;

/// <summary>One labelled data record: <c>##LABEL= value</c> and the lines up to the next label.</summary>
/// <param name="Label">Label as written, without <c>##</c>.</param>
/// <param name="Key">Label for lookup: upper case without blanks, <c>-</c>, <c>/</c> and <c>_</c>, as the standard compares labels.</param>
/// <param name="Line">Line of the label.</param>
/// <param name="ValueAt">Byte in that line where the value begins.</param>
internal sealed record JcampRecord(string Label, string Key, int Line, int ValueAt)
{
    /// <summary>First line behind the record.</summary>
    public int EndLine { get; init; }

    /// <summary>All records of a file, and its comment lines. Text before the first label (letters, blanks) belongs to none.</summary>
    public static List<JcampRecord> ReadAll(TextLines lines, out List<string> comments)
    {
        var records = new List<JcampRecord>();
        comments = [];
        for (int i = 0; i < lines.Count; i++)
        {
            if (At(lines[i], i) is JcampRecord record)
            {
                if (records.Count > 0)
                    records[^1] = records[^1] with { EndLine = i };
                records.Add(record);
            }
            if (
                lines[i].IndexOf("$$"u8) is var comment and >= 0
                && TextLines.Decode(lines[i][(comment + 2)..]).Trim() is { Length: > 0 } text
            )
                comments.Add(text);
        }
        if (records.Count > 0)
            records[^1] = records[^1] with { EndLine = lines.Count };
        return records;
    }

    /// <summary>The record that a line begins; null when it begins none.</summary>
    public static JcampRecord? At(ReadOnlySpan<byte> line, int number)
    {
        // The official test files of ISAS have a blank before every ##.
        int at = line.Length - line.TrimStart(" \t\u00a0"u8).Length;
        if (!line[at..].StartsWith("##"u8))
            return null;
        int equals = line[at..].IndexOf((byte)'=');
        int comment = line[at..].IndexOf("$$"u8);
        // ##END without its sign, and labels that a comment follows at once.
        int end = equals < 0 || (comment >= 0 && comment < equals) ? (comment < 0 ? line.Length : at + comment) : at + equals;
        string label = TextLines.Decode(line[(at + 2)..end]).Trim();
        return new(label, KeyOf(label), number, Math.Min(line.Length, end + (equals >= 0 && end == at + equals ? 1 : 0)));
    }

    /// <summary>A label as the standard compares it.</summary>
    public static string KeyOf(string label)
    {
        Span<char> key = label.Length <= 256 ? stackalloc char[label.Length] : new char[label.Length];
        int n = 0;
        foreach (char c in label)
            if (c is not (' ' or '\t' or '-' or '/' or '_'))
                key[n++] = char.ToUpperInvariant(c);
        return new string(key[..n]);
    }

    /// <summary>The value without comments; further lines follow after line breaks.</summary>
    public string Value(TextLines lines)
    {
        string first = TextLines.Decode(WithoutComment(lines[Line][ValueAt..])).Trim();
        if (EndLine <= Line + 1)
            return first;
        var all = new List<string>();
        if (first.Length > 0)
            all.Add(first);
        for (int i = Line + 1; i < EndLine; i++)
            if (TextLines.Decode(WithoutComment(lines[i])).TrimEnd() is { Length: > 0 } text)
                all.Add(text);
        return string.Join('\n', all);
    }

    /// <summary>A line up to its comment.</summary>
    public static ReadOnlySpan<byte> WithoutComment(ReadOnlySpan<byte> line) => line.IndexOf("$$"u8) is var at and >= 0 ? line[..at] : line;
}
