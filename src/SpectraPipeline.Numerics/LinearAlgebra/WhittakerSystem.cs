namespace SpectraPipeline.Numerics.LinearAlgebra;

/// <summary>Solves (W + λ D′D) z = W y for a difference of order 1, 2 or 3; order 2 goes through <see cref="PentadiagonalSystem"/>.</summary>
/// <remarks>
/// Banded LDL′ without pivoting of the symmetric positive definite matrix. D′D of order 3 has condition (n/π)⁶: beyond λ = 1e12 the last digits go.
/// Holds its own scratch: one object per worker. Cost: O(n d²).
/// </remarks>
public sealed class WhittakerSystem
{
    private readonly PentadiagonalSystem? _second;
    private readonly double[] _penalty = [];
    private readonly double[] _lower = []; // L(i, i−m) at i·(d+1)+m, and 1/D(i) at m = 0

    /// <summary>A system of <paramref name="length"/> points with differences of <paramref name="order"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Order outside 1..3, or no more points than the order.</exception>
    public WhittakerSystem(int length, int order)
        : this(length, order, []) { }

    /// <summary>The same with divided differences on an axis (<see cref="DifferencePenalty.FillRows"/>); empty for differences from point to point.</summary>
    public WhittakerSystem(int length, int order, ReadOnlySpan<double> axis)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(order, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(order, DifferencePenalty.MaxOrder);
        (Length, Order) = (length, order);
        if (order == 2 && axis.IsEmpty)
        {
            _second = new PentadiagonalSystem(length);
            return;
        }
        _penalty = new double[length * (order + 1)];
        DifferencePenalty.Fill(length, order, axis, _penalty);
        _lower = new double[length * (order + 1)];
    }

    /// <summary>Number of points.</summary>
    public int Length { get; }

    /// <summary>Order of the difference.</summary>
    public int Order { get; }

    /// <summary>Solves for the smooth curve.</summary>
    /// <param name="weights">Diagonal of W, ≥ 0; length n.</param>
    /// <param name="lambda">Weight of the roughness, ≥ 0.</param>
    /// <param name="y">Data; length n.</param>
    /// <param name="z">Receives the solution; length n; may not overlap the inputs.</param>
    /// <exception cref="ArgumentException">Lengths disagree.</exception>
    public void Solve(ReadOnlySpan<double> weights, double lambda, ReadOnlySpan<double> y, Span<double> z)
    {
        if (_second is not null)
        {
            _second.Solve(weights, lambda, y, z);
            return;
        }
        if (weights.Length != Length || y.Length != Length || z.Length != Length)
            throw new ArgumentException($"weights, y and z must hold {Length} points, not {weights.Length}, {y.Length} and {z.Length}");
        int stride = Order + 1;
        double level = y[0]; // constants are their own solution: without one, digits do not go with the level of y
        Span<double> scaled = stackalloc double[DifferencePenalty.MaxOrder + 1]; // D·L of the row at work
        for (int i = 0; i < z.Length; i++)
        {
            int reach = Math.Min(Order, i);
            double diagonal = weights[i] + lambda * _penalty[i * stride];
            double forward = weights[i] * (y[i] - level);
            for (int m = reach; m >= 1; m--)
            {
                int column = i - m;
                double sum = lambda * _penalty[i * stride + m];
                for (int k = m + 1; k <= reach; k++)
                    sum -= scaled[k] * _lower[column * stride + (k - m)];
                scaled[m] = sum;
                double factor = sum * _lower[column * stride];
                _lower[i * stride + m] = factor;
                diagonal -= sum * factor;
                forward -= factor * z[column];
            }
            _lower[i * stride] = 1 / diagonal;
            z[i] = forward;
        }
        for (int i = z.Length - 1; i >= 0; i--)
        {
            double value = z[i] * _lower[i * stride];
            for (int m = 1; m <= Order && i + m < z.Length; m++)
                value -= _lower[(i + m) * stride + m] * z[i + m];
            z[i] = value;
        }
        for (int i = 0; i < z.Length; i++)
            z[i] += level;
    }
}
