using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Scatter;

namespace SpectraPipeline.Stages.Shape;

/// <summary>Multiplicative scatter correction of one worker.</summary>
internal sealed class ScatterKernel : FrameKernel
{
    private readonly ScatterCorrection _correction;

    public ScatterKernel(StageInput input, ReferenceSpectrum reference, Range measured, int degree)
        : base(new OutputShape(input.Axis, (input.Channel, input.Signal)))
    {
        bool[] counts = new bool[input.Axis.Length];
        counts.AsSpan()[measured].Fill(true);
        for (int i = 0; reference.Use is { } known && i < counts.Length; i++)
            counts[i] &= known[i];
        int points = counts.Count(c => c);
        if (points < degree + 2)
            throw new UserException(
                $"shape.normalize: {points} points cannot tell {degree + 2} coefficients apart; widen from to, mask less of the reference, or lower degree."
            );
        _correction = new ScatterCorrection(input.Axis.Values, reference.Values, counts, degree);
        if (_correction.IsDegenerate)
            throw new UserException(
                $"shape.normalize: the reference spectrum is {(degree == 0 ? "constant" : $"a polynomial of degree {degree}")} where it is measured, so it has no bands to compare with; choose another with 'reference:'."
            );
    }

    public override void Apply(in FrameIn input, in FrameOut output, Findings findings)
    {
        if (!_correction.Fit(input.Y, input.Mask))
            throw new FrameException(
                "too-much-masked",
                "The points that are not masked do not tell the reference from the polynomial; mask less, or lower degree."
            );
        double scale = _correction.Coefficients[0];
        if (!(scale > 0))
            throw new FrameException(
                "scale-not-positive",
                FormattableString.Invariant(
                    $"The spectrum is {scale:g4} times the reference: {(scale == 0 ? "it has nothing of it" : "upside down")}, so it cannot be brought to its scale. Choose another reference:, or measure where bands do not change sign."
                )
            );
        _correction.Correct(input.Y, output[0]);
    }
}
