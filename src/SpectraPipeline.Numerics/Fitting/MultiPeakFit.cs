namespace SpectraPipeline.Numerics.Fitting;

/// <summary>Fits a sum of peaks of one shape on a polynomial background to spectra that share an axis, with bounds, fixed and tied parameters.</summary>
/// <remarks>
/// Parameters are set once and hold for every spectrum that follows; each fit starts from the same start values, so a result does not depend on the spectra
/// before it. Standard errors: covariance (J'J)⁻¹ conditional on parameters held at bounds, times reduced χ² where no σ is given; they assume
/// independent noise and a model that is right. One object per worker; nothing is allocated per fit. Cost: about 6 evaluations;
/// times in docs/benchmarks.md.
/// </remarks>
public sealed partial class MultiPeakFit
{
    private static readonly FitLimits LinearStep = new(MaxIterations: 1, InitialDamping: 1e-9, Attempts: 1);

    private readonly PeakModel _model;
    private readonly PeakParameterMap _map;
    private readonly BoundedLevenbergMarquardt _minimiser;
    private readonly int _perPeak;
    private readonly double[] _variables;
    private readonly double[] _variableLower;
    private readonly double[] _variableUpper;
    private readonly double[] _inverse;
    private readonly double[] _gram;
    private readonly double[] _gradient;
    private readonly double[] _areaGradient;
    private bool _hasSigma;

    /// <summary>A fit of <paramref name="peakCount"/> bands on a fixed axis.</summary>
    /// <param name="shape">Line shape of all bands.</param>
    /// <param name="peakCount">Number of bands; 0 leaves the background alone.</param>
    /// <param name="backgroundDegree">Degree of the background polynomial, 0 to 3; -1 for none.</param>
    /// <param name="x">Positions of the points, any order, finite.</param>
    public MultiPeakFit(PeakShape shape, int peakCount, int backgroundDegree, ReadOnlySpan<double> x)
    {
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentOutOfRangeException.ThrowIfNegative(peakCount);
        ArgumentOutOfRangeException.ThrowIfLessThan(backgroundDegree, peakCount == 0 ? 0 : -1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(backgroundDegree, 3);
        if (x.Length < 2)
            throw new ArgumentException("A fit needs at least two points.", nameof(x));
        Shape = shape;
        PeakCount = peakCount;
        BackgroundTerms = backgroundDegree + 1;
        _perPeak = shape.ParameterCount;
        _model = new PeakModel(shape, peakCount, BackgroundTerms, x);
        int count = _model.ParameterCount;
        _map = new PeakParameterMap(shape, peakCount, count, _model.Low, _model.High, x.Length);
        _minimiser = new BoundedLevenbergMarquardt(count);
        _variables = new double[count];
        _variableLower = new double[count];
        _variableUpper = new double[count];
        _inverse = new double[count * count];
        _gram = new double[count * count];
        _gradient = new double[count];
        _areaGradient = new double[_perPeak];
    }

    /// <summary>Line shape of all bands.</summary>
    public PeakShape Shape { get; }

    /// <summary>Number of bands.</summary>
    public int PeakCount { get; }

    /// <summary>Number of background coefficients.</summary>
    public int BackgroundTerms { get; }

    /// <summary>Quality of the last fit.</summary>
    public PeakFitQuality Quality { get; private set; }

    /// <summary>All fitted parameters of the last fit: band by band, then the background coefficients of powers of u = -1..1 over the axis.</summary>
    public ReadOnlySpan<double> Parameters => _model.Parameters;

    /// <summary>Start value of a parameter. A height of NaN starts from the linear least-squares heights of the start bands.</summary>
    /// <param name="peak">Band, from 0.</param>
    /// <param name="parameter">Parameter of the shape, from 0.</param>
    /// <param name="value">Start value.</param>
    public void SetStart(int peak, int parameter, double value) => _map.SetStart(peak, parameter, value);

    /// <summary>Bounds of a parameter; equal bounds hold it. By default the center stays on the axis, the width between half a point and twice the axis.</summary>
    /// <param name="peak">Band, from 0.</param>
    /// <param name="parameter">Parameter of the shape, from 0.</param>
    /// <param name="lower">Lower bound, may be -∞.</param>
    /// <param name="upper">Upper bound, may be +∞.</param>
    public void SetBounds(int peak, int parameter, double lower, double upper) => _map.SetBounds(peak, parameter, lower, upper);

    /// <summary>Keeps a parameter at a value.</summary>
    /// <param name="peak">Band, from 0.</param>
    /// <param name="parameter">Parameter of the shape, from 0.</param>
    /// <param name="value">The value.</param>
    public void Fix(int peak, int parameter, double value) => _map.Fix(peak, parameter, value);

    /// <summary>Makes a parameter factor times the same parameter of another band, plus an offset. That band's parameter must not be tied itself.</summary>
    /// <param name="peak">Band, from 0.</param>
    /// <param name="parameter">Parameter of the shape, from 0.</param>
    /// <param name="sourcePeak">The band to follow.</param>
    /// <param name="factor">Factor, not 0.</param>
    /// <param name="offset">Offset.</param>
    public void Tie(int peak, int parameter, int sourcePeak, double factor = 1, double offset = 0) =>
        _map.Tie(peak, parameter, sourcePeak, factor, offset);

    /// <summary>Fits one spectrum.</summary>
    /// <param name="data">Values on the axis of the constructor; may be NaN only where masked.</param>
    /// <param name="sigma">Standard deviations, or empty: equal and unknown.</param>
    /// <param name="use">False at points to leave out, or empty.</param>
    /// <param name="limits">When to stop.</param>
    /// <exception cref="ArgumentException">Lengths disagree, or a start value is missing.</exception>
    public PeakFitQuality Fit(ReadOnlySpan<double> data, ReadOnlySpan<double> sigma, ReadOnlySpan<bool> use, FitLimits limits)
    {
        _limitStates = null;
        _hasSigma = sigma.Length != 0;
        _model.SetData(data, sigma, use);
        if (_map.Prepare(_model, _variables, _variableLower, _variableUpper))
            FitHeights();
        return Solve(limits, evaluations: 0);
    }

    /// <summary>Fits the same spectrum again from other values of the variables.</summary>
    /// <param name="variables">Where it starts.</param>
    /// <param name="limits">When to stop.</param>
    internal PeakFitQuality Continue(ReadOnlySpan<double> variables, FitLimits limits)
    {
        variables.CopyTo(_variables);
        return Solve(limits, Quality.Evaluations);
    }

    private PeakFitQuality Solve(FitLimits limits, int evaluations)
    {
        Span<double> variables = _variables.AsSpan(0, Count);
        FitOutcome outcome = _minimiser.Minimize(
            _model,
            variables,
            _variableLower.AsSpan(0, Count),
            _variableUpper.AsSpan(0, Count),
            limits
        );
        // The last trial may have been a rejected one: products and parameters are wanted at the solution.
        if (!_model.IsAt(variables))
            _model.Evaluate(variables, _gram, _gradient);
        int points = _model.PointCount;
        double reduced = points > Count ? outcome.ChiSquare / (points - Count) : double.NaN;
        if (outcome.End == FitEnd.NotFinite)
            _inverse.AsSpan().Fill(double.NaN);
        else if (!_minimiser.Covariance(_model, variables, _inverse) || points < Count)
            outcome = outcome with { End = FitEnd.Singular, Converged = false };
        NoiseVariance = _hasSigma ? 1 : reduced;
        Quality = new(
            outcome.ChiSquare,
            reduced,
            points,
            Count,
            points * Math.Log(outcome.ChiSquare / points) + Count * Math.Log(points),
            evaluations + outcome.Evaluations,
            outcome.End,
            outcome.Offset,
            outcome.Converged
        );
        return Quality;
    }

    /// <summary>Variance of a point that was used for the standard errors of the last fit: reduced χ², or 1 where σ was given.</summary>
    public double NoiseVariance { get; private set; }

    /// <summary>Variables of the last fit that did not end on a bound.</summary>
    public int FreeVariables
    {
        get
        {
            int free = 0;
            for (int v = 0; v < Count; v++)
                free += _variables[v] > _variableLower[v] && _variables[v] < _variableUpper[v] ? 1 : 0;
            return free;
        }
    }

    /// <summary>A varied parameter of a band ended on one of its bounds.</summary>
    public bool IsAtBound(int peak, int parameter)
    {
        int v = _map.Variable[_map.Index(peak, parameter)];
        return v >= 0 && (_variables[v] == _variableLower[v] || _variables[v] == _variableUpper[v]);
    }

    /// <summary>Band <paramref name="peak"/> of the last fit.</summary>
    public PeakEstimate Peak(int peak)
    {
        int first = _map.Index(peak, 0);
        ReadOnlySpan<double> values = Parameters.Slice(first, _perPeak);
        double area = Shape.Area(values, _areaGradient);
        bool atBound = false;
        for (int k = 0; k < _perPeak; k++)
        {
            atBound |= IsAtBound(peak, k);
        }
        bool hasExtra = _perPeak > PeakShape.Extra;
        return new(
            values[PeakShape.Center],
            StandardError(first + PeakShape.Center),
            values[PeakShape.Height],
            StandardError(first + PeakShape.Height),
            values[PeakShape.FullWidth],
            StandardError(first + PeakShape.FullWidth),
            hasExtra ? values[PeakShape.Extra] : double.NaN,
            hasExtra ? StandardError(first + PeakShape.Extra) : double.NaN,
            area,
            PropagatedError(peak, _areaGradient),
            atBound
        )
        {
            RecordedWidth = Shape.RecordedWidth(values[PeakShape.FullWidth]),
        };
    }

    /// <summary>Covariance of two parameters of the last fit, counted as in <see cref="Parameters"/>; 0 where one is fixed or held.</summary>
    public double Covariance(int a, int b)
    {
        int v = _map.Variable[a];
        int w = _map.Variable[b];
        return v < 0 || w < 0 ? 0 : _map.Factor[a] * _map.Factor[b] * NoiseVariance * _inverse[v * Count + w];
    }

    /// <summary>Standard error of a parameter of the last fit, counted as in <see cref="Parameters"/>; NaN where the fit does not determine it.</summary>
    public double StandardError(int parameter)
    {
        int v = _map.Variable[parameter];
        if (v < 0 || _minimiser.States[v] != VariableState.Free)
            return double.NaN;
        return Math.Sqrt(Covariance(parameter, parameter));
    }

    /// <summary>
    /// Standard error that the height of band <paramref name="peak"/> would have if the band were absent: position and width as fitted, everything
    /// else of the model free. With many degrees of freedom 3.29 times this is Currie's limit of detection (Anal. Chem. 1968, 40, 586, doi:10.1021/ac60259a007; 5 % false positives and negatives).
    /// </summary>
    public double HeightErrorAtZero(int peak)
    {
        int first = _map.Index(peak, 0);
        int height = first + PeakShape.Height;
        Span<double> products = stackalloc double[_model.ParameterCount];
        for (int p = 0; p < products.Length; p++)
            products[p] = _model.Product(height, p);
        return HeightError(products, _model.Product(height, height), (first, first + _perPeak));
    }

    /// <summary>The same for a band that is not in the model.</summary>
    /// <param name="center">Position.</param>
    /// <param name="fullWidth">Full width at half height, above 0.</param>
    /// <param name="fraction">Further parameters of the shape, ignored by shapes without, and where a band's place is taken.</param>
    /// <param name="insteadOf">Band of the model whose place and further parameters it takes, -1 for none.</param>
    public double HeightErrorAtZero(double center, double fullWidth, double fraction, int insteadOf = -1)
    {
        Span<double> band = stackalloc double[_perPeak];
        Span<double> products = stackalloc double[_model.ParameterCount];
        band.Fill(fraction);
        if (insteadOf >= 0)
            Parameters.Slice(_map.Index(insteadOf, 0), _perPeak).CopyTo(band);
        band[PeakShape.Center] = center;
        band[PeakShape.Height] = 1;
        band[PeakShape.FullWidth] = fullWidth;
        double own = _model.Probe(band, products);
        int first = insteadOf < 0 ? 0 : _map.Index(insteadOf, 0);
        return HeightError(products, own, (first, insteadOf < 0 ? 0 : first + _perPeak));
    }

    /// <summary>The fitted curve of the last fit on the axis.</summary>
    /// <param name="model">Receives background and bands.</param>
    /// <param name="background">Receives the background alone; may be empty.</param>
    public void Curve(Span<double> model, Span<double> background) => _model.Curves(model, background);

    /// <summary>Standard error of a quantity that follows from the parameters of a band, with their full covariance; NaN where no free one counts.</summary>
    /// <param name="peak">Band, from 0.</param>
    /// <param name="gradient">∂quantity/∂parameter at the last fit.</param>
    public double PropagatedError(int peak, ReadOnlySpan<double> gradient)
    {
        int first = _map.Index(peak, 0);
        double variance = 0;
        bool any = false;
        for (int a = 0; a < _perPeak; a++)
        {
            int v = _map.Variable[first + a];
            if (v < 0 || gradient[a] == 0 || _minimiser.States[v] != VariableState.Free)
                continue;
            any = true;
            for (int b = 0; b < _perPeak; b++)
            {
                int w = _map.Variable[first + b];
                if (w >= 0 && gradient[b] != 0 && _minimiser.States[w] == VariableState.Free)
                    variance += gradient[a] * gradient[b] * Covariance(first + a, first + b);
            }
        }
        return any ? Math.Sqrt(variance) : double.NaN;
    }

    private int Count => _map.Count;

    private double HeightError(ReadOnlySpan<double> products, double own, (int First, int End) leaveOut) =>
        Math.Sqrt(NoiseVariance / HeightInformation.Of(_model, _map, LimitStates, products, own, leaveOut, _gram));

    // With positions and widths kept, heights and background are linear: one step.
    private void FitHeights()
    {
        Span<double> lower = _variableLower.AsSpan(0, Count);
        Span<double> upper = _variableUpper.AsSpan(0, Count);
        _map.Pin(lower, upper, pinned: true);
        _minimiser.Minimize(_model, _variables.AsSpan(0, Count), lower, upper, LinearStep);
        _map.Pin(lower, upper, pinned: false);
    }
}
