using System.Globalization;
using System.Text;

namespace SpectraPipeline.Testing.Writers;

/// <summary>Minimal writer of Andor Solis files (.sif), versions 65564 and 65567.</summary>
public sealed record SifFile
{
    /// <summary>Frames, each of rows of points; written as 32-bit numbers.</summary>
    public required IReadOnlyList<double[][]> Frames { get; init; }

    /// <summary>Frames that the header claims; as many as there are unless told.</summary>
    public long? ClaimedFrames { get; init; }

    /// <summary>65567 writes a longer spectrograph block than 65564, and can have second numbers of frames.</summary>
    public int Version { get; init; } = 65567;

    /// <summary>Coefficients of nm over pixels from 1.</summary>
    public double[] Calibration { get; init; } = [0, 1, 0, 0];

    public string FrameAxis { get; init; } = "Wavelength";

    public string DataType { get; init; } = "Counts";

    public double LaserNm { get; init; } = 532;

    /// <summary>Time stamps of the frames (µs); zeros unless told.</summary>
    public long[]? StampsUs { get; init; }

    /// <summary>Writes the flag 1 and a second number for each frame.</summary>
    public bool SecondNumbers { get; init; }

    /// <summary>Seconds since 1970.</summary>
    public long Time { get; init; } = 1504875832;

    public double KineticCycle { get; init; } = 0.5;

    /// <summary>The user's 2048 bytes, which may hold line ends.</summary>
    public string UserText { get; init; } = "one\ntwo\n";

    /// <summary>A raw byte in the line of settings; 10 makes it two lines.</summary>
    public byte RawByte { get; init; } = 4;

    /// <summary>Model of the spectrograph.</summary>
    public string Spectrograph { get; init; } = "SR193i";

    public int HorizontalBinning { get; init; } = 1;

    /// <summary>Values of a frame as the header claims them; what the frames hold unless told.</summary>
    public long? FrameLength { get; init; }

    /// <summary>Background behind the signal; null when there is none.</summary>
    public SifFile? Background { get; init; }

    /// <summary>Text behind all parts.</summary>
    public string Trailer { get; init; } = "";

    /// <summary>The bytes of the file.</summary>
    public byte[] Write()
    {
        var file = new List<byte>();
        Text(file, "Andor Technology Multi-Channel File\n65538 1\n");
        Section(file);
        Text(file, "0\n");
        Text(file, Background is null ? "0\n" : "1\n");
        Background?.Section(file);
        Text(file, "0\n0\n" + Trailer);
        return [.. file];
    }

    private void Section(List<byte> file)
    {
        CultureInfo culture = CultureInfo.InvariantCulture;
        Text(
            file,
            string.Create(
                culture,
                $"{Version} 0 0 1 {Time} -50 \0 \n \u0001 \0 \0 0 0.1 0.117276 0.117276 5 \0 {KineticCycle} 2e-05 0 1 20 0 0 1e-08 0 0 "
            )
        );
        file.AddRange([RawByte, (byte)' ', 0, (byte)' ']);
        Text(file, "256 0 4 1 0 0 0 0 0 0 0 0 4.33e-06 0 1 10386 0 1 -999 1 0 1 0 0 -1 4 30 30013 0 0 0 1 500\n");
        Text(file, "DU888_BV \n 1024 256 10\nC:\\raman.x \n65538 2048\n");
        byte[] user = new byte[2048];
        Encoding.ASCII.GetBytes(UserText).CopyTo(user, 0);
        file.AddRange(user);
        Text(
            file,
            $"\n65538 \u0001 \u0002 \u0003 \0 0.027 0\n65540 1 1 430 1 0 1200.75 500NM\n0 10\n0 0 0 0 0  0 0 0 0 0 0 10\n0 {Spectrograph}\n0 10\n0 10\n0 0 \n65537 0 500 1200\n"
        );
        if (Version >= 65567)
            Text(
                file,
                "0 999 999\n\n65539 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0\n0 0 0 0\n0 0 0 0\n0 0 0 0\n0 0 0\n\n-1\n65538 0 1024 256 1024 256 1 1 1 1\n"
            );
        Text(
            file,
            $"{(Version >= 65567 ? 65540 : 65539)} \u0002 \0 \u0001 \0 \u0001 \0\n{string.Join(' ', Calibration.Select(c => c.ToString("R", culture)))}\n0 1 0 0\n0 1 0 0\n"
        );
        Text(
            file,
            string.Create(
                culture,
                $"{LaserNm}\n13\n13\n{(Version >= 65567 ? "1\n" : "")}{FrameAxis.Length}\n{FrameAxis}{DataType.Length}\n{DataType}12\nPixel number"
            )
        );
        int rows = Frames[0].Length;
        int width = Frames[0][0].Length;
        long frames = ClaimedFrames ?? Frames.Count;
        long length = FrameLength ?? (long)rows * width;
        Text(
            file,
            $"65541 1 256 1024 1 {frames} 1 {frames * length} {length}\n65538 1 {rows} {width * HorizontalBinning} 1 1 {HorizontalBinning} 0\n"
        );
        for (int f = 0; f < frames; f++)
            Text(file, string.Create(culture, $"{(StampsUs is null ? 0 : StampsUs[f]), 10}\n"));
        Text(file, SecondNumbers ? "1\n" + string.Concat(Enumerable.Repeat("   1122186\n", (int)frames)) : "0\n");
        file.AddRange(Frames.SelectMany(f => f).SelectMany(r => r).SelectMany(v => BitConverter.GetBytes((float)v)));
    }

    private static void Text(List<byte> file, string text) => file.AddRange(Encoding.Latin1.GetBytes(text));
}

/// <summary>Samples of Andor Solis files: one spectrum with its background, a kinetic series.</summary>
public sealed class SifSamples : ISampleSource
{
    /// <inheritdoc />
    public IEnumerable<SampleFile> Samples()
    {
        // x is 9000 + 1.5 i in all samples; pixels count from 1.
        var truth = SampleFiles.Truth(3, singlePrecision: true);
        double[] calibration = [SampleFiles.X(0) - 1.5, 1.5, 0, 0];
        var series = new SifFile
        {
            Frames = [.. truth.Select(t => (double[][])[t.Y])],
            Calibration = calibration,
            StampsUs = [0, 500_000, 1_000_000],
        };
        yield return new("andor-sif", "kinetic.sif", series.Write()) { Truth = truth };
        SifFile one = series with
        {
            Frames =
            [
                [truth[0].Y],
            ],
            StampsUs = null,
            Version = 65564,
        };
        yield return new(
            "andor-sif",
            "background.sif",
            (
                one with
                {
                    Background = one with { Time = 1504875800 },
                    Trailer = "<?xml version=\"1.0\" ?><Signals><Gain>1x</Gain></Signals>",
                }
            ).Write()
        )
        {
            Truth = [truth[0]],
        };
    }
}
