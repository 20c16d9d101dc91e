using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.Report.Sources;

namespace SpectraPipeline.Report.Preview;

/// <summary>Axes of a step's panels: named as in the report, and of the whole range that the step reads, so that steps stand under each other.</summary>
internal static class StepAxes
{
    /// <summary>The weight that χ(k) is shown with where the step does not state one.</summary>
    private const int UsualWeight = 2;

    /// <summary>The x-axis of a spectrum, over the range of <paramref name="range"/>.</summary>
    public static FigureAxis X(Axis axis, Axis range) =>
        Named(axis) with
        {
            Low = range.Length > 0 ? range[0] : null,
            High = range.Length > 0 ? range[range.Length - 1] : null,
            Group = "x",
        };

    /// <summary>The range of the input where the output lies on the same kind of axis: a step that cuts shows what it cuts from.</summary>
    public static Axis Range(PreviewStep step) =>
        step.Output is null || SameKind(step.Input!.Axis, step.Output.Axis) ? step.Input!.Axis : step.Output.Axis;

    public static bool SameKind(Axis a, Axis b) => a.Name == b.Name && a.Unit == b.Unit;

    /// <summary>Power n of kⁿχ(k) that a step works with.</summary>
    public static int Weight(PreviewStep step) =>
        step.Parameters.FirstOrDefault(p => p.Name == "k-weight") is { } weight
        && int.TryParse(weight.Value, NumberStyles.None, CultureInfo.InvariantCulture, out int n)
            ? n
            : UsualWeight;

    public static FigureAxis Y(Signal signal, int weight = 0) =>
        signal.Kind switch
        {
            SignalKind.Mu => new FigureAxis { Quantity = RichText.Markup("*μ*(*E*)") },
            SignalKind.Norm => new FigureAxis { Quantity = RichText.Markup("Normalised *μ*") },
            SignalKind.ChiK when weight == 0 => new FigureAxis { Quantity = RichText.Markup("*χ*(*k*)") },
            SignalKind.ChiK => new FigureAxis
            {
                Quantity = RichText.Markup(weight == 1 ? "*k* *χ*(*k*)" : $"*k*^{{{weight}}}*χ*(*k*)"),
                Unit = RichText.Markup($"Å^{{-{weight}}}"),
            },
            SignalKind.ChiR => new FigureAxis { Quantity = RichText.Markup("*χ*(*R*)"), Unit = UnitOf(signal) },
            SignalKind.ChiQ => new FigureAxis { Quantity = RichText.Markup("*χ*(*q*)"), Unit = UnitOf(signal) },
            SignalKind.DifferenceAbsorbance => new FigureAxis { Quantity = RichText.Markup("Δ*A* (positive = formed)") },
            SignalKind.RelativeDifference => new FigureAxis
            {
                Quantity = RichText.Markup("Δ*R*/*R*_{0} (negative = formed)"),
                Unit = signal.Unit,
            },
            _ => SeriesSource.YAxisOf(signal),
        };

    /// <summary>'Å-3' as a unit with a real superscript.</summary>
    private static RichText UnitOf(Signal signal) =>
        signal.Unit.StartsWith("Å-", StringComparison.Ordinal) ? RichText.Markup($"Å^{{{signal.Unit[1..]}}}") : RichText.Plain(signal.Unit);

    public static FigureAxis Named(Axis axis) =>
        axis.Name switch
        {
            "r" => FigureAxis.Distance(phaseCorrected: false),
            "q" => new FigureAxis { Quantity = RichText.Markup("*q*"), Unit = RichText.Markup("Å^{-1}") },
            _ => SeriesSource.XAxisOf(axis),
        };
}
