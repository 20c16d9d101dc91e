using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.IO.Tokens;

namespace SpectraPipeline.IO.Readers.Delimited;

/// <summary>One column is x; the others are spectra of a series, or channels of one spectrum.</summary>
internal static class ColumnTable
{
    public static IReadOnlyList<SpectrumData> Read(TableContext context)
    {
        NumberTable table = context.Table;
        double[] corner = table.Row(0).ToArray();
        // A first row whose first cell is empty holds numbers as labels (see WideRows, which decided that it is not the axis).
        int from = double.IsNaN(corner[0]) && context.Header.Labels is null ? 1 : 0;
        string[] labels =
            from == 1 ? [.. corner.Select(v => double.IsNaN(v) ? "" : v.ToString("R", CultureInfo.InvariantCulture))]
            : context.Header.Labels is null ? new string[table.Columns]
            : [.. Enumerable.Range(0, table.Columns).Select(context.Label)];
        double[][] columns = table.AllColumns(from, table.Rows - from);
        if (context.Header.NumberRows.Count > 0 && labels.Length > 3 && labels.Skip(1).Distinct().Count() == 1)
            // One word over every column says nothing; the row of numbers under it (temperatures, potentials) tells the spectra apart.
            labels =
            [
                labels[0],
                .. context.Header.NumberRows[^1].Values.Skip(1).Select(v => v.ToString("R", CultureInfo.InvariantCulture)),
            ];
        int x = XColumn(labels, columns, context);
        string xLabel = labels[x] ?? "";
        Unit unit = context.XUnit(xLabel, columns[x]);
        DateTime? acquired = FileDates.Acquired(context.Header.Metadata);
        (double time, double potential) = HeaderFields.Of(context.Header.Metadata);
        int[] others = [.. Enumerable.Range(0, table.Columns).Where(c => c != x && !IsIndex(context, labels, columns, c))];
        if (others.Length < table.Columns - 1)
            context.Notes.Add("a column without a label that counts the rows was passed over");
        if (others.Length == 1 || AreChannels(context, labels, others))
            return Split(
                new SpectrumData
                {
                    X = columns[x],
                    XLabel = LabelWords.NameOf(xLabel),
                    XUnit = unit,
                    Channels =
                    [
                        .. others
                            .Select(c => Channel(context, labels[c], c, columns[c], others.Length == 1))
                            .OrderBy(c => SignalWords.Rank(c.Signal))
                            .ThenBy(c => IsY(c.Name) ? 0 : 1),
                    ],
                    Acquired = acquired,
                    TimeS = time,
                    PotentialV = potential,
                }
            );
        var times = Row(context, SignalWords.IsTime, Unit.Second, "ms", 1e-3);
        var potentials = Row(context, SignalWords.IsPotential, Unit.Volt, "mV", 1e-3);
        return
        [
            .. others.Select(c => new SpectrumData
            {
                X = columns[x],
                XLabel = LabelWords.NameOf(xLabel),
                XUnit = unit,
                Channels = [new ChannelData(labels[c] ?? "", columns[c], context.Signal(""))],
                Title = labels[c] ?? "",
                TimeS = times?[c] ?? LabelWords.Time(labels[c] ?? "") ?? double.NaN,
                PotentialV = potentials?[c] ?? LabelWords.Potential(labels[c] ?? "") ?? double.NaN,
            }),
        ];
    }

    /// <summary>The column that the labels name as the spectral axis and that is not constant, else the first.</summary>
    private static int XColumn(string[] labels, double[][] columns, TableContext context)
    {
        for (int c = 0; c < labels.Length; c++)
            if (!string.IsNullOrEmpty(labels[c]) && SignalWords.IsSpectral(labels[c]) && !IsConstant(columns[c]))
            {
                if (c > 0)
                    context.Notes.Add($"x is column {c + 1}, '{labels[c]}'");
                return c;
            }
        if (columns.Length > 2 && IsIndex(context, labels, columns, 0) && Rises(columns[1]))
            return 1;
        if (Array.TrueForAll(labels, string.IsNullOrEmpty) && columns.Length > 2 && IsConstant(columns[0]) && !IsConstant(columns[1]))
        {
            context.Notes.Add("the first column is constant; x is column 2");
            return 1;
        }
        return 0;
    }

    /// <summary>A column without a label beside labelled ones that counts 0, 1, 2 ... or 1, 2, 3 ...: the index that programs write in front of a table.</summary>
    private static bool IsIndex(TableContext context, string[] labels, double[][] columns, int c)
    {
        if (context.Header.Labels is null || columns.Length < 3 || !IsUnnamed(labels[c]) || labels.All(IsUnnamed))
            return false;
        double first = columns[c][0];
        for (int i = 0; i < columns[c].Length; i++)
            if (columns[c][i] != first + i)
                return false;
        return first is 0 or 1;
    }

    private static bool IsUnnamed(string? label) =>
        string.IsNullOrWhiteSpace(label) || label.StartsWith("Unnamed: ", StringComparison.Ordinal);

    private static bool Rises(double[] values)
    {
        int direction = Math.Sign(values[^1] - values[0]);
        for (int i = 1; i < values.Length; i++)
            if (Math.Sign(values[i] - values[i - 1]) != direction)
                return false;
        return direction != 0;
    }

    private static bool IsConstant(double[] values) => Array.TrueForAll(values, v => v == values[0]);

    /// <summary>Named channels when a label is a known channel or companion of a spectrum, or for X-ray absorption without labels; numbers as
    /// labels are always a series.</summary>
    private static bool AreChannels(TableContext context, string[] labels, int[] others)
    {
        string[] names = [.. others.Select(c => labels[c] ?? "")];
        // 'quantity: mu' says that every column is one; without it the columns of a scan are its detectors.
        bool scan = context.Hints is { Technique: "xas", Quantity: null };
        if (names.All(n => n.Length == 0))
            return scan;
        bool numbers = names.All(n => n.Length > 0 && (LabelWords.Potential(n) ?? LabelWords.Time(n) ?? Plain(n)) is not null);
        return !numbers
            && (scan || names.Any(SignalWords.IsXasChannel) || names.Skip(1).Any(SignalWords.IsCompanion) || names.Count(IsY) == 1);
    }

    /// <summary>The column called y is the spectrum; what stands beside it (truth, baseline, fit) are its channels.</summary>
    private static bool IsY(string? label) => string.Equals(label, "y", StringComparison.OrdinalIgnoreCase);

    private static double? Plain(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double v) ? v : null;

    private static ChannelData Channel(TableContext context, string? label, int column, double[] values, bool only)
    {
        string name = label ?? "";
        Signal signal = only || IsY(name) ? context.Signal(name) : SignalWords.Of(name);
        if (name.Length == 0)
            name = only ? "y" : string.Create(CultureInfo.InvariantCulture, $"col{column + 1}");
        return new(LabelWords.NameOf(name), values, signal);
    }

    /// <summary>Values of a header row named time or potential, in seconds or volts.</summary>
    private static double[]? Row(TableContext context, Func<string, bool> named, Unit expected, string small, double smallScale)
    {
        foreach (var (name, values) in context.Header.NumberRows)
            if (named(name))
            {
                Unit? unit = LabelWords.UnitOf(name);
                double scale =
                    unit is not null && unit.Quantity == expected.Quantity ? unit.Scale
                    : name.EndsWith(small, StringComparison.Ordinal) ? smallScale
                    : 1;
                return [.. values.Select(v => v * scale)];
            }
        return null;
    }

    /// <summary>Where x starts again, the next spectrum begins; each run must return to the first x within a step.</summary>
    private static IReadOnlyList<SpectrumData> Split(SpectrumData all)
    {
        List<int> starts = LongTable.Restarts(all.X);
        if (starts.Count < 2)
            return [all];
        return
        [
            .. starts.Select(
                (start, k) =>
                {
                    Range range = start..(k + 1 < starts.Count ? starts[k + 1] : all.X.Length);
                    return all with
                    {
                        X = all.X[range],
                        Channels = [.. all.Channels.Select(c => c with { Values = c.Values[range] })],
                        Title = string.Create(CultureInfo.InvariantCulture, $"{k + 1}"),
                    };
                }
            ),
        ];
    }
}
