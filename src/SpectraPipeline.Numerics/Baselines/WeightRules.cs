using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using SpectraPipeline.Numerics.Simd;

namespace SpectraPipeline.Numerics.Baselines;

/// <summary>Number, sum and sum of squares of the residuals below the baseline.</summary>
internal readonly record struct ResidualsBelow(double Count, double Sum, double SumOfSquares);

/// <summary>The three numbers that a spectrum's next weights depend on.</summary>
internal readonly record struct WeightParameters(double First, double Second, double Third = 0);

/// <summary>What a rule may know before it gives new weights.</summary>
/// <param name="Solution">Number of solutions so far, from 1.</param>
/// <param name="Below">Residuals below the newest of them.</param>
/// <param name="Size">What <see cref="IWeightRule.SizeOf"/> said of the spectrum.</param>
internal readonly record struct RuleInput(int Solution, ResidualsBelow Below, double Size);

/// <summary>What weights and the test of convergence wait for: it decides what the lanes keep of a point, and when.</summary>
internal enum LaneScheme
{
    /// <summary>New weights need sums over all residuals; their change is compared. Keeps weights and two solutions.</summary>
    WeightsAfterSums,

    /// <summary>New weights need sums over all residuals, and the sums alone end the iteration. Keeps one solution, no weights.</summary>
    SumsAlone,

    /// <summary>Two weights, chosen by the residual's sign: signs are kept, changes are counted.</summary>
    TwoWeights,

    /// <summary>A weight needs its own residual only: new weights and their change come with the solution.</summary>
    WeightsAtOnce,
}

/// <summary>How a method turns residuals y − z into weights. Written twice, plainly and for lanes; tests hold one against the other.</summary>
internal interface IWeightRule
{
    /// <summary>What the lanes keep.</summary>
    static abstract LaneScheme Scheme { get; }

    /// <summary>A number that the rule needs of each spectrum (its size, the height of its bands); 0 where it needs none.</summary>
    double SizeOf(ReadOnlySpan<double> y);

    /// <summary>Parameters for the next weights; false when the method must stop here.</summary>
    bool TryNext(in RuleInput input, out WeightParameters next);

    /// <summary>Weight of one residual, in the paper's form.</summary>
    static abstract double Weight(double residual, WeightParameters parameters);

    /// <summary>The same for lanes.</summary>
    static abstract TLanes Weight<TLanes>(TLanes residual, TLanes first, TLanes second, TLanes third)
        where TLanes : struct, ILanes<TLanes>;
}

/// <summary>Deviation of the residuals below, as the reweighted family needs it.</summary>
internal static class NoiseBelow
{
    /// <summary>Mean and standard deviation (n − 1); false when fewer than two residuals lie below.</summary>
    public static bool TryMeasure(ResidualsBelow below, out double mean, out double deviation)
    {
        mean = below.Sum / below.Count;
        double variance = (below.SumOfSquares - below.Sum * mean) / (below.Count - 1);
        // Equal residuals: the step becomes as sharp as a double allows instead of 0/0.
        deviation = Math.Sqrt(Math.Max(variance, 1e-300));
        return below.Count >= 2;
    }
}

/// <summary>w = 1 / (1 + exp(2 (r − (2 s − m)) / s)), m and s mean and standard deviation of the residuals below (Baek 2015, eq. 12).</summary>
internal readonly struct ArPlsRule : IWeightRule
{
    public static LaneScheme Scheme
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => LaneScheme.WeightsAfterSums;
    }

    public double SizeOf(ReadOnlySpan<double> y) => 0;

    /// <summary>In powers of two: exponent = first · r + second.</summary>
    public bool TryNext(in RuleInput input, out WeightParameters next)
    {
        bool noise = NoiseBelow.TryMeasure(input.Below, out double mean, out double deviation);
        double slope = 2 / deviation * VectorMath.Log2E;
        next = new(slope, -slope * (2 * deviation - mean));
        return noise;
    }

    public static double Weight(double residual, WeightParameters parameters) =>
        1 / (1 + Math.Exp((parameters.First * residual + parameters.Second) / VectorMath.Log2E));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Weight<TLanes>(TLanes residual, TLanes first, TLanes second, TLanes third)
        where TLanes : struct, ILanes<TLanes> =>
        TLanes.Create(1) / (TLanes.Create(1) + TLanes.Exp2Short(TLanes.MultiplyAdd(residual, first, second)));
}

/// <summary>w = ½ (1 − u / √(1 + u²)), u = exp(min(t, 100)) (r − 2 s) / s, s standard deviation of the residuals below, t the iteration (Ye 2020).</summary>
internal readonly struct IarPlsRule : IWeightRule
{
    private const int LastSharper = 100; // later iterations sharpen no more: e¹⁰⁰ is a step already
    private const double Steepest = 1e100; // where all residuals below are equal s is next to 0: u² must stay finite, or a step becomes ½ everywhere

    public static LaneScheme Scheme
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => LaneScheme.WeightsAfterSums;
    }

    public double SizeOf(ReadOnlySpan<double> y) => 0;

    public bool TryNext(in RuleInput input, out WeightParameters next)
    {
        bool noise = NoiseBelow.TryMeasure(input.Below, out _, out double deviation);
        next = new(Math.Min(Math.Exp(Math.Min(input.Solution, LastSharper)) / deviation, Steepest), 2 * deviation);
        return noise;
    }

    public static double Weight(double residual, WeightParameters parameters)
    {
        double u = parameters.First * (residual - parameters.Second);
        return 0.5 * (1 - u / Math.Sqrt(1 + u * u));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Weight<TLanes>(TLanes residual, TLanes first, TLanes second, TLanes third)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes one = TLanes.Create(1),
            half = TLanes.Create(0.5),
            u = first * (residual - second);
        return half * (one - u / TLanes.Sqrt(TLanes.MultiplyAdd(u, u, one)));
    }
}

/// <summary>w = exp(t |r| / Σ|r₋|) below the baseline, 0 on and above it, t the iteration (Zhang 2010); ends by Σ|r₋| / Σ|y|.</summary>
internal readonly struct AirPlsRule : IWeightRule
{
    private const int LastSharper = 50; // the peers' limit: larger weights cost digits and change nothing

    public static LaneScheme Scheme
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => LaneScheme.SumsAlone;
    }

    /// <summary>Σ|y|.</summary>
    public double SizeOf(ReadOnlySpan<double> y)
    {
        // Four sums of four: one alone waits for its own addition. The order does not depend on the machine.
        ReadOnlySpan<Vector256<double>> vectors = MemoryMarshal.Cast<double, Vector256<double>>(y);
        Vector256<double> a = default,
            b = default,
            c = default,
            d = default;
        int i = 0;
        for (; i + 4 <= vectors.Length; i += 4)
        {
            a += Vector256.Abs(vectors[i]);
            b += Vector256.Abs(vectors[i + 1]);
            c += Vector256.Abs(vectors[i + 2]);
            d += Vector256.Abs(vectors[i + 3]);
        }
        double sum = Vector256.Sum(a + b + (c + d));
        foreach (double value in y[(4 * i)..])
            sum += Math.Abs(value);
        return sum;
    }

    public bool TryNext(in RuleInput input, out WeightParameters next)
    {
        next = new(Math.Min(input.Solution, LastSharper) * VectorMath.Log2E / input.Below.Sum, 0);
        return input.Below.Count >= 2;
    }

    public static double Weight(double residual, WeightParameters parameters) =>
        residual < 0 ? Math.Exp(parameters.First * residual / VectorMath.Log2E) : 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Weight<TLanes>(TLanes residual, TLanes first, TLanes second, TLanes third)
        where TLanes : struct, ILanes<TLanes> => TLanes.WherePositive(-residual, TLanes.Exp2Short(residual * first), default);
}

/// <summary>w = p above the baseline, 1 − p on and below it (Eilers and Boelens 2005).</summary>
internal readonly struct AsLsRule(double asymmetry) : IWeightRule
{
    private readonly double _asymmetry = asymmetry;

    public static LaneScheme Scheme
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => LaneScheme.TwoWeights;
    }

    public double SizeOf(ReadOnlySpan<double> y) => 0;

    public bool TryNext(in RuleInput input, out WeightParameters next)
    {
        next = new(_asymmetry, 1 - _asymmetry);
        return true;
    }

    public static double Weight(double residual, WeightParameters parameters) => residual > 0 ? parameters.First : parameters.Second;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Weight<TLanes>(TLanes residual, TLanes first, TLanes second, TLanes third)
        where TLanes : struct, ILanes<TLanes> => TLanes.WherePositive(residual, first, second);
}

/// <summary>w = p exp(−r / k) above the baseline, 1 − p on and below it (Oller-Moreno 2014).</summary>
/// <param name="asymmetry">p.</param>
/// <param name="height">k in y's unit; null: a tenth of the spectrum's standard deviation.</param>
internal readonly struct PsalsaRule(double asymmetry, double? height) : IWeightRule
{
    private readonly double _asymmetry = asymmetry;
    private readonly double? _height = height;

    public static LaneScheme Scheme
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => LaneScheme.WeightsAtOnce;
    }

    /// <summary>k.</summary>
    public double SizeOf(ReadOnlySpan<double> y)
    {
        if (_height is { } given)
            return given;
        double sum = 0,
            squares = 0;
        foreach (double value in y)
            sum += value;
        double mean = sum / y.Length;
        foreach (double value in y)
            squares += (value - mean) * (value - mean);
        return Math.Max(Math.Sqrt(squares / y.Length) / 10, 1e-150);
    }

    public bool TryNext(in RuleInput input, out WeightParameters next)
    {
        next = new(-VectorMath.Log2E / input.Size, _asymmetry, 1 - _asymmetry);
        return true;
    }

    public static double Weight(double residual, WeightParameters parameters) =>
        residual > 0 ? parameters.Second * Math.Exp(parameters.First * residual / VectorMath.Log2E) : parameters.Third;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Weight<TLanes>(TLanes residual, TLanes first, TLanes second, TLanes third)
        where TLanes : struct, ILanes<TLanes> => TLanes.WherePositive(residual, second * TLanes.Exp2Short(residual * first), third);
}
