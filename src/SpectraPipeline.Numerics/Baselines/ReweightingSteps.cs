using System.Runtime.CompilerServices;
using SpectraPipeline.Numerics.Simd;

namespace SpectraPipeline.Numerics.Baselines;

/// <summary>Steps that several methods of the family take alike.</summary>
internal static class ReweightingSteps
{
    // Equal residuals: a step as sharp as a double allows instead of 0/0 (the variance's floor in ArPls, too).
    private const double VarianceFloor = 1e-300;

    /// <summary>Mean and standard deviation (n − 1) of the residuals below; stops the spectrum when there are fewer than two.</summary>
    public static bool TryBelow(in SolutionSums sums, ref LaneProgress progress, out double mean, out double deviation)
    {
        (double count, double sum, double squares) = sums.Below;
        mean = deviation = 0;
        if (!(count >= 2))
        {
            progress.Stop = BaselineStop.NothingBelow;
            return false;
        }
        mean = sum / count;
        deviation = Math.Sqrt(Math.Max((squares - sum * mean) / (count - 1), VarianceFloor));
        return true;
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
