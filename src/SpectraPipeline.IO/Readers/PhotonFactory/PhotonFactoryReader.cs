using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.IO.Tokens;

namespace SpectraPipeline.IO.Readers.PhotonFactory;

/// <summary>The 9809 format of Japanese beamlines: counts over monochromator angles, which become energies by the d-spacing that the file states.</summary>
[Reader("photon-factory", "9809 scan of Photon Factory, SPring-8, SAGA, Aichi: counts over monochromator angles", ".dat")]
public sealed class PhotonFactoryReader : Reader
{
    private const int FewestPoints = 3;

    // The beamlines' own h c (12398.52 eV Å) is 8e-6 larger; a wrong crystal is wrong by per cent.
    private const double AxisTolerance = 1e-4;

    /// <inheritdoc />
    public override Claim Sniff(ReadOnlySpan<byte> head, string name) =>
        IsScan(head) && TextLines.LooksLikeText(head) ? Claim.Certain : Claim.No;

    /// <summary><c>9809     KEK-PF   BL9A</c>: a name follows. A number does where 9809 is an energy or a wavenumber.</summary>
    internal static bool IsScan(ReadOnlySpan<byte> text)
    {
        text = text.TrimStart((byte)' ');
        if (!text.StartsWith("9809 "u8))
            return false;
        text = text[4..].TrimStart((byte)' ');
        return !text.IsEmpty && char.IsAsciiLetter((char)text[0]);
    }

    /// <inheritdoc />
    public override SpectrumFile Read(ReadOnlyMemory<byte> bytes, string name, ReadHints hints)
    {
        if (Sniff(bytes.Span, name) != Claim.Certain || !TextLines.IsText(bytes.Span))
            throw new BadFileException(0, "'9809' and the name of a beamline in the first line", "something else", 1);
        TextLines lines = TextLines.Of(bytes);
        PhotonFactoryHeader header = PhotonFactoryHeader.Read(lines);
        var notes = new List<string>();
        double[][] columns = Data(lines, header, notes);
        int observed = Observed(header, columns, notes);
        (double[] x, Unit unit, string label) = Axis(header, columns, observed, notes);
        IReadOnlyList<ChannelData> channels = Channels(header, columns, notes);
        return new SpectrumFile
        {
            Format = "photon-factory",
            Technique = "xas",
            Spectra =
            [
                new SpectrumData
                {
                    X = x,
                    XLabel = label,
                    XUnit = unit,
                    Channels = channels,
                    Title = header.Title,
                    Acquired = header.Acquired,
                },
            ],
            Metadata = header.Entries,
            Notes = notes,
        };
    }

    private static double[][] Data(TextLines lines, PhotonFactoryHeader header, List<string> notes)
    {
        var blanks = new Dialect(0, (byte)'.');
        int width = header.Labels.Length;
        double[] cells = new double[width];
        var values = new List<double>();
        for (int i = header.DataLine; i < lines.Count; i++)
        {
            int n = NumberRow.Read(lines[i], blanks, cells);
            if (n == 0)
                continue;
            if (n == width)
            {
                values.AddRange(cells);
                continue;
            }
            bool last = i == lines.Count - 1 && !lines.EndsWithLineBreak;
            throw new BadFileException(
                lines.Offset(i),
                $"{width} numbers, as the line of labels has",
                (n > 0 ? $"{n}" : $"'{DialectGuess.Shorten(lines.Text(i).Trim())}'")
                    + (last ? "; the file ends there, so it was probably cut" : ""),
                i + 1
            );
        }
        int rows = values.Count / width;
        if (rows < FewestPoints)
            throw new BadFileException(lines.Offset(lines.Count), $"at least {FewestPoints} rows of numbers", $"{rows}", lines.Count);
        if (header.Points is int announced && announced != rows)
            notes.Add($"{rows} of {announced} points that the header announces");
        if (!lines.EndsWithLineBreak)
            notes.Add("the last line is not ended; if the file was cut inside its last number, nothing shows it");
        double[][] columns = new double[width][];
        for (int c = 0; c < width; c++)
        {
            columns[c] = new double[rows];
            for (int r = 0; r < rows; r++)
                columns[c][r] = values[r * width + c];
        }
        return columns;
    }

    /// <summary>The column of angles that were reached; those that were computed for the drive where there are no others.</summary>
    private static int Observed(PhotonFactoryHeader header, double[][] columns, List<string> notes)
    {
        int observed = Array.FindIndex(header.Labels, l => l.Equals("Angle(o)", StringComparison.OrdinalIgnoreCase));
        if (observed >= 0 && !ScanAxis.IsConstant(columns[observed]))
            return observed;
        notes.Add("no observed angles; x is made of those that were asked for");
        return 0;
    }

    private static (double[] X, Unit Unit, string Label) Axis(
        PhotonFactoryHeader header,
        double[][] columns,
        int observed,
        List<string> notes
    )
    {
        if (header.Spacing is not double spacing)
        {
            notes.Add("the header states no d-spacing, so the angles could not be made energies");
            return (columns[observed], Unit.Degree, header.Labels[observed]);
        }
        double[] x = Bragg.Energies(columns[observed], spacing);
        notes.Add(
            string.Create(
                CultureInfo.InvariantCulture,
                $"energy computed from {header.Labels[observed]} with d = {spacing} Å of the header"
            )
        );
        double first = header.InAngles ? columns[0][0] : Bragg.Energies(columns[0][..1], spacing)[0];
        if (header.Initial is double initial && Math.Abs(first - initial) > AxisTolerance * initial)
            notes.Add(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"the first point is at {first:G8}, the header says {initial:G8}: crystal or angle may be wrong"
                )
            );
        return (x, Unit.ElectronVolt, "energy");
    }

    /// <summary>Detectors by their mode, dark counts taken off; then angles and time as they are.</summary>
    private static IReadOnlyList<ChannelData> Channels(PhotonFactoryHeader header, double[][] columns, List<string> notes)
    {
        int time = Array.FindIndex(header.Labels, l => l.StartsWith("time", StringComparison.OrdinalIgnoreCase));
        bool dark = time >= 0 && header.Offsets.Any(o => o != 0);
        if (dark)
            notes.Add("dark counts (row Offset, per second, times the time of the point) are subtracted from the detectors");
        if (dark && header.Repetitions > 1)
            notes.Add($"{header.Repetitions} repetitions; the time of the column, not of all repetitions, was taken for the dark counts");
        var detectors = new List<ChannelData>();
        var others = new List<ChannelData>();
        var numbers = new Dictionary<string, int>();
        for (int c = 0; c < columns.Length; c++)
        {
            string? role = c == time ? null : Role(header.Modes[c]);
            if (role is null)
            {
                others.Add(new(header.Labels[c], columns[c], new(SignalKind.Auxiliary)));
                continue;
            }
            int n = numbers[role] = numbers.GetValueOrDefault(role) + 1;
            bool several = header.Modes.Count(m => m == header.Modes[c]) > 1;
            double offset = dark ? header.Offsets[c] : 0;
            double[] counts = offset == 0 ? columns[c] : [.. columns[c].Select((v, i) => v - offset * columns[time][i])];
            detectors.Add(
                new(several ? string.Create(CultureInfo.InvariantCulture, $"{role}{n}") : role, counts, new(SignalKind.Auxiliary))
            );
        }
        return [.. detectors, .. others];
    }

    private static string? Role(int mode) =>
        mode switch
        {
            1 => "I0",
            2 => "It",
            3 => "If",
            5 => "ICR",
            _ => null,
        };
}
