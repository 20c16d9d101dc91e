namespace SpectraPipeline.Numerics.Fitting;

// What a fit of a whole series needs of the fit of one frame.
public sealed partial class MultiPeakFit
{
    // It sets the states and evaluates the model where it is.
    private static readonly FitLimits s_nothing = new(MaxIterations: 0, Attempts: 1);

    private VariableState[]? _limitStates;

    /// <summary>Variance of a variable of the last fit; NaN where it is not free.</summary>
    internal double VariableVariance(int v) =>
        _minimiser.States[v] == VariableState.Free ? NoiseVariance * _inverse[(v * Count) + v] : double.NaN;

    /// <summary>The curve is linear in the variable: heights and background.</summary>
    internal bool IsLinear(int variable)
    {
        for (int p = 0; p < PeakCount * _perPeak; p++)
            if (_map.Variable[p] == variable)
                return p % _perPeak == PeakShape.Height;
        return true;
    }

    /// <summary>Start values of all parameters of the bands; NaN where there is none.</summary>
    internal double[] StartOfBands()
    {
        double[] starts = new double[PeakCount * _perPeak];
        bool missing = _map.Prepare(_model, _variables, _variableLower, _variableUpper);
        for (int p = 0; p < starts.Length; p++)
            starts[p] = _map.Variable[p] < 0 || missing && p % _perPeak == PeakShape.Height ? double.NaN : _variables[_map.Variable[p]];
        return starts;
    }

    // Position and width that other frames determine are as good as known where a detection limit is asked for.
    internal ReadOnlySpan<VariableState> LimitStates => _limitStates is null ? _minimiser.States : _limitStates.AsSpan(0, Count);

    /// <summary>Takes the solution of a series fit for one frame as if it were the last fit, so that bands, errors and limits can be read off.</summary>
    /// <param name="data">The frame.</param>
    /// <param name="sigma">Its standard deviations, or empty.</param>
    /// <param name="use">Its mask, or empty.</param>
    /// <param name="solution">What the series fit found for it.</param>
    internal PeakFitQuality Adopt(
        ReadOnlySpan<double> data,
        ReadOnlySpan<double> sigma,
        ReadOnlySpan<bool> use,
        in SeriesFrameSolution solution
    )
    {
        _model.SetData(data, sigma, use);
        _map.Prepare(_model, _variables, _variableLower, _variableUpper);
        Span<double> variables = _variables.AsSpan(0, Count);
        solution.Variables.CopyTo(variables);
        Span<double> lower = stackalloc double[Count];
        Span<double> upper = stackalloc double[Count];
        _limitStates ??= new VariableState[_variables.Length];
        for (int v = 0; v < Count; v++)
        {
            bool held = solution.States[v] == VariableState.Held;
            lower[v] = held ? variables[v] : double.NegativeInfinity;
            upper[v] = held ? variables[v] : double.PositiveInfinity;
            _limitStates[v] = solution.IsLocal[v] ? solution.States[v] : VariableState.Held;
        }
        FitOutcome outcome = _minimiser.Minimize(_model, variables, lower, upper, s_nothing);
        int points = _model.PointCount;
        int own = 0;
        foreach (bool local in solution.IsLocal)
            own += local ? 1 : 0;
        double reduced = points > own ? outcome.ChiSquare / (points - own) : double.NaN;
        NoiseVariance = sigma.Length == 0 ? reduced : 1;
        for (int i = 0; i < Count * Count; i++)
            _inverse[i] = solution.Covariance[i] / NoiseVariance;
        Quality = new(
            outcome.ChiSquare,
            reduced,
            points,
            own,
            points * Math.Log(outcome.ChiSquare / points) + own * Math.Log(points),
            solution.Evaluations,
            solution.End,
            solution.Offset,
            solution.Converged
        );
        return Quality;
    }
}

/// <summary>What a series fit found for one frame, in the variables of the fit of a frame.</summary>
/// <param name="Variables">Values.</param>
/// <param name="Covariance">Their covariance, globals and all, in squared units of the variables.</param>
/// <param name="States">Free, held or without influence.</param>
/// <param name="IsLocal">The variable belongs to this frame alone.</param>
/// <param name="Evaluations">Evaluations of the frame.</param>
/// <param name="End">Why the series fit ended.</param>
/// <param name="Offset">Distance to its minimum in standard errors.</param>
/// <param name="Converged">It converged.</param>
internal readonly record struct SeriesFrameSolution(
    double[] Variables,
    double[] Covariance,
    VariableState[] States,
    bool[] IsLocal,
    int Evaluations,
    FitEnd End,
    double Offset,
    bool Converged
);
