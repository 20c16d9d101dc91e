namespace SpectraPipeline.Engine.Running;

/// <summary>How far a run is; read by whoever shows it, from any thread.</summary>
public sealed class RunProgress
{
    private long _done;
    private string _what = "",
        _before = "";

    /// <summary>Frames of all series together.</summary>
    public long Total { get; set; }

    /// <summary>Frames finished.</summary>
    public long Done => Interlocked.Read(ref _done);

    /// <summary>What is being done.</summary>
    public string What
    {
        get => Volatile.Read(ref _what);
        set => Volatile.Write(ref _what, value);
    }

    /// <summary>What is being done before the first frame is counted; empty = nothing that takes long.</summary>
    public string Before
    {
        get => Volatile.Read(ref _before);
        set => Volatile.Write(ref _before, value);
    }

    /// <summary>Counts finished frames.</summary>
    public void Add(long frames) => Interlocked.Add(ref _done, frames);
}
