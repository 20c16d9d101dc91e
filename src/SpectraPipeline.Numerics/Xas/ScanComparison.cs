using SpectraPipeline.Numerics.LinearAlgebra;
using SpectraPipeline.Numerics.Statistics;

namespace SpectraPipeline.Numerics.Xas;

/// <summary>How a scan differs from another of the same sample.</summary>
/// <param name="Scale">Factor of all that changes: thickness, concentration, edge step.</param>
/// <param name="Shift">How much higher its energies are, eV; NaN where no edge is known.</param>
/// <param name="Rms">What is left besides offset, slope and factor, in the unit of the reference.</param>
/// <param name="Noise">Of it what changes from point to point.</param>
/// <param name="ShiftShare">Share of its squares about the edge that the shift explains.</param>
public readonly record struct ScanDifference(double Scale, double Shift, double Rms, double Noise, double ShiftShare)
{
    private const double LeastScale = 1e-9;

    /// <summary>It goes up and down with the reference; a dead channel does not, and an inverted one goes the other way.</summary>
    public bool Follows => Scale > LeastScale;

    /// <summary>What residuals are divided by: the factor, or 1 where there is none to speak of.</summary>
    internal double Divisor => Math.Abs(Scale) > LeastScale ? Scale : 1;
}

/// <summary>Lays scans on a reference of the same sample: y = a + bE + c·reference over the scan, and y = a + bE + c·reference − c·δ·reference′ about the edge for the shift δ.</summary>
/// <remarks>
/// Least squares by columns made orthonormal once a reference (Gram–Schmidt), so that a scan costs three or four products of vectors. The shift is that of first order: good to a per
/// cent below half the width of the edge. Its slope comes from the reference, whose noise makes it too small where the reference is one noisy scan: take a mean or a median. Scratch and
/// the last residual belong to the instance: one worker each.
/// </remarks>
/// <param name="energy">eV, increasing.</param>
/// <param name="removesShift">The residual is also without −c·δ·reference′.</param>
public sealed class ScanComparison(double[] energy, bool removesShift = false)
{
    /// <summary>The shift is fitted from this much before the edge, eV ...</summary>
    public const double EdgeFrom = 30;

    /// <summary>... to this much behind.</summary>
    public const double EdgeTo = 60;

    private const int FewestForShift = 8;
    private readonly double[] _reference = new double[energy.Length];
    private readonly double[] _residual = new double[energy.Length];
    private readonly double[] _scratch = new double[energy.Length];
    private readonly double[] _slope = new double[energy.Length];
    private readonly ColumnFit _whole = new(energy.Length, 4);
    private readonly ColumnFit _edge = new(energy.Length, 4);
    private int _first;
    private int _end;

    /// <summary>What the last scan has besides offset, slope and factor, on the scale of the reference.</summary>
    public ReadOnlySpan<double> Residual => _residual;

    /// <summary>The scan that others are compared with.</summary>
    /// <param name="reference">One value an energy, finite.</param>
    /// <param name="e0">Edge energy, eV; NaN where none is known.</param>
    public void SetReference(ReadOnlySpan<double> reference, double e0)
    {
        reference.CopyTo(_reference);
        Fill(_whole, 0, energy.Length);
        if (energy.Length > 2)
            EdgeFinder.Slope(energy, _reference, _slope);
        _slope.CopyTo(_whole.Column(3), 0);
        _whole.Prepare(energy.Length, removesShift ? 4 : 3);
        (_first, _end) = (0, 0);
        if (!double.IsFinite(e0) || energy.Length < FewestForShift)
            return;
        _first = EnergyGrid.AtOrBelow(energy, e0 - EdgeFrom);
        _end = EnergyGrid.AtOrBelow(energy, e0 + EdgeTo) + 1;
        if (_end - _first < FewestForShift)
        {
            _end = _first;
            return;
        }
        Fill(_edge, _first, _end);
        for (int i = _first; i < _end; i++)
            _edge.Column(3)[i - _first] = _slope[i];
        _edge.Prepare(_end - _first, 4);
    }

    /// <summary>Compares one scan.</summary>
    /// <param name="y">One value an energy, finite.</param>
    public ScanDifference Compare(ReadOnlySpan<double> y)
    {
        Span<double> coefficients = stackalloc double[4];
        _whole.Solve(y, coefficients, _residual);
        double scale = coefficients[2],
            divisor = new ScanDifference { Scale = scale }.Divisor,
            sum = 0;
        for (int i = 0; i < _residual.Length; i++)
        {
            _residual[i] /= divisor;
            sum += _residual[i] * _residual[i];
        }
        double noise = NoiseEstimate.FromSecondDifference(_residual, _scratch);
        (double shift, double share) = Shift(y, coefficients);
        return new(scale, shift, Math.Sqrt(sum / y.Length), noise, share);
    }

    private (double Shift, double Share) Shift(ReadOnlySpan<double> y, Span<double> coefficients)
    {
        if (_end == _first)
            return (double.NaN, 0);
        double along = _edge.Solve(y[_first.._end], coefficients, _scratch.AsSpan(0, _end - _first)),
            left = 0;
        for (int i = 0; i < _end - _first; i++)
            left += _scratch[i] * _scratch[i];
        double explained = along * along;
        return (-coefficients[3] / coefficients[2], explained / (explained + left));
    }

    private void Fill(ColumnFit fit, int first, int end)
    {
        double middle = (energy[first] + energy[end - 1]) / 2,
            half = Math.Max((energy[end - 1] - energy[first]) / 2, double.Epsilon);
        for (int i = first; i < end; i++)
        {
            fit.Column(0)[i - first] = 1;
            fit.Column(1)[i - first] = (energy[i] - middle) / half;
            fit.Column(2)[i - first] = _reference[i];
        }
    }
}

/// <summary>Least squares for few columns and many right sides: the columns are made orthonormal once.</summary>
internal sealed class ColumnFit(int rows, int columns)
{
    private readonly double[][] _columns = [.. Enumerable.Range(0, columns).Select(_ => new double[rows])];
    private readonly double[,] _triangle = new double[columns, columns];
    private int _rows;
    private int _count;

    /// <summary>A column to fill before <see cref="Prepare"/>, which replaces it.</summary>
    public double[] Column(int index) => _columns[index];

    /// <summary>Makes the columns orthonormal, twice each for the digits.</summary>
    public void Prepare(int count, int used)
    {
        (_rows, _count) = (count, used);
        Array.Clear(_triangle);
        for (int c = 0; c < used; c++)
        {
            Span<double> column = _columns[c].AsSpan(0, count);
            for (int pass = 0; pass < 2; pass++)
            for (int b = 0; b < c; b++)
            {
                ReadOnlySpan<double> before = _columns[b].AsSpan(0, count);
                double overlap = Products.Dot(column, before);
                _triangle[b, c] += overlap;
                for (int i = 0; i < count; i++)
                    column[i] -= overlap * before[i];
            }
            double norm = Math.Sqrt(Products.Dot(column, column));
            _triangle[c, c] = norm;
            for (int i = 0; i < count; i++)
                column[i] = norm > 0 ? column[i] / norm : 0;
        }
    }

    /// <summary>Coefficients and residual of one right side; returns its projection on the last column.</summary>
    public double Solve(ReadOnlySpan<double> y, Span<double> coefficients, Span<double> residual)
    {
        y.CopyTo(residual);
        for (int c = 0; c < _count; c++)
        {
            ReadOnlySpan<double> column = _columns[c].AsSpan(0, _rows);
            coefficients[c] = Products.Dot(residual[.._rows], column);
            for (int i = 0; i < _rows; i++)
                residual[i] -= coefficients[c] * column[i];
        }
        double last = coefficients[_count - 1];
        for (int c = _count - 1; c >= 0; c--)
        {
            for (int k = c + 1; k < _count; k++)
                coefficients[c] -= _triangle[c, k] * coefficients[k];
            coefficients[c] = _triangle[c, c] > 0 ? coefficients[c] / _triangle[c, c] : 0;
        }
        return last;
    }
}
