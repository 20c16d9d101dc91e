using System.Runtime.CompilerServices;

namespace SpectraPipeline.Numerics.Simd;

/// <summary>sin and cos of angles of many turns for registers of any width.</summary>
/// <remarks>
/// a = r + nπ/2 with |r| ≤ π/4 by two fused steps of π/2 in two parts (after W. J. Cody, W. Waite, Software Manual for the Elementary Functions, Prentice-Hall 1980),
/// Taylor polynomials of degree 15 and 16 in r, then the turn by n right angles as an exact product. Absolute error ≤ 3e-16 for |a| ≤ 1e5. Cost: 35 operations, no branch.
/// </remarks>
internal static class SineCosine
{
    // 1.5·2⁵²: adding it rounds to a whole number.
    private const double RoundToWhole = 6755399441055744.0;
    private const double QuarterTurn = 1.5707963267948966;
    private const double QuarterTurnRest = 6.123233995736766e-17;

    // (−1)ᵐ/(2m+1)! and (−1)ᵐ/(2m)!, m ≥ 1.
    private static ReadOnlySpan<double> Sine =>
        [-1.0 / 6, 1.0 / 120, -1.0 / 5040, 1.0 / 362880, -1.0 / 39916800, 1.0 / 6227020800, -1.0 / 1307674368000];

    private static ReadOnlySpan<double> Cosine =>
        [-1.0 / 2, 1.0 / 24, -1.0 / 720, 1.0 / 40320, -1.0 / 3628800, 1.0 / 479001600, -1.0 / 87178291200, 1.0 / 20922789888000];

    /// <summary>Sine and cosine.</summary>
    /// <param name="a">Angle, rad, at most 1e5 in size.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (TWide Sin, TWide Cos) Of<TWide>(TWide a)
        where TWide : struct, IWide<TWide>
    {
        TWide whole = TWide.Of(RoundToWhole);
        TWide n = TWide.MultiplyAdd(a, TWide.Of(1 / QuarterTurn), whole) - whole;
        TWide r = TWide.MultiplyAdd(n, TWide.Of(-QuarterTurnRest), TWide.MultiplyAdd(n, TWide.Of(-QuarterTurn), a));
        TWide square = r * r;
        TWide sine = TWide.Of(Sine[6]);
        for (int m = 5; m >= 0; m--)
            sine = TWide.MultiplyAdd(sine, square, TWide.Of(Sine[m]));
        sine = TWide.MultiplyAdd(sine * square, r, r);
        TWide cosine = TWide.Of(Cosine[7]);
        for (int m = 6; m >= 0; m--)
            cosine = TWide.MultiplyAdd(cosine, square, TWide.Of(Cosine[m]));
        cosine = TWide.MultiplyAdd(cosine, square, TWide.Of(1));
        // n modulo 4 as −2..2; its right angles turn by (1 − |t|, t·(2 − |t|)), which is (1,0), (0,±1) or (−1,0).
        TWide four = TWide.Of(4);
        TWide t = n - four * (TWide.MultiplyAdd(n, TWide.Of(0.25), whole) - whole);
        TWide size = TWide.WhereNegative(t, -t, t);
        TWide turnCosine = TWide.Of(1) - size;
        TWide turnSine = t * (TWide.Of(2) - size);
        return (TWide.MultiplyAdd(turnCosine, sine, turnSine * cosine), TWide.MultiplyAdd(turnCosine, cosine, -(turnSine * sine)));
    }
}
