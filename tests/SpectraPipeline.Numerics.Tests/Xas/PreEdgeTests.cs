using System.Text.Json;
using SpectraPipeline.Numerics.Fitting;
using SpectraPipeline.Numerics.Statistics;
using SpectraPipeline.Numerics.Xas;
using SpectraPipeline.Testing;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Xas;

public sealed class PreEdgeTests
{
    [Theory]
    [InlineData("pbtio3_ti", 2e-6)]
    [InlineData("vo2", 2e-6)]
    [InlineData("feo", 2e-6)]
    public void The_baseline_is_that_of_Larch_or_better(string name, double apart)
    {
        string? path = Corpus.Path("reference/xas/misc.json");
        Assert.SkipWhen(path is null, "needs the shared corpus: reference/xas/misc.json");
        JsonElement truth = JsonDocument
            .Parse(File.ReadAllText(path!))
            .RootElement.GetProperty("prepeaks")
            .EnumerateArray()
            .Single(c => c.GetProperty("name").GetString() == name);
        double[] x = Array(truth, "energy"),
            y = Array(truth, "norm"),
            theirs = Array(truth, "baseline");
        JsonElement p = truth.GetProperty("params");
        var baseline = new PreEdgeBaseline(
            PreEdgeForm.LinearLorentzian,
            x,
            p.GetProperty("elo").GetDouble(),
            p.GetProperty("ehi").GetDouble()
        );
        baseline.Fit(y);
        double larch = 0,
            worst = 0;
        for (int i = 0; i < x.Length; i++)
        {
            larch += baseline.Use[i] ? Math.Pow(y[i] - theirs[i], 2) : 0;
            worst = Math.Max(worst, Math.Abs(baseline.Curve[i] - theirs[i]));
        }
        Assert.True(baseline.Converged);
        // The reference's baseline has ten digits, so its sum of squares is known to 1e-8.
        Assert.InRange(baseline.Squares, 0, larch * (1 + 1e-8));
        // 2e-6 of an edge step: where Larch stops on the flat valley of amplitude and width; scipy from 30 starts ends 5e-7 from it.
        Assert.InRange(worst, 0, apart);
        var peaks = new PreEdgePeaks(PeakShapes.PseudoVoigt, x, p.GetProperty("elo").GetDouble(), p.GetProperty("ehi").GetDouble(), 3);
        peaks.Fit(y, baseline, []);
        Assert.InRange(peaks.Total.PointCentroid - truth.GetProperty("centroid").GetDouble(), -0.02, 0.02);
    }

    // Areas are generated on the same foot that is fitted; arctan and erf likewise.
    [Theory]
    [InlineData(PreEdgeForm.LinearLorentzian)]
    [InlineData(PreEdgeForm.LinearArctan)]
    [InlineData(PreEdgeForm.LinearErf)]
    [InlineData(PreEdgeForm.Spline)]
    public void Peaks_on_the_foot_of_an_edge_are_found_with_the_errors_that_repeated_scans_show(PreEdgeForm form)
    {
        const int draws = 200;
        double[] x = [.. Enumerable.Range(0, 160).Select(i => 4940 + (0.2 * i))];
        double[] clean = [.. x.Select(e => Foot(form, e) + (0.06 * Gaussian(e, 4959, 1.6)) + (0.1 * Gaussian(e, 4962, 2)))];
        var noise = new SeededNormal(51, $"pre-edge {form}");
        var baseline = new PreEdgeBaseline(form, x, 4954, 4966);
        var fitter = new PreEdgePeaks(PeakShapes.Gaussian, x, 4954, 4966, 3);
        double area = (0.06 * 1.6 + 0.1 * 2) * Math.Sqrt(Math.PI / (4 * Math.Log(2)));
        int two = 0,
            center = 0,
            own = 0,
            total = 0,
            centroid = 0;
        double mean = ((0.06 * 1.6 * 4959) + (0.1 * 2 * 4962)) / ((0.06 * 1.6) + (0.1 * 2));
        for (int d = 0; d < draws; d++)
        {
            double[] y = [.. clean.Select(v => v + (0.0015 * noise.Next()))];
            baseline.Fit(y);
            PreEdgePeak[] peaks = fitter.Fit(y, baseline, []);
            total += Within(fitter.Total.Area, fitter.Total.AreaError, area);
            centroid += Within(fitter.Total.Centroid, fitter.Total.CentroidError, mean);
            if (peaks.Length != 2)
                continue;
            two++;
            center += Within(peaks[1].Peak.Center, peaks[1].CenterError, 4962);
            own += Within(peaks[0].Peak.Area, peaks[0].AreaError, 0.06 * 1.6 * Math.Sqrt(Math.PI / (4 * Math.Log(2))));
        }
        Assert.InRange(two, 0.95 * draws, draws);
        // 95 % ± 3 binomial deviations of 1.5 %; the arctangent's foot is bent enough for its covariance to be an approximation.
        Assert.InRange(center / (double)two, 0.9, 1);
        Assert.InRange(own / (double)two, 0.9, 1);
        Assert.InRange(total / (double)draws, 0.9, 1);
        Assert.InRange(centroid / (double)draws, 0.9, 1);
    }

    [Fact]
    public void A_foot_without_peaks_has_none()
    {
        double[] x = [.. Enumerable.Range(0, 160).Select(i => 4940 + (0.2 * i))];
        var noise = new SeededNormal(53, "bare foot");
        var baseline = new PreEdgeBaseline(PreEdgeForm.LinearLorentzian, x, 4954, 4966);
        var fitter = new PreEdgePeaks(PeakShapes.PseudoVoigt, x, 4954, 4966, 3);
        int found = 0;
        for (int d = 0; d < 100; d++)
        {
            double[] y = [.. x.Select(e => Foot(PreEdgeForm.LinearLorentzian, e) + (0.002 * noise.Next()))];
            baseline.Fit(y);
            found += fitter.Fit(y, baseline, []).Length > 0 ? 1 : 0;
        }
        Assert.InRange(found, 0, 5);
    }

    [Fact]
    public void Too_few_points_beside_the_peaks_are_refused_with_a_code()
    {
        double[] x = [.. Enumerable.Range(0, 40).Select(i => 4950 + (0.2 * i))];
        XasDataException e = Assert.Throws<XasDataException>(() => new PreEdgeBaseline(PreEdgeForm.Spline, x, 4950.1, 4957.5));
        Assert.Equal("pre-edge-range", e.Code);
    }

    private static int Within(double value, double error, double truth) => Math.Abs(value - truth) <= Student.Normal975 * error ? 1 : 0;

    private static double Gaussian(double e, double at, double fwhm) => Math.Exp(-4 * Math.Log(2) * Math.Pow((e - at) / fwhm, 2));

    private static double Foot(PreEdgeForm form, double e)
    {
        double t = (e - 4974) / 2.5,
            line = 0.01 + (2e-4 * (e - 4955)),
            u = (e - 4955.9) / 15.9;
        return form switch
        {
            PreEdgeForm.LinearLorentzian => line + (1.2 / (1 + (t * t))),
            PreEdgeForm.LinearArctan => line + 0.5 + (Math.Atan(t) / Math.PI),
            PreEdgeForm.LinearErf => line + (0.5 * (1 + MathNet.Numerics.SpecialFunctions.Erf((e - 4974) / 5))),
            _ => line + (0.05 * u * u * u) + (0.03 * u * u),
        };
    }

    private static double[] Array(JsonElement block, string name) =>
        [.. block.GetProperty(name).EnumerateArray().Select(v => v.GetDouble())];
}
