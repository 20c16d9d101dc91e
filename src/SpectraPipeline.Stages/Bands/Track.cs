using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Numerics.Statistics;

namespace SpectraPipeline.Stages.Bands;

/// <summary>Gives the bands of all frames an identity: which band of this frame is which of the last.</summary>
[Stage(
    "bands.track",
    "Global nearest neighbour: S. S. Blackman, Multiple-Target Tracking with Radar Applications, Artech House 1986; assignment: H. W. Kuhn, Naval Research Logistics Quarterly 1955, 2, 83, doi 10.1002/nav.3800020109; R. Jonker, A. Volgenant, Computing 1987, 38, 325, doi 10.1007/BF02278710; forward and backward filter joined: D. C. Fraser, J. E. Potter, IEEE Trans. Autom. Control 1969, 14, 387.",
    Summary = "Joins the bands of all frames into tracks: one identity through shift, crossing, vanishing and return; table track_stretches says where two were not told apart.",
    Formula = "min Σ [(3 Δν/gate)² + (Δln Γ)²/(0.4² + (se/Γ)²) + min(4, (Δh/(h/2 + noise))²)/min(gap, 4)] over one-to-one pairs of predicted and found bands; alone 12 + 2 ln(P/(1 − P)), P how often the path was found of late. Where two are within 0.35 Γ, four errors, or 1.2 Γ while one is not found, the pieces before and after are joined anew: min Σ 6 ln(1 + m/4) + ln det C + (Δln Γ)²/var + (Δh)²/var, m = dᵀC⁻¹d of position and drift (along time or potential, whichever fits) at the middle; probability 1/(1 + e^(-Δ/2)), uncertain below 0.95. Paths that clutter explains are dropped on the way; tracks that bumps anywhere would make false-alarms times a series are left out",
    Fails = "Two like bands that meet and turn back while they are not told apart are taken to cross (docs/tracking.md has the rates); bands of peaks.find have no errors and are seen apart only from a width on; a fringe that stands still is no chance and makes tracks of peaks.find; a band that moves more than max-shift beyond its own drift starts a new track.",
    BibTex = "@article{Kuhn1955, author={Kuhn, H. W.}, title={The Hungarian method for the assignment problem}, journal={Naval Research Logistics Quarterly}, volume={2}, pages={83--97}, year={1955}, doi={10.1002/nav.3800020109}}"
)]
public sealed record Track : TableStage
{
    /// <summary>Largest distance from the predicted position.</summary>
    [Param(
        "Largest distance from the predicted position from one frame to the next; half the width of the band when left out.",
        Min = 0,
        Unit = ParamAttribute.AxisUnit
    )]
    public double? MaxShift { get; init; }

    /// <summary>Frames that a track may miss.</summary>
    [Param("Healthy frames in a row that a track may miss and still return as itself; any number when left out.", Min = 0)]
    public int? MaxGap { get; init; }

    /// <summary>Smallest signal to noise that starts a track.</summary>
    [Param("Bands with less signal to noise, and fits that did not converge, start no track; they may continue one.", Min = 0)]
    public double MinSnr { get; init; } = 4;

    /// <summary>Frames above the noise limit that make a track.</summary>
    [Param("Frames with this band above min-snr that make a track (fewer when the series is shorter).", Min = 1)]
    public int MinFrames { get; init; } = 3;

    /// <summary>Tracks that a blank may have.</summary>
    [Param(
        "Tracks expected in a series without bands, by the chance that its bumps line up; 0 = keep every track. Said of bumps anywhere: a fringe that stands still is not chance.",
        Min = 0,
        Max = 1
    )]
    public double FalseAlarms { get; init; } = 0.01;

    /// <inheritdoc />
    public override IReadOnlyList<Type> Reads => [typeof(BandRow)];

    /// <inheritdoc />
    public override IReadOnlyList<Type> MayRead => [typeof(DetectionLimitRow)];

    /// <inheritdoc />
    public override void Run(TableSet input, RowWriter output, RunContext run)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(output);
        BandRow[] bands = InOrder(input.Rows<BandRow>());
        FoundBands found = ByHealthyFrame(input, bands);
        IReadOnlyList<FollowedTrack> tracksFound = new BandTracker(new(MaxShift, MaxGap, MinSnr, MinFrames, FalseAlarms)).Follow(
            found,
            input.Axis is { } axis ? axis[axis.Length - 1] - axis[0] : double.NaN
        );
        IReadOnlyList<TrackPath> paths = [.. tracksFound.Select(t => t.Path)];

        for (int i = 0; i < bands.Length; i++)
            bands[i] = bands[i] with { Track = null };
        for (int t = 0; t < paths.Count; t++)
            foreach ((_, Detection band) in paths[t].Steps)
                bands[band.Row] = bands[band.Row] with { Track = t + 1 };
        output.Replace(bands);
        TrackRow[] tracks = [.. paths.Select((p, t) => Row(input.Card.Id, t + 1, [.. p.Steps.Select(s => s.Band)], bands))];
        output.Replace(tracks);
        TrackStretchRow[] stretches = [.. TrackStretches.Of(input.Card.Id, tracksFound, found)];
        output.Replace(stretches);
        WarnOfBounds(paths, tracks, bands, output);
        if (paths.Count == 0)
            output.Warn(
                "no-track",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"No band of the {bands.Length} in bands became a track: none reaches min-snr {MinSnr:g4} in {MinFrames} frames at one position. Lower min-snr, or look at a fit (spectra preview)."
                )
            );
    }

    /// <summary>By frame, then position: the order of tracking.</summary>
    private static BandRow[] InOrder(IReadOnlyList<BandRow> rows)
    {
        BandRow[] bands = [.. rows];
        // They come so from a fit; sorting would take as much memory again.
        for (int i = 1; i < bands.Length; i++)
            if (Before(bands[i], bands[i - 1]))
                return [.. bands.OrderBy(b => b.Frame).ThenBy(b => b.Center).ThenBy(b => b.Height).ThenBy(b => b.Band)];
        return bands;

        static bool Before(in BandRow a, in BandRow b) =>
            (a.Frame, a.Center, a.Height, a.Band).CompareTo((b.Frame, b.Center, b.Height, b.Band)) < 0;
    }

    private FoundBands ByHealthyFrame(TableSet input, BandRow[] bands)
    {
        // A faulted frame says nothing about the band, so it is no gap. Without a frames table every number between first and last counts.
        IEnumerable<int> healthy =
            input.Frames.Count > 0 ? input.Frames.Where(f => f.Status != "faulted").Select(f => f.Frame)
            : bands.Length > 0 ? Enumerable.Range(bands[0].Frame, bands[^1].Frame - bands[0].Frame + 1)
            : [];
        int[] frames = [.. healthy.Concat(bands.Select(b => b.Frame)).Distinct().Order()];
        var found = new List<Detection>(bands.Length);
        int[] starts = new int[frames.Length + 1];
        var limits = new RowGroups<DetectionLimitRow>(input.Rows<DetectionLimitRow>(), l => l.Frame);
        for (int at = 0, i = 0; at < frames.Length; at++)
        {
            starts[at] = found.Count;
            for (; i < bands.Length && bands[i].Frame == frames[at]; i++)
                if (double.IsFinite(bands[i].Center) && double.IsFinite(bands[i].Height))
                    found.Add(Detection.Of(bands[i], i, MinSnr, bands[i].IsDetected(limits[bands[i].Frame])));
        }
        starts[^1] = found.Count;
        return new([.. found], starts, frames, Drift(input.Frames, frames));
    }

    /// <summary>Frame numbers, and the potentials where each healthy frame has one and they move: a band that follows the potential turns when the scan does.</summary>
    private static double[][] Drift(IReadOnlyList<FrameRow> rows, int[] frames)
    {
        double[] number = [.. frames.Select(f => (double)f)];
        var known = new Dictionary<int, double>();
        foreach (FrameRow row in rows)
            known[row.Frame] = double.IsFinite(row.PotentialIrV) ? row.PotentialIrV : row.PotentialV;
        double[] potential = [.. frames.Select(f => known.GetValueOrDefault(f, double.NaN))];
        double step = MedianOf(potential.Zip(potential.Skip(1), (a, b) => Math.Abs(b - a)).Where(d => d > 0));
        return potential.All(double.IsFinite) && step > 0 ? [number, [.. potential.Select(e => e / step)]] : [number];
    }

    private static TrackRow Row(string series, int track, Detection[] steps, BandRow[] bands)
    {
        Detection[] strong = [.. steps.Where(s => s.MayStart)];
        (double center, double centerSe) = Position(strong);
        Detection largest = strong.MaxBy(s => Math.Abs(s.Height));
        return new()
        {
            Series = series,
            Track = track,
            Center = center,
            CenterSe = centerSe,
            Fwhm = Width(strong, bands),
            Sign = SignOf(strong),
            Frames = strong.Length,
            FirstFrame = strong.Min(s => bands[s.Row].Frame),
            MaxHeight = largest.Height,
            Snr = MedianOf(strong.Select(s => s.Noise > 0 ? Math.Abs(s.Height) / s.Noise : double.NaN)),
        };
    }

    /// <summary>Weighted mean of the positions that were measured. One that a bound or the user decided has no error.</summary>
    private static (double Center, double Se) Position(Detection[] strong)
    {
        Detection[] measured = [.. strong.Where(s => s.Positioned)];
        double[] centers = [.. measured.Select(s => s.Center)],
            errors = [.. measured.Select(s => s.CenterSe)];
        if (centers.Length == 0)
            return (MedianOf(strong.Select(s => s.Center)), double.NaN);
        if (Fitted.IsHeld(centers, errors))
            return (centers[0], double.NaN);
        // x = the index only gives the polynomial of degree 0 something to stand on.
        double[] index = [.. Enumerable.Range(0, centers.Length).Select(i => (double)i)];
        return ScatterPolynomial.Fit(index, centers, errors, 0) is { } mean
            // Errors of the size of rounding are none.
            ? (mean.Coefficient(0), mean.StandardError(0) > 1e-12 * Math.Abs(centers[0]) ? mean.StandardError(0) : double.NaN)
            : (centers[0], errors[0] > 0 ? errors[0] : double.NaN);
    }

    private static double Width(Detection[] strong, BandRow[] bands)
    {
        double width = MedianOf(strong.Where(s => s.Positioned && !bands[s.Row].IsAtBound("fwhm")).Select(s => s.Fwhm));
        return double.IsNaN(width) ? MedianOf(strong.Select(s => s.Fwhm)) : width;
    }

    private static void WarnOfBounds(IReadOnlyList<TrackPath> paths, TrackRow[] tracks, BandRow[] bands, RowWriter output)
    {
        var doubtful = new List<string>();
        for (int t = 0; t < tracks.Length; t++)
            if (BoundShare.Of(new RowGroup<BandRow>(bands, paths[t].Steps.Select(s => s.Band.Row).ToArray())) is { IsGrave: true } share)
                doubtful.Add(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"the band at {tracks[t].Center:0.0} (position {share.Center}, width {share.Width} of {share.Frames} frames)"
                    )
                );
        if (doubtful.Count > 0)
            output.Warn(
                "bands-at-bound",
                $"Held at a bound in more than a third of the frames: {string.Join("; ", doubtful)}. There the number is the bound's, not the spectrum's: widen that bound in the fit, or fit one band fewer."
            );
    }

    /// <summary>The sign that nine tenths of the total height share, else 0.</summary>
    private static int SignOf(Detection[] strong)
    {
        double up = strong.Sum(s => Math.Max(0, s.Height)),
            down = strong.Sum(s => Math.Max(0, -s.Height));
        return up > 9 * down ? 1
            : down > 9 * up ? -1
            : 0;
    }

    private static double MedianOf(IEnumerable<double> values) => Median.InPlace(values.Where(double.IsFinite).ToArray());
}
