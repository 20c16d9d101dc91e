using System.Globalization;

namespace SpectraPipeline.Engine.Pipelines;

/// <summary>Where the offset between log and spectrometer comes from.</summary>
public enum ClockOffset
{
    /// <summary>From the times of day in both files; 0 with a warning where they have none.</summary>
    TimeOfDay,

    /// <summary>The pipeline states it.</summary>
    Stated,

    /// <summary>From steps of potential that both show.</summary>
    Fit,
}

/// <summary>Which moment of an exposure the time of a frame is.</summary>
public enum FrameMoment
{
    /// <summary>Its middle.</summary>
    Middle,

    /// <summary>Its begin.</summary>
    Start,

    /// <summary>Its end.</summary>
    End,
}

/// <summary>Which currents a log writes as positive.</summary>
public enum CurrentSign
{
    /// <summary>Anodic ones.</summary>
    Iupac,

    /// <summary>Cathodic ones (CH Instruments unless set otherwise).</summary>
    CathodicPositive,
}

/// <summary>A potentiostat's log on its own clock (CONTRACT section 2, <c>log:</c>).</summary>
public sealed record LogPlan
{
    /// <summary>Globs or files, one after another in time.</summary>
    public required IReadOnlyList<string> Files { get; init; }

    /// <summary>Where the offset comes from.</summary>
    public ClockOffset Offset { get; init; }

    /// <summary>Stated offset (s): spectrometer time = log time · (1 + rate) + offset.</summary>
    public double OffsetS { get; init; }

    /// <summary>The rate is fitted too.</summary>
    public bool FitRate { get; init; }

    /// <summary>Stated rate less 1.</summary>
    public double Rate { get; init; }

    /// <summary>Offsets searched on each side of the expected one (s); NaN = as far as log and series overlap.</summary>
    public double SearchS { get; init; } = double.NaN;

    /// <summary>Resistance of the solution (ohm); NaN = not stated.</summary>
    public double ResistanceOhm { get; init; } = double.NaN;

    /// <summary>Which currents are positive; null = not stated, then anodic ones.</summary>
    public CurrentSign? CurrentSign { get; init; }

    /// <summary>Share of it that the potentiostat compensated already.</summary>
    public double Compensation { get; init; }

    /// <summary>Exposure of a frame (s); NaN = the time from frame to frame.</summary>
    public double ExposureS { get; init; } = double.NaN;

    /// <summary>Which moment of an exposure the time of a frame is.</summary>
    public FrameMoment TimeIs { get; init; }

    /// <summary>Line in the file.</summary>
    public long Line { get; init; }

    /// <summary>Column in the file.</summary>
    public long Column { get; init; }

    /// <summary>All that the potentials of frames depend on, beside what the files hold.</summary>
    public string Text =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{string.Join('|', Files)} {Offset} {OffsetS:R} {FitRate} {Rate:R} {SearchS:R} {ResistanceOhm:R} {Compensation:R} {ExposureS:R} {TimeIs} {CurrentSign}"
        );
}
