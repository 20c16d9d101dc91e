using SpectraPipeline.Core;
using SpectraPipeline.Stages.Shape;
using Xunit;

namespace SpectraPipeline.Stages.Tests.Shape;

public sealed class ResponseTests : IDisposable
{
    private static readonly double[] s_axis = FrameStageRun.Grid(200, 5, 601);
    private static readonly double[] s_truth = [.. s_axis.Select(x => 100 + 50 * Math.Exp(-Math.Pow((x - 1500) / 30, 2)))];

    // What the instrument lets through: largest 1, so that the truth comes back as it was.
    private static readonly double[] s_response = [.. s_axis.Select(x => Math.Exp(-Math.Pow((x - 1700) / 1200, 2)))];
    private static readonly double[] s_polynomial = [0.2, 4e-4, -8e-8];
    private static readonly double[] s_logNormal = [1.2, 2500, 1.3, 1900, 2e-5, 0.05];
    private readonly string _folder = Directory.CreateTempSubdirectory("response").FullName;

    [Fact]
    public void A_measured_response_comes_off()
    {
        SpectralSeries seen = FrameStageRun.Series(s_axis, SignalKind.Counts, Times(s_truth, s_response));
        SpectralSeries response = FrameStageRun.Series(s_axis, SignalKind.Counts, Times(s_response, 40), Times(s_response, 60));
        var others = new Dictionary<string, SpectralSeries> { ["lamp"] = response };
        AssertTruth(FrameStageRun.Of(seen, null, others, new Response { Series = "lamp" }), 1e-12);
    }

    [Theory]
    [InlineData("polynomial")]
    [InlineData("log-normal")]
    [InlineData("file")]
    public void A_glass_of_certified_light_gives_the_response(string certificate)
    {
        double[] certified = certificate == "log-normal" ? [.. s_axis.Select(LogNormal)] : [.. s_axis.Select(Polynomial)];
        File.WriteAllLines(
            Path.Combine(_folder, "glass.csv"),
            s_axis
                .Select((x, i) => FormattableString.Invariant($"{x};{1000 * certified[i] * s_response[i]:R}"))
                .Reverse()
                .Prepend("shift;counts")
        );
        File.WriteAllLines(
            Path.Combine(_folder, "certified.txt"),
            s_axis.Select((x, i) => FormattableString.Invariant($"{x}\t{certified[i]:R}")).Prepend("# certificate")
        );
        var stage = new Response
        {
            File = "glass.csv",
            CertifiedPolynomial = certificate == "polynomial" ? s_polynomial : null,
            CertifiedLogNormal = certificate == "log-normal" ? s_logNormal : null,
            CertifiedFile = certificate == "file" ? "certified.txt" : null,
        };
        Assert.Empty(stage.Check());
        var run = new RunContext(TimeProvider.System) { PipelineFolder = _folder };
        Assert.Empty(stage.CheckFiles(run));
        Assert.Equal(certificate == "file" ? 2 : 1, stage.FilesOf(run).Count());
        SpectralSeries seen = FrameStageRun.Series(s_axis, SignalKind.Counts, Times(s_truth, s_response));
        AssertTruth(FrameStageRun.Of(seen, null, null, run, stage), 1e-12);
    }

    [Fact]
    public void Certified_light_of_zero_and_curves_that_are_too_short_are_refused()
    {
        SpectralSeries seen = FrameStageRun.Series(s_axis, SignalKind.Counts, s_truth);
        var others = new Dictionary<string, SpectralSeries>
        {
            ["dark"] = FrameStageRun.Series(s_axis, SignalKind.Counts, [.. s_axis.Select(x => x - 1000)]),
            ["short"] = FrameStageRun.Series([500, 600], SignalKind.Counts, [1.0, 1]),
        };
        Assert.Contains("positive", Refusal("dark"), StringComparison.Ordinal);
        Assert.Contains("500", Refusal("short"), StringComparison.Ordinal);
        Assert.Contains(
            "missing.csv",
            Assert.Single(new Response { File = "missing.csv" }.CheckFiles(new(TimeProvider.System))),
            StringComparison.Ordinal
        );
        Assert.NotEmpty(new Response().Check());
        Assert.NotEmpty(new Response { Series = "a", CertifiedLogNormal = [1, 2, 3] }.Check());

        string Refusal(string id) =>
            Assert.ThrowsAny<UserException>(() => FrameStageRun.Of(seen, null, others, new Response { Series = id })).Message;
    }

    [Fact]
    public void A_line_that_is_no_pair_of_numbers_is_named()
    {
        File.WriteAllText(Path.Combine(_folder, "bad.csv"), "x,y\n1,2\n2,\n3,4\n");
        var run = new RunContext(TimeProvider.System) { PipelineFolder = _folder };
        Assert.Contains("bad.csv(3)", Assert.Single(new Response { File = "bad.csv" }.CheckFiles(run)), StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static double Polynomial(double x) => s_polynomial[0] + s_polynomial[1] * x + s_polynomial[2] * x * x;

    /// <summary>The curve by its meaning: half the height at two points that lie w apart and as 1 : ρ from its maximum.</summary>
    private static double LogNormal(double x)
    {
        double rho = s_logNormal[2],
            z = Math.Log(((x - s_logNormal[3]) * ((rho * rho) - 1) / (s_logNormal[1] * rho)) + 1) / Math.Log(rho);
        return s_logNormal[0] * Math.Pow(2, -z * z) + s_logNormal[4] * x + s_logNormal[5];
    }

    private static double[] Times(double[] a, double[] b) => [.. a.Zip(b, (x, y) => x * y)];

    private static double[] Times(double[] a, double b) => [.. a.Select(x => x * b)];

    private static void AssertTruth(FrameStageRun run, double tolerance)
    {
        for (int i = 0; i < s_axis.Length; i++)
            Assert.Equal(s_truth[i], run.Output.Primary[0][i], tolerance * s_truth[i]);
    }

    [Fact]
    public void A_lamp_on_another_axis_and_spectra_that_are_no_intensities_are_refused()
    {
        SpectralSeries lamp = FrameStageRun.Series(s_axis, SignalKind.Counts, s_response),
            inNanometres = new("lamp", new Axis("wavelength", Unit.Nanometre, s_axis), lamp.Channels, lamp.Info);
        string message = Assert
            .ThrowsAny<UserException>(() => Divide(FrameStageRun.Series(s_axis, SignalKind.Counts, s_truth), inNanometres))
            .Message;
        Assert.Contains("nm", message, StringComparison.Ordinal);
        Assert.Contains("shape.convert", message, StringComparison.Ordinal);
        foreach (SignalKind kind in new[] { SignalKind.Absorbance, SignalKind.Transmittance })
            Assert.ThrowsAny<UserException>(() => Divide(FrameStageRun.Series(s_axis, kind, s_truth), lamp));
        Assert.ThrowsAny<UserException>(() =>
            FrameStageRun.Of(FrameStageRun.Series(s_axis, SignalKind.Absorbance, s_truth), null, new RamanIntensity())
        );
    }

    [Fact]
    public void Where_the_lamp_is_masked_the_spectra_are_too()
    {
        double[] spoilt = [.. s_response.Select((v, i) => i is >= 100 and < 110 ? -1 : v)];
        SpectralSeries lamp = FrameStageRun.Masked(FrameStageRun.Series(s_axis, SignalKind.Counts, spoilt), (_, i) => i is < 100 or >= 110);
        SpectralSeries output = Divide(FrameStageRun.Series(s_axis, SignalKind.Counts, Times(s_truth, s_response)), lamp).Output;
        for (int i = 0; i < s_axis.Length; i++)
        {
            Assert.Equal(i is < 100 or >= 110, output.Primary.Mask![i]);
            Assert.Equal(s_truth[i], output.Primary[0][i], (output.Primary.Mask[i] ? 1e-12 : 0.02) * s_truth[i]);
        }
    }

    [Theory]
    [InlineData("200;1,5\n300,5;2\n")]
    [InlineData("200\t1,5\n300,5\t2\n")]
    [InlineData("200,0;1,5;9,9\n300,5;2,0;9\n")]
    [InlineData("200,1.5\n300.5,2\n")]
    [InlineData("200, 1.5, 9\n300.5, 2, 9\n")]
    [InlineData("200 1.5\n300.5   2 9\n")]
    public void Decimal_commas_and_points_are_told_apart(string text)
    {
        File.WriteAllText(Path.Combine(_folder, "curve.csv"), "x;y\n" + text);
        SpectralSeries seen = FrameStageRun.Series([200, 300.5], SignalKind.Counts, [3.0, 4]);
        var run = new RunContext(TimeProvider.System) { PipelineFolder = _folder };
        // 1.5 : 2 scaled to a largest of 1.
        double[] result = FrameStageRun.Of(seen, null, null, run, new Response { File = "curve.csv" }).Output.Primary.Values;
        Assert.Equal(4, result[0], 1e-12);
        Assert.Equal(4, result[1], 1e-12);
    }

    [Theory]
    [InlineData("200 1,54\n300 2,5\n")]
    [InlineData("200,5 1,54\n300,5 2\n")]
    public void A_comma_that_may_be_a_decimal_mark_or_not_is_refused(string text)
    {
        File.WriteAllText(Path.Combine(_folder, "curve.csv"), text);
        var run = new RunContext(TimeProvider.System) { PipelineFolder = _folder };
        Assert.Contains("curve.csv(1)", Assert.Single(new Response { File = "curve.csv" }.CheckFiles(run)), StringComparison.Ordinal);
        Assert.Contains(
            "curve.csv(1)",
            Assert.Single(new RemoveTemplate { Templates = new(["curve.csv"]) }.CheckFiles(run)),
            StringComparison.Ordinal
        );
    }

    private static FrameStageRun Divide(SpectralSeries spectra, SpectralSeries lamp) =>
        FrameStageRun.Of(spectra, null, new Dictionary<string, SpectralSeries> { ["lamp"] = lamp }, new Response { Series = "lamp" });
}
