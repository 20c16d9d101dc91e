using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.IO.Tokens;

namespace SpectraPipeline.IO.Readers.Galactic;

/// <summary>Galactic / Thermo GRAMS .spc, new and old, of either byte order: one spectrum, a series, or spectra with an x of their own.
/// docs/formats/galactic-spc.md says what is read and what is refused.</summary>
[Reader("galactic-spc", "GRAMS SPC (Galactic, Thermo): spectra, series and maps of many makers", ".spc")]
public sealed class GalacticSpcReader : Reader
{
    private const string Format = "galactic-spc";

    /// <inheritdoc />
    public override Claim Sniff(ReadOnlySpan<byte> head, string name)
    {
        int length = head.Length < 4 || head.StartsWith("PK\u0003\u0004"u8) ? 0 : SpcHeader.LengthOf(head[1]);
        if (length == 0)
            return Claim.No;
        if (head.Length >= length && SpcHeader.Read(View(head[..length].ToArray())).IsPlausible)
            return Claim.Likely;
        // A damaged or cut header under the right name is refused by what is wrong with it.
        bool named = name.EndsWith(".spc", StringComparison.OrdinalIgnoreCase);
        return named && head[..Math.Min(head.Length, length)].Contains((byte)0) ? Claim.Possible : Claim.No;
    }

    /// <inheritdoc />
    public override SpectrumFile Read(ReadOnlyMemory<byte> bytes, string name, ReadHints hints)
    {
        FileBytes file = View(bytes);
        if (file.Length < 2 || SpcHeader.LengthOf(bytes.Span[1]) == 0)
            throw new BadFileException(
                1,
                "the version of a GRAMS file (4B, 4C or 4D)",
                ForeignFormat.Of(bytes.Span, name) ?? Convert.ToHexString(bytes.Span[..Math.Min(8, bytes.Length)])
            );
        SpcHeader header = SpcHeader.Read(file);
        var notes = new List<string>();
        List<SpcSubfile> subfiles = new SpcSubfiles(file, header, notes).Read();
        Dictionary<string, string> metadata = Metadata(header);
        SpcLog.Read(file, header, metadata, notes);
        DateTime? acquired = SpcDate.Of(header, metadata.GetValueOrDefault("DATE"), notes);
        (Unit unit, string label) = XAxis(header, hints, notes);
        (double Low, double High) ends = Ends(subfiles);
        string? technique = SpcUnits.Technique(header.Experiment, unit, header.XUnit, header.YUnit, ends) ?? hints.Technique;
        string channel = header.Labels[1].Length > 0 ? header.Labels[1] : SpcUnits.Signal(header.YUnit);
        Signal signal = SignalOf(header, channel, technique, hints, subfiles[0].Y, notes);
        string title = header.Memo.Split(['\r', '\n'], 2)[0].TrimEnd();
        var z = new SpcAxisZ(header, subfiles, notes);
        return new()
        {
            Format = Format,
            Technique = technique,
            Spectra =
            [
                .. subfiles.Select(
                    (s, k) =>
                        new SpectrumData
                        {
                            X = s.X,
                            XLabel = label,
                            XUnit = unit,
                            Channels = [new(channel, s.Y, signal)],
                            Title = title,
                            Acquired = acquired,
                            TimeS = z.TimeS(k),
                            Metadata = z.Entries(k),
                        }
                ),
            ],
            Metadata = metadata,
            Notes = notes,
        };
    }

    private static FileBytes View(ReadOnlyMemory<byte> bytes) =>
        new(bytes) { BigEndian = bytes.Length > 1 && bytes.Span[1] == SpcHeader.NewBigEndian };

    /// <summary>Unit and label of x: by its code, else by the label that the file gives it.</summary>
    private static (Unit Unit, string Label) XAxis(SpcHeader header, ReadHints hints, List<string> notes)
    {
        string label = header.Labels[0].Length > 0 ? header.Labels[0] : SpcUnits.Axis(header.XUnit);
        Unit unit = SpcUnits.Of(header.XUnit) ?? (header.XUnit is 0 or 15 ? LabelWords.UnitOf(label) : null) ?? Unit.None;
        bool raman = hints.Technique == "raman" || header.Experiment == 11 || label.Contains("raman", StringComparison.OrdinalIgnoreCase);
        if (unit == Unit.PerCm && raman)
            return (Unit.RamanShift, label);
        if (header.YUnit == 1 && unit.Quantity == Quantity.Wavenumber)
        {
            notes.Add("an interferogram: its x, called wavenumbers by the file, is the range of the spectrum to come and no path");
            return (Unit.None, label);
        }
        return (unit, label);
    }

    private static (double Low, double High) Ends(List<SpcSubfile> subfiles)
    {
        double[] x = subfiles[0].X;
        return (Math.Min(x[0], x[^1]), Math.Max(x[0], x[^1]));
    }

    private static Signal SignalOf(SpcHeader header, string label, string? technique, ReadHints hints, double[] y, List<string> notes)
    {
        Signal signal = SpcUnits.SignalOf(header.YUnit);
        if (signal.Kind == SignalKind.Unknown && header.YUnit is 0 or 15)
            signal = SignalWords.Of(label);
        // Intensity of a Raman spectrum is counts, by whatever name.
        if (signal.Kind == SignalKind.Unknown && technique == "raman" && header.YUnit is 0 or 12 or 13)
            signal = new(SignalKind.Counts);
        if (signal.Kind == SignalKind.Unknown && hints.Quantity is SignalKind stated)
            return signal with { Kind = stated };
        // The format has one code for a ratio and for percent; no ratio runs to two.
        if (signal.Kind == SignalKind.Transmittance && signal.Unit.Length == 0 && y.Any(v => v > 2))
        {
            notes.Add("y is a ratio of intensities and runs beyond 2: taken for percent");
            return signal with { Unit = "%" };
        }
        return signal;
    }

    private static Dictionary<string, string> Metadata(SpcHeader header)
    {
        var metadata = new Dictionary<string, string>
        {
            ["version"] = header.Version.ToString("X2", CultureInfo.InvariantCulture),
            ["flags"] = ((int)header.Flags).ToString("X2", CultureInfo.InvariantCulture),
            ["experiment type"] = header.Experiment.ToString(CultureInfo.InvariantCulture),
            ["x unit"] = SpcUnits.Axis(header.XUnit),
            ["y unit"] = SpcUnits.Signal(header.YUnit),
            ["z unit"] = SpcUnits.Axis(header.ZUnit),
            ["exponent"] = header.Exponent.ToString(CultureInfo.InvariantCulture),
        };
        var (year, month, day, hour, minute) = header.Date;
        if (year != 0 || month != 0 || day != 0)
            metadata["date"] = string.Create(CultureInfo.InvariantCulture, $"{year}-{month:00}-{day:00} {hour:00}:{minute:00}");
        foreach (var (key, value) in header.Fields)
            metadata[key] = value;
        if (header.Memo.Length > 0)
            metadata["memo"] = header.Memo;
        foreach (
            var (axis, label) in (ReadOnlySpan<(string, string)>)[("x", header.Labels[0]), ("y", header.Labels[1]), ("z", header.Labels[2])]
        )
            if (label.Length > 0)
                metadata[axis + " label"] = label;
        if (header.ZIncrement != 0)
            metadata["z increment"] = header.ZIncrement.ToString(CultureInfo.InvariantCulture);
        if (header.Planes != 0)
        {
            metadata["w planes"] = header.Planes.ToString(CultureInfo.InvariantCulture);
            metadata["w increment"] = header.WIncrement.ToString(CultureInfo.InvariantCulture);
            metadata["w unit"] = SpcUnits.Axis(header.WUnit);
        }
        return metadata;
    }
}
