using SpectraPipeline.Numerics.Statistics;

namespace SpectraPipeline.Numerics.Templates;

/// <summary>Fits templates and a smooth background to one spectrum at once, not misled by the bands of the sample.</summary>
/// <remarks>
/// y(x) = Σₖ aₖ [t + ½v t″ + ⅛v² t⁗]ₖ(x − sₖ) + α cos 2πfx + β sin 2πfx + background(x) + ε; the bracket is t broadened by a Gaussian of variance v, to 1 % for |v| up to 0.3 of that of the template's own
/// features, where v is held. Linear in all but the shifts s, the variances v and the fringes' frequency f, which go by Gauss-Newton: the columns −t′, ½t″ + ¼v t⁗ and
/// d/df are in the regression, their coefficients over the amplitude are the next steps, until these are below 10⁻³ of the narrowest width.
/// Shift and width of a template are fitted only where its amplitude exceeds four and twelve standard errors without them; a fringe's frequency starts where <see cref="FringeSearch"/> finds it,
/// and the bands that it found beside the fringe stay in the regression; a fringe that does not stand out is fitted for its error, but not removed.
/// Weights: Huber (1.345) in the first rounds, then Tukey's biweight (4.685) of the residual over its scale, 1.4826 · median |r|; with bands of one sign the scale is that of the residuals below 0.
/// P. J. Huber, Ann. Math. Stat. 35 (1964) 73, doi:10.1214/aoms/1177703732; A. E. Beaton, J. W. Tukey, Technometrics 16 (1974) 147, doi:10.1080/00401706.1974.10489171.
/// Errors: sandwich of an M-estimator with the products of neighbouring residuals (Bartlett weights) in it, because apodised and interpolated noise is correlated: W. K. Newey, K. D. West,
/// Econometrica 55 (1987) 703, doi:10.2307/1913610.
/// Fails: where the background can imitate a template (amplitude NaN), two templates are alike (not positive definite), a shift is more than half a line, or most of
/// the points lie under bands. Own scratch, nothing allocated a spectrum. Cost: O(points · columns²) an iteration.
/// </remarks>
public sealed class TemplateRegression
{
    private const double Huber = 1.345,
        Tukey = 4.685,
        LeastSignificance = 4,
        LeastForWidth = 12,
        LeastIndependence = 1e-3,
        MostBroadening = 0.3,
        SettledShift = 1e-3,
        SettledErrors = 0.03,
        SettledScale = 1e-3;
    private const int FirstRounds = 6,
        LeastRounds = 12;

    private readonly double[] _x;
    private readonly TemplateTerm[] _terms;
    private readonly TemplateRegressionOptions _options;
    private readonly int _background,
        _mostColumns;
    private readonly WeightedColumns _regression;

    // Those of the regression.
    private readonly double[][] _columns;
    private readonly double[] _weights,
        _residual,
        _solution;
    private readonly double[] _base,
        _work,
        _coefficients;
    private readonly double[] _shift,
        _variance;
    private readonly bool[] _isThere,
        _follows,
        _broadens,
        _isAtLimit;
    private readonly int[] _amplitudeAt,
        _slopeAt,
        _bendAt;
    private readonly TemplateEstimate[] _estimates;
    private readonly FringeSearch? _fringes;
    private double _frequency,
        _cosine,
        _sine,
        _size;
    private bool _withFringes;
    private int _used,
        _bands,
        _columnsNow;

    /// <summary>Sets up for an axis.</summary>
    /// <param name="x">Points to fit, ascending.</param>
    /// <param name="terms">The templates.</param>
    /// <param name="options">Background and weights.</param>
    public TemplateRegression(ReadOnlySpan<double> x, IReadOnlyList<TemplateTerm> terms, TemplateRegressionOptions options)
    {
        (_x, _terms, _options) = (x.ToArray(), [.. terms], options);
        double[][] background = TemplateBackground.Columns(_x, options);
        _background = background.Length;
        _mostColumns = _background + (3 * terms.Count);
        int withBands = _mostColumns + (_terms.Any(t => t.Curve is null) ? BandPursuit.Columns * BandPursuit.MostBands : 0);
        int n = x.Length;
        _regression = new WeightedColumns(n, background, withBands);
        (_columns, _weights, _residual, _solution) = (_regression.Columns, _regression.Weights, _regression.Residual, _regression.Solution);
        (_base, _work, _coefficients) = (new double[n], new double[n], new double[withBands]);
        (_shift, _variance, _isThere, _follows, _broadens, _isAtLimit) = (
            new double[terms.Count],
            new double[terms.Count],
            new bool[terms.Count],
            new bool[terms.Count],
            new bool[terms.Count],
            new bool[terms.Count]
        );
        (_amplitudeAt, _slopeAt, _bendAt) = (new int[terms.Count], new int[terms.Count], new int[terms.Count]);
        _estimates = new TemplateEstimate[terms.Count];
        _fringes = Array.Find(_terms, t => t.Curve is null) is { } fringe ? new FringeSearch(_x, _mostColumns, fringe.Period) : null;
    }

    /// <summary>What the last fit says of a template.</summary>
    public TemplateEstimate this[int term] => _estimates[term];

    /// <summary>Most columns of the regression, bands beside a fringe not counted.</summary>
    public int MostColumns => _mostColumns;

    /// <summary>Fits one spectrum.</summary>
    /// <param name="y">Values at the points.</param>
    /// <param name="use">Points that count; empty = all.</param>
    /// <returns>How it ended; null when templates are alike or too few points are left.</returns>
    public TemplateOutcome? Fit(ReadOnlySpan<double> y, ReadOnlySpan<bool> use)
    {
        for (int i = 0; i < y.Length; i++)
            _base[i] = use.IsEmpty || use[i] ? 1 : 0;
        _used = (int)_base.Sum();
        _base.CopyTo(_weights, 0);
        _shift.AsSpan().Clear();
        _variance.AsSpan().Clear();
        _follows.AsSpan().Clear();
        _broadens.AsSpan().Clear();
        _isAtLimit.AsSpan().Clear();
        (_withFringes, _bands) = (false, 0);
        _isThere.AsSpan().Fill(true);
        if (_used < _mostColumns + 3)
            return null;
        _size = double.Epsilon;
        for (int i = 0; i < y.Length; i++)
            _size = Math.Max(_size, _base[i] * Math.Abs(y[i]));
        LeaveOutImitated();
        double scale = 0;
        for (int i = 0; i < FirstRounds; i++)
            if (!Round(y, Huber, false, out scale))
                return null;
        if (_fringes is not null)
        {
            _withFringes = _fringes.Find(y, _base, _columns, Columns());
            _frequency = _fringes.Frequency;
            // Half of the points at least are to tell of the noise.
            int most = (_used - (2 * _mostColumns)) / (2 * BandPursuit.Columns);
            _bands = _withFringes ? BandPursuit.Columns * Math.Clamp(most, 0, _fringes.Bands.Count) : 0;
            for (int c = 0; c < _bands; c++)
                _fringes.Bands.Fill(c / BandPursuit.Columns, c % BandPursuit.Columns, _columns[_background + c]);
            (_cosine, _sine) = (1, 0);
            _base.CopyTo(_weights, 0);
            for (int i = 0; i < FirstRounds; i++)
                if (!Round(y, Huber, false, out scale))
                    return null;
        }
        int columns = Columns();
        for (int k = 0; k < _terms.Length; k++)
        {
            double errors =
                _isThere[k] && _terms[k].Curve is not null
                    ? Math.Abs(_solution[_amplitudeAt[k]]) / _regression.Error(_amplitudeAt[k], columns)
                    : 0;
            _follows[k] = errors > LeastSignificance;
        }
        return Settle(y, scale);
    }

    /// <summary>What the last fit has of all templates, added to values at any positions.</summary>
    public void AddTemplates(ReadOnlySpan<double> x, Span<double> result)
    {
        for (int k = 0; k < _terms.Length; k++)
        {
            if (!_isThere[k] || !_estimates[k].StandsOut || double.IsNaN(_estimates[k].Amplitude))
                continue;
            double a = _coefficients[_amplitudeAt[k]],
                b = _coefficients[_slopeAt[k]],
                v = _variance[k];
            for (int i = 0; i < x.Length; i++)
                if (_terms[k].Curve is { } curve)
                {
                    if (!_terms[k].Covers(x[i]))
                        continue;
                    var (value, _, bend, fourth) = curve.At(x[i] - _shift[k]);
                    result[i] += a * (value + (v / 2 * bend) + (v * v / 8 * fourth));
                }
                else
                {
                    (double sin, double cos) = Math.SinCos(Phase(x[i]));
                    result[i] += (a * cos) + (b * sin);
                }
        }
    }

    /// <summary>A template that the background or those before it imitate, or that is nothing here, stays out: the pivot of its column is the part that is its own.</summary>
    private void LeaveOutImitated()
    {
        for (int k = 0; k < _terms.Length; k++)
        {
            int columns = Columns(),
                at = _amplitudeAt[k];
            if (at == 0)
                continue;
            _isThere[k] = _regression.OwnPart(at, columns) > LeastIndependence * LeastIndependence;
        }
    }

    private TemplateOutcome? Settle(ReadOnlySpan<double> y, double scale)
    {
        bool settled = false;
        int rounds = 0;
        for (; rounds < _options.MaxIterations && !(settled && rounds >= LeastRounds); rounds++)
        {
            double before = scale;
            // Not before the shifts are about right: a shifted template is a poor fit and looks less certain than it is.
            if (rounds == FirstRounds)
                AllowWidths();
            if (!Round(y, rounds < FirstRounds ? Huber : Tukey, rounds >= FirstRounds, out scale))
                return null;
            settled = Step(rounds < LeastRounds ? 1 : 0.5) && Math.Abs(scale - before) <= SettledScale * scale;
        }
        // Once more, so that columns, factors and weights belong together.
        if (!Round(y, Tukey, true, out scale))
            return null;
        int columns = Columns();
        Array.Copy(_solution, _coefficients, columns);
        for (int k = 0; k < _terms.Length; k++)
            _estimates[k] = Estimate(k, columns);
        int left = 0;
        for (int i = 0; i < y.Length; i++)
            left += _base[i] > 0 && _weights[i] < 0.5 ? 1 : 0;
        return new(rounds + FirstRounds + 1, settled, scale, (double)left / _used, _used, columns);
    }

    private void AllowWidths()
    {
        for (int k = 0; k < _terms.Length; k++)
            _broadens[k] =
                _follows[k]
                && _terms[k].FitWidth
                && Math.Abs(_solution[_amplitudeAt[k]]) > LeastForWidth * _regression.Error(_amplitudeAt[k], _columnsNow);
    }

    /// <summary>One weighted solution, then residual, scale and weights from it; the solution and its factors stay those of the weights before.</summary>
    private bool Round(ReadOnlySpan<double> y, double limit, bool redescends, out double scale)
    {
        int columns = _columnsNow = Columns();
        scale = 0;
        if (!_regression.Solve(y, columns))
            return false;
        Remember();
        scale = Scale(columns);
        // Without noise the residual is rounding, and who is an outlier in it means nothing.
        scale = Math.Max(scale, 1e-12 * _size);
        for (int i = 0; i < _weights.Length; i++)
        {
            double u = Math.Abs(_residual[i]) / (limit * scale);
            double weight = !redescends
                ? u <= 1
                    ? 1
                    : 1 / u
                : u < 1
                    ? (1 - (u * u)) * (1 - (u * u))
                    : 0;
            _weights[i] = _base[i] * weight;
        }
        return true;
    }

    private void Remember()
    {
        for (int k = 0; k < _terms.Length; k++)
            if (_terms[k].Curve is null && _amplitudeAt[k] > 0)
                (_cosine, _sine) = (_solution[_amplitudeAt[k]], _solution[_slopeAt[k]]);
    }

    private double Scale(int columns)
    {
        int count = 0;
        for (int i = 0; i < _residual.Length; i++)
            if (_base[i] > 0 && (_options.Bands == OverlyingBands.Both || _residual[i] < 0))
                _work[count++] = Math.Abs(_residual[i]);
        double share = Math.Max(0.1, 1 - ((double)columns / _used));
        return Median.MadToDeviation * Median.InPlace(_work.AsSpan(0, count)) / Math.Sqrt(share);
    }

    /// <summary>Numbers the columns in use and fills those of the templates at their present shifts.</summary>
    private int Columns()
    {
        int next = _background + _bands;
        for (int k = 0; k < _terms.Length; k++)
        {
            (_amplitudeAt[k], _slopeAt[k], _bendAt[k]) = (0, 0, 0);
            TemplateTerm term = _terms[k];
            if (!_isThere[k] || (term.Curve is null && !_withFringes))
                continue;
            _amplitudeAt[k] = next++;
            bool follows = _follows[k] && term.MaxShift > 0 && !_isAtLimit[k];
            if (term.Curve is null || follows)
                _slopeAt[k] = next++;
            if (term.Curve is null || _broadens[k])
                _bendAt[k] = next++;
            FillColumns(k, term.Curve);
        }
        return next;
    }

    private void FillColumns(int k, TemplateCurve? curve)
    {
        double[] value = _columns[_amplitudeAt[k]];
        double[]? slope = _slopeAt[k] > 0 ? _columns[_slopeAt[k]] : null,
            bend = _bendAt[k] > 0 ? _columns[_bendAt[k]] : null;
        for (int i = 0; i < _x.Length; i++)
            if (curve is not null)
            {
                var at = _terms[k].Covers(_x[i]) ? curve.At(_x[i] - _shift[k]) : default;
                double v = _variance[k];
                value[i] = at.Value + (v / 2 * at.Bend) + (v * v / 8 * at.Fourth);
                if (slope is not null)
                    slope[i] = -at.Slope;
                if (bend is not null)
                    bend[i] = (at.Bend / 2) + (v / 4 * at.Fourth);
            }
            else
            {
                (double sin, double cos) = Math.SinCos(Phase(_x[i]));
                (value[i], slope![i]) = (cos, sin);
                bend![i] = 2 * Math.PI * (_x[i] - Middle) * ((_sine * cos) - (_cosine * sin));
            }
    }

    private double Middle => (_x[0] + _x[^1]) / 2;

    // About the middle of the range, so that frequency and phase do not trade with each other.
    private double Phase(double x) => 2 * Math.PI * _frequency * (x - Middle);

    /// <summary>Gauss-Newton steps of shifts, variances and frequency; true when all were small. Late ones are half as long, so that weights and steps
    /// cannot chase each other for ever.</summary>
    private bool Step(double part)
    {
        bool small = true;
        for (int k = 0; k < _terms.Length; k++)
        {
            if (_terms[k].Curve is { } curve && _slopeAt[k] > 0)
            {
                double step = part * Math.Clamp(_solution[_slopeAt[k]] / _solution[_amplitudeAt[k]], -curve.Width / 4, curve.Width / 4);
                if (double.IsNaN(step))
                    continue;
                double to = _shift[k] + step,
                    held = Math.Clamp(to, -_terms[k].MaxShift, _terms[k].MaxShift);
                _isAtLimit[k] = held != to;
                _shift[k] = held;
                small &= !_isAtLimit[k] && IsSmall(step, SettledShift * curve.Width, _slopeAt[k], _solution[_amplitudeAt[k]]);
            }
            if (_terms[k].Curve is { Width: var own } && _bendAt[k] > 0)
            {
                double most = MostBroadening * own * own / (8 * Math.Log(2)),
                    step = part * Math.Clamp(_solution[_bendAt[k]] / _solution[_amplitudeAt[k]], -most / 2, most / 2),
                    to = Math.Clamp(_variance[k] + step, -most, most);
                if (double.IsNaN(to))
                    continue;
                small &= IsSmall(to - _variance[k], SettledShift * most, _bendAt[k], _solution[_amplitudeAt[k]]);
                _variance[k] = to;
            }
            else if (_terms[k].Curve is null && _bendAt[k] > 0)
            {
                double most = 0.25 / (_x[^1] - _x[0]),
                    step = Math.Clamp(_solution[_bendAt[k]], -most, most);
                _frequency = _fringes!.Within(_frequency + step);
                small &= Math.Abs(step) <= 1e-3 * most;
            }
        }
        return small;
    }

    /// <summary>Below a part of the line, or of its own standard error where that is larger.</summary>
    private bool IsSmall(double step, double limit, int column, double amplitude) =>
        Math.Abs(step) <= limit || Math.Abs(step) <= SettledErrors * _regression.Error(column, _columnsNow) / Math.Abs(amplitude);

    private TemplateEstimate Estimate(int k, int columns)
    {
        const double none = double.NaN;
        int at = _amplitudeAt[k];
        if (at == 0)
            return new(none, none, none, none, none, none, none, none, none, false);
        double amplitude = _solution[at],
            error = _regression.Error(at, columns);
        double squared = amplitude / error * (amplitude / error),
            r2 = squared / (squared + _used - columns);
        if (_terms[k].Curve is null)
        {
            double beta = _solution[_slopeAt[k]],
                size = Math.Sqrt((amplitude * amplitude) + (beta * beta)),
                other = _regression.Error(_slopeAt[k], columns);
            double both = Math.Sqrt(Math.Pow(amplitude * error, 2) + Math.Pow(beta * other, 2)) / size;
            squared = size / both * (size / both);
            double period = 1 / _frequency;
            return new(
                size,
                both,
                none,
                none,
                none,
                none,
                period,
                period * period * _regression.Error(_bendAt[k], columns),
                squared / (squared + _used - columns),
                false,
                _fringes!.IsFringe(size / both)
            );
        }
        // A shift at its limit is held; it has no error.
        double shift = _follows[k] && _terms[k].MaxShift > 0 ? _shift[k] : none,
            shiftError = _slopeAt[k] > 0 ? _regression.Error(_slopeAt[k], columns) / Math.Abs(amplitude) : none;
        double broadening = none,
            broadeningError = none;
        if (_bendAt[k] > 0)
        {
            const double fwhm = 2.354820045030949;
            double variance = _variance[k],
                varianceError = _regression.Error(_bendAt[k], columns) / Math.Abs(amplitude);
            double sigma = Math.Sqrt(Math.Abs(variance));
            broadening = fwhm * Math.Sign(variance) * sigma;
            // Near no broadening the root has no slope: the error is then that of a variance one error away.
            broadeningError = fwhm * varianceError / (2 * Math.Max(sigma, Math.Sqrt(varianceError)));
        }
        return new(amplitude, error, shift, shiftError, broadening, broadeningError, none, none, r2, _isAtLimit[k]);
    }
}
