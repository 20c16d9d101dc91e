using SpectraPipeline.Core;
using SpectraPipeline.Engine.Pipelines;

namespace SpectraPipeline.Engine.Comparison;

/// <summary>The keys of a pipeline file that stand outside steps (files, reference, log, compare ...), each as one line of text: the manifest resolves
/// only some of them, but it holds the file's whole text.</summary>
internal sealed class PipelineKeys
{
    // What a step does is compared with its defaults resolved; a title, a figure or which spectra are kept changes no answer.
    private static readonly string[] s_ofSteps = ["id", "steps", "context", "keep"];
    private static readonly string[] s_ofPipeline = ["name", "series", "context", "report"];

    public PipelineKeys(string text)
    {
        if (text.Length == 0 || YamlNodes.Read(text, (_, _, _) => { }) is not MapNode root)
            return;
        Top = Entries(root, s_ofPipeline);
        foreach (MapNode series in root.Entries.Where(e => e.Key.Text == "series").SelectMany(e => ItemsOf(e.Value)).OfType<MapNode>())
            if (series.Entries.FirstOrDefault(e => e.Key.Text == "id").Value is ScalarNode id)
                Series[id.Text] = Entries(series, s_ofSteps);
    }

    /// <summary>Keys of the pipeline.</summary>
    public IReadOnlyDictionary<string, string> Top { get; } = new Dictionary<string, string>();

    /// <summary>Keys of each series by its id.</summary>
    public Dictionary<string, Dictionary<string, string>> Series { get; } = [];

    private static Dictionary<string, string> Entries(MapNode map, string[] without) =>
        map.Entries.Where(e => !without.Contains(e.Key.Text)).GroupBy(e => e.Key.Text).ToDictionary(g => g.Key, g => Text(g.First().Value));

    private static IEnumerable<ParamNode> ItemsOf(ParamNode node) => node is ListNode list ? list.Items : [];

    private static string Text(ParamNode node) =>
        node switch
        {
            ScalarNode s => s.Text,
            ListNode list => "[" + string.Join(", ", list.Items.Select(Text)) + "]",
            MapNode map => "{ " + string.Join(", ", map.Entries.Select(e => $"{e.Key.Text}: {Text(e.Value)}")) + " }",
            _ => "",
        };
}
