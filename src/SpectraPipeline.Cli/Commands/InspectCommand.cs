using System.CommandLine;
using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.IO;
using SpectraPipeline.IO.Readers;

namespace SpectraPipeline.Cli.Commands;

/// <summary><c>spectra inspect FILE... [--json]</c>: what a file holds.</summary>
internal static class InspectCommand
{
    private const int WidestName = 44;

    public static Command Create(App app)
    {
        var files = new Argument<string[]>("files") { Description = "Files, or folders of files.", Arity = ArgumentArity.OneOrMore };
        var json = new Option<bool>("--json") { Description = "One JSON document: an array, one object a file." };
        var format = new Option<string?>("--format") { Description = "Format of the files; by content when left out." };
        var recursive = new Option<bool>("--recursive", "-r") { Description = "Files in the folders below a folder, too." };
        var technique = new Option<string?>("--technique") { Description = "ir, raman, xas ... when the file does not say." };
        var command = new Command("inspect", "What a file holds.") { files, json, recursive, format, technique };
        command.SetAction(parsed =>
            Run(
                app,
                parsed.GetValue(files)!,
                parsed.GetValue(json),
                parsed.GetValue(recursive),
                parsed.GetValue(format),
                parsed.GetValue(technique)
            )
        );
        return command;
    }

    private static int Run(App app, string[] names, bool json, bool recursive, string? format, string? technique)
    {
        string[] paths = [.. names.SelectMany(n => Files(n, recursive))];
        if (paths.Length == 0)
            throw new UserException(
                $"There are no files in {string.Join(", ", names)}{(recursive ? "" : "; --recursive looks into folders below")}."
            );
        IEnumerable<Inspection> found = paths.Select(p => Inspection.Of(p, ReaderCatalog.Default, new ReadHints(technique), format));
        TextWriter to = app.Terminal.Out;
        int refused = 0;
        if (json)
        {
            List<Inspection> all = [.. found];
            to.WriteLine(Inspection.ToJson(all));
            refused = all.Count(i => i.Error is not null);
        }
        else if (paths.Length == 1)
            foreach (Inspection one in found)
            {
                to.WriteLine(one.ToText());
                refused += one.Error is null ? 0 : 1;
            }
        else
            refused = Table(to, paths, found);
        return refused > 0 ? Program.DoneWithFaults : 0;
    }

    /// <summary>A line a file as it is read, so that a long folder shows its beginning at once.</summary>
    private static int Table(TextWriter to, string[] paths, IEnumerable<Inspection> found)
    {
        int width = Math.Clamp(paths.Max(p => Path.GetFileName(p).Length), 4, WidestName);
        to.WriteLine(Inspection.RowHeadings(width));
        string? folder = null;
        int refused = 0;
        foreach (var (path, one) in paths.Zip(found))
        {
            string? own = Path.GetDirectoryName(path);
            if (own != folder && paths.Any(p => Path.GetDirectoryName(p) != own))
                to.WriteLine($"{(string.IsNullOrEmpty(own) ? "." : own)}{Path.DirectorySeparatorChar}");
            folder = own;
            to.WriteLine(one.ToRow(width));
            refused += one.Error is null ? 0 : 1;
        }
        to.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{paths.Length} files, {paths.Length - refused} read, {refused} not. Name one file to see all that it says."
            )
        );
        return refused;
    }

    private static IEnumerable<string> Files(string name, bool recursive) =>
        Directory.Exists(name)
            ? Directory
                .EnumerateFiles(name, "*", recursive ? SearchOption.AllDirectories : SearchOption.TopDirectoryOnly)
                .Order(StringComparer.Ordinal)
            : [name];
}
