using SpectraPipeline.Core;

namespace SpectraPipeline.IO.Readers.Omnic;

/// <summary>Thermo OMNIC .spg: a group of spectra, each with its own axis, title and time.</summary>
[Reader("omnic-spg", "Thermo OMNIC: a group of spectra", ".spg")]
public sealed class SpgReader : Reader
{
    private const int TitleLength = 256;

    /// <inheritdoc />
    public override Claim Sniff(ReadOnlySpan<byte> head, string name) =>
        head.StartsWith(OmnicFile.SpectrumSignature) && OmnicFile.IsGroup(head) ? Claim.Certain : Claim.No;

    /// <inheritdoc />
    public override SpectrumFile Read(ReadOnlyMemory<byte> bytes, string name, ReadHints hints)
    {
        OmnicFile file = OmnicFile.Open(bytes, series: false);
        if (!OmnicFile.IsGroup(bytes.Span))
            throw new BadFileException(288, "a group of spectra (.spg)", "one spectrum (.spa): its format is omnic-spa");
        var notes = new List<string>();
        List<OmnicSpectrum> all = Pair(file);
        List<OmnicSpectrum> complete = all.FindAll(s =>
            file.Bytes.Holds(s.Header.Position, s.Header.Length)
            && s.Intensities.Key == OmnicKey.Intensities
            && file.Bytes.Holds(s.Intensities.Position, s.Intensities.Length)
        );
        if (complete.Count == 0)
            throw new BadFileException(
                304,
                "headers (key 0x02) with their intensities (key 0x03)",
                file.Cut() ?? $"{all.Count} headers and no intensities"
            );
        if (complete.Count < all.Count)
            notes.Add($"{complete.Count} of {all.Count} spectra are complete");
        if (file.Cut() is string cut)
            notes.Add(cut);
        (List<SpectrumData> spectra, string? technique) = Decode(file, complete, notes);
        return new SpectrumFile
        {
            Format = "omnic-spg",
            Technique = technique,
            Spectra = spectra,
            Metadata = new Dictionary<string, string> { ["Group"] = file.Title },
            Notes = notes,
        };
    }

    private static (List<SpectrumData> Spectra, string? Technique) Decode(OmnicFile file, List<OmnicSpectrum> complete, List<string> notes)
    {
        var spectra = new List<SpectrumData>();
        (SpectrumData Data, OmnicHeader Header)? last = null;
        string? technique = null;
        int axes = 0;
        foreach (OmnicSpectrum one in complete)
        {
            (SpectrumData Data, OmnicHeader Header) now = one.Read(file, last, notes);
            axes += ReferenceEquals(now.Data.X, last?.Data.X) ? 0 : 1;
            technique = last is null || technique == now.Header.Technique ? now.Header.Technique : null;
            last = now;
            (string title, DateTime? acquired) = TitleAndTime(file, one);
            spectra.Add(now.Data with { Title = title, Acquired = acquired });
        }
        if (axes > 1)
            notes.Add("the spectra of the group differ in range or number of points; each has its own x");
        if (spectra.Count > 1 && spectra.Skip(1).Zip(spectra).All(pair => pair.First.Acquired < pair.Second.Acquired))
            notes.Add("the spectra stand in falling order of their times; the order is left as it is");
        return (spectra, technique);
    }

    private static (string Title, DateTime? Acquired) TitleAndTime(OmnicFile file, OmnicSpectrum one)
    {
        foreach (OmnicBlock block in one.Blocks)
            if (block.Key == OmnicKey.Title && file.Bytes.Holds(block.Position, block.Length))
                return (
                    file.Bytes.Text(block.Position, Math.Min(TitleLength, block.Length), "the title of a spectrum"),
                    block.Length >= TitleLength + 4 ? file.TimeAt(block.Position + TitleLength) : null
                );
        return ("", null);
    }

    /// <summary>Brings the blocks of each spectrum together: by the number in their records, or by their order where the numbers are not kept.</summary>
    private static List<OmnicSpectrum> Pair(OmnicFile file)
    {
        OmnicBlock[] headers = [.. file.Blocks.Where(b => b.Key == OmnicKey.Header)];
        if (headers.DistinctBy(h => h.Group).Count() == headers.Length)
        {
            ILookup<int, OmnicBlock> groups = file.Blocks.ToLookup(b => b.Group);
            return [.. headers.Select(h => Spectrum(h, [.. groups[h.Group]]))];
        }
        ILookup<OmnicKey, OmnicBlock> keys = file.Blocks.ToLookup(b => b.Key);
        OmnicKey[] own = [OmnicKey.Intensities, OmnicKey.Title, OmnicKey.History, OmnicKey.Instrument];
        OmnicBlock[][] columns = [.. own.Select(k => keys[k].ToArray()).Where(c => c.Length == headers.Length)];
        return [.. headers.Select((h, k) => Spectrum(h, [.. columns.Select(c => c[k])]))];
    }

    private static OmnicSpectrum Spectrum(OmnicBlock header, OmnicBlock[] blocks) =>
        new(header, blocks.FirstOrDefault(b => b.Key == OmnicKey.Intensities)) { Blocks = blocks };
}
