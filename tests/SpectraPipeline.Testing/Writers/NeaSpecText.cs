using System.Globalization;
using System.Text;

namespace SpectraPipeline.Testing.Writers;

/// <summary>Minimal writer of neaSPEC text in its two layouts, and their samples.</summary>
public sealed class NeaSpecText : ISampleSource
{
    /// <inheritdoc />
    public IEnumerable<SampleFile> Samples() =>
        [
            new("neaspec", "pixels.txt", Points(3)) { Truth = SampleFiles.Truth(3) },
            new("neaspec", "runs.nea", Channels(2)) { Truth = SampleFiles.Truth(2) },
        ];

    /// <summary>The newer layout: a row for each point; spectrum k is at column k.</summary>
    public static byte[] Points(int spectra, string xLabel = "Wavenumber", string date = "11/29/2018 13:15:59")
    {
        var text = new StringBuilder("# www.neaspec.com\n# Scan:\t \tFourier Scan\n");
        text.Append(CultureInfo.InvariantCulture, $"# Date:\t \t{date}\n# Scan Area (X, Y, Z):\t[µm]\t1.200\t0.000\t0.000\n");
        text.Append(CultureInfo.InvariantCulture, $"Row\tColumn\tOmega\t{xLabel}\tO2A\tO2P\n");
        for (int k = 0; k < spectra; k++)
        for (int i = 0; i < SampleFiles.Points; i++)
            text.Append(CultureInfo.InvariantCulture, $"0\t{k}\t{i}\t{SampleFiles.X(i):R}\t{SampleFiles.Value(k, i):R}\t{i}\n");
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>The older layout: a row for each channel, all runs of a channel together.</summary>
    public static byte[] Channels(int runs, bool mirror = true)
    {
        var text = new StringBuilder("Row\tColumn\tRun\tChannel\t\n");
        for (int k = 0; k < runs; k++)
            Row(k, "O2A", i => SampleFiles.Value(k, i));
        for (int k = 0; k < runs; k++)
            Row(k, "O2P", i => i);
        for (int k = 0; mirror && k < runs; k++)
            Row(k, "M", SampleFiles.X);
        return Encoding.ASCII.GetBytes(text.ToString());

        void Row(int run, string channel, Func<int, double> value)
        {
            text.Append(CultureInfo.InvariantCulture, $"0\t0\t{run}\t{channel}\t");
            for (int i = 0; i < SampleFiles.Points; i++)
                text.Append(CultureInfo.InvariantCulture, $"{value(i):R}\t");
            text.Append('\n');
        }
    }
}
