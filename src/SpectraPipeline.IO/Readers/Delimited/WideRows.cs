using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.IO.Tokens;

namespace SpectraPipeline.IO.Readers.Delimited;

/// <summary>One spectrum a row: the row above holds x, the first columns the time, potential or place of each spectrum (LabSpec tables and
/// transposed CSV). Whether the row or the first column is the axis is decided by labels and by what the numbers can be.</summary>
internal static class WideRows
{
    private const int FewestPoints = 3;

    public static IReadOnlyList<SpectrumData>? TryRead(TableContext context)
    {
        (double[]? row, int lead, string[] corner, int from) = AxisRow(context);
        if (row is null || row.Length < FewestPoints || context.Table.Rows - from < 1)
            return null;
        // Rows of times or potentials above a line of labels that names the first column: that column is x.
        if (context.Header.Labels is string[] labels && SignalWords.IsSpectral(labels[0]) && corner.Length > 0 && corner[0] != labels[0])
            return null;
        double[] column = context.Table.Column(0, from, context.Table.Rows - from);
        double rowScore = Plausibility(row, column.Length, context) + (lead > 1 ? 4 : 0);
        double columnScore = Plausibility(column, row.Length, context);
        bool labelled = corner.Any(c => c.Length > 0);
        if (labelled && (SignalWords.IsTime(corner[0]) || SignalWords.IsPotential(corner[0]) || SignalWords.IsIndex(corner[0])))
            rowScore += 4;
        else if (labelled && SignalWords.IsSpectral(corner[0]))
            columnScore += 4;
        else if (!labelled && context.Dialect.Separator == '\t')
            rowScore += 1;
        bool plain = from == 0 && context.Header.NumberRows.Count == 0;
        if (rowScore < 0 || columnScore > rowScore || (plain && (columnScore >= 0 || IsMonotonic(context.Table.Row(1)[1..]))))
            return null;
        if (rowScore == columnScore)
            throw DialectGuess.Ambiguous(
                context.Lines,
                Enumerable.Range(context.Table.FirstLine, Math.Min(3, context.Table.Rows)),
                "one axis: name the first column or the first row by a label",
                "first row and first column that may both be x"
            );
        if (plain)
            from = 1;
        return Spectra(context, row, lead, corner, from);
    }

    /// <summary>The row that may be the axis: numbers after words in the header, or a first row that begins with empty cells, or any first row.</summary>
    private static (double[]? Row, int Lead, string[] Corner, int From) AxisRow(TableContext context)
    {
        var named = context.Header.NumberRows.FindAll(r => !SignalWords.IsTime(r.Name) && !SignalWords.IsPotential(r.Name));
        var rows = named.Count > 0 ? named : context.Header.NumberRows;
        if (rows.Count > 0)
        {
            (string name, double[] values) = rows[^1];
            string[] corner = name.Split('\t');
            return (values[corner.Length..], corner.Length, corner, 0);
        }
        ReadOnlySpan<double> first = context.Table.Row(0);
        int empty = 0;
        while (empty < first.Length && double.IsNaN(first[empty]))
            empty++;
        if (empty > 0)
        {
            string[] corner = [.. Enumerable.Range(0, empty).Select(_ => "")];
            return (first[empty..].ToArray(), empty, corner, 1);
        }
        return context.Header.Labels is null && first.Length > 8 ? (first[1..].ToArray(), 1, [""], 0) : (null, 0, [], 0);
    }

    /// <summary>How well numbers do as a spectral axis.</summary>
    private static double Plausibility(ReadOnlySpan<double> v, int other, TableContext context)
    {
        if (!IsMonotonic(v))
            return -10;
        bool counted = v[0] is 0 or 1;
        double low = Math.Min(v[0], v[^1]);
        double high = Math.Max(v[0], v[^1]);
        for (int i = 1; i < v.Length; i++)
            counted &= v[i] - v[i - 1] == 1;
        double score = counted ? -4 : 0;
        score -= v[0] == 0 ? 2 : 0;
        score += low >= 50 && high <= (context.Hints.Technique == "xas" ? 120_000 : 30_000) ? 2 : 0;
        score += v[0] > v[^1] ? 1 : 0;
        score += v.Length >= 50 ? 1 : 0;
        return score + (v.Length > other ? 0.5 : 0);
    }

    private static bool IsMonotonic(ReadOnlySpan<double> v)
    {
        if (v.Length < 2)
            return false;
        int direction = LongTable.Direction(v[0], v[1]);
        for (int i = 1; i < v.Length; i++)
            if (LongTable.Direction(v[i - 1], v[i]) != direction)
                return false;
        return direction != 0;
    }

    private static SpectrumData[] Spectra(TableContext context, double[] x, int lead, string[] corner, int from)
    {
        NumberTable table = context.Table;
        // LabSpec writes time in the first column of a series without a word about it; a first value of exactly 0 and rising tells it from a place.
        bool labSpecTime = lead == 1 && corner[0].Length == 0 && LooksLikeLabSpecTime(context, from);
        if (labSpecTime)
            context.Notes.Add("LabSpec table: the first column, which begins at 0 and rises, is taken as time in s");
        string xLabel = context.Header.Metadata.TryGetValue("AxisType[1]", out string? type) ? type : "";
        Unit unit = context.XUnit(xLabel, x);
        var result = new SpectrumData[table.Rows - from];
        for (int r = 0; r < result.Length; r++)
        {
            ReadOnlySpan<double> row = table.Row(from + r);
            double time = labSpecTime ? row[0] : double.NaN;
            double potential = double.NaN;
            var metadata = new Dictionary<string, string>();
            for (int c = 0; c < lead; c++)
            {
                (double t, double p) = Coordinates.Of(corner[c], row[c]);
                time = double.IsNaN(t) ? time : t;
                potential = double.IsNaN(p) ? potential : p;
                string key = corner[c].Length > 0 ? corner[c] : string.Create(CultureInfo.InvariantCulture, $"column {c + 1}");
                metadata[key] = row[c].ToString("R", CultureInfo.InvariantCulture);
            }
            result[r] = new SpectrumData
            {
                X = x,
                XLabel = LabelWords.NameOf(xLabel),
                XUnit = unit,
                Channels = [new ChannelData("y", row[lead..].ToArray(), context.Signal(""))],
                TimeS = time,
                PotentialV = potential,
                Title = string.Join(", ", metadata.Select(m => $"{m.Key} {m.Value}")),
                Metadata = metadata,
            };
        }
        return result;
    }

    private static bool LooksLikeLabSpecTime(TableContext context, int from)
    {
        bool labSpec = context.Header.Metadata.Keys.Any(k =>
            k is "Acq. time (s)" or "Instrument" or "Exposition" or "Accumulations" or "Accumulation"
        );
        double[] first = context.Table.Column(0, from, context.Table.Rows - from);
        return labSpec && context.Dialect.Separator == '\t' && first[0] == 0 && IsMonotonic(first) && first[^1] > 0;
    }
}
