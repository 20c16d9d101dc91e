using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Fitting;

namespace SpectraPipeline.Stages.Peaks;

/// <summary>Line shape of the bands; formula, extras and relations of each: <see cref="PeakShapes"/>.</summary>
public enum LineShape
{
    /// <summary>Gaussian.</summary>
    Gaussian,

    /// <summary>Lorentzian.</summary>
    Lorentzian,

    /// <summary>Sum of a Gaussian and a Lorentzian of one width.</summary>
    PseudoVoigt,

    /// <summary>Convolution of a Gaussian and a Lorentzian.</summary>
    Voigt,

    /// <summary>Power of a Lorentzian, from heavier tails than its own to a Gaussian.</summary>
    Pearson7,

    /// <summary>Pseudo-Voigt of two half widths.</summary>
    SplitPseudoVoigt,

    /// <summary>Voigt times 1 + erf.</summary>
    SkewedVoigt,

    /// <summary>Core level of a metal.</summary>
    Doniach,

    /// <summary>Resonance with a continuum, by q.</summary>
    Fano,

    /// <summary>Breit-Wigner-Fano line of Raman spectra, by 1/q.</summary>
    Bwf,

    /// <summary>Pearson VII under the name it has in astronomy.</summary>
    Moffat,
}

/// <summary>Fits bands to every frame.</summary>
[Stage(
    "peaks.fit",
    "D. W. Marquardt, J. Soc. Ind. Appl. Math. 11 (1963) 431, doi:10.1137/0111030, with bounds by active set; detection limit: L. A. Currie, Anal. Chem. 40 (1968) 586, doi:10.1021/ac60259a007",
    Summary = "Least-squares fit of bands on a polynomial background, with bounds, ties, standard errors and detection limits.",
    Formula = "χ² = Σ((y - Σ hⱼ·S((x - cⱼ)/wⱼ) - Σ bₖuᵏ)/σ)²; S: gaussian 2^(-4z²) | lorentzian 1/(1+4z²) | pseudo-voigt f/(1+4z²) + (1-f)·2^(-4z²), split: z by the width of the side | voigt Re w((z + iμ/2)/(σ√2)), μ = lorentz-share, scaled to width 1 "
        + "| pearson7, moffat (1 + 4(2^(1/m)-1)z²)^-m | skewed-voigt V·(1 + erf(1.665·skew·z')) | doniach cos(πα/2 + (1-α)·atan t)/(1+t²)^((1-α)/2) | fano (q+ε)²/((1+q²)(1+ε²)), bwf (1+ε/q)²/(1+ε²), ε = 2z. "
        + "Height is the largest value and fwhm the full width at half of it, for skewed-voigt and doniach too, whose maximum is in band_parameters; of fano and bwf, whose tails stay, fwhm is the width of the resonance, the height of bwf counts from the tails, and there is no area, as for doniach. "
        + "instrument-fwhm: S convolved with a Gaussian of that width; center, fwhm, height and area are those of the band itself, before the instrument; cov = (J'J)⁻¹ · χ²/(n-k) where σ is not given; _se_total² = g'Rg + mean δ²: g influence of the points, R autocorrelation of the residual (1 unless it exceeds 3/√n), δ answer to rival baselines; L_D = 2t σ(h = 0), decision limit L_D/2. "
        + "bands: found: in up to 32 frames, evenly spread, and in 8 means of consecutive ones, forward selection by t = Σ g⊥ᵢyᵢ/|g⊥| (g⊥: Gaussian of width w on a straight line, w from 3 points to a quarter of the range): "
        + "the largest t/noise(w) becomes a band, all bands so far are fitted (pseudo-Voigt, or the shape itself where that is not symmetric) and subtracted, until t/noise(w) < min-snr; noise(w) = 1.4826 median|t| of what the fit leaves, never below that of a smaller w. "
        + "Kept: a fifth of the height of a stronger band within its width, a twentieth of the largest, not over the ends of the range, seen in a tenth of the frames (two at least) when joined by position from frame to frame. "
        + "A frame starts a band that moves where t is largest in its range. "
        + "choose: BIC = N ln(χ²/n) + k ln N, N = n/q, q points that share one piece of noise, k parameters not at a bound, summed over the sampled frames; a change is made when it lowers the sum by 10. "
        + "min_separation: two bands of half the height and the width of the median band beat one by 10 on average from this distance on",
    Fails = "A local minimum is found: bands that overlap need starts within a width of the truth, and ties when they are not resolved. "
        + "A fano needs q started with the right sign (bwf does not), a doniach asymmetry below 0 where the tail lies above the center (asymmetry: -0.5..0). "
        + "Standard errors (_se) assume independent noise and the right shape; with correlated noise (smoothed, zero-filled) they are too small, use _se_total. "
        + "Intervals are profiles of one minimum: where another describes the data as well, bands overlap too far for the noise, or a profile does not close, the frame is flagged interval-unreliable (coverage: docs/peak-coverage.md). "
        + "The detection limit holds for a given position and width; a band that may lie anywhere is found in noise more often than in 5 % of blanks. What a removed template leaves behind is not in it. "
        + "Bands that are found are those that stand out: a weak shoulder, a band on one side of a strong one's asymmetry, or one in less than a tenth of the frames is not; what is left of a baseline can be taken for a wide band, so take it off first. "
        + "choose takes the least wrong of what it tries: where no shape fits, bands are split to mend it; a doublet of few frames is flagged in those frames, not fitted. "
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

    /// <summary>Full width of the instrument's line.</summary>
    [Param(
        "Full width at half maximum of the instrument's line, a Gaussian: what is fitted is each band convolved with it, what is reported are height, fwhm and area of the band itself. For gaussian, lorentzian, pseudo-voigt and voigt; left out, the reported widths contain the instrument.",
        Min = 0,
        Unit = ParamAttribute.AxisUnit
    )]
    public double? InstrumentFwhm { get; init; }

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
        "95 % intervals of center, fwhm, height and area: auto makes them where a standard error cannot be trusted, by profile likelihood (overlap, weak bands) or from the matrix of the fit within its bounds (a bound nearby and nothing else); standard makes none, profile and bootstrap make them for every band."
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

    /// <summary>What of the model is left to the data.</summary>
    [Param(
        "What of the model the data choose by BIC: bands (a band as two, or left out), shape (gaussian, lorentzian, pseudo-voigt), both, or none. Chosen once for the whole series, from the listed or found bands, in a sample of its frames; a band that is split leaves two of its sign, unless that changes in the series, and of at most 1.3 times its width. Each frame then names the best rival in fits. Costs a fit per rival and frame."
    )]
    public ModelChoice Choose { get; init; } = ModelChoice.None;

    /// <inheritdoc />
    public override SpectraNeed Reads => s_reads;

    /// <inheritdoc />
    public override FrameSelection? ReferenceFrames(SeriesCard card) =>
        Bands.Listed is null || Choose != ModelChoice.None ? FrameSelection.All with { AtMost = StartBands.SampledFrames } : null;

    /// <inheritdoc />
    public override IEnumerable<string> Check()
    {
        if (From >= To)
            yield return $"from ({From:g}) must lie below to ({To:g}).";
        foreach (string problem in Bands.Problems(Line))
            yield return problem;
        if (InstrumentFwhm > 0 && Line.Broadened(1) is null)
            yield return $"instrument-fwhm: a {Line.Name} convolved with a Gaussian has no exact form; take gaussian, lorentzian, pseudo-voigt or voigt, or leave instrument-fwhm out (widths then contain the instrument).";
        if (InstrumentFwhm > 0 && Choose is ModelChoice.Shape or ModelChoice.Both)
            yield return "choose: shapes cannot be compared with instrument-fwhm yet; choose: bands can, or leave one of them out.";
    }

    /// <inheritdoc />
    public override FrameKernel Prepare(StageInput input)
    {
        Plan plan = input.Once(this, () => MakePlan(input));
        return new FitKernel(this, plan.Axis, plan.First, plan.Model, plan.Changes, input);
    }

    private Plan MakePlan(StageInput input)
    {
        int first = From is { } from ? input.Axis.IndexAtOrAbove(from) : 0;
        int end = To is { } to ? input.Axis.IndexAtOrAbove(Math.BitIncrement(to)) : input.Axis.Length;
        int points = Math.Max(0, end - first);
        bool whole = points == input.Axis.Length;
        Axis axis = whole || points < 2 ? input.Axis : new Axis(input.Axis.Name, input.Axis.Unit, input.Axis.Values[first..end]);
        BandModel model = Bands.Listed is { } listed
            ? BandModel.Listed(PeakShape(), listed)
            : BandModel.Found(PeakShape(), points >= 2 ? FindBands(input, axis, first) : []);
        int bands = model.Bands.Count;
        int variables = bands * model.Shape.ParameterCount + BackgroundDegree.Degree + 1;
        if (points <= variables)
            throw new UserException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"peaks.fit has {variables} parameters for {bands} band(s) but only {points} points from {From ?? input.Axis[0]:g6} to {To ?? input.Axis[input.Axis.Length - 1]:g6} {input.Axis.Unit}: widen the range or list fewer bands."
                )
            );
        string changes = "";
        if (Choose != ModelChoice.None && bands > 0 && input.Reference is { } sample)
            (model, changes) = SeriesChoice.Decide(model, this, axis, first, sample, input.Channel);
        return new(axis, first, model, changes);
    }

    /// <summary>The shape that is fitted: the line as the instrument records it.</summary>
    internal PeakShape PeakShape() => InstrumentFwhm is > 0 and var instrument ? Line.Broadened(instrument)! : Line;

    /// <summary>What bands are looked for with where they are not symmetric; null for the usual shape.</summary>
    internal PeakShape? SearchedWith =>
        Shape is LineShape.SplitPseudoVoigt or LineShape.SkewedVoigt or LineShape.Doniach or LineShape.Fano or LineShape.Bwf ? Line : null;

    private PeakShape Line =>
        Shape switch
        {
            LineShape.Gaussian => PeakShapes.Gaussian,
            LineShape.Lorentzian => PeakShapes.Lorentzian,
            LineShape.PseudoVoigt => PeakShapes.PseudoVoigt,
            LineShape.Voigt => PeakShapes.Voigt,
            LineShape.Pearson7 => PeakShapes.Pearson7,
            LineShape.SplitPseudoVoigt => PeakShapes.SplitPseudoVoigt,
            LineShape.SkewedVoigt => PeakShapes.SkewedVoigt,
            LineShape.Doniach => PeakShapes.Doniach,
            LineShape.Fano => PeakShapes.Fano,
            LineShape.Bwf => PeakShapes.Bwf,
            LineShape.Moffat => PeakShapes.Moffat,
            _ => throw new InvalidOperationException($"no shape for {Shape}"),
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
            new(BackgroundDegree.Degree, sign, MinSnr, MinWidth ?? 0, MaxBands, SearchedWith)
        );
    }

    /// <summary>What is fitted to the frames of a series.</summary>
    private sealed record Plan(Axis Axis, int First, BandModel Model, string Changes);
}
