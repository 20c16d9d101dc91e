using SpectraPipeline.Numerics.LinearAlgebra;
using SpectraPipeline.Numerics.Splines;

namespace SpectraPipeline.Numerics.Xas;

/// <summary>What stands for the points of a bin.</summary>
public enum RebinMethod
{
    /// <summary>Their mean.</summary>
    Boxcar,

    /// <summary>Their mean weighed with their energies, Σ μE/Σ E.</summary>
    Centroid,

    /// <summary>The cubic through them, at the energy of the grid: nothing is averaged.</summary>
    Spline,
}

/// <summary>Brings an oversampled scan to the grid of a step scan: each new point is the mean of the points about it, and their scatter is its error.</summary>
/// <remarks>
/// Bins as Larch's rebin_xafs (2026; M. Newville, J. Phys. Conf. Ser. 430 (2013) 012007, doi:10.1088/1742-6596/430/1/012007): with bⱼ the last point at or below grid energy j, bin j ends
/// before point int((bⱼ + bⱼ₊₁ + 1)/2); the first begins at 5 eV below its energy, the last point of the scan is in none. A bin of fewer than three points takes the straight line
/// between the points on both sides. The error is this project's: the
/// noise of a point near the bin (<see cref="BinNoise"/>) by the weights of its points. Assumes noise that changes little over some bins; a glitch raises the errors about it.
/// Scratch memory belongs to the instance: one worker each. Cost: O(points).
/// </remarks>
public sealed class ScanRebin
{
    private const double FirstReach = 5;
    private const int FewestForMean = 3;
    private readonly double[] _energy;
    private readonly double[] _grid;
    private readonly RebinMethod _method;
    private readonly int[] _begin;
    private readonly int[] _end;
    private readonly BinNoise _noise;
    private readonly double[] _weights; // of spline: each point is in one bin

    /// <summary>Cuts the energies into bins.</summary>
    /// <param name="energy">eV, increasing; at least two.</param>
    /// <param name="grid">eV, increasing, within the energies; at least one.</param>
    /// <param name="method">What stands for the points of a bin.</param>
    /// <exception cref="ArgumentException">Too few energies or no grid.</exception>
    public ScanRebin(ReadOnlySpan<double> energy, ReadOnlySpan<double> grid, RebinMethod method)
    {
        if (energy.Length < 2 || grid.IsEmpty)
            throw new ArgumentException($"{energy.Length} energies cannot be brought to {grid.Length}.", nameof(energy));
        (_energy, _grid, _method) = (energy.ToArray(), grid.ToArray(), method);
        (_begin, _end) = (new int[grid.Length], new int[grid.Length]);
        _noise = new BinNoise(energy.Length, grid.Length);
        _weights = method == RebinMethod.Spline ? new double[energy.Length] : [];
        int begin = EnergyGrid.AtOrBelow(energy, grid[0] - FirstReach);
        for (int j = 0; j < grid.Length; j++)
        {
            (_begin[j], _end[j]) = (begin, EndOf(j));
            begin = _end[j];
        }
        if (method == RebinMethod.Spline)
            SplineWeights();
    }

    /// <summary>Energies of the scan, eV.</summary>
    public ReadOnlySpan<double> Energies => _energy;

    /// <summary>Energies of the result, eV.</summary>
    public ReadOnlySpan<double> Grid => _grid;

    /// <summary>Points in a bin.</summary>
    public int Count(int bin) => _end[bin] - _begin[bin];

    /// <summary>Bins of fewer than three points, whose value is interpolated.</summary>
    public int Interpolated => Enumerable.Range(0, _grid.Length).Count(j => Count(j) < FewestForMean);

    /// <summary>Correlation of neighbouring points of the last spectrum; 0 where it is small or the scan is not oversampled.</summary>
    public double Correlation => _noise.Correlation;

    /// <summary>No bin of the last spectrum held points enough for a scatter: its errors are upper limits from second differences, which the signal enters.</summary>
    public bool ErrorsAreLimits => _noise.IsLimit;

    /// <summary>Rebins one spectrum.</summary>
    /// <param name="mu">One value an energy.</param>
    /// <param name="result">Receives one value a grid energy.</param>
    /// <param name="error">Receives the standard error of each.</param>
    /// <exception cref="ArgumentException">Lengths disagree.</exception>
    public void Apply(ReadOnlySpan<double> mu, Span<double> result, Span<double> error)
    {
        if (mu.Length != _energy.Length || result.Length != _grid.Length || error.Length != _grid.Length)
            throw new ArgumentException(
                $"{mu.Length} values for {_energy.Length} energies, {result.Length} and {error.Length} for {_grid.Length} bins."
            );
        _noise.Begin(mu);
        for (int j = 0; j < result.Length; j++)
        {
            result[j] = Value(j, mu);
            if (Count(j) >= FewestForMean)
                _noise.Add(j, _energy.AsSpan(_begin[j], Count(j)), mu.Slice(_begin[j], Count(j)));
        }
        _noise.End(mu);
        Errors(error);
    }

    /// <summary>Standard deviation of the points of each bin about their mean (n, not n − 1), slopes of the spectrum included: what Larch calls delta_mu. NaN for an empty bin.</summary>
    /// <param name="mu">One value an energy.</param>
    /// <param name="scatter">Receives one value a bin.</param>
    public void Scatter(ReadOnlySpan<double> mu, Span<double> scatter)
    {
        for (int j = 0; j < scatter.Length; j++)
        {
            ReadOnlySpan<double> points = mu[_begin[j].._end[j]];
            double mean = Mean(points),
                sum = 0;
            foreach (double v in points)
                sum += (v - mean) * (v - mean);
            scatter[j] = points.IsEmpty ? double.NaN : Math.Sqrt(sum / points.Length);
        }
    }

    private int EndOf(int bin)
    {
        if (bin == _grid.Length - 1)
            return _energy.Length - 1;
        return (EnergyGrid.AtOrBelow(_energy, _grid[bin]) + EnergyGrid.AtOrBelow(_energy, _grid[bin + 1]) + 1) / 2;
    }

    private double Value(int bin, ReadOnlySpan<double> mu)
    {
        int count = Count(bin);
        if (count < FewestForMean)
        {
            (int below, double share) = Between(bin);
            return ((1 - share) * mu[below]) + (share * mu[below + 1]);
        }
        ReadOnlySpan<double> points = mu.Slice(_begin[bin], count);
        return _method switch
        {
            RebinMethod.Boxcar => Mean(points),
            RebinMethod.Centroid => Centroid(points, _energy.AsSpan(_begin[bin], count)),
            _ => Products.Dot(points, _weights.AsSpan(_begin[bin], count)),
        };
    }

    private (int Below, double Share) Between(int bin)
    {
        int below = Math.Min(EnergyGrid.AtOrBelow(_energy, _grid[bin]), _energy.Length - 2);
        return (below, (_grid[bin] - _energy[below]) / (_energy[below + 1] - _energy[below]));
    }

    private static double Mean(ReadOnlySpan<double> values)
    {
        double sum = 0;
        foreach (double v in values)
            sum += v;
        return sum / values.Length;
    }

    private static double Centroid(ReadOnlySpan<double> mu, ReadOnlySpan<double> energy)
    {
        double sum = 0,
            total = 0;
        for (int i = 0; i < mu.Length; i++)
            (sum, total) = (sum + (mu[i] * energy[i]), total + energy[i]);
        return sum / total;
    }

    /// <summary>The not-a-knot cubic through the points of a bin (the parabola of three) at its energy, as weights of the points.</summary>
    private void SplineWeights()
    {
        for (int bin = 0; bin < _grid.Length; bin++)
        {
            int count = Count(bin);
            if (count < FewestForMean)
                continue;
            ReadOnlySpan<double> x = _energy.AsSpan(_begin[bin], count);
            Span<double> weights = _weights.AsSpan(_begin[bin], count);
            double at = _grid[bin];
            if (count == FewestForMean)
            {
                weights[0] = (at - x[1]) * (at - x[2]) / ((x[0] - x[1]) * (x[0] - x[2]));
                weights[1] = (at - x[0]) * (at - x[2]) / ((x[1] - x[0]) * (x[1] - x[2]));
                weights[2] = 1 - weights[0] - weights[1];
                continue;
            }
            var spline = new NotAKnotSpline(x);
            double[] unit = new double[count];
            for (int i = 0; i < count; i++)
            {
                unit[i] = 1;
                spline.Fit(unit);
                spline.Evaluate(new ReadOnlySpan<double>(in at), weights.Slice(i, 1));
                unit[i] = 0;
            }
        }
    }

    private void Errors(Span<double> error)
    {
        double correlation = _noise.Correlation;
        for (int j = 0; j < error.Length; j++)
        {
            int count = Count(j);
            double gain;
            if (count < FewestForMean)
            {
                double share = Between(j).Share;
                gain = Math.Sqrt((share * share) + ((1 - share) * (1 - share)) + (2 * share * (1 - share) * correlation));
            }
            else if (_method == RebinMethod.Spline)
                gain = Math.Sqrt(Products.Dot(_weights.AsSpan(_begin[j], count), _weights.AsSpan(_begin[j], count)));
            else
                gain = Math.Sqrt(_noise.SumOfCorrelations(count)) / count;
            error[j] = gain * _noise.Of(j);
        }
    }
}
