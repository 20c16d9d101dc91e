namespace SpectraPipeline.Benchmarks;

/// <summary>Refuses to time two ways that do not give the same: a faster wrong answer is no result.</summary>
internal static class Same
{
    /// <summary>max |a − b| ≤ tolerance · max |b|.</summary>
    /// <exception cref="InvalidOperationException">It is not, or lengths disagree.</exception>
    public static void Within(double tolerance, ReadOnlySpan<double> a, ReadOnlySpan<double> b, string what)
    {
        if (a.Length != b.Length)
            throw new InvalidOperationException($"{what}: {a.Length} values against {b.Length}");
        double worst = 0;
        double largest = 0;
        for (int i = 0; i < a.Length; i++)
        {
            worst = Math.Max(worst, Math.Abs(a[i] - b[i]));
            largest = Math.Max(largest, Math.Abs(b[i]));
        }
        if (!(worst <= tolerance * largest))
            throw new InvalidOperationException($"{what}: the ways differ by {worst:g3} of {largest:g3}");
    }
}
