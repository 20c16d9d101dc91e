using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Numerics.Statistics;
using SpectraPipeline.Stages.Xas;
using Xunit;

namespace SpectraPipeline.Stages.Tests.Xas;

public sealed class DamageTests
{
    private const int Scans = 20;

    [Fact]
    public void A_series_without_damage_alarms_in_at_most_5_percent()
    {
        var noise = new SeededNormal(31, "quiet");
        int alarms = 0;
        const int draws = 400;
        for (int d = 0; d < draws; d++)
            alarms += Judge(noise, _ => 0, _ => 0, _ => 0).Any(r => r.Verdict is "damage" or "step" or "changes") ? 1 : 0;
        Assert.InRange(alarms / (double)draws, 0, 0.06);
    }

    [Fact]
    public void Damage_is_found_with_its_slope_and_told_from_drift()
    {
        var noise = new SeededNormal(33, "damage");
        int found = 0,
            held = 0,
            drifts = 0;
        const int draws = 200;
        for (int d = 0; d < draws; d++)
        {
            // 0.15 eV per scan of drift in both, 0.02 eV of damage in the sample alone; scatter 0.03 eV.
            DoseTrendRow[] both = Judge(noise, i => 0.17 * i, i => 0.15 * i, _ => 0),
                drift = Judge(noise, i => 0.15 * i, i => 0.15 * i, _ => 0);
            DoseTrendRow difference = both.Single(r => r.Quantity == "edge-minus-reference");
            found += both.Single(r => r.Quantity == "edge").Verdict == "damage" ? 1 : 0;
            held += difference.SlopeLow <= 0.02 && difference.SlopeHigh >= 0.02 ? 1 : 0;
            drifts += drift.Single(r => r.Quantity == "edge").Verdict == "drift" ? 1 : 0;
        }
        Assert.InRange(found, 195, draws);
        Assert.InRange(held / (double)draws, 0.91, 0.99);
        Assert.InRange(drifts, 190, draws);
    }

    [Fact]
    public void A_quiet_series_prints_the_limit_and_a_noisy_one_is_undecided()
    {
        var noise = new SeededNormal(35, "limits");
        DoseTrendRow quiet = Judge(noise, _ => 0, _ => 0, _ => 0, 0.005).Single(r => r.Quantity == "edge-minus-reference"),
            noisy = Judge(noise, _ => 0, _ => 0, _ => 0, 0.3).Single(r => r.Quantity == "edge-minus-reference");
        Assert.Equal("none-seen", quiet.Verdict);
        Assert.InRange(quiet.LimitPerScan, 1e-5, 0.1 / (Scans - 1));
        Assert.Contains("limit", quiet.Message, StringComparison.Ordinal);
        Assert.Equal("undecided", noisy.Verdict);
    }

    [Fact]
    public void A_step_is_named_apart_from_a_slow_change()
    {
        var noise = new SeededNormal(37, "step");
        DoseTrendRow row = Judge(noise, i => i >= 12 ? 0.4 : 0, _ => 0, _ => 0).Single(r => r.Quantity == "edge-minus-reference");
        Assert.Equal("step", row.Verdict);
        Assert.Equal(12, row.StepFrame);
        Assert.InRange(row.StepSize, 0.4 - (4 * row.StepSizeSe), 0.4 + (4 * row.StepSizeSe));
    }

    [Fact]
    public void Scans_to_average_keep_the_change_below_the_noise_of_the_mean()
    {
        var noise = new SeededNormal(39, "average");
        DoseTrendRow row = Judge(noise, i => 0.02 * i, _ => 0, _ => 0).Single(r => r.Quantity == "edge-minus-reference");
        int scans = row.ScansToAverage!.Value;
        double slope = Math.Abs(row.Slope);
        Assert.True(slope * (scans - 1) <= row.Scatter / Math.Sqrt(scans));
        Assert.True(slope * scans > row.Scatter / Math.Sqrt(scans + 1));
    }

    [Fact]
    public void A_white_line_that_shrinks_is_damage_although_the_edge_stands()
    {
        var noise = new SeededNormal(41, "white line");
        DoseTrendRow[] rows = Judge(noise, _ => 0, _ => 0, i => -0.01 * i);
        Assert.Equal("damage", rows.Single(r => r.Quantity == "white-line").Verdict);
        Assert.NotEqual("damage", rows.Single(r => r.Quantity == "edge").Verdict);
    }

    [Fact]
    public void Four_scans_are_undecided_and_no_reference_is_said()
    {
        var (set, writer, findings) = Rows(new SeededNormal(1, "few"), _ => 0, null, _ => 0, 0.03, 4);
        new Damage().Run(set, writer, new RunContext(TimeProvider.System));
        Assert.All(findings.List<DoseTrendRow>(), r => Assert.Equal("undecided", r.Verdict));
        Assert.Contains(findings.Notes, n => n.Code == "no-reference-edge");
    }

    [Fact]
    public void Edges_of_generated_scans_with_drift_and_a_reference_channel_are_found_to_drift()
    {
        // Case 000-B: 0.15 eV a scan in sample and foil alike, through the stage that measures the edges.
        var noise = new SeededNormal(43, "000-B");
        double[][] sample = [.. Enumerable.Range(0, 12).Select(i => EdgeFrames.Edge(1.7 + (0.15 * i), 0.4, noise, 0.002))],
            foil = [.. Enumerable.Range(0, 12).Select(i => EdgeFrames.Edge(0.15 * i, 0.1, noise, 0.002))];
        SpectralSeries norm = EdgeFrames.Series("s", sample);
        var raw = new SpectralSeries(
            "s",
            norm.Axis,
            [
                new Channel("mu", new Signal(SignalKind.Mu), 12, norm.Points, [.. norm.Primary.Values]),
                new Channel("reference", new Signal(SignalKind.Auxiliary), 12, norm.Points, [.. foil.SelectMany(f => f)]),
            ],
            norm.Info
        );
        var set = new TableSet(new SeriesCard { Id = "s" }, norm.Axis);
        set.Set<EdgePositionRow>([
            .. EdgeFrames.Run(new EdgePosition { Channel = "reference" }, raw).List<EdgePositionRow>(),
            .. EdgeFrames.Run(new EdgePosition(), norm).List<EdgePositionRow>(),
        ]);
        var findings = new Findings("s", "damage");
        new Damage().Run(set, new RowWriter(findings), new RunContext(TimeProvider.System));
        DoseTrendRow edge = findings.List<DoseTrendRow>().Single(r => r.Quantity == "edge");
        Assert.Equal("drift", edge.Verdict);
        Assert.InRange(edge.Slope, 0.14, 0.16);
        Assert.Contains("drift of the monochromator", edge.Message, StringComparison.Ordinal);
    }

    private static DoseTrendRow[] Judge(
        SeededNormal noise,
        Func<int, double> edge,
        Func<int, double> reference,
        Func<int, double> line,
        double sigma = 0.03
    )
    {
        var (set, writer, findings) = Rows(noise, edge, reference, line, sigma, Scans);
        new Damage().Run(set, writer, new RunContext(TimeProvider.System));
        return [.. findings.List<DoseTrendRow>()];
    }

    private static (TableSet, RowWriter, Findings) Rows(
        SeededNormal noise,
        Func<int, double> edge,
        Func<int, double>? reference,
        Func<int, double> line,
        double sigma,
        int scans
    )
    {
        var rows = new List<EdgePositionRow>();
        EdgePositionRow Row(int frame, string channel, string definition, double energy, double height) =>
            new()
            {
                Series = "s",
                Step = channel,
                Frame = frame,
                Channel = channel,
                Definition = definition,
                Energy = energy,
                Height = height,
                EdgeStep = 1.2 + (0.002 * noise.Next()),
            };
        for (int i = 0; i < scans; i++)
        {
            rows.Add(Row(i, "norm", "half-step", 9660 + edge(i) + (sigma * noise.Next()), 0.5));
            rows.Add(Row(i, "norm", "white-line", 9664, 1.4 + line(i) + (0.003 * noise.Next())));
            if (reference is not null)
                rows.Add(Row(i, "reference", "half-step", 9659 + reference(i) + (sigma / 3 * noise.Next()), 0.5));
        }
        var set = new TableSet(new SeriesCard { Id = "s" }, null);
        set.Set<EdgePositionRow>(rows);
        var findings = new Findings("s", "damage");
        return (set, new RowWriter(findings), findings);
    }
}
