using SpectraPipeline.Numerics.LinearAlgebra;
using SpectraPipeline.Numerics.Splines;

namespace SpectraPipeline.Numerics.Xas;

/// <summary>EXAFS background: the cubic spline μ₀(k) that leaves the least of kⁿ(μ − μ₀) below RBackground in R; χ = (μ − μ₀)/step.</summary>
/// <remarks>
/// M. Newville, P. Līviņš, Y. Yacoby, J. J. Rehr, E. A. Stern, Phys. Rev. B 47 (1993) 14126, doi:10.1103/PhysRevB.47.14126; knots, grids and clamps as in Larch
/// (2026). Minimised is |out|² + s²·Σ(cⱼχⱼ)² over the spline coefficients, out = the interleaved transform below RBackground, s = 0.1 + 10·mean(out²).
/// Everything but s is linear, so the exact minimiser is a QR solution plus one scalar equation (<see cref="ClampSolution"/>): no start value, no
/// iteration tolerance. What depends on energies, E₀ and parameters alone is made once in the constructor; a spectrum then costs one
/// spline, one small transform and a triangular solve. One instance per worker.
/// The residual is in the unit of μ, as in the original: clamps weigh more on thicker samples.
/// </remarks>
public sealed class AutobkFit
{
    private readonly AutobkMap _map;
    private readonly AutobkGrid _grid;
    private readonly NotAKnotSpline _spline;
    private readonly ClampSolution _clamps;
    private readonly double[] _raw;
    private readonly double[] _out;
    private readonly double[] _coefficients;
    private readonly double[] _projection;
    private readonly double[] _clampTargets;
    private AutobkUncertainty? _uncertainty;
    private AutobkUncertainty? _backgroundUncertainty;
    private double _edgeStep = 1;
    private AutobkSummary _summary;

    /// <summary>Prepares the linear map for one energy axis and edge.</summary>
    /// <param name="energy">eV, strictly increasing.</param>
    /// <param name="e0">Edge energy, eV.</param>
    /// <param name="settings">Parameters.</param>
    /// <exception cref="ArgumentException">The transform's length is not a power of two.</exception>
    /// <exception cref="XasDataException"><c>no-exafs</c>: too little data above the edge; <c>autobk-singular</c>: too few points for the knots.</exception>
    public AutobkFit(ReadOnlySpan<double> energy, double e0, AutobkSettings settings)
    {
        Settings = settings;
        _map = new AutobkMap(energy, e0, settings);
        _grid = _map.Grid;
        _spline = new NotAKnotSpline(_grid.DataK);
        _clamps = _map.NewClamps();
        int functions = _grid.Basis.Count;
        _raw = new double[_grid.K.Length];
        _out = new double[2 * _grid.RRows];
        _coefficients = new double[functions];
        _projection = new double[functions];
        _clampTargets = new double[_clamps.Rows];
    }

    /// <summary>Parameters of this fit.</summary>
    public AutobkSettings Settings { get; }

    /// <summary>The even k grid of χ, Å⁻¹.</summary>
    public ReadOnlySpan<double> K => _grid.K;

    /// <summary>Spline coefficients of the last background.</summary>
    public ReadOnlySpan<double> Coefficients => _coefficients;

    /// <summary>Knots of the background spline in k, Å⁻¹.</summary>
    public ReadOnlySpan<double> Knots => _grid.Basis.Knots;

    /// <summary>Removes the background of one spectrum.</summary>
    /// <param name="mu">Absorption on the energies of the constructor.</param>
    /// <param name="edgeStep">Edge step in the unit of μ.</param>
    /// <param name="chi">Receives χ, one value per <see cref="K"/>.</param>
    /// <param name="standard">χ of a standard on <see cref="K"/>, whose low-R part is kept; empty for none.</param>
    /// <returns>How the fit ended.</returns>
    /// <exception cref="ArgumentException">Lengths disagree.</exception>
    /// <exception cref="XasDataException"><c>no-edge-step</c>: the edge step is not positive.</exception>
    public AutobkSummary Apply(ReadOnlySpan<double> mu, double edgeStep, Span<double> chi, ReadOnlySpan<double> standard = default)
    {
        if (mu.Length != _grid.EnergyPoints || chi.Length != _raw.Length || (!standard.IsEmpty && standard.Length != _raw.Length))
            throw new ArgumentException($"μ needs {_grid.EnergyPoints} points; χ and a standard {_raw.Length}.");
        if (!(edgeStep > 0))
            throw new XasDataException("no-edge-step", $"The edge step is {edgeStep}; normalise the spectrum first.");
        _edgeStep = edgeStep;
        _spline.Fit(mu.Slice(_grid.First, _grid.DataK.Length));
        _spline.Evaluate(_grid.K, _raw);
        if (!standard.IsEmpty)
            Products.AddScaled(_raw, -edgeStep, standard);
        Solve();
        _raw.CopyTo(chi);
        for (int j = 0; j < _coefficients.Length; j++)
            Products.AddScaled(chi, -_coefficients[j], _map.SplineOnGrid.AsSpan(j * _raw.Length, _raw.Length));
        if (!standard.IsEmpty)
            Products.AddScaled(chi, edgeStep, standard);
        foreach (ref double value in chi)
            value /= edgeStep;
        return _summary;
    }

    /// <summary>The last background on the energies; outside the fitted range it equals μ.</summary>
    /// <param name="mu">The spectrum of the last <see cref="Apply"/>.</param>
    /// <param name="background">Receives one value per energy, in the unit of μ.</param>
    /// <exception cref="ArgumentException">Lengths disagree.</exception>
    public void Background(ReadOnlySpan<double> mu, Span<double> background)
    {
        if (mu.Length != _grid.EnergyPoints || background.Length != mu.Length)
            throw new ArgumentException($"The background has {_grid.EnergyPoints} points.");
        mu.CopyTo(background);
        Span<double> values = stackalloc double[4];
        for (int i = 0; i < _grid.DataK.Length; i++)
        {
            int first = _grid.Basis.Evaluate(_grid.DataK[i], values);
            background[_grid.First + i] = Products.Dot(values, _coefficients.AsSpan(first));
        }
    }

    /// <summary>What the choice of the spline leaves open in the last χ, one standard error (as Larch's delta_chi; see <see cref="AutobkUncertainty"/>).</summary>
    /// <param name="deltaChi">Receives one value per <see cref="K"/>; the noise of μ itself is not in it.</param>
    /// <exception cref="ArgumentException">Lengths disagree.</exception>
    public void Uncertainty(Span<double> deltaChi)
    {
        if (deltaChi.Length != _raw.Length)
            throw new ArgumentException($"χ has {_raw.Length} points.", nameof(deltaChi));
        _uncertainty ??= AutobkUncertainty.OfChi(_map, Settings);
        _uncertainty.Fill(_clamps, _summary.Objective, deltaChi);
        foreach (ref double value in deltaChi)
            value /= _edgeStep;
    }

    /// <summary>The same for the last <see cref="Background"/>, in the unit of μ; 0 outside the fitted range.</summary>
    /// <param name="deltaBackground">Receives one value per energy.</param>
    /// <exception cref="ArgumentException">Lengths disagree.</exception>
    public void BackgroundUncertainty(Span<double> deltaBackground)
    {
        if (deltaBackground.Length != _grid.EnergyPoints)
            throw new ArgumentException($"The background has {_grid.EnergyPoints} points.", nameof(deltaBackground));
        _backgroundUncertainty ??= AutobkUncertainty.OfBackground(_map, Settings);
        deltaBackground.Clear();
        _backgroundUncertainty.Fill(_clamps, _summary.Objective, deltaBackground.Slice(_grid.First, _grid.DataK.Length));
    }

    // Coefficients and summary from _raw.
    private void Solve()
    {
        int points = _raw.Length;
        for (int row = 0; row < _out.Length; row++)
            _out[row] = Products.Dot(_raw, _map.Transform.AsSpan(row * points, points));
        for (int j = 0; j < _projection.Length; j++)
            _projection[j] = Products.Dot(_out, _map.Qr.Q.Slice(j * _out.Length, _out.Length));
        for (int j = 0; j < _projection.Length; j++)
            Products.AddScaled(_out, -_projection[j], _map.Qr.Q.Slice(j * _out.Length, _out.Length));
        double rest = Products.Dot(_out, _out);
        int clamp = 0;
        for (int i = 0; i < points; i++)
            if (_map.ClampWeights[i] > 0)
                _clampTargets[clamp++] = _map.ClampWeights[i] * _raw[i];
        (double objective, double scale, int iterations) = _clamps.Solve(_clampTargets, rest, _projection, _coefficients);
        _map.Qr.SolveUpper(_coefficients);
        _summary = new AutobkSummary(objective, scale, iterations);
    }
}
