using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Numerics.Fitting;
using Xunit;

namespace SpectraPipeline.Stages.Tests.Peaks;

public sealed class BaselineSpreadTests
{
    private const string Step = """
        - peaks.fit:
            shape: lorentzian
            background-degree: none
            bands: [ { center: 1620, fwhm: 22 }, { center: 1680, fwhm: 32 } ]
        """;
    private static readonly double[] s_axis = [.. Enumerable.Range(0, 201).Select(i => 1550 + (i * 1.0))];

    // A fit to y + baseline - rival is what the user would get with the rival: the stated spread must be the change that it finds.
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Total_error_is_the_change_that_fits_with_the_rival_baselines_find(int rivals)
    {
        double[] y = Spectrum();
        double[][] others =
        [
            .. Enumerable.Range(1, rivals).Select(r => s_axis.Select(x => 1e-4 * r * Math.Cos((x - 1600) / (20.0 * r))).ToArray()),
        ];
        List<BandRow> bands = FitRun.Of(Step, Series(y, others)).Bands;
        List<BandRow>[] again =
        [
            .. others.Select(o =>
                FitRun
                    .Of(
                        Step,
                        FitRun.Series(
                            s_axis,
                            [
                                [.. y.Zip(o, (a, b) => a - b)],
                            ]
                        )
                    )
                    .Bands
            ),
        ];
        for (int k = 0; k < 2; k++)
        {
            AssertTotal(k, b => b.Center, b => b.CenterSe, b => b.CenterSeTotal);
            AssertTotal(k, b => b.Fwhm, b => b.FwhmSe, b => b.FwhmSeTotal);
            AssertTotal(k, b => b.Height, b => b.HeightSe, b => b.HeightSeTotal);
            AssertTotal(k, b => b.Area, b => b.AreaSe, b => b.AreaSeTotal);
        }

        void AssertTotal(int k, Func<BandRow, double> value, Func<BandRow, double> error, Func<BandRow, double> total)
        {
            double spread = Math.Sqrt(again.Average(fit => Math.Pow(value(fit[k]) - value(bands[k]), 2)));
            Assert.True(spread > error(bands[k]), "the case must show the spread, not the noise");
            // First order against a new fit: the second order is about the relative change, 1e-4 / 0.2.
            double expected = Math.Sqrt((spread * spread) + Math.Pow(error(bands[k]), 2));
            Assert.Equal(1, total(bands[k]) / expected, 0.02);
        }
    }

    [Fact]
    public void A_free_background_takes_up_what_it_can()
    {
        double[] y = Spectrum();
        double[] line = [.. s_axis.Select(x => 0.01 + (1e-4 * (x - 1600)))];
        string step = Step.Replace("background-degree: none", "background-degree: 1", StringComparison.Ordinal);
        foreach (BandRow band in FitRun.Of(step, Series(y, [line])).Bands)
        {
            Assert.Equal(1, band.AreaSeTotal / band.AreaSe, 1e-6);
            Assert.Equal(1, band.CenterSeTotal / band.CenterSe, 1e-6);
        }
    }

    [Fact]
    public void Without_rivals_and_with_white_noise_the_total_is_that_of_the_fit()
    {
        FitRun run = FitRun.Of(Step, FitRun.Series(s_axis, [Spectrum()]));
        BandRow band = run.Bands[0];
        Assert.Equal(band.AreaSe, band.AreaSeTotal);
        Assert.Equal(1, run.Fits[0].NoisePoints);
        Assert.Equal(run.Limits[0].LodHeightFit, run.Limits[0].LodHeight);
    }

    private static double[] Spectrum()
    {
        double[] y = FrameStageRun.Noise(4, s_axis.Length, 1e-6);
        PeakShapes.Lorentzian.Add([1622, 0.2, 20], s_axis, y);
        PeakShapes.Lorentzian.Add([1678, 0.1, 30], s_axis, y);
        return y;
    }

    private static SpectralSeries Series(double[] y, double[][] rivals)
    {
        SpectralSeries one = FitRun.Series(s_axis, [y]);
        var auxiliary = new Signal(SignalKind.Auxiliary);
        var channels = new List<Channel>
        {
            new("corrected", new Signal(SignalKind.Absorbance), 1, y.Length, y),
            new("baseline", auxiliary, 1, y.Length, new double[y.Length]),
        };
        channels.AddRange(rivals.Select((r, i) => new Channel($"rival-{i + 1}", auxiliary, 1, y.Length, r)));
        return new SpectralSeries("s", one.Axis, channels, one.Info);
    }
}
