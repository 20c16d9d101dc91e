using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Simd;
using SpectraPipeline.Numerics.Templates;

namespace SpectraPipeline.Stages.Shape;

/// <summary>A template with its name and where on the axis it has anything.</summary>
/// <param name="Name">As the pipeline names it.</param>
/// <param name="Term">For the regression.</param>
/// <param name="Windows">Ranges; empty = everywhere.</param>
/// <param name="IsLines">Narrow lines: everything broad is background to them.</param>
internal sealed record NamedTemplate(string Name, TemplateTerm Term, IReadOnlyList<(double From, double To)> Windows, bool IsLines)
{
    public bool IsFringe => Term.Curve is null;

    public bool Covers(double x) => Windows.Count == 0 || Windows.Any(w => x >= w.From && x <= w.To);
}

/// <summary>Makes the templates that <see cref="RemoveTemplate"/> names.</summary>
internal static class TemplateChoice
{
    private const double ShiftOfWater = 15;

    public static NamedTemplate Of(string name, RemoveTemplate stage, StageInput input)
    {
        TemplateSource source = TemplateList.SourceOf(name);
        if (source is TemplateSource.Water or TemplateSource.Vapour or TemplateSource.Co2)
            if (input.Axis.Unit.Quantity != Quantity.Wavenumber)
                throw new UserException(
                    $"shape.remove-template: {name} is an infrared template in cm-1, the axis is {input.Axis.Name} in '{input.Axis.Unit}'; give a series or a file."
                );
        double half = stage.Resolution / 2;
        return source switch
        {
            TemplateSource.Water => new(name, Term(stage, TemplateCurve.Of(LiquidWater.At, 300, 4400, 60), ShiftOfWater, false), [], false),
            TemplateSource.Vapour => new(
                name,
                Term(stage, TemplateCurve.OfLines(WaterVapour.Lines(), stage.Resolution), half, true),
                [(1250, 1980), (3450, 3980)],
                true
            ),
            TemplateSource.Co2 => new(
                name,
                Term(stage, TemplateCurve.OfLines(CarbonDioxide.Lines(), stage.Resolution), half, true),
                [(600, 740), (2210, 2410)],
                true
            ),
            TemplateSource.Fringe => new(
                name,
                TemplateTerm.Fringes with
                {
                    Period = stage.Period is { } p ? (p.Low, p.High) : null,
                },
                [],
                false
            ),
            TemplateSource.Series => OfSeries(name, stage, input),
            _ => OfFile(name, stage, input),
        };
    }

    private static NamedTemplate OfFile(string name, RemoveTemplate stage, StageInput input)
    {
        CurveFile curve = CurveFile.Read(name, input.Run);
        return Measured(name, stage, (curve.X, curve.Y), [(curve.X[0], curve.X[^1])], input);
    }

    /// <summary>Mean of the healthy frames of a finished series.</summary>
    private static NamedTemplate OfSeries(string id, RemoveTemplate stage, StageInput input)
    {
        if (!input.Others.TryGetValue(id, out SpectralSeries? other) || other.Axis2 is not null)
            throw new UserException(
                $"shape.remove-template: '{id}' is neither water, vapour, co2 or fringe nor a series that gave spectra; a file needs a dot or a slash in its name."
            );
        if (other.Axis.Unit != input.Axis.Unit)
            throw new UserException($"shape.remove-template: series '{id}' is in {other.Axis.Unit}, this one in {input.Axis.Unit}.");
        ReferenceSpectrum mean = ReferenceSpectrum.Mean("shape.remove-template", input, other);
        return Measured(id, stage, (mean.Axis.Values.ToArray(), mean.Values), mean.Stretches(), input);
    }

    /// <param name="name">As the pipeline names it.</param>
    /// <param name="stage">The step.</param>
    /// <param name="data">The spectrum.</param>
    /// <param name="known">Stretches in which it was measured: beyond them nothing is fitted and nothing removed.</param>
    /// <param name="input">What the stage was given.</param>
    private static NamedTemplate Measured(
        string name,
        RemoveTemplate stage,
        (double[] X, double[] Y) data,
        IReadOnlyList<(double From, double To)> known,
        StageInput input
    )
    {
        if (Finite.FirstNot(data.Y) is var bad and >= 0)
            throw new UserException(
                FormattableString.Invariant(
                    $"shape.remove-template: template '{name}' is {data.Y[bad]} at {data.X[bad]:g6} {input.Axis.Unit}."
                )
            );
        if (data.X.Length < 8 || data.X[^1] <= input.Axis[0] || data.X[0] >= input.Axis[input.Axis.Length - 1])
            throw new UserException(
                FormattableString.Invariant(
                    $"shape.remove-template: template '{name}' has {data.X.Length} points from {data.X[0]:g} to {data.X[^1]:g}; the axis runs from {input.Axis[0]:g} to {input.Axis[input.Axis.Length - 1]:g} {input.Axis.Unit}."
                )
            );
        double step = (data.X[^1] - data.X[0]) / (data.X.Length - 1);
        return new(name, Term(stage, TemplateCurve.OfSpectrum(data.X, data.Y), 2 * step, false) with { Known = known }, known, false);
    }

    private static TemplateTerm Term(RemoveTemplate stage, TemplateCurve curve, double shift, bool width) =>
        new(curve, stage.Shift ?? shift, stage.Width ?? width);
}
