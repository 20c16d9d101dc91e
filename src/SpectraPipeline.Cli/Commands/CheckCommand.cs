using System.CommandLine;
using SpectraPipeline.Engine.Pipelines;
using SpectraPipeline.Engine.Running;
using SpectraPipeline.IO.Readers;

namespace SpectraPipeline.Cli.Commands;

/// <summary><c>spectra check PIPELINE.yaml</c>: every problem as file(line,column): message, and the chain that was understood.</summary>
internal static class CheckCommand
{
    public static Command Create(App app)
    {
        var file = new Argument<string>("pipeline") { Description = "Pipeline file (YAML)." };
        var json = new Option<bool>("--json") { Description = "One JSON document." };
        var command = new Command("check", "Validate a pipeline and its inputs without processing; print the chain that was understood.")
        {
            file,
            json,
        };
        command.SetAction(parsed => Run(app, parsed.GetValue(file)!, parsed.GetValue(json)));
        return command;
    }

    private static int Run(App app, string path, bool json)
    {
        var (pipeline, found) = new PipelineLoader(app.Stages).Load(path);
        var issues = found.ToList();
        IReadOnlyList<UnderstoodSeries> chain = [];
        if (pipeline is not null)
        {
            var (understood, more) = new PipelineCheck(ReaderCatalog.Default, App.NewRun(pipeline.Folder)).Check(pipeline);
            (chain, issues) = (understood, [.. issues, .. App.UnknownFigures(pipeline), .. more]);
        }
        bool good = issues.All(i => i.IsWarning);
        if (json)
            app.Terminal.Out.WriteLine(
                System.Text.Json.JsonSerializer.Serialize(
                    new
                    {
                        ok = good,
                        issues = issues.Select(i => new
                        {
                            file = i.File,
                            line = i.Line,
                            column = i.Column,
                            severity = i.IsWarning ? "warning" : "error",
                            message = i.Message,
                        }),
                        series = chain,
                    },
                    Json.Indented
                )
            );
        else
        {
            foreach (PipelineIssue issue in issues)
                app.Terminal.Out.WriteLine(issue);
            foreach (UnderstoodSeries s in chain)
                Print(s, app.Terminal.Out);
            app.Terminal.Out.WriteLine(good ? $"{path}: ok" : $"{path}: {issues.Count(i => !i.IsWarning)} problem(s)");
        }
        return good ? 0 : Program.BadArguments;
    }

    private static void Print(UnderstoodSeries s, TextWriter output)
    {
        output.WriteLine(
            $"series {s.Id}: {s.Files} file(s), {s.Frames} frame(s) of {s.Points} points, {s.Axis}; time {s.Time}, potential {s.Potential}"
        );
        foreach (UnderstoodStep step in s.Steps)
            output.WriteLine($"  {step.Id, -28} reads {step.Reads, -30} gives {step.Gives}{(step.Stored ? "  [stored]" : "")}");
    }
}
