using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.Engine.Catalog;
using SpectraPipeline.Engine.Pipelines;
using SpectraPipeline.Engine.Running;
using SpectraPipeline.IO.Readers;
using SpectraPipeline.IO.Store;
using SpectraPipeline.Numerics.Exafs;
using SpectraPipeline.Stages.Exafs;
using Xunit;

namespace SpectraPipeline.Stages.Tests.Exafs;

/// <summary>Whole runs from files into the store: a foil tells s02, a sample takes it with its error.</summary>
public sealed class FoilToSampleTests : IDisposable
{
    private readonly MadeFeff _feff = new();

    public void Dispose() => _feff.Dispose();

    [Fact]
    public void The_error_of_a_foil_goes_into_the_coordination_number()
    {
        using ResultStore store = Run("from series foil", workers: 1, "carried");
        using ResultStore stated = Run("0.95", workers: 1, "stated");
        (double s02, double s02Se) = (Number(store, "s02", "foil"), Number(store, "s02_se", "foil"));
        Assert.InRange(s02, 0.95 - (3 * s02Se), 0.95 + (3 * s02Se));
        Assert.InRange(s02Se, 0.005, 0.1);
        Assert.Equal(s02, Number(store, "s02", "sample"), 6);
        (double n, double se) = (Number(store, "n", "sample"), Number(store, "n_se", "sample"));
        (double fixedN, double fixedSe) = (Number(stated, "n", "sample"), Number(stated, "n_se", "sample"));
        // N·s02 is what the data tell: N scales, and the relative errors add in quadrature, the first being the data's own.
        Assert.Equal(fixedN * 0.95 / s02, n, 3);
        Assert.InRange(
            se / n,
            0.999 * Math.Sqrt(Math.Pow(fixedSe / fixedN, 2) + Math.Pow(s02Se / s02, 2)),
            1.001 * Math.Sqrt(Math.Pow(fixedSe / fixedN, 2) + Math.Pow(s02Se / s02, 2))
        );
        Assert.True(Number(store, "n_high - n_low", "sample") > 1.05 * Number(stated, "n_high - n_low", "sample"));
        Assert.Equal(Number(stated, "r_se", "sample"), Number(store, "r_se", "sample"), 5);
    }

    [Fact]
    public void A_foil_that_fits_no_s02_is_told_how()
    {
        var e = Assert.Throws<StepException>(() => Run("from series blank", workers: 1, "without"));
        Assert.Contains("series 'blank' has no fitted s02", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_workers_leave_the_rows_of_one()
    {
        using ResultStore one = Run("from series foil", workers: 1, "one");
        using ResultStore two = Run("from series foil", workers: 2, "two");
        foreach (string table in (string[])["exafs_fits", "exafs_paths", "exafs_parameters"])
        {
            string query = $"select count(*), sum(hash(t)::hugeint) from {table} t";
            Assert.Equal(one.Query(query).ToCsv(), two.Query(query).ToCsv());
        }
    }

    private static double Number(ResultStore store, string column, string series) =>
        double.Parse(
            store
                .Query(
                    $"select avg({column}) from exafs_paths p join exafs_fits f using (series, step, frame, fit) where p.series = '{series}' and p.frame = 0 and f.fit = 1 and p.n is not null"
                )
                .ToCsv()
                .Split('\n')[1],
            CultureInfo.InvariantCulture
        );

    private ResultStore Run(string s02, int workers, string name)
    {
        FeffPath metal = _feff.Write("metal.dat", 30, 2.66, 6);
        FeffPath light = _feff.Write("light.dat", 7, 2.0, 4);
        Write("foil.csv", MadeFeff.Chi(1, 0.002, (metal, 6, 0, 0.009)));
        Write("sample.csv", [.. Enumerable.Range(0, 5).Select(d => MadeFeff.Chi(10 + d, 0.002, (light, 3, 0.01, 0.006)))]);
        Write("blank.csv", MadeFeff.Chi(3, 0.002, (metal, 6, 0, 0.009)));
        string yaml = $$"""
            name: t
            series:
              - id: sample
                files: sample.csv
                technique: xas
                quantity: chi
                steps:
                  - xas.fit-paths: { paths: [ { file: light.dat, label: Zn-N, s02: {{s02}} } ] }
              - id: foil
                files: foil.csv
                technique: xas
                quantity: chi
                steps:
                  - xas.fit-paths: { paths: [ { file: metal.dat, label: Zn-Zn, n: 6, s02: 0.6..1.2, e0: e, delta-r: dr, sigma2: ss } ], variables: { e: 0, dr: 0, ss: 0.008 }, rivals: none }
              - id: blank
                files: blank.csv
                technique: xas
                quantity: chi
                steps:
                  - xas.fit-paths: { paths: [ metal.dat ], rivals: none }
            """;
        var catalog = StageCatalog.From(typeof(FitPaths).Assembly);
        var (pipeline, issues) = new PipelineLoader(catalog).LoadText(yaml, Path.Combine(_feff.Folder, "p.yaml"));
        string folder = Path.Combine(_feff.Folder, name);
        var run = new RunContext(TimeProvider.System) { Workers = workers, PipelineFolder = _feff.Folder };
        new Runner(catalog, ReaderCatalog.Default, run, new RunProgress()).Run(
            pipeline ?? throw new InvalidOperationException(string.Join("\n", issues)),
            new RunOptions(folder)
        );
        return ResultStore.Open(folder);
    }

    private void Write(string file, params double[][] frames)
    {
        IEnumerable<string> rows = MadeFeff.K.Select(
            (k, i) => string.Join(',', frames.Select(f => f[i]).Prepend(k).Select(v => v.ToString("R", CultureInfo.InvariantCulture)))
        );
        string head = string.Join(',', frames.Select((_, f) => $"f{f}").Prepend("k"));
        File.WriteAllLines(Path.Combine(_feff.Folder, file), rows.Prepend(head));
    }
}
