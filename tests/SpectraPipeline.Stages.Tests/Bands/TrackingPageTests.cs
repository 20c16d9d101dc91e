using System.Globalization;
using System.Text;
using SpectraPipeline.Testing.Generators.Series;
using Xunit;

namespace SpectraPipeline.Stages.Tests.Bands;

/// <summary>How often an identity survives, by signal to noise; SPECTRA_REGENERATE_GOLDEN=1 writes docs/tracking.md anew.</summary>
public sealed class TrackingPageTests(ITestOutputHelper output)
{
    private static readonly double[] s_snr = [5, 10, 30, 100];

    private static string PagePath => Path.Combine(Testing.Corpus.Checkout, "docs", "tracking.md");

    private readonly record struct Rates(int Series, int Right, int Uncertain, int Silent, int TwoTracks)
    {
        public double Share(int of) => Series > 0 ? 100.0 * of / Series : double.NaN;
    }

    [Theory]
    [InlineData(5)]
    [InlineData(10)]
    [InlineData(30)]
    [InlineData(100)]
    public void Identities_survive_every_crossing_in_99_percent(double snr)
    {
        Rates all = default;
        foreach (Unresolved unresolved in Enum.GetValues<Unresolved>())
        foreach (bool twins in new[] { false, true })
            all = Sum(all, Measure(150, snr, Meeting.Cross, unresolved, twins, SeenBy.Errors));
        output.WriteLine($"{all}");
        Assert.Equal(600, all.Series);
        Assert.InRange(all.Share(all.Right), 99, 100);
    }

    [Fact]
    public void Identities_survive_a_crossing_fitted_by_peaks_fit_in_99_percent()
    {
        Rates all = default;
        foreach (double snr in s_snr)
            all = Sum(all, Measure(25, snr, Meeting.Cross, Unresolved.Merged, twins: false, SeenBy.FitStarted));
        output.WriteLine($"{all}");
        Assert.InRange(all.Series, 95, 100);
        Assert.InRange(all.Share(all.Right), 99, 100);
    }

    [Theory]
    [InlineData(Meeting.Parallel, 100)]
    [InlineData(Meeting.TurnAway, 97)]
    public void Bands_told_apart_at_half_their_width_keep_their_identity(Meeting meeting, double least)
    {
        Rates rates = Measure(200, 100, meeting, Unresolved.Merged, twins: false, SeenBy.Errors);
        output.WriteLine($"{rates}");
        Assert.Equal(200, rates.Series);
        Assert.InRange(rates.Share(rates.Right), least, 100);
    }

    [Fact]
    public void Says_uncertain_where_drift_and_size_disagree_and_not_where_they_agree()
    {
        // Bands that turn away unresolved: the drift says crossed, width and height say not.
        Assert.InRange(Measure(100, 10, Meeting.TurnAway, Unresolved.Merged, false, SeenBy.Errors).Uncertain, 10, 100);
        Assert.InRange(Measure(100, 30, Meeting.Cross, Unresolved.Merged, false, SeenBy.Errors).Uncertain, 0, 1);
    }

    [Fact]
    public void The_page_of_rates_says_what_is_measured()
    {
        if (Environment.GetEnvironmentVariable("SPECTRA_REGENERATE_GOLDEN") == "1")
            File.WriteAllText(PagePath, Page());
        string[] rows =
        [
            .. File.ReadLines(PagePath).Where(l => l.StartsWith("| cross, merged | errors known | 5 ", StringComparison.Ordinal)),
        ];
        string[] cells = Assert.Single(rows).Split('|');
        Rates now = Measure(PageDraws, 5, Meeting.Cross, Unresolved.Merged, false, SeenBy.Errors);
        Assert.Equal(now.Series.ToString(CultureInfo.InvariantCulture), cells[4].Trim());
        Assert.Equal(now.Share(now.Right), double.Parse(cells[5], CultureInfo.InvariantCulture), 0.5);
    }

    private const int PageDraws = 300;
    private const int SpectraDraws = 50;

    private static Rates Sum(Rates a, Rates b) =>
        new(a.Series + b.Series, a.Right + b.Right, a.Uncertain + b.Uncertain, a.Silent + b.Silent, a.TwoTracks + b.TwoTracks);

    private static Rates Measure(int draws, double snr, Meeting meeting, Unresolved unresolved, bool twins, SeenBy by)
    {
        Rates rates = default;
        for (int seed = 0; seed < draws; seed++)
        {
            var about = new CrossingCase((ulong)seed, snr)
            {
                Meeting = meeting,
                Unresolved = unresolved,
                Twins = twins,
                Vanishes = seed % 2 == 1,
            };
            TrackingOutcome one = TrackingStudy.Run(about, by);
            if (one.Counts)
                rates = Sum(
                    rates,
                    new(1, one.Right ? 1 : 0, one.Uncertain ? 1 : 0, !one.Right && !one.Uncertain ? 1 : 0, one.Tracks == 2 ? 1 : 0)
                );
        }
        return rates;
    }

    private static string Page()
    {
        var page = new StringBuilder();
        page.Append(
            "# Tracks: how often an identity survives\n\n"
                + "Generated series (tests/SpectraPipeline.Testing/Generators/Series/CrossingBands.cs): two Gaussian bands of 8 to 16 cm-1 (widths within e^0.4, heights within e^0.9 of each other; twins: equal), each moving by up to 100 cm-1/V, 60 cm-1/V or more against each other,\n"
                + "120 frames of 10 mV of which 30 % are missing; in every second series one band is gone for ten frames and returns. Seeds 0, 1, 2 ...; SNR is the height of the weaker band over the noise of a point.\n"
                + "*Right*: over the four frames before and the four after that show both bands apart, each has one track and not the other's. *Uncertain*: the stage said so in track_stretches.\n"
                + "*Wrong, not said*: neither. *Two tracks*: no third one. Series that never show both apart on both sides do not count.\n\n"
                + "Bands come from a generator that knows their errors (*merged*: one band where the noise does not tell two apart, from 1.9 SNR^(-1/3) widths down; *split*: two, anyhow), or from spectra: peaks.fit with two bands started within a third of a width,\n"
                + "in any order (as a series fit would); peaks.fit with bands found (every frame from one start: it loses bands that cross, and the tracker with it); peaks.find (no errors, two crests only).\n"
                + "Bands that turn away while not told apart are taken to cross: nothing but width and height speaks against it, nothing at all for twins.\n\n"
                + "Written by `SPECTRA_REGENERATE_GOLDEN=1` and Stages.Tests TrackingPageTests, which measures a row of it on every run.\n\n"
                + "| series | bands from | SNR | series | right % | uncertain % | wrong, not said % | two tracks % |\n|---|---|---:|---:|---:|---:|---:|---:|\n"
        );
        foreach (Meeting meeting in Enum.GetValues<Meeting>())
        foreach (bool twins in new[] { false, true })
        foreach (Unresolved unresolved in Enum.GetValues<Unresolved>())
            Rows(page, meeting, unresolved, twins, SeenBy.Errors, PageDraws);
        foreach (SeenBy by in new[] { SeenBy.FitStarted, SeenBy.FitFound, SeenBy.Find })
        foreach (bool twins in new[] { false, true })
            Rows(page, Meeting.Cross, Unresolved.Merged, twins, by, SpectraDraws);
        page.Append(BlankSeriesTests.Page()).Append(LongSeriesTests.Page());
        return page.ToString();
    }

    private static void Rows(StringBuilder page, Meeting meeting, Unresolved unresolved, bool twins, SeenBy by, int draws)
    {
        string series = meeting switch
        {
            Meeting.Cross => "cross",
            Meeting.Parallel => "side by side at 0.5 widths",
            _ => "turn away at 0.5 widths",
        };
        string from = by switch
        {
            SeenBy.Errors => "errors known",
            SeenBy.FitStarted => "peaks.fit, started near",
            SeenBy.FitFound => "peaks.fit, found",
            _ => "peaks.find",
        };
        string seen =
            by == SeenBy.Errors
                ? unresolved == Unresolved.Merged
                    ? ", merged"
                    : ", split"
                : "";
        foreach (double snr in s_snr)
        {
            Rates r = Measure(draws, snr, meeting, unresolved, twins, by);
            if (r.Series > 0)
                page.Append(
                    CultureInfo.InvariantCulture,
                    $"| {series}{seen}{(twins ? ", twins" : "")} | {from} | {snr:0} | {r.Series} | {r.Share(r.Right):0.0} | {r.Share(r.Uncertain):0.0} | {r.Share(r.Silent):0.0} | {r.Share(r.TwoTracks):0.0} |\n"
                );
        }
    }
}
