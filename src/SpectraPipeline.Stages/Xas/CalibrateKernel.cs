using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Numerics.Simd;
using SpectraPipeline.Numerics.Xas;

namespace SpectraPipeline.Stages.Xas;

/// <summary>All channels of a frame on the energies that a calibration settled, moved by the frame's own reference where it has one.</summary>
internal sealed class CalibrateKernel : FrameKernel
{
    private readonly CalibrationPlan _plan;
    private readonly string[] _channels;
    private readonly int _rowFrame;
    private readonly EnergyAlignment? _alignment;
    private readonly ShiftedFrames? _shifted;
    private readonly double[] _copy;

    public CalibrateKernel(Calibrate p, CalibrationPlan plan, StageInput input)
        : base(new OutputShape(new Axis("energy", Unit.ElectronVolt, plan.Energies), Carried(input)) { HasMask = true })
    {
        (_plan, _rowFrame) = (plan, input.Probe?.FirstFrame ?? 0);
        _channels = [.. Output.Channels.Select(c => c.Name)];
        _copy = new double[plan.Energies.Length];
        if (plan.Target is not { } target)
            return;
        try
        {
            _alignment = new EnergyAlignment(target.X, target.Y, plan.Row.E0Found, p.Settings);
        }
        catch (XasDataException e)
        {
            throw new UserException($"xas.calibrate: {target.Name}: {e.Message}");
        }
        _shifted = new ShiftedFrames(plan.Recorded);
    }

    /// <summary>The channel that is read first, the others of the same output behind it.</summary>
    private static (string, Signal)[] Carried(StageInput input) =>
        [
            (input.Channel, input.Signal),
            .. (input.Probe?.Channels ?? []).Where(c => c.Name != input.Channel).Select(c => (c.Name, c.Signal)),
        ];

    public override void Apply(in FrameIn input, in FrameOut output, Findings findings)
    {
        if (_plan.Doubt is { } doubt)
            findings.Warn(doubt.Code, doubt.Message);
        if (findings.Frame == _rowFrame)
            findings.Add(_plan.Row with { Series = findings.Series, Step = findings.Step, Frame = findings.Frame });
        double shift = _alignment is null ? 0 : ShiftOf(input.Channel(_plan.Channel!), findings);
        for (int c = 0; c < _channels.Length; c++)
        {
            ReadOnlySpan<double> from = c == 0 ? input.Y : Whole(input.Channel(_channels[c]), _channels[c], findings);
            if (shift == 0)
                from.CopyTo(output[c]);
            else
                _shifted!.Apply(from, shift, _plan.Recorded, output[c]);
            if (_plan.IsReversed)
                output[c].Reverse();
        }
        if (input.Mask.IsEmpty)
            output.Mask.Fill(true);
        else
            input.Mask.CopyTo(output.Mask);
        if (_plan.IsReversed)
            output.Mask.Reverse();
    }

    private double ShiftOf(ReadOnlySpan<double> reference, Findings findings)
    {
        EnergyShift? found = null;
        string message;
        try
        {
            if (reference.IsEmpty || Finite.FirstNot(reference) >= 0)
                throw new XasDataException("reference-missing", $"The frame has no whole {_plan.Channel}.");
            found = _alignment!.Find(_plan.Recorded, reference);
            message = string.Create(CultureInfo.InvariantCulture, $"{found.Value.Points} points");
        }
        catch (XasDataException e)
        {
            message = $"{e.Message} The frame was shifted like the first one; xas.align follows its neighbours instead.";
            findings.Flag(e.Code, message);
        }
        findings.Add(
            new AlignmentRow
            {
                Series = findings.Series,
                Step = findings.Step,
                Frame = findings.Frame,
                Channel = _plan.Channel,
                ShiftEv = _plan.Row.ShiftEv + (found?.Shift ?? 0),
                // Where the edge was put to its energy, the error of having found it is that of every frame.
                ShiftSe = found is { } f ? double.Hypot(f.ShiftSe, double.IsFinite(_plan.Row.E0Se) ? _plan.Row.E0Se : 0) : double.NaN,
                MeasuredEv = _plan.Row.ShiftEv + (found?.Shift ?? double.NaN),
                MeasuredSe = found?.ShiftSe ?? double.NaN,
                E0 = _plan.Row.EdgeEnergy,
                Misfit = found?.Misfit ?? double.NaN,
                Origin = found is null ? "missing" : "measured",
                Message = message,
            }
        );
        return found?.Shift ?? 0;
    }

    // A channel beside the spectrum may hold numbers that are none (a dead reference); those become the straight line between their neighbours.
    private ReadOnlySpan<double> Whole(ReadOnlySpan<double> channel, string name, Findings findings)
    {
        if (Finite.FirstNot(channel) < 0)
            return channel;
        findings.Flag(
            "channel-not-finite",
            $"Channel {name} holds numbers that are none; there it was bridged, and is 0 where it holds no number at all."
        );
        int last = -1;
        for (int i = 0; i <= channel.Length; i++)
        {
            if (i < channel.Length && !double.IsFinite(channel[i]))
                continue;
            for (int k = last + 1; k < i; k++)
                _copy[k] =
                    last < 0 && i == channel.Length ? 0
                    : last < 0 ? channel[i]
                    : i == channel.Length ? channel[last]
                    : channel[last] + ((channel[i] - channel[last]) * (k - last) / (i - last));
            if (i < channel.Length)
                _copy[i] = channel[i];
            last = i;
        }
        return _copy;
    }
}
