using System.Runtime.CompilerServices;
using SpectraPipeline.Numerics.Simd;

namespace SpectraPipeline.Numerics.Baselines;

/// <summary>Where the bands of a mixture lie.</summary>
internal interface IBandSides
{
    /// <summary>Below the baseline too.</summary>
    static abstract bool Both { get; }
}

/// <summary>Bands above only.</summary>
internal readonly struct BandsAbove : IBandSides
{
    public static bool Both => false;
}

/// <summary>Bands above and below.</summary>
internal readonly struct BandsOnBothSides : IBandSides
{
    public static bool Both => true;
}

/// <summary>w = posterior probability that a residual is noise: normal around zero, against bands spread evenly from zero to the highest residual (and, when symmetric,
/// to the lowest). One step of expectation and maximisation a solution.</summary>
internal readonly struct MixtureRule<TSides>(double asymmetry) : IPSplineRule
    where TSides : struct, IBandSides
{
    private const double SqrtTwoPi = 2.5066282746310002;
    private const double NoOdds = -1e300; // beyond any square: 2 to it is held at the smallest power, odds of zero in all but name
    private const double Least = 2.220446049250313e-16; // densities below it count as it, as in pybaselines: one-sided, a point 8 σ down is no noise
    private readonly double _asymmetry = asymmetry;

    public static int Prelude => 2;

    public static bool Normalises => true;

    /// <summary>In powers of two: odds of a band = 2^(first · r² + second) above, 2^(first · r² + third) below. A first of zero asks for the asymmetric weights of the
    /// start, second above and third below.</summary>
    public bool TryNext(in PSplineStep step, out PSplineWeights next, out double change)
    {
        change = double.NaN;
        if (step.Solution <= Prelude)
        {
            next = new(0, _asymmetry, 1 - _asymmetry);
            return true;
        }
        PointSums<double> r = step.Residuals,
            w = step.Weights;
        bool begins = step.Solution == Prelude + 1;
        double mean = r.Third / step.Points,
            sigma = begins ? 0.2 * Math.Sqrt(Math.Max(0, r.Fourth / step.Points - mean * mean)) : Math.Sqrt(w.Second / w.First),
            noise = begins ? 0.5 : w.First / step.Points,
            above = !TSides.Both ? 1 - noise
            : begins ? 0.25
            : w.Third / step.Points;
        sigma = Math.Max(sigma, 1e-150);
        double height = sigma * SqrtTwoPi / noise;
        next = new(
            VectorMath.Log2E / (2 * sigma * sigma),
            Log2(above / Math.Max(r.First, 1e-6) * height),
            Log2((TSides.Both ? (1 - noise - above) / Math.Max(r.Second, 1e-6) : Least) * height)
        );
        return true;
    }

    private static double Log2(double odds) => odds > 0 ? Math.Log2(odds) : NoOdds;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Weight<TLanes>(TLanes residual, TLanes first, TLanes second, TLanes third)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes one = TLanes.Create(1),
            side = TLanes.WherePositive(-residual, third, second),
            odds = TLanes.Exp2(TLanes.MultiplyAdd(first * residual, residual, side)),
            total = one + odds;
        if (!TSides.Both)
            total = TLanes.WherePositive(-residual, TLanes.WherePositive(odds - one, odds, one), total);
        return TLanes.WherePositive(first, one / total, TLanes.WherePositive(residual, second, third));
    }

    /// <summary>Highest residual, lowest with the sign turned, sum and sum of squares.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Measure<TLanes>(TLanes residual, TLanes curve, ref PointSums<TLanes> sums)
        where TLanes : struct, ILanes<TLanes>
    {
        sums.First = TLanes.WherePositive(residual - sums.First, residual, sums.First);
        sums.Second = TLanes.WherePositive(-residual - sums.Second, -residual, sums.Second);
        sums.Third += residual;
        sums.Fourth = TLanes.MultiplyAdd(residual, residual, sums.Fourth);
    }

    /// <summary>Σ w, Σ w r² and Σ (1 − w) on and above the baseline.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void MeasureWeights<TLanes>(TLanes weight, TLanes residual, ref PointSums<TLanes> sums)
        where TLanes : struct, ILanes<TLanes>
    {
        sums.First += weight;
        sums.Second = TLanes.MultiplyAdd(weight * residual, residual, sums.Second);
        sums.Third += TLanes.WherePositive(-residual, default, TLanes.Create(1) - weight);
    }
}
