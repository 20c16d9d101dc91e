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

/// <summary>Copper foils at 10, 50 and 150 K and at room temperature, each a series from its file, fitted together.</summary>
public sealed class FitSeriesCopperTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("spectra-copper-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Four_temperatures_of_copper_share_the_einstein_temperature_that_larch_finds()
    {
        using ResultStore store = Run(1, "\"einstein(temperature, theta)\"", "theta: 100..500 start 250", "theta: shared");
        (double theta, double se) = (Number(store, "value", "theta"), Number(store, "se", "theta"));
        // Larch 0.9.58, the same ranges and noise from its own pre_edge and autobk (rbkg 1, kweight 2): 233.36 ± 2.66 K, s02 0.879 ± 0.010.
        Assert.InRange(theta, 233.36 - 2.66, 233.36 + 2.66);
        Assert.InRange(se, 0.8 * 2.66, 1.2 * 2.66);
        Assert.InRange(Number(store, "value", "s"), 0.879 - 0.010, 0.879 + 0.010);
        Assert.Equal(0.010, Number(store, "se", "s"), 0.002);
        Assert.Equal(
            "of_series,temperature\ncu-10,10\ncu-50,50\ncu-150,150\ncu-295,295\n",
            store.Query("select of_series, temperature from exafs_data_sets order by data_set").ToCsv().ReplaceLineEndings("\n")
        );
        Assert.Equal(0, Count(store, "exafs_data_sets where not (r_factor < 0.004 and r_factor_alone < r_factor)"));
        Assert.Equal(0, Count(store, "exafs_trends where verdict not like 'holds%'"));
        Assert.Equal(1, Count(store, "exafs_parameters where frame is null and name = 'theta' and correlations like '%\"s\": -0.%'"));

        // Disorder free at each temperature, with one s02: nowhere far from the one Einstein oscillator.
        using ResultStore free = Run(2, "ss", "ss: 0.001..0.02 start 0.005", "ss: free");
        string[] series = ["Cu-Cu", "Cu-Cu (series cu-50, frame 0)", "Cu-Cu (series cu-150, frame 0)", "Cu-Cu (series cu-295, frame 0)"];
        foreach (string path in series)
        {
            double difference = OfPath(free, "sigma2", path) - OfPath(store, "sigma2", path);
            Assert.InRange(Math.Abs(difference), 0, 4 * OfPath(free, "sigma2_se_total", path));
        }
    }

    [Fact]
    public void The_same_bits_come_from_one_and_two_workers()
    {
        using ResultStore one = Run(1, "\"einstein(temperature, theta)\"", "theta: 100..500 start 250", "theta: shared");
        using ResultStore two = Run(2, "\"einstein(temperature, theta)\"", "theta: 100..500 start 250", "theta: shared");
        foreach (string table in (string[])["exafs_fits", "exafs_paths", "exafs_parameters", "exafs_trends", "exafs_data_sets"])
        {
            string query = $"select count(*), sum(hash(t)::hugeint) from {table} t";
            Assert.Equal(one.Query(query).ToCsv(), two.Query(query).ToCsv());
        }
    }

    private static double Number(ResultStore store, string column, string name) =>
        One(store, $"select {column} from exafs_parameters where name = '{name}'");

    private static double OfPath(ResultStore store, string column, string path) =>
        One(store, $"select {column} from exafs_paths where path = '{path}'");

    private static double Count(ResultStore store, string what) => One(store, $"select count(*) from {what}");

    private static double One(ResultStore store, string query) =>
        double.Parse(store.Query(query).ToCsv().Split('\n')[1], CultureInfo.InvariantCulture);

    private ResultStore Run(int workers, string sigma2, string variables, string across)
    {
        string feff = ExafsRun.CorpusFile("corpus/xas/larch/feffit/feffcu01.dat");
        string Series(string id, string file, string kelvin, string more = "") =>
            $"""
                  - id: {id}
                    files: {ExafsRun.CorpusFile("corpus/xas/larch/" + file)}
                    technique: xas
                    quantity: mu
                    labels: [ temperature: {kelvin} ]
                    steps:
                      - xas.normalize: [ ]
                      - xas.autobk: [ rbkg: 1, k-weight: 2 ]
                """.Replace('[', '{').Replace(']', '}')
            + "\n"
            + more;
        string step =
            $"      - xas.fit-series: {{ paths: [ {{ file: {feff}, label: Cu-Cu, n: 12, s02: s, e0: e, delta-r: dr, sigma2: {sigma2} }} ],"
            + $" variables: {{ s: 0.6..1.2 start 0.9, e: 0, dr: 0, {variables} }}, across: {{ s: shared, {across} }},"
            + " with: [cu-50, cu-150, cu-295], k-min: 3, k-max: 15, r-min: 1.6, r-max: 2.8, k-weights: [2], epsilon-k: 0.001 }\n";
        string yaml =
            "name: copper\nseries:\n"
            + Series("cu-10", "cu_10k.xmu", "10", step)
            + Series("cu-50", "cu_50k.xmu", "50")
            + Series("cu-150", "cu_150k.xmu", "150")
            + Series("cu-295", "cu_rt01.xmu", "295");
        var catalog = StageCatalog.From(typeof(FitSeries).Assembly);
        var (pipeline, issues) = new PipelineLoader(catalog).LoadText(yaml, Path.Combine(_folder, "p.yaml"));
        string folder = Path.Combine(_folder, $"out{workers}");
        var run = new RunContext(TimeProvider.System) { Workers = workers, PipelineFolder = _folder };
        new Runner(catalog, ReaderCatalog.Default, run, new RunProgress()).Run(
            pipeline ?? throw new InvalidOperationException(string.Join("\n", issues)),
            new RunOptions(folder)
        );
        return ResultStore.Open(folder);
    }
}
