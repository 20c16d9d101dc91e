using SpectraPipeline.Numerics.Fitting;
using SpectraPipeline.Numerics.Splines;

namespace SpectraPipeline.Numerics.Xas;

/// <summary>First guess of a pixel calibration: where the edge is, which way energy runs and how many eV a pixel is.</summary>
/// <remarks>The steepest rise (and fall, for the other direction) over 1 % of the pixels is put on the edge of the reference, a few pixels to either side; every
/// dispersion from 20 eV over all pixels to twice what the reference covers, 2 % apart, is tried on each fourth of a thousand pixels with factor and background
/// polynomial by least squares. The EXAFS behind the edge decides: a wrong dispersion leaves ten times the right one's rest. Cost about 50 ms, once a series.</remarks>
internal sealed class PixelSearch
{
    private const int MostPoints = 256;
    private const double LeastCovered = 0.5;
    private static readonly double[] s_around = [-1, -0.67, -0.33, 0, 0.33, 0.67, 1];
    private readonly double[] _pixels;
    private readonly double[] _mu;
    private readonly double[] _energy;
    private readonly NotAKnotSpline _reference;
    private readonly double _edge;
    private readonly int _background;
    private readonly double[] _matrix;
    private readonly double[] _right;
    private readonly double[] _at;

    public PixelSearch(
        ReadOnlySpan<double> pixels,
        ReadOnlySpan<double> mu,
        double[] energy,
        NotAKnotSpline reference,
        double edge,
        int background
    )
    {
        (_pixels, _mu) = (pixels.ToArray(), mu.ToArray());
        (_energy, _reference, _edge, _background) = (energy, reference, edge, background);
        _matrix = new double[(background + 2) * MostPoints];
        (_right, _at) = (new double[MostPoints], new double[MostPoints]);
    }

    /// <summary>A straight line E = edge + dispersion·(p − pixel) and how badly it does.</summary>
    public readonly record struct Guess(double Pixel, double Dispersion, double Rest);

    /// <summary>The best guess, and the rest of the best whose dispersion differs by more than 15 %.</summary>
    public (Guess Best, double Rival) Find(PixelDirection direction)
    {
        int n = _pixels.Length;
        double step = (_pixels[^1] - _pixels[0]) / (n - 1);
        var guesses = new List<Guess>();
        foreach (int sign in (int[])[1, -1])
        {
            if (direction == (sign > 0 ? PixelDirection.Reversed : PixelDirection.Forward))
                continue;
            double pixel = Steepest(sign);
            double least = 20 / (n * step);
            double most = 2 * (_energy[^1] - _energy[0]) / (n * step);
            for (double size = least; size < most; size *= 1.02)
                foreach (double part in s_around)
                {
                    // Half of a per cent of the pixels, or 5 eV, whichever is less: the steepest pixel is not known better.
                    double away = part * Math.Min(0.006 * n * step, 5 / size);
                    if (Rest(pixel + away, sign * size) is { } rest)
                        guesses.Add(new Guess(pixel + away, sign * size, rest));
                }
        }
        if (guesses.Count == 0)
            return (new Guess(double.NaN, double.NaN, 1), 1);
        Guess best = guesses.MinBy(g => g.Rest);
        double rival = guesses
            .Where(g => Math.Abs(Math.Log(Math.Abs(g.Dispersion / best.Dispersion))) > 0.15 || g.Dispersion * best.Dispersion < 0)
            .Select(g => g.Rest)
            .DefaultIfEmpty(1)
            .Min();
        return (best, rival);
    }

    private double Steepest(int sign)
    {
        int reach = Math.Max(1, _mu.Length / 200);
        int smooth = Math.Max(0, reach / 2);
        (double best, int at) = (double.NegativeInfinity, 0);
        for (int i = reach + smooth; i < _mu.Length - reach - smooth; i++)
        {
            double rise = 0;
            for (int k = -smooth; k <= smooth; k++)
                rise += sign * (_mu[i + reach + k] - _mu[i - reach + k]);
            if (rise > best)
                (best, at) = (rise, i);
        }
        return _pixels[at];
    }

    // Part of the variance about the background that the reference leaves; null where too few pixels are covered or the factor is negative.
    private double? Rest(double pixel, double dispersion)
    {
        int n = _pixels.Length;
        int stride = (n + MostPoints - 1) / MostPoints;
        int rows = 0;
        int all = 0;
        for (int k = 0; k < n; k += stride)
        {
            // The spline wants energies that rise.
            int i = dispersion > 0 ? k : n - 1 - k;
            double energy = _edge + (dispersion * (_pixels[i] - pixel));
            all++;
            if (energy >= _energy[0] && energy <= _energy[^1])
                (_at[rows], _right[rows], rows) = (energy, _mu[i], rows + 1);
        }
        if (rows < LeastCovered * all || rows < 20)
            return null;
        int columns = _background + 2;
        double centre = (_at[0] + _at[rows - 1]) / 2;
        double half = (_at[rows - 1] - _at[0]) / 2;
        for (int i = 0; i < rows; i++)
        {
            double power = 1;
            for (int j = 0; j <= _background; j++, power *= (_at[i] - centre) / half)
                _matrix[(j * rows) + i] = power;
        }
        _reference.Evaluate(_at.AsSpan(0, rows), _matrix.AsSpan((columns - 1) * rows, rows));
        if (!(OrthogonalLeastSquares.Reduce(_matrix.AsSpan(0, columns * rows), rows, columns, _right.AsSpan(0, rows)) > 1e-9))
            return null;
        double factor = _right[columns - 1] / _matrix[((columns - 1) * rows) + columns - 1];
        double rest = 0;
        for (int i = columns; i < rows; i++)
            rest += _right[i] * _right[i];
        return factor > 0 ? rest / (rest + (_right[columns - 1] * _right[columns - 1])) : null;
    }
}
