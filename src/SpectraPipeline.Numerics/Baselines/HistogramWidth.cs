namespace SpectraPipeline.Numerics.Baselines;

/// <summary>How wide the quiet part of a wavelet transform is: a Gaussian around 0 fitted to its histogram, and what the histogram holds beyond it.</summary>
/// <param name="maxBins">Bins at most.</param>
internal sealed class HistogramWidth(int maxBins)
{
    private const int Rounds = 10;
    private const int Reach = 2; // bins beside high ones take part in the fit
    private const int FitSteps = 100;

    private readonly double[] _counts = new double[maxBins];
    private readonly double[] _centres = new double[maxBins];
    private readonly bool[] _used = new bool[maxBins];

    /// <summary>Limit below which values are quiet; NaN when no Gaussian fits.</summary>
    public double Limit(ReadOnlySpan<double> values, int bins)
    {
        double low = double.PositiveInfinity,
            high = double.NegativeInfinity,
            sum = 0,
            squares = 0;
        foreach (double value in values)
        {
            (low, high) = (Math.Min(low, value), Math.Max(high, value));
            sum += value;
        }
        double mean = sum / values.Length;
        foreach (double value in values)
            squares += (value - mean) * (value - mean);
        double logSigma = Math.Log10(0.2 * Math.Sqrt(squares / values.Length));
        if (!(high > low) || !double.IsFinite(logSigma))
            return double.NaN;
        Count(values, low, high, bins);
        double height = Highest(bins);
        for (int round = 0; round < Rounds; round++)
        {
            if (Choose(bins) < 2 || !FitGaussian(bins, ref height, ref logSigma))
                return double.NaN;
            double wanted = Math.Ceiling(8 * (high - low) / Math.Pow(10, logSigma));
            if (!(wanted >= 1) || wanted > _counts.Length)
                return double.NaN;
            if (Math.Abs(wanted - bins) < 0.05 * bins)
                break;
            bins = (int)wanted;
            Count(values, low, high, bins);
        }
        double sigma = Math.Pow(10, logSigma),
            whole = Area(bins, double.PositiveInfinity),
            within = Area(bins, 3 * sigma);
        return (0.6 + 10 * ((whole - within) / within)) * sigma;
    }

    private void Count(ReadOnlySpan<double> values, double low, double high, int bins)
    {
        double step = (high - low) / bins;
        Array.Clear(_counts, 0, bins);
        foreach (double value in values)
        {
            int bin = Math.Min(bins - 1, (int)((value - low) / (high - low) * bins));
            if (value < low + bin * step)
                bin--;
            else if (bin < bins - 1 && value >= low + (bin + 1) * step)
                bin++;
            _counts[bin]++;
        }
        for (int i = 0; i < bins; i++)
            _centres[i] = 0.5 * (low + (i + 1) * step + (low + i * step));
    }

    private double Highest(int bins)
    {
        double highest = 0;
        for (int i = 0; i < bins; i++)
            highest = Math.Max(highest, _counts[i]);
        return highest;
    }

    private int Choose(int bins)
    {
        double limit = Highest(bins) / 5;
        Array.Clear(_used, 0, bins);
        for (int i = 0; i < bins; i++)
            if (_counts[i] > limit)
                _used.AsSpan(Math.Max(0, i - Reach)..Math.Min(bins, i + Reach + 1)).Fill(true);
        return _used.AsSpan(0, bins).Count(true);
    }

    /// <summary>Least squares of height and log₁₀ σ, damped by Marquardt's rule.</summary>
    private bool FitGaussian(int bins, ref double height, ref double logSigma)
    {
        double damping = 1e-3,
            now = Squares(bins, height, logSigma);
        for (int step = 0; step < FitSteps; step++)
        {
            (double hh, double hs, double ss, double gh, double gs) = Normal(bins, height, logSigma);
            double a = hh * (1 + damping),
                b = ss * (1 + damping),
                determinant = a * b - hs * hs;
            if (!(determinant > 0))
                return double.IsFinite(logSigma);
            double dh = (gh * b - gs * hs) / determinant,
                ds = (gs * a - gh * hs) / determinant,
                next = Squares(bins, height + dh, logSigma + ds);
            if (next <= now)
            {
                (height, logSigma, now, damping) = (height + dh, logSigma + ds, next, Math.Max(1e-15, damping / 10));
                if (Math.Abs(ds) < 1e-13 && Math.Abs(dh) < 1e-12 * Math.Abs(height))
                    break;
            }
            else if ((damping *= 10) > 1e12)
                break;
        }
        return double.IsFinite(logSigma);
    }

    private (double Hh, double Hs, double Ss, double Gh, double Gs) Normal(int bins, double height, double logSigma)
    {
        double sigma = Math.Pow(10, logSigma),
            hh = 0,
            hs = 0,
            ss = 0,
            gh = 0,
            gs = 0;
        for (int i = 0; i < bins; i++)
        {
            if (!_used[i])
                continue;
            double u = _centres[i] / sigma,
                shape = Math.Exp(-0.5 * u * u),
                slope = height * shape * u * u * Math.Log(10),
                rest = _counts[i] - height * shape;
            hh += shape * shape;
            hs += shape * slope;
            ss += slope * slope;
            gh += shape * rest;
            gs += slope * rest;
        }
        return (hh, hs, ss, gh, gs);
    }

    private double Squares(int bins, double height, double logSigma)
    {
        double sigma = Math.Pow(10, logSigma),
            sum = 0;
        for (int i = 0; i < bins; i++)
        {
            double u = _centres[i] / sigma,
                rest = _used[i] ? _counts[i] - height * Math.Exp(-0.5 * u * u) : 0;
            sum += rest * rest;
        }
        return sum;
    }

    /// <summary>Trapezoids of the histogram over the bins within ±reach, in units of a bin.</summary>
    private double Area(int bins, double reach)
    {
        double sum = 0,
            last = double.NaN;
        for (int i = 0; i < bins; i++)
        {
            if (!(Math.Abs(_centres[i]) < reach))
                continue;
            if (!double.IsNaN(last))
                sum += (last + _counts[i]) / 2;
            last = _counts[i];
        }
        return sum;
    }
}
