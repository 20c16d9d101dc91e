namespace SpectraPipeline.Stages.Assign;

/// <summary>Fraction of a dissolved acid or base that has the form of a formula at a pH.</summary>
/// <remarks>Henderson-Hasselbalch with pKa at 25 °C and infinite dilution, CRC Handbook of Chemistry and Physics, section 5 (dissociation constants of
/// inorganic and organic acids and bases).</remarks>
internal static class AcidBase
{
    /// <summary>pH at the electrode may differ from the bulk by this much under current (science notes: carbonate and bicarbonate swing with local pH).</summary>
    public const double LocalShift = 2;

    // Formula: pKa for gaining the form by losing a proton (−∞ = none), and for losing it.
    private static readonly (string Formula, double Gained, double Lost)[] Forms =
    [
        ("NH4+", double.NegativeInfinity, 9.25),
        ("NH3", 9.25, double.PositiveInfinity),
        ("NH4O+", double.NegativeInfinity, 5.95),
        ("NH2OH", 5.95, double.PositiveInfinity),
        ("CH6N+", double.NegativeInfinity, 10.66),
        ("C2H8N+", double.NegativeInfinity, 10.73),
        ("C2H7N", 10.73, double.PositiveInfinity),
        ("HCO3-", 6.35, 10.33),
        ("CO3", 10.33, double.PositiveInfinity),
        ("HCOOH", double.NegativeInfinity, 3.75),
        ("HCOO-", 3.75, double.PositiveInfinity),
        ("C2H3O2-", 4.76, double.PositiveInfinity),
        ("HSO4-", double.NegativeInfinity, 1.99),
        ("SO4", 1.99, double.PositiveInfinity),
        ("H2PO4", 2.16, 7.21),
        ("HPO4", 7.21, 12.32),
        ("PO4", 12.32, double.PositiveInfinity),
        ("BO3H3", double.NegativeInfinity, 9.27),
        ("BO4H4", 9.27, double.PositiveInfinity),
        ("NO2-", 3.25, double.PositiveInfinity),
        ("CN-", 9.21, double.PositiveInfinity),
        ("H3O+", double.NegativeInfinity, 1),
    ];

    /// <summary>Largest fraction within <see cref="LocalShift"/> of the pH; 1 for what is no acid or base of the list.</summary>
    public static double Fraction(LibraryRow row, double ph)
    {
        // Held by a surface or a lattice the equilibrium of the solution does not apply.
        if (row.State != "aq")
            return 1;
        foreach ((string formula, double gained, double lost) in Forms)
        {
            if (formula != row.Formula)
                continue;
            double best = 0;
            for (int step = -8; step <= 8; step++)
            {
                double at = ph + (LocalShift * step / 8);
                best = Math.Max(best, 1 / (1 + Math.Pow(10, gained - at) + Math.Pow(10, at - lost)));
            }
            return best;
        }
        return 1;
    }
}
