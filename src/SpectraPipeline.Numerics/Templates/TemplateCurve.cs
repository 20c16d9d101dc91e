using SpectraPipeline.Numerics.Splines;

namespace SpectraPipeline.Numerics.Templates;

/// <summary>A template on a fine even grid with its first, second and fourth derivative, to be evaluated anywhere. Immutable.</summary>
/// <remarks>Between grid points by the cubic through the four nearest, beyond the ends the end values (derivatives 0): of a measured spectrum that is no knowledge, see <see cref="TemplateTerm.Known"/>. Derivatives by five-point differences: with
/// 16 points or more to the narrowest full width all three are good to 10⁻⁴ of their maximum.</remarks>
public sealed class TemplateCurve
{
    private const int PointsPerWidth = 20;
    private readonly double _first,
        _step;
    private readonly double[] _value,
        _slope,
        _bend,
        _fourth;

    private TemplateCurve(double first, double step, double[] value, double width)
    {
        (_first, _step, _value, Width) = (first, step, value, width);
        _slope = new double[value.Length];
        _bend = new double[value.Length];
        _fourth = new double[value.Length];
        for (int i = 2; i < value.Length - 2; i++)
        {
            _slope[i] = (value[i - 2] - (8 * value[i - 1]) + (8 * value[i + 1]) - value[i + 2]) / (12 * step);
            _bend[i] = (-value[i - 2] + (16 * value[i - 1]) - (30 * value[i]) + (16 * value[i + 1]) - value[i + 2]) / (12 * step * step);
        }
        for (int i = 2; i < value.Length - 2; i++)
            _fourth[i] = (_bend[i - 1] - (2 * _bend[i]) + _bend[i + 1]) / (step * step);
    }

    /// <summary>Full width at half maximum of its narrowest feature: as far as a shift may be from the truth for the fit to find it.</summary>
    public double Width { get; }

    /// <summary>Lines seen by an instrument with a Gaussian line shape, strongest point 1.</summary>
    /// <param name="lines">The lines.</param>
    /// <param name="resolution">Full width at half maximum of the instrument, cm⁻¹.</param>
    public static TemplateCurve OfLines(IReadOnlyList<SpectralLine> lines, double resolution)
    {
        const double reach = 3;
        double step = resolution / PointsPerWidth,
            first = lines[0].Position - (reach * resolution);
        double[] value = new double[(int)((lines[^1].Position - first + (reach * resolution)) / step) + 2];
        foreach (SpectralLine line in lines)
        {
            int from = Math.Max(0, (int)((line.Position - (reach * resolution) - first) / step)),
                end = Math.Min(value.Length, (int)((line.Position + (reach * resolution) - first) / step) + 2);
            for (int i = from; i < end; i++)
            {
                double u = (first + (i * step) - line.Position) / resolution;
                value[i] += line.Strength * Math.Exp(-4 * Math.Log(2) * u * u);
            }
        }
        double top = value.Max();
        for (int i = 0; i < value.Length; i++)
            value[i] /= top;
        return new(first, step, value, resolution);
    }

    /// <summary>A function.</summary>
    /// <param name="f">The function.</param>
    /// <param name="from">Start of the grid.</param>
    /// <param name="to">Its end.</param>
    /// <param name="width">Full width of the narrowest feature.</param>
    public static TemplateCurve Of(Func<double, double> f, double from, double to, double width)
    {
        double step = width / PointsPerWidth;
        int count = Math.Max(5, (int)Math.Ceiling((to - from) / step) + 1);
        return new(from, step, [.. Enumerable.Range(0, count).Select(i => f(from + (i * step)))], width);
    }

    /// <summary>A measured spectrum: a cubic spline through its points, on a grid of a sixth of the median step.</summary>
    /// <param name="x">Ascending, at least four.</param>
    /// <param name="y">As many.</param>
    public static TemplateCurve OfSpectrum(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        double[] steps = new double[x.Length - 1];
        for (int i = 0; i < steps.Length; i++)
            steps[i] = x[i + 1] - x[i];
        double median = Statistics.Median.InPlace(steps),
            step = median / 6,
            first = x[0];
        int count = Math.Max(5, (int)((x[^1] - first) / step) + 1);
        if (count > 20_000_000)
            throw new ArgumentException($"{count} grid points", nameof(x));
        double[] at = new double[count];
        for (int i = 0; i < count; i++)
            at[i] = first + (i * step);
        var spline = new NotAKnotSpline(x);
        spline.Fit(y);
        double[] value = new double[count];
        spline.Evaluate(at, value);
        return new(first, step, value, 4 * median);
    }

    /// <summary>Greatest absolute value between two positions.</summary>
    public double Largest(double from, double to)
    {
        double largest = 0;
        for (int i = 0; i < _value.Length; i++)
            if (_first + (i * _step) is var x && x >= from && x <= to)
                largest = Math.Max(largest, Math.Abs(_value[i]));
        return largest;
    }

    /// <summary>Value, first, second and fourth derivative.</summary>
    public (double Value, double Slope, double Bend, double Fourth) At(double x)
    {
        double t = (x - _first) / _step;
        if (!(t > 1))
            return (_value[0], 0, 0, 0);
        if (t >= _value.Length - 2)
            return (_value[^1], 0, 0, 0);
        int i = (int)t;
        double u = t - i;
        double a = -u * (u - 1) * (u - 2) / 6,
            b = (u + 1) * (u - 1) * (u - 2) / 2,
            c = -(u + 1) * u * (u - 2) / 2,
            d = (u + 1) * u * (u - 1) / 6;
        return (Four(_value, i, a, b, c, d), Four(_slope, i, a, b, c, d), Four(_bend, i, a, b, c, d), Four(_fourth, i, a, b, c, d));
    }

    private static double Four(double[] v, int i, double a, double b, double c, double d) =>
        (a * v[i - 1]) + (b * v[i]) + (c * v[i + 1]) + (d * v[i + 2]);
}
