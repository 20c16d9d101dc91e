namespace SpectraPipeline.IO.Readers.Nexus;

/// <summary>What a name in an HDF5 file stands for. The numbers are those of the child's answer.</summary>
internal enum Hdf5Kind : byte
{
    /// <summary>A group.</summary>
    Group,

    /// <summary>A dataset.</summary>
    Dataset,

    /// <summary>A soft link, followed by <see cref="Hdf5Node.Resolved"/>.</summary>
    SoftLink,

    /// <summary>A link or object that cannot be opened; <see cref="Hdf5Node.Problem"/> says why.</summary>
    Missing,

    /// <summary>A named type.</summary>
    Other,
}

/// <summary>What the values of a dataset are.</summary>
internal enum Hdf5Values : byte
{
    /// <summary>Neither numbers nor text.</summary>
    Other,

    /// <summary>Integers, truth values.</summary>
    Integer,

    /// <summary>Floating-point numbers.</summary>
    Float,

    /// <summary>Text.</summary>
    Text,
}

/// <summary>A name in an HDF5 file with what it stands for.</summary>
internal sealed class Hdf5Node(string name, Hdf5Node? parent, Hdf5Kind kind)
{
    // Steps through links that one lookup may take: more is a circle, and each link's path may hold further links.
    private const int MostHops = 64;

    private Dictionary<string, Hdf5Node>? _members;

    public string Name { get; } = name;
    public Hdf5Node? Parent { get; } = parent;
    public Hdf5Kind Kind { get; } = kind;

    /// <summary>Path from the root, without a slash before it.</summary>
    public string Path { get; } = parent is null || parent.Path.Length == 0 ? name : $"{parent.Path}/{name}";

    /// <summary>Attributes in the order of the file.</summary>
    public Dictionary<string, string[]> Attributes { get; } = [];

    /// <summary>Members of a group in the order of the file.</summary>
    public List<Hdf5Node> Children { get; } = [];

    /// <summary>What the values of a dataset are.</summary>
    public Hdf5Values Values { get; init; }

    /// <summary>Shape of a dataset: empty for one value, null where it holds none.</summary>
    public long[]? Shape { get; init; }

    /// <summary>The values of a small dataset, as text.</summary>
    public string[] Text { get; init; } = [];

    /// <summary>Where a soft link leads.</summary>
    public string Target { get; init; } = "";

    /// <summary>Why it cannot be read; empty when it can.</summary>
    public string Problem { get; init; } = "";

    /// <summary>Length of the other files that the values lie in.</summary>
    public long OtherBytes { get; init; }

    /// <summary>Number of values of a dataset, at most <see cref="long.MaxValue"/>.</summary>
    public long Count
    {
        get
        {
            if (Kind != Hdf5Kind.Dataset || Shape is null)
                return 0;
            UInt128 count = 1;
            foreach (long n in Shape)
                count = UInt128.Min(count * (ulong)Math.Max(n, 0), (ulong)long.MaxValue);
            return (long)count;
        }
    }

    /// <summary>True for a dataset of numbers with at least one dimension.</summary>
    public bool IsArray => Kind == Hdf5Kind.Dataset && Values is Hdf5Values.Integer or Hdf5Values.Float && Shape is { Length: > 0 };

    /// <summary>The one value of an attribute; null when there is none. PyTables writes empty ones.</summary>
    public string? Attribute(string key) => Attributes.TryGetValue(key, out string[]? v) && v.Length > 0 ? v[0].Trim() : null;

    /// <summary>Class of a NeXus group.</summary>
    public string? NexusClass => Attribute("NX_class");

    /// <summary>Text of a scalar member, followed through links; null when it is not there.</summary>
    public string? TextOf(string path) =>
        Find(path) is { Kind: Hdf5Kind.Dataset, Text.Length: > 0 } node && node.Text[0].Trim() is { Length: > 0 } text ? text : null;

    /// <summary>The node at a path below this one (from the root when it begins with a slash), links followed; null when there is none.</summary>
    public Hdf5Node? Find(string path)
    {
        int hops = MostHops;
        return Find(path, ref hops);
    }

    /// <summary>The object that this name stands for at last; null when a link leads nowhere.</summary>
    public Hdf5Node? Resolved
    {
        get
        {
            int hops = MostHops;
            return Resolve(ref hops);
        }
    }

    /// <summary>The member of a name, as the file has it: a link is not followed.</summary>
    public Hdf5Node? Member(string name)
    {
        // Groups may hold thousands of links that each look up a name.
        _members ??= Children.GroupBy(c => c.Name).ToDictionary(g => g.Key, g => g.First());
        return _members.GetValueOrDefault(name);
    }

    private Hdf5Node Root
    {
        get
        {
            Hdf5Node n = this;
            while (n.Parent is not null)
                n = n.Parent;
            return n;
        }
    }

    private Hdf5Node? Resolve(ref int hops) =>
        Kind != Hdf5Kind.SoftLink ? this
        : --hops < 0 ? null
        : Parent!.Find(Target, ref hops);

    private Hdf5Node? Find(string path, ref int hops)
    {
        Hdf5Node? at = path.StartsWith('/') ? Root : this;
        foreach (string step in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            at = at.Resolve(ref hops);
            if (step != ".")
                at = at?.Member(step);
            if (at is null)
                return null;
        }
        return at.Resolve(ref hops);
    }

    /// <summary>This node and all below it, in the order of the file.</summary>
    public IEnumerable<Hdf5Node> All()
    {
        var open = new Stack<Hdf5Node>([this]);
        while (open.TryPop(out Hdf5Node? node))
        {
            yield return node;
            for (int i = node.Children.Count - 1; i >= 0; i--)
                open.Push(node.Children[i]);
        }
    }
}
