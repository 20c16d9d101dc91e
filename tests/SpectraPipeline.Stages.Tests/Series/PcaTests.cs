using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Numerics.Multivariate;
using SpectraPipeline.Numerics.Statistics;
using SpectraPipeline.Stages.Series;
using SpectraPipeline.Stages.Tests.Xas;
using SpectraPipeline.Stages.Xas;
using Xunit;

namespace SpectraPipeline.Stages.Tests.Series;

public sealed class PcaTests(ITestOutputHelper output)
{
    private const int Points = 150;

    [Fact]
    public void Counts_the_species_of_an_infrared_series_and_says_that_the_criteria_agree()
    {
        Findings findings = Run(new Pca(), Made(60, 3, 0.02, 1), out SpectralSeries result);
        ModelQualityRow rank = Quality(findings, "rank").Single();
        output.WriteLine($"{rank.Model}: {rank.Verdict}");
        Assert.Equal((3, "agree"), (rank.Rank, rank.Verdict));
        Assert.Equal(10, Quality(findings, "singular-value").Count);
        Assert.Equal(-1, rank.Frame);
        // What is left is the noise, what was made has none to speak of.
        double[] left = result["residual"].Values;
        Assert.InRange(Math.Sqrt(left.Average(v => v * v)) / 0.02, 0.94, 1.0);
        Assert.Equal(60 * 10, findings.List<ComponentRow>().Count);
        Assert.Equal(10 * Points, findings.List<ComponentSpectrumRow>().Count);
    }

    [Fact]
    public void Scores_and_loadings_give_the_spectra_back()
    {
        SpectralSeries series = Made(12, 3, 0.02, 2);
        Findings findings = Run(new Pca { Components = 12 }, series, out _);
        var scores = findings.List<ComponentRow>();
        var loadings = findings.List<ComponentSpectrumRow>();
        for (int f = 0; f < 12; f++)
        for (int i = 0; i < Points; i += 13)
            Assert.Equal(
                series.Primary[f][i],
                scores
                    .Where(s => s.Frame == f)
                    .Sum(s => s.Weight * loadings.Single(l => l.Component == s.Component && l.X == series.Axis[i]).Value),
                1e-12
            );
    }

    [Fact]
    public void Intervals_of_loadings_and_scores_are_those_of_the_noise()
    {
        // First order: a loading moves by sigma over its singular value. Against the decomposition without noise, for components that are well apart.
        var exact = new PrincipalComponents(Values(Made(60, 2, 0, 3)), 60, Points, 2);
        int inside = 0,
            all = 0;
        for (int seed = 10; seed < 20; seed++)
        {
            Findings findings = Run(new Pca { Components = 4, Rank = 2 }, Made(60, 2, 0.02, seed), out _);
            for (int k = 0; k < 2; k++)
            {
                ComponentSpectrumRow[] rows = [.. findings.List<ComponentSpectrumRow>().Where(r => r.Component == $"PC{k + 1}")];
                double sign = Math.Sign(rows.Select((r, i) => r.Value * exact.Triplets.RightOf(k)[i]).Sum());
                for (int i = 0; i < Points; i++)
                {
                    double truth = sign * exact.Triplets.RightOf(k)[i];
                    inside += truth >= rows[i].Low && truth <= rows[i].High ? 1 : 0;
                    all++;
                }
            }
        }
        output.WriteLine($"{inside / (double)all:P1} of {all} points of loadings");
        Assert.InRange(inside / (double)all, 0.93, 0.97);
    }

    [Fact]
    public void Says_where_criteria_disagree_and_that_neighbours_share_noise()
    {
        SpectralSeries series = Made(60, 3, 0, 5);
        var noise = new SeededNormal(5, "shared");
        double[] values = series.Primary.Values;
        for (int f = 0; f < 60; f++)
        {
            double before = 0;
            for (int i = 0; i < Points; i++)
            {
                before = 0.7 * before + 0.02 * noise.Next();
                values[f * Points + i] += before;
            }
        }
        Findings findings = Run(new Pca(), series, out _);
        ModelQualityRow rank = Quality(findings, "rank").Single();
        output.WriteLine($"{rank.Model}: {rank.Verdict}");
        Assert.Equal("disagree", rank.Verdict);
        Assert.Contains(findings.Notes, n => n.Code == "noise-correlated");
        Assert.Contains("parallel 3", rank.Model, StringComparison.Ordinal);
    }

    [Fact]
    public void Standards_are_tried_as_targets()
    {
        double[] truth = Band(0.35),
            foreign = Band(0.40);
        SpectralSeries series = Made(60, 3, 0.01, 6);
        var others = new Dictionary<string, SpectralSeries>
        {
            ["inside"] = OnAxis("inside", truth),
            ["outside"] = OnAxis("outside", foreign),
        };
        Findings findings = Run(new Pca { Standards = new(["inside", "outside"]) }, series, out _, others);
        List<ModelQualityRow> f = Quality(findings, "target-f");
        Assert.Equal(["in-space", "out-of-space"], f.Select(r => r.Verdict));
        Assert.Equal(["inside", "outside"], f.Select(r => r.Model));
        Assert.Equal(["acceptable", "poor"], Quality(findings, "target-spoil").Select(r => r.Verdict));
    }

    [Fact]
    public void Faulted_frames_and_masked_points_take_no_part()
    {
        SpectralSeries whole = Made(30, 2, 0.02, 7);
        double[] values = (double[])whole.Primary.Values.Clone();
        var faults = new Fault?[30];
        faults[4] = new Fault("x", "x", "x");
        values.AsSpan(4 * Points, Points).Fill(double.NaN);
        bool[] mask = [.. Enumerable.Range(0, 30 * Points).Select(i => i % Points != 20)];
        for (int f = 0; f < 30; f++)
            values[f * Points + 20] = f == 4 ? double.NaN : 1e6;
        var series = new SpectralSeries(
            "s",
            whole.Axis,
            [new Channel("y", whole.Signal, 30, Points, values, mask: mask)],
            whole.Info,
            faults
        );
        Findings findings = Run(new Pca(), series, out SpectralSeries result);
        Assert.Equal(2, Quality(findings, "rank").Single().Rank);
        Assert.DoesNotContain(findings.List<ComponentRow>(), r => r.Frame == 4);
        Assert.Equal(Points - 1, result.Axis.Length);
        Assert.True(result.Primary[4].ToArray().All(double.IsNaN) && result.Primary[5].ToArray().All(double.IsFinite));
    }

    [Fact]
    public void The_gold_series_has_more_than_one_species_and_ends_in_metal()
    {
        // Four times of the cyanobacteria series on one grid: rank at least two; gold metal grows among the scores of an LCF with the same standards.
        string[] times = ["d_0_12", "d_2_42", "d_4_73", "d_7_03"];
        double[] grid = [.. Enumerable.Range(0, 200).Select(i => 11890 + 0.5 * i)];
        double[][] frames = [.. times.Select(t => On(LcfCase.Gold(t), grid))];
        SpectralSeries series = LcfCase.Series("gold", grid, frames);
        Findings findings = Run(new Pca { Components = 4 }, series, out _);
        double[] s = [.. Quality(findings, "singular-value").Select(r => r.Value)];
        output.WriteLine(
            string.Join(", ", s.Select(v => v.ToString("E3", CultureInfo.InvariantCulture)))
                + "; "
                + Quality(findings, "rank").Single().Model
        );
        Assert.True(s[0] > 10 * s[1] && s[1] > 3 * s[2]);
        var others = new Dictionary<string, SpectralSeries>
        {
            ["foil"] = LcfCase.Gold("Au_foil"),
            ["au3"] = LcfCase.Gold("Au3_Cl_aq"),
            ["sulphide"] = LcfCase.Gold("Au_sulphide"),
        };
        FrameStageRun run = LcfCase.Run(new Lcf { E0 = 11919 }, others, series);
        double[] metal = [.. Enumerable.Range(0, 4).Select(f => LcfCase.Weights(run, f).Single(r => r.Component == "foil").Weight)];
        output.WriteLine("foil " + string.Join(", ", metal.Select(v => v.ToString("F3", CultureInfo.InvariantCulture))));
        Assert.True(metal[3] > metal[0]);
    }

    [Fact]
    public void Says_what_it_cannot_decompose()
    {
        Assert.ThrowsAny<UserException>(() => Run(new Pca(), Made(2, 1, 0, 1), out _));
        Assert.ThrowsAny<UserException>(() => Run(new Pca { From = 5000 }, Made(9, 1, 0.1, 1), out _));
        SpectralSeries same = OnAxis("same", Band(0.3), Band(0.3), Band(0.3));
        Assert.ThrowsAny<UserException>(() => Run(new Pca { Centre = Centring.Mean }, same, out _));
    }

    private static double[] On(SpectralSeries series, double[] grid)
    {
        var spline = new SpectraPipeline.Numerics.Splines.NotAKnotSpline(series.Axis.Values);
        spline.Fit(series.Primary[0]);
        double[] y = new double[grid.Length];
        spline.Evaluate(grid, y);
        return y;
    }

    private static double[] Axis { get; } = [.. Enumerable.Range(0, Points).Select(i => 1000 + 4.0 * i)];

    private static double[] Band(double at) =>
        [.. Enumerable.Range(0, Points).Select(i => Math.Exp(-Math.Pow((i / (Points - 1.0) - at) / 0.08, 2)))];

    private static SpectralSeries OnAxis(string id, params double[][] frames) =>
        new(
            id,
            new Axis("wavenumber", Unit.PerCm, Axis),
            [new Channel("y", new Signal(SignalKind.Absorbance), frames.Length, Points, [.. frames.SelectMany(f => f)])],
            [.. frames.Select((_, f) => new FrameInfo { Frame = f, File = "made" })]
        );

    private static SpectralSeries Made(int frames, int species, double sigma, int seed)
    {
        var noise = new SeededNormal((ulong)seed, "pca");
        return OnAxis(
            "s",
            [
                .. Enumerable
                    .Range(0, frames)
                    .Select(f =>
                    {
                        double t = f / (double)Math.Max(1, frames - 1);
                        double[] y = new double[Points];
                        for (int k = 0; k < species; k++)
                        {
                            double amount = 0.3 + 0.7 * Math.Exp(-Math.Pow((t - 0.25 * k) / 0.3, 2));
                            double[] band = Band(0.15 + 0.2 * k);
                            for (int i = 0; i < Points; i++)
                                y[i] += amount * band[i];
                        }
                        for (int i = 0; i < Points && sigma > 0; i++)
                            y[i] += sigma * noise.Next();
                        return y;
                    }),
            ]
        );
    }

    private static double[] Values(SpectralSeries series) => series.Primary.Values;

    private static Findings Run(
        Pca stage,
        SpectralSeries input,
        out SpectralSeries result,
        Dictionary<string, SpectralSeries>? others = null
    )
    {
        var findings = new Findings(input.Id, "pca") { Frame = -1 };
        var about = new StageInput
        {
            Card = new SeriesCard { Id = input.Id },
            Axis = input.Axis,
            Channel = input.Primary.Name,
            Signal = input.Signal,
            Frames = input.Frames,
            Others = others ?? [],
            Run = new RunContext(TimeProvider.System, 7),
        };
        result = stage.Run(input, about, findings);
        return findings;
    }

    private static List<ModelQualityRow> Quality(Findings findings, string criterion) =>
        [.. findings.List<ModelQualityRow>().Where(r => r.Criterion == criterion)];
}
