using SpectraPipeline.Numerics.Fitting;
using SpectraPipeline.Numerics.Splines;

namespace SpectraPipeline.Numerics.Xas;

/// <summary>Photon energies of the pixels of a dispersive spectrometer, from a foil seen by the pixels and a spectrum of the same foil in eV.</summary>
/// <remarks>
/// <para>
/// μ(p) = a·(G_v ∗ R)(E(p)) + Σ bₖ uᵏ, both sides as they are or as differences over a few pixels (one in 150, for the derivative), with E(p) = Σ cⱼ (p − p₀)ʲ, R the reference, G_v a Gauss function of variance v ≥ 0 (a polychromator is less sharp than a
/// monochromator) and u the pixel scaled to −1..1. First guess by <see cref="PixelSearch"/>, then degree by degree with damped Gauss-Newton; derivatives
/// of the reference by differences, ∂R/∂v = R″/2. The edge of the reference at the steepest pixel and two parameters more is what Demeter's dispersive
/// import fits (B. Ravel, M. Newville, J. Synchrotron Rad. 12 (2005) 537, doi:10.1107/S0909049505012719), without width and background.
/// </para>
/// <para>
/// Errors are those of correlated residuals: (J'J)⁻¹ (Σ JᵢrᵢrₖJₖ' wᵢ₋ₖ) (J'J)⁻¹ with weights falling to 0 over a fortieth of the pixels (W. K. Newey, K. D. West,
/// Econometrica 55 (1987) 703). They are up to 2.2 times too
/// wide (differences of white noise cancel over more lags than are seen), and do not hold what the two foils themselves differ by. Outside the pixels that the reference covers the polynomial is
/// extrapolated. Assumes one edge, of which both spectra show both sides. Cost about 0.2 s for a thousand pixels, once a series.
/// </para>
/// </remarks>
public sealed class PixelCalibration
{
    private const int FewestPixels = 40;
    private const double WorstRest = 0.3;
    private readonly PixelCalibrationSettings _settings;
    private readonly double[] _given;
    private readonly double[] _absorption;
    private double[] _pixels = [];
    private double[] _mu = [];
    private readonly double[] _energy;
    private readonly double[] _reference;
    private double _pivot;
    private double _half;
    private int _reach;
    private readonly BroadenedReference _curve;

    /// <summary>Takes both spectra.</summary>
    /// <param name="pixels">Pixel numbers, increasing.</param>
    /// <param name="mu">Foil over the pixels, finite.</param>
    /// <param name="energy">eV, increasing.</param>
    /// <param name="reference">Foil over energy, finite, any scale.</param>
    /// <param name="settings">Degree, background, direction.</param>
    /// <exception cref="XasDataException">Too few pixels: <c>pixels-too-few</c>.</exception>
    public PixelCalibration(
        ReadOnlySpan<double> pixels,
        ReadOnlySpan<double> mu,
        ReadOnlySpan<double> energy,
        ReadOnlySpan<double> reference,
        PixelCalibrationSettings settings
    )
    {
        ArgumentNullException.ThrowIfNull(settings);
        if (pixels.Length != mu.Length || energy.Length != reference.Length)
            throw new ArgumentException("Pixels or energies and absorptions differ in number.", nameof(mu));
        if (pixels.Length < FewestPixels || energy.Length < FewestPixels)
            throw new XasDataException(
                "pixels-too-few",
                $"{pixels.Length} pixels and {energy.Length} energies; a calibration needs {FewestPixels} of both at least."
            );
        (_settings, _given, _absorption, _energy, _reference) = (
            settings,
            pixels.ToArray(),
            mu.ToArray(),
            energy.ToArray(),
            reference.ToArray()
        );
        _curve = new BroadenedReference(energy, reference);
    }

    /// <summary>Energy of the reference's edge (eV), at which the search begins.</summary>
    public double Edge { get; private set; }

    /// <summary>Fits.</summary>
    /// <exception cref="XasDataException">No edge in the reference (<c>no-edge</c>), no agreement of the two (<c>unlike-reference</c>), or energies that do not
    /// rise or fall throughout (<c>pixels-turn-back</c>).</exception>
    public PixelEnergies Fit()
    {
        // Turned and differenced below.
        (_pixels, _mu) = ((double[])_given.Clone(), (double[])_absorption.Clone());
        Edge = new EdgeFinder().Find(_energy, _reference);
        var spline = new NotAKnotSpline(_energy);
        spline.Fit(_reference);
        var search = new PixelSearch(_pixels, _mu, _energy, spline, Edge, _settings.Background);
        (PixelSearch.Guess guess, double rival) = search.Find(_settings.Direction);
        if (!(guess.Rest < WorstRest))
            throw new XasDataException(
                "unlike-reference",
                FormattableString.Invariant(
                    $"No dispersion brings the foil over pixels {_pixels[0]:g6} to {_pixels[^1]:g6} onto the reference from {_energy[0]:F1} to {_energy[^1]:F1} eV: the best leaves {guess.Rest:P0} of its variance. Are both the same foil, and do both show the edge and what lies behind it?"
                )
            );
        // Spans descend in pixel where energy does: the spline wants energies that rise.
        if (guess.Dispersion < 0)
        {
            Array.Reverse(_pixels);
            Array.Reverse(_mu);
        }
        _reach = _settings.Method == AlignmentMethod.Derivative ? Math.Max(1, _pixels.Length / 300) : 0;
        Difference(_mu);
        (_pivot, _half) = (guess.Pixel, Math.Abs(_pixels[^1] - _pixels[0]) / 2);
        bool[] use = Covered(guess);
        double[] v = Start(guess);
        for (int degree = 1; degree <= _settings.Degree; degree++)
            v = Refined(degree, v, use);
        return Judged(v, use, rival / guess.Rest);
    }

    // Variables: factor, background, variance of the broadening, energy. A difference has no constant.
    private int LeastPower => _settings.Method == AlignmentMethod.Derivative ? 1 : 0;

    private int Linear => 1 + _settings.Background + 1 - LeastPower;

    private double[] Start(PixelSearch.Guess guess)
    {
        double[] v = new double[Linear + 1 + 2];
        v[0] = 1;
        v[Linear] = Math.Pow(guess.Dispersion, 2);
        v[Linear + 1] = Edge;
        v[Linear + 2] = guess.Dispersion * _half;
        return v;
    }

    private bool[] Covered(PixelSearch.Guess guess)
    {
        // A margin for what the refinement moves; 5 steps of the search.
        double margin = 0.005 * (_energy[^1] - _energy[0]);
        bool[] use =
        [
            .. _pixels.Select(p =>
            {
                double e = Edge + (guess.Dispersion * (p - guess.Pixel));
                return e > _energy[0] + margin && e < _energy[^1] - margin;
            }),
        ];
        use.AsSpan(0, _reach).Clear();
        use.AsSpan(use.Length - _reach).Clear();
        return use;
    }

    private double[] Refined(int degree, double[] start, bool[] use)
    {
        double[] v = new double[Linear + 2 + degree];
        start.AsSpan(0, Math.Min(start.Length, v.Length)).CopyTo(v);
        CurveProblem problem = Problem(v.Length, use);
        double[] low = new double[v.Length];
        double[] high = new double[v.Length];
        Array.Fill(low, double.NegativeInfinity);
        Array.Fill(high, double.PositiveInfinity);
        // Wider than a tenth of the reference nothing of an edge is left.
        (low[Linear], high[Linear]) = (0, Math.Pow(0.1 * (_energy[^1] - _energy[0]), 2));
        var minimiser = new BoundedLevenbergMarquardt(v.Length);
        FitOutcome outcome = minimiser.Minimize(problem, v, low, high, new FitLimits(MaxIterations: 100, Attempts: 1));
        if (outcome.End == FitEnd.NotFinite)
            throw new XasDataException("unlike-reference", "The fit of the pixels onto the reference ran away; look at both spectra.");
        _covariance = new double[v.Length * v.Length];
        if (!minimiser.Covariance(problem, v, _covariance))
            throw new XasDataException(
                "pixels-undetermined",
                $"The spectra do not fix a calibration of degree {degree}; use a lower degree."
            );
        return v;
    }

    private double[] _covariance = [];

    private CurveProblem Problem(int variables, bool[] use)
    {
        var problem = new CurveProblem(Model, variables, _pixels.Length);
        problem.SetData(_mu, [], use);
        return problem;
    }

    private void Model(ReadOnlySpan<double> v, Span<double> model, Span<double> jacobian, int stride)
    {
        int n = _pixels.Length;
        _curve.Broaden(v[Linear]);
        double[] at = new double[n];
        double[] curve = new double[n];
        double[] above = new double[n];
        double[] below = new double[n];
        for (int i = 0; i < n; i++)
            at[i] = EnergyOf(v, i);
        _curve.Evaluate(at, curve);
        Shifted(at, _curve.Step, above);
        Shifted(at, -_curve.Step, below);
        for (int i = 0; i < n; i++)
        {
            double u = (_pixels[i] - _pivot) / _half;
            double sum = v[0] * curve[i];
            jacobian[i] = curve[i];
            double power = 1;
            for (int j = 0; j <= _settings.Background; j++, power *= u)
                if (j >= LeastPower)
                    (sum, jacobian[((1 + j - LeastPower) * stride) + i]) = (sum + (v[1 + j - LeastPower] * power), power);
            model[i] = sum;
            double slope = v[0] * (above[i] - below[i]) / (2 * _curve.Step);
            jacobian[(Linear * stride) + i] = 0.5 * v[0] * (above[i] - (2 * curve[i]) + below[i]) / (_curve.Step * _curve.Step);
            power = 1;
            for (int k = Linear + 1; k < v.Length; k++, power *= u)
                jacobian[(k * stride) + i] = slope * power;
        }
        Difference(model[..n]);
        for (int k = 0; k < v.Length; k++)
            Difference(jacobian.Slice(k * stride, n));
    }

    // y(i + reach) − y(i − reach) in place; the ends, which have none, become 0 and are not used.
    private void Difference(Span<double> y)
    {
        if (_reach == 0)
            return;
        double[] copy = y.ToArray();
        y.Clear();
        for (int i = _reach; i < y.Length - _reach; i++)
            y[i] = copy[i + _reach] - copy[i - _reach];
    }

    private void Shifted(double[] at, double by, double[] result)
    {
        double[] moved = new double[at.Length];
        for (int i = 0; i < at.Length; i++)
            moved[i] = at[i] + by;
        _curve.Evaluate(moved, result);
    }

    private double EnergyOf(ReadOnlySpan<double> v, int i)
    {
        double u = (_pixels[i] - _pivot) / _half;
        double sum = 0;
        for (int k = v.Length - 1; k > Linear; k--)
            sum = (sum * u) + v[k];
        return sum;
    }

    private PixelEnergies Judged(double[] v, bool[] use, double rival)
    {
        int n = v.Length;
        int rows = _pixels.Length;
        int powers = _settings.Degree + 1;
        double[] residuals = new double[rows];
        double[] jacobian = new double[n * rows];
        Problem(n, use).Linearize(v, residuals, jacobian);
        double mean = _reach > 0 ? 0 : _mu.Average();
        (double squares, double total, int counted) = (0, 0, 0);
        for (int i = 0; i < rows; i++)
            if (use[i])
                (squares, total, counted) = (squares + (residuals[i] * residuals[i]), total + Math.Pow(_mu[i] - mean, 2), counted + 1);
        double[] covariance = Sandwich(residuals, jacobian, n, counted);
        double[] coefficients = new double[powers];
        double[] own = new double[powers * powers];
        for (int j = 0; j < powers; j++)
        {
            coefficients[j] = v[Linear + 1 + j] / Math.Pow(_half, j);
            for (int k = 0; k < powers; k++)
                own[(j * powers) + k] = covariance[((Linear + 1 + j) * n) + Linear + 1 + k] / Math.Pow(_half, j + k);
        }
        var energies = new PixelEnergies(_pivot, coefficients, own)
        {
            Broadening = Math.Sqrt(v[Linear]),
            Misfit = squares / total,
            Rival = rival,
            Pixels = counted,
        };
        for (int i = 1; i < rows; i++)
            if (energies.At(_pixels[i]) <= energies.At(_pixels[i - 1]))
                throw new XasDataException(
                    "pixels-turn-back",
                    FormattableString.Invariant(
                        $"The calibration of degree {_settings.Degree} turns back at pixel {_pixels[i]:g6}; use a lower degree, or crop to the pixels that see light."
                    )
                );
        return energies;
    }

    private double[] Sandwich(double[] residuals, double[] jacobian, int n, int counted)
    {
        int rows = residuals.Length;
        int lags = Math.Max(4, rows / 40);
        double[] meat = new double[n * n];
        for (int lag = 0; lag <= lags; lag++)
        {
            double weight = 1 - (lag / (lags + 1.0));
            for (int a = 0; a < n; a++)
            for (int b = 0; b < n; b++)
            {
                double sum = 0;
                for (int i = lag; i < rows; i++)
                    sum += jacobian[(a * rows) + i] * residuals[i] * jacobian[(b * rows) + i - lag] * residuals[i - lag];
                meat[(a * n) + b] += weight * sum;
                if (lag > 0)
                    meat[(b * n) + a] += weight * sum;
            }
        }
        double[] half = Times(_covariance, meat, n);
        double[] whole = Times(half, _covariance, n);
        double freedom = (double)counted / Math.Max(1, counted - n);
        for (int i = 0; i < whole.Length; i++)
            whole[i] *= freedom;
        return whole;
    }

    private static double[] Times(double[] a, double[] b, int n)
    {
        double[] c = new double[n * n];
        for (int i = 0; i < n; i++)
        for (int k = 0; k < n; k++)
        for (int j = 0; j < n; j++)
            c[(i * n) + j] += a[(i * n) + k] * b[(k * n) + j];
        return c;
    }
}
