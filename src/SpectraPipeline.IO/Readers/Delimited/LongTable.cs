using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.IO.Tokens;

namespace SpectraPipeline.IO.Readers.Delimited;

/// <summary>Long tables: leading columns (time; X and Y of a map) that stay the same through a spectrum, then x and y; a new spectrum begins
/// where they change (<c>#Time #Wave #Intensity</c> of Renishaw and others).</summary>
internal static class LongTable
{
    private const int FewestPoints = 3;

    public static IReadOnlyList<SpectrumData>? TryRead(TableContext context)
    {
        NumberTable table = context.Table;
        // 'spectrum, energy, i0, it ...': the number of the spectrum, x, and as many channels as there are.
        bool numbered =
            context.Header.Labels is not null
            && table.Columns >= 3
            && SignalWords.IsIndex(context.Label(0))
            && SignalWords.IsSpectral(context.Label(1))
            && !SignalWords.IsPlace(context.Label(1));
        if (!numbered && table.Columns is < 3 or > 6)
            return null;
        int lead = numbered ? 1 : table.Columns - 2;
        bool named =
            context.Header.Labels is not null
            && SignalWords.IsSpectral(context.Label(lead))
            && !SignalWords.IsPlace(context.Label(lead))
            // #X #Y #Wave #Intensity: X is then a place, not the axis.
            && (SignalWords.IsPlace(context.Label(0)) || !SignalWords.IsSpectral(context.Label(0)));
        var starts = new List<int> { 0 };
        for (int r = 1; r < table.Rows; r++)
            if (!table.Row(r)[..lead].SequenceEqual(table.Row(r - 1)[..lead]))
                starts.Add(r);
        if (!named && (starts.Count < 2 || context.Header.Labels is not null && SignalWords.IsSpectral(context.Label(0))))
            return null;
        double[] x = table.Column(lead, 0, table.Rows);
        if (starts.Count * FewestPoints > table.Rows || (!named && !RestartsWith(x, starts)))
            return null;
        double[][] ys = [.. Enumerable.Range(lead + 1, table.Columns - lead - 1).Select(c => table.Column(c, 0, table.Rows))];
        string xLabel = context.Header.Labels is null ? "" : context.Label(lead);
        Unit unit = context.XUnit(xLabel, x);
        return
        [
            .. starts.Select(
                (start, k) => One(context, lead, start, k + 1 < starts.Count ? starts[k + 1] : table.Rows, x, ys, xLabel, unit)
            ),
        ];
    }

    /// <summary>Places where x starts again: after at least three points in one direction it jumps back to the first x, within a step.</summary>
    public static List<int> Restarts(ReadOnlySpan<double> x)
    {
        var starts = new List<int> { 0 };
        if (x.Length < 2 * FewestPoints)
            return starts;
        double step = x[1] - x[0];
        for (int i = 1; i < x.Length; i++)
        {
            double d = x[i] - x[i - 1];
            if (d * step >= 0)
                continue;
            if (i - starts[^1] < FewestPoints || Math.Abs(x[i] - x[0]) > Math.Abs(step) || x.Length - i < FewestPoints)
                return [0];
            starts.Add(i);
        }
        return starts;
    }

    /// <summary>1 when the values rise, -1 when they fall, 0 when they are equal or one is missing (Math.Sign throws on NaN).</summary>
    public static int Direction(double from, double to) =>
        to > from ? 1
        : to < from ? -1
        : 0;

    private static bool RestartsWith(double[] x, List<int> starts)
    {
        if (starts.Count < 2)
            return false;
        int direction = Direction(x[0], x[1]);
        int k = 1;
        for (int i = 1; i < x.Length; i++)
        {
            bool boundary = k < starts.Count && starts[k] == i;
            if (boundary)
                k++;
            else if (Direction(x[i - 1], x[i]) != direction)
                return false;
        }
        return direction != 0;
    }

    private static SpectrumData One(TableContext context, int lead, int from, int to, double[] x, double[][] ys, string xLabel, Unit unit)
    {
        var metadata = new Dictionary<string, string>();
        double time = double.NaN;
        double potential = double.NaN;
        for (int c = 0; c < lead; c++)
        {
            double value = context.Table.Row(from)[c];
            string label = context.Header.Labels is null
                ? string.Create(CultureInfo.InvariantCulture, $"column {c + 1}")
                : context.Label(c).TrimStart('#');
            (double t, double p) = Coordinates.Of(label, value);
            time = double.IsNaN(time) ? t : time;
            potential = double.IsNaN(potential) ? p : potential;
            metadata[label.Length == 0 ? string.Create(CultureInfo.InvariantCulture, $"column {c + 1}") : label] = value.ToString(
                "R",
                CultureInfo.InvariantCulture
            );
        }
        return new SpectrumData
        {
            X = x[from..to],
            XLabel = LabelWords.NameOf(xLabel),
            XUnit = unit,
            Channels =
            [
                .. ys.Select(
                    (y, c) => Channel(context, context.Header.Labels is null ? "" : context.Label(lead + 1 + c), y[from..to], c == 0)
                ),
            ],
            TimeS = time,
            PotentialV = potential,
            Title = string.Join(", ", metadata.Select(m => $"{m.Key} {m.Value}")),
            Metadata = metadata,
        };
    }

    /// <summary>The first is the spectrum, whose kind the pipeline may state; the others are what their labels say.</summary>
    private static ChannelData Channel(TableContext context, string label, double[] values, bool first) =>
        new(label.Length == 0 ? "y" : LabelWords.NameOf(label), values, first ? context.Signal(label) : SignalWords.Of(label));
}

/// <summary>A labelled number beside a spectrum: a time in seconds, a potential in volts, or neither.</summary>
internal static class Coordinates
{
    public static (double TimeS, double PotentialV) Of(string label, double value)
    {
        Unit? unit = LabelWords.UnitOf(label);
        if (SignalWords.IsTime(label))
            return (value * (unit?.Quantity == Quantity.Time ? unit.Scale : 1), double.NaN);
        if (SignalWords.IsPotential(label))
            return (double.NaN, value * (unit?.Quantity == Quantity.Potential ? unit.Scale : 1));
        return (double.NaN, double.NaN);
    }
}
