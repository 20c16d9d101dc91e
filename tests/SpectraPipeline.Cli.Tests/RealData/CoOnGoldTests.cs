using System.Text.Json;
using SpectraPipeline.Testing;
using Xunit;

namespace SpectraPipeline.Cli.Tests.RealData;

/// <summary>210 ATR-SEIRAS spectra of CO on gold with potentials, measured by others: one band, its Stark slope and the curvature that a
/// straight line hides. Truth: pseudo-Voigt fits and straight lines of lmfit (reference/vibrational/series_co_au_stark.json).</summary>
public sealed class CoOnGoldTests
{
    private const string Folder = "corpus/vibrational/ec_ir";

    [Fact]
    public void One_band_moves_with_the_potential_along_a_curve_and_CO_leads()
    {
        string? spectra = Corpus.Path($"{Folder}/co_au_seiras_clean.csv.gz");
        Assert.SkipWhen(spectra is null, $"needs the shared corpus: {Folder}/co_au_seiras_clean.csv.gz");
        using var work = new Workspace();
        Spectra.Good("run", work.Pipeline(Yaml(spectra)), "--out", work["out"]);

        // Frames without the band follow the noise to the limits; they belong to no second track.
        JsonElement track = Assert.Single(Spectra.Query(work["out"], "from tracks").EnumerateArray());
        Assert.Equal(1, track.GetProperty("sign").GetInt32());
        Assert.InRange(track.GetProperty("frames").GetInt32(), 170, 211);
        Assert.Equal(57.6, track.GetProperty("stark_cm1_per_v").GetDouble(), 1.5);
        Assert.StartsWith("curved", track.GetProperty("stark_verdict").GetString(), StringComparison.Ordinal);

        double Slope(string selection) =>
            Spectra.Number(work["out"], $"select slope_cm1_per_v from stark_windows where selection = '{selection}'");
        // lmfit: cathodic 58.6(6), anodic 56.6(4).
        Assert.Equal(58.6, Slope("cathodic"), 1.0);
        Assert.Equal(56.6, Slope("anodic"), 1.0);
        Assert.True(Slope("cathodic") > Slope("anodic") + 1);

        double[] windows =
        [
            .. Spectra
                .Query(work["out"], "select slope_cm1_per_v as s from stark_windows where selection = 'third' order by potential_low_v")
                .EnumerateArray()
                .Select(w => w.GetProperty("s").GetDouble()),
        ];
        // lmfit: 53.4, 68.6 and 42.3 below 0.10 V, to 0.35 V and above; thirds of the range end at 0.10 and 0.37 V. 2 = about one error of the upper two.
        Assert.Equal(3, windows.Length);
        Assert.Equal(53.4, windows[0], 2.0);
        Assert.Equal(68.6, windows[1], 2.0);
        Assert.Equal(42.3, windows[2], 2.0);

        JsonElement leader = Spectra.Query(work["out"], "select species, verdict, rivals from assignments where rank = 1")[0];
        Assert.StartsWith("*CO", leader.GetProperty("species").GetString(), StringComparison.Ordinal);
        Assert.Contains("unassigned", leader.GetProperty("rivals").GetString(), StringComparison.Ordinal);
        Assert.True(Spectra.Number(work["out"], "select count(*) from assignments where rank > 1") >= 3);
        Assert.Contains("curved", File.ReadAllText(work["out/report.html"]), StringComparison.Ordinal);
    }

    [Fact]
    public void Twenty_raw_files_with_a_number_for_an_extension_are_understood()
    {
        string? raw = Corpus.Path($"{Folder}/co_au_raw");
        Assert.SkipWhen(raw is null, $"needs the shared corpus: {Folder}/co_au_raw");
        Outcome inspect = Spectra.Run("inspect", raw, "--json", "--technique", "atr-ir");
        Assert.Equal(0, inspect.Code);
        Assert.Equal(20, inspect.Json.GetArrayLength());
        foreach (JsonElement file in inspect.Json.EnumerateArray())
        {
            Assert.Equal((1, 3732), (file.GetProperty("spectra").GetInt32(), file.GetProperty("points").GetInt32()));
            Assert.Equal("cm-1", file.GetProperty("x_unit").GetString());
            Assert.True(file.GetProperty("x_first").GetDouble() > file.GetProperty("x_last").GetDouble());
        }
    }

    private static string Yaml(string spectra) =>
        $$"""
            name: CO on gold
            context: { elements: [H, C, O, Cl, Au], electrolyte: [HClO4], ph: 1, species: [CO], electrode: Au, solvent: H2O }
            series:
              - id: co-au
                files: {{spectra}}
                technique: atr-ir
                quantity: difference-absorbance
                frames: {{spectra.Replace(".csv.gz", "_potential.csv", StringComparison.Ordinal)}}
                steps:
                  - shape.crop: { from: 1900, to: 2250 }
                  - peaks.fit:
                      shape: pseudo-voigt
                      background-degree: 1
                      from: 2000
                      to: 2200
                      bands:
                        - { center: 2095, fwhm: 25 }
                  - bands.track: {}
                  - bands.stark: {}
                  - assign.bands: {}

            """;
}
