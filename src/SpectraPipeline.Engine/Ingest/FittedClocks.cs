using System.Text.Json;
using System.Text.Json.Serialization;
using SpectraPipeline.Engine.Running;

namespace SpectraPipeline.Engine.Ingest;

/// <summary>Clocks that were fitted, under a key of all that they depend on: a run that is continued or repeated need not read all spectra for them again.</summary>
internal sealed class FittedClocks
{
    /// <summary>Name of the file in the parts of a run that has not ended.</summary>
    public const string FileName = "clocks.json";

    private static readonly JsonSerializerOptions s_json = new()
    {
        IncludeFields = true, // tuples
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    private readonly Dictionary<string, LogLink> _known;
    private readonly Dictionary<string, LogLink> _used = [];
    private readonly string _code;

    private FittedClocks(Dictionary<string, LogLink> known, string code) => (_known, _code) = (known, code);

    /// <summary>Called before a clock is fitted, with the id of its series, and with an empty text behind.</summary>
    public Action<string> Tell { get; init; } = _ => { };

    /// <summary>Takes up what earlier runs left; text that is none of its own is nothing.</summary>
    /// <param name="code">Identity of the program: another one may fit otherwise.</param>
    /// <param name="texts">What <see cref="ToJson"/> gave then.</param>
    /// <param name="tell">See <see cref="Tell"/>.</param>
    public static FittedClocks Of(string code, IEnumerable<string?> texts, Action<string> tell)
    {
        var known = new Dictionary<string, LogLink>();
        foreach (string? text in texts)
        foreach (var (key, link) in Read(text))
            known[key] = link;
        return new(known, code) { Tell = tell };
    }

    /// <summary>Clocks of this run.</summary>
    public int Count => _used.Count;

    /// <summary>The clocks of this run, as text.</summary>
    public string ToJson() => JsonSerializer.Serialize(_used, s_json);

    /// <summary>The clock of a series: of an earlier run where all is as it was, else fitted.</summary>
    public LogLink Of(SeriesFiles files, ElectrochemicalLog log, string reading, Func<LogLink> fit)
    {
        string key = Key(files, log, reading);
        if (!_known.TryGetValue(key, out LogLink? link))
        {
            Tell(files.Id);
            link = fit();
            Tell("");
        }
        return _used[key] = link;
    }

    private string Key(SeriesFiles files, ElectrochemicalLog log, string reading) =>
        Hash.OfText(
            string.Join(
                '\n',
                [
                    _code,
                    // Resistance and signs do not move a clock, but a plan that changed is rare and a wrong clock is dear.
                    $"{files.Id} {files.Format} {files.Quantity} {files.Card.Technique} {files.Log!.Text}",
                    reading,
                    files.FramesTable is { } table && File.Exists(table) ? Hash.OfFile(table) : "",
                    .. log.Files.Select(f => $"{f.File} {f.Sha256}"),
                    .. files.Paths.Select(p =>
                        files.Stamps.TryGetValue(p, out FileStamp planned)
                            ? $"{p} {planned.Length} {planned.Changed}"
                            : $"{p} {FileStamp.Of(p)}"
                    ),
                ]
            )
        );

    private static Dictionary<string, LogLink> Read(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return [];
        try
        {
            var read = JsonSerializer.Deserialize<Dictionary<string, LogLink?>>(text, s_json) ?? [];
            return read.Where(e => e.Value?.Notes is not null).ToDictionary(e => e.Key, e => e.Value!);
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            return [];
        }
    }
}
