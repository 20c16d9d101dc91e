using System.Runtime.InteropServices;
using SpectraPipeline.Numerics.Simd;

namespace SpectraPipeline.Numerics.Fitting;

/// <summary>A model curve with its Jacobian.</summary>
/// <param name="variables">Point of evaluation.</param>
/// <param name="model">Receives the curve, one value per data point.</param>
/// <param name="jacobian">Receives ∂model/∂variable k at point i in [k·stride + i].</param>
/// <param name="stride">Distance between the columns of the Jacobian.</param>
public delegate void CurveModel(ReadOnlySpan<double> variables, Span<double> model, Span<double> jacobian, int stride);

/// <summary>Any differentiable curve against data, with optional standard deviations and mask, as a problem for the minimiser.</summary>
public sealed class CurveProblem : ILeastSquaresProblem
{
    private readonly CurveModel _model;
    private readonly double[] _data;
    private readonly double[] _weights;
    private readonly int _stride;
    private readonly int _columns;
    private readonly AlignedArray _block;
    private readonly AlignedArray _products;

    /// <summary>A problem of fixed size; data come with <see cref="SetData"/>.</summary>
    /// <param name="model">Curve and Jacobian.</param>
    /// <param name="variableCount">Number of variables.</param>
    /// <param name="pointCount">Number of data points.</param>
    public CurveProblem(CurveModel model, int variableCount, int pointCount)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentOutOfRangeException.ThrowIfLessThan(variableCount, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(pointCount, 1);
        _model = model;
        VariableCount = variableCount;
        RowCount = PointCount = pointCount;
        _data = new double[pointCount];
        _weights = new double[pointCount];
        _stride = (pointCount + 7) / 8 * 8;
        _columns = NormalMatrix.Padded(variableCount);
        _block = new AlignedArray((_columns + 1) * _stride);
        _products = new AlignedArray(NormalMatrix.Length(_columns));
    }

    /// <inheritdoc/>
    public int VariableCount { get; }

    /// <inheritdoc/>
    public int RowCount { get; }

    /// <inheritdoc/>
    public int PointCount { get; private set; }

    /// <inheritdoc/>
    public double RoundingFloor { get; private set; }

    /// <summary>Takes the data of the next fit.</summary>
    /// <param name="data">Values to fit.</param>
    /// <param name="sigma">Standard deviations, or empty for equal unknown ones.</param>
    /// <param name="use">False at points to leave out, or empty.</param>
    /// <exception cref="ArgumentException">Lengths disagree, or a standard deviation is not positive.</exception>
    public void SetData(ReadOnlySpan<double> data, ReadOnlySpan<double> sigma, ReadOnlySpan<bool> use)
    {
        PointCount = FitWeights.Fill(data, sigma, use, _data, _weights);
        RoundingFloor = FitWeights.RoundingFloor(_data, _weights);
    }

    /// <inheritdoc/>
    public double Evaluate(ReadOnlySpan<double> variables, Span<double> gram, Span<double> gradient)
    {
        Weighted(variables);
        Span<double> products = _products.Span;
        products.Clear();
        NormalMatrix.Add(ref _block.First, (nuint)_stride, (nuint)_stride, (nuint)_columns, ref MemoryMarshal.GetReference(products));
        int count = VariableCount;
        for (int i = 0; i < count; i++)
        {
            products.Slice(i * _columns, i + 1).CopyTo(gram[(i * count)..]);
            gradient[i] = products[_columns * _columns + i];
        }
        return products[_columns * _columns + _columns];
    }

    /// <inheritdoc/>
    public void Linearize(ReadOnlySpan<double> variables, Span<double> residuals, Span<double> jacobian)
    {
        Weighted(variables);
        for (int k = 0; k < VariableCount; k++)
            _block.Span.Slice(k * _stride, RowCount).CopyTo(jacobian[(k * RowCount)..]);
        _block.Span.Slice(_columns * _stride, RowCount).CopyTo(residuals);
    }

    // Columns of J, then the residuals, both divided by σ.
    private void Weighted(ReadOnlySpan<double> variables)
    {
        Span<double> residuals = _block.Span.Slice(_columns * _stride, RowCount);
        _model(variables, residuals, _block.Span[..(VariableCount * _stride)], _stride);
        for (int i = 0; i < RowCount; i++)
            residuals[i] = _weights[i] == 0 ? 0 : (_data[i] - residuals[i]) * _weights[i];
        for (int k = 0; k < VariableCount; k++)
        {
            Span<double> column = _block.Span.Slice(k * _stride, RowCount);
            for (int i = 0; i < RowCount; i++)
                column[i] = _weights[i] == 0 ? 0 : column[i] * _weights[i];
        }
    }
}
