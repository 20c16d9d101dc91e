using System.Text;
using System.Xml;
using SpectraPipeline.Core;
using SpectraPipeline.IO.Tokens;

namespace SpectraPipeline.IO.Readers.Sif;

/// <summary>Andor Solis .sif: spectra, tracks, images and kinetic series of Andor cameras, with background and reference where the file has them.</summary>
[Reader("andor-sif", "Andor Solis: spectra and series of Andor cameras", ".sif")]
public sealed class SifReader : Reader
{
    private static readonly string[] s_parts = ["signal", "reference", "background", "live", "source"];

    private static ReadOnlySpan<byte> Signature => "Andor Technology Multi-Channel File"u8;

    /// <inheritdoc />
    public override Claim Sniff(ReadOnlySpan<byte> head, string name) => head.StartsWith(Signature) ? Claim.Certain : Claim.No;

    /// <inheritdoc />
    public override SpectrumFile Read(ReadOnlyMemory<byte> bytes, string name, ReadHints hints)
    {
        var file = new FileBytes(bytes);
        if (!file.Has(0, Signature))
            throw new BadFileException(0, "'Andor Technology Multi-Channel File' in the first line", "something else", 1);
        var notes = new List<string>();
        var cursor = new SifCursor(file);
        List<SifSection> sections = Sections(cursor, notes);
        SifSection signal = sections[0];
        var metadata = new Dictionary<string, string>(signal.Metadata);
        AddTrailer(file, cursor.At, metadata, notes);
        List<SpectrumData> spectra = SifFrames.Of(signal, hints, notes);
        foreach (SifSection section in sections.Skip(1))
            SifFrames.Join(spectra, SifFrames.Of(section, hints, []), section.Part);
        bool raman = signal.FrameAxis.Contains("Raman", StringComparison.OrdinalIgnoreCase);
        if (raman)
            notes.Add(
                "Solis showed a Raman shift; the file stores the wavelength, which is given here (shift = 1e7/laser - 1e7/wavelength with RamanExWavelength)"
            );
        return new SpectrumFile
        {
            Format = "andor-sif",
            Technique = raman ? "raman" : hints.Technique,
            Spectra = spectra,
            Metadata = metadata,
            Notes = notes,
        };
    }

    /// <summary>The parts of the file. A flag says before each whether it is there.</summary>
    private static List<SifSection> Sections(SifCursor cursor, List<string> notes)
    {
        var sections = new List<SifSection>();
        _ = cursor.Line("the first line");
        long at = cursor.At;
        _ = cursor.Word("the version of the file");
        foreach (string part in s_parts)
        {
            // Files of the first versions and files that were cut end with the signal.
            if (cursor.Peek() is not (0 or 1))
                break;
            if (cursor.WholeLine($"the flag of the {part}") == 0)
                continue;
            if (sections.Count == 0)
                sections.Add(Section(cursor, part, notes));
            else if (Companion(cursor, part, notes) is SifSection more)
                sections.Add(more);
            else
                break;
        }
        return sections.Count > 0 ? sections : throw new BadFileException(at, "a signal", "a file whose flags say that it holds none");
    }

    private static SifSection Section(SifCursor cursor, string part, List<string> notes)
    {
        SifSection section = SifSection.Read(cursor, part);
        if (section.Frames < section.Layout.Frames)
            notes.Add($"{part}: the header claims {section.Layout.Frames} frames, and {section.Frames} are in the file in full");
        if (section.Layout.Doubt is string doubt)
            notes.Add($"{part}: {doubt}");
        return section;
    }

    /// <summary>Background, reference ...: the signal is whole without them, so damage in them is told and costs nothing else.</summary>
    private static SifSection? Companion(SifCursor cursor, string part, List<string> notes)
    {
        long at = cursor.At;
        try
        {
            return Section(cursor, part, notes);
        }
        catch (BadFileException e)
        {
            notes.Add($"the {part} at byte {at} cannot be read and is left out: {e.Message}");
            cursor.At = cursor.File.Length;
            return null;
        }
    }

    /// <summary>Newer versions end with settings as XML: several roots, then a number and SIFX.</summary>
    private static void AddTrailer(FileBytes file, long at, Dictionary<string, string> metadata, List<string> notes)
    {
        const int Longest = 1 << 20;
        const int MostEntries = 1000;
        if (at >= file.Length || !file.Has(at, "<"u8))
            return;
        ReadOnlySpan<byte> text = file.Slice(at, Math.Min(Longest, file.Length - at), "the settings");
        int end = text.LastIndexOf((byte)'>');
        using var reader = XmlReader.Create(
            new StringReader(TextLines.Decode(text[..(end + 1)])),
            new XmlReaderSettings
            {
                DtdProcessing = DtdProcessing.Prohibit,
                XmlResolver = null,
                ConformanceLevel = ConformanceLevel.Fragment,
            }
        );
        var path = new List<string>();
        try
        {
            for (int entries = 0; reader.Read() && entries < MostEntries; )
                if (reader.NodeType == XmlNodeType.Element && !reader.IsEmptyElement)
                    path.Add(reader.LocalName);
                else if (reader.NodeType == XmlNodeType.EndElement)
                    path.RemoveAt(path.Count - 1);
                else if (reader.NodeType == XmlNodeType.Text && reader.Value.Length < 1000)
                    entries += metadata.TryAdd(string.Join('.', path.TakeLast(2)), reader.Value.Trim()) ? 1 : 0;
        }
        catch (XmlException e)
        {
            notes.Add($"the settings at the end of the file (XML) are damaged: {e.Message}");
        }
    }
}
