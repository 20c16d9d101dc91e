using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.IO.Store;

namespace SpectraPipeline.Engine.Running;

/// <summary>Frames of a series whose steps go on after a stage that needed all frames at once.</summary>
internal static class LaterFrames
{
    /// <summary>The frames as they were read, with what later steps found: their rows are written before a series stage runs. Where that stage gives other
    /// frames than it read (means), doubts of later steps are about those, and the frames stay as they are.</summary>
    public static List<FrameRow> Of(PartStore store, SeriesState series)
    {
        var frames = (List<FrameRow>)TableSteps.RowsOf(store, typeof(FrameRow), series);
        Stretch first = series.Stretches[0];
        if (series.Stretches.Count == 1 || series.Stretches.Any(s => s.Axis is not null && s.Frames != first.Frames))
            return frames;
        HashSet<string> later = [.. series.Stretches.Skip(1).SelectMany(s => s.Steps.Select(p => p.Id).Append(s.Before!.Id))];
        ILookup<int, FaultRow> notes = ((List<FaultRow>)TableSteps.RowsOf(store, typeof(FaultRow), series))
            .Where(n => n.Frame >= 0 && later.Contains(n.Step))
            .ToLookup(n => n.Frame);
        return notes.Count == 0 ? frames : [.. frames.Select(f => notes[f.Frame].Any() ? With(f, notes[f.Frame]) : f)];
    }

    private static FrameRow With(FrameRow frame, IEnumerable<FaultRow> notes)
    {
        bool isFaulted = notes.Any(n => n.Severity != "flagged");
        if (frame.Status == "faulted" && !isFaulted)
            return frame;
        IEnumerable<string> said = notes.Where(n => n.Severity != "flagged" == isFaulted).Select(n => n.Message.Split('\n')[0]);
        if (frame.Message is { } before && frame.Status == "faulted" == isFaulted)
            said = said.Prepend(before);
        return frame with { Status = isFaulted ? "faulted" : "flagged", Message = string.Join(" | ", said) };
    }

    /// <summary>The frames on which bands were found when these are other frames than were read; null when they are not.</summary>
    public static List<FrameRow>? OfBands(SeriesState series)
    {
        Stretch? bands = series.Stretches.LastOrDefault(s =>
            s.Chain?.Links.Any(l => l.Step.Name.StartsWith("peaks.", StringComparison.Ordinal)) == true
        );
        if (bands is null || bands.IsFirst || bands.Frames == series.Stretches[0].Frames)
            return null;
        SpectralSeries given = bands.Read(0, bands.Frames);
        return
        [
            .. given.Info.Select(
                (info, row) =>
                    new FrameRow
                    {
                        Series = series.Id,
                        Frame = info.Frame,
                        File = info.File,
                        IndexInFile = info.IndexInFile,
                        TimeS = info.TimeS,
                        PotentialV = info.PotentialV,
                        PotentialSdV = info.PotentialSdV,
                        PotentialIrV = info.PotentialIrV,
                        PotentialRheV = info.PotentialRheV,
                        CurrentA = info.CurrentA,
                        Status = given.Faults[row] is null ? "ok" : "faulted",
                        Message = given.Faults[row]?.Message,
                    }
            ),
        ];
    }
}
