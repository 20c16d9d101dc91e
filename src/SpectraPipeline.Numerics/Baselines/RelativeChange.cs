using System.Numerics;

namespace SpectraPipeline.Numerics.Baselines;

/// <summary>‖new − old‖₂ / ‖old‖₂, by which iterated baselines see that they stand still.</summary>
internal static class RelativeChange
{
    // The peers' smallest denominator.
    private const double Least = 2.220446049250313e-16;

    public static double Of(ReadOnlySpan<double> old, ReadOnlySpan<double> next)
    {
        Vector<double> changes = default,
            sizes = default;
        int i = 0;
        for (; i <= old.Length - Vector<double>.Count; i += Vector<double>.Count)
        {
            var o = new Vector<double>(old[i..]);
            Vector<double> d = new Vector<double>(next[i..]) - o;
            changes += d * d;
            sizes += o * o;
        }
        double change = Vector.Sum(changes),
            size = Vector.Sum(sizes);
        for (; i < old.Length; i++)
        {
            double d = next[i] - old[i];
            change += d * d;
            size += old[i] * old[i];
        }
        return Math.Sqrt(change) / Math.Max(Math.Sqrt(size), Least);
    }
}
