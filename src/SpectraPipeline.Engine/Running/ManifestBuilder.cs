using System.Globalization;
using System.Reflection;
using System.Text.Json.Nodes;
using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Engine.Catalog;
using SpectraPipeline.Engine.Pipelines;
using SpectraPipeline.Engine.Running.Reuse;

namespace SpectraPipeline.Engine.Running;

/// <summary>What ran, on what, with which code, each step's parameters in full (CONTRACT section 3).</summary>
internal sealed class ManifestBuilder(StageCatalog catalog, Pipeline pipeline, RunContext run, IReadOnlyDictionary<string, string> code)
{
    /// <summary>Name that marks a manifest as ours.</summary>
    public const string Program = "SpectraPipeline";

    public JsonObject Build(
        DateTimeOffset started,
        IReadOnlyList<SeriesState> series,
        IReadOnlyList<FileRow> files,
        Ledger ledger,
        IReadOnlyList<string> overrides,
        string key
    ) =>
        new()
        {
            ["format"] = 1,
            ["program"] = Program,
            ["version"] = run.Version,
            ["code"] = new JsonObject(code.Select(c => KeyValuePair.Create(c.Key, (JsonNode?)c.Value))),
            ["runtime"] = System.Runtime.InteropServices.RuntimeInformation.FrameworkDescription,
            ["name"] = pipeline.Name,
            ["title"] = pipeline.ReportTitle ?? pipeline.Name,
            ["started"] = started.ToString("O", CultureInfo.InvariantCulture),
            ["ended"] = run.Clock.GetUtcNow().ToString("O", CultureInfo.InvariantCulture),
            ["seed"] = run.Seed,
            ["run_key"] = key,
            ["pipeline"] = new JsonObject
            {
                ["file"] = Path.GetFileName(pipeline.File),
                ["sha256"] = Hash.OfText(pipeline.Text),
                ["text"] = pipeline.Text,
                ["set"] = new JsonArray([.. overrides.Select(o => (JsonNode)o)]),
            },
            ["context"] = ContextOf(pipeline.Context),
            ["figures"] = new JsonArray([.. pipeline.Figures.Select(f => (JsonNode)f)]),
            ["series"] = new JsonArray([.. series.Select(SeriesOf)]),
            ["inputs"] = new JsonArray([
                .. files.Select(f => new JsonObject
                {
                    ["series"] = f.Series,
                    ["file"] = f.File,
                    ["sha256"] = f.Sha256,
                    ["format"] = f.Format,
                    ["status"] = f.Status,
                }),
            ]),
            ["references"] = new JsonArray([.. ReferencesOf(series)]),
            ["ledger"] = LedgerOf(ledger),
            ["reuse"] = new JsonArray([
                .. series
                    .SelectMany(s => s.Reuse?.Decisions ?? [])
                    .Select(d => new JsonObject
                    {
                        ["series"] = d.Series,
                        ["step"] = d.Step,
                        ["reused"] = d.IsReused,
                        ["why"] = d.Why,
                    }),
            ]),
        };

    /// <summary>Files beside the spectra that the answers depend on: tables of frames and reference libraries.</summary>
    private IEnumerable<JsonNode> ReferencesOf(IReadOnlyList<SeriesState> series) =>
        series
            .SelectMany(s =>
                s.Plan.Steps.Select(p => p.Stage)
                    .OfType<INeedsFiles>()
                    .SelectMany(n => n.FilesOf(run))
                    .Concat(s.FramesTable is { } table ? [table] : [])
            )
            .Distinct()
            .Where(File.Exists)
            .Select(path => new JsonObject
            {
                ["file"] = path.StartsWith(run.ConfigFolder, StringComparison.Ordinal)
                    ? "config" + path[run.ConfigFolder.Length..].Replace('\\', '/')
                    : Path.GetRelativePath(pipeline.Folder, path).Replace('\\', '/'),
                ["sha256"] = Hash.OfFile(path),
            });

    private JsonObject SeriesOf(SeriesState s) =>
        new()
        {
            ["id"] = s.Plan.Card.Id,
            ["technique"] = s.Plan.Card.Technique,
            ["needs"] = List(SeriesOrder.Needs(s.Plan)),
            ["role"] = s.Plan.Card.Role,
            ["replicate"] = s.Plan.Card.Replicate,
            ["edge"] = s.Plan.Card.Edge,
            ["quantity"] = Signal.Quantities.FirstOrDefault(q => Signal.FromQuantity(q) == s.Plan.Quantity),
            ["convention"] = s.Source.Channels[0].Signal.Convention,
            ["read_as"] = s.Source.ReadAs?.Convention,
            ["frames"] = s.Source.Frames,
            ["points"] = s.Source.Axis.Length,
            ["x_unit"] = s.Source.Axis.Unit.Symbol,
            ["x_first"] = s.Source.Axis[0],
            ["x_last"] = s.Source.Axis[s.Source.Axis.Length - 1],
            ["labels"] = new JsonObject(s.Plan.Card.Labels.Select(l => KeyValuePair.Create(l.Key, (JsonNode?)l.Value))),
            ["context"] = ContextOf(s.Plan.Card.Context),
            ["stored"] = new JsonArray([.. s.Stretches.SelectMany(t => t.Stored.Select(i => (JsonNode)t.Chain!.Links[i].Step.Id))]),
            ["steps"] = new JsonArray([.. s.Plan.Steps.Select(p => StepOf(p, s))]),
        };

    private JsonObject StepOf(StepPlan step, SeriesState s)
    {
        StageInfo info = catalog.Of(step.Stage);
        Stretch? stretch = s.Stretches.FirstOrDefault(t => t.Steps.Contains(step));
        ChainLink? link = stretch?.Chain?.Links.FirstOrDefault(l => l.Step.Id == step.Id);
        string? input =
            link is null ? step.Input
            : link.Wiring.Source < 0 ? stretch!.Before?.Id ?? BlockWork.ReadStep
            : stretch!.Chain!.Links[link.Wiring.Source].Step.Id;
        return new JsonObject
        {
            ["id"] = step.Id,
            ["stage"] = step.Name,
            ["input"] = input,
            ["channel"] = link?.Wiring.Channel,
            ["parameters"] = ParametersOf(info, step.Stage),
            ["summary"] = info.About.Summary,
            ["source"] = info.About.Source,
            ["bibtex"] = info.About.BibTex.Length > 0 ? info.About.BibTex : null,
        };
    }

    private static JsonObject ParametersOf(StageInfo info, Stage stage)
    {
        var all = new JsonObject();
        foreach (StageParameter p in info.Parameters)
            all[p.Name] = p.Property.GetValue(stage) switch
            {
                null => null,
                double d when double.IsFinite(d) => d,
                int i => i,
                bool b => b,
                { } other => ParamBinder.TextOf(other),
            };
        return all;
    }

    private static JsonObject ContextOf(Context c) =>
        new()
        {
            ["elements"] = List(c.Elements),
            ["electrolyte"] = List(c.Electrolyte),
            ["ph"] = c.Ph,
            ["species"] = List(c.Species),
            ["products"] = List(c.Products),
            ["electrode"] = c.Electrode,
            ["solvent"] = c.Solvent,
            ["isotopes"] = new JsonObject(c.Isotopes.Select(i => KeyValuePair.Create(i.Key, (JsonNode?)i.Value))),
            ["reference-electrode"] = c.ReferenceElectrode,
            ["temperature"] = c.Temperature,
        };

    private static JsonObject LedgerOf(Ledger ledger) =>
        new()
        {
            ["files"] = new JsonObject
            {
                ["found"] = ledger.FilesFound,
                ["read"] = ledger.FilesRead,
                ["refused"] = ledger.FilesRefused,
            },
            ["steps"] = new JsonArray([
                .. ledger.Steps.Select(s => new JsonObject
                {
                    ["series"] = s.Series,
                    ["step"] = s.Step,
                    ["in"] = s.Counts.In,
                    ["ok"] = s.Counts.Ok,
                    ["flagged"] = s.Counts.Flagged,
                    ["faulted"] = s.Counts.Faulted,
                }),
            ]),
        };

    private static JsonArray List(IEnumerable<string> items) => new([.. items.Select(i => (JsonNode)i)]);
}
