using System.Numerics;
using SpectraPipeline.Numerics.Fourier;
using SpectraPipeline.Numerics.LinearAlgebra;
using SpectraPipeline.Numerics.Splines;

namespace SpectraPipeline.Numerics.Xas;

/// <summary>What AUTOBK needs of one energy axis, edge and set of parameters; the same for every spectrum. Not changed after construction.</summary>
internal sealed class AutobkMap
{
    private readonly double[] _clampRows;

    /// <exception cref="ArgumentException">The transform's length is not a power of two, or shorter than the k grid.</exception>
    /// <exception cref="XasDataException"><c>no-exafs</c> or <c>autobk-singular</c>.</exception>
    public AutobkMap(ReadOnlySpan<double> energy, double e0, AutobkSettings settings)
    {
        if (!BitOperations.IsPow2(settings.TransformLength))
            throw new ArgumentException($"A transform of {settings.TransformLength} points; a power of two is needed.", nameof(settings));
        Grid = new AutobkGrid(energy, e0, settings);
        if (Grid.K.Length > settings.TransformLength)
            throw new ArgumentException($"{Grid.K.Length} points of k exceed a transform of {settings.TransformLength}.", nameof(settings));
        SplineOnGrid = BasisOnGrid();
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

    // A basis function is a cubic between sites that are data, none of them next to an end: the interpolating spline through its values at the data, the way
    // that the data themselves go to the grid, is the function itself.
    private double[] BasisOnGrid()
    {
        int points = Grid.K.Length;
        double[] result = new double[Grid.Basis.Count * points];
        Span<double> values = stackalloc double[4];
        for (int i = 0; i < points; i++)
        {
            int first = Grid.Basis.Evaluate(Grid.K[i], values);
            for (int j = 0; j < values.Length; j++)
                result[(first + j) * points + i] = values[j];
        }
        return result;
    }

    // Rows: real and imaginary part of the weighted, windowed transform at each R below the limit. From one R to the next a row turns by the angle of the
    // first; every few rows the table sets it right again, so that rounding does not pile up.
    private double[] WeightedTransform(AutobkSettings settings)
    {
        const int Turns = 8;
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
        {
            Span<double> re = result.AsSpan(2 * m * points, points);
            Span<double> im = result.AsSpan((2 * m + 1) * points, points);
            if (m % Turns != 0)
                Turn(result.AsSpan(2 * (m - 1) * points, 2 * points), cos, sin, re, im);
            else
                for (int i = 0; i < points; i++)
                {
                    int turn = m * i & (settings.TransformLength - 1);
                    (re[i], im[i]) = (weight[i] * cos[turn], -weight[i] * sin[turn]);
                }
        }
        return result;
    }

    // (re + i·im)·exp(−iθ) of the row before; θ of point i is the table's angle i.
    private static void Turn(ReadOnlySpan<double> before, double[] cos, double[] sin, Span<double> re, Span<double> im)
    {
        int points = re.Length;
        int width = Vector<double>.Count;
        int i = 0;
        ReadOnlySpan<double> a = before[..points];
        ReadOnlySpan<double> b = before[points..];
        for (; i + width <= points; i += width)
        {
            var x = new Vector<double>(a[i..]);
            var y = new Vector<double>(b[i..]);
            var c = new Vector<double>(cos, i);
            var s = new Vector<double>(sin, i);
            (x * c + y * s).CopyTo(re[i..]);
            (y * c - x * s).CopyTo(im[i..]);
        }
        for (; i < points; i++)
            (re[i], im[i]) = (a[i] * cos[i] + b[i] * sin[i], b[i] * cos[i] - a[i] * sin[i]);
    }

    private double[] TransformOfSpline()
    {
        int points = Grid.K.Length;
        int functions = Grid.Basis.Count;
        int rows = 2 * Grid.RRows;
        double[] result = new double[rows * functions];
        for (int j = 0; j < functions; j++)
        {
            // A function is zero but over four intervals of its knots.
            ReadOnlySpan<double> whole = SplineOnGrid.AsSpan(j * points, points);
            int first = whole.IndexOfAnyExcept(0.0);
            if (first < 0)
                continue;
            ReadOnlySpan<double> part = whole[first..(whole.LastIndexOfAnyExcept(0.0) + 1)];
            for (int row = 0; row < rows; row++)
                result[row * functions + j] = Products.Dot(part, Transform.AsSpan(row * points + first, part.Length));
        }
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
