namespace SpectraPipeline.Numerics.Splines;

/// <summary>B-spline basis on evenly spaced knots that go on beyond both ends of the data: the basis of P-splines, in which a difference of coefficients is a
/// difference of the curve.</summary>
/// <remarks>
/// Knots t₀ = x₀ … t₍K₋₁₎ = x_last in even steps h, and as many more beyond each end as the degree says: K + degree − 1 functions, of which degree + 1 differ from zero
/// at any x; they sum to 1. P. H. C. Eilers, B. D. Marx, Stat. Sci. 11 (1996) 89, doi:10.1214/ss/1038425655. Recurrence of C. de Boor, J. Approx. Theory 6 (1972) 50,
/// in u = (x − tₖ)/h. Points may be spaced in any way; an interval without points has only its neighbours' functions. Cost: (degree + 1)² a point, once.
/// </remarks>
public sealed class PSplineBasis
{
    /// <summary>Highest degree in use.</summary>
    public const int MaxDegree = 5;

    private readonly double[] _values;
    private readonly int[] _first;

    /// <summary>The basis at given points.</summary>
    /// <param name="x">At least two increasing values.</param>
    /// <param name="knots">K, knots from the first to the last point, both counted; at least 2.</param>
    /// <param name="degree">Degree of the polynomials, 1 to 5.</param>
    /// <exception cref="ArgumentException">Fewer than two points or two knots, a degree outside 1..5, or x that does not increase.</exception>
    public PSplineBasis(ReadOnlySpan<double> x, int knots, int degree)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(x.Length, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(knots, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(degree, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(degree, MaxDegree);
        (Points, Degree, Count) = (x.Length, degree, knots + degree - 1);
        _values = new double[x.Length * (degree + 1)];
        _first = new int[x.Length];
        double step = (x[^1] - x[0]) / (knots - 1);
        for (int i = 0; i < x.Length; i++)
        {
            if (i > 0 && !(x[i] > x[i - 1]))
                throw new ArgumentException($"x must increase; point {i} = {x[i]} does not exceed {x[i - 1]}.", nameof(x));
            double place = (x[i] - x[0]) / step;
            _first[i] = Math.Min((int)place, knots - 2);
            Evaluate(place - _first[i], _values.AsSpan(i * (degree + 1), degree + 1));
        }
    }

    /// <summary>Points at which the functions are known.</summary>
    public int Points { get; }

    /// <summary>Degree of the polynomials.</summary>
    public int Degree { get; }

    /// <summary>Number of functions.</summary>
    public int Count { get; }

    /// <summary>Index of the first of the degree + 1 functions that differ from zero at a point: the number of its interval between knots.</summary>
    public int FirstAt(int point) => _first[point];

    /// <summary>Their values, in order.</summary>
    public ReadOnlySpan<double> ValuesAt(int point) => _values.AsSpan(point * (Degree + 1), Degree + 1);

    /// <summary>The functions at u, counted in steps from the knot on the left.</summary>
    private static void Evaluate(double u, Span<double> values)
    {
        values[0] = 1;
        for (int order = 1; order < values.Length; order++)
        {
            double carried = 0;
            for (int j = 0; j < order; j++)
            {
                double share = values[j] / order;
                values[j] = carried + (j + 1 - u) * share;
                carried = (order - 1 - j + u) * share;
            }
            values[order] = carried;
        }
    }
}
