using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using SpectraPipeline.Numerics.Simd;

namespace SpectraPipeline.Numerics.Fitting;

/// <summary>Normal equations of a least-squares step, scaled to a unit diagonal and factorised: solutions and the inverse.</summary>
/// <remarks>
/// A = W'·D·W with W lower triangular of unit diagonal, by elimination from the last variable to the first: then each operation is row ← row + f·row over
/// the same leading columns, which is what registers are for. D_k is the part of a variable that those behind it do not explain. Cost n³/6 to
/// factorise, n² to solve, n³/3 for the inverse, all in registers of eight (or four) doubles.
/// </remarks>
internal sealed class NormalFactor
{
    // Rows are padded to this, so that a row can be read in whole registers.
    private const int Pad = 8;
    private readonly int _stride;
    private readonly AlignedArray _rows;
    private readonly AlignedArray _unit;
    private readonly AlignedArray _products;
    private readonly AlignedArray _right;
    private readonly double[] _eliminated;
    private readonly double[] _length;
    private readonly AlignedArray _inverseLength;
    private readonly double[] _inversePivot;
    private readonly bool _wide;

    public NormalFactor(int maxVariables)
        : this(maxVariables, Avx512F.IsSupported) { }

    /// <summary>With registers of eight, or of four doubles.</summary>
    internal NormalFactor(int maxVariables, bool wide)
    {
        _wide = wide;
        _stride = (maxVariables + Pad - 1) / Pad * Pad;
        _rows = new AlignedArray(_stride * _stride);
        _unit = new AlignedArray((_stride + 1) * _stride);
        _products = new AlignedArray(NormalMatrix.Length(_stride));
        _right = new AlignedArray(_stride);
        _eliminated = new double[_stride];
        _length = new double[_stride];
        _inverseLength = new AlignedArray(_stride);
        _inversePivot = new double[_stride];
    }

    /// <summary>Number of variables of the system at hand.</summary>
    public int Size { get; private set; }

    /// <summary>Square roots of the diagonal before scaling.</summary>
    public ReadOnlySpan<double> Lengths => _length.AsSpan(0, Size);

    /// <summary>
    /// Takes J'J + λD of the chosen variables and factorises it. Returns the smallest pivot of the scaled matrix, a value ≤ 0 as soon as one is
    /// not positive, NaN when one is not a number.
    /// </summary>
    /// <param name="free">Indices of the chosen variables, ascending.</param>
    /// <param name="gram">J'J, row-major, lower triangle, count × count.</param>
    /// <param name="count">Number of all variables.</param>
    /// <param name="scale">D; not read when <paramref name="damping"/> is 0.</param>
    /// <param name="damping">λ.</param>
    public double Factorize(ReadOnlySpan<int> free, ReadOnlySpan<double> gram, int count, ReadOnlySpan<double> scale, double damping)
    {
        Size = free.Length;
        Span<double> inverse = _inverseLength.Span;
        for (int k = 0; k < Size; k++)
        {
            int i = free[k];
            double diagonal = gram[i * count + i];
            _length[k] = Math.Sqrt(damping > 0 ? diagonal + damping * scale[i] : diagonal);
            inverse[k] = 1 / _length[k];
        }
        Span<double> rows = _rows.Span;
        for (int k = 0; k < Size; k++)
        {
            Span<double> row = rows.Slice(k * _stride, k + 1);
            ReadOnlySpan<double> from = gram.Slice(free[k] * count, free[k] + 1);
            double factor = inverse[k];
            if (free[k] == k)
                for (int m = 0; m < k; m++)
                    row[m] = from[m] * (factor * inverse[m]);
            else
                for (int m = 0; m < k; m++)
                    row[m] = from[free[m]] * (factor * inverse[m]);
            row[k] = 1;
        }
        return _wide ? Eliminate<Wide512>() : Eliminate<Wide256>();
    }

    /// <summary>Solves for a right side given and a solution wanted in the unscaled variables, in place.</summary>
    public void Solve(Span<double> rightSide)
    {
        Span<double> right = _right.Span;
        for (int k = 0; k < Size; k++)
            right[k] = rightSide[k] * _inverseLength.Span[k];
        if (_wide)
            Substitute<Wide512>();
        else
            Substitute<Wide256>();
        for (int k = 0; k < Size; k++)
            rightSide[k] = right[k] * _inverseLength.Span[k];
    }

    /// <summary>A⁻¹ in the unscaled variables, put into rows and columns <paramref name="free"/> of a count × count matrix.</summary>
    public void Inverse(ReadOnlySpan<int> free, int count, Span<double> inverse)
    {
        if (_wide)
            InvertUnit<Wide512>();
        else
            InvertUnit<Wide256>();
        // W⁻¹D⁻¹W⁻¹': the products of the rows of W⁻¹D^(-1/2) with each other.
        int columns = NormalMatrix.Padded(Size);
        Span<double> products = _products.Span[..NormalMatrix.Length(columns)];
        products.Clear();
        NormalMatrix.Add(ref _unit.First, (nuint)_stride, (nuint)_stride, (nuint)columns, ref products[0]);
        ReadOnlySpan<double> scale = _inverseLength.Span;
        for (int a = 0; a < Size; a++)
        for (int b = 0; b <= a; b++)
            inverse[free[a] * count + free[b]] = inverse[free[b] * count + free[a]] = products[a * columns + b] * scale[a] * scale[b];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private double Eliminate<TWide>()
        where TWide : struct, IWide<TWide>
    {
        double smallest = double.PositiveInfinity;
        ref double rows = ref _rows.First;
        for (int k = Size - 1; k >= 0; k--)
        {
            ref double pivotRow = ref Unsafe.Add(ref rows, k * _stride);
            double pivot = Unsafe.Add(ref pivotRow, k);
            if (!(pivot > 0))
                return double.IsNaN(pivot) ? double.NaN : Math.Min(pivot, 0);
            smallest = Math.Min(smallest, pivot);
            double inverse = 1 / pivot;
            _inversePivot[k] = inverse;
            // The next pivot row first: what follows waits for it.
            for (int i = k - 1; i >= 0; i--)
                AddMultiple<TWide>(-Unsafe.Add(ref pivotRow, i) * inverse, ref pivotRow, ref Unsafe.Add(ref rows, i * _stride), i + 1);
        }
        return smallest;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Substitute<TWide>()
        where TWide : struct, IWide<TWide>
    {
        ref double rows = ref _rows.First;
        ref double right = ref _right.First;
        Span<double> values = _eliminated.AsSpan(0, Size);
        // A whole register reaches beyond the k values that are meant: what is done with is kept elsewhere.
        for (int k = Size - 1; k >= 0; k--)
        {
            double value = values[k] = Unsafe.Add(ref right, k);
            AddMultiple<TWide>(-value * _inversePivot[k], ref Unsafe.Add(ref rows, k * _stride), ref right, k);
        }
        for (int k = 0; k < values.Length; k++)
        {
            double value = values[k] * _inversePivot[k];
            Unsafe.Add(ref right, k) = value;
            for (int i = k + 1; i < values.Length; i++)
                values[i] -= Unsafe.Add(ref rows, i * _stride + k) * value;
        }
    }

    // Rows of W⁻¹, each divided by the square root of its column's pivot.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void InvertUnit<TWide>()
        where TWide : struct, IWide<TWide>
    {
        _unit.Span.Clear();
        ref double rows = ref _rows.First;
        ref double unit = ref _unit.First;
        for (int i = 0; i < Size; i++)
        {
            ref double row = ref Unsafe.Add(ref unit, i * _stride);
            Unsafe.Add(ref row, i) = Math.Sqrt(_inversePivot[i]);
            double inverse = -_inversePivot[i];
            for (int k = 0; k < i; k++)
                AddMultiple<TWide>(inverse * Unsafe.Add(ref rows, i * _stride + k), ref Unsafe.Add(ref unit, k * _stride), ref row, k + 1);
        }
    }

    // Whole registers: what lies behind the last wanted value is padding or the unused half of a row.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddMultiple<TWide>(double factor, ref double from, ref double to, int length)
        where TWide : struct, IWide<TWide>
    {
        TWide wide = TWide.Of(factor);
        for (nuint c = 0; c < (nuint)length; c += (nuint)TWide.Count)
            TWide.Store(TWide.MultiplyAdd(wide, TWide.Load(ref from, c), TWide.Load(ref to, c)), ref to, c);
    }
}
