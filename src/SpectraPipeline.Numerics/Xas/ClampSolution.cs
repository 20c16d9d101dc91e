using SpectraPipeline.Numerics.LinearAlgebra;

namespace SpectraPipeline.Numerics.Xas;

/// <summary>
/// Minimises |a⊥|² + |u|² + s²·|t − P·u|² over u, where s = 0.1 + 10·(|a⊥|² + |u|²)/m depends on u itself: AUTOBK's clamps in whitened coefficients.
/// </summary>
/// <remarks>
/// Setting the derivative to zero, that of s included, gives u = λ·Pᵀ(t − P·u) with the scalar λ = s²/(1 + 20·s·|t − P·u|²/m). With
/// PPᵀ = V·diag(σ)·Vᵀ found once, |u| and |t − P·u| are sums over a few clamp rows for any λ, so only λ is iterated; it settles to rounding in two or
/// three steps. Where the fixed point does not settle, the objective is minimised over λ by golden section instead.
/// </remarks>
internal sealed class ClampSolution
{
    private const int MostIterations = 60;
    private readonly int _values;
    private readonly int _columns;
    private readonly double[] _p;
    private readonly double[] _v;
    private readonly double[] _sigma;
    private readonly double[] _u;
    private readonly double[] _tau;
    private readonly double[] _residual;
    private readonly double[] _factor;
    private double _scale;

    /// <param name="rows">Clamp rows N, row-major: weight × spline at a clamped k.</param>
    /// <param name="qr">QR of the transform of the spline.</param>
    /// <param name="values">m, number of transform values.</param>
    public ClampSolution(ReadOnlySpan<double> rows, HouseholderQr qr, int values)
    {
        _values = values;
        _columns = qr.Columns;
        Rows = rows.Length / _columns;
        _p = rows.ToArray();
        for (int k = 0; k < Rows; k++)
            qr.SolveUpperTransposed(_p.AsSpan(k * _columns, _columns));
        _v = new double[Rows * Rows];
        _sigma = new double[Rows];
        _u = new double[_columns];
        _tau = new double[Rows];
        _residual = new double[Rows];
        _factor = new double[_columns * _columns];
        if (Rows > 0)
            Diagonalise();
    }

    /// <summary>Number of clamp rows.</summary>
    public int Rows { get; }

    /// <summary>Solves for one spectrum.</summary>
    /// <param name="targets">Clamp weight × raw χ at the clamped k.</param>
    /// <param name="rest">|a⊥|².</param>
    /// <param name="projection">Qᵀa.</param>
    /// <param name="whitened">Receives R·c = Qᵀa + u.</param>
    public (double Objective, double Scale, int Iterations) Solve(
        ReadOnlySpan<double> targets,
        double rest,
        ReadOnlySpan<double> projection,
        Span<double> whitened
    )
    {
        for (int k = 0; k < Rows; k++)
            _residual[k] = targets[k] - Products.Dot(_p.AsSpan(k * _columns, _columns), projection);
        for (int k = 0; k < Rows; k++)
        {
            _tau[k] = 0;
            for (int i = 0; i < Rows; i++)
                _tau[k] += _v[i * Rows + k] * _residual[i];
        }
        (double lambda, int iterations) = FindLambda(rest);
        (double objective, _scale, _) = Evaluate(lambda, rest);
        _u.AsSpan().Clear();
        for (int i = 0; i < Rows; i++)
        {
            double left = 0;
            for (int k = 0; k < Rows; k++)
                left += _v[i * Rows + k] * _tau[k] / (1 + lambda * _sigma[k]);
            _residual[i] = left;
            Products.AddScaled(_u, lambda * left, _p.AsSpan(i * _columns, _columns));
        }
        for (int j = 0; j < _columns; j++)
            whitened[j] = projection[j] + _u[j];
        return (objective, _scale, iterations);
    }

    /// <summary>√diag(Z·(WᵀW)⁻¹·Zᵀ) where WᵀW = RᵀJᵀJR is the information on whitened coefficients at the last solution, clamp rows and their changing scale included.</summary>
    /// <param name="whitened">Z = S·R⁻¹ by columns, one per coefficient.</param>
    /// <param name="scratch">As long as Z.</param>
    /// <param name="result">One value per row of Z.</param>
    public void PropagateError(ReadOnlySpan<double> whitened, Span<double> scratch, Span<double> result)
    {
        // K = −s·P + (20/m)·(t − P·u)·uᵀ; the information is 1 + KᵀK = L·Lᵀ.
        for (int i = 0; i < _columns; i++)
        for (int j = 0; j <= i; j++)
        {
            double sum = i == j ? 1 : 0;
            for (int k = 0; k < Rows; k++)
                sum += Sensitivity(k, i) * Sensitivity(k, j);
            for (int l = 0; l < j; l++)
                sum -= _factor[i * _columns + l] * _factor[j * _columns + l];
            _factor[i * _columns + j] = i == j ? Math.Sqrt(sum) : sum / _factor[j * _columns + j];
        }
        int points = result.Length;
        whitened.CopyTo(scratch);
        result.Clear();
        for (int j = 0; j < _columns; j++)
        {
            Span<double> column = scratch.Slice(j * points, points);
            for (int l = 0; l < j; l++)
                Products.AddScaled(column, -_factor[j * _columns + l], scratch.Slice(l * points, points));
            double scale = 1 / _factor[j * _columns + j];
            for (int i = 0; i < points; i++)
            {
                column[i] *= scale;
                result[i] += column[i] * column[i];
            }
        }
        foreach (ref double value in result)
            value = Math.Sqrt(value);
    }

    private double Sensitivity(int row, int column) => -_scale * _p[row * _columns + column] + 20.0 / _values * _residual[row] * _u[column];

    private void Diagonalise()
    {
        double[] gram = new double[Rows * Rows];
        for (int i = 0; i < Rows; i++)
        for (int k = 0; k < Rows; k++)
            gram[i * Rows + k] = Products.Dot(_p.AsSpan(i * _columns, _columns), _p.AsSpan(k * _columns, _columns));
        JacobiEigen.Decompose(gram, _v);
        for (int k = 0; k < Rows; k++)
            _sigma[k] = Math.Max(0, gram[k * Rows + k]);
    }

    private (double Lambda, int Iterations) FindLambda(double rest)
    {
        if (Rows == 0)
            return (0, 0);
        double lambda = 0.01;
        for (int i = 1; i <= MostIterations; i++)
        {
            double next = Evaluate(lambda, rest).Next;
            if (Math.Abs(next - lambda) <= 1e-15 * next)
                return (next, i);
            lambda = next;
        }
        return (GoldenSection(rest), MostIterations);
    }

    // Objective, clamp scale and the next λ for a given λ.
    private (double Objective, double Scale, double Next) Evaluate(double lambda, double rest)
    {
        double clamped = 0;
        double moved = 0;
        for (int k = 0; k < Rows; k++)
        {
            double d = _tau[k] / (1 + lambda * _sigma[k]);
            clamped += d * d;
            moved += lambda * lambda * _sigma[k] * d * d;
        }
        double scale = 0.1 + 10 * (rest + moved) / _values;
        return (rest + moved + scale * scale * clamped, scale, scale * scale / (1 + 20 * scale * clamped / _values));
    }

    // Over ln λ; the minimiser lies on this curve whatever the fixed point does.
    private double GoldenSection(double rest)
    {
        const double ratio = 0.6180339887498949;
        double low = Math.Log(1e-12);
        double high = Math.Log(1e12);
        double left = high - ratio * (high - low);
        double right = low + ratio * (high - low);
        while (high - low > 1e-12)
        {
            if (Evaluate(Math.Exp(left), rest).Objective < Evaluate(Math.Exp(right), rest).Objective)
            {
                high = right;
                right = left;
                left = high - ratio * (high - low);
            }
            else
            {
                low = left;
                left = right;
                right = low + ratio * (high - low);
            }
            if (left >= right)
                break;
        }
        return Math.Exp((low + high) / 2);
    }
}
