namespace SpectraPipeline.Numerics.Peaks;

/// <summary>A local maximum and its measures; positions are in points.</summary>
/// <param name="Index">Point of the maximum; the middle of a plateau, rounded down.</param>
/// <param name="Height">Value there.</param>
/// <param name="Prominence">Height above the higher of the two side minima that separate it from higher ground.</param>
/// <param name="LeftBase">Point of the left side minimum.</param>
/// <param name="RightBase">Point of the right side minimum.</param>
/// <param name="Width">Distance of the two crossings of <paramref name="WidthHeight"/>.</param>
/// <param name="WidthHeight">Height − relative height · prominence.</param>
/// <param name="Left">Left crossing, interpolated.</param>
/// <param name="Right">Right crossing, interpolated.</param>
public readonly record struct Peak(
    int Index,
    double Height,
    double Prominence,
    int LeftBase,
    int RightBase,
    double Width,
    double WidthHeight,
    double Left,
    double Right
);

/// <summary>Which maxima count. Unset limits let everything pass.</summary>
public sealed record PeakFilter
{
    /// <summary>Least height.</summary>
    public double MinHeight { get; init; } = double.NegativeInfinity;

    /// <summary>Least prominence.</summary>
    public double MinProminence { get; init; }

    /// <summary>Least width at <see cref="RelativeHeight"/>, in points.</summary>
    public double MinWidth { get; init; }

    /// <summary>Least distance of neighbours in points; of two too close the lower goes.</summary>
    public double MinDistance { get; init; } = 1;

    /// <summary>Where the width is measured: 0.5 is half the prominence, 1 its base.</summary>
    public double RelativeHeight { get; init; } = 0.5;
}
