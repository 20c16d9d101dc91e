using System.Numerics;
using SpectraPipeline.Numerics.Fourier;
using SpectraPipeline.Numerics.LinearAlgebra;
using SpectraPipeline.Numerics.Splines;

namespace SpectraPipeline.Numerics.Xas;

/// <summary>What AUTOBK needs of one energy axis, edge and set of parameters; the same for every spectrum. Not changed after construction.</summary>
internal sealed class AutobkMap
{
    private readonly double[] _clampRows;

    /// <exception cref="ArgumentException">The transform's length is not a power of two.</exception>
    /// <exception cref="XasDataException"><c>no-exafs</c> or <c>autobk-singular</c>.</exception>
    public AutobkMap(ReadOnlySpan<double> energy, double e0, AutobkSettings settings)
    {
        if (!BitOperations.IsPow2(settings.TransformLength))
            throw new ArgumentException($"A transform of {settings.TransformLength} points; a power of two is needed.", nameof(settings));
        Grid = new AutobkGrid(energy, e0, settings);
        SplineOnGrid = InterpolateBasis();
        Transform = WeightedTransform(settings);
        Qr = new HouseholderQr(TransformOfSpline(), 2 * Grid.RRows, Grid.Basis.Count);
        if (Qr.DiagonalRatio < 1e-13)
            throw new XasDataException(
                "autobk-singular",
                $"{Grid.DataK.Length} points above the edge do not fix a spline of {Grid.Basis.Count} knots; lower rbkg or k-max."
            );
        ClampWeights = WeighClamps(settings);
        _clampRows = ClampRows();
    }

    /// <summary>Indices, grids and knots.</summary>
    public AutobkGrid Grid { get; }

    /// <summary>Basis functions on the k grid, by columns: function j at j·K.Length.</summary>
    public double[] SplineOnGrid { get; }

    /// <summary>Weighted transform below RBackground, row-major: 2·RRows × K.Length, real and imaginary rows in turn.</summary>
    public double[] Transform { get; }

    /// <summary>QR of the transformed basis.</summary>
    public HouseholderQr Qr { get; }

    /// <summary>Weight of the clamp at each k; 0 for none.</summary>
    public double[] ClampWeights { get; }

    /// <summary>A solver for the clamps with scratch memory of its own.</summary>
    public ClampSolution NewClamps() => new(_clampRows, Qr, 2 * Grid.RRows);

    // Column j: basis function j at the data, then through the interpolating spline onto the grid, as the data themselves go.
    private double[] InterpolateBasis()
    {
        int points = Grid.K.Length;
        int sites = Grid.DataK.Length;
        var spline = new NotAKnotSpline(Grid.DataK);
        double[] onData = new double[Grid.Basis.Count * sites];
        Span<double> values = stackalloc double[4];
        for (int i = 0; i < sites; i++)
        {
            int first = Grid.Basis.Evaluate(Grid.DataK[i], values);
            for (int j = 0; j < values.Length; j++)
                onData[(first + j) * sites + i] = values[j];
        }
        double[] result = new double[Grid.Basis.Count * points];
        for (int j = 0; j < Grid.Basis.Count; j++)
        {
            spline.Fit(onData.AsSpan(j * sites, sites));
            spline.Evaluate(Grid.K, result.AsSpan(j * points, points));
        }
        return result;
    }

    // Rows: real and imaginary part of the weighted, windowed transform at each R below the limit.
    private double[] WeightedTransform(AutobkSettings settings)
    {
        int points = Grid.K.Length;
        double[] weight = new double[points];
        new FourierWindow(settings.Window, settings.KMin, Grid.KMax, settings.Sill, settings.Sill).Fill(settings.KStep, weight);
        for (int i = 0; i < points; i++)
            weight[i] *= Math.Pow(Grid.K[i], settings.KWeight) * settings.KStep / Math.Sqrt(Math.PI);
        double[] cos = new double[settings.TransformLength];
        double[] sin = new double[settings.TransformLength];
        RootsOfUnity.Fill(cos, sin);
        double[] result = new double[2 * Grid.RRows * points];
        for (int m = 0; m < Grid.RRows; m++)
        for (int i = 0; i < points; i++)
        {
            int turn = m * i & (settings.TransformLength - 1);
            result[2 * m * points + i] = weight[i] * cos[turn];
            result[(2 * m + 1) * points + i] = -weight[i] * sin[turn];
        }
        return result;
    }

    private double[] TransformOfSpline()
    {
        int points = Grid.K.Length;
        int functions = Grid.Basis.Count;
        int rows = 2 * Grid.RRows;
        double[] result = new double[rows * functions];
        for (int row = 0; row < rows; row++)
        for (int j = 0; j < functions; j++)
            result[row * functions + j] = Products.Dot(Transform.AsSpan(row * points, points), SplineOnGrid.AsSpan(j * points, points));
        return result;
    }

    private double[] WeighClamps(AutobkSettings settings)
    {
        double[] weights = new double[Grid.K.Length];
        int count = Math.Min(settings.ClampPoints, weights.Length);
        weights.AsSpan(0, count).Fill(Math.Abs(settings.ClampLow));
        weights.AsSpan(weights.Length - count).Fill(Math.Abs(settings.ClampHigh));
        return weights;
    }

    private double[] ClampRows()
    {
        int points = Grid.K.Length;
        int functions = Grid.Basis.Count;
        var rows = new List<double>();
        for (int i = 0; i < points; i++)
            if (ClampWeights[i] > 0)
                for (int j = 0; j < functions; j++)
                    rows.Add(ClampWeights[i] * SplineOnGrid[j * points + i]);
        return rows.ToArray();
    }
}
