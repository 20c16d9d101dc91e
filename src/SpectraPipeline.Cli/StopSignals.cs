using System.Runtime.InteropServices;

namespace SpectraPipeline.Cli;

/// <summary>Ctrl+C, the end of a cluster's time (SIGTERM) and a closed terminal (SIGHUP) while a run is under way: the first asks it to stop after the
/// blocks at hand, a second one ends it at once as the system does. Either way nothing that was finished is lost.</summary>
internal sealed class StopSignals : IDisposable
{
    private const int SignalCodes = 128;
    private readonly Terminal _terminal;
    private readonly CancellationTokenSource _stop = new();
    private readonly PosixSignalRegistration[] _registrations;

    public StopSignals(Terminal terminal)
    {
        _terminal = terminal;
        _registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop),
            PosixSignalRegistration.Create(PosixSignal.SIGHUP, Stop),
        ];
    }

    /// <summary>Asks a run to stop.</summary>
    public CancellationToken Token => _stop.Token;

    /// <summary>What stopped it; null when nothing did.</summary>
    public string? Name { get; private set; }

    /// <summary>128 and the number of the signal, as shells and clusters expect it.</summary>
    public int ExitCode { get; private set; }

    /// <summary>Answers a signal.</summary>
    internal void Stop(PosixSignalContext context)
    {
        if (_stop.IsCancellationRequested)
            return;
        context.Cancel = true;
        (string name, int number) = context.Signal switch
        {
            PosixSignal.SIGINT => ("Ctrl+C", 2),
            PosixSignal.SIGTERM => ("SIGTERM", 15),
            _ => ("SIGHUP", 1),
        };
        (Name, ExitCode) = (name, SignalCodes + number);
        // First of all the run stops: whatever is said, a terminal that was closed cannot show it.
        _stop.Cancel();
        _terminal.Tell($"{name}: stopping after the blocks at hand; once more stops at once.{Environment.NewLine}");
    }

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations)
            registration.Dispose();
        _stop.Dispose();
    }
}
