using System.Text.RegularExpressions;
using System.Xml.Linq;
using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.IO.Store;
using SpectraPipeline.Report.Figures;
using SpectraPipeline.Report.Html;
using SpectraPipeline.Report.Sources;
using Xunit;

namespace SpectraPipeline.Report.Tests;

public sealed class ReportWriterTests : IDisposable
{
    private readonly SyntheticStore store = new();

    public void Dispose() => store.Dispose();

    [Fact]
    public void Draws_every_figure_that_the_store_has_data_for()
    {
        ReportFiles files = ReportWriter.Write(store.Folder);
        Assert.Empty(files.Problems);
        Assert.Equal(
            ["overview", "waterfall", "fit", "band-evolution", "assignments", "xas"],
            files.Figures.Select(Path.GetFileNameWithoutExtension)
        );
        foreach (string figure in files.Figures)
            XElement.Parse(File.ReadAllText(figure));
        if (Environment.GetEnvironmentVariable("SPECTRA_FIGURES") is { Length: > 0 } folder)
            foreach (string file in files.Figures.Append(files.Html))
                File.Copy(file, Path.Combine(folder, "store-" + Path.GetFileName(file)), overwrite: true);
    }

    [Fact]
    public void Page_one_is_worded_by_the_verdict()
    {
        string page = Page();
        Assert.Contains("is consistent with CO<sub>3</sub><sup>2−</sup> (0.83)", page);
        Assert.Contains("is ambiguous: *CH<sub>2</sub>O (0.47) / ", page);
        Assert.DoesNotContain("is assigned to", page);
        Assert.Contains("13CH3OH: C=O moves to 1625", page);
        Assert.Contains("22 frames, 21 ok, 0 flagged, 1 faulted", page);
        Assert.Contains("2 found, 1 read, 1 refused", page);
    }

    [Fact]
    public void Every_number_of_a_band_is_its_row_in_the_store()
    {
        string page = Page();
        using ResultStore read = ResultStore.Open(store.Folder);
        BandRow row = read.Read<BandRow>().First(b => b.Frame == 12 && b.Band == 2);
        Match cells = Regex.Match(page, "<tr id=\"bands:ir/12/2\".*?</tr>", RegexOptions.Singleline);
        string text = Regex.Replace(cells.Value, "<[^>]+>", "");
        Assert.Contains(UncertainNumber.Format(row.Center, row.CenterSeTotal), text);
        Assert.Contains(UncertainNumber.Format(row.Fwhm, row.FwhmSe), text);
    }

    [Fact]
    public void Findings_link_to_rows_that_are_on_the_page()
    {
        string page = Page();
        foreach (Match link in Regex.Matches(page, "class=\"row\" href=\"#([^\"]+)\""))
            Assert.Contains($"id=\"{link.Groups[1].Value}\"", page);
    }

    [Fact]
    public void Names_from_files_stay_text()
    {
        string page = Page();
        Assert.DoesNotContain("<b onclick", page);
        Assert.Contains("&lt;b onclick", page);
    }

    [Fact]
    public void Methods_say_which_baseline_was_taken_how_sure_and_which_single_method_is_nearest()
    {
        string page = Page();
        Assert.Contains("joint fit above a broad curve, both ways (4 of 4 frames, median lambda 10000)", page);
        Assert.Contains("In 3 of 4 frames it held more than 95 %.", page);
        Assert.Contains("The standard deviation of the baseline is 0.0020 in units of y", page);
        Assert.Contains("baseline.std-distribution half-window 12 (nearest in 1 of the frames sampled, median distance 0.0030)", page);
        Assert.Contains("<tr id=\"baselines:ir/baseline.auto/3/2\"", page);
    }

    [Fact]
    public void Page_one_and_the_methods_say_how_the_clocks_were_set_and_what_errors_and_limits_hold()
    {
        string page = Text(Page());
        Assert.Contains(
            "ir: the clock of echem.mpt was set against the spectra by 14 shared steps: an offset of 3.42(5) s and a rate of 48(3) ppm",
            page
        );
        Assert.Contains(
            "Fits of ir: standard errors with correlated noise and baseline; 1.8 neighbouring points share one piece of noise",
            page
        );
        Assert.Contains("Two equal bands nearer to each other than 23 cm", page);
        Assert.Contains(
            "Rival models were tried in 4 frames: decidedly worse (BIC by more than 10) in 2, tied or better (less than 2) in 2.",
            page
        );
        Assert.Contains("ir: in 1 of 22 frames two bands describe a feature better than the one that was fitted (two-bands-better).", page);
        Assert.Contains("is 1.6 × 10^−4 in height (median) with the doubt about the baseline, 1.2 × 10^−4 by the noise alone.", page);
    }

    [Fact]
    public void Every_table_of_the_evolution_is_on_the_page_with_its_intervals_and_is_left_out_without_rows()
    {
        string page = Page();
        foreach (
            string table in (string[])
                [
                    "clocks",
                    "onsets",
                    "kinetic_models",
                    "band_ratios",
                    "hysteresis",
                    "replicates",
                    "band_trends",
                    "track_stretches",
                    "band_parameters",
                ]
        )
            Assert.Contains($"<table id=\"{table}\"", page);
        Assert.Contains("0.53 [0.49, 0.57]", Row(page, "band_ratios:ir/all/2/1/height"));
        Assert.Contains("−0.55 [−0.61, –]", Row(page, "onsets:ir/1/potential/change-point"));
        Assert.Contains("45 [39, 52]", Row(page, "kinetic_models:ir/1/first-order"));
        Assert.Contains("1662.4 [1661.2, 1663.6]", Row(page, "replicates:ir/catalyst-Zn-N-C/1662/center"));
        using SyntheticStore bare = new(bare: true);
        Assert.DoesNotContain("<table id=\"clocks\"", File.ReadAllText(ReportWriter.Write(bare.Folder).Html));
    }

    [Fact]
    public void Where_an_interval_was_made_it_is_written_drawn_and_said()
    {
        using SyntheticStore made = new(intervals: true);
        using ResultStore read = ResultStore.Open(made.Folder);
        string page = File.ReadAllText(ReportWriter.Write(read).Html);
        Assert.Contains("[30.5, 36.2]", Row(page, "bands:ir/12/2"));
        Assert.Contains("profile", Row(page, "bands:ir/12/2"));
        Figure evolution = new BandEvolutionFigure().Make(new ReportSource(read)).Single();
        Assert.Contains(
            "Bars: 95 % intervals (1.96 standard errors with correlated noise and baseline where none was made).",
            evolution.Caption.ToString()
        );
        PointsLayer widths = evolution
            .Panels.Where(p => p.Y.Quantity.ToString() == "FWHM")
            .SelectMany(p => p.Layers.OfType<PointsLayer>())
            .First(p => p.RowIds.Contains("bands:ir/12/2"));
        int at = widths.RowIds.ToList().IndexOf("bands:ir/12/2");
        Assert.Equal(widths.Y[at] - 30.5, widths.ErrorBelow![at], 9);
        Assert.Equal(36.2 - widths.Y[at], widths.ErrorAbove![at], 9);
    }

    [Fact]
    public void Merged_stretches_are_shaded_where_they_lie_and_named_once()
    {
        using ResultStore read = ResultStore.Open(store.Folder);
        Figure evolution = new BandEvolutionFigure().Make(new ReportSource(read)).Single();
        BandLayer[] shades =
        [
            .. evolution.Panels.SelectMany(p => p.Layers.OfType<BandLayer>()).Where(b => b.RowIds is ["track_stretches:ir/2/9"]),
        ];
        Assert.Equal(3, shades.Length);
        // Frames 9 to 11 were taken 30 s apart from 240 s on.
        Assert.All(shades, shade => Assert.Equal([225, 315], shade.X));
        Assert.Equal(1, evolution.Panels.SelectMany(p => p.Layers).Count(layer => layer.Name?.ToString() == "merged"));
        Assert.DoesNotContain("track_stretches:ir/2/7", evolution.Panels.SelectMany(p => p.Layers).SelectMany(layer => layer.RowIds));
        Assert.Contains("merged with another track", evolution.Caption.ToString());
    }

    [Fact]
    public void Methods_and_references_are_ready_to_paste()
    {
        string page = Page();
        Assert.Contains("baseline.arpls (lambda 100000, order 2) [1]", page);
        Assert.Contains("[1] Baek et al., Analyst 140 (2015) 250", page);
        Assert.Contains("@article{baek2015,", page);
    }

    [Fact]
    public void Spectra_that_only_a_fit_left_are_model_plus_residual_and_a_cycled_potential_shows_its_direction()
    {
        using SyntheticStore cycled = new(cycled: true);
        using ResultStore read = ResultStore.Open(cycled.Folder);
        ReportSource source = new(read);
        SeriesSource series = source.Series[0];
        Assert.Equal("peaks.fit", series.VibrationalStep);
        Assert.Equal(SignalKind.DifferenceAbsorbance, series.VibrationalSignal.Kind);
        Assert.Equal(Variable.Potential, series.Variable);
        SpectralSeries frame = series.Read("peaks.fit", [12]);
        double[] y = SeriesSource.Spectrum(frame, 0);
        Assert.Equal(frame["fit"][0][180] + frame["residual"][0][180], y[180]);

        Figure evolution = new BandEvolutionFigure().Make(source).Single();
        PointsLayer[] points = [.. evolution.Panels[0].Layers.OfType<PointsLayer>()];
        Assert.Contains(points, p => p.Marker == MarkerShape.TriangleDown);
        Assert.Contains(points, p => p.Marker == MarkerShape.TriangleUp);
        Assert.Contains("while the potential rose", evolution.Caption.ToString());
        // Frame 7 is faulted and frame 0 the reference, whose bands have no errors: neither is drawn.
        Assert.Equal(20, points.Sum(p => p.X.Length));
        BandRow row = read.Read<BandRow>().First(b => b is { Frame: 12, Track: 1 });
        PointsLayer drawn = points.Single(p => p.RowIds.Contains("bands:ir/12/1"));
        Assert.Equal(row.Height, drawn.Y[drawn.RowIds.ToList().IndexOf("bands:ir/12/1")]);

        ReportFiles files = ReportWriter.Write(read);
        Assert.Empty(files.Problems);
        Assert.Contains("fit", files.Figures.Select(Path.GetFileNameWithoutExtension));
    }

    [Fact]
    public void Only_the_figures_that_the_pipeline_names_are_drawn_and_an_unknown_one_is_said()
    {
        using SyntheticStore chosen = new(figures: "\"xas\", \"watrefall\"");
        ReportFiles files = ReportWriter.Write(chosen.Folder);
        Assert.Equal(["overview", "xas"], files.Figures.Select(Path.GetFileNameWithoutExtension));
        Assert.StartsWith("watrefall: there is no such figure", Assert.Single(files.Problems));
        Assert.Contains("watrefall: there is no such figure", File.ReadAllText(files.Html));
    }

    [Fact]
    public void Page_one_has_seven_claims_the_decided_first_then_the_likeliest_and_counts_the_rest()
    {
        using SyntheticStore many = new(claims: 10);
        string page = File.ReadAllText(ReportWriter.Write(many.Folder).Html);
        string found = page[
            page.IndexOf("id=\"found\"", StringComparison.Ordinal)..page.IndexOf("id=\"decide\"", StringComparison.Ordinal)
        ];
        string[] statements = [.. Regex.Matches(found, "Statement (\\d)").Select(m => m.Groups[1].Value)];
        Assert.Equal(["9", "8", "0", "1", "2", "3", "4"], statements);
        Assert.Contains("3 more claims are in the table of claims.", found);
    }

    [Fact]
    public void An_absorption_edge_is_a_line_of_numbers_that_are_rows()
    {
        string page = Page();
        Match line = Regex.Match(page, "<p>zn-n4: .*?</div>", RegexOptions.Singleline);
        string text = Regex.Replace(line.Value, "<[^>]+>", "");
        Assert.Contains("E0 = 9661.5 eV, edge step 0.776", text);
        // The larger maximum at 0.8 is left of any shell.
        Assert.Contains("R = 1.58 \u00c5 (phase uncorrected, S/N 19)", text);
        Assert.Contains("measured", text);
        Assert.Contains("href=\"#fourier_peaks:zn-n4/0/1\"", line.Value);
    }

    [Fact]
    public void A_part_that_throws_costs_itself_and_is_said()
    {
        List<string> problems = [];
        IReadOnlyList<Block> blocks = ReportWriter.Section("tables", () => throw new InvalidDataException("row 3"), problems);
        Assert.Contains("row 3", Assert.IsType<Words>(Assert.Single(blocks)).Text.ToString());
        Assert.Equal("tables: InvalidDataException: row 3", Assert.Single(problems));
    }

    [Fact]
    public void An_empty_folder_still_gives_a_report()
    {
        using SyntheticStore bare = new(bare: true);
        ReportFiles files = ReportWriter.Write(bare.Folder);
        Assert.Empty(files.Figures);
        Assert.Contains("No band was followed or assigned", File.ReadAllText(files.Html));
    }

    [Fact]
    public void The_report_is_the_same_when_drawn_again_and_leaves_no_half_file()
    {
        string first = Page();
        File.WriteAllText(Path.Combine(store.Folder, "figures", "old.svg"), "<svg/>");
        Assert.Equal(first, Page());
        Assert.False(File.Exists(Path.Combine(store.Folder, "figures", "old.svg")));
        Assert.Empty(Directory.GetFiles(store.Folder, "*.tmp", SearchOption.AllDirectories));
    }

    [Fact]
    public void A_folder_that_is_no_result_is_refused() =>
        Assert.ThrowsAny<UserException>(() => ReportWriter.Write(Path.Combine(store.Folder, "figures-not-there")));

    /// <summary>A row of a table as text.</summary>
    private static string Row(string page, string id) =>
        Text(Regex.Match(page, $"<tr id=\"{Regex.Escape(id)}\".*?</tr>", RegexOptions.Singleline).Value);

    private static string Text(string html) => Regex.Replace(html, "<[^>]+>", "").Replace('\u00a0', ' ');

    private string Page() => File.ReadAllText(ReportWriter.Write(store.Folder).Html);
}
