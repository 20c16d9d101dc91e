using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using SpectraPipeline.Core;
using SpectraPipeline.Engine.Pipelines;
using SpectraPipeline.IO.Store;

namespace SpectraPipeline.Engine.Running;

/// <summary>What a broken run must have in common with the one that continues it: pipeline, overrides, files (name, size, time of change), program.</summary>
internal static class RunKey
{
    private const string File = "run.json";

    /// <summary>How JSON of a run is written.</summary>
    public static JsonSerializerOptions Json { get; } =
        new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Of(Pipeline pipeline, IEnumerable<SeriesState> series, RunOptions options)
    {
        var text = new StringBuilder(ManifestBuilder.Version)
            .Append('\n')
            .Append(pipeline.Text)
            .Append('\n')
            .AppendJoin('\n', options.Overrides ?? []);
        foreach (SeriesState s in series)
        {
            text.Append('\n').Append(s.Id).Append(' ').Append(s.Stretches[0].BlockFrames);
            foreach (string path in s.Paths)
            {
                var file = new FileInfo(path);
                text.Append('\n').Append(path).Append(' ');
                if (file.Exists)
                    text.Append(file.Length).Append(' ').Append(file.LastWriteTimeUtc.Ticks.ToString(CultureInfo.InvariantCulture));
            }
        }
        return Hash.OfText(text.ToString());
    }

    /// <summary>Starts anew, or makes sure that the parts that lie there belong to this run.</summary>
    /// <exception cref="UserException">--resume, but the parts belong to another pipeline, other inputs or another version.</exception>
    public static void Prepare(PartStore store, RunOptions options, string key)
    {
        string path = Path.Combine(store.Folder, ".parts", File);
        if (options.Resume && System.IO.File.Exists(path))
        {
            if (System.IO.File.ReadAllText(path) == key)
                return;
            throw new UserException(
                $"'{options.OutputFolder}' holds a broken run of another pipeline, other inputs or another version of the program; it cannot be continued. Run without --resume, or into another folder."
            );
        }
        store.Reset();
        System.IO.File.Delete(Path.Combine(store.Folder, "report.html"));
        string figures = Path.Combine(store.Folder, "figures");
        if (Directory.Exists(figures))
            foreach (string svg in Directory.EnumerateFiles(figures, "*.svg"))
                System.IO.File.Delete(svg);
        System.IO.File.WriteAllText(path, key);
    }
}
