using SpectraPipeline.Core.Rows;
using static SpectraPipeline.Stages.Bands.Wording;

namespace SpectraPipeline.Stages.Bands;

/// <summary>A part of a sentence about a track, and how far the data carry it.</summary>
/// <param name="Words">The words; empty = nothing to say.</param>
/// <param name="Verdict">supported, consistent or undecided.</param>
internal readonly record struct ClaimPart(string Words, string Verdict)
{
    private static readonly string[] _ranks = ["supported", "consistent", "undecided"];

    /// <summary>A sentence is worth what its weakest part is.</summary>
    public static string Weakest(IEnumerable<ClaimPart> parts) => _ranks[parts.Max(p => Array.IndexOf(_ranks, p.Verdict))];
}

/// <summary>What a slope and a time constant say in words, and with which verdict.</summary>
/// <remarks>
/// A slope within 1.96 of its errors (Student's t where the frames are few) from 0 is no movement: it is said with what it leaves room for, the larger
/// end of its interval. Up to 10 cm-1/V that is consistent with a band at rest, beyond it undecided. A slope of a line that the spectra contradict is
/// undecided, one that two bands could feign consistent. A time constant without an upper limit is undecided, one whose upper limit is longer than the record consistent.
/// </remarks>
internal static class EvolutionWords
{
    private const double AtRest = 10; // cm-1/V

    /// <summary>What the kinetics write where the plateau was not reached; the claims look for it.</summary>
    public const string NoPlateau = "no plateau in sight";

    public static ClaimPart Slope(in TrackRow track, StarkWindowRow[] windows)
    {
        string verdict = track.StarkVerdict ?? "",
            word = verdict.Split(':')[0];
        bool Has(string what) => word.Contains(what, StringComparison.Ordinal);
        bool bent = Has("curved") || Has("not-on-one-line"),
            loop = Has("hysteresis"),
            doublet = Has("doublet-suspected");
        int frames = windows.FirstOrDefault(w => w.Selection == "all").Frames;
        double t = Student(frames);
        if (!bent && !loop && !doublet && Math.Abs(track.StarkCm1PerV) <= t * track.StarkCm1PerVSe)
            return Rest(track.StarkCm1PerV, t * track.StarkCm1PerVSe, "") is var rest && Doubtful(verdict)
                ? rest with
                {
                    Words = rest.Words + ", and two bands that trade their heights are not excluded",
                }
                : rest;
        string words = Text($"moves with potential by {Rounded.Pair(track.StarkCm1PerV, track.StarkCm1PerVSe)} cm-1/V");
        if (bent)
            words += " over all, though not on one line" + Windows([.. windows.Where(w => w.Selection == "window")]);
        else if (word == "linear")
            words += ", on one line";
        else if (Has("linear-assumed"))
            words += ", on the line that the fit assumed and nothing tested";
        if (doublet)
            words += ", as two bands that trade their heights would: no Stark slope before that is excluded";
        else if (Has("doublet-not-excluded"))
            words += ", downwards, and two bands that trade their heights are not excluded";
        else if (Doubtful(verdict))
            words += ", and two bands that trade their heights are not excluded";
        return new(
            loop ? words + ", and differs by the direction of the scan" : words,
            verdict.Contains("does not hold", StringComparison.Ordinal) ? "undecided"
                : Has("doublet") || Has("linear-assumed") ? "consistent"
                : "supported"
        );
    }

    /// <summary>A slope that is 0 within its error.</summary>
    /// <param name="slope">Slope (cm-1/V).</param>
    /// <param name="half">Half its 95 % interval.</param>
    /// <param name="samples">' (n = 3)', or nothing.</param>
    public static ClaimPart Rest(double slope, double half, string samples)
    {
        double room = Math.Abs(slope) + half;
        return new(
            Text($"does not move with potential within ± {Rounded.Bound(room)} cm-1/V{samples}"),
            room <= AtRest ? "consistent" : "undecided"
        );
    }

    /// <summary>What tau says depends on the model: only a first-order approach has a plateau that it leads to.</summary>
    public static ClaimPart Rate(in TrackRow track)
    {
        string tau = Text($"{Rounded.Pair(track.TauS, track.TauSSe)} s"),
            model = track.KineticModel ?? "";
        bool open = model.Contains(NoPlateau, StringComparison.Ordinal);
        string words = model.Split(':')[0] switch
        {
            "consecutive" => $"grows and decays, the faster of the two with tau = {tau}",
            "second-order" => $"goes half of the way to its end in {tau}, as of second order",
            "langmuir-step" => $"follows a Langmuir step with tau = {tau}",
            _ => open ? $"bends as towards a plateau with tau = {tau}" : $"approaches its plateau with tau = {tau}",
        };
        return new(
            open ? $"{words}, with {NoPlateau}" : words,
            !open ? "supported"
                : model.Contains("no upper limit", StringComparison.Ordinal) ? "undecided"
                : "consistent"
        );
    }

    private static string Windows(StarkWindowRow[] windows) =>
        windows.Length < 2
            ? ""
            : ": "
                + string.Join(
                    ", ",
                    windows
                        .OrderBy(w => w.PotentialLowV)
                        .Select(w =>
                            Text(
                                $"{Rounded.Pair(w.SlopeCm1PerV, w.SlopeCm1PerVSe)} from {w.PotentialLowV:0.000} to {w.PotentialHighV:0.000} V"
                            )
                        )
                );

    /// <summary>The widths do not tell whether it is two bands.</summary>
    private static bool Doubtful(string verdict) =>
        verdict.Contains("doublet is not excluded", StringComparison.Ordinal)
        || verdict.Contains("no widths that could tell a doublet", StringComparison.Ordinal);

    private static double Student(int frames) =>
        frames > 2 ? Numerics.Statistics.Student.Half95(frames - 2) : Numerics.Statistics.Student.Half95(double.PositiveInfinity);
}
