using SpectraPipeline.Core;
using SpectraPipeline.Stages.Baseline;

namespace SpectraPipeline.Stages.Shape;

/// <summary>The arithmetic of a difference by what the input is. What the reference does not know counts in no difference.</summary>
internal sealed class DifferenceKernel : FrameKernel
{
    private readonly Axis _axis;
    private readonly double[] _reference,
        _bridged;
    private readonly bool[]? _known;
    private readonly SignalKind _kind;
    private readonly DifferenceConvention _convention;
    private readonly bool _assumed;
    private readonly double _scale;

    public DifferenceKernel(StageInput input, ReferenceSpectrum reference, DifferenceConvention convention, bool assumed)
        : base(new OutputShape(input.Axis, ("difference", OutputSignal(input.Signal, convention))) { HasMask = reference.Use is not null })
    {
        (_axis, _reference, _known) = (input.Axis, reference.Values, reference.Use);
        (_kind, _convention, _assumed) = (input.Signal.Kind, convention, assumed);
        _bridged = new double[_reference.Length];
        _scale = input.Signal.Unit == "%" ? 0.01 : 1;
        if (_kind == SignalKind.RelativeDifference)
            for (int i = 0; i < _reference.Length; i++)
                _reference[i] = 1 + _scale * _reference[i];
        if (IsIntensity(_kind))
            RequirePositive(_reference, _known, message => new UserException("shape.difference: the reference " + message));
    }

    public override void Apply(in FrameIn input, in FrameOut output, Findings findings)
    {
        if (_assumed)
            findings.Warn("reference-assumed", "No reference was stated: differences refer to frame 0.");
        ReadOnlySpan<bool> use = input.Mask;
        if (_known is not null)
        {
            Span<bool> mask = output.Mask;
            for (int i = 0; i < mask.Length; i++)
                mask[i] &= _known[i];
            use = mask;
        }
        Span<double> result = output[0];
        if (IsIntensity(_kind))
            FromIntensity(input.Y, use, result);
        else
            FromOthers(input.Y, result, findings);
        if (!use.IsEmpty)
            Bridge(use, result);
    }

    private void FromOthers(ReadOnlySpan<double> y, Span<double> result, Findings findings)
    {
        if (_kind == SignalKind.Unknown)
            findings.Warn("quantity-unknown", "What y is was not stated ('quantity:'): plain differences y − y₀ were taken.");
        for (int i = 0; i < y.Length; i++)
            result[i] = y[i] - _reference[i];
        if (IsAbsorbance(_kind) && _convention == DifferenceConvention.Relative)
            for (int i = 0; i < y.Length; i++)
                result[i] = Math.Pow(10, -result[i]) - 1;
    }

    /// <summary>By the ratio of two intensities; of two ΔR/R₀ of one and the same R₀ it is (1 + ΔR/R₀)/(1 + ΔR'/R₀), whatever R₀ was.</summary>
    private void FromIntensity(ReadOnlySpan<double> y, ReadOnlySpan<bool> use, Span<double> result)
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
        RequirePositive(result, use, message => new FrameException("intensity-not-positive", "The frame " + message));
        for (int i = 0; i < y.Length; i++)
            result[i] = -Math.Log10(result[i] / _reference[i]);
    }

    /// <summary>What is left out keeps its difference where it has one; a straight line stands where the reference or the logarithm has no number.</summary>
    private void Bridge(ReadOnlySpan<bool> use, Span<double> result)
    {
        bool hasHoles = false;
        for (int i = 0; i < result.Length && !hasHoles; i++)
            hasHoles = IsHole(i, use, result);
        if (!hasHoles)
            return;
        MaskBridge.Fill(_axis.Values, result, use, _bridged);
        for (int i = 0; i < result.Length; i++)
            if (IsHole(i, use, result))
                result[i] = _bridged[i];
    }

    private bool IsHole(int i, ReadOnlySpan<bool> use, ReadOnlySpan<double> result) =>
        !use[i] && (_known?[i] == false || !double.IsFinite(result[i]));

    private void RequirePositive(ReadOnlySpan<double> values, ReadOnlySpan<bool> use, Func<string, Exception> error)
    {
        for (int i = 0; i < values.Length; i++)
            if (!(values[i] > 0) && (use.IsEmpty || use[i]))
                throw error(
                    FormattableString.Invariant(
                        $"has intensity {values[i]:g6} at {_axis[i]:g6} {_axis.Unit}; a logarithm needs positive ones: shape.crop to where there is light, or leave the stretch out by shape.mask."
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
