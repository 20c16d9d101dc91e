using System.Runtime.CompilerServices;
using SpectraPipeline.Numerics.Simd;

namespace SpectraPipeline.Numerics.LinearAlgebra;

/// <summary>Solves one symmetric positive definite band system in each lane, by LDL′ without pivoting.</summary>
/// <remarks>
/// A row is a record of vectors: diagonal, bands below it, right-hand side. The factors replace the bands (with the sign turned, so that every step is one
/// multiply-add), the solution replaces the right-hand side. Cost: (b² + 5 b)/2 multiply-adds and one division a row for b bands.
/// </remarks>
internal static unsafe class BandedLanes<TLanes>
    where TLanes : struct, ILanes<TLanes>
{
    /// <summary>Most bands below the diagonal.</summary>
    public const int MaxBands = 8;

    /// <summary>Factors and solves.</summary>
    /// <param name="rows">First record: <paramref name="bands"/> + 1 vectors of the matrix, then the right-hand side.</param>
    /// <param name="count">Number of rows.</param>
    /// <param name="bands">Bands below the diagonal.</param>
    /// <param name="stride">Doubles from one record to the next.</param>
    /// <param name="scaled">Scratch of <paramref name="bands"/> + 1 vectors.</param>
    /// <returns>The smallest pivot of each lane: not positive, or NaN, where the matrix is not positive definite to rounding.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TLanes Solve(double* rows, int count, int bands, int stride, double* scaled)
    {
        TLanes smallest = TLanes.Create(double.MaxValue);
        int right = (bands + 1) * TLanes.Count;
        double* row = rows;
        for (int i = 0; i < count; i++, row += stride)
        {
            int reach = Math.Min(bands, i);
            TLanes pivot = TLanes.Load(row);
            TLanes forward = TLanes.Load(row + right);
            double* above = row - reach * stride;
            for (int k = reach; k > 0; k--, above += stride)
            {
                TLanes sum = TLanes.Load(row + k * TLanes.Count);
                for (int l = k + 1; l <= reach; l++)
                    sum = TLanes.MultiplyAdd(TLanes.Load(scaled + l * TLanes.Count), TLanes.Load(above + (l - k) * TLanes.Count), sum);
                sum.Store(scaled + k * TLanes.Count);
                TLanes factor = sum * TLanes.Load(above);
                factor.Store(row + k * TLanes.Count);
                pivot = TLanes.MultiplyAdd(sum, factor, pivot);
                forward = TLanes.MultiplyAdd(factor, TLanes.Load(above + right), forward);
            }
            smallest = TLanes.WherePositive(pivot - smallest, smallest, pivot); // a NaN stays: every later pivot is one
            (TLanes.Create(-1) / pivot).Store(row);
            forward.Store(row + right);
        }
        Substitute(rows, count, bands, stride);
        return smallest;
    }

    private static void Substitute(double* rows, int count, int bands, int stride)
    {
        int right = (bands + 1) * TLanes.Count;
        double* row = rows + (long)(count - 1) * stride;
        for (int i = count - 1; i >= 0; i--, row -= stride)
        {
            int reach = Math.Min(bands, count - 1 - i);
            TLanes value = -(TLanes.Load(row + right) * TLanes.Load(row));
            double* below = row + reach * stride;
            for (int k = reach; k > 0; k--, below -= stride)
                value = TLanes.MultiplyAdd(TLanes.Load(below + k * TLanes.Count), TLanes.Load(below + right), value);
            value.Store(row + right);
        }
    }
}
