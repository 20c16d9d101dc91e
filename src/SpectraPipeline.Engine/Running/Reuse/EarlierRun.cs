using SpectraPipeline.Core;
using SpectraPipeline.IO.Store;

namespace SpectraPipeline.Engine.Running.Reuse;

/// <summary>The results of an earlier run as a source of steps that need not run again.</summary>
internal sealed class EarlierRun : IDisposable
{
    private readonly ReusableRun? _store;
    private readonly RunIdentity _identity;

    private EarlierRun(ReusableRun? store, RunIdentity identity, string? nothing, bool isOwn = false) =>
        (_store, _identity, Nothing, IsOwn) = (store, identity, nothing, isOwn);

    /// <summary>It lies in the very folder that is written now, so it is of the same pipeline and names mean the same files.</summary>
    public bool IsOwn { get; }

    /// <summary>Why nothing at all can be taken from it; null = something may be.</summary>
    public string? Nothing { get; }

    /// <summary>Looks for an earlier run.</summary>
    /// <param name="folder">A finished result folder, or one in which a run that takes from it was broken off.</param>
    /// <param name="code">Identity of the code that runs now.</param>
    /// <param name="fresh">The user wants everything to run.</param>
    /// <param name="isOwn">See <see cref="IsOwn"/>.</param>
    public static EarlierRun Open(string folder, IReadOnlyDictionary<string, string> code, bool fresh, bool isOwn)
    {
        if (fresh)
            return new(null, RunIdentity.None, "--fresh");
        if (ReusableRun.Open(folder) is not { } store)
            return new(null, RunIdentity.None, "there are no earlier results");
        RunIdentity identity = RunIdentity.Of(store.Notes);
        IReadOnlyList<string> changed = CodeIdentity.Differences(code, identity.Code);
        if (changed.Count == 0)
            return new(store, identity, null, isOwn);
        store.Dispose();
        return new(null, RunIdentity.None, $"the program changed ({string.Join(", ", changed)})");
    }

    /// <summary>What a series was then; null when it is new.</summary>
    public SeriesIdentity? Series(string id) => _identity.Find(id);

    /// <summary>A block, or null when it is absent or damaged. Thread-safe.</summary>
    public StoredBlock? Block(string parts, int block) => _store?.Block(parts, block);

    public void Dispose() => _store?.Dispose();
}
