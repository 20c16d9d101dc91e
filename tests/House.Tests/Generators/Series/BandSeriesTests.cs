using System.Globalization;
using SpectraPipeline.Testing.Generators.Series;
using Xunit;

namespace House.Tests.Generators.Series;

public sealed class BandSeriesTests
{
    [Fact]
    public void All_three_layouts_hold_the_same_numbers()
    {
        BandSeries series = new(7, 31, 4);
        string folder = Directory.CreateTempSubdirectory("band-series").FullName;
        try
        {
            BandSeriesFiles.Write(series, SeriesLayout.Columns, Path.Combine(folder, "columns.csv"));
            BandSeriesFiles.Write(series, SeriesLayout.Rows, Path.Combine(folder, "rows.csv"));
            BandSeriesFiles.Write(series, SeriesLayout.Files, Path.Combine(folder, "files"));
            string[][] columns = Table(Path.Combine(folder, "columns.csv"));
            string[][] rows = Table(Path.Combine(folder, "rows.csv"));
            Assert.Equal((32, 8), (columns.Length, columns[0].Length));
            Assert.Equal((8, 32), (rows.Length, rows[0].Length));
            double[] frame = new double[31];
            for (int f = 0; f < 7; f++)
            {
                string[][] file = Table(Path.Combine(folder, "files", $"frame-{f:D6}.csv"));
                series.Fill(f, frame);
                for (int i = 0; i < 31; i++)
                {
                    Assert.Equal(file[i + 1][1], columns[i + 1][f + 1]);
                    Assert.Equal(file[i + 1][1], rows[f + 1][i + 1]);
                    Assert.Equal(frame[i], double.Parse(file[i + 1][1], CultureInfo.InvariantCulture), 0.051);
                }
            }
        }
        finally
        {
            Directory.Delete(folder, true);
        }
    }

    [Fact]
    public void Noise_is_that_of_counting()
    {
        BandSeries series = new(400, 50, 9);
        double[] frame = new double[50];
        double sum = 0;
        for (int f = 0; f < series.Frames; f++)
        {
            series.Fill(f, frame);
            // No band reaches 800 cm⁻¹ by more than its Lorentzian tail, below 1 % of the counts' root.
            double baseline = series.Baseline(f, series.Axis[0]);
            sum += Math.Pow(frame[0] - baseline, 2) / (baseline + 25);
        }
        // 400 values: the mean square is known to 7 %.
        Assert.InRange(sum / series.Frames, 0.75, 1.3);
    }

    private static string[][] Table(string file) => [.. File.ReadAllLines(file).Select(static line => line.Split(','))];
}
