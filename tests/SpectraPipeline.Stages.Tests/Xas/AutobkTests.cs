using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Xas;
using SpectraPipeline.Stages.Xas;
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

    [Fact]
    public void A_xanes_scan_is_refused_with_a_word_about_its_length()
    {
        (double[] energy, double[] mu) = XasChain.Made();
        int end = Array.FindIndex(energy, e => e > 9663);
        var said = Assert.Throws<UserException>(() =>
            XasChain.Run(energy[..end], [mu[..end]], new Normalize { E0 = 9660 }, new Autobk { E0 = 9660 })
        );
        Assert.Contains("k-min", said.Message, StringComparison.Ordinal);
    }
}
