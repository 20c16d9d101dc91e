namespace SpectraPipeline.Numerics.Fitting;

/// <summary>What a variable may do.</summary>
public enum VariableState
{
    /// <summary>It is fitted.</summary>
    Free,

    /// <summary>It sits at a bound and χ² would only fall beyond.</summary>
    Held,

    /// <summary>χ² does not depend on it here (the width of a band of height zero).</summary>
    Blind,
}
