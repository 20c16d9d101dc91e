using SpectraPipeline.Testing;
using Xunit;

namespace SpectraPipeline.Cli.Tests.RealData;

/// <summary>Raman spectra of formic acid at 300 °C after five residence times, with the 18 pseudo-Voigt bands that their authors fitted by lmfit.</summary>
public sealed class FormicAcidTests
{
    private const string File = "corpus/vibrational/raman_formic/test_experiment.hdf5";

    // Positions and widths as one reads them off the spectrum; the authors' own start values are not known.
    private static readonly (int Center, int Fwhm)[] s_bands =
    [
        (379, 8),
        (418, 7),
        (449, 6),
        (577, 8),
        (707, 36),
        (750, 15),
        (1054, 44),
        (1216, 58),
        (1280, 88),
        (1355, 30),
        (1382, 21),
        (1401, 18),
        (1648, 94),
        (1719, 51),
        (2137, 8),
        (2329, 7),
        (2942, 45),
        (3176, 153),
    ];

    // Sum of squares of the authors' residuals, and the areas of their three strongest bands that stand alone (418, 750 and 2942 cm-1).
    [Theory]
    [InlineData("25s", 140382.83, 7490.5, 4254.4, 3981.4)]
    [InlineData("35s", 147473.12, 7402.7, 4106.3, 4343.3)]
    [InlineData("45s", 165049.84, 7305.8, 4308.5, 4386.9)]
    [InlineData("55s", 153228.39, 7473.3, 4116.9, 4190.0)]
    [InlineData("65s", 158234.73, 7446.3, 4062.2, 3940.1)]
    public void The_authors_bands_are_fitted_no_worse_than_by_their_own_program(
        string channel,
        double authors,
        double at418,
        double at750,
        double at2942
    )
    {
        string? file = Corpus.Path(File);
        Assert.SkipWhen(file is null, $"needs the shared corpus: {File}");
        using var work = new Workspace();
        string bands = string.Join(", ", s_bands.Select(b => $"{{ center: {b.Center}, fwhm: {b.Fwhm}, height: 0.. }}"));
        string yaml = $$"""
            name: Formic acid
            series:
              - id: formic
                files: {{file}}
                channel: {{channel}}
                technique: raman
                steps:
                  - peaks.fit: { background-degree: none, bands: [ {{bands}} ] }
            """;
        Spectra.Good("run", work.Pipeline(yaml), "--out", work["out"]);
        Assert.InRange(Spectra.Number(work["out"], "select chi_square from fits"), 0, authors);
        Assert.Equal(1, Spectra.Number(work["out"], "select count(*) from fits where converged"));
        foreach ((int band, double area) in ((int, double)[])[(2, at418), (6, at750), (17, at2942)])
            Assert.True(
                Spectra.Number(work["out"], $"select abs(area - {area}) / area_se from bands where band = {band}") < 0.5,
                $"band {band}"
            );
    }
}
