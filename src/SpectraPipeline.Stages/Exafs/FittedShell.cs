using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;

namespace SpectraPipeline.Stages.Exafs;

/// <summary>A value of a shell with its 95 % interval and variance.</summary>
internal readonly record struct ShellValue(double Value, double Low, double High, double Variance);

/// <summary>A shell of one frame as the models tell it that the data do not reject: values of the best, intervals that hold those of all that are tied.</summary>
internal sealed record FittedShell(int Frame, string Label, ShellValue N, ShellValue R, ShellValue Sigma2)
{
    private const double Normal = 1.959963984540054;

    /// <summary>One a frame: the path of a label, or the nearest that the best model has.</summary>
    /// <param name="tables">With rows of xas.fit-paths; of several such steps the last one of each frame counts.</param>
    /// <param name="label">Label of the path; null for the nearest.</param>
    /// <param name="orNearest">Takes the nearest where no path has the label.</param>
    public static FittedShell[] Of(TableSet tables, string? label, bool orNearest = false)
    {
        var shells = new List<FittedShell>();
        ILookup<int, ExafsPathRow> paths = tables.Rows<ExafsPathRow>().ToLookup(p => p.Frame);
        foreach (var frame in tables.Rows<ExafsFitRow>().GroupBy(f => f.Frame).OrderBy(g => g.Key))
        {
            string step = frame.Last().Step;
            // Below 0: a rival of the program whose shell is none.
            ExafsFitRow[] standing =
            [
                .. frame
                    .Where(f => f.Step == step && f.Verdict is "preferred" or "tied")
                    .OrderBy(f => f.BicDifference < 0)
                    .ThenBy(f => f.BicDifference),
            ];
            if (standing.Length == 0)
                continue;
            ExafsPathRow[] best = [.. paths[frame.Key].Where(p => p.Fit == standing[0].Fit && p.Step == step && double.IsFinite(p.N))];
            ExafsPathRow[] wanted = [.. best.Where(p => p.Path == label)];
            if (wanted.Length == 0 && (label is null || orNearest))
                wanted = [.. best.OrderBy(p => p.R).Take(1)];
            if (wanted.Length == 0)
                continue;
            ExafsPathRow path = wanted[0];
            (ExafsPathRow Row, bool IsMade)[] all =
            [
                .. standing.SelectMany(s =>
                    paths[frame.Key]
                        .Where(p => p.Fit == s.Fit && p.Step == step && p.Path == path.Path && double.IsFinite(p.N))
                        .Select(p => (p, s.Message?.StartsWith(RivalModels.Mark, StringComparison.Ordinal) == true))
                ),
            ];
            shells.Add(
                new FittedShell(
                    frame.Key,
                    path.Path,
                    Value(MeasuredN(all), p => p.N, p => IsUndetermined(p) ? double.NaN : p.NSe, p => p.NLow, p => p.NHigh),
                    Value([.. all.Select(a => a.Row)], p => p.R, p => p.RSe, p => p.RLow, p => p.RHigh),
                    NotNegative(Value([.. all.Select(a => a.Row)], p => p.Sigma2, p => p.Sigma2Se, _ => double.NaN, _ => double.NaN))
                )
            );
        }
        return [.. shells];
    }

    /// <summary>The quantities beside those of another shell; what was fixed in both is no finding.</summary>
    public IEnumerable<(string Quantity, ShellValue Here, ShellValue There)> Against(FittedShell other)
    {
        (string, ShellValue, ShellValue)[] all = [("n", N, other.N), ("r", R, other.R), ("sigma2", Sigma2, other.Sigma2)];
        return all.Where(q => double.IsFinite(q.Item2.Variance) || double.IsFinite(q.Item3.Variance));
    }

    // An N that a model fixes is an assumption, no measurement; so is one that goes with a σ² at its bound in a rival of the program.
    private static ExafsPathRow[] MeasuredN((ExafsPathRow Row, bool IsMade)[] all)
    {
        ExafsPathRow[] measured = [.. all.Where(a => !IsFixed(a.Row) && !(a.IsMade && IsUndetermined(a.Row))).Select(a => a.Row)];
        return measured.Length > 0 ? measured : [.. all.Select(a => a.Row)];
    }

    private static bool IsFixed(ExafsPathRow p) =>
        double.IsNaN(p.NSe) && double.IsNaN(p.NLow) && double.IsNaN(p.NHigh) && double.IsNaN(p.NUpper) && !IsUndetermined(p);

    private static bool IsUndetermined(ExafsPathRow p) => p.Message?.Contains(FitPathsRows.NotDetermined, StringComparison.Ordinal) == true;

    private static ShellValue NotNegative(ShellValue value) => value with { Low = Math.Max(0, value.Low) };

    // A model that is tied may hold the value elsewhere: the interval must reach over all of them.
    private static ShellValue Value(
        ExafsPathRow[] all,
        Func<ExafsPathRow, double> value,
        Func<ExafsPathRow, double> error,
        Func<ExafsPathRow, double> low,
        Func<ExafsPathRow, double> high
    )
    {
        double Low(ExafsPathRow p) => double.IsFinite(low(p)) ? low(p) : value(p) - Normal * error(p);
        double High(ExafsPathRow p) => double.IsFinite(high(p)) ? high(p) : value(p) + Normal * error(p);
        double se = error(all[0]);
        return new(value(all[0]), all.Min(Low), all.Max(High), se * se);
    }
}
