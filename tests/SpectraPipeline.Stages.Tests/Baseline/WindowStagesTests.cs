using SpectraPipeline.Core;
using SpectraPipeline.Engine.Pipelines;
using SpectraPipeline.Stages.Baseline;
using Xunit;

namespace SpectraPipeline.Stages.Tests.Baseline;

/// <summary>Morphological, window and classification stages: what they say, and whom they warn.</summary>
public sealed class WindowStagesTests(ITestOutputHelper output)
{
    private const int Points = 600;
    private const double Sigma = 1e-3;
    private static readonly double[] s_axis = FrameStageRun.Grid(1000, 1, Points);

    public static TheoryData<string> Stages =>
        [
            "tophat",
            "mor",
            "imor",
            "mormol",
            "amormol",
            "rolling-ball",
            "mwmv",
            "noise-median",
            "swima",
            "ipsa",
            "ria",
            "golotvin",
            "dietrich",
            "fabc",
            "fastchrom",
        ];

    private static FrameStage Stage(string name) =>
        name switch
        {
            "tophat" => new TopHat { HalfWindow = 30 },
            "mor" => new Mor { HalfWindow = 30 },
            "imor" => new IMor { HalfWindow = 30 },
            "mormol" => new MorMol { HalfWindow = 30, SmoothHalfWindow = 3 },
            "rolling-ball" => new RollingBall { HalfWindow = 30 },
            "noise-median" => new NoiseMedian { HalfWindow = 60, SmoothHalfWindow = 20 },
            "swima" => new Swima(),
            "amormol" => new AMorMol { HalfWindow = 30 },
            "mwmv" => new Mwmv { HalfWindow = 30 },
            "ipsa" => new Ipsa { HalfWindow = 30 },
            "ria" => new Ria { HalfWindow = 15 },
            "golotvin" => new Golotvin { HalfWindow = 15, NumStd = 7 },
            "dietrich" => new Dietrich { SmoothHalfWindow = 3 },
            "fabc" => new Fabc { Scale = 12 },
            "fastchrom" => new FastChrom { HalfWindow = 15 },
            _ => throw new ArgumentException(name),
        };

    [Theory, MemberData(nameof(Stages))]
    public void Warns_of_signed_spectra_if_and_only_if_negative_bands_spoil_the_baseline(string name)
    {
        double signed = Error(name, SignalKind.DifferenceAbsorbance, -1, out bool warned),
            positive = Error(name, SignalKind.Absorbance, +1, out bool warnedOfPositive);
        output.WriteLine($"{name}: rms error {signed:E2} with bands of both signs, {positive:E2} with bands of one; noise {Sigma}");
        Assert.False(warnedOfPositive);
        Assert.Equal(signed > 2 * positive, warned);
    }

    [Fact]
    public void A_frame_that_is_all_band_is_flagged_and_kept()
    {
        // Two deviations of a quiet section are less than the spread of any window of 61 points.
        SpectralSeries series = FrameStageRun.Series(s_axis, SignalKind.DifferenceAbsorbance, FrameStageRun.Noise(1, Points, 1));
        FrameStageRun run = FrameStageRun.Of(series, null, new Golotvin { HalfWindow = 30 });
        Assert.Contains(run.Findings.Notes, n => n.Code == "no-baseline-points" && n.Frame == 0);
        Assert.All(run.Output.Faults, Assert.Null);
    }

    [Fact]
    public void A_frame_that_uses_up_its_repetitions_is_flagged_and_kept()
    {
        SpectralSeries series = FrameStageRun.Series(s_axis, SignalKind.Absorbance, Spectrum(1, 1, out _));
        foreach (
            FrameStage stage in new FrameStage[]
            {
                new IMor { MaxIterations = 1 },
                new MorMol { MaxIterations = 0 },
                new Dietrich { Tolerance = 0 },
            }
        )
        {
            FrameStageRun run = FrameStageRun.Of(series, null, stage);
            Assert.Contains(run.Findings.Notes, n => n.Code == "baseline-not-converged" && n.Frame == 0);
            Assert.All(run.Output.Faults, Assert.Null);
        }
    }

    [Fact]
    public void Windows_that_do_not_fit_are_refused_with_what_to_do()
    {
        SpectralSeries series = FrameStageRun.Series(s_axis, SignalKind.Absorbance, Spectrum(1, 1, out _));
        foreach (
            FrameStage stage in new FrameStage[]
            {
                new TopHat { HalfWindow = Points },
                new Mor { HalfWindow = Points },
                new IMor { HalfWindow = Points },
                new MorMol { SmoothHalfWindow = Points },
                new RollingBall { SmoothHalfWindow = Points },
                new AMorMol { HalfWindow = Points },
                new Mwmv { SmoothHalfWindow = Points },
                new Ipsa { HalfWindow = Points },
                new Ria { HalfWindow = Points },
                new NoiseMedian { HalfWindow = Points },
                new Swima { MaxHalfWindow = Points },
                new Golotvin { Sections = Points },
                new Dietrich { SmoothHalfWindow = Points },
                new Fabc { Scale = Points },
                new FastChrom { HalfWindow = Points },
            }
        )
            Assert.Contains(
                "lower",
                Assert.Throws<StepException>(() => FrameStageRun.Of(series, null, stage)).Message,
                StringComparison.Ordinal
            );
    }

    [Theory, MemberData(nameof(Stages))]
    public void Masked_points_do_not_count(string name)
    {
        double[] y = Spectrum(3, 1, out _),
            spoilt = [.. y];
        bool[] use = [.. Enumerable.Repeat(true, Points)];
        for (int i = 400; i < 420; i++)
            (spoilt[i], use[i]) = (1e6, false);
        SpectralSeries clean = Masked(y, use),
            dirty = Masked(spoilt, use);
        Assert.Equal(
            FrameStageRun.Of(clean, null, Stage(name)).Output["baseline"][0].ToArray(),
            FrameStageRun.Of(dirty, null, Stage(name)).Output["baseline"][0].ToArray()
        );
    }

    private static SpectralSeries Masked(double[] y, bool[] use) =>
        new(
            "s",
            new Axis("wavenumber", Unit.PerCm, s_axis),
            [new Channel("y", new Signal(SignalKind.Absorbance), 1, Points, y, mask: use)],
            [new FrameInfo { Frame = 0, File = "0.txt" }]
        );

    private static double Error(string name, SignalKind kind, int secondSign, out bool warned)
    {
        double[][] truths = new double[4][];
        double[][] frames = [.. Enumerable.Range(0, 4).Select(k => Spectrum(k, secondSign, out truths[k]))];
        FrameStageRun run = FrameStageRun.Of(FrameStageRun.Series(s_axis, kind, frames), null, Stage(name));
        warned = run.Findings.Notes.Any(n => n.Code == "asymmetric-on-difference");
        return Enumerable
            .Range(0, 4)
            .Average(k => Math.Sqrt(run.Output["baseline"][k].ToArray().Zip(truths[k], (a, b) => (a - b) * (a - b)).Average()));
    }

    /// <summary>Four bands, every second one of the sign asked for, on a gently bent baseline.</summary>
    private static double[] Spectrum(int seed, int secondSign, out double[] baseline)
    {
        var random = new Random(seed);
        baseline = [.. Enumerable.Range(0, Points).Select(i => 0.02 * Math.Sin(i / 200.0))];
        double[] y = [.. baseline.Zip(FrameStageRun.Noise(seed + 100, Points, Sigma), (a, b) => a + b)];
        for (int band = 0; band < 4; band++)
        {
            double centre = 90 + (140 * band) + (10 * random.NextDouble()),
                height = (0.3 + (0.5 * random.NextDouble())) * (band % 2 == 0 ? 1 : secondSign);
            for (int i = 0; i < Points; i++)
                y[i] += height * Math.Exp(-0.5 * Math.Pow((i - centre) / 6, 2));
        }
        return y;
    }
}
