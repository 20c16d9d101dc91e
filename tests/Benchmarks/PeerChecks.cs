using System.Text.Json;
using SpectraPipeline.Numerics.Baselines;

namespace SpectraPipeline.Benchmarks;

/// <summary>What our kernels give on the first of the peers' spectra, under the peers' names of the operation: equal answers come before ratios of time.</summary>
internal static class PeerChecks
{
    public static string ToJson() =>
        JsonSerializer.Serialize(
            new[] { 1000, 2000 }
                .SelectMany(n =>
                    new[]
                    {
                        Baseline($"banded_arpls_{n}", n, new ArPlsLanes(n, new(1e5)).Fit),
                        Baseline($"banded_asls_{n}", n, new AsLsLanes(n, new(1e6), 0.01).Fit),
                    }
                )
                .Concat([Fit("1x140", 1), Fit("3x400", 3), Fit("6x1000", 6)])
                .ToDictionary(c => c.Name, c => c.Values)
        );

    private delegate void FitBlock(ReadOnlySpan<double> spectra, Span<double> baselines, Span<BaselineOutcome> outcomes);

    private static (string Name, Dictionary<string, double> Values) Baseline(string name, int points, FitBlock fit)
    {
        double[] baseline = new double[points];
        var outcome = new BaselineOutcome[1];
        fit(PeerSpectra.One(points), baseline, outcome);
        return (
            name,
            new()
            {
                ["iters"] = outcome[0].Iterations,
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
