using BenchmarkDotNet.Attributes;
using SpectraPipeline.Numerics.Smoothing;

namespace SpectraPipeline.Benchmarks;

/// <summary>Savitzky-Golay, 15 points, cubic: the filter with its ends against a loop over the tabulated integers.</summary>
[MemoryDiagnoser]
public class SavitzkyGolayBenchmarks
{
    private const int Spectra = 250;
    private const int Half = 7;
    private const double Norm = 1105;

    // Savitzky and Golay's table for 15 points, quadratic and cubic.
    private static readonly double[] s_integers = [-78, -13, 42, 87, 122, 147, 162, 167, 162, 147, 122, 87, 42, -13, -78];
    private readonly SavitzkyGolay _filter = new(15, 3);
    private double[] _spectra = [];
    private double[] _smooth = [];

    [Params(1000, 2000)]
    public int Points { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        _spectra = PeerSpectra.Block(Spectra, Points);
        _smooth = new double[_spectra.Length];
        PlainLoop();
        double[] expected = _smooth.AsSpan(Half, Points - 2 * Half).ToArray();
        Filter();
        Same.Within(1e-13, _smooth.AsSpan(Half, Points - 2 * Half), expected, "Savitzky-Golay");
    }

    [Benchmark(Baseline = true, Description = "plain loop, ends left out", OperationsPerInvoke = Spectra)]
    public void PlainLoop()
    {
        for (int k = 0; k < Spectra; k++)
        {
            ReadOnlySpan<double> y = _spectra.AsSpan(k * Points, Points);
            Span<double> smooth = _smooth.AsSpan(k * Points, Points);
            for (int i = Half; i < y.Length - Half; i++)
            {
                double sum = 0;
                for (int j = 0; j < s_integers.Length; j++)
                    sum += s_integers[j] * y[i + j - Half];
                smooth[i] = sum / Norm;
            }
        }
    }

    [Benchmark(Description = "SavitzkyGolay", OperationsPerInvoke = Spectra)]
    public void Filter()
    {
        for (int k = 0; k < Spectra; k++)
            _filter.Apply(_spectra.AsSpan(k * Points, Points), _smooth.AsSpan(k * Points, Points));
    }
}
