using System.Globalization;
using SpectraPipeline.Core;

namespace SpectraPipeline.IO.Readers.PerkinElmer;

/// <summary>PerkinElmer's block files: spectra (.sp) of IR, UV/Vis and fluorescence instruments and images (.fsm).
/// docs/formats/perkinelmer.md says what is read and what is not.</summary>
[Reader("perkinelmer-sp", "PerkinElmer spectra (.sp) and images (.fsm) of IR, UV/Vis and fluorescence instruments", ".sp", ".fsm")]
public sealed class PerkinElmerSpReader : Reader
{
    private const string Format = "perkinelmer-sp";
    private const int HeaderLength = 44;

    private static ReadOnlySpan<byte> Signature => "PEPE"u8;

    /// <inheritdoc />
    public override Claim Sniff(ReadOnlySpan<byte> head, string name) => head.StartsWith(Signature) ? Claim.Certain : Claim.No;

    /// <inheritdoc />
    public override SpectrumFile Read(ReadOnlyMemory<byte> bytes, string name, ReadHints hints)
    {
        var file = new FileBytes(bytes);
        if (!file.Has(0, Signature))
            throw new BadFileException(0, "the signature PEPE of PerkinElmer", "something else");
        string description = file.Text(4, HeaderLength - 4, "the description of the file");
        int first = file.U16(HeaderLength, "the first block");
        if (first == PeNames.Image)
            return PeImage.Read(file, description);
        if (first != PeNames.DataSet)
            throw new BadFileException(
                HeaderLength,
                $"a data set with an even axis (block {PeNames.DataSet}) or an image (block {PeNames.Image})",
                $"block {first} in a file described as '{description}'"
            );
        return Spectrum(file, description);
    }

    /// <summary>One data set; what stands behind it (event markers and the like) is metadata.</summary>
    private static SpectrumFile Spectrum(FileBytes file, string description)
    {
        var notes = new List<string>();
        long length = file.I32(HeaderLength + 2, "the length of the data set");
        long start = HeaderLength + 6;
        if (length < 0)
            throw new BadFileException(HeaderLength + 2, "the length of the data set", $"{length}");
        long end = Math.Min(file.Length, start + length);
        var set = new PeMember(PeNames.DataSet, start, end - start, 0, PeMember.Read(file, start, end, notes));
        var data = new PeDataSet(file, set);
        if (start + length > file.Length)
            notes.Add($"the file should have {start + length} bytes and has {file.Length}; the spectrum is complete");
        SpectrumData spectrum = Spectrum(file, data, start, notes);
        Behind(file, end, data.Metadata, notes);
        data.Metadata["Description"] = description;
        return new SpectrumFile
        {
            Format = Format,
            Technique = PeDataSet.TechniqueOf(data.Technique, spectrum.XUnit, spectrum.Channels[0].Signal),
            Spectra = [spectrum],
            Metadata = data.Metadata,
            Notes = notes,
        };
    }

    private static SpectrumData Spectrum(FileBytes file, PeDataSet data, long start, List<string> notes)
    {
        PeMember range = data.Needed(PeNames.Range, start);
        (double from, double to) = (range.Double(file), range.Double(file, 1));
        if (!double.IsFinite(from) || !double.IsFinite(to))
            throw new BadFileException(range.Offset, "two ends of the axis", "none");
        double[] y = Values(file, data, start, notes);
        CheckStep(data.Step, from, to, y.Length, notes);
        string unit = data.Text(PeNames.XUnit);
        string quantity = data.Text(PeNames.YUnit);
        return new()
        {
            X = file.Even(from, to, y.Length, range.Offset, "the axis"),
            XLabel = unit,
            XUnit = PeDataSet.UnitOf(unit, notes),
            Channels = [new(quantity, y, PeDataSet.SignalOf(quantity))],
            Title = data.Text(PeNames.Alias),
            Acquired = data.Acquired,
        };
    }

    private static void Behind(FileBytes file, long from, Dictionary<string, string> metadata, List<string> notes)
    {
        try
        {
            foreach (PeMember member in PeMember.Read(file, from, file.Length, notes))
                if (member.Id == PeNames.DataSet)
                    notes.Add($"a second data set at byte {member.Offset} is not read");
                else if (member.Text(file) is { Length: > 0 } text)
                    metadata.TryAdd(PeNames.Of(member.Id), text);
        }
        catch (BadFileException e)
        {
            notes.Add($"behind the spectrum: {e.Message}");
        }
    }

    private static double[] Values(FileBytes file, PeDataSet data, long start, List<string> notes)
    {
        PeMember values = data.Needed(PeNames.Values, start);
        PeMember number = data.Needed(PeNames.Points, start);
        string stated = number.Text(file) ?? "";
        if (!int.TryParse(stated, NumberStyles.None, CultureInfo.InvariantCulture, out int points) || points < 1)
            throw new BadFileException(number.Offset, "a number of points", $"'{stated}'");
        long stored = values.Length < 6 ? 0 : Math.Min(file.U32(values.Offset + 2, "the length of the spectrum"), values.Length - 6) / 8;
        if (stored < points)
            throw new BadFileException(values.Offset, $"{points} values", $"{stored}");
        if (stored > points)
            notes.Add($"{stored} values are stored, the first {points} are the spectrum by the stated number of points");
        return file.F64s(values.Offset + 6, points, "the spectrum");
    }

    private static void CheckStep(double step, double from, double to, int points, List<string> notes)
    {
        if (double.IsFinite(step) && points > 1 && Math.Abs(from + step * (points - 1) - to) > Math.Abs(step) / 2)
            notes.Add(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{points} points from {from} to {to} are not {step} apart, as the file states; the ends are taken"
                )
            );
    }
}
