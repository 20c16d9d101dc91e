using SpectraPipeline.Numerics.Fitting;

namespace SpectraPipeline.Stages.Peaks;

/// <summary>How the 95 % intervals of center, fwhm, height and area are made.</summary>
public enum Intervals
{
    /// <summary>Where a standard error cannot be trusted, by profile likelihood or, where a bound alone is in the way, from the matrix of the fit; none elsewhere.</summary>
    Auto,

    /// <summary>None: standard errors alone.</summary>
    Standard,

    /// <summary>By profile likelihood for every band.</summary>
    Profile,

    /// <summary>By refitting resampled residuals for every band.</summary>
    Bootstrap,
}

/// <summary>Why ±1.96 standard errors are no interval.</summary>
internal enum Irregularity
{
    /// <summary>They are one.</summary>
    None,

    /// <summary>A bound is near and nothing else: the box and the matrix of the fit tell all.</summary>
    Bounded,

    /// <summary>The curve bends over the errors, or bands cannot be told apart.</summary>
    Curved,
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

    // Of that, as an error: how far out the matrix of the fit is believed where bounds matter. On bands at 60 σ, errors of 0.6 % of the width, it is within 0.05 standard errors of refits, and the
    // difference grows with the errors.
    private const double InBox = 0.2;
    private const double NearBound = 2.5;
    private const double Uncorrelated = 0.2;
    private const double Unresolved = 0.55;

    /// <summary>What the interval of a band needs, by the band itself.</summary>
    /// <param name="fitter">The fit.</param>
    /// <param name="band">Band, from 0.</param>
    /// <param name="estimate">Its estimate.</param>
    /// <param name="inflation">Variance by correlated noise over that of the fit.</param>
    /// <param name="nearest">Distance of the nearest other band.</param>
    public static Irregularity Of(MultiPeakFit fitter, int band, in PeakEstimate estimate, double inflation, double nearest)
    {
        double error = Math.Sqrt(inflation);
        return !IsStraight(estimate, error, nearest) ? Irregularity.Curved
            : IsNearBound(fitter, band, error, centerOnly: false) ? Irregularity.Bounded
            : Irregularity.None;
    }

    /// <summary>Whether the errors of a band are small against what it is curved by.</summary>
    /// <param name="estimate">The band.</param>
    /// <param name="error">Factor of its errors by correlated noise.</param>
    /// <param name="nearest">Distance of the nearest other band.</param>
    public static bool IsStraight(in PeakEstimate estimate, double error, double nearest)
    {
        double most = Straight(estimate, nearest);
        bool bends =
            error * estimate.CenterError > most * estimate.FullWidth
            || error * estimate.FullWidthError > most * estimate.FullWidth
            || error * estimate.HeightError > most * Math.Abs(estimate.Height);
        return most > 0 && !bends;
    }

    /// <summary>Error, as a share of width or height, up to which the matrix of the fit tells how far bounds let a band go.</summary>
    /// <param name="estimate">The band.</param>
    /// <param name="nearest">Distance of the nearest other band.</param>
    public static double StraightInBox(in PeakEstimate estimate, double nearest) => InBox * Straight(estimate, nearest);

    // Error, as a share of width or height, up to which a band is as good as straight; 0 where nothing is.
    private static double Straight(in PeakEstimate estimate, double nearest) =>
        nearest < Unresolved * estimate.RecordedWidth ? 0
        : nearest < estimate.RecordedWidth ? MostCurved * nearest / estimate.RecordedWidth
        : MostCurved;

    /// <summary>Whether a bound is near enough to be felt by the band, or by its center alone.</summary>
    /// <param name="fitter">The fit.</param>
    /// <param name="band">Band, from 0.</param>
    /// <param name="error">Factor of the standard errors by correlated noise.</param>
    /// <param name="centerOnly">Ask about the center alone.</param>
    public static bool IsNearBound(MultiPeakFit fitter, int band, double error, bool centerOnly)
    {
        for (int p = 0; p < fitter.Shape.ParameterCount; p++)
        {
            if (fitter.BoundDistance(band, p) > NearBound * error)
                continue;
            bool apart = centerOnly && p != PeakShape.Center && Math.Abs(fitter.Correlation(band, PeakShape.Center, p)) < Uncorrelated;
            if (!apart)
                return true;
        }
        return false;
    }
}
