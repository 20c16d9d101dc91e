using SpectraPipeline.Numerics.LinearAlgebra;
using SpectraPipeline.Numerics.Simd;
using SpectraPipeline.Numerics.Xas;

namespace SpectraPipeline.Numerics.Exafs;

/// <summary>One χ(k) with the paths that describe it: residuals of a fit and their derivatives.</summary>
/// <remarks>
/// r = T(χ_data − Σ χ_path − background), T linear (<see cref="ExafsResidual"/>). Made once for a k axis, paths and ranges; spectra of a series come one after the other by
/// <see cref="SetData(ReadOnlySpan{double})"/>. One instance per worker; nothing is allocated per spectrum. Cost of a linearisation: that of the paths, and
/// variables·rank·points multiply-adds (60 000 for 6 variables).
/// </remarks>
public sealed class ExafsDataSet
{
    private readonly double[] _axis;
    private readonly double[] _grid;
    private readonly double[] _chi;
    private readonly double[] _perPoint;
    private readonly ExafsResidual _residual;
    private readonly ExafsNoise _noise;
    private readonly PathSum _sum;
    private readonly int _stride;
    private readonly double[] _dataRows;
    private readonly double[] _backgroundRows;
    private readonly double[] _residuals;
    private readonly double[] _alone;
    private double[] _rows = [];
    private readonly double[] _difference;
    private PathSum? _whole;

    /// <summary>Prepares a data set.</summary>
    /// <param name="k">k axis of its χ(k), Å⁻¹, increasing.</param>
    /// <param name="paths">The paths.</param>
    /// <param name="map">Their parameters from the variables of the fit.</param>
    /// <param name="transform">Ranges, windows, space.</param>
    /// <exception cref="ArgumentException">Paths and map disagree, or the data do not reach into the k range.</exception>
    public ExafsDataSet(ReadOnlySpan<double> k, IReadOnlyList<FeffPath> paths, IPathParameterMap map, ExafsTransform transform)
    {
        ArgumentNullException.ThrowIfNull(paths);
        ArgumentNullException.ThrowIfNull(map);
        ArgumentNullException.ThrowIfNull(transform);
        if (paths.Count != map.Paths)
            throw new ArgumentException($"{paths.Count} paths, but parameters for {map.Paths}.", nameof(map));
        if (k.Length < 2)
            throw new ArgumentException("χ(k) needs two points at least.", nameof(k));
        transform.Check();
        Transform = transform;
        Map = map;
        Paths = paths;
        _axis = k.ToArray();
        _grid = new double[transform.GridPoints(k[^1])];
        for (int j = 0; j < _grid.Length; j++)
            _grid[j] = j * transform.KStep;
        (_chi, _perPoint) = (new double[_grid.Length], new double[_grid.Length]);
        _residual = new ExafsResidual(transform, _grid.Length);
        _noise = new ExafsNoise(transform, _grid.Length);
        ReadOnlySpan<double> counted = _grid.AsSpan(_residual.FirstPoint, _residual.Points);
        _sum = new PathSum(paths, map, _grid, _residual.FirstPoint, _residual.Points);
        Background = transform.RefineBackground is null ? null : new RefinedBackground(transform, counted);
        _stride = (_residual.Rows + 7) / 8 * 8;
        _dataRows = new double[_stride];
        _backgroundRows = new double[Coefficients * _stride];
        (_residuals, _alone) = (new double[_stride], new double[_stride]);
        _difference = new double[counted.Length];
    }

    /// <summary>Ranges, windows, space.</summary>
    public ExafsTransform Transform { get; }

    /// <summary>The paths.</summary>
    public IReadOnlyList<FeffPath> Paths { get; }

    /// <summary>Parameters of the paths from the variables.</summary>
    public IPathParameterMap Map { get; }

    /// <summary>The refined background; null where none is.</summary>
    public RefinedBackground? Background { get; }

    /// <summary>Coefficients of the refined background.</summary>
    public int Coefficients => Background?.Count ?? 0;

    /// <summary>Noise of the data, as estimated or given.</summary>
    public ExafsNoise Noise => _noise;

    /// <summary>The k grid that data are interpolated to, Å⁻¹.</summary>
    public ReadOnlySpan<double> Grid => _grid;

    /// <summary>The data on <see cref="Grid"/>.</summary>
    public ReadOnlySpan<double> Data => _chi;

    /// <summary>N_pts: residuals of the space of the fit.</summary>
    public int PointCount => _residual.PointCount;

    /// <summary>Σ of squares of the data alone, less the refined background: what the R-factor divides by.</summary>
    public double DataSquares { get; private set; }

    /// <summary>Σ of squares of the residuals at the last point of evaluation.</summary>
    public double Squares { get; private set; }

    /// <summary>Compressed residuals.</summary>
    internal int Rows => _residual.Rows;

    /// <summary>Residuals at the last point of evaluation.</summary>
    internal ReadOnlySpan<double> Residuals => _residuals.AsSpan(0, Rows);

    /// <summary>Takes a spectrum and estimates its noise.</summary>
    /// <param name="chi">On the k axis of the constructor.</param>
    /// <exception cref="ArgumentException">Another length, values that are not finite, or a k grid too coarse for an estimate (<see cref="ExafsNoise.CanEstimate"/>).</exception>
    public void SetData(ReadOnlySpan<double> chi)
    {
        Interpolate(chi, _chi);
        _noise.Estimate(_chi);
        Prepare();
    }

    /// <summary>Takes a spectrum of known noise.</summary>
    /// <param name="chi">On the k axis of the constructor.</param>
    /// <param name="epsilonK">Standard deviation of χ(k).</param>
    /// <exception cref="ArgumentException">Another length, or no standard deviation.</exception>
    public void SetData(ReadOnlySpan<double> chi, double epsilonK)
    {
        Interpolate(chi, _chi);
        _noise.Set(epsilonK);
        Prepare();
    }

    /// <summary>Takes a spectrum whose noise is known at each point.</summary>
    /// <param name="chi">On the k axis of the constructor.</param>
    /// <param name="epsilonK">Standard deviations on the same axis.</param>
    /// <exception cref="ArgumentException">Another length, or no standard deviation.</exception>
    public void SetData(ReadOnlySpan<double> chi, ReadOnlySpan<double> epsilonK)
    {
        Interpolate(chi, _chi);
        Interpolate(epsilonK, _perPoint);
        _noise.Set(_perPoint);
        Prepare();
    }

    /// <summary>Takes a spectrum, estimates its noise, and adds the uncertainty of its background to it.</summary>
    /// <param name="chi">On the k axis of the constructor.</param>
    /// <param name="deltaChi">Standard deviations of χ from the background, on the same axis.</param>
    /// <exception cref="ArgumentException">Another length.</exception>
    public void SetDataWithBackground(ReadOnlySpan<double> chi, ReadOnlySpan<double> deltaChi)
    {
        Interpolate(chi, _chi);
        Interpolate(deltaChi, _perPoint);
        _noise.Estimate(_chi);
        _noise.Add(_perPoint);
        Prepare();
    }

    /// <summary>Parameters of all paths at a point.</summary>
    public void Parameters(ReadOnlySpan<double> variables, Span<PathParameters> parameters) => Map.Evaluate(variables, parameters, []);

    /// <summary>χ(k) of the model on <see cref="Grid"/>, without the refined background.</summary>
    /// <param name="variables">Point.</param>
    /// <param name="chi">Receives one value per point of the grid.</param>
    public void Model(ReadOnlySpan<double> variables, Span<double> chi)
    {
        _whole ??= new PathSum(Paths, Map, _grid, 0, _grid.Length);
        _whole.Evaluate(variables);
        _whole.Chi.CopyTo(chi);
    }

    /// <summary>Residuals and derivatives at a point.</summary>
    internal void Linearize(ReadOnlySpan<double> variables, ReadOnlySpan<double> coefficients)
    {
        _sum.Evaluate(variables);
        ReadOnlySpan<double> data = _chi.AsSpan(_residual.FirstPoint, _residual.Points);
        for (int j = 0; j < data.Length; j++)
            _difference[j] = data[j] - _sum.Chi[j];
        Span<double> residuals = _residuals.AsSpan(0, Rows);
        _residual.Apply(_difference, residuals);
        double square = Products.Dot(_dataRows, _dataRows);
        if (coefficients.Length > 0)
            square = TakeBackground(coefficients, residuals);
        (Squares, DataSquares) = (Products.Dot(residuals, residuals), square);
        if (_rows.Length < _sum.Slots * _stride)
            _rows = new double[_sum.Slots * _stride];
        foreach (int v in _sum.Used)
            _residual.Apply(_sum.Column(v), _rows.AsSpan(_sum.Slot(v) * _stride, Rows));
    }

    /// <summary>Whether anything in this data set depends on a variable, at the last point of evaluation.</summary>
    internal bool Matters(int variable) => _sum.Matters(variable);

    /// <summary>The variables that something in this data set depends on there.</summary>
    internal ReadOnlySpan<int> Used => _sum.Used;

    /// <summary>Derivatives of the model's rows by a variable that matters.</summary>
    internal ReadOnlySpan<double> Column(int variable) => _rows.AsSpan(_sum.Slot(variable) * _stride, Rows);

    /// <summary>Derivatives of the model's rows by a coefficient of the background.</summary>
    internal ReadOnlySpan<double> BackgroundColumn(int coefficient) => _backgroundRows.AsSpan(coefficient * _stride, Rows);

    /// <summary>The linear map from χ(k) to residuals.</summary>
    internal ExafsResidual Residual => _residual;

    /// <summary>Variances of the points of k that count, as the noise says.</summary>
    /// <param name="variance">Receives one value per point of <see cref="ExafsResidual.Points"/>.</param>
    internal void Variance(Span<double> variance)
    {
        ReadOnlySpan<double> byPoint = _noise.EpsilonByPoint;
        for (int j = 0; j < _residual.Points; j++)
        {
            double given = byPoint.IsEmpty ? _noise.EpsilonK[0] : byPoint[_residual.FirstPoint + j];
            double own = byPoint.IsEmpty && _noise.WhiteVariance >= 0 ? _noise.WhiteVariance : given * given;
            // χ of zeros has no noise to divide by.
            variance[j] = own == 0 ? 1 : own;
        }
    }

    private double TakeBackground(ReadOnlySpan<double> coefficients, Span<double> residuals)
    {
        Span<double> alone = _alone.AsSpan(0, Rows);
        _dataRows.AsSpan(0, Rows).CopyTo(alone);
        for (int i = 0; i < coefficients.Length; i++)
        {
            Products.AddScaled(residuals, -coefficients[i], BackgroundColumn(i));
            Products.AddScaled(alone, -coefficients[i], BackgroundColumn(i));
        }
        return Products.Dot(alone, alone);
    }

    private void Interpolate(ReadOnlySpan<double> values, Span<double> result)
    {
        if (values.Length != _axis.Length)
            throw new ArgumentException($"{values.Length} values for {_axis.Length} points of k.", nameof(values));
        if (Finite.FirstNot(values) >= 0)
            throw new ArgumentException("χ(k) or its noise holds values that are not finite numbers.", nameof(values));
        ClampedInterpolation.Evaluate(_axis, values, _grid, result);
    }

    private void Prepare()
    {
        _residual.SetNoise(_noise);
        _residual.Apply(_chi.AsSpan(_residual.FirstPoint, _residual.Points), _dataRows);
        for (int i = 0; i < Coefficients; i++)
            _residual.Apply(Background!.Function(i), _backgroundRows.AsSpan(i * _stride, Rows));
    }
}
