using SpectraPipeline.Core;
using SpectraPipeline.IO.Tokens;

namespace SpectraPipeline.IO.Readers.Electrochemistry;

/// <summary>Named columns of a potentiostat as one curve: time is x where there is one, else the potential, else the first column; every column
/// keeps its values and unit.</summary>
internal static class ElectrochemicalCurve
{
    /// <summary>Name and unit of a column.</summary>
    /// <param name="Name">Name as in the file.</param>
    /// <param name="Unit">Unit as in the file, empty when there is none.</param>
    public readonly record struct Label(string Name, string Unit)
    {
        /// <summary>Splits <c>time/s</c>, <c>&lt;I&gt;/mA</c>, <c>Time (s)</c>, <c>Potential [V]</c>.</summary>
        public static Label Of(string text)
        {
            string t = text.Trim();
            int open = t.LastIndexOfAny(['(', '[']);
            if (open > 0 && t[^1] is ')' or ']')
                return new(t[..open].Trim(), t[(open + 1)..^1].Trim());
            int slash = t.LastIndexOf('/');
            // 'ox/red' and 'Ns changes' have no unit.
            return slash > 0 && slash < t.Length - 1 && t[(slash + 1)..] is not "red"
                ? new(t[..slash].Trim(), t[(slash + 1)..].Trim())
                : new(t, "");
        }
    }

    /// <summary>The curve.</summary>
    /// <param name="labels">Labels.</param>
    /// <param name="table">Columns, one a label.</param>
    /// <param name="notes">Takes what is doubtful.</param>
    public static SpectrumData Of(IReadOnlyList<Label> labels, LabelledColumns table, List<string> notes)
    {
        int x = XColumn(labels, table);
        bool dates = table.Starts[x] is not null;
        Unit unit = dates ? Unit.Second : Unit.Find(labels[x].Unit.Replace("sec", "s", StringComparison.Ordinal)) ?? Unit.None;
        if (unit.Quantity != Quantity.Time)
            notes.Add($"no column of times; x is '{labels[x].Name}'");
        ChannelData[] channels =
        [
            .. Enumerable
                .Range(0, labels.Count)
                .Where(c => c != x)
                .Select(c => new ChannelData(labels[c].Name, table.Columns[c], SignalOf(labels[c])))
                // The current is what is measured; the potential is beside it.
                .OrderBy(c => c.Signal.Kind == SignalKind.Current ? 0 : 1),
        ];
        if (channels.Length == 0)
            channels = [new ChannelData(labels[x].Name, table.Columns[x], SignalOf(labels[x]))];
        return new SpectrumData
        {
            X = table.Columns[x],
            XLabel = labels[x].Name,
            XUnit = unit,
            Channels = channels,
            Acquired = table.Starts[x],
        };
    }

    /// <summary>Says what follows the table: a second technique, a comment. A last line without an end was said already.</summary>
    public static void Footer(TextLines lines, int end, List<string> notes)
    {
        for (int i = end; i < lines.Count; i++)
            if (!lines[i].Trim(" \t"u8).IsEmpty)
            {
                if (i < lines.Count - 1 || lines.EndsWithLineBreak)
                    notes.Add($"line {i + 1} is no row of the table; reading stopped there");
                return;
            }
    }

    private static int XColumn(IReadOnlyList<Label> labels, LabelledColumns table)
    {
        // Seconds are finer than times of day.
        for (int c = 0; c < labels.Count; c++)
            if (IsTime(labels[c]) && table.Starts[c] is null)
                return c;
        for (int c = 0; c < labels.Count; c++)
            if (table.Starts[c] is not null)
                return c;
        for (int c = 0; c < labels.Count; c++)
            if (labels[c].Unit is "V" or "mV" || labels[c].Name.StartsWith("Potential", StringComparison.OrdinalIgnoreCase))
                return c;
        return 0;
    }

    private static bool IsTime(Label label) =>
        label.Unit is "s" or "sec" or "min" or "h"
        && (label.Name is "T" or "t" || SignalWords.IsTime(label.Name) || label.Name.EndsWith("time", StringComparison.OrdinalIgnoreCase));

    private static Signal SignalOf(Label label) =>
        label.Unit.TrimStart('<') switch
        {
            "A" or "mA" or "µA" or "μA" or "uA" or "nA" or "pA" => new(SignalKind.Current, label.Unit),
            _ => new(SignalKind.Auxiliary, label.Unit),
        };
}
