using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SpectraPipeline.Numerics.Simd;

/// <summary>
/// Doubles that start on a cache line: a 64-byte register that straddles two lines costs two loads. Pinned managed memory, so nothing has
/// to be freed.
/// </summary>
internal sealed class AlignedArray
{
    private const int Line = 64;
    private readonly double[] _storage;
    private readonly int _start;

    public AlignedArray(int length)
    {
        Length = length;
        _storage = GC.AllocateArray<double>(length + Line / sizeof(double), pinned: true);
        nint address = Marshal.UnsafeAddrOfPinnedArrayElement(_storage, 0);
        _start = (int)((Line - address % Line) % Line / sizeof(double));
    }

    public int Length { get; }

    public Span<double> Span => _storage.AsSpan(_start, Length);

    public ref double First => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_storage), _start);
}
