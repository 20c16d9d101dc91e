namespace SpectraPipeline.Numerics.Xas;

/// <summary>A cross-section against energy, tabulated by logarithms with second derivatives, so that between knots it is a cubic of ln E.</summary>
/// <remarks>
/// The form of the tables of W. T. Elam, B. D. Ravel, J. R. Sieber, Radiat. Phys. Chem. 63 (2002) 121, doi:10.1016/S0969-806X(01)00227-4. An absorption edge is a pair of
/// knots at one energy; there the upper one holds. Not changed after construction; a binary search and 20 operations a value.
/// </remarks>
public sealed class AttenuationCurve
{
    private readonly double[] _x;
    private readonly double[] _y;
    private readonly double[] _second;

    /// <summary>A curve from its table.</summary>
    /// <param name="logEnergy">ln(E/eV), at least two, non-decreasing.</param>
    /// <param name="logValue">ln of the cross-section in cm²/g.</param>
    /// <param name="secondDerivative">d²(logValue)/d(logEnergy)².</param>
    /// <exception cref="ArgumentException">Lengths disagree, or the energies decrease.</exception>
    public AttenuationCurve(double[] logEnergy, double[] logValue, double[] secondDerivative)
    {
        if (logEnergy.Length < 2 || logEnergy.Length != logValue.Length || logEnergy.Length != secondDerivative.Length)
            throw new ArgumentException($"{logEnergy.Length} energies, {logValue.Length} values, {secondDerivative.Length} curvatures.");
        for (int i = 1; i < logEnergy.Length; i++)
            if (!(logEnergy[i] >= logEnergy[i - 1]))
                throw new ArgumentException($"Knot {i} lies below the one before.", nameof(logEnergy));
        (_x, _y, _second) = (logEnergy, logValue, secondDerivative);
    }

    /// <summary>First and last energy of the table, eV.</summary>
    public (double From, double To) Range => (Math.Exp(_x[0]), Math.Exp(_x[^1]));

    /// <summary>Cross-section, cm²/g.</summary>
    /// <param name="energy">eV, within <see cref="Range"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">Outside the table.</exception>
    public double At(double energy)
    {
        double x = Math.Log(energy);
        if (!(x >= _x[0] && x <= _x[^1]))
            throw new ArgumentOutOfRangeException(nameof(energy), energy, "The table of cross-sections ends before.");
        int low = Math.Min(EnergyGrid.AtOrBelow(_x, x), _x.Length - 2);
        double step = _x[low + 1] - _x[low];
        double b = (x - _x[low]) / step,
            a = 1 - b;
        double bend = (a * a - 1) * a * _second[low] + (b * b - 1) * b * _second[low + 1];
        return Math.Exp(a * _y[low] + b * _y[low + 1] + step * step / 6 * bend);
    }
}
