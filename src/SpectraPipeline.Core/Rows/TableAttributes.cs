namespace SpectraPipeline.Core.Rows;

/// <summary>Makes a row record a table of the result store. Columns are its properties in order of declaration, in snake_case.</summary>
/// <remarks>Column types: string, long, int, double, bool. NaN is written as NULL ("not determined"), never 0; a negative <c>Frame</c> too.</remarks>
/// <param name="name">Table name of CONTRACT section 3.</param>
[AttributeUsage(AttributeTargets.Struct)]
public sealed class TableAttribute(string name) : Attribute
{
    /// <summary>Table name.</summary>
    public string Name { get; } = name;
}

/// <summary>Unit and meaning of a column.</summary>
/// <param name="help">What it is.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ColumnAttribute(string help) : Attribute
{
    /// <summary>What it is.</summary>
    public string Help { get; } = help;

    /// <summary>Unit symbol; <c>axis</c> = unit of the series' axis, <c>y</c> = unit of the spectrum.</summary>
    public string Unit { get; init; } = "";

    /// <summary>Column name when it is not the snake_case of the property.</summary>
    public string Name { get; init; } = "";
}

/// <summary>A row that belongs to a series, so that the engine can sort, resume and select by it.</summary>
public interface ISeriesRow
{
    /// <summary>Id of the series.</summary>
    string Series { get; }
}

/// <summary>A row found in one frame.</summary>
public interface IFrameRow : ISeriesRow
{
    /// <summary>Frame number, counted from 0.</summary>
    int Frame { get; }
}

/// <summary>A row that remembers which step found it, so that a later step can read the newest, or the one its <c>input:</c> names.</summary>
public interface IStepRow : IFrameRow
{
    /// <summary>Id of the step.</summary>
    string Step { get; }
}
