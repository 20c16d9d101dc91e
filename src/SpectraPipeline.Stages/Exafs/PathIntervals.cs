using SpectraPipeline.Numerics.Exafs;
using SpectraPipeline.Numerics.Fitting;
using SpectraPipeline.Numerics.Statistics;

namespace SpectraPipeline.Stages.Exafs;

/// <summary>Interval of a quantity of a path.</summary>
/// <param name="Low">95 %, lower end; NaN where there is none.</param>
/// <param name="High">Upper end.</param>
internal readonly record struct PathInterval(double Low, double High)
{
    /// <summary>Not determined.</summary>
    public static PathInterval None { get; } = new(double.NaN, double.NaN);
}

/// <summary>Intervals of N and R of the paths of a fit, and upper limits of N.</summary>
internal static class PathIntervals
{
    /// <summary>Largest σ² that a shell hidden below an upper limit of N is granted, Å²: more than thermal disorder of a bond at room temperature.</summary>
    public const double MostHiddenSigma2 = 0.02;

    private const double Confidence = 0.95;

    // Of N: what the profile does not tell from 0.
    private const double Nothing = 0.01;

    /// <summary>Interval of a parameter of a path of the last fit.</summary>
    /// <param name="fit">Converged.</param>
    /// <param name="path">Index of the path.</param>
    /// <param name="key">Index of the parameter.</param>
    /// <param name="byProfile">False for value ± t·se.</param>
    public static PathInterval Of(ModelFit fit, int path, int key, bool byProfile)
    {
        if (fit.Plan.Parameters[path][key].IsNumber)
            return PathInterval.None;
        if (byProfile)
        {
            PathQuantity quantity = fit.Quantity(path, key);
            return fit.Plan.Parameters[path][key].Variables is [var only] && OfVariable(fit, quantity, only) is { } shared
                ? shared
                : Ends(fit.Intervals.Of(quantity));
        }
        double half = Student.Half95(fit.Intervals.Errors.Freedom) * fit.TotalError(path, key);
        double value = fit.Fit.Path(0, path).Values[key];
        return new(value - half, value + half);
    }

    // Paths share variables, as all of a shell share its shift: what rises or falls with one variable alone has the ends of that one's interval.
    private static PathInterval? OfVariable(ModelFit fit, PathQuantity quantity, int variable)
    {
        PathInterval own = Ends(fit.Profile(variable));
        (_, double slope) = fit.At(quantity, variable, fit.Fit.Values[variable]);
        (double low, double lowSlope) = fit.At(quantity, variable, own.Low);
        (double high, double highSlope) = fit.At(quantity, variable, own.High);
        bool isStraight = slope != 0 && !(lowSlope * slope <= 0) && !(highSlope * slope <= 0);
        return !isStraight ? null
            : slope > 0 ? new(low, high)
            : new(high, low);
    }

    private static PathInterval Ends(in QuantityInterval interval) => new(interval.Low, interval.High);

    /// <summary>Upper limit (95 %, one-sided) of N of a path; NaN where N is not free or nothing limits it.</summary>
    public static double Upper(ModelFit fit, int path) =>
        fit.Intervals.Of(fit.Quantity(path, ScatteringPath.N), Confidence) is { HighEnd: IntervalEnd.Closed, High: var high }
            ? high
            : double.NaN;

    /// <summary>The data allow that the path is not there.</summary>
    public static bool AllowsNone(ModelFit fit, int path, in PathInterval interval) =>
        !fit.Plan.Parameters[path][ScatteringPath.N].IsNumber && !(interval.Low > Nothing * fit.Fit.Path(0, path).Values.N);
}
