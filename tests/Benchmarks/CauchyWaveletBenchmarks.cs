using BenchmarkDotNet.Attributes;
using MathNet.Numerics;
using SpectraPipeline.Numerics.Fourier;
using SpectraPipeline.Numerics.Wavelets;

namespace SpectraPipeline.Benchmarks;

/// <summary>The map |W| of k²χ(k), 321 k × 196 R up to 6 Å: the bank of short filters against one transform of the full length a row.</summary>
[MemoryDiagnoser]
public class CauchyWaveletBenchmarks
{
    private readonly WaveletGrid _grid = new(0.05, 321, 6, 2048);
    private readonly double[] _signal = new double[321];
    private WaveletBank _bank = null!;
    private FastFourierTransform _transform = null!;
    private double[] _filters = [];
    private double[] _spectrumRe = [];
    private double[] _spectrumIm = [];
    private double[] _re = [];
    private double[] _im = [];
    private double[] _map = [];

    [GlobalSetup]
    public void Prepare()
    {
        if ((_grid.KPoints, _grid.RPoints) != (321, 196))
            throw new InvalidOperationException($"the map is {_grid.KPoints} x {_grid.RPoints}");
        for (int j = 0; j < _signal.Length; j++)
        {
            double k = _grid.KStep * j;
            _signal[j] = k * Math.Exp(-0.012 * k * k) * (Math.Sin(4.9 * k) + 0.4 * Math.Sin(7.1 * k + 1));
        }
        _bank = CauchyWavelet.Bank(_grid);
        int full = 2 * _grid.TransformLength;
        _transform = new FastFourierTransform(full);
        (_spectrumRe, _spectrumIm, _re, _im) = (new double[full], new double[full], new double[full], new double[full]);
        _map = new double[_bank.MapPoints];
        _filters = Filters();
        PlainLoop();
        double[] expected = [.. _map];
        Bank();
        Same.Within(1e-12, _map, expected, "Cauchy wavelet");
    }

    // H_R(ω) = 2π/n!·(aω)ⁿ·exp(−aω), a = n/(2R), for ω > 0.
    private double[] Filters()
    {
        int half = _grid.TransformLength;
        double[] filters = new double[_grid.RPoints * half];
        double scale = Math.Log(2 * Math.PI) - SpecialFunctions.FactorialLn(_grid.RPoints);
        for (int row = 1; row < _grid.RPoints; row++)
        for (int j = 1; j < half; j++)
        {
            double x = _grid.RPoints * (Math.PI * j / (_grid.KStep * half)) / (2 * _grid.R(row));
            filters[row * half + j] = Math.Exp(scale + _grid.RPoints * Math.Log(x) - x);
        }
        return filters;
    }

    [Benchmark(Baseline = true, Description = "4096 points a row")]
    public void PlainLoop()
    {
        int half = _grid.TransformLength;
        _spectrumRe.AsSpan().Clear();
        _spectrumIm.AsSpan().Clear();
        _signal.CopyTo(_spectrumRe, 0);
        _transform.Forward(_spectrumRe, _spectrumIm);
        for (int row = 0; row < _grid.RPoints; row++)
        {
            _re.AsSpan().Clear();
            _im.AsSpan().Clear();
            for (int j = 0; j < half; j++)
            {
                _re[j] = _spectrumRe[j] * _filters[row * half + j];
                _im[j] = _spectrumIm[j] * _filters[row * half + j];
            }
            _transform.Inverse(_re, _im);
            for (int k = 0; k < _grid.KPoints; k++)
                _map[row * _grid.KPoints + k] = Math.Sqrt(_re[k] * _re[k] + _im[k] * _im[k]);
        }
    }

    [Benchmark(Description = "WaveletBank")]
    public void Bank() => _bank.Magnitude(_signal, _map);
}
