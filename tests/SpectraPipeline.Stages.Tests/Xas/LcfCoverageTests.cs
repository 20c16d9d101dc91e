using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Numerics.Statistics;
using SpectraPipeline.Stages.Xas;
using Xunit;

namespace SpectraPipeline.Stages.Tests.Xas;

/// <summary>How often the 95 % intervals of xas.lcf hold the truth, on made spectra whose standards are noisy too.</summary>
public sealed class LcfCoverageTests(ITestOutputHelper output)
{
    private const int Draws = 600;
    private const double Sigma = 0.004;

    /// <summary>Weights inside and at the bound; with and without sum, sign and shift.</summary>
    public static TheoryData<double[], bool, bool, LcfShift> Cases =>
        new()
        {
            { [0.30, 0.45, 0.25], true, true, LcfShift.None },
            { [0.30, 0.45, 0.25], true, false, LcfShift.None },
            { [0.30, 0.45, 0.25], false, true, LcfShift.None },
            { [0.00, 0.05, 0.95], true, true, LcfShift.None },
            { [0.00, 0.00, 1.00], true, true, LcfShift.None },
            { [0.40, 0.60, 0.00], false, true, LcfShift.None },
            { [0.30, 0.45, 0.25], true, true, LcfShift.Common },
            { [0.00, 0.05, 0.95], true, true, LcfShift.Common },
        };

    [Theory, MemberData(nameof(Cases))]
    public void Intervals_hold_the_truth_as_often_as_they_say(double[] truth, bool sum, bool nonNegative, LcfShift shift)
    {
        int[] inside = new int[3];
        double[] pulls = new double[3];
        int[] free = new int[3];
        var noise = new SeededNormal(11, "coverage");
        var stage = new Lcf
        {
            E0 = LcfCase.Edge,
            SumToOne = sum,
            NonNegative = nonNegative,
            EnergyShift = shift,
            MaxShift = 0.8,
            MaxComponents = 0,
        };
        for (int draw = 0; draw < Draws; draw++)
        {
            // The standards were measured four times longer than the unknown.
            var others = LcfCase.Others([.. Enumerable.Range(0, 3).Select(j => LcfCase.Standard(j, Sigma / 2, noise))]);
            double[] unknown = LcfCase.Mixture(truth, shift == LcfShift.None ? 0 : 0.13, Sigma, noise);
            FrameStageRun run = LcfCase.Run(stage, others, LcfCase.Series("u", LcfCase.Energies, unknown));
            List<ComponentRow> rows = LcfCase.Weights(run);
            for (int j = 0; j < 3; j++)
            {
                if (truth[j] >= rows[j].WeightLow - 1e-12 && truth[j] <= rows[j].WeightHigh + 1e-12)
                    inside[j]++;
                if (rows[j].AtBound)
                    continue;
                free[j]++;
                pulls[j] += Math.Pow((rows[j].Weight - truth[j]) / rows[j].WeightSe, 2);
            }
        }
        for (int j = 0; j < 3; j++)
        {
            double share = inside[j] / (double)Draws;
            output.WriteLine(
                $"w{j} = {truth[j]}: {share:P1} hold it; rms pull {Math.Sqrt(pulls[j] / Math.Max(1, free[j])):F2} of {free[j]}"
            );
            // 600 draws: ±2.7 % at three standard deviations. A weight at its bound is held more often, since noise to one side is cut off there.
            bool isNearBound = nonNegative && truth.Any(w => w is < 0.1 or > 0.9);
            Assert.InRange(share, 0.92, isNearBound ? 1 : 0.98);
        }
    }

    [Fact]
    public void The_true_combination_is_rarely_rejected_and_a_wrong_one_rarely_preferred_alone()
    {
        const int draws = 300;
        int rejected = 0,
            alone = 0,
            wrong = 0;
        double shift = 0;
        var noise = new SeededNormal(21, "combinations");
        for (int draw = 0; draw < draws; draw++)
        {
            var others = LcfCase.Others([.. Enumerable.Range(0, 5).Select(j => LcfCase.Standard(j, Sigma / 2, noise))]);
            double[] unknown = LcfCase.Mixture([0.35, 0, 0.65], 0.1, 2 * Sigma, noise);
            var stage = new Lcf
            {
                E0 = LcfCase.Edge,
                EnergyShift = LcfShift.Common,
                MaxShift = 0.6,
                Listed = 40,
            };
            FrameStageRun run = LcfCase.Run(stage, others, LcfCase.Series("u", LcfCase.Energies, unknown));
            List<ModelQualityRow> ranks = LcfCase.Quality(run, "combination");
            ModelQualityRow truth = ranks.Single(r => r.Model == "s0 + s2");
            rejected += truth.Verdict == "rejected" ? 1 : 0;
            alone += truth.Verdict == "preferred" ? 1 : 0;
            wrong += ranks.Any(r => r.Verdict == "preferred" && r.Model != truth.Model) ? 1 : 0;
            ModelQualityRow found = LcfCase.Quality(run, "energy-shift").Single();
            shift += Math.Pow((found.Value - 0.1) / found.ValueSe, 2) / draws;
        }
        output.WriteLine(
            $"true one rejected {rejected}, preferred {alone}, another preferred {wrong} of {draws}; rms pull of the shift {Math.Sqrt(shift):F2}"
        );
        Assert.InRange(rejected / (double)draws, 0, 0.07);
        Assert.InRange(wrong / (double)draws, 0, 0.05);
        Assert.InRange(Math.Sqrt(shift), 0.9, 1.1);
    }
}
