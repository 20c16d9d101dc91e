using System.Runtime.CompilerServices;
using SpectraPipeline.Numerics.Simd;

namespace SpectraPipeline.Numerics.Baselines;

/// <summary>Number, sum and sum of squares of the residuals below the baseline.</summary>
internal readonly record struct ResidualsBelow(double Count, double Sum, double SumOfSquares);

/// <summary>The two numbers that a spectrum's next weights depend on.</summary>
internal readonly record struct WeightParameters(double First, double Second);

/// <summary>How a method turns residuals y − z into weights. Written twice, plainly and for lanes; tests hold one against the other.</summary>
internal interface IWeightRule
{
    /// <summary>Whether <see cref="TryNext"/> looks at the residuals below.</summary>
    static abstract bool UsesResidualsBelow { get; }

    /// <summary>Parameters with which the lanes form gives weight 1 for any residual: the start.</summary>
    static abstract WeightParameters AllOnes { get; }

    /// <summary>Parameters for the next weights; false when the method must stop here.</summary>
    bool TryNext(ResidualsBelow below, out WeightParameters next);

    /// <summary>Weight of one residual, in the paper's form.</summary>
    static abstract double Weight(double residual, WeightParameters parameters);

    /// <summary>The same for lanes.</summary>
    static abstract TLanes Weight<TLanes>(TLanes residual, TLanes first, TLanes second)
        where TLanes : struct, ILanes<TLanes>;
}

/// <summary>w = 1 / (1 + exp(2 (r − (2 s − m)) / s)), m and s mean and standard deviation of the residuals below (Baek 2015, eq. 12).</summary>
internal readonly struct ArPlsRule : IWeightRule
{
    private const double Log2E = 1.4426950408889634;

    public static bool UsesResidualsBelow => true;

    public static WeightParameters AllOnes => new(0, -1000);

    /// <summary>In powers of two: exponent = first · r + second.</summary>
    public bool TryNext(ResidualsBelow below, out WeightParameters next)
    {
        next = default;
        if (!(below.Count >= 2))
            return false;
        double mean = below.Sum / below.Count;
        double variance = (below.SumOfSquares - below.Sum * mean) / (below.Count - 1);
        // Equal residuals: the step becomes as sharp as a double allows instead of 0/0.
        double deviation = Math.Sqrt(Math.Max(variance, 1e-300));
        double slope = 2 / deviation * Log2E;
        next = new(slope, -slope * (2 * deviation - mean));
        return true;
    }

    public static double Weight(double residual, WeightParameters parameters) =>
        1 / (1 + Math.Exp((parameters.First * residual + parameters.Second) / Log2E));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Weight<TLanes>(TLanes residual, TLanes first, TLanes second)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes one = TLanes.Create(1);
        return one / (one + TLanes.Exp2(TLanes.MultiplyAdd(residual, first, second)));
    }
}

/// <summary>w = p above the baseline, 1 − p on and below it (Eilers and Boelens 2005).</summary>
internal readonly struct AsLsRule(double asymmetry) : IWeightRule
{
    private readonly double _asymmetry = asymmetry;

    public static bool UsesResidualsBelow => false;

    public static WeightParameters AllOnes => new(1, 1);

    public bool TryNext(ResidualsBelow below, out WeightParameters next)
    {
        next = new(_asymmetry, 1 - _asymmetry);
        return true;
    }

    public static double Weight(double residual, WeightParameters parameters) => residual > 0 ? parameters.First : parameters.Second;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Weight<TLanes>(TLanes residual, TLanes first, TLanes second)
        where TLanes : struct, ILanes<TLanes> => TLanes.WherePositive(residual, first, second);
}
