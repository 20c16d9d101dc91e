using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text.Json;
using SpectraPipeline.Core;
using SpectraPipeline.Engine.Pipelines;
using SpectraPipeline.Engine.Running;
using SpectraPipeline.Numerics.Wavelets;
using SpectraPipeline.Numerics.Xas;
using SpectraPipeline.Stages.Xas;

namespace SpectraPipeline.Benchmarks;

/// <summary>Our XAS kernels and steps on the very spectra that Larch gets, for Peers/xas.py: times to the standard output, answers to files beside the input.</summary>
/// <remarks>
/// Input, little-endian doubles: cu_energy, cu_mu (frames one after the other), pd_energy, pd_shift (what each frame's own energies lie above pd_energy), pd_mu.
/// Every row is the fastest of many rounds of processor time of this thread.
/// </remarks>
internal static class XasPeers
{
    private const int Rounds = 9;
    private const double CuEdge = 8980.5;
    private const double PdEdge = 24341.65804;

    // The runtime needs some time and many calls until the code is as fast as it gets.
    private static readonly TimeSpan s_least = TimeSpan.FromSeconds(1.5);

    public static string Run(string folder)
    {
        double[] energy = Read(folder, "cu_energy");
        double[][] mu = Frames(Read(folder, "cu_mu"), energy.Length);
        double step = new Normalization(CuRanges).Apply(energy, mu[0]).EdgeStep;
        var times = new Dictionary<string, double>
        {
            ["autobk_series"] = Series(energy, mu, step, Copper, folder, "autobk_series"),
            ["autobk_series_no_clamp"] = Series(energy, mu, step, Copper with { ClampPoints = 0 }, folder, "autobk_series_no_clamp"),
            ["autobk_series_both_clamps"] = Series(energy, mu, step, Copper with { ClampLow = 1 }, folder, "autobk_series_both_clamps"),
            ["autobk_new_grid"] = NewGrids(energy, mu, step, folder),
            ["cauchy_wavelet"] = Wavelet(energy, mu[0], step, folder),
            ["normalize"] = Normalise(energy, mu),
            ["fourier"] = Transform(energy, mu[0], step),
            ["one_spectrum"] = OneSpectrum(energy, mu),
        };
        times["chain_stages"] = Stages(energy, mu);
        times["feffit_4path"] = ExafsFitBenchmarks.ProcessorTime();
        Palladium(folder, times);
        return JsonSerializer.Serialize(
            new
            {
                machine = Machine.Words(),
                load = Machine.Load(),
                bits = Vector512.IsHardwareAccelerated ? 512 : 256,
                microseconds = times,
            }
        );
    }

    private static AutobkSettings Copper { get; } = new() { KMax = 16 };

    private static NormalizationSettings CuRanges { get; } =
        new()
        {
            E0 = CuEdge,
            PreFrom = -190,
            PreTo = -55,
            PostFrom = 150,
            PostTo = 1160,
            PostDegree = 2,
        };

    private static NormalizationSettings PdRanges { get; } =
        new()
        {
            E0 = PdEdge,
            PreFrom = -120,
            PreTo = -40,
            PostFrom = 60,
            PostTo = 380,
            PostDegree = 1,
        };

    private static double Series(double[] energy, double[][] mu, double step, AutobkSettings settings, string folder, string name)
    {
        var series = new AutobkSeries(energy, CuEdge, settings);
        double[] chi = new double[mu.Length * series.K.Length];
        double time = Best(() => Series(series, mu, _ => step, chi)) / mu.Length;
        Write(folder, name, chi);
        return time;
    }

    private static void Series(AutobkSeries series, double[][] mu, Func<int, double> step, double[] chi)
    {
        int points = series.K.Length;
        for (int first = 0; first < mu.Length; first += AutobkSeries.Lanes)
        {
            int count = Math.Min(AutobkSeries.Lanes, mu.Length - first);
            for (int lane = 0; lane < count; lane++)
                series.Set(lane, mu[first + lane]);
            series.Run(count);
            for (int lane = 0; lane < count; lane++)
                series.Get(lane, step(first + lane), chi.AsSpan((first + lane) * points, points));
        }
    }

    // Every spectrum on an energy axis of its own: grid, spline, transform and factors are made anew each time.
    private static double NewGrids(double[] energy, double[][] mu, double step, string folder)
    {
        const int grids = 32;
        double[][] axes = [.. Enumerable.Range(0, grids).Select(g => energy.Select(e => e + 0.01 * g).ToArray())];
        double[] first = [];
        double time = Best(() =>
        {
            for (int g = 0; g < grids; g++)
            {
                var fit = new AutobkFit(axes[g], CuEdge + 0.01 * g, Copper);
                double[] chi = new double[fit.K.Length];
                fit.Apply(mu[g], step, chi);
                if (g == 0)
                    first = chi;
            }
        });
        Write(folder, "autobk_new_grid", first);
        return time / grids;
    }

    private static double Wavelet(double[] energy, double[] mu, double step, string folder)
    {
        var fit = new AutobkFit(energy, CuEdge, Copper);
        double[] signal = new double[fit.K.Length];
        fit.Apply(mu, step, signal);
        Write(folder, "wavelet_chi", signal);
        for (int i = 0; i < signal.Length; i++)
            signal[i] *= fit.K[i] * fit.K[i];
        WaveletBank bank = CauchyWavelet.Bank(new WaveletGrid(0.05, signal.Length, 6, 2048));
        double[] map = new double[bank.MapPoints];
        double time = Best(() => bank.Magnitude(signal, map));
        Write(folder, "cauchy_wavelet", map);
        return time;
    }

    private static double Normalise(double[] energy, double[][] mu)
    {
        var normalization = new Normalization(CuRanges);
        return Best(() =>
            {
                foreach (double[] y in mu)
                    normalization.Apply(energy, y);
            }) / mu.Length;
    }

    private static double Transform(double[] energy, double[] mu, double step)
    {
        var fit = new AutobkFit(energy, CuEdge, Copper);
        double[] chi = new double[fit.K.Length];
        fit.Apply(mu, step, chi);
        var forward = new ForwardFourier(fit.K, new ForwardFourierSettings { Window = new(WindowShape.Hanning, 3, 14, 1, 1) });
        double[] re = new double[forward.R.Length];
        double[] im = new double[forward.R.Length];
        const int repeats = 100;
        return Best(() =>
            {
                for (int i = 0; i < repeats; i++)
                    forward.Transform(chi, re, im);
            }) / repeats;
    }

    // pre-edge, AUTOBK on a grid that is kept, transform: one spectrum after the other.
    private static double OneSpectrum(double[] energy, double[][] mu)
    {
        var normalization = new Normalization(CuRanges);
        var fit = new AutobkFit(energy, CuEdge, Copper);
        var forward = new ForwardFourier(fit.K, new ForwardFourierSettings { Window = new(WindowShape.Hanning, 3, 14, 1, 1) });
        double[] chi = new double[fit.K.Length];
        double[] re = new double[forward.R.Length];
        double[] im = new double[forward.R.Length];
        return Best(() =>
            {
                foreach (double[] y in mu)
                {
                    fit.Apply(y, normalization.Apply(energy, y).EdgeStep, chi);
                    forward.Transform(chi, re, im);
                }
            }) / mu.Length;
    }

    // Energies of its own to the common grid, normalisation, AUTOBK, transform, kernel by kernel; and the last three as steps through the engine.
    private static void Palladium(string folder, Dictionary<string, double> times)
    {
        double[] grid = Read(folder, "pd_energy");
        double[] shift = Read(folder, "pd_shift");
        double[][] raw = Frames(Read(folder, "pd_mu"), grid.Length);
        double[][] aligned = [.. raw.Select(_ => new double[grid.Length])];
        double[] own = new double[grid.Length];
        var normalization = new Normalization(PdRanges);
        var series = new AutobkSeries(grid, PdEdge, new AutobkSettings());
        var forward = new ForwardFourier(series.K, new ForwardFourierSettings { Window = new(WindowShape.Hanning, 3, 9, 1, 1) });
        double[] steps = new double[raw.Length];
        double[] chi = new double[raw.Length * series.K.Length];
        double[] re = new double[raw.Length * forward.R.Length];
        double[] im = new double[raw.Length * forward.R.Length];
        times["pd_chain"] =
            Best(() =>
            {
                for (int f = 0; f < raw.Length; f++)
                {
                    for (int i = 0; i < own.Length; i++)
                        own[i] = grid[i] + shift[f];
                    ClampedInterpolation.Evaluate(own, raw[f], grid, aligned[f]);
                    steps[f] = normalization.Apply(grid, aligned[f]).EdgeStep;
                }
                Series(series, aligned, f => steps[f], chi);
                int r = forward.R.Length;
                for (int f = 0; f < raw.Length; f++)
                    forward.Transform(chi.AsSpan(f * series.K.Length, series.K.Length), re.AsSpan(f * r, r), im.AsSpan(f * r, r));
            }) / raw.Length;
        Write(folder, "pd_chain_re", re);
        times["pd_stages"] = Engine(
            grid,
            aligned,
            new Normalize
            {
                E0 = PdEdge,
                PreFrom = -120,
                PreTo = -40,
                PostFrom = 60,
                PostTo = 380,
                PostDegree = 1,
            },
            new Autobk { E0 = PdEdge },
            new Fourier { KMin = 3, KMax = 9 }
        );
    }

    private static double Stages(double[] energy, double[][] mu) =>
        Engine(
            energy,
            mu,
            new Normalize
            {
                E0 = CuEdge,
                PreFrom = -190,
                PreTo = -55,
                PostFrom = 150,
                PostTo = 1160,
                PostDegree = 2,
            },
            new Autobk { E0 = CuEdge, KMax = 16 },
            new Fourier { KMin = 3, KMax = 14 }
        );

    // In blocks as the engine cuts them, tables and checks for NaN included; nothing is stored.
    private static double Engine(double[] energy, double[][] mu, params Stage[] stages)
    {
        var series = new SpectralSeries(
            "series",
            new Axis("energy", Unit.ElectronVolt, energy),
            [new Channel("mu", new Signal(SignalKind.Mu), mu.Length, energy.Length, [.. mu.SelectMany(y => y)])],
            [.. mu.Select((_, f) => new FrameInfo { Frame = f, File = "series" })]
        );
        KernelChain chain = KernelChain.Wire(
            [.. stages.Select((s, i) => new StepPlan($"step{i}", s.GetType().Name, s, null, 1, 1))],
            new SeriesCard { Id = "series", Technique = "xas" },
            mu.Length,
            (first, count) => SeriesSlice.Rows(series, first, count),
            new RunContext(TimeProvider.System),
            new Dictionary<string, SpectralSeries>()
        );
        int frames = (1 << 18) / energy.Length;
        SpectralSeries[] blocks =
        [
            .. Enumerable
                .Range(0, (mu.Length + frames - 1) / frames)
                .Select(b => SeriesSlice.Rows(series, b * frames, Math.Min(frames, mu.Length - b * frames))),
        ];
        var runner = new BlockRunner(chain, chain.NewKernels(), reuseOutputs: true);
        return Best(() =>
            {
                foreach (SpectralSeries block in blocks)
                    runner.Run(block, new Findings("series", ""));
            }) / mu.Length;
    }

    private static double Best(Action work)
    {
        double best = double.PositiveInfinity;
        long start = Stopwatch.GetTimestamp();
        for (int round = 0; round < Rounds || Stopwatch.GetElapsedTime(start) < s_least; round++)
        {
            double begin = ThreadTime.Microseconds;
            work();
            best = Math.Min(best, ThreadTime.Microseconds - begin);
        }
        return best;
    }

    private static double[] Read(string folder, string name) =>
        MemoryMarshal.Cast<byte, double>(File.ReadAllBytes(Path.Combine(folder, name + ".f64"))).ToArray();

    private static void Write(string folder, string name, double[] values) =>
        File.WriteAllBytes(Path.Combine(folder, name + ".f64"), MemoryMarshal.AsBytes<double>(values).ToArray());

    private static double[][] Frames(double[] all, int points) => [.. all.Chunk(points)];
}
