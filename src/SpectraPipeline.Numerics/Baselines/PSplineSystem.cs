using SpectraPipeline.Numerics.LinearAlgebra;
using SpectraPipeline.Numerics.Splines;

namespace SpectraPipeline.Numerics.Baselines;

/// <summary>What all spectra on one axis share: the values of the basis in the order in which lanes read them, λ D′D and B′B + λ D′D.</summary>
internal sealed class PSplineSystem
{
    public PSplineSystem(ReadOnlySpan<double> x, PSplineBaselineOptions options)
    {
        options.Check(x.Length);
        var basis = new PSplineBasis(x, options.Knots, options.Degree);
        (Points, Count, Degree) = (basis.Points, basis.Count, basis.Degree);
        Bands = Math.Max(options.Degree, options.Order);
        Penalty = new double[Count * (Bands + 1)];
        double[] narrow = new double[Count * (options.Order + 1)];
        DifferencePenalty.Fill(Count, options.Order, narrow);
        for (int i = 0; i < Count; i++)
        for (int k = 0; k <= options.Order; k++)
            Penalty[i * (Bands + 1) + k] = options.Lambda * narrow[i * (options.Order + 1) + k];
        Values = GC.AllocateUninitializedArray<double>(Points * (Degree + 1), pinned: true);
        Products = GC.AllocateUninitializedArray<double>(Points * ProductsAPoint, pinned: true);
        for (int i = 0; i < Points; i++)
            basis.ValuesAt(i).CopyTo(Values.AsSpan(i * (Degree + 1)));
        Intervals = [.. FindIntervals(basis)];
        foreach (Interval interval in Intervals)
            Tabulate(interval);
        Unweighted = AddProducts();
    }

    /// <summary>Points between two knots.</summary>
    /// <param name="First">First function that lives there.</param>
    /// <param name="Start">First point.</param>
    /// <param name="Count">Number of points, at least 1.</param>
    public readonly record struct Interval(int First, int Start, int Count);

    /// <summary>Points of a spectrum.</summary>
    public int Points { get; }

    /// <summary>Number of functions.</summary>
    public int Count { get; }

    /// <summary>Degree of the spline.</summary>
    public int Degree { get; }

    /// <summary>Bands below the diagonal of the normal equations.</summary>
    public int Bands { get; }

    /// <summary>Intervals that hold points, in order.</summary>
    public Interval[] Intervals { get; }

    /// <summary>Bands of λ D′D, row by row: diagonal, then entries below it (i, i − 1) …</summary>
    public double[] Penalty { get; }

    /// <summary>The same of B′B + λ D′D: every spectrum starts from unit weights.</summary>
    public double[] Unweighted { get; }

    /// <summary>Values of the functions, point by point. Pinned.</summary>
    public double[] Values { get; }

    /// <summary>Interval by interval, for function j = 0 … degree: bⱼbₖ of all its points for k = 0 … j, then bⱼ of all its points. Pinned.</summary>
    public double[] Products { get; }

    /// <summary>Entries of <see cref="Products"/> a point.</summary>
    public int ProductsAPoint => (Degree + 1) * (Degree + 4) / 2;

    private static IEnumerable<Interval> FindIntervals(PSplineBasis basis)
    {
        for (int start = 0, end; start < basis.Points; start = end)
        {
            for (end = start + 1; end < basis.Points && basis.FirstAt(end) == basis.FirstAt(start); )
                end++;
            yield return new Interval(basis.FirstAt(start), start, end - start);
        }
    }

    private void Tabulate(Interval interval)
    {
        int next = interval.Start * ProductsAPoint;
        for (int j = 0; j <= Degree; j++)
        for (int k = 0; k <= j + 1; k++)
        for (int i = interval.Start; i < interval.Start + interval.Count; i++)
        {
            double b = Values[i * (Degree + 1) + j];
            Products[next++] = k <= j ? b * Values[i * (Degree + 1) + k] : b;
        }
    }

    private double[] AddProducts()
    {
        double[] sum = [.. Penalty];
        foreach (Interval interval in Intervals)
        {
            int next = interval.Start * ProductsAPoint;
            for (int j = 0; j <= Degree; j++, next += interval.Count)
            for (int k = 0; k <= j; k++)
            for (int i = 0; i < interval.Count; i++)
                sum[(interval.First + j) * (Bands + 1) + (j - k)] += Products[next++];
        }
        return sum;
    }
}
