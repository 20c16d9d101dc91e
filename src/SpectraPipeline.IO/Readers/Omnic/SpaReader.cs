using SpectraPipeline.Core;

namespace SpectraPipeline.IO.Readers.Omnic;

/// <summary>Thermo OMNIC .spa: one spectrum.</summary>
[Reader("omnic-spa", "Thermo OMNIC: one spectrum", ".spa")]
public sealed class SpaReader : Reader
{
    /// <inheritdoc />
    public override Claim Sniff(ReadOnlySpan<byte> head, string name) =>
        head.StartsWith(OmnicFile.SpectrumSignature) && !OmnicFile.IsGroup(head) ? Claim.Certain : Claim.No;

    /// <inheritdoc />
    public override SpectrumFile Read(ReadOnlyMemory<byte> bytes, string name, ReadHints hints)
    {
        if (bytes.Span.StartsWith(OmnicFile.SpectrumSignature) && OmnicFile.IsGroup(bytes.Span))
            throw new BadFileException(0, "one spectrum (.spa)", "a group of spectra (.spg): its format is omnic-spg");
        OmnicFile file = OmnicFile.Open(bytes, series: false);
        if (file.First(OmnicKey.Header) is not OmnicBlock header || file.First(OmnicKey.Intensities) is not OmnicBlock intensities)
            throw new BadFileException(
                304,
                "a header (key 0x02) and intensities (key 0x03)",
                $"keys {string.Join(", ", file.Blocks.Take(20).Select(b => $"0x{(int)b.Key:X2}"))}"
            );
        var notes = new List<string>();
        (SpectrumData data, OmnicHeader about) = new OmnicSpectrum(header, intensities) { Blocks = file.Blocks }.Read(file, null, notes);
        if (file.Blocks.Count(b => b.Key == OmnicKey.Intensities) is > 1 and var blocks)
            notes.Add($"{blocks} blocks of intensities; the first is read");
        if (file.Cut() is string cut)
            notes.Add(cut + "; the spectrum itself is complete");
        return new SpectrumFile
        {
            Format = "omnic-spa",
            Technique = about.Technique,
            Spectra = [data with { Title = file.Title, Acquired = file.Time, Metadata = new Dictionary<string, string>() }],
            Metadata = data.Metadata,
            Notes = notes,
        };
    }
}
