using System.Text;
using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Engine.Catalog;
using SpectraPipeline.Engine.Ingest;

namespace SpectraPipeline.Engine.Pipelines;

/// <summary>Reads a pipeline file (CONTRACT section 2). Every mistake is collected with line and column before anything runs.</summary>
public sealed class PipelineLoader(StageCatalog catalog)
{
    private static readonly string[] s_rootKeys = ["name", "context", "series", "compare", "products", "decisions", "report"];
    private static readonly string[] s_seriesKeys =
    [
        "id",
        "files",
        "technique",
        "quantity",
        "channel",
        "spectra",
        "partial",
        "format",
        "reference",
        "log",
        "frames",
        "role",
        "replicate",
        "labels",
        "keep",
        "edge",
        "context",
        "steps",
    ];
    private static readonly string[] s_techniques = ["ir", "atr-ir", "raman", "xas", "xps", "voltammetry"];
    private static readonly string[] s_roles = ["sample", "blank", "reactant-off", "open-circuit", "isotope", "standard", "foil"];

    private static readonly System.Buffers.SearchValues<char> s_notInIds = System.Buffers.SearchValues.Create("./\\:*?\"<>|");

    private readonly List<PipelineIssue> _issues = [];
    private readonly List<(string Series, string Step, string Param, string Value, string Given)> _overrides = [];
    private readonly HashSet<string> _usedOverrides = [];
    private string _file = "";

    /// <summary>Reads a file and applies <c>--set SERIES.STEP.PARAM=VALUE</c>.</summary>
    /// <returns>The pipeline, null when a mistake makes it unusable; and all mistakes and warnings in order of place.</returns>
    public (Pipeline? Pipeline, IReadOnlyList<PipelineIssue> Issues) Load(string path, IEnumerable<string>? overrides = null)
    {
        if (!File.Exists(path))
            throw new UserException($"There is no pipeline file '{path}'.");
        string text;
        try
        {
            text = File.ReadAllText(path, Encoding.UTF8);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserException($"The pipeline file '{path}' cannot be read: {e.Message}");
        }
        return LoadText(text, path, overrides);
    }

    /// <summary>Reads a text as if it stood in a file.</summary>
    public (Pipeline? Pipeline, IReadOnlyList<PipelineIssue> Issues) LoadText(
        string text,
        string path,
        IEnumerable<string>? overrides = null
    )
    {
        _issues.Clear();
        _overrides.Clear();
        _usedOverrides.Clear();
        _file = path;
        foreach (string o in overrides ?? [])
            ReadOverride(o);
        ParamNode? root = YamlNodes.Read(text, (line, column, message) => _issues.Add(new(_file, line, column, message)));
        Pipeline? pipeline = root is null ? null : ReadPipeline(root, text, path);
        foreach (var o in _overrides)
            if (!_usedOverrides.Contains(o.Given))
                _issues.Add(new(_file, 1, 1, $"--set {o.Given}: there is no step '{o.Step}' in a series '{o.Series}'."));
        IReadOnlyList<PipelineIssue> issues = [.. _issues.OrderBy(i => i.Line).ThenBy(i => i.Column)];
        return (issues.Any(i => !i.IsWarning) ? null : pipeline, issues);
    }

    private Pipeline ReadPipeline(ParamNode root, string text, string path)
    {
        var keys = new NodeReader(root, "The pipeline", s_rootKeys, Complain);
        Context context = ContextReader.Read(keys.Node("context"), new Context(), Complain);
        var series = new List<SeriesPlan>();
        if (keys.Node("series") is ListNode list)
            foreach (ParamNode node in list.Items)
            {
                if (ReadSeries(node, context) is not { } plan)
                    continue;
                if (series.Exists(s => string.Equals(s.Card.Id, plan.Card.Id, StringComparison.OrdinalIgnoreCase)))
                    Complain(node, $"Two series are called '{plan.Card.Id}' (capitals do not count: each has a folder).");
                else
                    series.Add(plan);
            }
        else
            Complain(
                keys.Node("series") ?? root,
                "The pipeline needs 'series:', a list of at least one series (- id: ..., files: ..., steps: ...)."
            );
        foreach (string later in (string[])["compare", "products", "decisions"])
            if (keys.Node(later) is { } node)
                Warn(node, $"'{later}:' is read but not used by this version.");
        var report = new NodeReader(keys.Node("report"), "report", ["title", "figures"], Complain);
        series = Choosing(WithReplicates(series));
        CheckOtherSeries(series);
        return new Pipeline
        {
            Name = keys.Text("name") ?? Path.GetFileNameWithoutExtension(path),
            File = path,
            Folder = Path.GetDirectoryName(Path.GetFullPath(path))!,
            Text = text,
            Context = context,
            Series = series,
            ReportTitle = report.Text("title"),
            Figures = report.Texts("figures") ?? [],
        };
    }

    private SeriesPlan? ReadSeries(ParamNode node, Context outer)
    {
        var keys = new NodeReader(node, "A series", s_seriesKeys, Complain);
        string? id = keys.Text("id");
        if (string.IsNullOrEmpty(id))
            Complain(node, "A series needs an 'id:'.");
        else if (id.AsSpan().IndexOfAny(s_notInIds) >= 0)
            Complain(keys.Node("id")!, $"The id '{id}' must be usable as a folder name: letters, digits, '-' and '_'.");
        IReadOnlyList<string>? files = keys.Texts("files");
        if (files is null or { Count: 0 })
            Complain(node, $"Series '{id}' needs 'files:' (a glob, a list of globs, or one multi-spectrum file).");
        string? technique = keys.Word("technique", s_techniques);
        string? quantity = keys.Word("quantity", Signal.Quantities);
        var card = new SeriesCard
        {
            Id = id ?? "?",
            Technique = technique,
            Role = keys.Word("role", s_roles) ?? "sample",
            Replicate = keys.Whole("replicate") ?? 1,
            Edge = keys.Text("edge"),
            Reference = keys.Node("reference") is { } r ? FrameSelection.Read(r, (at, m) => Complain(at, $"reference: {m}")) : null,
            Labels = keys.Map("labels"),
            Context = ContextReader.Read(keys.Node("context"), outer, Complain),
        };
        List<StepPlan> steps = ReadSteps(keys.Node("steps"), card, node);
        Keep keep = ReadKeep(keys.Node("keep"), steps);
        return id is null || files is null
            ? null
            : new SeriesPlan
            {
                Card = card,
                Files = files,
                Format = keys.Text("format"),
                Quantity = quantity is null ? null : Signal.FromQuantity(quantity),
                FramesTable = keys.Text("frames"),
                Log = LogPlanReader.Read(keys.Node("log"), Complain),
                Channel = keys.Text("channel"),
                Spectra = keys.Texts("spectra") ?? [],
                Partial = PartialOf(keys.Node("partial")),
                Keep = keep,
                Steps = steps,
                Line = node.Line,
                Column = node.Column,
            };
    }

    private PartialFrames PartialOf(ParamNode? node)
    {
        if (node is null)
            return PartialFrames.Refuse;
        if (node is ScalarNode { Text: var text } && Enum.TryParse(text.Trim(), true, out PartialFrames partial) && Enum.IsDefined(partial))
            return partial;
        Complain(node, "partial: expected refuse, keep or cut.");
        return PartialFrames.Refuse;
    }

    private List<StepPlan> ReadSteps(ParamNode? node, SeriesCard card, ParamNode series)
    {
        var steps = new List<StepPlan>();
        if (node is null or ScalarNode { Text: "" })
        {
            Warn(series, $"Series '{card.Id}' has no steps: its files are only read.");
            return steps;
        }
        if (node is not ListNode list)
        {
            Complain(node, "'steps:' must be a list: '- baseline.arpls: { lambda: 1e6 }' on each line.");
            return steps;
        }
        var binder = new ParamBinder(Complain, AxisUnitOf(card.Technique));
        for (int i = 0; i < list.Items.Count; i++)
            if (ReadStep(list.Items[i], i, card, steps, binder) is { } step)
                steps.Add(step);
        return steps;
    }

    private StepPlan? ReadStep(ParamNode item, int stepsBefore, SeriesCard card, List<StepPlan> before, ParamBinder binder)
    {
        if (item is ScalarNode bare)
            item = new MapNode([(bare, new MapNode([], bare.Line, bare.Column))], bare.Line, bare.Column);
        if (item is not MapNode map)
        {
            Complain(item, "A step is '- stage.name: { parameter: value }'.");
            return null;
        }
        var named = map.Entries.Where(e => e.Key.Text is not ("id" or "input")).ToList();
        if (named.Count != 1)
        {
            Complain(
                named.Count == 0 ? map : named[1].Key,
                named.Count == 0
                    ? "A step needs a stage: '- stage.name: { parameter: value }'."
                    : $"A step holds one stage; beside '{named[0].Key.Text}' only 'id' and 'input' may stand here, not '{named[1].Key.Text}'. Indent parameters deeper than the stage, or begin a new step with '-'."
            );
            return null;
        }
        var (key, parameters) = named[0];
        if (catalog.Find(key.Text) is not { } info)
        {
            Complain(key, $"No stage is called '{key.Text}'.{Suggestion.For(key.Text, catalog.All.Select(s => s.Name))}");
            return null;
        }
        string? Own(string name) => map.Entries.FirstOrDefault(e => e.Key.Text == name).Value is ScalarNode s ? s.Text : null;
        string id = Own("id") ?? Unique(info.Name, before);
        if (id == "read")
            Complain(key, "A step cannot be called 'read': that name means the files themselves.");
        if (before.Exists(s => s.Id == id))
            Complain(key, $"Two steps of series '{card.Id}' have the id '{id}'.");
        string? input = Own("input");
        if (input is not null && input != "read" && !before.Exists(s => s.Id == input))
            Complain(
                map.Entries.First(e => e.Key.Text == "input").Value,
                $"input: '{input}' is no earlier step of series '{card.Id}'.{Suggestion.For(input, before.Select(s => s.Id).Append("read"))}"
            );
        Stage? stage = binder.Bind(info, WithOverrides(parameters, card.Id, id));
        // Behind a step that could not be read, what is missing cannot be known.
        bool complete = before.Count == stepsBefore;
        if (complete && stage is TableStage rows && MissingBefore(rows, before) is { } missing)
            Complain(key, $"{info.Name} reads {missing}.");
        return stage is null ? null : new StepPlan(id, info.Name, stage, input, key.Line, key.Column);
    }

    /// <summary>What a step on rows needs that no step before it finds; null when all is there.</summary>
    private static string? MissingBefore(TableStage stage, List<StepPlan> before) =>
        stage.Reads.Contains(typeof(BandRow)) && !before.Exists(s => s.Name.StartsWith("peaks.", StringComparison.Ordinal))
            ? "bands, and no step before it finds any: put peaks.fit before it"
        : stage.Reads.Contains(typeof(TrackRow)) && !before.Exists(s => s.Name == "bands.track")
            ? "tracks, and no step before it makes any: put bands.track before it"
        : null;

    private ParamNode WithOverrides(ParamNode parameters, string series, string step)
    {
        foreach (var o in _overrides.Where(o => o.Series == series && o.Step == step))
        {
            _usedOverrides.Add(o.Given);
            var entries = parameters is MapNode map ? map.Entries.Where(e => e.Key.Text != o.Param).ToList() : [];
            entries.Add(
                (new ScalarNode(o.Param, parameters.Line, parameters.Column), new ScalarNode(o.Value, parameters.Line, parameters.Column))
            );
            parameters = new MapNode(entries, parameters.Line, parameters.Column);
        }
        return parameters;
    }

    /// <summary>SERIES.STEP.PARAM=VALUE, where STEP itself contains a dot.</summary>
    private void ReadOverride(string given)
    {
        int equals = given.IndexOf('=', StringComparison.Ordinal);
        int first = given.IndexOf('.', StringComparison.Ordinal);
        int last = equals < 0 ? -1 : given.LastIndexOf('.', equals);
        if (equals < 0 || first < 0 || last <= first)
            _issues.Add(new(_file, 1, 1, $"--set {given}: expected SERIES.STEP.PARAM=VALUE, as in raman-cho.baseline.arpls.lambda=1e6."));
        else
            _overrides.Add((given[..first], given[(first + 1)..last], given[(last + 1)..equals], given[(equals + 1)..], given));
    }

    private Keep ReadKeep(ParamNode? node, List<StepPlan> steps)
    {
        switch (node)
        {
            case null:
                return Keep.Last;
            case ScalarNode { Text: "last" }:
                return Keep.Last;
            case ScalarNode { Text: "all" }:
                return new(KeepMode.All);
            case ScalarNode { Text: "none" }:
                return new(KeepMode.None);
        }
        IReadOnlyList<ScalarNode> names =
            node is ListNode list ? [.. list.Items.OfType<ScalarNode>()]
            : node is ScalarNode one ? [one]
            : [];
        foreach (ScalarNode name in names)
            if (!steps.Exists(s => s.Id == name.Text))
                Complain(
                    name,
                    $"keep: '{name.Text}' is neither last, all, none nor a step.{Suggestion.For(name.Text, steps.Select(s => s.Id))}"
                );
        return new(KeepMode.Steps, [.. names.Select(n => n.Text)]);
    }

    /// <summary>Steps that pool replicates learn which series these are.</summary>
    private static List<SeriesPlan> WithReplicates(List<SeriesPlan> series)
    {
        SeriesCard[] cards = [.. series.Select(s => s.Card)];
        ILookup<string, SeriesCard> pooling = series
            .SelectMany(s =>
                s.Steps.Where(step => step.Stage is IPoolsReplicates { LooksForSamples: true }).Select(step => (step.Name, s.Card))
            )
            .ToLookup(p => p.Name, p => p.Card);
        return
        [
            .. series.Select(s =>
                s with
                {
                    Steps =
                    [
                        .. s.Steps.Select(step =>
                            step.Stage is IPoolsReplicates pool
                                ? step with
                                {
                                    Stage = pool.Over(s.Card, cards, [.. pooling[step.Name]]),
                                }
                                : step
                        ),
                    ],
                }
            ),
        ];
    }

    /// <summary>Steps that choose other series by label or role learn which these are.</summary>
    private static List<SeriesPlan> Choosing(List<SeriesPlan> series)
    {
        SeriesCard[] cards = [.. series.Select(s => s.Card)];
        StepPlan Chosen(StepPlan step, SeriesCard card) =>
            step.Stage is IChoosesSeries stage ? step with { Stage = stage.Choosing(card, cards) } : step;
        return [.. series.Select(s => s with { Steps = [.. s.Steps.Select(step => Chosen(step, s.Card))] })];
    }

    private void CheckOtherSeries(List<SeriesPlan> series)
    {
        foreach (SeriesPlan s in series)
        foreach (StepPlan step in s.Steps)
        foreach (string other in step.Stage.OtherSeries)
            if (!series.Exists(o => o.Card.Id == other))
                _issues.Add(
                    new(
                        _file,
                        step.Line,
                        step.Column,
                        $"{step.Name} needs a series '{other}'.{Suggestion.For(other, series.Select(o => o.Card.Id))}"
                    )
                );
    }

    private static string Unique(string name, List<StepPlan> before)
    {
        string id = name;
        for (int n = 2; before.Exists(s => s.Id == id); n++)
            id = $"{name}-{n}";
        return id;
    }

    /// <summary>Unit of the axis that a technique has, for parameters written with a unit.</summary>
    public static Unit? AxisUnitOf(string? technique) =>
        technique switch
        {
            "ir" or "atr-ir" => Unit.PerCm,
            "raman" => Unit.RamanShift,
            "xas" or "xps" => Unit.ElectronVolt,
            "voltammetry" => Unit.Volt,
            _ => null,
        };

    private void Complain(ParamNode at, string message) => _issues.Add(new(_file, at.Line, at.Column, message));

    private void Warn(ParamNode at, string message) => _issues.Add(new(_file, at.Line, at.Column, message, IsWarning: true));
}
