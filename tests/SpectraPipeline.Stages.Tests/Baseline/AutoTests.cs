using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Stages.Baseline;
using SpectraPipeline.Testing;
using SpectraPipeline.Testing.Generators.Baselines;
using Xunit;

namespace SpectraPipeline.Stages.Tests.Baseline;

/// <summary>baseline.auto through the engine; the full study is ./baseline-study (docs/baseline-auto.md).</summary>
public sealed class AutoTests(ITestOutputHelper output)
{
    private const int Count = 12;

    /// <summary>The promise in small: median error within 1.3 times that of the best single method with one set of parameters for the kind, chosen in hindsight.</summary>
    [Theory]
    [InlineData(BaselineKind.CurvedInfrared)]
    [InlineData(BaselineKind.StraightLine)]
    [InlineData(BaselineKind.RamanFluorescence)]
    [InlineData(BaselineKind.SignedDifference)]
    [InlineData(BaselineKind.StrongNoise)]
    [InlineData(BaselineKind.StepAndWater)]
    public void Comes_near_the_best_single_method_of_a_kind_without_being_told_which(BaselineKind kind)
    {
        BaselineSpectrum[] spectra =
        [
            .. Enumerable.Range(0, Count).Select(k => BaselineSpectra.Make(kind, 101, k, BaselineVariety.Narrow)),
        ];
        double[] auto = [.. spectra.Select(s => Rmse(Baseline(s, new Auto()), s.Truth))];
        double best = double.PositiveInfinity;
        string name = "";
        foreach (FrameStage single in Singles())
        {
            double median = Median([.. spectra.Select(s => Rmse(Baseline(s, single), s.Truth))]);
            if (median < best)
                (best, name) = (
                    median,
                    single switch
                    {
                        ArPls a => $"arpls {a.Lambda:g2} order {a.Order}",
                        AsLs a => $"asls {a.Lambda:g2} p {a.P}",
                        _ => single.GetType().Name,
                    }
                );
        }
        output.WriteLine($"{kind}: {Median(auto):g3} against {best:g3} of {name}; worst {auto.Max() / best:g3}");
        Assert.InRange(Median(auto) / best, 0, 1.3);
        Assert.InRange(auto.Max() / best, 0, 3);
    }

    /// <summary>Nine tenths within 1.645 deviations; of about 70 areas a kind, 4 of 5 at least.</summary>
    [Theory]
    [InlineData(BaselineKind.CurvedInfrared)]
    [InlineData(BaselineKind.RamanFluorescence)]
    [InlineData(BaselineKind.SignedDifference)]
    [InlineData(BaselineKind.StrongNoise)]
    public void The_spread_of_the_rivals_covers_the_error_of_band_areas(BaselineKind kind)
    {
        int inside = 0,
            all = 0;
        for (int k = 0; k < Count; k++)
        {
            BaselineSpectrum s = BaselineSpectra.Make(kind, 102, k, BaselineVariety.Wide);
            SpectralSeries o = FrameStageRun.Of(Series(s), null, new Auto()).Output;
            double[] baseline = [.. o.Find("baseline")![0]];
            double[][] rivals = [.. Enumerable.Range(1, 3).Select(r => o.Find($"rival-{r}")![0].ToArray())];
            foreach (GeneratedBand band in s.Bands)
            {
                double error = 0;
                double[] moved = new double[3];
                for (int i = 0; i < s.X.Length; i++)
                {
                    if (Math.Abs(s.X[i] - band.Center) > 1.5 * band.Fwhm)
                        continue;
                    error += baseline[i] - s.Truth[i];
                    for (int r = 0; r < 3; r++)
                        moved[r] += rivals[r][i] - baseline[i];
                }
                all++;
                inside += Math.Abs(error) <= 1.645 * Math.Sqrt(moved.Average(m => m * m)) ? 1 : 0;
            }
        }
        output.WriteLine($"{kind}: {inside} of {all}");
        Assert.InRange((double)inside / all, 0.8, 1);
    }

    [Fact]
    public void Hands_on_three_rivals_and_says_what_was_considered()
    {
        BaselineSpectrum s = BaselineSpectra.Make(BaselineKind.CurvedInfrared, 8, 0, BaselineVariety.Narrow);
        FrameStageRun run = FrameStageRun.Of(Series(s), null, new Auto());
        Assert.Equal(["corrected", "baseline", "rival-1", "rival-2", "rival-3"], run.Output.Channels.Select(c => c.Name));
        List<BaselineRow> rows = run.Findings.List<BaselineRow>();
        Assert.Equal(Enumerable.Range(1, rows.Count), rows.Select(r => r.Rank));
        Assert.Equal(1, rows.Where(r => !double.IsNaN(r.Probability)).Sum(r => r.Probability), 1e-9);
        Assert.All(rows, r => Assert.True(r.Lambda > 0 && r.Distance >= 0 && r.Spread > 0));
        Assert.StartsWith("baseline.arpls lambda 1e", rows[^1].Method, StringComparison.Ordinal);
    }

    [Fact]
    public void One_choice_for_a_series_is_one_lambda_and_few_rows()
    {
        BaselineSpectrum[] spectra =
        [
            .. Enumerable.Range(0, 20).Select(k => BaselineSpectra.Make(BaselineKind.RamanFluorescence, 8, k, BaselineVariety.Narrow)),
        ];
        SpectralSeries series = FrameStageRun.Series(spectra[0].X, SignalKind.Counts, [.. spectra.Select(s => s.Y)]);
        FrameStageRun run = FrameStageRun.Of(series, null, new Auto { Choose = ChoiceScope.Series });
        BaselineRow[] first = [.. run.Findings.List<BaselineRow>().Where(r => r.Rank == 1)];
        Assert.Equal(16, first.Length);
        Assert.Single(first.Select(r => r.Lambda).Distinct());
        for (int f = 0; f < spectra.Length; f++)
            Assert.InRange(Rmse(run.Output.Find("baseline")![f].ToArray(), spectra[f].Truth), 0, 2 * spectra[f].Noise);
    }

    [Fact]
    public void In_transmittance_bands_point_downwards()
    {
        BaselineSpectrum s = BaselineSpectra.Make(BaselineKind.CurvedInfrared, 8, 4, BaselineVariety.Narrow);
        double[] up = Baseline(s, new Auto { Bands = BandWay.Upwards });
        SpectralSeries turned = FrameStageRun.Series(s.X, SignalKind.Transmittance, [.. s.Y.Select(v => -v)]);
        double[] down = FrameStageRun.Of(turned, null, new Auto { Bands = BandWay.Upwards }).Output.Find("baseline")![0].ToArray();
        Assert.Equal(up, down.Select(v => -v));
    }

    [Fact]
    public void What_is_wider_than_stated_counts_as_baseline()
    {
        double[] x = FrameStageRun.Grid(1000, 1, 1000);
        double[] noise = FrameStageRun.Noise(3, x.Length, 0.01);
        double[] y = [.. x.Select((v, i) => Math.Exp(-Math.Pow((v - 1500) / 30, 2)) + noise[i])];
        double At(double widest) =>
            FrameStageRun
                .Of(FrameStageRun.Series(x, SignalKind.Absorbance, y), null, new Auto { Widest = widest })
                .Output.Find("baseline")![0][500];
        Assert.InRange(At(100), -0.05, 0.05);
        Assert.InRange(At(20), 0.8, 1.1);
    }

    [Fact]
    public void A_width_beyond_half_the_axis_is_refused()
    {
        BaselineSpectrum s = BaselineSpectra.Make(BaselineKind.CurvedInfrared, 8, 4, BaselineVariety.Narrow);
        UserException e = Assert.ThrowsAny<UserException>(() => FrameStageRun.Of(Series(s), null, new Auto { Widest = 600 }));
        Assert.Contains("widest", e.Message, StringComparison.Ordinal);
    }

    /// <summary>Zero-filled noise, one band of a fifth of the range: with white noise assumed, its ripples became bands and the band became baseline.</summary>
    [Theory]
    [InlineData(1800, 2400, null)]
    [InlineData(1900, 2250, 80.0)]
    public void Carbon_monoxide_on_gold_keeps_its_band(double from, double to, double? widest)
    {
        string? file = Corpus.Path("reference/vibrational/inputs/R01_co_au_clean_350.csv");
        Assert.SkipWhen(file is null, "needs reference/vibrational/inputs/R01_co_au_clean_350.csv");
        (double X, double Y)[] points =
        [
            .. File.ReadLines(file!)
                .Skip(1)
                .Select(l => l.Split(',').Select(v => double.Parse(v, CultureInfo.InvariantCulture)).ToArray())
                .Select(v => (v[0], v[1]))
                .Where(p => p.Item1 >= from && p.Item1 <= to),
        ];
        SpectralSeries series = FrameStageRun.Series(
            [.. points.Select(p => p.X)],
            SignalKind.DifferenceAbsorbance,
            [.. points.Select(p => p.Y)]
        );
        double[] corrected = FrameStageRun.Of(series, null, new Auto { Widest = widest }).Output.Find("corrected")![0].ToArray();
        double height = Enumerable.Range(0, points.Length).Where(i => Math.Abs(points[i].X - 2096) < 5).Max(i => corrected[i]);
        output.WriteLine($"{from} to {to}: {height:g3}");
        Assert.InRange(height, 0.005, 0.02);
    }

    [Fact]
    public void A_range_that_holds_little_beside_one_band_is_told_of()
    {
        double[] x = FrameStageRun.Grid(1900, 1, 200);
        double[] noise = FrameStageRun.Noise(3, x.Length, 0.01);
        double[] y = [.. x.Select((v, i) => Math.Exp(-Math.Pow((v - 2000) / 30, 2)) + noise[i])];
        string[] Codes(double? widest) =>
            [
                .. FrameStageRun
                    .Of(FrameStageRun.Series(x, SignalKind.Absorbance, y), null, new Auto { Widest = widest })
                    .Findings.Notes.Select(n => n.Code),
            ];
        Assert.Contains("range-is-narrow", Codes(null));
        Assert.DoesNotContain("range-is-narrow", Codes(80));
    }

    private static IEnumerable<FrameStage> Singles()
    {
        for (double exponent = 3; exponent <= 10; exponent++)
        {
            yield return new ArPls { Lambda = Math.Pow(10, exponent) };
            yield return new ArPls { Lambda = Math.Pow(10, exponent), Order = 3 };
            yield return new AsLs { Lambda = Math.Pow(10, exponent), P = 0.001 };
            yield return new AsLs { Lambda = Math.Pow(10, exponent) };
        }
        foreach (int window in (int[])[5, 8, 16, 30])
        foreach (double factor in (double[])[1.1, 1.5])
            yield return new StdDistribution { HalfWindow = window, NumStd = factor };
    }

    private static double[] Baseline(BaselineSpectrum s, FrameStage stage) =>
        FrameStageRun.Of(Series(s), null, stage).Output.Find("baseline")![0].ToArray();

    private static SpectralSeries Series(BaselineSpectrum s) =>
        FrameStageRun.Series(
            s.X,
            s.Kind switch
            {
                BaselineKind.RamanFluorescence => SignalKind.Counts,
                BaselineKind.SignedDifference => SignalKind.DifferenceAbsorbance,
                _ => SignalKind.Absorbance,
            },
            s.Y
        );

    private static double Rmse(double[] a, double[] b) => Math.Sqrt(a.Zip(b, (p, q) => (p - q) * (p - q)).Average());

    private static double Median(double[] values)
    {
        Array.Sort(values);
        return (values[(values.Length - 1) / 2] + values[values.Length / 2]) / 2;
    }
}
