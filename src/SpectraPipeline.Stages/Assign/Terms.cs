using SpectraPipeline.Numerics.Statistics;

namespace SpectraPipeline.Stages.Assign;

/// <summary>ln of each factor of p(h | band) ∝ π(h) L_pos L_width L_sign L_stark C_group (science notes 3.3).</summary>
internal record struct Terms(double Position, double Width, double Sign, double Stark, double Companions, double Prior)
{
    /// <summary>Sum of all.</summary>
    public readonly double Total => Position + Width + Sign + Stark + Companions + Prior;
}

/// <summary>What a band's own numbers say about one hypothesis.</summary>
/// <param name="calibrationError">Standard deviation of the axis calibration (cm-1).</param>
/// <param name="range">Length of the measured range (cm-1).</param>
/// <param name="difference">Spectra are differences, so that a sign says formed or consumed.</param>
/// <param name="prior">The cell.</param>
/// <param name="isotopes">Labels of the run by element.</param>
/// <param name="rows">Rows in force.</param>
internal sealed class Likelihood(
    double calibrationError,
    double range,
    bool difference,
    ContextPrior prior,
    IReadOnlyDictionary<string, int> isotopes,
    IReadOnlyList<LibraryRow> rows
)
{
    private readonly HashSet<LibraryRow> _reversedElsewhere = ReversedElsewhere(rows);

    /// <summary>Spread of ln FWHM within a species (science notes 3.3).</summary>
    private const double WidthSpread = 0.35;

    // Bands of no known species: any width, most between 12 and 75 cm-1. Fringes and baseline residue are as wide as a fringe period (200 to 600) or half of it.
    private const double UnknownWidth = 30,
        UnknownWidthSpread = 0.9,
        FringeWidth = 200,
        FringeWidthSpread = 0.5;
    private const double RoleProbability = 0.95;

    /// <summary>Where the library has a row of its own for the reversed part, little of it is left to this one.</summary>
    private const double AgainstRoleElsewhere = 0.02;

    /// <summary>A slope outside its range costs at most this factor (issue text: 3).</summary>
    private const double StarkFloor = 1.0 / 3;
    private const double StarkNeutral = 0.6; // between in range (1) and out of range (1/3): nothing is known
    private const double StarkTolerance = 5; // cm-1/V, how well the ranges of the library are known
    private const double SolutionSlope = 3; // cm-1/V, largest apparent slope of a species that feels no field (science notes 3.3)

    /// <summary>Scale of a row's position for a band: fit error, calibration, window/4 inflated by the row's confidence.</summary>
    public double Scale(LibraryRow row, in BandFeatures band)
    {
        double window = row.Inflation * (row.High - row.Low) / 4;
        return Math.Sqrt((band.CenterSe * band.CenterSe) + (calibrationError * calibrationError) + (window * window));
    }

    /// <summary>Terms of a library row; companions and prior still 0.</summary>
    public Terms Of(LibraryRow row, in BandFeatures band) =>
        new(
            Math.Log(Position(row, band)),
            band.Fwhm > 0 ? Math.Log(Densities.LogNormalPerLog(band.Fwhm, row.Fwhm, WidthSpread)) : 0,
            Math.Log(Sign(row, band.Sign)),
            Math.Log(Stark(row, band)),
            0,
            0
        );

    /// <summary>Terms of a band that no row explains: anywhere in the range, any width, either sign.</summary>
    public Terms Unassigned(in BandFeatures band) => Anywhere(band, UnknownWidth, UnknownWidthSpread);

    /// <summary>Terms of a fringe or a residue of the baseline: anywhere, but wide.</summary>
    public Terms Fringe(in BandFeatures band) => Anywhere(band, FringeWidth, FringeWidthSpread);

    private Terms Anywhere(in BandFeatures band, double width, double spread) =>
        new(
            -Math.Log(range),
            band.Fwhm > 0 ? Math.Log(Densities.LogNormalPerLog(band.Fwhm, width, spread)) : 0,
            Math.Log(0.5),
            Math.Log(double.IsFinite(band.Slope) ? StarkNeutral : 1),
            0,
            0
        );

    private double Position(LibraryRow row, in BandFeatures band)
    {
        double scale = Scale(row, band),
            plain = Densities.StudentT4(band.Center - row.Center, scale),
            shift = LabelShift(row);
        // In a labelled run either all or none of the species carries the label: which, the band must say.
        return shift == 0 ? plain : 0.5 * (plain + Densities.StudentT4(band.Center - row.Center - shift, scale));
    }

    private double LabelShift(LibraryRow row)
    {
        double sum = 0;
        foreach ((string element, int mass) in isotopes)
        {
            double shift = (element, mass) switch
            {
                ("H" or "D", 2) => row.ShiftD,
                ("C", 13) => row.Shift13C,
                ("N", 15) => row.Shift15N,
                ("O", 18) => row.Shift18O,
                _ => 0,
            };
            sum += double.IsFinite(shift) ? shift : 0;
        }
        return sum;
    }

    /// <summary>Probability of the sign. Positive = formed (ΔA = −lg R/R₀, absorbance up).</summary>
    public double Sign(LibraryRow row, int sign)
    {
        if (!difference || sign == 0)
            return 0.5;
        // What was put in may be replenished or used up; the usual part of a row is no longer a rule.
        double against = _reversedElsewhere.Contains(row) ? AgainstRoleElsewhere : 1 - RoleProbability;
        return row.Sign switch
        {
            SignRule.Formed when !prior.IsPutIn(row) => sign > 0 ? 1 - against : against,
            SignRule.Consumed => sign < 0 ? 1 - against : against,
            _ => 0.5,
        };
    }

    /// <summary>Rows whose reversed part another row of the same species plays already (CO3 2- 'desorbed' beside CO3 2- aqueous of either sign).</summary>
    private static HashSet<LibraryRow> ReversedElsewhere(IReadOnlyList<LibraryRow> rows) =>
        [
            .. rows.Where(r =>
                r.Sign is SignRule.Formed or SignRule.Consumed
                && rows.Any(o => o.Sign == SignRule.Either && o.Formula == r.Formula && o.Low <= r.High && o.High >= r.Low)
            ),
        ];

    private static double Stark(LibraryRow row, in BandFeatures band)
    {
        if (!double.IsFinite(band.Slope))
            return 1;
        double outside;
        if (double.IsFinite(row.StarkLow))
            outside = Math.Max(0, Math.Max(row.StarkLow - band.Slope, band.Slope - row.StarkHigh));
        else if (row.State == "ads")
            return StarkNeutral;
        else
            outside = Math.Max(0, Math.Abs(band.Slope) - SolutionSlope);
        double z = outside / Math.Sqrt((band.SlopeSe * band.SlopeSe) + (StarkTolerance * StarkTolerance));
        return Math.Max(StarkFloor, Math.Exp(-0.5 * z * z));
    }
}
