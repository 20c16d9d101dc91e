using System.Text.Json.Nodes;

namespace SpectraPipeline.Engine.Catalog;

/// <summary>JSON schema of <c>log:</c>.</summary>
internal static class LogSchema
{
    public static JsonObject Of() =>
        new()
        {
            ["description"] = "Potentiostat's log on its own clock: spectrometer time = log time x (1 + rate) + clock-offset.",
            ["type"] = new JsonArray("object", "string"),
            ["required"] = new JsonArray("file"),
            ["additionalProperties"] = false,
            ["properties"] = new JsonObject
            {
                ["file"] = Of("Text of the potentiostat, or a list of them one after another; globs.", "string", "array"),
                ["clock-offset"] = Of(
                    "fit (from steps of potential), or seconds; by the times of day in the files when left out.",
                    "number",
                    "string"
                ),
                ["rate"] = Of("fit, or the relative rate less 1 (5e-5, 50 ppm); 0 when left out.", "number", "string"),
                ["search"] = Of("Offsets searched on each side of the expected one (s).", "number", "string"),
                ["resistance"] = Of("Resistance of the solution (ohm), for potential_ir_v.", "number", "string"),
                ["compensation"] = new JsonObject
                {
                    ["type"] = "number",
                    ["minimum"] = 0,
                    ["maximum"] = 1,
                    ["description"] = "Share of the resistance that the potentiostat compensated already; 0 when left out.",
                },
                ["exposure"] = Of("Exposure of a frame (s); the time from frame to frame when left out.", "number", "string"),
                ["time-is"] = new JsonObject
                {
                    ["enum"] = new JsonArray("middle", "start", "end"),
                    ["description"] = "Which moment of an exposure the time of a frame is; middle when left out.",
                },
                ["current-sign"] = new JsonObject
                {
                    ["enum"] = new JsonArray("iupac", "cathodic-positive"),
                    ["description"] =
                        "Which currents the log writes as positive: anodic ones (iupac, when left out) or cathodic ones (CH Instruments as delivered); current_a is iupac.",
                },
            },
        };

    private static JsonObject Of(string description, params string[] types) =>
        new() { ["type"] = new JsonArray([.. types.Select(t => (JsonNode)t)]), ["description"] = description };
}
