using SpectraPipeline.Core;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace SpectraPipeline.Engine.Pipelines;

/// <summary>YAML text to <see cref="ParamNode"/>; the only place that knows YamlDotNet.</summary>
public static class YamlNodes
{
    private const int DeepestNesting = 64;

    /// <summary>Reads the first document. A mistake in the YAML itself is said and gives null.</summary>
    public static ParamNode? Read(string text, Action<long, long, string> complain)
    {
        var stream = new YamlStream();
        try
        {
            stream.Load(new StringReader(text));
        }
        catch (YamlException e)
        {
            string message = e.InnerException is ArgumentException ? "The same key is given twice in one mapping." : e.Message;
            complain(e.Start.Line, e.Start.Column, $"This is not valid YAML: {message} Indent with blanks, put a blank after ':'.");
            return null;
        }
        if (stream.Documents.Count == 0)
        {
            complain(1, 1, "The file is empty.");
            return null;
        }
        try
        {
            return Convert(stream.Documents[0].RootNode, 0);
        }
        catch (UserException e)
        {
            complain(1, 1, e.Message);
            return null;
        }
    }

    private static ParamNode Convert(YamlNode node, int depth)
    {
        if (depth > DeepestNesting)
            throw new UserException($"The file nests deeper than {DeepestNesting} levels, or refers to itself by an alias.");
        (long line, long column) = (node.Start.Line, node.Start.Column);
        return node switch
        {
            YamlScalarNode s => new ScalarNode(s.Value ?? "", line, column),
            YamlSequenceNode list => new ListNode([.. list.Children.Select(c => Convert(c, depth + 1))], line, column),
            YamlMappingNode map => new MapNode(
                [
                    .. map.Children.Select(c =>
                        (
                            new ScalarNode((c.Key as YamlScalarNode)?.Value ?? c.Key.ToString(), c.Key.Start.Line, c.Key.Start.Column),
                            Convert(c.Value, depth + 1)
                        )
                    ),
                ],
                line,
                column
            ),
            _ => throw new UserException("An alias points nowhere."),
        };
    }
}
