namespace SpectraPipeline.Stages.Exafs;

/// <summary>What one instruction of an expression does with the top of the stack.</summary>
internal enum Operation
{
    Number,
    Name,
    Negate,
    Add,
    Subtract,
    Multiply,
    Divide,
    Power,
    Sqrt,
    Exp,
    Log,
    Sin,
    Cos,
    Tan,
    Abs,
    Min,
    Max,
    Einstein,
    Debye,
}

/// <summary>One instruction; in postfix order they are the expression.</summary>
/// <param name="Operation">What it does.</param>
/// <param name="Value">Of a number.</param>
/// <param name="Name">Of a name.</param>
/// <param name="Offset">Where it stands in the text, from 0.</param>
internal readonly record struct Instruction(Operation Operation, double Value, string Name, int Offset);

/// <summary>An expression of the pipeline file as written: <c>alpha*reff</c>, <c>2*(n1 + n2)</c>, <c>debye(temperature, theta)</c>. Names are not yet bound.</summary>
/// <param name="Text">As written.</param>
/// <param name="Instructions">Postfix.</param>
internal sealed record Expression(string Text, IReadOnlyList<Instruction> Instructions)
{
    /// <summary>Half the path length that FEFF gives, Å.</summary>
    public const string Reff = "reff";

    /// <summary>Degeneracy that FEFF gives.</summary>
    public const string Degeneracy = "degen";

    /// <summary>Temperature of the sample, K.</summary>
    public const string Temperature = "temperature";

    /// <summary>π.</summary>
    public const string Pi = "pi";

    /// <summary>Names that are not variables.</summary>
    public static IReadOnlyList<string> Constants { get; } = [Reff, Degeneracy, Temperature, Pi];

    /// <summary>Functions and how many arguments they take.</summary>
    public static IReadOnlyDictionary<string, (Operation Operation, int Arguments)> Functions { get; } =
        new Dictionary<string, (Operation, int)>
        {
            ["sqrt"] = (Operation.Sqrt, 1),
            ["exp"] = (Operation.Exp, 1),
            ["log"] = (Operation.Log, 1),
            ["sin"] = (Operation.Sin, 1),
            ["cos"] = (Operation.Cos, 1),
            ["tan"] = (Operation.Tan, 1),
            ["abs"] = (Operation.Abs, 1),
            ["min"] = (Operation.Min, 2),
            ["max"] = (Operation.Max, 2),
            ["einstein"] = (Operation.Einstein, 2),
            ["debye"] = (Operation.Debye, 2),
        };

    /// <summary>Names in it that are not constants, with the place of each.</summary>
    public IEnumerable<(string Name, int Offset)> Variables =>
        Instructions.Where(i => i.Operation == Operation.Name && !Constants.Contains(i.Name)).Select(i => (i.Name, i.Offset));

    /// <summary>It depends on the path that it is for, so that it is no number of its own.</summary>
    public bool IsOfPath =>
        Instructions.Any(i =>
            i.Operation is Operation.Einstein or Operation.Debye || i is { Operation: Operation.Name, Name: Reff or Degeneracy }
        );

    /// <summary>The name when the whole expression is one variable, else null.</summary>
    public string? SoleVariable =>
        Instructions is [{ Operation: Operation.Name, Name: var name }] && !Constants.Contains(name) ? name : null;

    /// <summary>May stand for a variable.</summary>
    public static bool IsName(string text) =>
        text.Length > 0
        && !char.IsAsciiDigit(text[0])
        && text.All(c => char.IsAsciiLetterOrDigit(c) || c == '_')
        && !Constants.Contains(text)
        && !Functions.ContainsKey(text);
}
