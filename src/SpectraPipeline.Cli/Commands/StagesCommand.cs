using System.CommandLine;
using System.Text.Json;
using SpectraPipeline.Core;
using SpectraPipeline.Engine.Catalog;

namespace SpectraPipeline.Cli.Commands;

/// <summary><c>spectra stages [NAME] [--json]</c>: every stage, or one, with parameters, defaults, ranges, units, formula, source.</summary>
internal static class StagesCommand
{
    public static Command Create(App app)
    {
        var name = new Argument<string?>("name") { Description = "One stage; all when left out.", Arity = ArgumentArity.ZeroOrOne };
        var json = new Option<bool>("--json") { Description = "One JSON document." };
        var markdown = new Option<bool>("--markdown") { Description = "The page docs/stages.md." };
        var command = new Command("stages", "Every stage, or one: parameters, defaults, ranges, units, formula, source.")
        {
            name,
            json,
            markdown,
        };
        command.SetAction(parsed =>
        {
            if (!parsed.GetValue(markdown))
                return Run(app, parsed.GetValue(name), parsed.GetValue(json));
            app.Terminal.Out.Write(StageDocs.Markdown(app.Stages));
            return 0;
        });
        return command;
    }

    private static int Run(App app, string? name, bool json)
    {
        TextWriter output = app.Terminal.Out;
        if (name is not null)
        {
            StageInfo stage =
                app.Stages.Find(name)
                ?? throw new UserException($"No stage is called '{name}'.{Suggestion.For(name, app.Stages.All.Select(s => s.Name))}");
            if (json)
                output.WriteLine(JsonSerializer.Serialize(ToJson(stage), Json.Indented));
            else
                Describe(stage, output);
            return 0;
        }
        if (json)
        {
            output.WriteLine(JsonSerializer.Serialize(app.Stages.All.Select(ToJson), Json.Indented));
            return 0;
        }
        int width = app.Stages.All.Max(s => s.Name.Length);
        foreach (StageInfo s in app.Stages.All)
            output.WriteLine($"{s.Name.PadRight(width)}  {s.About.Summary}");
        output.WriteLine();
        output.WriteLine("spectra stages NAME shows parameters, defaults, formula and source.");
        return 0;
    }

    private static void Describe(StageInfo s, TextWriter output)
    {
        output.WriteLine($"{s.Name}: {s.About.Summary}");
        if (s.About.Formula.Length > 0)
            output.WriteLine($"  formula  {s.About.Formula}");
        output.WriteLine($"  source   {s.About.Source}");
        if (s.About.Fails.Length > 0)
            output.WriteLine($"  fails    {s.About.Fails}");
        output.WriteLine($"  works on {s.Works}s");
        if (s.Parameters.Count == 0)
            return;
        output.WriteLine("  parameters");
        int width = s.Parameters.Max(p => p.Name.Length);
        foreach (StageParameter p in s.Parameters)
        {
            string unit = p.UnitText.Length > 0 ? $" [{p.UnitText}]" : "";
            output.WriteLine($"    {p.Name.PadRight(width)}  {p.About.Help}{unit}");
            output.WriteLine(
                $"    {new string(' ', width)}  {ParamBinder.Describe(p.Property.PropertyType)}; default {p.DefaultText}{Range(p)}"
            );
        }
    }

    private static string Range(StageParameter p) =>
        double.IsInfinity(p.About.Min) && double.IsInfinity(p.About.Max)
            ? ""
            : $"; from {(double.IsInfinity(p.About.Min) ? "any" : Kebab.Brief(p.About.Min))} to {(double.IsInfinity(p.About.Max) ? "any" : Kebab.Brief(p.About.Max))}";

    private static object ToJson(StageInfo s) =>
        new
        {
            name = s.Name,
            summary = s.About.Summary,
            formula = s.About.Formula,
            source = s.About.Source,
            fails = s.About.Fails,
            works_on = s.Works,
            parameters = s.Parameters.Select(p => new
            {
                name = p.Name,
                help = p.About.Help,
                type = ParamBinder.Describe(p.Property.PropertyType),
                @default = p.Default is null ? null : p.DefaultText,
                min = Finite(p.About.Min),
                max = Finite(p.About.Max),
                unit = p.About.Unit,
            }),
        };

    private static double? Finite(double v) => double.IsFinite(v) ? v : null;
}
