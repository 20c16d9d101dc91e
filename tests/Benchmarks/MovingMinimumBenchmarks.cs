using BenchmarkDotNet.Attributes;
using SpectraPipeline.Numerics.Morphology;

namespace SpectraPipeline.Benchmarks;

/// <summary>The moving minimum in whole vectors, the window doubled pass by pass, against the three comparisons a point of van Herk and of Gil and Werman.</summary>
[MemoryDiagnoser]
public class MovingMinimumBenchmarks
{
    private double[] _y = [];
    private double[] _padded = [];
    private double[] _forward = [];
    private double[] _backward = [];
    private double[] _result = [];
    private FlatMorphology _morphology = null!;

    [Params(1000, 2000)]
    public int Points { get; set; }

    [Params(5, 40, 400)]
    public int HalfWindow { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        _y = PeerSpectra.One(Points);
        int window = 2 * HalfWindow + 1,
            blocks = (Points + 2 * HalfWindow + window - 1) / window;
        _padded = new double[blocks * window];
        Array.Fill(_padded, double.PositiveInfinity);
        _y.CopyTo(_padded, HalfWindow);
        (_forward, _backward, _result) = (new double[_padded.Length], new double[_padded.Length], new double[Points]);
        _morphology = new FlatMorphology(Points, HalfWindow);
        VanHerk();
        double[] expected = [.. _result];
        Doubled();
        Same.Within(0, _result, expected, "moving minimum");
    }

    [Benchmark(Baseline = true, Description = "van Herk, Gil and Werman")]
    public void VanHerk()
    {
        int window = 2 * HalfWindow + 1;
        for (int start = 0; start < _padded.Length; start += window)
        {
            double least = double.PositiveInfinity;
            for (int i = start; i < start + window; i++)
                _forward[i] = least = _padded[i] < least ? _padded[i] : least;
            least = double.PositiveInfinity;
            for (int i = start + window - 1; i >= start; i--)
                _backward[i] = least = _padded[i] < least ? _padded[i] : least;
        }
        for (int i = 0; i < Points; i++)
            _result[i] = _backward[i] < _forward[i + window - 1] ? _backward[i] : _forward[i + window - 1];
    }

    [Benchmark(Description = "windows doubled, whole vectors")]
    public void Doubled() => _morphology.Erode(_y, HalfWindow, _result);
}
