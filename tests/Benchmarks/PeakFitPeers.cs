using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text.Json;
using SpectraPipeline.Numerics.Fitting;

namespace SpectraPipeline.Benchmarks;

/// <summary>Our fits of the very draws that the compiled peers get, for Peers/fits.py: data to files, times and answers to the standard output.</summary>
internal static class PeakFitPeers
{
    private const int Spectra = 500;
    private const int Rounds = 15;

    // The runtime needs some time and many calls until the code is as fast as it gets.
    private static readonly TimeSpan s_least = TimeSpan.FromSeconds(2);

    /// <summary>Names of the compiled peers' files: bands_points.</summary>
    private static readonly string[] s_sizes = ["1x140", "3x400", "6x1000"];

    /// <summary>Writes NAME.f64 and NAME_x.f64 for each window to a folder and returns what our fit needs and gives.</summary>
    public static string Run(string folder) =>
        JsonSerializer.Serialize(
            new
            {
                machine = Machine.Words(),
                load = Machine.Load(),
                bits = Vector512.IsHardwareAccelerated ? 512 : 256,
                cases = s_sizes.ToDictionary(s => s, s => Case(s, folder)),
            }
        );

    private static Dictionary<string, double> Case(string size, string folder)
    {
        PeakFitCase sample = PeakFitCase.Of(size, Spectra);
        string name = Path.Combine(folder, "pv" + size.Replace('x', '_'));
        Directory.CreateDirectory(folder);
        File.WriteAllBytes(name + "_x.f64", MemoryMarshal.AsBytes<double>(sample.X).ToArray());
        File.WriteAllBytes(name + ".f64", MemoryMarshal.AsBytes<double>(sample.Spectra.SelectMany(y => y).ToArray()).ToArray());
        MultiPeakFit fit = sample.Prepare();
        var limits = new FitLimits();
        double best = double.PositiveInfinity;
        (double sum, double evaluations) = (0, 0);
        long start = Stopwatch.GetTimestamp();
        for (int round = 0; round < Rounds || Stopwatch.GetElapsedTime(start) < s_least; round++)
        {
            (sum, evaluations) = (0, 0);
            double begin = ThreadTime.Microseconds;
            foreach (double[] y in sample.Spectra)
            {
                PeakFitQuality quality = fit.Fit(y, [], [], limits);
                sum += quality.ChiSquare;
                evaluations += quality.Evaluations;
            }
            best = Math.Min(best, ThreadTime.Microseconds - begin);
        }
        return new()
        {
            ["microseconds"] = best / Spectra,
            ["evaluations"] = evaluations / Spectra,
            ["sum_chisqr"] = sum,
            ["chisqr"] = fit.Fit(sample.Spectra[0], [], [], limits).ChiSquare,
        };
    }
}
