using System.Globalization;
using System.Text;
using SpectraPipeline.Core;
using SpectraPipeline.IO;
using SpectraPipeline.IO.Tokens;

namespace SpectraPipeline.Engine.Ingest;

/// <summary>A row of the table of frames; NaN and null where the table does not say.</summary>
internal sealed record FramesTableRow(
    int Line,
    string? File,
    int? Index,
    string? Label,
    double TimeS,
    double PotentialV,
    double PotentialSdV,
    double CurrentA
);

/// <summary>The table that a pipeline's <c>frames:</c> names: <c>file,index,time_s,potential_v,potential_sd_v,current_a</c>, in any order.</summary>
internal sealed class FramesTable
{
    private static readonly string[] s_known = ["file", "index", "spectrum", "time_s", "potential_v", "potential_sd_v", "current_a"];

    private FramesTable(string name) => Name = name;

    /// <summary>File name, for messages.</summary>
    public string Name { get; }

    /// <summary>The rows in the order of the table.</summary>
    public List<FramesTableRow> Rows { get; } = [];

    /// <summary>Columns that are not used.</summary>
    public List<string> Ignored { get; } = [];

    /// <summary>Reads the table.</summary>
    /// <exception cref="UserException">The file is missing, has no known column, or a cell is not a number.</exception>
    public static FramesTable Read(string path)
    {
        string name = Path.GetFileName(path);
        if (!File.Exists(path))
            throw new UserException($"The table of frames '{path}' does not exist.");
        TextLines lines = TextLines.Of(FileContent.Read(path));
        var table = new FramesTable(name);
        int header = Enumerable.Range(0, lines.Count).FirstOrDefault(i => lines.Text(i).Trim() is { Length: > 0 } t && t[0] != '#', -1);
        if (header < 0)
            throw new UserException(
                $"{name}: the table of frames is empty. Its first line names columns out of: {string.Join(", ", s_known)}."
            );
        string first = lines.Text(header);
        char separator =
            first.Contains('\t', StringComparison.Ordinal) ? '\t'
            : first.Contains(';', StringComparison.Ordinal) ? ';'
            : ',';
        string[] names = [.. Cells(first, separator).Select(Canonical)];
        table.Ignored.AddRange(names.Where(n => n.Length > 0 && !s_known.Contains(n)));
        if (!names.Any(n => s_known.Contains(n)))
            throw new UserException(
                $"{name}({header + 1}): none of the columns {string.Join(", ", names)} is known. Known: {string.Join(", ", s_known)}."
            );
        for (int i = header + 1; i < lines.Count; i++)
            if (lines.Text(i).Trim(' ', '\t', separator).Length > 0)
                table.Rows.Add(table.Row(lines.Text(i), i + 1, names, separator));
        if (table.Rows.Count == 0)
            throw new UserException($"{name}: the table of frames has no rows under its header.");
        return table;
    }

    private static string Canonical(string column)
    {
        string c = column.Trim().ToLowerInvariant();
        return c switch
        {
            "filename" or "file_name" => "file",
            "spectrum_id" or "label" or "title" => "spectrum",
            "index_in_file" => "index",
            "time" or "time_seconds" => "time_s",
            "potential" => "potential_v",
            // A reference electrode in the name (potential_V_SHE) does not change what was logged; potential_sd_v begins otherwise.
            _ when c.StartsWith("potential_v_", StringComparison.Ordinal) => "potential_v",
            _ => c,
        };
    }

    private FramesTableRow Row(string line, int number, string[] names, char separator)
    {
        string[] cells = Cells(line, separator);
        if (cells.Length > names.Length && cells.Skip(names.Length).Any(c => c.Length > 0))
            throw new UserException(
                $"{Name}({number}): {cells.Length} cells under {names.Length} columns. Decimal commas need ';' or tabs between the cells."
            );
        string? Text(string column) =>
            Array.IndexOf(names, column) is var c and >= 0 && c < cells.Length && cells[c].Length > 0 ? cells[c] : null;
        double Value(string column) => Text(column) is string text ? Number(text, column, number, separator) : double.NaN;
        int? index = null;
        if (Text("index") is string written)
            index = int.TryParse(written, NumberStyles.None, CultureInfo.InvariantCulture, out int n)
                ? n
                : throw new UserException($"{Name}({number}): index '{written}' is not a whole number from 0.");
        return new(
            number,
            Text("file"),
            index,
            Text("spectrum"),
            Value("time_s"),
            Value("potential_v"),
            Value("potential_sd_v"),
            Value("current_a")
        );
    }

    private double Number(string text, string column, int line, char separator)
    {
        if (text.ToLowerInvariant() is "nan" or "na" or "n/a" or "null" or "-" or "--")
            return double.NaN;
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        if (NumberParser.TryParse(bytes, out double v) || (separator != ',' && NumberParser.TryParse(bytes, out v, (byte)',')))
            return v;
        throw new UserException($"{Name}({line}): {column} '{text}' is not a number.");
    }

    private static string[] Cells(string line, char separator)
    {
        var cells = new List<string>();
        var cell = new StringBuilder();
        bool quoted = false;
        foreach (char c in line)
            if (c == '"')
                quoted = !quoted;
            else if (c == separator && !quoted)
            {
                cells.Add(cell.ToString().Trim());
                cell.Clear();
            }
            else
                cell.Append(c);
        cells.Add(cell.ToString().Trim());
        return [.. cells];
    }
}
