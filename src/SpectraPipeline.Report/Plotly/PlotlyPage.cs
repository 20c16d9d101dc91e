using System.Text.Json.Nodes;
using SpectraPipeline.Report.Layout;

namespace SpectraPipeline.Report.Plotly;

/// <summary>Traces, axes, shapes and annotations as they are collected.</summary>
internal sealed class PlotlyPage(FigureLayout layout)
{
    private readonly JsonObject result = [];
    private readonly JsonArray shapes = [];
    private readonly JsonArray annotations = [];
    private readonly Dictionary<string, string> groups = [];

    public JsonArray Data { get; } = [];

    /// <summary>Pixels on the screen for one point of print: figures are shown a fifth larger than a journal prints them.</summary>
    public const double PixelsPerPoint = 1.55;

    /// <summary>Pixels kept at the top for Plotly's buttons, which would cover a heading.</summary>
    private const int ToolStrip = 26;

    /// <summary>Part of the figure's width, 0 left.</summary>
    public double FractionX(double page) => page / layout.Width;

    /// <summary>Part of the figure's height, 0 at the bottom.</summary>
    public double FractionY(double page) => 1 - (page / layout.Height);

    public void Set(string name, JsonNode value) => result[name] = value;

    public void AddShape(JsonObject shape) => shapes.Add(shape);

    public void AddAnnotation(JsonObject annotation) => annotations.Add(annotation);

    /// <summary>The first axis of a group, or null for the first to ask; later ones match it.</summary>
    public string? Matches(string? group, string axis)
    {
        if (group is null || groups.TryAdd(group, axis))
            return null;
        return groups[group];
    }

    public JsonObject Finish()
    {
        result["width"] = Math.Round(layout.Width * PixelsPerPoint);
        result["height"] = Math.Round(layout.Height * PixelsPerPoint) + ToolStrip;
        result["margin"] = new JsonObject
        {
            ["l"] = 0,
            ["r"] = 0,
            ["t"] = ToolStrip,
            ["b"] = 0,
        };
        result["font"] = new JsonObject
        {
            ["family"] = Typography.Family.Replace("'", "", StringComparison.Ordinal),
            ["size"] = Math.Round(Typography.Small * PixelsPerPoint, 1),
            ["color"] = "#000000",
        };
        result["paper_bgcolor"] = "#ffffff";
        result["plot_bgcolor"] = "#ffffff";
        result["separators"] = ".";
        result["hovermode"] = "closest";
        result["dragmode"] = "zoom";
        result["barmode"] = "overlay";
        result["showlegend"] = true;
        result["shapes"] = shapes;
        result["annotations"] = annotations;
        return result;
    }
}
