using System.Text.Json;
using SpectraPipeline.Numerics.Peaks;
using SpectraPipeline.Numerics.Tests.Reference;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Peaks;

public sealed class PeakFinderTests(ITestOutputHelper output)
{
    [Fact]
    public void Finds_what_scipy_finds_with_the_same_measures()
    {
        JsonElement spectra = VibrationalReference.Json("find_peaks.json").GetProperty("spectra");
        double worst = 0;
        int runs = 0,
            found = 0;
        foreach (string name in VibrationalReference.Inputs().Where(n => spectra.TryGetProperty(n, out _)))
        {
            double[] y = VibrationalReference.Input(name).Y;
            double range = VibrationalReference.Range(y);
            foreach (JsonElement run in spectra.GetProperty(name).EnumerateArray())
            {
                var filter = new PeakFilter
                {
                    MinProminence = run.GetProperty("prominence_min").GetDouble(),
                    MinWidth = run.GetProperty("width_min").GetDouble(),
                    RelativeHeight = run.GetProperty("rel_height").GetDouble(),
                };
                IReadOnlyList<Peak> peaks = PeakFinder.Find(y, filter);
                (runs, found) = (runs + 1, found + peaks.Count);
                Assert.Equal(run.GetProperty("peaks").Integers(), peaks.Select(p => p.Index));
                Assert.Equal(run.GetProperty("left_base").Integers(), peaks.Select(p => p.LeftBase));
                Assert.Equal(run.GetProperty("right_base").Integers(), peaks.Select(p => p.RightBase));
                worst = Math.Max(worst, Worst(run, "height", peaks.Select(p => p.Height), range));
                worst = Math.Max(worst, Worst(run, "prominence", peaks.Select(p => p.Prominence), range));
                worst = Math.Max(worst, Worst(run, "width_height", peaks.Select(p => p.WidthHeight), range));
                worst = Math.Max(worst, Worst(run, "width", peaks.Select(p => p.Width), y.Length));
                worst = Math.Max(worst, Worst(run, "left_ip", peaks.Select(p => p.Left), y.Length));
                worst = Math.Max(worst, Worst(run, "right_ip", peaks.Select(p => p.Right), y.Length));
            }
        }
        output.WriteLine($"{runs} runs, {found} peaks, worst {worst:E2} (values of the range, positions of the length)");
        Assert.True(worst <= 1e-9, $"worst {worst}");
    }

    [Fact]
    public void A_plateau_counts_once_at_its_middle()
    {
        Peak peak = Assert.Single(PeakFinder.Find([0, 1, 3, 3, 3, 3, 1, 0], new PeakFilter()));
        Assert.Equal(3, peak.Index);
        Assert.Equal(3, peak.Prominence);
        // Half height 1.5 is crossed a quarter of the way from 1 to 3 on both sides.
        Assert.Equal(1.25, peak.Left, 1e-15);
        Assert.Equal(5.75, peak.Right, 1e-15);
    }

    [Fact]
    public void Ends_and_open_plateaus_are_no_peaks() => Assert.Empty(PeakFinder.Find([5, 1, 0, 2, 2], new PeakFilter()));

    [Fact]
    public void Of_two_too_close_the_lower_goes()
    {
        double[] y = [0, 4, 0, 5, 0, 0, 3, 0];
        Assert.Equal([3, 6], PeakFinder.Find(y, new PeakFilter { MinDistance = 3 }).Select(p => p.Index));
        Assert.Equal([1, 3], PeakFinder.Find(y, new PeakFilter { MinHeight = 3.5 }).Select(p => p.Index));
    }

    private static double Worst(JsonElement run, string key, IEnumerable<double> ours, double scale) =>
        run.GetProperty(key).Numbers().Zip(ours, (a, b) => Math.Abs(a - b) / scale).DefaultIfEmpty(0).Max();
}
