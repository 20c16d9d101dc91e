namespace SpectraPipeline.Engine.Running.Reuse;

/// <summary>Whether a step ran or its earlier output was taken, and why; what <c>--explain</c> shows.</summary>
/// <param name="Series">Id of the series.</param>
/// <param name="Step">Id of the step; <c>read</c> for the files.</param>
/// <param name="IsReused">Its earlier output was taken.</param>
/// <param name="Why">The reason, as the end of a sentence.</param>
public sealed record StepDecision(string Series, string Step, bool IsReused, string Why);
