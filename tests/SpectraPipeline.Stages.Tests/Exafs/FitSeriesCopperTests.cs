using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.Engine.Catalog;
using SpectraPipeline.Engine.Pipelines;
using SpectraPipeline.Engine.Running;
using SpectraPipeline.IO.Readers;
using SpectraPipeline.IO.Store;
using SpectraPipeline.Stages.Exafs;
using Xunit;

namespace SpectraPipeline.Stages.Tests.Exafs;

/// <summary>Copper foils at 10, 50 and 150 K and at room temperature, each a series from its file, fitted with one Einstein temperature.</summary>
public sealed class FitSeriesCopperTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("spectra-copper-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Four_temperatures_of_copper_share_one_einstein_temperature()
    {
        using ResultStore store = Run(
            workers: 1,
            """{ file: PATH, label: Cu-Cu, n: 12, s02: s, e0: e, delta-r: dr, sigma2: "einstein(temperature, theta)" }""",
            "{ s: 0.6..1.2 start 0.9, e: 0, dr: 0, theta: 100..500 start 250 }",
            "{ s: shared, theta: shared }"
        );
        Assert.Fail(
            store.Query("select * from exafs_parameters").ToCsv()
                + store.Query("select * from exafs_data_sets").ToCsv()
                + store.Query("select path, n, r, r_se, sigma2, sigma2_se, s02, de0 from exafs_paths").ToCsv()
                + store.Query("select * from exafs_trends").ToCsv()
                + store.Query("select * from exafs_fits").ToCsv()
                + store.Query("select * from faults").ToCsv()
        );
    }

    private ResultStore Run(int workers, string path, string variables, string across)
    {
        string feff = ExafsRun.CorpusFile("xas/larch/feffit/feffcu01.dat");
        string Series(string id, string file, string kelvin, string more) =>
            $$"""
                  - id: {{id}}
                    files: {{ExafsRun.CorpusFile("xas/larch/" + file)}}
                    technique: xas
                    quantity: mu
                    labels: { temperature: {{kelvin}} }
                    steps:
                      - xas.normalize: {}
                      - xas.autobk: { rbkg: 1, k-weight: 2 }
                {{more}}
                """;
        string step =
            $"      - xas.fit-series: {{ paths: [ {path.Replace("PATH", feff, StringComparison.Ordinal)} ], variables: {variables}, across: {across}, with: [cu-50, cu-150, cu-295], k-min: 3, k-max: 15, r-min: 1.6, r-max: 2.8, k-weights: [2] }}\n";
        string yaml =
            "name: copper\nseries:\n"
            + Series("cu-10", "cu_10k.xmu", "10", step)
            + Series("cu-50", "cu_50k.xmu", "50", "")
            + Series("cu-150", "cu_150k.xmu", "150", "")
            + Series("cu-295", "cu_rt01.xmu", "295", "");
        var catalog = StageCatalog.From(typeof(FitSeries).Assembly);
        var (pipeline, issues) = new PipelineLoader(catalog).LoadText(yaml, Path.Combine(_folder, "p.yaml"));
        string folder = Path.Combine(_folder, workers.ToString(CultureInfo.InvariantCulture));
        var run = new RunContext(TimeProvider.System) { Workers = workers, PipelineFolder = _folder };
        new Runner(catalog, ReaderCatalog.Default, run, new RunProgress()).Run(
            pipeline ?? throw new InvalidOperationException(string.Join("\n", issues) + yaml),
            new RunOptions(folder)
        );
        return ResultStore.Open(folder);
    }
}
