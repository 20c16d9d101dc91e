using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using Xunit;

namespace SpectraPipeline.Stages.Tests.Peaks;

/// <summary>200 ATR-SEIRAS spectra of CO on gold through a whole potential sweep, recorded by others, fitted together.</summary>
public sealed class FitSeriesOnGoldTests
{
    private const string Needs = "needs the shared corpus: corpus/vibrational/ec_ir, reference/vibrational/series_co_au_stark.json";

    private static FitSeriesTests.SeriesRun? Run(string rules)
    {
        if (GoldSpectra.Read() is not { } gold)
            return null;
        SpectralSeries series = FitSeriesTests.Series(gold.X, gold.Frames, f => gold.Peer[f].GetProperty("E").GetDouble());
        var run = FitSeriesTests.SeriesRun.Of(
            $"- peaks.fit-series: {{ shape: pseudo-voigt, from: 2000, to: 2200, {rules}, bands: [ {{ center: 2095, fwhm: 25 }} ] }}",
            series
        );
        foreach (BandTrendRow t in run.Trends)
            TestContext.Current.TestOutputHelper?.WriteLine(
                $"GOLD {rules}: {t.Parameter} {t.Kind}: {t.Value:F2}({t.ValueSe:F2}) slope {t.Slope:F2}({t.SlopeSe:F2}), {t.Variables:F1} values, noise points {t.NoisePoints:F1}; {t.Verdict}"
            );
        return run;
    }

    // Windows of 53, 69 and 42 cm-1/V: one line cannot be right, whatever its error says.
    [Fact]
    public void One_straight_line_is_refused()
    {
        FitSeriesTests.SeriesRun? run = Run("center: linear");
        Assert.SkipWhen(run is null, Needs);
        BandTrendRow line = Assert.Single(run!.Trends);
        Assert.StartsWith("does not hold: ", line.Verdict, StringComparison.Ordinal);
        Assert.True(line.BicDifference > 100, line.Verdict);
        Assert.Contains(run.Findings.Notes, n => n.Code == "assumption-does-not-hold");
        // The line itself is about where the peer's is, 57.6; weights differ.
        Assert.InRange(line.Slope, 50, 65);
    }

    [Theory]
    [InlineData("frame")]
    [InlineData("time")]
    public void Smooth_positions_follow_those_of_the_peer(string against)
    {
        FitSeriesTests.SeriesRun? run = Run($"center: smooth, against: {against}");
        Assert.SkipWhen(run is null, Needs);
        GoldSpectra gold = GoldSpectra.Read()!;
        Assert.Equal(200, run!.Bands.Count);
        Assert.All(run.Fits, f => Assert.True(f.Converged, f.Message));
        double worst = 0,
            squares = 0;
        foreach (BandRow band in run.Bands)
        {
            double peer = gold.Peer[band.Frame].GetProperty("center").GetDouble(),
                error = gold.Peer[band.Frame].GetProperty("center_se").GetDouble();
            worst = Math.Max(worst, Math.Abs(band.Center - peer) / error);
            squares += Math.Pow((band.Center - peer) / error, 2) / 200;
            Assert.True(band.CenterSe < error);
        }
        TestContext.Current.TestOutputHelper?.WriteLine($"GOLD smooth: worst {worst:F1} errors of the peer, mean square {squares:F2}");
        // The noise is zero-filled: the peer's errors take five points for five, where they are one. Its positions scatter about a curve that bends nothing by that.
        Assert.InRange(squares, 0.2, run.Trends[0].NoisePoints);
        Assert.InRange(run.Trends[0].Variables, 8, 60);
        Assert.DoesNotContain(run.Findings.Notes, n => n.Code == "assumption-does-not-hold");
    }
}
