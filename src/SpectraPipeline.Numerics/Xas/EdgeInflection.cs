using SpectraPipeline.Numerics.Fitting;

namespace SpectraPipeline.Numerics.Xas;

/// <summary>Which point of an edge its energy is.</summary>
public enum EdgeConvention
{
    /// <summary>The inflection: largest dμ/dE.</summary>
    Derivative,

    /// <summary>Where the normalised absorption crosses one half.</summary>
    HalfStep,
}

/// <summary>Energy of an edge between grid points, with a standard error: what a calibration needs and a search for the steepest grid point does not give.</summary>
/// <remarks>
/// Inflection: <see cref="EdgeFinder"/> says where; then μ = c₀ + c₁x + c₂x² + c₃x³ is fitted about it with weights (1 − |x/w|³)³, the steepest point is
/// x = −c₂/(3c₃), and the window follows until it stays. w = E₀/4000 (one and a half widths of a K edge: 2.4 eV at zinc, 6 at palladium), at least 4 steps, so
/// that a point or two cannot decide. Half step: <see cref="Normalization"/> with default ranges; its error is the noise over the slope. Standard errors are
/// those of noise alone. Fails as the edge finder does. One instance per worker; a few µs.
/// </remarks>
public sealed class EdgeInflection
{
    private const int MostMoves = 20;
    private const int FewestPoints = 6;
    private const int Terms = 4;
    private readonly EdgeFinder _finder = new();
    private readonly Normalization _normalization = new(new NormalizationSettings());
    private readonly double[] _gradient = new double[Terms];
    private double[] _matrix = [];
    private double[] _right = [];
    private int _rows;

    /// <summary>Finds the edge.</summary>
    /// <param name="energy">eV, increasing.</param>
    /// <param name="mu">Absorption, any scale, finite.</param>
    /// <param name="convention">Which point.</param>
    /// <returns>Energy and standard error (eV); the error is half a step where the edge has too few points for a fit.</returns>
    /// <exception cref="XasDataException">No edge.</exception>
    public (double Energy, double Se) Find(ReadOnlySpan<double> energy, ReadOnlySpan<double> mu, EdgeConvention convention)
    {
        double rough = convention == EdgeConvention.Derivative ? _finder.Find(energy, mu) : _normalization.Apply(energy, mu).HalfStep;
        if (!double.IsFinite(rough))
            throw new XasDataException("no-edge", "The normalised absorption never crosses one half; there is no edge to calibrate by.");
        double width = Width(energy, rough);
        if (convention == EdgeConvention.Derivative)
            return Inflection(energy, mu, rough, width);
        if (!(Cubic(energy, mu, rough, width) is { } noise) || !(_right[1] > 0))
            return (rough, width / 5);
        (_gradient[0], _gradient[1], _gradient[2], _gradient[3]) = (1, 0, 0, 0);
        return (rough, noise * Spread() * width / _right[1]);
    }

    private (double, double) Inflection(ReadOnlySpan<double> energy, ReadOnlySpan<double> mu, double rough, double width)
    {
        double centre = rough;
        double error = width / 5;
        for (int move = 0; move < MostMoves; move++)
        {
            if (Cubic(energy, mu, centre, width) is not { } noise || !(_right[3] < 0))
                return (rough, width / 5);
            (double second, double third) = (_right[2], _right[3]);
            double x = -second / (3 * third);
            (_gradient[0], _gradient[1], _gradient[2], _gradient[3]) = (0, 0, -1 / (3 * third), second / (3 * third * third));
            error = noise * Spread() * width;
            centre += Math.Clamp(x, -0.5, 0.5) * width;
            if (Math.Abs(x) < 1e-6)
                break;
        }
        return Math.Abs(centre - rough) <= 2 * width ? (centre, error) : (rough, width / 5);
    }

    private static double Width(ReadOnlySpan<double> energy, double at)
    {
        int near = Math.Clamp(EnergyGrid.Nearest(energy, at), 2, energy.Length - 3);
        return Math.Max(at / 4000, 4 * (energy[near + 2] - energy[near - 2]) / 4);
    }

    // Coefficients in x = (E − centre)/width go into _right; returns the scatter about the cubic, null where points are too few.
    private double? Cubic(ReadOnlySpan<double> energy, ReadOnlySpan<double> mu, double centre, double width)
    {
        int first = EnergyGrid.AtOrBelow(energy, centre - width);
        if (energy[first] < centre - width)
            first++;
        int rows = EnergyGrid.AtOrBelow(energy, centre + width) - first + 1;
        while (rows < FewestPoints && (first > 0 || first + rows < energy.Length))
        {
            // The side whose next point is nearer.
            bool below = first > 0 && (first + rows == energy.Length || centre - energy[first - 1] <= energy[first + rows] - centre);
            (first, rows) = (below ? first - 1 : first, rows + 1);
        }
        if (rows < FewestPoints)
            return null;
        if (_right.Length < rows)
            (_matrix, _right) = (new double[Terms * rows], new double[rows]);
        _rows = rows;
        double offset = mu[first + (rows / 2)];
        double reach = 1.02 * Math.Max(width, Math.Max(centre - energy[first], energy[first + rows - 1] - centre));
        for (int i = 0; i < rows; i++)
        {
            double x = (energy[first + i] - centre) / width;
            // A point that the window takes in or leaves out must not be felt: weights fall to 0 at its ends.
            double root = Math.Pow(1 - Math.Pow(Math.Abs(energy[first + i] - centre) / reach, 3), 1.5);
            (_matrix[i], _matrix[rows + i]) = (root, root * x);
            (_matrix[(2 * rows) + i], _matrix[(3 * rows) + i]) = (root * x * x, root * x * x * x);
            _right[i] = root * (mu[first + i] - offset);
        }
        if (!(OrthogonalLeastSquares.Reduce(_matrix, rows, Terms, _right) > 1e-12))
            return null;
        double squares = 0;
        for (int i = Terms; i < rows; i++)
            squares += _right[i] * _right[i];
        OrthogonalLeastSquares.SolveUpper(_matrix, rows, Terms, _right);
        return Math.Sqrt(squares / (rows - Terms));
    }

    // √(g'(R'R)⁻¹g) of the gradient g.
    private double Spread()
    {
        OrthogonalLeastSquares.SolveUpperTransposed(_matrix, _rows, Terms, _gradient);
        double sum = 0;
        foreach (double v in _gradient)
            sum += v * v;
        return Math.Sqrt(sum);
    }
}
