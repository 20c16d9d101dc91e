using SpectraPipeline.Numerics.LinearAlgebra;

namespace SpectraPipeline.Numerics.Smoothing;

/// <summary>Whittaker smoother: minimises Σ (yᵢ − zᵢ)² + λ Σ (Δᵈz)².</summary>
/// <remarks>
/// E. T. Whittaker, Proc. Edinburgh Math. Soc. 41 (1923) 63, doi:10.1017/S0013091500077853; P. H. C. Eilers, Anal. Chem. 75 (2003) 3631, doi:10.1021/ac034173t.
/// Index space: x plays no part. Keeps the sum of y (and moments up to d − 1). One object per worker. Cost: O(n d²).
/// </remarks>
public sealed class Whittaker
{
    private readonly WhittakerSystem _system;
    private readonly double[] _weights;
    private readonly double _lambda;

    /// <summary>A smoother for spectra of <paramref name="points"/> points.</summary>
    /// <param name="points">Points of a spectrum, more than the order.</param>
    /// <param name="lambda">λ &gt; 0.</param>
    /// <param name="order">Order d of the difference, 1 to 3.</param>
    /// <exception cref="ArgumentException">λ or order out of range, or too few points.</exception>
    public Whittaker(int points, double lambda, int order = 2)
    {
        if (!(lambda > 0) || double.IsInfinity(lambda))
            throw new ArgumentException($"lambda must be positive and finite, not {lambda}", nameof(lambda));
        _system = new WhittakerSystem(points, order);
        _weights = new double[points];
        Array.Fill(_weights, 1.0);
        _lambda = lambda;
    }

    /// <summary>Smooths one spectrum.</summary>
    /// <param name="y">The spectrum; not changed.</param>
    /// <param name="result">Same length; may not overlap <paramref name="y"/>.</param>
    /// <exception cref="ArgumentException">Lengths disagree.</exception>
    public void Apply(ReadOnlySpan<double> y, Span<double> result) => _system.Solve(_weights, _lambda, y, result);
}
