namespace SpectraPipeline.Benchmarks;

/// <summary>What one operation of a benchmark class is; a spectrum when it does not say.</summary>
/// <param name="unit">The word for the head of the table.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class TimedPerAttribute(string unit) : Attribute
{
    public string Unit { get; } = unit;
}
