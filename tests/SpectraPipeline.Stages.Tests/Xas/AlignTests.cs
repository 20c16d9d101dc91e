using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Numerics.Xas;
using SpectraPipeline.Stages.Xas;
using Xunit;

namespace SpectraPipeline.Stages.Tests.Xas;

public sealed class AlignTests(ITestOutputHelper output)
{
    private static readonly double[] s_drift = [.. Enumerable.Range(0, 12).Select(f => 0.13 * f)];

    [Fact]
    public void The_drift_of_a_series_is_taken_out_of_every_channel()
    {
        (SpectralSeries aligned, Findings findings) = Run(new Align(), DriftingScans.Series(s_drift));
        List<AlignmentRow> rows = findings.List<AlignmentRow>();
        Assert.Equal(12, rows.Count);
        for (int f = 0; f < 12; f++)
        {
            // 5 meV: cubic interpolation between points half an eV apart.
            Assert.InRange(rows[f].ShiftEv - s_drift[f], -5e-3, 5e-3);
            Assert.Equal("measured", rows[f].Origin);
        }
        foreach (string channel in (string[])["mu", "reference"])
            for (int f = 1; f < 12; f++)
            for (int i = 0; i < aligned.Axis.Length; i++)
                Assert.InRange(aligned[channel][f][i] - aligned[channel][0][i], -0.01, 0.01);
        // Energies are those of the first frame; what the last one does not reach is left out.
        Assert.InRange(aligned.Axis[0], 9561, 9562);
        Assert.Equal(9560 + (0.5 * 619), aligned.Axis[aligned.Axis.Length - 1]);
        Assert.Equal(SignalKind.Mu, aligned.Primary.Signal.Kind);
        Assert.Empty(findings.Notes);
    }

    [Theory]
    [InlineData(DriftFollowing.Each)]
    [InlineData(DriftFollowing.Smooth)]
    [InlineData(DriftFollowing.Linear)]
    public void A_broken_and_a_dead_reference_are_flagged_and_follow_their_neighbours(DriftFollowing how)
    {
        (_, Findings findings) = Run(new Align { Follow = how }, DriftingScans.Series(s_drift, noise: 0.002, broken: 5, dead: 9));
        List<AlignmentRow> rows = findings.List<AlignmentRow>();
        Assert.Equal("rejected", rows[5].Origin);
        Assert.Equal("missing", rows[9].Origin);
        Assert.Equal(
            [("reference-rejected", 5), ("reference-missing", 9)],
            findings.Notes.Where(n => n.Severity == "flagged").Select(n => (n.Code, n.Frame))
        );
        Assert.Contains("+3.6", rows[5].Message, StringComparison.Ordinal);
        for (int f = 0; f < 12; f++)
            Assert.InRange(rows[f].ShiftEv - rows[0].ShiftEv - s_drift[f], -0.04, 0.04);
        Assert.True(double.IsNaN(rows[9].MeasuredEv));
    }

    [Fact]
    public void Errors_of_the_shifts_cover_what_noise_does_to_them()
    {
        double[] still = new double[60];
        (_, Findings findings) = Run(new Align(), DriftingScans.Series(still, noise: 0.01));
        AlignmentRow[] rows = [.. findings.List<AlignmentRow>().Skip(1)];
        double first = rows.Average(r => r.ShiftEv);
        int covered = rows.Count(r => Math.Abs(r.ShiftEv - first) < 1.96 * r.MeasuredSe);
        output.WriteLine($"{covered} of {rows.Length} within 1.96 errors of {rows.Average(r => r.MeasuredSe):F3} eV");
        Assert.InRange(covered, 50, 59);
        // Nothing drifts: the program says that following each frame only adds noise.
        Assert.Contains(findings.Notes, n => n.Code == "drift-within-errors");
    }

    [Fact]
    public void A_chemical_shift_stays_when_the_reference_is_followed_and_goes_when_the_sample_is()
    {
        double[] edges = [.. Enumerable.Range(0, 12).Select(f => DriftingScans.SampleEdge - (0.1 * f))];
        SpectralSeries series = DriftingScans.Series(s_drift, sampleEdges: edges);
        (SpectralSeries followed, _) = Run(new Align(), series);
        var finder = new FoilEdge();
        double[] found =
        [
            .. Enumerable.Range(0, 12).Select(f => finder.Find(followed.Axis.Values, followed["mu"][f], EdgeConvention.Derivative).Energy),
        ];
        for (int f = 0; f < 12; f++)
            Assert.InRange(found[f] - found[0] + (0.1 * f), -0.03, 0.03);
        (_, Findings own) = Run(new Align { Channel = "sample" }, series);
        Assert.InRange(own.List<AlignmentRow>()[11].ShiftEv, (0.23 * 11) - 0.02, (0.23 * 11) + 0.02);
    }

    [Fact]
    public void The_edge_is_put_to_the_energy_that_is_asked_for_and_the_foil_of_another_series_is_the_target()
    {
        (SpectralSeries aligned, Findings findings) = Run(new Align { EdgeEnergy = 9659 }, DriftingScans.Series(s_drift));
        var finder = new FoilEdge();
        for (int f = 0; f < 12; f++)
            Assert.InRange(finder.Find(aligned.Axis.Values, aligned["reference"][f], EdgeConvention.Derivative).Energy, 9658.97, 9659.03);
        Assert.Equal(9659, findings.List<AlignmentRow>()[3].E0, 9);

        var foil = DriftingScans.Without(DriftingScans.Series([0.7]), "mu");
        (_, Findings onFoil) = Run(new Align { Foil = "foil" }, DriftingScans.Series(s_drift), ("foil", foil));
        Assert.InRange(onFoil.List<AlignmentRow>()[4].ShiftEv, s_drift[4] - 0.7 - 5e-3, s_drift[4] - 0.7 + 5e-3);
    }

    [Fact]
    public void Without_a_reference_channel_it_says_what_there_is_and_what_to_do()
    {
        SpectralSeries bare = DriftingScans.Without(DriftingScans.Series(s_drift), "reference");
        UserException e = Assert.ThrowsAny<UserException>(() => Run(new Align(), bare));
        Assert.Contains("no channel 'reference'", e.Message, StringComparison.Ordinal);
        Assert.Contains("channel: sample", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_foil_of_another_edge_does_not_overlap()
    {
        var nickel = new SpectralSeries(
            "foil",
            new Axis("energy", Unit.ElectronVolt, [.. DriftingScans.Energies.Select(e => e - 1327)]),
            [new Channel("mu", new Signal(SignalKind.Mu), 1, 620, DriftingScans.Scan(DriftingScans.FoilEdge, 0))],
            [new FrameInfo { Frame = 0, File = "ni.xdi" }]
        );
        UserException e = Assert.ThrowsAny<UserException>(() =>
            Run(new Align { Foil = "foil" }, DriftingScans.Series(s_drift), ("foil", nickel))
        );
        Assert.Contains("same edge", e.Message, StringComparison.Ordinal);
    }

    private static (SpectralSeries, Findings) Run(Align stage, SpectralSeries series, params (string Id, SpectralSeries Series)[] others)
    {
        var findings = new Findings("s", "align") { Frame = -1 };
        var about = new StageInput
        {
            Card = DriftingScans.Card,
            Axis = series.Axis,
            Channel = series.Primary.Name,
            Signal = series.Signal,
            Frames = series.Frames,
            Others = others.ToDictionary(o => o.Id, o => o.Series),
            Run = DriftingScans.Run,
        };
        return (stage.Run(series, about, findings), findings);
    }
}
