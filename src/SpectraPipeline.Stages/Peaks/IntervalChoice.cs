using SpectraPipeline.Numerics.Fitting;

namespace SpectraPipeline.Stages.Peaks;

/// <summary>How the 95 % intervals of center, fwhm, height and area are made.</summary>
public enum Intervals
{
    /// <summary>By profile likelihood where a standard error cannot be trusted, and none elsewhere.</summary>
    Auto,

    /// <summary>None: standard errors alone.</summary>
    Standard,

    /// <summary>By profile likelihood for every band.</summary>
    Profile,

    /// <summary>By refitting resampled residuals for every band.</summary>
    Bootstrap,
}

/// <summary>Where ±1.96 standard errors are an interval and where not, from what the fit knows already.</summary>
/// <remarks>
/// A band h·S((x - c)/w) is as curved in its parameters as they are uncertain against w and h: the second derivative by the width is about 2/w times the first. So an error
/// above an eighth of the width or height means an interval that leans, and one above a third one that may not close. Where another band lies within a width, its
/// distance takes the place of the width, and within 0.55 widths nothing is linear any more. A bound counts when it lies within 2.5 standard errors, and touches the center only as far as the two are correlated.
/// </remarks>
internal static class IntervalChoice
{
    private const double MostCurved = 0.125;
    private const double NearBound = 2.5;
    private const double Uncorrelated = 0.2;
    private const double Unresolved = 0.55;

    /// <summary>Whether the errors of a band by itself can be trusted.</summary>
    /// <param name="fitter">The fit.</param>
    /// <param name="band">Band, from 0.</param>
    /// <param name="estimate">Its estimate.</param>
    /// <param name="inflation">Variance by correlated noise over that of the fit.</param>
    /// <param name="nearest">Distance of the nearest other band.</param>
    /// <param name="centerOnly">Ask about the center alone.</param>
    public static bool IsRegular(MultiPeakFit fitter, int band, in PeakEstimate estimate, double inflation, double nearest, bool centerOnly)
    {
        double error = Math.Sqrt(inflation);
        double most = MostCurved / error;
        if (nearest < Unresolved * estimate.RecordedWidth)
            return false;
        if (nearest < estimate.RecordedWidth)
            most *= nearest / estimate.RecordedWidth;
        if (estimate.CenterError > most * estimate.FullWidth || estimate.FullWidthError > most * estimate.FullWidth)
            return false;
        if (estimate.HeightError > most * Math.Abs(estimate.Height))
            return false;
        for (int p = 0; p < fitter.Shape.ParameterCount; p++)
        {
            if (fitter.BoundDistance(band, p) > NearBound * error)
                continue;
            bool apart = centerOnly && p != PeakShape.Center && Math.Abs(fitter.Correlation(band, PeakShape.Center, p)) < Uncorrelated;
            if (!apart)
                return false;
        }
        return true;
    }
}
