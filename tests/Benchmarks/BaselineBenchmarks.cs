using BenchmarkDotNet.Attributes;
using SpectraPipeline.Numerics.Baselines;

namespace SpectraPipeline.Benchmarks;

/// <summary>A block of 250 baselines in vector lanes against the plain twin, one spectrum at a time. arPLS: λ 1e5; AsLS: λ 1e6, p 0.01; tolerance 1e-3.</summary>
[MemoryDiagnoser]
public class BaselineBenchmarks
{
    public enum Method
    {
        ArPls,
        AsLs,
    }

    private delegate BaselineOutcome FitOne(ReadOnlySpan<double> spectrum, Span<double> baseline);

    private delegate void FitBlock(ReadOnlySpan<double> spectra, Span<double> baselines, Span<BaselineOutcome> outcomes);

    private const int Spectra = 250;
    private const double Asymmetry = 0.01;
    private readonly BaselineOutcome[] _outcomes = new BaselineOutcome[Spectra];
    private double[] _spectra = [];
    private double[] _baselines = [];
    private FitOne _one = null!;
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
        if (Kind == Method.ArPls)
        {
            var options = new WhittakerBaselineOptions(1e5);
            _one = new ArPls(Points, options).Fit;
            _narrow = new ArPlsLanes(Points, options, LaneWidth.Bits256).Fit;
            _wide = new ArPlsLanes(Points, options, LaneWidth.Bits512).Fit;
        }
        else
        {
            var options = new WhittakerBaselineOptions(1e6);
            _one = new AsLs(Points, options, Asymmetry).Fit;
            _narrow = new AsLsLanes(Points, options, Asymmetry, LaneWidth.Bits256).Fit;
            _wide = new AsLsLanes(Points, options, Asymmetry, LaneWidth.Bits512).Fit;
        }
        OneAtATime();
        double[] expected = [.. _baselines];
        Vector256();
        Same.Within(1e-8, _baselines, expected, $"{Kind}, Vector256");
        Vector512();
        Same.Within(1e-8, _baselines, expected, $"{Kind}, Vector512");
    }

    [Benchmark(Baseline = true, Description = "plain, one at a time", OperationsPerInvoke = Spectra)]
    public void OneAtATime()
    {
        for (int k = 0; k < Spectra; k++)
            _outcomes[k] = _one(_spectra.AsSpan(k * Points, Points), _baselines.AsSpan(k * Points, Points));
    }

    [Benchmark(Description = "lanes, Vector256", OperationsPerInvoke = Spectra)]
    public void Vector256() => _narrow(_spectra, _baselines, _outcomes);

    [Benchmark(Description = "lanes, AVX-512", OperationsPerInvoke = Spectra)]
    public void Vector512() => _wide(_spectra, _baselines, _outcomes);
}
