using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Fitting;
using SpectraPipeline.Numerics.Statistics;

namespace SpectraPipeline.Stages.Peaks;

/// <summary>What a frame says about its model beside the fit itself.</summary>
/// <param name="MinSeparation">Smallest distance of two bands that its noise lets tell from one.</param>
/// <param name="Rival">Best model that was tried and not taken, in words; null when there was none.</param>
/// <param name="RivalBand">Number of the band that it splits; null when it splits none.</param>
/// <param name="BicDifference">BIC of the rival less that of the model.</param>
/// <param name="Words">For the message: empty unless the rival ties or is better.</param>
/// <param name="TwoBandsBetter">The rival splits a band and is better by 10.</param>
internal readonly record struct FrameVerdict(
    double MinSeparation,
    string? Rival,
    int? RivalBand,
    double BicDifference,
    string Words,
    bool TwoBandsBetter
)
{
    /// <summary>Nothing was compared.</summary>
    public static FrameVerdict None { get; } = new(double.NaN, null, null, double.NaN, "", false);
}

/// <summary>Judges the fits of frames: rivals by BIC over the points that count alone, and the separation that the noise allows.</summary>
/// <remarks>
/// BIC = N ln(χ²/n) + k ln N, N = n/q with q the neighbouring points that share one piece of the residual's noise, k the parameters that did not end at a bound (G. Schwarz, Ann. Stat.
/// 6 (1978) 461, doi:10.1214/aos/1176344136).
/// </remarks>
internal sealed class FrameJudge
{
    /// <summary>Below this difference two models are a tie.</summary>
    private const double Tie = 2;

    // White noise has a correlation of neighbours near 0; noise that is shared by two points has 0.5 and more. Only then the differences are looked at.
    private const double LeastCorrelation = 0.25;

    private readonly BandFit _fit;
    private readonly IReadOnlyList<RivalFit> _rivals;
    private readonly FitLimits _limits;
    private readonly BandSeparation _separation;
    private readonly double _step;
    private readonly double[] _work,
        _scratch;
    private readonly double[] _differences;
    private readonly (double Width, int Band)[] _byWidth;

    /// <param name="fit">The model.</param>
    /// <param name="choice">Which rivals are tried.</param>
    /// <param name="axis">The fitted range.</param>
    /// <param name="limits">Limits of a fit.</param>
    public FrameJudge(BandFit fit, ModelChoice choice, Axis axis, FitLimits limits)
    {
        (_fit, _limits, _step) = (fit, limits, axis.MeanStep);
        _rivals = RivalFit.Of(fit, choice, axis);
        _separation = new BandSeparation(fit.Model.Shape);
        (_work, _scratch) = (new double[axis.Length], new double[axis.Length]);
        _differences = new double[_rivals.Count];
        _byWidth = new (double, int)[fit.Starts.Length];
    }

    /// <summary>The rivals.</summary>
    public IReadOnlyList<RivalFit> Rivals => _rivals;

    /// <summary>BIC of each rival less that of the model, after <see cref="Judge"/>; NaN where it could not be fitted.</summary>
    public ReadOnlySpan<double> Differences => _differences;

    /// <summary>Judges the fit that was just made.</summary>
    /// <param name="y">The frame.</param>
    /// <param name="sigma">Its standard deviations, or empty.</param>
    /// <param name="use">Its mask, or empty.</param>
    /// <param name="residual">What the fit left.</param>
    /// <param name="noise">Standard deviation of that.</param>
    public FrameVerdict Judge(
        ReadOnlySpan<double> y,
        ReadOnlySpan<double> sigma,
        ReadOnlySpan<bool> use,
        ReadOnlySpan<double> residual,
        double noise
    )
    {
        PeakFitQuality quality = _fit.Fitter.Quality;
        int sharing = Sharing(residual, use);
        double own = Bic(quality, _fit.Fitter.FreeVariables, sharing);
        int best = -1;
        for (int r = 0; r < _rivals.Count; r++)
        {
            PeakFitQuality other = _rivals[r].Fit(y, sigma, use, _limits);
            _differences[r] = Bic(other, _rivals[r].FreeVariables, sharing) - own;
            if (_differences[r] < (best < 0 ? double.PositiveInfinity : _differences[best]))
                best = r;
        }
        double separation = Separation(quality.Points, sharing, noise);
        if (best < 0)
            return new(separation, null, null, double.NaN, "", false);
        double difference = _differences[best];
        return new(
            separation,
            _rivals[best].Words,
            _rivals[best].Kind == RivalKind.Split ? _rivals[best].Band + 1 : null,
            difference,
            Words(_rivals[best].Words, difference),
            _rivals[best].Kind == RivalKind.Split && difference < -BandSeparation.Decisive
        );
    }

    private static string Words(string rival, double difference) =>
        difference >= Tie ? ""
        : difference > -Tie ? string.Create(CultureInfo.InvariantCulture, $"tie: {rival} differs in BIC by {difference:f1}")
        : string.Create(CultureInfo.InvariantCulture, $"{rival} is better by {-difference:f1} in BIC");

    // χ² of a singular fit is the least there is, along a line. A fit that uses up the independent points says nothing.
    private static double Bic(in PeakFitQuality quality, int free, int sharing)
    {
        double points = (double)quality.Points / sharing;
        bool isLeast = quality.Converged || quality.End == FitEnd.Singular;
        if (!isLeast || !double.IsFinite(quality.ReducedChiSquare) || points <= free)
            return double.NaN;
        double bic = points * Math.Log(quality.ChiSquare / quality.Points) + free * Math.Log(points);
        return double.IsFinite(bic) ? bic : double.NaN;
    }

    // Of differences, not of the residual itself as in fits.noise_points: what a band too few leaves waves, and would be taken for the very noise that it is to be told from.
    private int Sharing(ReadOnlySpan<double> residual, ReadOnlySpan<bool> use)
    {
        ReadOnlySpan<double> used = MaskBridge.Used(residual, use, _work);
        double squares = 0;
        double products = 0;
        for (int i = 1; i < used.Length; i++)
            (squares, products) = (squares + used[i] * used[i], products + used[i] * used[i - 1]);
        return products > LeastCorrelation * squares ? CorrelatedNoise.Of(used, _scratch).Points : 1;
    }

    // Of the band of median width, the narrower of the two middle ones.
    private double Separation(int points, int sharing, double noise)
    {
        int perBand = _fit.Model.Shape.ParameterCount;
        ReadOnlySpan<double> parameters = _fit.Fitter.Parameters;
        if (_byWidth.Length == 0)
            return double.NaN;
        for (int k = 0; k < _byWidth.Length; k++)
            _byWidth[k] = (parameters[k * perBand + PeakShape.FullWidth], k);
        Array.Sort(_byWidth);
        int median = _byWidth[(_byWidth.Length - 1) / 2].Band;
        return _separation.Least(parameters.Slice(median * perBand, perBand), _step, noise, points, sharing);
    }
}
