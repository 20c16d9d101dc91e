namespace SpectraPipeline.Stages.Xas;

/// <summary>What an edge position is.</summary>
public enum EdgeDefinition
{
    /// <summary>Normalised absorption one half.</summary>
    HalfStep,

    /// <summary>Steepest rise.</summary>
    Inflection,

    /// <summary>Step of equal area.</summary>
    Integral,
}

/// <summary>Names of the definitions in tables.</summary>
internal static class EdgeDefinitions
{
    public const string WhiteLine = "white-line";

    public static string Name(this EdgeDefinition definition) =>
        definition switch
        {
            EdgeDefinition.HalfStep => "half-step",
            EdgeDefinition.Inflection => "inflection",
            _ => "integral",
        };

    public static string Words(this EdgeDefinition definition) => definition == EdgeDefinition.HalfStep ? "half step" : definition.Name();

    public static IReadOnlyList<EdgeDefinition> All { get; } =
    [EdgeDefinition.Inflection, EdgeDefinition.HalfStep, EdgeDefinition.Integral];
}
