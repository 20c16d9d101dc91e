using System.Globalization;
using SpectraPipeline.IO.Store;

namespace SpectraPipeline.Engine.Comparison;

/// <summary>A row of a query by the names of its columns; a column that is not there is as one that is NULL.</summary>
internal sealed class TableRow(IReadOnlyDictionary<string, int> places, object?[] cells)
{
    /// <summary>All rows of a query.</summary>
    public static List<TableRow> Of(QueryResult result)
    {
        var places = new Dictionary<string, int>();
        for (int i = 0; i < result.Columns.Count; i++)
            places[result.Columns[i].Name] = i;
        return [.. result.Rows.Select(r => new TableRow(places, r))];
    }

    public string? Text(string column) =>
        Cell(column) switch
        {
            null => null,
            string s => s,
            IFormattable f => f.ToString(null, CultureInfo.InvariantCulture),
            var other => other.ToString(),
        };

    public double Number(string column) =>
        Cell(column) is { } cell and (double or long or decimal or Int128)
            ? Convert.ToDouble(cell is Int128 big ? (double)big : cell, CultureInfo.InvariantCulture)
            : double.NaN;

    public long Count(string column) => Number(column) is var n && double.IsFinite(n) ? (long)n : 0;

    /// <summary>A number with the error that stands beside it: the total one before that of the fit alone, else from its 95 % interval.</summary>
    public Measured Measured(string column)
    {
        double error = Number(column + "_se_total");
        if (!double.IsFinite(error))
            error = Number(column + "_se");
        if (!double.IsFinite(error))
            error = (Number(column + "_high") - Number(column + "_low")) / (2 * 1.96);
        return new(Number(column), error);
    }

    private object? Cell(string column) => places.TryGetValue(column, out int place) ? cells[place] : null;
}
