using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using SpectraPipeline.Core;
using SpectraPipeline.Engine.Catalog;
using SpectraPipeline.Engine.Ingest;
using SpectraPipeline.Engine.Pipelines;
using SpectraPipeline.IO.Store;

namespace SpectraPipeline.Engine.Running;

/// <summary>What a broken run must have in common with the one that continues it: all that determines the parts, and nothing else. Steps on rows
/// are left out, so that a mistake in them can be mended without losing the night.</summary>
internal static class RunKey
{
    /// <summary>Name of the file in the parts that holds the key.</summary>
    public const string FileName = "run.json";

    /// <summary>How JSON of a run is written.</summary>
    public static JsonSerializerOptions Json { get; } =
        new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Code; of each series its card, its steps on frames with every parameter, its files (path, size, time of change) and
    /// the bytes of its table of frames.</summary>
    public static string Of(StageCatalog stages, IEnumerable<SeriesState> series, IReadOnlyDictionary<string, string> code, RunContext run)
    {
        var text = new StringBuilder(string.Join(' ', code.Select(c => $"{c.Key}={c.Value}")));
        foreach (SeriesState s in series)
        {
            SeriesPlan plan = s.Plan;
            text.Append("\nseries ").Append(JsonSerializer.Serialize(plan.Card with { Context = new() }));
            text.Append(
                CultureInfo.InvariantCulture,
                $" {plan.Format} {plan.Quantity} {plan.Channel} {string.Join("\n", plan.Spectra)} {plan.Keep.Mode} {string.Join(',', plan.Keep.Steps)}"
            );
            foreach (StepPlan step in plan.Steps.Where(p => p.Stage is not TableStage))
            {
                text.Append(CultureInfo.InvariantCulture, $"\nstep {step.Id} {step.Name} {step.Input}");
                foreach (StageParameter p in stages.Of(step.Stage).Parameters)
                    text.Append(CultureInfo.InvariantCulture, $" {p.Name}={ParamBinder.TextOf(p.Property.GetValue(step.Stage))}");
                if (step.Stage is INeedsFiles needs)
                    foreach (string file in needs.FilesOf(run).Where(File.Exists))
                        text.Append(CultureInfo.InvariantCulture, $" {file}={Hash.OfFile(file)}");
            }
            text.Append("\nconditions ").Append(s.Source.Conditions);
            if (s.FramesTable is { } table && File.Exists(table))
                text.Append("\nframes ").Append(Hash.OfFile(table));
            foreach (string path in s.Paths)
            {
                // As the file was before its first byte was read: what an instrument adds while the files are opened belongs to another run.
                FileStamp stamp = s.Stamps.TryGetValue(path, out FileStamp planned) ? planned : FileStamp.Of(path);
                text.Append(CultureInfo.InvariantCulture, $"\nfile {path} {stamp.Length} {stamp.Changed}");
            }
        }
        return Hash.OfText(text.ToString());
    }

    /// <summary>Starts anew (keeping what later steps may be taken from), or makes sure that what lies there belongs to this run.</summary>
    /// <returns>True when a finished run of the very same kind lies there and there is nothing to resume.</returns>
    /// <exception cref="UserException">--resume, but what lies there belongs to another pipeline, other inputs or another version.</exception>
    public static bool Prepare(PartStore store, Pipeline pipeline, RunOptions options, string key, bool keepForReuse)
    {
        string path = Path.Combine(store.Folder, ".parts", FileName);
        if (options.Resume && store.IsFinished)
        {
            using JsonDocument manifest = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(store.Folder, "manifest.json")));
            if (
                Text(manifest.RootElement, "run_key") == key
                && Text(manifest.RootElement.GetProperty("pipeline"), "sha256") == Hash.OfText(pipeline.Text)
            )
                return true;
            throw new UserException(
                $"'{options.OutputFolder}' holds a finished run of another pipeline, other inputs or another version of the program; there is nothing to resume. Run without --resume to replace it, or into another folder."
            );
        }
        if (options.Resume && File.Exists(path))
        {
            if (File.ReadAllText(path) == key)
                return false;
            throw new UserException(
                $"'{options.OutputFolder}' holds a broken run of another pipeline, other inputs or another version of the program; it cannot be continued. Run without --resume, or into another folder."
            );
        }
        // In this order a kill leaves a finished folder, or parts whose key says whose they are; never blocks under a foreign key, nor results
        // without manifest and key, which would look like another program's.
        store.DropBlocks();
        // Beside and renamed: half a key would belong to nobody.
        File.WriteAllText(path + ".tmp", key);
        File.Move(path + ".tmp", path, overwrite: true);
        store.Reset(keepForReuse);
        File.Delete(Path.Combine(store.Folder, "report.html"));
        return false;
    }

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out JsonElement value) ? value.GetString() : null;
}
