using SpectraPipeline.Numerics.Exafs;
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

/// <summary>Intervals of N and R of the paths of a fit, and upper limits of N. One per worker.</summary>
internal sealed class PathIntervals
{
    /// <summary>Largest σ² that a shell hidden below an upper limit of N is granted, Å²: more than thermal disorder of a bond at room temperature.</summary>
    public const double MostHiddenSigma2 = 0.02;

    private const double Confidence = 0.95;

    private readonly ModelProfile _profile = new();
    private readonly DerivativeStack _stack = new();
    private double[] _probe = [];

    /// <summary>Interval of a parameter of a path.</summary>
    /// <param name="fit">Run and converged.</param>
    /// <param name="path">Index of the path.</param>
    /// <param name="key">Index of the parameter.</param>
    /// <param name="byProfile">False for value ± t·se.</param>
    public PathInterval Of(ModelFit fit, int path, int key, bool byProfile)
    {
        BoundExpression expression = fit.Plan.Parameters[path][key];
        double t = Student.Half95(fit.Statistics.Freedom);
        if (expression.IsNumber || !double.IsFinite(t))
            return PathInterval.None;
        double value = Pick(fit.Estimates[path].Values, key);
        double error = Pick(fit.Estimates[path].Errors, key);
        // A quantity of several variables has no variable of its own to be pinned.
        if (!byProfile || expression.Variables.Count != 1)
            return new(value - (t * error), value + (t * error));
        int variable = expression.Variables[0];
        double low = Ends(fit, variable, -1, t, null);
        double high = Ends(fit, variable, 1, t, null);
        (low, high) = (At(fit, expression, variable, low), At(fit, expression, variable, high));
        return low > high ? new(high, low) : new(low, high);
    }

    /// <summary>Upper limit (95 %, one-sided) of N of a path; NaN where N is not free or nothing limits it.</summary>
    public double Upper(ModelFit fit, int path)
    {
        BoundExpression number = fit.Plan.Parameters[path][ScatteringPath.N];
        double t = Student.Quantile(Confidence, fit.Statistics.Freedom);
        if (number.Variables.Count != 1 || !double.IsFinite(t))
            return double.NaN;
        int variable = number.Variables[0];
        int disorder = fit.Plan.Parameters[path][ScatteringPath.Sigma2].SoleVariable;
        double end = Ends(
            fit,
            variable,
            1,
            t,
            (lower, upper) =>
            {
                if (disorder >= 0)
                    upper[disorder] = Math.Max(lower[disorder], Math.Min(upper[disorder], MostHiddenSigma2));
            }
        );
        double limit = At(fit, number, variable, end);
        return end >= fit.Upper[variable] ? double.NaN : limit;
    }

    /// <summary>The data allow that the path is not there.</summary>
    public static bool AllowsNone(ModelFit fit, int path, in PathInterval interval) =>
        !fit.Plan.Parameters[path][ScatteringPath.N].IsNumber && !(interval.Low > 0.01 * fit.Estimates[path].Values.N);

    private double Ends(ModelFit fit, int variable, int side, double t, Action<double[], double[]>? bounds)
    {
        double scale = fit.Statistics.Scale;
        double error = fit.Errors[variable];
        double guess = error > 0 && double.IsFinite(error) ? t * error : Math.Max(0.1 * Math.Abs(fit.Values[variable]), 0.01);
        return scale > 0 ? _profile.End(fit, variable, side, t * t * scale, guess, bounds) : double.NaN;
    }

    private double At(ModelFit fit, BoundExpression expression, int variable, double value)
    {
        if (double.IsNaN(value))
            return value;
        if (_probe.Length != fit.Values.Length)
            _probe = new double[fit.Values.Length];
        fit.Values.CopyTo(_probe, 0);
        _probe[variable] = value;
        return expression.Evaluate(_probe, _stack, []);
    }

    private static double Pick(in PathParameters parameters, int key) =>
        key switch
        {
            ScatteringPath.N => parameters.N,
            ScatteringPath.DeltaR => parameters.DeltaR,
            ScatteringPath.Sigma2 => parameters.Sigma2,
            _ => throw new ArgumentOutOfRangeException(nameof(key)),
        };
}
