using BenchmarkDotNet.Attributes;
using SpectraPipeline.Numerics.Fitting;

namespace SpectraPipeline.Benchmarks;

/// <summary>
/// Pseudo-Voigt bands fitted from starts 3 cm⁻¹ off, 20 % low and 30 % wide, within bounds, no background, 20 draws of noise: against Marquardt's method in plain loops.
/// "1x140", "3x400" and "6x1000" are the peers' windows.
/// </summary>
[MemoryDiagnoser]
public class PeakFitBenchmarks
{
    private const int Spectra = 20;
    private const int PerBand = 4;
    private static readonly FitLimits s_limits = new();
    private readonly double[] _chiSquare = new double[Spectra];
    private double[][] _spectra = [];
    private double[] _start = [];
    private double[] _parameters = [];
    private MultiPeakFit _fit = null!;
    private PlainMarquardt _plain = null!;

    [Params("1x100", "1x140", "3x400", "6x1000")]
    public string Size { get; set; } = "";

    [GlobalSetup]
    public void Prepare()
    {
        PeakFitCase sample = PeakFitCase.Of(Size, Spectra);
        (_spectra, _start, _fit) = (sample.Spectra, sample.Start, sample.Prepare());
        _parameters = new double[_start.Length];
        _plain = new PlainMarquardt(sample.X, sample.Lower, sample.Upper);
        PlainLoop();
        double[] expected = [.. _chiSquare];
        Ours();
        Same.Within(1e-6, _chiSquare, expected, $"χ² of {Size}");
    }

    /// <summary>How the fit of the first spectrum ends.</summary>
    internal PeakFitQuality First => _fit.Fit(_spectra[0], [], [], s_limits);

    [Benchmark(Baseline = true, Description = "Marquardt in plain loops", OperationsPerInvoke = Spectra)]
    public void PlainLoop()
    {
        for (int k = 0; k < Spectra; k++)
        {
            _start.CopyTo(_parameters, 0);
            _chiSquare[k] = _plain.Fit(_spectra[k], _parameters);
        }
    }

    [Benchmark(Description = "MultiPeakFit", OperationsPerInvoke = Spectra)]
    public void Ours()
    {
        for (int k = 0; k < Spectra; k++)
            _chiSquare[k] = _fit.Fit(_spectra[k], [], [], s_limits).ChiSquare;
    }

    /// <summary>Marquardt's method as a textbook has it: analytic derivatives, normal equations, Cholesky, parameters at bounds held while they push outwards.</summary>
    private sealed class PlainMarquardt(double[] x, double[] lower, double[] upper)
    {
        private const double Ln2 = 0.6931471805599453;
        private const double Enough = 1e-9; // of χ²; MultiPeakFit stops at 1e-3 standard errors, which is of this order here
        private readonly double[] _jacobian = new double[x.Length * lower.Length];
        private readonly double[] _residual = new double[x.Length];
        private readonly double[,] _matrix = new double[lower.Length, lower.Length];
        private readonly double[] _gradient = new double[lower.Length];
        private readonly double[] _step = new double[lower.Length];
        private readonly double[] _trial = new double[lower.Length];
        private readonly bool[] _held = new bool[lower.Length];

        public double Fit(double[] data, double[] parameters)
        {
            double damping = 1e-3;
            double best = Evaluate(data, parameters);
            for (int iteration = 0; iteration < 200; iteration++)
            {
                Gradient(parameters);
                double trial = double.PositiveInfinity;
                while (damping < 1e12)
                {
                    Step(damping);
                    for (int p = 0; p < parameters.Length; p++)
                        _trial[p] = Math.Clamp(parameters[p] + _step[p], lower[p], upper[p]);
                    trial = ChiSquare(data, _trial);
                    if (trial < best)
                        break;
                    damping *= 10;
                }
                if (!(trial < best))
                    return best;
                bool settled = best - trial < Enough * best;
                _trial.CopyTo(parameters, 0);
                best = Evaluate(data, parameters);
                damping = Math.Max(damping / 10, 1e-12);
                if (settled)
                    return best;
            }
            return best;
        }

        private double Evaluate(double[] data, double[] parameters)
        {
            double sum = 0;
            int count = parameters.Length;
            for (int i = 0; i < x.Length; i++)
            {
                double model = 0;
                for (int p = 0; p < count; p += PerBand)
                {
                    (double height, double width, double share) = (parameters[p + 1], parameters[p + 2], parameters[p + 3]);
                    double z = (x[i] - parameters[p]) / width;
                    double lorentz = 1 / (1 + 4 * z * z);
                    double gauss = Math.Exp(-4 * Ln2 * z * z);
                    double slope = height * (-8 * share * z * lorentz * lorentz - 8 * Ln2 * (1 - share) * z * gauss);
                    double shape = share * lorentz + (1 - share) * gauss;
                    model += height * shape;
                    _jacobian[i * count + p] = -slope / width;
                    _jacobian[i * count + p + 1] = shape;
                    _jacobian[i * count + p + 2] = -slope * z / width;
                    _jacobian[i * count + p + 3] = height * (lorentz - gauss);
                }
                _residual[i] = data[i] - model;
                sum += _residual[i] * _residual[i];
            }
            return sum;
        }

        private double ChiSquare(double[] data, double[] parameters)
        {
            double sum = 0;
            for (int i = 0; i < x.Length; i++)
            {
                double rest = data[i];
                for (int p = 0; p < parameters.Length; p += PerBand)
                {
                    double z = (x[i] - parameters[p]) / parameters[p + 2];
                    double share = parameters[p + 3];
                    rest -= parameters[p + 1] * (share / (1 + 4 * z * z) + (1 - share) * Math.Exp(-4 * Ln2 * z * z));
                }
                sum += rest * rest;
            }
            return sum;
        }

        private void Gradient(double[] parameters)
        {
            int count = parameters.Length;
            for (int p = 0; p < count; p++)
            {
                double sum = 0;
                for (int i = 0; i < x.Length; i++)
                    sum += _jacobian[i * count + p] * _residual[i];
                _gradient[p] = sum;
                _held[p] = (parameters[p] == lower[p] && sum < 0) || (parameters[p] == upper[p] && sum > 0);
            }
        }

        private void Step(double damping)
        {
            int count = _gradient.Length;
            for (int p = 0; p < count; p++)
            for (int q = 0; q <= p; q++)
            {
                double sum = 0;
                for (int i = 0; i < x.Length; i++)
                    sum += _jacobian[i * count + p] * _jacobian[i * count + q];
                bool held = _held[p] || _held[q];
                _matrix[p, q] = held ? (p == q ? 1 : 0) : sum * (p == q ? 1 + damping : 1);
            }
            for (int p = 0; p < count; p++)
            {
                for (int q = 0; q <= p; q++)
                {
                    double sum = _matrix[p, q];
                    for (int r = 0; r < q; r++)
                        sum -= _matrix[p, r] * _matrix[q, r];
                    _matrix[p, q] = p == q ? Math.Sqrt(sum) : sum / _matrix[q, q];
                }
                double right = _held[p] ? 0 : _gradient[p];
                for (int r = 0; r < p; r++)
                    right -= _matrix[p, r] * _step[r];
                _step[p] = right / _matrix[p, p];
            }
            for (int p = count - 1; p >= 0; p--)
            {
                for (int r = p + 1; r < count; r++)
                    _step[p] -= _matrix[r, p] * _step[r];
                _step[p] /= _matrix[p, p];
            }
        }
    }
}
