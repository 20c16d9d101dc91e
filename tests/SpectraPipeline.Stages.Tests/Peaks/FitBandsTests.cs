using SpectraPipeline.Engine.Pipelines;
using SpectraPipeline.Stages.Peaks;
using Xunit;

namespace SpectraPipeline.Stages.Tests.Peaks;

public sealed class FitBandsTests
{
    private static Fit Read(string parameters)
    {
        var (pipeline, issues) = FitRun.Load($"- peaks.fit: {parameters}");
        Assert.Empty(issues);
        return (Fit)pipeline!.Series[0].Steps[0].Stage;
    }

    [Fact]
    public void Every_form_of_a_value_is_read()
    {
        Fit fit = Read(
            "{ bands: [ { center: 1662 cm-1, fwhm: 20..70 start 40, height: 0.., fraction: fixed 0.3 }, { center: same as 1 + 19, fwhm: same as 1 * 1.2, height: ..0 } ] }"
        );
        (ListedBand first, ListedBand second) = (fit.Bands.Listed![0], fit.Bands.Listed[1]);
        Assert.Equal(new BandValue { Start = 1662 }, first.Center);
        Assert.Equal((20, 40, 70), (first.Fwhm.Lower, first.Fwhm.Start, first.Fwhm.Upper));
        Assert.Equal(new BandValue { Lower = 0, Upper = double.PositiveInfinity }, first.Height);
        Assert.Equal(new BandValue { Start = 0.3, Fixed = true }, first.Extra("fraction"));
        Assert.Equal(new BandValue { SameAs = 1, Offset = 19 }, second.Center);
        Assert.Equal(new BandValue { SameAs = 1, Factor = 1.2 }, second.Fwhm);
        Assert.Equal(new BandValue { Lower = double.NegativeInfinity, Upper = 0 }, second.Height);
    }

    [Theory]
    [InlineData("{ center: 1662, bounds: { center: [1652, 1672], height: [0, ~] } }")]
    [InlineData("{ bounds: { center: 1652..1672, height: 0.. }, center: 1662 }")]
    public void Bounds_join_the_start_in_either_order(string band)
    {
        ListedBand read = Read($"{{ bands: [ {band} ] }}").Bands.Listed![0];
        Assert.Equal((1652, 1662, 1672), (read.Center.Lower, read.Center.Start, read.Center.Upper));
        Assert.Equal((0, double.PositiveInfinity), (read.Height.Lower, read.Height.Upper));
    }

    // The manifest keeps parameters as text, and a run from the manifest must be the same run.
    [Theory]
    [InlineData("found")]
    [InlineData(
        "[ { center: 1662, fwhm: 20..70 start 40, height: 0.., fraction: fixed 0.3 }, { center: same as 1 - 19, fwhm: same as 1 * 1.2, height: ..0 } ]"
    )]
    public void Text_of_the_bands_reads_as_the_same_bands(string bands)
    {
        FitBands read = Read($"{{ bands: {bands} }}").Bands;
        Assert.Equal(read, Read($"{{ bands: {read.ToText()} }}").Bands);
    }

    [Theory]
    [InlineData("{ bands: table }", "'table' is neither 'found' nor a list")]
    [InlineData("{ bands: [] }", "the list of bands is empty")]
    [InlineData("{ bands: [ { fwhm: 20 } ] }", "band 1: a center is needed")]
    [InlineData(
        "{ bands: [ { center: 1600, widht: 20 } ] }",
        "band 1 has no 'widht'; it takes center, fwhm, height, bounds and what its shape has (pseudo-voigt: fraction; voigt: lorentz-share; "
    )]
    [InlineData("{ bands: [ { center: 16OO } ] }", "center of band 1: expected a number")]
    [InlineData("{ bands: [ { center: 1600, fwhm: 70..20 } ] }", "the bounds of fwhm run backwards")]
    [InlineData("{ bands: [ { center: 1600, bounds: { center: [1650, 1700] } } ] }", "center starts outside its bounds")]
    [InlineData("{ bands: [ { center: 1600, fwhm: -3 } ] }", "fwhm must lie above 0")]
    [InlineData("{ bands: [ { center: 1600, fraction: 1.5 } ] }", "fraction of band 1 lies between 0 and 1")]
    [InlineData("{ bands: [ { center: 1600, fwhm: same as 2 } ] }", "fwhm of band 1 follows band 2; there is only 1 band")]
    [InlineData(
        "{ bands: [ { center: 1600 }, { center: 1620, fwhm: same as 1 }, { center: 1630, fwhm: same as 2 } ] }",
        "which follows another; name the first"
    )]
    [InlineData(
        "{ shape: gaussian, bands: [ { center: 1600, fraction: 0.5 } ] }",
        "band 1 has no fraction: a gaussian has center, fwhm, height."
    )]
    [InlineData(
        "{ shape: skewed-voigt, bands: [ { center: 1600 }, { center: 1650, bounds: { exponent: [1, 3] } } ] }",
        "band 2 has no exponent: a skewed-voigt has center, fwhm, height, lorentz-share, skew."
    )]
    [InlineData("{ shape: doniach, bands: [ { center: 1600, asymmetry: 0..0.8 } ] }", "asymmetry of band 1 lies between -0.5 and 0.5")]
    [InlineData(
        "{ bands: [ { center: 1600, bounds: { skwe: [0, 1] } } ] }",
        "no 'skwe'; a band has center, fwhm, height and what its shape has"
    )]
    [InlineData("{ shape: doniach, instrument-fwhm: 4 }", "take gaussian, lorentzian, pseudo-voigt or voigt")]
    [InlineData("{ background-degree: 4 }", "expected none, 0, 1, 2 or 3")]
    [InlineData("{ shape: pseudo-voight }", "pseudo-voigt")]
    [InlineData("{ from: 1700, to: 1600 }", "from (1700) must lie below to (1600)")]
    public void Mistakes_are_told_with_their_place(string parameters, string message)
    {
        var (pipeline, issues) = FitRun.Load($"- peaks.fit: {parameters}");
        Assert.Null(pipeline);
        PipelineIssue issue = Assert.Single(issues);
        Assert.Contains(message, issue.Message, StringComparison.Ordinal);
        Assert.Equal(7, issue.Line);
    }

    [Fact]
    public void All_mistakes_are_told_at_once()
    {
        var (_, issues) = FitRun.Load("- peaks.fit: { bands: [ { fwhm: 20 }, { center: x }, { center: 1600, bounds: { fwhm: [20] } } ] }");
        Assert.True(issues.Count >= 3, string.Join('\n', issues));
    }
}
