using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Numerics.Fitting;
using SpectraPipeline.Testing.Generators;
using Xunit;

namespace SpectraPipeline.Stages.Tests.Peaks;

/// <summary>All line shapes through the pipeline: extras by name, their rows, and the instrument's line.</summary>
public sealed class FitShapesTests
{
    private static readonly double[] Axis = [.. Enumerable.Range(0, 401).Select(i => 1500 + i * 0.5)];

    public static TheoryData<string, double[]> Shapes =>
        new()
        {
            { "gaussian", [] },
            { "lorentzian", [] },
            { "pseudo-voigt", [0.4] },
            { "voigt", [0.6] },
            { "pearson7", [1.6] },
            { "moffat", [1.6] },
            { "split-pseudo-voigt", [0.4, 0.35] },
            { "skewed-voigt", [0.4, 1.1] },
            { "doniach", [0.15] },
            { "fano", [4] },
            { "bwf", [-0.2] },
        };

    private static PeakShape Shape(string name) => PeakShapes.All.Single(s => s.Name == name);

    private static double[] Spectrum(PeakShape shape, int seed, double noise, params double[][] bands)
    {
        double[] y = new double[Axis.Length];
        foreach (double[] band in bands)
            shape.Add(band, Axis, y);
        NoiseSource random = NoiseSource.For((ulong)seed, "fit shapes");
        for (int i = 0; i < y.Length; i++)
            y[i] += noise * random.NextNormal();
        return y;
    }

    // 5 standard errors for every parameter of every frame; the mean of the squares, of 8 frames, near 1.
    [Theory]
    [MemberData(nameof(Shapes))]
    public void Every_shape_is_recovered_with_its_extras_whether_listed_or_found(string name, double[] extras)
    {
        PeakShape shape = Shape(name);
        double[][] frames = [.. Enumerable.Range(0, 8).Select(i => Spectrum(shape, i, 0.002, [1600, 0.5 + 0.01 * i, 16, .. extras]))];
        string degree = name is "fano" or "bwf" ? "none" : "0";
        foreach (string bands in (string[])["[ { center: 1602, fwhm: 20 } ]", "found"])
        {
            FitRun run = FitRun.Of(
                $"- peaks.fit: {{ shape: {name}, background-degree: {degree}, bands: {bands} }}",
                FitRun.Series(Axis, frames)
            );
            Assert.Equal(8, run.Bands.Count);
            Assert.All(run.Fits, f => Assert.True(f.Converged, f.Message));
            Assert.All(run.Bands, b => Assert.Equal(name, b.Shape));
            double sum = 0;
            for (int i = 0; i < 8; i++)
            {
                BandRow band = run.Bands[i];
                sum += Deviation(band.Center, 1600, band.CenterSe);
                sum += Deviation(band.Height, 0.5 + 0.01 * i, band.HeightSe);
                sum += Deviation(band.Fwhm, 16, band.FwhmSe);
                for (int k = 0; k < extras.Length; k++)
                {
                    BandParameterRow row = Row(run, i, shape.Parameters[PeakShape.Extra + k].Name);
                    sum += Deviation(row.Value, extras[k], row.Se);
                }
            }
            Assert.InRange(sum / (8 * shape.ParameterCount), 0.3, 2.5);
            Assert.Equal(name is "pseudo-voigt" or "split-pseudo-voigt", double.IsFinite(run.Bands[0].Fraction));
            Assert.Equal(name is "doniach" or "fano" or "bwf", double.IsNaN(run.Bands[0].Area));
        }
    }

    private static double Deviation(double value, double truth, double error)
    {
        double d = (value - truth) / error;
        Assert.InRange(d, -5, 5);
        return d * d;
    }

    private static BandParameterRow Row(FitRun run, int frame, string name, int band = 1) =>
        run.Findings.List<BandParameterRow>().Single(r => r.Frame == frame && r.Band == band && r.Name == name);

    [Fact]
    public void Derived_quantities_stand_beside_the_extras()
    {
        PeakShape shape = PeakShapes.SkewedVoigt;
        double[] truth = [1600, 0.5, 16, 0.4, 1.1];
        FitRun run = FitRun.Of(
            "- peaks.fit: { shape: skewed-voigt, background-degree: 0, bands: [ { center: 1602, fwhm: 20 } ] }",
            FitRun.Series(Axis, [Spectrum(shape, 1, 0.001, truth)])
        );
        Assert.Equal(
            ["lorentz-share", "skew", "maximum", "gauss-fwhm", "lorentz-fwhm"],
            run.Findings.List<BandParameterRow>().Select(r => r.Name)
        );
        for (int d = 0; d < shape.Derived.Count; d++)
        {
            BandParameterRow row = Row(run, 0, shape.Derived[d]);
            Deviation(row.Value, shape.DerivedValue(d, truth, new double[5]), row.Se);
        }
        // The maximum is what is seen: far better known than the center of the symmetric factor, which goes with the skew.
        Assert.True(Row(run, 0, "maximum").Se < 0.2 * run.Bands[0].CenterSe);
    }

    [Fact]
    public void Extras_take_bounds_fixed_values_and_ties()
    {
        double[] y = Spectrum(PeakShapes.SplitPseudoVoigt, 1, 0.002, [1560, 0.3, 16, 0.4, 0.3], [1650, 0.5, 16, 0.4, 0.3]);
        FitRun run = FitRun.Of(
            "- peaks.fit: { shape: split-pseudo-voigt, background-degree: 0, bands: [ { center: 1560, fwhm: 16, fraction: fixed 0.4, left-share: 0.4..0.6 }, { center: 1650, fwhm: 16, fraction: same as 1, left-share: same as 1 } ] }",
            FitRun.Series(Axis, [y])
        );
        Assert.Equal((0.4, 0.4), (run.Bands[0].Fraction, run.Bands[1].Fraction));
        Assert.Equal("left-share", run.Bands[0].AtBound);
        Assert.Equal((0.4, 0.4), (Row(run, 0, "left-share").Value, Row(run, 0, "left-share", 2).Value));
        Assert.True(double.IsNaN(Row(run, 0, "left-share").Se));
        Assert.Equal(0.8 * run.Bands[0].Fwhm, Row(run, 0, "fwhm-left").Value, 1e-12);
        Assert.Equal(0.8 * run.Bands[0].FwhmSe, Row(run, 0, "fwhm-left").Se, 1e-12);
    }

    [Theory]
    [InlineData("asymmetry: -0.5..0")]
    [InlineData("asymmetry: -0.1")]
    public void A_tail_above_the_center_is_asked_for_by_the_sign(string extra)
    {
        double[] y = Spectrum(PeakShapes.Doniach, 1, 0.001, [1600, 0.5, 16, -0.2]);
        FitRun run = FitRun.Of(
            $"- peaks.fit: {{ shape: doniach, background-degree: none, bands: [ {{ center: 1600, fwhm: 16, {extra} }} ] }}",
            FitRun.Series(Axis, [y])
        );
        BandParameterRow row = Row(run, 0, "asymmetry");
        Deviation(row.Value, -0.2, row.Se);
        Assert.True(Row(run, 0, "maximum").Value > run.Bands[0].Center);
    }

    // What is reported is the band before the instrument, whose line is as wide as the band.
    [Theory]
    [InlineData("gaussian", "listed")]
    [InlineData("lorentzian", "listed")]
    [InlineData("pseudo-voigt", "listed")]
    [InlineData("voigt", "listed")]
    [InlineData("lorentzian", "found")]
    public void Instrument_line_is_taken_out_of_width_and_height(string name, string how)
    {
        PeakShape shape = Shape(name);
        double[] extras = shape.ParameterCount > 3 ? [0.5] : [];
        double[] truth = [1600, 0.5, 8, .. extras];
        double[][] frames = [.. Enumerable.Range(0, 6).Select(i => Spectrum(shape.Broadened(8)!, i, 0.001, truth))];
        string bands = how == "found" ? "found" : "[ { center: 1601, fwhm: 10 } ]";
        string step = $"- peaks.fit: {{ shape: {name}, background-degree: 0, instrument-fwhm: 8, bands: {bands} }}";
        FitRun run = FitRun.Of(step, FitRun.Series(Axis, frames));
        Assert.Equal(6, run.Bands.Count);
        foreach (BandRow band in run.Bands)
        {
            Assert.Equal(name, band.Shape);
            Deviation(band.Fwhm, 8, band.FwhmSe);
            Deviation(band.Height, 0.5, band.HeightSe);
            Deviation(band.Area, shape.Area(truth), band.AreaSe);
        }
        FitRun without = FitRun.Of(step.Replace("instrument-fwhm: 8, ", "", StringComparison.Ordinal), FitRun.Series(Axis, frames));
        Assert.All(without.Bands, b => Assert.True(b.Fwhm > 10, b.Fwhm.ToString(CultureInfo.InvariantCulture)));
    }
}
