using System.Runtime.CompilerServices;
using SpectraPipeline.Numerics.Simd;

namespace SpectraPipeline.Numerics.Baselines;

internal sealed unsafe partial class BeadsLaneMethod<TLanes>
{
    /// <summary>Values of the points behind that the right-hand side A′(Mx + c) − B′Bq needs.</summary>
    private struct Trail
    {
        public TLanes Weighted1,
            Weighted2,
            First1,
            First2,
            Second1,
            Second2,
            Force1,
            Force2,
            High1,
            High2,
            High3,
            High4;

        /// <summary>Takes point k and gives the right-hand side of row k − 3.</summary>
        /// <param name="weighted">γx.</param>
        /// <param name="first">Weight times the first difference that ends here.</param>
        /// <param name="second">Weight times the second difference that ends here.</param>
        /// <param name="high">(Bq) here.</param>
        /// <param name="pull">λ₀ (1 − r)/2 of the point two before.</param>
        /// <param name="share">t.</param>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TLanes Next(TLanes weighted, TLanes first, TLanes second, TLanes high, TLanes pull, TLanes share)
        {
            TLanes force = (Weighted2 + pull) + (First2 - First1) + ((Second2 - Second1) - (Second1 - second));
            TLanes outer = Force2 + force,
                inner = Force1 + Force1;
            TLanes right = TLanes.MultiplyAdd(share, inner + outer, (Force1 - Force2) - (force - Force1));
            right -= (High3 - High4) - (High2 - High3);
            (Weighted2, Weighted1) = (Weighted1, weighted);
            (First2, First1) = (First1, first);
            (Second2, Second1) = (Second1, second);
            (Force2, Force1) = (Force1, force);
            (High4, High3, High2, High1) = (High3, High2, High1, high);
            return right;
        }
    }

    /// <summary>Values of the points behind that the matrix needs: weights, then the three rows of M around the row that is formed.</summary>
    private struct Neighbours
    {
        public TLanes Gamma1,
            Gamma2,
            First1,
            First2,
            Second1,
            Second2,
            Here,
            HereOne,
            HereTwo,
            Before,
            BeforeOne,
            BeforeTwo;
    }

    /// <summary>Cost of the last solution; weights, matrix, right-hand side and elimination of the next.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Rise(double* table)
    {
        TLanes share = TLanes.Create(_share),
            epsilon0 = TLanes.Create(_options.Epsilon0),
            epsilon1 = TLanes.Create(_options.Epsilon1),
            slope = TLanes.Create(-_options.Asymmetry),
            bend = TLanes.Create((1 + _options.Asymmetry) / (4 * _options.Epsilon0)),
            tilt = TLanes.Create((1 - _options.Asymmetry) / 2),
            floor = TLanes.Create(_options.Epsilon0 * (1 + _options.Asymmetry) / 4);
        TLanes misfit = default,
            theta = default,
            firsts = default,
            seconds = default,
            factor1 = TLanes.Create(1),
            factor2 = TLanes.Create(1);
        TLanes q1 = default,
            q0 = TLanes.Load(_records + Q),
            x1 = default,
            u1 = default;
        Trail trail = default;
        Neighbours near = default;
        double* record = _records,
            logarithm = _logarithms;
        for (int k = 0; k < _points + 3; k++, record += RecordLength, table += TableWidth)
        {
            TLanes x = default,
                high = default;
            if (k < _points)
            {
                TLanes after = TLanes.Load(record + RecordLength + Q);
                high = (q0 - q1) - (after - q0);
                x = TLanes.Load(record) - TLanes.MultiplyAdd(share, (q0 + q0) + (q1 + after), high);
                (q1, q0) = (q0, after);
                misfit = TLanes.MultiplyAdd(high, high, misfit);
                TLanes small = TLanes.MultiplyAdd(TLanes.MultiplyAdd(bend, x, tilt), x, floor);
                theta += TLanes.WherePositive(Absolute(x) - epsilon0, TLanes.WherePositive(x, x, slope * x), small);
            }
            TLanes u = x - x1,
                v = u - u1,
                size = Absolute(x);
            (x1, u1) = (x, u);
            TLanes sizeFirst = Absolute(u),
                sizeSecond = Absolute(v);
            firsts = TLanes.MultiplyAdd(TLanes.Create(table[1]), sizeFirst, firsts);
            seconds = TLanes.MultiplyAdd(TLanes.Create(table[2]), sizeSecond, seconds);
            sizeFirst += epsilon1;
            sizeSecond += epsilon1;
            TLanes first = TLanes.Create(table[1]) / sizeFirst,
                second = TLanes.Create(table[2]) / sizeSecond,
                gamma = TLanes.Create(table[0]) / TLanes.WherePositive(size - epsilon0, size, epsilon0);
            gamma.Store(record + Gamma);
            first.Store(record + First);
            second.Store(record + Second);
            if (k < _points)
            {
                factor1 = k >= 1 ? factor1 * sizeFirst : factor1;
                factor2 = k >= 2 ? factor2 * sizeSecond : factor2;
                if (k % FactorsALogarithm == FactorsALogarithm - 1 || k == _points - 1)
                {
                    factor1.Store(logarithm);
                    factor2.Store(logarithm + TLanes.Count);
                    logarithm += 2 * TLanes.Count;
                    factor1 = factor2 = TLanes.Create(1);
                }
            }
            TLanes right = trail.Next(gamma * x, first * u, second * v, high, TLanes.Create(table[3]), share);
            Eliminate(ref near, record - 3 * RecordLength, k >= 3, gamma, first, second, right, TLanes.Create(table[4]));
        }
        misfit.Store(_misfit);
        theta.Store(_theta);
        firsts.Store(_firsts);
        seconds.Store(_seconds);
    }

    /// <summary>Row k − 2 of M, row k − 3 of B′B + A′MA, and its elimination.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Eliminate(
        ref Neighbours s,
        double* row,
        bool exists,
        TLanes gamma,
        TLanes first,
        TLanes second,
        TLanes right,
        TLanes squared
    )
    {
        TLanes twice = s.Second2 + s.Second1;
        TLanes next = (s.Gamma2 + (s.First2 + s.First1)) + (TLanes.MultiplyAdd(TLanes.Create(4), s.Second1, s.Second2) + second),
            nextOne = -(s.First2 + (twice + twice)),
            nextTwo = s.Second2;
        (s.Gamma2, s.Gamma1) = (s.Gamma1, gamma);
        (s.First2, s.First1) = (s.First1, first);
        (s.Second2, s.Second1) = (s.Second1, second);
        if (exists)
        {
            double a0 = 2 + 2 * _share,
                a1 = _share - 1;
            TLanes inner = TLanes.Create(a0 * a0),
                mixed = TLanes.Create(a0 * a1),
                outer = TLanes.Create(a1 * a1);
            TLanes sides = s.HereOne + nextOne;
            TLanes m0 = TLanes.MultiplyAdd(inner, s.Here, squared);
            m0 = TLanes.MultiplyAdd(mixed, sides + sides, m0);
            m0 = TLanes.MultiplyAdd(outer, (s.Before + next) + (nextTwo + nextTwo), m0);
            TLanes m1 = TLanes.MultiplyAdd(inner, s.HereOne, TLanes.Create(-4));
            m1 = TLanes.MultiplyAdd(mixed, (s.HereTwo + nextTwo) + (s.Here + s.Before), m1);
            m1 = TLanes.MultiplyAdd(outer, s.BeforeOne + sides, m1);
            TLanes m2 = TLanes.MultiplyAdd(inner, s.HereTwo, TLanes.Create(1));
            m2 = TLanes.MultiplyAdd(mixed, s.HereOne + s.BeforeOne, m2);
            m2 = TLanes.MultiplyAdd(outer, (s.BeforeTwo + nextTwo) + s.Before, m2);
            TLanes m3 = TLanes.MultiplyAdd(mixed, s.HereTwo + s.BeforeTwo, outer * s.BeforeOne);
            TLanes m4 = outer * s.BeforeTwo;
            Eliminate(row, m0, m1, m2, m3, m4, right);
        }
        (s.Before, s.BeforeOne, s.BeforeTwo) = (s.Here, s.HereOne, s.HereTwo);
        (s.Here, s.HereOne, s.HereTwo) = (next, nextOne, nextTwo);
    }

    /// <summary>One row of LDL′ with four bands, factors with the sign turned, and of the forward substitution. Records before the first point hold zeros.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Eliminate(double* row, TLanes m0, TLanes m1, TLanes m2, TLanes m3, TLanes m4, TLanes right)
    {
        double* up1 = row - RecordLength,
            up2 = up1 - RecordLength,
            up3 = up2 - RecordLength,
            up4 = up3 - RecordLength;
        int one = Factor,
            two = one + TLanes.Count,
            three = two + TLanes.Count,
            four = three + TLanes.Count;
        m3 = TLanes.MultiplyAdd(m4, TLanes.Load(up3 + one), m3);
        m2 = TLanes.MultiplyAdd(m3, TLanes.Load(up2 + one), TLanes.MultiplyAdd(m4, TLanes.Load(up2 + two), m2));
        m1 = TLanes.MultiplyAdd(m4, TLanes.Load(up1 + three), m1);
        m1 = TLanes.MultiplyAdd(m2, TLanes.Load(up1 + one), TLanes.MultiplyAdd(m3, TLanes.Load(up1 + two), m1));
        TLanes f4 = m4 * TLanes.Load(up4 + Inverse),
            f3 = m3 * TLanes.Load(up3 + Inverse),
            f2 = m2 * TLanes.Load(up2 + Inverse),
            f1 = m1 * TLanes.Load(up1 + Inverse);
        m0 = TLanes.MultiplyAdd(m3, f3, TLanes.MultiplyAdd(m4, f4, m0));
        m0 = TLanes.MultiplyAdd(m1, f1, TLanes.MultiplyAdd(m2, f2, m0));
        (TLanes.Create(-1) / m0).Store(row + Inverse);
        f1.Store(row + one);
        f2.Store(row + two);
        f3.Store(row + three);
        f4.Store(row + four);
        right = TLanes.MultiplyAdd(f3, TLanes.Load(up3 + Forward), TLanes.MultiplyAdd(f4, TLanes.Load(up4 + Forward), right));
        right = TLanes.MultiplyAdd(f1, TLanes.Load(up1 + Forward), TLanes.MultiplyAdd(f2, TLanes.Load(up2 + Forward), right));
        right.Store(row + Forward);
    }

    /// <summary>The right-hand side for the q at hand with the weights and factors as they are.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void RiseAgain(double* table)
    {
        TLanes share = TLanes.Create(_share),
            q1 = default,
            q0 = TLanes.Load(_records + Q),
            x1 = default,
            u1 = default,
            z1 = default,
            z2 = default,
            z3 = default,
            z4 = default;
        Trail trail = default;
        double* record = _records;
        for (int k = 0; k < _points + 3; k++, record += RecordLength, table += TableWidth)
        {
            TLanes x = default,
                high = default;
            if (k < _points)
            {
                TLanes after = TLanes.Load(record + RecordLength + Q);
                high = (q0 - q1) - (after - q0);
                x = TLanes.Load(record) - TLanes.MultiplyAdd(share, (q0 + q0) + (q1 + after), high);
                (q1, q0) = (q0, after);
            }
            TLanes u = x - x1,
                v = u - u1;
            (x1, u1) = (x, u);
            TLanes right = trail.Next(
                TLanes.Load(record + Gamma) * x,
                TLanes.Load(record + First) * u,
                TLanes.Load(record + Second) * v,
                high,
                TLanes.Create(table[3]),
                share
            );
            if (k < 3)
                continue;
            double* factor = record - 3 * RecordLength + Factor;
            right = TLanes.MultiplyAdd(TLanes.Load(factor + 3 * TLanes.Count), z4, right);
            right = TLanes.MultiplyAdd(TLanes.Load(factor + 2 * TLanes.Count), z3, right);
            right = TLanes.MultiplyAdd(TLanes.Load(factor + TLanes.Count), z2, right);
            right = TLanes.MultiplyAdd(TLanes.Load(factor), z1, right);
            right.Store(factor - Factor + Forward);
            (z4, z3, z2, z1) = (z3, z2, z1, right);
        }
    }

    /// <summary>Back substitution; moves q in the lanes that are under way.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Fall()
    {
        TLanes live = TLanes.Load(_live),
            step1 = default,
            step2 = default,
            step3 = default,
            step4 = default;
        double* record = _records + (long)(_points - 1) * RecordLength;
        for (int i = _points - 1; i >= 0; i--, record -= RecordLength)
        {
            double* factor = record + RecordLength + Factor;
            TLanes step = TLanes.MultiplyAdd(
                TLanes.Load(factor + 3 * RecordLength + 3 * TLanes.Count),
                step4,
                -(TLanes.Load(record + Forward) * TLanes.Load(record + Inverse))
            );
            step = TLanes.MultiplyAdd(TLanes.Load(factor + 2 * RecordLength + 2 * TLanes.Count), step3, step);
            step = TLanes.MultiplyAdd(TLanes.Load(factor + RecordLength + TLanes.Count), step2, step);
            step = TLanes.MultiplyAdd(TLanes.Load(factor), step1, step);
            TLanes q = TLanes.Load(record + Q);
            TLanes.WherePositive(live, q + step, q).Store(record + Q);
            (step4, step3, step2, step1) = (step3, step2, step1, step);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Absolute(TLanes value) => TLanes.WherePositive(value, value, -value);
}
