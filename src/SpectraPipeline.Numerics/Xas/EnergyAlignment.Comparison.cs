namespace SpectraPipeline.Numerics.Xas;

/// <content>What is compared at one shift: spectrum and target on the same points, their residuals and derivative.</content>
public sealed partial class EnergyAlignment
{
    /// <summary>The linear part of the fit at one shift.</summary>
    /// <param name="Factor">a.</param>
    /// <param name="Rest">Sum of squared residuals.</param>
    /// <param name="Total">The same without the target.</param>
    private readonly record struct Linear(double Factor, double Rest, double Total);

    // Leaves residuals in _data and the target's shape, both without their straight line, in _shape.
    private Linear Solve(
        ReadOnlySpan<double> energy,
        ReadOnlySpan<double> mu,
        (int First, int Count) range,
        double shift,
        LocalSlope slopes
    )
    {
        (int first, int count) = range;
        ReadOnlySpan<double> e = energy.Slice(first, count);
        Span<double> data = _data.AsSpan(0, count);
        Span<double> shape = _shape.AsSpan(0, count);
        Sampled(energy, range, shift, shape, slopes);
        if (_settings.Method == AlignmentMethod.Norm)
            mu.Slice(first, count).CopyTo(data);
        else
            slopes.Apply(mu, 0, first, data);
        WithoutLine(e, data);
        WithoutLine(e, shape);
        double size = Dot(shape, shape);
        double total = Dot(data, data);
        double factor = size > 0 ? Dot(shape, data) / size : 0;
        for (int i = 0; i < count; i++)
            data[i] -= factor * shape[i];
        return new Linear(factor, Dot(data, data), total);
    }

    // J = T′ by differences over ± δ, without line and without its part along the shape.
    private void Slope(ReadOnlySpan<double> energy, (int First, int Count) range, double shift)
    {
        Span<double> slope = _slope.AsSpan(0, range.Count);
        Span<double> below = _lower.AsSpan(0, range.Count);
        Sampled(energy, range, shift + _wide, slope, _slopes);
        Sampled(energy, range, shift - _wide, below, _slopes);
        for (int i = 0; i < slope.Length; i++)
            slope[i] = (slope[i] - below[i]) / (2 * _wide);
        WithoutLine(energy.Slice(range.First, range.Count), slope);
        ReadOnlySpan<double> shape = _shape.AsSpan(0, range.Count);
        double part = Dot(slope, shape) / Dot(shape, shape);
        for (int i = 0; i < slope.Length; i++)
            slope[i] -= part * shape[i];
    }

    // J·T′ by a secant: what a shift of 1 eV does to J·r. A narrower one would be the slope of interpolated noise.
    private double Along(ReadOnlySpan<double> energy, (int First, int Count) range, double shift)
    {
        ReadOnlySpan<double> slope = _slope.AsSpan(0, range.Count);
        Span<double> beside = _lower.AsSpan(0, range.Count);
        double narrow = _wide / 3;
        Sampled(energy, range, shift + narrow, beside, _slopes);
        double above = Dot(slope, beside);
        Sampled(energy, range, shift - narrow, beside, _slopes);
        return (above - Dot(slope, beside)) / (2 * narrow);
    }

    // a by the target beside itself, Σ Z·d / Σ Z·T with Z = T(s + δ) + T(s − δ), whose noise is another than that of T: a itself is drawn to 0 by the target's noise.
    private double Scale(ReadOnlySpan<double> energy, (int First, int Count) range, double shift, double factor)
    {
        if (Margin == 0)
            return factor;
        Span<double> beside = _lower.AsSpan(0, range.Count);
        ReadOnlySpan<double> shape = _shape.AsSpan(0, range.Count);
        (double own, double rest) = (0, 0);
        foreach (double by in (ReadOnlySpan<double>)[-_wide, _wide])
        {
            Sampled(energy, range, shift + by, beside, _slopes);
            (own, rest) = (own + Dot(beside, shape), rest + Dot(beside, _data.AsSpan(0, range.Count)));
        }
        return own > 0 ? factor + (rest / own) : factor;
    }

    // What the shape explains by chance of white noise of unit variance.
    private double Chance((int First, int Count) range)
    {
        if (Margin == 0)
            return 1;
        ReadOnlySpan<double> shape = _shape.AsSpan(0, range.Count);
        (int start, int points) = _slopes.Support(range.First, range.Count);
        return _slopes.Variance(shape, range.First, _values.AsSpan(0, points), start) / Dot(shape, shape);
    }

    // The target at the shifted energies, as it is compared: itself, or its slopes.
    private void Sampled(ReadOnlySpan<double> energy, (int First, int Count) range, double shift, Span<double> result, LocalSlope slopes)
    {
        (int start, int points) = Margin > 0 ? slopes.Support(range.First, range.Count) : range;
        Span<double> at = _at.AsSpan(0, points);
        for (int i = 0; i < points; i++)
            at[i] = energy[start + i] + shift;
        if (Margin == 0)
        {
            _target.Evaluate(at, result);
            return;
        }
        Span<double> values = _values.AsSpan(0, points);
        _target.Evaluate(at, values);
        slopes.Apply(values, start, range.First, result);
    }

    // Less the straight line of least squares; of a derivative, whose line is a parabola of μ, less its mean.
    private void WithoutLine(ReadOnlySpan<double> energy, Span<double> y)
    {
        double mean = 0;
        double centre = 0;
        for (int i = 0; i < y.Length; i++)
            (mean, centre) = (mean + y[i], centre + energy[i] - energy[0]);
        mean /= y.Length;
        centre = energy[0] + (centre / y.Length);
        double product = 0;
        double square = 0;
        for (int i = 0; i < y.Length; i++)
        {
            double x = energy[i] - centre;
            (product, square) = (product + (x * y[i]), square + (x * x));
        }
        double slope = _settings.Method == AlignmentMethod.Norm ? product / square : 0;
        for (int i = 0; i < y.Length; i++)
            y[i] -= mean + (slope * (energy[i] - centre));
    }
}
