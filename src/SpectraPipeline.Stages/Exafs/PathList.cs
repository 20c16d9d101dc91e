using SpectraPipeline.Core;

namespace SpectraPipeline.Stages.Exafs;

/// <summary>The paths of one model.</summary>
/// <param name="Paths">In the order of the tables.</param>
public sealed record PathList(IReadOnlyList<ScatteringPath> Paths) : IParam<PathList>
{
    /// <inheritdoc />
    public static string Syntax =>
        "a list of { file: feff/zn-n.dat, label: Zn-N, n: 2..6 start 3, s02: 0.95, e0: de0, delta-r: dr, sigma2: ss, c3, c4, ei }; each value is "
        + PathValue.Forms
        + " (a number is fixed), for s02 also 'from series ID'";

    /// <inheritdoc />
    public static PathList? Read(ParamNode node, Action<ParamNode, string> complain) => Read(node, "", complain);

    /// <inheritdoc />
    public string ToText() => "[" + string.Join(", ", Paths.Select(p => p.ToText())) + "]";

    /// <summary>Lists are compared by what they say.</summary>
    public bool Equals(PathList? other) => other is not null && ToText() == other.ToText();

    /// <inheritdoc />
    public override int GetHashCode() => ToText().GetHashCode(StringComparison.Ordinal);

    /// <summary>Reads the paths of a model.</summary>
    internal static PathList? Read(ParamNode node, string model, Action<ParamNode, string> complain)
    {
        IReadOnlyList<ParamNode> items = node is ListNode list ? list.Items : [node];
        string of = model.Length > 0 ? $" of model {model}" : "";
        if (items.Count == 0)
        {
            complain(node, $"the list of paths{of} is empty; name at least one file that FEFF wrote.");
            return null;
        }
        var paths = new List<ScatteringPath>();
        bool good = true;
        for (int i = 0; i < items.Count; i++)
        {
            if (ScatteringPath.Read(items[i], $"path {i + 1}{of}", complain) is not { } path)
                good = false;
            else if (paths.Find(p => p.Label == path.Label) is not null)
            {
                complain(items[i], $"path {i + 1}{of}: the label '{path.Label}' is there twice; give each path a label of its own.");
                good = false;
            }
            else
                paths.Add(path);
        }
        return good ? new(paths) : null;
    }
}
