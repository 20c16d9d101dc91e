using System.Runtime.InteropServices;
using SpectraPipeline.Numerics.Fitting;
using SpectraPipeline.Numerics.LinearAlgebra;
using SpectraPipeline.Numerics.Simd;

namespace SpectraPipeline.Numerics.Exafs;

/// <summary>From a difference of two χ(k) to the residuals of a fit, as one short matrix: the sum of squares, and with it minimum, errors and statistics, is that of all rows.</summary>
/// <remarks>
/// <para>
/// All residuals of a fit in R, q or wavelet space are linear in χ(k), and most rows repeat what others say: 104 rows of R, or 29 120 of a wavelet map, hold some 40
/// independent ones. T'T is therefore written W'W once (<see cref="PivotedCholesky"/>) and W is what spectra and derivatives are multiplied with. In k space
/// T is diagonal already.
/// </para>
/// <para>
/// Scales: R and q divide by ε_R, wavelets χ by ε_k, as in Feffit and Larch. Two of Larch's faults are not copied: its χ(q) is twice the filtered kⁿχ, so that its
/// χ² of a fit in q space is four times as large; its residual in k space has no scale for kⁿ (reduced χ² of 10⁷): here kⁿχ is divided by ε_k times the root mean square
/// of kⁿ over the range, so that each power counts alike and noise of ε_k gives a χ² of the number of independent points.
/// </para>
/// <para>One instance per worker. Set-up: points²·rows/2 multiply-adds; a spectrum: rank·points.</para>
/// </remarks>
public sealed class ExafsResidual
{
    // Beyond the rounding of T'T itself.
    private const double Rounding = 1e-15;

    private readonly ExafsTransform _transform;
    private readonly double[][] _factors;
    private readonly double[] _scaled;
    private readonly bool _isDiagonal;
    private readonly double[] _inverse;
    private readonly double[] _evenScale;
    private readonly double[] _weighed;
    private double[]? _traces;

    /// <summary>Prepares the matrix for data that fill a k grid.</summary>
    /// <param name="transform">Ranges, windows, space.</param>
    /// <param name="gridPoints">Points of the k grid, from 0, that the data fill.</param>
    /// <exception cref="ArgumentException">The data end below the k range, or the transform is impossible.</exception>
    public ExafsResidual(ExafsTransform transform, int gridPoints)
    {
        ArgumentNullException.ThrowIfNull(transform);
        transform.Check();
        if (gridPoints > transform.TransformLength / 2)
            throw new ArgumentException(
                $"{gridPoints} points of k exceed half of a transform of {transform.TransformLength}.",
                nameof(gridPoints)
            );
        _transform = transform;
        _isDiagonal = transform.Space == ExafsSpace.K;
        double[] window = Window(transform, gridPoints);
        FirstPoint = Array.FindIndex(window, w => w > 0);
        Points = FirstPoint < 0 ? 0 : Array.FindLastIndex(window, w => w > 0) + 1 - FirstPoint;
        if (Points < 2 || gridPoints - transform.FirstColumn < 2)
            throw new ArgumentException("The data hold no two points of the k range.", nameof(gridPoints));
        _factors = new double[transform.KWeights.Count][];
        for (int w = 0; w < _factors.Length; w++)
        {
            double[] weight = new double[Points];
            for (int j = 0; j < Points; j++)
                weight[j] = window[FirstPoint + j] * Math.Pow((FirstPoint + j) * transform.KStep, transform.KWeights[w]);
            _factors[w] = _isDiagonal ? Even(weight) : Compressed(weight, gridPoints);
        }
        Rows = _isDiagonal ? Points : _factors.Sum(f => f.Length / Points);
        (_inverse, _weighed) = (new double[Points], new double[Points]);
        _evenScale = new double[_factors.Length];
        _scaled = new double[_isDiagonal ? Points : Rows * Points];
        SetNoise(new ExafsNoise(transform, gridPoints));
    }

    /// <summary>First point of the k grid that counts.</summary>
    public int FirstPoint { get; }

    /// <summary>Points of the k grid from there on.</summary>
    public int Points { get; }

    /// <summary>Residuals that <see cref="Apply"/> gives.</summary>
    public int Rows { get; }

    /// <summary>Residuals before they were compressed, the N_pts of the statistics.</summary>
    public int PointCount { get; private set; }

    /// <summary>Takes the noise that residuals are divided by.</summary>
    /// <exception cref="ArgumentException">It is not finite.</exception>
    public void SetNoise(ExafsNoise noise)
    {
        ArgumentNullException.ThrowIfNull(noise);
        if (_isDiagonal)
            _scaled.AsSpan().Clear();
        int row = 0;
        for (int w = 0; w < _factors.Length; w++)
        {
            for (int j = 0; j < Points; j++)
                _inverse[j] = 1 / Sigma(noise, w, FirstPoint + j);
            _evenScale[w] = _inverse.AsSpan().IndexOfAnyExcept(_inverse[0]) < 0 ? _inverse[0] * _inverse[0] : double.NaN;
            ReadOnlySpan<double> factor = _factors[w];
            for (int i = 0; i < factor.Length; i += Points, row++)
                if (_isDiagonal)
                    AddInQuadrature(factor.Slice(i, Points));
                else
                    Pointwise.Multiply(factor.Slice(i, Points), _inverse, _scaled.AsSpan(row * Points, Points));
        }
    }

    private void AddInQuadrature(ReadOnlySpan<double> factor)
    {
        for (int j = 0; j < Points; j++)
            _scaled[j] = Math.Sqrt((_scaled[j] * _scaled[j]) + Math.Pow(factor[j] * _inverse[j], 2));
    }

    /// <summary>Residuals of a difference of two χ(k).</summary>
    /// <param name="chi">From <see cref="FirstPoint"/> on, <see cref="Points"/> values.</param>
    /// <param name="residuals">Receives <see cref="Rows"/> values.</param>
    public void Apply(ReadOnlySpan<double> chi, Span<double> residuals)
    {
        if (_isDiagonal)
        {
            for (int j = 0; j < Points; j++)
                residuals[j] = _scaled[j] * chi[j];
            return;
        }
        for (int r = 0; r < Rows; r++)
            residuals[r] = Products.Dot(chi[..Points], _scaled.AsSpan(r * Points, Points));
    }

    /// <summary>The transpose of <see cref="Apply"/>: from residuals to the points of k that they came from.</summary>
    /// <param name="residuals"><see cref="Rows"/> values.</param>
    /// <param name="chi">Receives <see cref="Points"/> values.</param>
    public void ApplyTransposed(ReadOnlySpan<double> residuals, Span<double> chi)
    {
        chi[..Points].Clear();
        for (int j = 0; _isDiagonal && j < Points; j++)
            chi[j] = _scaled[j] * residuals[j];
        for (int r = 0; !_isDiagonal && r < Rows; r++)
            Products.AddScaled(chi, residuals[r], _scaled.AsSpan(r * Points, Points));
    }

    /// <summary>tr Σ and tr Σ² of the residuals' covariance Σ = W·D·W' under independent noise of χ(k).</summary>
    /// <param name="variance">D: variance of each point, <see cref="Points"/> values.</param>
    public (double First, double Second) NoiseTraces(ReadOnlySpan<double> variance)
    {
        (double first, double second) = (0, 0);
        if (_isDiagonal)
        {
            for (int j = 0; j < Points; j++)
            {
                double own = _scaled[j] * _scaled[j] * variance[j];
                (first, second) = (first + own, second + (own * own));
            }
            return (first, second);
        }
        if (variance.IndexOfAnyExcept(variance[0]) < 0 && !double.IsNaN(_evenScale.Sum()))
            return EvenTraces(variance[0]);
        for (int r = 0; r < Rows; r++)
        {
            Pointwise.Multiply(_scaled.AsSpan(r * Points, Points), variance, _weighed);
            double own = Products.Dot(_weighed, _scaled.AsSpan(r * Points, Points));
            (first, second) = (first + own, second + (own * own));
            for (int q = 0; q < r; q++)
                second += 2 * Math.Pow(Products.Dot(_weighed, _scaled.AsSpan(q * Points, Points)), 2);
        }
        return (first, second);
    }

    // Of noise that is the same at all points the traces follow from those of the factors, which are there once and for all.
    private (double First, double Second) EvenTraces(double variance)
    {
        int count = _factors.Length;
        _traces ??= FactorTraces();
        (double first, double second) = (0, 0);
        for (int a = 0; a < count; a++)
        {
            first += variance * _evenScale[a] * Products.Dot(_factors[a], _factors[a]);
            for (int b = 0; b < count; b++)
                second += variance * variance * _evenScale[a] * _evenScale[b] * _traces[(a * count) + b];
        }
        return (first, second);
    }

    private double[] FactorTraces()
    {
        int count = _factors.Length;
        double[] traces = new double[count * count];
        for (int a = 0; a < count; a++)
        for (int b = 0; b < count; b++)
        for (int i = 0; i < _factors[a].Length; i += Points)
        for (int j = 0; j < _factors[b].Length; j += Points)
            traces[(a * count) + b] += Math.Pow(Products.Dot(_factors[a].AsSpan(i, Points), _factors[b].AsSpan(j, Points)), 2);
        return traces;
    }

    private double Sigma(ExafsNoise noise, int weight, int point)
    {
        double sigma =
            _transform.Space is ExafsSpace.R or ExafsSpace.Q ? noise.EpsilonR[weight]
            : noise.EpsilonByPoint.IsEmpty ? noise.EpsilonK[weight]
            : noise.EpsilonByPoint[point];
        if (!double.IsFinite(sigma))
            throw new ArgumentException($"The noise of the data is {sigma}: χ(k) holds values that are not numbers.", nameof(noise));
        // χ of zeros has no noise to divide by.
        return sigma == 0 ? 1 : sigma;
    }

    private static double[] Window(ExafsTransform transform, int gridPoints)
    {
        double[] window = new double[transform.TransformLength];
        if (transform.Space == ExafsSpace.K)
            window.AsSpan(transform.FirstColumn..transform.EndColumn).Fill(1);
        else
            transform.KWindow.Fill(transform.KStep, window);
        return window[..gridPoints];
    }

    // In k space: divided by its root mean square.
    private double[] Even(double[] weight)
    {
        PointCount += Points;
        double square = Products.Dot(weight, weight) / Points;
        return [.. weight.Select(w => w / Math.Sqrt(square))];
    }

    private double[] Compressed(double[] weight, int gridPoints)
    {
        var rows = new ExafsRows(_transform, FirstPoint, weight) { GridEnd = gridPoints };
        PointCount += rows.Blocks * rows.BlockRows;
        int columns = NormalMatrix.Padded(Points);
        int stride = (rows.BlockRows + 7) / 8 * 8;
        var block = new AlignedArray((columns + 1) * stride);
        var sums = new AlignedArray(NormalMatrix.Length(columns));
        for (int b = 0; b < rows.Blocks; b++)
        {
            rows.Fill(b, block.Span, stride);
            NormalMatrix.Add(ref block.First, (nuint)stride, (nuint)stride, (nuint)columns, ref MemoryMarshal.GetReference(sums.Span));
        }
        double[] gram = new double[Points * Points];
        for (int i = 0; i < Points; i++)
            sums.Span.Slice(i * columns, i + 1).CopyTo(gram.AsSpan(i * Points));
        return PivotedCholesky.Factor(gram, Points, Rounding);
    }
}
