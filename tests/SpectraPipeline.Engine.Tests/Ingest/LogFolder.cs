using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.Engine.Catalog;
using SpectraPipeline.Engine.Pipelines;
using SpectraPipeline.Engine.Running;
using SpectraPipeline.IO.Readers;
using SpectraPipeline.IO.Store;
using SpectraPipeline.Stages.Baseline;
using SpectraPipeline.Testing.Generators.Clocks;

namespace SpectraPipeline.Engine.Tests.Ingest;

/// <summary>A folder with a series on one clock and the log of a potentiostat on another.</summary>
internal sealed class LogFolder : IDisposable
{
    private static readonly StageCatalog s_stages = StageCatalog.From(typeof(ArPls).Assembly);

    public string Root { get; } = Directory.CreateTempSubdirectory("spectra-log-").FullName;

    public string this[string name] => Path.Combine(Root, name);

    public LogFolder With(SteppedSeries series, LogFormat format = LogFormat.Chi, double counts = 2000, int skip = 0)
    {
        SteppedSeriesFiles.WriteSpectra(series, this["spectra.csv"], counts: counts, skip: skip);
        File.WriteAllBytes(this[NameOf(format)], SteppedSeriesFiles.Log(series, format));
        return this;
    }

    public static string NameOf(LogFormat format) => format == LogFormat.Chi ? "echem.txt" : "echem.mpt";

    /// <summary>A pipeline with this <c>log:</c> (the text behind the colon; null = none).</summary>
    public static string Yaml(string? log, string more = "", string context = "{ ph: 14, reference-electrode: Ag/AgCl 3 M KCl }") =>
        $"name: t\ncontext: {context}\nseries:\n  - id: s\n    files: spectra.csv\n    technique: raman\n    quantity: counts\n"
        + (log is null ? "" : $"    log: {log}\n")
        + more
        + "    steps:\n      - shape.crop: { from: 900, to: 1700 }\n";

    public Pipeline Load(string yaml)
    {
        var (pipeline, issues) = new PipelineLoader(s_stages).LoadText(yaml, this["p.yaml"]);
        return pipeline ?? throw new InvalidOperationException(string.Join("\n", issues));
    }

    public IReadOnlyList<PipelineIssue> Check(string yaml)
    {
        var (pipeline, issues) = new PipelineLoader(s_stages).LoadText(yaml, this["p.yaml"]);
        return pipeline is null ? issues : [.. issues, .. new PipelineCheck(ReaderCatalog.Default, Context()).Check(pipeline).Issues];
    }

    public RunOutcome Run(string yaml, bool resume = false, ReportStep? report = null) =>
        new Runner(s_stages, ReaderCatalog.Default, Context(), new RunProgress()).Run(
            Load(yaml),
            new RunOptions(this["out"], resume),
            report
        );

    /// <summary>One row of a query, its cells by comma.</summary>
    public string[] Row(string sql) => Query(sql).Split('\n')[1].Trim().Split(',');

    public double Number(string sql) => double.Parse(Row(sql)[0], CultureInfo.InvariantCulture);

    public string Query(string sql)
    {
        using ResultStore store = ResultStore.Open(this["out"]);
        return store.Query(sql).ToCsv();
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);

    private RunContext Context() => new(TimeProvider.System) { Workers = 2, PipelineFolder = Root };
}
