using System.Globalization;
using SpectraPipeline.Testing;
using SpectraPipeline.Testing.Generators.Infrared;
using SpectraPipeline.Testing.Generators.Raman;
using SpectraPipeline.Testing.Tables;
using Xunit;

namespace House.Tests.Library;

public sealed class SourcePapersTests
{
    private readonly CsvTable _table = CsvTable.Read(Path.Combine(Corpus.Checkout, "config", "library", "intermediates.csv"));

    [Fact]
    public void Every_band_of_the_source_papers_has_a_row_of_its_own()
    {
        string? observations = Corpus.Path("science/seed-observations.csv");
        Assert.SkipWhen(observations is null, "needs the shared corpus: science/seed-observations.csv");
        // 1045 is nitrate (the textbook row) beside the ligand, the oxime is a product with its own windows.
        Dictionary<string, string> groups = new() { ["S073"] = "nitrate_aq_R", ["S098"] = "CHOX" };
        int bands = 0;
        foreach (CsvTable.Row seen in CsvTable.Read(observations).Rows)
        {
            if (
                seen["unit"] != "cm^-1"
                || !double.TryParse(seen["value"], NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            )
                continue;
            string technique = seen["technique"].Contains("Raman", StringComparison.Ordinal) ? "Raman" : "IR";
            bool found = _table.Rows.Any(row =>
                row["technique"] == technique
                && (groups.TryGetValue(seen["obs_id"], out string? group) ? row["group_id"] == group : row["support"] == "seed")
                && value >= row.Number("low_cm1")
                && value <= row.Number("high_cm1")
            );
            Assert.True(found, $"{seen["obs_id"]}: {seen["species"]} {technique} {value}");
            bands++;
        }
        Assert.InRange(bands, 50, 60);
    }

    [Theory]
    [InlineData("*CH2O")]
    [InlineData("*NO2-")]
    [InlineData("*NO3-")]
    [InlineData("*NH2OH")]
    [InlineData("*HNH")]
    [InlineData("*NH2")]
    [InlineData("*NH3")]
    [InlineData("*COOH")]
    [InlineData("*CHO")]
    [InlineData("*CO atop on Cu")]
    [InlineData("*CO on Au")]
    [InlineData("*NO linear (general)")]
    [InlineData("cyclohexanone")]
    [InlineData("cyclohexanone oxime")]
    [InlineData("TMDM (CH3)2NCH2N(CH3)2")]
    [InlineData("DMF aqueous")]
    [InlineData("dimethylamine aqueous")]
    [InlineData("iminium CH2=N(CH3)2+")]
    [InlineData("CH3OH aqueous")]
    [InlineData("H2O liquid")]
    [InlineData("D2O")]
    [InlineData("water vapour")]
    [InlineData("CO2 gas")]
    [InlineData("CO3 2- aqueous")]
    [InlineData("HCO3- aqueous")]
    [InlineData("NO3- aqueous")]
    [InlineData("Nafion")]
    [InlineData("SO4 2- aqueous")]
    [InlineData("ClO4- aqueous")]
    [InlineData("SiO2 / Si-O of the prism")]
    public void Species_and_interferents_that_the_cases_need_are_there(string species) =>
        Assert.Contains(_table.Rows, row => row["species"] == species);

    [Fact]
    public void The_generator_speaks_of_species_by_the_names_of_the_library()
    {
        HashSet<(string, string)> known = [.. _table.Rows.Select(static row => (row["species"], row["group_id"]))];
        foreach (AtrIrVariant variant in Enum.GetValues<AtrIrVariant>())
        foreach (AtrIrBand band in AtrIrVariants.Bands(variant))
            Assert.True(known.Contains((band.Species, band.Group)), $"{variant}: {band.Species} in {band.Group}");
        foreach (RamanPairVariant variant in Enum.GetValues<RamanPairVariant>())
        foreach (RamanBand band in RamanPairBands.Without(variant).Concat(RamanPairBands.With(variant)))
            Assert.True(known.Contains((band.Species, band.Group)), $"{variant}: {band.Species} in {band.Group}");
    }
}
