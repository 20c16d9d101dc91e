using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Numerics.Xas;
using SpectraPipeline.Stages.Xas;
using Xunit;

namespace SpectraPipeline.Stages.Tests.Xas;

public sealed class CalibrateTests
{
    private static readonly double[] s_drift = [.. Enumerable.Range(0, 6).Select(f => 0.4 - (0.1 * f))];

    [Fact]
    public void Without_parameters_every_frame_is_put_right_by_its_own_reference()
    {
        FrameStageRun run = Run(new Calibrate(), DriftingScans.Series(s_drift));
        Assert.All(EdgesOf(run.Output, "reference"), e => Assert.InRange(e, 9658.97, 9659.03));
        double[] samples = EdgesOf(run.Output, "mu");
        // The sample keeps its distance from the foil.
        Assert.All(
            samples,
            e =>
                Assert.InRange(
                    e - 9659,
                    DriftingScans.SampleEdge - DriftingScans.FoilEdge - 0.03,
                    DriftingScans.SampleEdge - DriftingScans.FoilEdge + 0.03
                )
        );
        CalibrationRow row = Assert.Single(run.Findings.List<CalibrationRow>());
        Assert.Equal((9659.0, "tabulated (Elam, XrayDB)", "derivative"), (row.EdgeEnergy, row.EdgeSource, row.Convention));
        Assert.Equal(6, run.Findings.List<AlignmentRow>().Count);
        Assert.Equal(run.Findings.List<AlignmentRow>()[0].ShiftEv, row.ShiftEv, 6);
        Assert.Empty(run.Findings.Notes);
    }

    [Theory]
    [InlineData(EdgeTable.Xraydb, 9659.0)]
    [InlineData(EdgeTable.Kraft, 9660.76)]
    public void The_table_says_where_the_edge_goes(EdgeTable table, double energy)
    {
        FrameStageRun run = Run(new Calibrate { Table = table }, DriftingScans.Series([0.2]));
        Assert.InRange(EdgesOf(run.Output, "reference")[0], energy - 0.01, energy + 0.01);
        Assert.Equal(energy, run.Findings.List<CalibrationRow>()[0].EdgeEnergy);
    }

    [Fact]
    public void A_series_without_a_reference_stays_as_recorded_and_says_so()
    {
        SpectralSeries bare = DriftingScans.Without(DriftingScans.Series(s_drift), "reference");
        FrameStageRun run = Run(new Calibrate(), bare);
        Assert.Equal(bare.Axis.Values, run.Output.Axis.Values);
        Assert.Equal(bare.Primary.Values, run.Output.Primary.Values);
        Assert.Equal("not-calibrated", Assert.Single(run.Findings.Notes).Code);
    }

    [Fact]
    public void The_series_of_a_foil_moves_all_frames_by_one_constant_and_their_values_not_at_all()
    {
        SpectralSeries bare = DriftingScans.Without(DriftingScans.Series(s_drift), "reference");
        var foil = DriftingScans.Without(DriftingScans.Series([0.0]), "mu");
        FrameStageRun run = Run(new Calibrate { Foil = "foil", EdgeEnergy = 9659 }, bare, ("foil", foil));
        double shift = run.Findings.List<CalibrationRow>()[0].ShiftEv;
        Assert.InRange(shift, 9659 - DriftingScans.FoilEdge - 0.05, 9659 - DriftingScans.FoilEdge + 0.05);
        Assert.Equal(bare.Primary.Values, run.Output.Primary.Values);
        for (int i = 0; i < bare.Axis.Length; i++)
            Assert.Equal(bare.Axis[i] + shift, run.Output.Axis[i], 9);
        Assert.Empty(run.Findings.List<AlignmentRow>());
    }

    [Fact]
    public void A_foil_is_its_own_reference_and_half_its_step_is_another_convention()
    {
        SpectralSeries foil = DriftingScans.Without(DriftingScans.Series([0.0]), "reference");
        SeriesCard card = DriftingScans.Card with { Role = "foil" };
        FrameStageRun inflection = Run(new Calibrate(), foil, card);
        FrameStageRun half = Run(new Calibrate { Convention = EdgeConvention.HalfStep }, foil, card);
        Assert.InRange(EdgesOf(inflection.Output, "mu")[0], 9658.99, 9659.01);
        CalibrationRow row = half.Findings.List<CalibrationRow>()[0];
        Assert.Equal("half-step", row.Convention);
        Assert.NotEqual(inflection.Findings.List<CalibrationRow>()[0].E0Found, row.E0Found, 2);
    }

    [Fact]
    public void An_angle_put_right_moves_energies_by_less_below_the_edge_and_a_spacing_by_a_factor()
    {
        SpectralSeries series = DriftingScans.Series([0.0]);
        double[] angle = Run(
            new Calibrate
            {
                As = EnergyCorrection.Angle,
                DSpacing = 3.1356,
                EdgeEnergy = 9650,
            },
            series
        )
            .Output.Axis.Values.ToArray();
        double[] spacing = Run(new Calibrate { As = EnergyCorrection.Spacing, EdgeEnergy = 9650 }, series).Output.Axis.Values.ToArray();
        double found = 9650 / (spacing[0] / 9560);
        for (int i = 0; i < angle.Length; i += 50)
        {
            double e = DriftingScans.Energies[i];
            Assert.Equal(e * 9650 / found, spacing[i], 6);
            // dE/dθ = −E cot θ: to first order in a turn of 1e-3 rad, shifts go as E·cot θ. Second order is 1e-3 of 10 eV.
            double Cot(double v) => Math.Sqrt(Math.Pow(v * 2 * 3.1356 / 12398.42, 2) - 1);
            Assert.InRange((angle[i] - e) / (9650 - found) / (e * Cot(e) / (found * Cot(found))), 0.995, 1.005);
        }
    }

    [Fact]
    public void A_dead_reference_is_flagged_and_its_frame_moves_like_the_first()
    {
        FrameStageRun run = Run(new Calibrate(), DriftingScans.Series(s_drift, dead: 3));
        AlignmentRow row = run.Findings.List<AlignmentRow>()[3];
        Assert.Equal("missing", row.Origin);
        Assert.Equal(run.Findings.List<CalibrationRow>()[0].ShiftEv, row.ShiftEv);
        Assert.Contains(run.Findings.Notes, n => n is { Code: "reference-missing", Frame: 3 });
        Assert.All(run.Output.Faults, Assert.Null);
    }

    [Fact]
    public void An_edge_far_from_its_energy_is_another_element_or_unit()
    {
        SeriesCard copper = DriftingScans.Card with { Edge = "Cu K" };
        UserException e = Assert.ThrowsAny<UserException>(() => Run(new Calibrate(), DriftingScans.Series([0.0]), copper));
        Assert.Contains("8979.00 eV", e.Message, StringComparison.Ordinal);
        Assert.Contains("max-offset", e.Message, StringComparison.Ordinal);
        SeriesCard unnamed = DriftingScans.Card with { Edge = null };
        Assert.Contains(
            "edge-energy",
            Assert.ThrowsAny<UserException>(() => Run(new Calibrate(), DriftingScans.Series([0.0]), unnamed)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Pixels_become_energies_that_rise_and_spectra_are_turned_round_with_them()
    {
        double[] pixels = [.. Enumerable.Range(1, 600).Select(p => (double)p)];
        double Energy(double p) => 9700 - (0.4 * (p - 300));
        double[] seen = [.. pixels.Select(p => DriftingScans.Edge(Energy(p) - DriftingScans.FoilEdge))];
        SpectralSeries foil = Pixels(pixels, seen),
            series = Pixels(pixels, seen, [.. seen.Select(v => 2 * v)]);
        var reference = DriftingScans.Without(DriftingScans.Series([0.0]), "mu");
        var stage = new Calibrate
        {
            Pixels = new PixelFoil { Foil = "foil", Reference = "reference" },
        };
        FrameStageRun run = Run(stage, series, ("foil", foil), ("reference", reference));
        for (int i = 0; i < 600; i++)
        {
            Assert.InRange(run.Output.Axis[i] - Energy(600 - i), -0.2, 0.2);
            Assert.Equal(seen[599 - i], run.Output.Primary[0][i]);
        }
        CalibrationRow row = Assert.Single(run.Findings.List<CalibrationRow>());
        Assert.InRange(row.C1, -0.402, -0.398);
        Assert.True(double.IsNaN(row.ShiftEv));
        Assert.Contains("runs down the pixels", row.Message, StringComparison.Ordinal);
        SpectralSeries elsewhere = Pixels([.. pixels.Select(p => 8.9 + (0.001 * p))], seen);
        UserException e = Assert.ThrowsAny<UserException>(() => Run(stage, series, ("foil", elsewhere), ("reference", reference)));
        Assert.Contains("not the same pixels", e.Message, StringComparison.Ordinal);
        e = Assert.ThrowsAny<UserException>(() => Run(new Calibrate(), series));
        Assert.Contains("pixels: { foil", e.Message, StringComparison.Ordinal);
    }

    private static SpectralSeries Pixels(double[] pixels, params double[][] frames) =>
        new(
            "s",
            new Axis("pixel", Unit.Pixel, pixels),
            [new Channel("mu", new Signal(SignalKind.Mu), frames.Length, pixels.Length, [.. frames.SelectMany(f => f)])],
            [.. frames.Select((_, f) => new FrameInfo { Frame = f, File = "p" })]
        );

    private static double[] EdgesOf(SpectralSeries series, string channel)
    {
        var finder = new FoilEdge();
        return
        [
            .. Enumerable
                .Range(0, series.Frames)
                .Select(f => finder.Find(series.Axis.Values, series[channel][f], EdgeConvention.Derivative).Energy),
        ];
    }

    private static FrameStageRun Run(Calibrate stage, SpectralSeries series, params (string Id, SpectralSeries Series)[] others) =>
        Run(stage, series, DriftingScans.Card, others);

    private static FrameStageRun Run(
        Calibrate stage,
        SpectralSeries series,
        SeriesCard card,
        params (string Id, SpectralSeries Series)[] others
    ) => FrameStageRun.Of(series, card, others.ToDictionary(o => o.Id, o => o.Series), DriftingScans.Run, stage);
}
