using System.Globalization;
using SpectraPipeline.Core;

namespace SpectraPipeline.IO.Readers.Witec;

/// <summary>WITec projects (.wip) and data (.wid): every graph in them with its axis, place and notes.</summary>
[Reader("witec-project", "WITec Project: spectra, lines and maps", ".wip", ".wid")]
public sealed class WitecReader : Reader
{
    private const int SignatureLength = 8;

    // One graph can be cut, and those that name lost objects; more are not a cut.
    private const int MostLeftOut = 100;

    /// <inheritdoc />
    public override Claim Sniff(ReadOnlySpan<byte> head, string name) => IsSignature(head) ? Claim.Certain : Claim.No;

    /// <inheritdoc />
    public override SpectrumFile Read(ReadOnlyMemory<byte> bytes, string name, ReadHints hints)
    {
        if (!IsSignature(bytes.Span))
            throw new BadFileException(0, "WIT_PRCT, WIT_DATA, WIT_PR06 or WIT_DA06", "something else");
        var file = new FileBytes(bytes);
        WitecTag root = WitecTag.At(file, SignatureLength, file.Length, mayBeCut: true, new WitecWalk(file.Length));
        WitecTag data = root.Find("Data") is { Type: 0 } found ? found : throw new BadFileException(root.Start, "a container Data", "none");
        var notes = new List<string>();
        if (root.IsCut)
            notes.Add($"the file was cut at byte {file.Length}: what is behind it is lost");
        WitecObjects objects = WitecObjects.Of(data);
        WitecObject[] graphs = [.. objects.All.Where(o => o.Class == "TDGraph")];
        Dictionary<string, string> metadata = Metadata(root, objects);
        var spectra = new List<SpectrumData>();
        HashSet<string> repeated = [.. graphs.GroupBy(g => g.Caption).Where(c => c.Skip(1).Any()).Select(c => c.Key)];
        BadFileException? bad = null;
        int leftOut = 0;
        foreach (WitecObject item in graphs)
            try
            {
                var graph = new WitecGraph(objects, item);
                DateTime? acquired = WitecText.Acquired(graph.Caption, metadata);
                spectra.AddRange(graph.Spectra(graphs.Length > 1 ? Block(item, repeated) : "", acquired, notes));
            }
            // The last graph of a file that was cut has no spectrum in full: those before it stay.
            catch (BadFileException e) when (root.IsCut && leftOut++ < MostLeftOut)
            {
                bad = e;
                notes.Add($"'{item.Caption}' is left out: {e.Message}");
            }
        if (spectra.Count == 0)
            throw bad
                ?? new BadFileException(
                    data.Start,
                    "an object TDGraph, the spectra of WITec",
                    $"{objects.All.Count} objects of other classes"
                );
        return new SpectrumFile
        {
            Format = "witec-project",
            Technique = spectra[0].XUnit == Unit.RamanShift ? "raman" : hints.Technique,
            Spectra = spectra,
            Metadata = metadata,
            Notes = [.. notes.Distinct()],
        };
    }

    private static bool IsSignature(ReadOnlySpan<byte> head) =>
        head.StartsWith("WIT_PRCT"u8) || head.StartsWith("WIT_DATA"u8) || head.StartsWith("WIT_PR06"u8) || head.StartsWith("WIT_DA06"u8);

    /// <summary>The caption, with the object's number where two graphs have the same.</summary>
    private static string Block(WitecObject item, HashSet<string> repeated) =>
        repeated.Contains(item.Caption) ? string.Create(CultureInfo.InvariantCulture, $"{item.Caption} ({item.Id})") : item.Caption;

    private static Dictionary<string, string> Metadata(WitecTag root, WitecObjects objects)
    {
        const int MostTexts = 200;
        var metadata = new Dictionary<string, string>
        {
            ["Version"] = root.Whole("Version").ToString(CultureInfo.InvariantCulture),
            ["Objects"] = objects.All.Count.ToString(CultureInfo.InvariantCulture),
        };
        foreach (WitecObject text in objects.All.Where(o => o.Class == "TDText").Take(MostTexts))
            WitecText.Add(text, metadata);
        foreach (WitecObject item in objects.All.Where(o => o.Class == "TDSpectralInterpretation").Take(MostTexts))
            if (item.Tag.Find("TDSpectralInterpretation")?.Number("ExcitationWaveLength") is double laser and > 0)
                metadata.TryAdd($"{item.Caption}.ExcitationWaveLength (nm)", laser.ToString("R", CultureInfo.InvariantCulture));
        return metadata;
    }
}
