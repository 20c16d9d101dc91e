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
        WithX(columns, x, context);
        IReadOnlyList<SpectrumData>? frames = others.Length > 1 ? DetectorImages(context, columns, x, others, unit, acquired) : null;
        if (frames is not null)
            return frames;
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
                            .ThenBy(c => IsY(c.Name) ? 0 : 1)
                            .ThenBy(c => IsDarkSubtracted(c.Name) ? 0 : 1),
                    ],
                    Acquired = acquired,
                    TimeS = time,
                    PotentialV = potential,
                }
            );
        // One word over all columns is a quantity or unit, not their names.
        string common = others.Select(c => labels[c]).Distinct().Count() == 1 ? labels[others[0]] ?? "" : "";
        double cycle = KineticSeries.Cycle(context.Header.Metadata, others.Length);
        var times = Row(context, SignalWords.IsTime, Unit.Second, "ms", 1e-3);
        var potentials = Row(context, SignalWords.IsPotential, Unit.Volt, "mV", 1e-3);
        return
        [
            .. others.Select(
                (c, k) =>
                    new SpectrumData
                    {
                        X = columns[x],
                        XLabel = LabelWords.NameOf(xLabel),
                        XUnit = unit,
                        Channels = [new ChannelData(labels[c] ?? "", columns[c], context.Signal(context.Header.Units?[c] ?? common))],
                        Title = labels[c] ?? "",
                        Acquired = KineticSeries.At(acquired, k * cycle),
                        TimeS = times?[c] ?? LabelWords.Time(labels[c] ?? "") ?? k * cycle,
                        PotentialV = potentials?[c] ?? LabelWords.Potential(labels[c] ?? "") ?? double.NaN,
                    }
            ),
        ];
    }

    /// <summary>The column that the labels name as the spectral axis and that is not constant, else the first. A Raman shift goes before the wavelength
    /// that it was made of (B&amp;W Tek writes both).</summary>
    private static int XColumn(string[] labels, double[][] columns, TableContext context)
    {
        int shift = Array.FindIndex(labels, l => !string.IsNullOrEmpty(l) && SignalWords.Key(l) == "ramanshift");
        if (shift > 0 && !IsConstant(columns[shift]))
        {
            context.Notes.Add($"x is column {shift + 1}, '{labels[shift]}'");
            return shift;
        }
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
        int direction = LongTable.Direction(values[0], values[^1]);
        for (int i = 1; i < values.Length; i++)
            if (LongTable.Direction(values[i - 1], values[i]) != direction)
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

    private static bool IsDarkSubtracted(string name) => SignalWords.Key(name).StartsWith("darksubtracted", StringComparison.Ordinal);

    /// <summary>Rows without x at the ends (pixels outside the calibration) are no points of a spectrum.</summary>
    private static void WithX(double[][] columns, int x, TableContext context)
    {
        double[] values = columns[x];
        int from = Array.FindIndex(values, v => !double.IsNaN(v));
        int to = Array.FindLastIndex(values, v => !double.IsNaN(v)) + 1;
        if (from < 0 || to - from == values.Length)
            return;
        for (int c = 0; c < columns.Length; c++)
            columns[c] = columns[c][from..to];
        context.Notes.Add($"{values.Length - (to - from)} rows without x at the ends of the table are left out");
    }

    /// <summary>Where x starts again in a wide table, the next image of a detector begins: each is one spectrum with a channel for every track.</summary>
    private static SpectrumData[]? DetectorImages(
        TableContext context,
        double[][] columns,
        int x,
        int[] others,
        Unit unit,
        DateTime? acquired
    )
    {
        List<int> starts = LongTable.Restarts(columns[x]);
        if (starts.Count < 2 || context.Header.Labels is not null)
            return null;
        double cycle = KineticSeries.Cycle(context.Header.Metadata, starts.Count);
        context.Notes.Add(
            $"x starts again {starts.Count - 1} times: {starts.Count} images of a detector under each other, each a spectrum with {others.Length} tracks"
        );
        return
        [
            .. starts.Select(
                (start, k) =>
                {
                    Range range = start..(k + 1 < starts.Count ? starts[k + 1] : columns[x].Length);
                    return new SpectrumData
                    {
                        X = columns[x][range],
                        XUnit = unit,
                        Channels =
                        [
                            .. others.Select(
                                (c, track) =>
                                    new ChannelData(
                                        string.Create(CultureInfo.InvariantCulture, $"track {track + 1}"),
                                        columns[c][range],
                                        context.Signal("")
                                    )
                            ),
                        ],
                        Title = string.Create(CultureInfo.InvariantCulture, $"image {k + 1}"),
                        Acquired = KineticSeries.At(acquired, k * cycle),
                        TimeS = k * cycle,
                    };
                }
            ),
        ];
    }

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
