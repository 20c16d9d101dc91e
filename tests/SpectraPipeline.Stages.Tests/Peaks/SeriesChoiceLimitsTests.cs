using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Numerics.Fitting;
using SpectraPipeline.Testing.Generators;
using Xunit;

namespace SpectraPipeline.Stages.Tests.Peaks;

/// <summary>What <c>choose</c> does where its two bands move, change, cannot be compared, or are too many to tell.</summary>
public sealed class SeriesChoiceLimitsTests
{
    private static readonly double[] Axis = [.. Enumerable.Range(0, 401).Select(i => 1000.0 + i)];

    private static double[] Spectrum(string seed, double noise, params (double Center, double Height, double Fwhm)[] bands)
    {
        double[] y = new double[Axis.Length];
        foreach (var (center, height, fwhm) in bands)
            PeakShapes.Gaussian.Add([center, height, fwhm], Axis, y);
        NoiseSource random = NoiseSource.For(1, seed);
        for (int i = 0; i < y.Length; i++)
            y[i] += noise * random.NextNormal();
        return y;
    }

    private static SpectralSeries Series(int frames, Func<int, double[]> make, bool[]? mask = null) =>
        FitRun.Series(Axis, [.. Enumerable.Range(0, frames).Select(make)], SignalKind.DifferenceAbsorbance, mask: mask);

    [Fact]
    public void A_doublet_of_one_sign_is_never_fitted_with_two()
    {
        int splits = 0;
        for (int run = 0; run < 10; run++)
        {
            SpectralSeries series = Series(20, f => Spectrum($"{run} {f}", 1, (1195, 40, 16), (1197 + 0.7 * f, 40, 16)));
            FitRun fit = FitRun.Of("- peaks.fit: { shape: gaussian, choose: bands, bands: [ { center: 1201, fwhm: 22 } ] }", series);
            splits += fit.Findings.Notes.Any(n => n.Code == "model-chosen") ? 1 : 0;
            Assert.All(fit.Bands, b => Assert.InRange(b.Height, -5, 120));
        }
        Assert.True(splits > 3, $"only {splits} runs split");
    }

    // A band that changes sign with potential: one sign for the series would be wrong in half of the frames.
    [Fact]
    public void A_doublet_that_changes_sign_is_fitted_in_all_frames()
    {
        SpectralSeries series = Series(20, f => Spectrum($"{f}", 0.5, (1195, 3 * (f - 9.5), 16), (1212, 3 * (f - 9.5), 16)));
        FitRun run = FitRun.Of("- peaks.fit: { shape: gaussian, choose: bands, bands: [ { center: 1203, fwhm: 28 } ] }", series);
        Assert.Equal(40, run.Bands.Count);
        Assert.All(run.Bands.Where(b => b.Frame is < 6 or > 13), b => Assert.Equal(Math.Sign(b.Frame - 9.5), Math.Sign(b.Height)));
    }

    [Fact]
    public void A_listed_band_that_moves_is_still_followed_when_it_is_two()
    {
        SpectralSeries series = Series(30, f => Spectrum($"{f}", 1, (1190 + 0.8 * f, 40, 14), (1203 + 0.8 * f, 40, 14)));
        FitRun run = FitRun.Of("- peaks.fit: { shape: gaussian, choose: bands, bands: [ { center: 1208, fwhm: 26 } ] }", series);
        Assert.Equal(60, run.Bands.Count);
        Assert.All(run.Fits, f => Assert.InRange(f.ReducedChiSquare, 0.7, 1.3));
        foreach (var g in run.Bands.GroupBy(b => b.Frame))
        {
            double[] centers = [.. g.Select(b => b.Center).Order()];
            Assert.Equal(1190 + 0.8 * g.Key, centers[0], 1.5);
            Assert.Equal(1203 + 0.8 * g.Key, centers[1], 1.5);
        }
    }

    [Fact]
    public void A_frame_without_standard_deviations_costs_that_frame_and_not_the_run()
    {
        SpectralSeries good = Series(4, f => Spectrum($"{f}", 1, (1200, 50, 24)));
        double[] sigma = new double[4 * Axis.Length];
        Array.Fill(sigma, 1);
        sigma[Axis.Length + 50] = 0;
        var channel = new Channel("y", good.Signal, 4, Axis.Length, good.Primary.Values, sigma);
        var series = new SpectralSeries("s", good.Axis, [channel], good.Info);
        FitRun run = FitRun.Of("- peaks.fit: { shape: gaussian, choose: bands, bands: [ { center: 1200, fwhm: 24 } ] }", series);
        Assert.Equal([0, 2, 3], run.Fits.Select(f => f.Frame));
        Assert.Equal("sigma-not-positive", run.Output.Faults[1]?.Code);
    }

    [Theory]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(10)]
    [InlineData(12)]
    public void A_handful_of_points_prefers_no_rival(int used)
    {
        bool[] mask = new bool[Axis.Length];
        for (int k = 0; k < used; k++)
            mask[175 + k * 50 / used] = true;
        for (int draw = 0; draw < 150; draw++)
        {
            SpectralSeries series = Series(1, _ => Spectrum($"few {draw}", 3, (1200, 100, 20)), mask);
            FitRun run = FitRun.Of("- peaks.fit: { choose: bands, intervals: standard, bands: [ { center: 1200, fwhm: 20 } ] }", series);
            Assert.All(run.Fits, f => Assert.False(f.RivalBicDifference < -10, $"{draw}: {f.RivalModel} {f.RivalBicDifference}"));
        }
    }

    [Fact]
    public void Three_changes_are_told_and_the_rest_is_counted()
    {
        SpectralSeries series = Series(
            4,
            f => Spectrum($"{f}", 0.2, [.. Enumerable.Range(0, 8).Select(k => (1050 + 90.0 * (k / 2) + 20 * (k % 2), 40.0, 18.0))])
        );
        string bands = string.Join(", ", Enumerable.Range(0, 4).Select(k => $"{{ center: {1060 + 90 * k}, fwhm: 35 }}"));
        FitRun run = FitRun.Of($"- peaks.fit: {{ shape: gaussian, choose: bands, bands: [ {bands} ] }}", series);
        Assert.Equal(32, run.Bands.Count);
        string said = run.Findings.Notes.First(n => n.Code == "model-chosen").Message;
        Assert.Contains("and 1 more", said, StringComparison.Ordinal);
        Assert.Equal(3, said.Split("BIC lower").Length - 1);
    }

    [Fact]
    public void Data_whose_squares_overflow_are_told_from_too_few_points()
    {
        SpectralSeries series = Series(1, _ => [.. Spectrum("big", 1, (1200, 50, 24)).Select(v => v * 1e160)]);
        FitRun run = FitRun.Of("- peaks.fit: { bands: [ { center: 1200, fwhm: 24 } ] }", series);
        Assert.Equal("fit-not-finite", run.Output.Faults[0]?.Code);
    }

    [Fact]
    public void Two_bands_in_one_place_are_said_to_be_one_and_one_is_left_out()
    {
        SpectralSeries series = Series(4, f => Spectrum($"same {f}", 1, (1200, 50, 24)));
        const string Twice = "shape: gaussian, bands: [ { center: fixed 1200, fwhm: fixed 24 }, { center: fixed 1200, fwhm: fixed 24 } ]";
        FitRun run = FitRun.Of($"- peaks.fit: {{ {Twice} }}", series);
        Assert.All(run.Fits.Where(f => !f.Converged), f => Assert.Contains("least along a line", f.Message, StringComparison.Ordinal));
        Assert.Equal(4, FitRun.Of($"- peaks.fit: {{ {Twice}, choose: bands }}", series).Bands.Count);
    }

    [Fact]
    public void What_a_stage_works_out_from_an_input_is_made_once_for_all_workers()
    {
        SpectralSeries series = Series(1, _ => Spectrum("once", 1));
        var input = new StageInput
        {
            Card = new SeriesCard { Id = "s" },
            Axis = series.Axis,
            Channel = "y",
            Signal = series.Signal,
            Frames = 1,
            Run = new RunContext(TimeProvider.System),
        };
        object stage = new();
        object first = input.Once(stage, () => new object());
        Assert.Same(first, input.Once(stage, () => new object()));
        Assert.NotSame(first, input.Once(new object(), () => new object()));
    }
}
