using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Stages.Exafs;
using SpectraPipeline.Testing;
using SpectraPipeline.Testing.Generators;
using Xunit;
using MadeChi = SpectraPipeline.Testing.Generators.Xas.PathChi;
using MadeParameters = SpectraPipeline.Testing.Generators.Xas.PathParameters;
using MadePath = SpectraPipeline.Testing.Generators.Xas.FeffPath;

namespace SpectraPipeline.Stages.Tests.Exafs;

/// <summary>Intervals over many spectra: the pockets of the sample data by FEFF, each draw with distances and noise of its own. What ./exafs-study shows at length.</summary>
public sealed class PathCoverageTests
{
    private const int Draws = 60;
    private const double Noise = 0.002;
    private const double Amplitude = 0.95;

    private static readonly double[] s_k = [.. Enumerable.Range(0, 261).Select(i => 0.05 * i)];

    private sealed record Structure(string Name, int N, double Sigma2, double CarbonSigma2, int Paths);

    private static readonly Structure s_three = new("zn-n3", 3, 0.007, 0.012, 4);
    private static readonly Structure s_four = new("zn-n4", 4, 0.006, 0.012, 5);

    // Of 120 intervals of 95 % at least 106 hold the truth, with a probability of 99.7 %, and not all do (99.8 %).
    [Fact]
    public void Intervals_of_number_and_distance_hold_the_truth_as_often_as_they_say()
    {
        (ExafsRun Run, double[] R, Structure About)[] all = [Fit(s_three, 1), Fit(s_four, 1)];
        (int n, int r, int count) = (0, 0, 0);
        foreach (var (run, truth, about) in all)
        foreach (ExafsPathRow row in run.Paths.Where(p => p.Path == "Zn-N"))
        {
            n += Holds(row.NLow, row.NHigh, about.N) ? 1 : 0;
            r += Holds(row.RLow, row.RHigh, truth[row.Frame]) ? 1 : 0;
            count++;
        }
        Assert.Equal(2 * Draws, count);
        Assert.InRange(n, 106, 119);
        Assert.InRange(r, 106, 119);
    }

    // 5 % of 60 pairs are 3; more than 8 are seen by chance in 0.4 % of cases.
    [Fact]
    public void Alike_samples_are_hardly_ever_told_apart_and_different_ones_never_the_wrong_way_round()
    {
        ExafsRun three = Fit(s_three, 2).Run;
        ExafsRun four = Fit(s_four, 2).Run;
        int alike = Enumerable.Range(0, Draws).Count(f => Compare(three, f, three, (f + 1) % Draws).Verdict == "separated");
        Assert.InRange(alike, 0, 8);
        ExafsComparisonRow[] different = [.. Enumerable.Range(0, Draws).Select(f => Compare(three, f, four, f))];
        Assert.DoesNotContain(different, d => d.Verdict == "separated" && d.Value > d.OtherValue);
        Assert.Contains(different, d => d.Verdict == "separated");
        Assert.Contains(different, d => d.Verdict == "not-separated");
    }

    [Fact]
    public void Paths_that_share_a_variable_state_the_interval_of_the_variable()
    {
        using var feff = new MadeFeff();
        var first = feff.Write("a.dat", 7, 2.0, 4);
        var second = feff.Write("b.dat", 7, 2.3, 4);
        const string Step = """
            paths:
              - { file: a.dat, label: A, n: x, delta-r: d, sigma2: 0.006, e0: de0 }
              - { file: b.dat, label: B, n: 8 - x, delta-r: 2*d, sigma2: 0.006, e0: de0 }
            variables: { x: 0..8 start 4, d: 0, de0: 0 }
            rivals: none
            """;
        ExafsRun run = ExafsRun.Of(
            Step,
            feff.Folder,
            MadeFeff.K,
            MadeFeff.Chi(3, 0.004, (first, 3, 0.01, 0.006), (second, 5, 0.02, 0.006))
        );
        ExafsPathRow[] rows = [.. run.Paths];
        Assert.Equal(["A", "B"], rows.Select(r => r.Path));
        Assert.True(rows[0].NLow < rows[0].N && rows[0].N < rows[0].NHigh, $"{rows[0].NLow} {rows[0].N} {rows[0].NHigh}");
        Assert.Equal(8 - rows[0].NHigh, rows[1].NLow, 9);
        Assert.Equal(8 - rows[0].NLow, rows[1].NHigh, 9);
        Assert.Equal(2 * (rows[0].RLow - 2.0), rows[1].RLow - 2.3, 9);
        Assert.Equal(2 * (rows[0].RHigh - 2.0), rows[1].RHigh - 2.3, 9);
    }

    // A lone shell searched for over R and σ² is mimicked by noise in a third of blanks.
    [Fact]
    public void A_shell_that_can_be_left_out_may_be_none()
    {
        using var feff = new MadeFeff();
        var first = feff.Write("zn-n.dat", 7, 2.0, 4);
        feff.Write("zn-zn.dat", 30, 2.66, 6);
        const string Step =
            "models: [ { name: N, paths: [ { file: zn-n.dat, label: Zn-N } ] }, { name: N + Zn, paths: [ { file: zn-n.dat, label: Zn-N }, { file: zn-zn.dat, label: Zn-Zn } ] } ]\n"
            + "k-min: 2.5\nk-max: 12\nr-min: 1\nr-max: 2.9\nk-weights: [2]";
        double[][] frames = [.. Enumerable.Range(0, 40).Select(d => MadeFeff.Chi(500 + d, 0.003, (first, 4, 0, 0.006)))];
        ExafsRun run = ExafsRun.Of(Step, feff.Folder, MadeFeff.K, frames);
        (ExafsPathRow Row, bool Tied)[] zinc =
        [
            .. run
                .Paths.Where(p => p.Path == "Zn-Zn" && double.IsFinite(p.N))
                .Select(p => (p, run.Fit("N", p.Frame).Verdict is "tied" or "preferred" && run.Fit("N + Zn", p.Frame).Verdict == "tied")),
        ];
        Assert.Contains(zinc, z => z.Row.Message?.Contains("A model without it stands", StringComparison.Ordinal) == true);
        Assert.All(zinc.Where(z => z.Tied), z => Assert.False(z.Row.NLow > 0.01, $"frame {z.Row.Frame}: {z.Row.NLow}"));
        Assert.True(zinc.Count(z => z.Tied) >= 10, $"only {zinc.Count(z => z.Tied)} of {frames.Length} are tied");
    }

    private static bool Holds(double low, double high, double truth) => !(low > truth) && !(high < truth);

    private static (ExafsRun Run, double[] R, Structure About) Fit(Structure about, ulong seed)
    {
        string folder = Path.Combine(Corpus.Checkout, "data-samples", "methanol-amine", "feff", about.Name);
        Assert.SkipUnless(Directory.Exists(folder), $"needs the sample paths of {about.Name}");
        MadePath[] paths = [.. Enumerable.Range(1, about.Paths).Select(p => MadePath.Read(Path.Combine(folder, File(p))))];
        double[] distances = new double[Draws];
        var frames = new double[Draws][];
        for (int f = 0; f < Draws; f++)
        {
            var random = NoiseSource.For(seed, string.Create(CultureInfo.InvariantCulture, $"{about.Name} {f}"));
            frames[f] = [.. s_k.Select(_ => Noise * random.NextNormal())];
            distances[f] = paths[0].HalfLength + (0.0115 * random.NextNormal());
            double carbon = 0.008 * random.NextNormal();
            double[] one = new double[s_k.Length];
            for (int p = 0; p < paths.Length; p++)
            {
                var parameters =
                    p == 0
                        ? new MadeParameters(null, Amplitude, 0, distances[f] - paths[0].HalfLength, about.Sigma2)
                        : new MadeParameters(null, Amplitude, 0, carbon, about.CarbonSigma2);
                MadeChi.Evaluate(paths[p], parameters, s_k, one);
                for (int i = 0; i < one.Length; i++)
                    frames[f][i] += one[i];
            }
        }
        return (ExafsRun.Of(Step(about), folder, s_k, frames), distances, about);
    }

    private static string File(int path) => string.Create(CultureInfo.InvariantCulture, $"feff{path:D4}.dat");

    private static string Step(Structure about) =>
        "paths:\n"
        + string.Concat(
            Enumerable
                .Range(1, about.Paths)
                .Select(p =>
                    p == 1
                        ? $"  - {{ file: {File(p)}, label: Zn-N, n: 0.., delta-r: dr, sigma2: ss, e0: de0, s02: 0.95 }}\n"
                        : $"  - {{ file: {File(p)}, label: C{p}, n: degen*nc, delta-r: drc, sigma2: ssc, e0: de0, s02: 0.95 }}\n"
                )
        )
        + "variables: { dr: 0, de0: 0, ss: 0.001..0.03 start 0.006, nc: 0.. start 1, drc: 0, ssc: 0.001..0.05 start 0.012 }\n"
        + "k-min: 2.5\nk-max: 11.5\nk-weights: [2, 3]\nr-min: 1\nr-max: 3\nrivals: none";

    private static ExafsComparisonRow Compare(ExafsRun a, int frame, ExafsRun b, int otherFrame)
    {
        var other = new TableSet(new SeriesCard { Id = "b" }, null);
        Fill(other, b, otherFrame);
        var own = new TableSet(new SeriesCard { Id = "a" }, null, new Dictionary<string, TableSet> { ["b"] = other });
        Fill(own, a, frame);
        var findings = new Findings("a", "xas.compare-paths");
        new ComparePaths { With = ["b"], Path = "Zn-N" }.Run(own, new RowWriter(findings), new RunContext(TimeProvider.System));
        return findings.List<ExafsComparisonRow>().Single(r => r.Quantity == "n");
    }

    private static void Fill(TableSet tables, ExafsRun run, int frame)
    {
        tables.Set<ExafsFitRow>([.. run.Fits.Where(f => f.Frame == frame).Select(f => f with { Frame = 0 })]);
        tables.Set<ExafsPathRow>([.. run.Paths.Where(p => p.Frame == frame).Select(p => p with { Frame = 0 })]);
    }
}
