using SpectraPipeline.IO.Tokens;

namespace SpectraPipeline.IO.Readers.Jcamp;

/// <summary>How a table lists its variables: <c>(X++(Y..Y))</c> has an even abscissa and ordinates only, <c>(XY..XY)</c> groups, <c>(XYA)</c> groups in brackets.</summary>
/// <param name="Kind">Which of the three.</param>
/// <param name="Symbols">Its variables; the abscissa is the first.</param>
internal sealed record TableForm(TableKind Kind, IReadOnlyList<string> Symbols)
{
    private const int Longest = 64;

    /// <summary>Label with which the standard opens a table, and the form that it has when the file states none.</summary>
    public static string? DefaultOf(string key) =>
        key switch
        {
            "XYDATA" or "DATATABLE" => "(X++(Y..Y))",
            "RADATA" => "(R++(A..A))",
            "XYPOINTS" or "PEAKTABLE" => "(XY..XY)",
            "PEAKASSIGNMENTS" => "(XYA)",
            _ => null,
        };

    /// <summary>Reads a form.</summary>
    /// <param name="text">The form with its brackets.</param>
    /// <param name="known">Symbols that the file declares; without them each letter is one.</param>
    /// <returns>Null when the text is no form.</returns>
    public static TableForm? Parse(string text, IReadOnlyList<string> known)
    {
        if (text.Length > Longest)
            return null;
        string form = string.Concat(text.Where(c => !char.IsWhiteSpace(c) && c is not ('(' or ')'))).ToUpperInvariant();
        int step = form.IndexOf("++", StringComparison.Ordinal);
        int dots = form.IndexOf("..", StringComparison.Ordinal);
        if (step > 0)
        {
            string ordinate = form[(step + 2)..(dots > step ? dots : form.Length)];
            return ordinate.Length == 0 ? null : new(TableKind.Even, [form[..step], ordinate]);
        }
        List<string> symbols = Split(dots >= 0 ? form[..dots] : form, known);
        return symbols.Count < 2 || symbols.Exists(s => !s.All(char.IsAsciiLetterOrDigit))
            ? null
            : new(dots >= 0 ? TableKind.Groups : TableKind.Assignments, symbols);
    }

    private static List<string> Split(string form, IReadOnlyList<string> known)
    {
        var symbols = new List<string>();
        for (int at = 0; at < form.Length; at += symbols[^1].Length)
        {
            string? longest = known
                .Where(s => s.Length > 0 && form.AsSpan(at).StartsWith(s, StringComparison.OrdinalIgnoreCase))
                .MaxBy(s => s.Length);
            symbols.Add(longest ?? form[at..(at + 1)]);
        }
        return symbols;
    }
}

/// <summary>The forms of tables.</summary>
internal enum TableKind
{
    /// <summary>Ordinates on an even abscissa.</summary>
    Even,

    /// <summary>Groups of numbers.</summary>
    Groups,

    /// <summary>Groups in brackets, with text.</summary>
    Assignments,
}

/// <summary>The lines of a table without their comments.</summary>
/// <param name="lines">The file.</param>
/// <param name="record">The record of the table.</param>
/// <param name="firstLine">Line where the numbers begin.</param>
/// <param name="firstAt">Byte in that line.</param>
internal sealed class TableText(TextLines lines, JcampRecord record, int firstLine, int firstAt)
{
    /// <summary>The form as written, with its brackets and what follows on its line; empty when there is none.</summary>
    public required string Form { get; init; }

    /// <summary>First line with numbers.</summary>
    public int First => firstLine;

    /// <summary>Line behind the table.</summary>
    public int End => record.EndLine;

    /// <summary>A line without comment and without blanks round it.</summary>
    public ReadOnlySpan<byte> this[int line] =>
        JcampRecord.WithoutComment(line == firstLine ? lines[line][firstAt..] : lines[line]).Trim(" \t\f\v\u001a"u8);

    /// <summary>True for the last line of a file that does not end it.</summary>
    public bool IsCut(int line) => line == lines.Count - 1 && !lines.EndsWithLineBreak;

    /// <summary>Offset of a line in the file.</summary>
    public long Offset(int line) => lines.Offset(line);

    /// <summary>True when a byte that is among these is in the table.</summary>
    public bool Has(ReadOnlySpan<byte> any)
    {
        for (int i = First; i < End; i++)
            if (this[i].ContainsAny(any))
                return true;
        return false;
    }

    /// <summary>Parts the form from the numbers: the form stands on the line of the label or the one below; numbers may follow on its line.</summary>
    public static TableText Of(TextLines lines, JcampRecord record)
    {
        int line = record.Line;
        int at = record.ValueAt;
        while (JcampRecord.WithoutComment(lines[line][at..]).Trim(" \t"u8).IsEmpty && line + 1 < record.EndLine)
            (line, at) = (line + 1, 0);
        ReadOnlySpan<byte> text = JcampRecord.WithoutComment(lines[line][at..]);
        int open = text.Length - text.TrimStart(" \t"u8).Length;
        // The first bracket of an assignment holds numbers, a form none.
        if (open >= text.Length || text[open] != '(' || text[open..].IndexOfAny("(XYR"u8) < 0 || HoldsNumbers(text[open..]))
            return new(lines, record, line, at) { Form = "" };
        int close = Close(text, open);
        int rest = close;
        while (rest < text.Length && (text[rest] is (byte)' ' or (byte)',' or (byte)'\t' || char.IsAsciiLetter((char)text[rest])))
            rest++;
        string form = TextLines.Decode(text[open..close]);
        return new(lines, record, line, at + rest) { Form = form };
    }

    private static int Close(ReadOnlySpan<byte> text, int open)
    {
        int depth = 0;
        for (int i = open; i < text.Length; i++)
        {
            depth += text[i] switch
            {
                (byte)'(' => 1,
                (byte)')' => -1,
                _ => 0,
            };
            if (depth == 0)
                return i + 1;
        }
        return text.Length;
    }

    private static bool HoldsNumbers(ReadOnlySpan<byte> bracket) =>
        bracket.Length > 1
        && bracket[1..].TrimStart(" \t"u8) is var t
        && !t.IsEmpty
        && (char.IsAsciiDigit((char)t[0]) || t[0] is (byte)'-' or (byte)'.');
}
