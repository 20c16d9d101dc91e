namespace SpectraPipeline.Numerics.Baselines.Joint;

/// <summary>Bands and baseline of one spectrum fitted together, and what the data say for the result: its marginal likelihood.</summary>
/// <remarks>
/// y = b + Σ bands + noise, in units of the noise. b is a penalised spline (a Gaussian prior with λ), eliminated exactly; the bands are pseudo-Voigts, refined by damped
/// Gauss-Newton steps on what is left (variable projection: G. H. Golub, V. Pereyra, SIAM J. Numer. Anal. 10 (1973) 413, doi:10.1137/0710036).
/// λ maximises the restricted likelihood (H. D. Patterson, R. Thompson, Biometrika 58 (1971) 545, doi:10.1093/biomet/58.3.545), the noise with a prior on the value measured
/// from second differences. Real bands are no exact pseudo-Voigts: points count 1/(1 + (κs)²), s the bands there, κ from the residuals.
/// Different sets of bands and different λ are compared by the likelihood with all parameters integrated out (Laplace).
/// </remarks>
internal sealed partial class JointFit
{
    public const int MostBands = 40;
    private const int Each = 4; // parameters a band
    private const double NoisePrior = 0.5; // the measured noise counts as half as many points as there are

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
}
