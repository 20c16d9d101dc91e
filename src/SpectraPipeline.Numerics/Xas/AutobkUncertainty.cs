using MathNet.Numerics;
using MathNet.Numerics.Distributions;

namespace SpectraPipeline.Numerics.Xas;

/// <summary>Standard error of what an AUTOBK spline gives, from the covariance of its coefficients: t·√(redchi·diag(S·(JᵀJ)⁻¹·Sᵀ)).</summary>
/// <remarks>
/// As Larch (2026): the covariance is scaled by the reduced chi-square, that is, everything left below RBackground counts as misfit of the spline, leakage of
/// the first shell included; t is Student's at one sigma. So it tells how far another spline of as many knots might lie, and is no noise of the data.
/// Derivatives are exact here, numeric there (1e-4). Cost: functions² passes over the points; scratch of its own, one instance per worker.
/// </remarks>
internal sealed class AutobkUncertainty
{
    private readonly double[] _whitened;
    private readonly double[] _scratch;
    private readonly double _freedom;
    private readonly double _student;

    // Columns S: what each coefficient of the spline adds at each point.
    private AutobkUncertainty(AutobkMap map, AutobkSettings settings, ReadOnlySpan<double> columns)
    {
        int functions = map.Grid.Basis.Count;
        int points = columns.Length / functions;
        _whitened = columns.ToArray();
        _scratch = new double[columns.Length];
        Span<double> row = new double[functions];
        for (int i = 0; i < points; i++)
        {
            for (int j = 0; j < functions; j++)
                row[j] = columns[j * points + i];
            map.Qr.SolveUpperTransposed(row);
            for (int j = 0; j < functions; j++)
                _whitened[j * points + i] = row[j];
        }
        _freedom = Math.Max(1, 2 * map.Grid.RRows + 2 * settings.ClampPoints - functions);
        double sigma = 0.5 * (1 + SpecialFunctions.Erf(Math.Sqrt(0.5)));
        // Larch counts points of the grid here, not degrees of freedom of the fit (0.7 % more). Kept, for comparable numbers.
        _student = StudentT.InvCDF(0, 1, Math.Max(1, map.Grid.K.Length - functions), sigma);
    }

    /// <summary>For χ·(edge step) on the k grid.</summary>
    public static AutobkUncertainty OfChi(AutobkMap map, AutobkSettings settings) => new(map, settings, map.SplineOnGrid);

    /// <summary>For the background at the energies used.</summary>
    public static AutobkUncertainty OfBackground(AutobkMap map, AutobkSettings settings)
    {
        int points = map.Grid.DataK.Length;
        double[] columns = new double[map.Grid.Basis.Count * points];
        Span<double> values = stackalloc double[4];
        for (int i = 0; i < points; i++)
        {
            int first = map.Grid.Basis.Evaluate(map.Grid.DataK[i], values);
            for (int j = 0; j < values.Length; j++)
                columns[(first + j) * points + i] = values[j];
        }
        return new(map, settings, columns);
    }

    /// <summary>Standard errors at the last solution of the clamps.</summary>
    /// <param name="clamps">Solver that holds the solution.</param>
    /// <param name="objective">Σr² of the fit.</param>
    /// <param name="result">One value per point, in the unit of μ.</param>
    public void Fill(ClampSolution clamps, double objective, Span<double> result)
    {
        clamps.PropagateError(_whitened, _scratch, result);
        double scale = _student * Math.Sqrt(objective / _freedom);
        foreach (ref double value in result)
            value *= scale;
    }
}
