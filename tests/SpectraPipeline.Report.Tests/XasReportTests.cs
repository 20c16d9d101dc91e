using System.Net;
using System.Text.RegularExpressions;
using SpectraPipeline.Core;
using SpectraPipeline.IO.Store;
using SpectraPipeline.Report.Figures;
using SpectraPipeline.Report.Sources;
using Xunit;

namespace SpectraPipeline.Report.Tests;

/// <summary>Who reads only the report must learn what a fit of EXAFS tells, and what it does not.</summary>
public sealed class XasReportTests(XasReportTests.Written written) : IClassFixture<XasReportTests.Written>
{
    /// <summary>The store and its report, made once.</summary>
    public sealed class Written : IDisposable
    {
        private readonly SyntheticStore store = new(exafs: true);

        public Written() => Page = File.ReadAllText(ReportWriter.Write(store.Folder).Html);

        public string Folder => store.Folder;
        public string Page { get; }

        public void Dispose() => store.Dispose();
    }

    [Fact]
    public void Shells_are_told_with_intervals_that_reach_over_all_tied_models() =>
        Assert.Contains(
            "Zn-N with N 3.1 (2.3 to 4.0; over all tied models 2.0 to 5.2), R 2.004 (1.980 to 2.030) Å, σ2 0.0070(15) Å2",
            Found()
        );

    [Fact]
    public void Rival_models_are_said_to_be_tied_or_overparameterised_and_by_what()
    {
        string found = Found();
        Assert.Contains("EXAFS by ‘Zn-N’, the simplest of 2 models that the data do not tell apart", found);
        Assert.Contains("overparameterised: ‘all’ (12 variables for 11 independent points)", found);
    }

    [Fact]
    public void A_shell_that_is_not_asked_for_has_a_limit_and_a_tied_model_that_holds_it_is_not_hushed_up()
    {
        string found = Found();
        Assert.Contains("Zn-O (near 3.20 Å): N below 0.83 at 95 %", found);
        Assert.Contains("Zn-Zn (near 2.67 Å): N below 1.9 at 95 %, yet the tied ‘Zn-N + Zn-Zn’ holds it with N 1.1 (0.2 to 2.4)", found);
    }

    [Fact]
    public void Series_are_told_apart_only_where_intervals_do_not_touch()
    {
        string found = Found();
        Assert.Contains("N 3.1 (2.0 to 5.2) against 4.1 (3.3 to 4.9), not told apart by these data", found);
        Assert.Contains("against 1.970 (1.950 to 1.975) Å, which differ", found);
    }

    [Fact]
    public void What_no_fit_can_tell_is_said_once()
    {
        string found = Found();
        Assert.Single(Regex.Matches(found, "What EXAFS does not tell here"));
        // π/(2·8 Å⁻¹).
        Assert.Contains("two distances closer than 0.20 Å", found);
        Assert.Contains("held at 0.95", found);
    }

    [Fact]
    public void Scans_energies_dose_and_mixtures_are_told()
    {
        string found = Found();
        Assert.Contains("2 of 3 scans bad: frame 3 (glitch, i0-loss) and frame 7 (jump)", found);
        Assert.Contains("inflection of the reference foil found at 9658.94(4) eV and put to 9659.00 eV (tabulated)", found);
        Assert.Contains("edge does not move: below 0.010 eV per scan at 95 %; white line moves by −0.020(3) edge steps per scan", found);
        Assert.Contains("ZnO 0.69 (0.58 to 0.80), Zn foil 0.31 (0.20 to 0.42); none of ZnS (below 0.050)", found);
        Assert.Contains("2 combinations explain it alike: 0.31 Zn foil + 0.69 ZnO; 0.29 Zn foil + 0.71 ZnS.", found);
        Assert.Contains("The residual exceeds the noise (reduced χ² 12)", found);
    }

    [Fact]
    public void Every_table_with_rows_is_on_the_page_with_its_intervals()
    {
        string page = Page();
        foreach (
            string table in (string[])
                [
                    "exafs_fits",
                    "exafs_paths",
                    "exafs_parameters",
                    "exafs_comparisons",
                    "scan_quality",
                    "calibrations",
                    "dose_trends",
                    "components",
                    "model_quality",
                ]
        )
            Assert.Contains($"<table id=\"{table}\"", page);
        Assert.DoesNotContain("<table id=\"wavelet_limits\"", page);
        Assert.Contains("3.1 [2.3, 4.0]", Row(page, "exafs_paths:zn-n4/xas.fit-paths/0/1/Zn-N"));
        // Weak correlations are left out.
        Assert.Contains("Zn-N.sigma2 0.92", Row(page, "exafs_parameters:zn-n4/xas.fit-paths/0/1/Zn-N.n"));
        Assert.DoesNotContain("e0", Row(page, "exafs_parameters:zn-n4/xas.fit-paths/0/1/Zn-N.n"));
    }

    [Fact]
    public void The_figure_draws_the_stored_data_and_model_with_the_ranges_of_the_fit()
    {
        using ResultStore read = ResultStore.Open(written.Folder);
        Figure figure = new ExafsFitFigure().Make(new ReportSource(read)).Single();
        Assert.Equal("exafs-fit", figure.Name);
        Panel k = figure.Panels[0],
            r = figure.Panels[1];
        Assert.Equal([3, 11], k.Layers.OfType<MarksLayer>().Single().X);
        Assert.Equal([1, 3], r.Layers.OfType<MarksLayer>().Single().X);
        SpectralSeries spectra = read.ReadSpectra("zn-n4", "xas.fit-paths", [0]);
        PointsLayer data = k.Layers.OfType<PointsLayer>().Single();
        int at = Array.FindIndex(data.X, v => v >= 6);
        Assert.Equal(spectra["chi"][0][at] * data.X[at] * data.X[at], data.Y[at], 9);
        // A wave sin(2kR) has its maximum at R.
        PointsLayer magnitude = r.Layers.OfType<PointsLayer>().Single();
        Assert.Equal(1.6, magnitude.X[Array.IndexOf(magnitude.Y, magnitude.Y.Max())], 0.05);
    }

    [Fact]
    public void Two_steps_that_find_edges_leave_rows_of_two_names() =>
        Assert.NotEqual(
            RowIds.Of(
                new Core.Rows.EdgeRow
                {
                    Series = "a",
                    Step = "xas.normalize",
                    Frame = 0,
                    E0 = 1,
                }
            ),
            RowIds.Of(
                new Core.Rows.EdgeRow
                {
                    Series = "a",
                    Step = "xas.edge-position",
                    Frame = 0,
                    E0 = 1,
                }
            )
        );

    private string Page() => written.Page;

    /// <summary>What was found, as text.</summary>
    private string Found()
    {
        string page = Page();
        string found = page[
            page.IndexOf("id=\"found\"", StringComparison.Ordinal)..page.IndexOf("id=\"decide\"", StringComparison.Ordinal)
        ];
        return Text(found);
    }

    private static string Row(string page, string id) =>
        Text(Regex.Match(page, $"<tr id=\"{Regex.Escape(id)}\".*?</tr>", RegexOptions.Singleline).Value);

    private static string Text(string html) => WebUtility.HtmlDecode(Regex.Replace(html, "<[^>]+>", "")).Replace('\u00a0', ' ');
}
