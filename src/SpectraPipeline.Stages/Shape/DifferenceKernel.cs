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
    private readonly double _scale;

    public DifferenceKernel(StageInput input, double[] reference, DifferenceConvention convention, bool assumed)
        : base(input.Axis, "difference", OutputSignal(input.Signal, convention))
    {
        (_axis, _reference, _kind, _convention, _assumed) = (input.Axis, reference, input.Signal.Kind, convention, assumed);
        _scale = input.Signal.Unit == "%" ? 0.01 : 1;
        if (_kind == SignalKind.RelativeDifference)
            for (int i = 0; i < _reference.Length; i++)
                _reference[i] = 1 + _scale * _reference[i];
        if (IsIntensity(_kind))
            RequirePositive(_reference, message => new UserException("shape.difference: the reference " + message));
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

    /// <summary>By the ratio of two intensities; of two ΔR/R₀ of one and the same R₀ it is (1 + ΔR/R₀)/(1 + ΔR'/R₀), whatever R₀ was.</summary>
    private void FromIntensity(ReadOnlySpan<double> y, Span<double> result)
    {
        if (_kind == SignalKind.RelativeDifference)
            for (int i = 0; i < y.Length; i++)
                result[i] = 1 + _scale * y[i];
        else
            y.CopyTo(result);
        if (_convention == DifferenceConvention.Relative)
        {
            for (int i = 0; i < y.Length; i++)
                result[i] = result[i] / _reference[i] - 1;
            return;
        }
        RequirePositive(result, message => new FrameException("intensity-not-positive", "The frame " + message));
        for (int i = 0; i < y.Length; i++)
            result[i] = -Math.Log10(result[i] / _reference[i]);
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

    private static bool IsIntensity(SignalKind kind) =>
        kind is SignalKind.SingleBeam or SignalKind.Transmittance or SignalKind.ReflectanceRatio or SignalKind.RelativeDifference;

    private static bool IsAbsorbance(SignalKind kind) => kind is SignalKind.Absorbance or SignalKind.DifferenceAbsorbance;

    private static Signal OutputSignal(Signal input, DifferenceConvention convention) =>
        IsIntensity(input.Kind) || IsAbsorbance(input.Kind)
            ? new Signal(convention == DifferenceConvention.Relative ? SignalKind.RelativeDifference : SignalKind.DifferenceAbsorbance)
        : input.Kind == SignalKind.Counts ? input with { Kind = SignalKind.DifferenceCounts }
        : input;
}
