using System.Text.Json;

namespace SpectraPipeline.Engine.Running;

/// <summary>The ledger of one block as it lies beside its rows, so that a resumed run counts what an earlier one did.</summary>
internal sealed record BlockLedger(StepCounts[] Steps, long Faulted, int InternalErrors)
{
    public const string Name = "ledger";

    public string ToJson() => JsonSerializer.Serialize(this);

    public static BlockLedger Of(string json) => JsonSerializer.Deserialize<BlockLedger>(json)!;
}
