using SpectraPipeline.Numerics.LinearAlgebra;

namespace SpectraPipeline.Numerics.Baselines;

/// <summary>Baseline estimation and denoising with sparsity: the baseline is what a low-pass filter leaves of the spectrum without its sparse, mostly positive bands.</summary>
/// <remarks>
/// y = x + f + noise; x minimises ½‖H(y − x)‖² + λ₀ Σ θ(x) + λ₁ Σ φ(D₁x) + λ₂ Σ φ(D₂x), H = B A⁻¹ high-pass (<see cref="BeadsFilter"/>), θ = x above ε₀, −r x below −ε₀,
/// a parabola between, φ(u) = |u| − ε₁ ln(|u| + ε₁) or √(u² + ε₁). Majorised and minimised in turn, from x = y on, until the cost settles, with
/// M = λ₀ (1 + r)/2 · diag(1/max(|x|, ε₀)) + λ₁ D₁′Λ₁D₁ + λ₂ D₂′Λ₂D₂, Λ = φ′(u)/u. Baseline = (y − x) − H(y − x).
/// X. Ning, I. W. Selesnick, L. Duval, Chemom. Intell. Lab. Syst. 139 (2014) 156, doi:10.1016/j.chemolab.2014.09.014, table 3; parabola first:
/// J. A. Navarro-Huerta et al., J. Chromatogr. A 1507 (2017) 1, doi:10.1016/j.chroma.2017.05.057.
/// Deviation: the same minimum is sought in q = A⁻¹(y − x), as a step on from the last q: (B′B + A′MA) δ = A′(Mx + λ₀ (1 − r)/2 · 1) − B′B q, three times more for what
/// rounding left. The baseline is then t |B| q, a sum without cancellation. Table 3 as it stands loses up to all digits on counts of thousands (the filter squared
/// makes the matrix nearly singular): 2e-2 of the range in doubles there, below 1e-6 here, held against 31- and 50-digit arithmetic.
/// Assumes an even grid (index space), bands much narrower than 1/fc, y scaled to the λ: on counts of thousands λ = 1 does little. Plain form, any options, one
/// spectrum at a time; <see cref="BeadsLanes"/> is the fast twin. One object per worker. Cost: iterations × points × about 300 operations for d = 1.
/// </remarks>
public sealed class Beads
{
    /// <summary>Steps a solution takes again, for what rounding left.</summary>
    internal const int Refinements = 3;

    internal const double Tiny = 2.2250738585072014e-308; // smallest normal: the first change, from cost 0, is never NaN

    private readonly BeadsOptions _options;
    private readonly BeadsFilter _filter;
    private readonly int _points;
    private readonly double[] _y,
        _x,
        _q,
        _step,
        _high,
        _force,
        _gamma,
        _first,
        _second,
        _inner,
        _half,
        _system;

    /// <summary>A fitter for spectra of <paramref name="points"/> points.</summary>
    /// <exception cref="ArgumentException">An option outside its range, or fewer than three points.</exception>
    public Beads(int points, BeadsOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check(points);
        (_points, _options, _filter) = (points, options, new BeadsFilter(points, options));
        (_y, _x, _q, _gamma) = (new double[points], new double[points], new double[points], new double[points]);
        (_step, _high, _force) = (new double[points], new double[points], new double[points]);
        (_first, _second) = (new double[points - 1], new double[points - 2]);
        _inner = new double[3 * points];
        _half = new double[HalfStride * points];
        _system = new double[(SystemBands + 1) * points];
    }

    private int SystemBands => 2 * _filter.Degree + 2;

    /// <summary>Bands of M A: d + 2 to each side.</summary>
    private int HalfStride => 2 * _filter.Degree + 5;

    /// <summary>Fits the baseline of one spectrum.</summary>
    /// <param name="y">The spectrum, finite values; not changed.</param>
    /// <param name="baseline">Receives the baseline in y's unit; may not overlap <paramref name="y"/>.</param>
    /// <returns>How it ended; the change is that of the cost.</returns>
    /// <exception cref="ArgumentException">Lengths disagree.</exception>
    public BaselineOutcome Fit(ReadOnlySpan<double> y, Span<double> baseline)
    {
        if (y.Length != _points || baseline.Length != _points)
            throw new ArgumentException($"y and baseline must hold {_points} points, not {y.Length} and {baseline.Length}");
        BeadsParabola parabola = _options.FitParabola ? BeadsParabola.Through(y) : default;
        for (int i = 0; i < _points; i++)
            _y[i] = y[i] - parabola.At(i, _points);
        BaselineOutcome outcome = Iterate();
        _filter.MultiplyShare(_q, baseline);
        for (int i = 0; i < _points; i++)
            baseline[i] += parabola.At(i, _points);
        return _options.Judge(y, outcome);
    }

    private BaselineOutcome Iterate()
    {
        double old = 0,
            change = double.NaN;
        _y.CopyTo(_x, 0);
        Array.Clear(_q);
        for (int solution = 1; solution <= _options.MaxIterations + 1; solution++)
        {
            FillWeights();
            FillInner();
            FillSystem();
            SymmetricBands.Factor(_system, SystemBands);
            for (int pass = 0; pass <= Refinements; pass++)
                Step();
            double cost = Cost();
            change = Math.Abs(cost - old) / Math.Max(Math.Abs(old), Tiny);
            if (change < _options.Tolerance)
                return new BaselineOutcome(solution, BaselineStop.Converged, change);
            old = cost;
        }
        return new BaselineOutcome(_options.MaxIterations + 1, BaselineStop.MaxIterations, change);
    }

    /// <summary>One step of q towards the minimum with the weights and factors at hand, and x = y − A q.</summary>
    private void Step()
    {
        double pull = _options.Lambda0 * (1 - _options.Asymmetry) / 2;
        for (int i = 0; i < _points; i++)
            _force[i] = _gamma[i] * _x[i] + pull;
        for (int i = 0; i < _first.Length; i++)
        {
            double force = _first[i] * (_x[i + 1] - _x[i]);
            _force[i] -= force;
            _force[i + 1] += force;
        }
        for (int i = 0; i < _second.Length; i++)
        {
            double force = _second[i] * (_x[i + 2] - _x[i + 1] - (_x[i + 1] - _x[i]));
            _force[i] += force;
            _force[i + 1] -= 2 * force;
            _force[i + 2] += force;
        }
        MultiplyLow(_force, _step);
        _filter.MultiplyHigh(_q, _high);
        _filter.MultiplyHigh(_high, _force);
        for (int i = 0; i < _points; i++)
            _step[i] -= _force[i];
        SymmetricBands.Solve(_system, SystemBands, _step);
        for (int i = 0; i < _points; i++)
            _q[i] += _step[i];
        MultiplyLow(_q, _step);
        for (int i = 0; i < _points; i++)
            _x[i] = _y[i] - _step[i];
    }

    /// <summary>result = A z, the large part first.</summary>
    private void MultiplyLow(ReadOnlySpan<double> z, Span<double> result)
    {
        _filter.MultiplyHigh(z, result);
        _filter.MultiplyShare(z, _high);
        for (int i = 0; i < z.Length; i++)
            result[i] += _high[i];
    }

    /// <summary>Diagonals of M's three parts, λ included.</summary>
    private void FillWeights()
    {
        double gamma = _options.Lambda0 * (1 + _options.Asymmetry) / 2;
        for (int i = 0; i < _points; i++)
            _gamma[i] = gamma / Math.Max(Math.Abs(_x[i]), _options.Epsilon0);
        TakeDifferences();
        for (int i = 0; i < _first.Length; i++)
            _first[i] = _options.Lambda1 * Weight(_first[i]);
        for (int i = 0; i < _second.Length; i++)
            _second[i] = _options.Lambda2 * Weight(_second[i]);
    }

    /// <summary>|D₁x| and |D₂x|, smoothed when told so.</summary>
    private void TakeDifferences()
    {
        for (int i = 0; i < _first.Length; i++)
            _first[i] = _x[i + 1] - _x[i];
        for (int i = 0; i < _second.Length; i++)
            _second[i] = _first[i + 1] - _first[i];
        if (_options.SmoothHalfWindow > 0)
        {
            Smooth(_second);
            Smooth(_first);
        }
        for (int i = 0; i < _first.Length; i++)
            _first[i] = Math.Abs(_first[i]);
        for (int i = 0; i < _second.Length; i++)
            _second[i] = Math.Abs(_second[i]);
    }

    /// <summary>Moving mean; beyond an end the values come back in reverse.</summary>
    private void Smooth(double[] values)
    {
        int half = _options.SmoothHalfWindow,
            length = values.Length;
        Array.Copy(values, _force, length);
        double At(int i)
        {
            int place = ((i % (2 * length)) + 2 * length) % (2 * length);
            return _force[place < length ? place : 2 * length - 1 - place];
        }
        double sum = 0;
        for (int i = -half; i <= half; i++)
            sum += At(i);
        for (int i = 0; i < length; i++)
        {
            values[i] = sum / (2 * half + 1);
            sum += At(i + half + 1) - At(i - half);
        }
    }

    /// <summary>φ′(u)/u.</summary>
    private double Weight(double u) =>
        _options.Cost == BeadsCost.Logarithm ? 1 / (u + _options.Epsilon1) : 1 / Math.Sqrt(u * u + _options.Epsilon1);

    private double Phi(double u) =>
        _options.Cost == BeadsCost.Logarithm
            ? u - _options.Epsilon1 * Math.Log(u + _options.Epsilon1)
            : Math.Sqrt(u * u + _options.Epsilon1);

    /// <summary>Lower bands of M.</summary>
    private void FillInner()
    {
        Array.Clear(_inner);
        for (int i = 0; i < _points; i++)
            _inner[3 * i] = _gamma[i];
        for (int i = 0; i < _first.Length; i++)
        {
            double weight = _first[i];
            _inner[3 * i] += weight;
            _inner[3 * (i + 1)] += weight;
            _inner[3 * (i + 1) + 1] -= weight;
        }
        for (int i = 0; i < _second.Length; i++)
        {
            double weight = _second[i];
            _inner[3 * i] += weight;
            _inner[3 * (i + 1)] += 4 * weight;
            _inner[3 * (i + 2)] += weight;
            _inner[3 * (i + 1) + 1] -= 2 * weight;
            _inner[3 * (i + 2) + 1] -= 2 * weight;
            _inner[3 * (i + 2) + 2] += weight;
        }
    }

    /// <summary>Lower bands of B′B + A′MA, by way of M A.</summary>
    private void FillSystem()
    {
        int degree = _filter.Degree,
            reach = degree + 2,
            stride = SystemBands + 1;
        double[] low = _filter.Low;
        for (int i = 0; i < _points; i++)
        for (int j = i - reach; j <= i + reach; j++)
        {
            double sum = 0;
            if (j >= 0 && j < _points)
                for (int k = Math.Max(Math.Max(0, j - degree), i - 2); k <= Math.Min(Math.Min(_points - 1, j + degree), i + 2); k++)
                    sum += _inner[3 * Math.Max(i, k) + Math.Abs(i - k)] * low[Math.Abs(k - j)];
            _half[i * HalfStride + (j - i + reach)] = sum;
        }
        for (int i = 0; i < _points; i++)
        for (int m = 0; m < stride; m++)
        {
            double sum = m <= 2 * degree ? _filter.Squared[i * (2 * degree + 1) + m] : 0;
            int j = i - m;
            if (j >= 0)
                for (int k = Math.Max(i - degree, j - reach); k <= Math.Min(Math.Min(_points - 1, i + degree), j + reach); k++)
                    if (k >= 0)
                        sum += low[Math.Abs(i - k)] * _half[k * HalfStride + (j - k + reach)];
            _system[i * stride + m] = sum;
        }
    }

    /// <summary>What is minimised.</summary>
    private double Cost()
    {
        _filter.MultiplyHigh(_q, _high);
        double misfit = 0,
            theta = 0,
            first = 0,
            second = 0;
        foreach (double h in _high)
            misfit += h * h;
        foreach (double x in _x)
            theta += Theta(x);
        TakeDifferences();
        foreach (double u in _first)
            first += Phi(u);
        foreach (double u in _second)
            second += Phi(u);
        return 0.5 * misfit + _options.Lambda0 * theta + _options.Lambda1 * first + _options.Lambda2 * second;
    }

    private double Theta(double x)
    {
        double r = _options.Asymmetry,
            small = _options.Epsilon0;
        return x > small ? x
            : x < -small ? -r * x
            : (1 + r) / (4 * small) * x * x + (1 - r) / 2 * x + small * (1 + r) / 4;
    }
}
