using SpectraPipeline.IO.Readers;
using Xunit;

namespace SpectraPipeline.IO.Tests.Readers.Jcamp;

/// <summary>Real files that hold the same data in two encodings: the proof where the independent readers are wrong or silent.</summary>
public sealed class JcampCorpusTests
{
    [Theory]
    [InlineData("BRUKAFFN.DX")]
    [InlineData("BRUKPAC.DX")]
    [InlineData("BRUKSQZ.DX")]
    public void The_official_test32_is_the_same_in_every_encoding(string name) => Assert.Equal(Y("TEST32.DX"), Y(name));

    [Fact]
    public void The_official_testspec_is_the_same_as_differences_and_as_a_page_of_tuples()
    {
        double[] differences = Y("BRUKDIF.DX");
        Assert.Equal(differences, Y("BRUKNTUP.DX"));
        // ISAS scaled the same ordinates to 16 bits: half a step of its YFACTOR 29670.15 is what rounding leaves.
        double[] scaled = Y("TESTSPEC.DX");
        Assert.Equal(16384, scaled.Length);
        for (int i = 0; i < scaled.Length; i++)
            Assert.InRange(scaled[i] - differences[i], -29670.15003, 29670.15003);
    }

    [Theory]
    [InlineData("o03.jdx")]
    [InlineData("o07.jdx")]
    public void The_spectrum_of_dichlorobenzene_is_the_same_in_every_encoding(string name) => Assert.Equal(Y("o02.jdx"), Y(name));

    [Fact]
    public void A_comment_behind_a_factor_does_not_spoil_it()
    {
        double[] plain = Y("jtpolys.jdx");
        double[] packed = Y("jtpolysd.jdx");
        // The packed file states 2.3884185791e-09 where the plain one has 2.384185791e-09: one digit too many.
        for (int i = 0; i < plain.Length; i++)
            Assert.Equal(plain[i] / 2.384185791e-09, packed[i] / 2.3884185791e-09, 0.6);
        Assert.Equal(0.9816334969, plain[0], 1e-9);
    }

    [Fact]
    public void A_repeat_right_after_a_check_repeats_the_check()
    {
        // dupinc2, line 113: A666TL1 ..., so 16.66 stands there twice and the first of the two is the check.
        SpectrumFile file = Read("dupinc2.jdx");
        Assert.Equal(16.66, file.Spectra[0].Channels[0].Values[2579], 1e-12);
        Assert.Equal(16.66, file.Spectra[0].Channels[0].Values[2580], 1e-12);
        Assert.Equal(16.97, file.Spectra[0].Channels[0].Values[2581], 1e-12);
        Assert.DoesNotContain(file.Notes, n => n.StartsWith("Y-check", StringComparison.Ordinal));
    }

    [Fact]
    public void A_stretch_of_another_file_is_cut_out()
    {
        SpectrumFile file = Read("xyinc2.jdx");
        double[] y = file.Spectra[0].Channels[0].Values;
        Assert.Equal(298, y.Length);
        Assert.Equal(3938, file.Spectra[0].X[^1]);
        Assert.Equal(42, y.Count(double.IsNaN));
        Assert.Equal(-33, y.Where(double.IsFinite).Min());
        Assert.Equal(29.123, y.Where(double.IsFinite).Max());
    }

    private static double[] Y(string name) => Read(name).Spectra[0].Channels[0].Values;

    private static SpectrumFile Read(string name)
    {
        string? path = Testing.Corpus.Path($"corpus/formats/jcamp/{name}");
        Assert.SkipWhen(path is null, $"needs the shared corpus: {name}");
        return ReaderCatalog.Default.Read(path!, ReadHints.None);
    }
}
