using BenchmarkDotNet.Attributes;
using SpectraPipeline.Numerics.Baselines;

namespace SpectraPipeline.Benchmarks;

/// <summary>The reweighted Whittaker baselines on a block of the peers' spectrum, with the peers' parameters; both vector widths.</summary>
[MemoryDiagnoser]
public class ReweightedBenchmarks
{
    public enum Method
    {
        IasLs,
        DrPls,
        LsrPls,
        AsPls,
        DerPsalsa,
        BrPls,
    }

    private delegate void FitBlock(ReadOnlySpan<double> spectra, Span<double> baselines, Span<BaselineOutcome> outcomes);

    private const int Spectra = 64;
    private readonly BaselineOutcome[] _outcomes = new BaselineOutcome[Spectra];
    private double[] _spectra = [];
    private double[] _baselines = [];
    private FitBlock _narrow = null!;
    private FitBlock _wide = null!;

    [ParamsAllValues]
    public Method Kind { get; set; }

    [Params(1000, 2000)]
    public int Points { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        _spectra = PeerSpectra.Block(Spectra, Points);
        _baselines = new double[_spectra.Length];
        (_narrow, _wide) = (Fitter(LaneWidth.Bits256), Fitter(LaneWidth.Bits512));
        Vector256();
        double[] expected = [.. _baselines];
        Vector512();
        Same.Within(0, _baselines, expected, $"{Kind}, AVX-512 against Vector256");
    }

    private FitBlock Fitter(LaneWidth width) =>
        Kind switch
        {
            Method.IasLs => new IasLs(PeerSpectra.Axis(Points), new WhittakerBaselineOptions(1e6), 0.01, 1e-4, width).Fit,
            Method.DrPls => new DrPls(Points, new WhittakerBaselineOptions(1e5), 0.5, width).Fit,
            Method.LsrPls => new LsrPls(Points, new WhittakerBaselineOptions(1e5), width).Fit,
            Method.AsPls => new AsPls(Points, new WhittakerBaselineOptions(1e5, MaxIterations: 100), 0.5, width).Fit,
            Method.DerPsalsa => new DerPsalsa(Points, new WhittakerBaselineOptions(1e6), new DerPsalsaOptions(), width).Fit,
            _ => new BrPls(Points, new WhittakerBaselineOptions(1e5), new BrPlsRounds(), width).Fit,
        };

    [Benchmark(Baseline = true, Description = "lanes, Vector256", OperationsPerInvoke = Spectra)]
    public void Vector256() => _narrow(_spectra, _baselines, _outcomes);

    [Benchmark(Description = "lanes, AVX-512", OperationsPerInvoke = Spectra)]
    public void Vector512() => _wide(_spectra, _baselines, _outcomes);
}
