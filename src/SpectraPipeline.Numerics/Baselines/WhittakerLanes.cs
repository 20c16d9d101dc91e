using System.Runtime.CompilerServices;
using SpectraPipeline.Numerics.LinearAlgebra;
using SpectraPipeline.Numerics.Simd;

namespace SpectraPipeline.Numerics.Baselines;

/// <summary>Forward and backward pass of the iterated Whittaker baseline of order 2, one spectrum in each lane.</summary>
/// <remarks>
/// A point of all lanes is one record of six vectors (spectrum, weight, previous and coming solution, two factors of LDL′), so that a pass reads memory in order.
/// The forward pass makes the new weights from the previous solution, measures their change and eliminates at once; the backward pass solves and
/// measures the residuals below. Two chains of lanes run together because one elimination alone waits for its own division.
/// Lanes never mix: a spectrum gives the same bits in any lane, in any company.
/// </remarks>
internal static unsafe class WhittakerLanes<TLanes, TRule>
    where TLanes : struct, ILanes<TLanes>
    where TRule : struct, IWeightRule
{
    /// <summary>Vectors of one record.</summary>
    public const int RecordVectors = 6;

    public static int Y => 0;
    public static int Weight => TLanes.Count;
    private static int FirstFactor => 4 * TLanes.Count;
    private static int Inverse => 5 * TLanes.Count;
    public static int RecordLength => RecordVectors * TLanes.Count;

    /// <summary>Running values of the elimination in one chain.</summary>
    private struct Elimination
    {
        public TLanes Inverse1,
            Inverse2,
            First1,
            Forward1,
            Forward2,
            Changed,
            Old;
    }

    /// <summary>Running values of the back substitution in one chain.</summary>
    private struct Substitution
    {
        public TLanes Z1,
            Z2,
            FirstAbove,
            Count,
            Sum,
            Squares;
    }

    /// <summary>New weights from the previous solution and elimination of the new system, in one pass.</summary>
    /// <param name="rows">Penalty of each point, diagonal and two bands below, times λ.</param>
    /// <param name="points">Number of points.</param>
    /// <param name="a">First chain.</param>
    /// <param name="b">Second chain, or the first again to run one alone.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Forward(double* rows, int points, LaneChain a, LaneChain b)
    {
        Elimination one = default,
            two = default;
        double* p = a.Records,
            q = b.Records;
        TLanes firstA = TLanes.Load(a.First),
            secondA = TLanes.Load(a.Second),
            firstB = TLanes.Load(b.First),
            secondB = TLanes.Load(b.Second);
        bool both = p != q;
        for (int i = 0; i < points; i++, rows += 3)
        {
            TLanes diagonal = TLanes.Create(rows[0]),
                below = TLanes.Create(rows[1]),
                twoBelow = TLanes.Create(rows[2]);
            Eliminate(ref one, p, a.Previous, a.Next, firstA, secondA, diagonal, below, twoBelow);
            p += RecordLength;
            if (both)
            {
                Eliminate(ref two, q, b.Previous, b.Next, firstB, secondB, diagonal, below, twoBelow);
                q += RecordLength;
            }
        }
        one.Changed.Store(a.Changed);
        one.Old.Store(a.Old);
        if (both)
        {
            two.Changed.Store(b.Changed);
            two.Old.Store(b.Old);
        }
    }

    /// <summary>Back substitution and the residuals below the new solution.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Backward(double* rows, int points, LaneChain a, LaneChain b)
    {
        Substitution one = default,
            two = default;
        double* p = a.Records + (long)(points - 1) * RecordLength,
            q = b.Records + (long)(points - 1) * RecordLength;
        bool both = p != q;
        for (int i = points - 1; i >= 0; i--)
        {
            // The band two below the diagonal, at the row two further on.
            TLanes twoBelow = TLanes.Create(i + 2 < points ? rows[3 * (i + 2) + 2] : 0);
            Substitute(ref one, p, a.Next, twoBelow);
            p -= RecordLength;
            if (both)
            {
                Substitute(ref two, q, b.Next, twoBelow);
                q -= RecordLength;
            }
        }
        if (!TRule.UsesResidualsBelow)
            return;
        one.Count.Store(a.Count);
        one.Sum.Store(a.Sum);
        one.Squares.Store(a.Squares);
        if (both)
        {
            two.Count.Store(b.Count);
            two.Sum.Store(b.Sum);
            two.Squares.Store(b.Squares);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Eliminate(
        ref Elimination s,
        double* record,
        int previous,
        int next,
        TLanes firstParameter,
        TLanes secondParameter,
        TLanes diagonal,
        TLanes below,
        TLanes twoBelow
    )
    {
        TLanes y = TLanes.Load(record + Y);
        TLanes oldWeight = TLanes.Load(record + Weight);
        TLanes weight = TRule.Weight(y - TLanes.Load(record + previous), firstParameter, secondParameter);
        TLanes change = weight - oldWeight;
        s.Changed = TLanes.MultiplyAdd(change, change, s.Changed);
        s.Old = TLanes.MultiplyAdd(oldWeight, oldWeight, s.Old);
        weight.Store(record + Weight);

        // Factors and inverse are kept with the sign turned, so that every step is one multiply-add.
        TLanes second = twoBelow * s.Inverse2;
        TLanes scaled = TLanes.MultiplyAdd(twoBelow, s.First1, below);
        TLanes first = scaled * s.Inverse1;
        TLanes inverse = TLanes.Create(-1) / TLanes.MultiplyAdd(scaled, first, TLanes.MultiplyAdd(twoBelow, second, diagonal + weight));
        TLanes forward = TLanes.MultiplyAdd(second, s.Forward2, TLanes.MultiplyAdd(first, s.Forward1, weight * y));
        first.Store(record + FirstFactor);
        inverse.Store(record + Inverse);
        (forward * inverse).Store(record + next);
        s.Forward2 = s.Forward1;
        s.Forward1 = forward;
        s.Inverse2 = s.Inverse1;
        s.Inverse1 = inverse;
        s.First1 = first;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Substitute(ref Substitution s, double* record, int next, TLanes twoBelow)
    {
        TLanes z = TLanes.MultiplyAdd(
            twoBelow * TLanes.Load(record + Inverse),
            s.Z2,
            TLanes.MultiplyAdd(s.FirstAbove, s.Z1, -TLanes.Load(record + next))
        );
        z.Store(record + next);
        s.Z2 = s.Z1;
        s.Z1 = z;
        s.FirstAbove = TLanes.Load(record + FirstFactor);
        if (!TRule.UsesResidualsBelow)
            return;
        TLanes below = TLanes.Min(TLanes.Load(record + Y) - z, default);
        s.Count += TLanes.WherePositive(-below, TLanes.Create(1), default);
        s.Sum += below;
        s.Squares = TLanes.MultiplyAdd(below, below, s.Squares);
    }
}
