using SpectraPipeline.Core;
using SpectraPipeline.IO.Tokens;

namespace SpectraPipeline.IO.Readers.Delimited;

/// <summary>x and y of every spectrum beside each other under labels such as <c>Wavelength (nm), Abs, Wavelength (nm), Abs</c> (Cary WinUV and others); the
/// names of the spectra stand over the columns of x.</summary>
internal static class PairedColumns
{
    public static IReadOnlyList<SpectrumData>? TryRead(TableContext context)
    {
        NumberTable table = context.Table;
        // The columns of an absorption scan are its channels, whatever they are called.
        if (context.Header.Labels is null || table.Columns < 4 || table.Columns % 2 != 0 || context.Hints.Technique == "xas")
            return null;
        // Short labels pass for a row of units under the names of the spectra.
        bool named = context.Header.Units is not null && Odd(context.Header.Labels).All(string.IsNullOrEmpty);
        string[] labels = named ? context.Header.Units! : [.. Enumerable.Range(0, table.Columns).Select(context.Label)];
        string key = SignalWords.Key(labels[0]);
        for (int c = 0; c < labels.Length; c++)
            if (c % 2 == 0 ? SignalWords.Key(labels[c]) != key || !SignalWords.IsSpectral(labels[c]) : SignalWords.IsSpectral(labels[c]))
                return null;
        string[] names = named ? context.Header.Labels : Names(context);
        double[][] columns = table.AllColumns(0, table.Rows);
        var spectra = new List<SpectrumData>();
        for (int c = 0; c < labels.Length; c += 2)
        {
            // Spectra of other lengths leave the cells at their ends empty.
            int points = Array.FindLastIndex(columns[c], v => !double.IsNaN(v)) + 1;
            if (points == 0)
                continue;
            string title = names.Length > 0 ? names[c] : "";
            spectra.Add(
                new SpectrumData
                {
                    X = columns[c][..points],
                    XLabel = LabelWords.NameOf(labels[c]),
                    XUnit = context.XUnit(labels[c], columns[c].AsSpan(0, points)),
                    Channels = [new ChannelData(labels[c + 1], columns[c + 1][..points], context.Signal(labels[c + 1]))],
                    Title = title.Length > 0 ? title : labels[c + 1],
                    TimeS = LabelWords.Time(title) ?? double.NaN,
                    PotentialV = LabelWords.Potential(title) ?? double.NaN,
                }
            );
        }
        return spectra.Count == 0 ? null : spectra;
    }

    private static IEnumerable<string> Odd(string[] labels) => labels.Where((_, c) => c % 2 == 1);

    /// <summary>The row above the labels where it has a cell for each column.</summary>
    private static string[] Names(TableContext context)
    {
        int line = context.Table.FirstLine - 1;
        while (line >= 0 && context.Lines[line].Trim(" \t"u8).IsEmpty)
            line--;
        if (line < 1 || context.Dialect.IsBlankSeparated)
            return [];
        string[] cells = TextHeader.Quoted(context.Lines.Text(line - 1), (char)context.Dialect.Separator);
        return cells.Length >= context.Table.Columns ? [.. cells.Select(c => c.Trim())] : [];
    }
}
