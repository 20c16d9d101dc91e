using System.Runtime.CompilerServices;
using SpectraPipeline.Numerics.Simd;

namespace SpectraPipeline.Numerics.Baselines;

/// <summary>What is known of a spectrum after a solution.</summary>
/// <param name="Below">The residuals below the baseline.</param>
/// <param name="Size">Σ |y|.</param>
/// <param name="Solution">Solutions so far, this one counted.</param>
internal readonly record struct PSplineStep(ResidualsBelow Below, double Size, int Solution);

/// <summary>How a P-spline method turns residuals y − z into weights and when it ends.</summary>
internal interface IPSplineRule
{
    /// <summary>Whether the method looks at the residuals below.</summary>
    static abstract bool UsesResidualsBelow { get; }

    /// <summary>Whether the method ends by the change of its weights; else by the change that <see cref="TryNext"/> gives.</summary>
    static abstract bool EndsByWeights { get; }

    /// <summary>Parameters for the next weights and the change that may end the method; false when it must stop here.</summary>
    bool TryNext(in PSplineStep step, out WeightParameters next, out double change);

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

    public bool TryNext(in PSplineStep step, out WeightParameters next, out double change)
    {
        change = double.NaN;
        next = new(_asymmetry, 1 - _asymmetry);
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Weight<TLanes>(TLanes residual, TLanes first, TLanes second)
        where TLanes : struct, ILanes<TLanes> => AsLsRule.Weight(residual, first, second);
}

/// <summary>The weights of <see cref="ArPlsRule"/>.</summary>
internal readonly struct PSplineArPlsRule : IPSplineRule
{
    public static bool UsesResidualsBelow => true;

    public static bool EndsByWeights => true;

    public bool TryNext(in PSplineStep step, out WeightParameters next, out double change)
    {
        change = double.NaN;
        return default(ArPlsRule).TryNext(step.Below, out next);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Weight<TLanes>(TLanes residual, TLanes first, TLanes second)
        where TLanes : struct, ILanes<TLanes> => ArPlsRule.Weight(residual, first, second);
}

/// <summary>w = 0 on and above the baseline, exp(t·|r| / Σ|r below|) under it at repetition t (Zhang 2010); ends when Σ|r below| is small against Σ|y|.</summary>
internal readonly struct PSplineAirPlsRule : IPSplineRule
{
    private const double Log2E = 1.4426950408889634;
    private const int LastGrowth = 50; // beyond it e^t leaves the range of doubles; pybaselines stops there too

    public static bool UsesResidualsBelow => true;

    public static bool EndsByWeights => false;

    /// <summary>In powers of two: exponent = first · |r|.</summary>
    public bool TryNext(in PSplineStep step, out WeightParameters next, out double change)
    {
        change = -step.Below.Sum / step.Size;
        next = new(Math.Min(step.Solution, LastGrowth) / -step.Below.Sum * Log2E, 0);
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
