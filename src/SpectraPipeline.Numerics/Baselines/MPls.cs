using SpectraPipeline.Numerics.LinearAlgebra;
using SpectraPipeline.Numerics.Morphology;

namespace SpectraPipeline.Numerics.Baselines;

/// <summary>What morphological penalised least squares is told.</summary>
/// <param name="HalfWindow">Half window of the opening in points; null: found in every spectrum (<see cref="HalfWindowChoice"/>).</param>
/// <param name="Lambda">Stiffness λ &gt; 0.</param>
/// <param name="Asymmetry">p, 0 ≤ p &lt; 1: weight of what is no anchor; anchors weigh 1 − p.</param>
/// <param name="Order">Order of the difference, 1 to 3.</param>
public sealed record MPlsOptions(int? HalfWindow = null, double Lambda = 1e6, double Asymmetry = 0, int Order = 2);

/// <summary>Morphological penalised least squares: the lowest point between two flats of the opening is an anchor, a stiff curve runs along the anchors.</summary>
/// <remarks>
/// γ opening of y; between the end of one stretch of equal γ and the start of the next the least y is an anchor; minimises Σ wᵢ (yᵢ − zᵢ)² + λ Σ (Δᵈz)², w = 1 − p at
/// anchors, else p. Z. Li, D.-J. Zhan, J.-J. Wang, J. Huang, Q.-S. Xu, Z.-M. Zhang, Y.-B. Zheng, Y.-Z. Liang, H. Wang, Analyst 138 (2013) 4483, doi:10.1039/C3AN00743J.
/// Positive bands narrower than the window; anchors are low points, so it runs along the lower edge of the noise. Fewer anchors than the order (p = 0): no baseline is
/// determined, the opening itself is handed back. One object per worker. Cost: O(n log h).
/// </remarks>
public sealed class MPls
{
    private readonly MPlsOptions _options;
    private readonly HalfWindowChoice _half;
    private readonly FlatMorphology _morphology;
    private readonly WhittakerSystem _system;
    private readonly double[] _opening;
    private readonly double[] _weights;

    /// <summary>A fitter for spectra of <paramref name="points"/> points.</summary>
    /// <exception cref="ArgumentException">An option outside its range, or too few points.</exception>
    public MPls(int points, MPlsOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (!(options.Lambda > 0) || double.IsInfinity(options.Lambda) || !(options.Asymmetry >= 0 && options.Asymmetry < 1))
            throw new ArgumentException(
                $"lambda must be positive and p from 0 to below 1, not {options.Lambda} and {options.Asymmetry}",
                nameof(options)
            );
        _options = options;
        _half = new HalfWindowChoice(points, options.HalfWindow);
        _morphology = new FlatMorphology(points, _half.Widest);
        _system = new WhittakerSystem(points, options.Order);
        (_opening, _weights) = (new double[points], new double[points]);
    }

    /// <summary>Fits the baseline of one spectrum.</summary>
    /// <param name="y">The spectrum, finite values; not changed.</param>
    /// <param name="baseline">Receives the baseline; same length, apart from y.</param>
    /// <exception cref="ArgumentException">Lengths disagree.</exception>
    public BaselineOutcome Fit(ReadOnlySpan<double> y, Span<double> baseline)
    {
        _morphology.Open(y, _half.Of(y), _opening);
        int anchors = Anchor(y);
        if (anchors < _options.Order && _options.Asymmetry == 0)
        {
            _opening.CopyTo(baseline);
            return BaselineOutcome.Direct with { Stop = BaselineStop.NoBaselinePoints };
        }
        _system.Solve(_weights, _options.Lambda, y, baseline);
        return BaselineOutcome.Direct.OrSingular(ResidualBalance.Holds(_weights, y, baseline), baseline);
    }

    /// <summary>Weights, and how many anchors there are.</summary>
    private int Anchor(ReadOnlySpan<double> y)
    {
        Array.Fill(_weights, _options.Asymmetry);
        int anchors = 0,
            flatEnd = -1; // end of the flat before, none yet
        bool inFlat = false;
        for (int i = 0; i < y.Length; i++)
        {
            bool left = i == 0 || _opening[i] == _opening[i - 1],
                right = i == y.Length - 1 || _opening[i] == _opening[i + 1];
            if (left == right)
                continue; // inside a flat or on a slope
            inFlat = !inFlat;
            if (!inFlat)
                flatEnd = i;
            else if (flatEnd >= 0)
            {
                _weights[Lowest(y, flatEnd, i)] = 1 - _options.Asymmetry;
                anchors++;
            }
        }
        return anchors;
    }

    private static int Lowest(ReadOnlySpan<double> y, int first, int last)
    {
        int lowest = first;
        for (int i = first + 1; i <= last; i++)
            if (y[i] < y[lowest])
                lowest = i;
        return lowest;
    }
}
