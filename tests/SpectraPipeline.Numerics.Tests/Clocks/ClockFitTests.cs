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

    private static readonly double[] s_frameTimes = [1, 2, 5, 10, 30, 60];

    /// <summary>±1.96 standard errors hold the true offset in 93 to 97 % of series; frames of 1 to 60 s, relaxations of 0.5 to 5 s, noise of 2 to 15 %.</summary>
    [Fact]
    public void Offsets_of_minus_5_to_12_s_lie_within_their_errors()
    {
        int draws = int.Parse(
            Environment.GetEnvironmentVariable("CLOCK_DRAWS") ?? "120",
            System.Globalization.CultureInfo.InvariantCulture
        );
        var random = new NoiseSource(20261120);
        int inside = 0,
            lost = 0;
        var ratios = new List<double>();
        for (int d = 0; d < draws; d++)
        {
            double frame = s_frameTimes[d % s_frameTimes.Length];
            var series = new SteppedSeries(400, frame, frame * random.NextUniform(10, 30), (ulong)(d + 1))
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
        Assert.InRange(inside / (double)draws, 0.93, 0.97);
    }

    [Fact]
    public void Fifty_ppm_over_hours_lie_within_their_errors()
    {
        int draws = int.Parse(
            Environment.GetEnvironmentVariable("CLOCK_DRAWS") ?? "120",
            System.Globalization.CultureInfo.InvariantCulture
        );
        var random = new NoiseSource(20261121);
        int inside = 0,
            insideRate = 0;
        var ratios = new List<double>();
        for (int d = 0; d < draws; d++)
        {
            double hours = random.NextUniform(1, 6),
                frame = s_frameTimes[d % 4] * 2;
            int frames = (int)(hours * 3600 / frame);
            frame = frames > 3000 ? hours * 3600 / 3000 : frame;
            frames = Math.Min(frames, 3000);
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
        Assert.InRange(insideRate / (double)draws, 0.93, 0.97);
    }
}
