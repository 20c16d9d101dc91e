using System.Text.Json;
using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Numerics.Statistics;
using SpectraPipeline.Numerics.Xas;
using SpectraPipeline.Stages.Xas;
using SpectraPipeline.Testing;
using Xunit;
using PreEdgePeaks = SpectraPipeline.Stages.Xas.PreEdgePeaks;

namespace SpectraPipeline.Stages.Tests.Xas;

public sealed class PreEdgePeaksTests
{
    [Theory]
    [InlineData("pbtio3_ti")]
    [InlineData("vo2")]
    [InlineData("feo")]
    public void Baseline_and_centroid_are_those_of_Larch(string name)
    {
        string? path = Corpus.Path("reference/xas/misc.json");
        Assert.SkipWhen(path is null, "needs the shared corpus: reference/xas/misc.json");
        JsonElement truth = JsonDocument
            .Parse(File.ReadAllText(path!))
            .RootElement.GetProperty("prepeaks")
            .EnumerateArray()
            .Single(c => c.GetProperty("name").GetString() == name);
        JsonElement p = truth.GetProperty("params");
        double[] x = XasChain.Array(truth, "energy"),
            y = XasChain.Array(truth, "norm"),
            theirs = XasChain.Array(truth, "baseline");
        var stage = new PreEdgePeaks
        {
            From = p.GetProperty("emin").GetDouble(),
            Low = p.GetProperty("elo").GetDouble(),
            High = p.GetProperty("ehi").GetDouble(),
            To = p.GetProperty("emax").GetDouble(),
        };
        // The reference holds the points of the range alone; a scan has more on either side, and from is one of its points.
        double[] more = [.. Enumerable.Range(0, 10).Select(i => x[^1] + 0.3 + (0.3 * i))];
        XasChain.Result result = XasChain.Run(
            new Axis("energy", Unit.ElectronVolt, [.. x, .. more]),
            new Signal(SignalKind.Norm),
            [
                [.. y, .. more.Select(_ => 0.5)],
            ],
            stage
        );
        double[] ours = result.Values(0, "baseline");
        Assert.Equal(theirs.Length, ours.Length);
        for (int i = 0; i < ours.Length; i++)
            Assert.InRange(ours[i], theirs[i] - 2e-6, theirs[i] + 2e-6);
        PreEdgePeakRow total = result.Rows<PreEdgePeakRow>().Single(r => r.Peak == 0);
        Assert.InRange(
            total.PointCentroid,
            truth.GetProperty("centroid").GetDouble() - 1e-3,
            truth.GetProperty("centroid").GetDouble() + 1e-3
        );
        // Between low and high and by area, not by the density of points: at most 0.03 eV from it in these three.
        Assert.InRange(total.Center - total.PointCentroid, -0.03, 0.03);
    }

    [Fact]
    public void Two_generated_peaks_come_out_in_order_with_their_areas()
    {
        double[] x = [.. Enumerable.Range(0, 200).Select(i => 4940 + (0.2 * i))];
        var noise = new SeededNormal(61, "two peaks");
        double Gauss(double e, double at, double w) => Math.Exp(-4 * Math.Log(2) * Math.Pow((e - at) / w, 2));
        double[] y =
        [
            .. x.Select(e =>
                0.01
                + (1.2 / (1 + Math.Pow((e - 4982) / 2.5, 2)))
                + (0.06 * Gauss(e, 4959, 1.6))
                + (0.1 * Gauss(e, 4962, 2))
                + (0.001 * noise.Next())
            ),
        ];
        var stage = new PreEdgePeaks
        {
            From = 4942,
            Low = 4954,
            High = 4966,
            To = 4976,
            Shape = PreEdgeShape.Gaussian,
        };
        PreEdgePeakRow[] rows =
        [
            .. XasChain
                .Run(new Axis("energy", Unit.ElectronVolt, x), new Signal(SignalKind.Norm), [y], stage)
                .Rows<PreEdgePeakRow>()
                .OrderBy(r => r.Peak),
        ];
        double unit = Math.Sqrt(Math.PI / (4 * Math.Log(2)));
        Assert.Equal([0, 1, 2], rows.Select(r => r.Peak));
        (double Value, double Error, double Truth)[] expected =
        [
            (rows[1].Center, rows[1].CenterSe, 4959),
            (rows[2].Center, rows[2].CenterSe, 4962),
            (rows[1].Area, rows[1].AreaSe, 0.096 * unit),
            (rows[2].Area, rows[2].AreaSe, 0.2 * unit),
            (rows[0].Area, rows[0].AreaSe, 0.296 * unit),
            (rows[0].Center, rows[0].CenterSe, ((0.096 * 4959) + (0.2 * 4962)) / 0.296),
        ];
        Assert.All(expected, e => Assert.InRange(e.Value, e.Truth - (4 * e.Error), e.Truth + (4 * e.Error)));
        Assert.All(expected, e => Assert.InRange(e.Error, 1e-5, 0.1));
    }

    [Fact]
    public void Ranges_outside_the_scan_are_refused_with_the_numbers()
    {
        double[] x = [.. Enumerable.Range(0, 100).Select(i => 4940 + (0.2 * i))];
        UserException e = Assert.ThrowsAny<UserException>(() =>
            XasChain.Run(
                new Axis("energy", Unit.ElectronVolt, x),
                new Signal(SignalKind.Norm),
                [
                    [.. x.Select(v => v - 4940)],
                ],
                new PreEdgePeaks
                {
                    From = 7000,
                    Low = 7010,
                    High = 7020,
                    To = 7030,
                }
            )
        );
        Assert.Contains("4940.0 to 4959.8 eV", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Limits_that_do_not_rise_are_said_before_anything_runs() =>
        Assert.Contains("must lie below", Assert.Single(new PreEdgePeaks { Low = -3 }.Check()), StringComparison.Ordinal);
}
