namespace SpectraPipeline.Numerics.Clocks;

/// <summary>What a fit of two clocks came to.</summary>
public enum ClockVerdict
{
    /// <summary>One offset fits best.</summary>
    Determined,

    /// <summary>Other offsets fit as well (a regular pattern of steps); the one nearest to the expected offset is given.</summary>
    Ambiguous,

    /// <summary>The signal shows no answer to the steps that chance does not.</summary>
    NoAnswer,

    /// <summary>The log has no steps, or there are too few frames for them.</summary>
    TooFew,

    /// <summary>The log has more than <see cref="ClockFit.MostSteps"/> steps.</summary>
    TooManySteps,

    /// <summary>There are no signals: nothing in the spectra changes.</summary>
    NoChange,

    /// <summary>No step of the log falls into the series at the offsets searched.</summary>
    NoOverlap,
}

/// <summary>Clock of a log against that of the frames: frame time = log time · (1 + Rate) + Offset.</summary>
/// <param name="Verdict">What was found.</param>
/// <param name="Offset">Offset at log time 0 (s).</param>
/// <param name="OffsetSe">Standard error of the offset at the middle of the series (s).</param>
/// <param name="Rate">Relative rate less 1.</param>
/// <param name="RateSe">Its standard error; NaN where it was not fitted.</param>
/// <param name="Tau">Mean relaxation time of the answer (s).</param>
/// <param name="Steps">Steps of potential within the series.</param>
/// <param name="Rivals">Other offsets that fit as well (s).</param>
public sealed record ClockEstimate(
    ClockVerdict Verdict,
    double Offset = double.NaN,
    double OffsetSe = double.NaN,
    double Rate = double.NaN,
    double RateSe = double.NaN,
    double Tau = double.NaN,
    int Steps = 0,
    params IReadOnlyList<double> Rivals
)
{
    /// <summary>Time on the clock of the frames at which offset and rate are independent (s); NaN where nothing was determined.</summary>
    public double Middle { get; init; } = double.NaN;
}

/// <summary>What two clocks are fitted from.</summary>
public sealed record ClockProblem
{
    /// <summary>Begin of each exposure (s, clock of the frames), ascending.</summary>
    public required double[] Start { get; init; }

    /// <summary>End of each exposure.</summary>
    public required double[] End { get; init; }

    /// <summary>Signals that may answer, by channel; one value a frame.</summary>
    public required double[][] Channels { get; init; }

    /// <summary>Steps of the log.</summary>
    public required PotentialSteps Steps { get; init; }

    /// <summary>First and last time of the log (s, clock of the log).</summary>
    public required (double First, double Last) Log { get; init; }

    /// <summary>Offsets to search (s), at the middle of the log's overlap with the series.</summary>
    public required (double Low, double High) Search { get; init; }

    /// <summary>Offset that is expected, to choose among equals.</summary>
    public double Expected { get; init; }

    /// <summary>Rate, or what it is searched from.</summary>
    public double Rate { get; init; }

    /// <summary>The rate is fitted too.</summary>
    public bool FitRate { get; init; }
}
