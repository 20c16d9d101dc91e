using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Numerics.Fitting;
using SpectraPipeline.Testing.Generators;
using SpectraPipeline.Testing.Generators.Series;
using Xunit;

namespace SpectraPipeline.Stages.Tests.Peaks;

public sealed class FitTests
{
    private static readonly double[] Axis = [.. Enumerable.Range(0, 201).Select(i => 1550 + i * 1.0)];

    private static double[] Spectrum(int seed, double noise, params (double Center, double Height, double Fwhm, double Fraction)[] bands)
    {
        double[] y = new double[Axis.Length];
        foreach (var (center, height, fwhm, fraction) in bands)
            PeakShapes.PseudoVoigt.Add([center, height, fwhm, fraction], Axis, y);
        NoiseSource random = NoiseSource.For((ulong)seed, "fit tests");
        for (int i = 0; i < y.Length; i++)
            y[i] += noise * random.NextNormal();
        return y;
    }

    private static double[][] Spectra(int count, Func<int, double[]> make) => [.. Enumerable.Range(0, count).Select(make)];

    // The form of CONTRACT section 2, and what a generator put in: two overlapping bands of one width, one of them turning over.
    [Fact]
    public void Recovers_tied_bands_of_a_known_series()
    {
        const string Step = """
            - peaks.fit:
                shape: pseudo-voigt
                background-degree: none
                bands:
                  - { center: 1662, fwhm: 30, bounds: { center: [1652, 1672], fwhm: [20, 70], fraction: [0, 1] } }
                  - { center: 1633, fwhm: same as 1, fraction: same as 1 }
            """;
        double[][] frames = Spectra(
            20,
            i => Spectrum(i, 0.001, (1660 + 0.2 * i, 0.2 + 0.01 * i, 40, 0.4), (1638, 0.3 - 0.04 * i, 40, 0.4))
        );
        FitRun run = FitRun.Of(Step, FitRun.Series(Axis, frames, SignalKind.DifferenceAbsorbance));
        Assert.Equal(40, run.Bands.Count);
        Assert.All(run.Fits, f => Assert.True(f is { Converged: true, Variables: 6, Points: 201, Bands: 2 }));
        double sum = 0;
        for (int i = 0; i < 20; i++)
        {
            (BandRow first, BandRow second) = (run.Bands[2 * i], run.Bands[2 * i + 1]);
            Assert.Equal((i, 1, i, 2), (first.Frame, first.Band, second.Frame, second.Band));
            Assert.Equal(first.Fwhm, second.Fwhm);
            sum += Square((first.Center - 1660 - 0.2 * i) / first.CenterSe) + Square((first.Height - 0.2 - 0.01 * i) / first.HeightSe);
            sum +=
                Square((second.Height - 0.3 + 0.04 * i) / second.HeightSe) + Square((first.Area - AreaOf(0.2 + 0.01 * i)) / first.AreaSe);
            // χ² of 195 degrees of freedom has a standard deviation of 10 %.
            Assert.Equal(1, run.Fits[i].ReducedChiSquare / 1e-6, 0.5);
        }
        // 80 squared deviations in units of their claimed errors have mean 1; those of one frame go together, so it scatters like 20: 0.32.
        Assert.Equal(1, sum / 80, 0.8);

        static double AreaOf(double height) => PeakShapes.PseudoVoigt.Area([0, height, 40, 0.4]);
    }

    // The generator's bands are skewed, which no shape of the fit is: positions and widths are biased by the same few per cent of the width in every
    // frame, while the movement that was put in (+6, 0, -4 cm-1 over the series) is free of that bias.
    [Fact]
    public void Follows_bands_of_another_shape_on_a_baseline()
    {
        const int Frames = 40;
        var truth = new BandSeries(Frames, 500);
        double[][] frames = Spectra(Frames, f => Filled(truth, f));
        FitRun run = FitRun.Of(
            """
            - baseline.arpls: { lambda: 1e5 }
            - peaks.fit:
                background-degree: 0
                bands:
                  - { center: 1013, fwhm: 20 }
                  - { center: 1290, fwhm: 28 }
                  - { center: 1503, fwhm: 25 }
            """,
            FitRun.Series(truth.Axis, frames, SignalKind.Counts)
        );
        Assert.All(run.Fits, f => Assert.True(f.Converged, f.Message));
        double[] moved = [6, 0, -4];
        for (int k = 0; k < 3; k++)
        {
            BandRow[] band = [.. run.Bands.Where(b => b.Band == k + 1)];
            for (int f = 0; f < Frames; f++)
            {
                SeriesBand put = truth.Truth(f)[k];
                Assert.InRange(band[f].Center - put.Center, -0.1 * put.Fwhm - 4 * band[f].CenterSe, 0.1 * put.Fwhm + 4 * band[f].CenterSe);
                Assert.Equal(put.Height, band[f].Height, 0.1 * put.Height + 5 * band[f].HeightSe);
            }
            // Weighted straight line of position against progress.
            double[] weight = [.. band.Select(b => 1 / (b.CenterSe * b.CenterSe))];
            double total = weight.Sum();
            double meanTime = weight.Select((w, f) => w * f / (Frames - 1)).Sum() / total;
            double spread = weight.Select((w, f) => w * Square(f / (Frames - 1.0) - meanTime)).Sum();
            double slope = weight.Select((w, f) => w * (f / (Frames - 1.0) - meanTime) * band[f].Center).Sum() / spread;
            TestContext.Current.TestOutputHelper?.WriteLine(
                $"SERIES band {k + 1}: moves {slope:F2} ± {1 / Math.Sqrt(spread):F2}, put in {moved[k]}"
            );
            Assert.Equal(moved[k], slope, 4 / Math.Sqrt(spread));
        }

        static double[] Filled(BandSeries series, int frame)
        {
            double[] y = new double[series.Points];
            series.Fill(frame, y);
            return y;
        }
    }

    [Fact]
    public void Fit_and_residual_add_up_to_the_spectrum_in_the_fitted_range()
    {
        double[] y = Spectrum(3, 0.001, (1650, 0.2, 30, 0.4));
        FitRun run = FitRun.Of("- peaks.fit: { from: 1600, to: 1700, bands: [ { center: 1650, fwhm: 25 } ] }", FitRun.Series(Axis, [y]));
        Assert.Equal(["y", "fit", "residual"], run.Output.Channels.Select(c => c.Name));
        // Part of a spectrum must not be taken for the spectrum by a later step.
        Assert.All(run.Output.Channels, c => Assert.Equal(SignalKind.Auxiliary, c.Signal.Kind));
        Assert.Equal((1600, 1700, 101), (run.Output.Axis[0], run.Output.Axis[100], run.Output.Axis.Length));
        for (int i = 0; i < 101; i++)
        {
            Assert.Equal(y[50 + i], run.Output.Primary[0][i]);
            Assert.Equal(y[50 + i], run.Output["fit"][0][i] + run.Output["residual"][0][i], 1e-15);
        }
        Assert.Equal("1 pseudo-voigt + background of degree 1", run.Fits[0].Model);
        Assert.Equal(101, run.Fits[0].Points);
    }

    [Fact]
    public void Result_of_a_frame_does_not_depend_on_its_block()
    {
        double[][] frames = Spectra(7, i => Spectrum(i, 0.01, (1640 + 3.0 * i, 0.1 + 0.1 * i, 40, 0.4)));
        SpectralSeries series = FitRun.Series(Axis, frames);
        FitRun whole = FitRun.Of("- peaks.fit: {}", series);
        FitRun single = FitRun.Of("- peaks.fit: {}", series, block: 1);
        Assert.NotEmpty(whole.Bands);
        Assert.Equal(whole.Bands, single.Bands);
        Assert.Equal(whole.Limits, single.Limits);
    }

    [Fact]
    public void Bands_that_turn_over_are_found_once_for_all_frames()
    {
        // The mean over the frames of the band at 1600 is zero.
        double[][] frames = Spectra(10, i => Spectrum(i, 0.002, (1600, i % 2 == 0 ? 0.2 : -0.2, 20, 0.5), (1690, -0.1, 15, 0.5)));
        FitRun run = FitRun.Of("- peaks.fit: { background-degree: 0 }", FitRun.Series(Axis, frames, SignalKind.DifferenceAbsorbance));
        Assert.Equal(20, run.Bands.Count);
        for (int i = 0; i < 10; i++)
        {
            Assert.Equal(i % 2 == 0 ? 0.2 : -0.2, run.Bands[2 * i].Height, 0.01);
            Assert.Equal(1600, run.Bands[2 * i].Center, 0.5);
            Assert.Equal(-0.1, run.Bands[2 * i + 1].Height, 0.01);
        }
    }

    [Fact]
    public void A_ratio_to_the_sample_itself_has_bands_on_both_sides_of_one()
    {
        double[][] frames = Spectra(6, i => [.. Spectrum(i, 0.0005, (1600, 0.1, 20, 0.5), (1690, -0.1, 15, 0.5)).Select(v => 1 + v)]);
        FitRun run = FitRun.Of("- peaks.fit: { background-degree: 0 }", FitRun.Series(Axis, frames, SignalKind.ReflectanceRatio));
        for (int i = 0; i < frames.Length; i++)
        {
            Assert.Contains(run.Bands, b => b.Frame == i && Math.Abs(b.Center - 1600) < 2 && b.Height > 0.05);
            Assert.Contains(run.Bands, b => b.Frame == i && Math.Abs(b.Center - 1690) < 2 && b.Height < -0.05);
        }
    }

    [Fact]
    public void A_long_series_is_sampled_over_its_whole_length()
    {
        // The second band comes only in the last third; a sample of the first frames would miss it.
        double[][] frames = Spectra(150, i => Spectrum(i, 0.002, (1600, 0.2, 20, 0.5), (1690, i < 100 ? 0 : 0.2, 15, 0.5)));
        FitRun run = FitRun.Of("- peaks.fit: { shape: gaussian, background-degree: 0, max-iterations: 20 }", FitRun.Series(Axis, frames));
        Assert.Equal(300, run.Bands.Count);
        Assert.Equal(1690, run.Bands[^1].Center, 0.5);
    }

    // Position and width kept: the height of an absent band is a normal deviate, beyond 3.29 deviations once in a thousand.
    [Fact]
    public void Detection_limit_of_an_absent_band_is_stated_where_it_was_looked_for()
    {
        double[][] frames = Spectra(60, i => Spectrum(i, 0.01, (1600, 0.3, 20, 0.5), (1680, i < 40 ? 0 : 0.1, 25, 0.5)));
        FitRun run = FitRun.Of(
            "- peaks.fit: { background-degree: 0, bands: [ { center: 1601, fwhm: 20 }, { center: fixed 1680, fwhm: fixed 25, fraction: fixed 0.5 } ] }",
            FitRun.Series(Axis, frames)
        );
        BandRow[] second = [.. run.Bands.Where(b => b.Band == 2)];
        DetectionLimitRow[] limits = [.. run.Limits.Where((_, i) => i % 2 == 1)];
        double scatter = Math.Sqrt(second.Take(40).Average(b => b.Height * b.Height));
        for (int i = 0; i < 60; i++)
        {
            Assert.Equal((i, 1680.0), (limits[i].Frame, limits[i].Center));
            Assert.Equal(i >= 40, second[i].Height > limits[i].LodHeight);
            Assert.Equal(PeakShapes.PseudoVoigt.Area([0, limits[i].LodHeight, 25, 0.5]), limits[i].LodArea, 1e-12);
            Assert.True(double.IsNaN(second[i].CenterSe), "a fixed position has no error bar");
        }
        // 40 heights give the deviation to 11 %; three of these.
        Assert.Equal(1, limits.Take(40).Average(l => l.LodHeight) / (3.29 * scatter), 0.35);
        Assert.All(second.Take(40), b => Assert.True(b.Snr < 2));
    }

    [Fact]
    public void An_absent_band_that_may_move_is_looked_for_at_its_listed_place()
    {
        double[][] frames = Spectra(20, i => Spectrum(i, 0.01, (1600, 0.3, 20, 0.5)));
        FitRun run = FitRun.Of(
            "- peaks.fit: { background-degree: none, bands: [ { center: 1600, fwhm: 20 }, { center: 1680, fwhm: 25, fraction: fixed 0.5 } ] }",
            FitRun.Series(Axis, frames)
        );
        int below = 0;
        for (int i = 0; i < 20; i++)
        {
            (BandRow band, DetectionLimitRow limit) = (run.Bands[2 * i + 1], run.Limits[2 * i + 1]);
            Assert.True(Math.Abs(band.Height) < 0.04, "noise of 0.01");
            if (limit.Center != 1680)
                continue;
            below++;
            // White noise σ, points h = 1 apart: σ(height) = σ/√(w·∫S² dz) with w = 25, ∫S² dz = 0.77 for fraction 1/2; the tail of the other band takes a little.
            Assert.Equal(1.05, limit.LodHeight / (3.29 * 0.01 / Math.Sqrt(25 * 0.77)), 0.25);
        }
        // A band free to look for noise finds more than Currie's limit for a given place now and then.
        Assert.True(below >= 12, $"{below} of 20");
    }

    [Fact]
    public void A_fit_that_does_not_converge_is_flagged_and_says_so()
    {
        double[] y = Spectrum(3, 0.001, (1650, 0.2, 30, 0.4));
        FitRun run = FitRun.Of("- peaks.fit: { max-iterations: 1, bands: [ { center: 1640, fwhm: 60 } ] }", FitRun.Series(Axis, [y]));
        Assert.False(run.Fits[0].Converged);
        Assert.False(run.Bands[0].Converged);
        Assert.Contains("max-iterations", run.Fits[0].Message, StringComparison.Ordinal);
        Assert.Contains(run.Findings.Notes, n => n is { Code: "fit-not-converged", Frame: 0 });
    }

    [Fact]
    public void Parameters_at_their_bounds_are_named()
    {
        double[] y = Spectrum(3, 0.001, (1650, 0.2, 30, 1));
        FitRun run = FitRun.Of(
            "- peaks.fit: { bands: [ { center: 1640..1645, fwhm: 10..90 start 20, fraction: 0..0.2 } ] }",
            FitRun.Series(Axis, [y])
        );
        Assert.Contains("center", run.Bands[0].AtBound, StringComparison.Ordinal);
        Assert.Equal(1645, run.Bands[0].Center);
        Assert.True(double.IsNaN(run.Bands[0].CenterSe));
    }

    [Fact]
    public void Known_deviations_weigh_and_masked_points_do_not_count()
    {
        double[] y = Spectrum(3, 0.001, (1650, 0.2, 30, 0.4));
        double[] sigma = new double[y.Length];
        Array.Fill(sigma, 0.002);
        bool[] mask = [.. Enumerable.Range(0, y.Length).Select(i => i is < 20 or > 22)];
        y[21] = 50;
        FitRun run = FitRun.Of(
            "- peaks.fit: { bands: [ { center: 1645, fwhm: 25 } ] }",
            FitRun.Series(Axis, [y], SignalKind.Absorbance, sigma, mask)
        );
        Assert.Equal(198, run.Fits[0].Points);
        Assert.Equal(0.25, run.Fits[0].ReducedChiSquare, 0.1);
        Assert.Equal(0.2, run.Bands[0].Height, 0.002);
    }

    [Fact]
    public void A_deviation_of_zero_is_a_fault_of_the_frame()
    {
        FitRun run = FitRun.Of(
            "- peaks.fit: { bands: [ { center: 1645, fwhm: 25 } ] }",
            FitRun.Series(Axis, [Spectrum(3, 0.001, (1650, 0.2, 30, 0.4))], SignalKind.Absorbance, new double[Axis.Length])
        );
        Assert.Equal("sigma-not-positive", run.Result.Faults[^1][0]!.Code);
    }

    [Fact]
    public void Output_on_the_whole_axis_is_the_spectrum_itself_with_fit_and_residual()
    {
        double[][] frames = Spectra(3, i => Spectrum(i, 0.001, (1650, 0.2, 30, 0.4)));
        FitRun run = FitRun.Of("- peaks.fit: { bands: [ { center: 1650, fwhm: 25 } ] }", FitRun.Series(Axis, frames));
        Assert.Equal(["y", "fit", "residual"], run.Output.Channels.Select(c => c.Name));
        Assert.Equal(SignalKind.Absorbance, run.Output.Primary.Signal.Kind);
        Assert.True(run.Output.Axis.SameAs(FitRun.Series(Axis, frames).Axis));
        for (int f = 0; f < 3; f++)
            Assert.Equal(frames[f], run.Output.Primary[f].ToArray());
    }

    [Fact]
    public void A_series_without_bands_is_not_an_error()
    {
        double[][] frames = Spectra(5, i => Spectrum(i, 0.01));
        foreach (string step in new[] { "- peaks.fit: {}", "- peaks.fit: { background-degree: none }" })
        {
            FitRun run = FitRun.Of(step, FitRun.Series(Axis, frames));
            Assert.Empty(run.Bands);
            Assert.Empty(run.Fits);
            Assert.Empty(run.Limits);
            Assert.Equal("warning", Assert.Single(run.Findings.Notes, n => n.Code == "no-bands-found").Severity);
            Assert.All(run.Result.Faults[^1], Assert.Null);
            Assert.Equal(frames[2], run.Output.Primary[2].ToArray());
        }
    }

    // The reference frame of a difference is exactly zero.
    [Fact]
    public void A_constant_frame_has_no_bands_no_limits_and_a_row_that_says_so()
    {
        double[][] frames = Spectra(5, i => i == 2 ? new double[Axis.Length] : Spectrum(i, 0.001, (1650, 0.2, 30, 0.4)));
        foreach (string bands in new[] { "found", "[ { center: 1650, fwhm: 30 } ]" })
        {
            FitRun run = FitRun.Of($"- peaks.fit: {{ bands: {bands} }}", FitRun.Series(Axis, frames, SignalKind.DifferenceAbsorbance));
            Assert.Equal([0, 1, 3, 4], run.Bands.Select(b => b.Frame));
            Assert.Equal([0, 1, 3, 4], run.Limits.Select(l => l.Frame));
            FitRow row = run.Fits.Single(f => f.Frame == 2);
            Assert.Equal((0, 0, "nothing to fit: the frame is constant"), (row.Bands, row.Points, row.Message));
            Assert.True(double.IsNaN(row.ReducedChiSquare));
            Assert.Equal("warning", Assert.Single(run.Findings.Notes).Severity);
            Assert.Equal("nothing-to-fit", run.Findings.Notes[0].Code);
            Assert.All(run.Result.Faults[^1], Assert.Null);
        }
    }

    // The example of CONTRACT section 2, word by word.
    [Fact]
    public void Example_of_the_contract_is_fitted_as_it_says()
    {
        const string Step = """
            - peaks.fit:
                shape: pseudo-voigt
                background-degree: none
                bands:
                  - { center: 1662, fwhm: 40, bounds: { center: [1652, 1672], fwhm: [20, 70], fraction: [0, 1] } }
                  - { center: 1643, fwhm: same as 1, height: 0.. }
            """;
        double[][] frames = Spectra(10, i => Spectrum(i, 0.001, (1662, -0.2 + 0.05 * i, 40, 0.4), (1640, i < 5 ? 0.3 : -0.1, 40, 0.4)));
        FitRun run = FitRun.Of(Step, FitRun.Series(Axis, frames, SignalKind.DifferenceAbsorbance));
        Assert.Equal(20, run.Bands.Count);
        for (int i = 0; i < 10; i++)
        {
            (BandRow first, BandRow second) = (run.Bands[2 * i], run.Bands[2 * i + 1]);
            Assert.Equal(first.Fwhm, second.Fwhm);
            Assert.InRange(first.Center, 1652, 1672);
            if (i < 5)
            {
                Assert.InRange((second.Height - 0.3) / second.HeightSe, -5, 5);
                Assert.InRange((second.Center - 1640) / second.CenterSe, -5, 5);
            }
            else
            {
                // The band turned over, which 0.. forbids.
                Assert.Equal((0, "height"), (second.Height, second.AtBound.Split(',').First(n => n == "height")));
            }
        }
    }

    [Fact]
    public void A_listed_center_without_bounds_follows_its_band_half_way_to_the_next_one()
    {
        // 40 cm-1 is 2.7 times the width that was listed; the neighbours stand still.
        double[][] frames = Spectra(
            21,
            i => Spectrum(i, 0.002, (1585, 0.1, 12, 0.5), (1625 + 2.0 * i, 0.2, 20, 0.5), (1725, 0.1, 15, 0.5))
        );
        FitRun run = FitRun.Of(
            "- peaks.fit: { bands: [ { center: 1585, fwhm: 15 }, { center: 1645, fwhm: 15 }, { center: 1725, fwhm: 15 } ] }",
            FitRun.Series(Axis, frames)
        );
        for (int i = 0; i < 21; i++)
        {
            Assert.Equal("", run.Bands[3 * i + 1].AtBound.Replace("fraction", "", StringComparison.Ordinal));
            Assert.Equal(1585, run.Bands[3 * i].Center, 0.5);
            Assert.Equal(1625 + 2.0 * i, run.Bands[3 * i + 1].Center, 0.5);
            Assert.Equal(1725, run.Bands[3 * i + 2].Center, 0.5);
        }
    }

    // The bend of water under a narrower band: the middle between them is 9.5 cm-1 away, a fraction of either width.
    [Fact]
    public void Broad_and_narrow_band_that_overlap_are_recovered_without_bounds()
    {
        double[][] frames = Spectra(
            20,
            i => Spectrum(i, 0.0005, (1643 + 0.3 * i, 0.3, 80, 0.2), (1662 - 0.3 * i, 0.05 + 0.01 * i, 30, 0.3))
        );
        const string Free = "- peaks.fit: { background-degree: none, bands: [ { center: 1643, fwhm: 80 }, { center: 1662, fwhm: 30 } ] }";
        FitRun run = FitRun.Of(Free, FitRun.Series(Axis, frames));
        double sum = 0;
        for (int i = 0; i < 20; i++)
        {
            (BandRow broad, BandRow narrow) = (run.Bands[2 * i], run.Bands[2 * i + 1]);
            Assert.DoesNotContain("center", broad.AtBound + narrow.AtBound, StringComparison.Ordinal);
            Assert.InRange((narrow.Height - 0.05 - 0.01 * i) / narrow.HeightSe, -5, 5);
            sum += Square((broad.Center - 1643 - 0.3 * i) / broad.CenterSe) + Square((narrow.Center - 1662 + 0.3 * i) / narrow.CenterSe);
        }
        // 40 squared deviations in units of their claimed errors; pairs go together, so they scatter like 20: 0.32.
        Assert.Equal(1, sum / 40, 0.9);
    }

    [Fact]
    public void A_second_fit_reads_the_spectrum_and_not_the_first_fit()
    {
        double[] y = Spectrum(3, 0.001, (1650, 0.2, 30, 0.4));
        const string Step = "- peaks.fit: { bands: [ { center: 1645, fwhm: 25 } ] }";
        FitRun run = FitRun.Of(Step + "\n" + Step, FitRun.Series(Axis, [y]));
        Assert.Equal(2, run.Bands.Count);
        Assert.Equal(["peaks.fit", "peaks.fit-2"], run.Bands.Select(b => b.Step));
        Assert.Equal(run.Bands[0].Center, run.Bands[1].Center);
    }

    [Theory]
    [InlineData("- peaks.fit: { bands: [ { center: 2100, fwhm: 25 } ] }", "band 1 at 2100 lies outside the fitted range 1550 to 1750 cm-1")]
    [InlineData(
        "- peaks.fit: { from: 1600, to: 1603, bands: [ { center: 1601, fwhm: 2 } ] }",
        "6 parameters for 1 band(s) but only 4 points"
    )]
    public void Parameters_that_cannot_work_on_the_axis_are_told(string step, string message)
    {
        var e = Assert.ThrowsAny<UserException>(() => FitRun.Of(step, FitRun.Series(Axis, [new double[Axis.Length]])));
        Assert.Contains(message, e.Message, StringComparison.Ordinal);
    }

    private static double Square(double v) => v * v;
}
