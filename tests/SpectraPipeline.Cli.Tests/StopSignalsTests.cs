using System.Runtime.InteropServices;
using SpectraPipeline.Engine.Running;
using Xunit;

namespace SpectraPipeline.Cli.Tests;

/// <summary>A terminal that was closed takes no words any more (SIGHUP: input/output error); the run stops in order all the same.</summary>
public sealed class StopSignalsTests
{
    private static readonly Terminal s_closed = new(new ClosedTerminal(), new ClosedTerminal(), IsInteractive: true);

    [Theory]
    [InlineData(PosixSignal.SIGHUP, "SIGHUP", 129)]
    [InlineData(PosixSignal.SIGINT, "Ctrl+C", 130)]
    [InlineData(PosixSignal.SIGTERM, "SIGTERM", 143)]
    public void A_signal_stops_the_run_though_nobody_can_read_it(PosixSignal signal, string name, int code)
    {
        using var signals = new StopSignals(s_closed);
        var context = new PosixSignalContext(signal);
        signals.Stop(context);
        Assert.True(context.Cancel);
        Assert.True(signals.Token.IsCancellationRequested);
        Assert.Equal((name, code), (signals.Name, signals.ExitCode));
        var second = new PosixSignalContext(signal);
        signals.Stop(second);
        Assert.False(second.Cancel);
    }

    [Fact]
    public void Progress_that_nobody_can_read_ends_nothing()
    {
        var clock = new OneTimer();
        using var shown = new ProgressDisplay(s_closed, new RunProgress { Total = 3 }, clock);
        clock.Tick!();
    }

    private sealed class ClosedTerminal : StringWriter
    {
        public override void Write(string? value) => throw new IOException("Input/output error");

        public override void WriteLine(string? value) => throw new IOException("Input/output error");
    }

    private sealed class OneTimer : TimeProvider, ITimer
    {
        public Action? Tick { get; private set; }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Tick = () => callback(state);
            return this;
        }

        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose() { }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
