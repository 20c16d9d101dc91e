using SpectraPipeline.Numerics.LinearAlgebra;
using SpectraPipeline.Numerics.Statistics;

namespace SpectraPipeline.Numerics.Peaks;

/// <summary>−d²y/dx² of a spectrum smoothed by Gaussians of many widths: the Mexican hat wavelet. What curves downwards more than its surroundings answers, whether or not it has a maximum of its own.</summary>
/// <remarks>
/// <para>
/// R(s, i) = Σ hⱼ yᵢ₊ⱼ, h ∝ (1 − (j/s)²)·exp(−j²/2s²) within 4 s, less its mean, |h| = 1: white noise of deviation σ gives responses of deviation σ at every scale, straight
/// backgrounds give none, a Gaussian of height a and deviation b gives 2.174·a·b·s^(5/2)/(s² + b²)^(3/2), largest at s = b√5. P. Du, W. A. Kibbe, S. M. Lin, Bioinformatics 22
/// (2006) 2059, doi:10.1093/bioinformatics/btl355.
/// </para>
/// <para>
/// Noise of a scale: 1.4826 · median |R| of what lies below four times itself, never less than at a smaller scale. Noise that neighbours share, and ripples, answer at their own
/// scale and so raise it there. Scales step by √2 from one point to a tenth of the spectrum, positions by a sixth of a scale but at least a point; at an end of the spectrum one
/// scale must fit, the hat is cut there and its straight line taken out anew. In index space: the grid is taken for even. Nothing is allocated per spectrum. Cost about 50 n a scale.
/// </para>
/// </remarks>
public sealed class CurvatureBank
{
    private const double Reach = 4;
    private const double StepsPerScale = 6;
    private const double LargestPart = 0.1;
    private const double Clip = 4;
    private const int Rounds = 4;

    private readonly Row[] _rows;
    private readonly double[] _noise;
    private readonly double[] _scratch;
    private readonly int _points;

    /// <summary>A bank for spectra of one length.</summary>
    /// <param name="points">Points of a spectrum.</param>
    /// <param name="least">Least scale, in points; at least 1.</param>
    public CurvatureBank(int points, double least = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(points, 5);
        _points = points;
        var rows = new List<Row>();
        for (double scale = Math.Max(1, least); rows.Count == 0 || scale <= points * LargestPart; scale *= Math.Sqrt(2))
            rows.Add(new Row(points, Math.Min(scale, points * 0.25)));
        _rows = [.. rows];
        _noise = new double[_rows.Length];
        _scratch = new double[points];
    }

    /// <summary>Number of scales.</summary>
    public int Scales => _rows.Length;

    /// <summary>Deviation of the smoothing Gaussian, in points.</summary>
    public double Scale(int k) => _rows[k].Scale;

    /// <summary>Noise of the responses of a scale to the last spectrum.</summary>
    public double Noise(int k) => _noise[k];

    /// <summary>Responses of a scale to the last spectrum; where they stand is told by <see cref="Position"/>.</summary>
    public ReadOnlySpan<double> Responses(int k) => _rows[k].Responses;

    /// <summary>Point of the spectrum at which response <paramref name="at"/> (a fraction lies between two) of scale k stands.</summary>
    public double Position(int k, double at) => _rows[k].Start + at * _rows[k].Step;

    /// <summary>Points between two responses of a scale.</summary>
    public int Step(int k) => _rows[k].Step;

    /// <summary>Filters a spectrum; the answers are kept until the next one.</summary>
    /// <param name="y">Finite values.</param>
    /// <exception cref="ArgumentException">Another length than that of the constructor.</exception>
    public void Apply(ReadOnlySpan<double> y)
    {
        if (y.Length != _points)
            throw new ArgumentException($"{y.Length} values for {_points} points.", nameof(y));
        double largest = 0;
        foreach (Row row in _rows)
            largest = Math.Max(largest, row.Apply(y));
        // Data without any noise still have rounding.
        double noise = 1e-9 * largest;
        for (int k = 0; k < _rows.Length; k++)
            _noise[k] = noise = Math.Max(noise, Clipped(_rows[k].Responses));
    }

    // Bands take part of a spectrum; what stands far out of the noise is left out of it.
    private double Clipped(ReadOnlySpan<double> responses)
    {
        double limit = double.PositiveInfinity;
        double noise = 0;
        for (int round = 0; round < Rounds; round++)
        {
            int count = 0;
            foreach (double response in responses)
                if (Math.Abs(response) is var size && size <= limit)
                    _scratch[count++] = size;
            if (count < 5)
                break;
            double next = Median.MadToDeviation * Median.InPlace(_scratch.AsSpan(0, count));
            if (next == noise)
                break;
            noise = next;
            limit = Clip * noise;
        }
        return noise;
    }

    private sealed class Row
    {
        private readonly int[] _first;
        private readonly double[][] _weights;

        public Row(int points, double scale)
        {
            Scale = scale;
            Step = Math.Max(1, (int)(scale / StepsPerScale));
            Start = (int)Math.Ceiling(scale);
            int count = Math.Max(0, (points - 1 - 2 * Start) / Step + 1);
            Responses = new double[count];
            _first = new int[count];
            _weights = new double[count][];
            int reach = (int)Math.Ceiling(Reach * scale);
            double[]? whole = null;
            for (int k = 0; k < count; k++)
            {
                int center = Start + k * Step;
                (int first, int end) = (Math.Max(0, center - reach), Math.Min(points, center + reach + 1));
                _first[k] = first;
                _weights[k] = end - first == 2 * reach + 1 ? whole ??= Hat(first, end, center) : Hat(first, end, center);
            }
        }

        public double Scale { get; }

        public int Start { get; }

        public int Step { get; }

        public double[] Responses { get; }

        public double Apply(ReadOnlySpan<double> y)
        {
            double largest = 0;
            for (int k = 0; k < Responses.Length; k++)
            {
                Responses[k] = Products.Dot(_weights[k], y[_first[k]..]);
                largest = Math.Max(largest, Math.Abs(Responses[k]));
            }
            return largest;
        }

        private double[] Hat(int first, int end, int center)
        {
            double[] hat = new double[end - first];
            double middle = (end - first - 1) / 2.0;
            double sum = 0;
            double slope = 0;
            double squares = 0;
            for (int i = 0; i < hat.Length; i++)
            {
                double t = (first + i - center) / Scale;
                hat[i] = (1 - t * t) * Math.Exp(-t * t / 2);
                sum += hat[i];
                slope += hat[i] * (i - middle);
                squares += (i - middle) * (i - middle);
            }
            double length = 0;
            for (int i = 0; i < hat.Length; i++)
            {
                hat[i] -= sum / hat.Length + slope / squares * (i - middle);
                length += hat[i] * hat[i];
            }
            for (int i = 0; i < hat.Length; i++)
                hat[i] /= Math.Sqrt(length);
            return hat;
        }
    }
}
