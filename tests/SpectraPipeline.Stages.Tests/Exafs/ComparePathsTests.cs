using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Stages.Exafs;
using Xunit;

namespace SpectraPipeline.Stages.Tests.Exafs;

/// <summary>Three or four neighbours: said only where the intervals do not touch.</summary>
public sealed class ComparePathsTests
{
    [Theory]
    [InlineData(3.0, 0.2, 4.0, 0.2, "separated")]
    [InlineData(3.0, 0.4, 4.0, 0.4, "not-separated")]
    [InlineData(3.0, 0.2, 4.0, double.NaN, "undecided")]
    public void Numbers_are_told_apart_only_by_intervals_that_do_not_touch(
        double n,
        double se,
        double other,
        double otherSe,
        string verdict
    )
    {
        ExafsComparisonRow row = Compare(
                [Path("a", 1, n, se)],
                [Fit("a", 1, "preferred")],
                [Path("b", 1, other, otherSe)],
                [Fit("b", 1, "preferred")]
            )
            .Single(r => r.Quantity == "n");
        Assert.Equal(verdict, row.Verdict);
        Assert.Equal(n / other, row.Ratio, 12);
    }

    [Fact]
    public void A_tied_model_with_another_number_widens_the_interval()
    {
        ExafsComparisonRow row = Compare(
                [Path("a", 1, 3.0, 0.1), Path("a", 2, 3.8, 0.1), Path("a", 3, 9, 0.1)],
                [
                    Fit("a", 1, "tied"),
                    Fit("a", 2, "tied") with
                    {
                        BicDifference = 1.5,
                    },
                    Fit("a", 3, "rejected") with
                    {
                        BicDifference = 30,
                    },
                ],
                [Path("b", 1, 4.0, 0.1)],
                [Fit("b", 1, "preferred")]
            )
            .Single(r => r.Quantity == "n");
        Assert.Equal(3.0, row.Value);
        Assert.Equal(3.0 - 1.959963984540054 * 0.1, row.Low, 12);
        Assert.Equal(3.8 + 1.959963984540054 * 0.1, row.High, 12);
        Assert.Equal("not-separated", row.Verdict);
    }

    // The rival 'N of FEFF' is tied so often that its fixed number would leave nothing decided.
    [Fact]
    public void A_number_that_a_tied_rival_of_the_program_fixes_is_no_measurement()
    {
        ExafsComparisonRow row = Compare(
                [Path("a", 1, 3, 0.1), Path("a", 2, 4, double.NaN)],
                [Fit("a", 1, "tied"), Made(Fit("a", 2, "tied") with { BicDifference = 0.5 })],
                [Path("b", 1, 4, 0.1)],
                [Fit("b", 1, "preferred")]
            )
            .Single(r => r.Quantity == "n");
        Assert.Equal((3, "separated"), (row.Value, row.Verdict));
    }

    [Fact]
    public void A_number_that_the_listed_model_fixes_is_taken_from_the_tied_one_that_frees_it()
    {
        ExafsComparisonRow row = Compare(
                [Path("a", 1, 4, double.NaN), Path("a", 2, 3.1, 0.1)],
                [Fit("a", 1, "tied"), Fit("a", 2, "tied") with { BicDifference = 0.5 }],
                [Path("b", 1, 4, 0.1)],
                [Fit("b", 1, "preferred")]
            )
            .Single(r => r.Quantity == "n");
        Assert.Equal((3.1, "separated"), (row.Value, row.Verdict));
    }

    [Fact]
    public void Of_two_fits_of_a_frame_the_later_step_counts()
    {
        ExafsComparisonRow row = Compare(
                [Path("a", 1, 9, 0.1) with { Step = "fit" }, Path("a", 1, 3, 0.1) with { Step = "again" }],
                [Fit("a", 1, "preferred") with { Step = "fit" }, Fit("a", 1, "preferred") with { Step = "again" }],
                [Path("b", 1, 4, 0.1)],
                [Fit("b", 1, "preferred")]
            )
            .Single(r => r.Quantity == "n");
        Assert.Equal((3, "separated"), (row.Value, row.Verdict));
    }

    [Fact]
    public void The_nearest_shell_is_compared_with_that_of_the_same_label()
    {
        ExafsComparisonRow row = Compare(
                [Path("a", 1, 3, 0.1)],
                [Fit("a", 1, "preferred")],
                [Path("b", 1, 1, 0.1) with { Path = "Zn-O", R = 1.9 }, Path("b", 1, 4, 0.1) with { R = 2.1 }],
                [Fit("b", 1, "preferred")]
            )
            .Single(r => r.Quantity == "n");
        Assert.Equal(("Zn-N", 4), (row.OtherPath, row.OtherValue));
        row = Compare(
                [Path("a", 1, 3, 0.1) with { Path = "first" }],
                [Fit("a", 1, "preferred")],
                [Path("b", 1, 1, 0.1) with { Path = "Zn-O", R = 1.9 }, Path("b", 1, 4, 0.1) with { R = 2.1 }],
                [Fit("b", 1, "preferred")]
            )
            .Single(r => r.Quantity == "n");
        Assert.Equal(("Zn-O", 1), (row.OtherPath, row.OtherValue));
    }

    [Fact]
    public void No_disorder_reaches_below_0()
    {
        ExafsComparisonRow row = Compare(
                [Path("a", 1, 3, 0.1) with { Sigma2 = 0.002, Sigma2Se = 0.003 }],
                [Fit("a", 1, "preferred")],
                [Path("b", 1, 4, 0.1) with { Sigma2 = 0.009, Sigma2Se = 0.001 }],
                [Fit("b", 1, "preferred")]
            )
            .Single(r => r.Quantity == "sigma2");
        Assert.Equal(0, row.Low);
    }

    [Fact]
    public void A_distance_fixed_in_both_is_no_finding() =>
        Assert.DoesNotContain(
            Compare([Path("a", 1, 3, 0.1)], [Fit("a", 1, "preferred")], [Path("b", 1, 4, 0.1)], [Fit("b", 1, "preferred")]),
            r => r.Quantity == "r"
        );

    [Fact]
    public void Two_series_that_compare_do_not_wait_for_each_other()
    {
        SeriesCard[] cards = [new() { Id = "a", Edge = "Zn K" }, new() { Id = "b", Edge = "Zn K" }, new() { Id = "c", Edge = "Cu K" }];
        Assert.Empty(new ComparePaths().Choosing(cards[0], cards).OtherSeries);
        Assert.Equal(["a"], new ComparePaths().Choosing(cards[1], cards).OtherSeries);
        Assert.Empty(new ComparePaths().Choosing(cards[2], cards).OtherSeries);
    }

    private static List<ExafsComparisonRow> Compare(
        ExafsPathRow[] paths,
        ExafsFitRow[] fits,
        ExafsPathRow[] otherPaths,
        ExafsFitRow[] otherFits
    )
    {
        var other = new TableSet(new SeriesCard { Id = "b" }, null);
        other.Set<ExafsPathRow>(otherPaths);
        other.Set<ExafsFitRow>(otherFits);
        var own = new TableSet(new SeriesCard { Id = "a" }, null, new Dictionary<string, TableSet> { ["b"] = other });
        own.Set<ExafsPathRow>(paths);
        own.Set<ExafsFitRow>(fits);
        var findings = new Findings("a", "xas.compare-paths");
        new ComparePaths { With = ["b"] }.Run(own, new RowWriter(findings), new RunContext(TimeProvider.System));
        return findings.List<ExafsComparisonRow>();
    }

    private static ExafsFitRow Made(ExafsFitRow fit) =>
        fit with
        {
            Message = "Rival made by the program: coordination numbers are FEFF's degeneracies.",
        };

    private static ExafsFitRow Fit(string series, int fit, string verdict) =>
        new()
        {
            Series = series,
            Frame = 0,
            Fit = fit,
            Model = $"model {fit}",
            Verdict = verdict,
            BicDifference = 0,
        };

    private static ExafsPathRow Path(string series, int fit, double n, double se) =>
        new()
        {
            Series = series,
            Frame = 0,
            Fit = fit,
            Path = "Zn-N",
            N = n,
            NSe = se,
            R = 1.97,
        };
}
