using System.Buffers.Binary;
using SpectraPipeline.Core;

namespace SpectraPipeline.IO.Readers.Princeton;

/// <summary>Princeton Instruments .spe: WinSpec 2.x and LightField 3.x. docs/formats/princeton-spe.md says what is read and what is refused.</summary>
[Reader(Format, "Princeton Instruments SPE of WinSpec (2.x) and LightField (3.x): frames of regions of rows", ".spe")]
public sealed class PrincetonSpeReader : Reader
{
    internal const string Format = "princeton-spe";

    // Two marks that WinSpec and LightField leave in every header.
    private const uint WinViewMark = 0x01234567;
    private const ushort LastMark = 0x5555;

    /// <inheritdoc />
    public override Claim Sniff(ReadOnlySpan<byte> head, string name)
    {
        bool named = name.EndsWith(".spe", StringComparison.OrdinalIgnoreCase);
        // A cut header under the right name is refused by its length; text (gamma spectra are called so) is not.
        if (head.Length < SpeFrames.Start)
            return named && head.Length >= 16 && head[..16].Contains((byte)0) ? Claim.Possible : Claim.No;
        float version = BinaryPrimitives.ReadSingleLittleEndian(head[1992..]);
        if (version is not (>= 1 and < 4) || SpePixels.Size((SpePixel)BinaryPrimitives.ReadInt16LittleEndian(head[108..])) == 0)
            return Claim.No;
        bool last = BinaryPrimitives.ReadUInt16LittleEndian(head[4098..]) == LastMark;
        bool view = BinaryPrimitives.ReadUInt32LittleEndian(head[2996..]) == WinViewMark;
        return last && view ? Claim.Certain
            : last || view ? Claim.Likely
            : named ? Claim.Possible
            : Claim.No;
    }

    /// <inheritdoc />
    public override SpectrumFile Read(ReadOnlyMemory<byte> bytes, string name, ReadHints hints)
    {
        var file = new FileBytes(bytes);
        _ = file.Slice(0, SpeFrames.Start, "the header of an SPE file");
        float version = file.F32(1992, "the version");
        if (version is not (>= 1 and < 4))
            throw new BadFileException(1992, "the version of an SPE file (1.x to 3.x)", ForeignFormat.Of(bytes.Span, name) ?? $"{version}");
        SpectrumFile read = version >= 3 ? LightFieldFile.Read(file) : WinSpecFile.Read(file);
        return read.Technique is null ? read with { Technique = hints.Technique } : read;
    }
}
