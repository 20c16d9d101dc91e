using System.Globalization;
using System.Text;
using SpectraPipeline.Core;
using SpectraPipeline.Engine.Catalog;
using SpectraPipeline.Engine.Pipelines;
using SpectraPipeline.Engine.Running;
using SpectraPipeline.IO.Readers;
using SpectraPipeline.IO.Store;
using SpectraPipeline.Stages.Tests.Exafs;
using SpectraPipeline.Testing;

namespace SpectraPipeline.Stages.Tests;

/// <summary>Files of a series long enough for many blocks, run whole: from the files through worker threads into the store.</summary>
internal sealed class WorkersRun : IDisposable
{
    // A block has at most 512 frames, of maps 4.
    private const int Frames = 600,
        FramesOfMaps = 12;

    // Parameters that a stage cannot do without.
    private static readonly Dictionary<string, string> s_needed = new()
    {
        ["shape.calibrate"] = "{ shift: 1 }",
        ["shape.response"] = "{ file: response.csv }",
        ["xas.fit-paths"] = "{ paths: [ zn-n.dat ], intervals: standard }",
        ["xas.self-absorption"] = "{ formula: ZnC20 }",
        ["xas.lcf"] = "{ standards: [a, b] }",
    };
    private readonly string _root = Directory.CreateTempSubdirectory("spectra-workers-").FullName;
    private readonly StageCatalog _catalog;
    private readonly string _yaml;

    public WorkersRun(StageCatalog catalog, IEnumerable<string> steps, SpectralSeries sample, string technique, string quantity)
    {
        _catalog = catalog;
        string[] names = [.. steps];
        int frames = names.Contains("xas.wavelet") ? FramesOfMaps : Frames;
        var text = new StringBuilder(technique == "xas" ? "energy" : "wavenumber");
        for (int f = 0; f < frames; f++)
            text.Append(CultureInfo.InvariantCulture, $",f{f}");
        for (int i = 0; i < sample.Points; i++)
        {
            text.Append('\n').Append(sample.Axis[i].ToString("R", CultureInfo.InvariantCulture));
            for (int f = 0; f < frames; f++)
                text.Append(
                    CultureInfo.InvariantCulture,
                    $",{sample.Primary[f % sample.Frames][i] * (1 + (1e-4 * (f / sample.Frames))):R}"
                );
        }
        File.WriteAllText(Path.Combine(_root, "series.csv"), text.Append('\n').ToString());
        _yaml =
            $"name: t\nseries:\n  - id: s\n    files: series.csv\n    technique: {technique}\n    quantity: {quantity}\n{(technique == "xas" ? "    edge: Zn K\n" : "")}    reference: 0\n    keep: all\n    steps:\n"
            + string.Concat(names.Select(s => $"      - {s}: {s_needed.GetValueOrDefault(s, "{}")}\n"))
            + (names.Contains("xas.lcf") ? Standard("a", 1) + Standard("b", 4) : "");
        File.WriteAllText(Path.Combine(_root, "zn-n.dat"), MadeFeff.ZincNitrogen);
        File.WriteAllText(
            Path.Combine(_root, "response.csv"),
            FormattableString.Invariant($"wavenumber,response\n{sample.Axis[0]:R},1\n{sample.Axis[sample.Points - 1]:R},2\n")
        );
    }

    // An edge of its own as another series of one frame.
    private string Standard(string id, double width)
    {
        File.WriteAllText(
            Path.Combine(_root, id + ".csv"),
            "energy,norm\n"
                + string.Concat(
                    Enumerable
                        .Range(9500, 620)
                        .Select(e => FormattableString.Invariant($"{e},{0.5 + Math.Atan((e - 9660) / width) / Math.PI:R}\n"))
                )
        );
        return $"  - id: {id}\n    files: {id}.csv\n    technique: xas\n    quantity: norm\n";
    }

    /// <summary>Sums over all tables of the hashes of all spectra and rows that a run of so many workers leaves.</summary>
    public string Digest(int workers)
    {
        var (pipeline, issues) = new PipelineLoader(_catalog).LoadText(_yaml, Path.Combine(_root, "p.yaml"));
        string folder = Path.Combine(_root, $"out-{workers}");
        var run = new RunContext(TimeProvider.System)
        {
            Workers = workers,
            PipelineFolder = _root,
            ConfigFolder = Path.Combine(Corpus.Checkout, "config"),
        };
        new Runner(_catalog, ReaderCatalog.Default, run, new RunProgress()).Run(
            pipeline ?? throw new InvalidOperationException(string.Join("\n", issues)),
            new RunOptions(folder)
        );
        var digest = new StringBuilder();
        using ResultStore store = ResultStore.Open(folder);
        foreach (
            string table in store.Query("select distinct table_name from information_schema.tables order by 1").ToCsv().Split('\n').Skip(1)
        )
            if (table.Trim() is { Length: > 0 } name)
                digest.Append(store.Query($"select '{name}', count(*), sum(hash(t)::hugeint) from \"{name}\" t").ToCsv());
        return digest.ToString();
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
