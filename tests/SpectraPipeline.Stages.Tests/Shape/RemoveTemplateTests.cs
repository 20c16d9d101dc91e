using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Numerics.Templates;
using SpectraPipeline.Stages.Shape;
using Xunit;

namespace SpectraPipeline.Stages.Tests.Shape;

public sealed class RemoveTemplateTests : IDisposable
{
    private const int Frames = 6;
    private static readonly double[] s_x = FrameStageRun.Grid(900, 2, 1551);
    private static readonly TemplateCurve s_vapour = TemplateCurve.OfLines(WaterVapour.Lines(), 4);
    private static readonly TemplateCurve s_co2 = TemplateCurve.OfLines(CarbonDioxide.Lines(), 4);
    private readonly string _folder = Directory.CreateTempSubdirectory("spectra-template-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Vapour_and_carbon_dioxide_go_and_their_amplitudes_are_told_per_frame()
    {
        double[][] clean = [.. Enumerable.Range(0, Frames).Select(Clean)];
        double[][] frames =
        [
            .. clean.Select(
                (y, f) =>
                    y.Select((v, i) => v + (Vapour(f) * s_vapour.At(s_x[i]).Value) + (CarbonDioxideOf(f) * s_co2.At(s_x[i]).Value))
                        .ToArray()
            ),
        ];
        FrameStageRun run = FrameStageRun.Of(
            FrameStageRun.Series(s_x, SignalKind.Absorbance, frames),
            null,
            new RemoveTemplate(),
            new RemoveTemplate { Templates = new(["co2"]) }
        );
        Assert.Empty(run.Findings.Notes);
        List<TemplateRow> rows = run.Findings.List<TemplateRow>();
        Assert.Equal(2 * Frames, rows.Count);
        for (int f = 0; f < Frames; f++)
        {
            TemplateRow vapour = rows.Single(r => r.Frame == f && r.Template == "vapour"),
                co2 = rows.Single(r => r.Frame == f && r.Template == "co2");
            Assert.Equal(Vapour(f), vapour.Amplitude, 4 * vapour.AmplitudeSe);
            Assert.Equal(CarbonDioxideOf(f), co2.Amplitude, 4 * co2.AmplitudeSe);
            Assert.True(vapour.AmplitudeSe < 6e-4, $"{vapour.AmplitudeSe}");
            Assert.Equal(co2.Amplitude, run.Output.Scalars["co2 amplitude"][f]);
            double rms = Math.Sqrt(Enumerable.Range(0, s_x.Length).Average(i => Math.Pow(run.Output.Primary[f][i] - clean[f][i], 2)));
            // Half the noise of one point: what the errors of amplitude, shift and width of weak lines leave.
            Assert.True(rms < 5e-4, $"frame {f}: {rms}");
            for (int i = 0; i < s_x.Length; i++)
                Assert.Equal(run.Result.Outputs[0]!.Primary[f][i], run.Output.Primary[f][i] + run.Output["template"][f][i], 1e-12);
        }
    }

    [Fact]
    public void Nothing_is_removed_outside_the_range()
    {
        double[][] frames =
        [
            [.. s_x.Select(x => 0.02 * s_vapour.At(x).Value)],
        ];
        FrameStageRun run = Run(frames, new RemoveTemplate { From = 1600, To = 1800 });
        for (int i = 0; i < s_x.Length; i++)
            if (s_x[i] is < 1600 or > 1800)
                Assert.Equal(frames[0][i], run.Output.Primary[0][i]);
            else
                Assert.Equal(0, run.Output.Primary[0][i], 1e-6);
    }

    [Fact]
    public void A_measured_template_from_a_file_or_a_series_is_scaled_and_shifted()
    {
        double[] template = [.. s_x.Select(x => Math.Exp(-Math.Pow((x - 1640) / 40, 2)) + (0.3 * Math.Exp(-Math.Pow((x - 2120) / 80, 2))))];
        double[][] frames =
        [
            [
                .. s_x.Select(
                    (x, i) =>
                        0.1
                        + (0.4 * (Math.Exp(-Math.Pow((x - 1642) / 40, 2)) + (0.3 * Math.Exp(-Math.Pow((x - 2122) / 80, 2)))))
                        + (1e-3 * FrameStageRun.Noise(3, s_x.Length, 1)[i])
                ),
            ],
        ];
        string file = Path.Combine(_folder, "electrolyte.csv");
        File.WriteAllLines(file, s_x.Zip(template, (x, y) => FormattableString.Invariant($"{x:R},{y:R}")).Prepend("x,y"));
        var stage = new RemoveTemplate { Templates = new([file]), Shift = 10 };
        TemplateRow row = Assert.Single(Run(frames, stage).Findings.List<TemplateRow>());
        Assert.Equal(0.4, row.Amplitude, 4 * row.AmplitudeSe);
        Assert.Equal(2, row.Shift, 4 * row.ShiftSe);
        Assert.Empty(stage.CheckFiles(new RunContext(TimeProvider.System)));
        Assert.Contains(
            "not there",
            Assert.Single(new RemoveTemplate { Templates = new(["none.csv"]) }.CheckFiles(new RunContext(TimeProvider.System))),
            StringComparison.Ordinal
        );

        var others = new Dictionary<string, SpectralSeries>
        {
            ["blank"] = FrameStageRun.Series(s_x, SignalKind.Absorbance, template, template),
        };
        FrameStageRun series = FrameStageRun.Of(
            FrameStageRun.Series(s_x, SignalKind.Absorbance, frames),
            null,
            others,
            new RemoveTemplate { Templates = new(["blank"]), Shift = 10 }
        );
        Assert.Equal(row.Amplitude, Assert.Single(series.Findings.List<TemplateRow>()).Amplitude, 1e-9);
    }

    [Fact]
    public void Where_no_template_has_anything_the_spectrum_stays_and_that_is_said()
    {
        double[] x = FrameStageRun.Grid(2600, 2, 200);
        FrameStageRun run = FrameStageRun.Of(FrameStageRun.Series(x, SignalKind.Absorbance, Clean(0)[..200]), null, new RemoveTemplate());
        Assert.Equal(Clean(0)[..200], run.Output.Primary.Values);
        Assert.Equal("template-not-here", Assert.Single(run.Findings.Notes).Code);
    }

    [Fact]
    public void Where_no_fringe_stands_out_that_is_flagged_and_the_spectrum_stays()
    {
        double[] x = FrameStageRun.Grid(900, 1.5, 500),
            noise = FrameStageRun.Noise(7, x.Length, 2e-3);
        double[] bands =
        [
            .. x.Select((v, i) => noise[i] + (0.4 / (1 + Math.Pow((v - 1100) / 20, 2))) + (0.3 / (1 + Math.Pow((v - 1400) / 25, 2)))),
        ];
        double[] fringed = [.. x.Select((v, i) => bands[i] + (0.02 * Math.Cos(2 * Math.PI * v / 40)))];
        var stage = new RemoveTemplate { Templates = new(["fringe"]) };
        FrameStageRun run = FrameStageRun.Of(FrameStageRun.Series(x, SignalKind.Absorbance, bands, fringed), null, stage);
        Assert.Equal(bands, run.Output.Primary[0].ToArray());
        FaultRow note = Assert.Single(run.Findings.Notes);
        Assert.Equal("fringe-not-found", note.Code);
        Assert.Equal(0, note.Frame);
        List<TemplateRow> rows = run.Findings.List<TemplateRow>();
        Assert.True(rows[0].Amplitude > 0 && rows[0].AmplitudeSe > 0);
        Assert.Equal(40, rows[1].Period, 0.2);
        Assert.Equal(0.02, rows[1].Amplitude, 4 * rows[1].AmplitudeSe);
        double rms = Math.Sqrt(Enumerable.Range(0, x.Length).Average(i => Math.Pow(run.Output.Primary[1][i] - bands[i], 2)));
        Assert.True(rms < 1e-3, $"{rms}");
    }

    [Fact]
    public void A_period_needs_fringes_and_a_number_stands_for_a_tenth_either_side()
    {
        Assert.Contains("fringe", Assert.Single(new RemoveTemplate { Period = new(40, 60) }.Check()), StringComparison.Ordinal);
        Assert.Empty(new RemoveTemplate { Templates = new(["fringe"]), Period = new(40, 60) }.Check());
    }

    private static double Vapour(int frame) => 0.002 * frame;

    private static double CarbonDioxideOf(int frame) => 0.03 - (0.012 * frame);

    /// <summary>Two bands of a sample, one under the vapour, a slope and noise.</summary>
    private static double[] Clean(int frame)
    {
        double[] noise = FrameStageRun.Noise(100 + frame, s_x.Length, 1e-3);
        return
        [
            .. s_x.Select(
                (x, i) =>
                    0.2
                    + (2e-5 * x)
                    + (0.05 * Math.Exp(-Math.Pow((x - 1650) / 25, 2)))
                    - (0.03 * Math.Exp(-Math.Pow((x - 1400) / 20, 2)))
                    + noise[i]
            ),
        ];
    }

    private static FrameStageRun Run(double[][] frames, RemoveTemplate stage) =>
        FrameStageRun.Of(FrameStageRun.Series(s_x, SignalKind.Absorbance, frames), null, stage);

    [Fact]
    public void A_frame_of_a_template_series_that_is_no_number_does_not_switch_it_off()
    {
        double[] bad = [.. Broad()];
        bad[700] = double.NaN;
        FrameStageRun run = WithBlank(FrameStageRun.Series(s_x, SignalKind.Absorbance, Broad(), bad), Times(Broad(), 0.4));
        TemplateRow row = Assert.Single(run.Findings.List<TemplateRow>());
        Assert.Equal(0.4, row.Amplitude, 1e-6);
        Assert.ThrowsAny<UserException>(() => WithBlank(FrameStageRun.Series(s_x, SignalKind.Absorbance, bad), Broad()));
    }

    [Fact]
    public void Where_a_template_was_not_measured_nothing_of_it_is_removed()
    {
        double[] part = FrameStageRun.Grid(1500, 2, 81);
        SpectralSeries blank = FrameStageRun.Series(part, SignalKind.Absorbance, [.. part.Select(x => 0.5 + Water(x))]);
        double[] seen = [.. s_x.Select(x => 0.1 + Water(x))];
        FrameStageRun run = WithBlank(blank, seen);
        for (int i = 0; i < s_x.Length; i++)
            if (s_x[i] < part[0] || s_x[i] > part[^1])
                Assert.Equal(seen[i], run.Output.Primary[0][i]);
        Assert.Contains(
            "1500 to 1660",
            Assert.Single(run.Findings.Notes, n => n.Code == "template-ends").Message,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain(
            WithBlank(blank, seen, new RemoveTemplate { From = 1500, To = 1660 }).Findings.Notes,
            n => n.Code == "template-ends"
        );
    }

    [Fact]
    public void A_masked_stretch_of_a_template_is_not_removed()
    {
        double[] spoilt = [.. Broad()];
        spoilt.AsSpan(100, 20).Fill(-50);
        SpectralSeries blank = FrameStageRun.Masked(
            FrameStageRun.Series(s_x, SignalKind.Absorbance, spoilt),
            (_, i) => i is < 100 or >= 120
        );
        double[] seen = Times(Broad(), 0.4);
        FrameStageRun run = WithBlank(blank, seen);
        Assert.Equal(0.4, Assert.Single(run.Findings.List<TemplateRow>()).Amplitude, 1e-6);
        for (int i = 100; i < 120; i++)
            Assert.Equal(seen[i], run.Output.Primary[0][i]);
    }

    [Theory]
    [InlineData(SignalKind.SingleBeam)]
    [InlineData(SignalKind.Transmittance)]
    public void What_multiplies_is_not_subtracted(SignalKind kind) =>
        Assert.Contains(
            "multiplies",
            Assert
                .ThrowsAny<UserException>(() => FrameStageRun.Of(FrameStageRun.Series(s_x, kind, Clean(0)), null, new RemoveTemplate()))
                .Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void One_template_under_two_names_is_said() =>
        Assert.Contains(
            "vapour and vapor",
            Assert.Single(new RemoveTemplate { Templates = new(["vapour", "vapor"]) }.Check()),
            StringComparison.Ordinal
        );

    private static double Water(double x) => Math.Exp(-Math.Pow((x - 1580) / 20, 2));

    private static double[] Broad() =>
        [.. s_x.Select(x => Math.Exp(-Math.Pow((x - 1640) / 40, 2)) + (0.3 * Math.Exp(-Math.Pow((x - 2120) / 80, 2))))];

    private static double[] Times(double[] y, double factor) => [.. y.Select(v => factor * v)];

    private static FrameStageRun WithBlank(SpectralSeries blank, double[] y, RemoveTemplate? stage = null) =>
        FrameStageRun.Of(
            FrameStageRun.Series(s_x, SignalKind.Absorbance, y),
            null,
            new Dictionary<string, SpectralSeries> { ["blank"] = blank },
            (stage ?? new RemoveTemplate()) with
            {
                Templates = new(["blank"]),
            }
        );
}
