using MathNet.Numerics;
using SpectraPipeline.Numerics.Fourier;

namespace SpectraPipeline.Numerics.Exafs;

/// <summary>The residual rows of one power of k as a matrix on χ(k), in blocks: what the peers compute by transforms, written out.</summary>
/// <remarks>
/// R: (Δk/√π)·wⱼkⱼⁿ·exp(−2πi·jm/N). q: the real part of the inverse transform of that, times Ω_m; with the factor 2√π/Δk, so that it is the filtered kⁿχ, (2/N)·Σ_m Ω_m cos(2πm(q−j)/N).
/// Wavelet: the Cauchy filter of order n = R rows, as in <see cref="Wavelets.CauchyWavelet"/>, on R = m·ΔR.
/// </remarks>
internal sealed class ExafsRows
{
    private readonly ExafsTransform _transform;
    private readonly int _first;
    private readonly double[] _weight;
    private FastFourierTransform? _long;

    /// <summary>For one power of k.</summary>
    /// <param name="transform">Ranges and windows.</param>
    /// <param name="first">First point of the k grid that counts.</param>
    /// <param name="weight">wⱼkⱼⁿ from there on.</param>
    public ExafsRows(ExafsTransform transform, int first, double[] weight) => (_transform, _first, _weight) = (transform, first, weight);

    /// <summary>Blocks of rows; each is called for in turn with what receives it, column j (a point of k) at [j·stride].</summary>
    public int Blocks =>
        _transform.Space switch
        {
            ExafsSpace.Wavelet => WaveletEnd - Math.Max(1, _transform.FirstRow),
            _ => 1,
        };

    /// <summary>Rows of a block.</summary>
    public int BlockRows =>
        _transform.Space switch
        {
            ExafsSpace.R => 2 * (_transform.EndRow - _transform.FirstRow),
            ExafsSpace.Wavelet => 2 * WaveletColumns,
            _ => _transform.EndColumn - _transform.FirstColumn,
        };

    private int WaveletRows => (int)Math.Round(_transform.RWindow.To / _transform.RStep, MidpointRounding.ToEven);

    private int WaveletEnd => Math.Min(_transform.EndRow, WaveletRows);

    // The map ends where the data end.
    private int WaveletColumns => Math.Min(_transform.EndColumn, GridEnd) - _transform.FirstColumn;

    /// <summary>Points of the k grid that the data fill; the wavelet map has no more.</summary>
    public required int GridEnd { get; init; }

    /// <summary>Writes one block, column-major with the given stride.</summary>
    public void Fill(int block, Span<double> columns, int stride)
    {
        switch (_transform.Space)
        {
            case ExafsSpace.R:
                FillR(columns, stride);
                break;
            case ExafsSpace.Q:
                FillQ(columns, stride);
                break;
            default:
                FillWavelet(Math.Max(1, _transform.FirstRow) + block, columns, stride);
                break;
        }
    }

    private void FillR(Span<double> columns, int stride)
    {
        int rows = _transform.EndRow - _transform.FirstRow;
        double scale = _transform.KStep / Math.Sqrt(Math.PI);
        for (int j = 0; j < _weight.Length; j++)
        for (int m = 0; m < rows; m++)
        {
            // Whole turns are taken off first: the angle keeps its digits.
            long step = (long)(_first + j) * (_transform.FirstRow + m) % _transform.TransformLength;
            (double sin, double cos) = Math.SinCos(2 * Math.PI * step / _transform.TransformLength);
            columns[(j * stride) + (2 * m)] = scale * _weight[j] * cos;
            columns[(j * stride) + (2 * m) + 1] = -scale * _weight[j] * sin;
        }
    }

    private void FillQ(Span<double> columns, int stride)
    {
        int length = _transform.TransformLength;
        double[] kernel = new double[length];
        double[] window = new double[length];
        _transform.RWindow.Fill(_transform.RStep, window);
        window.AsSpan(length / 2).Clear();
        new FastFourierTransform(length).Forward(window, kernel);
        // The real part of the transform: Σ Ω cos.
        for (int j = 0; j < _weight.Length; j++)
        for (int q = _transform.FirstColumn; q < _transform.EndColumn; q++)
            columns[(j * stride) + q - _transform.FirstColumn] = 2.0 / length * window[Math.Abs(q - _first - j)] * _weight[j];
    }

    private void FillWavelet(int row, Span<double> columns, int stride)
    {
        int order = WaveletRows;
        int length = 2 * _transform.TransformLength;
        double[] re = new double[length];
        double[] im = new double[length];
        double scale = Math.Log(2 * Math.PI) - SpecialFunctions.FactorialLn(order);
        double r = row * _transform.RStep;
        for (int n = 1; n < _transform.TransformLength; n++)
        {
            double x = order * Math.PI * n / (_transform.KStep * _transform.TransformLength * 2 * r);
            re[n] = Math.Exp(scale + (order * Math.Log(x)) - x);
        }
        (_long ??= new FastFourierTransform(length)).Inverse(re, im);
        int points = WaveletColumns;
        for (int j = 0; j < _weight.Length; j++)
        for (int k = 0; k < points; k++)
        {
            int lag = _transform.FirstColumn + k - _first - j;
            int at = lag < 0 ? lag + length : lag;
            columns[(j * stride) + (2 * k)] = re[at] * _weight[j];
            columns[(j * stride) + (2 * k) + 1] = im[at] * _weight[j];
        }
    }
}
