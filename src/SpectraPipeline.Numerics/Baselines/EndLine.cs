namespace SpectraPipeline.Numerics.Baselines;

/// <summary>The straight line between the mean points of two stretches, on the whole axis.</summary>
/// <remarks>Right where nothing but a sloping background lies between two quiet ends; noise of the ends tilts it. Cost: O(n).</remarks>
/// <param name="x">The axis, strictly ascending.</param>
/// <param name="ends">Where the line is tied.</param>
public sealed class EndLine(ReadOnlySpan<double> x, EndLevels ends)
{
    private readonly double[] _x = x.ToArray();

    /// <summary>Fits one spectrum.</summary>
    /// <param name="y">The spectrum, finite values; not changed.</param>
    /// <param name="baseline">Receives the line; same length.</param>
    /// <exception cref="ArgumentException">Lengths disagree.</exception>
    public BaselineOutcome Fit(ReadOnlySpan<double> y, Span<double> baseline)
    {
        if (y.Length != _x.Length || baseline.Length != _x.Length)
            throw new ArgumentException($"y and baseline must hold {_x.Length} points, not {y.Length} and {baseline.Length}", nameof(y));
        (double left, double right) = ends.Of(y);
        double slope = (right - left) / (ends.XRight - ends.XLeft);
        for (int i = 0; i < baseline.Length; i++)
            baseline[i] = left + (slope * (_x[i] - ends.XLeft));
        return BaselineOutcome.Direct;
    }
}
