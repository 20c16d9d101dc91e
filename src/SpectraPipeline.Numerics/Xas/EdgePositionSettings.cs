namespace SpectraPipeline.Numerics.Xas;

/// <summary>Which of several maxima of the slope is the inflection of an edge.</summary>
public enum InflectionChoice
{
    /// <summary>The largest slope.</summary>
    Steepest,

    /// <summary>The first maximum with at least half the largest slope: the convention of metal foils.</summary>
    First,
}

/// <summary>What is asked of <see cref="EdgePosition"/>.</summary>
public sealed record EdgePositionSettings
{
    /// <summary>Half width of the local cubic, eV; null = E0/5000, from 1 to 6 eV: about the width that the core hole gives the edge.</summary>
    public double? Smoothing { get; init; }

    /// <summary>Distance from E₀ within which the edge is looked for, eV.</summary>
    public double Within { get; init; } = 30;

    /// <summary>Which maximum of the slope counts.</summary>
    public InflectionChoice Inflection { get; init; }

    /// <summary>Normalised absorption where the equal-area integral begins.</summary>
    public double IntegralLow { get; init; } = 0.15;

    /// <summary>Normalised absorption where it ends.</summary>
    public double IntegralHigh { get; init; } = 1;

    /// <summary>Half width used at an edge, eV.</summary>
    public double SmoothingAt(double e0) => Smoothing ?? Math.Clamp(e0 / 5000, 1, 6);
}

/// <summary>A position on the energy axis with the standard error that the noise of the points gives it.</summary>
/// <param name="Energy">eV; NaN where there is none.</param>
/// <param name="Error">Standard error, eV.</param>
public readonly record struct EdgeEnergy(double Energy, double Error)
{
    /// <summary>Not determined.</summary>
    public static EdgeEnergy None { get; } = new(double.NaN, double.NaN);
}

/// <summary>What <see cref="EdgePosition"/> found.</summary>
/// <param name="Inflection">Largest slope (or the first large one).</param>
/// <param name="HalfStep">Normalised absorption one half.</param>
/// <param name="Integral">Equal areas between the two limits.</param>
/// <param name="WhiteLine">First maximum above the edge that the curve leaves again by three errors.</param>
/// <param name="Height">Normalised absorption there.</param>
/// <param name="HeightError">Standard error of it.</param>
/// <param name="Noise">Standard deviation of a point near the edge.</param>
/// <param name="Smoothing">Half width of the local cubic, eV.</param>
/// <param name="Rival">Another maximum of the slope, at least half as steep; NaN where there is none.</param>
/// <param name="RivalSlope">Its slope over that of the inflection.</param>
/// <param name="Crossings">How often the absorption passes one half upwards near the edge.</param>
public readonly record struct EdgePositionSummary(
    EdgeEnergy Inflection,
    EdgeEnergy HalfStep,
    EdgeEnergy Integral,
    EdgeEnergy WhiteLine,
    double Height,
    double HeightError,
    double Noise,
    double Smoothing,
    double Rival,
    double RivalSlope,
    int Crossings
)
{
    /// <summary>Largest less smallest of the three definitions that were found.</summary>
    public double Spread
    {
        get
        {
            double low = double.PositiveInfinity,
                high = double.NegativeInfinity;
            foreach (double e in (ReadOnlySpan<double>)[Inflection.Energy, HalfStep.Energy, Integral.Energy])
                if (!double.IsNaN(e))
                    (low, high) = (Math.Min(low, e), Math.Max(high, e));
            return high > low ? high - low : double.NaN;
        }
    }
}
