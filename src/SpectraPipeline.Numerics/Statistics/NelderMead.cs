namespace SpectraPipeline.Numerics.Statistics;

/// <summary>Minimum of a function of few variables without derivatives.</summary>
public static class NelderMead
{
    /// <summary>Moves a simplex downhill: J. A. Nelder, R. Mead, Comput. J. 1965, 7, 308, doi 10.1093/comjnl/7.4.308 (coefficients 1, 2, ½, ½). Finds a local
    /// minimum; stops after the steps given or when the simplex has shrunk to 1e-10 of its start.</summary>
    /// <param name="function">What to minimise; infinity or NaN = not allowed.</param>
    /// <param name="start">Start.</param>
    /// <param name="size">Size of the first simplex in each variable.</param>
    /// <param name="steps">Steps at most.</param>
    public static double[] Minimize(Func<double[], double> function, double[] start, double[] size, int steps)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(start);
        ArgumentNullException.ThrowIfNull(size);
        int n = start.Length;
        double[][] corners = [.. Enumerable.Range(0, n + 1).Select(_ => (double[])start.Clone())];
        for (int k = 0; k < n; k++)
            corners[k + 1][k] += size[k];
        double[] values = [.. corners.Select(Value)];
        for (int step = 0; step < steps; step++)
        {
            Array.Sort(values, corners);
            if (Enumerable.Range(0, n).All(k => Math.Abs(corners[n][k] - corners[0][k]) < 1e-10 * size[k]))
                break;
            double[] middle = [.. Enumerable.Range(0, n).Select(k => corners[..n].Average(c => c[k]))];
            double[] reflected = Along(middle, corners[n], -1);
            double at = Value(reflected);
            double[] tried =
                at < values[0] ? Along(middle, corners[n], -2)
                : at < values[n - 1] ? reflected
                : Along(middle, at < values[n] ? reflected : corners[n], 0.5);
            double there = Value(tried);
            if (at < values[0] && at < there)
                (tried, there) = (reflected, at);
            if (there < values[n])
                (corners[n], values[n]) = (tried, there);
            else
                for (int c = 1; c <= n; c++)
                {
                    corners[c] = Along(corners[0], corners[c], 0.5);
                    values[c] = Value(corners[c]);
                }
        }
        return corners[Array.IndexOf(values, values.Min())];

        double Value(double[] x) => function(x) is var v && double.IsNaN(v) ? double.PositiveInfinity : v;
    }

    private static double[] Along(double[] from, double[] to, double part) => [.. from.Zip(to, (a, b) => a + (part * (b - a)))];
}
