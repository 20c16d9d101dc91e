using System.Text.Json.Nodes;

namespace SpectraPipeline.Report.Plotly;

/// <summary>What Plotly draws: traces and a layout, and what the reader is told about lines left out.</summary>
public sealed record PlotlyFigure(JsonArray Data, JsonObject Layout, string Notice)
{
    /// <summary>One JSON object {data, layout}; safe inside a script element, because signs that could end it are escaped.</summary>
    public string ToJson()
    {
        JsonObject figure = new() { ["data"] = Data.DeepClone(), ["layout"] = Layout.DeepClone() };
        return figure.ToJsonString();
    }
}
