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
    Formula = "χ² = Σ((y - Σ hⱼ·S((x - cⱼ)/wⱼ) - Σ bₖuᵏ)/σ)²; S: 2^(-4z²) | 1/(1+4z²) | f/(1+4z²) + (1-f)·2^(-4z²); cov = (J'J)⁻¹ · χ²/(n-k) where σ is not given; L_D = 3.29 σ(h = 0)",
    Fails = "A local minimum is found: bands that overlap need starts within a width of the truth, and ties when they are not resolved. "
        + "Standard errors assume independent noise and the right shape; with correlated noise (smoothed, zero-filled) they are too small. "
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
    [Param("The bands: found once for the whole series in a sample of its frames, or listed with starts, bounds, fixed values and ties.")]
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

    /// <summary>Least signal to noise of a band that is found.</summary>
    [Param("Least prominence of a found band over the noise of the mean spectrum.", Min = 0)]
    public double MinSnr { get; init; } = 8;

    /// <summary>Least width of a band that is found.</summary>
    [Param("Least full width at half prominence of a found band; two points when left out.", Min = 0, Unit = ParamAttribute.AxisUnit)]
    public double? MinWidth { get; init; }

    /// <summary>Most bands that are found.</summary>
    [Param("Most bands that are found; the most prominent are kept.", Min = 1, Max = 60)]
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
        ListedBand[] bands = Bands.Listed is { } listed ? [.. listed] : FindBands(input, first, end);
        int variables = bands.Length * PeakShape().ParameterCount + BackgroundDegree.Degree + 1;
        if (points <= variables)
            throw new UserException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"peaks.fit has {variables} parameters for {bands.Length} band(s) but only {points} points from {From ?? input.Axis[0]:g6} to {To ?? input.Axis[input.Axis.Length - 1]:g6} {input.Axis.Unit}: widen the range or list fewer bands."
                )
            );
        return new FitKernel(this, axis, first, bands, input.Signal);
    }

    internal PeakShape PeakShape() =>
        Shape switch
        {
            LineShape.Gaussian => PeakShapes.Gaussian,
            LineShape.Lorentzian => PeakShapes.Lorentzian,
            _ => PeakShapes.PseudoVoigt,
        };

    // Found bands may move by their width and change it threefold; both are generous for Stark shifts and guard against fitting noise.
    private ListedBand[] FindBands(StageInput input, int first, int end) =>
        input.Reference is null
            ? []
            :
            [
                .. StartBands
                    .Find(input.Reference, input.Channel, first, end, new(MinSnr, MinWidth ?? 0, MaxBands))
                    .Select(b => new ListedBand
                    {
                        Center = new BandValue
                        {
                            Start = b.Center,
                            Lower = b.Center - b.Fwhm,
                            Upper = b.Center + b.Fwhm,
                        },
                        Fwhm = new BandValue
                        {
                            Start = b.Fwhm,
                            Lower = b.Fwhm / 3,
                            Upper = b.Fwhm * 3,
                        },
                    }),
            ];
}
