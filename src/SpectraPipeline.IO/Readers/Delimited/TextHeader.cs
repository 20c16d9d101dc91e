using System.Globalization;
using System.Text.RegularExpressions;
using SpectraPipeline.IO.Tokens;

namespace SpectraPipeline.IO.Readers.Delimited;

/// <summary>The lines above a table: entries <c>key: value</c>, labels of the columns, rows of numbers named time or potential.</summary>
internal sealed partial class TextHeader
{
    private const int MostLines = 5000;
    private const int LongestKey = 60;
    private const int LongestValue = 400;

    /// <summary>Entries under their own keys; a key that comes twice gets a number.</summary>
    public Dictionary<string, string> Metadata { get; } = [];

    /// <summary>Label of each column; null when there is no line of labels.</summary>
    public string[]? Labels { get; private set; }

    /// <summary>Units of the columns from a line of their own under the labels.</summary>
    public string[]? Units { get; private set; }

    /// <summary>Rows whose first cell is a word and whose others are numbers, in order: name and values.</summary>
    public List<(string Name, double[] Values)> NumberRows { get; } = [];

    /// <summary>Doubts about the labels.</summary>
    public List<string> Notes { get; } = [];

    /// <summary>Reads the lines above the table.</summary>
    public static TextHeader Read(TextLines lines, NumberTable table, Dialect dialect)
    {
        var header = new TextHeader();
        int columns = table.Columns;
        var text = new List<string>();
        for (int i = Math.Max(0, table.FirstLine - MostLines); i < table.FirstLine; i++)
            if (!lines[i].Trim(" \t\f\u001a"u8).IsEmpty)
                text.Add(lines.Text(i).TrimEnd('\u001a'));
        for (int i = table.EndLine; i < Math.Min(lines.Count, table.EndLine + MostLines); i++)
            header.Entry(Stripped(lines.Text(i)), dialect);
        header.FindNumberRows(text, columns, table.DroppedLeft, dialect);
        text.RemoveAll(l => Stripped(l).Trim('-', '=', '_', ' ', '/', '*', '\t').Length == 0);
        // Entries first: EPICS labels are explained by them. Afterwards the line of labels is no entry.
        foreach (string line in text)
            header.Entry(Stripped(line), dialect);
        header.FindLabels(text, columns, table.DroppedLeft, dialect);
        if (header.Labels is not null && text.Count > 0 && header.Labels.Length > 1)
            header.Metadata.Remove(header.Labels[0]);
        return header;
    }

    private static string Stripped(string line)
    {
        string t = line.Trim();
        while (t.Length > 0 && (t[0] is '#' or '%' or '!' or ';' || t.StartsWith("//", StringComparison.Ordinal)))
            t = t.TrimStart('#', '%', '!', ';', '/').TrimStart();
        return t;
    }

    private void Entry(string line, Dialect dialect)
    {
        int at = line.AsSpan().IndexOfAny('=', ':');
        int tab = line.IndexOf('\t', StringComparison.Ordinal);
        if (at < 0 || (tab > 0 && tab < at))
            at = tab;
        // 'Date;2025-02-19 12:06:04': the sign that separates cells parts a key from a value before a colon in the value does.
        int cell = dialect.IsBlankSeparated ? -1 : line.IndexOf((char)dialect.Separator, StringComparison.Ordinal);
        if (cell > 0 && (at < 0 || cell < at))
            at = cell;
        if (at <= 0 || at > LongestKey)
            return;
        string key = line[..at].Trim(' ', '"', '\'', '\t');
        string value = line[(at + 1)..].Trim(' ', '"', '\t', '=', ';', ',');
        if (key.Length == 0 || value.Length > LongestValue || !key.Any(char.IsLetter))
            return;
        string unique = key;
        for (int n = 2; !Metadata.TryAdd(unique, value) && n < 100; n++)
            unique = string.Create(CultureInfo.InvariantCulture, $"{key} ({n})");
    }

    /// <summary>Words before numbers: <c>time_s, 0, 30, 60</c>; with several words before the numbers all of them are the name.</summary>
    private void FindNumberRows(List<string> text, int columns, int droppedLeft, Dialect dialect)
    {
        foreach (string line in text)
        {
            string[]? cells = ExactCells(Stripped(line), columns, droppedLeft, dialect);
            if (cells is null)
                continue;
            double[] numbers = [.. cells.Select(c => Number(c, dialect))];
            int words = Array.FindIndex(numbers, v => !double.IsNaN(v));
            if (words >= 1 && columns - words >= 2 && cells[0].Any(char.IsLetter) && numbers.Skip(words).All(v => !double.IsNaN(v)))
                NumberRows.Add((string.Join('\t', cells[..words]), numbers));
        }
    }

    private void FindLabels(List<string> text, int columns, int droppedLeft, Dialect dialect)
    {
        if (ListedLabels(text, columns) is string[] listed)
        {
            Labels = listed;
            return;
        }
        if (text.Count == 0)
            return;
        string last = text[^1].TrimStart().StartsWith("#L ", StringComparison.Ordinal) ? text[^1].TrimStart()[3..] : text[^1];
        string[]? cells = Cells(last, columns, droppedLeft, dialect);
        if (
            cells is not null
            && text.Count > 1
            && AreUnits(cells)
            && Cells(text[^2], columns, droppedLeft, dialect) is string[] names
            && (columns > 2 || SignalWords.IsSpectral(names[0]) || SignalWords.IsTime(names[0]) || LabelWords.UnitOf(cells[0]) is null)
        )
            // Above two columns 'Sample;test' is an entry and '1/cm;%T' are the labels.
            (Labels, Units) = (names, cells);
        else if (cells is not null && cells.Any(c => c.Any(char.IsLetter)) && !IsNumberUnderKey(cells, dialect))
            Labels = cells;
        else if (cells is null)
            TooFewOrMany(Stripped(last), columns);
        if (Labels is not null)
            Labels = [.. Labels.Select(l => EpicsName(l.Trim(' ', '"', '\'', '\t', '*')))];
    }

    /// <summary>EPICS scans label columns P1, D2 and explain them above: <c>; D2 = {I1} --> record</c>.</summary>
    private string EpicsName(string label) =>
        label.Length >= 2
        && label[0] is 'P' or 'D'
        && label[1..].All(char.IsAsciiDigit)
        && Metadata.TryGetValue(label, out string? entry)
        && entry.IndexOf('}', StringComparison.Ordinal) is var end and > 1
        && entry[0] == '{'
            ? entry[1..end]
            : label;

    private void TooFewOrMany(string last, int columns)
    {
        string[] words = Words(last);
        if (words.Length < 2 || !SignalWords.IsSpectral(words[0]) || last.Contains('=', StringComparison.Ordinal))
            return;
        if (words.Length < columns)
            Labels = [.. words, .. Enumerable.Range(words.Length + 1, columns - words.Length).Select(Numbered)];
        else
            Labels = [words[0], .. Enumerable.Range(2, columns - 1).Select(Numbered)];
        Notes.Add(
            words.Length < columns
                ? $"{words.Length} labels for {columns} columns; the others are called col{words.Length + 1} to col{columns}"
                : $"{words.Length} labels for {columns} columns; only the first is used, since it cannot be known which are missing"
        );
    }

    /// <summary><c>NPOINTS 1251</c> above two columns is an entry, not two labels.</summary>
    private static bool IsNumberUnderKey(string[] cells, Dialect dialect) =>
        cells.Length == 2 && !double.IsNaN(Number(cells[1], dialect)) && !SignalWords.IsSpectral(cells[0]);

    private static string Numbered(int column) => string.Create(CultureInfo.InvariantCulture, $"col{column}");

    /// <summary>Labels that stand one to a line: after <c>Data:</c> (SSRL) or as <c>Col n NAME TYPE</c> (DESY).</summary>
    private static string[]? ListedLabels(List<string> text, int columns)
    {
        if (text.Count > columns && text[^(columns + 1)].Trim() == "Data:")
            return [.. text.TakeLast(columns).Select(l => l.Trim())];
        if (text.Count >= columns)
        {
            var matches = text.TakeLast(columns).Select(l => ColumnLine().Match(l)).ToList();
            if (matches.TrueForAll(m => m.Success))
                return [.. matches.Select(m => m.Groups[1].Value)];
        }
        return null;
    }

    private static bool AreUnits(string[] cells)
    {
        int known = cells.Count(c => LabelWords.UnitOf(c) is not null);
        return known > 0
            && cells.All(c =>
                c.Trim(' ', '(', ')', '[', ']', '"').Length <= 12 && (LabelWords.UnitOf(c) is not null || !SignalWords.IsSpectral(c))
            );
    }

    private static string[]? Cells(string line, int columns, int droppedLeft, Dialect dialect)
    {
        string stripped = Stripped(line);
        if (stripped.Contains('=', StringComparison.Ordinal) || EntryPattern().IsMatch(stripped) || ClockPattern().IsMatch(stripped))
            return null;
        return ExactCells(stripped, columns, droppedLeft, dialect)
            ?? ExactCells(stripped[Math.Min(2, stripped.Length)..], columns, 0, dialect, stripped);
    }

    private static string[]? ExactCells(string line, int columns, int droppedLeft, Dialect dialect, string? speclike = null)
    {
        // '#L energy  i0' of SPEC and '#C 1_energy 2_i0': a lone capital before the labels is not one of them.
        if (speclike is not null && !(speclike.Length > 2 && char.IsUpper(speclike[0]) && speclike[1] == ' '))
            return null;
        if (!dialect.IsBlankSeparated && Exactly(Quoted(line, (char)dialect.Separator), columns, droppedLeft) is string[] bySeparator)
            return bySeparator;
        return Exactly(line.Split('\t', StringSplitOptions.RemoveEmptyEntries), columns, 0)
            ?? Exactly(WideBlanks().Split(line.Trim()).Where(c => c.Length > 0).ToArray(), columns, 0)
            ?? Exactly(Words(line), columns, 0)
            ?? Exactly(line.Split(','), columns, 0)
            ?? Exactly(line.Split(" - ", StringSplitOptions.TrimEntries), columns, 0)
            ?? (
                line.Length > 21 * (columns - 1) && line.Length <= 21 * (columns + 1) && line.Contains('*', StringComparison.Ordinal)
                    ? Fixed(line, columns)
                    : null
            );
    }

    /// <summary>LabVIEW scans pad every label to 21 characters and cut longer ones.</summary>
    private static string[] Fixed(string line, int columns) =>
        [
            .. Enumerable
                .Range(0, columns)
                .Select(c => line.Substring(Math.Min(line.Length, 21 * c), Math.Clamp(line.Length - 21 * c, 0, 21)).Trim()),
        ];

    private static string[]? Exactly(string[] cells, int columns, int droppedLeft)
    {
        int end = cells.Length;
        while (end > columns + droppedLeft && cells[end - 1].Trim().Length == 0)
            end--;
        if (end == columns + droppedLeft)
            return cells[droppedLeft..end];
        return end == columns ? cells[..end] : null;
    }

    /// <summary>Cells between separators; one inside quotes is none.</summary>
    internal static string[] Quoted(string line, char separator)
    {
        if (!line.Contains('"', StringComparison.Ordinal))
            return line.Split(separator);
        var cells = new List<string>();
        int start = 0;
        bool inside = false;
        for (int i = 0; i <= line.Length; i++)
            if (i == line.Length || (line[i] == separator && !inside))
            {
                cells.Add(line[start..i].Trim().Trim('"'));
                start = i + 1;
            }
            else if (line[i] == '"')
                inside = !inside;
        return [.. cells];
    }

    /// <summary>Words between blanks; a bracket with a unit stays with the word before it.</summary>
    private static string[] Words(string line)
    {
        var words = new List<string>();
        foreach (string w in line.Split([' ', '\t', ','], StringSplitOptions.RemoveEmptyEntries))
            if (words.Count > 0 && w[0] is '(' or '[' && w.Length < 12)
                words[^1] += " " + w;
            else
                words.Add(w);
        return [.. words];
    }

    private static double Number(string cell, Dialect dialect)
    {
        byte[] bytes = System.Text.Encoding.UTF8.GetBytes(cell.Trim(' ', '"', '\''));
        return NumberParser.TryParse(bytes, out double v, dialect.DecimalSign) ? v : double.NaN;
    }

    [GeneratedRegex(@"^[^\t]{1,60}:\s")]
    private static partial Regex EntryPattern();

    [GeneratedRegex(@"[0-9]:[0-9][0-9]:[0-9][0-9]")]
    private static partial Regex ClockPattern();

    [GeneratedRegex(@"\s{2,}|\s*\*\s*|\t+")]
    private static partial Regex WideBlanks();

    [GeneratedRegex(@"^\s*Col\s+[0-9]+\s+(\S+)\s+\S+\s*$")]
    private static partial Regex ColumnLine();
}
