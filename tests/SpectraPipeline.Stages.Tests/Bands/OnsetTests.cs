using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Stages.Bands;
using Xunit;

namespace SpectraPipeline.Stages.Tests.Bands;

public sealed class OnsetTests
{
    private const double Noise = 0.05;

    [Fact]
    public void A_sharp_band_appears_in_its_first_frame_and_not_before_the_one_before()
    {
        // Case 000-E: nothing at 0 s, -3 mOD (1 - exp(-t/45 s)) seen every 30 s.
        TableSet set = Analysed(Grow(21, 30, t => -3 * (1 - Math.Exp(-t / 45)), 1), new Onset());
        TrackRow track = Assert.Single(set.Rows<TrackRow>());
        Assert.Equal(30, track.OnsetTimeS);
        Assert.Equal(0, track.OnsetTimeSLow);
        Assert.Equal(30, track.OnsetTimeSHigh);
        Assert.Equal("threshold 3 sigma, 2 frames", track.OnsetMethod);
    }

    [Fact]
    public void The_interval_of_a_slow_onset_holds_the_true_crossing()
    {
        // Rises by 0.2 sigma a frame from frame 20: the true size is 3 sigma at frame 35.
        int held = 0;
        for (int seed = 0; seed < 100; seed++)
        {
            TrackRow track = Analysed(Grow(80, 1, t => 0.2 * Noise * Math.Max(0, t - 20), seed), new Onset()).Rows<TrackRow>()[0];
            held += track.OnsetTimeSLow <= 35 && track.OnsetTimeSHigh >= 35 ? 1 : 0;
        }
        // 95 promised; the resamples carry the noise twice, so it is cautious.
        Assert.InRange(held, 92, 100);
    }

    [Theory]
    [InlineData(OnsetMethod.ChangePoint)]
    [InlineData(OnsetMethod.Tangent)]
    public void The_start_of_a_straight_rise_is_found_within_its_interval(OnsetMethod method)
    {
        int held = 0;
        double sum = 0;
        for (int seed = 0; seed < 100; seed++)
        {
            TrackRow track = Analysed(Grow(80, 1, t => 0.5 * Noise * Math.Max(0, t - 20.3), seed), new Onset { Method = method })
                .Rows<TrackRow>()[0];
            held += track.OnsetTimeSLow <= 20.3 && track.OnsetTimeSHigh >= 20.3 ? 1 : 0;
            sum += track.OnsetTimeS;
        }
        Assert.InRange(held, 88, 100);
        // 100 runs, each known to about 1.2 s (change point) or 2 s (tangent).
        Assert.Equal(20.3, sum / 100, 0.6);
    }

    [Fact]
    public void A_cathodic_onset_has_its_interval_the_right_way_round()
    {
        BandTables tables = Grow(60, 1, t => t < 20 ? 0 : 1, 3, f => 0.5 - (0.01 * f));
        TrackRow track = Analysed(tables, new Onset { Against = Against.Potential }).Rows<TrackRow>()[0];
        Assert.Equal(0.30, track.OnsetPotentialV, 1e-9);
        Assert.Equal(0.30, track.OnsetPotentialVLow, 1e-9);
        Assert.Equal(0.31, track.OnsetPotentialVHigh, 1e-9);
        Assert.True(double.IsNaN(track.OnsetTimeS));
    }

    [Theory]
    [InlineData(-0.01, true)]
    [InlineData(0.01, false)]
    public void An_interval_without_one_end_is_turned_with_the_scan(double step, bool cathodic)
    {
        // There from the first frame, at 0.2 V: in a cathodic scan the truth lies at or above it.
        TrackRow track = Analysed(Grow(30, 1, _ => 1, 4, f => 0.2 + (step * f)), new Onset { Against = Against.Potential })
            .Rows<TrackRow>()[0];
        Assert.True(double.IsNaN(track.OnsetPotentialV));
        Assert.Equal(cathodic ? 0.2 : double.NaN, track.OnsetPotentialVLow);
        Assert.Equal(cathodic ? double.NaN : 0.2, track.OnsetPotentialVHigh);
    }

    [Fact]
    public void An_interval_open_at_its_early_end_has_no_upper_potential_in_a_cathodic_scan()
    {
        // Frame 0 is at 2.9 sigma: the resamples often put the onset there, so nothing says how early it may have been.
        var tables = new BandTables(30, f => 0.2 - (0.01 * f));
        for (int f = 0; f < 30; f++)
            tables.Band(f, 1600, height: f == 0 ? 2.9 * Noise : 1, snr: f == 0 ? 2.9 : 1 / Noise);
        TrackRow track = Analysed(tables, new Onset()).Rows<TrackRow>()[0];
        Assert.Equal(1, track.OnsetTimeS);
        Assert.True(double.IsNaN(track.OnsetTimeSLow));
        Assert.True(double.IsNaN(track.OnsetPotentialVHigh));
        Assert.Equal(0.19, track.OnsetPotentialVLow, 1e-9);
    }

    [Theory]
    [InlineData(Against.Time, "no-times")]
    [InlineData(Against.Potential, "no-potentials")]
    public void An_axis_that_no_frame_has_is_said_and_no_method_named(Against against, string code)
    {
        BandTables tables = Grow(30, 1, t => t < 10 ? 0 : 1, 4);
        TableSet set = tables.Set();
        set.Set<FrameRow>([.. tables.Frames.Select(f => f with { TimeS = double.NaN })]);
        BandTables.Run(new Track(), set);
        Findings findings = BandTables.Run(new Onset { Against = against }, set);
        Assert.Contains(findings.Notes, n => n.Code == code);
        Assert.StartsWith("not-determined: ", set.Rows<TrackRow>()[0].OnsetMethod, StringComparison.Ordinal);
    }

    [Fact]
    public void A_band_that_is_always_there_has_only_an_upper_limit()
    {
        TrackRow track = Analysed(Grow(30, 2, _ => 1, 4), new Onset()).Rows<TrackRow>()[0];
        Assert.True(double.IsNaN(track.OnsetTimeS));
        Assert.Equal(0, track.OnsetTimeSHigh);
        Assert.StartsWith("not-determined: there from the first frame", track.OnsetMethod, StringComparison.Ordinal);
    }

    [Fact]
    public void The_noise_is_never_below_the_detection_limit_of_the_frame()
    {
        BandTables tables = Grow(40, 1, t => t < 20 ? 0 : 1, 5);
        TableSet set = tables.Set();
        BandTables.Run(new Track(), set);
        // A limit of 3.29 says sigma = 1: a height of 1 is not above 3 sigma.
        set.Set<DetectionLimitRow>([
            .. tables.Frames.Select(f => new DetectionLimitRow
            {
                Series = "s",
                Frame = f.Frame,
                Center = 1600,
                LodHeight = 3.29,
            }),
        ]);
        BandTables.Run(new Onset(), set);
        Assert.StartsWith("not-determined: never above 3 sigma", set.Rows<TrackRow>()[0].OnsetMethod, StringComparison.Ordinal);
    }

    [Fact]
    public void A_first_frame_below_three_times_the_residual_noise_is_no_onset()
    {
        // As in the ATR-IR sample: the fit of the empty frame ends at a width bound with 3.5 of its own errors, but 1.9 times the noise.
        BandTables tables = Grow(21, 30, t => -3 * (1 - Math.Exp(-t / 45)), 1);
        TableSet set = tables.Set(
            bands: tables.Bands.Select(b => b.Frame == 0 ? b with { Height = -0.125, HeightSe = 0.035, Snr = 1.87, Fwhm = 15 } : b)
        );
        BandTables.Run(new Track(), set);
        BandTables.Run(new Onset(), set);
        Assert.Equal(30, set.Rows<TrackRow>()[0].OnsetTimeS);
    }

    [Fact]
    public void Blank_frames_set_the_zero()
    {
        // A constant 0.4 from elsewhere under the band, the band itself from frame 20.
        BandTables tables = Grow(40, 1, t => t < 20 ? 0.4 : 1.4, 6);
        TrackRow track = Analysed(tables, new Onset { Blank = new FrameSelection(0, 9) }).Rows<TrackRow>()[0];
        Assert.Equal(20, track.OnsetTimeS);
        Assert.Single(new Onset { Blank = new FrameSelection(0, -1, "other") }.Check());
    }

    [Fact]
    public void Blank_means_frame_numbers_also_where_frames_are_faulted()
    {
        // Frames 8 and on stand 1 higher: counted among the healthy frames, 0..7 would reach into them.
        BandTables tables = Grow(
            40,
            1,
            t =>
                t < 8 ? 0.4
                : t < 20 ? 1.4
                : 3,
            6
        );
        for (int f = 1; f <= 4; f++)
            tables.Fault(f);
        var onset = new Onset { Blank = new FrameSelection(0, 7) };
        Assert.Equal(8, Analysed(tables, onset).Rows<TrackRow>()[0].OnsetTimeS);
        // The end of the series is still there, however many frames are faulted.
        Assert.Equal(0, Analysed(tables, onset with { Blank = new FrameSelection(30, 39) }).Rows<TrackRow>()[0].OnsetTimeSHigh);
    }

    [Theory]
    [InlineData(1, 4)]
    [InlineData(30, 45)]
    public void A_blank_without_a_healthy_frame_is_said_and_no_onset_stated(int first, int last)
    {
        BandTables tables = Grow(40, 1, t => t < 20 ? 0 : 1, 6);
        for (int f = 1; f <= 4; f++)
            tables.Fault(f);
        TableSet set = tables.Set();
        BandTables.Run(new Track(), set);
        Findings findings = BandTables.Run(new Onset { Blank = new FrameSelection(first, last) }, set);
        Assert.Equal("no-blank", Assert.Single(findings.Notes).Code);
        Assert.StartsWith("not-determined: no frame of blank", set.Rows<TrackRow>()[0].OnsetMethod, StringComparison.Ordinal);
    }

    [Fact]
    public void Frames_whose_fit_failed_do_not_move_an_onset()
    {
        // There from frame 10 on; the fits of frames 10 to 14 failed, so the onset lies between 9 and 15 and nowhere later.
        BandTables tables = Grow(40, 1, t => t < 10 ? 0 : 1, 6);
        TableSet set = tables.Set();
        BandTables.Run(new Track(), set);
        set.Set<BandRow>([.. set.Rows<BandRow>().Select(b => b.Frame is >= 10 and < 15 ? b with { Track = null, Converged = false } : b)]);
        BandTables.Run(new Onset(), set);
        TrackRow track = set.Rows<TrackRow>()[0];
        Assert.Equal((15, 9, 15), (track.OnsetTimeS, track.OnsetTimeSLow, track.OnsetTimeSHigh));
        Assert.Contains("5 frames left out", track.OnsetMethod, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("not determined: the log has no steps", double.NaN)]
    [InlineData("stated", 12)]
    public void A_clock_that_was_not_measured_says_what_is_known_of_it(string method, double offset)
    {
        BandTables tables = Grow(60, 1, t => t < 20 ? 0 : 1, 3, f => 0.5 - (0.002 * f));
        TableSet set = tables.Set();
        set.Set<ClockRow>([
            new()
            {
                Series = "s",
                Log = "l",
                OffsetS = offset,
                Method = method,
            },
        ]);
        BandTables.Run(new Track(), set);
        BandTables.Run(new Onset(), set);
        string[] axes = double.IsNaN(offset) ? ["time", "potential"] : ["time", "log-time", "potential"];
        Assert.Equal(axes, set.Rows<OnsetRow>().Select(o => o.Against));
        string note = set.Rows<OnsetRow>()[^1].Note!,
            claim = Assert.Single(set.Rows<ClaimRow>()).Statement;
        Assert.Contains(method, note, StringComparison.Ordinal);
        Assert.Equal(double.IsFinite(offset), note.Contains("assumed", StringComparison.Ordinal));
        Assert.Equal(double.IsFinite(offset), claim.Contains("on an assumed offset of the log's clock (stated)", StringComparison.Ordinal));
    }

    [Fact]
    public void The_error_of_the_clock_is_smallest_where_its_table_says()
    {
        BandTables tables = Grow(60, 1, t => t < 20 ? 0 : 1, 3, f => 0.5 - (0.002 * f));
        TableSet set = tables.Set();
        set.Set<ClockRow>([
            new()
            {
                Series = "s",
                Log = "l",
                OffsetS = 0,
                OffsetSSe = 3,
                RateSe = 1,
                MiddleS = 24,
                Method = "steps",
            },
        ]);
        BandTables.Run(new Track(), set);
        BandTables.Run(new Onset(), set);
        // √(3² + (1 · (20 − 24))²) = 5; from the middle of the frames (29.5 s) it would be 10.
        Assert.Contains("± 5 s of the clock", set.Rows<OnsetRow>()[1].Note, StringComparison.Ordinal);
    }

    [Fact]
    public void Onsets_and_claims_take_the_corrected_potential_and_say_so()
    {
        BandTables tables = Grow(60, 1, t => t < 20 ? 0 : 1, 3, f => 0.5 - (0.01 * f));
        TableSet set = tables.Set();
        set.Set<FrameRow>([.. tables.Frames.Select(f => f with { PotentialIrV = f.PotentialV + 0.1 })]);
        BandTables.Run(new Track(), set);
        BandTables.Run(new Onset(), set);
        Assert.Equal(0.40, set.Rows<TrackRow>()[0].OnsetPotentialV, 1e-9);
        Assert.Contains("potential iR-corrected", set.Rows<OnsetRow>()[1].Note, StringComparison.Ordinal);
        Assert.Contains("0.400 V iR-corrected", Assert.Single(set.Rows<ClaimRow>()).Statement, StringComparison.Ordinal);
        BandTables.Run(new Hysteresis(), set);
        Assert.All(set.Rows<HysteresisRow>(), r => Assert.Contains("potential iR-corrected", r.Note, StringComparison.Ordinal));
    }

    [Fact]
    public void The_same_seed_gives_the_same_interval()
    {
        BandTables tables = Grow(80, 1, t => 0.2 * Noise * Math.Max(0, t - 20), 7);
        Assert.Equal(Analysed(tables, new Onset()).Rows<TrackRow>(), Analysed(tables, new Onset()).Rows<TrackRow>());
    }

    [Fact]
    public void All_gives_every_method_on_every_axis_beside_the_first()
    {
        BandTables tables = Grow(80, 2, t => 0.25 * Noise * Math.Max(0, t - 40.6), 5, f => 0.4 - (0.01 * f));
        TableSet set = Analysed(tables, new Onset { Method = OnsetMethod.All });
        IReadOnlyList<OnsetRow> onsets = set.Rows<OnsetRow>();
        Assert.Equal(["threshold", "threshold", "change-point", "change-point", "tangent", "tangent"], onsets.Select(o => o.Method));
        Assert.Equal(["time", "potential"], onsets.Select(o => o.Against).Distinct());
        Assert.All(onsets, o => Assert.True(o.Low <= o.Onset && o.Onset <= o.High && o.Frames > 0));
        TrackRow track = set.Rows<TrackRow>()[0];
        Assert.Equal((onsets[0].Onset, onsets[0].Low, onsets[0].High), (track.OnsetTimeS, track.OnsetTimeSLow, track.OnsetTimeSHigh));
        Assert.Equal("threshold 3 sigma, 2 frames", track.OnsetMethod);
        // Frame by frame the two axes hold one answer.
        Assert.Equal(0.4 - (0.005 * onsets[2].Onset), onsets[3].Onset, 1e-9);
        Assert.Equal(0.4 - (0.005 * onsets[2].High), onsets[3].Low, 1e-9);
    }

    [Fact]
    public void The_error_of_the_clock_widens_potential_and_log_time_but_not_the_spectrometers_time()
    {
        // 2 mV/s, one frame a second, onset at frame 20 in the gap before it; the offset is 12 s ± 3 s.
        BandTables tables = Grow(60, 1, t => t < 20 ? 0 : 1, 3, f => 0.5 - (0.002 * f));
        TableSet set = tables.Set();
        set.Set<ClockRow>([
            new()
            {
                Series = "s",
                Log = "log.txt",
                OffsetS = 12,
                OffsetSSe = 3,
                Method = "steps",
            },
        ]);
        BandTables.Run(new Track(), set);
        BandTables.Run(new Onset(), set);
        TrackRow track = set.Rows<TrackRow>()[0];
        Assert.Equal((20, 19, 20), (track.OnsetTimeS, track.OnsetTimeSLow, track.OnsetTimeSHigh));
        double clock = 1.96 * 3,
            before = Math.Sqrt(1 + (clock * clock));
        Assert.Equal(0.460, track.OnsetPotentialV, 1e-9);
        Assert.Equal(0.460 - (0.002 * clock), track.OnsetPotentialVLow, 1e-9);
        Assert.Equal(0.460 + (0.002 * before), track.OnsetPotentialVHigh, 1e-9);
        OnsetRow log = Assert.Single(set.Rows<OnsetRow>(), o => o.Against == "log-time");
        Assert.Equal(8, log.Onset, 1e-9);
        Assert.Equal(8 - before, log.Low, 1e-9);
        Assert.Equal(8 + clock, log.High, 1e-9);
        Assert.Contains("± 3 s of the clock", log.Note, StringComparison.Ordinal);
    }

    [Fact]
    public void The_clock_carries_an_interval_around_the_turn_of_a_scan()
    {
        // Cathodic to frame 22, then back: within ± 5.9 s the potential passes its lowest value, which must be in the interval.
        BandTables tables = Grow(60, 1, t => t < 20 ? 0 : 1, 3, f => f <= 22 ? 0.5 - (0.01 * f) : 0.28 + (0.01 * (f - 22)));
        TableSet set = tables.Set();
        set.Set<ClockRow>([
            new()
            {
                Series = "s",
                Log = "l",
                OffsetS = 0,
                OffsetSSe = 3,
                Method = "steps",
            },
        ]);
        BandTables.Run(new Track(), set);
        BandTables.Run(new Onset(), set);
        Assert.Equal(0.28, set.Rows<TrackRow>()[0].OnsetPotentialVLow, 1e-9);
    }

    [Fact]
    public void The_error_with_the_spread_of_the_baseline_counts_where_it_is_known()
    {
        BandTables tables = Grow(40, 1, t => t < 20 ? 0 : 1, 5);
        TableSet set = tables.Set(bands: tables.Bands.Select(b => b with { HeightSeTotal = 0.5 }));
        BandTables.Run(new Track(), set);
        BandTables.Run(new Onset(), set);
        Assert.StartsWith("not-determined: never above 3 sigma", set.Rows<TrackRow>()[0].OnsetMethod, StringComparison.Ordinal);
    }

    internal static BandTables Grow(int frames, double seconds, Func<double, double> height, int seed, Func<int, double>? potential = null)
    {
        var random = new Random(seed);
        var tables = new BandTables(frames, potential, seconds);
        for (int f = 0; f < frames; f++)
        {
            double h = height(f * seconds) + (Noise * BandTables.Normal(random));
            tables.Band(f, 1600, h, snr: Math.Abs(h) / Noise);
        }
        return tables;
    }

    private static TableSet Analysed(BandTables tables, Onset onset)
    {
        TableSet set = tables.Set();
        BandTables.Run(new Track(), set);
        BandTables.Run(onset, set);
        return set;
    }
}
