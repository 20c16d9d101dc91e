using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Numerics.Statistics;

namespace SpectraPipeline.Stages.Bands;

/// <summary>Kinetic models.</summary>
public enum KineticModel
{
    /// <summary>1 − exp(−t/τ).</summary>
    FirstOrder,
}

/// <summary>Time constant of bands that grow or fade at constant potential.</summary>
[Stage(
    "bands.kinetics",
    "G. H. Golub, V. Pereyra, SIAM J. Numer. Anal. 1973, 10, 413, doi 10.1137/0710036; model choice: C. M. Hurvich, C.-L. Tsai, Biometrika 1989, 76, 297, doi 10.1093/biomet/76.2.297.",
    Summary = "First-order time constant after the onset, only where it beats a straight line.",
    Formula = "h = a + b (1 − exp(−(t − t₀)/τ))",
    Fails = "Needs 8 frames after the onset, a constant potential, and a plateau in sight; else it says not-determined and why.",
    BibTex = "@article{Hurvich1989, author={Hurvich, C. M. and Tsai, C.-L.}, title={Regression and time series model selection in small samples}, journal={Biometrika}, volume={76}, pages={297--307}, year={1989}, doi={10.1093/biomet/76.2.297}}"
)]
public sealed record Kinetics : TableStage
{
    /// <summary>AICc differences below 2 leave both models with support (K. P. Burnham, D. R. Anderson, Sociol. Methods Res. 2004, 33, 261,
    /// doi 10.1177/0049124104268644).</summary>
    private const double Support = 2;

    /// <summary>Time.</summary>
    [Param("Only time has a rate.")]
    public Against Against { get; init; } = Against.Time;

    /// <summary>Model.</summary>
    [Param("Kinetic model.")]
    public KineticModel Model { get; init; } = KineticModel.FirstOrder;

    /// <summary>Height or area.</summary>
    [Param("Size of the band that is followed.")]
    public BandQuantity Quantity { get; init; } = BandQuantity.Height;

    /// <summary>Frames after the onset that a fit needs.</summary>
    [Param("Frames after the onset that a fit needs.", Min = 6)]
    public int MinPoints { get; init; } = 8;

    /// <summary>Largest change of potential that still counts as constant.</summary>
    [Param("Largest change of potential that still counts as constant.", Min = 0, Unit = "V")]
    public double MaxPotentialChange { get; init; } = 0.05;

    /// <inheritdoc />
    public override IReadOnlyList<Type> Reads => [typeof(BandRow), typeof(TrackRow), typeof(FrameRow)];

    /// <inheritdoc />
    public override IReadOnlyList<Type> MayRead => [typeof(DetectionLimitRow)];

    /// <inheritdoc />
    public override IEnumerable<string> Check()
    {
        if (Against != Against.Time)
            yield return "bands.kinetics works against time only; leave 'against' out.";
    }

    /// <inheritdoc />
    public override void Run(TableSet input, RowWriter output, RunContext run)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(output);
        var bands = new RowGroups<BandRow>(input.Rows<BandRow>(), b => b.Track);
        var limits = new RowGroups<DetectionLimitRow>(input.Rows<DetectionLimitRow>(), l => l.Frame);
        var frames = new HealthyFrames(input.Frames);
        List<TrackRow> tracks =
        [
            .. input.Rows<TrackRow>().Select(t => Fill(t, TrackSignal.Of(frames, t, bands[t.Track], limits, Quantity))),
        ];
        output.Replace(tracks);
        EvolutionClaims.Put(input, output, tracks, bands, input.Rows<StarkWindowRow>());
    }

    private TrackRow Fill(in TrackRow track, TrackSignal signal)
    {
        double start = double.IsFinite(track.OnsetTimeS) ? track.OnsetTimeS : double.NegativeInfinity;
        int[] after = [.. Enumerable.Range(0, signal.Frames).Where(i => signal.Time[i] >= start).OrderBy(i => signal.Time[i])];
        if (after.Length < MinPoints)
            return Undetermined(track, $"{after.Length} frames after the onset, {MinPoints} are needed");
        double[] potentials = [.. after.Select(i => signal.Potential[i]).Where(double.IsFinite)];
        if (potentials.Length > 0 && potentials.Max() - potentials.Min() is var change && change > MaxPotentialChange)
            return Undetermined(track, $"the potential changes by {change:0.###} V after the onset");
        double[] t = [.. after.Select(i => signal.Time[i])],
            y = [.. after.Select(i => signal.Value[i])],
            w = [.. after.Select(i => signal.Sigma[i] > 0 ? 1 / (signal.Sigma[i] * signal.Sigma[i]) : 1)];
        if (ExponentialRise.Fit(t, y, w) is not { } rise)
            return Undetermined(track, $"the frames have one time");
        if (!(rise.Aicc < rise.AiccLine - Support))
            return Undetermined(track, $"a straight line is as good (AICc {rise.AiccLine:0.0} against {rise.Aicc:0.0})");
        if (!(rise.TauSe < rise.Tau))
            return Undetermined(track, $"the error of tau ({rise.TauSe:g3} s) reaches tau ({rise.Tau:g3} s)");
        return track with
        {
            TauS = rise.Tau,
            TauSSe = rise.TauSe,
            KineticModel = string.Create(
                CultureInfo.InvariantCulture,
                $"first-order: {after.Length} frames, AICc {rise.Aicc:0.0}, line {rise.AiccLine:0.0}"
            ),
        };
    }

    private static TrackRow Undetermined(in TrackRow track, FormattableString why) =>
        track with
        {
            TauS = double.NaN,
            TauSSe = double.NaN,
            KineticModel = "not-determined: " + why.ToString(CultureInfo.InvariantCulture),
        };
}
