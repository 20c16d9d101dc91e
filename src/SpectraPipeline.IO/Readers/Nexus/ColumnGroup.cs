using SpectraPipeline.Core;
using SpectraPipeline.IO.Tokens;

namespace SpectraPipeline.IO.Readers.Nexus;

/// <summary>Columns of one scan side by side in a group, as <c>entry/measurement</c> of MAX IV and the ESRF: an energy and what was counted along it.</summary>
internal static class ColumnGroup
{
    /// <summary>The scan in a group; null when no column is an energy (wavelength, wavenumber) or nothing else is as long.</summary>
    public static SpectrumPlan? Of(Hdf5Node group, Hdf5Node home)
    {
        List<Axis> columns =
        [
            .. from child in @group.Children
            let node = child.Resolved
            where node is { IsArray: true, Problem.Length: 0 } && node.Count > 1 && node.Shape!.Count(n => n > 1) == 1
            select new Axis(child.Name, node),
        ];
        if (X(columns, home) is not { } x)
            return null;
        // A stable sort: mu goes first where there is one, the rest stays in the order of the file.
        ChannelPlan[] channels =
        [
            .. columns
                .Where(c => c.Node != x.Node && c.Node.Count == x.Node.Count)
                .Select(c => new ChannelPlan(c.Name, c.Node, new(SignalWords.Of(c.Name).Kind, c.Node.Attribute("units") ?? "")))
                .OrderBy(c => SignalWords.Rank(c.Signal)),
        ];
        return channels.Length == 0
            ? null
            : new()
            {
                Rank = PlanRank.Columns,
                Home = home,
                Group = group,
                Signal = channels[0].Node,
                SignalName = channels[0].Name,
                SignalKind = channels[0].Signal,
                XDimension = Array.FindIndex(channels[0].Node.Shape!, n => n > 1),
                X = x,
                Channels = channels[1..],
            };
    }

    /// <summary>The energy that the title of the scan names ('ascanct mono1_energy 16065 ...'), else the one called just so, else the first.</summary>
    private static Axis? X(List<Axis> columns, Hdf5Node home)
    {
        List<Axis> energies = columns.FindAll(SpectralAxis.Is);
        string[] words = (home.TextOf("title") ?? "").Split([' ', ',', '(', ')'], StringSplitOptions.RemoveEmptyEntries);
        int named = energies.FindIndex(e => words.Contains(e.Name));
        if (named < 0)
            named = energies.FindIndex(e => e.Name.Equals("energy", StringComparison.OrdinalIgnoreCase));
        return energies.Count == 0 ? null : energies[Math.Max(named, 0)];
    }
}
