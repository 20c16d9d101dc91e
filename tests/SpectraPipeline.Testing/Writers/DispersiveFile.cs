using System.Globalization;
using System.Text;

namespace SpectraPipeline.Testing.Writers;

/// <summary>Minimal writers of energy-dispersive spectra over pixels.</summary>
public static class DispersiveFile
{
    /// <summary>The text of ESRF ID24: pixels from 0.</summary>
    public static byte[] Stripes(IReadOnlyList<double> values, int? announced = null)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $":runabs2_sun  from pixel 0 to {(announced ?? values.Count) - 1} from stripe 3 to 14\n");
        text.Append(":I0 number of accum:  10\n:Sample position : ref\n:file_descriptor : Cu\n:background substraction YES\n");
        text.Append(": Fri Apr 11 17:01:37 2003\n");
        for (int i = 0; i < values.Count; i++)
            text.Append(CultureInfo.InvariantCulture, $"{i} {values[i]:R}\n");
        return Encoding.ASCII.GetBytes(text.ToString());
    }

    /// <summary>The table of the Photon Factory: pixels from 1, one spectrum a column, numbered in the first row.</summary>
    public static byte[] Frames(IReadOnlyList<double> numbers, IReadOnlyList<double[]> rows)
    {
        var text = new StringBuilder();
        foreach (double n in numbers)
            text.Append(CultureInfo.InvariantCulture, $", {n:R} ");
        text.Append('\n');
        for (int i = 0; i < rows.Count; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $" {i + 1} ");
            foreach (double v in rows[i])
                text.Append(CultureInfo.InvariantCulture, $", {v:R} ");
            text.Append('\n');
        }
        return Encoding.ASCII.GetBytes(text.ToString());
    }
}

/// <summary>Dispersive spectra of both kinds.</summary>
public sealed class DispersiveSamples : ISampleSource
{
    /// <inheritdoc />
    public IEnumerable<SampleFile> Samples()
    {
        const int n = SampleFiles.Points;
        double[] y = [.. Enumerable.Range(0, n).Select(i => SampleFiles.Value(0, i))];
        yield return new("dispersive", "cu_08", DispersiveFile.Stripes(y))
        {
            Truth = [([.. Enumerable.Range(0, n).Select(i => (double)i)], y)],
        };
        yield return new(
            "dispersive",
            "series.csv",
            DispersiveFile.Frames(
                [0, 300, 600],
                [.. Enumerable.Range(0, n).Select(i => (double[])[.. Enumerable.Range(0, 3).Select(k => SampleFiles.Value(k, i))])]
            )
        )
        {
            Truth =
            [
                .. Enumerable
                    .Range(0, 3)
                    .Select(k =>
                        (
                            Enumerable.Range(1, n).Select(i => (double)i).ToArray(),
                            Enumerable.Range(0, n).Select(i => SampleFiles.Value(k, i)).ToArray()
                        )
                    ),
            ],
        };
    }
}
