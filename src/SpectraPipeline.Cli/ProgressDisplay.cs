using System.Globalization;
using SpectraPipeline.Engine.Running;

namespace SpectraPipeline.Cli;

/// <summary>Shows how far a run is on standard error: a bar in place on a terminal, a plain line every ten seconds elsewhere.</summary>
internal sealed class ProgressDisplay : IDisposable
{
    private const int BarWidth = 30;
    private static readonly TimeSpan s_redraw = TimeSpan.FromMilliseconds(200),
        s_line = TimeSpan.FromSeconds(10);

    private readonly Terminal _terminal;
    private readonly RunProgress _progress;
    private readonly TimeProvider _clock;
    private readonly long _start;
    private readonly ITimer _timer;
    private readonly Lock _lock = new();
    private bool _drawn;

    public ProgressDisplay(Terminal terminal, RunProgress progress, TimeProvider clock)
    {
        (_terminal, _progress, _clock) = (terminal, progress, clock);
        _start = clock.GetTimestamp();
        TimeSpan period = terminal.IsInteractive ? s_redraw : s_line;
        _timer = clock.CreateTimer(_ => Show(), null, period, period);
    }

    public void Dispose()
    {
        _timer.Dispose();
        lock (_lock)
            if (_drawn)
                _terminal.Tell("\r" + new string(' ', BarWidth + 70) + "\r");
    }

    private void Show()
    {
        lock (_lock)
        {
            if (_progress.Total == 0 && _progress.Before.Length == 0)
                return;
            string line = _progress.Total == 0 ? _progress.Before : Line();
            if (_terminal.IsInteractive)
            {
                _terminal.Tell("\r" + line.PadRight(BarWidth + 60));
                _drawn = true;
            }
            else
                _terminal.Tell(line + Environment.NewLine);
        }
    }

    private string Line()
    {
        long done = Math.Min(_progress.Done, _progress.Total);
        double seconds = _clock.GetElapsedTime(_start).TotalSeconds,
            rate = done / Math.Max(1e-3, seconds),
            part = done / (double)_progress.Total;
        string left = done == 0 ? "" : ", " + Span((_progress.Total - done) / rate) + " left";
        int full = (int)(part * BarWidth);
        string bar = _terminal.IsInteractive ? $"[{new string('#', full)}{new string('.', BarWidth - full)}] " : "";
        // The spectra are done, the run is not: tables, figures and report of a long series take their time.
        if (done == _progress.Total)
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{bar}{done} spectra done; now {_progress.What} ({Span(seconds)} since the start)"
            );
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{bar}{part * 100:f0} % {_progress.What}: {done} of {_progress.Total} spectra, {rate:f0}/s{left}"
        );
    }

    private static string Span(double seconds) =>
        seconds < 90 ? string.Create(CultureInfo.InvariantCulture, $"{seconds:f0} s")
        : seconds < 5400 ? string.Create(CultureInfo.InvariantCulture, $"{seconds / 60:f0} min")
        : string.Create(CultureInfo.InvariantCulture, $"{seconds / 3600:f1} h");
}
