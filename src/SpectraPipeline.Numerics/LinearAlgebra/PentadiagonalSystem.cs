namespace SpectraPipeline.Numerics.LinearAlgebra;

/// <summary>Solves (W + λ D₂′D₂) z = W y, the step of every Whittaker baseline of order 2, by LDL′ without pivoting.</summary>
/// <remarks>
/// The matrix is symmetric positive definite as soon as two weights are positive, so no pivoting is needed; with tiny weights and large λ
/// (λ &gt; 1e12 · weight) digits are lost in proportion. Holds its own scratch: one object per worker. Cost: about 12 operations a point.
/// </remarks>
public sealed class PentadiagonalSystem
{
    private readonly double[] _penalty; // D₂′D₂, three lower bands a row
    private readonly double[] _first; // L(i, i−1)
    private readonly double[] _inverse; // 1 / D(i)

    /// <summary>A system of <paramref name="length"/> points.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than 3 points.</exception>
    public PentadiagonalSystem(int length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 3);
        Length = length;
        _penalty = new double[3 * length];
        DifferencePenalty.Fill(length, 2, _penalty);
        _first = new double[length];
        _inverse = new double[length];
    }

    /// <summary>Number of points.</summary>
    public int Length { get; }

    /// <summary>Solves for the smooth curve.</summary>
    /// <param name="weights">Diagonal of W, ≥ 0; length n.</param>
    /// <param name="lambda">Weight of the roughness, ≥ 0.</param>
    /// <param name="y">Data; length n.</param>
    /// <param name="z">Receives the solution; length n; may not overlap the inputs.</param>
    /// <exception cref="ArgumentException">Lengths disagree.</exception>
    public void Solve(ReadOnlySpan<double> weights, double lambda, ReadOnlySpan<double> y, Span<double> z)
    {
        if (weights.Length != Length || y.Length != Length || z.Length != Length)
            throw new ArgumentException($"weights, y and z must hold {Length} points, not {weights.Length}, {y.Length} and {z.Length}");
        double inverse1 = 0,
            inverse2 = 0,
            first1 = 0,
            forward1 = 0,
            forward2 = 0;
        double level = y[0]; // constants are their own solution: without one, digits do not go with the level of y
        for (int i = 0; i < z.Length; i++)
        {
            double e = lambda * _penalty[3 * i + 2];
            double c = lambda * _penalty[3 * i + 1] - e * first1;
            double second = e * inverse2;
            double first = c * inverse1;
            double inverse = 1 / (weights[i] + lambda * _penalty[3 * i] - c * first - e * second);
            double forward = weights[i] * (y[i] - level) - first * forward1 - second * forward2;
            _first[i] = first;
            _inverse[i] = inverse;
            z[i] = forward * inverse;
            (forward2, forward1, inverse2, inverse1, first1) = (forward1, forward, inverse1, inverse, first);
        }
        double z1 = 0,
            z2 = 0,
            firstAbove = 0,
            penaltyAbove = 0,
            penaltyTwoAbove = 0;
        for (int i = z.Length - 1; i >= 0; i--)
        {
            double value = z[i] - firstAbove * z1 - lambda * penaltyTwoAbove * _inverse[i] * z2;
            z[i] = value + level;
            (z2, z1, firstAbove) = (z1, value, _first[i]);
            (penaltyTwoAbove, penaltyAbove) = (penaltyAbove, _penalty[3 * i + 2]);
        }
    }
}
