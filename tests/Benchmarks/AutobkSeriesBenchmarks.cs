using BenchmarkDotNet.Attributes;
using SpectraPipeline.Numerics.Xas;
using SpectraPipeline.Testing.Generators;

namespace SpectraPipeline.Benchmarks;

/// <summary>AUTOBK to χ(k) on 421 energies with 321 points of k, one high clamp: the fixed matrix, sixteen frames at a time, against one fit a frame.</summary>
[MemoryDiagnoser, TimedPer("frame")]
public class AutobkSeriesBenchmarks
{
    private const int Frames = 256;
    private const double EdgeEnergy = 8980.5;
    private const double EdgeStep = 1.7;
    private readonly double[][] _mu = new double[Frames][];
    private AutobkFit _single = null!;
    private AutobkSeries _series = null!;
    private double[] _chi = [];

    [GlobalSetup]
    public void Prepare()
    {
        double[] energy =
        [
            .. Enumerable
                .Range(0, 421)
                .Select(i => i < 100 ? 8830.5 + 1.5 * i : EdgeEnergy + PhotoelectronWavenumber.ToEnergy(0.0502 * (i - 100))),
        ];
        var noise = new NoiseSource(1);
        for (int f = 0; f < Frames; f++)
            _mu[f] = [.. energy.Select(e => Absorption(e, f) + 2e-4 * noise.NextNormal())];
        var settings = new AutobkSettings { KMax = 16 };
        _single = new AutobkFit(energy, EdgeEnergy, settings);
        _series = new AutobkSeries(energy, EdgeEnergy, settings);
        _chi = new double[Frames * _single.K.Length];
        OneAtATime();
        double[] expected = [.. _chi];
        Series();
        Same.Within(1e-9, _chi, expected, "AUTOBK");
    }

    private static double Absorption(double energy, int frame)
    {
        double k = Math.Max(0.1, PhotoelectronWavenumber.FromEnergy(energy - EdgeEnergy));
        double chi = (0.4 + 1e-3 * frame) * Math.Sin(4.6 * k + 1) * Math.Exp(-0.01 * k * k) / k;
        return 0.2 + (energy < EdgeEnergy ? 0 : EdgeStep * (1 + chi - 2e-4 * (energy - EdgeEnergy)));
    }

    [Benchmark(Baseline = true, Description = "one at a time", OperationsPerInvoke = Frames)]
    public void OneAtATime()
    {
        int points = _single.K.Length;
        for (int f = 0; f < Frames; f++)
            _single.Apply(_mu[f], EdgeStep, _chi.AsSpan(f * points, points));
    }

    [Benchmark(Description = "AutobkSeries", OperationsPerInvoke = Frames)]
    public void Series()
    {
        int points = _series.K.Length;
        for (int first = 0; first < Frames; first += AutobkSeries.Lanes)
        {
            for (int lane = 0; lane < AutobkSeries.Lanes; lane++)
                _series.Set(lane, _mu[first + lane]);
            _series.Run(AutobkSeries.Lanes);
            for (int lane = 0; lane < AutobkSeries.Lanes; lane++)
                _series.Get(lane, EdgeStep, _chi.AsSpan((first + lane) * points, points));
        }
    }
}
