using SpectraPipeline.Testing;
using SpectraPipeline.Testing.Tables;
using Xunit;

namespace House.Tests.Library;

public sealed class XasReferenceTests
{
    private readonly CsvTable _table = CsvTable.Read(Path.Combine(Corpus.Checkout, "config", "library", "xas.csv"));

    [Fact]
    public void Every_row_is_well_formed()
    {
        HashSet<string> ids = [];
        foreach (CsvTable.Row row in _table.Rows)
        {
            string id = row["row_id"];
            Assert.True(ids.Add(id), $"{id} twice");
            Assert.True(row["kind"] is "edge_energy" or "distance" or "calibration" or "wavelet", $"{id}: kind '{row["kind"]}'");
            Assert.True(row["unit"] is "eV" or "A" or "A-1" or "%" or "", $"{id}: unit '{row["unit"]}'");
            Assert.True(
                row["support"] is "page_value" or "page_topic" or "textbook" or "lit" or "seed",
                $"{id}: support '{row["support"]}'"
            );
            Assert.True(row["confidence"] is "A" or "B" or "C" or "D", $"{id}: confidence '{row["confidence"]}'");
            Assert.True(row["confidence"] != "A" || row["support"] is not ("lit" or "seed"), $"{id}: recalled with grade A");
            Assert.True(row["source"].Length > 0, $"{id}: no source");
            Assert.True(row.Number("value") is not null || row["statement"].Length > 0, $"{id}: neither value nor statement");
            Ordered(id, row.Number("low"), row.Number("value"), row.Number("high"));
            Ordered(id, row.Number("r_uncorrected_low_a"), null, row.Number("r_uncorrected_high_a"));
        }
    }

    [Fact]
    public void Peaks_without_phase_correction_lie_0_1_to_0_75_A_before_the_distance()
    {
        // Gold's first shell is two peaks (generalised Ramsauer-Townsend), the second nearly at the distance itself.
        foreach (CsvTable.Row row in _table.Rows.Where(static row => row["kind"] == "distance" && row["item"] != "Au-Au (fcc)"))
            if (row.Number("r_uncorrected_low_a") is double low && row.Number("r_uncorrected_high_a") is double high)
            {
                double distance = row.Number("value")!.Value;
                Assert.True(high < distance - 0.1 && low > distance - 0.75, $"{row["row_id"]}: {low} to {high} for {distance}");
            }
    }

    [Fact]
    public void Edge_energies_follow_Moseley()
    {
        // √E of the K edges rises by 3.0 to 3.8 √eV an element from carbon to antimony, ever faster (H. G. J. Moseley, Phil. Mag. 1913,
        // 26, 1024): two digits exchanged show.
        string[] order =
            "H He Li Be B C N O F Ne Na Mg Al Si P S Cl Ar K Ca Sc Ti V Cr Mn Fe Co Ni Cu Zn Ga Ge As Se Br Kr Rb Sr Y Zr Nb Mo Tc Ru Rh Pd Ag Cd In Sn Sb".Split(
                ' '
            );
        (int Number, double Root)[] edges =
        [
            .. _table
                .Rows.Where(static row =>
                    row["kind"] == "edge_energy" && row["edge"] == "K" && row["item"].StartsWith("E0", StringComparison.Ordinal)
                )
                .Select(row => (Array.IndexOf(order, row["element"]) + 1, Math.Sqrt(row.Number("value")!.Value)))
                .Order(),
        ];
        Assert.Equal(23, edges.Length);
        for (int i = 1; i < edges.Length; i++)
        {
            double slope = (edges[i].Root - edges[i - 1].Root) / (edges[i].Number - edges[i - 1].Number);
            Assert.True(slope is > 3.0 and < 3.8, $"{order[edges[i].Number - 1]}: {slope:F2} from the element before");
        }
    }

    [Fact]
    public void Foil_inflections_lie_within_3_eV_of_the_tabulated_edges()
    {
        CsvTable.Row[] edges = [.. _table.Rows.Where(static row => row["kind"] == "edge_energy")];
        foreach (CsvTable.Row foil in edges.Where(static row => row["item"].StartsWith("foil", StringComparison.Ordinal)))
        {
            CsvTable.Row tabulated = Assert.Single(
                edges,
                row =>
                    row["element"] == foil["element"]
                    && row["edge"] == foil["edge"]
                    && row["item"].StartsWith("E0", StringComparison.Ordinal)
            );
            Assert.InRange(foil.Number("value")!.Value - tabulated.Number("value")!.Value, -3, 3);
        }
    }

    private static void Ordered(string id, double? low, double? value, double? high)
    {
        Assert.True(low is null == high is null, $"{id}: low and high come together");
        Assert.True(low is null || low <= high, $"{id}: {low} above {high}");
        Assert.True(low is null || value is null || (low <= value && value <= high), $"{id}: {value} outside {low} to {high}");
    }
}
