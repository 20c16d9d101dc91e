using SpectraPipeline.Core;
using SpectraPipeline.Engine.Catalog;
using SpectraPipeline.Numerics.Optics;
using SpectraPipeline.Numerics.Tests.Optics;
using SpectraPipeline.Stages.Shape;
using Xunit;
using Convert = SpectraPipeline.Stages.Shape.Convert;

namespace SpectraPipeline.Stages.Tests.Shape;

/// <summary>ATR spectra of a substance whose n and k are known in closed form, brought back to what transmission would show.</summary>
public sealed class AtrConversionTests
{
    private static readonly LorentzOscillators s_weak = new(1.5, (1100, 12, 2e-6), (2900, 20, 2e-6));
    private static readonly LorentzOscillators s_strong = new(1.4, (1250, 14, 0.002), (1700, 25, 0.006));
    private static readonly Convert s_stage = new()
    {
        AtrAngle = 45,
        Crystal = new AtrCrystal("ZnSe", 2.4),
        SampleIndex = 1.5,
    };

    [Theory]
    [InlineData(AtrMethod.PenetrationDepth)]
    [InlineData(AtrMethod.OpticalConstants)]
    public void Weak_bands_of_equal_strength_come_out_as_in_transmission(AtrMethod method)
    {
        double[] x = FrameStageRun.Grid(700, 1, 2801);
        SpectralSeries after = FrameStageRun.Of(Measured(x, s_weak), null, s_stage with { AtrMethod = method }).Output;
        foreach (int at in new[] { 400, 2200 })
            Assert.Equal(1, after.Primary[0][at] / Transmission(s_weak, x[at]), 2e-3); // n of the sample moves by 1e-4 in the band
        // As measured, the band at 2900 is too low by 2900/1100.
        double measured = Measured(x, s_weak).Primary[0][2200] / Measured(x, s_weak).Primary[0][400];
        double true1 = Transmission(s_weak, 2900) / Transmission(s_weak, 1100);
        Assert.Equal(1100.0 / 2900, measured / true1, 1e-3);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Strong_bands_get_their_place_and_height_back(bool uneven)
    {
        double[] x = FrameStageRun.Grid(500, 1, 3501);
        if (uneven)
            x = [.. x.Select(v => v + 0.15 * Math.Sin(v / 40))];
        var stage = s_stage with { AtrMethod = AtrMethod.OpticalConstants, SampleIndex = 1.4 };
        SpectralSeries after = FrameStageRun.Of(Measured(x, s_strong), null, stage).Output;
        Assert.Null(after.Faults[0]);
        double[] truth = [.. x.Select(v => Transmission(s_strong, v))];
        double largest = truth.Max();
        // Uneven: linear interpolation of a band of width 14 there and back, h²/8·y'' ≈ 1e-3.
        double tolerance = uneven ? 3e-3 : 2e-4;
        for (int i = 100; i < x.Length - 100; i++)
        {
            Assert.Equal(truth[i], after.Primary[0][i], tolerance * largest);
            Assert.Equal(s_strong.At(x[i]).Real, after["n"][0][i], uneven ? 2e-3 : 1e-4);
            Assert.Equal(s_strong.At(x[i]).Imaginary, after["k"][0][i], tolerance * 0.2);
        }
        // The penetration depth alone leaves the band shifted.
        SpectralSeries plain = FrameStageRun.Of(Measured(x, s_strong), null, stage with { AtrMethod = AtrMethod.PenetrationDepth }).Output;
        int top = plain.Primary[0].IndexOf(plain.Primary[0].ToArray().Max());
        Assert.True(x[top] < x[Array.IndexOf(truth, largest)] - 1);
    }

    [Fact]
    public void A_transmittance_is_corrected_like_its_absorbance()
    {
        double[] x = FrameStageRun.Grid(700, 1, 2801);
        SpectralSeries absorbance = Measured(x, s_weak);
        double[] percent = [.. absorbance.Primary[0].ToArray().Select(a => 100 * Math.Pow(10, -a))];
        SpectralSeries transmittance = FrameStageRun.Series(x, new Signal(SignalKind.Transmittance, "%"), percent);
        double[] one = FrameStageRun.Of(absorbance, null, s_stage).Output.Primary[0].ToArray(),
            other = FrameStageRun.Of(transmittance, null, s_stage).Output.Primary[0].ToArray();
        for (int i = 0; i < x.Length; i++)
            Assert.Equal(one[i], other[i], 1e-13);
    }

    [Fact]
    public void What_cannot_be_is_refused_before_the_run()
    {
        Assert.Contains("total reflection", Assert.Single((s_stage with { AtrAngle = 30 }).Check()), StringComparison.Ordinal);
        Assert.Contains("crystal", Assert.Single((s_stage with { Crystal = null }).Check()), StringComparison.Ordinal);
        Assert.NotEmpty((s_stage with { To = ConvertTarget.Transmittance }).Check());
        SpectralSeries difference = FrameStageRun.Series([1000, 1001, 1002], SignalKind.DifferenceAbsorbance, [0.1, 0.2, 0.1]);
        Assert.ThrowsAny<UserException>(() => FrameStageRun.Of(difference, null, s_stage with { AtrMethod = AtrMethod.OpticalConstants }));
        Assert.Equal(SignalKind.DifferenceAbsorbance, FrameStageRun.Of(difference, null, s_stage).Output.Signal.Kind);
    }

    [Theory]
    [InlineData("znse", 2.407, "ZnSe")]
    [InlineData("KRS-5", 2.371, "KRS-5")]
    [InlineData("3.9", 3.9, "3.9")]
    public void Crystals_are_read_by_name_or_number(string text, double index, string written)
    {
        StageInfo info = StageCatalog.From(typeof(Convert).Assembly).Find("shape.convert")!;
        var said = new List<string>();
        var map = new MapNode(
            [
                (new ScalarNode("atr-angle", 1, 1), new ScalarNode("60", 1, 1)),
                (new ScalarNode("crystal", 1, 1), new ScalarNode(text, 1, 1)),
            ],
            1,
            1
        );
        var stage = (Convert)new ParamBinder((_, m) => said.Add(m), null).Bind(info, map)!;
        Assert.Empty(said);
        Assert.Equal(index, stage.Crystal!.Index);
        Assert.Equal(written, stage.Crystal.ToText());
    }

    private static SpectralSeries Measured(double[] x, LorentzOscillators substance)
    {
        var geometry = new InternalReflection(2.4, 45, Polarization.Unpolarized, 1);
        return FrameStageRun.Series(
            x,
            SignalKind.Absorbance,
            [.. x.Select(v => substance.At(v)).Select(n => geometry.Absorbance(n.Real, n.Imaginary))]
        );
    }

    /// <summary>Decadic absorbance of 1 µm.</summary>
    private static double Transmission(LorentzOscillators substance, double wavenumber) =>
        4 * Math.PI * wavenumber * 1e-4 * substance.At(wavenumber).Imaginary / Math.Log(10);
}
