using System.Collections;
using System.Text.Json;
using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.IO.Store;

namespace SpectraPipeline.Engine.Running;

/// <summary>What a step on rows gave, now or in an earlier run.</summary>
/// <param name="Rows">Rows by type.</param>
/// <param name="Replaced">Tables whose earlier rows they replace.</param>
/// <param name="Notes">Doubts.</param>
internal sealed record TableOutcome(
    IReadOnlyList<(Type Type, IList Rows)> Rows,
    IReadOnlyCollection<string> Replaced,
    IReadOnlyList<FaultRow> Notes
)
{
    /// <summary>Name of the text beside the rows that says which tables are replaced.</summary>
    public const string Name = "replaced";

    /// <summary>Of a step that ran.</summary>
    public static TableOutcome Of(Findings findings, RowWriter output) =>
        new(
            [.. findings.Tables.Select(t => (t, findings.List(t)))],
            [.. output.Replaced.Select(t => ParquetTable.For(t).Name)],
            findings.Notes
        );

    /// <summary>Of a step that is taken.</summary>
    public static TableOutcome Of(StoredBlock block, string step)
    {
        string[] replaced = JsonSerializer.Deserialize<string[]>(block.Json(Name)!)!;
        // A table may have been replaced by nothing; then no row tells of it.
        IEnumerable<Type> types = block
            .TablesOf(step)
            .Concat(TableSteps.AllTables.Where(t => replaced.Contains(ParquetTable.For(t).Name)))
            .Distinct()
            .Where(t => t != typeof(FaultRow));
        return new([.. types.Select(t => (t, block.Rows(step, t)))], replaced, (List<FaultRow>)block.Rows(step, typeof(FaultRow)));
    }

    /// <summary>Stores it under a step.</summary>
    public void Write(BlockWriter writer, string step)
    {
        foreach (var (type, rows) in Rows)
            writer.WriteRows(step, type, rows);
        writer.WriteRows(step, typeof(FaultRow), Notes.ToList());
        writer.WriteJson(Name, JsonSerializer.Serialize(Replaced));
    }
}
