using System.Text.Json.Nodes;
using SpectraPipeline.Core;
using SpectraPipeline.Engine.Pipelines;

namespace SpectraPipeline.Engine.Catalog;

/// <summary>JSON schema of the pipeline file, from the same records that the binder reads: editors complete and check with it.</summary>
public static class PipelineSchema
{
    /// <summary>The schema.</summary>
    public static JsonObject Of(StageCatalog catalog)
    {
        var steps = new JsonArray();
        foreach (StageInfo s in catalog.All)
            steps.Add(
                new JsonObject
                {
                    ["type"] = "object",
                    ["description"] = s.About.Summary,
                    ["required"] = new JsonArray(s.Name),
                    ["additionalProperties"] = false,
                    ["properties"] = new JsonObject
                    {
                        [s.Name] = StageSchema(s),
                        ["id"] = Text("Name of the step; the stage's name when left out."),
                        ["input"] = Text("Id of an earlier step whose output is taken; the newest of its kind when left out."),
                    },
                }
            );
        return new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = "SpectraPipeline pipeline file",
            ["type"] = "object",
            ["required"] = new JsonArray("series"),
            ["additionalProperties"] = false,
            ["properties"] = new JsonObject
            {
                ["name"] = Text("What the pipeline is called."),
                ["context"] = ContextSchema(),
                ["series"] = new JsonObject
                {
                    ["type"] = "array",
                    ["minItems"] = 1,
                    ["items"] = SeriesSchema(),
                },
                ["compare"] = new JsonObject { ["type"] = "array" },
                ["products"] = new JsonObject { ["type"] = "object" },
                ["decisions"] = Text("Decisions that survive re-runs."),
                ["report"] = new JsonObject
                {
                    ["type"] = "object",
                    ["additionalProperties"] = false,
                    ["properties"] = new JsonObject
                    {
                        ["title"] = Text("Title of the report."),
                        ["figures"] = Texts("Figures; all that apply when left out."),
                    },
                },
            },
            ["$defs"] = new JsonObject { ["step"] = new JsonObject { ["anyOf"] = steps } },
        };
    }

    private static JsonObject SeriesSchema() =>
        new()
        {
            ["type"] = "object",
            ["required"] = new JsonArray("id", "files"),
            ["additionalProperties"] = false,
            ["properties"] = new JsonObject
            {
                ["id"] = Text("Id of the series."),
                ["files"] = Texts("Glob, list of globs, or one multi-spectrum file."),
                ["technique"] = Words("What was measured.", "ir", "atr-ir", "raman", "xas", "xps", "voltammetry"),
                ["quantity"] = Words("What y is.", [.. Signal.Quantities]),
                ["format"] = Text("Format; by content when left out."),
                ["channel"] = Text(
                    "Which signal of a scan is taken: transmission, fluorescence, reference, or a column label; by evidence when left out."
                ),
                ["spectra"] = Texts("Of a file of many spectra those to take: titles (with * and ?) or numbers from 0; all when left out."),
                ["partial"] = Words(
                    "Frames that end before the others: refused, kept with the rest of the axis masked, or all cut to what they have in common.",
                    "refuse",
                    "keep",
                    "cut"
                ),
                ["reference"] = new JsonObject { ["type"] = new JsonArray("integer", "string"), ["description"] = FrameSelection.Syntax },
                ["log"] = LogSchema.Of(),
                ["frames"] = Text("Table of frames: file,index,time_s,potential_v,..."),
                ["role"] = Words("Role in the argument.", "sample", "blank", "reactant-off", "open-circuit", "isotope", "standard", "foil"),
                ["replicate"] = new JsonObject { ["type"] = "integer" },
                ["labels"] = new JsonObject { ["type"] = "object" },
                ["keep"] = Texts("Spectra stored: last, all, none, or ids of steps."),
                ["edge"] = Text("Absorption edge, as in Zn K."),
                ["context"] = ContextSchema(),
                ["steps"] = new JsonObject
                {
                    ["type"] = "array",
                    ["items"] = new JsonObject { ["$ref"] = "#/$defs/step" },
                },
            },
        };

    private static JsonObject ContextSchema() =>
        new()
        {
            ["type"] = "object",
            ["description"] = "What is in the cell; the prior of the assignment.",
            ["additionalProperties"] = false,
            ["properties"] = new JsonObject
            {
                ["elements"] = Texts("Elements present."),
                ["electrolyte"] = Texts("Salts, acids, bases."),
                ["ph"] = new JsonObject
                {
                    ["type"] = "number",
                    ["minimum"] = ContextReader.LeastPh,
                    ["maximum"] = ContextReader.HighestPh,
                },
                ["species"] = Texts("Species put in."),
                ["products"] = Texts("Products found by another method."),
                ["electrode"] = Text("Electrode or catalyst."),
                ["solvent"] = Text("H2O, D2O, methanol ..."),
                ["isotopes"] = new JsonObject { ["type"] = "object" },
                ["reference-electrode"] = Text(
                    "Reference electrode of the potentials: Ag/AgCl 3 M KCl, SCE, Hg/HgO, RHE ... or 0.210 V vs SHE."
                ),
                ["temperature"] = new JsonObject
                {
                    ["type"] = "number",
                    ["minimum"] = ContextReader.Coldest,
                    ["maximum"] = ContextReader.Hottest,
                    ["description"] = "Temperature of the cell (°C); 25 when left out.",
                },
            },
        };

    private static JsonObject StageSchema(StageInfo s)
    {
        var properties = new JsonObject();
        foreach (StageParameter p in s.Parameters)
            properties[p.Name] = ParameterSchema(p);
        return new JsonObject
        {
            ["type"] = new JsonArray("object", "null"),
            ["additionalProperties"] = false,
            ["properties"] = properties,
        };
    }

    private static JsonObject ParameterSchema(StageParameter p)
    {
        var schema = new JsonObject { ["description"] = p.About.Help + (p.UnitText.Length > 0 ? $" [{p.UnitText}]" : "") };
        if (p.ValueType == typeof(bool))
            schema["type"] = "boolean";
        else if (p.ValueType.IsEnum)
            schema["enum"] = new JsonArray([.. Enum.GetNames(p.ValueType).Select(n => (JsonNode)Kebab.Of(n))]);
        else if (p.ValueType == typeof(int))
            schema["type"] = "integer";
        else if (p.ValueType == typeof(double))
            schema["type"] = p.About.Unit.Length > 0 ? new JsonArray("number", "string") : "number";
        if (p.ValueType == typeof(int) || p.ValueType == typeof(double))
        {
            if (double.IsFinite(p.About.Min))
                schema["minimum"] = p.About.Min;
            if (double.IsFinite(p.About.Max))
                schema["maximum"] = p.About.Max;
        }
        if (p.Default is not null && (p.ValueType.IsPrimitive || p.ValueType.IsEnum))
            schema["default"] = p.Default switch
            {
                double d => d,
                int i => i,
                bool b => b,
                var other => Kebab.Text(other),
            };
        return schema;
    }

    private static JsonObject Text(string description) => new() { ["type"] = "string", ["description"] = description };

    private static JsonObject Texts(string description) =>
        new() { ["type"] = new JsonArray("string", "array"), ["description"] = description };

    private static JsonObject Words(string description, params string[] words) =>
        new() { ["enum"] = new JsonArray([.. words.Select(w => (JsonNode)w)]), ["description"] = description };
}
