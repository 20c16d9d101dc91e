using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Fitting;

namespace SpectraPipeline.Stages.Peaks;

/// <summary>What the parameters of a series fit depend on.</summary>
public enum SeriesAgainst
{
    /// <summary>Electrode potential.</summary>
    Potential,

    /// <summary>Time since the start of the series.</summary>
    Time,

    /// <summary>Number of the frame.</summary>
    Frame,
}

/// <summary>Fits bands to all frames of a series together.</summary>
[Stage(
    "peaks.fit-series",
    "D. W. Marquardt, J. Soc. Ind. Appl. Math. 11 (1963) 431, doi:10.1137/0111030, with bounds by active set; smoothness: S. N. Wood, M. Fasiolo, Biometrics 73 (2017) 1071, doi:10.1111/biom.12666",
    Summary = "Least-squares fit of all frames together: positions, widths or fractions free in each frame, shared, linear or quadratic in potential or time, or smooth; with a test of what was assumed.",
    Formula = "χ² = Σ_f w_f Σᵢ(y - model)² + Σ λ|D₂p|², w_f = 1/σ² or 1/(reduced χ² of the frame fitted on its own); p(f) free | p | a + bE | a + bE + cE² | smooth. Each frame's own parameters are eliminated by a Schur complement, "
        + "the smooth ones by a band over the frames: cost linear in the frames. cov = (J'J + P)⁻¹ of everything, so that errors of a frame's own parameters hold the doubt about the shared ones. "
        + "λ by restricted maximum likelihood: λ ← λ((K - 2)/λ - tr(V D₂'D₂))/|D₂p|². "
        + "Each frame is fitted on its own first, from the common start and from the solutions of the frames before and after it; the least χ² counts, so the order of the frames does not matter. "
        + "Table band_trends: F = [Δχ²/(τ Δk)]/[χ²₁/(n - k₁)], τ points that share one piece of noise, and ΔBIC against the next freer assumption and against free values; below p = 0.001 the assumption does not hold",
    Fails = "An assumption that does not hold bends everything that is fitted with it: read band_trends. A line or a shared width is an assumption about the sample, not about the instrument; a coverage that changes with potential moves bands too. "
        + "Errors assume independent noise and the right shape. Detection limits take what other frames say of position and width as known. Bands that cross and look alike may change places. All frames are in memory.",
    BibTex = "@article{wood2017, author={Wood, Simon N. and Fasiolo, Matteo}, title={A generalized Fellner-Schall method for smoothing parameter optimization with application to Tweedie location, scale and shape models}, "
        + "journal={Biometrics}, volume={73}, number={4}, pages={1071--1081}, year={2017}, doi={10.1111/biom.12666}}"
)]
public sealed record FitSeries : SeriesStage
{
    private static readonly SpectraNeed s_reads = new([
        .. Enum.GetValues<SignalKind>().Where(k => k is not (SignalKind.Auxiliary or SignalKind.WaveletMap)),
    ]);

    /// <summary>Line shape of all bands.</summary>
    [Param("Line shape of all bands.")]
    public LineShape Shape { get; init; } = LineShape.PseudoVoigt;

    /// <summary>The bands.</summary>
    [Param(
        "The bands, as in peaks.fit: found in a sample of the frames, or listed. over-frames: { center: linear } in a listed band goes before what the step says. Without bounds a position that other frames have a say in may go anywhere in the range."
    )]
    public SeriesBands Bands { get; init; } = SeriesBands.Found;

    /// <summary>Positions.</summary>
    [Param("What positions do over the frames.")]
    public OverFrames Center { get; init; } = OverFrames.Free;

    /// <summary>Widths.</summary>
    [Param("What widths do over the frames.")]
    public OverFrames Fwhm { get; init; } = OverFrames.Free;

    /// <summary>Heights.</summary>
    [Param("What heights do over the frames.")]
    public OverFrames Height { get; init; } = OverFrames.Free;

    /// <summary>Further parameters of the shape.</summary>
    [Param("What the Lorentzian fraction (and any further parameter of the shape) does over the frames.")]
    public OverFrames Fraction { get; init; } = OverFrames.Free;

    /// <summary>What they depend on.</summary>
    [Param("What linear, quadratic and smooth parameters depend on. Frames at one potential share one value of a smooth parameter.")]
    public SeriesAgainst Against { get; init; } = SeriesAgainst.Potential;

    /// <summary>Smoothness.</summary>
    [Param(
        "Weight of the roughness of smooth parameters, as in a Whittaker smoother of values of equal error; chosen by restricted maximum likelihood when left out.",
        Min = 0
    )]
    public double? Lambda { get; init; }

    /// <summary>Degree of the background.</summary>
    [Param("Degree of the polynomial background in the fitted range, each frame its own; none means none.")]
    public BackgroundDegree BackgroundDegree { get; init; } = new(1);

    /// <summary>Lower end.</summary>
    [Param("Lower end of the fitted range; the start of the axis when left out.", Unit = ParamAttribute.AxisUnit)]
    public double? From { get; init; }

    /// <summary>Upper end.</summary>
    [Param("Upper end of the fitted range; the end of the axis when left out.", Unit = ParamAttribute.AxisUnit)]
    public double? To { get; init; }

    /// <summary>Iterations at most.</summary>
    [Param("Iterations at most, of a frame and of the series; a fit that needs more is stored as not converged.", Min = 1, Max = 100000)]
    public int MaxIterations { get; init; } = 200;

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
    public override IEnumerable<string> Check()
    {
        foreach (string problem in AsFit().Check())
            yield return problem;
        if (Lambda is not null && !UsesAny(OverFrames.Smooth))
            yield return "lambda is the weight of smooth parameters, and none is smooth.";
    }

    /// <inheritdoc />
    public override SpectralSeries Run(SpectralSeries input, StageInput about, Findings findings)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(findings);
        return new FitSeriesRun(this, input, findings).Run();
    }

    /// <summary>The same fit of single frames.</summary>
    internal Fit AsFit() =>
        new()
        {
            Shape = Shape,
            Bands = Bands.Bands,
            BackgroundDegree = BackgroundDegree,
            From = From,
            To = To,
            MaxIterations = MaxIterations,
            MinSnr = MinSnr,
            MinWidth = MinWidth,
            MaxBands = MaxBands,
        };

    /// <summary>What a parameter of a band does; bands counted from 0.</summary>
    internal OverFrames BondOf(int band, int parameter)
    {
        (string name, OverFrames common) = parameter switch
        {
            PeakShape.Center => ("center", Center),
            PeakShape.FullWidth => ("fwhm", Fwhm),
            PeakShape.Height => ("height", Height),
            _ => ("fraction", Fraction),
        };
        return band < Bands.Own.Count && Bands.Own[band].TryGetValue(name, out OverFrames own) ? own : common;
    }

    /// <summary>What can be asked of so many positions: a line through one would be anything.</summary>
    internal static OverFrames[] Possible(OverFrames[] bonds, double[] positions)
    {
        int distinct = positions.Distinct().Count();
        return
        [
            .. bonds.Select(b =>
                b is OverFrames.Free or OverFrames.Smooth ? b
                : distinct == 1 ? OverFrames.Shared
                : b is OverFrames.Quadratic && distinct == 2 ? OverFrames.Linear
                : b
            ),
        ];
    }

    private bool UsesAny(OverFrames bond) =>
        Center == bond || Fwhm == bond || Height == bond || Fraction == bond || Bands.Own.Any(o => o.Values.Contains(bond));
}
