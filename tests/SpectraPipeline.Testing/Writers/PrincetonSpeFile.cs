using System.Globalization;
using System.Text;

namespace SpectraPipeline.Testing.Writers;

/// <summary>Minimal writer of SPE files of WinSpec (2.x) and LightField (3.x). Frames hold regions, regions rows, rows pixels.</summary>
public sealed record PrincetonSpeFile
{
    /// <summary>Below 3 all stands in the header, from 3 on in XML behind the data.</summary>
    public float Version { get; init; } = 2.5f;

    /// <summary>Code of the pixels: 0 f32, 1 i32, 2 i16, 3 u16, 5 f64, 6 u8, 8 u32.</summary>
    public short Pixel { get; init; }

    /// <summary>Width and height of each region.</summary>
    public IReadOnlyList<(int Width, int Height)> Regions { get; init; } = [(SampleFiles.Points, 1)];

    /// <summary>Frames that are written.</summary>
    public int Frames { get; init; } = 1;

    /// <summary>Frames that the file claims; the true number unless told.</summary>
    public int? ClaimedFrames { get; init; }

    /// <summary>2.x: coefficients of the calibration from order 0 on; none when empty.</summary>
    public IReadOnlyList<double> Polynomial { get; init; } = [];

    /// <summary>2.x: the header's laser line.</summary>
    public double Laser { get; init; }

    public string Date { get; init; } = "";
    public string LocalTime { get; init; } = "";
    public string UtcTime { get; init; } = "";

    /// <summary>3.x: list of wavelengths as text, and the element that holds it.</summary>
    public string Wavelengths { get; init; } = "";
    public string WavelengthElement { get; init; } = "Wavelength";

    /// <summary>3.x: attributes of the mapping of wavelengths.</summary>
    public string MappingAttributes { get; init; } = "";

    /// <summary>3.x: x and binning of each region on the sensor.</summary>
    public IReadOnlyList<(int X, int Bin)> Sensor { get; init; } = [];

    /// <summary>3.x: elements of the MetaBlock, and 8 bytes a frame for each.</summary>
    public string MetaBlock { get; init; } = "";
    public Func<int, byte[]>? FrameNumbers { get; init; }

    /// <summary>3.x: when it was made, with its zone.</summary>
    public string Created { get; init; } = "2026-01-02T03:04:05+01:00";

    /// <summary>3.x: changes the XML before it is written.</summary>
    public Func<string, string> Edit { get; init; } = xml => xml;

    private int Size =>
        Pixel switch
        {
            2 or 3 => 2,
            5 => 8,
            6 => 1,
            _ => 4,
        };

    /// <summary>The bytes of a file; value gives a pixel by frame, region, row and column.</summary>
    public byte[] Write(Func<int, int, int, int, double> value)
    {
        byte[] header = new byte[4100];
        var data = new List<byte>();
        for (int f = 0; f < Frames; f++)
        {
            for (int r = 0; r < Regions.Count; r++)
            for (int row = 0; row < Regions[r].Height; row++)
            for (int i = 0; i < Regions[r].Width; i++)
                data.AddRange(Bytes(value(f, r, row, i)));
            data.AddRange(FrameNumbers?.Invoke(f) ?? []);
        }
        BitConverter.GetBytes(Version).CopyTo(header, 1992);
        BitConverter.GetBytes(0x01234567).CopyTo(header, 2996);
        BitConverter.GetBytes((ushort)0x5555).CopyTo(header, 4098);
        BitConverter.GetBytes(Pixel).CopyTo(header, 108);
        BitConverter.GetBytes(ClaimedFrames ?? Frames).CopyTo(header, 1446);
        BitConverter.GetBytes((ushort)(Regions.Count == 1 ? Regions[0].Width : 0)).CopyTo(header, 42);
        BitConverter.GetBytes((ushort)(Regions.Count == 1 ? Regions[0].Height : 0)).CopyTo(header, 656);
        if (Version >= 3)
        {
            BitConverter.GetBytes((ulong)(4100 + data.Count)).CopyTo(header, 678);
            return [.. header, .. data, .. Encoding.UTF8.GetBytes(Edit(Xml()))];
        }
        WinSpec(header);
        return [.. header, .. data];
    }

    private void WinSpec(byte[] header)
    {
        Encoding.ASCII.GetBytes(Date).CopyTo(header, 20);
        Encoding.ASCII.GetBytes(LocalTime).CopyTo(header, 172);
        Encoding.ASCII.GetBytes(UtcTime).CopyTo(header, 179);
        BitConverter.GetBytes((short)Regions.Count).CopyTo(header, 1510);
        for (int r = 0; r < Regions.Count; r++)
        {
            ushort[] v = [1, (ushort)Regions[r].Width, 1, 1, (ushort)Regions[r].Height, 1];
            for (int i = 0; i < 6; i++)
                BitConverter.GetBytes(v[i]).CopyTo(header, 1512 + 12 * r + 2 * i);
        }
        header[3098] = (byte)(Polynomial.Count > 0 ? 1 : 0);
        header[3100] = 4;
        header[3101] = (byte)Math.Max(0, Polynomial.Count - 1);
        for (int k = 0; k < Polynomial.Count; k++)
            BitConverter.GetBytes(Polynomial[k]).CopyTo(header, 3263 + 8 * k);
        BitConverter.GetBytes(Laser).CopyTo(header, 3311);
    }

    private string Xml()
    {
        int numbers = FrameNumbers?.Invoke(0).Length ?? 0;
        int size = Regions.Sum(r => r.Width * r.Height) * Size;
        string format = Pixel switch
        {
            0 => "MonochromeFloating32",
            5 => "MonochromeFloating64",
            6 => "MonochromeUnsigned8",
            8 => "MonochromeUnsigned32",
            _ => "MonochromeUnsigned16",
        };
        var xml = new StringBuilder("<SpeFormat version=\"3.0\" xmlns=\"http://www.princetoninstruments.com/spe/2009\"><DataFormat>");
        xml.Append(
            CultureInfo.InvariantCulture,
            $"<DataBlock type=\"Frame\" count=\"{ClaimedFrames ?? Frames}\" pixelFormat=\"{format}\" size=\"{size}\" stride=\"{size + numbers}\" calibrations=\"1\">"
        );
        for (int r = 0; r < Regions.Count; r++)
        {
            int region = Regions[r].Width * Regions[r].Height * Size;
            xml.Append(
                CultureInfo.InvariantCulture,
                $"<DataBlock type=\"Region\" calibrations=\"2,{3 + r}\" count=\"1\" width=\"{Regions[r].Width}\" height=\"{Regions[r].Height}\" size=\"{region}\" stride=\"{region}\" />"
            );
        }
        xml.Append("</DataBlock></DataFormat>");
        if (MetaBlock.Length > 0)
            xml.Append("<MetaFormat><MetaBlock id=\"1\">").Append(MetaBlock).Append("</MetaBlock></MetaFormat>");
        xml.Append("<Calibrations>");
        if (Wavelengths.Length > 0)
            xml.Append(
                CultureInfo.InvariantCulture,
                $"<WavelengthMapping id=\"1\" {MappingAttributes}><{WavelengthElement} xml:space=\"preserve\">{Wavelengths}</{WavelengthElement}></WavelengthMapping>"
            );
        for (int r = 0; r < Sensor.Count; r++)
            xml.Append(
                CultureInfo.InvariantCulture,
                $"<SensorMapping id=\"{3 + r}\" x=\"{Sensor[r].X}\" y=\"0\" width=\"{Regions[r].Width * Sensor[r].Bin}\" height=\"{Regions[r].Height}\" xBinning=\"{Sensor[r].Bin}\" yBinning=\"1\" />"
            );
        xml.Append(
            CultureInfo.InvariantCulture,
            $"</Calibrations><DataHistories><DataHistory><Origin created=\"{Created}\"><Experiment><Grating type=\"String\">500nm,150</Grating></Experiment></Origin></DataHistory></DataHistories></SpeFormat>"
        );
        return xml.ToString();
    }

    private byte[] Bytes(double v) =>
        Pixel switch
        {
            0 => BitConverter.GetBytes((float)v),
            1 => BitConverter.GetBytes((int)v),
            2 => BitConverter.GetBytes((short)v),
            3 => BitConverter.GetBytes((ushort)v),
            5 => BitConverter.GetBytes(v),
            6 => [(byte)v],
            _ => BitConverter.GetBytes((uint)v),
        };
}

/// <summary>Samples of SPE files.</summary>
public sealed class PrincetonSpeSamples : ISampleSource
{
    /// <inheritdoc />
    public IEnumerable<SampleFile> Samples()
    {
        string list = string.Join(',', SampleFiles.Truth(1)[0].X.Select(v => v.ToString("R", CultureInfo.InvariantCulture)));
        yield return Sample("winspec.spe", new() { Polynomial = [8998.5, 1.5], Frames = 3 });
        yield return Sample("lightfield.spe", new() { Version = 3, Wavelengths = list });
        yield return Sample(
            "lightfield-series.spe",
            new()
            {
                Version = 3,
                Wavelengths = list,
                Frames = 3,
                MetaBlock =
                    "<TimeStamp event=\"ExposureStarted\" type=\"Int64\" bitDepth=\"64\" resolution=\"1000000\" absoluteTime=\"2026-01-02T03:04:05+01:00\" />",
                FrameNumbers = f => BitConverter.GetBytes(f * 500_000L),
            }
        );
    }

    private static SampleFile Sample(string name, PrincetonSpeFile file) =>
        new("princeton-spe", name, file.Write((f, _, _, i) => SampleFiles.Value(f, i)))
        {
            Truth = SampleFiles.Truth(file.Frames, singlePrecision: true),
        };
}
