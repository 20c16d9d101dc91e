using System.ComponentModel;
using System.Globalization;

namespace SpectraPipeline.IO.Readers.Nexus.Parent;

/// <summary>What one file may cost the child.</summary>
/// <param name="Processor">Time of the processor, which a loaded machine does not stretch.</param>
/// <param name="Clock">Time altogether.</param>
/// <param name="Memory">Working set in bytes.</param>
internal sealed record Hdf5Budget(TimeSpan Processor, TimeSpan Clock, long Memory)
{
    // A bare child (runtime, libhdf5, names of a file) takes 60 to 120 MB.
    private const long BareMemory = 192L << 20;
    private const double BytesPerSecond = 50e6;
    private const double FreeSeconds = 1.2;

    /// <summary>Budget by the length of the file and what it may decode to: 1.2 s and a second for each 50 MB.</summary>
    public static Hdf5Budget Of(long fileBytes, long decodedBytes) =>
        new(
            TimeSpan.FromSeconds(FreeSeconds + fileBytes / BytesPerSecond),
            TimeSpan.FromSeconds(10 + fileBytes / BytesPerSecond),
            BareMemory + decodedBytes
        );

    /// <summary>Budget of the start, which no file has a part in.</summary>
    public static Hdf5Budget Of(TimeSpan clock) => new(clock, clock, long.MaxValue);
}

/// <summary>Watches a child while it works on one file, and kills it when it overdraws.</summary>
internal sealed class Hdf5Guard : IDisposable
{
    private const int PeriodMs = 25;

    private readonly System.Diagnostics.Process _process;
    private readonly Hdf5Budget _budget;
    private readonly TimeSpan _before;
    private readonly long _started = Environment.TickCount64;
    private readonly Lock _once = new();
    private readonly Timer _timer;
    private bool _done;

    /// <summary>Begins to watch.</summary>
    public Hdf5Guard(System.Diagnostics.Process process, Hdf5Budget budget)
    {
        _process = process;
        _budget = budget;
        _before = Used();
        _timer = new Timer(_ => Look(), null, PeriodMs, PeriodMs);
    }

    /// <summary>Why it was killed; null when it was not.</summary>
    public string? Verdict { get; private set; }

    public void Dispose()
    {
        lock (_once)
            _done = true;
        _timer.Dispose();
    }

    private void Look()
    {
        lock (_once)
        {
            if (_done)
                return;
            Verdict = Judge();
            if (Verdict is null)
                return;
            _done = true;
            Hdf5Child.Kill(_process);
        }
    }

    private string? Judge()
    {
        try
        {
            _process.Refresh();
            return Environment.TickCount64 - _started > _budget.Clock.TotalMilliseconds
                    ? string.Create(CultureInfo.InvariantCulture, $"that libhdf5 was not done after {_budget.Clock.TotalSeconds:0.#} s")
                : Used() - _before > _budget.Processor
                    ? string.Create(
                        CultureInfo.InvariantCulture,
                        $"that libhdf5 was not done after {_budget.Processor.TotalSeconds:0.#} s of work"
                    )
                : _process.WorkingSet64 > _budget.Memory
                    ? string.Create(CultureInfo.InvariantCulture, $"that libhdf5 took more than {_budget.Memory >> 20} MB for it")
                : null;
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception or IOException)
        {
            // It has ended; who waits for its answer sees that.
            return null;
        }
    }

    private TimeSpan Used()
    {
        try
        {
            return _process.TotalProcessorTime;
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception or IOException)
        {
            return TimeSpan.Zero;
        }
    }
}
