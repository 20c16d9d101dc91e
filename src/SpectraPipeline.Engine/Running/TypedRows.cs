using System.Collections;
using System.Runtime.InteropServices;
using SpectraPipeline.Core.Rows;

namespace SpectraPipeline.Engine.Running;

/// <summary>Lists of a row type known only at run time. No row is boxed and no list copied that can be passed on: a long series has 600 000 rows of
/// 150 bytes in one table.</summary>
internal abstract class TypedRows
{
    /// <summary>Of a row record.</summary>
    public static TypedRows Of(Type rowType) => (TypedRows)Activator.CreateInstance(typeof(TypedRows<>).MakeGenericType(rowType))!;

    /// <summary>Adds rows to a List of the type.</summary>
    public abstract void Append(IList all, IList rows);

    /// <summary>Ids of the steps that the rows remember, in order.</summary>
    public abstract IReadOnlyList<string> StepsOf(object rows);

    /// <summary>Rows of a step; all when it is null.</summary>
    public abstract object Select(object rows, string? step);

    /// <summary>What a table holds after a step.</summary>
    /// <param name="before">Its rows before; null when there were none.</param>
    /// <param name="seen">Those that the step saw.</param>
    /// <param name="written">Those that it wrote.</param>
    /// <param name="replaces">They take the place of those seen.</param>
    public abstract object Merge(object? before, object? seen, object written, bool replaces);
}

/// <summary>Of one row record.</summary>
internal sealed class TypedRows<TRow> : TypedRows
    where TRow : struct
{
    public override void Append(IList all, IList rows) => ((List<TRow>)all).AddRange((IEnumerable<TRow>)rows);

    public override IReadOnlyList<string> StepsOf(object rows)
    {
        var steps = new List<string>();
        foreach (TRow row in (IReadOnlyList<TRow>)rows)
            if (StepOf(row) is var step && (steps.Count == 0 || (step != steps[^1] && !steps.Contains(step))))
                steps.Add(step);
        return steps;
    }

    public override object Select(object rows, string? step)
    {
        var all = (IReadOnlyList<TRow>)rows;
        return step is null || all.All(r => StepOf(r) == step) ? all : all.Where(r => StepOf(r) == step).ToList();
    }

    public override object Merge(object? before, object? seen, object written, bool replaces)
    {
        if (before is null || (replaces && ReferenceEquals(before, seen)))
            return written;
        var earlier = (IReadOnlyList<TRow>)before;
        var merged = new List<TRow>(earlier.Count + ((List<TRow>)written).Count);
        // Less than all was seen: the rows of one step.
        string? dropped = replaces && seen is IReadOnlyList<TRow> { Count: > 0 } some ? StepOf(some[0]) : null;
        merged.AddRange(dropped is null ? earlier : earlier.Where(r => StepOf(r) != dropped));
        merged.AddRange(CollectionsMarshal.AsSpan((List<TRow>)written));
        return merged;
    }

    // The compiler of a struct's own code takes the box away.
    private static string StepOf(TRow row) => ((IStepRow)row).Step;
}
