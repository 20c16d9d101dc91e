using SpectraPipeline.Numerics.LinearAlgebra;

namespace SpectraPipeline.Numerics.Baselines.Joint;

/// <summary>Bands and baseline of one spectrum fitted together, and what the data say for the result: its marginal likelihood.</summary>
/// <remarks>
/// y = b + Σ bands + noise, in units of the noise. b is a penalised spline (a Gaussian prior with λ), eliminated exactly; the bands are pseudo-Voigts, refined by damped
/// Gauss-Newton steps on what is left (variable projection: G. H. Golub, V. Pereyra, SIAM J. Numer. Anal. 10 (1973) 413, doi:10.1137/0710036).
/// λ maximises the restricted likelihood (H. D. Patterson, R. Thompson, Biometrika 58 (1971) 545, doi:10.1093/biomet/58.3.545), the noise with a prior on the value measured
/// from second differences. Real bands are no exact pseudo-Voigts: points count 1/(1 + (κs)²), s the bands there, κ from the residuals.
/// Different sets of bands and different λ are compared by the likelihood with all parameters integrated out (Laplace).
/// </remarks>
internal sealed class JointFit
{
    public const int MostBands = 40;
    private const int Each = 4; // parameters a band
    private const double NoisePrior = 0.5; // the measured noise counts as half as many points as there are
    private const double LeastMisfit = 0.003,
        MostMisfit = 0.03,
        FirstMisfit = 0.02; // κ: error of a band's shape as a share of its height
    private const double LowestLogLambda = -3,
        HighestLogLambda = 8.5;
    private const int LambdaSteps = 24;

    private readonly double[] _position;
    private readonly double[] _use; // 1 where a point counts, else 0
    private readonly double[] _weights;
    private readonly double[] _rest; // y − bands
    private readonly double[] _weighted;
    private readonly double[] _columns; // derivatives by band parameters, one after the other
    private readonly int[] _starts = new int[MostBands];
    private readonly int[] _ends = new int[MostBands];
    private readonly double[] _projected; // D^(-1/2) L⁻¹ B′W J
    private readonly double[] _hessian = new double[Each * Each * MostBands * MostBands];
    private readonly double[] _damped = new double[Each * Each * MostBands * MostBands];
    private readonly double[] _gradient = new double[Each * MostBands];
    private readonly double[] _step = new double[Each * MostBands];
    private readonly double[] _right;
    private readonly double[] _coefficients;
    private readonly BandList _before = new(MostBands);
    private readonly ShapePrior _shape = new(MostBands);
    private int _used;
    private double _misfit;
    private double _logHessian;
    private double _reach; // range of the spectrum: how far a free polynomial may go

    public JointFit(double[] position, PenalizedSpline spline)
    {
        (_position, Spline) = (position, spline);
        int n = position.Length;
        (_use, _weights, _rest, _weighted) = (new double[n], new double[n], new double[n], new double[n]);
        (Bands, Curve, Baseline) = (new BandList(MostBands), new double[n], new double[n]);
        _columns = new double[(long)Each * MostBands * n];
        _projected = new double[Each * MostBands * spline.Count];
        (_right, _coefficients) = (new double[spline.Count], new double[spline.Count]);
        Values = new double[n];
    }

    public PenalizedSpline Spline { get; }

    /// <summary>The spectrum in units of the noise.</summary>
    public double[] Values { get; }

    public BandList Bands { get; }

    /// <summary>Sum of the bands.</summary>
    public double[] Curve { get; }

    public double[] Baseline { get; }

    public ReadOnlySpan<double> Weights => _weights;

    public double LogLambda { get; private set; }

    /// <summary>Variance of the residual, 1 when the measured noise is right.</summary>
    public double Variance { get; private set; } = 1;

    /// <summary>−2 ln of the marginal likelihood, up to a constant; the lower the better.</summary>
    public double Evidence { get; private set; }

    /// <summary>Lorentzian part of the well-determined bands.</summary>
    public double UsualFraction => _shape.Mean;

    /// <summary>How far bands are expected to differ from it.</summary>
    public double FractionSpread => _shape.Spread;

    /// <summary>Widest band.</summary>
    public double Widest { get; set; } = 0.065;

    /// <summary>Bands of both signs.</summary>
    public bool Signed { get; set; }

    /// <summary>λ is not chosen but this one, log₁₀; NaN: chosen.</summary>
    public double FixedLogLambda { get; set; } = double.NaN;

    /// <summary>A new spectrum, with no bands.</summary>
    public void Begin(ReadOnlySpan<bool> use)
    {
        _used = 0;
        for (int i = 0; i < _use.Length; i++)
        {
            bool counts = use.IsEmpty || use[i];
            _use[i] = counts ? 1 : 0;
            _used += counts ? 1 : 0;
        }
        Bands.Clear();
        // Nothing of the spectrum before may act on this one.
        _shape.Measure(Bands);
        (_misfit, _logHessian, Variance, Evidence, LogLambda) = (FirstMisfit, 0, 1, 0, 0);
        Array.Clear(Curve);
        _use.CopyTo(_weights, 0);
        double low = double.PositiveInfinity,
            high = double.NegativeInfinity;
        foreach (double value in Values)
            (low, high) = (Math.Min(low, value), Math.Max(high, value));
        _reach = Math.Max(high - low, 1);
    }

    /// <summary>Baseline for the bands as they are.</summary>
    public void FitBaseline(double floor)
    {
        Bands.Sum(_position, Curve);
        SetWeights();
        TakeBandsOff();
        ChooseLambda(floor);
        Solve(evaluate: true);
    }

    /// <summary>y − bands − baseline.</summary>
    public void Residual(Span<double> residual)
    {
        for (int i = 0; i < residual.Length; i++)
            residual[i] = Values[i] - Curve[i] - Baseline[i];
    }

    /// <summary>Refines bands, baseline, λ and weights in turn; then takes the evidence.</summary>
    public void Refine(double floor, int steps)
    {
        FitBaseline(floor);
        for (int k = 0; k < steps && Bands.Count > 0; k++)
        {
            if (k > 0 && k % 2 == 0)
            {
                MeasureMisfit();
                SetWeights();
                ChooseLambda(floor);
            }
            double before = Step(out double after);
            if (k % 2 == 1 && before - after < 1e-3)
                break;
        }
        TakeEvidence();
    }

    /// <summary>Points where bands and baseline miss the data by more than noise count less: an unknown band, a line shape of its own.</summary>
    public void DoubtMisfits()
    {
        const int Half = 4;
        const double Limit = 3;
        Residual(_weighted);
        for (int i = 0; i < _weighted.Length; i++)
        {
            int first = Math.Max(0, i - Half),
                end = Math.Min(_weighted.Length, i + Half + 1);
            double sum = 0;
            for (int j = first; j < end; j++)
                sum += _weighted[j];
            double square = sum * sum / (end - first);
            if (square > Limit * Limit)
                _weights[i] /= 1 + square - Limit * Limit;
        }
    }

    /// <summary>Baseline with the weights as they are, no bands moved.</summary>
    public void Settle(double floor)
    {
        TakeBandsOff();
        ChooseLambda(floor);
        Solve(evaluate: true);
    }

    private void TakeBandsOff()
    {
        for (int i = 0; i < _rest.Length; i++)
            _rest[i] = Values[i] - Curve[i];
    }

    private void SetWeights()
    {
        double k2 = _misfit * _misfit;
        for (int i = 0; i < _weights.Length; i++)
            _weights[i] = _use[i] / (1 + k2 * Curve[i] * Curve[i]);
    }

    /// <summary>κ² = Σ w²s²(e² − σ²) / Σ w²s⁴ over points where bands stand above the noise.</summary>
    private void MeasureMisfit()
    {
        double above = 0,
            below = 0;
        for (int i = 0; i < _weights.Length; i++)
        {
            double square = Curve[i] * Curve[i];
            if (square < 25)
                continue;
            double e = _rest[i] - Baseline[i],
                scaled = _weights[i] * _weights[i] * square;
            above += scaled * (e * e - Variance);
            below += scaled * square;
        }
        _misfit = below > 0 ? Math.Sqrt(Math.Clamp(above / below, LeastMisfit * LeastMisfit, MostMisfit * MostMisfit)) : FirstMisfit;
    }

    private double FreePoints => Math.Max(5, _used - Each * Bands.Count - Spline.Order);

    /// <summary>Weighted squares that the baseline leaves, λ Σ(Δᵈc)² included.</summary>
    private double Left()
    {
        double left = 0;
        for (int i = 0; i < _rest.Length; i++)
            left += _weights[i] * _rest[i] * _rest[i];
        return Math.Max(left - Products.Dot(_coefficients, _right), 0);
    }

    private void Prepare()
    {
        Spline.Weigh(_weights);
        for (int i = 0; i < _rest.Length; i++)
            _weighted[i] = _weights[i] * _rest[i];
        Spline.Project(_weighted, 0, _right);
    }

    /// <summary>λ of the largest restricted likelihood on a grid, refined by a parabola.</summary>
    private void ChooseLambda(double floor)
    {
        Prepare();
        if (!double.IsNaN(FixedLogLambda))
        {
            LogLambda = Math.Max(FixedLogLambda, floor);
            return;
        }
        const double Step = (HighestLogLambda - LowestLogLambda) / (LambdaSteps - 1);
        Span<double> criterion = stackalloc double[LambdaSteps];
        int best = -1;
        int from = Math.Clamp((int)Math.Ceiling((floor - LowestLogLambda) / Step), 0, LambdaSteps - 1);
        for (int k = from; k < LambdaSteps; k++)
        {
            criterion[k] = Restricted(LowestLogLambda + k * Step);
            if (best < 0 || criterion[k] < criterion[best])
                best = k;
        }
        double shift = 0;
        if (best > from && best < LambdaSteps - 1)
        {
            double bend = criterion[best - 1] - 2 * criterion[best] + criterion[best + 1];
            shift = bend > 0 ? Math.Clamp(0.5 * (criterion[best - 1] - criterion[best + 1]) / bend, -0.5, 0.5) : 0;
        }
        LogLambda = Math.Max(LowestLogLambda + (best + shift) * Step, floor);
    }

    private double Restricted(double logLambda)
    {
        Spline.Factorize(Math.Pow(10, logLambda));
        _right.CopyTo(_coefficients, 0);
        Spline.Solve(_coefficients);
        double free = FreePoints;
        return (1 + NoisePrior) * free * Math.Log((Left() + NoisePrior * free) / ((1 + NoisePrior) * free))
            + Spline.LogDeterminant
            - (Spline.Count - Spline.Order) * logLambda * Math.Log(10);
    }

    private double Solve(bool evaluate)
    {
        Spline.Factorize(Math.Pow(10, LogLambda));
        _right.CopyTo(_coefficients, 0);
        Spline.Solve(_coefficients);
        double left = Left();
        Variance = Math.Max(left / FreePoints, 0.3);
        if (evaluate)
            Spline.Evaluate(_coefficients, Baseline);
        return left;
    }

    /// <summary>One damped Gauss-Newton step of all bands; λ and weights stay.</summary>
    private double Step(out double after)
    {
        Prepare();
        double before = Solve(evaluate: true) + PriorSquares();
        Differentiate();
        FormHessian();
        int size = Each * Bands.Count;
        _before.CopyFrom(Bands);
        double damping = 1e-3;
        bool better = false;
        after = before;
        for (int attempt = 0; attempt < 4; attempt++)
        {
            _hessian.AsSpan(0, size * size).CopyTo(_damped);
            for (int a = 0; a < size; a++)
                _damped[a * size + a] *= 1 + damping;
            _gradient.AsSpan(0, size).CopyTo(_step);
            damping = 20 * damping + 1e-2;
            if (!LowerFactor.Factorize(_damped, size))
                continue;
            LowerFactor.SolveLower(_damped, size, _step);
            LowerFactor.SolveUpper(_damped, size, _step);
            Move();
            Bands.Sum(_position, Curve);
            TakeBandsOff();
            for (int i = 0; i < _rest.Length; i++)
                _weighted[i] = _weights[i] * _rest[i];
            Spline.Project(_weighted, 0, _right);
            after = Solve(evaluate: false) + PriorSquares();
            better = after <= before + 1e-9;
            if (better)
                break;
            Bands.CopyFrom(_before);
        }
        if (!better)
        {
            Bands.Sum(_position, Curve);
            TakeBandsOff();
            Prepare();
            after = Solve(evaluate: false) + PriorSquares();
        }
        Spline.Evaluate(_coefficients, Baseline);
        Weigh(size);
        return before;
    }

    private void Move()
    {
        for (int k = 0; k < Bands.Count; k++)
        {
            ref JointBand band = ref Bands[k];
            ref JointBand old = ref _before[k];
            band.Height = old.Height + _step[Each * k];
            band.Center = Math.Clamp(old.Center + old.Fwhm * Math.Clamp(_step[Each * k + 1], -0.4, 0.4), -0.005, 1.005);
            band.Fwhm = Math.Min(old.Fwhm * Math.Exp(Math.Clamp(_step[Each * k + 2], -0.4, 0.4)), Widest);
            band.Fraction = Math.Clamp(old.Fraction + Math.Clamp(_step[Each * k + 3], -0.4, 0.4), 0, 1);
        }
    }

    /// <summary>Derivatives by height, centre / width, ln width and Lorentzian part.</summary>
    private void Differentiate()
    {
        int n = _position.Length;
        for (int k = 0; k < Bands.Count; k++)
        {
            JointBand band = Bands[k];
            // A Gaussian ends soon; the tails of a Lorentzian are followed to 12 widths.
            double reach = band.Fwhm * (3 + 9 * Math.Min(1, band.Fraction / 0.1));
            (int first, int end) = BandList.PointsWithin(_position, band.Center, reach);
            (_starts[k], _ends[k]) = (first, end);
            Span<double> height = _columns.AsSpan(Each * k * n, n),
                center = _columns.AsSpan((Each * k + 1) * n, n),
                width = _columns.AsSpan((Each * k + 2) * n, n),
                fraction = _columns.AsSpan((Each * k + 3) * n, n);
            double scale = 2 / band.Fwhm;
            for (int i = first; i < end; i++)
            {
                double z = (_position[i] - band.Center) * scale,
                    square = z * z,
                    lorentz = 1 / (1 + square),
                    gauss = square < 34 ? Math.Exp(-BandList.Ln2 * square) : 0;
                double slope = -2 * z * (lorentz * lorentz * band.Fraction + BandList.Ln2 * gauss * (1 - band.Fraction));
                height[i] = band.Fraction * lorentz + (1 - band.Fraction) * gauss;
                center[i] = -2 * band.Height * slope;
                width[i] = -z * band.Height * slope;
                fraction[i] = band.Height * (lorentz - gauss);
            }
        }
    }

    /// <summary>J′MJ and J′We with the priors, M what the baseline leaves free.</summary>
    private void FormHessian()
    {
        int size = Each * Bands.Count,
            n = _position.Length,
            count = Spline.Count;
        // Residuals times weights; kept in _rest's place until the step is taken.
        for (int i = 0; i < n; i++)
            _rest[i] = _weights[i] * (_rest[i] - Baseline[i]);
        for (int a = 0; a < size; a++)
        {
            int first = _starts[a / Each],
                end = _ends[a / Each];
            ReadOnlySpan<double> column = _columns.AsSpan(a * n + first, end - first);
            Span<double> weighted = _weighted.AsSpan(first, end - first);
            for (int i = 0; i < weighted.Length; i++)
                weighted[i] = column[i] * _weights[first + i];
            Span<double> projected = _projected.AsSpan(a * count, count);
            Spline.Project(weighted, first, projected);
            Spline.Forward(projected);
            for (int i = 0; i < count; i++)
                projected[i] *= Math.Sqrt(Spline.InversePivot(i));
            _gradient[a] = Products.Dot(column, _rest.AsSpan(first, end - first));
            for (int b = 0; b <= a; b++)
            {
                int from = Math.Max(first, _starts[b / Each]),
                    to = Math.Min(end, _ends[b / Each]);
                double sum = to > from ? Products.Dot(_weighted.AsSpan(from, to - from), _columns.AsSpan(b * n + from, to - from)) : 0;
                _hessian[a * size + b] = sum - Products.Dot(projected, _projected.AsSpan(b * count, count));
            }
        }
        _shape.Measure(Bands);
        for (int k = 0; k < Bands.Count; k++)
        {
            JointBand band = Bands[k];
            _hessian[Each * k * size + Each * k] += 1e-6;
            Prior(size, Each * k + 1, (band.Center - band.FoundCenter) / band.Fwhm, CenterSpread);
            Prior(size, Each * k + 2, Math.Log(band.Fwhm / band.FoundFwhm), WidthSpread);
            Prior(size, Each * k + 3, band.Fraction - _shape.Mean, _shape.Spread);
        }
    }

    private const double CenterSpread = 0.3,
        WidthSpread = 0.7;

    private void Prior(int size, int parameter, double deviation, double spread)
    {
        _hessian[parameter * size + parameter] += 1 / (spread * spread);
        _gradient[parameter] -= deviation / (spread * spread);
    }

    private double PriorSquares()
    {
        double sum = 0;
        for (int k = 0; k < Bands.Count; k++)
        {
            JointBand band = Bands[k];
            double center = (band.Center - band.FoundCenter) / band.Fwhm / CenterSpread,
                width = Math.Log(band.Fwhm / band.FoundFwhm) / WidthSpread,
                fraction = (band.Fraction - _shape.Mean) / _shape.Spread;
            sum += center * center + width * width + fraction * fraction;
        }
        return sum;
    }

    /// <summary>ln det of the Hessian and, for each band, (height / standard error)².</summary>
    private void Weigh(int size)
    {
        _hessian.AsSpan(0, size * size).CopyTo(_damped);
        if (!LowerFactor.Factorize(_damped, size))
            return;
        _logHessian = 0;
        for (int a = 0; a < size; a++)
            _logHessian += 2 * Math.Log(_damped[a * size + a]);
        for (int k = 0; k < Bands.Count; k++)
        {
            int first = Each * k;
            double variance = 0;
            for (int i = first; i < size; i++)
            {
                double value =
                    (i == first ? 1 : 0) - Products.Dot(_damped.AsSpan(i * size + first, i - first), _step.AsSpan(first, i - first));
                _step[i] = value / _damped[i * size + i];
                variance += _step[i] * _step[i];
            }
            ref JointBand band = ref Bands[k];
            band.Significance = band.Height * band.Height / variance / Variance;
        }
    }

    private void TakeEvidence()
    {
        TakeBandsOff();
        Prepare();
        double left = Solve(evaluate: true),
            logWeights = 0,
            free = Math.Max(5, _used - Spline.Order);
        for (int i = 0; i < _weights.Length; i++)
            if (_weights[i] > 0)
                logWeights += Math.Log(_weights[i]);
        double priors = 0;
        for (int k = 0; k < Bands.Count; k++)
        {
            JointBand band = Bands[k];
            double fraction = (band.Fraction - _shape.Mean) / _shape.Spread;
            // A height up to itself, a centre anywhere, a width within a factor of e^±1.5: what a band costs.
            priors += fraction * fraction + 2 * Math.Log(Math.Max(Math.Abs(band.Height), 1) * 9 / band.Fwhm) - Each * Math.Log(2 * Math.PI);
        }
        Evidence =
            (1 + NoisePrior) * free * Math.Log((left + NoisePrior * free) / ((1 + NoisePrior) * free))
            - logWeights
            + Spline.LogDeterminant
            - (Spline.Count - Spline.Order) * LogLambda * Math.Log(10)
            - Spline.LogPenalty
            + Spline.Order * Math.Log(_reach * _reach * Spline.Count)
            + (Bands.Count > 0 ? _logHessian : 0)
            + priors;
    }

    /// <summary>Diagonal and three side diagonals of the covariance of the spline's coefficients, the bands' freedom included: row i holds (i, i−m) at 4i+m.</summary>
    public void Covariance(Span<double> covariance)
    {
        int count = Spline.Count,
            size = Each * Bands.Count;
        TakeBandsOff();
        Prepare();
        Solve(evaluate: true);
        covariance.Clear();
        for (int i = 0; i < count; i++)
        {
            Array.Clear(_coefficients);
            _coefficients[i] = 1;
            Spline.Solve(_coefficients);
            for (int m = 0; m <= 3 && m <= i; m++)
                covariance[4 * i + m] = _coefficients[i - m];
        }
        if (size > 0)
            AddBands(covariance, size);
        for (int i = 0; i < covariance.Length; i++)
            covariance[i] *= Variance;
        _right.CopyTo(_coefficients, 0);
        Spline.Solve(_coefficients);
    }

    /// <summary>A⁻¹C S⁻¹ C′A⁻¹ of the band parameters.</summary>
    private void AddBands(Span<double> covariance, int size)
    {
        int count = Spline.Count;
        Differentiate();
        FormHessian();
        TakeBandsOff();
        _hessian.AsSpan(0, size * size).CopyTo(_damped);
        if (!LowerFactor.Factorize(_damped, size))
            return;
        // _projected holds D^(-1/2)L⁻¹C′; with L⁻ᵀD^(-1/2) it becomes A⁻¹C.
        for (int a = 0; a < size; a++)
        {
            Span<double> row = _projected.AsSpan(a * count, count);
            for (int i = 0; i < count; i++)
                row[i] *= Math.Sqrt(Spline.InversePivot(i));
            Spline.Backward(row);
        }
        for (int a = 0; a < size; a++)
        {
            Span<double> row = _projected.AsSpan(a * count, count);
            for (int b = 0; b < a; b++)
                Products.AddScaled(row, -_damped[a * size + b], _projected.AsSpan(b * count, count));
            double inverse = 1 / _damped[a * size + a];
            for (int i = 0; i < count; i++)
                row[i] *= inverse;
            for (int i = 0; i < count; i++)
            for (int m = 0; m <= 3 && m <= i; m++)
                covariance[4 * i + m] += row[i] * row[i - m];
        }
    }
}
