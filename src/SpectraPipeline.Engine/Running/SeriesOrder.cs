using SpectraPipeline.Core;
using SpectraPipeline.Engine.Pipelines;

namespace SpectraPipeline.Engine.Running;

/// <summary>Order in which series can run: those that others read (foil, standards, blank) first; else the order of the file.</summary>
public static class SeriesOrder
{
    /// <summary>Sorts the series.</summary>
    /// <exception cref="UserException">Series wait for each other in a circle.</exception>
    public static IReadOnlyList<SeriesPlan> Of(IReadOnlyList<SeriesPlan> series)
    {
        var done = new List<SeriesPlan>();
        var open = new List<string>();
        foreach (SeriesPlan s in series)
            Visit(s, series, done, open);
        return done;
    }

    /// <summary>Ids of the series that a series reads.</summary>
    public static IReadOnlyList<string> Needs(SeriesPlan series) =>
        [.. series.Steps.SelectMany(s => OthersOf(s, series.Card)).Distinct().Where(id => id != series.Card.Id)];

    /// <summary>Those among them whose spectra it reads: a step on rows needs only rows.</summary>
    public static IReadOnlyList<string> NeedsSpectra(SeriesPlan series) =>
        [
            .. series
                .Steps.Where(s => s.Stage is not TableStage)
                .SelectMany(s => OthersOf(s, series.Card))
                .Distinct()
                .Where(id => id != series.Card.Id),
        ];

    private static IEnumerable<string> OthersOf(StepPlan step, SeriesCard card)
    {
        foreach (string other in step.Stage.OtherSeries)
            yield return other;
        if (step.Stage is FrameStage frame && frame.ReferenceFrames(card)?.Series is { } series)
            yield return series;
    }

    private static void Visit(SeriesPlan s, IReadOnlyList<SeriesPlan> all, List<SeriesPlan> done, List<string> open)
    {
        if (done.Contains(s))
            return;
        if (open.Contains(s.Card.Id))
            throw new UserException($"The series {string.Join(" -> ", open.Append(s.Card.Id))} wait for each other in a circle.");
        open.Add(s.Card.Id);
        foreach (string id in Needs(s))
            Visit(
                all.FirstOrDefault(o => o.Card.Id == id)
                    ?? throw new UserException($"Series '{s.Card.Id}' reads a series '{id}', which the pipeline does not have."),
                all,
                done,
                open
            );
        open.RemoveAt(open.Count - 1);
        done.Add(s);
    }
}
