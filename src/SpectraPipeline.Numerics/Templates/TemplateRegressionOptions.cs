namespace SpectraPipeline.Numerics.Templates;

/// <summary>Signs of the bands that lie over a template.</summary>
public enum OverlyingBands
{
    /// <summary>Either sign: differences.</summary>
    Both,

    /// <summary>Upwards only: the noise is taken from the lower side.</summary>
    Positive,
}

/// <summary>A template to be fitted.</summary>
/// <param name="Curve">The template; null = interference fringes, a sine and a cosine of a period found in the frame itself.</param>
/// <param name="MaxShift">Largest shift along the axis; 0 = held in place.</param>
/// <param name="FitWidth">Fit a change of width.</param>
/// <param name="Period">Shortest and longest period of fringes; null = whatever the range allows.</param>
public sealed record TemplateTerm(TemplateCurve? Curve, double MaxShift, bool FitWidth, (double Low, double High)? Period = null)
{
    /// <summary>Interference fringes.</summary>
    public static TemplateTerm Fringes { get; } = new(null, 0, false);

    /// <summary>Stretches of the axis in which the template was measured; it is taken for 0 beyond them. Empty = it is known everywhere.</summary>
    public IReadOnlyList<(double From, double To)> Known { get; init; } = [];

    /// <summary>It is known at a position.</summary>
    public bool Covers(double x)
    {
        for (int i = 0; i < Known.Count; i++)
            if (x >= Known[i].From && x <= Known[i].To)
                return true;
        return Known.Count == 0;
    }
}

/// <summary>How <see cref="TemplateRegression"/> works.</summary>
/// <param name="Degree">Degree of the polynomial below.</param>
/// <param name="KnotSpacing">Distance of the knots of a cubic spline in its place; null = polynomial.</param>
/// <param name="Bands">Signs of bands that lie over the templates.</param>
/// <param name="MaxIterations">Most iterations.</param>
public sealed record TemplateRegressionOptions(
    int Degree = 3,
    double? KnotSpacing = null,
    OverlyingBands Bands = OverlyingBands.Both,
    int MaxIterations = 50
);

/// <summary>What the fit says of one template; NaN = not determined.</summary>
/// <param name="Amplitude">Factor of the template; of fringes half of peak to peak.</param>
/// <param name="AmplitudeError">Standard error.</param>
/// <param name="Shift">Position in the spectrum minus position in the template.</param>
/// <param name="ShiftError">Standard error.</param>
/// <param name="Broadening">Full width of the Gaussian that, squared, adds to that of the template; negative = narrower.</param>
/// <param name="BroadeningError">Standard error.</param>
/// <param name="Period">Period of fringes.</param>
/// <param name="PeriodError">Standard error.</param>
/// <param name="PartialR2">Share that it explains of what everything else leaves.</param>
/// <param name="AtLimit">The shift was held at its limit.</param>
/// <param name="StandsOut">False: fringes that bands could explain as well; they are not removed.</param>
public readonly record struct TemplateEstimate(
    double Amplitude,
    double AmplitudeError,
    double Shift,
    double ShiftError,
    double Broadening,
    double BroadeningError,
    double Period,
    double PeriodError,
    double PartialR2,
    bool AtLimit,
    bool StandsOut = true
);

/// <summary>How a fit ended.</summary>
/// <param name="Iterations">Linear solutions.</param>
/// <param name="Converged">Shifts, period and scale had settled.</param>
/// <param name="Noise">Robust standard deviation of the residual.</param>
/// <param name="LeftOut">Share of the points that bands or spikes claim: weight below a half.</param>
/// <param name="Points">Points used.</param>
/// <param name="Variables">Columns of the last solution.</param>
public readonly record struct TemplateOutcome(int Iterations, bool Converged, double Noise, double LeftOut, int Points, int Variables);
