using SpectraPipeline.Core;
using SpectraPipeline.Stages.Baseline;

namespace SpectraPipeline.Stages.Shape;

/// <summary>Says which points count; the values stay.</summary>
[Stage(
    "shape.mask",
    "Selection of points; no method.",
    Summary = "Leaves stretches of the axis out without cutting them: later steps bridge them, fit nothing in them and find no bands there.",
    Formula = "use(x) = use before ∧ x ∉ regions ∧ (keep empty ∨ x ∈ keep) ∧ (y finite, with non-finite); NaN in what is left out becomes a straight line between its ends",
    Fails = "A band that lies half in a masked stretch is half a band; a mask does not reach through a Fourier transform."
)]
public sealed record Mask : FrameStage
{
    /// <summary>What to leave out.</summary>
    [Param("Ranges to leave out, ends included, in the unit of the axis.")]
    public AxisRanges? Regions { get; init; }

    /// <summary>What to keep.</summary>
    [Param("Ranges to keep, ends included, in the unit of the axis; everything else is left out.")]
    public AxisRanges? Keep { get; init; }

    /// <summary>Points without a value too.</summary>
    [Param("Leave out points whose value is not a number (dead pixels) instead of faulting the frame.")]
    public bool NonFinite { get; init; }

    /// <inheritdoc />
    public override bool ReadsNonFinite => true;

    /// <inheritdoc />
    public override FrameKernel Prepare(StageInput input)
    {
        bool[] use = new bool[input.Axis.Length];
        bool[]? left = Regions?.Marks(input.Axis, "shape.mask (regions)"),
            kept = Keep?.Marks(input.Axis, "shape.mask (keep)");
        for (int i = 0; i < use.Length; i++)
            use[i] = left?[i] != true && kept?[i] != false;
        if (!use.Contains(true))
            throw new UserException(
                FormattableString.Invariant(
                    $"shape.mask leaves nothing of the axis, which runs from {input.Axis[0]:g} to {input.Axis[input.Axis.Length - 1]:g} {input.Axis.Unit}."
                )
            );
        return new Kernel(input, use, NonFinite);
    }

    private sealed class Kernel(StageInput about, bool[] use, bool nonFinite)
        : FrameKernel(new OutputShape(about.Axis, (about.Channel, about.Signal)) { HasMask = true })
    {
        public override void Apply(in FrameIn input, in FrameOut output, Findings findings)
        {
            ReadOnlySpan<double> y = input.Y;
            Span<double> result = output[0];
            Span<bool> mask = output.Mask;
            bool hasHoles = false;
            for (int i = 0; i < y.Length; i++)
            {
                mask[i] &= use[i] && (!nonFinite || double.IsFinite(y[i]));
                hasHoles |= !double.IsFinite(y[i]);
                if (mask[i] && !double.IsFinite(y[i]))
                    throw new FrameException(
                        "input-not-finite",
                        FormattableString.Invariant(
                            $"Point {i + 1} ({about.Axis[i]:g6} {about.Axis.Unit}) of the frame is {y[i]}; 'non-finite: yes' leaves such points out."
                        )
                    );
            }
            y.CopyTo(result);
            if (hasHoles)
                FillHoles(y, mask, result);
            if (!nonFinite && !use.Contains(false))
                findings.Warn("nothing-masked", "shape.mask leaves nothing out here: give regions or keep on the axis, or non-finite.");
        }

        /// <summary>What is left out keeps its values; only those that are no numbers are taken from the bridge.</summary>
        private void FillHoles(ReadOnlySpan<double> y, ReadOnlySpan<bool> mask, Span<double> result)
        {
            MaskBridge.Fill(about.Axis.Values, y, mask, result);
            for (int i = 0; i < y.Length; i++)
                if (double.IsFinite(y[i]))
                    result[i] = y[i];
        }
    }
}
