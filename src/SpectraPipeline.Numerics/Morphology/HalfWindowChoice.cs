using SpectraPipeline.Numerics.Baselines;

namespace SpectraPipeline.Numerics.Morphology;

/// <summary>Half window of a morphological method: the one that was given, or one found in the spectrum.</summary>
/// <remarks>
/// Windows grow point by point until the opening stands still: h is the first half window whose opening agrees with that of h + 1, h + 2 and h + 3, each with the one before,
/// within ‖Δ‖₂ &lt; 1e-6·‖opening − min y‖₂. R. Perez-Pueyo, M. J. Soneira, S. Ruiz-Moreno, Appl. Spectrosc. 64 (2010) 595, doi:10.1366/000370210791414281; three hits and
/// 1e-6 are the peers' numbers. When none is found: the last one tried, (n − 1)/2 − 1, at least 1. Deviation: the peers leave min y in, so that
/// a tall offset stands still at once (windows of 96, 66, 49 and 1 points at levels of 0, 100, 1000 and 10 000). A noisy spectrum stands still hardly ever: state the half window wherever it is known. The same spectrum always gives the same answer. One object per worker. Cost: O(n h log h).
/// </remarks>
public sealed class HalfWindowChoice
{
    private const int Hits = 3;
    private const double Still = 1e-6;

    private readonly int? _given;
    private readonly FlatMorphology? _morphology;
    private readonly double[] _eroded = [];
    private double[] _opening = [];
    private double[] _next = [];

    /// <summary>A choice for spectra of <paramref name="points"/> points.</summary>
    /// <param name="points">Points of a spectrum.</param>
    /// <param name="given">The half window to use; null: found in every spectrum.</param>
    /// <exception cref="ArgumentException">No points, or a given half window below 1 or not below the points.</exception>
    public HalfWindowChoice(int points, int? given)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(points, 2);
        if (given is < 1 || given >= points)
            throw new ArgumentException($"a half window must lie between 1 and {points - 1} points, not {given}", nameof(given));
        (Points, _given) = (points, given);
        Widest = given ?? Math.Max(1, (points - 1) / 2);
        if (given is not null)
            return;
        _morphology = new FlatMorphology(points, Widest);
        (_eroded, _opening, _next) = (new double[points], new double[points], new double[points]);
    }

    /// <summary>Points of a spectrum.</summary>
    public int Points { get; }

    /// <summary>The widest half window that can come out.</summary>
    public int Widest { get; }

    /// <summary>Half window for one spectrum.</summary>
    /// <param name="y">The spectrum; not changed.</param>
    /// <returns>Points to each side of the middle, at least 1.</returns>
    public int Of(ReadOnlySpan<double> y)
    {
        if (_given is { } given)
            return given;
        _morphology!.Erode(y, 1, _eroded);
        _morphology.Dilate(_eroded, 1, _opening);
        double level = y[0];
        foreach (double v in y)
            level = Math.Min(level, v);
        int hits = 0,
            found = 1,
            half = 1;
        for (int h = 2; h < (Points - 1) / 2; h++)
        {
            half = h;
            _morphology.Erode(_eroded, 1, _eroded); // one point more to each side of what is eroded already
            _morphology.Dilate(_eroded, h, _next);
            hits = RelativeChange.Of(_opening, _next, level) < Still ? hits + 1 : 0;
            if (hits == 1)
                found = h - 1;
            if (hits == Hits)
                return found;
            (_opening, _next) = (_next, _opening);
        }
        return half;
    }
}
