using SpectraPipeline.Numerics.Clocks;
using SpectraPipeline.Testing.Generators;
using SpectraPipeline.Testing.Generators.Clocks;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Clocks;

public class ClockFitTests(ITestOutputHelper output)
{
    private static ClockProblem Problem(SteppedSeries s, double low = -30, double high = 30, bool rate = false)
    {
        int samples = (int)((s.LogEnd - s.LogStart) / s.LogSample);
        double[] t = [.. Enumerable.Range(0, samples).Select(i => s.LogStart + (i * s.LogSample))],
            start = [.. Enumerable.Range(0, s.Frames).Select(j => j * s.FrameSeconds)];
        return new ClockProblem
        {
            Start = start,
            End = [.. start.Select(v => v + s.FrameSeconds)],
            Channels = s.Signals(),
            Steps = PotentialSteps.Find(t, [.. t.Select(s.Potential)]),
            Log = (t[0], t[^1]),
            Search = (low, high),
            FitRate = rate,
        };
    }

    [Fact]
    public void Each_reason_why_there_is_no_offset_has_a_verdict_of_its_own()
    {
        var few = new SteppedSeries(60, 5, 60, seed: 3);
        ClockProblem problem = Problem(few);
        Assert.Equal(ClockVerdict.NoChange, ClockFit.Fit(problem with { Channels = [] }).Verdict);
        Assert.Equal(ClockVerdict.NoOverlap, ClockFit.Fit(problem with { Search = (5000, 5060) }).Verdict);
        double[] many = [.. Enumerable.Range(0, ClockFit.MostSteps + 1).Select(i => 0.3 * i)];
        Assert.Equal(
            ClockVerdict.TooManySteps,
            ClockFit.Fit(problem with { Steps = new(many, [.. many.Select(_ => 0.1)], [0, .. many]) }).Verdict
        );
        Assert.Equal(ClockVerdict.TooFew, ClockFit.Fit(Problem(new SteppedSeries(60, 5, 12, seed: 3))).Verdict);
    }

    private static readonly double[] s_frameTimes = [1, 2, 5, 10, 30, 60];

    /// <summary>±1.96 standard errors hold the true offset in 95 % of series; frames of 1 to 60 s, relaxations of 0.5 to 5 s, noise of 2 to 15 %.</summary>
    [Fact]
    public void Offsets_of_minus_5_to_12_s_lie_within_their_errors()
    {
        int draws = Draws(60);
        var random = new NoiseSource(20261120);
        int inside = 0,
            lost = 0;
        var ratios = new List<double>();
        for (int d = 0; d < draws; d++)
        {
            double frame = s_frameTimes[d % s_frameTimes.Length];
            var series = new SteppedSeries(300, frame, frame * random.NextUniform(10, 25), (ulong)(d + 1))
            {
                Offset = random.NextUniform(-5, 12),
                Tau = Math.Exp(random.NextUniform(Math.Log(0.5), Math.Log(5))),
                Noise = Math.Exp(random.NextUniform(Math.Log(0.02), Math.Log(0.15))),
            };
            ClockEstimate e = ClockFit.Fit(Problem(series));
            double z = (e.Offset - series.Offset) / e.OffsetSe;
            if (e.Verdict != ClockVerdict.Determined)
                lost++;
            if (Math.Abs(z) <= 1.96)
                inside++;
            ratios.Add(z);
            output.WriteLine(
                $"{d} frame {frame} tau {series.Tau:F2} noise {series.Noise:F3}: {series.Offset:F3} {e.Verdict} {e.Offset:F3} +- {e.OffsetSe:F3} tau {e.Tau:F2} z {z:F2} steps {e.Steps} {string.Join(' ', e.Rivals.Select(r => r.ToString("F1")))}"
            );
        }
        output.WriteLine(
            $"inside {inside} of {draws}, not determined {lost}, rms z {Math.Sqrt(ratios.Where(double.IsFinite).Average(z => z * z)):F3}, mean z {ratios.Where(double.IsFinite).Average():F3}"
        );
        Holds(inside, draws);
    }

    [Fact]
    public void Fifty_ppm_over_hours_lie_within_their_errors()
    {
        int draws = Draws(60);
        var random = new NoiseSource(20261121);
        int inside = 0,
            insideRate = 0;
        var ratios = new List<double>();
        for (int d = 0; d < draws; d++)
        {
            double hours = random.NextUniform(1, 6),
                frame = s_frameTimes[d % 4] * 2;
            int frames = (int)(hours * 3600 / frame);
            frame = frames > 1500 ? hours * 3600 / 1500 : frame;
            frames = Math.Min(frames, 1500);
            var series = new SteppedSeries(frames, frame, hours * 3600 / 40, (ulong)(d + 1000))
            {
                Offset = random.NextUniform(-5, 12),
                Rate = 50e-6,
                Tau = Math.Exp(random.NextUniform(Math.Log(0.5), Math.Log(5))),
                Noise = 0.03,
            };
            ClockEstimate e = ClockFit.Fit(Problem(series, rate: true));
            double middle = hours * 1800,
                z = (e.Offset + (e.Rate * middle) - series.Offset - (series.Rate * middle)) / e.OffsetSe,
                zr = (e.Rate - series.Rate) / e.RateSe;
            inside += Math.Abs(z) <= 1.96 ? 1 : 0;
            insideRate += Math.Abs(zr) <= 1.96 ? 1 : 0;
            ratios.Add(zr);
            output.WriteLine(
                $"{d} {hours:F1} h frame {frame:F1} tau {series.Tau:F2}: {series.Offset:F3} {e.Verdict} {e.Offset:F3} +- {e.OffsetSe:F3} rate {e.Rate * 1e6:F1} +- {e.RateSe * 1e6:F1} ppm z {z:F2} {zr:F2} {string.Join(' ', e.Rivals.Select(r => r.ToString("F1")))}"
            );
        }
        output.WriteLine(
            $"offset inside {inside}, rate inside {insideRate} of {draws}, rms z rate {Math.Sqrt(ratios.Where(double.IsFinite).Average(z => z * z)):F3}"
        );
        Holds(insideRate, draws);
        Holds(inside, draws);
    }

    /// <summary>Noise that neighbours share (0.6 from frame to frame) widens the error as it should.</summary>
    [Fact]
    public void Correlated_noise_is_in_the_error()
    {
        var random = new NoiseSource(20261122);
        int draws = Draws(30),
            inside = 0;
        for (int d = 0; d < draws; d++)
        {
            double frame = s_frameTimes[d % 4];
            var series = new SteppedSeries(400, frame, frame * 20, (ulong)(d + 5000))
            {
                Offset = random.NextUniform(-5, 12),
                Tau = frame * random.NextUniform(0.3, 1),
                Noise = 0.05,
                Correlation = 0.6,
            };
            ClockEstimate e = ClockFit.Fit(Problem(series));
            inside += Math.Abs(e.Offset - series.Offset) <= 1.96 * e.OffsetSe ? 1 : 0;
        }
        output.WriteLine($"inside {inside} of {draws}");
        Assert.InRange(inside, (0.95 * draws) - (3 * Math.Sqrt(0.0475 * draws)), draws);
    }

    [Fact]
    public void Spectra_that_do_not_answer_give_no_offset()
    {
        int found = 0,
            draws = Draws(30);
        for (int d = 0; d < draws; d++)
        {
            var series = new SteppedSeries(300, s_frameTimes[d % 6], s_frameTimes[d % 6] * 15, (ulong)(d + 7000)) { Answer = 0 };
            found += ClockFit.Fit(Problem(series, -200, 200)).Verdict == ClockVerdict.NoAnswer ? 0 : 1;
        }
        output.WriteLine($"{found} false offsets of {draws}");
        Assert.Equal(0, found);
    }

    [Fact]
    public void A_square_wave_is_ambiguous_by_its_period_and_the_expected_offset_decides()
    {
        var series = new SteppedSeries(400, 2, 40, 5, regular: true) { Offset = 3 };
        ClockProblem all = Problem(series, -150, 150);
        ClockProblem inner = all with
        {
            Start = all.Start[100..300],
            End = all.End[100..300],
            Channels = [.. all.Channels.Select(c => c[100..300])],
        };
        ClockEstimate e = ClockFit.Fit(inner);
        Assert.Equal(ClockVerdict.Ambiguous, e.Verdict);
        Assert.Equal(3, e.Offset, 0.5);
        Assert.Contains(e.Rivals, r => Math.Abs(r - 83) < 0.5);
        Assert.Equal(83, ClockFit.Fit(inner with { Expected = 80 }).Offset, 0.5);
    }

    [Fact]
    public void Without_steps_or_with_too_few_frames_nothing_is_pretended()
    {
        ClockProblem p = Problem(new SteppedSeries(300, 1, 20, 5));
        Assert.Equal(ClockVerdict.TooFew, ClockFit.Fit(p with { Steps = new([], [], [0.1]) }).Verdict);
        Assert.Equal(
            ClockVerdict.TooFew,
            ClockFit
                .Fit(
                    p with
                    {
                        Start = p.Start[..20],
                        End = p.End[..20],
                        Channels = [.. p.Channels.Select(c => c[..20])],
                        Steps = new([1, 2, 3, 4, 5, 6, 7, 8], new double[8], new double[9]),
                    }
                )
                .Verdict
        );
    }

    /// <summary>A dead time without a rise is the one thing that no model can tell from an offset; this says so.</summary>
    [Fact]
    public void A_pure_delay_is_taken_for_an_offset()
    {
        var series = new SteppedSeries(400, 1, 20, 9) { Offset = 4 + 2.5, Tau = 1 };
        Assert.Equal(6.5, ClockFit.Fit(Problem(series)).Offset, 0.5);
    }

    /// <summary>As often as 95 % intervals should, within three deviations of so many draws; CLOCK_DRAWS=300 and more for a study.</summary>
    private static void Holds(int inside, int draws)
    {
        double reach = 3 * Math.Sqrt(0.95 * 0.05 * draws);
        Assert.InRange(inside, (0.95 * draws) - reach, Math.Min(draws, (0.95 * draws) + reach));
    }

    private static int Draws(int otherwise) =>
        int.Parse(
            Environment.GetEnvironmentVariable("CLOCK_DRAWS") ?? otherwise.ToString(System.Globalization.CultureInfo.InvariantCulture),
            System.Globalization.CultureInfo.InvariantCulture
        );
}
