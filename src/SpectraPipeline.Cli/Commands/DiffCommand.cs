using System.CommandLine;
using SpectraPipeline.Engine.Catalog;
using SpectraPipeline.Engine.Comparison;

namespace SpectraPipeline.Cli.Commands;

/// <summary><c>spectra diff DIR1 DIR2 [--json]</c>: which answers changed between two runs, and what did it.</summary>
internal static class DiffCommand
{
    public static Command Create(App app)
    {
        var before = new Argument<string>("before") { Description = "Result folder to start from." };
        var after = new Argument<string>("after") { Description = "Result folder to hold against it." };
        var json = new Option<bool>("--json") { Description = "One JSON document: every answer that differs, and every cause." };
        var command = new Command("diff", "Which answers changed between two result folders, and which parameter, input or version did it.")
        {
            before,
            after,
            json,
        };
        command.SetAction(parsed =>
        {
            RunDifference difference = RunComparison.Of(parsed.GetValue(before)!, parsed.GetValue(after)!);
            if (parsed.GetValue(json))
                app.Terminal.Out.WriteLine(System.Text.Json.JsonSerializer.Serialize(ToJson(difference), Json.Indented));
            else
                new DiffText(difference, app.Terminal.Out).Write();
            return 0;
        });
        return command;
    }

    private static object ToJson(RunDifference difference) =>
        new
        {
            same = difference.Same,
            before = difference.Before,
            after = difference.After,
            answers = difference.Answers.Select(a => new
            {
                kind = Kebab.Of(a.Kind.ToString()),
                change = a.WithinError ? "within-error" : "changed",
                series = a.Series,
                table = a.Table,
                subject = a.Subject,
                quantity = a.Quantity,
                before = a.Before,
                after = a.After,
                unit = a.Unit,
                statement = a.Statement,
                step = a.Step,
                first_to_differ = a.FirstToDiffer,
                because_of = a.BecauseOf,
                may_add = a.MayAdd,
            }),
            causes = difference.Causes.Select(c => new
            {
                kind = c.Kind,
                series = c.Series,
                step = c.Step,
                name = c.Name,
                before = c.Before,
                after = c.After,
                files = c.Files,
                statement = c.Statement,
            }),
        };
}
