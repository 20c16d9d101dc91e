using SpectraPipeline.Numerics.LinearAlgebra;

namespace SpectraPipeline.Numerics.Xas;

/// <summary>Absorption edge energy E₀: the maximum of dμ/dE that is no lone spike, found raw and then again in a smoothed derivative.</summary>
/// <remarks>
/// The procedure of Larch (M. Newville, J. Phys. Conf. Ser. 430 (2013) 012007, doi:10.1088/1742-6596/430/1/012007; find_e0 as of 2026): a candidate counts
/// only if both neighbours are high too. The second pass smooths with a Lorentzian as wide as the energy step and looks at 75 points on
/// either side. The answer is always a grid point, never the last one. Scratch memory belongs to the instance: one worker each.
/// Cost: O(n log n) and one convolution of about 1000 points.
/// </remarks>
public sealed class EdgeFinder
{
    private const int HalfSlice = 75;
    private double[] _energy = [];
    private double[] _mu = [];
    private double[] _slope = [];
    private double[] _steps = [];
    private double[] _grid = [];
    private double[] _mirror = [];
    private double[] _kernel = [];
    private double[] _smooth = [];

    /// <summary>Finds the edge of a spectrum.</summary>
    /// <param name="energy">eV, not decreasing; equal energies are pushed apart by 0.5 meV.</param>
    /// <param name="mu">Absorption, any scale; points that are not finite are left out.</param>
    /// <returns>E₀ in eV.</returns>
    /// <exception cref="ArgumentException">Lengths disagree.</exception>
    /// <exception cref="XasDataException">Fewer than 10 finite points, or no slope at all: <c>no-edge</c>.</exception>
    public double Find(ReadOnlySpan<double> energy, ReadOnlySpan<double> mu)
    {
        if (energy.Length != mu.Length)
            throw new ArgumentException($"{energy.Length} energies and {mu.Length} absorptions.", nameof(mu));
        int n = TakeFinite(energy, mu);
        if (n < 10)
            throw new XasDataException("no-edge", $"{n} finite points are too few to find an edge; 10 are needed.");
        Span<double> e = _energy.AsSpan(0, n);
        PushApart(e);
        (double rough, int index) = SteepestPoint(e, _mu.AsSpan(0, n), 0);
        double step = TypicalStep(e[..^1]);
        int start = Math.Max(3, index - HalfSlice);
        int stop = Math.Min(index + HalfSlice, n - 3);
        if (index < 0.05 * n)
        {
            // An "edge" at the very start is a glitch or a drift: look everywhere.
            rough = Mean(e);
            start = Math.Max(3, index - 20);
            stop = n - 3;
        }
        if (stop - start < 10)
            return rough;
        double smoothing = 0.5 * (Math.Clamp(step, 0.01, 1) + Math.Clamp(rough / 25000, 0.01, 1));
        Span<double> slice = e[start..stop];
        (double found, int at) = SteepestPoint(slice, _mu.AsSpan(start, stop - start), smoothing);
        return at < 1 ? slice[2] : found;
    }

    private int TakeFinite(ReadOnlySpan<double> energy, ReadOnlySpan<double> mu)
    {
        Ensure(ref _energy, energy.Length);
        Ensure(ref _mu, energy.Length);
        Ensure(ref _slope, energy.Length);
        Ensure(ref _steps, energy.Length);
        int n = 0;
        for (int i = 0; i < energy.Length; i++)
        {
            if (!double.IsFinite(energy[i]) || !double.IsFinite(mu[i]))
                continue;
            if (n > 0 && energy[i] < _energy[n - 1])
                throw new ArgumentException($"Energy {i} = {energy[i]} lies below its predecessor; sort first.", nameof(energy));
            _energy[n] = energy[i];
            _mu[n++] = mu[i];
        }
        return n;
    }

    // Only when some step is tiny (5 meV): every point within 0.5 meV of its predecessor moves by what that one moved plus 0.5 meV.
    private static void PushApart(Span<double> energy)
    {
        const double tiny = 0.0005;
        double smallest = double.PositiveInfinity;
        for (int i = 1; i < energy.Length; i++)
            smallest = Math.Min(smallest, energy[i] - energy[i - 1]);
        if (smallest > 10 * tiny)
            return;
        double previous = energy[0];
        double moved = 0;
        for (int i = 1; i < energy.Length; i++)
        {
            double original = energy[i];
            moved = original - previous < tiny ? moved + tiny : 0;
            previous = original;
            energy[i] = original + moved;
        }
    }

    /// <summary>Largest slope whose neighbours are high too; smoothing 0 takes the raw slope. The last point never takes part.</summary>
    private (double Energy, int Index) SteepestPoint(Span<double> energy, Span<double> mu, double smoothing)
    {
        int n = energy.Length - 1;
        Span<double> e = energy[..n];
        Span<double> slope = _slope.AsSpan(0, n);
        Slope(e, mu[..n], slope);
        if (smoothing > 0)
            Smooth(e, slope, smoothing);
        int margin = Math.Max(3, (int)(0.02 * n));
        double low = double.PositiveInfinity;
        double high = double.NegativeInfinity;
        foreach (double d in slope[margin..^margin])
        {
            low = Math.Min(low, d);
            high = Math.Max(high, d);
        }
        if (!(high > low))
            throw new XasDataException("no-edge", "The absorption does not change over the scan; there is no edge in it.");
        double range = Math.Max(1e-10, high - low);
        double threshold = Threshold(slope, low, range, n > 20 ? 0.6 : 0.3);
        int best = 0;
        double steepest = 0;
        for (int i = margin; i <= n - margin; i++)
        {
            double d = (slope[i] - low) / range;
            if (d > steepest && d > threshold && (slope[i - 1] - low) / range > threshold && (slope[i + 1] - low) / range > threshold)
                (best, steepest) = (i, d);
        }
        return (e[best], best);
    }

    private static double Threshold(ReadOnlySpan<double> slope, double low, double range, double threshold)
    {
        int count = CountAbove(slope, low, range, threshold);
        for (int halvings = 0; count < 3 && halvings < 2; halvings++)
        {
            threshold /= 2;
            count = CountAbove(slope, low, range, threshold);
        }
        return count < 3 ? double.NegativeInfinity : threshold;
    }

    private static int CountAbove(ReadOnlySpan<double> slope, double low, double range, double threshold)
    {
        int count = 0;
        foreach (double d in slope)
            if ((d - low) / range > threshold)
                count++;
        return count;
    }

    /// <summary>dμ/dE as the quotient of index differences, central inside and one-sided at the ends.</summary>
    internal static void Slope(ReadOnlySpan<double> energy, ReadOnlySpan<double> mu, Span<double> result)
    {
        int last = energy.Length - 1;
        result[0] = (mu[1] - mu[0]) / (energy[1] - energy[0]);
        for (int i = 1; i < last; i++)
            result[i] = (mu[i + 1] - mu[i - 1]) / (energy[i + 1] - energy[i - 1]);
        result[last] = (mu[last] - mu[last - 1]) / (energy[last] - energy[last - 1]);
    }

    // Mean of the ten smallest steps, after leaving out 1 % of the points at either end and the 1 % smallest steps.
    private double TypicalStep(ReadOnlySpan<double> energy)
    {
        int skip = (int)(0.01 * energy.Length);
        // Without a point to skip a slice [0:-0] is empty in the original, which then falls back on 1 eV; we take all points instead.
        ReadOnlySpan<double> inner = energy[skip..^skip];
        Span<double> steps = _steps.AsSpan(0, inner.Length - 1);
        for (int i = 0; i < steps.Length; i++)
            steps[i] = inner[i + 1] - inner[i];
        steps.Sort();
        int stop = Math.Min(steps.Length, skip + 10);
        double sum = 0;
        for (int i = skip; i < stop; i++)
            sum += steps[i];
        return stop > skip ? sum / (stop - skip) : 1;
    }

    // Lorentzian of the width of one grid step on an even grid, mirrored at both ends; back by linear interpolation.
    private void Smooth(ReadOnlySpan<double> energy, Span<double> values, double step)
    {
        double from = step * (int)((energy[0] - 5 * step) / step);
        double to = step * (int)((energy[^1] + 5 * step) / step);
        int n = Math.Min(1 + (int)((Math.Abs(to - from) + 0.1 * step) / step), 50 * energy.Length);
        Ensure(ref _grid, n);
        Ensure(ref _mirror, 3 * n);
        Ensure(ref _kernel, 2 * n);
        Ensure(ref _smooth, n);
        double spacing = (to - from) / (n - 1);
        Span<double> padded = _mirror.AsSpan(0, 3 * n - 1);
        Span<double> middle = padded.Slice(n - 1, n);
        for (int i = 0; i < n; i++)
            _grid[i] = from + i * spacing;
        ClampedInterpolation.Evaluate(energy, values, _grid.AsSpan(0, n), middle);
        for (int i = 1; i < n; i++)
            padded[n - 1 - i] = middle[i];
        for (int i = 0; i < n; i++)
            padded[2 * n - 1 + i] = middle[n - 1 - i];
        // The kernel is stored backwards: element j weighs the point j − (n − 1) away.
        double total = 0;
        for (int j = 0; j < 2 * n; j++)
        {
            double m = j - (n - 1);
            _kernel[j] = 1 / (1 + m * m);
            total += _kernel[j];
        }
        ReadOnlySpan<double> kernel = _kernel.AsSpan(0, 2 * n);
        for (int i = 0; i < n; i++)
            _smooth[i] = Products.Dot(kernel, padded.Slice(i, 2 * n)) / total;
        ClampedInterpolation.Evaluate(_grid.AsSpan(0, n), _smooth.AsSpan(0, n), energy, values);
    }

    private static double Mean(ReadOnlySpan<double> values)
    {
        double sum = 0;
        foreach (double v in values)
            sum += v;
        return sum / values.Length;
    }

    private static void Ensure(ref double[] buffer, int length)
    {
        if (buffer.Length < length)
            buffer = new double[length];
    }
}
