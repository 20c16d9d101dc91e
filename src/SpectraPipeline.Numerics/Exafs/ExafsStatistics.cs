namespace SpectraPipeline.Numerics.Exafs;

/// <summary>How well a model describes a data set, or several together, in the terms of the field.</summary>
/// <remarks>
/// International XAFS Society, Error Reporting Recommendations (2000); χ² = (N_idp/N_pts)·Σr², R = Σr²/Σ(data alone)², AIC = N_idp·ln(χ²/N_idp) + 2N_var, BIC with
/// N_var·ln N_idp, as Larch has them. Restraints count where degrees of freedom are counted, as far as they decide what the data do not (<see cref="RestraintFreedom"/>), not in χ².
/// </remarks>
/// <param name="IndependentPoints">N_idp = 1 + 2ΔR·Δk/π, summed over data sets.</param>
/// <param name="Variables">N_var: variables that something depends on and that were free to move, coefficients of refined backgrounds among them.</param>
/// <param name="Restraints">Values known from elsewhere.</param>
/// <param name="Points">N_pts: residuals of the space of the fit.</param>
/// <param name="SumOfSquares">Σr².</param>
/// <param name="ChiSquare">χ².</param>
/// <param name="ReducedChiSquare">χ² over <see cref="Freedom"/>; NaN when nothing is left.</param>
/// <param name="RFactor">R.</param>
/// <param name="Aic">Akaike's criterion.</param>
/// <param name="Bic">Schwarz's criterion.</param>
public readonly record struct ExafsStatistics(
    double IndependentPoints,
    int Variables,
    int Restraints,
    int Points,
    double SumOfSquares,
    double ChiSquare,
    double ReducedChiSquare,
    double RFactor,
    double Aic,
    double Bic
)
{
    /// <summary>Variables that restraints decide in the place of the data: from 0 where all are loose to their number where all are tight.</summary>
    public double RestraintFreedom { get; init; }

    /// <summary>Degrees of freedom, N_idp + <see cref="RestraintFreedom"/> − N_var; not above 0 when the data cannot carry the model.</summary>
    public double Freedom => IndependentPoints + RestraintFreedom - Variables;

    /// <summary>Variance of one residual that the fit leaves, Σr²/freedom: what the inverse of J'J is multiplied with; NaN when nothing is left.</summary>
    public double Scale => Freedom > 0 ? SumOfSquares / Freedom : double.NaN;

    /// <summary>From sums of squares.</summary>
    /// <param name="independent">N_idp.</param>
    /// <param name="points">N_pts.</param>
    /// <param name="squares">Σr² and Σ(data alone)².</param>
    /// <param name="counts">Variables and restraints.</param>
    /// <param name="restraintFreedom">What restraints decide; their number when left out.</param>
    public static ExafsStatistics Of(
        double independent,
        int points,
        (double Residuals, double Data) squares,
        (int Variables, int Restraints) counts,
        double? restraintFreedom = null
    )
    {
        double chiSquare = independent / points * squares.Residuals;
        double restraints = restraintFreedom ?? counts.Restraints;
        double freedom = independent + restraints - counts.Variables;
        double logarithm = independent * Math.Log(chiSquare / independent);
        return new(
            independent,
            counts.Variables,
            counts.Restraints,
            points,
            squares.Residuals,
            chiSquare,
            freedom > 0 ? chiSquare / freedom : double.NaN,
            squares.Residuals / squares.Data,
            logarithm + (2 * counts.Variables),
            logarithm + (counts.Variables * Math.Log(independent))
        )
        {
            RestraintFreedom = restraints,
        };
    }
}
