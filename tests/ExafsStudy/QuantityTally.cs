namespace SpectraPipeline.ExafsStudy;

/// <summary>How a quantity was stated over many spectra, against its truth.</summary>
internal sealed class QuantityTally
{
    private const double Normal = 1.959963984540054;

    private readonly List<double> _errors = [];
    private readonly List<double> _widths = [];
    private int _covered;
    private int _below;
    private int _above;
    private int _open;
    private int _byError;
    private int _withError;
    private int _byTotal;
    private int _withTotal;

    /// <summary>Statements.</summary>
    public int Count => _errors.Count;

    /// <summary>Share of intervals that hold the truth; an open end holds all on its side.</summary>
    public double Coverage => _covered / (double)Count;

    /// <summary>Share of intervals that lie below the truth.</summary>
    public double Below => _below / (double)Count;

    /// <summary>Share of intervals that lie above the truth.</summary>
    public double Above => _above / (double)Count;

    /// <summary>Share of intervals with an open end.</summary>
    public double Open => _open / (double)Count;

    /// <summary>Share of values within 1.96 of the field's standard errors of the truth.</summary>
    public double ByError => _byError / (double)_withError;

    /// <summary>The same by the errors for white noise in k.</summary>
    public double ByTotal => _byTotal / (double)_withTotal;

    /// <summary>Mean of value less truth.</summary>
    public double Bias => _errors.Average();

    /// <summary>Standard deviation of value less truth.</summary>
    public double Scatter => Math.Sqrt(_errors.Average(e => (e - Bias) * (e - Bias)));

    /// <summary>Median width of the closed intervals.</summary>
    public double Width => _widths.Count == 0 ? double.NaN : _widths.Order().ElementAt(_widths.Count / 2);

    /// <summary>One statement.</summary>
    /// <param name="value">The value.</param>
    /// <param name="errors">The field's standard error, and that for white noise.</param>
    /// <param name="interval">NaN where an end is open.</param>
    /// <param name="truth">What was put in.</param>
    public void Add(double value, (double Field, double Total) errors, (double Low, double High) interval, double truth)
    {
        _errors.Add(value - truth);
        (double low, double high) = interval;
        bool isBelow = high < truth;
        bool isAbove = low > truth;
        _below += isBelow ? 1 : 0;
        _above += isAbove ? 1 : 0;
        _covered += isBelow || isAbove ? 0 : 1;
        if (double.IsFinite(high - low))
            _widths.Add(high - low);
        else
            _open++;
        _withError += double.IsFinite(errors.Field) ? 1 : 0;
        _byError += Math.Abs(value - truth) <= Normal * errors.Field ? 1 : 0;
        _withTotal += double.IsFinite(errors.Total) ? 1 : 0;
        _byTotal += Math.Abs(value - truth) <= Normal * errors.Total ? 1 : 0;
    }
}
