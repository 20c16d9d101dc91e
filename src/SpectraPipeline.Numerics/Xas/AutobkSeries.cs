using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using SpectraPipeline.Numerics.LinearAlgebra;
using SpectraPipeline.Numerics.Simd;
using SpectraPipeline.Numerics.Splines;

namespace SpectraPipeline.Numerics.Xas;

/// <summary>AUTOBK for many spectra on one energy axis with one edge: the whole fit but its clamp scale is a fixed matrix, sixteen spectra at a time.</summary>
/// <remarks>
/// The same minimum as <see cref="AutobkFit"/>. From μ one matrix gives the part of the transform that no spline reaches, the projections onto the spline
/// and the clamped values; a scalar equation a spectrum then gives the coefficients, a second, banded matrix and the spline give χ. A spectrum's result
/// does not depend on its neighbours in the lanes. Set-up costs milliseconds, so single spectra go through <see cref="AutobkFit"/>. One instance per worker.
/// Cost: about 50 000 multiplications a spectrum of 300 points.
/// </remarks>
public sealed class AutobkSeries
{
    /// <summary>Spectra that are treated together.</summary>
    public const int Lanes = 16;

    private const int PanelRows = 4;
    private const double Negligible = 1e-17;
    private readonly AutobkGrid _grid;
    private readonly HouseholderQr _qr;
    private readonly ClampSolution _clamps;
    private readonly int _outRows;
    private readonly int _functions;
    private readonly AlignedArray _forward;
    private readonly Band[] _bands;
    private readonly AlignedArray _banded;
    private readonly AlignedArray _minusSpline;
    private readonly AlignedArray _mu;
    private readonly AlignedArray _values;
    private readonly AlignedArray _coefficients;
    private readonly AlignedArray _chi;
    private readonly double[] _projection;
    private readonly double[] _targets;
    private readonly double[] _whitened;
    private readonly AutobkSummary[] _summaries = new AutobkSummary[Lanes];
    private readonly AutobkUncertainty? _uncertainty;
    private readonly double[] _errors;

    /// <summary>Prepares the matrices.</summary>
    /// <param name="energy">eV, strictly increasing.</param>
    /// <param name="e0">Edge energy, eV.</param>
    /// <param name="settings">Parameters.</param>
    /// <param name="withUncertainty">Make ready for <see cref="Uncertainty"/>, which every run then prepares.</param>
    /// <exception cref="ArgumentException">The transform's length is not a power of two, or shorter than the k grid.</exception>
    /// <exception cref="XasDataException"><c>no-exafs</c>: too little data above the edge; <c>autobk-singular</c>: too few points for the knots.</exception>
    public AutobkSeries(ReadOnlySpan<double> energy, double e0, AutobkSettings settings, bool withUncertainty = false)
    {
        var map = new AutobkMap(energy, e0, settings);
        _grid = map.Grid;
        _qr = map.Qr;
        _clamps = map.NewClamps();
        _outRows = 2 * _grid.RRows;
        _functions = _grid.Basis.Count;
        double[] interpolation = Interpolation();
        _forward = Panels(ForwardRows(map, interpolation), _grid.DataK.Length);
        (_bands, _banded) = Banded(interpolation);
        _minusSpline = MinusSpline(map.SplineOnGrid);
        _mu = new AlignedArray(_grid.DataK.Length * Lanes);
        _values = new AlignedArray(Padded(_outRows + _functions + _clamps.Rows) * Lanes);
        _coefficients = new AlignedArray(_functions * Lanes);
        _chi = new AlignedArray(Padded(_grid.K.Length) * Lanes);
        _projection = new double[_functions];
        _targets = new double[_clamps.Rows];
        _whitened = new double[_functions];
        _uncertainty = withUncertainty ? AutobkUncertainty.OfChi(map, settings) : null;
        _errors = withUncertainty ? new double[Lanes * _grid.K.Length] : [];
    }

    /// <summary>The even k grid of χ, Å⁻¹.</summary>
    public ReadOnlySpan<double> K => _grid.K;

    /// <summary>Puts a spectrum into a lane.</summary>
    /// <param name="lane">0 to <see cref="Lanes"/> − 1.</param>
    /// <param name="mu">Absorption on the energies of the constructor.</param>
    /// <exception cref="ArgumentException">Lengths disagree.</exception>
    public void Set(int lane, ReadOnlySpan<double> mu)
    {
        if (mu.Length != _grid.EnergyPoints)
            throw new ArgumentException($"μ needs {_grid.EnergyPoints} points.", nameof(mu));
        Span<double> lanes = _mu.Span;
        ReadOnlySpan<double> used = mu.Slice(_grid.First, _grid.DataK.Length);
        for (int i = 0; i < used.Length; i++)
            lanes[i * Lanes + lane] = used[i];
    }

    /// <summary>Fits the first spectra.</summary>
    /// <param name="count">Lanes in use; what the others hold does not matter.</param>
    public void Run(int count)
    {
        int data = _grid.DataK.Length;
        _values.Span.Clear();
        for (int panel = 0; panel * PanelRows * Lanes < _values.Length; panel++)
            AddPanel(
                ref Unsafe.Add(ref _forward.First, panel * PanelRows * data),
                ref _mu.First,
                data,
                ref Unsafe.Add(ref _values.First, panel * PanelRows * Lanes)
            );
        for (int lane = 0; lane < count; lane++)
            Solve(lane);
        _chi.Span.Clear();
        for (int panel = 0; panel < _bands.Length; panel++)
        {
            ref double chi = ref Unsafe.Add(ref _chi.First, panel * PanelRows * Lanes);
            Band band = _bands[panel];
            AddPanel(
                ref Unsafe.Add(ref _banded.First, band.Offset),
                ref Unsafe.Add(ref _mu.First, band.First * Lanes),
                band.Count,
                ref chi
            );
            AddPanel(ref Unsafe.Add(ref _minusSpline.First, panel * PanelRows * _functions), ref _coefficients.First, _functions, ref chi);
        }
    }

    /// <summary>Takes a result out of a lane.</summary>
    /// <param name="lane">A lane of the last <see cref="Run"/>.</param>
    /// <param name="edgeStep">Edge step in the unit of μ.</param>
    /// <param name="chi">Receives χ, one value per <see cref="K"/>.</param>
    /// <returns>How the fit ended.</returns>
    /// <exception cref="ArgumentException">Lengths disagree.</exception>
    /// <exception cref="XasDataException"><c>no-edge-step</c>: the edge step is not positive.</exception>
    public AutobkSummary Get(int lane, double edgeStep, Span<double> chi)
    {
        if (chi.Length != _grid.K.Length)
            throw new ArgumentException($"χ needs {_grid.K.Length} points.", nameof(chi));
        if (!(edgeStep > 0))
            throw new XasDataException("no-edge-step", $"The edge step is {edgeStep}; normalise the spectrum first.");
        ReadOnlySpan<double> lanes = _chi.Span;
        for (int i = 0; i < chi.Length; i++)
            chi[i] = lanes[i * Lanes + lane] / edgeStep;
        return _summaries[lane];
    }

    /// <summary>What the choice of the spline leaves open in a lane's χ, one standard error, as <see cref="AutobkFit.Uncertainty"/>.</summary>
    /// <param name="lane">A lane of the last <see cref="Run"/>.</param>
    /// <param name="edgeStep">Edge step in the unit of μ, positive.</param>
    /// <param name="deltaChi">Receives one value per <see cref="K"/>.</param>
    /// <exception cref="ArgumentException">Lengths disagree.</exception>
    /// <exception cref="InvalidOperationException">The instance was not made for it.</exception>
    public void Uncertainty(int lane, double edgeStep, Span<double> deltaChi)
    {
        if (_uncertainty is null)
            throw new InvalidOperationException("Uncertainties were not asked for.");
        if (deltaChi.Length != _grid.K.Length)
            throw new ArgumentException($"χ has {_grid.K.Length} points.", nameof(deltaChi));
        for (int i = 0; i < deltaChi.Length; i++)
            deltaChi[i] = _errors[lane * deltaChi.Length + i] / edgeStep;
    }

    private void Solve(int lane)
    {
        Span<double> values = _values.Span;
        double rest = 0;
        for (int row = 0; row < _outRows; row++)
            rest += values[row * Lanes + lane] * values[row * Lanes + lane];
        for (int j = 0; j < _functions; j++)
            _projection[j] = values[(_outRows + j) * Lanes + lane];
        for (int k = 0; k < _targets.Length; k++)
            _targets[k] = values[(_outRows + _functions + k) * Lanes + lane];
        (double objective, double scale, int iterations) = _clamps.Solve(_targets, rest, _projection, _whitened);
        _uncertainty?.Fill(_clamps, objective, _errors.AsSpan(lane * _grid.K.Length, _grid.K.Length));
        _qr.SolveUpper(_whitened);
        for (int j = 0; j < _functions; j++)
            _coefficients.Span[j * Lanes + lane] = _whitened[j];
        _summaries[lane] = new AutobkSummary(objective, scale, iterations);
    }

    // The interpolating spline as a matrix, by columns: what one at a single energy gives on the k grid.
    private double[] Interpolation()
    {
        int points = _grid.K.Length;
        double[] unit = new double[_grid.DataK.Length];
        double[] result = new double[unit.Length * points];
        var spline = new NotAKnotSpline(_grid.DataK);
        for (int i = 0; i < unit.Length; i++)
        {
            unit[i] = 1;
            spline.Fit(unit);
            spline.Evaluate(_grid.K, result.AsSpan(i * points, points));
            unit[i] = 0;
        }
        return result;
    }

    // Rows: transform left over by the spline, projections Qᵀ, clamped values.
    private double[][] ForwardRows(AutobkMap map, double[] interpolation)
    {
        int data = _grid.DataK.Length;
        int points = _grid.K.Length;
        double[][] rows = new double[_outRows + _functions + _clamps.Rows][];
        for (int row = 0; row < rows.Length; row++)
            rows[row] = new double[data];
        for (int row = 0; row < _outRows; row++)
        for (int i = 0; i < data; i++)
            rows[row][i] = Products.Dot(map.Transform.AsSpan(row * points, points), interpolation.AsSpan(i * points, points));
        for (int j = 0; j < _functions; j++)
        for (int row = 0; row < _outRows; row++)
            Products.AddScaled(rows[_outRows + j], _qr.Q[j * _outRows + row], rows[row]);
        for (int j = 0; j < _functions; j++)
        for (int row = 0; row < _outRows; row++)
            Products.AddScaled(rows[row], -_qr.Q[j * _outRows + row], rows[_outRows + j]);
        int clamp = _outRows + _functions;
        for (int k = 0; k < points; k++)
        {
            if (!(map.ClampWeights[k] > 0))
                continue;
            for (int i = 0; i < data; i++)
                rows[clamp][i] = map.ClampWeights[k] * interpolation[i * points + k];
            clamp++;
        }
        return rows;
    }

    private static AlignedArray Panels(double[][] rows, int columns)
    {
        var packed = new AlignedArray(Padded(rows.Length) * columns);
        for (int row = 0; row < rows.Length; row++)
        for (int i = 0; i < columns; i++)
            packed.Span[(row / PanelRows * columns + i) * PanelRows + row % PanelRows] = rows[row][i];
        return packed;
    }

    // An interpolating spline forgets a far point by a factor of four a step: only a band of the matrix exceeds rounding.
    private (Band[] Bands, AlignedArray Values) Banded(double[] interpolation)
    {
        int points = _grid.K.Length;
        int data = _grid.DataK.Length;
        var bands = new Band[Padded(points) / PanelRows];
        int total = 0;
        for (int panel = 0; panel < bands.Length; panel++)
        {
            int first = data;
            int last = -1;
            for (int i = 0; i < data; i++)
            for (int row = panel * PanelRows; row < Math.Min(points, (panel + 1) * PanelRows); row++)
                if (Math.Abs(interpolation[i * points + row]) > Negligible)
                    (first, last) = (Math.Min(first, i), i);
            bands[panel] = new Band(first, last - first + 1, total);
            total += (last - first + 1) * PanelRows;
        }
        var values = new AlignedArray(total);
        for (int panel = 0; panel < bands.Length; panel++)
        for (int i = 0; i < bands[panel].Count; i++)
        for (int row = panel * PanelRows; row < Math.Min(points, (panel + 1) * PanelRows); row++)
            values.Span[bands[panel].Offset + i * PanelRows + row % PanelRows] = interpolation[(bands[panel].First + i) * points + row];
        return (bands, values);
    }

    private AlignedArray MinusSpline(double[] splineOnGrid)
    {
        int points = _grid.K.Length;
        double[][] rows = new double[points][];
        for (int row = 0; row < points; row++)
        {
            rows[row] = new double[_functions];
            for (int j = 0; j < _functions; j++)
                rows[row][j] = -splineOnGrid[j * points + row];
        }
        return Panels(rows, _functions);
    }

    private static int Padded(int rows) => (rows + PanelRows - 1) / PanelRows * PanelRows;

    /// <summary>Adds a panel of four rows times the lanes: y[r][lane] += Σᵢ panel[i][r]·x[i][lane]; eight sums stay in registers.</summary>
    private static void AddPanel(ref double panel, ref double x, int count, ref double y)
    {
        Vector512<double> a0 = Vector512.LoadUnsafe(ref y);
        Vector512<double> a1 = Vector512.LoadUnsafe(ref y, 8);
        Vector512<double> b0 = Vector512.LoadUnsafe(ref y, 16);
        Vector512<double> b1 = Vector512.LoadUnsafe(ref y, 24);
        Vector512<double> c0 = Vector512.LoadUnsafe(ref y, 32);
        Vector512<double> c1 = Vector512.LoadUnsafe(ref y, 40);
        Vector512<double> d0 = Vector512.LoadUnsafe(ref y, 48);
        Vector512<double> d1 = Vector512.LoadUnsafe(ref y, 56);
        for (int i = 0; i < count; i++)
        {
            Vector512<double> left = Vector512.LoadUnsafe(ref x, (nuint)(i * Lanes));
            Vector512<double> right = Vector512.LoadUnsafe(ref x, (nuint)(i * Lanes + 8));
            Vector512<double> row = Vector512.Create(Unsafe.Add(ref panel, i * PanelRows));
            a0 = Vector512.FusedMultiplyAdd(row, left, a0);
            a1 = Vector512.FusedMultiplyAdd(row, right, a1);
            row = Vector512.Create(Unsafe.Add(ref panel, i * PanelRows + 1));
            b0 = Vector512.FusedMultiplyAdd(row, left, b0);
            b1 = Vector512.FusedMultiplyAdd(row, right, b1);
            row = Vector512.Create(Unsafe.Add(ref panel, i * PanelRows + 2));
            c0 = Vector512.FusedMultiplyAdd(row, left, c0);
            c1 = Vector512.FusedMultiplyAdd(row, right, c1);
            row = Vector512.Create(Unsafe.Add(ref panel, i * PanelRows + 3));
            d0 = Vector512.FusedMultiplyAdd(row, left, d0);
            d1 = Vector512.FusedMultiplyAdd(row, right, d1);
        }
        a0.StoreUnsafe(ref y);
        a1.StoreUnsafe(ref y, 8);
        b0.StoreUnsafe(ref y, 16);
        b1.StoreUnsafe(ref y, 24);
        c0.StoreUnsafe(ref y, 32);
        c1.StoreUnsafe(ref y, 40);
        d0.StoreUnsafe(ref y, 48);
        d1.StoreUnsafe(ref y, 56);
    }

    private readonly record struct Band(int First, int Count, int Offset);
}
