using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Numerics.Exafs;
using Xunit;

namespace SpectraPipeline.Stages.Tests.Exafs;

/// <summary>χ(k) of known shells that change over the frames in a known way.</summary>
public sealed class FitSeriesTests : IDisposable
{
    private const double Noise = 0.002;
    private const string Shell = """
        paths: [ { file: zn.dat, label: Zn-Zn, n: n, s02: 0.95, e0: e, delta-r: dr, sigma2: ss } ]
        variables: { n: 5, e: 0, dr: 0, ss: 0.008 }
        """;
    private readonly MadeFeff _feff = new();
    private readonly FeffPath _metal;

    public FitSeriesTests() => _metal = _feff.Write("zn.dat", 30, 2.66, 6);

    public void Dispose() => _feff.Dispose();

    [Fact]
    public void Without_anything_shared_each_frame_is_fitted_as_by_fit_paths()
    {
        double[][] frames = [.. Enumerable.Range(0, 3).Select(f => Frame(f, 6 - f, 0.01 * f, 0.007 + (0.001 * f)))];
        JointRun joint = JointRun.Of(Shell, _feff.Folder, frames);
        ExafsRun alone = ExafsRun.Of(Shell + "\nrivals: none\nintervals: standard", _feff.Folder, MadeFeff.K, frames);
        for (int f = 0; f < 3; f++)
        {
            ExafsPathRow one = alone.Path("Zn-Zn", "Zn-Zn", f);
            ExafsPathRow together = joint.Path("Zn-Zn", f);
            Assert.Equal(one.N, together.N, 1e-3 * one.NSe);
            Assert.Equal(one.R, together.R, 1e-3 * one.RSe);
            Assert.Equal(one.Sigma2, together.Sigma2, 1e-3 * one.Sigma2Se);
            Assert.Equal(alone.Fit("Zn-Zn", f).RFactor, joint.Fit(f).RFactor, 1e-8);
            Assert.Equal(alone.Fit("Zn-Zn", f).RFactor, joint.DataSets[f].RFactorAlone, 1e-12);
        }
        Assert.Equal(alone.Fits.Sum(f => f.ChiSquare), joint.Joint.ChiSquare, 1e-4 * joint.Joint.ChiSquare);
        Assert.Equal(alone.Fits.Sum(f => f.NIdp), joint.Joint.NIdp, 1e-9);
        Assert.Equal(12, joint.Joint.NVar);
    }

    [Fact]
    public void A_shared_disorder_a_line_and_a_parabola_are_found_and_hold()
    {
        double[][] frames = [.. Enumerable.Range(0, 9).Select(f => Frame(f, Parabola(f), 0.02 + (0.0005 * 10 * f), 0.0085))];
        JointRun run = JointRun.Of(
            Shell + "\nacross: { ss: shared, e: shared, dr: linear, n: quadratic }\nagainst: time",
            _feff.Folder,
            frames
        );
        Within(4, 0.0085, run.Parameter("ss").Value, run.Parameter("ss").Se);
        Within(4, 1.5, run.Parameter("e").Value, run.Parameter("e").Se);
        ExafsTrendRow dr = run.Trend("dr");
        Assert.Equal(40, dr.Reference);
        Within(4, 0.0005, dr.Slope, dr.SlopeSe);
        Within(4, 0.04, dr.Value, dr.ValueSe);
        ExafsTrendRow n = run.Trend("n");
        Within(4, Parabola(4), n.Value, n.ValueSe);
        Within(4, -0.02, n.Slope, n.SlopeSe);
        Within(4, -0.0005, n.Curvature, n.CurvatureSe);
        Assert.All(run.Findings.List<ExafsTrendRow>(), t => Assert.StartsWith("holds", t.Verdict, StringComparison.Ordinal));
        Assert.Equal(7, run.Joint.NVar);
        for (int f = 0; f < 9; f++)
            Within(4, 2.66 + 0.02 + (0.005 * f), run.Path("Zn-Zn", f).R, run.Path("Zn-Zn", f).RSe);

        static double Parabola(int f) => 5.5 - (0.02 * 10 * (f - 4)) - (0.0005 * 100 * (f - 4) * (f - 4));
    }

    [Fact]
    public void What_changes_is_not_taken_for_shared()
    {
        double[][] frames = [.. Enumerable.Range(0, 6).Select(f => Frame(f, 5, 0, 0.006 + (0.001 * f)))];
        JointRun run = JointRun.Of(Shell + "\nacross: { ss: shared, e: shared, dr: shared, n: shared }", _feff.Folder, frames);
        Assert.StartsWith("does not hold: linear is better", run.Trend("ss").Verdict, StringComparison.Ordinal);
        Assert.StartsWith("holds", run.Trend("dr").Verdict, StringComparison.Ordinal);
        Assert.Contains(run.Notes, n => n.Code == "assumption-does-not-hold" && n.Message.Contains("ss shared", StringComparison.Ordinal));
        Assert.True(run.DataSets[0].RFactor > 3 * run.DataSets[0].RFactorAlone);
    }

    [Fact]
    public void A_smooth_variable_follows_a_wave_with_fewer_numbers_than_frames()
    {
        double[][] frames = [.. Enumerable.Range(0, 16).Select(f => Frame(f, 5 + Math.Sin(0.4 * f), 0, 0.008))];
        JointRun run = JointRun.Of(Shell + "\nacross: { ss: shared, e: shared, dr: shared, n: smooth }", _feff.Folder, frames);
        ExafsTrendRow n = run.Trend("n");
        Assert.InRange(n.Variables, 4, 9);
        Assert.StartsWith("holds", n.Verdict, StringComparison.Ordinal);
        for (int f = 0; f < 16; f++)
            Assert.Equal(5 + Math.Sin(0.4 * f), run.Path("Zn-Zn", f).N, 0.12);
        JointRun stated = JointRun.Of(Shell + "\nacross: { ss: shared, e: shared, dr: shared, n: smooth 5 }", _feff.Folder, frames);
        Assert.Equal(("smooth 5", 5), (stated.Trend("n").Kind, stated.Trend("n").Variables));
    }

    [Fact]
    public void An_activation_energy_is_found_from_temperatures()
    {
        double[] temperatures = [300, 330, 360, 390, 420];
        (double ea, double lnA) = (12, 5.5);
        double[] truth = [.. temperatures.Select(t => Math.Exp(lnA - (ea / (8.31446261815324e-3 * t))))];
        double[][] frames = [.. truth.Select((n, f) => Frame(f, n, 0, 0.008))];
        JointRun run = JointRun.Of(
            Shell + "\nacross: { ss: shared, e: shared, dr: shared, n: arrhenius }\ntemperatures: [300, 330, 360, 390, 420]",
            _feff.Folder,
            frames
        );
        ExafsTrendRow n = run.Trend("n");
        Within(4, ea, n.Ea, n.EaSe);
        Within(4, lnA, n.LnA, n.LnASe);
        Assert.InRange(n.EaSe, 0.01, 1);
        Assert.StartsWith("holds", n.Verdict, StringComparison.Ordinal);
        for (int f = 0; f < 5; f++)
            Within(4, truth[f], run.Path("Zn-Zn", f).N, run.Path("Zn-Zn", f).NSe);
    }

    [Fact]
    public void Series_of_other_temperatures_share_one_einstein_temperature()
    {
        const double Theta = 240;
        double Disorder(double kelvin) => new EinsteinModel(_metal).Evaluate(Theta, kelvin).Sigma2;
        JointRun run = JointRun.Of(
            """
            paths: [ { file: zn.dat, label: Zn-Zn, n: 6, s02: s, e0: e, delta-r: dr, sigma2: "einstein(temperature, theta)" } ]
            variables: { s: 0.6..1.1, e: 0, dr: 0, theta: 100..500 }
            across: { s: shared, e: shared, theta: shared }
            with: [cold, foil]
            """,
            _feff.Folder,
            [Frame(1, 6, 0.01, Disorder(300))],
            300,
            new JointRun.Other("cold", Frame(2, 6, 0, Disorder(77)), 77),
            new JointRun.Other("foil", Frame(3, 6, -0.003, Disorder(10)), 10)
        );
        Within(4, Theta, run.Parameter("theta").Value, run.Parameter("theta").Se);
        Within(4, 0.95, run.Parameter("s").Value, run.Parameter("s").Se);
        Assert.Equal(Disorder(300), run.Path("Zn-Zn", 0).Sigma2, 4 * run.Path("Zn-Zn", 0).Sigma2Se);
        Assert.Equal(Disorder(77), run.Path("Zn-Zn (series cold, frame 0)", -1).Sigma2, 0.0003);
        Assert.Equal([300, 77, 10], run.DataSets.Select(d => d.Temperature));
        Assert.Equal(["s", "cold", "foil"], run.DataSets.Select(d => d.OfSeries));
    }

    [Fact]
    public void A_foil_with_paths_of_its_own_tells_the_amplitude_of_the_sample()
    {
        FeffPath light = _feff.Write("light.dat", 7, 2.0, 4);
        JointRun run = JointRun.Of(
            """
            paths: [ { file: light.dat, label: Zn-N, n: 2..6 start 4, s02: s, e0: e, delta-r: -0.2..0.2, sigma2: 0.001..0.02 start 0.006 } ]
            variables: { s: 0.6..1.2, e: 0 }
            across: { s: shared, e: shared }
            with: [ { series: foil, paths: [ { file: zn.dat, label: Zn-Zn, n: 6, s02: s, e0: e, delta-r: -0.2..0.2, sigma2: 0.001..0.03 start 0.008 } ] } ]
            """,
            _feff.Folder,
            [MadeFeff.Chi(5, Noise, (light, 3, 0.01, 0.006))],
            others: new JointRun.Other("foil", Frame(6, 6, 0, 0.009))
        );
        Within(4, 0.95, run.Parameter("s").Value, run.Parameter("s").Se);
        Within(4, 3, run.Path("Zn-N", 0).N, run.Path("Zn-N", 0).NSe);
        Assert.True(run.Path("Zn-N", 0).NSe < 0.4);
    }

    [Fact]
    public void A_frame_that_is_not_finite_takes_no_part()
    {
        double[][] frames = [.. Enumerable.Range(0, 4).Select(f => Frame(f, 5, 0, 0.008))];
        JointRun three = JointRun.Of(Shell + "\nacross: { ss: shared }", _feff.Folder, [frames[0], frames[2], frames[3]]);
        frames[1][40] = double.NaN;
        JointRun run = JointRun.Of(Shell + "\nacross: { ss: shared }", _feff.Folder, frames);
        Assert.Equal("input-not-finite", run.Output.Faults[1]?.Code);
        Assert.Equal(three.Parameter("ss").Value, run.Parameter("ss").Value, 1e-12);
        Assert.True(double.IsNaN(run.Output["fit"][1][50]));
        Assert.InRange(run.Output["residual"][2][60..240].ToArray().Max(Math.Abs), 1e-4, 5 * Noise);
    }

    private double[] Frame(int seed, double n, double deltaR, double sigma2) =>
        MadeFeff.Chi(100 + seed, Noise, (_metal, n, deltaR, sigma2));

    private static void Within(double errors, double truth, double value, double error)
    {
        Assert.True(error > 0, $"error {error}");
        Assert.InRange(value, truth - (errors * error), truth + (errors * error));
    }
}
