using System.Collections.Frozen;
using System.Reflection;
using SpectraPipeline.Core;

namespace SpectraPipeline.Engine.Catalog;

/// <summary>One parameter of a stage.</summary>
/// <param name="Name">Name in the pipeline file.</param>
/// <param name="Property">Property of the record.</param>
/// <param name="About">Help, range, unit.</param>
/// <param name="Default">Default value, null when it is left to the data.</param>
public sealed record StageParameter(string Name, PropertyInfo Property, ParamAttribute About, object? Default)
{
    /// <summary>Type without Nullable.</summary>
    public Type ValueType => Nullable.GetUnderlyingType(Property.PropertyType) ?? Property.PropertyType;

    /// <summary>The unit of a bare number in words; empty when it has none.</summary>
    public string UnitText => About.Unit == ParamAttribute.AxisUnit ? "unit of the axis" : About.Unit;

    /// <summary>The default in words.</summary>
    public string DefaultText => Default is null ? "from the data" : ParamBinder.TextOf(Default);
}

/// <summary>One stage.</summary>
/// <param name="Name"><c>family.method</c>.</param>
/// <param name="About">Source, summary, formula.</param>
/// <param name="Type">The record.</param>
/// <param name="Parameters">Its parameters in order of declaration.</param>
public sealed record StageInfo(string Name, StageAttribute About, Type Type, IReadOnlyList<StageParameter> Parameters)
{
    /// <summary>What it works on: frames, series or tables.</summary>
    public string Works =>
        typeof(FrameStage).IsAssignableFrom(Type) ? "frame"
        : typeof(SeriesStage).IsAssignableFrom(Type) ? "series"
        : "table";
}

/// <summary>Every stage, found by attribute. Reflection lives here and in the binder only.</summary>
public sealed class StageCatalog
{
    private readonly FrozenDictionary<string, StageInfo> _stages;

    private StageCatalog(FrozenDictionary<string, StageInfo> stages) => _stages = stages;

    /// <summary>The stages of some assemblies.</summary>
    public static StageCatalog From(params Assembly[] assemblies) =>
        new(
            (
                from a in assemblies
                from t in a.GetTypes()
                let about = t.GetCustomAttribute<StageAttribute>()
                where about is not null
                select new StageInfo(about.Name, about, t, ParamBinder.ParametersOf(t))
            ).ToFrozenDictionary(s => s.Name, StringComparer.Ordinal)
        );

    /// <summary>All stages by name.</summary>
    public IEnumerable<StageInfo> All => _stages.Values.OrderBy(s => s.Name, StringComparer.Ordinal);

    /// <summary>A stage, or null.</summary>
    public StageInfo? Find(string name) => _stages.GetValueOrDefault(name);

    /// <summary>The stage that a record is.</summary>
    public StageInfo Of(Stage stage) => _stages.Values.First(s => s.Type == stage.GetType());
}
