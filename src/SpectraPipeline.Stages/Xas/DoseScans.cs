using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;

namespace SpectraPipeline.Stages.Xas;

/// <summary>The scans of a series in the order of their dose, with what was measured of each; NaN where a scan has none.</summary>
internal sealed class DoseScans
{
    private DoseScans(string against, int[] frames, double[] dose) => (Against, Frames, Dose) = (against, frames, dose);

    /// <summary>time or frame.</summary>
    public string Against { get; }

    /// <summary>Frame numbers.</summary>
    public int[] Frames { get; }

    /// <summary>Dose of each.</summary>
    public double[] Dose { get; }

    /// <summary>Edge of the sample, eV.</summary>
    public double[] Edge { get; private init; } = [];

    /// <summary>Edge of the reference channel, eV.</summary>
    public double[] Reference { get; private init; } = [];

    /// <summary>Height of the white line.</summary>
    public double[] WhiteLine { get; private init; } = [];

    /// <summary>Edge step.</summary>
    public double[] EdgeStep { get; private init; } = [];

    /// <summary>Some scan has an edge of the reference.</summary>
    public bool HasReference => Reference.Any(double.IsFinite);

    /// <summary>Collects the newest rows of sample and reference.</summary>
    public static DoseScans Of(TableSet input, Damage stage)
    {
        IReadOnlyList<EdgePositionRow> rows = input.Rows<EdgePositionRow>();
        Dictionary<(int, string), EdgePositionRow> sample = Newest(rows, isReference: false),
            reference = Newest(rows, isReference: true);
        Dictionary<int, FrameRow> known = input.Frames.ToDictionary(f => f.Frame);
        int inSeries = Math.Max(input.Frames.Count, rows.Count == 0 ? 0 : rows.Max(r => r.Frame) + 1);
        HashSet<int>? asked = stage.Frames?.In(inSeries).ToHashSet();
        int[] frames = [.. sample.Keys.Select(k => k.Item1).Distinct().Where(f => asked?.Contains(f) ?? true).Order()];
        double[] times = [.. frames.Select(f => known.TryGetValue(f, out FrameRow row) ? row.TimeS : double.NaN)];
        bool hasTime = frames.Length > 0 && times.All(double.IsFinite) && times.Max() > times.Min();
        if (stage.Dose == DoseAxis.Time && !hasTime)
            throw new UserException(
                "xas.damage: dose: time needs a time in every frame; give a log, a table of frames with time_s, or dose: frame."
            );
        bool byTime = stage.Dose != DoseAxis.Frame && hasTime;
        double[] dose = byTime ? times : [.. frames.Select(f => (double)f)];
        Array.Sort([.. dose], frames);
        Array.Sort(dose);
        double[] Values(Dictionary<(int, string), EdgePositionRow> from, string definition, Func<EdgePositionRow, double> value) =>
            [.. frames.Select(f => from.TryGetValue((f, definition), out EdgePositionRow row) ? value(row) : double.NaN)];
        string edge = stage.Definition.Name();
        return new(byTime ? "time" : "frame", frames, dose)
        {
            Edge = Values(sample, edge, r => r.Energy),
            Reference = Values(reference, edge, r => r.Energy),
            WhiteLine = Values(sample, EdgeDefinitions.WhiteLine, r => r.Height),
            EdgeStep = Values(sample, edge, r => r.EdgeStep),
        };
    }

    /// <summary>Rows of the last step that looked at the sample, or at another channel.</summary>
    private static Dictionary<(int, string), EdgePositionRow> Newest(IReadOnlyList<EdgePositionRow> rows, bool isReference)
    {
        EdgePositionRow[] own = [.. rows.Where(r => (r.Channel is not ("norm" or "flat" or "y")) == isReference)];
        string? step = own.Length == 0 ? null : own[^1].Step;
        var found = new Dictionary<(int, string), EdgePositionRow>();
        foreach (EdgePositionRow row in own.Where(r => r.Step == step))
            found[(row.Frame, row.Definition)] = row;
        return found;
    }
}
