using SpectraPipeline.Testing;
using Xunit;

namespace SpectraPipeline.Cli.Tests;

/// <summary>Runs on absorption scans whose frames, cell or neighbours change between steps or runs.</summary>
public sealed class XasChangesTests : IDisposable
{
    private readonly Workspace _work = new();

    public void Dispose() => _work.Dispose();

    [Fact]
    public void Frames_merged_by_one_series_step_are_counted_anew_by_the_next()
    {
        string scans = Scans(3);
        string yaml =
            $"name: m\nseries:\n  - id: s\n    files: {scans}\n    technique: xas\n    edge: Zn K\n    steps:\n      - xas.merge: {{}}\n      - xas.align: {{ channel: sample }}\n";
        Spectra.Good("run", _work.Write("m.yaml", yaml), "--out", _work["out"]);
        Assert.Equal(1, Spectra.Number(_work["out"], "select count(*) from alignments"));
    }

    [Fact]
    public void Another_temperature_of_the_cell_fits_anew()
    {
        Scans(1);
        string Yaml(int temperature) =>
            $"name: t\ncontext: {{ temperature: {temperature} }}\nseries:\n  - id: s\n    files: scan-0.xdi\n    technique: xas\n    edge: Zn K\n    steps:\n      - xas.normalize: {{}}\n      - xas.autobk: {{ k-weight: 2 }}\n      - xas.fit-paths:\n          rivals: none\n          intervals: standard\n          paths: [ {{ file: zn-n.dat, label: Zn-N, n: 0.. start 3, e0: -10..10 start 0, delta-r: -0.2..0.2 start 0, sigma2: \"einstein(temperature, 300)\" }} ]\n";
        double Fitted(int temperature)
        {
            Spectra.Good("run", _work.Write("t.yaml", Yaml(temperature)), "--out", _work["out"]);
            return Spectra.Number(_work["out"], "select n from exafs_paths");
        }
        double cold = Fitted(25);
        Assert.True(Fitted(140) > 1.02 * cold);
    }

    private string Scans(int count)
    {
        string sample = Path.Combine(Corpus.Checkout, "data-samples", "methanol-amine");
        for (int i = 0; i < count; i++)
            File.Copy(Path.Combine(sample, "xas", "zn-n3.xdi"), _work[$"scan-{i}.xdi"]);
        File.Copy(Path.Combine(sample, "feff", "zn-n3", "feff0001.dat"), _work["zn-n.dat"]);
        return "scan-*.xdi";
    }
}
