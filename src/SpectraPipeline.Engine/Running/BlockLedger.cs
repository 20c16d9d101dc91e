using System.Text.Json;

namespace SpectraPipeline.Engine.Running;

/// <summary>The ledger of one block as it lies beside its rows, so that a later process counts what an earlier one did.</summary>
/// <param name="Steps">Counts by id of the step; <c>read</c> for the files.</param>
/// <param name="Faulted">Frames lost at any step.</param>
/// <param name="InternalErrors">Faults that nobody foresaw.</param>
internal sealed record BlockLedger(IReadOnlyDictionary<string, StepCounts> Steps, long Faulted, int InternalErrors)
{
    public const string Name = "ledger";

    /// <summary>Counts of a step.</summary>
    public StepCounts this[string step] => Steps.GetValueOrDefault(step) ?? new StepCounts();

    public string ToJson() => JsonSerializer.Serialize(this);

    public static BlockLedger Of(string json) => JsonSerializer.Deserialize<BlockLedger>(json)!;
}
