using System.Globalization;
using System.Text.Json;
using SpectraPipeline.Testing;
using Xunit;

namespace SpectraPipeline.Cli.Tests.RealData;

/// <summary>256 spectra of Pd/ZnO over the 1024 pixels of a dispersive spectrometer (Photon Factory, in demeter's examples), from pixels to a trend. Truth: Larch's
/// numbers for every frame on an earlier pixel calibration (reference/xas/dxas_pdzno_series.json).</summary>
public sealed class DispersiveSeriesTests(ITestOutputHelper output)
{
    private const string Folder = "corpus/xas/demeter/dispersive/PhotonFactory";
    private const string Truth = "reference/xas/dxas_pdzno_series.json";

    [Fact]
    public void Pixels_become_energies_and_the_normalised_series_is_that_of_Larch()
    {
        using Workspace work = Ready(out JsonElement truth);
        Spectra.Good("run", work.Pipeline(Pipeline("e0: 24341.658, ")), "--out", work["out"]);
        CheckCalibration(work["out"], truth);
        double[] steps = Column(work["out"], "select edge_step as v from edges where series = 'pdzno' order by frame");
        double[] theirs = Array(truth, "edge_step");
        Assert.Equal(256, steps.Length);
        double[] off = [.. steps.Select((s, i) => (s / theirs[i]) - 1)];
        output.WriteLine(
            FormattableString.Invariant($"edge step: mean {off.Average():P3}, rms {Rms(off):P3}, largest {off.Max(Math.Abs):P2}")
        );
        // Theirs is at the E0 found in each frame, which moves by 7 eV over the reduction, ours at one E0: the two lines part by 1 % over that.
        Assert.InRange(off.Average(), -2e-3, 2e-3);
        Assert.InRange(off.Max(Math.Abs), 0, 0.012);
        foreach (int energy in (int[])[24365, 24390])
            CheckNorm(work["out"], truth, energy);
        // The file does not state the unit of its times, so there are none.
        Assert.Equal(0, Spectra.Number(work["out"], "select count(time_s) from frames"));
        Assert.Equal(0, Spectra.Number(work["out"], "select count(*) from frames where status = 'faulted'"));
    }

    [Fact]
    public void The_edge_of_the_reduced_palladium_lies_lower_by_many_errors()
    {
        using Workspace work = Ready(out _);
        string yaml = Pipeline("")
            .Replace(
                "- xas.normalize",
                "- xas.align: { channel: sample, method: norm, from: -40, to: 60, follow: smooth }\n      - xas.normalize",
                StringComparison.Ordinal
            );
        Spectra.Good("run", work.Pipeline(yaml), "--out", work["out"]);
        double[] shift = Column(work["out"], "select measured_ev as v from alignments order by frame");
        double[] error = Column(work["out"], "select measured_se as v from alignments order by frame");
        double[] smooth = Column(work["out"], "select shift_ev as v from alignments order by frame");
        Assert.Equal(256, shift.Length);
        double early = shift[..8].Average(),
            late = shift[^60..].Average(),
            scatter = Rms([.. shift[^60..].Select(s => s - late)]);
        output.WriteLine(
            FormattableString.Invariant(
                $"edge moves by {early - late:F3} eV; scatter of the last 60 frames {scatter:F3} eV, their errors {Rms(error[^60..]):F3} eV; smoothed {Rms([.. smooth[^60..].Select(s => s - late)]):F3} eV"
            )
        );
        // Shape and position change together: the errors, of residuals that hold both, must not be below the scatter of what no longer changes.
        Assert.True(Math.Abs(early - late) > 5 * Rms(error), "the reduction is seen");
        Assert.InRange(scatter, 0, 1.3 * Rms(error[^60..]));
        Assert.True(Rms([.. smooth[^60..].Select(s => s - late)]) <= scatter, "smoothing does not roughen");
    }

    private void CheckCalibration(string folder, JsonElement truth)
    {
        JsonElement row = Spectra.Query(folder, "select * from calibrations")[0];
        double Get(string name) => row.GetProperty(name).GetDouble();
        double[] a = Array(truth, "cal");
        double worst = 0;
        for (int q = 267; q < 856; q++)
        {
            double d = q - truth.GetProperty("ip").GetDouble();
            double theirs = truth.GetProperty("e0_ref").GetDouble() + a[0] + (a[1] * d) + (a[2] * d * d);
            double p = 1024 - q - Get("pivot_pixel");
            worst = Math.Max(worst, Math.Abs(Get("c0") + (Get("c1") * p) + (Get("c2") * p * p) - theirs));
        }
        output.WriteLine(
            FormattableString.Invariant(
                $"E = {Get("c0"):F3}({Get("c0_se"):F3}) + {Get("c1"):F5}({Get("c1_se"):F5})(p - {Get("pivot_pixel"):F2}) + {Get("c2"):E2}({Get("c2_se"):E1})(p - p0)²; at most {worst:F2} eV from the earlier fit where that was used"
            )
        );
        Assert.Equal("pixels", row.GetProperty("method").GetString());
        // Two fits of one foil by different criteria: 1.5 pixels at the ends of the part that was used; each one's own error there is 0.6 to 1.3 eV.
        Assert.InRange(worst, 0, 2);
    }

    private void CheckNorm(string folder, JsonElement truth, int energy)
    {
        double[] theirs = Array(truth, string.Create(CultureInfo.InvariantCulture, $"norm_{energy}"));
        double[] axis =
        [
            .. Spectra
                .Query(folder, "select unnest(\"values\") as v from axes where series = 'pdzno' and step = 'xas.normalize'")
                .EnumerateArray()
                .Select(r => r.GetProperty("v").GetDouble()),
        ];
        int at = System.Array.FindLastIndex(axis, e => e <= energy);
        double part = (energy - axis[at]) / (axis[at + 1] - axis[at]);
        string file = Path.Combine(folder, "spectra", "pdzno", "xas.normalize.parquet");
        double[] ours = Column(
            folder,
            string.Create(
                CultureInfo.InvariantCulture,
                $"select y[{at + 1}] * {1 - part:R} + y[{at + 2}] * {part:R} as v from read_parquet('{file}') order by frame"
            )
        );
        double[] off = [.. ours.Select((v, i) => v - theirs[i])];
        output.WriteLine(
            FormattableString.Invariant($"norm at {energy} eV: mean {off.Average():F5}, rms {Rms(off):F5}, largest {off.Max(Math.Abs):F4}")
        );
        // 0.3 eV of the calibration on a slope of at most 0.009 a eV is 0.003; the edge step's per cent is the rest. The trend itself is 0.06.
        Assert.InRange(Rms(off), 0, 0.004);
        Assert.InRange(off.Max(Math.Abs), 0, 0.012);
    }

    private static string Pipeline(string edge) =>
        $$"""
            name: Pd/ZnO reduced, dispersive
            series:
              - id: pd-foil
                files: {{Corpus.Path(Folder)}}/Pd_foil.CSV
                technique: xas
                edge: Pd K
                role: foil
                steps: []
              - id: pdzno
                files: {{Corpus.Path(Folder)}}/PdZnO02_mt.CSV.gz
                technique: xas
                edge: Pd K
                steps:
                  - xas.calibrate: { pixels: { foil: pd-foil, reference: {{Corpus.Path(
                Folder
            )}}/Pd_foil_ref.txt, degree: 2, reverse: auto } }
                  - shape.crop: { from: 24208, to: 24769 }
                  - xas.normalize: { {{edge}}pre-from: -120, pre-to: -40, post-from: 60, post-to: 380, post-degree: 1 }
            """;

    private static Workspace Ready(out JsonElement truth)
    {
        string? path = Corpus.Path(Truth);
        Assert.SkipWhen(path is null || Corpus.Path(Folder) is null, $"needs the shared corpus: {Truth}, {Folder}");
        truth = JsonDocument.Parse(File.ReadAllText(path!)).RootElement;
        return new Workspace();
    }

    private static double[] Column(string folder, string sql) =>
        [.. Spectra.Query(folder, sql).EnumerateArray().Select(r => r.GetProperty("v").GetDouble())];

    private static double[] Array(JsonElement e, string name) => [.. e.GetProperty(name).EnumerateArray().Select(v => v.GetDouble())];

    private static double Rms(double[] values) => Math.Sqrt(values.Average(v => v * v));
}
