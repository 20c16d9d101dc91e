namespace SpectraPipeline.Numerics.Peaks;

/// <summary>A band seen by its curvature; positions and widths in points.</summary>
/// <param name="Position">Where the curvature is largest, between points.</param>
/// <param name="Fwhm">Full width at half maximum of a Gaussian with these zero crossings, the smoothing taken off. Rough for a shoulder, whose crossing on the side of its neighbour is moved.</param>
/// <param name="Height">Height of that Gaussian above its neighbours' flanks, signed.</param>
/// <param name="Snr">How far the curvature stands out of its noise and of what stronger bands beside it explain.</param>
/// <param name="Scale">Number of the scale in the bank.</param>
/// <param name="Sign">1 or -1.</param>
/// <param name="Response">Response at that scale; once judged, less what stronger bands explain.</param>
/// <param name="Deviation">Half the distance of the zero crossings, on the less disturbed side.</param>
public readonly record struct CurvatureBand(
    double Position,
    double Fwhm,
    double Height,
    double Snr,
    int Scale,
    int Sign,
    double Response,
    double Deviation
);
