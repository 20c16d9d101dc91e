using SpectraPipeline.Core;

namespace SpectraPipeline.Stages.Shape;

/// <summary>The arithmetic of a difference by what the input is.</summary>
internal sealed class DifferenceKernel : SpectrumKernel
{
    private readonly Axis _axis;
    private readonly double[] _reference;
    private readonly SignalKind _kind;
    private readonly DifferenceConvention _convention;
    private readonly bool _assumed;

    public DifferenceKernel(StageInput input, double[] reference, DifferenceConvention convention, bool assumed)
        : base(input.Axis, "difference", OutputSignal(input.Signal, convention))
    {
        (_axis, _reference, _kind, _convention, _assumed) = (input.Axis, reference, input.Signal.Kind, convention, assumed);
        if (IsIntensity(_kind))
            RequirePositive(reference, message => new UserException("shape.difference: the reference " + message));
    }

    protected override void Apply(ReadOnlySpan<double> y, Span<double> result, Findings findings)
    {
        if (_assumed)
            findings.Warn("reference-assumed", "No reference was stated: differences refer to frame 0.");
        if (IsIntensity(_kind))
            FromIntensity(y, result);
        else
        {
            if (_kind == SignalKind.Unknown)
                findings.Warn("quantity-unknown", "What y is was not stated ('quantity:'): plain differences y − y₀ were taken.");
            for (int i = 0; i < y.Length; i++)
                result[i] = y[i] - _reference[i];
            if (IsAbsorbance(_kind) && _convention == DifferenceConvention.Relative)
                for (int i = 0; i < y.Length; i++)
                    result[i] = Math.Pow(10, -result[i]) - 1;
        }
    }

    private void FromIntensity(ReadOnlySpan<double> y, Span<double> result)
    {
        if (_convention == DifferenceConvention.Relative)
        {
            for (int i = 0; i < y.Length; i++)
                result[i] = y[i] / _reference[i] - 1;
            return;
        }
        RequirePositive(y, message => new FrameException("intensity-not-positive", "The frame " + message));
        for (int i = 0; i < y.Length; i++)
            result[i] = -Math.Log10(y[i] / _reference[i]);
    }

    private void RequirePositive(ReadOnlySpan<double> values, Func<string, Exception> error)
    {
        for (int i = 0; i < values.Length; i++)
            if (!(values[i] > 0))
                throw error(
                    FormattableString.Invariant(
                        $"has intensity {values[i]:g6} at {_axis[i]:g6} {_axis.Unit}; a logarithm needs positive ones: shape.crop to where there is light."
                    )
                );
    }

    private static bool IsIntensity(SignalKind kind) => kind is SignalKind.SingleBeam or SignalKind.Transmittance;

    private static bool IsAbsorbance(SignalKind kind) => kind is SignalKind.Absorbance or SignalKind.DifferenceAbsorbance;

    private static Signal OutputSignal(Signal input, DifferenceConvention convention) =>
        IsIntensity(input.Kind) || IsAbsorbance(input.Kind)
            ? new Signal(convention == DifferenceConvention.Relative ? SignalKind.RelativeDifference : SignalKind.DifferenceAbsorbance)
        : input.Kind == SignalKind.Counts ? input with { Kind = SignalKind.DifferenceCounts }
        : input;
}
