using System.Globalization;
using SpectraPipeline.Core.Rows;

namespace SpectraPipeline.Stages.Bands;

/// <summary>An onset read off the axes: times of the spectrometer as they are, potentials and times of the log with the error of the clock.</summary>
internal sealed class OnsetReading
{
    private readonly OnsetFrames _onset;
    private readonly LogClock? _clock;
    private readonly string _scale;
    private readonly string? _noTime;
    private readonly string? _noPotential;

    /// <param name="signal">The track.</param>
    /// <param name="onset">Its onset in frames of the signal.</param>
    /// <param name="clock">Clock of the log; null when there is none.</param>
    /// <param name="scale">What the potentials are.</param>
    public OnsetReading(TrackSignal signal, in OnsetFrames onset, LogClock? clock, string scale)
    {
        (_onset, _clock, _scale) = (onset, clock, scale);
        _noTime = FallingTimes.Of(signal.Time);
        _noPotential = OnsetPotential.Refusal(onset, signal.Potential);
        Time = _noTime is null ? onset.On(signal.Time) : (double.NaN, double.NaN, double.NaN);
        Potential = _noPotential is null ? Later(signal).Across(signal.Potential) : (double.NaN, double.NaN, double.NaN);
    }

    /// <summary>Onset and interval on the spectrometer's clock (s).</summary>
    public (double At, double Low, double High) Time { get; }

    /// <summary>Onset and interval in potential (V).</summary>
    public (double At, double Low, double High) Potential { get; }

    /// <summary>Rows of the table onsets.</summary>
    public IEnumerable<OnsetRow> Rows(TrackRow track, OnsetMethod method, Against? against)
    {
        string name = method switch
        {
            OnsetMethod.ChangePoint => "change-point",
            OnsetMethod.Tangent => "tangent",
            _ => "threshold",
        };
        if (against is null or Against.Time)
        {
            yield return Row("time", Time, "", _noTime);
            if (_clock is { HasOffset: true } && double.IsFinite(Time.At))
            {
                (double low, double high) = _clock.Widen(Time.At, Time.Low, Time.High);
                yield return Row("log-time", (_clock.LogTime(Time.At), _clock.LogTime(low), _clock.LogTime(high)), Clock(), null);
            }
        }
        if (against is null or Against.Potential)
            yield return Row("potential", Potential, $"; {_scale}" + (_clock is null ? "" : Clock()), _noPotential);

        OnsetRow Row(string axis, (double At, double Low, double High) at, string clock, string? refusal) =>
            new()
            {
                Series = track.Series,
                Track = track.Track,
                Method = name,
                Against = axis,
                Onset = at.At,
                Low = at.Low,
                High = at.High,
                Frames = _onset.Frames,
                Note = refusal is not null
                    ? "not-determined: " + refusal
                    : (double.IsFinite(_onset.At) && !double.IsFinite(at.At) ? "not-determined: that frame has none" : _onset.Words)
                        + Limit(at)
                        + clock,
            };
    }

    /// <summary>Why neither axis has an onset though frames have; null when one has.</summary>
    public string? Refusal(Against? against) =>
        against switch
        {
            Against.Time => _noTime,
            Against.Potential => _noPotential,
            _ => _noTime is not null && !double.IsFinite(Potential.At) ? _noTime + (_noPotential is null ? "" : "; " + _noPotential) : null,
        };

    /// <summary>Which end an onset has that lies before the first frame: on a potential that falls the lower one.</summary>
    private string Limit((double At, double Low, double High) at) =>
        !(_onset.High == 0) || double.IsFinite(_onset.At) ? ""
        : double.IsFinite(at.High) ? "; that frame is the upper limit"
        : double.IsFinite(at.Low) ? "; that frame is the lower limit, for the potential falls"
        : "";

    private string Clock() =>
        !_clock!.HasOffset ? $"; clock {_clock.Method}"
        : double.IsFinite(_clock.OffsetSe)
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"; with ± {_clock.ErrorAt(double.IsFinite(Time.At) ? Time.At : _clock.Middle):g3} s of the clock"
            )
        : $"; the offset of the clock is assumed ({_clock.Method}) and has no error, so the interval holds none of it";

    /// <summary>The frames that the potential's interval must hold: those of the onset, and as many before and after as the clock may be wrong by.</summary>
    private OnsetFrames Later(TrackSignal signal)
    {
        if (_clock is null || !double.IsFinite(Time.At))
            return _onset;
        (double low, double high) = _clock.Widen(Time.At, Time.Low, Time.High);
        return _onset with
        {
            Low = double.IsFinite(low) ? FrameAt(signal.Time, low, (int)_onset.Low, -1) : _onset.Low,
            High = double.IsFinite(high) ? FrameAt(signal.Time, high, (int)Math.Ceiling(_onset.High), 1) : _onset.High,
        };
    }

    /// <summary>Fractional frame at a time, searched outward from a frame; the end of the series where the time lies beyond it.</summary>
    private static double FrameAt(double[] times, double time, int from, int step)
    {
        for (int i = from; i >= 0 && i < times.Length; i += step)
        {
            if (!(step * (times[i] - time) >= 0))
                continue;
            int before = i - step;
            double gap = before >= 0 && before < times.Length ? times[before] - times[i] : double.NaN;
            return Math.Abs(gap) > 0 ? i + ((time - times[i]) / gap * -step) : i;
        }
        return step < 0 ? 0 : times.Length - 1;
    }
}
