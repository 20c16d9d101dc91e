using System.Text;
using SpectraPipeline.Report.Layout;

namespace SpectraPipeline.Report.Svg;

/// <summary>Path data of curves.</summary>
internal static class SvgPath
{
    /// <summary>Curves with more points than this a pt of width are drawn from first, lowest, highest and last of each step.</summary>
    private const double PointsPerStep = 4;
    private const double Step = 0.2;

    /// <summary>Moves and lines through the finite points; a NaN lifts the pen.</summary>
    public static string Through(double[] x, double[] y, double offset, AxisScale xScale, AxisScale yScale)
    {
        StringBuilder path = new();
        List<(double X, double Y)> run = [];
        double room = Math.Abs(xScale.End - xScale.Start);
        for (int i = 0; i < x.Length; i++)
        {
            double px = xScale.Position(x[i]);
            double py = yScale.Position(y[i] + offset);
            if (double.IsFinite(px) && double.IsFinite(py))
            {
                // Far outside the plot only the direction matters, and huge numbers break some renderers.
                run.Add((px, Math.Clamp(py, -5000, 5000)));
                continue;
            }
            Append(path, run, room);
        }
        Append(path, run, room);
        return path.ToString();
    }

    /// <summary>Closed areas between two curves, one for each run of finite points.</summary>
    public static string Between(double[] x, double[] low, double[] high, AxisScale xScale, AxisScale yScale)
    {
        StringBuilder path = new();
        for (int i = 0; i < x.Length; )
        {
            int end = i;
            while (end < x.Length && double.IsFinite(x[end]) && double.IsFinite(low[end]) && double.IsFinite(high[end]))
                end++;
            if (end > i)
            {
                for (int j = i; j < end; j++)
                    Point(path, j == i ? 'M' : 'L', xScale.Position(x[j]), yScale.Position(high[j]));
                for (int j = end - 1; j >= i; j--)
                    Point(path, 'L', xScale.Position(x[j]), yScale.Position(low[j]));
                path.Append('Z');
            }
            i = Math.Max(end, i + 1);
        }
        return path.ToString();
    }

    private static void Append(StringBuilder path, List<(double X, double Y)> run, double room)
    {
        List<(double X, double Y)> drawn = run.Count > PointsPerStep * room / Step ? Thin(run) : run;
        for (int i = 0; i < drawn.Count; i++)
            Point(path, i == 0 ? 'M' : 'L', drawn[i].X, drawn[i].Y);
        run.Clear();
    }

    private static List<(double X, double Y)> Thin(List<(double X, double Y)> run)
    {
        List<(double X, double Y)> kept = [];
        for (int i = 0; i < run.Count; )
        {
            int end = i;
            int lowest = i;
            int highest = i;
            while (end < run.Count && Math.Abs(run[end].X - run[i].X) < Step)
            {
                lowest = run[end].Y < run[lowest].Y ? end : lowest;
                highest = run[end].Y > run[highest].Y ? end : highest;
                end++;
            }
            foreach (int index in new SortedSet<int> { i, lowest, highest, end - 1 })
                kept.Add(run[index]);
            i = end;
        }
        return kept;
    }

    private static void Point(StringBuilder path, char command, double x, double y) =>
        path.Append(command).Append(SvgWriter.Coordinate(x)).Append(' ').Append(SvgWriter.Coordinate(y));
}
