using System.Numerics;
using System.Runtime.InteropServices;

namespace SpectraPipeline.Numerics.Baselines;

/// <summary>‖new − old‖₂ / ‖old‖₂, by which iterated baselines see that they stand still.</summary>
internal static class RelativeChange
{
    /// <summary>The peers' smallest denominator.</summary>
    public const double Least = 2.220446049250313e-16;

    public static double Of(ReadOnlySpan<double> old, ReadOnlySpan<double> next) => Of(old, next, 0);

    /// <summary>‖new − old‖₂ / ‖old − level‖₂.</summary>
    public static double Of(ReadOnlySpan<double> old, ReadOnlySpan<double> next, double level)
    {
        ReadOnlySpan<Vector<double>> before = MemoryMarshal.Cast<double, Vector<double>>(old),
            after = MemoryMarshal.Cast<double, Vector<double>>(next[..old.Length]);
        Vector<double> changes = default,
            sizes = default,
            levels = new(level);
        for (int i = 0; i < before.Length; i++)
        {
            Vector<double> o = before[i],
                d = after[i] - o;
            o -= levels;
            changes += d * d;
            sizes += o * o;
        }
        double change = Vector.Sum(changes),
            size = Vector.Sum(sizes);
        for (int i = before.Length * Vector<double>.Count; i < old.Length; i++)
        {
            double d = next[i] - old[i];
            change += d * d;
            size += (old[i] - level) * (old[i] - level);
        }
        return Math.Sqrt(change) / Math.Max(Math.Sqrt(size), Least);
    }
}
