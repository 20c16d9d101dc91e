using SpectraPipeline.Numerics.Fitting;
using static SpectraPipeline.Numerics.LinearAlgebra.Products;

namespace SpectraPipeline.Numerics.Templates;

/// <summary>Explains a spectrum by columns that are given and by as few bands as it needs, found one after the other.</summary>
/// <remarks>
/// Orthogonal matching pursuit (Y. C. Pati, R. Rezaiifar, P. S. Krishnaprasad, Asilomar Conf. Signals Syst. Comput. 1993, 40, doi:10.1109/ACSSC.1993.342465): each time the band that explains most of the
/// residual; then places and widths of all bands move by damped Gauss-Newton steps (N. Boyd, G. Schiebinger, B. Recht, SIAM J. Optim. 27 (2017) 616, doi:10.1137/15M1035793).
/// Shapes: 1/(1 + (2^(1/m) − 1)u²)^m, u in half widths at half height, m = 1 (Lorentzian) and 4 (nearly Gaussian), of either sign; half widths from two points to a tenth of the range.
/// Own scratch, nothing allocated a spectrum. Cost: O(points · columns²) a band.
/// </remarks>
internal sealed class BandPursuit
{
    /// <summary>Most bands.</summary>
    public const int MostBands = 20;

    /// <summary>Columns of a band: the band, and its changes with place and width.</summary>
    public const int Columns = 3;

    private const double WidthStep = 1.3,
        Damping = 1e-3,
        MostMove = 0.5,
        MostWidening = 0.3;
    private const int PlacesAWidth = 4,
        Rounds = 3,
        LastRounds = 15;

    private readonly double[] _x,
        _residual,
        _work,
        _sums,
        _trial;
    private readonly double[] _gram,
        _solution,
        _scale,
        _pivots;
    private readonly double[][] _columns;
    private readonly double[] _widths;
    private readonly Band[] _bands = new Band[MostBands],
        _before = new Band[MostBands];
    private int _given;

    private readonly record struct Band(double Center, double HalfWidth, bool IsLorentzian);

    /// <param name="x">Points, ascending.</param>
    /// <param name="given">Most columns that are given.</param>
    public BandPursuit(ReadOnlySpan<double> x, int given)
    {
        int n = x.Length,
            most = given + (Columns * MostBands);
        double range = x[^1] - x[0];
        _x = x.ToArray();
        (_residual, _work, _sums, _trial) = (new double[n], new double[n], new double[n + 1], new double[n]);
        (_gram, _solution, _scale, _pivots) = (new double[most * most], new double[most], new double[most], new double[most]);
        _columns = [.. Enumerable.Range(0, most).Select(_ => new double[n])];
        var widths = new List<double>();
        for (double w = 2 * range / Math.Max(1, n - 1); w <= range / 10; w *= WidthStep)
            widths.Add(w);
        _widths = [.. widths];
    }

    /// <summary>Bands taken so far.</summary>
    public int Count { get; private set; }

    /// <summary>What columns and bands leave; 0 where a point does not count.</summary>
    public ReadOnlySpan<double> Residual => _residual;

    /// <summary>Sum of its squares.</summary>
    public double Squares { get; private set; }

    /// <summary>What the next band would take off it.</summary>
    public double NextGain { get; private set; }

    /// <summary>A column of a band at all points: 0 the band, 1 and 2 its changes with place and width.</summary>
    public void Fill(int band, int column, Span<double> result) => Fill(_bands[band], column, result);

    /// <summary>Starts with the given columns alone.</summary>
    /// <param name="y">Spectrum.</param>
    /// <param name="use">1 where a point counts, else 0.</param>
    /// <param name="columns">The columns.</param>
    /// <param name="count">How many.</param>
    /// <param name="more">Further ones.</param>
    public void Start(ReadOnlySpan<double> y, ReadOnlySpan<double> use, double[][] columns, int count, ReadOnlySpan<double[]> more)
    {
        (_given, Count) = (0, 0);
        for (int c = 0; c < count; c++)
            Copy(columns[c], use);
        foreach (double[] column in more)
            Copy(column, use);
        Project(y, use, moves: false);
        NextGain = Propose(use);
    }

    /// <summary>Adds the band that was found to explain most, moves all, and looks for the next.</summary>
    public void Add(ReadOnlySpan<double> y, ReadOnlySpan<double> use)
    {
        Count++;
        Improve(y, use, Rounds);
        NextGain = Count < MostBands ? Propose(use) : 0;
    }

    /// <summary>Moves all bands until little changes.</summary>
    public void Finish(ReadOnlySpan<double> y, ReadOnlySpan<double> use) => Improve(y, use, LastRounds);

    private void Copy(double[] column, ReadOnlySpan<double> use)
    {
        for (int i = 0; i < use.Length; i++)
            _columns[_given][i] = use[i] * column[i];
        _given++;
    }

    private void Improve(ReadOnlySpan<double> y, ReadOnlySpan<double> use, int rounds)
    {
        Project(y, use, moves: false);
        for (int round = 0; round < rounds; round++)
        {
            double squares = Squares;
            _bands.CopyTo(_before, 0);
            Project(y, use, moves: true);
            Move();
            Project(y, use, moves: false);
            if (Squares <= squares)
                continue;
            _before.CopyTo(_bands, 0);
            Project(y, use, moves: false);
            return;
        }
    }

    private void Move()
    {
        for (int b = 0; b < Count; b++)
        {
            double height = _solution[_given + b];
            int at = _given + Count + (2 * b);
            Band band = _bands[b];
            double move = Math.Clamp(_solution[at] / height, -MostMove * band.HalfWidth, MostMove * band.HalfWidth),
                widening = Math.Clamp(_solution[at + 1] / height, -MostWidening, MostWidening);
            if (double.IsNaN(move + widening))
                continue;
            _bands[b] = band with
            {
                Center = Math.Clamp(band.Center + move, _x[0], _x[^1]),
                HalfWidth = Math.Clamp(band.HalfWidth * Math.Exp(widening), _widths[0] / 2, _widths[^1] * WidthStep),
            };
        }
    }

    /// <summary>Least squares of the columns, the bands and, where they shall move, their changes; the residual is that without moves.</summary>
    private void Project(ReadOnlySpan<double> y, ReadOnlySpan<double> use, bool moves)
    {
        for (int b = 0; b < Count; b++)
        for (int c = 0; c < (moves ? Columns : 1); c++)
        {
            double[] column = _columns[c == 0 ? _given + b : _given + Count + (2 * b) + c - 1];
            Fill(_bands[b], c, column);
            for (int i = 0; i < column.Length; i++)
                column[i] *= use[i];
        }
        int columns = _given + (Count * (moves ? Columns : 1));
        Solve(y, columns, moves);
        if (moves)
            return;
        for (int i = 0; i < y.Length; i++)
            _residual[i] = use[i] * y[i];
        for (int c = 0; c < columns; c++)
            AddScaled(_residual, -_solution[c], _columns[c]);
        Squares = Dot(_residual, _residual);
    }

    private void Solve(ReadOnlySpan<double> y, int columns, bool moves)
    {
        for (int c = 0; c < columns; c++)
        {
            double own = Dot(_columns[c], _columns[c]);
            _scale[c] = own > 0 ? 1 / Math.Sqrt(own) : 0;
            for (int d = 0; d < c; d++)
                _gram[(c * columns) + d] = _scale[c] * _scale[d] * Dot(_columns[c], _columns[d]);
            _gram[(c * columns) + c] = 1 + (moves && c >= _given + Count ? Damping : 1e-10);
            _solution[c] = _scale[c] * Dot(_columns[c], y);
        }
        SymmetricFactor.Factorize(_gram.AsSpan(0, columns * columns), columns, _pivots);
        SymmetricFactor.Solve(_gram.AsSpan(0, columns * columns), columns, _solution.AsSpan(0, columns));
        for (int c = 0; c < columns; c++)
            _solution[c] *= _scale[c];
    }

    /// <summary>The band that explains most of the residual, of all widths at the places where its mean over the width is largest; written behind the bands.</summary>
    private double Propose(ReadOnlySpan<double> use)
    {
        int n = _x.Length;
        _sums[0] = 0;
        for (int i = 0; i < n; i++)
            _sums[i + 1] = _sums[i] + _residual[i];
        double most = 0,
            spacing = (_x[^1] - _x[0]) / (n - 1);
        foreach (double width in _widths)
        {
            int half = Math.Max(1, (int)Math.Round(width / spacing));
            for (int i = 0; i < n; i++)
                _work[i] = Math.Abs(_sums[Math.Min(n, i + half + 1)] - _sums[Math.Max(0, i - half)]);
            for (int place = 0; place < PlacesAWidth; place++)
            {
                int at = IndexOfLargest(_work);
                if (!(_work[at] > 0))
                    break;
                _work.AsSpan(Math.Max(0, at - half), Math.Min(n, at + half + 1) - Math.Max(0, at - half)).Clear();
                most = Math.Max(most, Try(new(_x[at], width, true), use, most));
                most = Math.Max(most, Try(new(_x[at], width, false), use, most));
            }
        }
        return most;
    }

    private double Try(Band band, ReadOnlySpan<double> use, double most)
    {
        Fill(band, 0, _trial);
        double along = Dot(_trial, _residual),
            own = 0;
        for (int i = 0; i < _trial.Length; i++)
            own += use[i] * _trial[i] * _trial[i];
        double gain = own > 0 ? along * along / own : 0;
        if (gain > most && Count < MostBands)
            _bands[Count] = band;
        return gain;
    }

    private void Fill(Band band, int column, Span<double> result)
    {
        double m = band.IsLorentzian ? 1 : 4,
            scale = ((band.IsLorentzian ? 2 : Math.Pow(2, 0.25)) - 1) / (band.HalfWidth * band.HalfWidth);
        for (int i = 0; i < _x.Length; i++)
        {
            double u = _x[i] - band.Center,
                v = 1 / (1 + (scale * u * u)),
                value = band.IsLorentzian ? v : v * v * v * v;
            result[i] =
                column == 0 ? value
                : column == 1 ? 2 * m * scale * u * v * value
                : 2 * m * scale * u * u * v * value;
        }
    }

    private static int IndexOfLargest(ReadOnlySpan<double> values)
    {
        int best = 0;
        for (int i = 1; i < values.Length; i++)
            if (values[i] > values[best])
                best = i;
        return best;
    }
}
