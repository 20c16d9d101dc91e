using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Fitting;

namespace SpectraPipeline.Stages.Peaks;

/// <summary>Line shape of the bands.</summary>
public enum LineShape
{
    /// <summary>Gaussian.</summary>
    Gaussian,

    /// <summary>Lorentzian.</summary>
    Lorentzian,

    /// <summary>Sum of a Gaussian and a Lorentzian of one width.</summary>
    PseudoVoigt,
}

/// <summary>Fits bands to every frame.</summary>
[Stage(
    "peaks.fit",
    "D. W. Marquardt, J. Soc. Ind. Appl. Math. 11 (1963) 431, doi:10.1137/0111030, with bounds by active set; detection limit: L. A. Currie, Anal. Chem. 40 (1968) 586, doi:10.1021/ac60259a007",
    Summary = "Least-squares fit of bands on a polynomial background, with bounds, ties, standard errors and detection limits.",
    Formula = "χ² = Σ((y - Σ hⱼ·S((x - cⱼ)/wⱼ) - Σ bₖuᵏ)/σ)²; S: 2^(-4z²) | 1/(1+4z²) | f/(1+4z²) + (1-f)·2^(-4z²); cov = (J'J)⁻¹ · χ²/(n-k) where σ is not given; _se_total² = g'Rg + mean δ²: g influence of the points, R autocorrelation of the residual (1 unless it exceeds 3/√n), δ answer to rival baselines; L_D = 2t σ(h = 0), decision limit L_D/2. "
        + "bands: found: in up to 32 frames, evenly spread, and in 8 means of consecutive ones, forward selection by t = Σ g⊥ᵢyᵢ/|g⊥| (g⊥: Gaussian of width w on a straight line, w from 3 points to a quarter of the range): "
        + "the largest t/noise(w) becomes a band, all bands so far are fitted (pseudo-Voigt) and subtracted, until t/noise(w) < min-snr; noise(w) = 1.4826 median|t| of what the fit leaves, never below that of a smaller w. "
        + "Kept: a fifth of the height of a stronger band within its width, a twentieth of the largest, not over the ends of the range, seen in a tenth of the frames (two at least) when joined by position from frame to frame. "
        + "A frame starts a band that moves where t is largest in its range",
    Fails = "A local minimum is found: bands that overlap need starts within a width of the truth, and ties when they are not resolved. "
        + "Standard errors (_se) assume independent noise and the right shape; with correlated noise (smoothed, zero-filled) they are too small, use _se_total. "
        + "Intervals are profiles of one minimum: where another describes the data as well, bands overlap too far for the noise, or a profile does not close, the frame is flagged interval-unreliable (coverage: docs/peak-coverage.md). "
        + "The detection limit holds for a given position and width; a band that may lie anywhere is found in noise more often than in 5 % of blanks. What a removed template leaves behind is not in it. "
        + "Bands that are found are those that stand out: a weak shoulder, a band on one side of a strong one's asymmetry, or one in less than a tenth of the frames is not; what is left of a baseline can be taken for a wide band, so take it off first. "
        + "Where a band is absent its position and width mean nothing: compare the height with detection_limits.",
    BibTex = "@article{marquardt1963, author={Marquardt, Donald W.}, title={An Algorithm for Least-Squares Estimation of Nonlinear Parameters}, "
        + "journal={J. Soc. Ind. Appl. Math.}, volume={11}, number={2}, pages={431--441}, year={1963}, doi={10.1137/0111030}}"
)]
public sealed record Fit : FrameStage
{
    // Anything but auxiliary channels: a second fit must not read the fit and residual of the first.
    private static readonly SpectraNeed s_reads = new([
        .. Enum.GetValues<SignalKind>().Where(k => k is not (SignalKind.Auxiliary or SignalKind.WaveletMap)),
    ]);

    /// <summary>Line shape of all bands.</summary>
    [Param("Line shape of all bands.")]
    public LineShape Shape { get; init; } = LineShape.PseudoVoigt;

    /// <summary>The bands.</summary>
    [Param(
        "The bands: found once for the whole series in a sample of its frames (of both signs in difference spectra, dips in transmittance, else maxima), or listed with starts, bounds, fixed values and ties. Without bounds a listed center may go half way to the next listed one (a quarter of its width at least), the outermost to the end of the range; a width changes fivefold at most."
    )]
    public FitBands Bands { get; init; } = FitBands.Found;

    /// <summary>Degree of the background.</summary>
    [Param("Degree of the polynomial background in the fitted range; none means none.")]
    public BackgroundDegree BackgroundDegree { get; init; } = new(1);

    /// <summary>Lower end.</summary>
    [Param("Lower end of the fitted range; the start of the axis when left out.", Unit = ParamAttribute.AxisUnit)]
    public double? From { get; init; }

    /// <summary>Upper end.</summary>
    [Param("Upper end of the fitted range; the end of the axis when left out.", Unit = ParamAttribute.AxisUnit)]
    public double? To { get; init; }

    /// <summary>Iterations at most.</summary>
    [Param("Iterations at most; a fit that needs more is stored as not converged.", Min = 1, Max = 100000)]
    public int MaxIterations { get; init; } = 200;

    /// <summary>Kind of intervals.</summary>
    [Param(
        "95 % intervals of center, fwhm, height and area: auto makes them by profile likelihood where a standard error cannot be trusted (bounds, overlap, weak bands); standard makes none, profile and bootstrap make them for every band."
    )]
    public Intervals Intervals { get; init; } = Intervals.Auto;

    /// <summary>Resamples of the bootstrap.</summary>
    [Param("Resampled spectra that the bootstrap fits for each frame.", Min = 50, Max = 100000)]
    public int Resamples { get; init; } = 400;

    /// <summary>Least signal to noise of a band that is found.</summary>
    [Param("Least matched-filter response of a found band over the noise at its width, in a frame or in a mean of frames.", Min = 0)]
    public double MinSnr { get; init; } = 8;

    /// <summary>Least width of a band that is found.</summary>
    [Param("Least full width at half maximum of a found band; three points when left out.", Min = 0, Unit = ParamAttribute.AxisUnit)]
    public double? MinWidth { get; init; }

    /// <summary>Most bands that are found.</summary>
    [Param("Most bands that are found; those that stand out most are kept.", Min = 1, Max = 60)]
    public int MaxBands { get; init; } = 12;

    /// <inheritdoc />
    public override SpectraNeed Reads => s_reads;

    /// <inheritdoc />
    public override FrameSelection? ReferenceFrames(SeriesCard card) =>
        Bands.Listed is null ? FrameSelection.All with { AtMost = StartBands.SampledFrames } : null;

    /// <inheritdoc />
    public override IEnumerable<string> Check()
    {
        if (From >= To)
            yield return $"from ({From:g}) must lie below to ({To:g}).";
        if (Shape != LineShape.PseudoVoigt && Bands.Listed is { } listed && listed.Any(b => b.Fraction.IsSet))
            yield return "fraction belongs to the pseudo-voigt shape only.";
    }

    /// <inheritdoc />
    public override FrameKernel Prepare(StageInput input)
    {
        int first = From is { } from ? input.Axis.IndexAtOrAbove(from) : 0;
        int end = To is { } to ? input.Axis.IndexAtOrAbove(Math.BitIncrement(to)) : input.Axis.Length;
        int points = Math.Max(0, end - first);
        bool whole = points == input.Axis.Length;
        Axis axis = whole || points < 2 ? input.Axis : new Axis(input.Axis.Name, input.Axis.Unit, input.Axis.Values[first..end]);
        IReadOnlyList<StartBand> found = Bands.Listed is null && points >= 2 ? FindBands(input, axis, first) : [];
        IReadOnlyList<ListedBand> bands = Bands.Listed ?? StartBands.AsListed(found);
        int variables = bands.Count * PeakShape().ParameterCount + BackgroundDegree.Degree + 1;
        if (points <= variables)
            throw new UserException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"peaks.fit has {variables} parameters for {bands.Count} band(s) but only {points} points from {From ?? input.Axis[0]:g6} to {To ?? input.Axis[input.Axis.Length - 1]:g6} {input.Axis.Unit}: widen the range or list fewer bands."
                )
            );
        return new FitKernel(this, axis, first, bands, found, input);
    }

    internal PeakShape PeakShape() =>
        Shape switch
        {
            LineShape.Gaussian => PeakShapes.Gaussian,
            LineShape.Lorentzian => PeakShapes.Lorentzian,
            _ => PeakShapes.PseudoVoigt,
        };

    private IReadOnlyList<StartBand> FindBands(StageInput input, Axis axis, int first)
    {
        if (input.Reference is null)
            return [];
        int sign =
            // R/R0 goes both ways about 1, as a difference about 0.
            input.Signal.IsSigned
            || input.Signal.Kind == SignalKind.ReflectanceRatio
                ? 0
                : input.Signal.FormedSign;
        return StartBands.Find(
            input.Reference,
            input.Channel,
            axis,
            first,
            new(BackgroundDegree.Degree, sign, MinSnr, MinWidth ?? 0, MaxBands)
        );
    }
}
