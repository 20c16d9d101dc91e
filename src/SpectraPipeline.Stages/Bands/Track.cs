using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Numerics.Statistics;

namespace SpectraPipeline.Stages.Bands;

/// <summary>Gives the bands of all frames an identity: which band of this frame is which of the last.</summary>
[Stage(
    "bands.track",
    "Global nearest neighbour: S. S. Blackman, Multiple-Target Tracking with Radar Applications, Artech House 1986; assignment: H. W. Kuhn, Naval Research Logistics Quarterly 1955, 2, 83, doi 10.1002/nav.3800020109; R. Jonker, A. Volgenant, Computing 1987, 38, 325, doi 10.1007/BF02278710.",
    Summary = "Joins the bands of all frames into tracks: one identity through shift, vanishing and return.",
    Formula = "min Σ [(3 Δν/gate)² + (Δln Γ/0.5)² + (Δh/0.5h)²] over one-to-one pairs of predicted and found bands",
    Fails = "Two bands of one width and height that cross while neither is resolved may swap; a band that moves more than max-shift beyond its own drift starts a new track.",
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

    /// <inheritdoc />
    public override IReadOnlyList<Type> Reads => [typeof(BandRow)];

    /// <inheritdoc />
    public override void Run(TableSet input, RowWriter output, RunContext run)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(output);
        BandRow[] bands = [.. input.Rows<BandRow>().OrderBy(b => b.Frame).ThenBy(b => b.Center).ThenBy(b => b.Height).ThenBy(b => b.Band)];
        IReadOnlyList<TrackPath> paths = new BandTracker(new(MaxShift, MaxGap, MinSnr, MinFrames)).Follow(ByHealthyFrame(input, bands));

        int?[] trackOf = new int?[bands.Length];
        for (int t = 0; t < paths.Count; t++)
            foreach ((_, Detection band) in paths[t].Steps)
                trackOf[band.Row] = t + 1;
        output.Replace(bands.Select((b, i) => b with { Track = trackOf[i] }));
        output.Replace(paths.Select((p, t) => Row(input.Card.Id, t + 1, [.. p.Steps.Select(s => s.Band)], bands)));
        if (paths.Count == 0)
            output.Warn(
                "no-track",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"No band of the {bands.Length} in bands became a track: none reaches min-snr {MinSnr:g4} in {MinFrames} frames at one position. Lower min-snr, or look at a fit (spectra preview)."
                )
            );
    }

    private List<List<Detection>> ByHealthyFrame(TableSet input, BandRow[] bands)
    {
        // A faulted frame says nothing about the band, so it is no gap. Without a frames table every number between first and last counts.
        IEnumerable<int> healthy =
            input.Frames.Count > 0 ? input.Frames.Where(f => f.Status != "faulted").Select(f => f.Frame)
            : bands.Length > 0 ? Enumerable.Range(bands[0].Frame, bands[^1].Frame - bands[0].Frame + 1)
            : [];
        int[] frames = [.. healthy.Concat(bands.Select(b => b.Frame)).Distinct().Order()];
        List<List<Detection>> found = [.. frames.Select(_ => new List<Detection>())];
        int at = 0;
        for (int i = 0; i < bands.Length; i++)
        {
            while (frames[at] != bands[i].Frame)
                at++;
            if (double.IsFinite(bands[i].Center) && double.IsFinite(bands[i].Height))
                found[at].Add(Detection.Of(bands[i], i, MinSnr));
        }
        return found;
    }

    private static TrackRow Row(string series, int track, Detection[] steps, BandRow[] bands)
    {
        Detection[] strong = [.. steps.Where(s => s.MayStart)];
        double[] centers = [.. strong.Select(s => s.Center)],
            errors = [.. strong.Select(s => s.CenterSe)];
        // x = the index only gives the polynomial of degree 0 something to stand on.
        ScatterPolynomial? mean = ScatterPolynomial.Fit(
            Enumerable.Range(0, centers.Length).Select(i => (double)i).ToArray(),
            centers,
            errors,
            0
        );
        Detection largest = strong.MaxBy(s => Math.Abs(s.Height));
        return new()
        {
            Series = series,
            Track = track,
            Center = mean?.Coefficient(0) ?? centers[0],
            // A centre that is held has neither errors nor scatter: what is left is rounding, not an error.
            CenterSe = mean?.StandardError(0) is { } se && se > 1e-12 * Math.Abs(centers[0]) ? se : errors[0],
            Fwhm = Median([.. strong.Select(s => s.Fwhm)]),
            Sign = SignOf(strong),
            Frames = strong.Length,
            FirstFrame = strong.Min(s => bands[s.Row].Frame),
            MaxHeight = largest.Height,
            Snr = Median([.. strong.Select(s => s.Noise > 0 ? Math.Abs(s.Height) / s.Noise : double.NaN)]),
        };
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

    private static double Median(double[] values)
    {
        double[] finite = [.. values.Where(double.IsFinite).Order()];
        int n = finite.Length;
        return n == 0 ? double.NaN : (finite[(n - 1) / 2] + finite[n / 2]) / 2;
    }
}
