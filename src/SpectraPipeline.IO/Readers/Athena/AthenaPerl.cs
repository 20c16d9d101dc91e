using System.Text;
using SpectraPipeline.Core;
using SpectraPipeline.IO.Tokens;

namespace SpectraPipeline.IO.Readers.Athena;

/// <summary>The Perl of an Athena project: assignments of strings and lists, one a statement. Only what a project is made of is understood:
/// quoted strings, bare numbers and undef in round brackets. Calls and objects are passed over.</summary>
internal static class AthenaPerl
{
    public static AthenaProject Read(ReadOnlyMemory<byte> bytes)
    {
        var project = new AthenaProject();
        ReadOnlySpan<byte> b = bytes.Span;
        AthenaGroup? group = null;
        int at = 0;
        int comments = 0;
        while (at < b.Length)
        {
            int start = at;
            switch (b[at])
            {
                case (byte)'#':
                    at = LineEnd(b, at);
                    if (group is null && comments < 3)
                        project.Metadata[comments++ == 0 ? "header" : $"header {comments}"] = TextLines
                            .Decode(b[start..at].TrimStart((byte)'#'))
                            .Trim();
                    break;
                case (byte)'[':
                    if (b[at..].StartsWith("[record]"u8) && group is not null)
                        project.Groups.Add(group);
                    group = b[at..].StartsWith("[record]"u8) ? null : group;
                    at = LineEnd(b, at);
                    break;
                case (byte)'$' or (byte)'@' or (byte)'%':
                    if (!Statement(b, ref at, ref group, project))
                    {
                        // What ends inside a statement was cut: the whole groups before it are good.
                        if (project.Groups.Count == 0)
                            throw new BadFileException(start, "a statement that is ended", "the end of the file");
                        project.Notes.Add(
                            $"the file ends inside group {project.Groups.Count + 1} (byte {start}); the {project.Groups.Count} whole groups before it were read"
                        );
                        return project;
                    }
                    break;
                default:
                    at = b[at] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n' ? at + 1 : LineEnd(b, at);
                    break;
            }
        }
        if (group is not null && group.Arrays.Count > 0)
            project.Notes.Add($"the file ends before [record] of group {project.Groups.Count + 1}, which is left out");
        return project;
    }

    /// <summary>Reads <c>$name = 'value';</c> or <c>@name = (list);</c> and keeps what belongs to a group. False when the file ends in it.</summary>
    private static bool Statement(ReadOnlySpan<byte> b, ref int at, ref AthenaGroup? group, AthenaProject project)
    {
        int start = at;
        byte kind = b[at++];
        int nameStart = at;
        while (at < b.Length && (char.IsAsciiLetterOrDigit((char)b[at]) || b[at] == '_'))
            at++;
        string name = Encoding.ASCII.GetString(b[nameStart..at]);
        int equals = at;
        while (equals < b.Length && b[equals] is (byte)' ' or (byte)'\t')
            equals++;
        if (equals >= b.Length)
            return false;
        if (b[equals] != '=')
        {
            at = LineEnd(b, at);
            return true;
        }
        at = equals + 1;
        SkipBlanks(b, ref at);
        if (kind == '$' && name == "old_group")
        {
            if (!Word(b, ref at, out string? value))
                return false;
            if (group is { Arrays.Count: > 0 })
                project.Notes.Add($"group '{group.Name}' is not ended by [record] and was passed over");
            group = new AthenaGroup(value ?? "", start);
        }
        else if (kind == '@' && at < b.Length && b[at] == '(' && (name == "journal" || group is not null))
        {
            at++;
            if (!List(b, ref at, name, group, project))
                return false;
        }
        // Objects ($xdi = bless ...), settings and calls have nothing that a spectrum needs.
        at = LineEnd(b, at);
        return true;
    }

    private static bool List(ReadOnlySpan<byte> b, ref int at, string name, AthenaGroup? group, AthenaProject project)
    {
        if (name is "args" && group is not null)
            return Args(b, ref at, group.Args);
        if (name is "journal")
        {
            var lines = new List<string>();
            while (Next(b, ref at, out bool ended))
            {
                if (ended)
                {
                    if (lines.Count > 0)
                        project.Metadata["journal"] = string.Join('\n', lines);
                    return true;
                }
                if (!Word(b, ref at, out string? line))
                    return false;
                lines.Add(line ?? "");
            }
            return false;
        }
        var values = new List<double>();
        while (Next(b, ref at, out bool ended))
        {
            if (ended)
            {
                group!.Arrays[name] = [.. values];
                return true;
            }
            if (!Number(b, ref at, out double value))
                return at < b.Length
                    ? throw new BadFileException(
                        at,
                        $"numbers in '@{name}' of group '{group!.Name}'",
                        $"'{DialectGuess.Shorten(TextLines.Decode(b[at..Math.Min(b.Length, at + 40)]))}'"
                    )
                    : false;
            values.Add(value);
        }
        return false;
    }

    /// <summary>Pairs of key and value; a value may be another list in square brackets, whose words are joined.</summary>
    private static bool Args(ReadOnlySpan<byte> b, ref int at, Dictionary<string, string> args)
    {
        string? key = null;
        while (Next(b, ref at, out bool ended))
        {
            if (ended)
                return true;
            if (!Word(b, ref at, out string? word))
                return false;
            if (key is null)
                key = word ?? "";
            else
            {
                if (word is not null)
                    args[key] = word;
                key = null;
            }
        }
        return false;
    }

    /// <summary>Goes to the next item of a list; false at the end of the file.</summary>
    private static bool Next(ReadOnlySpan<byte> b, ref int at, out bool ended)
    {
        ended = false;
        while (at < b.Length && b[at] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n' or (byte)',' or (byte)'=' or (byte)'>')
            at++;
        if (at >= b.Length)
            return false;
        if (b[at] == ')')
        {
            at++;
            ended = true;
        }
        return true;
    }

    private static bool Number(ReadOnlySpan<byte> b, ref int at, out double value)
    {
        bool quoted = b[at] == '\'';
        int from = quoted ? at + 1 : at;
        ReadOnlySpan<byte> text = b[from..Math.Min(b.Length, from + 64)];
        int blanks = text.Length - text.TrimStart((byte)' ').Length;
        if (NumberParser.TryParsePrefix(text[blanks..], (byte)'.', out value, out int used))
        {
            int end = from + blanks + used;
            while (quoted && end < b.Length && b[end] == ' ')
                end++;
            if (end < b.Length && (!quoted || b[end] == '\''))
            {
                at = quoted ? end + 1 : end;
                return true;
            }
            at = end >= b.Length ? b.Length : at;
            return false;
        }
        int mark = at;
        if (!Word(b, ref at, out string? word))
            return false;
        value = double.NaN;
        if (word is null or "" or "undef" or "nan" or "NaN")
            return true;
        at = mark;
        return false;
    }

    /// <summary>A quoted string (\' and \\ are unescaped), a bare word, or null for undef; a list in square brackets becomes its words between blanks.</summary>
    private static bool Word(ReadOnlySpan<byte> b, ref int at, out string? word)
    {
        word = "";
        if (at >= b.Length)
            return false;
        if (b[at] == '[')
            return Nested(b, ref at, out word);
        if (b[at] != '\'' && b[at] != '"')
        {
            int start = at;
            while (
                at < b.Length && b[at] is not ((byte)',' or (byte)')' or (byte)']' or (byte)';' or (byte)' ' or (byte)'\r' or (byte)'\n')
            )
                at++;
            // Something that is no word (a stray sign) must still move on.
            if (at == start)
                at++;
            string bare = TextLines.Decode(b[start..Math.Min(at, b.Length)]);
            word = bare == "undef" ? null : bare;
            return at < b.Length;
        }
        byte quote = b[at++];
        var text = new List<byte>();
        for (; at < b.Length; at++)
        {
            if (b[at] == quote)
            {
                at++;
                word = TextLines.Decode(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(text));
                return true;
            }
            if (b[at] == '\\' && at + 1 < b.Length && b[at + 1] is (byte)'\\' or (byte)'\'' or (byte)'"')
                at++;
            text.Add(b[at]);
        }
        return false;
    }

    private static bool Nested(ReadOnlySpan<byte> b, ref int at, out string? word)
    {
        var words = new List<string>();
        word = "";
        at++;
        while (true)
        {
            while (at < b.Length && b[at] is (byte)' ' or (byte)',' or (byte)'\r' or (byte)'\n' or (byte)'[')
                at++;
            if (at >= b.Length)
                return false;
            if (b[at] == ']')
            {
                at++;
                word = string.Join(' ', words);
                return true;
            }
            if (!Word(b, ref at, out string? inner))
                return false;
            words.Add(inner ?? "undef");
        }
    }

    private static void SkipBlanks(ReadOnlySpan<byte> b, ref int at)
    {
        while (at < b.Length && b[at] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
            at++;
    }

    private static int LineEnd(ReadOnlySpan<byte> b, int at)
    {
        int end = b[at..].IndexOfAny((byte)'\r', (byte)'\n');
        return end < 0 ? b.Length : at + end;
    }
}
