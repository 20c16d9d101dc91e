using SpectraPipeline.Core;

namespace SpectraPipeline.Stages.Shape;

/// <summary>What <see cref="Convert"/> converts to.</summary>
public enum ConvertTarget
{
    /// <summary>A = −log₁₀ T, or ΔA.</summary>
    Absorbance,

    /// <summary>T = 10^−A, or R/R₀.</summary>
    Transmittance,
}

/// <summary>Absorbance to transmittance and back.</summary>
[Stage(
    "shape.convert",
    "Definition of decadic absorbance, IUPAC Gold Book, doi:10.1351/goldbook.A00028",
    Summary = "Converts between absorbance and transmittance.",
    Formula = "A = −log₁₀ T, T = 10^−A; T in percent is divided by 100 first",
    Fails = "Transmittance must be positive: noise around zero has no absorbance."
)]
public sealed record Convert : FrameStage
{
    /// <summary>Target.</summary>
    [Param("Quantity wanted.")]
    public ConvertTarget To { get; init; } = ConvertTarget.Absorbance;

    /// <inheritdoc />
    public override SpectraNeed Reads { get; } =
        new(SignalKind.Transmittance, SignalKind.Absorbance, SignalKind.DifferenceAbsorbance, SignalKind.RelativeDifference);

    /// <inheritdoc />
    public override FrameKernel Prepare(StageInput input) => new Kernel(input, To);

    private sealed class Kernel(StageInput input, ConvertTarget to)
        : SpectrumKernel(input.Axis, to == ConvertTarget.Absorbance ? "absorbance" : "transmittance", Target(input.Signal.Kind, to))
    {
        private readonly double _scale = input.Signal.Unit == "%" ? 0.01 : 1;
        private readonly SignalKind _from = input.Signal.Kind;

        protected override void Apply(ReadOnlySpan<double> y, Span<double> result, Findings findings)
        {
            bool isAbsorbance = _from is SignalKind.Absorbance or SignalKind.DifferenceAbsorbance;
            for (int i = 0; i < y.Length; i++)
            {
                double transmittance = isAbsorbance
                    ? Math.Pow(10, -y[i])
                    : _scale * y[i] + (_from == SignalKind.RelativeDifference ? 1 : 0);
                if (to == ConvertTarget.Absorbance && isAbsorbance)
                    result[i] = y[i];
                else if (to == ConvertTarget.Transmittance)
                    result[i] = transmittance;
                else if (transmittance > 0)
                    result[i] = -Math.Log10(transmittance);
                else
                    throw new FrameException(
                        "transmittance-not-positive",
                        FormattableString.Invariant(
                            $"The transmittance is {transmittance:g6} at {input.Axis[i]:g6} {input.Axis.Unit}; shape.crop to where there is light."
                        )
                    );
            }
        }

        private static Signal Target(SignalKind from, ConvertTarget to) =>
            new(
                to == ConvertTarget.Transmittance ? SignalKind.Transmittance
                : from is SignalKind.DifferenceAbsorbance or SignalKind.RelativeDifference ? SignalKind.DifferenceAbsorbance
                : SignalKind.Absorbance
            );
    }
}
