using System.CommandLine;
using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.Engine.Ingest;
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
        var closed = new List<string>();
        string[] paths = [.. names.SelectMany(n => Files(n, recursive, closed))];
        foreach (string folder in closed)
            app.Terminal.Error.WriteLine($"The folder {folder} may not be opened; it is left out.");
        if (paths.Length == 0 && closed.Count == 0 && !json)
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
        else if (paths.Length < 2)
            foreach (Inspection one in found)
            {
                to.WriteLine(one.ToText());
                refused += one.Error is null ? 0 : 1;
            }
        else
            refused = Table(to, paths, found);
        return refused + closed.Count > 0 ? Program.DoneWithFaults : 0;
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

    /// <summary>The files of a folder in counting order, then those of the folders below. Links are not followed: they may lead back.</summary>
    private static IEnumerable<string> Files(string name, bool recursive, List<string> closed)
    {
        if (!Directory.Exists(name))
            return [name];
        try
        {
            string[] own = [.. Directory.EnumerateFiles(name)];
            Array.Sort(own, NaturalOrder.Compare);
            IEnumerable<string> below = recursive
                ? Directory.EnumerateDirectories(name).Where(d => new DirectoryInfo(d).LinkTarget is null).Order(StringComparer.Ordinal)
                : [];
            return [.. own, .. below.SelectMany(d => Files(d, recursive, closed))];
        }
        catch (UnauthorizedAccessException)
        {
            closed.Add(name);
            return [];
        }
    }
}
