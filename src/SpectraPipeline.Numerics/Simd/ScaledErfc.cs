using System.Runtime.CompilerServices;

namespace SpectraPipeline.Numerics.Simd;

/// <summary>The scaled complementary error function erfcx(a) = exp(a²)·erfc(a) for a ≥ 0, in lanes.</summary>
/// <remarks>
/// (1 + 2a)·erfcx(a) as a Chebyshev series in q = (a − 3.75)/(a + 3.75), the mapping of M. M. Shepherd, J. G. Laframboise, Math. Comp. 36 (1981) 249,
/// doi:10.1090/S0025-5718-1981-0595058-X; the coefficients are our own, computed with 40 digits. Relative error below 1e-15. Cost: 2 divisions, 50 operations.
/// </remarks>
internal static class ScaledErfc
{
    private const double Centre = 3.75;

    /// <summary>c₀ (halved) to c₂₃; what is left out adds up to 6e-17.</summary>
    private static ReadOnlySpan<double> Coefficients =>
        [
            1.17757893456740175,
            -0.00459005458064647733,
            -0.0842491333665179156,
            0.0592099399981918905,
            -0.0266586684353057523,
            0.00907499767070526509,
            -0.00241316354041760819,
            0.000490775836525808632,
            -0.0000691697330250120637,
            4.13902798607301017e-6,
            7.74038306619849067e-7,
            -2.18864010492343957e-7,
            1.07649994656709104e-8,
            4.5219598112182869e-9,
            -7.75440020883135111e-10,
            -6.31808834088668449e-11,
            2.8687950109306699e-11,
            1.94558685457773472e-13,
            -9.65469674843343891e-13,
            3.25254814814873984e-14,
            3.34781194828680539e-14,
            -1.8645628804193131e-15,
            -1.25079505306886471e-15,
            7.41823525662404346e-17,
        ];

    /// <param name="a">At least 0, lane by lane.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Of<TLanes>(TLanes a)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes q = (a - TLanes.Create(Centre)) / (a + TLanes.Create(Centre));
        TLanes twice = q + q,
            above = default,
            twoAbove = default;
        for (int k = Coefficients.Length - 1; k > 0; k--)
        {
            TLanes next = TLanes.MultiplyAdd(twice, above, TLanes.Create(Coefficients[k]) - twoAbove);
            (twoAbove, above) = (above, next);
        }
        return TLanes.MultiplyAdd(q, above, TLanes.Create(Coefficients[0]) - twoAbove) / (TLanes.Create(1) + a + a);
    }
}
