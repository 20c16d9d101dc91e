using System.CommandLine;
using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.Engine.Catalog;
using SpectraPipeline.Engine.Pipelines;
using SpectraPipeline.Engine.Running;
using SpectraPipeline.IO.Readers;
using SpectraPipeline.Report.Preview;

namespace SpectraPipeline.Cli.Commands;

/// <summary><c>spectra preview PIPELINE.yaml --series S --frame N</c>: one frame through every step, each drawn, in one page.</summary>
internal static class PreviewCommand
{
    public static Command Create(App app)
    {
        var file = new Argument<string>("pipeline") { Description = "Pipeline file (YAML)." };
        var series = new Option<string?>("--series") { Description = "Series; may be left out when there is one." };
        var frame = new Option<string>("--frame") { Description = "Number of the frame, counted from 0, or its file.", Required = true };
        var output = new Option<string?>("--output", "-o")
        {
            Description = "HTML page to write; PIPELINE.preview.html here when left out.",
        };
        var set = new Option<string[]>("--set") { Description = "SERIES.STEP.PARAM=VALUE overrides a parameter; repeat for more." };
        var vary = new Option<string?>("--vary")
        {
            Description = "SERIES.STEP.PARAM=V1,V2,... (or STEP.PARAM=...): this step and those after it with each value, in one figure.",
        };
        var command = new Command("preview", "One frame through every step, each step drawn: to choose a lambda or a band by eye.")
        {
            file,
            series,
            frame,
            output,
            set,
            vary,
        };
        command.SetAction(parsed =>
            Run(
                app,
                new Asked(
                    parsed.GetValue(file)!,
                    parsed.GetValue(series),
                    parsed.GetValue(frame)!,
                    parsed.GetValue(output),
                    parsed.GetValue(set) ?? [],
                    parsed.GetValue(vary)
                )
            )
        );
        return command;
    }

    private sealed record Asked(string Pipeline, string? Series, string Frame, string? Output, string[] Overrides, string? Vary);

    private static int Run(App app, Asked asked)
    {
        if (app.Load(asked.Pipeline, asked.Overrides) is not { } pipeline)
            return Program.BadArguments;
        SeriesPlan plan = SeriesOf(pipeline, asked.Series);
        Variation? variation = asked.Vary is null ? null : Variation.Read(asked.Vary, plan);
        string page = asked.Output ?? Path.GetFileNameWithoutExtension(asked.Pipeline) + ".preview.html";
        var preview = new List<FramePreview>();
        RunContext run = App.NewRun(pipeline.Folder, 1);
        try
        {
            using FramePreviewer previewer = FramePreviewer.Open(pipeline, plan, app.Stages, ReaderCatalog.Default, run);
            Guard(page, previewer.Inputs.Append(asked.Pipeline));
            int frame = previewer.FrameOf(asked.Frame);
            foreach (SeriesPlan variant in variation?.Plans(app.Stages, asked.Pipeline, asked.Overrides) ?? [plan])
                preview.Add(previewer.Of(variant, frame));
        }
        catch (StepException e)
        {
            throw new UserException($"{asked.Pipeline}({e.Step.Line},{e.Step.Column}): {e.Message}");
        }
        PreviewWriter.Write(
            page,
            new PreviewInput
            {
                Pipeline = Path.GetFileName(asked.Pipeline),
                Variants = preview,
                Varied = variation?.Parameter,
            }
        );
        return Say(app.Terminal, page, preview);
    }

    /// <summary>The path of the page, and what went wrong in a line a step.</summary>
    private static int Say(Terminal terminal, string page, List<FramePreview> previews)
    {
        var faults = previews
            .SelectMany(p => p.Steps.Select(s => s.Fault).Prepend(p.ReadFault))
            .OfType<Fault>()
            .Select(f => $"{f.Step}: {f.Message.Split('\n')[0]}")
            .Distinct();
        foreach (string fault in faults)
            terminal.Error.WriteLine(fault);
        terminal.Out.WriteLine(page);
        return previews.Exists(p => p.IsFaulted) ? Program.DoneWithFaults : 0;
    }

    private static SeriesPlan SeriesOf(Pipeline pipeline, string? named)
    {
        string[] known = [.. pipeline.Series.Select(s => s.Card.Id)];
        if (named is null)
            return known.Length == 1
                ? pipeline.Series[0]
                : throw new UserException($"{pipeline.File} has {known.Length} series; say which: --series {string.Join(" | ", known)}.");
        return pipeline.Series.FirstOrDefault(s => s.Card.Id == named)
            ?? throw new UserException($"--series {named}: the pipeline has no series '{named}'.{Suggestion.For(named, known)}");
    }

    /// <summary>Refuses to write over anything but an earlier preview.</summary>
    private static void Guard(string page, IEnumerable<string> inputs)
    {
        if (Directory.Exists(page))
            throw new UserException($"-o {page} is a folder; name a file in it.");
        if (Path.GetDirectoryName(Path.GetFullPath(page)) is { } folder && !Directory.Exists(folder))
            throw new UserException($"-o {page}: there is no folder '{folder}'.");
        if (!File.Exists(page))
            return;
        string whole = Path.GetFullPath(page);
        if (inputs.Any(i => Path.GetFullPath(i) == whole))
            throw new UserException($"-o {page} is an input of the pipeline; it would be lost. Name another file.");
        if (!PreviewWriter.IsPreview(page))
            throw new UserException($"{page} is there and is no preview; it would be lost. Name another file with -o.");
    }
}

/// <summary>A parameter that is tried with several values.</summary>
/// <param name="Series">Id of the series.</param>
/// <param name="Parameter">Step, parameter and values.</param>
internal sealed record Variation(string Series, VariedParameter Parameter)
{
    private const int MostValues = 12;

    /// <summary>Reads <c>SERIES.STEP.PARAM=V1,V2</c>, where STEP itself contains a dot, or <c>STEP.PARAM=V1,V2</c>.</summary>
    /// <exception cref="UserException">It is no such thing.</exception>
    public static Variation Read(string given, SeriesPlan plan)
    {
        string id = plan.Card.Id;
        int equals = given.IndexOf('=', StringComparison.Ordinal);
        string name = equals < 0 ? "" : given[..equals];
        int dot = name.LastIndexOf('.');
        string[] values =
            equals < 0 ? [] : given[(equals + 1)..].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (dot < 1 || values.Length == 0)
            throw new UserException($"--vary {given}: expected STEP.PARAM=V1,V2,..., as in baseline.arpls.lambda=1e4,1e5,1e6.");
        if (values.Length > MostValues)
            throw new UserException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"--vary {given}: {values.Length} values; {MostValues} are the most that can be told apart in a figure."
                )
            );
        string step = name[..dot];
        if (!plan.Steps.Any(s => s.Id == step) && step.StartsWith(id + ".", StringComparison.Ordinal))
            step = step[(id.Length + 1)..];
        StepPlan varied =
            plan.Steps.FirstOrDefault(s => s.Id == step)
            ?? throw new UserException(
                $"--vary {given}: series '{id}' has no step '{step}'.{Suggestion.For(step, plan.Steps.Select(s => s.Id))}"
            );
        if (varied.Stage is not FrameStage)
            throw new UserException($"--vary {given}: {step} works on the whole series; a preview cannot show it.");
        return new Variation(id, new VariedParameter(step, name[(dot + 1)..], values));
    }

    /// <summary>The series with each value, read from the file again so that every value is checked as if it stood there.</summary>
    /// <exception cref="UserException">A value cannot be.</exception>
    public IEnumerable<SeriesPlan> Plans(StageCatalog stages, string path, IReadOnlyList<string> overrides)
    {
        foreach (string value in Parameter.Values)
        {
            string set = $"{Series}.{Parameter.Step}.{Parameter.Parameter}={value}";
            var (pipeline, issues) = new PipelineLoader(stages).Load(path, [.. overrides, set]);
            yield return pipeline?.Series.First(s => s.Card.Id == Series)
                ?? throw new UserException(string.Join(Environment.NewLine, issues.Where(i => !i.IsWarning)));
        }
    }
}
