using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Numerics.Exafs;

namespace SpectraPipeline.Stages.Exafs;

/// <summary>What is fitted to the frames of a series: models, ranges, and what was found wanting in them. Immutable; shared by all workers.</summary>
/// <param name="Models">Models in the order of the tables.</param>
/// <param name="Transform">Ranges and windows; null when there is no model.</param>
/// <param name="About">What values depend on beside variables.</param>
/// <param name="Warnings">Doubts about the whole series, code and message.</param>
internal sealed record FitPlan(
    IReadOnlyList<ModelPlan> Models,
    ExafsTransform? Transform,
    ModelSurroundings About,
    IReadOnlyList<(string Code, string Message)> Warnings
)
{
    private const double MostShare = 2.0 / 3;

    /// <summary>Reads files and other series, makes rivals.</summary>
    /// <exception cref="UserException">A file, a range, a temperature or another series cannot serve.</exception>
    public static FitPlan Of(FitPaths stage, StageInput input)
    {
        var surroundings = new ModelSurroundings(TemperatureOf(stage, input.Card), S02Of(stage, input));
        if (stage.Listed.Count == 0)
            return new([], null, surroundings, [("no-paths", "No path is named, so none was fitted: give paths or models.")]);
        ExafsTransform transform = stage.TransformOn(input.Axis);
        var files = new Dictionary<string, FeffPath>();
        FeffPath PathOf(string file) =>
            files.TryGetValue(file, out FeffPath? known) ? known : files[file] = PathFiles.Read(file, input.Run);
        List<ResolvedModel> models;
        try
        {
            models = [.. stage.Listed.Select(m => ResolvedModel.Of(m, stage.Variables, PathOf))];
            if (stage.MakesRivals)
                models.AddRange(RivalModels.Of(models[0], Beside(files.Keys, input.Run), stage.RMax));
        }
        catch (UserException e)
        {
            throw new UserException($"{FitPaths.Name}: {e.Message}");
        }
        ModelPlan[] plans = [.. models.Select(m => ModelPlan.Of(m, stage.Restraints, surroundings))];
        return new(plans, transform, surroundings, [.. Doubts(plans, transform, input), .. Unused(stage, plans)]);
    }

    private static List<FeffPath> Beside(IEnumerable<string> files, RunContext run)
    {
        var paths = new List<FeffPath>();
        foreach (string file in PathFiles.Beside(files, run))
            try
            {
                paths.Add(PathFiles.Read(file, run));
            }
            catch (UserException)
            {
                // A damaged file that nobody named is no rival.
            }
        return paths;
    }

    private static IEnumerable<(string Code, string Message)> Doubts(ModelPlan[] plans, ExafsTransform transform, StageInput input)
    {
        double independent = transform.IndependentPoints;
        foreach (ModelPlan plan in plans.Where(p => p.Model.Origin.Length == 0))
        {
            int free = plan.Variables.Count - plan.Restraints.Count;
            if (free == 0)
                yield return (
                    "no-variables",
                    $"Model '{plan.Model.Name}' varies nothing: with variables, or a parameter named on the path, whatever is unsaid is FEFF's own. Name n, delta-r, sigma2 and e0 on its paths."
                );
            else if (free > MostShare * independent)
                yield return (
                    "many-variables",
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"Model '{plan.Model.Name}' has {free} variables for {independent:F1} independent points ({(free >= independent ? "more than they can carry" : "more than two thirds of them")}): widen k-min to k-max or r-min to r-max, or share variables between paths."
                    )
                );
        }
        string? element = input.Card.Edge?.Split(' ', '-', '_')[0];
        foreach (FeffPath path in plans.SelectMany(p => p.Model.Paths).Select(p => p.Path).DistinctBy(p => p.Atoms[0].Symbol))
            if (element is { Length: > 0 } && path.Atoms[0].Symbol != element)
                yield return (
                    "absorber-mismatch",
                    $"The series is at the edge of {element}, but '{path.Label}' was made for {path.Atoms[0].Symbol}. Wrong FEFF folder?"
                );
    }

    private static IEnumerable<(string Code, string Message)> Unused(FitPaths stage, ModelPlan[] plans)
    {
        string[] unused =
        [
            .. from v in stage.Variables?.Entries ?? []
            where v.Value.Expression is null && !plans.Any(p => p.Variables.Any(u => u.Name == v.Name))
            select v.Name,
        ];
        if (unused.Length > 0)
            yield return ("unused-variable", $"No path depends on {string.Join(", ", unused)}; name it on a path, or leave it out.");
    }

    /// <summary>Temperature of the sample of a series, K; NaN when nothing tells it.</summary>
    /// <exception cref="UserException">Its label is none.</exception>
    public static double TemperatureOf(FitPaths stage, SeriesCard card)
    {
        const double Zero = 273.15;
        if (stage.Temperature is { } given)
            return given;
        if (card.Labels.TryGetValue("temperature", out string? label))
        {
            string text = label.Trim();
            string number = text.EndsWith('K') ? text[..^1] : text;
            return double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out double kelvin) && kelvin > 0
                ? kelvin
                : throw new UserException(
                    $"{FitPaths.Name}: the label temperature '{label}' of series '{card.Id}' is no temperature in K."
                );
        }
        return card.Context.Temperature is { } celsius ? celsius + Zero : double.NaN;
    }

    private static Dictionary<string, (double, double)> S02Of(FitPaths stage, StageInput input) =>
        stage.OtherSeries.ToDictionary(id => id, id => FoundS02(id, input));

    /// <summary>The amplitude reduction that another series found: in each frame that of the best model, over frames the weighted mean.</summary>
    private static (double Value, double Se) FoundS02(string id, StageInput input)
    {
        var found = new List<(double Value, double Se)>();
        if (input.Finished.TryGetValue(id, out FinishedSeries? series))
            foreach (var frame in series.Rows<ExafsFitRow>().Where(f => f.Verdict is "preferred" or "tied").GroupBy(f => (f.Step, f.Frame)))
            {
                // Below 0: a rival of the program whose shell is none.
                int best = frame.MinBy(f => (f.BicDifference < 0, f.Bic)).Fit;
                ExafsPathRow[] paths =
                [
                    .. series.Rows<ExafsPathRow>().Where(p => (p.Step, p.Frame) == frame.Key && p.Fit == best && p.S02Se > 0),
                ];
                if (paths.Length > 0)
                    found.Add((paths.MinBy(p => p.S02Se).S02, paths.Min(p => p.S02Se)));
            }
        // One value that all frames of a joint fit share is one piece of knowledge.
        found = [.. found.Distinct()];
        if (found.Count == 0)
            throw new UserException(
                $"{FitPaths.Name}: series '{id}' has no fitted s02. Fit it there: xas.fit-paths with s02: 0.6..1.1 and n fixed to the known coordination number."
            );
        double weight = found.Sum(f => 1 / (f.Se * f.Se));
        double mean = found.Sum(f => f.Value / (f.Se * f.Se)) / weight;
        // Frames that differ by more than their errors make the mean as uncertain as they scatter.
        double scatter = found.Count > 1 ? found.Sum(f => Math.Pow((f.Value - mean) / f.Se, 2)) / (found.Count - 1) : 1;
        return (mean, Math.Sqrt(Math.Max(1, scatter) / weight));
    }
}
