using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using SpectraPipeline.Numerics.Simd;

namespace SpectraPipeline.Numerics.Fitting;

/// <summary>Sums of products of columns, J'J, by tiles of 4 × 4 sums held in registers.</summary>
internal static class NormalMatrix
{
    /// <summary>Columns are padded to a multiple of this.</summary>
    public const int Tile = 4;

    /// <summary>
    /// Adds Σᵢ column a · column b to gram[a·columns + b] for all b ≤ a (and some above the diagonal). Column c occupies block[c·stride ..];
    /// <paramref name="points"/> must be a multiple of 8 and <paramref name="columns"/> of 4. Cost columns²/2 · points multiply-adds.
    /// </summary>
    public static void Add(ref double block, nuint stride, nuint points, nuint columns, ref double gram)
    {
        if (Avx512F.IsSupported)
            Add<Wide512>(ref block, stride, points, columns, ref gram);
        else
            Add<Wide256>(ref block, stride, points, columns, ref gram);
    }

    public static void Add<TWide>(ref double block, nuint stride, nuint points, nuint columns, ref double gram)
        where TWide : struct, IWide<TWide>
    {
        for (nuint a = 0; a < columns; a += Tile)
        for (nuint b = 0; b <= a; b += Tile)
            AddTile<TWide>(
                ref Unsafe.Add(ref block, a * stride),
                ref Unsafe.Add(ref block, b * stride),
                stride,
                points,
                ref gram,
                a * columns + b,
                columns
            );
    }

    // Sixteen running sums need sixteen registers (of 32 with AVX-512): each loaded value is used four times.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddTile<TWide>(ref double a, ref double b, nuint stride, nuint points, ref double gram, nuint index, nuint columns)
        where TWide : struct, IWide<TWide>
    {
        TWide s00 = default,
            s01 = default,
            s02 = default,
            s03 = default;
        TWide s10 = default,
            s11 = default,
            s12 = default,
            s13 = default;
        TWide s20 = default,
            s21 = default,
            s22 = default,
            s23 = default;
        TWide s30 = default,
            s31 = default,
            s32 = default,
            s33 = default;
        nuint two = 2 * stride;
        nuint three = 3 * stride;
        for (nuint i = 0; i < points; i += (nuint)TWide.Count)
        {
            TWide b0 = TWide.Load(ref b, i);
            TWide b1 = TWide.Load(ref b, stride + i);
            TWide b2 = TWide.Load(ref b, two + i);
            TWide b3 = TWide.Load(ref b, three + i);
            TWide row = TWide.Load(ref a, i);
            s00 = TWide.MultiplyAdd(row, b0, s00);
            s01 = TWide.MultiplyAdd(row, b1, s01);
            s02 = TWide.MultiplyAdd(row, b2, s02);
            s03 = TWide.MultiplyAdd(row, b3, s03);
            row = TWide.Load(ref a, stride + i);
            s10 = TWide.MultiplyAdd(row, b0, s10);
            s11 = TWide.MultiplyAdd(row, b1, s11);
            s12 = TWide.MultiplyAdd(row, b2, s12);
            s13 = TWide.MultiplyAdd(row, b3, s13);
            row = TWide.Load(ref a, two + i);
            s20 = TWide.MultiplyAdd(row, b0, s20);
            s21 = TWide.MultiplyAdd(row, b1, s21);
            s22 = TWide.MultiplyAdd(row, b2, s22);
            s23 = TWide.MultiplyAdd(row, b3, s23);
            row = TWide.Load(ref a, three + i);
            s30 = TWide.MultiplyAdd(row, b0, s30);
            s31 = TWide.MultiplyAdd(row, b1, s31);
            s32 = TWide.MultiplyAdd(row, b2, s32);
            s33 = TWide.MultiplyAdd(row, b3, s33);
        }
        TWide.AddSums(s00, s01, s02, s03, ref gram, index);
        TWide.AddSums(s10, s11, s12, s13, ref gram, index + columns);
        TWide.AddSums(s20, s21, s22, s23, ref gram, index + 2 * columns);
        TWide.AddSums(s30, s31, s32, s33, ref gram, index + 3 * columns);
    }
}
