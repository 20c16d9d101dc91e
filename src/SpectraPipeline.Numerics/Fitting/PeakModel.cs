using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using SpectraPipeline.Numerics.Simd;

namespace SpectraPipeline.Numerics.Fitting;

/// <summary>
/// A sum of peaks of one shape on a polynomial background, as a least-squares problem. Model, Jacobian and sums of products are made block by block, so
/// that the Jacobian never leaves the nearest cache.
/// </summary>
/// <remarks>
/// Parameters: those of peak 1, of peak 2, ..., then the background coefficients c₀..c_d of powers of u, where u runs from -1 to 1 over the axis.
/// Each parameter is fixed, or factor · variable + offset; several may share a variable. Since that map is linear, ties cost nothing per point:
/// J'J of the variables is a sum over J'J of the parameters.
/// </remarks>
internal sealed partial class PeakModel : ILeastSquaresProblem
{
    private readonly PeakShape _shape;
    private readonly int _peaks;
    private readonly int _background;
    private readonly int _columns;
    private readonly int _blockLength;
    private readonly int _padded;
    private readonly AlignedArray _x;
    private readonly AlignedArray _u;
    private readonly AlignedArray _data;
    private readonly AlignedArray _weights;
    private readonly AlignedArray _block;
    private readonly AlignedArray _products;
    private readonly double[] _parameters;
    private readonly double[] _constants;
    private readonly int _perPeak;
    private readonly int _constantsPerPeak;
    private readonly int[] _variable;
    private readonly double[] _factor;
    private readonly double[] _offset;
    private readonly bool _wide = Avx512F.IsSupported;
    private bool _weighted;
    private bool _plainMap;

    // The sums of products belong to the parameters and the data.
    private bool _isEvaluated;

    public PeakModel(PeakShape shape, int peaks, int backgroundTerms, ReadOnlySpan<double> x)
    {
        _shape = shape;
        _peaks = peaks;
        _background = backgroundTerms;
        ParameterCount = peaks * shape.ParameterCount + backgroundTerms;
        _columns = NormalMatrix.Padded(ParameterCount);
        RowCount = PointCount = x.Length;
        _padded = (x.Length + 7) / 8 * 8;
        _blockLength = BlockLength(_padded, _columns + 1);
        _x = new AlignedArray(_padded);
        _u = new AlignedArray(_padded);
        _data = new AlignedArray(_padded);
        _weights = new AlignedArray(_padded);
        _block = new AlignedArray((_columns + 1) * _blockLength);
        _products = new AlignedArray(NormalMatrix.Length(_columns));
        _parameters = new double[ParameterCount];
        (_perPeak, _constantsPerPeak) = (shape.ParameterCount, shape.ConstantCount);
        _constants = new double[peaks * _constantsPerPeak];
        _variable = new int[ParameterCount];
        _factor = new double[ParameterCount];
        _offset = new double[ParameterCount];
        (double low, double high) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (double value in x)
            (low, high) = (Math.Min(low, value), Math.Max(high, value));
        (Low, High) = (low, high);
        for (int i = 0; i < _padded; i++)
        {
            _x.Span[i] = x[Math.Min(i, x.Length - 1)];
            _u.Span[i] = ScaledPosition(_x.Span[i]);
        }
    }

    public double Low { get; }

    public double High { get; }

    public int ParameterCount { get; }

    public int VariableCount { get; private set; }

    public int RowCount { get; }

    public int PointCount { get; private set; }

    public double RoundingFloor { get; private set; }

    /// <summary>Position on the axis of the background polynomial, -1 to 1.</summary>
    public double ScaledPosition(double x) => High > Low ? (2 * x - Low - High) / (High - Low) : 0;

    /// <summary>Parameters at the last evaluation.</summary>
    public ReadOnlySpan<double> Parameters => _parameters;

    /// <summary>Parameter p is factor · variable + offset; variable -1 means fixed at offset.</summary>
    public void Map(int variables, ReadOnlySpan<int> variable, ReadOnlySpan<double> factor, ReadOnlySpan<double> offset)
    {
        VariableCount = variables;
        variable.CopyTo(_variable);
        factor.CopyTo(_factor);
        offset.CopyTo(_offset);
        _plainMap = variables == ParameterCount;
        for (int p = 0; p < ParameterCount; p++)
            _plainMap &= _variable[p] == p && _factor[p] == 1 && _offset[p] == 0;
    }

    public void SetData(ReadOnlySpan<double> data, ReadOnlySpan<double> sigma, ReadOnlySpan<bool> use)
    {
        if (data.Length != RowCount)
            throw new ArgumentException($"{data.Length} data points for {RowCount} positions.", nameof(data));
        _isEvaluated = false;
        _weighted = sigma.Length != 0 || use.Length != 0;
        if (_weighted)
        {
            PointCount = FitWeights.Fill(data, sigma, use, _data.Span, _weights.Span);
        }
        else
        {
            data.CopyTo(_data.Span);
            PointCount = data.Length;
        }
        RoundingFloor = FitWeights.RoundingFloor(_data.Span[..RowCount], _weighted ? _weights.Span : []);
    }

    // Blocks of equal length, whose columns together stay within 24 KiB: half the nearest cache.
    private static int BlockLength(int points, int columns)
    {
        int most = Math.Max(8, 24 * 1024 / sizeof(double) / columns / 8 * 8);
        int blocks = (points + most - 1) / most;
        return ((points + blocks - 1) / blocks + 7) / 8 * 8;
    }

    public double Evaluate(ReadOnlySpan<double> variables, Span<double> gram, Span<double> gradient)
    {
        Expand(variables);
        _isEvaluated = true;
        Span<double> products = _products.Span;
        products.Clear();
        for (int start = 0; start < _padded; start += _blockLength)
        {
            int length = Math.Min(_blockLength, _padded - start);
            FillBlock(start, length);
            NormalMatrix.Add(
                ref _block.First,
                (nuint)_blockLength,
                (nuint)length,
                (nuint)_columns,
                ref MemoryMarshal.GetReference(products)
            );
        }
        if (_plainMap)
            for (int a = 0; a < ParameterCount; a++)
            {
                products.Slice(a * _columns, a + 1).CopyTo(gram[(a * ParameterCount)..]);
                gradient[a] = products[_columns * _columns + a];
            }
        else
            Collect(gram, gradient);
        return products[_columns * _columns + _columns];
    }

    /// <summary>The last evaluation was at these variables, so that products and parameters belong to them.</summary>
    public bool IsAt(ReadOnlySpan<double> variables)
    {
        if (!_isEvaluated)
            return false;
        for (int p = 0; p < ParameterCount; p++)
            if (_parameters[p] != (_variable[p] < 0 ? _offset[p] : _factor[p] * variables[_variable[p]] + _offset[p]))
                return false;
        return true;
    }

    public void Linearize(ReadOnlySpan<double> variables, Span<double> residuals, Span<double> jacobian)
    {
        Expand(variables);
        _isEvaluated = false;
        jacobian[..(VariableCount * RowCount)].Clear();
        for (int start = 0; start < _padded; start += _blockLength)
        {
            int length = Math.Min(_blockLength, _padded - start);
            FillBlock(start, length);
            length = Math.Min(length, RowCount - start);
            Span<double> block = _block.Span;
            block.Slice(_columns * _blockLength, length).CopyTo(residuals[start..]);
            for (int p = 0; p < ParameterCount; p++)
                if (_variable[p] >= 0)
                    for (int i = 0; i < length; i++)
                        jacobian[_variable[p] * RowCount + start + i] += _factor[p] * block[p * _blockLength + i];
        }
    }

    /// <summary>Sum of products of parameter columns a and b at the last evaluation.</summary>
    public double Product(int a, int b) => _products.Span[Math.Max(a, b) * _columns + Math.Min(a, b)];

    private void Expand(ReadOnlySpan<double> variables)
    {
        for (int p = 0; p < ParameterCount; p++)
            _parameters[p] = _variable[p] < 0 ? _offset[p] : _factor[p] * variables[_variable[p]] + _offset[p];
        // Once for all blocks: for some shapes this is as much work as a block.
        for (int peak = 0; peak < _peaks; peak++)
            _shape.Prepare(_parameters.AsSpan(peak * _perPeak, _perPeak), _constants.AsSpan(peak * _constantsPerPeak, _constantsPerPeak));
    }

    // Columns 0..: derivatives; the column behind the padded ones: data - model; all times 1/σ; zero beyond the last point.
    private void FillBlock(int start, int length)
    {
        Span<double> block = _block.Span;
        int first = _peaks * _shape.ParameterCount;
        Span<double> residual = block.Slice(_columns * _blockLength, length);
        if (_wide)
            FillBackground<Wide512>(first, start, length);
        else
            FillBackground<Wide256>(first, start, length);
        for (int peak = 0; peak < _peaks; peak++)
        {
            int offset = peak * _perPeak;
            _shape.AddPrepared(
                _constants.AsSpan(peak * _constantsPerPeak, _constantsPerPeak),
                _x.Span.Slice(start, length),
                residual,
                block[(offset * _blockLength)..],
                _blockLength
            );
        }
        if (_wide)
            FinishResidual<Wide512>(start, length);
        else
            FinishResidual<Wide256>(start, length);
        if (start + length > RowCount)
            for (int p = 0; p <= _columns; p++)
                block.Slice(p * _blockLength + RowCount - start, start + length - RowCount).Clear();
    }

    private void FillBackground<TWide>(int first, int start, int length)
        where TWide : struct, IWide<TWide>
    {
        ref double model = ref Unsafe.Add(ref _block.First, _columns * _blockLength);
        ref double basis = ref Unsafe.Add(ref _block.First, first * _blockLength);
        ref double u = ref Unsafe.Add(ref _u.First, start);
        nuint stride = (nuint)_blockLength;
        for (nuint i = 0; i < (nuint)length; i += (nuint)TWide.Count)
        {
            TWide position = TWide.Load(ref u, i);
            TWide power = TWide.Of(1);
            TWide value = TWide.Of(0);
            for (int k = 0; k < _background; k++)
            {
                TWide.Store(power, ref basis, (nuint)k * stride + i);
                value = TWide.MultiplyAdd(TWide.Of(_parameters[first + k]), power, value);
                power *= position;
            }
            TWide.Store(value, ref model, i);
        }
    }

    private void FinishResidual<TWide>(int start, int length)
        where TWide : struct, IWide<TWide>
    {
        ref double residual = ref Unsafe.Add(ref _block.First, _columns * _blockLength);
        ref double data = ref Unsafe.Add(ref _data.First, start);
        nuint count = (nuint)length;
        for (nuint i = 0; i < count; i += (nuint)TWide.Count)
            TWide.Store(TWide.Load(ref data, i) - TWide.Load(ref residual, i), ref residual, i);
        if (!_weighted)
            return;
        ref double weights = ref Unsafe.Add(ref _weights.First, start);
        for (int p = 0; p <= _columns; p++)
        {
            ref double column = ref Unsafe.Add(ref _block.First, p * _blockLength);
            for (nuint i = 0; i < count; i += (nuint)TWide.Count)
                TWide.Store(TWide.Load(ref column, i) * TWide.Load(ref weights, i), ref column, i);
        }
    }

    private void Collect(Span<double> gram, Span<double> gradient)
    {
        int count = VariableCount;
        gram[..(count * count)].Clear();
        gradient[..count].Clear();
        for (int p = 0; p < ParameterCount; p++)
        {
            int a = _variable[p];
            if (a < 0)
                continue;
            gradient[a] += _factor[p] * _products.Span[_columns * _columns + p];
            for (int q = 0; q < ParameterCount; q++)
            {
                int b = _variable[q];
                if (b >= 0 && b <= a)
                    gram[a * count + b] += _factor[p] * _factor[q] * Product(p, q);
            }
        }
    }
}
