using SpectraPipeline.Numerics.Statistics;

namespace SpectraPipeline.Numerics.Xas;

/// <summary>Formal oxidation state read off the straight line through the edges of standards, with an interval that holds the error of the line.</summary>
/// <remarks>
/// E = Ē + b(n − n̄) by least squares; n = n̄ + (E − Ē)/b, interval by Fieller's theorem (E. C. Fieller, J. R. Stat. Soc. B 16 (1954) 175) with Var(E − Ē) = s²(1 + 1/m) + σ_E²,
/// Var b = s²/Σ(n − n̄)². The 1 stands for the sample: its ligands move its edge as those of the standards moved theirs. Few standards say little of their own scatter: s² is
/// the posterior mean (f₀s₀² + Σr²)/(f₀ + m − 2) of a scaled inverse χ² prior with f₀ = 4 degrees of freedom at s₀, and Student's t has f₀ + m − 2 of them.
/// Two standards are enough; their scatter is then s₀. Fails when the edges of the standards do not rise with the state (no interval). O(m).
/// </remarks>
public sealed class OxidationLine
{
    /// <summary>Degrees of freedom that the scatter assumed beforehand counts for.</summary>
    public const int PriorFreedom = 4;
    private readonly double _meanState,
        _meanEnergy,
        _squares,
        _t;
    private readonly int _count;

    private OxidationLine(double meanState, double meanEnergy, double slope, double squares, double scatter, int count)
    {
        (_meanState, _meanEnergy, Slope, _squares, Scatter, _count) = (meanState, meanEnergy, slope, squares, scatter, count);
        _t = Student.Half95(PriorFreedom + count - 2);
    }

    /// <summary>eV a unit of oxidation state.</summary>
    public double Slope { get; }

    /// <summary>Its standard error.</summary>
    public double SlopeError => Scatter / Math.Sqrt(_squares);

    /// <summary>Scatter of edges about the line, eV.</summary>
    public double Scatter { get; }

    /// <summary>Fits the line.</summary>
    /// <param name="states">Oxidation states of the standards.</param>
    /// <param name="energies">Their edges, eV.</param>
    /// <param name="expected">Scatter assumed beforehand, eV: what ligands do to edges of one state.</param>
    /// <returns>Null for fewer than two different states.</returns>
    public static OxidationLine? Fit(ReadOnlySpan<double> states, ReadOnlySpan<double> energies, double expected)
    {
        int m = states.Length;
        double meanState = 0,
            meanEnergy = 0;
        for (int i = 0; i < m; i++)
            (meanState, meanEnergy) = (meanState + (states[i] / m), meanEnergy + (energies[i] / m));
        double squares = 0,
            products = 0,
            rest = 0;
        for (int i = 0; i < m; i++)
        {
            squares += (states[i] - meanState) * (states[i] - meanState);
            products += (states[i] - meanState) * (energies[i] - meanEnergy);
        }
        if (!(squares > 0))
            return null;
        double slope = products / squares;
        for (int i = 0; i < m; i++)
            rest += Math.Pow(energies[i] - meanEnergy - (slope * (states[i] - meanState)), 2);
        double scatter = Math.Sqrt(((PriorFreedom * expected * expected) + rest) / (PriorFreedom + m - 2));
        return new(meanState, meanEnergy, slope, squares, scatter, m);
    }

    /// <summary>Oxidation state of an edge and its 95 % interval; infinite limits where the line's slope may be zero.</summary>
    /// <param name="energy">eV.</param>
    /// <param name="error">Its standard error from noise, eV.</param>
    public (double State, double Low, double High) At(double energy, double error)
    {
        double known = double.IsFinite(error) ? error * error : 0;
        FiellerRatio ratio = FiellerRatio.Of(
            energy - _meanEnergy,
            Slope,
            (Scatter * Scatter * (1 + (1.0 / _count))) + known,
            Scatter * Scatter / _squares,
            0,
            _t
        );
        return (_meanState + ratio.Ratio, _meanState + ratio.Low, _meanState + ratio.High);
    }
}
