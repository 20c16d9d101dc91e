using SpectraPipeline.Numerics.LinearAlgebra;

namespace SpectraPipeline.Numerics.Fitting;

// Curves of the model, and products of other curves with its columns.
internal sealed partial class PeakModel
{
    /// <summary>For a band that is not in the model: the sums of products of its unit-height curve with each parameter column, and with itself.</summary>
    public double Probe(ReadOnlySpan<double> band, Span<double> products)
    {
        products[..ParameterCount].Clear();
        double own = 0;
        Span<double> curve = stackalloc double[_blockLength];
        for (int start = 0; start < _padded; start += _blockLength)
        {
            int length = Math.Min(_blockLength, _padded - start);
            FillBlock(start, length);
            curve.Clear();
            _shape.Add(band, _x.Span.Slice(start, length), curve[..length]);
            AddProducts(curve[..length], start, products);
            own += Products.Dot(curve[..length], curve[..length]);
        }
        return own;
    }

    /// <summary>Weights a part of a curve in place and adds its products with the columns of the block that was filled last.</summary>
    private void AddProducts(Span<double> curve, int start, Span<double> products)
    {
        for (int i = 0; i < curve.Length; i++)
        {
            double weight =
                start + i >= RowCount ? 0
                : _weighted ? _weights.Span[start + i]
                : 1;
            curve[i] *= weight;
        }
        for (int p = 0; p < ParameterCount; p++)
            products[p] += Products.Dot(_block.Span.Slice(p * _blockLength, curve.Length), curve);
    }

    /// <summary>The model at the parameters of the last evaluation, and its background alone.</summary>
    public void Curves(Span<double> model, Span<double> background)
    {
        int first = _peaks * _shape.ParameterCount;
        for (int i = 0; i < RowCount; i++)
        {
            double u = _u.Span[i];
            double value = 0;
            for (int k = _background - 1; k >= 0; k--)
                value = value * u + _parameters[first + k];
            model[i] = value;
            if (background.Length != 0)
                background[i] = value;
        }
        for (int peak = 0; peak < _peaks; peak++)
            _shape.Add(_parameters.AsSpan(peak * _shape.ParameterCount, _shape.ParameterCount), _x.Span[..RowCount], model[..RowCount]);
    }
}
