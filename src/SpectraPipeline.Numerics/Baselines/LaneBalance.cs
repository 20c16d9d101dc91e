using SpectraPipeline.Numerics.Simd;

namespace SpectraPipeline.Numerics.Baselines;

/// <summary><see cref="ResidualBalance"/> of the solutions in all lanes; kept apart from the passes, which need not keep the weights of a solution.</summary>
/// <param name="points">Points of a spectrum.</param>
internal sealed unsafe class LaneBalance<TLanes, TRule>(int points)
    where TLanes : struct, ILanes<TLanes>
    where TRule : struct, IWeightRule
{
    private readonly AlignedArray _weights = new(points * TLanes.Count);
    private readonly AlignedArray _sums = new(3 * TLanes.Count);

    /// <summary>Keeps the weights with which the coming elimination works.</summary>
    public void Weigh(LaneChain chain)
    {
        TLanes first = TLanes.Load(chain.First),
            second = TLanes.Load(chain.Second),
            third = TLanes.Load(chain.Third),
            fresh = TLanes.Load(chain.Fresh);
        double* record = chain.Records;
        fixed (double* weights = &_weights.First)
            for (int i = 0; i < points; i++, record += WhittakerLanes<TLanes, TRule>.RecordLength)
            {
                TLanes weight =
                    TRule.Scheme == LaneScheme.WeightsAtOnce
                        ? TLanes.Load(record + WhittakerLanes<TLanes, TRule>.Weight)
                        : TRule.Weight(TLanes.Load(record + chain.Previous), first, second, third);
                TLanes.Select(fresh, TLanes.Create(1), weight).Store(weights + i * TLanes.Count);
            }
    }

    /// <summary>Measures the solution that they gave.</summary>
    public void Measure(LaneChain chain)
    {
        TLanes weighted = default,
            sum = default,
            largest = default;
        double* residuals = chain.Records + chain.Previous;
        fixed (
            double* weights = &_weights.First,
                sums = &_sums.First
        )
        {
            for (int i = 0; i < points; i++, residuals += WhittakerLanes<TLanes, TRule>.RecordLength)
            {
                TLanes weight = TLanes.Load(weights + i * TLanes.Count),
                    residual = TLanes.Load(residuals),
                    size = TLanes.Abs(residual);
                weighted = TLanes.MultiplyAdd(weight, residual, weighted);
                sum += weight;
                largest = TLanes.WherePositive(size - largest, size, largest);
            }
            weighted.Store(sums);
            sum.Store(sums + TLanes.Count);
            largest.Store(sums + 2 * TLanes.Count);
        }
    }

    /// <summary>Whether the last solution of a lane can be trusted.</summary>
    public bool Holds(int lane, ReadOnlySpan<double> y)
    {
        ReadOnlySpan<double> sums = _sums.Span;
        return ResidualBalance.Holds(sums[lane], sums[lane + TLanes.Count], sums[lane + 2 * TLanes.Count], ResidualBalance.Level(y));
    }
}
