using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Stages.Exafs;

namespace SpectraPipeline.ExafsStudy;

/// <summary>Pairs of spectra through xas.compare-paths.</summary>
/// <param name="Words">Which pairs.</param>
/// <param name="Count">How many.</param>
/// <param name="SeparatedN">Share whose N are told apart.</param>
/// <param name="SeparatedR">Share whose R are told apart.</param>
/// <param name="Wrong">Share told apart the wrong way round; 0 where both are of one structure.</param>
/// <param name="Ratio">Median ratio of N.</param>
/// <param name="RatioLow">5 % of the ratios lie below.</param>
/// <param name="RatioHigh">5 % lie above.</param>
/// <param name="RatioCoverage">Share of the ratio's intervals that hold its truth.</param>
internal sealed record CompareResult(
    string Words,
    int Count,
    double SeparatedN,
    double SeparatedR,
    double Wrong,
    double Ratio,
    double RatioLow,
    double RatioHigh,
    double RatioCoverage
);

/// <summary>Three or four? Only where intervals do not touch.</summary>
internal static class CompareStudy
{
    /// <summary>Each spectrum of one structure beside one of the other.</summary>
    public static CompareResult Different(CoverageResult three, CoverageResult four) =>
        Of(three.Pocket.Name + " and " + four.Pocket.Name, [.. three.Found.Zip(four.Found)], 3.0 / 4);

    /// <summary>Each spectrum beside one of another site of the same structure.</summary>
    public static CompareResult Alike(CoverageResult one)
    {
        FrameFindings[] found = one.Found;
        return Of(one.Pocket.Name + " twice", [.. found.Select((f, i) => (f, found[(i + 1) % found.Length]))], 1);
    }

    private static CompareResult Of(string words, (FrameFindings A, FrameFindings B)[] pairs, double truth)
    {
        List<ExafsComparisonRow>[] rows = [.. pairs.Select(p => Compare(p.A, p.B))];
        ExafsComparisonRow[] n = [.. rows.SelectMany(r => r).Where(r => r.Quantity == "n")];
        ExafsComparisonRow[] apart = [.. n.Where(r => r.Verdict == "separated")];
        double[] ratios = [.. n.Select(r => r.Ratio).Where(double.IsFinite).Order()];
        // An open end of Fieller's interval holds all on its side.
        int holds = n.Count(r => !(r.RatioLow > truth) && !(r.RatioHigh < truth));
        double count = pairs.Length;
        return new(
            words,
            pairs.Length,
            apart.Length / count,
            rows.SelectMany(r => r).Count(r => r is { Quantity: "r", Verdict: "separated" }) / count,
            truth < 1 ? apart.Count(r => r.Value > r.OtherValue) / count : 0,
            ratios[ratios.Length / 2],
            ratios[ratios.Length / 20],
            ratios[ratios.Length * 19 / 20],
            holds / (double)n.Length
        );
    }

    private static List<ExafsComparisonRow> Compare(FrameFindings a, FrameFindings b)
    {
        var other = new TableSet(new SeriesCard { Id = "b" }, null);
        Fill(other, b);
        var own = new TableSet(new SeriesCard { Id = "a" }, null, new Dictionary<string, TableSet> { ["b"] = other });
        Fill(own, a);
        var findings = new Findings("a", "compare");
        var stage = new ComparePaths { With = ["b"], Path = StudyStage.Nitrogen };
        stage.Run(own, new RowWriter(findings), new RunContext(TimeProvider.System));
        return findings.List<ExafsComparisonRow>();
    }

    private static void Fill(TableSet tables, FrameFindings found)
    {
        tables.Set<ExafsFitRow>([.. found.Fits.Select(f => f with { Frame = 0 })]);
        tables.Set<ExafsPathRow>([.. found.Paths.Select(p => p with { Frame = 0 })]);
    }
}
