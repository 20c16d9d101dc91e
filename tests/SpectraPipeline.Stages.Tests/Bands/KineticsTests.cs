using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Stages.Bands;
using Xunit;

namespace SpectraPipeline.Stages.Tests.Bands;

public sealed class KineticsTests
{
    [Fact]
    public void Recovers_a_time_constant_as_often_as_its_error_promises()
    {
        int covered = 0;
        for (int seed = 0; seed < 400; seed++)
        {
            TrackRow track = Analysed(OnsetTests.Grow(21, 30, t => 1.6 * (1 - Math.Exp(-t / 60)), seed), KineticModel.FirstOrder);
            Assert.StartsWith("first-order", track.KineticModel, StringComparison.Ordinal);
            covered += Math.Abs(track.TauS - 60) < 1.96 * track.TauSSe ? 1 : 0;
        }
        // The t distribution of 17 degrees of freedom gives 373, 2000 direct fits gave 92.8 % = 371; binomial standard deviation 5.
        Assert.InRange(covered, 356, 386);
    }

    [Fact]
    public void A_straight_line_gets_no_time_constant()
    {
        int refused = Enumerable.Range(0, 100).Count(seed => double.IsNaN(Analysed(OnsetTests.Grow(40, 1, t => 0.05 * t, seed)).TauS));
        // AICc is 2 lower by chance when chi2(1) > 4.4 on the curved side: about 2 in 100.
        Assert.InRange(refused, 93, 100);
    }

    [Fact]
    public void Too_few_frames_or_a_moving_potential_are_said()
    {
        Assert.Equal(
            "not-determined: 5 frames after the onset, 8 are needed",
            Analysed(OnsetTests.Grow(6, 30, t => 1.6 * (1 - Math.Exp(-t / 60)), 1)).KineticModel
        );
        Assert.StartsWith(
            "not-determined: the potential changes by",
            Analysed(OnsetTests.Grow(21, 30, t => 1.6 * (1 - Math.Exp(-t / 60)), 1, f => -0.05 * f)).KineticModel,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void The_data_choose_between_first_and_second_order_and_say_when_they_cannot()
    {
        int first = 0,
            second = 0,
            tied = 0;
        for (int seed = 0; seed < 100; seed++)
        {
            string? model = Analysed(OnsetTests.Grow(41, 30, t => 1.6 * (1 - Math.Exp(-t / 120)), seed)).KineticModel;
            first += model!.StartsWith("first-order", StringComparison.Ordinal) ? 1 : 0;
            tied += model.Contains("tied with", StringComparison.Ordinal) ? 1 : 0;
            model = Analysed(OnsetTests.Grow(41, 30, t => 1.6 * t / (t + 120), seed)).KineticModel;
            second += model!.StartsWith("second-order", StringComparison.Ordinal) ? 1 : 0;
        }
        Assert.InRange(first, 95, 100);
        Assert.InRange(second, 85, 100);
        Assert.InRange(tied, 0, 20);
    }

    [Fact]
    public void A_band_that_grows_and_decays_gets_two_rates_within_their_errors()
    {
        int held1 = 0,
            held2 = 0,
            chosen = 0;
        const int Draws = 200;
        for (int seed = 0; seed < Draws; seed++)
        {
            TableSet set = Run(OnsetTests.Grow(80, 10, t => 4 * (Math.Exp(-0.005 * t) - Math.Exp(-0.02 * t)), seed), new Kinetics());
            chosen += set.Rows<TrackRow>()[0].KineticModel!.StartsWith("consecutive", StringComparison.Ordinal) ? 1 : 0;
            KineticModelRow row = set.Rows<KineticModelRow>().Single(m => m.Model == "consecutive");
            held1 += Math.Abs(row.K1 - 0.02) < 1.99 * row.K1Se ? 1 : 0;
            held2 += Math.Abs(row.K2 - 0.005) < 1.99 * row.K2Se ? 1 : 0;
            Assert.Contains("may be exchanged", row.Note, StringComparison.Ordinal);
        }
        Assert.Equal(Draws, chosen);
        // Binomial standard deviation 3; frames before the onset are left out, which costs a little.
        Assert.InRange(held1, 180, 197);
        Assert.InRange(held2, 180, 197);
    }

    [Fact]
    public void Every_model_stands_in_the_table_with_its_distance_from_the_best()
    {
        TableSet set = Run(OnsetTests.Grow(41, 30, t => 1.6 * (1 - Math.Exp(-t / 120)), 1), new Kinetics());
        IReadOnlyList<KineticModelRow> rows = set.Rows<KineticModelRow>();
        Assert.Equal(["constant", "zero-order", "first-order", "second-order", "consecutive", "langmuir-step"], rows.Select(r => r.Model));
        KineticModelRow best = Assert.Single(rows, r => r.Verdict == "preferred");
        TrackRow track = set.Rows<TrackRow>()[0];
        Assert.Equal(("first-order", track.TauS, track.TauSSe), (best.Model, best.TauS, best.TauSSe));
        Assert.Equal(1 / best.TauS, best.K1, 1e-12);
        Assert.Equal(1.6, best.Plateau, 0.1);
        Assert.InRange(120, best.TauSLow, best.TauSHigh);
        Assert.Equal("rejected", rows[1].Verdict);
        Assert.Equal("not-converged", rows[4].Verdict);
        Assert.Contains("adsorption begins at 0", rows[5].Note, StringComparison.Ordinal);
        Assert.Equal("not-tried", rows[5].Verdict);
        Assert.All(rows.Take(5), r => Assert.Equal(r.Aicc - rows[2].Aicc, r.Delta));
    }

    [Fact]
    public void A_langmuir_step_with_the_response_of_the_cell_gives_the_rate_of_the_surface()
    {
        // θ from a cell that follows with 20 s, tau 60 s: (60 e^(-t/60) - 20 e^(-t/20))/40 is left to go.
        BandTables tables = OnsetTests.Grow(60, 10, t => 2 * (1 - (((60 * Math.Exp(-t / 60)) - (20 * Math.Exp(-t / 20))) / 40)), 3);
        TableSet set = Run(
            tables,
            new Kinetics
            {
                Model = KineticModel.LangmuirStep,
                Start = 0,
                ResponseTime = 20,
            }
        );
        TrackRow track = set.Rows<TrackRow>()[0];
        Assert.StartsWith("langmuir-step: 60 frames", track.KineticModel, StringComparison.Ordinal);
        Assert.InRange((track.TauS - 60) / track.TauSSe, -3, 3);
        Assert.Contains("k1 = ka c + kd", set.Rows<KineticModelRow>()[5].Note, StringComparison.Ordinal);
        Assert.Contains("response 20 s", set.Rows<KineticModelRow>()[5].Note, StringComparison.Ordinal);
    }

    [Fact]
    public void Second_order_is_not_tried_with_a_response_and_says_so()
    {
        TableSet set = Run(
            OnsetTests.Grow(60, 10, t => 2 * (1 - (((60 * Math.Exp(-t / 60)) - (20 * Math.Exp(-t / 20))) / 40)), 3),
            new Kinetics { Start = 0, ResponseTime = 20 }
        );
        KineticModelRow row = set.Rows<KineticModelRow>().Single(m => m.Model == "second-order");
        Assert.Equal("not-tried", row.Verdict);
        Assert.Contains("no closed form with a response", row.Note, StringComparison.Ordinal);
        Assert.DoesNotContain("response 20 s", row.Note, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(30)]
    [InlineData(3000)]
    public void A_long_track_is_averaged_without_losing_its_rate(double tau)
    {
        BandTables tables = OnsetTests.Grow(20_000, 1, t => 2 * (1 - Math.Exp(-t / tau)), 3);
        TableSet set = tables.Set(bands: tables.Bands.Select(b => b with { Track = 1 }));
        set.Set<TrackRow>([
            new()
            {
                Series = "s",
                Track = 1,
                Center = 1600,
                Fwhm = 15,
            },
        ]);
        BandTables.Run(new Kinetics(), set);
        TrackRow track = set.Rows<TrackRow>()[0];
        Assert.InRange((track.TauS - tau) / track.TauSSe, -3, 3);
        // The error of 20 000 frames of noise 0.05 about a step of 2, not that of 2000: from the linear theory, √τ frames carry it.
        Assert.InRange(track.TauSSe, 0.5 * tau * 0.025 * 2 / Math.Sqrt(tau), 3 * tau * 0.025 * 2 / Math.Sqrt(tau));
        Assert.Contains("20000 frames averaged to", track.KineticModel, StringComparison.Ordinal);
        Assert.Equal(20_000, set.Rows<KineticModelRow>()[0].Points);
    }

    [Fact]
    public void A_named_model_that_the_data_do_not_want_says_what_they_want()
    {
        TrackRow track = Analysed(
            OnsetTests.Grow(80, 10, t => 4 * (Math.Exp(-0.005 * t) - Math.Exp(-0.02 * t)), 1),
            KineticModel.LangmuirStep
        );
        Assert.True(double.IsNaN(track.TauS) || track.KineticModel!.Contains("though consecutive has", StringComparison.Ordinal));
        Assert.StartsWith(
            "not-determined: consecutive: it has no maximum inside the frames",
            Analysed(OnsetTests.Grow(41, 30, t => 1.6 * (1 - Math.Exp(-t / 120)), 1), KineticModel.Consecutive).KineticModel,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Without_a_plateau_in_sight_tau_has_no_upper_limit()
    {
        int open = 0,
            held = 0;
        for (int seed = 0; seed < 100; seed++)
        {
            TableSet set = Run(OnsetTests.Grow(40, 10, t => 2 * (1 - Math.Exp(-t / 900)), seed), new Kinetics());
            KineticModelRow row = set.Rows<KineticModelRow>().Single(m => m.Model == "first-order");
            open += double.IsNaN(row.TauSHigh) ? 1 : 0;
            held += !(row.TauSLow > 900) && !(row.TauSHigh < 900) ? 1 : 0;
        }
        Assert.InRange(open, 60, 100);
        Assert.InRange(held, 90, 100);
    }

    [Fact]
    public void Wrong_parameters_and_frames_without_times_are_said()
    {
        Assert.Single(new Kinetics { ResponseTime = 5 }.Check());
        Assert.Single(new Kinetics { Against = Against.Potential }.Check());
        Assert.Empty(new Kinetics { ResponseTime = 5, Start = 10 }.Check());
        BandTables tables = OnsetTests.Grow(21, 30, t => 1.6 * (1 - Math.Exp(-t / 60)), 1);
        TableSet set = tables.Set();
        set.Set<FrameRow>([.. tables.Frames.Select(f => f with { TimeS = double.NaN })]);
        BandTables.Run(new Track(), set);
        Findings findings = BandTables.Run(new Kinetics(), set);
        Assert.Contains(findings.Notes, n => n.Code == "no-times");
        Assert.Equal("not-determined: 0 frames after the onset, 8 are needed", set.Rows<TrackRow>()[0].KineticModel);
    }

    private static TrackRow Analysed(BandTables tables, KineticModel model = KineticModel.Best) =>
        Assert.Single(Run(tables, new Kinetics { Model = model }).Rows<TrackRow>());

    private static TableSet Run(BandTables tables, Kinetics kinetics)
    {
        TableSet set = tables.Set();
        BandTables.Run(new Track(), set);
        BandTables.Run(new Onset(), set);
        BandTables.Run(kinetics, set);
        return set;
    }
}
