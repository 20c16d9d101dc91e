using SpectraPipeline.Core;
using SpectraPipeline.Stages.Shape;
using Xunit;

namespace SpectraPipeline.Stages.Tests.Shape;

public sealed class NormalizeTests
{
    private static readonly double[] s_axis = FrameStageRun.Grid(1000, 2, 201);
    private static readonly double[] s_bands =
    [
        .. s_axis.Select(x => Math.Exp(-Math.Pow((x - 1100) / 15, 2)) + 0.4 * Math.Exp(-Math.Pow((x - 1250) / 10, 2))),
    ];

    [Theory]
    [InlineData(NormalizeMethod.Msc, 0)]
    [InlineData(NormalizeMethod.Emsc, 2)]
    public void Scatter_that_was_put_on_comes_off(NormalizeMethod method, int degree)
    {
        double[] scattered = [.. s_axis.Select((x, i) => 1.7 * s_bands[i] + 0.3 + (degree > 0 ? 0.002 * (x - 1000) - 1e-6 * x * x : 0))];
        SpectralSeries series = FrameStageRun.Series(s_axis, SignalKind.Absorbance, s_bands, scattered);
        var stage = new Normalize { Method = method, Reference = new FrameSelection(0, 0) };
        SpectralSeries after = FrameStageRun.Of(series, null, stage).Output;
        AssertClose(s_bands, after.Primary[1], 1e-12);
        Assert.Equal(SignalKind.Absorbance, after.Signal.Kind);
    }

    [Theory]
    [InlineData(NormalizeMethod.Snv)]
    [InlineData(NormalizeMethod.Msc)]
    [InlineData(NormalizeMethod.Emsc)]
    [InlineData(NormalizeMethod.Vector)]
    [InlineData(NormalizeMethod.Area)]
    [InlineData(NormalizeMethod.MinMax)]
    [InlineData(NormalizeMethod.Max)]
    [InlineData(NormalizeMethod.Band)]
    [InlineData(NormalizeMethod.InternalStandard)]
    public void A_factor_on_a_spectrum_makes_no_difference(NormalizeMethod method)
    {
        double[] stronger = [.. s_bands.Select(y => 3.25 * y)];
        SpectralSeries series = FrameStageRun.Series(s_axis, SignalKind.Counts, s_bands, stronger);
        var stage = new Normalize
        {
            Method = method,
            From = 1200,
            To = 1300,
        };
        SpectralSeries after = FrameStageRun.Of(series, null, stage).Output;
        AssertClose(after.Primary[0].ToArray(), after.Primary[1], 1e-12);
    }

    [Fact]
    public void An_internal_standard_keeps_the_area_that_it_has_in_the_reference()
    {
        double[] diluted = [.. s_bands.Select(y => 0.5 * y)];
        SpectralSeries series = FrameStageRun.Series(s_axis, SignalKind.Counts, s_bands, diluted);
        var stage = new Normalize
        {
            Method = NormalizeMethod.InternalStandard,
            Reference = new FrameSelection(0, 0),
            From = 1220,
            To = 1280,
        };
        AssertClose(s_bands, FrameStageRun.Of(series, null, stage).Output.Primary[1], 1e-12);
        // A band by itself has area 1 afterwards: 0.4 · 10 · √π cm-1 before.
        double[] own = FrameStageRun.Of(series, null, stage with { Method = NormalizeMethod.Band }).Output.Primary[0].ToArray();
        Assert.Equal(1 / (0.4 * 10 * Math.Sqrt(Math.PI)), own[50] / s_bands[50], 1e-4);
    }

    [Fact]
    public void What_is_outside_from_and_to_does_not_count()
    {
        double[] grown = [.. s_axis.Select((x, i) => 2 * s_bands[i] + (x < 1180 ? 5 : 0))];
        SpectralSeries series = FrameStageRun.Series(s_axis, SignalKind.Counts, s_bands, grown);
        foreach (NormalizeMethod method in Enum.GetValues<NormalizeMethod>())
        {
            var stage = new Normalize
            {
                Method = method,
                Reference = new FrameSelection(0, 0),
                From = 1200,
                To = 1300,
            };
            SpectralSeries after = FrameStageRun.Of(series, null, stage).Output;
            AssertClose(after.Primary[0][100..].ToArray(), after.Primary[1][100..], 1e-9);
        }
    }

    [Theory]
    [InlineData(NormalizeMethod.Snv, "constant-spectrum")]
    [InlineData(NormalizeMethod.MinMax, "constant-spectrum")]
    [InlineData(NormalizeMethod.Msc, "scale-not-positive")]
    [InlineData(NormalizeMethod.Emsc, "scale-not-positive")]
    public void Spectra_without_bands_or_upside_down_are_faults_of_their_own(NormalizeMethod method, string code)
    {
        double[] constant = [.. s_bands.Select(_ => 0.1)],
            inverted = [.. s_bands.Select(y => 1 - y)];
        bool byReference = method is NormalizeMethod.Msc or NormalizeMethod.Emsc;
        SpectralSeries series = FrameStageRun.Series(s_axis, SignalKind.Counts, s_bands, byReference ? inverted : constant);
        SpectralSeries after = FrameStageRun
            .Of(series, null, new Normalize { Method = method, Reference = new FrameSelection(0, 0) })
            .Output;
        Assert.Null(after.Faults[0]);
        Assert.Equal(code, after.Faults[1]?.Code);
    }

    [Fact]
    public void A_reference_without_bands_is_the_users_mistake()
    {
        SpectralSeries series = FrameStageRun.Series(s_axis, SignalKind.Counts, [.. s_bands.Select(_ => 2.0)], s_bands);
        var stage = new Normalize { Method = NormalizeMethod.Msc, Reference = new FrameSelection(0, 0) };
        Assert.ThrowsAny<UserException>(() => FrameStageRun.Of(series, null, stage));
    }

    [Theory]
    [InlineData(NormalizeMethod.Snv)]
    [InlineData(NormalizeMethod.Emsc)]
    [InlineData(NormalizeMethod.Vector)]
    [InlineData(NormalizeMethod.Area)]
    public void Masked_points_do_not_count(NormalizeMethod method)
    {
        double[] spiked = [.. s_bands.Select((y, i) => 2 * y + (i is > 60 and < 70 ? 100 : 0))];
        bool[] use = [.. Enumerable.Range(0, 2 * s_axis.Length).Select(i => i % s_axis.Length is not (> 60 and < 70))];
        SpectralSeries plain = FrameStageRun.Series(s_axis, SignalKind.Counts, s_bands, spiked);
        var masked = new SpectralSeries(
            "s",
            plain.Axis,
            [new Channel("y", plain.Signal, 2, s_axis.Length, plain.Primary.Values, mask: use)],
            plain.Info
        );
        var stage = new Normalize { Method = method, Reference = new FrameSelection(0, 0) };
        SpectralSeries after = FrameStageRun.Of(masked, null, stage).Output;
        AssertClose(after.Primary[0][..60].ToArray(), after.Primary[1][..60], 1e-12);
    }

    private static void AssertClose(double[] expected, ReadOnlySpan<double> actual, double tolerance)
    {
        double scale = expected.Max(Math.Abs);
        for (int i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], actual[i], tolerance * scale);
    }

    [Theory]
    [InlineData(NormalizeMethod.Msc)]
    [InlineData(NormalizeMethod.Emsc)]
    [InlineData(NormalizeMethod.InternalStandard)]
    public void Points_that_the_reference_does_not_know_are_left_out(NormalizeMethod method)
    {
        double[] x = FrameStageRun.Grid(1000, 1, 101),
            band = [.. x.Select(v => 1 + Math.Exp(-Math.Pow((v - 1050) / 12, 2)))],
            spoilt = [.. band.Select((v, i) => i is >= 40 and < 48 ? 1e3 : v)],
            three = [.. band.Select(v => 3 * v)];
        SpectralSeries series = FrameStageRun.Masked(
            FrameStageRun.Series(x, SignalKind.Absorbance, spoilt, three),
            (f, i) => f > 0 || i is < 40 or >= 48
        );
        var stage = new Normalize
        {
            Method = method,
            Reference = new FrameSelection(0, 0),
            From = 1010,
            To = 1090,
        };
        ReadOnlySpan<double> result = FrameStageRun.Of(series, null, stage).Output.Primary[1];
        for (int i = 0; i < x.Length; i++)
            Assert.Equal(band[i], result[i], 1e-9);
    }

    [Theory]
    [InlineData(NormalizeMethod.Snv)]
    [InlineData(NormalizeMethod.MinMax)]
    [InlineData(NormalizeMethod.Max)]
    [InlineData(NormalizeMethod.Vector)]
    [InlineData(NormalizeMethod.Area)]
    [InlineData(NormalizeMethod.Band)]
    public void A_mask_over_the_measured_range_is_named_as_what_it_is(NormalizeMethod method)
    {
        double[] x = FrameStageRun.Grid(1000, 1, 101);
        SpectralSeries series = FrameStageRun.Series(x, SignalKind.Absorbance, [.. x.Select(v => 1 + Math.Sin(v))]);
        var mask = new Mask { Regions = new([(1010, 1050)]) };
        FrameStageRun run = FrameStageRun.Of(
            series,
            null,
            mask,
            new Normalize
            {
                Method = method,
                From = 1020,
                To = 1040,
            }
        );
        Assert.Equal("too-much-masked", run.Output.Faults[0]?.Code);
        Assert.Contains("1020", run.Output.Faults[0]!.Message, StringComparison.Ordinal);
    }
}
