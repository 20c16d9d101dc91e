using System.Globalization;
using System.Text;
using SpectraPipeline.Core;
using SpectraPipeline.Engine.Catalog;
using SpectraPipeline.Engine.Pipelines;
using SpectraPipeline.Engine.Running;
using SpectraPipeline.IO.Readers;
using SpectraPipeline.IO.Store;

namespace SpectraPipeline.Engine.Tests.Running;

/// <summary>A temporary folder with small spectra, a pipeline on them, and runs of it.</summary>
internal sealed class RunFolder : IDisposable
{
    public const int Points = 160;

    public RunFolder() => Directory.CreateDirectory(Root);

    public string Root { get; } = Directory.CreateTempSubdirectory("spectra-run-").FullName;

    public string Out => Path.Combine(Root, "out");

    /// <summary>Writes frames with one band that grows and moves by 0.5 a frame.</summary>
    public RunFolder WithFrames(int frames)
    {
        for (int f = 0; f < frames; f++)
        {
            var text = new StringBuilder("# Raman shift (cm-1), counts\n");
            for (int i = 0; i < Points; i++)
            {
                double x = 1000 + (2 * i);
                double y =
                    100
                    + (0.1 * i)
                    + ((20 + f) * Math.Exp(-Math.Pow((x - 1150 - (0.5 * f)) / 14, 2)))
                    + (0.3 * Math.Sin((7.3 * i * i) + (3 * f)));
                text.Append(CultureInfo.InvariantCulture, $"{x:R},{y:R}\n");
            }
            File.WriteAllText(Path.Combine(Root, $"frame-{f:D4}.csv"), text.ToString());
        }
        return this;
    }

    public static string Yaml(string steps, string more = "") =>
        $"name: t\nseries:\n  - id: s\n    files: frame-*.csv\n    technique: raman\n    quantity: counts\n{more}    steps:\n"
        + string.Concat(steps.Split('|').Select(s => $"      - {s.Trim()}\n"));

    public Pipeline Load(string yaml, StageCatalog stages)
    {
        var (pipeline, issues) = new PipelineLoader(stages).LoadText(yaml, Path.Combine(Root, "p.yaml"));
        return pipeline ?? throw new InvalidOperationException(string.Join("\n", issues));
    }

    public RunOutcome Run(
        string yaml,
        StageCatalog stages,
        int workers = 2,
        bool resume = false,
        bool strict = false,
        string? to = null,
        bool fresh = false,
        string? reuse = null
    )
    {
        var run = new RunContext(TimeProvider.System) { Workers = workers, PipelineFolder = Root };
        return new Runner(stages, ReaderCatalog.Default, run, new RunProgress()).Run(
            Load(yaml, stages),
            new RunOptions(to ?? Out, resume, strict, Fresh: fresh, ReuseFrom: reuse)
        );
    }

    /// <summary>A query as CSV.</summary>
    public string Query(string sql, string? folder = null)
    {
        using ResultStore store = ResultStore.Open(folder ?? Out);
        return store.Query(sql).ToCsv();
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
