using SpectraPipeline.Testing;
using SpectraPipeline.Testing.Tables;
using Xunit;

namespace House.Tests.Library;

/// <summary>
/// Shifts of the library against G-matrix elements with whole masses (E. B. Wilson, J. C. Decius, P. C. Cross, Molecular Vibrations, 1955):
/// ν'/ν = √(G'/G) of the local mode.
/// </summary>
public sealed class IsotopeShiftTests
{
    private readonly CsvTable _table = CsvTable.Read(Path.Combine(Corpus.Checkout, "config", "library", "intermediates.csv"));

    /// <summary>Column, light atom's inverse mass weight and its labelled one for each model: G = a/m₁ + b/m₂.</summary>
    public static TheoryData<string, string, double, double, double, double, double> Models =>
        new()
        {
            // model, column, weight of the labelled atom, its mass, its labelled mass, weight and mass of the other
            { "CO", "shift_13c_cm1", 1, 12, 13, 1, 16 },
            { "CO", "shift_18o_cm1", 1, 16, 18, 1, 12 },
            { "CN", "shift_13c_cm1", 1, 12, 13, 1, 14 },
            { "CN", "shift_15n_cm1", 1, 14, 15, 1, 12 },
            { "NO", "shift_15n_cm1", 1, 14, 15, 1, 16 },
            { "NO", "shift_18o_cm1", 1, 16, 18, 1, 14 },
            { "CO2as", "shift_13c_cm1", 2, 12, 13, 1, 16 },
            { "CO2as", "shift_18o_cm1", 1, 16, 18, 2, 12 },
            { "XY3C3", "shift_13c_cm1", 1.5, 12, 13, 1, 16 },
            { "XY3C3", "shift_18o_cm1", 1, 16, 18, 1.5, 12 },
            { "XY3N3", "shift_15n_cm1", 1.5, 14, 15, 1, 16 },
            { "XY3N3", "shift_18o_cm1", 1, 16, 18, 1.5, 14 },
            { "XY3_1", "shift_18o_cm1", 1, 16, 18, 0, 1 },
            { "XY3_1", "shift_13c_cm1", 0, 12, 13, 1, 16 },
            { "XY3_1", "shift_15n_cm1", 0, 14, 15, 1, 16 },
            { "NN", "shift_15n_cm1", 1, 14, 15, 0, 1 },
            { "OO", "shift_18o_cm1", 1, 16, 18, 0, 1 },
            { "CC", "shift_13c_cm1", 1, 12, 13, 0, 1 },
            { "CH", "shift_13c_cm1", 1, 12, 13, 1, 1 },
            { "CH", "shift_d_cm1", 1, 1, 2, 1, 12 },
            { "OH", "shift_d_cm1", 1, 1, 2, 1, 16 },
            { "NH", "shift_d_cm1", 1, 1, 2, 1, 14 },
        };

    [Theory]
    [MemberData(nameof(Models))]
    public void Harmonic_estimates_follow_the_masses(
        string model,
        string column,
        double weight,
        double mass,
        double labelled,
        double otherWeight,
        double otherMass
    )
    {
        double ratio = Math.Sqrt((weight / labelled + otherWeight / otherMass) / (weight / mass + otherWeight / otherMass));
        int compared = 0;
        foreach (CsvTable.Row row in _table.Rows)
        {
            // Bends of OH carry the model OH too; a measured label overrides the estimate.
            if (row["isotope_basis"] != "harmonic_estimate:" + model || row.Number(column) is not double shift)
                continue;
            double center = row.Number("center_cm1")!.Value;
            double expected = center * (ratio - 1);
            // Rounded to 1 cm⁻¹; whole masses instead of the draft's move hydrogen shifts by 0.3 %.
            Assert.True(
                Math.Abs(shift - expected) <= 1 + 0.003 * center,
                $"{row["row_id"]} {row["species"]} {row["mode"]}: {shift}, by masses {expected:F1}"
            );
            compared++;
        }
        Assert.True(compared > 0, $"no row of {model} with {column}");
    }

    [Theory]
    [InlineData("CH2O_ads", 1662, "shift_13c_cm1", -37)]
    [InlineData("iminium", 1672, "shift_15n_cm1", -26)]
    [InlineData("iminium", 1672, "shift_13c_cm1", -35)]
    [InlineData("nitrate_aq", 1404, "shift_15n_cm1", -30)]
    [InlineData("CO2_aq", 2343, "shift_13c_cm1", -66)]
    [InlineData("nitrate_aq_R", 1048, "shift_15n_cm1", 0)]
    [InlineData("carbonate_R", 1066, "shift_13c_cm1", 0)]
    [InlineData("water", 1643, "shift_d_cm1", -434)]
    public void The_deciding_shifts_are_in_the_library(string group, double center, string column, double shift)
    {
        CsvTable.Row row = Assert.Single(_table.Rows, row => row["group_id"] == group && row.Number("center_cm1") == center);
        Assert.Equal(shift, row.Number(column));
    }
}
