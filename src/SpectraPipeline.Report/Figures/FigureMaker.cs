using System.Reflection;
using SpectraPipeline.Report.Sources;

namespace SpectraPipeline.Report.Figures;

/// <summary>Makes a class a figure of the report: its name in the pipeline's <c>report: figures:</c>.</summary>
/// <param name="name">Lower case with hyphens.</param>
/// <param name="order">Place among the figures.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class FigureAttribute(string name, int order) : Attribute
{
    public string Name { get; } = name;
    public int Order { get; } = order;
}

/// <summary>Draws one kind of figure from rows and spectra of the store; reads nothing else and computes no result.</summary>
public abstract class FigureMaker
{
    /// <summary>All that the store has data for; none when it has none.</summary>
    public abstract IEnumerable<Figure> Make(ReportSource source);
}

/// <summary>The figures that exist, found by their attribute.</summary>
public static class FigureCatalog
{
    public static IReadOnlyList<(string Name, FigureMaker Maker)> All { get; } =
    [
        .. typeof(FigureCatalog)
            .Assembly.GetTypes()
            .Select(type => (Type: type, About: type.GetCustomAttribute<FigureAttribute>()))
            .Where(found => found.About is not null)
            .OrderBy(found => found.About!.Order)
            .Select(found => (found.About!.Name, (FigureMaker)Activator.CreateInstance(found.Type)!)),
    ];
}
