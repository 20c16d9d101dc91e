using SpectraPipeline.Numerics.Fitting;

namespace SpectraPipeline.Stages.Exafs;

/// <summary>Ends of a profile-likelihood interval of one variable of a fit: the values at which the least χ² over all others has risen to a limit.</summary>
/// <remarks>
/// D. M. Bates, D. G. Watts, Nonlinear Regression Analysis and Its Applications, Wiley 1988, section 6.1. The limit is t²·Σr²/(N_idp − N_var), t of that many degrees of
/// freedom: the noise is what the residuals say. √Δχ² is nearly straight, so its secants meet the limit in 2 to 4 fits a side, each begun where the last one ended.
/// </remarks>
internal sealed class ModelProfile
{
    private const int MostFits = 14;
    private const double Near = 5e-3;

    private static readonly FitLimits s_limits = new(MaxIterations: 60, Offset: 1e-3, Attempts: 1);

    private double[] _start = [];
    private double[] _lower = [];
    private double[] _upper = [];

    /// <summary>One end.</summary>
    /// <param name="fit">A fit that was run and has converged.</param>
    /// <param name="variable">The variable.</param>
    /// <param name="side">-1 for the lower end, 1 for the upper one.</param>
    /// <param name="limit">Rise of χ² at the end.</param>
    /// <param name="guess">About how far the end is.</param>
    /// <param name="bounds">Narrows bounds of other variables, lower and upper by variable; null for those of the model.</param>
    /// <returns>The end; the bound where χ² stays below the limit up to it; NaN where no end is found.</returns>
    public double End(ModelFit fit, int variable, int side, double limit, double guess, Action<double[], double[]>? bounds = null)
    {
        Begin(fit, bounds);
        double value = fit.Values[variable];
        double room = side > 0 ? fit.Upper[variable] - value : value - fit.Lower[variable];
        if (room <= 0)
            return value;
        (double inner, double innerRise) = (0, 0);
        (double outer, double outerRise) = (double.NaN, double.NaN);
        double distance = Math.Min(guess, room);
        for (int turn = 0; turn < MostFits; turn++)
        {
            double rise = Rise(fit, variable, value + (side * distance), limit);
            if (!double.IsFinite(rise))
                return double.NaN;
            if (Math.Abs(rise - 1) < Near)
                return value + (side * distance / rise);
            if (rise < 1 && distance >= room)
                return side > 0 ? fit.Upper[variable] : fit.Lower[variable];
            if (rise > 1)
                (outer, outerRise) = (distance, rise);
            else
                (inner, innerRise) = (distance, rise);
            distance = double.IsNaN(outer)
                ? Math.Min(room, distance * Math.Clamp(rise > 0 ? 1 / rise : 4, 1.2, 4))
                : inner + ((outer - inner) * Math.Clamp((1 - innerRise) / (outerRise - innerRise), 0.05, 0.95));
        }
        return double.IsNaN(outer) ? double.NaN : value + (side * (inner + ((outer - inner) * (1 - innerRise) / (outerRise - innerRise))));
    }

    private void Begin(ModelFit fit, Action<double[], double[]>? bounds)
    {
        int count = fit.Values.Length;
        if (_start.Length != count)
            (_start, _lower, _upper) = (new double[count], new double[count], new double[count]);
        fit.Values.CopyTo(_start, 0);
        fit.Lower.CopyTo(_lower, 0);
        fit.Upper.CopyTo(_upper, 0);
        bounds?.Invoke(_lower, _upper);
    }

    // √(Δχ²/limit) with the variable held; the next fit begins where this one ends.
    private double Rise(ModelFit fit, int variable, double at, double limit)
    {
        (double lower, double upper) = (_lower[variable], _upper[variable]);
        _start[variable] = _lower[variable] = _upper[variable] = at;
        fit.Fit.Fit(_start, _lower, _upper, s_limits);
        (_lower[variable], _upper[variable]) = (lower, upper);
        fit.Fit.Values[.._start.Length].CopyTo(_start);
        // Weighed as in the fit itself: a worse fit does not make what is known weigh more.
        double squares = fit.Data.Squares + (fit.RestraintWeight * fit.Fit.RestraintSquares);
        return Math.Sqrt(Math.Max(0, squares - fit.Squares) / limit);
    }
}
