using System.Globalization;
using SpectraPipeline.Core;

namespace SpectraPipeline.IO.Readers.Omnic;

/// <summary>Thermo OMNIC .srs: a series of spectra in time.</summary>
[Reader("omnic-srs", "Thermo OMNIC: a series of spectra in time", ".srs")]
public sealed class SrsReader : Reader
{
    /// <inheritdoc />
    public override Claim Sniff(ReadOnlySpan<byte> head, string name) =>
        head.StartsWith(OmnicFile.SeriesSignature) ? Claim.Certain : Claim.No;

    /// <inheritdoc />
    public override SpectrumFile Read(ReadOnlyMemory<byte> bytes, string name, ReadHints hints)
    {
        OmnicFile file = OmnicFile.Open(bytes, series: true);
        RefuseMap(file);
        var notes = new List<string>();
        OmnicSeries series = OmnicSeries.Read(file);
        int complete = series.Complete(file.Bytes);
        if (complete < series.Count)
            notes.Add($"the file was cut: {complete} of {series.Count} spectra are complete");
        (IReadOnlyList<SpectrumData> spectra, IReadOnlyDictionary<string, string> entries) = series.Decode(file, complete, notes);
        return new SpectrumFile
        {
            Format = "omnic-srs",
            Technique = series.Header.Technique,
            Spectra = spectra,
            Metadata = entries,
            Notes = notes,
        };
    }

    /// <summary>Maps share signature and table with series: they hold regions (key 0x06) and often a picture (key 0x93).</summary>
    private static void RefuseMap(OmnicFile file)
    {
        bool regions = file.First(OmnicKey.MapRegion) is not null;
        bool picture = file.First(OmnicKey.VideoImage) is not null;
        // The first word of the set-up is 0 where the axis is time.
        bool along =
            file.First(OmnicKey.SeriesInfo) is OmnicBlock info
            && file.Bytes.Holds(info.Position, 2)
            && file.Bytes.U16(info.Position, "the axis") != 0;
        if (picture || (regions && along))
            throw new BadFileException(
                304,
                "a series of spectra in time (.srs)",
                "an OMNIC map (.map), spectra at positions: split it into spectra (.spa) or a group (.spg) in OMNIC and read those"
            );
    }
}
