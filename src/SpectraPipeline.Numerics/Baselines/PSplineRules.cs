using System.Runtime.CompilerServices;
using SpectraPipeline.Numerics.Simd;

namespace SpectraPipeline.Numerics.Baselines;

/// <summary>Up to four sums over a spectrum's points; each method has its own.</summary>
internal struct PointSums<T>
{
    public T First,
        Second,
        Third,
        Fourth;
}

/// <summary>The numbers that a spectrum's next weights depend on.</summary>
internal readonly record struct PSplineWeights(double First, double Second, double Third = 0);

/// <summary>What is known of a spectrum after a solution.</summary>
internal readonly struct PSplineStep
{
    /// <summary>Sums of <see cref="IPSplineRule.Measure"/>.</summary>
    public required PointSums<double> Residuals { get; init; }

    /// <summary>Sums of <see cref="IPSplineRule.MeasureWeights"/> when the last weights were made.</summary>
    public required PointSums<double> Weights { get; init; }

    /// <summary>Σ |y|.</summary>
    public required double Size { get; init; }

    /// <summary>‖Δc‖/‖c‖ of the coefficients.</summary>
    public required double Moved { get; init; }

    /// <summary>Solutions so far, this one counted.</summary>
    public required int Solution { get; init; }

    /// <summary>Points of the spectrum.</summary>
    public required int Points { get; init; }
}

/// <summary>How a P-spline method turns residuals y − z into weights and when it ends.</summary>
internal interface IPSplineRule
{
    /// <summary>Whether the method ends by the change of its weights; else by the change that <see cref="TryNext"/> gives.</summary>
    static virtual bool EndsByWeights => true;

    /// <summary>Solutions that make the method's own start and are not counted. The one after them keeps the curve as it is: only its weights are new.</summary>
    static virtual int Prelude => 0;

    /// <summary>Whether the method works on y mapped to −1 … 1.</summary>
    static virtual bool Normalises => false;

    /// <summary>Parameters for the next weights and the change that may end the method; false when it must stop here.</summary>
    bool TryNext(in PSplineStep step, out PSplineWeights next, out double change);

    /// <summary>Weights of one residual a lane.</summary>
    static abstract TLanes Weight<TLanes>(TLanes residual, TLanes first, TLanes second, TLanes third)
        where TLanes : struct, ILanes<TLanes>;

    /// <summary>Adds a residual and the curve there to what <see cref="TryNext"/> needs.</summary>
    static virtual void Measure<TLanes>(TLanes residual, TLanes curve, ref PointSums<TLanes> sums)
        where TLanes : struct, ILanes<TLanes> { }

    /// <summary>Adds a new weight and its residual to what <see cref="TryNext"/> needs after the next solution.</summary>
    static virtual void MeasureWeights<TLanes>(TLanes weight, TLanes residual, ref PointSums<TLanes> sums)
        where TLanes : struct, ILanes<TLanes> { }
}

/// <summary>w = p above the baseline, 1 − p on and below it.</summary>
internal readonly struct PSplineAsLsRule(double asymmetry) : IPSplineRule
{
    private readonly double _asymmetry = asymmetry;

    public bool TryNext(in PSplineStep step, out PSplineWeights next, out double change)
    {
        change = double.NaN;
        next = new(_asymmetry, 1 - _asymmetry);
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Weight<TLanes>(TLanes residual, TLanes first, TLanes second, TLanes third)
        where TLanes : struct, ILanes<TLanes> => TLanes.WherePositive(residual, first, second);
}

/// <summary>Number, sum and sum of squares of the residuals below the baseline.</summary>
internal static class PSplineBelow
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Measure<TLanes>(TLanes residual, ref PointSums<TLanes> sums)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes below = TLanes.WherePositive(residual, default, residual);
        sums.First += TLanes.WherePositive(-residual, TLanes.Create(1), default);
        sums.Second += below;
        sums.Third = TLanes.MultiplyAdd(below, below, sums.Third);
    }
}

/// <summary>w = 1 / (1 + exp(2 (r − (2 s − m)) / s)), m and s mean and standard deviation of the residuals below (Baek 2015, eq. 12).</summary>
internal readonly struct PSplineArPlsRule : IPSplineRule
{
    /// <summary>In powers of two: exponent = first · r + second.</summary>
    public bool TryNext(in PSplineStep step, out PSplineWeights next, out double change)
    {
        change = double.NaN;
        PointSums<double> below = step.Residuals;
        bool noise = new ArPlsRule().TryNext(
            new RuleInput(0, new ResidualsBelow(below.First, below.Second, below.Third), 0),
            out WeightParameters arPls
        );
        next = new(arPls.First, arPls.Second);
        return noise;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Weight<TLanes>(TLanes residual, TLanes first, TLanes second, TLanes third)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes one = TLanes.Create(1);
        return one / (one + TLanes.Exp2(TLanes.MultiplyAdd(residual, first, second)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Measure<TLanes>(TLanes residual, TLanes curve, ref PointSums<TLanes> sums)
        where TLanes : struct, ILanes<TLanes> => PSplineBelow.Measure(residual, ref sums);
}

/// <summary>w = 0 on and above the baseline, exp(t·|r| / Σ|r below|) under it at repetition t (Zhang 2010); ends when Σ|r below| is small against Σ|y|.</summary>
internal readonly struct PSplineAirPlsRule : IPSplineRule
{
    private const int LastGrowth = 50; // beyond it e^t leaves the range of doubles; pybaselines stops there too

    public static bool EndsByWeights => false;

    /// <summary>In powers of two: exponent = first · |r|.</summary>
    public bool TryNext(in PSplineStep step, out PSplineWeights next, out double change)
    {
        double total = -step.Residuals.Second;
        change = total / step.Size;
        next = new(Math.Min(step.Solution, LastGrowth) / total * VectorMath.Log2E, 0);
        return step.Residuals.First >= 2;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Weight<TLanes>(TLanes residual, TLanes first, TLanes second, TLanes third)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes below = -residual;
        return TLanes.WherePositive(below, TLanes.Exp2(first * below), default);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Measure<TLanes>(TLanes residual, TLanes curve, ref PointSums<TLanes> sums)
        where TLanes : struct, ILanes<TLanes> => PSplineBelow.Measure(residual, ref sums);
}

/// <summary>w = ρ(r)/√(r² + ε), ρ = q above the baseline, 1 − q on and below it; ends by the change of the coefficients.</summary>
internal readonly struct IrsqrRule(double quantile, double? epsilon) : IPSplineRule
{
    private const double Relative = 1e-6; // of the highest |z|, as in pybaselines
    private const double Least = 2.220446049250313e-16; // of ε, as there: below it residuals count as squared
    private readonly double _quantile = quantile;
    private readonly double _epsilon = epsilon ?? double.NaN;

    public static bool EndsByWeights => false;

    public bool TryNext(in PSplineStep step, out PSplineWeights next, out double change)
    {
        change = step.Moved;
        double relative = step.Residuals.First * Relative,
            epsilon = double.IsNaN(_epsilon) ? relative * relative : _epsilon;
        next = new(Math.Max(epsilon, Least), _quantile, 1 - _quantile);
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Weight<TLanes>(TLanes residual, TLanes first, TLanes second, TLanes third)
        where TLanes : struct, ILanes<TLanes> =>
        TLanes.WherePositive(residual, second, third) / TLanes.Sqrt(TLanes.MultiplyAdd(residual, residual, first));

    /// <summary>First: the highest |z|.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Measure<TLanes>(TLanes residual, TLanes curve, ref PointSums<TLanes> sums)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes size = TLanes.WherePositive(curve, curve, -curve);
        sums.First = TLanes.WherePositive(size - sums.First, size, sums.First);
    }
}
