using SpectraPipeline.Numerics.LinearAlgebra;

namespace SpectraPipeline.Numerics.Baselines.Joint;

/// <summary>Matched filters for Gaussian bands above a baseline of a known stiffness: what stands out, and what the baseline could take up as well.</summary>
/// <remarks>
/// T = g′We / √(g′MG g), e the residual of the baseline, M = W − WB(B′WB + λP)⁻¹B′W: the height of a band over its standard error when the baseline is free to move.
/// g′Mg / g′Wg is taken from the frequency response of the penalised spline, 1/(1 + λ(2 sin ω/2)^2d / density), which is exact away from the ends.
/// </remarks>
internal sealed class BandFilters
{
    private const double Reach = 1.2;
    private const double LeastPoints = 3;
    private const int StepsPerWidth = 5;
    private const double LeastShare = 0.05; // what the baseline takes up to 95 % is no band
    private const int MostFound = 4096;

    private readonly List<Filter> _filters = [];
    private readonly List<double> _widths = [];
    private readonly double[] _free;
    private readonly double[] _weighted;
    private readonly int[] _order = new int[MostFound];
    private readonly double[] _keys = new double[MostFound];
    private readonly BandResponse[] _found = new BandResponse[MostFound];

    public BandFilters(ReadOnlySpan<double> position, double widest)
    {
        double spacing = 1.0 / (position.Length - 1);
        int scale = 0;
        for (double width = LeastPoints * spacing; width <= widest; width *= Math.Sqrt(2), scale++)
        {
            _widths.Add(width);
            double step = Math.Max(width / StepsPerWidth, spacing);
            int places = (int)(1 / step) + 1;
            for (int k = 0; k < places; k++)
                Make(position, scale, (double)k / (places - 1), width);
        }
        _free = new double[_widths.Count];
        _weighted = new double[position.Length];
    }

    private readonly record struct Filter(int Scale, double Center, int First, double[] Values, double[] Squares);

    internal readonly record struct BandResponse(double Center, double Fwhm, double Height);

    private void Make(ReadOnlySpan<double> position, int scale, double center, double width)
    {
        (int first, int end) = BandList.PointsWithin(position, center, Reach * width);
        if (end - first < LeastPoints)
            return;
        double[] values = new double[end - first],
            squares = new double[end - first];
        for (int i = 0; i < values.Length; i++)
        {
            double z = 2 * (position[first + i] - center) / width;
            values[i] = Math.Exp(-BandList.Ln2 * z * z);
            squares[i] = values[i] * values[i];
        }
        _filters.Add(new(scale, center, first, values, squares));
    }

    /// <summary>Finds what stands out, strongest first.</summary>
    /// <param name="residual">Residual of baseline and bands in units of the noise.</param>
    /// <param name="weights">Weights of the points.</param>
    /// <param name="spline">The baseline.</param>
    /// <param name="lambda">Its λ.</param>
    /// <param name="signs">1 upwards only, 0 both.</param>
    /// <param name="threshold">Least |T|.</param>
    /// <param name="widest">Widest band.</param>
    /// <returns>Number found; read them with <see cref="Found"/>.</returns>
    public int Find(
        ReadOnlySpan<double> residual,
        ReadOnlySpan<double> weights,
        PenalizedSpline spline,
        double lambda,
        int signs,
        double threshold,
        double widest
    )
    {
        for (int s = 0; s < _widths.Count; s++)
            _free[s] = _widths[s] > widest ? 0 : FreeShare(spline, lambda, _widths[s]);
        for (int i = 0; i < residual.Length; i++)
            _weighted[i] = residual[i] * weights[i];
        int count = 0;
        foreach (Filter filter in _filters)
        {
            double free = _free[filter.Scale];
            if (free < LeastShare)
                continue;
            double sum = Products.Dot(filter.Values, _weighted.AsSpan(filter.First, filter.Values.Length));
            if (signs > 0 && sum < 0)
                continue;
            double norm = Products.Dot(filter.Squares, weights.Slice(filter.First, filter.Values.Length)) * free;
            double response = Math.Abs(sum) / Math.Sqrt(norm);
            if (!(response > threshold) || count == MostFound)
                continue;
            _keys[count] = -response;
            _order[count] = count;
            _found[count++] = new(filter.Center, _widths[filter.Scale], sum / norm);
        }
        Array.Sort(_keys, _order, 0, count);
        return count;
    }

    /// <summary>The <paramref name="rank"/>-th strongest of the last search.</summary>
    public BandResponse Found(int rank) => _found[_order[rank]];

    /// <summary>Share of a band's energy that the baseline leaves.</summary>
    private static double FreeShare(PenalizedSpline spline, double lambda, double width)
    {
        const int Steps = 100;
        double density = (spline.Points - 1.0) / spline.Intervals;
        double sigma = width * spline.Intervals / 2.3548,
            top = Math.Max(Math.PI, 3 / sigma);
        double left = 0,
            all = 0;
        for (int k = 0; k < Steps; k++)
        {
            double omega = (k + 0.5) * top / Steps;
            double energy = Math.Exp(-omega * omega * sigma * sigma);
            double half = 2 * Math.Sin(omega / 2),
                square = half * half;
            double penalty = spline.Order == 3 ? square * square * square : square * square;
            double passed = omega > Math.PI ? 0 : 1 / (1 + lambda * penalty / density);
            left += energy * (1 - passed);
            all += energy;
        }
        return left / Math.Max(all, 1e-300);
    }
}
