using SpectraPipeline.Numerics.LinearAlgebra;
using SpectraPipeline.Numerics.Morphology;
using SpectraPipeline.Numerics.Simd;

namespace SpectraPipeline.Numerics.Baselines;

/// <summary>What joint baseline correction and denoising is told.</summary>
/// <param name="HalfWindow">Half window of the opening in points; null: found in every spectrum (<see cref="HalfWindowChoice"/>).</param>
/// <param name="Alpha">α ≥ 0: pull of the opening on the baseline.</param>
/// <param name="Beta">β &gt; 0: stiffness of the baseline at the start.</param>
/// <param name="Gamma">γ ≥ 0: stiffness of the signal at the start.</param>
/// <param name="BetaFactor">β is multiplied by this after each iteration.</param>
/// <param name="GammaFactor">γ likewise.</param>
/// <param name="Order">Order of the difference, 1 to 3.</param>
/// <param name="Tolerance">Settled when the signal changes by less than this, relative,</param>
/// <param name="BaselineTolerance">and the baseline by less than this.</param>
/// <param name="MaxIterations">Repetitions after the first, at most.</param>
/// <param name="Robust">The opening is lowered to the middle between its dilation and erosion where that is below it.</param>
public sealed record JbcdOptions(
    int? HalfWindow = null,
    double Alpha = 0.1,
    double Beta = 10,
    double Gamma = 1,
    double BetaFactor = 1.1,
    double GammaFactor = 0.909,
    int Order = 1,
    double Tolerance = 1e-2,
    double BaselineTolerance = 1e-3,
    int MaxIterations = 20,
    bool Robust = true
);

/// <summary>Joint baseline correction and denoising: signal and baseline are fitted in turns, the baseline held near the morphological opening.</summary>
/// <remarks>
/// Minimises ½‖y − s − z‖² + α ‖z − o‖² + β ‖Dᵈz‖² + ½ γ ‖Dᵈs‖² in turns: (I + γ D′D) s = y − z, ((1 + 2α) I + 2β D′D) z = y − s + 2α o; o the opening; then β grows and
/// γ falls. H. Liu, Z. Zhang, S. Liu, L. Yan, T. Liu, T. Zhang, Appl. Spectrosc. 69 (2015) 1013, doi:10.1366/14-07760.
/// Positive bands narrower than the window; starts with s = y and z = o. The stiffness depends on the number of iterations. One object per worker. Cost: iterations × points.
/// </remarks>
public sealed class Jbcd
{
    private readonly JbcdOptions _options;
    private readonly HalfWindowChoice _half;
    private readonly FlatMorphology _morphology;
    private readonly WhittakerSystem _system;
    private readonly double[] _ones;
    private readonly double[] _held;
    private readonly double[] _opening;
    private readonly double[] _right;
    private double[] _signal;
    private double[] _nextSignal;
    private double[] _baseline;
    private double[] _nextBaseline;

    /// <summary>A fitter for spectra of <paramref name="points"/> points.</summary>
    /// <exception cref="ArgumentException">An option outside its range, or too few points.</exception>
    public Jbcd(int points, JbcdOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (!(options.Alpha >= 0 && options.Beta > 0 && options.Gamma >= 0 && options.BetaFactor > 0 && options.GammaFactor > 0))
            throw new ArgumentException($"alpha and gamma must not be negative, beta and the factors positive: {options}", nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegative(options.MaxIterations, nameof(options));
        _options = options;
        _half = new HalfWindowChoice(points, options.HalfWindow);
        _morphology = new FlatMorphology(points, _half.Widest);
        _system = new WhittakerSystem(points, options.Order);
        _ones = new double[points];
        _held = new double[points];
        Array.Fill(_ones, 1);
        Array.Fill(_held, 1 + 2 * options.Alpha);
        (_opening, _right) = (new double[points], new double[points]);
        (_signal, _nextSignal) = (new double[points], new double[points]);
        (_baseline, _nextBaseline) = (new double[points], new double[points]);
    }

    /// <summary>Fits the baseline of one spectrum.</summary>
    /// <param name="y">The spectrum, finite values; not changed.</param>
    /// <param name="baseline">Receives the baseline; same length.</param>
    /// <exception cref="ArgumentException">Lengths disagree.</exception>
    public BaselineOutcome Fit(ReadOnlySpan<double> y, Span<double> baseline)
    {
        if (y.Length != _ones.Length || baseline.Length != _ones.Length)
            throw new ArgumentException($"y and baseline must hold {_ones.Length} points, not {y.Length} and {baseline.Length}");
        Open(y);
        _opening.CopyTo(_baseline, 0);
        y.CopyTo(_signal);
        BaselineOutcome outcome = Iterate(y);
        _baseline.CopyTo(baseline);
        return outcome;
    }

    private void Open(ReadOnlySpan<double> y)
    {
        int half = _half.Of(y);
        if (!_options.Robust)
        {
            _morphology.Open(y, half, _opening);
            return;
        }
        _morphology.OpenWithMiddle(y, half, _opening, _right);
        Pointwise.Min(_opening, _right, _opening);
    }

    private BaselineOutcome Iterate(ReadOnlySpan<double> y)
    {
        double beta = _options.Beta,
            gamma = _options.Gamma,
            change = double.NaN,
            held = 1 + 2 * _options.Alpha;
        for (int iteration = 1; iteration <= _options.MaxIterations + 1; iteration++)
        {
            Pointwise.Subtract(y, _baseline, _right);
            _system.Solve(_ones, gamma, _right, _nextSignal);
            for (int i = 0; i < _right.Length; i++)
                _right[i] = (y[i] - _nextSignal[i] + 2 * _options.Alpha * _opening[i]) / held;
            _system.Solve(_held, 2 * beta, _right, _nextBaseline);
            change = RelativeChange.Of(_baseline, _nextBaseline);
            bool settled = RelativeChange.Of(_signal, _nextSignal) < _options.Tolerance && change < _options.BaselineTolerance;
            (_signal, _nextSignal, _baseline, _nextBaseline) = (_nextSignal, _signal, _nextBaseline, _baseline);
            if (settled)
                return new BaselineOutcome(iteration, BaselineStop.Converged, change);
            gamma *= _options.GammaFactor;
            beta *= _options.BetaFactor;
        }
        return new BaselineOutcome(_options.MaxIterations + 1, BaselineStop.MaxIterations, change);
    }
}
