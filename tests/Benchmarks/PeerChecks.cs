using System.Text.Json;
using SpectraPipeline.Numerics.Baselines;

namespace SpectraPipeline.Benchmarks;

/// <summary>What our kernels give on the first of the peers' spectra, under the peers' names of the operation: equal answers come before ratios of time.</summary>
internal static class PeerChecks
{
    public static string ToJson() =>
        JsonSerializer.Serialize(
            new[] { 1000, 2000 }
                .SelectMany(n => BaselineMethods.Names.Select(method => Baseline(method, n)))
                .Concat([Fit("1x140", 1), Fit("3x400", 3), Fit("6x1000", 6)])
                .ToDictionary(c => c.Name, c => c.Values)
        );

    private static (string Name, Dictionary<string, double> Values) Baseline(string method, int points)
    {
        double[] baseline = new double[points];
        var outcome = new BaselineOutcome[1];
        BaselineMethods.Lanes(method, points, LaneWidth.Automatic).Fit(PeerSpectra.One(points), baseline, outcome);
        return (
            $"banded_{method}_{points}",
            new()
            {
                ["iters"] = outcome[0].Iterations,
                ["iters_of_block"] = BaselineBenchmarks.MeanIterations(method, points),
                ["mean"] = baseline.Average(),
                ["rms"] = Math.Sqrt(baseline.Average(v => v * v)),
            }
        );
    }

    private static (string Name, Dictionary<string, double> Values) Fit(string size, int bands)
    {
        var fit = new PeakFitBenchmarks { Size = size };
        fit.Prepare();
        return ($"scipy_lsq_trf_jac_{bands}peak_pv", new() { ["nfev"] = fit.First.Evaluations, ["chisqr"] = fit.First.ChiSquare });
    }
}
