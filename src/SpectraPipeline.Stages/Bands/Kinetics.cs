using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Numerics.Statistics;
using static SpectraPipeline.Stages.Bands.Wording;

namespace SpectraPipeline.Stages.Bands;

/// <summary>Kinetic models.</summary>
public enum KineticModel
{
    /// <summary>The simplest that the corrected Akaike criterion supports.</summary>
    Best,

    /// <summary>a + b (1 − e^(−t/τ)).</summary>
    FirstOrder,

    /// <summary>a + b t/(t + τ).</summary>
    SecondOrder,

    /// <summary>B of A → B → C.</summary>
    Consecutive,

    /// <summary>Coverage after a step of potential or concentration, on or to a bare surface.</summary>
    LangmuirStep,
}

/// <summary>Time constant of bands that grow or fade at constant potential.</summary>
[Stage(
    "bands.kinetics",
    "G. H. Golub, V. Pereyra, SIAM J. Numer. Anal. 1973, 10, 413, doi 10.1137/0710036; model choice: C. M. Hurvich, C.-L. Tsai, Biometrika 1989, 76, 297, doi 10.1093/biomet/76.2.297; steps of coverage: I. Langmuir, J. Am. Chem. Soc. 1918, 40, 1361, doi 10.1021/ja02242a004.",
    Summary = "Rates after the onset: first and second order, A -> B -> C, Langmuir step, each only where it beats a straight line; rivals in kinetic_models.",
    Formula = "first order a + b (1 − e^(−kt)); second a + b kt/(1 + kt); consecutive c (e^(−k₂t) − e^(−k₁t)); Langmuir θ∞ (1 − e^(−(kₐc + k_d)t)), θ₀ e^(−k_d t); cell e^(−kt) → (e^(−kt) − kρ e^(−t/ρ))/(1 − kρ)",
    Fails = "Needs 8 frames after the onset and a constant potential; else it says not-determined and why. Which of the two rates of A -> B -> C is the first step, sizes do not tell. A Langmuir step and first order are one curve: the name is the user's claim. Response and exposure count only where the start is stated; second order is not tried with a response. More than 2000 frames are averaged to about as many points, single ones first.",
    BibTex = "@article{Hurvich1989, author={Hurvich, C. M. and Tsai, C.-L.}, title={Regression and time series model selection in small samples}, journal={Biometrika}, volume={76}, pages={297--307}, year={1989}, doi={10.1093/biomet/76.2.297}}"
)]
public sealed record Kinetics : TableStage
{
    /// <summary>Time.</summary>
    [Param("Only time has a rate.")]
    public Against Against { get; init; } = Against.Time;

    /// <summary>Model.</summary>
    [Param(
        "best: the simplest model that the AICc supports; or the one to take if it beats a straight line. The others are tried beside it."
    )]
    public KineticModel Model { get; init; } = KineticModel.Best;

    /// <summary>Height or area.</summary>
    [Param("Size of the band that is followed.")]
    public BandQuantity Quantity { get; init; } = BandQuantity.Height;

    /// <summary>Frames after the onset that a fit needs.</summary>
    [Param("Frames after the onset that a fit needs: below 8 no order of a reaction can be told.", Min = 8)]
    public int MinPoints { get; init; } = 8;

    /// <summary>Largest change of potential that still counts as constant.</summary>
    [Param("Largest change of potential that still counts as constant.", Min = 0, Unit = "V")]
    public double MaxPotentialChange { get; init; } = 0.05;

    /// <summary>Time of the step.</summary>
    [Param(
        "Time of the step on the spectrometer's clock; when left out the size at the first frame is free, and an adsorption step (which begins at 0) is not tried.",
        Unit = "s"
    )]
    public double? Start { get; init; }

    /// <summary>Time constant of the cell.</summary>
    [Param("Time constant with which cell and mixing follow the step (RC, exchange of solution); needs start.", Min = 0, Unit = "s")]
    public double ResponseTime { get; init; }

    /// <summary>Exposure of a frame.</summary>
    [Param("Time over which a frame averages; needs start.", Min = 0, Unit = "s")]
    public double Exposure { get; init; }

    /// <inheritdoc />
    public override IReadOnlyList<Type> Reads => [typeof(BandRow), typeof(TrackRow), typeof(FrameRow)];

    /// <inheritdoc />
    public override IReadOnlyList<Type> MayRead => FittedFrames.MayRead;

    /// <inheritdoc />
    public override IEnumerable<string> Check()
    {
        if (Against != Against.Time)
            yield return "bands.kinetics works against time only; leave 'against' out.";
        if (Start is null && (ResponseTime > 0 || Exposure > 0))
            yield return "response-time and exposure count from the step: say when it was with 'start' (s on the spectrometer's clock).";
    }

    /// <inheritdoc />
    public override void Run(TableSet input, RowWriter output, RunContext run)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(output);
        var fitted = new FittedFrames(input);
        if (!fitted.Frames.Time.Any(double.IsFinite))
            output.Warn("no-times", "No frame has a time, so there is no rate: let the source say when the frames were taken.");
        var models = new List<KineticModelRow>();
        List<TrackRow> tracks = [.. input.Rows<TrackRow>().Select(t => Fill(t, TrackSignal.Of(fitted, t, Quantity).Measured(), models))];
        output.Replace(tracks);
        output.Replace(models);
        EvolutionClaims.Put(input, output, tracks, fitted.Bands, input.Rows<StarkWindowRow>());
    }

    private TrackRow Fill(in TrackRow track, TrackSignal signal, List<KineticModelRow> models)
    {
        if (FallingTimes.Of(signal.Time) is { } falls)
            return Undetermined(track, falls);
        double from = Start is { } step ? step - (Exposure / 2) : track.OnsetTimeS;
        double start = double.IsFinite(from) ? from : double.NegativeInfinity;
        int[] after = [.. Enumerable.Range(0, signal.Frames).Where(i => signal.Time[i] >= start).OrderBy(i => signal.Time[i])];
        if (after.Length < MinPoints)
            return Undetermined(
                track,
                Text($"{after.Length} frames after the {(Start is null ? "onset" : "start")}, {MinPoints} are needed")
            );
        double[] potentials = [.. after.Select(i => signal.Potential[i]).Where(double.IsFinite)];
        if (potentials.Length > 0 && potentials.Max() - potentials.Min() is var change && change > MaxPotentialChange)
            return Undetermined(track, Text($"the potential changes by {change:0.###} V after the {(Start is null ? "onset" : "start")}"));
        double[] t = [.. after.Select(i => signal.Time[i])],
            y = [.. after.Select(i => signal.Value[i])],
            w = [.. after.Select(i => signal.Sigma[i] > 0 ? 1 / (signal.Sigma[i] * signal.Sigma[i]) : 1)];
        if (!(t[^1] > t[0]))
            return Undetermined(track, "the frames have one time");
        var points = LongTrack.Of(t, y, w, fineAtEnd: false);
        string doubts = LongTrack.Words(t.Length, points.X.Length) + TrackSignal.LeftOutWords(signal.LeftOut);
        KineticChoice choice = KineticChoice.Of(points, Model, new(Start ?? double.NaN, ResponseTime, Exposure), t.Length);
        models.AddRange(choice.Rows(track, points.Y.Max(Math.Abs), doubts));
        return choice.Best is { } best
            ? track with
            {
                TauS = best.Tau,
                TauSSe = best.TauSe,
                KineticModel = choice.Words + doubts,
            }
            : Undetermined(track, choice.Words + doubts);
    }

    private static TrackRow Undetermined(in TrackRow track, string why) =>
        track with
        {
            TauS = double.NaN,
            TauSSe = double.NaN,
            KineticModel = "not-determined: " + why,
        };
}
