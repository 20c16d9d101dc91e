using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Xas;
using SpectraPipeline.Stages.Xas;
using SpectraPipeline.Testing.Generators;
using Xunit;

namespace SpectraPipeline.Stages.Tests.Xas;

public sealed class AutobkTests
{
    [Fact]
    public void Recovers_the_made_chi()
    {
        (double[] energy, double[] mu) = XasChain.Made();
        XasChain.Result result = XasChain.Run(energy, [mu], new Normalize { E0 = 9660, PostFrom = 100 }, new Autobk { KWeight = 2 });
        double[] chi = result.Values(1, "chi");
        SpectralSeries series = result.Outputs[1]!;
        Assert.Equal(("k", SignalKind.ChiK), (series.Axis.Name, series.Signal.Kind));
        double worst = 0;
        for (int i = 0; i < chi.Length; i++)
            if (series.Axis[i] is > 3 and < 11)
            {
                double k = series.Axis[i];
                worst = Math.Max(worst, Math.Abs(k * chi[i] - 0.8 * Math.Sin(4 * k + 0.5) * Math.Exp(-0.012 * k * k)));
            }
        // 4 % for the edge step (its arctangent is not over at the fit) and what the spline takes of a shell at 2 Å.
        Assert.InRange(worst, 0, 0.04);
    }

    [Fact]
    public void Takes_edge_and_step_from_the_last_normalisation()
    {
        (double[] energy, double[] mu) = XasChain.Made();
        XasChain.Result result = XasChain.Run(energy, [mu], new Normalize { E0 = 9663, PostFrom = 100 }, new Autobk());
        var kernel = new AutobkFit(energy, 9663, new AutobkSettings());
        double[] expected = new double[kernel.K.Length];
        kernel.Apply(mu, result.Outputs[0]!.Scalars["edge_step"][0], expected);
        double[] chi = result.Values(1, "chi");
        for (int i = 0; i < Math.Min(chi.Length, expected.Length); i++)
            Assert.Equal(expected[i], chi[i]);
    }

    [Theory]
    [InlineData(9640)]
    [InlineData(9675)]
    public void The_k_grid_ends_where_the_edge_of_the_normalisation_puts_the_end_of_the_scan(double e0)
    {
        (double[] energy, double[] mu) = XasChain.Made();
        XasChain.Result result = XasChain.Run(energy, [mu], new Normalize { E0 = e0, PostFrom = 100 }, new Autobk());
        double[] expected = new double[new AutobkFit(energy, e0, new AutobkSettings()).K.Length];
        Assert.Equal(expected.Length, result.Values(1, "chi").Length);
        Assert.NotEqual(0, result.Values(1, "chi")[^1]);
        Assert.DoesNotContain("k-range-short", result.Flags);
    }

    [Fact]
    public void Normalises_by_itself_where_nobody_did()
    {
        (double[] energy, double[] mu) = XasChain.Made();
        double[] alone = XasChain.Run(energy, [mu], new Autobk()).Values(0, "chi");
        double[] after = XasChain.Run(energy, [mu], new Normalize(), new Autobk()).Values(1, "chi");
        Assert.Equal(after, alone);
    }

    [Fact]
    public void A_frame_with_a_later_edge_keeps_the_grid_and_is_flagged_for_the_points_it_lacks()
    {
        (double[] energy, double[] mu) = XasChain.Made();
        XasChain.Result result = XasChain.Run(energy, [mu, XasChain.Made(30).Mu], new Normalize(), new Autobk());
        Assert.Contains("k-range-short", result.Flags);
        Assert.Equal(0, result.Values(1, "chi", 1)[^1]);
        Assert.All(result.Faults[1], Assert.Null);
    }

    [Fact]
    public void A_long_series_with_a_stated_edge_gives_the_same_chi_frame_by_frame_as_a_short_one()
    {
        (double[] energy, _) = XasChain.Made();
        double[][] frames = [.. Enumerable.Range(0, 300).Select(f => XasChain.Made(noise: 1e-5 * f).Mu)];
        frames[20] = new double[energy.Length];
        var steps = new Stage[]
        {
            new Normalize { E0 = 9660, PostFrom = 100 },
            new Autobk { E0 = 9660 },
        };
        XasChain.Result many = XasChain.Run(energy, frames, steps);
        foreach (int f in new[] { 0, 19, 21, 299 })
        {
            double[] alone = XasChain.Run(energy, [frames[f]], steps).Values(1, "chi");
            double[] chi = many.Values(1, "chi", f);
            // Two orders of summation of the same numbers.
            Assert.InRange(XasChain.Worst(chi, alone), 0, 1e-11);
        }
        Assert.Equal([20], Enumerable.Range(0, 300).Where(f => many.Faults[1][f] is not null));
    }

    // Half of the frames have the edge of the first and go through its matrix, the others have edges of their own.
    [Fact]
    public void Chi_does_not_depend_on_how_the_series_is_cut_into_blocks()
    {
        (double[] energy, _) = XasChain.Made();
        double[][] frames = [.. Enumerable.Range(0, 280).Select(f => XasChain.Made(shift: f % 2 * 3, noise: 1e-5 * f).Mu)];
        var steps = new Stage[]
        {
            new Normalize { PostFrom = 100 },
            new Autobk(),
        };
        double[] whole = XasChain.InBlocks(280, energy, frames, steps);
        Assert.Equal(whole, XasChain.InBlocks(37, energy, frames, steps));
        int points = whole.Length / frames.Length;
        double[] alone = XasChain.Run(energy, [frames[0], frames[33]], steps).Values(1, "chi", 1);
        Assert.InRange(XasChain.Worst(whole[(33 * points)..(34 * points)], alone), 0, 1e-11);
    }

    [Theory]
    [InlineData(120)]
    [InlineData(260)]
    public void The_band_of_chi_is_the_scatter_of_chi_under_noise(int count)
    {
        const double noise = 2e-3;
        var draws = new NoiseSource(5);
        (double[] energy, double[] mu) = XasChain.Made();
        double[][] frames = [.. Enumerable.Range(0, count).Select(_ => mu.Select(v => v + noise * draws.NextNormal()).ToArray())];
        XasChain.Result result = XasChain.Run(
            energy,
            frames,
            new Normalize { E0 = 9660, PostFrom = 100 },
            new Autobk { KWeight = 2, Uncertainty = true }
        );
        SpectralSeries series = result.Outputs[1]!;
        double scatter = 0;
        double band = 0;
        for (int i = 0; i < series.Axis.Length; i++)
        {
            if (series.Axis[i] is < 4 or > 11)
                continue;
            double[] at = [.. Enumerable.Range(0, series.Frames).Select(f => series["chi"][f][i])];
            double mean = at.Average();
            scatter += at.Sum(v => (v - mean) * (v - mean)) / (at.Length - 1);
            band += Enumerable.Range(0, series.Frames).Average(f => Math.Pow(series["chi_se"][f][i], 2));
        }
        // The shell at 2 Å leaks below rbkg and widens the spline's share; the interpolation onto the grid lets a tenth of the noise through less.
        Assert.InRange(Math.Sqrt(band / scatter), 0.95, 1.3);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_band_is_the_splines_and_the_noise_together(bool stated)
    {
        (double[] energy, double[] mu) = XasChain.Made();
        double[]? sigma = stated ? [.. energy.Select(e => 1e-3 * (1 + (e - 9660) / 300))] : null;
        XasChain.Result result = XasChain.Run(
            energy,
            mu,
            sigma,
            new Normalize { E0 = 9660, PostFrom = 100 },
            new Autobk { Uncertainty = true }
        );
        double step = result.Outputs[0]!.Scalars["edge_step"][0];
        var fit = new AutobkFit(energy, 9660, new AutobkSettings());
        double[] chi = new double[fit.K.Length];
        double[] spline = new double[fit.K.Length];
        fit.Apply(mu, step, chi);
        fit.Uncertainty(spline);
        double[] noise = [.. result.Values(1, "chi_se").Zip(spline, (all, part) => Math.Sqrt(all * all - part * part))];
        Assert.True(noise[100] > 1e-6);
        for (int i = 0; i < noise.Length; i++)
        {
            double k = fit.K[i];
            // Where the data state none, it is white; a stated one lies on the energies, on a straight line here.
            double expected = stated ? 1e-3 * (1 + PhotoelectronWavenumber.ToEnergy(k) / 300) / step : noise[0];
            Assert.InRange(noise[i] / expected, 1 - 1e-4, 1 + 1e-4);
        }
    }

    [Fact]
    public void The_background_is_what_autobk_takes_out()
    {
        (double[] energy, double[] mu) = XasChain.Made();
        Stage[] steps = [new Normalize { E0 = 9660, PostFrom = 100 }, new Background { KWeight = 2 }];
        XasChain.Result result = XasChain.Run(energy, [mu], steps);
        double[] chi = XasChain.Run(energy, [mu], steps[0], new Autobk { KWeight = 2 }).Values(1, "chi");
        double step = result.Outputs[0]!.Scalars["edge_step"][0];
        double[] background = result.Values(1, "background");
        double[] error = result.Values(1, "background_se");
        for (int i = 0; i < energy.Length; i++)
        {
            double k = PhotoelectronWavenumber.FromEnergy(Math.Max(0, energy[i] - 9660));
            if (energy[i] < 9659)
                Assert.Equal((mu[i], 0), (background[i], error[i]));
            else if (k is > 1 and < 12 && Math.Abs(k / 0.05 - Math.Round(k / 0.05)) < 0.02)
                Assert.InRange((mu[i] - background[i]) / step - chi[(int)Math.Round(k / 0.05)], -2e-3, 2e-3);
        }
        Assert.True(error.Max() > 0);
    }

    [Fact]
    public void A_xanes_scan_is_refused_with_a_word_about_its_length()
    {
        (double[] energy, double[] mu) = XasChain.Made();
        int end = Array.FindIndex(energy, e => e > 9663);
        var said = Assert.ThrowsAny<UserException>(() =>
            XasChain.Run(energy[..end], [mu[..end]], new Normalize { E0 = 9660 }, new Autobk { E0 = 9660 })
        );
        Assert.Contains("k-min", said.Message, StringComparison.Ordinal);
    }
}
