using SpectraPipeline.Core;

namespace SpectraPipeline.IO.Readers.Nexus;

/// <summary>PTIR Studio (Photothermal mIRage, O-PTIR): groups <c>Measurement_NNN</c> with <c>Spectroscopic_Values</c> and one
/// <c>Channel_NNN/Raw_Data</c> (positions, points) a signal; everything else is attributes.</summary>
internal static class PtirLayout
{
    /// <summary>The measurements in a group, empty when it is none of them.</summary>
    public static IEnumerable<SpectrumPlan> Of(Hdf5Node group)
    {
        if (
            !group.Name.StartsWith("Measurement_", StringComparison.Ordinal)
            || group.Find("Spectroscopic_Values") is not { IsArray: true, Problem.Length: 0 } x
        )
            yield break;
        bool raman = group.Attribute("IsRaman") == "1";
        bool background = group.Attribute("IsBackground") == "1";
        ChannelPlan[] channels = [.. Channels(group, x, raman, background)];
        foreach (IGrouping<string, ChannelPlan> one in channels.GroupBy(c => string.Join(',', c.Node.Shape!)))
        {
            ChannelPlan first = one.First();
            yield return new()
            {
                Rank = PlanRank.Defined,
                Home = group,
                Group = group,
                Signal = first.Node,
                SignalKind = first.Signal,
                XDimension = first.Node.Shape!.Length - 1,
                SignalName = first.Name,
                X = new(x.Name, x),
                XUnit = raman ? Unit.RamanShift : Unit.PerCm,
                Channels = [.. one.Skip(1)],
                Block =
                    background ? "background"
                    : raman ? "raman"
                    : "ir",
                Title = group.Attribute("Label"),
                Technique = raman ? "raman" : "ir",
            };
        }
    }

    private static IEnumerable<ChannelPlan> Channels(Hdf5Node group, Hdf5Node x, bool raman, bool background)
    {
        foreach (Hdf5Node channel in group.Children)
            if (
                channel.Name.StartsWith("Channel_", StringComparison.Ordinal)
                && channel.Find("Raw_Data") is { IsArray: true, Problem.Length: 0 } data
                && data.Shape![^1] == x.Count
            )
                yield return new(
                    channel.Attribute("Label") is { Length: > 0 } label ? label : channel.Name,
                    data,
                        // A background's unit is given as that of its axis.
                        raman ? new(SignalKind.Counts)
                        : background ? new(SignalKind.SingleBeam)
                        : new(SignalKind.Unknown, data.Attribute("units") ?? "")
                );
    }
}
