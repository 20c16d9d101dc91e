using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Interpolation;
using SpectraPipeline.Numerics.Splines;

namespace SpectraPipeline.Stages.Shape;

/// <summary>How <see cref="Resample"/> finds values between points.</summary>
public enum ResampleMethod
{
    /// <summary>Straight lines.</summary>
    Linear,

    /// <summary>Cubic spline.</summary>
    Cubic,

    /// <summary>Mean over each new cell; keeps areas on a coarser grid.</summary>
    Area,
}

/// <summary>Brings the spectra to another grid.</summary>
[Stage(
    "shape.resample",
    "Interpolation; cubic: C. de Boor, A Practical Guide to Splines, Springer 1978, chapter IV",
    Summary = "Brings the spectra to an even grid, or to the grid of another series.",
    Formula = "xⱼ = from + j·step; linear, cubic (not-a-knot) or mean over the cell around xⱼ",
    Fails = "Nothing is extrapolated. On a coarser grid linear and cubic skip points: use area."
)]
public sealed record Resample : FrameStage
{
    /// <summary>First point.</summary>
    [Param("First point of the new grid; the start of the axis when left out.", Unit = ParamAttribute.AxisUnit)]
    public double? From { get; init; }

    /// <summary>Last point.</summary>
    [Param("Last point at most; the end of the axis when left out.", Unit = ParamAttribute.AxisUnit)]
    public double? To { get; init; }

    /// <summary>Step.</summary>
    [Param("Step of the new grid; the mean step of the axis when left out.", Min = 1e-12, Unit = ParamAttribute.AxisUnit)]
    public double? Step { get; init; }

    /// <summary>Another series.</summary>
    [Param("Id of a series whose grid is taken, within from and to.")]
    public string? Like { get; init; }

    /// <summary>Method.</summary>
    [Param("Method.")]
    public ResampleMethod Method { get; init; } = ResampleMethod.Linear;

    /// <inheritdoc />
    public override IReadOnlyList<string> OtherSeries => Like is null ? [] : [Like];

    /// <inheritdoc />
    public override IEnumerable<string> Check()
    {
        if (From >= To)
            yield return $"from ({From:g}) must lie below to ({To:g}).";
        if (Like is not null && Step is not null)
            yield return "give step or like, not both.";
    }

    /// <inheritdoc />
    public override FrameKernel Prepare(StageInput input)
    {
        if (Method == ResampleMethod.Cubic && input.Axis.Length < 4)
            throw new UserException($"shape.resample: a cubic spline needs at least 4 points; the axis has {input.Axis.Length}.");
        if (input.Axis.Length < 2)
            throw new UserException("shape.resample needs at least 2 points.");
        return new Kernel(input, new Axis(input.Axis.Name, input.Axis.Unit, Grid(input)), Method);
    }

    private double[] Grid(StageInput input)
    {
        Axis axis = input.Axis;
        double low = From ?? axis[0],
            high = To ?? axis[axis.Length - 1];
        double[] grid = Like is { } id
            ? LikeGrid(input, id, Math.Max(low, axis[0]), Math.Min(high, axis[axis.Length - 1]))
            : EvenGrid(axis, low, high);
        // A rounding of the last digits may put an end point past the data.
        double slack = 1e-9 * axis.MeanStep;
        if (grid.Length < 2 || grid[0] < axis[0] - slack || grid[^1] > axis[axis.Length - 1] + slack)
            throw new UserException(
                FormattableString.Invariant(
                    $"shape.resample: {low:g} to {high:g} gives {grid.Length} points that the axis ({axis[0]:g} to {axis[axis.Length - 1]:g} {axis.Unit}) must contain; nothing is extrapolated."
                )
            );
        grid[0] = Math.Max(grid[0], axis[0]);
        grid[^1] = Math.Min(grid[^1], axis[axis.Length - 1]);
        return grid;
    }

    private double[] EvenGrid(Axis axis, double low, double high)
    {
        double step = Step ?? axis.MeanStep;
        double steps = Math.Floor((high - low) / step * (1 + 1e-12));
        if (!(steps < 1e8))
            throw new UserException(FormattableString.Invariant($"shape.resample: a step of {step:g} gives {steps:g} points."));
        double[] grid = new double[Math.Max(0, (int)steps + 1)];
        for (int j = 0; j < grid.Length; j++)
            grid[j] = low + j * step;
        return grid;
    }

    private static double[] LikeGrid(StageInput input, string id, double low, double high)
    {
        if (!input.Others.TryGetValue(id, out SpectralSeries? other))
            throw new UserException($"shape.resample: series '{id}' of 'like' is not there.");
        if (!other.Axis.Unit.ConvertsTo(input.Axis.Unit))
            throw new UserException($"shape.resample: series '{id}' is in {other.Axis.Unit}, this one in {input.Axis.Unit}.");
        var grid = new List<double>();
        foreach (double x in other.Axis.Values)
            if (x * other.Axis.Unit.Scale / input.Axis.Unit.Scale is var v && v >= low && v <= high)
                grid.Add(v);
        return [.. grid];
    }

    private sealed class Kernel(StageInput input, Axis grid, ResampleMethod method)
        : BridgedKernel(input.Axis, grid, input.Channel, input.Signal)
    {
        private readonly NotAKnotSpline? _spline = method == ResampleMethod.Cubic ? new NotAKnotSpline(input.Axis.Values) : null;

        protected override void Apply(ReadOnlySpan<double> y, Span<double> result, Findings findings)
        {
            if (method == ResampleMethod.Linear)
                LinearInterpolation.Evaluate(input.Axis.Values, y, Output.Axis.Values, result);
            else if (method == ResampleMethod.Area)
                AreaRebinning.Rebin(input.Axis.Values, y, Output.Axis.Values, result);
            else
            {
                _spline!.Fit(y);
                _spline.Evaluate(Output.Axis.Values, result);
            }
        }
    }
}
