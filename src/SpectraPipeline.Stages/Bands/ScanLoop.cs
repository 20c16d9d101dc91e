using SpectraPipeline.Core.Rows;
using static SpectraPipeline.Stages.Bands.Wording;

namespace SpectraPipeline.Stages.Bands;

/// <summary>The loop of one quantity between two scans, and what it means.</summary>
/// <remarks>
/// Two numbers look at one loop, so each may be wrong in 2.5 %: 2.24 standard errors. A clock that is late by δ moves the scans apart by 2vδ and
/// turns the loop area by −2vδ·Δy, Δy from the low to the high end of the range: where an offset within 2.24 of its errors explains the separation and,
/// so moved, the area, the clock could be the reason.
/// </remarks>
internal sealed record ScanLoop
{
    private const double Sigmas = 2.24;

    private double Area { get; init; } = double.NaN;
    private double AreaSe { get; init; } = double.NaN;
    private (double E, double Se) Cathodic { get; init; } = (double.NaN, double.NaN);
    private (double E, double Se) Anodic { get; init; } = (double.NaN, double.NaN);
    private double Change { get; init; }
    private bool Changes { get; init; }
    private (int Cathodic, int Anodic) Frames { get; init; }
    private string? Refusal { get; init; }
    public required Scan Scan { get; init; }

    private double Separation => Anodic.E - Cathodic.E;

    private double SeparationSe => Math.Sqrt((Anodic.Se * Anodic.Se) + (Cathodic.Se * Cathodic.Se));

    /// <summary>Standard error of the separation that comes from the clock alone (V); NaN when the clock says nothing.</summary>
    private double ClockSe => Scan.Clock is { } clock ? 2 * Scan.Rate * clock.ErrorAt(clock.Middle) : double.NaN;

    /// <summary>Offset of the clock that would make the separation, or where no half height tells it, the loop area (s); NaN when none would.</summary>
    private double Offset =>
        (
            double.IsFinite(Separation) ? Separation
            : Changes ? -Area / Change
            : double.NaN
        ) / (2 * Scan.Rate);

    public static ScanLoop Of((ScanBranch Cathodic, ScanBranch Anodic) branches, Scan scan, int minFrames)
    {
        (ScanBranch cathodic, ScanBranch anodic) = branches;
        var none = new ScanLoop { Scan = scan, Frames = (cathodic.Count, anodic.Count) };
        if (cathodic.Count < minFrames || anodic.Count < minFrames)
            return none with
            {
                Refusal = Text(
                    $"{cathodic.Count} potentials in the cathodic and {anodic.Count} in the anodic scan, {minFrames} are needed in each"
                ),
            };
        if (scan.NoSweep is { } steps)
            return none with { Refusal = steps };
        double low = Math.Max(cathodic.E[0], anodic.E[0]),
            high = Math.Min(cathodic.E[^1], anodic.E[^1]);
        (int down, int up) = (cathodic.CountIn(low, high), anodic.CountIn(low, high));
        if (!(high > low) || down < minFrames || up < minFrames)
            return none with { Refusal = "the scans share too little of their range" };
        if (!(cathodic.Se.Min() > 0) || !(anodic.Se.Min() > 0))
            return none with { Refusal = "nothing tells the errors" };
        (double downArea, double downSe) = cathodic.Integral(low, high);
        (double upArea, double upSe) = anodic.Integral(low, high);
        double start = (cathodic.Level(low, high, atHigh: false) + anodic.Level(low, high, atHigh: false)) / 2,
            end = (cathodic.Level(low, high, atHigh: true) + anodic.Level(low, high, atHigh: true)) / 2,
            middle = (start + end) / 2;
        ScanLoop loop = none with
        {
            Area = upArea - downArea,
            AreaSe = Math.Sqrt((downSe * downSe) + (upSe * upSe)),
            Change = end - start,
            Frames = (down, up),
        };
        // A change of a few errors has no half that could be found.
        double error = (cathodic.Se.Average() + anodic.Se.Average()) / 2;
        return Math.Abs(end - start) < 6 * error
            ? loop
            : loop with
            {
                Changes = true,
                Cathodic = cathodic.Passes(middle, start, end),
                Anodic = anodic.Passes(middle, start, end),
            };
    }

    /// <summary>The same without numbers, and why there are none.</summary>
    public ScanLoop Refused(string why) =>
        new()
        {
            Scan = Scan,
            Frames = Frames,
            Refusal = Refusal ?? why,
        };

    public HysteresisRow ToRow(in TrackRow track, string quantity)
    {
        double half = 1.96 * Math.Sqrt((SeparationSe * SeparationSe) + (ClockSe >= 0 ? ClockSe * ClockSe : 0));
        (string verdict, string note) = Judge();
        return new()
        {
            Series = track.Series,
            Track = track.Track,
            Quantity = quantity,
            LoopArea = Area,
            LoopAreaSe = AreaSe,
            CathodicHalfV = Cathodic.E,
            AnodicHalfV = Anodic.E,
            SeparationV = Separation,
            SeparationVSe = SeparationSe,
            SeparationVLow = Separation - half,
            SeparationVHigh = Separation + half,
            ScanRateVPerS = Scan.Rate,
            OffsetThatExplainsS = Offset,
            FramesCathodic = Frames.Cathodic,
            FramesAnodic = Frames.Anodic,
            Verdict = verdict,
            Note = note,
        };
    }

    private (string Verdict, string Note) Judge()
    {
        if (Refusal is not null)
            return ("not determined", Refusal);
        bool apart = Math.Abs(Separation) > Sigmas * SeparationSe,
            open = Math.Abs(Area) > Sigmas * AreaSe;
        string measured =
            Text($"loop area {Area / AreaSe:0.0} errors from 0")
            + (
                double.IsFinite(Separation)
                    ? Text($", separation {1000 * Separation:0.0} ± {1000 * SeparationSe:0.0} mV")
                    : ", no half height"
            );
        if (!apart && !open)
            return ("none within error", measured);
        if (double.IsNaN(Scan.Rate))
            return ("hysteresis", measured + "; without times of the frames the clock cannot be ruled out");
        string explained = double.IsFinite(Offset)
            ? Text($"; an offset of the clock of {Offset:0.###} s would separate the scans as much")
            : "; the size changes too little over the scan for an offset of the clock to make this";
        if (double.IsNaN(ClockSe))
            return ("hysteresis", measured + explained + ", and no error of the clock is known (table clocks)");
        string known = Text($", its error is {ClockSe / (2 * Scan.Rate):g3} s");
        return Explained()
            ? ("could be the clock", measured + explained + known)
            : ("hysteresis", measured + explained + known + (double.IsFinite(Separation) ? "" : "; judged by the area alone"));
    }

    /// <summary>Some offset within the clock's error brings the two scans together.</summary>
    private bool Explained()
    {
        double byArea = -Area / Change,
            byAreaSe = AreaSe / Math.Abs(Change),
            reach = Sigmas * ClockSe;
        // The offset that the two numbers want together, as far as the clock allows it.
        double weightOfSeparation = double.IsFinite(Separation) ? 1 / (SeparationSe * SeparationSe) : 0,
            weightOfArea = 1 / (byAreaSe * byAreaSe),
            separation = double.IsFinite(Separation) ? Separation : 0,
            shift = Math.Clamp(
                ((weightOfSeparation * separation) + (weightOfArea * byArea)) / (weightOfSeparation + weightOfArea),
                -reach,
                reach
            );
        return Math.Abs(byArea - shift) <= Sigmas * byAreaSe
            && (double.IsNaN(Separation) || Math.Abs(Separation - shift) <= Sigmas * SeparationSe);
    }
}
