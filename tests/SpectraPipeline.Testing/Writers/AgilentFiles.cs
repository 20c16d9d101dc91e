using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace SpectraPipeline.Testing.Writers;

/// <summary>Minimal writer of Agilent tiles and of the parameters beside them, and their samples.</summary>
public sealed class AgilentFiles : ISampleSource
{
    /// <inheritdoc />
    public IEnumerable<SampleFile> Samples()
    {
        // Without the file of parameters x only counts points.
        double[] x = [.. Enumerable.Range(0, SampleFiles.Points).Select(i => (double)i)];
        yield return new("agilent-fpa", "tile.dat", Tile(3, 2))
        {
            Truth = [.. SampleFiles.Truth(6, singlePrecision: true).Select(t => (x, t.Y))],
        };
    }

    /// <summary>A tile; the pixel of number p (row after row) holds spectrum <paramref name="first"/> + p of the samples.</summary>
    public static byte[] Tile(int columns, int rows, int first = 0, int points = SampleFiles.Points)
    {
        int pixels = columns * rows;
        byte[] file = new byte[1020 + 4 * points * pixels];
        file[1] = 0x72;
        file[2] = 0x47;
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(9), points);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(24), (short)columns);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(26), (short)rows);
        for (int i = 0; i < points; i++)
        for (int p = 0; p < pixels; p++)
            BinaryPrimitives.WriteSingleLittleEndian(file.AsSpan(1020 + 4 * (i * pixels + p)), (float)SampleFiles.Value(first + p, i));
        return file;
    }

    /// <summary>A file of parameters (.bsp, .dmt): the signature of a compound document, the names of its streams, and runs of values.</summary>
    public static byte[] Parameters(double step, int start, int points = SampleFiles.Points, bool mosaic = false)
    {
        var b = new List<byte>([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, .. new byte[504]]);
        b.AddRange(Encoding.Unicode.GetBytes("Root Entry\0Spectra\0IndexTable\0"));
        // An axis of another length must not be taken.
        Axis(3, 7, points + 1);
        Axis(step, start, points);
        Words(10, 10);
        Ascii("Wavenumber");
        Words(4, 10, 10);
        Ascii("Absorbance");
        Setting("MosaicScan", mosaic ? "Yes" : "No");
        Setting("PixelAggregationSize", "16");
        Setting("Effective Laser Wavenumber", "15798.0039");
        Property("FPA Pixel Size", 0, BitConverter.DoubleToInt64Bits(5.5));
        Property("Time", 2, 1_514_923_296);
        return [.. b];

        void Axis(double s, int from, int n)
        {
            Words(4, 8);
            b.AddRange(BitConverter.GetBytes(s));
            Words(4, from, 4, n);
        }

        void Setting(string name, string value)
        {
            Words(4, name.Length, name.Length);
            Ascii(name);
            Words(4, 1, 4, 2, 4, 4, 4, value.Length, 4, value.Length, value.Length);
            Ascii(value);
        }

        void Property(string name, int type, long value)
        {
            Words(name.Length);
            Ascii(name);
            Words(0, 2, 8);
            Ascii("PropType");
            Words(1, 1, 4, type, 4);
            Ascii("1.00");
            Words(1, 1, 8);
            b.AddRange(BitConverter.GetBytes(value));
        }

        void Words(params ReadOnlySpan<int> words)
        {
            foreach (int word in words)
                b.AddRange(BitConverter.GetBytes(word));
        }

        void Ascii(string text) => b.AddRange(Encoding.ASCII.GetBytes(text));
    }

    /// <summary>The ENVI header that lies beside a tile.</summary>
    public static byte[] Envi(IEnumerable<double> wavenumbers) =>
        Encoding.ASCII.GetBytes(
            "ENVI\nsamples = 3\nlines   = 2\nwavelength = {\n"
                + string.Join(",\n", wavenumbers.Select(v => v.ToString("F5", CultureInfo.InvariantCulture)))
                + "\n}\n"
        );
}
