namespace SpectraPipeline.Numerics.Baselines.Joint;

/// <summary>What the Lorentzian part of a band is expected to be.</summary>
internal sealed class ShapePrior(int capacity)
{
    private readonly (double Fraction, double Weight)[] _shapes = new (double, double)[capacity];

    public double Mean { get; private set; } = 0.5;

    public double Spread { get; private set; } = 0.5;

    /// <summary>Bands of one spectrum resemble each other in shape: the prior of the Lorentzian part is the median of the well-determined ones and their spread.</summary>
    public void Measure(BandList bands)
    {
        int count = 0;
        double sum = 2,
            weights = 4;
        for (int k = 0; k < bands.Count; k++)
        {
            JointBand band = bands[k];
            if (double.IsInfinity(band.Significance))
                continue;
            double weight = Math.Min(band.Significance / 100, 10);
            (sum, weights) = (sum + weight * band.Fraction, weights + weight);
            if (band.Significance > 300)
                _shapes[count++] = (band.Fraction, Math.Min(band.Significance / 3000, 1) + 0.1);
        }
        if (count < 3)
        {
            (Mean, Spread) = (sum / weights, weights > 8 ? 0.35 : 0.5);
            return;
        }
        Mean = WeightedMedian(_shapes.AsSpan(0, count));
        for (int k = 0; k < count; k++)
            _shapes[k].Fraction = Math.Abs(_shapes[k].Fraction - Mean);
        double spread = Statistics.Median.MadToDeviation * WeightedMedian(_shapes.AsSpan(0, count)) * (1 + 2.0 / count);
        Spread = Math.Clamp(Math.Sqrt(0.07 * 0.07 + spread * spread), 0.07, 0.5);
    }

    private static double WeightedMedian(Span<(double Fraction, double Weight)> values)
    {
        values.Sort(static (a, b) => a.Fraction.CompareTo(b.Fraction));
        double half = 0,
            sum = 0;
        foreach (var (_, weight) in values)
            half += weight / 2;
        foreach (var (value, weight) in values)
            if ((sum += weight) >= half)
                return value;
        return values[^1].Fraction;
    }
}
