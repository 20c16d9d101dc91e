using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using SpectraPipeline.Numerics.Simd;

namespace SpectraPipeline.Numerics.Fitting;

/// <summary>Sums of products of columns, J'J, J'r and r'r in one pass, by tiles of 4 × 4 sums held in registers.</summary>
/// <remarks>On the diagonal only the lower half of a tile is summed, and r with its four columns in the place of the other half.</remarks>
internal static class NormalMatrix
{
    /// <summary>Columns are padded to a multiple of this.</summary>
    public const int Tile = 4;

    /// <summary>Number of columns with padding.</summary>
    public static int Padded(int columns) => (columns + Tile - 1) / Tile * Tile;

    /// <summary>Length of the sums for a padded number of columns: the matrix, the row of J'r, and r'r with what is written beside it.</summary>
    public static int Length(int columns) => columns * (columns + 1) + Tile;

    /// <summary>
    /// Adds Σᵢ column a · column b to sums[a·columns + b] for all b ≤ a. Column c occupies block[c·stride ..]; the column behind the last is r, its products go
    /// to row <paramref name="columns"/> and r'r behind that row. <paramref name="points"/> must be a multiple of 8, <paramref name="columns"/> of 4. Cost
    /// columns²/2 · points multiply-adds.
    /// </summary>
    public static void Add(ref double block, nuint stride, nuint points, nuint columns, ref double sums)
    {
        if (Avx512F.IsSupported)
            Add<Wide512>(ref block, stride, points, columns, ref sums);
        else
            Add<Wide256>(ref block, stride, points, columns, ref sums);
    }

    public static void Add<TWide>(ref double block, nuint stride, nuint points, nuint columns, ref double sums)
        where TWide : struct, IWide<TWide>
    {
        ref double residual = ref Unsafe.Add(ref block, columns * stride);
        for (nuint a = 0; a < columns; a += Tile)
        {
            ref double rows = ref Unsafe.Add(ref block, a * stride);
            for (nuint b = 0; b < a; b += Tile)
                AddTile<TWide>(ref rows, ref Unsafe.Add(ref block, b * stride), stride, points, ref sums, a * columns + b, columns);
            AddDiagonal<TWide>(ref rows, ref residual, stride, points, ref sums, a, columns);
        }
    }

    // Sixteen running sums need sixteen registers (of 32 with AVX-512): each loaded value is used four times.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddTile<TWide>(ref double a, ref double b, nuint stride, nuint points, ref double sums, nuint index, nuint columns)
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
        TWide.AddSums(s00, s01, s02, s03, ref sums, index);
        TWide.AddSums(s10, s11, s12, s13, ref sums, index + columns);
        TWide.AddSums(s20, s21, s22, s23, ref sums, index + 2 * columns);
        TWide.AddSums(s30, s31, s32, s33, ref sums, index + 3 * columns);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddDiagonal<TWide>(
        ref double a,
        ref double residual,
        nuint stride,
        nuint points,
        ref double sums,
        nuint first,
        nuint columns
    )
        where TWide : struct, IWide<TWide>
    {
        TWide s00 = default;
        TWide s10 = default,
            s11 = default;
        TWide s20 = default,
            s21 = default,
            s22 = default;
        TWide s30 = default,
            s31 = default,
            s32 = default,
            s33 = default;
        TWide r0 = default,
            r1 = default,
            r2 = default,
            r3 = default,
            square = default;
        nuint two = 2 * stride;
        nuint three = 3 * stride;
        for (nuint i = 0; i < points; i += (nuint)TWide.Count)
        {
            TWide r = TWide.Load(ref residual, i);
            TWide a0 = TWide.Load(ref a, i);
            TWide a1 = TWide.Load(ref a, stride + i);
            TWide a2 = TWide.Load(ref a, two + i);
            TWide a3 = TWide.Load(ref a, three + i);
            s00 = TWide.MultiplyAdd(a0, a0, s00);
            s10 = TWide.MultiplyAdd(a1, a0, s10);
            s11 = TWide.MultiplyAdd(a1, a1, s11);
            s20 = TWide.MultiplyAdd(a2, a0, s20);
            s21 = TWide.MultiplyAdd(a2, a1, s21);
            s22 = TWide.MultiplyAdd(a2, a2, s22);
            s30 = TWide.MultiplyAdd(a3, a0, s30);
            s31 = TWide.MultiplyAdd(a3, a1, s31);
            s32 = TWide.MultiplyAdd(a3, a2, s32);
            s33 = TWide.MultiplyAdd(a3, a3, s33);
            r0 = TWide.MultiplyAdd(a0, r, r0);
            r1 = TWide.MultiplyAdd(a1, r, r1);
            r2 = TWide.MultiplyAdd(a2, r, r2);
            r3 = TWide.MultiplyAdd(a3, r, r3);
            square = TWide.MultiplyAdd(r, r, square);
        }
        nuint index = first * columns + first;
        TWide none = default;
        TWide.AddSums(s00, none, none, none, ref sums, index);
        TWide.AddSums(s10, s11, none, none, ref sums, index + columns);
        TWide.AddSums(s20, s21, s22, none, ref sums, index + 2 * columns);
        TWide.AddSums(s30, s31, s32, s33, ref sums, index + 3 * columns);
        TWide.AddSums(r0, r1, r2, r3, ref sums, columns * columns + first);
        if (first == 0)
            TWide.AddSums(square, none, none, none, ref sums, columns * columns + columns);
    }
}
