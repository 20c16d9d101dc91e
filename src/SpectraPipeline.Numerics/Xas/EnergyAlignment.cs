using SpectraPipeline.Numerics.Splines;

namespace SpectraPipeline.Numerics.Xas;

/// <summary>The shift that brings a spectrum onto a target of the same edge (a foil, the reference channel of another scan).</summary>
/// <remarks>
/// <para>
/// Model, at the points E of the spectrum itself: μ(E) ≈ a·T(E + s) + b + cE in the window E₀ + from ≤ E + s ≤ E₀ + to, both sides through the same
/// difference quotient when derivatives are compared. s is found by a scan over ± the largest shift and then as the root of Σ J·r = 0, where r are the residuals
/// and J is T′ by differences over ± δ, at least E₀/10⁴ wide, less its parts along T, b and c. The spectrum is never interpolated, and J knows
/// little of the target's noise: the minimum of Σ r² itself is pulled to shifts by half a step, where interpolated noise is smallest.
/// </para>
/// <para>
/// The task of Larch's energy_align (M. Newville, J. Phys. Conf. Ser. 430 (2013) 012007, doi:10.1088/1742-6596/430/1/012007), whose lower limit has
/// the wrong sign: its window begins 15 eV above the edge and leaves the edge out. Ours holds it.
/// </para>
/// <para>
/// Standard error: (Σ wᵢ²)½ σ with w the weights by which white noise of μ enters s and σ² from the residuals, times √((1 + ρ)/(1 − ρ)) where
/// their first autocorrelation ρ exceeds 2/√n. Assumes that shapes are equal: a reference of another thickness or resolution shifts by its misfit.
/// Scratch memory belongs to the instance: one worker each. Cost: about 50 evaluations of a spline over the window.
/// </para>
/// </remarks>
public sealed class EnergyAlignment
{
    private const int FewestPoints = 8;

    // The edge must be seen this far on both sides, or what is matched is no edge.
    private const double LeastSide = 5;

    // F of the factor a: the largest of the scan's hundred on noise alone stays below.
    private const double LeastF = 25;
    private const int MostSteps = 60;
    private readonly EnergyAlignmentSettings _settings;
    private readonly NotAKnotSpline _target;
    private readonly double _edge;
    private readonly double _low;
    private readonly double _high;
    private readonly double _wide;
    private readonly double _scanStep;
    private double[] _at = [];
    private double[] _values = [];
    private double[] _shape = [];
    private double[] _slope = [];
    private double[] _lower = [];
    private double[] _data = [];

    /// <summary>Takes the target.</summary>
    /// <param name="energy">Energies of the target (eV), increasing.</param>
    /// <param name="mu">Its absorption, any scale.</param>
    /// <param name="edge">Its edge (eV).</param>
    /// <param name="settings">Window and method.</param>
    /// <exception cref="XasDataException">The target does not hold the window: <c>no-overlap</c>.</exception>
    public EnergyAlignment(ReadOnlySpan<double> energy, ReadOnlySpan<double> mu, double edge, EnergyAlignmentSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        if (energy.Length != mu.Length)
            throw new ArgumentException($"{energy.Length} energies and {mu.Length} absorptions.", nameof(mu));
        if (!(settings.From < 0) || !(settings.To > 0))
            throw new ArgumentException($"A window from {settings.From} to {settings.To} eV leaves the edge out.", nameof(settings));
        (_settings, _edge) = (settings, edge);
        int first = EnergyGrid.AtOrBelow(energy, edge + settings.From);
        int last = EnergyGrid.AtOrBelow(energy, edge + settings.To);
        int steps = Math.Max(1, last - first);
        if (last - first + 1 < FewestPoints)
            throw AlignmentRefusals.NoOverlap(
                "The target",
                energy,
                Window,
                $"{last - first + 1} of its points lie in the window; {FewestPoints} are needed"
            );
        // Edges are as wide as their core holes live: 0.1 eV at carbon, 1.7 at zinc, 6 at palladium.
        _wide = Math.Max(edge / 1e4, 2 * (energy[last] - energy[first]) / steps);
        _scanStep = Math.Clamp(edge / 2e4, 0.05, 1);
        _low = Math.Max(edge + settings.From, energy[0] + _wide);
        _high = Math.Min(edge + settings.To, energy[^1] - _wide);
        if (_low > edge - Math.Min(LeastSide, -settings.From) || _high < edge + Math.Min(LeastSide, settings.To))
            throw AlignmentRefusals.NoOverlap("The target", energy, Window, "it does not hold the edge with both its sides");
        _target = new NotAKnotSpline(energy);
        _target.Fit(mu);
    }

    /// <summary>Finds the shift of a spectrum.</summary>
    /// <param name="energy">eV, increasing.</param>
    /// <param name="mu">Absorption on any scale, finite.</param>
    /// <exception cref="XasDataException">No overlap with the window (<c>no-overlap</c>), nothing in it that resembles the target (<c>unlike-reference</c>), or a best shift at
    /// the end of what was looked at (<c>shift-too-large</c>).</exception>
    public EnergyShift Find(ReadOnlySpan<double> energy, ReadOnlySpan<double> mu)
    {
        if (energy.Length != mu.Length)
            throw new ArgumentException($"{energy.Length} energies and {mu.Length} absorptions.", nameof(mu));
        double shift = Scan(energy, mu);
        (int First, int Count) range = Range(energy, shift);
        for (int pass = 0; pass < 3; pass++)
        {
            shift = Descend(energy, mu, range, shift);
            (int First, int Count) next = Range(energy, shift);
            if (next == range || next.Count < FewestPoints)
                break;
            range = next;
        }
        if (Math.Abs(shift) > _settings.MaxShift)
            throw AlignmentRefusals.TooLarge(shift, _settings.MaxShift);
        return Judge(energy, mu, range, shift);
    }

    // Points beside a point that its difference quotient needs.
    private int Margin => _settings.Method == AlignmentMethod.Derivative ? 1 : 0;

    private (double From, double To) Window => (_edge + _settings.From, _edge + _settings.To);

    private double Scan(ReadOnlySpan<double> energy, ReadOnlySpan<double> mu)
    {
        double best = double.PositiveInfinity;
        double found = double.NaN;
        int steps = Math.Max(2, (int)Math.Ceiling(_settings.MaxShift / _scanStep));
        for (int k = -steps; k <= steps; k++)
        {
            double shift = k * _settings.MaxShift / steps;
            (int First, int Count) range = Range(energy, shift);
            if (range.Count < FewestPoints)
                continue;
            Linear fit = Solve(energy, mu, range, shift);
            double misfit = fit.Factor > 0 ? fit.Rest / fit.Total : 1;
            if (misfit < best)
                (best, found) = (misfit, shift);
        }
        if (double.IsNaN(found))
            throw AlignmentRefusals.NoOverlap("The spectrum", energy, Window, "it does not hold the edge with both its sides");
        if (Math.Abs(found) > _settings.MaxShift * (1 - (0.5 / steps)))
            throw AlignmentRefusals.TooLarge(found, _settings.MaxShift);
        return found;
    }

    // Points whose shifted energy lies in the window; none when the edge is not seen from both sides.
    private (int First, int Count) Range(ReadOnlySpan<double> energy, double shift)
    {
        int first = Math.Max(Margin, EnergyGrid.AtOrBelow(energy, _low - shift));
        while (first < energy.Length && energy[first] + shift < _low)
            first++;
        int last = Math.Min(energy.Length - 1 - Margin, EnergyGrid.AtOrBelow(energy, _high - shift));
        if (last - first + 1 < FewestPoints)
            return (first, 0);
        bool below = energy[first] + shift <= _edge - Math.Min(LeastSide, 0.5 * (_edge - _low));
        bool above = energy[last] + shift >= _edge + Math.Min(LeastSide, 0.5 * (_high - _edge));
        return below && above ? (first, last - first + 1) : (first, 0);
    }

    /// <summary>The linear part of the fit at one shift.</summary>
    /// <param name="Factor">a.</param>
    /// <param name="Rest">Sum of squared residuals.</param>
    /// <param name="Total">The same without the target.</param>
    private readonly record struct Linear(double Factor, double Rest, double Total);

    // Leaves residuals in _data and the target's shape, both without their straight line, in _shape.
    private Linear Solve(ReadOnlySpan<double> energy, ReadOnlySpan<double> mu, (int First, int Count) range, double shift)
    {
        (int first, int count) = range;
        Ensure(count + 2);
        ReadOnlySpan<double> e = energy.Slice(first, count);
        Span<double> data = _data.AsSpan(0, count);
        Span<double> shape = _shape.AsSpan(0, count);
        Sampled(energy, range, shift, shape);
        if (_settings.Method == AlignmentMethod.Norm)
            mu.Slice(first, count).CopyTo(data);
        else
            Quotients(energy.Slice(first - 1, count + 2), mu.Slice(first - 1, count + 2), data);
        WithoutLine(e, data);
        WithoutLine(e, shape);
        double size = Dot(shape, shape);
        double total = Dot(data, data);
        double factor = size > 0 ? Dot(shape, data) / size : 0;
        for (int i = 0; i < count; i++)
            data[i] -= factor * shape[i];
        return new Linear(factor, Dot(data, data), total);
    }

    private double Descend(ReadOnlySpan<double> energy, ReadOnlySpan<double> mu, (int First, int Count) range, double start)
    {
        double shift = start;
        for (int step = 0; step < MostSteps; step++)
        {
            Linear fit = Solve(energy, mu, range, shift);
            Slope(energy, range, shift);
            double along = Along(energy, range, shift);
            if (!(fit.Factor > 0) || !(along > 0))
                break;
            double move = Dot(_slope.AsSpan(0, range.Count), _data.AsSpan(0, range.Count)) / (fit.Factor * along);
            shift += Math.Clamp(move, -_scanStep, _scanStep);
            if (Math.Abs(move) < 1e-9 || Math.Abs(shift) > 1.5 * _settings.MaxShift)
                break;
        }
        return shift;
    }

    // J = T′ by differences over ± δ, without line and without its part along the shape.
    private void Slope(ReadOnlySpan<double> energy, (int First, int Count) range, double shift)
    {
        Span<double> slope = _slope.AsSpan(0, range.Count);
        Span<double> below = _lower.AsSpan(0, range.Count);
        Sampled(energy, range, shift + _wide, slope);
        Sampled(energy, range, shift - _wide, below);
        for (int i = 0; i < slope.Length; i++)
            slope[i] = (slope[i] - below[i]) / (2 * _wide);
        WithoutLine(energy.Slice(range.First, range.Count), slope);
        ReadOnlySpan<double> shape = _shape.AsSpan(0, range.Count);
        double part = Dot(slope, shape) / Dot(shape, shape);
        for (int i = 0; i < slope.Length; i++)
            slope[i] -= part * shape[i];
    }

    // J·T′ with the narrow T′: what a shift of 1 eV does to J·r.
    private double Along(ReadOnlySpan<double> energy, (int First, int Count) range, double shift)
    {
        ReadOnlySpan<double> slope = _slope.AsSpan(0, range.Count);
        Span<double> beside = _lower.AsSpan(0, range.Count);
        double narrow = _wide / 20;
        Sampled(energy, range, shift + narrow, beside);
        double above = Dot(slope, beside);
        Sampled(energy, range, shift - narrow, beside);
        return (above - Dot(slope, beside)) / (2 * narrow);
    }

    private EnergyShift Judge(ReadOnlySpan<double> energy, ReadOnlySpan<double> mu, (int First, int Count) range, double shift)
    {
        Linear fit = Solve(energy, mu, range, shift);
        Slope(energy, range, shift);
        double along = Along(energy, range, shift);
        int count = range.Count;
        int variables = _settings.Method == AlignmentMethod.Norm ? 4 : 3;
        int freedom = Math.Max(1, count - variables);
        if (!(fit.Factor > 0) || (fit.Total - fit.Rest) * freedom < LeastF * fit.Rest)
            throw AlignmentRefusals.Unlike(_low, _high, fit.Rest / fit.Total);
        ReadOnlySpan<double> points = energy.Slice(range.First - Margin, count + (2 * Margin));
        double error = ShiftError.Of(points, _slope.AsSpan(0, count), _data.AsSpan(0, count), freedom) / (fit.Factor * along);
        return new EnergyShift(shift, error, fit.Factor, fit.Rest / fit.Total, count);
    }

    // The target at the shifted energies, as it is compared: itself, or its difference quotients.
    private void Sampled(ReadOnlySpan<double> energy, (int First, int Count) range, double shift, Span<double> result)
    {
        ReadOnlySpan<double> e = energy.Slice(range.First - Margin, range.Count + (2 * Margin));
        Span<double> at = _at.AsSpan(0, e.Length);
        for (int i = 0; i < e.Length; i++)
            at[i] = e[i] + shift;
        if (Margin == 0)
        {
            _target.Evaluate(at, result);
            return;
        }
        Span<double> values = _values.AsSpan(0, e.Length);
        _target.Evaluate(at, values);
        Quotients(e, values, result);
    }

    private static void Quotients(ReadOnlySpan<double> e, ReadOnlySpan<double> y, Span<double> result)
    {
        for (int i = 0; i < result.Length; i++)
            result[i] = (y[i + 2] - y[i]) / (e[i + 2] - e[i]);
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

    private static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b) => LinearAlgebra.Products.Dot(a, b);

    private void Ensure(int length)
    {
        if (_at.Length >= length)
            return;
        (_at, _values, _shape, _slope, _data, _lower) = (
            new double[length],
            new double[length],
            new double[length],
            new double[length],
            new double[length],
            new double[length]
        );
    }
}
