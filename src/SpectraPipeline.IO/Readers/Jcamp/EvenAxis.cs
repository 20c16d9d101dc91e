using System.Globalization;

namespace SpectraPipeline.IO.Readers.Jcamp;

/// <summary>Puts decoded ordinates on their abscissa: x[i] = FIRSTX + i (LASTX - FIRSTX)/(NPOINTS - 1). The abscissas that begin the lines are rounded
/// and serve as checks; they decide where the count of ordinates is not the one that the header states.</summary>
/// <param name="table">The ordinates.</param>
/// <param name="labels">What the header states.</param>
/// <param name="fileLength">Length of the file, which bounds the number of points.</param>
/// <param name="notes">Takes doubts.</param>
internal sealed class EvenAxis(AsdfTable table, AxisLabels labels, long fileLength, List<string> notes)
{
    /// <summary>x and the ordinates, not yet scaled.</summary>
    public (double[] X, double[] Y) Place(long offset)
    {
        int n = table.Values.Count;
        double first = labels.First ?? FirstAbscissa() ?? 0;
        if (labels.First is null)
            notes.Add(
                FirstAbscissa() is null
                    ? "no FIRSTX: x is the number of the point"
                    : "no FIRSTX: x begins at the abscissa of the first line"
            );
        int points = labels.Points ?? n;
        if (points == n)
        {
            double step = Step(first, n) ?? 1;
            double? end = labels.Last;
            if (end is double swapped && n > 1 && Misfits(first, step).Count * 2 > table.Lines.Count && Misfits(swapped, -step).Count == 0)
            {
                notes.Add("FIRSTX and LASTX are exchanged: the abscissas of the lines run the other way");
                (first, end, step) = (swapped, first, (first - swapped) / (n - 1));
            }
            double[] x = Grid(first, end, step, n, offset);
            CheckAll(first, step);
            return (x, [.. table.Values]);
        }
        // A file that was cut, or a count that is wrong: the step that the abscissas of all lines fit decides.
        if (Candidates(first, n, points).Where(s => Misfits(first, s.Step).Count == 0).ToList() is { Count: > 0 } fitting)
        {
            (double step, bool reachesLast) = fitting[0];
            notes.Add(
                n < points
                    ? Text($"{n} of {points} points (NPOINTS) are there; the file was probably cut")
                    : Text($"NPOINTS is {points} and {n} points are there; x of all lines fits {n}")
            );
            return (Grid(first, reachesLast ? labels.Last : null, step, n, offset), [.. table.Values]);
        }
        if (labels.Last is double last && points > 1 && Resynchronise(first, (last - first) / (points - 1), points, offset) is double[] y)
            return (Grid(first, last, (last - first) / (points - 1), points, offset), y);
        double fallback = labels.Step ?? Step(first, n) ?? 1;
        notes.Add(Text($"NPOINTS is {points} and {n} points are there; x counts from FIRSTX in steps of {fallback} and is in doubt"));
        return (Grid(first, null, fallback, n, offset), [.. table.Values]);
    }

    private double? FirstAbscissa() =>
        table.Lines.Count > 0 && table.Lines[0].Abscissa is double a && double.IsFinite(a) ? a * labels.XFactor : null;

    /// <summary>Step where the count is right: by the ends, else as stated, else by the first and the last line.</summary>
    private double? Step(double first, int n) =>
        labels.Last is double last && n > 1 ? (last - first) / (n - 1)
        : labels.Step is double stated && stated != 0 ? stated
        : StepOfLines();

    private double? StepOfLines()
    {
        if (table.Lines.Count < 2)
            return null;
        AsdfLine a = table.Lines[0];
        AsdfLine b = table.Lines[^1];
        double step = (b.Abscissa - a.Abscissa) * labels.XFactor / (b.Start - (b.HasCheck ? 1 : 0) - a.Start);
        return double.IsFinite(step) && step != 0 ? step : null;
    }

    /// <summary>Steps that could be meant, the stated ends first; the flag says that the last point is then LASTX.</summary>
    private IEnumerable<(double Step, bool ReachesLast)> Candidates(double first, int n, int points)
    {
        if (labels.Last is double last)
        {
            if (points > 1)
                yield return ((last - first) / (points - 1), false);
            if (n > 1)
                yield return ((last - first) / (n - 1), true);
        }
        if (labels.Step is double stated and not 0)
            yield return (stated, false);
        if (StepOfLines() is double lines)
            yield return (lines, false);
    }

    private static double Position(AsdfLine line) => line.Start - (line.HasCheck ? 1 : 0);

    /// <summary>Lines whose abscissa is more than one step (and its own rounding) from where the count puts them.</summary>
    private List<AsdfLine> Misfits(double first, double step) =>
        [
            .. table.Lines.Where(l =>
                double.IsFinite(l.Abscissa) && Math.Abs(l.Abscissa * labels.XFactor - first - Position(l) * step) > Tolerance(l, step)
            ),
        ];

    // One step, as the standard allows, and what ten digits of a large abscissa leave.
    private double Tolerance(AsdfLine line, double step) => 1.001 * Math.Abs(step) + 1e-9 * Math.Abs(line.Abscissa * labels.XFactor);

    private void CheckAll(double first, double step)
    {
        List<AsdfLine> misfits = Misfits(first, step);
        if (misfits.Count == 0)
            return;
        AsdfLine one = misfits[0];
        notes.Add(
            Text(
                $"X-check: {misfits.Count} of {table.Lines.Count} lines begin with an abscissa that is not x there (line {one.Line + 1}: {one.Abscissa * labels.XFactor}, x is {first + Position(one) * step}); the points are counted"
            )
        );
    }

    /// <summary>Places lines by their abscissas: a line that fits the count stays, one that only the next line confirms moves there, others are left out.</summary>
    /// <returns>NaN where no line gives a value; null when too few lines fit to trust the grid.</returns>
    private double[]? Resynchronise(double first, double step, int points, long offset)
    {
        if (step == 0 || !double.IsFinite(step))
            return null;
        FileBytes.Allow(fileLength, points, offset, "points");
        double[] y = new double[points];
        Array.Fill(y, double.NaN);
        int at = 0;
        int left = 0;
        int placed = 0;
        for (int k = 0; k < table.Lines.Count; k++)
        {
            AsdfLine line = table.Lines[k];
            double claimed = (line.Abscissa * labels.XFactor - first) / step + (line.HasCheck ? 1 : 0);
            bool known = double.IsFinite(claimed) && claimed > -1.5 && claimed < points + 1;
            AsdfLine? next = k + 1 < table.Lines.Count ? table.Lines[k + 1] : null;
            int? place =
                !double.IsFinite(line.Abscissa) || (known && Math.Abs(claimed - at) <= 1) ? at
                : known && Follows(next, first, step, Math.Round(claimed) + line.Count, points) ? (int)Math.Round(claimed)
                : next is not null && Follows(next, first, step, at + line.Count, points) ? at
                : null;
            if (place is not int to || to < 0 || to + line.Count > points)
            {
                left++;
                continue;
            }
            for (int i = 0; i < line.Count; i++)
                y[to + i] = table.Values[line.Start + i];
            at = to + line.Count;
            placed += line.Count;
        }
        if (placed < points / 2)
            return null;
        int missing = y.Count(double.IsNaN);
        notes.Add(
            Text(
                $"X-check: NPOINTS is {points} and {table.Values.Count} ordinates are there; lines were placed by their abscissas, {left} lines that fit nowhere left out, {missing} points have no value"
            )
        );
        return y;
    }

    /// <summary>True when the line after begins where this one would end; the last line must reach the last point.</summary>
    private bool Follows(AsdfLine? next, double first, double step, double end, int points) =>
        next is not AsdfLine n
            ? Math.Abs(end - points) <= 1
            : Math.Abs((n.Abscissa * labels.XFactor - first) / step + (n.HasCheck ? 1 : 0) - end) <= 1;

    private double[] Grid(double first, double? last, double step, int n, long offset)
    {
        FileBytes.Allow(fileLength, n, offset, "points");
        double[] x = new double[n];
        // The very formula of FileBytes.Even: a writer relies on it to the bit.
        for (int i = 0; i < n; i++)
            x[i] = first + i * step;
        if (last is double l && n > 1)
            x[^1] = l;
        return x;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
