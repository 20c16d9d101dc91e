namespace SpectraPipeline.Testing.Generators.Infrared;

/// <summary>
/// Line shape of a Fourier-transform spectrometer with Happ-Genzel apodisation, the transform of 0.54 + 0.46 cos(πδ/L) on |δ| ≤ L:
/// 0.54 sinc(2νL) + 0.23 [sinc(2νL − 1) + sinc(2νL + 1)]. H. Happ, L. Genzel, Infrared Phys. 1961, 1, 39, DOI 10.1016/0020-0891(61)90010-5.
/// White noise of the interferogram passes through the same function, so neighbouring points of a zero-filled spectrum are correlated.
/// </summary>
public sealed class InstrumentFunction
{
    private const double Reach = 150; // cm⁻¹; the side lobes are below 1e-3 there
    private readonly double[] _kernel;
    private readonly double _noiseScale;

    /// <summary>Kernel on a fine grid of the given step; maximumPathDifference is L in cm.</summary>
    public InstrumentFunction(double maximumPathDifference, double fineStep)
    {
        PathDifference = maximumPathDifference;
        int half = (int)(Reach / fineStep);
        _kernel = new double[2 * half + 1];
        double sum = 0;
        double squares = 0;
        for (int i = -half; i <= half; i++)
            sum += _kernel[i + half] = Shape(i * fineStep);
        for (int i = 0; i < _kernel.Length; i++)
        {
            _kernel[i] /= sum;
            squares += _kernel[i] * _kernel[i];
        }
        _noiseScale = 1 / Math.Sqrt(squares);
    }

    public double PathDifference { get; }

    /// <summary>Points by which the fine grid must reach beyond the wanted range on each side.</summary>
    public int Margin => _kernel.Length / 2;

    /// <summary>Height at ν from the centre, 1 in the middle of an unresolved line.</summary>
    public double Shape(double wavenumber)
    {
        double t = 2 * wavenumber * PathDifference;
        return (0.54 * Sinc(t) + 0.23 * (Sinc(t - 1) + Sinc(t + 1))) / 0.54;
    }

    /// <summary>Convolves the fine grid and takes every stride-th point; fine holds Margin points more on each side.</summary>
    public void Apply(ReadOnlySpan<double> fine, int stride, Span<double> result) => Convolve(fine, stride, 1, result);

    /// <summary>Height at which the instrument shows a line of height 1 whose centre is on a fine point.</summary>
    public double SeenHeight(Func<double, double> line, double fineStep)
    {
        double sum = 0;
        for (int i = 0; i < _kernel.Length; i++)
            sum += _kernel[i] * line((i - Margin) * fineStep);
        return sum;
    }

    /// <summary>Noise with standard deviation 1 and the correlation of the instrument.</summary>
    public void Noise(NoiseSource source, int stride, Span<double> result)
    {
        double[] white = new double[(result.Length - 1) * stride + 1 + 2 * Margin];
        for (int i = 0; i < white.Length; i++)
            white[i] = source.NextNormal();
        Convolve(white, stride, _noiseScale, result);
    }

    /// <summary>Correlation of the noise of two points that are stride fine points apart.</summary>
    public double NoiseCorrelation(int stride)
    {
        double product = 0;
        for (int i = 0; i + stride < _kernel.Length; i++)
            product += _kernel[i] * _kernel[i + stride];
        return product * _noiseScale * _noiseScale;
    }

    private void Convolve(ReadOnlySpan<double> fine, int stride, double scale, Span<double> result)
    {
        if (fine.Length < (result.Length - 1) * stride + _kernel.Length)
            throw new ArgumentException($"{fine.Length} fine points do not cover {result.Length} points and the kernel", nameof(fine));
        for (int i = 0; i < result.Length; i++)
        {
            double sum = 0;
            for (int j = 0; j < _kernel.Length; j++)
                sum += _kernel[j] * fine[i * stride + j];
            result[i] = sum * scale;
        }
    }

    private static double Sinc(double x) => Math.Abs(x) < 1e-9 ? 1 : Math.Sin(Math.PI * x) / (Math.PI * x);
}
