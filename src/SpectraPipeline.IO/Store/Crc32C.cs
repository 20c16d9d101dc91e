using System.Numerics;
using System.Runtime.InteropServices;

namespace SpectraPipeline.IO.Store;

/// <summary>CRC-32C (Castagnoli; RFC 3720 appendix B.4) of what lies in a file of spectra: finds every single damaged bit and every burst up to 32
/// bits, and a page of zeros after a power loss. Processors compute it eight bytes at a time.</summary>
internal struct Crc32C
{
    /// <summary>Checksum of everything added since the beginning or since <see cref="Take"/>.</summary>
    internal uint Value { get; private set; }

    internal void Add(ReadOnlySpan<byte> bytes)
    {
        uint state = ~Value;
        foreach (ulong eight in MemoryMarshal.Cast<byte, ulong>(bytes))
            state = BitOperations.Crc32C(state, eight);
        foreach (byte one in bytes[(bytes.Length & ~7)..])
            state = BitOperations.Crc32C(state, one);
        Value = ~state;
    }

    /// <summary>Returns the value and begins anew.</summary>
    internal uint Take()
    {
        uint value = Value;
        Value = 0;
        return value;
    }
}
