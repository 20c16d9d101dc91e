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
    public static FittedShell[] Of(TableSet tables, string? label)
    {
        var shells = new List<FittedShell>();
        ILookup<int, ExafsPathRow> paths = tables.Rows<ExafsPathRow>().ToLookup(p => p.Frame);
        foreach (var frame in tables.Rows<ExafsFitRow>().GroupBy(f => f.Frame).OrderBy(g => g.Key))
        {
            ExafsFitRow[] standing = [.. frame.Where(f => f.Verdict is "preferred" or "tied").OrderBy(f => f.BicDifference)];
            if (standing.Length == 0)
                continue;
            ExafsPathRow[] best =
            [
                .. paths[frame.Key].Where(p => p.Fit == standing[0].Fit && p.Step == standing[0].Step && double.IsFinite(p.N)),
            ];
            ExafsPathRow[] wanted = [.. label is null ? best.OrderBy(p => p.R).Take(1) : best.Where(p => p.Path == label)];
            if (wanted.Length == 0)
                continue;
            ExafsPathRow path = wanted[0];
            ExafsPathRow[] all =
            [
                .. standing.SelectMany(s =>
                    paths[frame.Key].Where(p => p.Fit == s.Fit && p.Step == s.Step && p.Path == path.Path && double.IsFinite(p.N))
                ),
            ];
            shells.Add(
                new FittedShell(
                    frame.Key,
                    path.Path,
                    Value(all, p => p.N, p => p.NSe, p => p.NLow, p => p.NHigh),
                    Value(all, p => p.R, p => p.RSe, p => p.RLow, p => p.RHigh),
                    Value(all, p => p.Sigma2, p => p.Sigma2Se, _ => double.NaN, _ => double.NaN)
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

    // A model that is tied may hold the value elsewhere: the interval must reach over all of them. One that holds it fixed (FEFF's number) has no interval but its value,
    // which it shows to be possible; where all hold it fixed there is none.
    private static ShellValue Value(
        ExafsPathRow[] all,
        Func<ExafsPathRow, double> value,
        Func<ExafsPathRow, double> error,
        Func<ExafsPathRow, double> low,
        Func<ExafsPathRow, double> high
    )
    {
        bool varied = all.Any(p => double.IsFinite(error(p)));
        double Reach(ExafsPathRow p) => varied && !double.IsFinite(error(p)) ? 0 : Normal * error(p);
        double Low(ExafsPathRow p) => double.IsFinite(low(p)) ? low(p) : value(p) - Reach(p);
        double High(ExafsPathRow p) => double.IsFinite(high(p)) ? high(p) : value(p) + Reach(p);
        double se = error(all[0]);
        return new(value(all[0]), all.Min(Low), all.Max(High), se * se);
    }
}
