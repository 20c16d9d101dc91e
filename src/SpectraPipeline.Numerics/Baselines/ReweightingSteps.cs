using System.Runtime.CompilerServices;
using SpectraPipeline.Numerics.Simd;

namespace SpectraPipeline.Numerics.Baselines;

/// <summary>Steps that several methods of the family take alike.</summary>
internal static class ReweightingSteps
{
    /// <summary>Mean and standard deviation (n − 1) of the residuals below; stops the spectrum when there are fewer than two.</summary>
    public static bool TryBelow(in SolutionSums sums, ref LaneProgress progress, out double mean, out double deviation)
    {
        bool noise = NoiseBelow.TryMeasure(sums.Below, out mean, out deviation);
        if (!noise)
            progress.Stop = BaselineStop.NothingBelow;
        return noise;
    }

    /// <summary>Parameters of <see cref="SoftSign"/>: sharpness · (r − (2s − m)) / s.</summary>
    public static ReweightingParameters Sharpened(double sharpness, in SolutionSums sums, ref LaneProgress progress)
    {
        if (!TryBelow(in sums, ref progress, out double mean, out double deviation))
            return default;
        double slope = sharpness / deviation;
        return new ReweightingParameters(slope, -slope * (2 * deviation - mean), 0, 0);
    }

    /// <summary>|value|.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Size<TLanes>(TLanes value)
        where TLanes : struct, ILanes<TLanes> => TLanes.WherePositive(value, value, -value);

    /// <summary>½ (1 − u/(1 + |u|)) with u = first · r + second.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes SoftSign<TLanes>(TLanes residual, in LaneParameters<TLanes> parameters)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes u = TLanes.MultiplyAdd(parameters.First, residual, parameters.Second);
        TLanes size = Size(u);
        TLanes half = TLanes.Create(0.5);
        return half - half * (u / (TLanes.Create(1) + size));
    }

    /// <summary>Done when the weights have settled or no solution is left.</summary>
    public static void WeightsSettled(double change, WhittakerBaselineOptions options, ref LaneProgress progress)
    {
        progress.Change = change;
        if (change < options.Tolerance)
            progress.Stop = BaselineStop.Converged;
        else if (progress.Solutions > options.MaxIterations)
            progress.Stop = BaselineStop.MaxIterations;
    }
}
