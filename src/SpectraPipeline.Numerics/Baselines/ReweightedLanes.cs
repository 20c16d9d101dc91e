using System.Runtime.CompilerServices;
using SpectraPipeline.Numerics.LinearAlgebra;
using SpectraPipeline.Numerics.Simd;

namespace SpectraPipeline.Numerics.Baselines;

/// <summary>The three passes of a reweighted baseline over its points, one spectrum in each lane: eliminate, substitute, reweight.</summary>
/// <remarks>
/// <para>A point of all lanes is one record: spectrum, weight, solution, the d factors of the elimination and, where the method has them, auxiliary values.</para>
/// <para>
/// Crout's elimination A = L·U (unit U) of a matrix of d bands on each side, any symmetry, WITHOUT row exchanges. Why none are needed: with the penalty's rows scaled by
/// s ≥ 0 the matrix is diag(s)·(W/s + λ Dᵈ′Dᵈ), and elimination without exchanges gives the same factors, rounding included, whatever the rows are multiplied by; the
/// bracket is symmetric positive definite, for which exchanges are pointless (G. H. Golub, C. F. Van Loan, Matrix Computations, 4th ed. 2013, section 4.2). drPLS adds
/// unscaled D¹′D¹, for which no theorem holds; up to s = 0.01 tests find every equation met to 1e-15 from λ = 1e-3 to 1e12 with weights that jump between 0 and 1.
/// A pivot that rounding has all but eaten (below 1e-13 of what it was made from) is reported: hardly a digit of that solution can be trusted.
/// </para>
/// <para>Lanes never mix: a spectrum gives the same bits in any lane, in any company. Cost: about 20 ns a point and iteration for eight spectra; the elimination waits for one division.</para>
/// </remarks>
internal static unsafe class ReweightedLanes<TLanes, TBands, TMethod>
    where TLanes : struct, ILanes<TLanes>
    where TBands : struct, IHalfBandwidth
    where TMethod : struct, IReweighting
{
    private const double PivotRounding = 1e-13;

    public static int Y => 0;
    public static int Weight => TLanes.Count;
    public static int Solution => 2 * TLanes.Count;
    private static int Factors => 3 * TLanes.Count;
    public static int Auxiliary => (3 + TBands.Value) * TLanes.Count;
    public static int RecordLength => (3 + TBands.Value + (TMethod.UsesAuxiliary ? 1 : 0)) * TLanes.Count;

    /// <summary>Eliminates from the first row to the last; solution and factors are stored with the sign turned, so that every step is one multiply-add.</summary>
    /// <param name="rows"><see cref="PenaltyRows"/>.</param>
    /// <param name="points">Number of rows.</param>
    /// <param name="record">First record.</param>
    /// <param name="method">Row scale.</param>
    /// <returns>Above zero where every pivot stands out of its rounding, lane by lane.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TLanes Forward(double* rows, int points, double* record, TMethod method)
    {
        // Factor m of the row k above is f{m}{k}; right side of the row k above is h{k}.
        TLanes f11 = default,
            f12 = default,
            f13 = default,
            f21 = default,
            f22 = default,
            f23 = default,
            f31 = default,
            f32 = default,
            f33 = default,
            h1 = default,
            h2 = default,
            h3 = default,
            sound = TLanes.Create(1);
        int width = PenaltyRows.Width(TBands.Value, TMethod.FirstDifferencesApart);
        for (int i = 0; i < points; i++, rows += width, record += RecordLength)
        {
            TLanes weight = TLanes.Load(record + Weight),
                y = TLanes.Load(record + Y),
                auxiliary = TMethod.UsesAuxiliary ? TLanes.Load(record + Auxiliary) : default;
            TLanes scale = TMethod.ScalesRows ? method.RowScale(weight, auxiliary) : default;
            TLanes diagonal = Entry(rows[0], scale),
                below1 = Entry(rows[1], scale),
                above1 = Entry(rows[2], scale);
            if (TMethod.FirstDifferencesApart)
            {
                diagonal += TLanes.Create(rows[2 * TBands.Value + 1]);
                below1 += TLanes.Create(rows[2 * TBands.Value + 2]);
                above1 += TLanes.Create(rows[2 * TBands.Value + 3]);
            }
            diagonal += weight;
            TLanes right = TMethod.AddsAuxiliary ? TLanes.MultiplyAdd(weight, y, auxiliary) : weight * y;
            TLanes pivot = diagonal,
                factor2 = default,
                factor3 = default;
            if (TBands.Value > 2)
            {
                TLanes below3 = Entry(rows[5], scale);
                factor3 = Entry(rows[6], scale);
                TLanes below2 = TLanes.MultiplyAdd(below3, f13, Entry(rows[3], scale));
                below1 = TLanes.MultiplyAdd(below3, f23, TLanes.MultiplyAdd(below2, f12, below1));
                pivot = TLanes.MultiplyAdd(below3, f33, TLanes.MultiplyAdd(below2, f22, pivot));
                above1 = TLanes.MultiplyAdd(below2, f32, above1);
                factor2 = TLanes.MultiplyAdd(below1, f31, Entry(rows[4], scale));
                right = TLanes.MultiplyAdd(below3, h3, TLanes.MultiplyAdd(below2, h2, right));
            }
            else if (TBands.Value > 1)
            {
                TLanes below2 = Entry(rows[3], scale);
                below1 = TLanes.MultiplyAdd(below2, f12, below1);
                pivot = TLanes.MultiplyAdd(below2, f22, pivot);
                factor2 = Entry(rows[4], scale);
                right = TLanes.MultiplyAdd(below2, h2, right);
            }
            pivot = TLanes.MultiplyAdd(below1, f11, pivot);
            right = TLanes.MultiplyAdd(below1, h1, right);
            if (TBands.Value > 1)
                above1 = TLanes.MultiplyAdd(below1, f21, above1);
            TLanes excess = TLanes.MultiplyAdd(TLanes.Create(-PivotRounding), diagonal, pivot);
            sound = TLanes.WherePositive(excess, sound, excess);
            TLanes inverse = TLanes.Create(-1) / pivot;
            (f13, f12, f11) = (f12, f11, above1 * inverse);
            (h3, h2, h1) = (h2, h1, right * inverse);
            h1.Store(record + Solution);
            f11.Store(record + Factors);
            if (TBands.Value > 1)
            {
                (f23, f22, f21) = (f22, f21, factor2 * inverse);
                f21.Store(record + Factors + TLanes.Count);
            }
            if (TBands.Value > 2)
            {
                (f33, f32, f31) = (f32, f31, factor3 * inverse);
                f31.Store(record + Factors + 2 * TLanes.Count);
            }
        }
        return sound;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Entry(double value, TLanes scale) => TMethod.ScalesRows ? TLanes.Create(value) * scale : TLanes.Create(value);

    /// <summary>Substitutes from the last row to the first and measures the residuals on the way.</summary>
    /// <param name="points">Number of records.</param>
    /// <param name="first">First record.</param>
    /// <param name="sums">Receives eight numbers a lane, in the order of <see cref="SolutionSums"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Backward(int points, double* first, double* sums)
    {
        TLanes z1 = default,
            z2 = default,
            z3 = default,
            count = default,
            sum = default,
            squares = default,
            aboveCount = default,
            aboveSum = default,
            largest = default,
            moved = default,
            kept = default;
        double* record = first + (long)(points - 1) * RecordLength;
        for (int i = 0; i < points; i++, record -= RecordLength)
        {
            TLanes z = -TLanes.Load(record + Solution);
            if (TBands.Value > 2)
                z = TLanes.MultiplyAdd(TLanes.Load(record + Factors + 2 * TLanes.Count), z3, z);
            if (TBands.Value > 1)
                z = TLanes.MultiplyAdd(TLanes.Load(record + Factors + TLanes.Count), z2, z);
            z = TLanes.MultiplyAdd(TLanes.Load(record + Factors), z1, z);
            z.Store(record + Solution);
            (z3, z2, z1) = (z2, z1, z);
            TLanes residual = TLanes.Load(record + Y) - z;
            if (TMethod.MeasuresBelow)
            {
                TLanes below = TLanes.WherePositive(residual, default, residual);
                count += TLanes.WherePositive(-below, TLanes.Create(1), default);
                sum += below;
                squares = TLanes.MultiplyAdd(below, below, squares);
            }
            if (TMethod.MeasuresLargest)
            {
                TLanes size = ReweightingSteps.Size(residual);
                largest = TLanes.WherePositive(size - largest, size, largest);
            }
            if (TMethod.MeasuresMovement)
            {
                aboveCount += TLanes.WherePositive(residual, TLanes.Create(1), default);
                aboveSum += TLanes.WherePositive(residual, residual, default);
                TLanes old = TLanes.Load(record + Auxiliary);
                TLanes step = z - old;
                moved = TLanes.MultiplyAdd(step, step, moved);
                kept = TLanes.MultiplyAdd(old, old, kept);
            }
        }
        count.Store(sums);
        sum.Store(sums + TLanes.Count);
        squares.Store(sums + 2 * TLanes.Count);
        aboveCount.Store(sums + 3 * TLanes.Count);
        aboveSum.Store(sums + 4 * TLanes.Count);
        largest.Store(sums + 5 * TLanes.Count);
        moved.Store(sums + 6 * TLanes.Count);
        kept.Store(sums + 7 * TLanes.Count);
    }

    /// <summary>What <see cref="ResidualBalance"/> asks of a solution, before its weights are renewed.</summary>
    /// <param name="points">Number of records.</param>
    /// <param name="record">First record.</param>
    /// <param name="sums">Receives Σwr, Σw and max |r| of each lane.</param>
    public static void Balance(int points, double* record, double* sums)
    {
        TLanes weighted = default,
            total = default,
            largest = default;
        for (int i = 0; i < points; i++, record += RecordLength)
        {
            TLanes weight = TLanes.Load(record + Weight),
                residual = TLanes.Load(record + Y) - TLanes.Load(record + Solution),
                size = TLanes.Abs(residual);
            weighted = TLanes.MultiplyAdd(weight, residual, weighted);
            total += weight;
            largest = TLanes.WherePositive(size - largest, size, largest);
        }
        weighted.Store(sums);
        total.Store(sums + TLanes.Count);
        largest.Store(sums + 2 * TLanes.Count);
    }

    /// <summary>New weights and auxiliary values from the solution.</summary>
    /// <param name="points">Number of records.</param>
    /// <param name="record">First record.</param>
    /// <param name="method">The weights.</param>
    /// <param name="parameters">Parameters of each lane.</param>
    /// <param name="sums">Receives ‖Δw‖², ‖w‖² before and Σw after, of each lane.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Reweight(int points, double* record, TMethod method, in LaneParameters<TLanes> parameters, double* sums)
    {
        TLanes changed = default,
            old = default,
            total = default;
        for (int i = 0; i < points; i++, record += RecordLength)
        {
            TLanes solution = TLanes.Load(record + Solution),
                before = TLanes.Load(record + Weight),
                auxiliary = TMethod.UsesAuxiliary ? TLanes.Load(record + Auxiliary) : default;
            TLanes residual = TLanes.Load(record + Y) - solution;
            TLanes weight = method.Weight(residual, auxiliary, parameters);
            TLanes change = weight - before;
            changed = TLanes.MultiplyAdd(change, change, changed);
            old = TLanes.MultiplyAdd(before, before, old);
            total += weight;
            weight.Store(record + Weight);
            if (TMethod.RenewsAuxiliary)
                TMethod.Auxiliary(residual, solution, auxiliary, parameters).Store(record + Auxiliary);
        }
        changed.Store(sums);
        old.Store(sums + TLanes.Count);
        total.Store(sums + 2 * TLanes.Count);
    }
}
