using SpectraPipeline.Numerics.Splines;

namespace SpectraPipeline.Numerics.Xas;

/// <summary>The shift that brings a spectrum onto a target of the same edge (a foil, the reference channel of another scan).</summary>
/// <remarks>
/// <para>
/// Model, at the points E of the spectrum itself: μ(E) ≈ a·T(E + s) + b + cE in the window E₀ + from ≤ E + s ≤ E₀ + to, both sides through the same
/// slopes (<see cref="LocalSlope"/> over ± E₀/5000, 4 steps of the target at least) when derivatives are compared. s is found by a scan over ± the largest shift and then as the root of Σ J·r = 0, where r are the residuals
/// and J is T′ by differences over ± δ, half as wide, less its parts along T, b and c; its steepness is the secant over ± δ/3. The spectrum is never interpolated, and neither J nor the steepness
/// knows much of the target's noise: the minimum of Σ r² itself is pulled to shifts by half a step, where interpolated noise is smallest, and the slope of a spline through noise is not that of the edge.
/// </para>
/// <para>
/// The task of Larch's energy_align (M. Newville, J. Phys. Conf. Ser. 430 (2013) 012007, doi:10.1088/1742-6596/430/1/012007), whose lower limit has
/// the wrong sign: its window begins 15 eV above the edge and leaves the edge out. Ours holds it.
/// </para>
/// <para>
/// Standard error: (Σ wᵢ²)½ σ with w the weights by which white noise of μ enters s and σ² from the residuals of quotients of neighbours, times √((1 + ρ)/(1 − ρ)) where
/// their first autocorrelation ρ exceeds 2/√n. What does not settle, or not to δ/8, is refused. Assumes that shapes are equal: a reference of another thickness or resolution shifts by its misfit.
/// Scratch memory belongs to the instance: one worker each. Cost: about 50 evaluations of a spline over the window.
/// </para>
/// </remarks>
public sealed partial class EnergyAlignment
{
    private const int FewestPoints = 8;

    // The edge must be seen this far on both sides, or what is matched is no edge.
    private const double LeastSide = 5;

    // F of the factor a: the largest of the scan's hundred on noise alone stays below.
    private const double LeastF = 25;
    private const int MostSteps = 60;
    private const double Settled = 1e-9;

    // An error of this part of the edge's width is no error any more: the scan may have begun on another maximum of the noise.
    private const double MostError = 0.12;
    private readonly EnergyAlignmentSettings _settings;
    private readonly NotAKnotSpline _target;
    private readonly double _edge;
    private readonly double _low;
    private readonly double _high;
    private readonly double _wide;
    private readonly double _scanStep;
    private readonly LocalSlope _slopes;
    private readonly LocalSlope _quotients = new(0);
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
        _slopes = new LocalSlope(2 * _wide);
        double beside = settings.Method == AlignmentMethod.Norm ? _wide : 3 * _wide;
        _low = Math.Max(edge + settings.From, energy[0] + beside);
        _high = Math.Min(edge + settings.To, energy[^1] - beside);
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
        Place(energy);
        double shift = Scan(energy, mu);
        (int First, int Count) range = Range(energy, shift);
        bool isSettled = false;
        for (int pass = 0; pass < 3; pass++)
        {
            isSettled = Descend(energy, mu, range, ref shift);
            (int First, int Count) next = Range(energy, shift);
            if (next == range || next.Count < FewestPoints)
                break;
            range = next;
        }
        if (Math.Abs(shift) > _settings.MaxShift)
            throw AlignmentRefusals.TooLarge(shift, _settings.MaxShift);
        return isSettled ? Judge(energy, mu, range, shift) : throw AlignmentRefusals.Unsettled(_low, _high);
    }

    // Weights for all points that some shift may bring into the window.
    private void Place(ReadOnlySpan<double> energy)
    {
        Ensure(energy.Length);
        if (Margin == 0 || energy.Length < 3)
            return;
        int first = Math.Clamp(EnergyGrid.AtOrBelow(energy, _low - (2 * _settings.MaxShift)), 1, energy.Length - 2);
        int last = Math.Clamp(EnergyGrid.AtOrBelow(energy, _high + (2 * _settings.MaxShift)) + 1, first, energy.Length - 2);
        _slopes.Place(energy, first, last);
        _quotients.Place(energy, first, last);
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
            Linear fit = Solve(energy, mu, range, shift, _slopes);
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

    private bool Descend(ReadOnlySpan<double> energy, ReadOnlySpan<double> mu, (int First, int Count) range, ref double shift)
    {
        for (int step = 0; step < MostSteps; step++)
        {
            Linear fit = Solve(energy, mu, range, shift, _slopes);
            Slope(energy, range, shift);
            double along = Along(energy, range, shift);
            if (!(fit.Factor > 0) || !(along > 0))
                return false;
            double move = Dot(_slope.AsSpan(0, range.Count), _data.AsSpan(0, range.Count)) / (fit.Factor * along);
            shift += Math.Clamp(move, -_scanStep, _scanStep);
            if (Math.Abs(move) < Settled)
                return true;
            if (Math.Abs(shift) > 1.5 * _settings.MaxShift)
                return false;
        }
        return false;
    }

    private EnergyShift Judge(ReadOnlySpan<double> energy, ReadOnlySpan<double> mu, (int First, int Count) range, double shift)
    {
        Linear fit = Solve(energy, mu, range, shift, _slopes);
        Slope(energy, range, shift);
        double factor = Scale(energy, range, shift, fit.Factor);
        double steepness = factor * Along(energy, range, shift);
        (int first, int count) = range;
        int variables = _settings.Method == AlignmentMethod.Norm ? 4 : 3;
        int freedom = Math.Max(1, count - variables);
        ReadOnlySpan<double> slope = _slope.AsSpan(0, count);
        double weights = Dot(slope, slope);
        if (Margin > 0)
        {
            (int start, int points) = _slopes.Support(first, count);
            weights = _slopes.Variance(slope, first, _values.AsSpan(0, points), start);
        }
        double chance = Chance(range);
        // Noise is seen by quotients of neighbours, which scatter nearly independently; smoothed slopes do not.
        Linear plain = Solve(energy, mu, range, shift, _quotients);
        // With the factor of the slopes: that of quotients goes to 0 under a noisy target, and takes its noise out of the residuals.
        LinearAlgebra.Products.AddScaled(_data.AsSpan(0, count), plain.Factor - factor, _shape.AsSpan(0, count));
        double noise = Dot(_data.AsSpan(0, count), _data.AsSpan(0, count)) / freedom;
        double share = Margin > 0 ? _quotients.Share(first, count) : count;
        double expected = Math.Max(chance * noise * count / share, fit.Rest / freedom);
        if (!(fit.Factor > 0) || !(steepness > 0) || fit.Total - fit.Rest < LeastF * expected)
            throw AlignmentRefusals.Unlike(_low, _high, fit.Rest / fit.Total);
        double error = ShiftError.Of(weights, _data.AsSpan(0, count), share, freedom) / steepness;
        if (Margin > 0 && error > MostError * _wide)
            throw AlignmentRefusals.Unsettled(_low, _high);
        return new EnergyShift(shift, error, factor, fit.Rest / fit.Total, count);
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
