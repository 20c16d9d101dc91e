namespace SpectraPipeline.IO.Readers.Nexus;

/// <summary>Finds what spectra a file holds: asks each group in the order of the file, keeps the best of each entry, and names blocks.</summary>
internal static class NexusLayout
{
    private static readonly string[] s_entries = ["NXentry", "NXsubentry", "NXprocess"];

    /// <summary>The plans in the order in which they are read; the block that the file's <c>default</c> names goes first.</summary>
    public static Findings Of(Hdf5Node root)
    {
        var found = new Findings();
        Walk(root, root, found);
        List<SpectrumPlan> best = Best(found);
        var all = new Findings();
        all.Reasons.AddRange(found.Reasons);
        all.Plans.AddRange(Ordered(root, Named(best)));
        return all;
    }

    private static void Walk(Hdf5Node group, Hdf5Node home, Findings to)
    {
        // Groups at the top are entries also where beamlines do not say so.
        if (Array.IndexOf(s_entries, group.NexusClass) >= 0 || (group.Parent is { Parent: null } && group.NexusClass is null))
            home = group;
        if (NxXas.Of(group) is { } defined)
        {
            to.Plans.Add(defined);
            return;
        }
        SpectrumPlan[] ptir = [.. PtirLayout.Of(group)];
        to.Plans.AddRange(ptir);
        if (ptir.Length > 0)
            return;
        int before = to.Plans.Count;
        NexusData.Find(group, home, to);
        if (to.Plans.Count == before && ColumnGroup.Of(group, home) is { } columns)
            to.Plans.Add(columns);
        foreach (Hdf5Node child in group.Children)
            if (child.Kind == Hdf5Kind.Group)
                Walk(child, home, to);
    }

    /// <summary>Of each entry the best kind of finding; of the file no scans over time or motors where there are spectra. One signal counts once.</summary>
    private static List<SpectrumPlan> Best(Findings found)
    {
        bool spectral = found.Plans.Exists(p => p.Rank < PlanRank.Other);
        var best = new List<SpectrumPlan>();
        foreach (IGrouping<Hdf5Node, SpectrumPlan> entry in found.Plans.GroupBy(p => p.Home))
        {
            PlanRank rank = entry.Min(p => p.Rank);
            if (spectral && rank == PlanRank.Other)
                found.Reasons.AddRange(entry.Select(p => $"'{p.Group.Path}' has no axis of energy, wavelength or wavenumber"));
            else
                best.AddRange(entry.Where(p => p.Rank == rank).DistinctBy(p => p.Signal));
        }
        return best;
    }

    /// <summary>Subentries are blocks, and so are several groups of data in one entry.</summary>
    private static IEnumerable<SpectrumPlan> Named(List<SpectrumPlan> plans)
    {
        Dictionary<Hdf5Node, int> many = plans.GroupBy(p => p.Home).ToDictionary(g => g.Key, g => g.Count());
        foreach (SpectrumPlan plan in plans)
            yield return plan.Block.Length > 0 ? plan
            : plan.Home.NexusClass == "NXsubentry" ? plan with { Block = plan.Home.Name }
            : many[plan.Home] > 1 ? plan with { Block = plan.Group.Name }
            : plan;
    }

    private static IEnumerable<SpectrumPlan> Ordered(Hdf5Node root, IEnumerable<SpectrumPlan> plans)
    {
        SpectrumPlan[] all = [.. plans];
        Hdf5Node shown = Default(root);
        string? first = Array.Find(all, p => Within(p.Group, shown))?.Block ?? Array.Find(all, p => p.Block != "background")?.Block;
        return all.OrderByDescending(p => p.Block == first);
    }

    /// <summary>Where the chain of <c>default</c> attributes ends: root, entry, data.</summary>
    private static Hdf5Node Default(Hdf5Node root)
    {
        Hdf5Node at = root.Attribute("default") is null && root.Children.Count == 1 ? root.Children[0] : root;
        for (int depth = 0; depth < 8 && at.Attribute("default") is { Length: > 0 } next && at.Find(next) is { } below; depth++)
            at = below;
        return at;
    }

    /// <summary>The group is the default or holds it: NXxas entries show their <c>plot</c>.</summary>
    private static bool Within(Hdf5Node group, Hdf5Node shown)
    {
        for (Hdf5Node? n = shown; n is { Parent: not null }; n = n.Parent)
            if (n == group)
                return true;
        return false;
    }
}
