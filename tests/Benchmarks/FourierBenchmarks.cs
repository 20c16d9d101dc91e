using System.Numerics;
using BenchmarkDotNet.Attributes;
using MathNet.Numerics.IntegralTransforms;
using SpectraPipeline.Numerics.Fourier;

namespace SpectraPipeline.Benchmarks;

/// <summary>A complex transform of 2048 points, as for χ(k) → χ(R): our plan against MathNet and a textbook radix-2 loop. All copy their input first.</summary>
[MemoryDiagnoser, TimedPer("transform")]
public class FourierBenchmarks
{
    private const int Length = 2048;
    private const int Lanes = 8;
    private readonly FastFourierTransform _plan = new(Length);
    private readonly FastFourierTransform _eight = new(Length, Lanes);
    private readonly Complex[] _input = new Complex[Length];
    private readonly Complex[] _complex = new Complex[Length];
    private readonly Complex[] _roots = new Complex[Length / 2];
    private readonly double[] _inputRe = PeerSpectra.One(Length);
    private readonly double[] _inputIm = PeerSpectra.One(Length, 1);
    private readonly double[] _re = new double[Length];
    private readonly double[] _im = new double[Length];
    private readonly double[] _lanesRe = new double[Length * Lanes];
    private readonly double[] _lanesIm = new double[Length * Lanes];

    [GlobalSetup]
    public void Prepare()
    {
        // MathNet hands 2048 points to several threads otherwise; time of one core is wanted.
        global::MathNet.Numerics.Control.UseSingleThread();
        for (int i = 0; i < Length; i++)
            _input[i] = new(_inputRe[i], _inputIm[i]);
        for (int i = 0; i < _roots.Length; i++)
            _roots[i] = Complex.FromPolarCoordinates(1, -2 * Math.PI * i / Length);
        Ours();
        MathNet();
        Same.Within(1e-13, _re, [.. _complex.Select(c => c.Real)], "FFT against MathNet");
        PlainLoop();
        Same.Within(1e-13, _re, [.. _complex.Select(c => c.Real)], "FFT against the loop");
    }

    [Benchmark(Baseline = true, Description = "plain radix-2 loop")]
    public void PlainLoop()
    {
        _input.CopyTo(_complex, 0);
        for (int i = 1, j = 0; i < Length; i++)
        {
            int bit = Length >> 1;
            for (; (j & bit) != 0; bit >>= 1)
                j ^= bit;
            j ^= bit;
            if (i < j)
                (_complex[i], _complex[j]) = (_complex[j], _complex[i]);
        }
        for (int size = 2; size <= Length; size *= 2)
        for (int start = 0; start < Length; start += size)
        for (int i = 0; i < size / 2; i++)
        {
            Complex low = _complex[start + i];
            Complex high = _complex[start + i + size / 2] * _roots[i * (Length / size)];
            _complex[start + i] = low + high;
            _complex[start + i + size / 2] = low - high;
        }
    }

    [Benchmark(Description = "MathNet")]
    public void MathNet()
    {
        _input.CopyTo(_complex, 0);
        Fourier.Forward(_complex, FourierOptions.NoScaling);
    }

    [Benchmark(Description = "FastFourierTransform")]
    public void Ours()
    {
        _inputRe.CopyTo(_re, 0);
        _inputIm.CopyTo(_im, 0);
        _plan.Forward(_re, _im);
    }

    [Benchmark(Description = "FastFourierTransform, 8 side by side", OperationsPerInvoke = Lanes)]
    public void SideBySide()
    {
        for (int lane = 0; lane < Lanes; lane++)
        {
            _inputRe.CopyTo(_lanesRe, lane * Length);
            _inputIm.CopyTo(_lanesIm, lane * Length);
        }
        _eight.Forward(_lanesRe, _lanesIm);
    }
}
