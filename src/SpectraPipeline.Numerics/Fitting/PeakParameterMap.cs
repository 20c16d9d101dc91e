namespace SpectraPipeline.Numerics.Fitting;

/// <summary>Start values, bounds, fixed and tied parameters of a multi-peak fit, and how they map to the variables of the minimiser.</summary>
internal sealed class PeakParameterMap
{
    private readonly PeakShape _shape;
    private readonly int _perPeak;
    private readonly int _peakParameters;
    private readonly double[] _start;
    private readonly double[] _lower;
    private readonly double[] _upper;
    private readonly int[] _source;
    private readonly int[] _variable;
    private readonly double[] _factor;
    private readonly double[] _offset;
    private bool _mapped;

    public PeakParameterMap(PeakShape shape, int peakCount, int count, double low, double high, int points)
    {
        _shape = shape;
        _perPeak = shape.ParameterCount;
        _peakParameters = peakCount * _perPeak;
        _start = new double[count];
        _lower = new double[count];
        _upper = new double[count];
        _source = new int[count];
        _variable = new int[count];
        _factor = new double[count];
        _offset = new double[count];
        SetDefaults(low, high, points);
    }

    /// <summary>Number of variables, known after <see cref="Prepare"/>.</summary>
    public int Count { get; private set; }

    /// <summary>Variable of each parameter, -1 where fixed.</summary>
    public ReadOnlySpan<int> Variable => _variable;

    /// <summary>Parameter = factor · variable + offset.</summary>
    public ReadOnlySpan<double> Factor => _factor;

    /// <summary>Offset of a parameter from factor · variable.</summary>
    public double OffsetOf(int parameter) => _offset[parameter];

    public int Index(int peak, int parameter)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(peak);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(peak, _peakParameters / _perPeak);
        ArgumentOutOfRangeException.ThrowIfNegative(parameter);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(parameter, _perPeak);
        return peak * _perPeak + parameter;
    }

    /// <summary>The parameter follows that of another band.</summary>
    public bool IsTied(int parameter) => _source[parameter] >= 0 && _source[parameter] != parameter;

    public bool IsTied(int peak, int parameter) => IsTied(Index(peak, parameter));

    public void SetStart(int peak, int parameter, double value) => _start[Index(peak, parameter)] = value;

    public void SetBounds(int peak, int parameter, double lower, double upper)
    {
        int index = Index(peak, parameter);
        if (!(lower <= upper))
            throw new ArgumentException(
                $"Bounds {lower}..{upper} of {_shape.Parameters[parameter].Name} of band {peak + 1} are in the wrong order.",
                nameof(lower)
            );
        if (parameter == PeakShape.FullWidth && lower <= 0)
            throw new ArgumentException($"The width of band {peak + 1} needs a lower bound above 0.", nameof(lower));
        _lower[index] = lower;
        _upper[index] = upper;
    }

    public void Fix(int peak, int parameter, double value)
    {
        int index = Index(peak, parameter);
        _source[index] = -1;
        _offset[index] = value;
        _mapped = false;
    }

    public void Tie(int peak, int parameter, int sourcePeak, double factor = 1, double offset = 0)
    {
        int index = Index(peak, parameter);
        int source = Index(sourcePeak, parameter);
        if (source == index || _source[source] >= 0 && _source[source] != source || factor == 0 || !double.IsFinite(factor))
            throw new ArgumentException(
                $"{_shape.Parameters[parameter].Name} of band {peak + 1} cannot follow band {sourcePeak + 1}: that one follows another, or the factor is {factor}.",
                nameof(sourcePeak)
            );
        _source[index] = source;
        _factor[index] = factor;
        _offset[index] = offset;
        _mapped = false;
    }

    /// <summary>Tells the model the map when it has changed, and writes start values and bounds of the variables; true when a height has no start.</summary>
    public bool Prepare(PeakModel model, Span<double> variables, Span<double> lower, Span<double> upper)
    {
        if (!_mapped)
        {
            Build();
            model.Map(Count, _variable, _factor, _offset);
            _mapped = true;
        }
        bool heightsMissing = false;
        for (int p = 0; p < _start.Length; p++)
        {
            if (_source[p] != p)
                continue;
            bool missing = double.IsNaN(_start[p]);
            if (missing && !(p < _peakParameters && p % _perPeak == PeakShape.Height))
                throw new ArgumentException($"{_shape.Parameters[p % _perPeak].Name} of band {p / _perPeak + 1} has no start value.");
            heightsMissing |= missing;
            int v = _variable[p];
            variables[v] = missing ? Math.Clamp(0, _lower[p], _upper[p]) : _start[p];
            lower[v] = _lower[p];
            upper[v] = _upper[p];
        }
        return heightsMissing;
    }

    /// <summary>Bounds that leave free only background and heights without start value, or the bounds that were set.</summary>
    public void Pin(Span<double> lower, Span<double> upper, bool pinned)
    {
        for (int p = 0; p < _peakParameters; p++)
        {
            if (_source[p] != p)
                continue;
            int v = _variable[p];
            bool linear = p % _perPeak == PeakShape.Height && double.IsNaN(_start[p]);
            if (pinned && !linear)
                lower[v] = upper[v] = Math.Clamp(_start[p], _lower[p], _upper[p]);
            else
                (lower[v], upper[v]) = (_lower[p], _upper[p]);
        }
    }

    private void Build()
    {
        Count = 0;
        for (int p = 0; p < _source.Length; p++)
            _variable[p] = _source[p] == p ? Count++ : -1;
        for (int p = 0; p < _source.Length; p++)
        {
            int source = _source[p];
            if (source < 0 || source == p)
                continue;
            // Following a fixed parameter means being fixed too.
            if (_source[source] < 0)
                (_source[p], _offset[p]) = (-1, _factor[p] * _offset[source] + _offset[p]);
            else
                _variable[p] = _variable[source];
        }
        if (Count == 0)
            throw new ArgumentException("Nothing is free to be fitted.");
    }

    private void SetDefaults(double low, double high, int points)
    {
        double range = high - low;
        for (int p = 0; p < _start.Length; p++)
        {
            _source[p] = p;
            _factor[p] = 1;
            if (p >= _peakParameters)
            {
                (_lower[p], _upper[p]) = (double.NegativeInfinity, double.PositiveInfinity);
                continue;
            }
            PeakParameter parameter = _shape.Parameters[p % _perPeak];
            _start[p] = parameter.Start;
            (_lower[p], _upper[p]) = (p % _perPeak) switch
            {
                PeakShape.Center => (low, high),
                PeakShape.FullWidth => (0.5 * range / (points - 1), 2 * range),
                _ => (parameter.UsualLower, parameter.UsualUpper),
            };
        }
    }
}
