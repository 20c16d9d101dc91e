using System.Globalization;
using System.Text.Json;

namespace SpectraPipeline.Engine.Comparison;

/// <summary>What a comparison needs of a manifest.json; whatever an older program did not write is empty.</summary>
internal sealed class RunManifest
{
    public RunManifest(JsonElement json)
    {
        Version = Text(json, "version");
        Runtime = Text(json, "runtime");
        Started = Text(json, "started");
        Seed = Text(json, "seed");
        Code = Map(Child(json, "code"));
        JsonElement pipeline = Child(json, "pipeline");
        PipelineText = Text(pipeline, "text");
        Overrides = [.. Items(pipeline, "set").Select(Scalar)];
        Series = [.. Items(json, "series").Select(s => new ManifestSeries(s))];
        Inputs =
        [
            .. Items(json, "inputs")
                .Select(i => new ManifestInput(Text(i, "series"), Text(i, "file"), Text(i, "sha256"), Text(i, "status"))),
        ];
        References = [.. Items(json, "references").Select(r => new ManifestInput("", Text(r, "file"), Text(r, "sha256"), ""))];
        JsonElement ledger = Child(json, "ledger");
        Counts = [.. Items(ledger, "steps").Select(ManifestCounts.Of)];
        JsonElement files = Child(ledger, "files");
        FilesRead = Text(files, "read");
        FilesRefused = Text(files, "refused");
    }

    public string Version { get; }

    public string Runtime { get; }

    public string Started { get; }

    public string Seed { get; }

    /// <summary>Module version id of each assembly, and what of the machine can change a number (vectors, platform); empty in older manifests.</summary>
    public IReadOnlyDictionary<string, string> Code { get; }

    public string PipelineText { get; }

    public IReadOnlyList<string> Overrides { get; }

    public IReadOnlyList<ManifestSeries> Series { get; }

    public IReadOnlyList<ManifestInput> Inputs { get; }

    public IReadOnlyList<ManifestInput> References { get; }

    public IReadOnlyList<ManifestCounts> Counts { get; }

    public string FilesRead { get; }

    public string FilesRefused { get; }

    public ManifestSeries? Find(string series) => Series.FirstOrDefault(s => s.Id == series);

    internal static JsonElement Child(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out JsonElement value) ? value : default;

    internal static string Text(JsonElement json, string name) => Scalar(Child(json, name));

    internal static IEnumerable<JsonElement> Items(JsonElement json, string name) =>
        Child(json, name) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : [];

    /// <summary>Entries of an object as texts, in order.</summary>
    internal static Dictionary<string, string> Map(JsonElement json) =>
        json.ValueKind == JsonValueKind.Object ? json.EnumerateObject().ToDictionary(p => p.Name, p => Scalar(p.Value)) : [];

    private static string Scalar(JsonElement json) =>
        json.ValueKind switch
        {
            JsonValueKind.String => json.GetString()!,
            JsonValueKind.Undefined or JsonValueKind.Null => "",
            JsonValueKind.Number when json.TryGetDouble(out double d) && d is >= 1e5 or <= -1e5 => Short(d),
            JsonValueKind.Array => string.Join(", ", json.EnumerateArray().Select(Scalar)),
            JsonValueKind.Object => string.Join(", ", json.EnumerateObject().Select(p => $"{p.Name}: {Scalar(p.Value)}")),
            _ => json.GetRawText(),
        };

    /// <summary>1e6 where the manifest has 1000000: as people write a lambda.</summary>
    private static string Short(double value)
    {
        string power = value.ToString("0.###############e0", CultureInfo.InvariantCulture),
            plain = value.ToString("R", CultureInfo.InvariantCulture);
        return power.Length < plain.Length ? power : plain;
    }
}

/// <summary>A series of a manifest.</summary>
internal sealed class ManifestSeries
{
    public ManifestSeries(JsonElement json)
    {
        Id = RunManifest.Text(json, "id");
        Frames = RunManifest.Text(json, "frames");
        Unit = RunManifest.Text(json, "x_unit");
        Context = RunManifest.Map(RunManifest.Child(json, "context"));
        Needs =
            RunManifest.Child(json, "needs").ValueKind == JsonValueKind.Array
                ? [.. RunManifest.Items(json, "needs").Select(n => n.GetString() ?? "")]
                : null;
        Steps = [.. RunManifest.Items(json, "steps").Select(s => new ManifestStep(s))];
    }

    public string Id { get; }

    public string Frames { get; }

    public string Unit { get; }

    public IReadOnlyDictionary<string, string> Context { get; }

    /// <summary>Ids of the series that it reads; null where an older program did not write them.</summary>
    public IReadOnlyList<string>? Needs { get; }

    public IReadOnlyList<ManifestStep> Steps { get; }
}

/// <summary>A step of a manifest.</summary>
internal sealed class ManifestStep(JsonElement json)
{
    public string Id { get; } = RunManifest.Text(json, "id");

    public string Stage { get; } = RunManifest.Text(json, "stage");

    /// <summary>Step that it read; empty when the manifest does not say (steps on tables).</summary>
    public string Input { get; } = RunManifest.Text(json, "input");

    public IReadOnlyDictionary<string, string> Parameters { get; } = RunManifest.Map(RunManifest.Child(json, "parameters"));
}

/// <summary>A file that was read.</summary>
internal sealed record ManifestInput(string Series, string File, string Sha256, string Status)
{
    public string Name => File[(File.LastIndexOf('/') + 1)..];
}

/// <summary>The ledger of one step.</summary>
internal sealed record ManifestCounts(string Series, string Step, long In, long Ok, long Flagged, long Faulted)
{
    public static ManifestCounts Of(JsonElement json) =>
        new(
            RunManifest.Text(json, "series"),
            RunManifest.Text(json, "step"),
            Count(json, "in"),
            Count(json, "ok"),
            Count(json, "flagged"),
            Count(json, "faulted")
        );

    private static long Count(JsonElement json, string name) =>
        RunManifest.Child(json, name) is { ValueKind: JsonValueKind.Number } n && n.TryGetInt64(out long value) ? value : 0;
}
