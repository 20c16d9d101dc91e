using SpectraPipeline.Core;

namespace SpectraPipeline.Stages.Shape;

/// <summary>y in another quantity, by way of the transmittance. Masked points, where there may be no light, are bridged before.</summary>
internal sealed class QuantityKernel : FrameKernel
{
    private readonly Axis _axis;
    private readonly Signal _from;
    private readonly ConvertTarget _to;
    private readonly double[] _bridged;

    public QuantityKernel(StageInput input, ConvertTarget to)
        : base(new OutputShape(input.Axis, (Name(to), Target(input.Signal, to))))
    {
        if (to == ConvertTarget.KubelkaMunk && IsDifference(input.Signal))
            throw new UserException(
                "shape.convert: the Kubelka-Munk function belongs to the reflectance of a sample; a difference of two states has none, and what formed would look like what was lost. Convert the spectra of both states and put shape.difference behind it."
            );
        (_axis, _from, _to, _bridged) = (input.Axis, input.Signal, to, new double[input.Axis.Length]);
    }

    public override void Apply(in FrameIn frame, in FrameOut output, Findings findings)
    {
        // What is an absorbance already keeps its bits.
        if (_to == ConvertTarget.Absorbance && IsAbsorbance(_from))
        {
            frame.Y.CopyTo(output[0]);
            return;
        }
        Fill(Lit(frame.Y, frame.Mask, _from, _axis, _bridged), output[0]);
    }

    private void Fill(ReadOnlySpan<double> y, Span<double> result)
    {
        bool needsLight = _to is ConvertTarget.Absorbance or ConvertTarget.KubelkaMunk;
        for (int i = 0; i < y.Length; i++)
        {
            double transmittance = _from.ToTransmittance(y[i]);
            if (needsLight && !(transmittance > 0))
                throw Dark(transmittance, _axis, i);
            result[i] = _to switch
            {
                ConvertTarget.Absorbance => Signal.ToAbsorbance(transmittance),
                ConvertTarget.KubelkaMunk => (1 - transmittance) * (1 - transmittance) / (2 * transmittance),
                ConvertTarget.RelativeDifference => transmittance - 1,
                ConvertTarget.PercentTransmittance => 100 * transmittance,
                _ => transmittance,
            };
        }
    }

    /// <summary>The spectrum; where a masked point has no light, the line over its masked stretch stands in its place: it counts for nothing and must not cost the frame.</summary>
    public static ReadOnlySpan<double> Lit(ReadOnlySpan<double> y, ReadOnlySpan<bool> use, Signal from, Axis axis, double[] bridged)
    {
        if (use.IsEmpty || IsAbsorbance(from) || !HasDark(y, use, from))
            return y;
        MaskBridge.Fill(axis.Values, y, use, bridged);
        for (int i = 0; i < y.Length; i++)
            if (from.ToTransmittance(y[i]) > 0)
                bridged[i] = y[i];
        return bridged;
    }

    private static bool HasDark(ReadOnlySpan<double> y, ReadOnlySpan<bool> use, Signal from)
    {
        for (int i = 0; i < y.Length; i++)
            if (!use[i] && !(from.ToTransmittance(y[i]) > 0))
                return true;
        return false;
    }

    /// <summary>ATR absorbance of a spectrum in any of the quantities.</summary>
    /// <exception cref="FrameException">A transmittance that is not positive.</exception>
    public static void ToAbsorbance(ReadOnlySpan<double> y, Signal from, Axis axis, Span<double> result)
    {
        for (int i = 0; i < y.Length; i++)
        {
            double transmittance = IsAbsorbance(from) ? 1 : from.ToTransmittance(y[i]);
            if (!(transmittance > 0))
                throw Dark(transmittance, axis, i);
            result[i] = IsAbsorbance(from) ? y[i] : Signal.ToAbsorbance(transmittance);
        }
    }

    /// <summary>Refers to the sample itself in another state, not to an empty beam.</summary>
    public static bool IsDifference(Signal signal) =>
        signal.Kind is SignalKind.DifferenceAbsorbance or SignalKind.RelativeDifference or SignalKind.ReflectanceRatio;

    private static bool IsAbsorbance(Signal signal) => signal.Kind is SignalKind.Absorbance or SignalKind.DifferenceAbsorbance;

    private static FrameException Dark(double transmittance, Axis axis, int at) =>
        new(
            "transmittance-not-positive",
            FormattableString.Invariant(
                $"The transmittance is {transmittance:g6} at {axis[at]:g6} {axis.Unit}; shape.crop to where there is light."
            )
        );

    private static string Name(ConvertTarget to) =>
        to switch
        {
            ConvertTarget.Absorbance => "absorbance",
            ConvertTarget.RelativeDifference => "relative_difference",
            ConvertTarget.KubelkaMunk => "kubelka_munk",
            ConvertTarget.Reflectance => "reflectance",
            _ => "transmittance",
        };

    private static Signal Target(Signal from, ConvertTarget to) =>
        to switch
        {
            ConvertTarget.Absorbance => new(IsDifference(from) ? SignalKind.DifferenceAbsorbance : SignalKind.Absorbance),
            ConvertTarget.RelativeDifference => new(SignalKind.RelativeDifference),
            ConvertTarget.KubelkaMunk => new(SignalKind.KubelkaMunk),
            _ => new(
                IsDifference(from) ? SignalKind.ReflectanceRatio : SignalKind.Transmittance,
                to == ConvertTarget.PercentTransmittance ? "%" : ""
            ),
        };
}
