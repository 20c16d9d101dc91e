using System.Globalization;
using System.Text.RegularExpressions;
using SpectraPipeline.Testing;
using SpectraPipeline.Testing.Tables;
using Xunit;

namespace House.Tests.Library;

/// <summary>Form and honesty of config/library/intermediates.csv; README.md beside it has the vocabulary.</summary>
public sealed partial class IntermediatesTests
{
    private static readonly string _file = Path.Combine(Corpus.Checkout, "config", "library", "intermediates.csv");
    private readonly CsvTable _table = CsvTable.Read(_file);

    private static readonly string[] _shifts = ["shift_d_cm1", "shift_13c_cm1", "shift_15n_cm1", "shift_18o_cm1"];

    [Fact]
    public void Columns_are_those_of_the_contract() =>
        Assert.Equal(
            (
                "row_id species formula state family technique mode center_cm1 low_cm1 high_cm1 fwhm_cm1 sign_rule rel_intensity group_id environment "
                + "stark_cm1_per_v shift_d_cm1 shift_13c_cm1 shift_15n_cm1 shift_18o_cm1 isotope_basis support source doi confidence notes"
            ).Split(' '),
            _table.Columns
        );

    [Fact]
    public void Every_row_keeps_to_the_vocabulary()
    {
        Dictionary<string, string[]> allowed = new()
        {
            ["state"] = ["ads", "aq", "gas", "solid"],
            ["family"] = ["C1", "C2", "C-N", "N-species", "O-species", "H-species", "electrolyte", "support", "artefact"],
            ["technique"] = ["IR", "Raman", "HREELS", "VSFG"],
            ["sign_rule"] = ["formed", "consumed", "either", "intensity"],
            ["rel_intensity"] = ["vs", "s", "m", "w", "vw"],
            ["support"] = ["measured-here", "page_value", "page_topic", "textbook", "lit", "seed"],
            ["confidence"] = ["A", "B", "C", "D"],
        };
        HashSet<string> ids = [];
        foreach (CsvTable.Row row in _table.Rows)
        {
            string id = row["row_id"];
            Assert.True(ids.Add(id), $"{id} twice");
            foreach ((string column, string[] values) in allowed)
                Assert.True(values.Contains(row[column]), $"{id}: {column} is '{row[column]}'");
            foreach (string column in new[] { "species", "mode", "group_id", "source" })
                Assert.True(row[column].Length > 0 && row[column] == row[column].Trim(), $"{id}: {column} empty or with blanks around");
            Assert.DoesNotContain(' ', row["group_id"]);
            Assert.True(
                row["technique"] == "Raman" == (row["sign_rule"] == "intensity"),
                $"{id}: {row["technique"]} with {row["sign_rule"]}"
            );
            Assert.True(row["doi"].Length == 0 || Doi().IsMatch(row["doi"]), $"{id}: doi '{row["doi"]}'");
            Assert.DoesNotContain("as above", row["source"], StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public void Positions_and_widths_are_in_order()
    {
        foreach (CsvTable.Row row in _table.Rows)
        {
            double low = row.Number("low_cm1")!.Value;
            double center = row.Number("center_cm1")!.Value;
            double high = row.Number("high_cm1")!.Value;
            Assert.True(low <= center && center <= high && low < high, $"{row["row_id"]}: {low} {center} {high}");
            Assert.True(low > 50 && high < 4500, $"{row["row_id"]}: outside the vibrations");
            Assert.True(row.Number("fwhm_cm1") > 0, $"{row["row_id"]}: width");
            string stark = row["stark_cm1_per_v"];
            if (stark.Length == 0)
                continue;
            double[] range = [.. stark.Split(" to ").Select(static part => double.Parse(part, CultureInfo.InvariantCulture))];
            Assert.True(
                range.Length is 1 or 2 && range[0] <= range[^1] && range[0] > -200 && range[^1] < 200,
                $"{row["row_id"]}: Stark '{stark}'"
            );
        }
    }

    [Fact]
    public void A_group_is_one_species_and_none_of_its_bands_is_there_twice()
    {
        foreach (IGrouping<string, CsvTable.Row> group in _table.Rows.GroupBy(static row => row["group_id"]))
        {
            Assert.True(group.Select(static row => row["species"]).Distinct().Count() == 1, $"{group.Key} holds several species");
            foreach (IGrouping<string, CsvTable.Row> technique in group.GroupBy(static row => row["technique"]))
            {
                // Two rows nearer than their windows are rivals for one band, not companions (8 cm⁻¹: the vapour comb).
                double[] centers = [.. technique.Select(static row => row.Number("center_cm1")!.Value).Order()];
                for (int i = 1; i < centers.Length; i++)
                    Assert.True(centers[i] - centers[i - 1] >= 4, $"{group.Key}: {centers[i - 1]} and {centers[i]} are alternatives");
            }
        }
    }

    [Fact]
    public void Formulas_are_elements_with_counts()
    {
        HashSet<string> elements = [.. "H D B C N O F Na Si P S Cl K Ti Fe Co Ni Cu Zn Pd Ag Pt".Split(' ')];
        foreach (CsvTable.Row row in _table.Rows)
        {
            Match match = Formula().Match(row["formula"]);
            Assert.True(match.Success, $"{row["row_id"]}: formula '{row["formula"]}'");
            foreach (Capture element in match.Groups["element"].Captures)
                Assert.True(elements.Contains(element.Value), $"{row["row_id"]}: element {element.Value}");
        }
    }

    [Fact]
    public void Grades_are_bounded_by_what_was_seen()
    {
        foreach (CsvTable.Row row in _table.Rows)
        {
            char bound =
                row["source"].Contains("verify before grade B", StringComparison.Ordinal) ? 'C'
                : row["support"] is "lit" or "seed" ? 'B'
                : 'A';
            Assert.True(row["confidence"][0] >= bound, $"{row["row_id"]}: {row["support"]} with grade {row["confidence"]}");
        }
    }

    [Fact]
    public void Grades_are_never_above_those_of_the_draft()
    {
        string? draft = Corpus.Path("science/intermediates-draft.csv");
        Assert.SkipWhen(draft is null, "needs the shared corpus: science/intermediates-draft.csv");
        Dictionary<string, string> grades = CsvTable
            .Read(draft)
            .Rows.ToDictionary(static row => row["row_id"], static row => row["confidence"]);
        foreach (CsvTable.Row row in _table.Rows)
            if (grades.TryGetValue(row["row_id"], out string? before))
                Assert.True(string.CompareOrdinal(row["confidence"], before) >= 0, $"{row["row_id"]}: {before} became {row["confidence"]}");
    }

    [Fact]
    public void Isotope_shifts_are_downwards_and_within_what_masses_allow()
    {
        // Largest possible: the labelled atom alone moves, 1 − √(m/m'): D 0.293, ¹³C 0.0392, ¹⁵N 0.0339, ¹⁸O 0.0572 of the wavenumber.
        double[] limits = [1 - Math.Sqrt(1.0 / 2), 1 - Math.Sqrt(12.0 / 13), 1 - Math.Sqrt(14.0 / 15), 1 - Math.Sqrt(16.0 / 18)];
        foreach (CsvTable.Row row in _table.Rows)
        {
            for (int i = 0; i < _shifts.Length; i++)
                if (row.Number(_shifts[i]) is double shift)
                {
                    double limit = limits[i] * row.Number("center_cm1")!.Value;
                    Assert.True(shift <= 0 && shift >= -limit - 0.5, $"{row["row_id"]}: {_shifts[i]} {shift}, at most -{limit:F0}");
                }
            bool any = _shifts.Any(column => row[column].Length > 0);
            Assert.True(any == row["isotope_basis"].Length > 0, $"{row["row_id"]}: shifts and isotope_basis must come together");
            foreach (string basis in row["isotope_basis"].Split(';', StringSplitOptions.RemoveEmptyEntries))
                Assert.True(
                    basis.StartsWith("harmonic_estimate:", StringComparison.Ordinal)
                        || basis.StartsWith("measured:", StringComparison.Ordinal),
                    $"{row["row_id"]}: {basis}"
                );
        }
    }

    [GeneratedRegex(@"^10\.\d{4,9}/\S+$")]
    private static partial Regex Doi();

    [GeneratedRegex(@"^(?:(?<element>[A-Z][a-z]?)\d*)+[+-]?$")]
    private static partial Regex Formula();
}
