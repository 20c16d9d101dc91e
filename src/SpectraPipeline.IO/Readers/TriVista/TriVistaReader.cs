using System.Globalization;
using System.Text;
using SpectraPipeline.Core;
using SpectraPipeline.IO.Tokens;

namespace SpectraPipeline.IO.Readers.TriVista;

/// <summary>TriVista .tvf (VistaControl, S&amp;I): spectra, series over time, lines and maps in XML.</summary>
[Reader("trivista", "TriVista (VistaControl) spectra and series in XML", ".tvf")]
public sealed class TriVistaReader : Reader
{
    /// <inheritdoc />
    public override Claim Sniff(ReadOnlySpan<byte> head, string name)
    {
        ReadOnlySpan<byte> beginning = head[..Math.Min(head.Length, 1024)];
        if (!beginning.Contains((byte)'<'))
            return Claim.No;
        bool wide = beginning.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]);
        string text = wide ? Encoding.Unicode.GetString(beginning) : Encoding.Latin1.GetString(beginning);
        return text.Contains("<!--TriVista-File", StringComparison.Ordinal) ? Claim.Certain
            : text.Contains("<XmlMain ", StringComparison.Ordinal) && text.Contains("FileInfoSerialized", StringComparison.Ordinal)
                ? Claim.Certain
            : Claim.No;
    }

    /// <inheritdoc />
    public override SpectrumFile Read(ReadOnlyMemory<byte> bytes, string name, ReadHints hints)
    {
        TriVistaXml xml = TriVistaXml.Read(bytes);
        TriVistaDocument[] documents = [.. xml.Documents.SelectMany(d => WithData(d, xml.Notes))];
        if (documents.Length == 0)
            throw new BadFileException(0, "a document with at least one frame", $"{xml.Documents.Count} documents without any");
        var spectra = new List<SpectrumData>();
        for (int d = 0; d < documents.Length; d++)
            spectra.AddRange(
                Spectra(
                    documents[d],
                    documents.Length > 1 ? string.Create(CultureInfo.InvariantCulture, $"document {d + 1}") : "",
                    hints,
                    xml.Notes
                )
            );
        var metadata = new Dictionary<string, string>(xml.Metadata);
        foreach (var (key, value) in documents[0].Metadata)
            metadata.TryAdd(key, value);
        return new SpectrumFile
        {
            Format = "trivista",
            Technique = spectra[0].XUnit == Unit.RamanShift ? "raman" : hints.Technique,
            Spectra = spectra,
            Metadata = metadata,
            Notes = xml.Notes,
        };
    }

    /// <summary>The document, or, where it is only the cover of its parts, those. The parts of a glued spectrum are in it already.</summary>
    private static IEnumerable<TriVistaDocument> WithData(TriVistaDocument document, List<string> notes)
    {
        if (document.Frames.Count == 0)
            return document.Parts.SelectMany(p => WithData(p, notes));
        if (document.Parts.Count > 0)
            notes.Add($"the {document.Parts.Count} parts that the spectrum was put together from are in the file as well and are not read");
        return [document];
    }

    private static List<SpectrumData> Spectra(TriVistaDocument document, string block, ReadHints hints, List<string> notes)
    {
        List<TriVistaFrame> frames = document.Frames;
        int points = frames[0].Rows[0].Length;
        if (frames.FindIndex(f => f.Rows[0].Length != points || f.Rows.Length != frames[0].Rows.Length) is int other and >= 0)
            throw new BadFileException(0, $"frames of {points} x {frames[0].Rows.Length} values", $"frame {other + 1} of another size");
        SpectrumBudget.Allow((long)frames.Count * frames[0].Rows.Length, points, 0);
        if (document.X is { } axis && axis.Length != points)
            throw new BadFileException(0, $"an x-value for each of {points} points", $"{axis.Length} x-values");
        if (document.X is null)
            notes.Add("the file states no x-values: points are counted");
        if (frames[0].Rows.Length > 1)
            notes.Add($"a frame has {frames[0].Rows.Length} rows: each is a channel");
        if (document.ClaimedFrames > frames.Count)
            notes.Add($"the file claims {document.ClaimedFrames} frames, and {frames.Count} are in it in full");
        double[] x = document.X ?? [.. Enumerable.Range(1, points).Select(i => (double)i)];
        Signal signal = SignalOf(document, hints);
        DateTime? start = frames.Count > 1 ? frames[0].Time : null;
        var spectra = new List<SpectrumData>(frames.Count);
        for (int i = 0; i < frames.Count; i++)
        {
            Dictionary<string, string> place = Place(document, i);
            spectra.Add(
                new SpectrumData
                {
                    X = x,
                    XLabel = document.Unit,
                    XUnit = document.X is null ? Unit.Pixel : document.XUnit,
                    Channels = Channels(document, frames[i], signal),
                    Title = string.Join(", ", place.Select(p => $"{p.Key} {p.Value}")),
                    Block = block,
                    Acquired = frames[i].Time ?? (frames.Count == 1 ? document.Recorded : null),
                    TimeS = (frames[i].Time - start)?.TotalSeconds ?? double.NaN,
                    Metadata = place,
                }
            );
        }
        return spectra;
    }

    private static ChannelData[] Channels(TriVistaDocument document, TriVistaFrame frame, Signal signal)
    {
        string name = document.Label.Length > 0 ? document.Label : "y";
        return frame.Rows.Length == 1
            ? [new ChannelData(name, frame.Rows[0], signal)]
            :
            [
                .. frame.Rows.Select(
                    (row, r) => new ChannelData(string.Create(CultureInfo.InvariantCulture, $"{name} row {r + 1}"), row, signal)
                ),
            ];
    }

    private static Signal SignalOf(TriVistaDocument document, ReadHints hints)
    {
        if (document.DataLabel.Contains("count", StringComparison.OrdinalIgnoreCase))
            return new(SignalKind.Counts, "counts");
        Signal signal = SignalWords.Of(document.DataLabel);
        return signal.Kind == SignalKind.Unknown && hints.Quantity is SignalKind stated ? new(stated) : signal;
    }

    /// <summary>Place of a frame in a line or map, where the number of points of the stage is the number of frames; X runs first.</summary>
    private static Dictionary<string, string> Place(TriVistaDocument document, int frame)
    {
        var place = new Dictionary<string, string>();
        double columns = document.Setting("X-Axis.Points");
        double rows = document.Setting("Y-Axis.Points");
        double all = (double.IsNaN(columns) ? 1 : columns) * (double.IsNaN(rows) ? 1 : rows);
        if (all <= 1 || all != Math.Max(document.ClaimedFrames, document.Frames.Count))
            return place;
        Put("X", "X-Axis", double.IsNaN(columns) ? 0 : frame % columns);
        Put("Y", "Y-Axis", double.IsNaN(columns) ? frame : Math.Floor(frame / columns));
        return place;

        void Put(string key, string axis, double at)
        {
            if (document.Setting($"{axis}.From") + at * document.Setting($"{axis}.Step") is double value && double.IsFinite(value))
                // Steps are written with three decimals; more digits would only be rounding.
                place[key] = Math.Round(value, 9).ToString("R", CultureInfo.InvariantCulture);
        }
    }
}
