using System.Runtime.CompilerServices;
using SpectraPipeline.Numerics.Simd;

namespace SpectraPipeline.Numerics.Baselines;

/// <summary>Elimination and back substitution of the iterated Whittaker baseline of order 2, one spectrum in each lane.</summary>
/// <remarks>
/// What is solved for is the residual r = y − z: (W + λP) z = W y is (W + λP) r = λP y, whose right-hand side is the same in every iteration, needs no weights, and
/// does not grow with the level on which the spectrum sits. A point of all lanes is one record of vectors, so that a pass reads memory in order.
/// The elimination comes from both ends at once and meets in the middle: two chains hide each other's divisions without twice the memory.
/// Lanes never mix: a spectrum gives the same bits in any lane, in any company.
/// </remarks>
internal static unsafe class WhittakerLanes<TLanes, TRule>
    where TLanes : struct, ILanes<TLanes>
    where TRule : struct, IWeightRule
{
    // A call that is not taken into the loop would put every register into memory.
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    private static bool AfterSums
    {
        [MethodImpl(Inline)]
        get => TRule.Scheme == LaneScheme.WeightsAfterSums;
    }

    private static bool TwoWeights
    {
        [MethodImpl(Inline)]
        get => TRule.Scheme == LaneScheme.TwoWeights;
    }

    private static bool AtOnce
    {
        [MethodImpl(Inline)]
        get => TRule.Scheme == LaneScheme.WeightsAtOnce;
    }

    // Offsets in a record: right-hand side, factor of LDL′, residuals once or twice, weight.
    private static int Right
    {
        [MethodImpl(Inline)]
        get => 0;
    }

    private static int Factor
    {
        [MethodImpl(Inline)]
        get => TLanes.Count;
    }

    /// <summary>Offset of the weight, where it is kept.</summary>
    public static int Weight
    {
        [MethodImpl(Inline)]
        get => (AfterSums ? 4 : 3) * TLanes.Count;
    }

    /// <summary>Offset of the residuals.</summary>
    public static int FirstResidual => 2 * TLanes.Count;

    /// <summary>Offset of the residuals of every other solution.</summary>
    public static int SecondResidual => AfterSums ? 3 * TLanes.Count : FirstResidual;

    /// <summary>Doubles of one record.</summary>
    public static int RecordLength
    {
        [MethodImpl(Inline)]
        get => (AfterSums ? 5 : (AtOnce ? 4 : 3)) * TLanes.Count;
    }

    /// <summary>Weights of all points and elimination of the system that they make; the two points in the middle are solved.</summary>
    /// <param name="up">Penalty of each point and the two before it, times λ.</param>
    /// <param name="down">Penalty of each point, from the last on, and the two after it.</param>
    /// <param name="points">Number of points.</param>
    /// <param name="chain">Memory of the lanes.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Forward(double* up, double* down, int points, LaneChain chain)
    {
        TLanes inverseA1 = default,
            inverseA2 = default,
            firstA = default,
            forwardA1 = default,
            forwardA2 = default,
            inverseB1 = default,
            inverseB2 = default,
            firstB = default,
            forwardB1 = default,
            forwardB2 = default,
            changed = default,
            old = default;
        TLanes first = TLanes.Load(chain.First),
            second = TLanes.Load(chain.Second),
            third = TLanes.Load(chain.Third),
            fresh = TLanes.Load(chain.Fresh);
        int previous = chain.Previous,
            next = chain.Next,
            half = (points - 2) / 2;
        double* a = chain.Records,
            b = chain.Records + (long)(points - 1) * RecordLength;
        for (int k = 0; k < half; k++, up += 3, down += 3, a += RecordLength, b -= RecordLength)
        {
            TLanes weightA = NewWeight(a, previous, first, second, third, fresh, ref changed, ref old);
            TLanes weightB = NewWeight(b, previous, first, second, third, fresh, ref changed, ref old);
            Eliminate(a, next, up, weightA, ref inverseA1, ref inverseA2, ref firstA, ref forwardA1, ref forwardA2);
            Eliminate(b, next, down, weightB, ref inverseB1, ref inverseB2, ref firstB, ref forwardB1, ref forwardB2);
        }
        TLanes pivotA = NewWeight(a, previous, first, second, third, fresh, ref changed, ref old);
        if ((points & 1) != 0)
        {
            Eliminate(a, next, up, pivotA, ref inverseA1, ref inverseA2, ref firstA, ref forwardA1, ref forwardA2);
            up += 3;
            a += RecordLength;
            pivotA = NewWeight(a, previous, first, second, third, fresh, ref changed, ref old);
        }
        // Row a is the last from above, row b = a + 1 the last from below.
        TLanes pivotB = NewWeight(b, previous, first, second, third, fresh, ref changed, ref old);
        TLanes rightA = Reduce(a, up, ref pivotA, inverseA1, inverseA2, ref firstA, forwardA1, forwardA2);
        TLanes rightB = Reduce(b, down, ref pivotB, inverseB1, inverseB2, ref firstB, forwardB1, forwardB2);
        // Each is also coupled with the last point that the other side has eliminated.
        TLanes acrossA = TLanes.Create(down[5]),
            acrossB = TLanes.Create(up[5]);
        TLanes coupling = TLanes.MultiplyAdd(acrossB, firstA, TLanes.MultiplyAdd(acrossA, firstB, TLanes.Create(up[4])));
        pivotA = TLanes.MultiplyAdd(acrossA * acrossA, inverseB1, pivotA);
        rightA = TLanes.MultiplyAdd(acrossA * inverseB1, forwardB1, rightA);
        pivotB = TLanes.MultiplyAdd(acrossB * acrossB, inverseA1, pivotB);
        rightB = TLanes.MultiplyAdd(acrossB * inverseA1, forwardA1, rightB);
        TLanes factor = -coupling / pivotA;
        TLanes residualB = TLanes.MultiplyAdd(factor, rightA, rightB) / TLanes.MultiplyAdd(factor, coupling, pivotB);
        TLanes residualA = TLanes.MultiplyAdd(-coupling, residualB, rightA) / pivotA;
        Stored(firstA, a, previous).Store(a + Factor);
        Stored(firstB, b, previous).Store(b + Factor);
        residualA.Store(a + next);
        residualB.Store(b + next);
        if (AfterSums)
        {
            changed.Store(chain.Changed);
            old.Store(chain.Old);
        }
    }

    /// <summary>Residuals from the middle outwards, and what the rule must know of them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Backward(double* up, double* down, int points, LaneChain chain)
    {
        int next = chain.Next,
            odd = points & 1,
            half = (points - 2) / 2;
        double* a = chain.Records + (long)(half + odd) * RecordLength,
            b = a + RecordLength;
        TLanes first = TLanes.Load(chain.First),
            second = TLanes.Load(chain.Second),
            third = TLanes.Load(chain.Third),
            fresh = TLanes.Load(chain.Fresh);
        TLanes countA = default,
            sumA = default,
            squaresA = default,
            countB = default,
            sumB = default,
            squaresB = default;
        TLanes a1 = TLanes.Load(a + next),
            b1 = TLanes.Load(b + next);
        TLanes a2 = b1,
            b2 = a1;
        TLanes storedA = TLanes.Load(a + Factor),
            storedB = TLanes.Load(b + Factor);
        TLanes firstA = TwoWeights ? TLanes.Abs(storedA) : storedA,
            firstB = TwoWeights ? TLanes.Abs(storedB) : storedB;
        Note(a, a1, storedA, first, second, third, fresh, ref countA, ref sumA, ref squaresA);
        Note(b, b1, storedB, first, second, third, fresh, ref countB, ref sumB, ref squaresB);
        // The row after the one at work.
        up += 3 * (half + odd);
        down += 3 * half;
        if (odd != 0)
        {
            a -= RecordLength;
            Substitute(a, next, up, ref a1, ref a2, ref firstA, first, second, third, fresh, ref countA, ref sumA, ref squaresA);
            up -= 3;
        }
        for (int k = 0; k < half; k++, up -= 3, down -= 3)
        {
            a -= RecordLength;
            b += RecordLength;
            Substitute(a, next, up, ref a1, ref a2, ref firstA, first, second, third, fresh, ref countA, ref sumA, ref squaresA);
            Substitute(b, next, down, ref b1, ref b2, ref firstB, first, second, third, fresh, ref countB, ref sumB, ref squaresB);
        }
        (countA + countB).Store(chain.Count);
        (sumA + sumB).Store(AtOnce ? chain.Changed : chain.Sum);
        (squaresA + squaresB).Store(AtOnce ? chain.Old : chain.Squares);
    }

    /// <summary>Weight from the previous residual (or as the substitution left it), 1 in a fresh lane.</summary>
    [MethodImpl(Inline)]
    private static TLanes NewWeight(
        double* record,
        int previous,
        TLanes first,
        TLanes second,
        TLanes third,
        TLanes fresh,
        ref TLanes changed,
        ref TLanes old
    )
    {
        TLanes weight = AtOnce ? TLanes.Load(record + Weight) : TRule.Weight(TLanes.Load(record + previous), first, second, third);
        weight = TLanes.Select(fresh, TLanes.Create(1), weight);
        if (!AfterSums)
            return weight;
        TLanes oldWeight = TLanes.Load(record + Weight);
        TLanes change = weight - oldWeight;
        changed = TLanes.MultiplyAdd(change, change, changed);
        old = TLanes.MultiplyAdd(oldWeight, oldWeight, old);
        weight.Store(record + Weight);
        return weight;
    }

    [MethodImpl(Inline)]
    private static void Eliminate(
        double* record,
        int next,
        double* row,
        TLanes weight,
        ref TLanes inverse1,
        ref TLanes inverse2,
        ref TLanes first1,
        ref TLanes forward1,
        ref TLanes forward2
    )
    {
        // Factors and inverse have their sign turned, so that every step is one multiply-add.
        TLanes pivot = weight;
        TLanes forward = Reduce(record, row, ref pivot, inverse1, inverse2, ref first1, forward1, forward2);
        TLanes inverse = TLanes.Create(-1) / pivot;
        Stored(first1, record, next).Store(record + Factor);
        (forward * inverse).Store(record + next);
        forward2 = forward1;
        forward1 = forward;
        inverse2 = inverse1;
        inverse1 = inverse;
    }

    /// <summary>Takes the two rows before out of this one; gives its right-hand side.</summary>
    [MethodImpl(Inline)]
    private static TLanes Reduce(
        double* record,
        double* row,
        ref TLanes pivot,
        TLanes inverse1,
        TLanes inverse2,
        ref TLanes first1,
        TLanes forward1,
        TLanes forward2
    )
    {
        TLanes twoBefore = TLanes.Create(row[2]);
        TLanes second = twoBefore * inverse2;
        TLanes scaled = TLanes.MultiplyAdd(twoBefore, first1, TLanes.Create(row[1]));
        TLanes first = scaled * inverse1;
        // One operation between two divisions: what does not wait for the last inverse is multiplied first.
        pivot = TLanes.MultiplyAdd(scaled * scaled, inverse1, TLanes.MultiplyAdd(twoBefore, second, TLanes.Create(row[0]) + pivot));
        first1 = first;
        return TLanes.MultiplyAdd(first, forward1, TLanes.MultiplyAdd(second, forward2, TLanes.Load(record + Right)));
    }

    /// <summary>The factor is never negative (W + λP with signs turned like a chessboard has no negative minor that it is made of): where two weights are all there is,
    /// its sign tells that the previous residual lay above the baseline.</summary>
    [MethodImpl(Inline)]
    private static TLanes Stored(TLanes factor, double* record, int previous) =>
        TwoWeights ? TLanes.WherePositive(TLanes.Load(record + previous), -factor, factor) : factor;

    [MethodImpl(Inline)]
    private static void Substitute(
        double* record,
        int next,
        double* rowAfter,
        ref TLanes residual1,
        ref TLanes residual2,
        ref TLanes factorAfter,
        TLanes first,
        TLanes second,
        TLanes third,
        TLanes fresh,
        ref TLanes count,
        ref TLanes sum,
        ref TLanes squares
    )
    {
        TLanes stored = TLanes.Load(record + Factor);
        TLanes factor = TwoWeights ? TLanes.Abs(stored) : stored;
        // Elimination made factorAfter = (below + twoBelow · factor) · inverse: the inverse is got back from the two, which costs less than keeping it.
        TLanes inverse = factorAfter / TLanes.MultiplyAdd(TLanes.Create(rowAfter[2]), factor, TLanes.Create(rowAfter[1]));
        TLanes residual = TLanes.MultiplyAdd(
            factorAfter,
            residual1,
            TLanes.MultiplyAdd(TLanes.Create(rowAfter[5]) * inverse, residual2, -TLanes.Load(record + next))
        );
        residual.Store(record + next);
        residual2 = residual1;
        residual1 = residual;
        factorAfter = factor;
        Note(record, residual, stored, first, second, third, fresh, ref count, ref sum, ref squares);
    }

    /// <summary>Adds a new residual to the sums that the rule needs.</summary>
    [MethodImpl(Inline)]
    private static void Note(
        double* record,
        TLanes residual,
        TLanes stored,
        TLanes first,
        TLanes second,
        TLanes third,
        TLanes fresh,
        ref TLanes count,
        ref TLanes sum,
        ref TLanes squares
    )
    {
        if (TwoWeights)
        {
            // Points above, and points that were above before too.
            TLanes above = TLanes.WherePositive(residual, TLanes.Create(1), default);
            count += above;
            sum += TLanes.WhereSigned(stored, above, default);
            return;
        }
        if (AtOnce)
        {
            TLanes weight = TRule.Weight(residual, first, second, third);
            TLanes oldWeight = TLanes.Select(fresh, TLanes.Create(1), TLanes.Load(record + Weight));
            TLanes change = weight - oldWeight;
            sum = TLanes.MultiplyAdd(change, change, sum);
            squares = TLanes.MultiplyAdd(oldWeight, oldWeight, squares);
            weight.Store(record + Weight);
            return;
        }
        TLanes below = TLanes.Below(residual);
        count = TLanes.CountBelow(count, residual);
        sum += below;
        if (AfterSums)
            squares = TLanes.MultiplyAdd(below, below, squares);
    }
}
