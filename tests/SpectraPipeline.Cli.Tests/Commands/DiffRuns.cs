using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using SpectraPipeline.IO.Store.DuckDb;
using Xunit;

namespace SpectraPipeline.Cli.Tests.Commands;

/// <summary>Runs of one small pipeline (two series with two bands each, an own library) in one folder, to be held against each other.</summary>
internal sealed class DiffRuns : IDisposable
{
    private const string LibraryHead =
        "row_id,species,formula,state,technique,center_cm1,low_cm1,high_cm1,fwhm_cm1,sign_rule,group_id,support,confidence,rel_intensity,stark_cm1_per_v,notes\n";

    public const string Steps = """
              - baseline.arpls: { lambda: 1e4 }
              - peaks.find: { min-snr: 8 }
              - bands.track: {}
              - assign.bands: { library: [own.csv] }
        """;

    public Workspace Work { get; } = new();

    public DiffRuns()
    {
        WriteFrames("s", [1100, 1200]);
        WriteFrames("t", [1120, 1240]);
        WriteLibrary(alpha: 1100, beta: 1200);
    }

    public string this[string run] => Work[run];

    /// <summary>Five frames with bands that grow on a slope, with a deterministic ripple in place of noise.</summary>
    public void WriteFrames(string series, double[] centers)
    {
        for (int f = 0; f < 5; f++)
            WriteFrame(series, f, centers);
    }

    public void WriteFrame(string series, int frame, double[] centers, double height = 20) =>
        Work.Write(
            $"{series}-{frame}.csv",
            Workspace.Text(
                Enumerable
                    .Range(0, Workspace.Points)
                    .Select(i =>
                    {
                        double x = 1000 + (2 * i);
                        double bands = centers.Sum(c => (height + frame) * Math.Exp(-Math.Pow((x - c) / 14, 2)));
                        return (x, Math.Round(100 + (0.1 * i) + bands + (0.3 * Math.Sin((7.3 * i * i) + (3 * frame))), 4));
                    })
            )
        );

    public void WriteLibrary(double alpha, double beta) =>
        Work.Write("own.csv", LibraryHead + Row("L1", "alpha", alpha) + Row("L2", "beta", beta));

    private static string Row(string id, string species, double center) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{id},{species},CO,ads,Raman,{center},{center - 20},{center + 20},20,either,{id},lit,C,m,,\n"
        );

    public static string Yaml(string steps = Steps, string more = "", string top = "") =>
        $"name: two\ncontext: {{ elements: [H, C, O], species: [CO] }}\n{top}series:\n"
        + string.Concat(
            new[] { "s", "t" }.Select(id =>
                $"  - id: {id}\n    files: {id}-*.csv\n    technique: raman\n    quantity: counts\n{(id == "s" ? more : "")}    steps:\n{(id == "s" ? steps : Steps)}\n"
            )
        );

    /// <summary>Runs the pipeline into a folder.</summary>
    public DiffRuns Run(string to, string? yaml = null, params string[] more)
    {
        Outcome run = Spectra.Run(["run", Work.Pipeline(yaml ?? Yaml()), "--out", Work[to], .. more]);
        Assert.True(run.Code == 0, run.Error);
        return this;
    }

    /// <summary>A copy of a run whose tables are changed by SQL.</summary>
    public DiffRuns Copy(string from, string to, string? table = null, string? select = null)
    {
        foreach (string file in Directory.GetFiles(Work[from], "*", SearchOption.AllDirectories))
        {
            string copy = Path.Combine(Work[to], Path.GetRelativePath(Work[from], file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
        return table is null ? this : Change(to, table, select!);
    }

    /// <summary>Rewrites a table of a run: a SELECT over the view <c>t</c>.</summary>
    public DiffRuns Change(string run, string table, string select)
    {
        string path = Path.Combine(Work[run], "tables", table + ".parquet");
        using var database = new DuckDatabase(new());
        using DuckConnection connection = database.Connect();
        connection.Execute($"CREATE TABLE t AS SELECT * FROM read_parquet('{path}')");
        connection.Execute($"COPY ({select}) TO '{path}' (FORMAT parquet)");
        return this;
    }

    /// <summary>Changes the manifest of a run.</summary>
    public DiffRuns Manifest(string run, Action<JsonObject> change)
    {
        string path = Path.Combine(Work[run], "manifest.json");
        JsonObject manifest = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
        change(manifest);
        File.WriteAllText(path, manifest.ToJsonString());
        return this;
    }

    /// <summary>What diff prints for people.</summary>
    public string Text(string before = "a", string after = "b") => Spectra.Good("diff", Work[before], Work[after]);

    /// <summary>What diff prints for programs.</summary>
    public DiffDocument Diff(string before = "a", string after = "b") =>
        new(JsonDocument.Parse(Spectra.Good("diff", Work[before], Work[after], "--json")).RootElement);

    public void Dispose() => Work.Dispose();
}

/// <summary>The document of <c>spectra diff --json</c>.</summary>
internal sealed record DiffDocument(JsonElement Json)
{
    public bool Same => Json.GetProperty("same").GetBoolean();

    public List<JsonElement> Answers => [.. Json.GetProperty("answers").EnumerateArray()];

    public List<string> Causes => [.. Json.GetProperty("causes").EnumerateArray().Select(c => c.GetProperty("statement").GetString()!)];

    public string[] Tables => [.. Texts("table")];

    public string[] Texts(string name) =>
        [.. Answers.Select(a => a.GetProperty(name).GetString() ?? "").Distinct().Order(StringComparer.Ordinal)];

    /// <summary>Causes that an answer names.</summary>
    public string[] CausesOf(JsonElement answer, string list = "because_of") =>
        [.. answer.GetProperty(list).EnumerateArray().Select(i => Causes[i.GetInt32()])];
}
