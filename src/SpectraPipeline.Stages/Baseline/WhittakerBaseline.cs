using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Baselines;

namespace SpectraPipeline.Stages.Baseline;

/// <summary>What every stage of the iterated Whittaker family is told.</summary>
/// <param name="Stage">Name of the stage.</param>
/// <param name="Lambda">Stiffness.</param>
/// <param name="Order">Order of the difference.</param>
/// <param name="Spacing">Between what differences are taken.</param>
/// <param name="Tolerance">When it has settled.</param>
/// <param name="MaxIterations">Limit of repetitions.</param>
internal sealed record WhittakerBaseline(
    string Stage,
    double Lambda,
    int Order,
    BaselineSpacing Spacing,
    double Tolerance,
    int MaxIterations
)
{
    /// <summary>The kernel: spectra in the lanes of a vector for the second difference, one after the other for the others, which are rare.</summary>
    /// <param name="input">What the stage works on.</param>
    /// <param name="lanes">Makes the form for many spectra.</param>
    /// <param name="plain">Makes the form for one spectrum at a time.</param>
    /// <exception cref="UserException">The axis does not suit.</exception>
    public FrameKernel Kernel(
        StageInput input,
        Func<int, WhittakerBaselineOptions, LaneBaseline> lanes,
        Func<int, WhittakerBaselineOptions, SpectrumFit> plain
    )
    {
        int points = input.Axis.Length;
        if (points < 3 || points <= Order)
            throw new UserException($"{Stage} needs more than {Math.Max(2, Order)} points; the axis has {points}.");
        var options = new WhittakerBaselineOptions(Lambda, Tolerance, MaxIterations, Order)
        {
            Axis = AxisSpacing.Of(Spacing, input.Axis, Stage, Order),
        };
        var advice = new BaselineAdvice
        {
            CountsPoints = Spacing == BaselineSpacing.Points,
            Uneven = "use spacing: axis, or shape.resample before",
        };
        if (Order == 2)
            return new BlockBaselineKernel(input, Stage, BandSigns.Positive, (SpectraCorrection)lanes(points, options).Fit, advice);
        SpectrumFit one = plain(points, options);
        SpectraFit fit = (spectra, baselines, outcomes) =>
        {
            for (int k = 0; k < outcomes.Length; k++)
                outcomes[k] = one(spectra.Slice(k * points, points), baselines.Slice(k * points, points));
        };
        return new BlockBaselineKernel(input, Stage, BandSigns.Positive, fit, advice);
    }
}
