using System.Text.RegularExpressions;
using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Report.Figures;
using SpectraPipeline.Report.Preview;
using Xunit;

namespace SpectraPipeline.Report.Tests.Preview;

/// <summary>The page of a preview holds every step with its parameters, its words and its figure.</summary>
public sealed class PreviewWriterTests
{
    private static readonly Axis s_axis = new("wavenumber", Unit.PerCm, [.. Enumerable.Range(0, 101).Select(i => 1600.0 + i)]);
    private static readonly double[] s_x = s_axis.Values.ToArray();
    private static readonly double[] s_y = [.. s_x.Select(x => 5 + (0.01 * (x - 1600)) + (2 * Math.Exp(-Math.Pow((x - 1650) / 6, 2))))];

    [Fact]
    public void Every_step_has_its_section_in_order_and_a_link_to_it()
    {
        string page = PreviewWriter.Render(Input(All()), null);
        string[] titles = [.. Regex.Matches(page, "<h2>([^<]*)</h2>").Select(m => m.Groups[1].Value)];
        Assert.Equal(
            [
                "As read",
                "1  shape.smooth",
                "2  base (baseline.arpls)",
                "3  peaks.fit",
                "4  peaks.find",
                "5  test.fails",
                "6  shape.crop",
                "Not in a preview",
            ],
            titles
        );
        foreach (Match section in Regex.Matches(page, "<section id=\"([^\"]*)\""))
            Assert.Contains($"href=\"#{section.Groups[1].Value}\"", page, StringComparison.Ordinal);
        Assert.Contains("bands.track: works on the whole series: not in a preview.", page, StringComparison.Ordinal);
        // As read, four results, and the input of the step that failed.
        Assert.Equal(6, Regex.Count(page, "<figure "));
    }

    [Fact]
    public void Needs_no_other_file_and_names_none()
    {
        string page = PreviewWriter.Render(Input(All()), "/* plotly */");
        Assert.DoesNotContain("figures/", page, StringComparison.Ordinal);
        Assert.DoesNotMatch("(src|href)=\"[^#\"]", page);
    }

    [Fact]
    public void Parameters_are_all_there_and_changed_ones_stand_out()
    {
        string page = PreviewWriter.Render(Input(All()), null);
        Assert.Contains(
            "<div class=\"changed\" title=\"Stiffness. Default: 100000.\"><dt>lambda</dt><dd>1e6 Å</dd></div>",
            page,
            StringComparison.Ordinal
        );
        Assert.Contains("<div title=\"Order. This is the default.\"><dt>order</dt><dd>2</dd></div>", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Faults_flags_and_what_was_not_run_are_said_in_words()
    {
        string page = PreviewWriter.Render(Input(All()), null);
        Assert.Contains(
            "<div class=\"notice-box fault\"><p><b>Fault:</b> No edge &lt;found&gt;; state e0.</p></div>",
            page,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "<div class=\"notice-box flag\"><p><b>Flagged:</b> stalled: tie or drop one</p></div>",
            page,
            StringComparison.Ordinal
        );
        Assert.Contains("<p>Not run: test.fails has no result for this frame.</p>", page, StringComparison.Ordinal);
        Assert.Contains("at a bound: center, fwhm", page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wavenumber_axis_runs_downwards_and_the_input_lies_grey_under_the_output()
    {
        Panel panel = Assert.Single(Draw(Smoothed()).Panels);
        Assert.Equal(AxisDirection.Descending, panel.X.Direction);
        LineLayer[] lines = [.. panel.Layers.OfType<LineLayer>()];
        Assert.Equal(["input", "output"], lines.Select(l => l.Name!.ToString()));
        Assert.Equal(s_y, lines[0].Y);
        Assert.Equal(lines[0].Colour.Red, lines[0].Colour.Blue);
    }

    [Fact]
    public void A_step_that_replaces_few_points_has_them_marked_where_they_were()
    {
        double[] spiked = [.. s_y];
        (spiked[30], spiked[31]) = (50, 40);
        PreviewStep step = Step("shape.despike") with { Input = Spectra(spiked), InputChannel = "y", Output = Spectra(s_y) };
        PointsLayer marked = Assert.Single(Draw(step).Panels[0].Layers.OfType<PointsLayer>());
        Assert.Equal([1630, 1631], marked.X);
        Assert.Equal([50, 40], marked.Y);
        Assert.Equal("2 points replaced", marked.Name!.ToString());
        Assert.Empty(Draw(Smoothed()).Panels[0].Layers.OfType<PointsLayer>());
    }

    [Fact]
    public void A_cut_is_shown_within_what_it_cuts_from()
    {
        var cut = new Axis(s_axis.Name, s_axis.Unit, s_x.AsSpan(20, 40));
        PreviewStep step = Step("shape.crop") with
        {
            Input = Spectra(s_y),
            InputChannel = "y",
            Output = new SpectralSeries("ir", cut, [new Channel("y", new Signal(SignalKind.Absorbance), 1, 40, s_y[20..60])], [Info]),
        };
        Panel panel = Assert.Single(Draw(step).Panels);
        Assert.Equal((1600, 1700), (panel.X.Low, panel.X.High));
    }

    [Fact]
    public void The_bands_of_a_fit_stand_on_what_the_model_has_beside_them()
    {
        Panel above = Draw(Fitted()).Panels[0];
        Dictionary<string, double[]> named = above
            .Layers.OfType<LineLayer>()
            .Where(l => l.Name is not null)
            .ToDictionary(l => l.Name!.ToString(), l => l.Y);
        double[] band = Assert.Single(above.Layers.OfType<LineLayer>(), l => l.Name is null).Y;
        // One band: on its background it is the model; the background alone is the straight line that the model was made with.
        for (int i = 0; i < s_x.Length; i++)
        {
            Assert.Equal(named["model"][i], band[i], 12);
            Assert.Equal(5 + (0.01 * i), named["background"][i], 12);
        }
        Assert.Equal("1650.0(3)", Assert.Single(above.Layers.OfType<MarksLayer>()).Labels.Single().ToString());
        Assert.Equal("Residual", Draw(Fitted()).Panels[1].Y.Quantity.ToString());
    }

    [Fact]
    public void A_band_whose_shape_has_further_parameters_is_drawn_too()
    {
        var share = new BandParameterRow
        {
            Series = "ir",
            Frame = 3,
            Band = 1,
            Name = "lorentz-share",
            Value = 0.4,
        };
        double[][] unnamed = [.. Draw(Fitted(share)).Panels[0].Layers.OfType<LineLayer>().Where(l => l.Name is null).Select(l => l.Y)];
        Assert.Equal(7.5, Assert.Single(unnamed)[50], 9);
    }

    [Fact]
    public void Values_of_a_varied_parameter_share_a_figure_and_a_table()
    {
        FramePreview one = All(),
            two = one with { Steps = [one.Steps[0], one.Steps[1] with { Output = Baseline(4) }, .. one.Steps.Skip(2)] };
        var input = new PreviewInput
        {
            Pipeline = "p.yaml",
            Variants = [one, two],
            Varied = new VariedParameter("base", "lambda", ["1e6", "1e4"]),
        };
        Figure varied = StepFigure.Of(new StepVariants([one.Steps[1], two.Steps[1]], input.Varied, "lambda"), "f")!;
        Assert.Equal(["input", "lambda 1e6", "lambda 1e4"], varied.Panels[0].Layers.OfType<LineLayer>().Select(l => l.Name!.ToString()));
        Assert.Equal(3, varied.Panels[0].Layers.OfType<LineLayer>().Select(l => l.Colour).Distinct().Count());
        string page = PreviewWriter.Render(input, null);
        Assert.Contains(
            "<div class=\"varied\" title=\"Stiffness. Default: 100000.\"><dt>lambda</dt><dd>1e6, 1e4 Å</dd></div>",
            page,
            StringComparison.Ordinal
        );
        // Steps before the varied one are drawn once; tables behind it have a row for each value.
        Assert.Equal(1, Regex.Count(page, "id=\"step-1\""));
        Assert.Equal(2, Regex.Count(page, "<tr id=\"step-3-bands-[12]\""));
    }

    [Fact]
    public void A_map_is_drawn_over_both_axes_with_its_lobes()
    {
        var r = new Axis("r", Unit.Angstrom, [0, 1, 2]);
        var k = new Axis("k", Unit.PerAngstrom, [0, 1, 2, 3]);
        double[] values = [.. Enumerable.Range(0, 12).Select(i => (double)i)];
        PreviewStep step = Step("xas.wavelet") with
        {
            Input = Spectra(s_y),
            InputChannel = "y",
            Output = new SpectralSeries("ir", k, [new Channel("mag", new Signal(SignalKind.WaveletMap), 1, 12, values)], [Info], axis2: r),
            Findings = Found(
                "xas.wavelet",
                f =>
                    f.Add(
                        new WaveletLobeRow
                        {
                            Series = "ir",
                            Frame = 3,
                            Lobe = 1,
                            KMax = 2,
                            RMax = 1,
                            Amplitude = 9,
                        }
                    )
            ),
        };
        Panel panel = Assert.Single(Draw(step).Panels);
        Assert.Equal(
            (4, 3),
            (panel.Layers.OfType<HeatmapLayer>().Single().X.Length, panel.Layers.OfType<HeatmapLayer>().Single().Y.Length)
        );
        Assert.Equal([2], panel.Layers.OfType<PointsLayer>().Single().X);
    }

    [Fact]
    public void Only_its_own_pages_are_known_as_previews()
    {
        string own = Path.GetTempFileName(),
            other = Path.GetTempFileName();
        try
        {
            PreviewWriter.Write(own, Input(All()));
            File.WriteAllText(other, "<!DOCTYPE html><html><body>mine</body></html>");
            Assert.True(PreviewWriter.IsPreview(own));
            Assert.False(PreviewWriter.IsPreview(other));
        }
        finally
        {
            File.Delete(own);
            File.Delete(other);
        }
    }

    private static FrameInfo Info { get; } = new() { Frame = 3, File = "frame-<3>.csv" };

    private static SpectralSeries Spectra(double[] y, string name = "y") =>
        new("ir", s_axis, [new Channel(name, new Signal(SignalKind.Absorbance), 1, y.Length, y)], [Info], firstFrame: 3);

    private static SpectralSeries Baseline(double level)
    {
        double[] baseline = [.. s_y.Select(_ => level)];
        return new SpectralSeries(
            "ir",
            s_axis,
            [
                new Channel("corrected", new Signal(SignalKind.Absorbance), 1, s_y.Length, [.. s_y.Select(v => v - level)]),
                new Channel("baseline", new Signal(SignalKind.Auxiliary), 1, s_y.Length, baseline),
            ],
            [Info]
        );
    }

    private static PreviewStep Step(string stage) =>
        new()
        {
            Id = stage,
            Stage = stage,
            Summary = "Does it.",
            Parameters = [],
            InputFrom = "read",
        };

    private static PreviewStep Smoothed() =>
        Step("shape.smooth") with
        {
            Input = Spectra(s_y),
            InputChannel = "y",
            Output = Spectra([.. s_y.Select(v => v * 1.001)]),
        };

    private static Findings Found(string step, Action<Findings> add)
    {
        var findings = new Findings("ir", step) { Frame = 3 };
        add(findings);
        return findings;
    }

    private static PreviewStep Fitted(params BandParameterRow[] further)
    {
        var band = new BandRow
        {
            Series = "ir",
            Step = "peaks.fit",
            Frame = 3,
            Band = 1,
            Center = 1650,
            CenterSe = 0.3,
            Fwhm = 10,
            FwhmSe = 1,
            Height = 2,
            HeightSe = 0.1,
            Area = 21,
            AreaSe = 2,
            Shape = further.Length == 0 ? "gaussian" : "voigt",
            AtBound = "center,fwhm",
        };
        double[] curve = LineShapeCurve.Of(band, further, s_x);
        double[] model = [.. curve.Select((v, i) => v + 5 + (0.01 * i))];
        var auxiliary = new Signal(SignalKind.Auxiliary);
        return Step("peaks.fit") with
        {
            Input = Spectra(s_y),
            InputChannel = "y",
            Output = new SpectralSeries(
                "ir",
                s_axis,
                [
                    new Channel("y", new Signal(SignalKind.Absorbance), 1, s_y.Length, s_y),
                    new Channel("fit", auxiliary, 1, s_y.Length, model),
                    new Channel("residual", auxiliary, 1, s_y.Length, [.. s_y.Select((v, i) => v - model[i])]),
                ],
                [Info]
            ),
            Findings = Found(
                "peaks.fit",
                f =>
                {
                    f.Add(band);
                    foreach (BandParameterRow row in further)
                        f.Add(row);
                    f.Flag("fit-not-converged", "stalled: tie or drop one");
                }
            ),
        };
    }

    private static FramePreview All() =>
        new()
        {
            Series = "ir",
            Frames = 8,
            AsRead = Spectra(s_y),
            Doubts = [],
            Steps =
            [
                Smoothed(),
                Step("baseline.arpls") with
                {
                    Id = "base",
                    Parameters = [new("lambda", "1e6", "100000", "Å", "Stiffness."), new("order", "2", "2", "", "Order.")],
                    Input = Spectra(s_y),
                    InputChannel = "y",
                    Output = Baseline(5),
                },
                Fitted(),
                Step("peaks.find") with
                {
                    Input = Spectra(s_y),
                    InputChannel = "y",
                    Findings = Found(
                        "peaks.find",
                        f =>
                            f.Add(
                                new BandRow
                                {
                                    Series = "ir",
                                    Frame = 3,
                                    Center = 1650,
                                    Height = 7,
                                }
                            )
                    ),
                },
                Step("test.fails") with
                {
                    Input = Spectra(s_y),
                    InputChannel = "y",
                    Fault = new Fault("test.fails", "no-edge", "No edge <found>; state e0."),
                },
                Step("shape.crop") with
                {
                    NotRun = "not run: test.fails has no result for this frame",
                },
                Step("bands.track") with
                {
                    NeedsWholeSeries = true,
                    NotRun = "works on the whole series: not in a preview",
                },
            ],
        };

    private static PreviewInput Input(FramePreview preview) => new() { Pipeline = "p.yaml", Variants = [preview] };

    private static Figure Draw(PreviewStep step) => StepFigure.Of(new StepVariants([step], null, ""), "f")!;
}
