using System.Globalization;
using SpectraPipeline.Core;

namespace SpectraPipeline.IO.Readers.Opus;

/// <summary>Bruker OPUS: absorbance and other results, the single beams, interferograms and phases that they were made from, and series.
/// docs/formats/opus.md says what is read and what is not.</summary>
[Reader(
    "bruker-opus",
    "Bruker OPUS: spectra, single beams, interferograms and series of FTIR and FT-Raman spectrometers",
    ".0",
    ".1",
    ".001"
)]
public sealed class BrukerOpusReader : Reader
{
    // Largest shift that a fundamental vibration has (H2, 4161 cm-1) and some more: Raman spectra beyond are on an absolute axis.
    private const double LargestShift = 5000;

    // Real status blocks have some 20; each spectrum of a series carries them.
    private const int MostEntries = 60;

    /// <inheritdoc />
    public override Claim Sniff(ReadOnlySpan<byte> head, string name) =>
        head.StartsWith(OpusDirectory.Signature) ? Claim.Certain : Claim.No;

    /// <inheritdoc />
    public override SpectrumFile Read(ReadOnlyMemory<byte> bytes, string name, ReadHints hints)
    {
        var file = new FileBytes(bytes);
        var notes = new List<string>();
        List<OpusBlock> blocks = OpusDirectory.Read(file, notes);
        List<OpusParameters> parameters = Parameters(file, blocks, notes);
        List<OpusCurve> curves = OpusPairs.Find(file, blocks, [.. parameters.Where(p => p.Block.Code.IsStatus)], notes);
        Dictionary<string, string> metadata = OpusMetadata.Of(file, blocks, parameters);
        var spectra = new List<SpectrumData>();
        foreach (var (curve, block) in Ordered(curves))
            spectra.AddRange(Spectra(file, curve, block, metadata.GetValueOrDefault("SNM", ""), notes));
        if (spectra.Count == 0)
            throw new BadFileException(
                12,
                "at least one block of numbers with its status block",
                notes.Count > 0 ? string.Join("; ", notes.Take(5)) : "none in the directory"
            );
        return new SpectrumFile
        {
            Format = "bruker-opus",
            Technique = Technique(curves),
            Spectra = spectra,
            Metadata = metadata,
            Notes = notes,
        };
    }

    private static List<OpusParameters> Parameters(FileBytes file, List<OpusBlock> blocks, List<string> notes)
    {
        OpusBlock[] whole = [.. blocks.Where(b => file.Holds(b.Offset, b.Length))];
        if (whole.Length < blocks.Count)
            notes.Add(Truncated(file, [.. blocks.Except(whole)]));
        // The code page stands in the block on the origin of the sample, which may come after others.
        int codePage = whole
            .Where(b => b.Code.Parameters == 10)
            .Select(b => OpusParameters.Read(file, b).Count("CPG"))
            .FirstOrDefault(c => c > 0);
        return [.. whole.Where(b => b.Code.HoldsParameters).Select(b => OpusParameters.Read(file, b, codePage))];
    }

    private static string Truncated(FileBytes file, OpusBlock[] lost)
    {
        var names = lost.Take(12)
            .Select(b =>
                b.Code.HoldsParameters && !b.Code.IsStatus ? b.Code.ParameterName
                : b.Code.IsStatus ? $"status of {b.Code.Name}"
                : b.Code.HoldsCurve ? b.Code.Name
                : "text"
            );
        return string.Create(
            CultureInfo.InvariantCulture,
            $"truncated: the directory reaches to byte {lost.Max(b => b.Offset + b.Length)}, the file has {file.Length}; not complete: {string.Join(", ", names)}{(lost.Length > 12 ? " ..." : "")}"
        );
    }

    /// <summary>Results first, then what they were made from; of several of one kind the one written last, which OPUS shows, first and the older
    /// ones at the end under a numbered name.</summary>
    private static IEnumerable<(OpusCurve Curve, string Block)> Ordered(List<OpusCurve> curves)
    {
        var ranked = new List<(OpusCurve Curve, string Block, int Rank)>();
        foreach (var kind in curves.GroupBy(c => c.Block.Code.Name))
        {
            int n = 0;
            foreach (OpusCurve curve in kind.OrderByDescending(c => c.Block.Offset))
                ranked.Add(
                    ++n == 1
                        ? (curve, kind.Key, curve.Block.Code.Rank)
                        : (curve, string.Create(CultureInfo.InvariantCulture, $"{kind.Key} ({n})"), BlockCode.Last)
                );
        }
        return ranked
            .OrderBy(c => c.Rank)
            .ThenBy(c => c.Curve.Block.Code.Form != BlockForm.Series)
            .ThenByDescending(c => c.Curve.Block.Offset)
            .Select(c => (c.Curve, c.Block));
    }

    private static List<SpectrumData> Spectra(FileBytes file, OpusCurve curve, string block, string title, List<string> notes)
    {
        OpusParameters status = curve.Status;
        (Unit unit, string label) = Axis(curve, notes);
        var template = new SpectrumData
        {
            X = [],
            XLabel = label,
            XUnit = unit,
            Channels = [new(block, [], curve.Block.Code.Signal)],
            Title = title,
            Block = block,
            Acquired = OpusTime.Read(status.Text("DAT"), status.Text("TIM")),
            Metadata = status.Entries.DistinctBy(e => e.Key).Take(MostEntries).ToDictionary(e => e.Key, e => e.Text),
        };
        if (curve.Block.Code.Form == BlockForm.Series)
            return OpusSeries.Read(file, curve, template, notes);
        if (!curve.AgreesWithStatus && curve.Extremes is (double low, double high))
            notes.Add(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"block {block}: its values run from {low:G7} to {high:G7}, its status block states {status["MNY"]:G7} to {status["MXY"]:G7}"
                )
            );
        int points = status.Count("NPT");
        return
        [
            template with
            {
                X = file.Even(status["FXV"], status["LXV"], points, curve.Block.Offset, "the axis"),
                Channels = [template.Channels[0] with { Values = OpusValues.Read(file, curve) }],
            },
        ];
    }

    private static (Unit Unit, string Label) Axis(OpusCurve curve, List<string> notes)
    {
        OpusParameters status = curve.Status;
        switch (status.Text("DXU"))
        {
            case "WN" when curve.Block.Code.Kind != 10:
                return (Unit.PerCm, "wavenumber");
            case "WN" when Math.Max(status["FXV"], status["LXV"]) <= LargestShift:
                return (Unit.RamanShift, "Raman shift");
            case "WN":
                notes.Add($"block {curve.Block.Code.Name}: its axis is absolute, not a shift from the laser line");
                return (Unit.PerCm, "wavenumber");
            case "MI":
                return (Unit.Micrometre, "wavelength");
            case "MIN":
                return (Unit.Minute, "time");
            case "LGW":
                return (Unit.None, "log wavenumber");
            case "PNT":
                return (Unit.None, "point");
            case "":
                return (Unit.None, "");
            case var other:
                notes.Add($"block {curve.Block.Code.Name}: the unit of x, '{other}', is not known");
                return (Unit.None, other);
        }
    }

    private static string? Technique(List<OpusCurve> curves) =>
        curves.Exists(c => c.Block.Code.Kind == 10) ? "raman"
        : curves.Exists(c => c.Status.Text("DXU") is "WN" or "MI" or "LGW") ? "ir"
        : null;
}
