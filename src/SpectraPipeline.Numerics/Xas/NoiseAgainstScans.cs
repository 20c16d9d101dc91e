namespace SpectraPipeline.Numerics.Xas;

/// <summary>Noise of the mean of N scans: ε² = a²/N + b², what each scan brings of its own and what all share.</summary>
/// <param name="Own">a: noise of one scan that averaging takes down.</param>
/// <param name="Shared">b: what stays however many scans there are (glitches at fixed energies, harmonics, what leaks into the noise range).</param>
public readonly record struct NoiseAgainstScans(double Own, double Shared)
{
    /// <summary>Fits both.</summary>
    /// <remarks>Least squares of the relative deviations of ε², weighed with the number of means behind each; neither square may be negative. Cost: nothing.</remarks>
    /// <param name="scans">N.</param>
    /// <param name="noise">ε of the mean of N scans (root mean square over such means).</param>
    /// <param name="means">How many disjoint means of N scans there are.</param>
    public static NoiseAgainstScans Fit(IReadOnlyList<int> scans, IReadOnlyList<double> noise, IReadOnlyList<int> means)
    {
        double xx = 0,
            x1 = 0,
            one = 0,
            xy = 0,
            y1 = 0;
        for (int i = 0; i < scans.Count; i++)
        {
            double square = noise[i] * noise[i],
                weight = means[i] / (square * square),
                x = 1.0 / scans[i];
            (xx, x1, one) = (xx + (weight * x * x), x1 + (weight * x), one + weight);
            (xy, y1) = (xy + (weight * x * square), y1 + (weight * square));
        }
        double determinant = (xx * one) - (x1 * x1);
        if (scans.Count < 2 || !(determinant > 1e-12 * xx * one))
            return new(Math.Sqrt(xy / xx), 0);
        double own = ((xy * one) - (y1 * x1)) / determinant,
            shared = ((xx * y1) - (x1 * xy)) / determinant;
        return shared < 0 ? new(Math.Sqrt(xy / xx), 0)
            : own < 0 ? new(0, Math.Sqrt(y1 / one))
            : new(Math.Sqrt(own), Math.Sqrt(shared));
    }

    /// <summary>ε of the mean of so many scans.</summary>
    public double Of(double scans) => Math.Sqrt((Own * Own / scans) + (Shared * Shared));

    /// <summary>Scans whose mean has a noise of at most <paramref name="goal"/>; infinite where what they share is more.</summary>
    public double Needed(double goal)
    {
        double left = (goal * goal) - (Shared * Shared);
        return left > 0 ? Math.Max(1, Math.Ceiling((Own * Own / left) - 1e-9)) : double.PositiveInfinity;
    }
}
