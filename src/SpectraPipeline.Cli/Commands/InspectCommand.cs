using System.CommandLine;
using SpectraPipeline.IO;
using SpectraPipeline.IO.Readers;

namespace SpectraPipeline.Cli.Commands;

/// <summary><c>spectra inspect FILE... [--json]</c>: what a file holds.</summary>
internal static class InspectCommand
{
    public static Command Create(App app)
    {
        var files = new Argument<string[]>("files") { Description = "Files, or folders of files.", Arity = ArgumentArity.OneOrMore };
        var json = new Option<bool>("--json") { Description = "One JSON document: an array, one object a file." };
        var format = new Option<string?>("--format") { Description = "Format of the files; by content when left out." };
        var technique = new Option<string?>("--technique") { Description = "ir, raman, xas ... when the file does not say." };
        var command = new Command("inspect", "What a file holds.") { files, json, format, technique };
        command.SetAction(parsed =>
            Run(app, parsed.GetValue(files)!, parsed.GetValue(json), parsed.GetValue(format), parsed.GetValue(technique))
        );
        return command;
    }

    private static int Run(App app, string[] files, bool json, string? format, string? technique)
    {
        IEnumerable<string> paths = files.SelectMany<string, string>(f =>
            Directory.Exists(f) ? Directory.EnumerateFiles(f).Order(StringComparer.Ordinal) : [f]
        );
        var found = paths.Select(p => Inspection.Of(p, ReaderCatalog.Default, new ReadHints(technique), format)).ToList();
        if (json)
            app.Terminal.Out.WriteLine(Inspection.ToJson(found));
        else
            foreach (Inspection one in found)
                app.Terminal.Out.WriteLine(one.ToText());
        return found.Exists(i => i.Error is not null) ? Program.DoneWithFaults : 0;
    }
}
