using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using SpectraPipeline.Numerics.Simd;

namespace SpectraPipeline.Numerics.Baselines;

/// <summary>What is fitted next, from the values y and the fit z of a point.</summary>
internal interface IFitRule
{
    T Next<T>(T y, T z)
        where T : struct, IEight<T>;
}

/// <summary>The values as they are.</summary>
internal readonly struct KeepValues : IFitRule
{
    public T Next<T>(T y, T z)
        where T : struct, IEight<T> => y;
}

/// <summary>min(y, z + margin).</summary>
internal readonly struct ClipAbove(double margin) : IFitRule
{
    private readonly double _margin = margin;

    public T Next<T>(T y, T z)
        where T : struct, IEight<T> => T.Min(y, z + T.Create(_margin));
}

/// <summary>The passes over a spectrum that a polynomial fit is made of. Spans of values hold the padding of the basis: <see cref="PolynomialBasis.Stride"/> values.</summary>
internal abstract class PolynomialPasses(PolynomialBasis basis)
{
    public PolynomialBasis Basis { get; } = basis;

    public static PolynomialPasses Over(PolynomialBasis basis, LaneWidth width) =>
        width == LaneWidth.Bits512 || (width == LaneWidth.Automatic && Vector512.IsHardwareAccelerated)
            ? new PolynomialPasses<Eight512>(basis)
            : new PolynomialPasses<Eight256>(basis);

    /// <summary>z = Σ cⱼqⱼ at every point, then v = rule(y, z), kept in <paramref name="target"/>, and cⱼ′ = Σ w v qⱼ: one pass.</summary>
    /// <param name="coefficients">c; as many as the basis has terms.</param>
    /// <param name="y">Values; may be the target itself.</param>
    /// <param name="use">w, 1 or 0.</param>
    /// <param name="rule">What is fitted next.</param>
    /// <param name="target">Receives v.</param>
    /// <param name="next">Receives c′; may be c itself.</param>
    public abstract void Refit<TRule>(
        ReadOnlySpan<double> coefficients,
        ReadOnlySpan<double> y,
        ReadOnlySpan<double> use,
        TRule rule,
        Span<double> target,
        Span<double> next
    )
        where TRule : struct, IFitRule;

    /// <summary>Sum and sum of squares of y − Σ cⱼqⱼ over all points; the padding of y must be zero.</summary>
    public abstract (double Sum, double Squares) Residuals(ReadOnlySpan<double> coefficients, ReadOnlySpan<double> y);

    /// <summary>Σ cⱼqⱼ at every point.</summary>
    public abstract void Evaluate(ReadOnlySpan<double> coefficients, Span<double> z);

    /// <summary>Σ w qⱼ qₖ, lower triangle, row by row, <see cref="PolynomialBasis.Terms"/> squared values.</summary>
    public abstract void Gram(ReadOnlySpan<double> use, Span<double> gram);
}

/// <inheritdoc />
internal sealed class PolynomialPasses<T>(PolynomialBasis basis) : PolynomialPasses(basis)
    where T : struct, IEight<T>
{
    private readonly int _terms = 3 * basis.Groups;
    private readonly double[] _padded = new double[3 * basis.Groups];
    private readonly double[] _sums = new double[8 * Math.Max(3 * basis.Groups, basis.Terms * (basis.Terms + 1) / 2)];

    public override void Refit<TRule>(
        ReadOnlySpan<double> coefficients,
        ReadOnlySpan<double> y,
        ReadOnlySpan<double> use,
        TRule rule,
        Span<double> target,
        Span<double> next
    )
    {
        coefficients.CopyTo(_padded);
        if (_terms <= 6)
            RefitInRegisters(ref First(y), use, rule, ref First(target));
        else
            RefitMany(ref First(y), ref First(use), rule, ref First(target));
        // The constant term does not end with the spectrum.
        target[Basis.Points..].Clear();
        for (int j = 0; j < next.Length; j++)
            next[j] = T.Sum(T.Load(ref _sums[0], (nuint)(8 * j)));
    }

    public override (double Sum, double Squares) Residuals(ReadOnlySpan<double> coefficients, ReadOnlySpan<double> y)
    {
        for (int j = 0; j < coefficients.Length; j++)
            _padded[j] = -coefficients[j];
        ref double minus = ref _padded[0];
        ref double values = ref First(y);
        ref double rows = ref Basis.First;
        nuint stride = (nuint)Basis.Stride;
        T sum = default,
            squares = default;
        for (nuint i = 0; i < stride; i += 8)
        {
            T residual = T.Load(ref values, i);
            // Three rows at a time: as many as every basis is padded to.
            for (nuint j = 0; j < (nuint)_terms; j += 3)
            {
                ref double row = ref Unsafe.Add(ref rows, (j * stride) + i);
                ref double c = ref Unsafe.Add(ref minus, j);
                residual = T.MultiplyAdd(T.Create(c), T.Load(ref row, 0), residual);
                residual = T.MultiplyAdd(T.Create(Unsafe.Add(ref c, 1)), T.Load(ref row, stride), residual);
                residual = T.MultiplyAdd(T.Create(Unsafe.Add(ref c, 2)), T.Load(ref row, 2 * stride), residual);
            }
            sum += residual;
            squares = T.MultiplyAdd(residual, residual, squares);
        }
        return (T.Sum(sum), T.Sum(squares));
    }

    public override void Evaluate(ReadOnlySpan<double> coefficients, Span<double> z)
    {
        coefficients.CopyTo(_padded);
        ref double result = ref First(z);
        for (nuint i = 0; i < (nuint)Basis.Stride; i += 8)
            T.Store(At(i), ref result, i);
    }

    public override void Gram(ReadOnlySpan<double> use, Span<double> gram)
    {
        int terms = Basis.Terms;
        Array.Clear(_sums);
        ref double sums = ref _sums[0];
        ref double rows = ref Basis.First;
        nuint stride = (nuint)Basis.Stride;
        for (nuint i = 0; i < stride; i += 8)
        {
            T weight = T.Load(ref First(use), i);
            nuint at = 0;
            for (int j = 0; j < terms; j++)
            {
                T q = weight * T.Load(ref rows, ((nuint)j * stride) + i);
                for (int k = 0; k <= j; k++, at += 8)
                    T.Store(T.MultiplyAdd(q, T.Load(ref rows, ((nuint)k * stride) + i), T.Load(ref sums, at)), ref sums, at);
            }
        }
        for (int j = 0, at = 0; j < terms; j++)
        for (int k = 0; k <= j; k++, at += 8)
            gram[(j * terms) + k] = T.Sum(T.Load(ref sums, (nuint)at));
    }

    /// <summary>Up to six terms: coefficients and sums stay in registers. The memory of the rows is what takes the time, so the constant row and weights of 1 are not read.</summary>
    private void RefitInRegisters<TRule>(ref double y, ReadOnlySpan<double> use, TRule rule, ref double target)
        where TRule : struct, IFitRule
    {
        ref double weights = ref First(use);
        nuint stride = (nuint)Basis.Stride,
            weighted = use == Basis.Use && Basis.UsesAll ? (nuint)(Basis.Points / 8 * 8) : 0;
        bool six = _terms > 3;
        T one = T.Create(1),
            q0 = T.Create(Basis.First),
            z0 = T.Create(_padded[0]) * q0,
            c1 = T.Create(_padded[1]),
            c2 = T.Create(_padded[2]),
            c3 = T.Create(six ? _padded[3] : 0),
            c4 = T.Create(six ? _padded[4] : 0),
            c5 = T.Create(six ? _padded[5] : 0);
        T s0 = default,
            s1 = default,
            s2 = default,
            s3 = default,
            s4 = default,
            s5 = default;
        ref double second = ref Unsafe.Add(ref Basis.First, stride),
            third = ref Unsafe.Add(ref second, stride),
            fourth = ref Unsafe.Add(ref third, six ? stride : 0),
            fifth = ref Unsafe.Add(ref fourth, six ? stride : 0),
            sixth = ref Unsafe.Add(ref fifth, six ? stride : 0);
        for (nuint i = 0; i < stride; i += 8)
        {
            T q1 = T.Load(ref second, i),
                q2 = T.Load(ref third, i),
                q3 = default,
                q4 = default,
                q5 = default;
            T z = T.MultiplyAdd(c2, q2, T.MultiplyAdd(c1, q1, z0));
            if (six)
            {
                (q3, q4, q5) = (T.Load(ref fourth, i), T.Load(ref fifth, i), T.Load(ref sixth, i));
                z = T.MultiplyAdd(c5, q5, T.MultiplyAdd(c4, q4, T.MultiplyAdd(c3, q3, z)));
            }
            T next = rule.Next(T.Load(ref y, i), z);
            T.Store(next, ref target, i);
            next *= i < weighted ? one : T.Load(ref weights, i);
            s0 += next;
            s1 = T.MultiplyAdd(q1, next, s1);
            s2 = T.MultiplyAdd(q2, next, s2);
            if (six)
            {
                s3 = T.MultiplyAdd(q3, next, s3);
                s4 = T.MultiplyAdd(q4, next, s4);
                s5 = T.MultiplyAdd(q5, next, s5);
            }
        }
        ref double sums = ref _sums[0];
        T.Store(s0 * q0, ref sums, 0);
        T.Store(s1, ref sums, 8);
        T.Store(s2, ref sums, 16);
        if (!six)
            return;
        T.Store(s3, ref sums, 24);
        T.Store(s4, ref sums, 32);
        T.Store(s5, ref sums, 40);
    }

    private void RefitMany<TRule>(ref double y, ref double use, TRule rule, ref double target)
        where TRule : struct, IFitRule
    {
        Array.Clear(_sums);
        ref double sums = ref _sums[0];
        ref double rows = ref Basis.First;
        nuint stride = (nuint)Basis.Stride;
        for (nuint i = 0; i < stride; i += 8)
        {
            T next = rule.Next(T.Load(ref y, i), At(i));
            T.Store(next, ref target, i);
            next *= T.Load(ref use, i);
            for (int j = 0; j < _terms; j++)
            {
                nuint at = (nuint)(8 * j);
                T.Store(T.MultiplyAdd(T.Load(ref rows, ((nuint)j * stride) + i), next, T.Load(ref sums, at)), ref sums, at);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private T At(nuint i)
    {
        ref double rows = ref Basis.First;
        nuint stride = (nuint)Basis.Stride;
        T z = T.Create(_padded[0]) * T.Load(ref rows, i);
        for (int j = 1; j < _padded.Length; j++)
            z = T.MultiplyAdd(T.Create(_padded[j]), T.Load(ref rows, ((nuint)j * stride) + i), z);
        return z;
    }

    private static ref double First(ReadOnlySpan<double> values) => ref MemoryMarshal.GetReference(values);
}
