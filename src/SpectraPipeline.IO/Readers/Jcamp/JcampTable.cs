using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.IO.Tokens;

namespace SpectraPipeline.IO.Readers.Jcamp;

/// <summary>One table of a block as a spectrum.</summary>
/// <param name="lines">The file.</param>
/// <param name="fileLength">Its length in bytes.</param>
internal sealed class JcampTable(TextLines lines, long fileLength)
{
    // A form is a handful of letters; what is longer is no form.
    private const int MostSymbols = 12;

    /// <summary>Doubles made so far, in all tables.</summary>
    private long _made;

    /// <summary>Decodes a table.</summary>
    /// <param name="block">The block with the labels before it.</param>
    /// <param name="record">The table.</param>
    /// <param name="notes">Takes doubts.</param>
    /// <returns>x, the variables (the abscissa first) and their values; null when the table holds no point.</returns>
    public (double[] X, IReadOnlyList<string> Symbols, IReadOnlyList<double[]> Y)? Read(
        JcampBlock block,
        JcampRecord record,
        List<string> notes
    )
    {
        TableText text = TableText.Of(lines, record);
        string stated = text.Form.Length > 0 ? text.Form : TableForm.DefaultOf(record.Key)!;
        block.AddTable(record, text.Form);
        if (TableForm.Parse(stated, block.List("SYMBOL")) is not TableForm form || form.Symbols.Count > MostSymbols)
            throw new BadFileException(
                lines.Offset(record.Line),
                "a form such as (X++(Y..Y)) or (XY..XY)",
                $"'{DialectGuess.Shorten(stated)}'",
                record.Line + 1
            );
        AxisLabels axes = block.Axes(form.Symbols[0], form.Symbols[1]);
        (double[] X, IReadOnlyList<double[]> Y) table =
            form.Kind == TableKind.Even ? Even(text, axes, notes) : Groups(block, text, form, axes, notes);
        if (table.X.Length == 0)
        {
            notes.Add($"a table ({record.Label}) without points is left out");
            return null;
        }
        _made += (1L + table.Y.Count) * table.X.Length;
        // FIRST, MIN and MAX of NTUPLES are those of the first page of a variable.
        if (!block.InPage || block.IsNew(form.Symbols[1]))
            CheckOrdinates(table.Y[0], axes, notes);
        return (table.X, form.Symbols, table.Y);
    }

    private (double[] X, IReadOnlyList<double[]> Y) Even(TableText text, AxisLabels axes, List<string> notes)
    {
        AsdfTable table = Ordinates(text, axes, notes);
        if (table.Values.Count == 0)
            return ([], []);
        long offset = text.Offset(text.First);
        FileBytes.Allow(fileLength, _made + 2L * table.Values.Count, offset, "points");
        if (table.FailedChecks.Count > 0)
            notes.Add(
                Text(
                    $"Y-check: {table.FailedChecks.Count} of {table.Checks} lines do not begin with the ordinate that the line before ended with (line {table.FailedChecks[0] + 1})"
                )
            );
        Strange(table.StrangeLine, notes);
        (double[] x, double[] y) = new EvenAxis(table, axes, fileLength, notes).Place(offset);
        return (x, [Scale(y, axes.YFactor)]);
    }

    /// <summary>Points as decimal sign first. A decimal comma is tried where there are commas and the count is not the stated one, and Y-checks
    /// that fail mostly are none when the count is right without them.</summary>
    private AsdfTable Ordinates(TableText text, AxisLabels axes, List<string> notes)
    {
        AsdfTable Decode(char sign, bool checks = true) => AsdfTable.Decode(text, fileLength, (byte)sign, axes.Points, _made, checks);

        AsdfTable table = Decode('.');
        int? points = axes.Points;
        if (points is not null && table.Values.Count != points && !text.Has("."u8) && text.Has(","u8))
        {
            AsdfTable commas = Decode(',');
            if (commas.Values.Count == points)
            {
                notes.Add("decimal commas read as such");
                table = commas;
            }
        }
        if (
            points is not null
            && table.Values.Count != points
            && table.FailedChecks.Count * 2 > table.Checks
            && table.Values.Count + table.Checks == points
        )
        {
            notes.Add("lines after DIF repeat no ordinate here, as the standard demands: all values are taken as points");
            table = Decode('.', checks: false);
        }
        return table;
    }

    private (double[] X, IReadOnlyList<double[]> Y) Groups(
        JcampBlock block,
        TableText text,
        TableForm form,
        AxisLabels axes,
        List<string> notes
    )
    {
        GroupTable table = form.Kind == TableKind.Assignments ? Assignments(block, text, form) : Numbers(text, form, axes, notes);
        FileBytes.Allow(fileLength, _made + (long)table.Count * form.Symbols.Count, text.Offset(text.First), "points");
        if (table.Loose > 0)
            notes.Add("the last group of the table is not whole and is left out");
        Strange(table.StrangeLine, notes);
        if (axes.Points is int points && points != table.Count && table.Count > 0)
            notes.Add(Text($"the header states {points} points (NPOINTS, VAR_DIM) and {table.Count} are there"));
        var y = new List<double[]>();
        for (int c = 1; c < form.Symbols.Count; c++)
            // Letters of an assignment and its multiplicity are text; they stay in the metadata.
            if (c == 1 || Array.Exists(table.Columns[c], v => !double.IsNaN(v)))
                y.Add(Scale(table.Columns[c], block.Axes(form.Symbols[0], form.Symbols[c]).YFactor));
        return (Scale(table.Columns[0], axes.XFactor), y);
    }

    private static GroupTable Assignments(JcampBlock block, TableText text, TableForm form)
    {
        for (int i = text.First; i < text.End; i++)
            block.AddAssignment(TextLines.Decode(text[i]));
        return GroupTable.Assignments(text, form.Symbols.Count);
    }

    private static GroupTable Numbers(TableText text, TableForm form, AxisLabels axes, List<string> notes)
    {
        int width = form.Symbols.Count;
        if (!text.Has(","u8) || text.Has("."u8))
            return GroupTable.Numbers(text, width, (byte)'.', axes.Points);
        // 15,31 16,1 may be two points or one: the header decides, and where it does not, commas separate.
        GroupTable points = GroupTable.Numbers(text, width, (byte)'.', axes.Points);
        if (Agreement(points, axes) == 3)
            return points;
        GroupTable commas = GroupTable.Numbers(text, width, (byte)',', axes.Points);
        if (commas.Count == 0 || commas.Loose > 0 || Agreement(commas, axes) <= Agreement(points, axes))
            return points;
        notes.Add("decimal commas read as such");
        return commas;
    }

    private static int Agreement(GroupTable table, AxisLabels axes)
    {
        if (table.Count == 0)
            return 0;
        return (axes.Points is null || axes.Points == table.Count ? 1 : 0)
            + (Same(axes.First, table.Columns[0][0] * axes.XFactor) ? 1 : 0)
            + (Same(axes.Last, table.Columns[0][^1] * axes.XFactor) ? 1 : 0);
    }

    private static bool Same(double? stated, double read) => stated is not double s || Math.Abs(s - read) <= 1e-4 * Math.Abs(s);

    private void Strange(int line, List<string> notes)
    {
        if (line >= 0)
            notes.Add(Text($"a line that is no data is left out (line {line + 1}: '{DialectGuess.Shorten(lines.Text(line).Trim())}')"));
    }

    /// <summary>FIRSTY, MINY and MAXY tell a wrong factor or a wrong decoding; they are rounded, so only what is clearly off is noted.</summary>
    private static void CheckOrdinates(double[] y, AxisLabels axes, List<string> notes)
    {
        double min = double.PositiveInfinity;
        double max = double.NegativeInfinity;
        foreach (double v in y)
            if (double.IsFinite(v))
                (min, max) = (Math.Min(min, v), Math.Max(max, v));
        double range = max - min;
        var off = new List<string>();
        if (axes.Y.First is double first && Math.Abs(first - y[0]) > 1e-3 * Math.Max(Math.Abs(first), range))
            off.Add(Text($"the first ordinate {first} (it is {y[0]:G7})"));
        if (axes.Y.Min is double low && Math.Abs(low - min) > 0.02 * range)
            off.Add(Text($"the least {low} (it is {min:G7})"));
        if (axes.Y.Max is double high && Math.Abs(high - max) > 0.02 * range)
            off.Add(Text($"the largest {high} (it is {max:G7})"));
        if (off.Count > 0)
            notes.Add("the header states " + string.Join(", ", off));
    }

    private static double[] Scale(double[] values, double factor)
    {
        if (factor != 1)
            for (int i = 0; i < values.Length; i++)
                values[i] *= factor;
        return values;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
