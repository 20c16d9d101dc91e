using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Stages.Shape;
using SpectraPipeline.Testing.Generators;
using Xunit;

namespace SpectraPipeline.Stages.Tests.Shape;

public sealed class RejectOutliersTests(ITestOutputHelper output)
{
    private const int Frames = 120,
        Points = 400;
    private static readonly double[] s_x = FrameStageRun.Grid(600, 3, Points);

    [Fact]
    public void A_clean_series_that_drifts_bleaches_and_steps_is_left_alone()
    {
        int flagged = 0,
            all = 0;
        for (ulong seed = 1; seed <= 10; seed++)
        {
            FrameStageRun run = Run(Series(seed), new RejectOutliers());
            flagged += run.Findings.Notes.Select(n => n.Frame).Distinct().Count();
            all += Frames;
        }
        output.WriteLine($"{flagged} of {all} clean frames flagged");
        Assert.True(flagged <= 0.01 * all, $"{flagged} of {all}");
    }

    [Theory]
    [InlineData("outlier-snr")]
    [InlineData("outlier-saturation")]
    [InlineData("outlier-jump")]
    [InlineData("outlier-bubble")]
    public void A_planted_fault_is_flagged_with_its_reason_and_its_number(string code)
    {
        int found = 0,
            planted = 0;
        for (ulong seed = 21; seed <= 30; seed++)
        {
            double[][] frames = Series(seed);
            int[] at = [17, 48, 80, 103];
            foreach (int f in at)
                Spoil(frames, f, code, seed);
            FrameStageRun run = Run(frames, new RejectOutliers());
            planted += at.Length;
            foreach (int f in at)
                if (
                    run.Findings.Notes.FirstOrDefault(n => n.Frame == f && n.Code == code) is { Message: { } message }
                    && message.Any(char.IsDigit)
                )
                    found++;
            Assert.Equal(frames.SelectMany(y => y), run.Output.Primary.Values);
            HashSet<int> spoilt = [.. at.SelectMany(f => Enumerable.Range(f, code == "outlier-bubble" ? 3 : 1))];
            Assert.True(
                run.Findings.Notes.Count(n => !spoilt.Contains(n.Frame)) <= 2,
                string.Join("; ", run.Findings.Notes.Select(n => $"{n.Frame} {n.Code}"))
            );
        }
        output.WriteLine($"{code}: {found} of {planted}");
        Assert.True(found >= 0.95 * planted, $"{code}: {found} of {planted}");
    }

    [Fact]
    public void A_dropped_frame_is_faulted_and_the_others_are_not()
    {
        double[][] frames = Series(40);
        Spoil(frames, 60, "outlier-jump", 40);
        FrameStageRun run = Run(frames, new RejectOutliers { Drop = true });
        Assert.Equal("outlier-jump", run.Output.Faults[60]!.Code);
        Assert.Equal([60], Enumerable.Range(0, Frames).Where(f => run.Output.Faults[f] is not null));
    }

    [Fact]
    public void A_ceiling_is_met_without_a_flat_top()
    {
        double[][] frames = Series(41);
        frames[5][100] = 65535;
        FrameStageRun run = Run(frames, new RejectOutliers { Method = OutlierMethod.Saturation, Ceiling = 65535 });
        FaultRow note = Assert.Single(run.Findings.Notes);
        Assert.Equal((5, "outlier-saturation"), (note.Frame, note.Code));
        Assert.Contains("1 points", note.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_reference_of_a_difference_is_no_outlier()
    {
        double[][] frames = Series(42);
        double[] reference = frames[0];
        frames = [.. frames.Select(y => y.Zip(reference, (a, b) => (a - b) / 1000).ToArray())];
        SpectralSeries series = FrameStageRun.Series(s_x, SignalKind.DifferenceAbsorbance, frames);
        FrameStageRun run = FrameStageRun.Of(series, null, new RejectOutliers { Method = OutlierMethod.Snr });
        Assert.DoesNotContain(run.Findings.Notes, n => n.Frame == 0);
    }

    private static void Spoil(double[][] frames, int f, string code, ulong seed)
    {
        NoiseSource noise = NoiseSource.For(seed, $"spoil {f}");
        for (int i = 0; i < Points; i++)
            switch (code)
            {
                case "outlier-snr":
                    frames[f][i] += 150 * noise.NextNormal();
                    break;
                case "outlier-saturation":
                    frames[f][i] = Math.Min(frames[f][i], 1500);
                    break;
                case "outlier-jump":
                    // The beam hit another place: other bands.
                    frames[f][i] +=
                        400 * Math.Exp(-Math.Pow((s_x[i] - 1300) / 30, 2)) - (300 * Math.Exp(-Math.Pow((s_x[i] - 900) / 25, 2)));
                    break;
                default:
                    for (int k = 0; k < 3; k++)
                        frames[f + k][i] *= 0.7 + (0.05 * k);
                    break;
            }
    }

    /// <summary>Raman: fluorescence that bleaches, laser that drifts by some per cent, a band that grows and one that appears at frame 60; shot noise.</summary>
    private static double[][] Series(ulong seed)
    {
        NoiseSource noise = NoiseSource.For(seed, "series");
        double laser = 1;
        double[][] frames = new double[Frames][];
        for (int f = 0; f < Frames; f++)
        {
            laser += 0.003 * noise.NextNormal();
            frames[f] = new double[Points];
            for (int i = 0; i < Points; i++)
            {
                double y =
                    300
                    + (900 * Math.Exp(-f / 50.0) * Math.Exp(-Math.Pow((s_x[i] - 1000) / 600, 2)))
                    + (1500 * Math.Exp(-Math.Pow((s_x[i] - 1100) / 12, 2)))
                    + (5.0 * f * Math.Exp(-Math.Pow((s_x[i] - 1450) / 15, 2)))
                    + (f >= 60 ? 400 * Math.Exp(-Math.Pow((s_x[i] - 800) / 10, 2)) : 0);
                y *= laser;
                frames[f][i] = y + (Math.Sqrt(y) * noise.NextNormal());
            }
        }
        return frames;
    }

    private static FrameStageRun Run(double[][] frames, RejectOutliers stage) =>
        FrameStageRun.Of(FrameStageRun.Series(s_x, SignalKind.Counts, frames), null, stage);

    [Fact]
    public void A_masked_stretch_of_the_neighbours_makes_no_jump()
    {
        double[][] frames = [.. Enumerable.Range(0, 15).Select(k => FrameStageRun.Noise(k, Points, 1))];
        for (int i = 100; i < 160; i++)
            frames[7][i] += 100;
        SpectralSeries plain = FrameStageRun.Series(s_x, SignalKind.DifferenceCounts, frames),
            masked = FrameStageRun.Masked(plain, (f, i) => f == 7 || i is < 100 or >= 160);
        Assert.Contains(FrameStageRun.Of(plain, null, new RejectOutliers()).Findings.Notes, n => n.Frame == 7);
        Assert.DoesNotContain(FrameStageRun.Of(masked, null, new RejectOutliers()).Findings.Notes, n => n.Frame == 7);
    }
}
