using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.Engine.Catalog;

namespace SpectraPipeline.BaselineStudy;

/// <summary>A baseline stage with its parameters fixed.</summary>
/// <param name="Words">Name and parameters.</param>
/// <param name="Stage">The stage.</param>
internal sealed record SingleMethod(string Words, FrameStage Stage);

/// <summary>Every baseline stage of the catalogue, on a grid of the parameter that matters most; a new stage joins by existing.</summary>
internal static class SingleMethods
{
    private static readonly double[] s_halfDecades = [.. Enumerable.Range(2, 19).Select(k => Math.Pow(10, k / 2.0))];

    // Grids by the name of a parameter. Those left out stay at their defaults.
    private static readonly Dictionary<string, double[]> s_grids = new()
    {
        ["lambda"] = s_halfDecades,
        ["p"] = [0.001, 0.01, 0.05],
        ["order"] = [2, 3],
        ["degree"] = [1, 2, 3, 4, 5, 6, 7, 8, 9],
        ["num-std"] = [0.5, 1, 1.5, 3],
        ["half-window"] = [3, 5, 8, 12, 18, 25, 35, 50, 70, 100],
        ["max-half-window"] = [20, 30, 45, 60, 90, 130],
        ["segments"] = [1, 2, 3, 5, 8, 12],
        ["cutoff"] = [0.001, 0.002, 0.005, 0.01, 0.02],
        ["fraction"] = [0.1, 0.2, 0.3, 0.5],
        ["sections"] = [16, 32, 48, 64, 96],
        ["sigma"] = [3, 8, 20],
    };

    public static IReadOnlyList<SingleMethod> All()
    {
        var catalog = StageCatalog.From(typeof(Stages.Baseline.Auto).Assembly);
        var methods = new List<SingleMethod>();
        foreach (StageInfo info in catalog.All)
        {
            if (!info.Name.StartsWith("baseline.", StringComparison.Ordinal) || info.Type == typeof(Stages.Baseline.Auto))
                continue;
            StageParameter[] varied = [.. info.Parameters.Where(p => Grid(info, p).Length > 0)];
            Vary(info, varied, [], methods);
        }
        return methods;
    }

    private static double[] Grid(StageInfo info, StageParameter parameter)
    {
        bool number = parameter.ValueType == typeof(double) || parameter.ValueType == typeof(int);
        if (!number || !s_grids.TryGetValue(parameter.Name, out double[]? grid))
            return [];
        // The degree of a spline is no stiffness, and two free parameters beside λ are enough.
        bool stiff = info.Parameters.Any(p => p.Name == "lambda");
        if (stiff && parameter.Name is "degree" or "num-std" && stiff)
            return [];
        if (parameter.Name == "order" && info.Parameters.Any(p => p.Name == "p"))
            return [];
        return [.. grid.Where(v => v >= parameter.About.Min && v <= parameter.About.Max)];
    }

    private static void Vary(
        StageInfo info,
        StageParameter[] varied,
        (StageParameter Parameter, double Value)[] fixedOnes,
        List<SingleMethod> methods
    )
    {
        if (fixedOnes.Length < varied.Length)
        {
            StageParameter next = varied[fixedOnes.Length];
            foreach (double value in Grid(info, next))
                Vary(info, varied, [.. fixedOnes, (next, value)], methods);
            return;
        }
        var stage = (FrameStage)Activator.CreateInstance(info.Type)!;
        foreach (var (parameter, value) in fixedOnes)
            parameter.Property.SetValue(stage, Convert.ChangeType(value, parameter.ValueType, CultureInfo.InvariantCulture));
        string words = string.Concat(fixedOnes.Select(f => $" {f.Parameter.Name} {Text(f.Parameter.Name, f.Value)}"));
        methods.Add(new(info.Name + words, stage));
    }

    private static string Text(string name, double value) =>
        name == "lambda"
            ? FormattableString.Invariant($"1e{Math.Log10(value):0.0}")
            : value.ToString("0.####", CultureInfo.InvariantCulture);
}
