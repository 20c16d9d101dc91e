namespace SpectraPipeline.Numerics.Fitting;

/// <summary>How two overlapping bands are arranged anew before a fit is tried from there.</summary>
public enum Rearrangement
{
    /// <summary>Both take the mean width, half of the common area, and a quarter of a width to each side of the common center.</summary>
    Alike,

    /// <summary>Each takes width and height of the other: the broad one under the narrow one on the other side.</summary>
    Exchanged,
}

/// <summary>Looks for another minimum of the last fit of a <see cref="MultiPeakFit"/>: two overlapping bands often describe the data as well in another arrangement, which no interval about the first knows.</summary>
/// <remarks>One fit a call, about 10 evaluations. Call <see cref="Restore"/> after the last one, before anything else is asked of the fitter.</remarks>
public sealed class RivalMinimum
{
    private static readonly FitLimits s_limits = new(MaxIterations: 60, Offset: 1e-2);

    private readonly MultiPeakFit _fitter;
    private readonly BoundedLevenbergMarquardt _minimiser;
    private readonly double[] _variables;
    private readonly double[] _gram;
    private readonly double[] _gradient;
    private readonly int _perPeak;

    /// <summary>For one fitter.</summary>
    public RivalMinimum(MultiPeakFit fitter)
    {
        ArgumentNullException.ThrowIfNull(fitter);
        _fitter = fitter;
        _perPeak = fitter.Shape.ParameterCount;
        int count = fitter.Model.ParameterCount;
        _minimiser = new BoundedLevenbergMarquardt(count);
        (_variables, _gram, _gradient) = (new double[count], new double[count * count], new double[count]);
    }

    /// <summary>Fits from another arrangement of two bands; returns χ² there.</summary>
    /// <param name="a">A band, from 0.</param>
    /// <param name="b">One that overlaps with it.</param>
    /// <param name="how">Where to start.</param>
    public double Search(int a, int b, Rearrangement how)
    {
        Span<double> variables = _variables.AsSpan(0, _fitter.Variables.Length);
        _fitter.Variables.CopyTo(variables);
        ReadOnlySpan<double> one = _fitter.Parameters.Slice(a * _perPeak, _perPeak);
        ReadOnlySpan<double> other = _fitter.Parameters.Slice(b * _perPeak, _perPeak);
        (double center, double height, double width) = (one[PeakShape.Center], one[PeakShape.Height], one[PeakShape.FullWidth]);
        (double center2, double height2, double width2) = (other[PeakShape.Center], other[PeakShape.Height], other[PeakShape.FullWidth]);
        if (how == Rearrangement.Exchanged)
        {
            Move(a, center, height2, width2);
            Move(b, center2, height, width);
        }
        else
        {
            double mean = Math.Sqrt(width * width2);
            (double area, double area2) = (height * width, height2 * width2);
            double sum = Math.Abs(area) + Math.Abs(area2);
            double middle = sum > 0 ? ((Math.Abs(area) * center) + (Math.Abs(area2) * center2)) / sum : (center + center2) / 2;
            double side = (center < center2 ? 1 : -1) * mean / 4;
            Move(a, middle - side, (area + area2) / (2 * mean), mean);
            Move(b, middle + side, (area + area2) / (2 * mean), mean);
        }
        FitOutcome outcome = _minimiser.Minimize(_fitter.Model, variables, _fitter.VariableLower, _fitter.VariableUpper, s_limits);
        if (!_fitter.Model.IsAt(variables))
            _fitter.Model.Evaluate(variables, _gram.AsSpan(0, variables.Length * variables.Length), _gradient);
        return outcome.ChiSquare;
    }

    /// <summary>A parameter of a band at the minimum that was found, or its area.</summary>
    public double Value(int peak, int parameter)
    {
        ReadOnlySpan<double> band = _fitter.Model.Parameters.Slice(peak * _perPeak, _perPeak);
        return parameter == ProfileInterval.Area ? _fitter.Shape.Area(band) : band[parameter];
    }

    /// <summary>Makes the minimum of the last search, followed to its end, the solution of the fitter.</summary>
    /// <param name="limits">When to stop.</param>
    public PeakFitQuality Adopt(FitLimits limits) => _fitter.Continue(_variables.AsSpan(0, _fitter.Variables.Length), limits);

    /// <summary>Brings the fitter back to its solution.</summary>
    public void Restore()
    {
        int count = _fitter.Variables.Length;
        _fitter.Model.Evaluate(_fitter.Variables, _gram.AsSpan(0, count * count), _gradient.AsSpan(0, count));
    }

    private void Move(int peak, double center, double height, double width)
    {
        Move(peak, PeakShape.Center, center);
        Move(peak, PeakShape.Height, height);
        Move(peak, PeakShape.FullWidth, width);
    }

    // A fixed parameter stays, a tied one goes with what it follows.
    private void Move(int peak, int parameter, double value)
    {
        int p = (peak * _perPeak) + parameter;
        if (_fitter.Map.Variable[p] is var v and >= 0)
            _variables[v] = _fitter.Variables[v] + ((value - _fitter.Parameters[p]) / _fitter.Map.Factor[p]);
    }
}
