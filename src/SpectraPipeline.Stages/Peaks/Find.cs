using SpectraPipeline.Core;

namespace SpectraPipeline.Stages.Peaks;

/// <summary>What makes a band.</summary>
public enum FindMethod
{
    /// <summary>A maximum that stands over its surroundings.</summary>
    Prominence,

    /// <summary>A curvature that stands out, at one scale.</summary>
    SecondDerivative,

    /// <summary>A ridge of curvature over scales.</summary>
    Wavelet,

    /// <summary>What answers a matched filter after all bands before it are fitted and subtracted: as peaks.fit finds its bands, but in each frame.</summary>
    ForwardSelection,

    /// <summary>Maxima, and what second derivative and wavelet find beside them.</summary>
    All,
}

/// <summary>Finds bands with their position, width and height; fits nothing.</summary>
[Stage(
    "peaks.find",
    "Definitions of scipy.signal.find_peaks; noise: F. Stoehr et al., DER_SNR, ASP Conf. Ser. 394 (2008) 505; ridges: P. Du, W. A. Kibbe, S. M. Lin, Bioinformatics 22 (2006) 2059, doi:10.1093/bioinformatics/btl355",
    Summary = "Finds bands by prominence, by the second derivative (shoulders too) or by wavelet ridges, by what a fit leaves; fills the bands table with position, width and height, shape says by which.",
    Formula = "prominence: height above the higher of the two side minima; width at half the prominence; noise = 1.4826/√6 · median|2yᵢ − yᵢ₋₂ − yᵢ₊₂|. "
        + "second-derivative: extrema of R = −d²y/dx² after a Gaussian of deviation s, the least at which the strongest stands 10 min-snr out of the noise of R; "
        + "snr = min(prominence of R/1.8, R less the lobes of stronger bands)/noise of R; width from the zero crossings of R, s taken off. "
        + "wavelet: the same at scales √2 apart, joined to ridges from the largest down; the best snr of a ridge counts. "
        + "forward-selection: see peaks.fit, bands: found; in each frame, on a straight line",
    Fails = "prominence: a shoulder has no maximum of its own and is not found, and min-snr 5 lets noise through in a long spectrum without bands. "
        + "The others find shoulders, but not one of a third of the height nearer than about the width (Gaussians; 0.7 of it for Lorentzians): its curvature drowns in its neighbour's; forward-selection and peaks.fit with choose tell by what a fit of one band leaves that there are two, if not well where. "
        + "Beside a band, one of the other sign with less than a third of its curvature within three widths is taken for its side lobe. They take a wide background that bends for a band, and give the width of a shoulder roughly; the grid is taken for even."
)]
public sealed record Find : FrameStage
{
    /// <summary>Method.</summary>
    [Param(
        "What makes a band: a maximum, a curvature, a ridge of curvature over scales, what a fit of the bands so far leaves (slower, nearest shoulders), or any of the first three."
    )]
    public FindMethod Method { get; init; } = FindMethod.Prominence;

    /// <summary>Least prominence.</summary>
    [Param("Least prominence (of a shoulder: least height of its own) in the unit of y; no limit when left out.", Min = 0)]
    public double? MinProminence { get; init; }

    /// <summary>Least signal to noise.</summary>
    [Param("Least prominence in units of the frame's noise, or least curvature in units of its own noise; 0 for no limit.", Min = 0)]
    public double MinSnr { get; init; } = 5;

    /// <summary>Least distance.</summary>
    [Param(
        "Least distance of neighbouring peaks; of two too close the lower goes. No limit when left out.",
        Min = 0,
        Unit = ParamAttribute.AxisUnit
    )]
    public double? MinDistance { get; init; }

    /// <summary>Least width.</summary>
    [Param("Least full width at half prominence; no limit when left out.", Min = 0, Unit = ParamAttribute.AxisUnit)]
    public double? MinWidth { get; init; }

    /// <summary>Negative bands too.</summary>
    [Param("Find negative bands as well; when left out: in signed spectra (differences) only.")]
    public bool? Negative { get; init; }

    /// <inheritdoc />
    public override FrameKernel Prepare(StageInput input)
    {
        if (input.Axis.Length < 5)
            throw new UserException($"peaks.find needs at least 5 points; the axis has {input.Axis.Length}.");
        return new FindKernel(input, this);
    }
}
