namespace SpectraPipeline.Numerics.Splines;

/// <summary>Cubic B-spline basis on knots whose first and last value count four times: n + 4 knots carry n functions that sum to 1.</summary>
/// <remarks>
/// Cox–de Boor recurrence (C. de Boor, J. Approx. Theory 6 (1972) 50, doi:10.1016/0021-9045(72)90080-9). Outside the knots the outermost
/// polynomial continues (as in FITPACK), where the functions no longer are within 0..1. Cost: 30 operations a point.
/// </remarks>
public sealed class CubicBSpline
{
    private const int Degree = 3;
    private readonly double[] _knots;

    /// <summary>A basis on the given non-decreasing knots.</summary>
    /// <param name="knots">At least eight; the first four equal, the last four equal.</param>
    /// <exception cref="ArgumentException">Too few, or decreasing, or the ends are not fourfold.</exception>
    public CubicBSpline(ReadOnlySpan<double> knots)
    {
        if (knots.Length < 2 * (Degree + 1))
            throw new ArgumentException($"{knots.Length} knots carry no cubic; 8 are needed.", nameof(knots));
        if (knots[0] != knots[Degree] || knots[^1] != knots[^(Degree + 1)])
            throw new ArgumentException("The first and the last four knots must coincide.", nameof(knots));
        for (int i = Degree + 1; i < knots.Length - Degree; i++)
            if (!(knots[i] > knots[i - 1]))
                throw new ArgumentException($"Knot {i} = {knots[i]} does not exceed {knots[i - 1]}.", nameof(knots));
        _knots = knots.ToArray();
    }

    /// <summary>The basis in which a not-a-knot interpolant through <paramref name="sites"/> is written: inner sites without the second and the last but one.</summary>
    /// <param name="sites">At least four increasing sites; as many functions result.</param>
    /// <returns>A basis of as many functions as there are sites.</returns>
    public static CubicBSpline ThroughSites(ReadOnlySpan<double> sites)
    {
        if (sites.Length < Degree + 1)
            throw new ArgumentException($"{sites.Length} sites carry no cubic.", nameof(sites));
        var knots = new double[sites.Length + Degree + 1];
        knots.AsSpan(0, Degree + 1).Fill(sites[0]);
        sites[2..^2].CopyTo(knots.AsSpan(Degree + 1));
        knots.AsSpan(knots.Length - Degree - 1).Fill(sites[^1]);
        return new CubicBSpline(knots);
    }

    /// <summary>Number of basis functions.</summary>
    public int Count => _knots.Length - Degree - 1;

    /// <summary>The knots, ends fourfold.</summary>
    public ReadOnlySpan<double> Knots => _knots;

    /// <summary>The four functions that differ from zero at x; function <c>first + j</c> has the value values[j].</summary>
    /// <param name="x">Where, in the unit of the knots.</param>
    /// <param name="values">Receives four values.</param>
    /// <returns>Index of the first of the four functions.</returns>
    public int Evaluate(double x, Span<double> values)
    {
        int interval = Degree;
        while (interval < Count - 1 && x >= _knots[interval + 1])
            interval++;
        values[0] = 1;
        for (int order = 1; order <= Degree; order++)
        {
            double carried = 0;
            for (int j = 0; j < order; j++)
            {
                double right = _knots[interval + j + 1];
                double left = _knots[interval + j + 1 - order];
                double share = values[j] / (right - left);
                values[j] = carried + (right - x) * share;
                carried = (x - left) * share;
            }
            values[order] = carried;
        }
        return interval - Degree;
    }
}
