using System.Text.Json;
using SpectraPipeline.Testing;
using Xunit;

namespace SpectraPipeline.Cli.Tests.RealData;

/// <summary>475 DRIFTS spectra of methane switched on and off over a CeZr-Ni catalyst. Truth: the period that the principal components show (notes: 59 of
/// whole spectra, 59.55 fitted), not the nominal 60.</summary>
public sealed class MethaneModulationTests
{
    private const string File = "corpus/vibrational/ir_mes/mes_ch4_cz14ni2di_bin4.csv.gz";

    [Fact]
    public void The_area_of_methane_repeats_after_59_spectra_not_60()
    {
        string? file = Corpus.Path(File);
        Assert.SkipWhen(file is null, $"needs the shared corpus: {File}");
        using var work = new Workspace();
        string yaml = $$"""
            name: Methane over CeZr-Ni, modulated
            series:
              - id: mes
                files: {{file}}
                technique: ir
                quantity: absorbance
                steps:
                  - shape.crop: { from: 2880, to: 3150 }
                  - peaks.fit: { bands: [ { center: 3015, fwhm: 12 } ], background-degree: 3 }
                  - bands.track: {}
            """;
        Spectra.Good("run", work.Pipeline(yaml), "--out", work["out"]);
        double[] areas =
        [
            .. Spectra
                .Query(work["out"], "select area from bands order by frame")
                .EnumerateArray()
                .Select(r => r.GetProperty("area") is { ValueKind: JsonValueKind.Number } a ? a.GetDouble() : 0),
        ];
        Assert.Equal(475, areas.Length);
        Assert.Equal(1, Spectra.Number(work["out"], "select count(*) from tracks"));
        int period = Enumerable.Range(40, 50).MaxBy(lag => Autocorrelation(areas, lag));
        Assert.Equal(59, period);
    }

    private static double Autocorrelation(double[] values, int lag)
    {
        double mean = values.Average();
        double[] a = [.. values.Select(v => v - mean)];
        return Enumerable.Range(0, a.Length - lag).Average(i => a[i] * a[i + lag]);
    }
}
