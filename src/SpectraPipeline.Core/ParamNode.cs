namespace SpectraPipeline.Core;

/// <summary>A parameter value as written in the pipeline file, with its place; keeps Core free of YAML.</summary>
/// <param name="Line">Line, counted from 1.</param>
/// <param name="Column">Column, counted from 1.</param>
public abstract record ParamNode(long Line, long Column);

/// <summary>A single value.</summary>
public sealed record ScalarNode(string Text, long Line, long Column) : ParamNode(Line, Column);

/// <summary>A list.</summary>
public sealed record ListNode(IReadOnlyList<ParamNode> Items, long Line, long Column) : ParamNode(Line, Column);

/// <summary>A mapping, in order.</summary>
public sealed record MapNode(IReadOnlyList<(ScalarNode Key, ParamNode Value)> Entries, long Line, long Column) : ParamNode(Line, Column);

/// <summary>A parameter type that reads itself from the pipeline file because it is more than one value (a list of bands, a set of paths).</summary>
/// <typeparam name="TSelf">The type itself.</typeparam>
public interface IParam<TSelf>
    where TSelf : IParam<TSelf>
{
    /// <summary>Reads the value; says what is wrong through <paramref name="complain"/> (place and message, as many as there are).</summary>
    /// <returns>The value, or null when it cannot be used.</returns>
    static abstract TSelf? Read(ParamNode node, Action<ParamNode, string> complain);

    /// <summary>What may be written, for help and schema.</summary>
    static abstract string Syntax { get; }

    /// <summary>The value as it goes into manifest and help; reading it again gives the same value.</summary>
    string ToText();
}
