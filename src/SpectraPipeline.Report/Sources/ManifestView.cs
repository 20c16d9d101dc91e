using System.Globalization;
using System.Text.Json;

namespace SpectraPipeline.Report.Sources;

/// <summary>A step as it ran.</summary>
/// <param name="Parameters">Every parameter with its resolved value.</param>
public sealed record StepView(
    string Series,
    string Id,
    string Stage,
    string Input,
    IReadOnlyList<(string Name, string Value)> Parameters,
    string Summary,
    string Source,
    string BibTex
)
{
    /// <summary>A parameter's text, or null.</summary>
    public string? Parameter(string name) => Parameters.FirstOrDefault(p => p.Name == name).Value;
}

/// <summary>A series as the manifest tells it.</summary>
public sealed record SeriesCardView(
    string Id,
    string Technique,
    string Role,
    string Edge,
    string Quantity,
    string ReferenceElectrode,
    IReadOnlyList<(string Name, string Value)> Facts,
    IReadOnlyList<StepView> Steps
)
{
    public bool IsXas => Technique == "xas";

    /// <summary>Absorbances were made of the files' transmittances or ratios on the way in.</summary>
    public bool WasConverted => Facts.Any(f => f.Name == ManifestView.ReadAs.Replace('_', ' '));

    public bool IsRaman => Technique == "raman";
}

/// <summary>The manifest as far as the report tells it. What is missing is empty: a report is drawn from old and from foreign folders too.</summary>
public sealed class ManifestView
{
    internal const string ReadAs = "read_as";
    private readonly JsonElement root;

    public ManifestView(JsonElement root)
    {
        this.root = root;
        Series = [.. Items(root, "series").Select(SeriesOf)];
        Figures = [.. Items(root, "figures").Select(Scalar)];
    }

    public IReadOnlyList<SeriesCardView> Series { get; }

    /// <summary>Figures that the pipeline asks for; empty: all.</summary>
    public IReadOnlyList<string> Figures { get; }

    public string Title => First(Text("title"), Text("name"), "Result");

    /// <summary>Text of a key of the manifest, by a path of names; empty when it is not there.</summary>
    public string Text(params ReadOnlySpan<string> path)
    {
        JsonElement at = root;
        foreach (string name in path)
            if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(name, out at))
                return "";
        return Scalar(at);
    }

    /// <summary>Counts of the ledger: series, step, in, ok, flagged, faulted.</summary>
    public IReadOnlyList<(string Series, string Step, double In, double Ok, double Flagged, double Faulted)> Ledger =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty("ledger", out JsonElement ledger)
            ?
            [
                .. Items(ledger, "steps")
                    .Select(s =>
                        (Get(s, "series"), Get(s, "step"), Number(s, "in"), Number(s, "ok"), Number(s, "flagged"), Number(s, "faulted"))
                    ),
            ]
            : [];

    public SeriesCardView Card(string series) =>
        Series.FirstOrDefault(s => s.Id == series) ?? new SeriesCardView(series, "", "", "", "", "", [], []);

    private static SeriesCardView SeriesOf(JsonElement s)
    {
        string id = Get(s, "id");
        JsonElement context = s.TryGetProperty("context", out JsonElement found) ? found : default;
        List<(string, string)> facts = [];
        foreach (
            string name in (string[])
                [
                    "technique",
                    "role",
                    "edge",
                    "quantity",
                    "convention",
                    ReadAs,
                    "frames",
                    "points",
                    "x_unit",
                    "x_first",
                    "x_last",
                    "replicate",
                ]
        )
            Add(facts, name.Replace('_', ' '), name == "quantity" ? Hyphened(Get(s, name)) : Get(s, name));
        foreach (JsonElement part in (JsonElement[])[context, s.TryGetProperty("labels", out JsonElement labels) ? labels : default])
            if (part.ValueKind == JsonValueKind.Object)
                foreach (JsonProperty p in part.EnumerateObject())
                    Add(facts, p.Name, Scalar(p.Value));
        return new(
            id,
            Get(s, "technique"),
            Get(s, "role"),
            Get(s, "edge"),
            Hyphened(Get(s, "quantity")),
            Get(context, "reference-electrode"),
            facts,
            [.. Items(s, "steps").Select(step => StepOf(id, step))]
        );
    }

    /// <summary>'SingleBeam', as folders of older programs have it, in the words of the pipeline: 'single-beam'.</summary>
    private static string Hyphened(string word) =>
        string.Concat(word.Select((c, i) => char.IsAsciiLetterUpper(c) ? (i > 0 ? "-" : "") + char.ToLowerInvariant(c) : c.ToString()));

    private static StepView StepOf(string series, JsonElement step) =>
        new(
            series,
            Get(step, "id"),
            Get(step, "stage"),
            Get(step, "input"),
            step.TryGetProperty("parameters", out JsonElement p) && p.ValueKind == JsonValueKind.Object
                ? [.. p.EnumerateObject().Select(e => (e.Name, Scalar(e.Value)))]
                : [],
            Get(step, "summary"),
            Get(step, "source"),
            Get(step, "bibtex")
        );

    private static void Add(List<(string, string)> facts, string name, string value)
    {
        if (value.Length > 0)
            facts.Add((name, value));
    }

    private static JsonElement.ArrayEnumerator Items(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object
        && parent.TryGetProperty(name, out JsonElement list)
        && list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray()
            : default;

    private static string Get(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out JsonElement value) ? Scalar(value) : "";

    private static double Number(JsonElement parent, string name) =>
        double.TryParse(Get(parent, name), NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : double.NaN;

    private static string Scalar(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.String => value.GetString() ?? "",
            JsonValueKind.Null or JsonValueKind.Undefined => "",
            JsonValueKind.Array => string.Join(", ", value.EnumerateArray().Select(Scalar)),
            JsonValueKind.Object => string.Join(", ", value.EnumerateObject().Select(p => $"{p.Name} {Scalar(p.Value)}")),
            _ => value.GetRawText(),
        };

    private static string First(params ReadOnlySpan<string> texts)
    {
        foreach (string text in texts)
            if (text.Length > 0)
                return text;
        return "";
    }
}
