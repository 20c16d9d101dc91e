using System.Globalization;
using System.Text;
using Xunit;

namespace SpectraPipeline.Cli.Tests;

/// <summary>Scans with i0, itrans and irefer over a monochromator that drifts, as files; the seed's case: an edge that shifts by drift must not be taken for chemistry.</summary>
public sealed class ReferenceChannelTests
{
    private const double Foil = 9660.4;

    [Theory]
    [InlineData("xas.calibrate: {}")]
    [InlineData("xas.align: { edge-energy: 9659 }")]
    public void The_drift_of_half_an_electronvolt_is_caught_by_the_foil(string step)
    {
        using var work = new Workspace();
        double[] drift = [0, 0.11, 0.19, 0.33, 0.41, 0.5];
        for (int f = 0; f < drift.Length; f++)
            work.Write(string.Create(CultureInfo.InvariantCulture, $"scan{f}.csv"), Scan(drift[f]));
        string yaml = $$"""
            name: Drift
            series:
              - id: zn
                files: scan*.csv
                technique: xas
                edge: Zn K
                steps:
                  - {{step}}
                  - xas.normalize: { e0: 9661.2 }
            """;
        Spectra.Good("run", work.Pipeline(yaml), "--out", work["out"]);
        double[] shifts = Column(work["out"], "select shift_ev as v from alignments order by frame");
        for (int f = 0; f < drift.Length; f++)
            Assert.InRange(shifts[f] - shifts[0] - drift[f], -0.01, 0.01);
        Assert.InRange(shifts[0], 9659 - Foil - 0.05, 9659 - Foil + 0.05);
        // All frames have one half-step energy, that of the sample 2.2 eV above the foil.
        double[] half = Column(work["out"], "select e0_half_step as v from edges order by frame");
        Assert.InRange(half.Max() - half.Min(), 0, 0.02);
        Assert.Equal(0, Spectra.Number(work["out"], "select count(*) from frames where status <> 'ok'"));
    }

    [Fact]
    public void A_foil_that_was_calibrated_by_a_step_of_its_own_moves_the_sample_by_what_moved_it()
    {
        using var work = new Workspace();
        work.Write("foil.csv", Mu(Foil));
        work.Write("sample.csv", Mu(Foil + 2.2));
        const string yaml = """
            name: Foil first
            series:
              - id: zn-foil
                files: foil.csv
                technique: xas
                edge: Zn K
                role: foil
                steps:
                  - xas.calibrate: { table: kraft }
                  - xas.normalize: {}
              - id: zn
                files: sample.csv
                technique: xas
                edge: Zn K
                steps:
                  - xas.calibrate: { foil: zn-foil }
                  - xas.normalize: {}
            """;
        Spectra.Good("run", work.Pipeline(yaml), "--out", work["out"]);
        double[] shifts = Column(work["out"], "select shift_ev as v from calibrations order by series");
        Assert.InRange(shifts[0], 9660.76 - Foil - 0.05, 9660.76 - Foil + 0.05);
        Assert.Equal(shifts[0], shifts[1]);
        double[] first = Column(
            work["out"],
            "select \"values\"[1] as v from axes where step = 'xas.calibrate' or step = 'xas.normalize' order by series"
        );
        Assert.All(first, v => Assert.Equal(9560 + shifts[0], v, 9));
    }

    [Fact]
    public void Without_a_reference_channel_align_stops_and_says_what_to_do()
    {
        using var work = new Workspace();
        work.Write("sample.csv", Mu(Foil));
        const string yaml = """
            name: None
            series:
              - { id: zn, files: sample.csv, technique: xas, edge: Zn K, steps: [ { xas.align: {} } ] }
            """;
        Outcome outcome = Spectra.Run("run", work.Pipeline(yaml), "--out", work["out"]);
        Assert.Equal(1, outcome.Code);
        Assert.Contains("no channel 'reference'", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void One_step_on_one_file_works_too()
    {
        using var work = new Workspace();
        string file = work.Write("scan.csv", Scan(0.3));
        Outcome outcome = Spectra.Run("apply", "xas.calibrate", file, "-p", "edge-energy=9659");
        Assert.True(outcome.Code == 0, outcome.Error);
        double first = double.Parse(outcome.Lines[1].Split(',')[0], CultureInfo.InvariantCulture);
        Assert.InRange(first, 9560 + 9659 - Foil + 0.3 - 0.05, 9560 + 9659 - Foil + 0.3 + 0.05);
    }

    // Energies as recorded are too low by the drift.
    private static string Scan(double drift)
    {
        var text = new StringBuilder("energy (eV),i0,itrans,irefer\n");
        for (double e = 9560; e < 9980; e += 0.5)
        {
            double i0 = 1e6 - (20 * (e - 9560));
            double it = i0 * Math.Exp(-Edge(e + drift - Foil - 2.2));
            double ir = it * Math.Exp(-Edge(e + drift - Foil));
            text.Append(CultureInfo.InvariantCulture, $"{e:F2},{i0:F1},{it:F3},{ir:F3}\n");
        }
        return text.ToString();
    }

    private static string Mu(double edge)
    {
        var text = new StringBuilder("energy (eV),mu\n");
        for (double e = 9560; e < 9980; e += 0.5)
            text.Append(CultureInfo.InvariantCulture, $"{e:F2},{Edge(e - edge):F6}\n");
        return text.ToString();
    }

    private static double Edge(double x)
    {
        double chi = x > 5 ? 0.08 * Math.Sin(2.2 * Math.Sqrt(x)) * Math.Exp(-x / 90) * (1 - Math.Exp(-(x - 5) / 4)) : 0;
        return 0.7 - (3e-4 * x) + (Math.Atan(x / 0.9) / Math.PI) + chi;
    }

    private static double[] Column(string folder, string sql) =>
        [.. Spectra.Query(folder, sql).EnumerateArray().Select(r => r.GetProperty("v").GetDouble())];
}
