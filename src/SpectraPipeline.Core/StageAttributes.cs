namespace SpectraPipeline.Core;

/// <summary>Makes a record a step of the pipeline: its name in YAML and where the method comes from.</summary>
/// <param name="name"><c>family.method</c>.</param>
/// <param name="source">Authors, journal, year, DOI; or what it is when there is no paper.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class StageAttribute(string name, string source) : Attribute
{
    /// <summary><c>family.method</c>.</summary>
    public string Name { get; } = name;

    /// <summary>Where the method comes from.</summary>
    public string Source { get; } = source;

    /// <summary>One line: what it does.</summary>
    public required string Summary { get; init; }

    /// <summary>The formula, in Unicode.</summary>
    public string Formula { get; init; } = "";

    /// <summary>When it fails, and what to use then.</summary>
    public string Fails { get; init; } = "";

    /// <summary>BibTeX entry of the source, printed by the report; empty when there is no paper.</summary>
    public string BibTex { get; init; } = "";

    /// <summary>It changes spectra, so that a picture of before and after shows what it does; false for one that only judges them.</summary>
    public bool HasPicture { get; init; } = true;
}

/// <summary>Makes an init-property a parameter: help, range, unit.</summary>
/// <param name="help">What it does; the default is read from the property.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ParamAttribute(string help) : Attribute
{
    /// <summary>Unit text meaning "the unit of the series' axis".</summary>
    public const string AxisUnit = "axis";

    /// <summary>What it does.</summary>
    public string Help { get; } = help;

    /// <summary>Name in the pipeline file when it is not the kebab-case of the property (<c>lambda-1</c>).</summary>
    public string Name { get; init; } = "";

    /// <summary>Smallest value accepted.</summary>
    public double Min { get; init; } = double.NegativeInfinity;

    /// <summary>Largest value accepted.</summary>
    public double Max { get; init; } = double.PositiveInfinity;

    /// <summary>Unit of a bare number: a symbol of <see cref="Unit"/>, <see cref="AxisUnit"/>, or empty.</summary>
    public string Unit { get; init; } = "";
}
