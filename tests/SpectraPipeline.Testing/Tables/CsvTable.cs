using System.Globalization;
using System.Text;

namespace SpectraPipeline.Testing.Tables;

/// <summary>A small CSV file for tests (RFC 4180: commas, double quotes doubled inside): column heads and rows by name.</summary>
public sealed class CsvTable
{
    private readonly Dictionary<string, int> _index;

    private CsvTable(IReadOnlyList<string> columns, IReadOnlyList<string[]> rows)
    {
        Columns = columns;
        _index = columns.Select(static (name, i) => (name, i)).ToDictionary(static pair => pair.name, static pair => pair.i);
        Rows = [.. rows.Select(cells => new Row(this, cells))];
    }

    public IReadOnlyList<string> Columns { get; }
    public IReadOnlyList<Row> Rows { get; }

    /// <exception cref="InvalidDataException">A row is longer or shorter than the header, or a quote is not closed.</exception>
    public static CsvTable Read(string file)
    {
        List<string[]> records = Parse(File.ReadAllText(file, Encoding.UTF8), file);
        string[] header = records[0];
        for (int i = 1; i < records.Count; i++)
            if (records[i].Length != header.Length)
                throw new InvalidDataException($"{file}: record {i + 1} has {records[i].Length} fields, the header {header.Length}");
        return new(header, [.. records.Skip(1)]);
    }

    private static List<string[]> Parse(string text, string file)
    {
        List<string[]> records = [];
        List<string> fields = [];
        StringBuilder field = new();
        bool quoted = false;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (quoted)
            {
                if (c != '"')
                    field.Append(c);
                else if (i + 1 < text.Length && text[i + 1] == '"')
                    field.Append(text[++i]);
                else
                    quoted = false;
            }
            else if (c == '"')
                quoted = true;
            else if (c == ',')
                Close(field, fields);
            else if (c == '\n')
            {
                Close(field, fields);
                records.Add([.. fields]);
                fields.Clear();
            }
            else if (c != '\r')
                field.Append(c);
        }
        if (quoted)
            throw new InvalidDataException($"{file}: a quote is not closed");
        if (field.Length > 0 || fields.Count > 0)
        {
            Close(field, fields);
            records.Add([.. fields]);
        }
        return records;
    }

    private static void Close(StringBuilder field, List<string> fields)
    {
        fields.Add(field.ToString());
        field.Clear();
    }

    /// <summary>One record.</summary>
    public sealed class Row(CsvTable table, string[] cells)
    {
        /// <summary>Text of a cell.</summary>
        public string this[string column] => cells[table._index[column]];

        /// <summary>Number of a cell, null when it is empty.</summary>
        /// <exception cref="FormatException">The cell holds something else.</exception>
        public double? Number(string column) =>
            this[column] is { Length: > 0 } text ? double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture) : null;
    }
}
