using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.Engine.Catalog;
using SpectraPipeline.Engine.Pipelines;
using SpectraPipeline.IO.Readers;

namespace SpectraPipeline.Engine.Running;

/// <summary>Runs one frame of a series through its steps, with the neighbours and references that they ask for: the same numbers as in a run,
/// nothing stored. Opened once, it gives as many previews as parameters are tried.</summary>
public sealed class FramePreviewer : IDisposable
{
    private readonly StageCatalog _stages;
    private readonly RunContext _run;
    private readonly SeriesState _series;
    private readonly OtherSeries _others;

    private FramePreviewer(StageCatalog stages, RunContext run, SeriesState series, OtherSeries others) =>
        (_stages, _run, _series, _others) = (stages, run, series, others);

    /// <summary>Frames of the series.</summary>
    public int Frames => _series.Source.Frames;

    /// <summary>Full paths of the files that the series is read from; a page must not be written over one.</summary>
    public IEnumerable<string> Inputs =>
        (_series.FramesTable is { } table ? _series.Paths.Append(table) : _series.Paths).Concat(_series.Logs);

    /// <summary>Opens a series, and runs those others that its steps read (blank, foil, standards).</summary>
    /// <exception cref="UserException">It cannot be read.</exception>
    public static FramePreviewer Open(Pipeline pipeline, SeriesPlan plan, StageCatalog stages, ReaderCatalog readers, RunContext run)
    {
        var finished = new Dictionary<string, FinishedSeries>();
        if (SeriesOrder.NeedsSpectra(plan).Count > 0)
            foreach (SeriesPlan other in SeriesOrder.Of(pipeline.Series).TakeWhile(s => s != plan))
                if (IsNeeded(other, plan, pipeline))
                    finished[other.Card.Id] = Run(other, pipeline, readers, run, finished);
        return new FramePreviewer(stages, run, Runner.Open(plan, pipeline, readers, run), new OtherSeries(finished));
    }

    /// <summary>Number of the frame that a user names by number or by file.</summary>
    /// <exception cref="UserException">There is no such frame, or more than one.</exception>
    public int FrameOf(string text)
    {
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number))
            return number >= 0 && number < Frames
                ? (int)number
                : throw new UserException($"--frame {text}: series '{_series.Id}' has {Frames} frame(s), numbered 0 to {Frames - 1}.");
        string wanted = text.Replace('\\', '/');
        // The whole name is one file, whatever lies under the same name in other folders.
        bool isExact = _series.Source.Info().Any(info => info.File == wanted);
        int first = -1,
            last = -1;
        string? file = null;
        foreach (FrameInfo info in _series.Source.Info())
        {
            if (info.File != wanted && (isExact || !info.File.EndsWith("/" + wanted, StringComparison.Ordinal)))
                continue;
            if (file is not null && file != info.File)
                throw new UserException(
                    $"--frame {text}: both {file} and {info.File} fit; write the folder too, or the number of the frame."
                );
            (file, first, last) = (info.File, first < 0 ? info.Frame : first, info.Frame);
        }
        if (first < 0)
            throw new UserException(
                $"--frame {text}: series '{_series.Id}' has no file of that name{Example()}. Give a number from 0 to {Frames - 1}, or a file as the pipeline finds it."
            );
        return first == last
            ? first
            : throw new UserException($"--frame {text}: the file holds the frames {first} to {last}; say which by its number.");
    }

    /// <summary>Runs the frame through the steps of a plan of this series: as it was opened, or with other parameters.</summary>
    /// <exception cref="StepException">A step finds nothing that it can read, or its parameters cannot work on this series.</exception>
    public FramePreview Of(SeriesPlan plan, int frame)
    {
        List<StepPlan> frameSteps = [];
        foreach (StepPlan step in plan.Steps.TakeWhile(s => s.Stage is not SeriesStage))
            if (step.Stage is FrameStage)
                frameSteps.Add(step);
        KernelChain chain = KernelChain.Wire(frameSteps, plan.Card, Frames, _series.Source.ReadBlock, _run, _others);
        int low = Math.Max(0, frame - chain.Halo),
            high = Math.Min(Frames, frame + 1 + chain.Halo);
        SpectralSeries block = _series.Source.ReadBlock(low, high - low);
        List<PreviewStep> ran = new ChainPreview(chain, block, frame - low, _run).Run(this);
        return new FramePreview
        {
            Series = _series.Id,
            Frames = Frames,
            AsRead = SeriesSlice.Rows(block, frame - low, 1),
            Steps = [.. plan.Steps.Select(s => ran.Find(r => r.Id == s.Id) ?? Left(s, plan))],
            Doubts = [.. _series.Source.Notes.Where(n => n.Frame < 0)],
        };
    }

    /// <inheritdoc />
    public void Dispose() => _series.Source.Dispose();

    /// <summary>Name, summary and parameters of a step.</summary>
    internal PreviewStep Describe(StepPlan step)
    {
        StageInfo info = _stages.Find(step.Name)!;
        return new PreviewStep
        {
            Id = step.Id,
            Stage = info.Name,
            Summary = info.About.Summary,
            Parameters = [.. info.Parameters.Select(p => ParameterOf(p, step.Stage))],
        };
    }

    private static PreviewParameter ParameterOf(StageParameter p, Stage stage) =>
        new(
            p.Name,
            p.Property.GetValue(stage) is { } value ? ParamBinder.TextOf(value) : "from the data",
            p.DefaultText,
            p.UnitText,
            p.About.Help
        );

    private PreviewStep Left(StepPlan step, SeriesPlan plan) =>
        Describe(step) with
        {
            NotRun =
                step.Stage is FrameStage
                    ? $"comes after {plan.Steps.First(s => s.Stage is SeriesStage).Id}, which works on the whole series: not in a preview"
                    : "works on the whole series: not in a preview",
            NeedsWholeSeries = true,
        };

    private string Example() => _series.Source.Info(0, 1)[0].File is { Length: > 0 } file ? $" (its first is {file})" : "";

    private static bool IsNeeded(SeriesPlan other, SeriesPlan plan, Pipeline pipeline) =>
        SeriesOrder
            .NeedsSpectra(plan)
            .Any(id => id == other.Card.Id || IsNeeded(other, pipeline.Series.First(s => s.Card.Id == id), pipeline));

    /// <summary>Another series, all frames, as a run hands it on.</summary>
    private static FinishedSeries Run(
        SeriesPlan plan,
        Pipeline pipeline,
        ReaderCatalog readers,
        RunContext run,
        Dictionary<string, FinishedSeries> finished
    )
    {
        if (plan.Steps.FirstOrDefault(s => s.Stage is SeriesStage) is { } whole)
            throw new StepException(
                whole,
                $"Series '{plan.Card.Id}' is read by the previewed one and has {whole.Name}, which a preview does not run: preview '{plan.Card.Id}' by itself, or use spectra run."
            );
        SeriesState state = Runner.Open(plan, pipeline, readers, run);
        using (state.Source)
        {
            state.Stretches[0].Wire(run, new OtherSeries(finished));
            SpectralSeries read = state.Source.ReadBlock(0, state.Source.Frames);
            var findings = new Findings(state.Id, "read");
            IReadOnlyList<SpectralSeries?> outputs = new BlockRunner(state.Stretches[0].Chain!).Run(read, findings).Outputs;
            return new FinishedSeries(
                plan.Card,
                kinds => OtherSeries.NewestOf(read, outputs, kinds),
                type => findings.Tables.Contains(type) ? findings.List(type) : null
            );
        }
    }
}
