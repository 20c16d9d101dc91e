using System.CommandLine;
using System.Globalization;
using System.Text;
using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Engine.Catalog;
using SpectraPipeline.Engine.Ingest;
using SpectraPipeline.Engine.Pipelines;
using SpectraPipeline.Engine.Running;
using SpectraPipeline.IO.Readers;

namespace SpectraPipeline.Cli.Commands;

/// <summary><c>spectra apply STAGE FILE [-p name=value]... [-o OUT.csv]</c>: one stage on one file.</summary>
internal static class ApplyCommand
{
    public static Command Create(App app)
    {
        var stage = new Argument<string>("stage") { Description = "Stage, as in baseline.arpls." };
        var file = new Argument<string>("file") { Description = "File with one or more spectra." };
        var parameters = new Option<string[]>("--parameter", "-p") { Description = "name=value; repeat for more." };
        var output = new Option<string?>("--output", "-o") { Description = "CSV file to write; standard output when left out." };
        var technique = new Option<string?>("--technique") { Description = "ir, atr-ir, raman, xas ... when the file does not say." };
        var quantity = new Option<string?>("--quantity")
        {
            Description = "What y is: absorbance, counts, mu, chi ... when the file does not say.",
        };
        var reference = new Option<string?>("--reference") { Description = "Frame that a difference refers to." };
        var channel = new Option<string?>("--channel")
        {
            Description = "Signal of a scan: transmission, fluorescence, reference, or a column label; by evidence when left out.",
        };
        var format = new Option<string?>("--format") { Description = "Format of the file; by content when left out." };
        var command = new Command("apply", "One stage on one file: try a parameter, script a single step.")
        {
            stage,
            file,
            parameters,
            output,
            technique,
            quantity,
            reference,
            channel,
            format,
        };
        command.SetAction(parsed =>
            Run(
                app,
                parsed.GetValue(stage)!,
                parsed.GetValue(file)!,
                parsed.GetValue(parameters) ?? [],
                parsed.GetValue(output),
                new Asked(
                    parsed.GetValue(technique),
                    parsed.GetValue(quantity),
                    parsed.GetValue(reference),
                    parsed.GetValue(channel),
                    parsed.GetValue(format)
                )
            )
        );
        return command;
    }

    private sealed record Asked(string? Technique, string? Quantity, string? Reference, string? Channel, string? Format);

    private static int Run(App app, string name, string path, string[] parameters, string? output, Asked asked)
    {
        StageInfo info =
            app.Stages.Find(name)
            ?? throw new UserException($"No stage is called '{name}'.{Suggestion.For(name, app.Stages.All.Select(s => s.Name))}");
        if (!File.Exists(path))
            throw new UserException(
                Directory.Exists(path)
                    ? $"'{path}' is a folder; apply takes one file, spectra run a folder."
                    : $"There is no file '{path}'."
            );
        if (output is not null && Path.GetFullPath(output) == Path.GetFullPath(path))
            throw new UserException($"-o {output} is the input itself; it would be lost. Name another file.");
        if (asked.Quantity is { } q && Signal.FromQuantity(q) is null)
            throw new UserException($"--quantity {q} is not one of {string.Join(", ", Signal.Quantities)}.");
        string? technique =
            asked.Technique ?? (name.StartsWith("xas.", StringComparison.Ordinal) ? "xas" : TechniqueOf(path, asked.Format));
        Stage stage = Bind(info, parameters, technique);
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        RunContext run = App.NewRun(folder, 1);
        FrameSelection? reference = null;
        if (asked.Reference is { } r && !FrameSelection.TryParse(r, out reference))
            throw new UserException($"--reference {r}: expected {FrameSelection.Syntax}.");
        var card = new SeriesCard
        {
            Id = "file",
            Technique = technique,
            Reference = reference,
        };
        using FrameSource source = FrameSource.Open(
            new SeriesFiles
            {
                Id = "file",
                Paths = [Path.GetFullPath(path)],
                BaseFolder = folder,
                Format = asked.Format,
                Channel = asked.Channel,
                Card = card,
                Quantity = asked.Quantity is null ? null : Signal.FromQuantity(asked.Quantity),
            },
            ReaderCatalog.Default,
            run
        );
        SingleResult result = SingleStage.Run(app.Stages, info, stage, source, card, run);
        if (result.Before.Count > 0)
            app.Terminal.Error.WriteLine($"The file holds mu(E): {string.Join(", ", result.Before)} ran first with their defaults.");
        foreach (FaultRow note in result.Findings.Notes.Concat(source.Notes).Concat(FileNotes.Of(source.Files)))
            app.Terminal.Error.WriteLine($"{note.Severity}: {note.Message}");
        foreach (var (frame, fault) in result.Faults)
            app.Terminal.Error.WriteLine($"spectrum {frame} has no result: {fault.Message.Split('\n')[0]}");
        string csv = result.Output is null
            ? AppliedCsv.OfRows(result.Findings)
            : AppliedCsv.OfSpectra(result, source.WasDescending, source.ReadAs);
        if (result.Output is not null && result.Findings.Tables.Count > 0)
            app.Terminal.Error.Write(AppliedCsv.OfRows(result.Findings));
        if (output is null)
            app.Terminal.Out.Write(csv);
        else
            File.WriteAllText(output, csv, new UTF8Encoding(false));
        return result.Faults.Count == 0 ? 0 : Program.DoneWithFaults;
    }

    /// <summary>xas where the file says so, for mu has to be made of its columns then; null for all else, whose files say enough themselves.</summary>
    private static string? TechniqueOf(string path, string? format)
    {
        try
        {
            return ReaderCatalog.Default.Read(path, ReadHints.None, format).Technique == "xas" ? "xas" : null;
        }
        catch (BadFileException)
        {
            // The series says why, in one sentence.
            return null;
        }
    }

    /// <summary>Values are YAML, so that lists and bands can be given too.</summary>
    private static Stage Bind(StageInfo info, string[] parameters, string? technique)
    {
        var problems = new List<string>();
        var entries = new List<(ScalarNode, ParamNode)>();
        foreach (string p in parameters)
        {
            int equals = p.IndexOf('=', StringComparison.Ordinal);
            if (equals < 1)
            {
                problems.Add($"-p {p}: expected name=value.");
                continue;
            }
            if (YamlNodes.Read("v: " + p[(equals + 1)..], (_, _, m) => problems.Add($"-p {p}: {m}")) is MapNode map)
                entries.Add((new ScalarNode(p[..equals], 1, 1), map.Entries[0].Value));
        }
        var binder = new ParamBinder((_, message) => problems.Add(message), PipelineLoader.AxisUnitOf(technique));
        Stage? stage = binder.Bind(info, new MapNode(entries, 1, 1));
        return stage is not null && problems.Count == 0 ? stage : throw new UserException(string.Join(Environment.NewLine, problems));
    }
}
