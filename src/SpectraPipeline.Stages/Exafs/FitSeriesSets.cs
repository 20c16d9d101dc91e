using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Exafs;
using SpectraPipeline.Numerics.Simd;
using SpectraPipeline.Stages.Xas;

namespace SpectraPipeline.Stages.Exafs;

/// <summary>One χ(k) of a joint fit with what is to be fitted to it.</summary>
/// <param name="Series">Id of its series.</param>
/// <param name="Frame">Frame number there.</param>
/// <param name="Row">Row in the input; -1 for a data set of another series.</param>
/// <param name="Plan">Its model, at its temperature.</param>
/// <param name="K">Its k axis, the same array for all frames of a series.</param>
/// <param name="Transform">Ranges on it.</param>
/// <param name="Temperature">K; NaN when nothing tells it.</param>
/// <param name="Position">On what variables go along.</param>
/// <param name="Chi">On the k axis.</param>
internal sealed record FitSeriesSet(
    string Series,
    int Frame,
    int Row,
    ModelPlan Plan,
    double[] K,
    ExafsTransform Transform,
    double Temperature,
    double Position,
    double[] Chi
)
{
    /// <summary>It is a frame of the series of the step.</summary>
    public bool IsOwn => Row >= 0;

    /// <summary>How messages and rows without a frame of their own call it.</summary>
    public string Words => string.Create(CultureInfo.InvariantCulture, $"series {Series}, frame {Frame}");
}

/// <summary>Gathers the data sets of a joint fit.</summary>
internal sealed class FitSeriesSets(FitSeries stage, SpectralSeries input, StageInput about, Fault?[] faults, Findings findings)
{
    private readonly Dictionary<(string Model, double Temperature), ModelPlan> _plans = [];
    private int _number;

    /// <summary>All that can be fitted, frames of the series first; those that cannot become faults.</summary>
    /// <exception cref="UserException">A file, a range, a series or a temperature cannot serve.</exception>
    public List<FitSeriesSet> Read()
    {
        CheckTemperatures();
        var sets = new List<FitSeriesSet>();
        FitPlan main = Plan(null);
        Add(sets, input, about.Card, main, "", isOwn: true);
        foreach (JointSeries joint in stage.With?.Series ?? [])
        {
            SpectralSeries other = Other(joint.Id);
            FitPlan plan = joint.Paths is null ? main : Plan(joint.Paths);
            SeriesCard card = about.Finished.TryGetValue(joint.Id, out FinishedSeries? known)
                ? known.Card
                : new SeriesCard { Id = joint.Id };
            Add(sets, other, card, plan, joint.Paths is null ? "" : joint.Id, isOwn: false);
        }
        return sets;
    }

    // What is said of one frame alone does not hold for all together.
    private FitPlan Plan(PathList? paths)
    {
        FitPlan plan = FitPlan.Of(stage.AsFitPaths(paths), about);
        foreach (var (code, message) in plan.Warnings)
            if (
                code != "many-variables"
                && (code != "unused-variable" || stage.With is null)
                && (code != "absorber-mismatch" || paths is null)
            )
                findings.Warn(code, message.Replace(FitPaths.Name, FitSeries.Name, StringComparison.Ordinal));
        return plan;
    }

    private SpectralSeries Other(string id) =>
        about.Others.TryGetValue(id, out SpectralSeries? other) && other.Find(SignalKind.ChiK) is not null
            ? other
            : throw new UserException($"{FitSeries.Name}: series '{id}' has no χ(k) to be fitted with; put xas.autobk into its steps.");

    private void CheckTemperatures()
    {
        int frames = input.Frames + stage.WithIds.Sum(id => Other(id).Frames);
        if (stage.Temperatures.Count > 0 && stage.Temperatures.Count != frames)
            throw new UserException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{FitSeries.Name}: temperatures has {stage.Temperatures.Count} values for {frames} data sets ({input.Frames} frame(s) of the series, {frames - input.Frames} of others); give one for each, in that order."
                )
            );
    }

    private void Add(List<FitSeriesSet> sets, SpectralSeries series, SeriesCard card, FitPlan plan, string model, bool isOwn)
    {
        if (plan.Models.Count == 0)
            return;
        double[] k = series.Axis.Values.ToArray();
        ExafsTransform transform = stage.AsFitPaths().TransformOn(series.Axis);
        Channel chi = series.Find(SignalKind.ChiK) ?? series.Primary;
        double ofSeries = stage.Temperatures.Count > 0 ? double.NaN : FitPlan.TemperatureOf(stage.AsFitPaths(), card);
        for (int row = 0; row < series.Frames; row++, _number++)
        {
            int frame = series.FirstFrame + row;
            double temperature = stage.Temperatures.Count > 0 ? stage.Temperatures[_number] : ofSeries;
            double position = Position(series.Info[row], temperature);
            if ((series.Faults[row] ?? Short(chi, row, k, transform) ?? Problem(chi[row], position)) is { } problem)
            {
                if (isOwn)
                    faults[row] ??= problem;
                else if (series.Faults[row] is null)
                    findings.Warn("data-set-left-out", $"Frame {frame} of series '{card.Id}' takes no part: {problem.Message}");
                continue;
            }
            if (!_plans.TryGetValue((model, temperature), out ModelPlan? bound))
                _plans[(model, temperature)] = bound = ModelPlan.Of(
                    plan.Models[0].Model,
                    stage.Restraints,
                    new(temperature, plan.About.S02)
                );
            sets.Add(new(card.Id, frame, isOwn ? row : -1, bound, k, transform, temperature, position, chi[row].ToArray()));
        }
    }

    // Behind the end of a scan that was broken off stand zeros, which are no data.
    private Fault? Short(Channel chi, int row, double[] k, ExafsTransform transform)
    {
        try
        {
            ReadOnlySpan<bool> mask = chi.Mask is { } all ? all.AsSpan(row * chi.Points, chi.Points) : [];
            MeasuredRange.CheckReach(mask, k, transform.KWindow.To, FitSeries.Name);
            return null;
        }
        catch (FrameException e)
        {
            return new(findings.Step, e.Code, e.Message);
        }
    }

    private Fault? Problem(ReadOnlySpan<double> chi, double position)
    {
        if (Finite.FirstNot(chi) is var bad && bad >= 0)
            return new(
                findings.Step,
                "input-not-finite",
                string.Create(CultureInfo.InvariantCulture, $"Point {bad} of χ(k) is {chi[bad]}; it cannot be fitted.")
            );
        return double.IsFinite(position)
            ? null
            : new(
                findings.Step,
                "no-position",
                $"The frame has no {stage.Against.ToString().ToLowerInvariant()}, which {Along()} should go along: give a log or temperatures that cover it, or write against: frame."
            );
    }

    private double Position(FrameInfo info, double temperature)
    {
        double wanted = stage.Against switch
        {
            CourseAgainst.Temperature => temperature,
            CourseAgainst.Time => info.TimeS,
            CourseAgainst.Potential => info.PotentialV,
            _ => _number,
        };
        return double.IsFinite(wanted) || Along().Length > 0 ? wanted : _number;
    }

    private string Along() =>
        string.Join(
            " and ",
            (stage.Across?.Entries ?? [])
                .Where(e => e.Course.Kind is VariableCourse.Linear or VariableCourse.Quadratic or VariableCourse.Smooth)
                .Select(e => e.Name)
        );
}
