namespace SpectraPipeline.Numerics.Statistics;

/// <summary>A level that begins to rise (or fall) at one point.</summary>
/// <param name="At">Where the change begins.</param>
/// <param name="Low">95 % interval by the profile of the squares, low; NaN when the profile is still below its limit at the first point.</param>
/// <param name="High">95 % interval, high.</param>
/// <param name="Slope">Slope just after the change.</param>
/// <param name="Aicc">Corrected Akaike criterion, to compare a straight rise with a bent one on the same points.</param>
public readonly record struct Hinge(double At, double Low, double High, double Slope, double Aicc)
{
    private const int MaxSteps = 10_000;

    /// <summary>Least squares of y = a + b·u (+ c·u²), u = max(0, x − x₀), x₀ searched on a grid of a fiftieth of the mean step, of at most 10 000
    /// steps.</summary>
    /// <remarks>
    /// Broken-line regression: D. V. Hinkley, Biometrika 1969, 56, 495, doi 10.1093/biomet/56.3.495; the interval holds every x₀ with
    /// S(x₀) ≤ S_min (1 + F/f), f = n − 3 (bent: n − 4) and F the 95 % point of F(1, f). A bent rise must not begin against its own end: where the
    /// free b has the other sign than b·u + c·u² at the last point, b is 0. O(n) a step of the grid.
    /// </remarks>
    /// <param name="x">Abscissas, ascending.</param>
    /// <param name="y">Values.</param>
    /// <param name="weight">Weights 1/σ².</param>
    /// <param name="bent">With the term c·u².</param>
    /// <returns>Null for fewer than 5 points (bent: 6).</returns>
    /// <exception cref="ArgumentException">Lengths disagree.</exception>
    public static Hinge? Fit(ReadOnlySpan<double> x, ReadOnlySpan<double> y, ReadOnlySpan<double> weight, bool bent = false)
    {
        if (x.Length != y.Length || x.Length != weight.Length)
            throw new ArgumentException("x, y and weight must have one length.", nameof(x));
        int n = x.Length,
            variables = bent ? 4 : 3;
        if (n < variables + 2 || !(x[^1] > x[0]))
            return null;
        // The change needs points after it, else b (and c) have nothing to stand on.
        int steps = Math.Min(50 * (n - 1), MaxSteps);
        double step = (x[n - variables + 1] - x[0]) / steps;
        double[] squares = new double[steps + 1],
            scratch = new double[n];
        int best = 0;
        double slope = 0;
        for (int i = 0; i <= steps; i++)
        {
            (squares[i], double here) = Rise(x, y, weight, x[0] + (i * step), bent, scratch);
            if (i == 0 || squares[i] < squares[best])
                (best, slope) = (i, here);
        }
        int freedom = n - variables;
        double half = Student.Half95(freedom),
            limit = squares[best] * (1 + (half * half / freedom));
        int low = best,
            high = best;
        while (low > 0 && squares[low - 1] <= limit)
            low--;
        while (high < steps && squares[high + 1] <= limit)
            high++;
        return new(
            x[0] + (best * step),
            low == 0 ? double.NaN : x[0] + (low * step),
            // Between the last points every start fits as well as the last one tried: the rise takes any slope there.
            high == steps
                ? x[^1]
                : x[0] + (high * step),
            slope,
            Akaike.Corrected(squares[best], n, variables + 1)
        );
    }

    /// <summary>Squares and starting slope of the best rise from a point.</summary>
    private static (double Squares, double Slope) Rise(
        ReadOnlySpan<double> x,
        ReadOnlySpan<double> y,
        ReadOnlySpan<double> weight,
        double at,
        bool bent,
        Span<double> scratch
    )
    {
        for (int i = 0; i < x.Length; i++)
            scratch[i] = Math.Max(0, x[i] - at);
        WeightedLine line = WeightedLine.Of(scratch, y, weight);
        if (!bent)
            return (line.Squares, line.Slope);
        (double squares, double b, double c) = Parabola(scratch, y, weight);
        double end = scratch[^1];
        if (b * ((b * end) + (c * end * end)) >= 0)
            return (squares, b);
        for (int i = 0; i < x.Length; i++)
            scratch[i] *= scratch[i];
        return (WeightedLine.Of(scratch, y, weight).Squares, 0);
    }

    /// <summary>Weighted least squares of y = a + b·u + c·u², about the weighted means.</summary>
    private static (double Squares, double B, double C) Parabola(
        ReadOnlySpan<double> u,
        ReadOnlySpan<double> y,
        ReadOnlySpan<double> weight
    )
    {
        double w = 0,
            mu = 0,
            mv = 0,
            my = 0;
        for (int i = 0; i < u.Length; i++)
            (w, mu, mv, my) = (w + weight[i], mu + (weight[i] * u[i]), mv + (weight[i] * u[i] * u[i]), my + (weight[i] * y[i]));
        (mu, mv, my) = (mu / w, mv / w, my / w);
        double uu = 0,
            uv = 0,
            vv = 0,
            uy = 0,
            vy = 0,
            yy = 0;
        for (int i = 0; i < u.Length; i++)
        {
            double du = u[i] - mu,
                dv = (u[i] * u[i]) - mv,
                dy = y[i] - my;
            (uu, uv, vv) = (uu + (weight[i] * du * du), uv + (weight[i] * du * dv), vv + (weight[i] * dv * dv));
            (uy, vy, yy) = (uy + (weight[i] * du * dy), vy + (weight[i] * dv * dy), yy + (weight[i] * dy * dy));
        }
        double determinant = (uu * vv) - (uv * uv);
        // One point after the change cannot tell slope from bend.
        if (!(determinant > 1e-12 * uu * vv))
        {
            double only = uu > 0 ? uy / uu : 0;
            return (Math.Max(0, yy - (only * uy)), only, 0);
        }
        double b = ((uy * vv) - (vy * uv)) / determinant,
            c = ((vy * uu) - (uy * uv)) / determinant;
        return (Math.Max(0, yy - (b * uy) - (c * vy)), b, c);
    }
}
