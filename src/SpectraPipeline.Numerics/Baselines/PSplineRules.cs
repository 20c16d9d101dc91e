using System.Runtime.CompilerServices;
using SpectraPipeline.Numerics.Simd;

namespace SpectraPipeline.Numerics.Baselines;

/// <summary>What is known of a spectrum after a solution.</summary>
/// <param name="Below">The residuals below the baseline.</param>
/// <param name="Size">Σ |y|.</param>
/// <param name="Solution">Solutions so far, this one counted.</param>
internal readonly record struct PSplineStep(ResidualsBelow Below, double Size, int Solution);

/// <summary>The two numbers that a spectrum's next weights depend on.</summary>
internal readonly record struct PSplineWeights(double First, double Second)
{
    public const double Log2E = 1.4426950408889634;
}

/// <summary>How a P-spline method turns residuals y − z into weights and when it ends.</summary>
internal interface IPSplineRule
{
    /// <summary>Whether the method looks at the residuals below.</summary>
    static abstract bool UsesResidualsBelow { get; }

    /// <summary>Whether the method ends by the change of its weights; else by the change that <see cref="TryNext"/> gives.</summary>
    static abstract bool EndsByWeights { get; }

    /// <summary>Parameters for the next weights and the change that may end the method; false when it must stop here.</summary>
    bool TryNext(in PSplineStep step, out PSplineWeights next, out double change);

    /// <summary>Weights of one residual a lane.</summary>
    static abstract TLanes Weight<TLanes>(TLanes residual, TLanes first, TLanes second)
        where TLanes : struct, ILanes<TLanes>;
}

/// <summary>w = p above the baseline, 1 − p on and below it.</summary>
internal readonly struct PSplineAsLsRule(double asymmetry) : IPSplineRule
{
    private readonly double _asymmetry = asymmetry;

    public static bool UsesResidualsBelow => false;

    public static bool EndsByWeights => true;

    public bool TryNext(in PSplineStep step, out PSplineWeights next, out double change)
    {
        change = double.NaN;
        next = new(_asymmetry, 1 - _asymmetry);
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Weight<TLanes>(TLanes residual, TLanes first, TLanes second)
        where TLanes : struct, ILanes<TLanes> => TLanes.WherePositive(residual, first, second);
}

/// <summary>w = 1 / (1 + exp(2 (r − (2 s − m)) / s)), m and s mean and standard deviation of the residuals below (Baek 2015, eq. 12).</summary>
internal readonly struct PSplineArPlsRule : IPSplineRule
{
    public static bool UsesResidualsBelow => true;

    public static bool EndsByWeights => true;

    /// <summary>In powers of two: exponent = first · r + second.</summary>
    public bool TryNext(in PSplineStep step, out PSplineWeights next, out double change)
    {
        (next, change) = (default, double.NaN);
        ResidualsBelow below = step.Below;
        if (!(below.Count >= 2))
            return false;
        double mean = below.Sum / below.Count,
            variance = (below.SumOfSquares - below.Sum * mean) / (below.Count - 1);
        // Equal residuals: the step becomes as sharp as a double allows instead of 0/0.
        double deviation = Math.Sqrt(Math.Max(variance, 1e-300)),
            slope = 2 / deviation * PSplineWeights.Log2E;
        next = new(slope, -slope * (2 * deviation - mean));
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Weight<TLanes>(TLanes residual, TLanes first, TLanes second)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes one = TLanes.Create(1);
        return one / (one + TLanes.Exp2(TLanes.MultiplyAdd(residual, first, second)));
    }
}

/// <summary>w = 0 on and above the baseline, exp(t·|r| / Σ|r below|) under it at repetition t (Zhang 2010); ends when Σ|r below| is small against Σ|y|.</summary>
internal readonly struct PSplineAirPlsRule : IPSplineRule
{
    private const int LastGrowth = 50; // beyond it e^t leaves the range of doubles; pybaselines stops there too

    public static bool UsesResidualsBelow => true;

    public static bool EndsByWeights => false;

    /// <summary>In powers of two: exponent = first · |r|.</summary>
    public bool TryNext(in PSplineStep step, out PSplineWeights next, out double change)
    {
        change = -step.Below.Sum / step.Size;
        next = new(Math.Min(step.Solution, LastGrowth) / -step.Below.Sum * PSplineWeights.Log2E, 0);
        return step.Below.Count >= 2;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Weight<TLanes>(TLanes residual, TLanes first, TLanes second)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes below = -residual;
        return TLanes.WherePositive(below, TLanes.Exp2(first * below), default);
    }
}
