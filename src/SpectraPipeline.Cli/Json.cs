using System.Text.Encodings.Web;
using System.Text.Json;

namespace SpectraPipeline.Cli;

/// <summary>How JSON is printed: indented, names in snake_case, characters as they are.</summary>
internal static class Json
{
    public static JsonSerializerOptions Indented { get; } =
        new()
        {
            WriteIndented = true,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        };
}
