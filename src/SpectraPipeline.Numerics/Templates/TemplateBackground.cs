using SpectraPipeline.Numerics.Splines;

namespace SpectraPipeline.Numerics.Templates;

/// <summary>Columns of the smooth background of <see cref="TemplateRegression"/>.</summary>
internal static class TemplateBackground
{
    /// <summary>Legendre polynomials up to the degree, or cubic B-splines on even knots; splines without points below them are left out.</summary>
    public static double[][] Columns(double[] x, TemplateRegressionOptions options)
    {
        double range = x[^1] - x[0];
        if (options.KnotSpacing is not { } spacing || range <= 2 * spacing)
            return Legendre(x, options.Degree);
        int intervals = (int)Math.Round(range / spacing);
        double[] knots =
        [
            x[0],
            x[0],
            x[0],
            .. Enumerable.Range(0, intervals).Select(i => x[0] + (range * i / intervals)),
            x[^1],
            x[^1],
            x[^1],
            x[^1],
        ];
        var basis = new CubicBSpline(knots);
        double[][] columns = [.. Enumerable.Range(0, basis.Count).Select(_ => new double[x.Length])];
        Span<double> four = stackalloc double[4];
        for (int i = 0; i < x.Length; i++)
        {
            int first = basis.Evaluate(x[i], four);
            for (int j = 0; j < 4; j++)
                columns[first + j][i] = four[j];
        }
        // A spline whose middle lies in a hole is known by its tail only: it would trade with its neighbours.
        return [.. columns.Where(c => c.Max() > 0.2)];
    }

    private static double[][] Legendre(double[] x, int degree)
    {
        double[][] columns = [.. Enumerable.Range(0, degree + 1).Select(_ => new double[x.Length])];
        for (int i = 0; i < x.Length; i++)
        {
            double u = (2 * (x[i] - x[0]) / (x[^1] - x[0])) - 1,
                last = 0,
                here = 1;
            for (int d = 0; d <= degree; d++)
            {
                columns[d][i] = here;
                (last, here) = (here, ((((2 * d) + 1) * u * here) - (d * last)) / (d + 1));
            }
        }
        return columns;
    }
}
