using System.CommandLine;
using SpectraPipeline.Engine.Catalog;

namespace SpectraPipeline.Cli.Commands;

/// <summary><c>spectra schema [-o FILE]</c>: JSON schema of the pipeline file.</summary>
internal static class SchemaCommand
{
    public static Command Create(App app)
    {
        var file = new Option<string?>("--output", "-o") { Description = "File to write; standard output when left out." };
        var command = new Command("schema", "JSON schema of the pipeline file (editors complete and check with it).") { file };
        command.SetAction(parsed =>
        {
            string text = Text(app);
            if (parsed.GetValue(file) is { } path)
                File.WriteAllText(path, text);
            else
                app.Terminal.Out.Write(text);
            return 0;
        });
        return command;
    }

    /// <summary>The schema as committed in config/.</summary>
    public static string Text(App app) => PipelineSchema.Of(app.Stages).ToJsonString(Json.Indented) + "\n";
}
