using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Tests.Reference;
using SpectraPipeline.Stages.Shape;
using SpectraPipeline.Testing;
using Xunit;

namespace SpectraPipeline.Stages.Tests.Shape;

/// <summary>Normalisation of three measured series against numpy's recorded numbers.</summary>
public sealed class NormalizeReferenceTests(ITestOutputHelper output)
{
    // The record keeps twelve digits; notes/vibrational.md asks for 1e-9 relative.
    private const double Tolerance = 1e-9;

    [Theory]
    [InlineData(NormalizeMethod.Snv, "snv_ddof1")]
    [InlineData(NormalizeMethod.Msc, "msc")]
    [InlineData(NormalizeMethod.Emsc, "emsc")]
    [InlineData(NormalizeMethod.Vector, "vector")]
    [InlineData(NormalizeMethod.MinMax, "minmax")]
    public void Gives_the_recorded_spectra(NormalizeMethod method, string key)
    {
        foreach (JsonProperty record in Records())
        {
            SpectralSeries series = Measured(record.Name);
            SpectralSeries ours = FrameStageRun.Of(series, null, new Normalize { Method = method }).Output;
            int[] rows = record.Value.GetProperty("rows").Integers(),
                index = record.Value.GetProperty("idx").Integers();
            double[] scale = Scales(record.Value, method, rows.Length);
            double worst = 0;
            for (int r = 0; r < rows.Length; r++)
            {
                // A spectrum upside down against the mean is no spectrum on its scale: the peer divides by the negative number.
                Assert.Equal(scale[r] > 0 ? null : "scale-not-positive", ours.Faults[rows[r]]?.Code);
                if (scale[r] <= 0)
                    continue;
                double[] theirs = record.Value.GetProperty(key)[r].Numbers();
                double largest = theirs.Max(Math.Abs);
                for (int i = 0; i < index.Length; i++)
                    worst = Math.Max(worst, Math.Abs(theirs[i] - ours.Primary[rows[r]][index[i]]) / largest);
            }
            output.WriteLine($"{record.Name} {key}: {worst:E2}");
            Assert.True(worst <= Tolerance, $"{record.Name} {key}: {worst:E2}");
        }
    }

    [Fact]
    public void Divides_by_the_recorded_area()
    {
        foreach (JsonProperty record in Records())
        {
            SpectralSeries series = Measured(record.Name);
            SpectralSeries ours = FrameStageRun.Of(series, null, new Normalize { Method = NormalizeMethod.Area }).Output;
            int[] rows = record.Value.GetProperty("rows").Integers();
            double[] areas = record.Value.GetProperty("area_trapz").Numbers();
            for (int r = 0; r < rows.Length; r++)
            {
                int frame = rows[r],
                    at = series.Primary[frame].IndexOf(series.Primary[frame].ToArray().Max());
                Assert.Equal(areas[r] > 0 ? null : "area-not-positive", ours.Faults[frame]?.Code);
                if (areas[r] > 0)
                    Assert.Equal(areas[r], series.Primary[frame][at] / ours.Primary[frame][at], Tolerance * areas[r]);
            }
        }
    }

    /// <summary>Recorded series of which the corpus holds the spectra.</summary>
    private static List<JsonProperty> Records()
    {
        List<JsonProperty> found =
        [
            .. VibrationalReference.Json("scatter_norm.json").EnumerateObject().Where(r => Path(r.Name) is not null),
        ];
        Assert.NotEmpty(found);
        return found;
    }

    private static double[] Scales(JsonElement record, NormalizeMethod method, int rows) =>
        method switch
        {
            NormalizeMethod.Msc => record.GetProperty("msc_slope").Numbers(),
            NormalizeMethod.Emsc => [.. record.GetProperty("emsc_coef").EnumerateArray().Select(c => c.Numbers()[0])],
            _ => [.. Enumerable.Repeat(1.0, rows)],
        };

    private static string? Path(string name) => Corpus.Path($"reference/vibrational/inputs/series_{name}.csv.gz");

    /// <summary>Lines of x and one value a frame.</summary>
    private static SpectralSeries Measured(string name)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(Path(name)!), CompressionMode.Decompress));
        var rows = new List<double[]>();
        while (reader.ReadLine() is { Length: > 0 } line)
            if (char.IsDigit(line[0]) || line[0] == '-')
                rows.Add([.. line.Split(',').Select(v => double.Parse(v, CultureInfo.InvariantCulture))]);
        double[][] frames = [.. Enumerable.Range(1, rows[0].Length - 1).Select(f => rows.Select(r => r[f]).ToArray())];
        return FrameStageRun.Series([.. rows.Select(r => r[0])], SignalKind.Absorbance, frames);
    }
}
