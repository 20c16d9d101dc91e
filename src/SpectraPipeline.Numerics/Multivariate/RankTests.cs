using SpectraPipeline.Numerics.LinearAlgebra;
using SpectraPipeline.Numerics.Statistics;

namespace SpectraPipeline.Numerics.Multivariate;

/// <summary>How many components stand out of the noise, by criteria that may disagree.</summary>
/// <remarks>
/// <para>
/// r × c data, r ≥ c (c one less where the mean was subtracted from that side), λⱼ the squared singular values, S(k) = Σ_{j&gt;k} λⱼ.
/// RE(k) = √(S(k)/(r(c − k))), IE = RE·√(k/c), IND = RE/(c − k)² (E. R. Malinowski, Anal. Chem. 49 (1977) 612). The least IND marks the rank.
/// </para>
/// <para>
/// F(1, c − k) = [λₖ/n(k)]/[S(k)/Σ_{j&gt;k} n(j)], n(j) = (r − j + 1)(c − j + 1): the reduced eigenvalue k over that of all behind it (E. R. Malinowski, J. Chemom. 3 (1989) 49).
/// F(ν₁, ν₂) = (λₖ/ν₁)/(S(k)/ν₂), ν₁ the expected largest eigenvalue of noise of (r − k + 1) × (c − k + 1) points, ν₂ the rest of these points (K. Faber,
/// B. R. Kowalski, J. Chemom. 11 (1997) 53; ν₁ here from <see cref="LargestNoise"/>, not from simulation).
/// Known σ: λₖ/σ² against the largest of noise of that size (S. Kritchman, B. Nadler, Chemom. Intell. Lab. Syst. 94 (2008) 19).
/// All assume white noise of one size. Correlated noise (zero filling, interpolation, a drifting baseline) raises the rank; the least IND of few frames is
/// often the largest k tested.
/// </para>
/// </remarks>
/// <param name="components">The decomposition.</param>
public sealed class RankTests(PrincipalComponents components)
{
    private readonly double _long = components.Frames - (components.Centred ? 1 : 0) >= components.Points
            ? components.Frames - (components.Centred ? 1 : 0)
            : components.Points,
        _short = components.MostRank;

    /// <summary>Larger size of the data, r.</summary>
    public double LongSide => _long;

    /// <summary>Smaller size of the data, c.</summary>
    public double ShortSide => _short;

    /// <summary>Real error: what k components leave a point, corrected for what they swallow; NaN for k ≥ c.</summary>
    public double RealError(int k) => k < _short ? Math.Sqrt(components.Left(k) / (_long * (_short - k))) : double.NaN;

    /// <summary>Imbedded error: what of the noise stays in the reproduced data.</summary>
    public double ImbeddedError(int k) => RealError(k) * Math.Sqrt(k / _short);

    /// <summary>Malinowski's indicator function.</summary>
    public double Indicator(int k) => RealError(k) / ((_short - k) * (_short - k));

    /// <summary>Unbiased standard deviation of the noise when k components are real: √(S/((r − k)(c − k))).</summary>
    public double Noise(int k) => k < _short ? Math.Sqrt(components.Left(k) / ((_long - k) * (_short - k))) : double.NaN;

    /// <summary>Probability of component k (counted from 1) by Malinowski's F test.</summary>
    public double Malinowski(int k)
    {
        if (k >= _short)
            return double.NaN;
        double behind = 0;
        for (int j = k + 1; j <= (int)_short; j++)
            behind += (_long - j + 1) * (_short - j + 1);
        double reduced = Eigenvalue(k) / ((_long - k + 1) * (_short - k + 1));
        return FisherTail.Probability(reduced / (components.Left(k) / behind), 1, _short - k);
    }

    /// <summary>Probability of component k (counted from 1) by the F test of Faber and Kowalski.</summary>
    public double FaberKowalski(int k)
    {
        if (k >= _short)
            return double.NaN;
        double rows = _long - k + 1,
            columns = _short - k + 1,
            first = LargestNoise.Expected(rows, columns),
            second = (rows * columns) - first;
        return FisherTail.Probability(Eigenvalue(k) / first / (components.Left(k) / second), first, second);
    }

    /// <summary>λₖ over what noise of this deviation exceeds once in twenty: above 1 the component is real.</summary>
    public double OverNoise(int k, double sigma) =>
        k > _short ? double.NaN : Eigenvalue(k) / (sigma * sigma * LargestNoise.Upper95(_long - k + 1, _short - k + 1));

    private double Eigenvalue(int k) => k <= components.Count ? components.Triplets.Values[k - 1] * components.Triplets.Values[k - 1] : 0;
}
