using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace SpectraPipeline.Numerics.Simd;

/// <summary>Square root in lanes; correctly rounded, so the same bits at any width.</summary>
internal static class LaneRoot
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Of<TLanes>(TLanes value)
        where TLanes : struct, ILanes<TLanes> =>
        TLanes.Count == Vector512<double>.Count
            ? Unsafe.BitCast<Vector512<double>, TLanes>(Vector512.Sqrt(Unsafe.BitCast<TLanes, Vector512<double>>(value)))
            : Unsafe.BitCast<Vector256<double>, TLanes>(Vector256.Sqrt(Unsafe.BitCast<TLanes, Vector256<double>>(value)));
}
