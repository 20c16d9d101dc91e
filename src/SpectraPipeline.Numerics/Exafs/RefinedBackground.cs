using SpectraPipeline.Numerics.Splines;

namespace SpectraPipeline.Numerics.Exafs;

/// <summary>What AUTOBK left over: a cubic spline in χ(k) whose coefficients are refined together with the paths.</summary>
/// <remarks>
/// M. Newville, J. Synchrotron Rad. 8 (2001) 322, doi:10.1107/S0909049500016964. n = 1 + round(2·R_bkg·Δk/π) coefficients on the not-a-knot knots of n even
/// sites over the k range; beyond the range the outermost cubics go on, as in Larch.
/// </remarks>
public sealed class RefinedBackground
{
    private const int Degree = 3;
    private readonly double[] _columns;
    private readonly int _points;

    /// <summary>The functions of the spline on a k grid.</summary>
    /// <param name="transform">k range, and the R up to which the background may vary.</param>
    /// <param name="k">Å⁻¹, increasing.</param>
    /// <exception cref="ArgumentException">The transform refines no background, or the range carries no cubic.</exception>
    public RefinedBackground(ExafsTransform transform, ReadOnlySpan<double> k)
    {
        ArgumentNullException.ThrowIfNull(transform);
        if (transform.RefineBackground is not { } given)
            throw new ArgumentException("This transform refines no background.", nameof(transform));
        double limit = Math.Max(given, transform.RWindow.From);
        (double low, double high) = (transform.KWindow.From, transform.KWindow.To);
        Count = 1 + (int)Math.Round(2 * limit * (high - low) / Math.PI, MidpointRounding.ToEven);
        if (Count <= Degree)
            throw new ArgumentException(
                $"A background up to {limit} Å over {high - low} 1/Å has {Count} coefficients; a cubic spline needs {Degree + 1}.",
                nameof(transform)
            );
        double[] sites = new double[Count];
        for (int i = 0; i < Count; i++)
            sites[i] = low + ((high - low) * i / (Count - 1));
        var spline = CubicBSpline.ThroughSites(sites);
        _points = k.Length;
        _columns = new double[Count * _points];
        Span<double> values = stackalloc double[Degree + 1];
        for (int j = 0; j < _points; j++)
        {
            int first = spline.Evaluate(k[j], values);
            for (int i = 0; i <= Degree; i++)
                _columns[((first + i) * _points) + j] = values[i];
        }
    }

    /// <summary>Number of coefficients.</summary>
    public int Count { get; }

    /// <summary>One function of the spline on the grid.</summary>
    public ReadOnlySpan<double> Function(int index) => _columns.AsSpan(index * _points, _points);
}
