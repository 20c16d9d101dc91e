using SpectraPipeline.Core.Rows;

namespace SpectraPipeline.Stages.Bands;

/// <summary>The frames that are not faulted, in order of their numbers; one object serves all tracks.</summary>
internal sealed class HealthyFrames
{
    public HealthyFrames(IReadOnlyList<FrameRow> frames)
    {
        int[] healthy = [.. Enumerable.Range(0, frames.Count).Where(i => frames[i].Status != "faulted").OrderBy(i => frames[i].Frame)];
        var potentials = new FramePotentials(frames, []);
        Number = [.. healthy.Select(i => frames[i].Frame)];
        Time = [.. healthy.Select(i => frames[i].TimeS)];
        Potential = [.. Number.Select(n => potentials.TryGet(n, out double potential, out _) ? potential : double.NaN)];
        Scale = ScaleOf(potentials);
    }

    public int Count => Number.Length;

    /// <summary>Frame numbers, ascending.</summary>
    public int[] Number { get; }

    /// <summary>Time (s).</summary>
    public double[] Time { get; }

    /// <summary>Potential (V), of the same scale as the Stark line takes.</summary>
    public double[] Potential { get; }

    /// <summary>What the potentials are, for the end of a note.</summary>
    public string Scale { get; }

    /// <summary>What the potentials are, in words.</summary>
    public static string ScaleOf(FramePotentials potentials) => potentials.Corrected ? "potential iR-corrected" : "potential as logged";
}
