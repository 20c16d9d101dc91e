using System.Numerics;

namespace SpectraPipeline.Numerics.Baselines.Joint;

/// <summary>One band of a joint fit: pseudo-Voigt, positions and widths as shares of the axis.</summary>
internal struct JointBand
{
    /// <summary>Height in units of the noise.</summary>
    public double Height;

    public double Center;

    /// <summary>Full width at half maximum.</summary>
    public double Fwhm;

    /// <summary>Lorentzian part.</summary>
    public double Fraction;

    /// <summary>Where it was found.</summary>
    public double FoundCenter;

    /// <summary>Width it was found with.</summary>
    public double FoundFwhm;

    /// <summary>(height / its standard error)², all else free; infinite before the first fit.</summary>
    public double Significance;
}

/// <summary>The bands of a joint fit; a list that never allocates once made.</summary>
internal sealed class BandList(int capacity)
{
    private readonly JointBand[] _bands = new JointBand[capacity];

    public int Count { get; private set; }

    public bool IsFull => Count == _bands.Length;

    public ref JointBand this[int index] => ref _bands[index];

    public void Clear() => Count = 0;

    public void Add(in JointBand band) => _bands[Count++] = band;

    public void RemoveAt(int index)
    {
        _bands.AsSpan(index + 1, Count - index - 1).CopyTo(_bands.AsSpan(index));
        Count--;
    }

    public void CopyFrom(BandList other)
    {
        other._bands.AsSpan(0, other.Count).CopyTo(_bands);
        Count = other.Count;
    }

    /// <summary>Sum of all bands.</summary>
    /// <param name="position">Positions from 0 to 1.</param>
    /// <param name="sum">Receives the sum.</param>
    public void Sum(ReadOnlySpan<double> position, Span<double> sum)
    {
        sum.Clear();
        for (int k = 0; k < Count; k++)
        {
            ref JointBand band = ref _bands[k];
            double scale = 2 / band.Fwhm;
            if (band.Fraction > 0)
                AddLorentzian(position, band.Center, scale, band.Height * band.Fraction, sum);
            if (band.Fraction < 1)
            {
                (int first, int end) = PointsWithin(position, band.Center, GaussianReach * band.Fwhm);
                double height = band.Height * (1 - band.Fraction);
                for (int i = first; i < end; i++)
                {
                    double z = (position[i] - band.Center) * scale;
                    sum[i] += height * Math.Exp(-Ln2 * z * z);
                }
            }
        }
    }

    public const double Ln2 = 0.693147180559945309;

    /// <summary>Beyond this many widths a Gaussian is below 1e-10 of its height.</summary>
    public const double GaussianReach = 2.9;

    /// <summary>Points within a distance of a centre: first and one past the last.</summary>
    public static (int First, int End) PointsWithin(ReadOnlySpan<double> position, double center, double distance)
    {
        int first = LowerBound(position, center - distance);
        int end = LowerBound(position, Math.BitIncrement(center + distance));
        return (first, end);
    }

    private static int LowerBound(ReadOnlySpan<double> position, double value)
    {
        int low = 0,
            high = position.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (position[middle] < value)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }

    private static void AddLorentzian(ReadOnlySpan<double> position, double center, double scale, double height, Span<double> sum)
    {
        int lanes = Vector<double>.Count,
            i = 0;
        var one = Vector<double>.One;
        for (; i <= sum.Length - lanes; i += lanes)
        {
            Vector<double> z = (new Vector<double>(position[i..]) - new Vector<double>(center)) * scale;
            (new Vector<double>(sum[i..]) + new Vector<double>(height) / (one + z * z)).CopyTo(sum[i..]);
        }
        for (; i < sum.Length; i++)
        {
            double z = (position[i] - center) * scale;
            sum[i] += height / (1 + z * z);
        }
    }
}
