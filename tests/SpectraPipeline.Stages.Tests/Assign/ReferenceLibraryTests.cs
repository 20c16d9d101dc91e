using SpectraPipeline.Core;
using SpectraPipeline.Stages.Assign;
using Xunit;

namespace SpectraPipeline.Stages.Tests.Assign;

public sealed class ReferenceLibraryTests
{
    private const string Header =
        "row_id,species,formula,state,technique,center_cm1,low_cm1,high_cm1,fwhm_cm1,sign_rule,group_id,support,confidence,rel_intensity,stark_cm1_per_v,notes\n";

    [Fact]
    public void Reads_every_row_of_the_built_in_library()
    {
        Assert.True(AssignCase.Library.Rows.Count > 300);
        LibraryRow row = AssignCase.Library.Rows.Single(r => r.RowId == "B0043");
        Assert.Equal("*CH2O", row.Species);
        Assert.Equal((1650.0, 1662.0, 1680.0, 40.0), (row.Low, row.Center, row.High, row.Fwhm));
        Assert.Equal(-37, row.Shift13C);
        Assert.True(double.IsNaN(row.Shift15N));
        Assert.Equal(3, AssignCase.Library.Group("CH2O_ads").Count());
        Assert.Equal((20.0, 50.0), AssignCase.Library.Rows.Where(r => r.RowId == "B0016").Select(r => (r.StarkLow, r.StarkHigh)).Single());
    }

    [Fact]
    public void Names_every_mistake_with_its_line()
    {
        var problems = new List<LibraryProblem>();
        string text =
            Header
            + "X1,good,CO,ads,IR,2080,2050,2100,25,formed,g,lit,C,s,59,\"commas, and \"\"quotes\"\"\"\n"
            + "X2,window,CO,ads,IR,2080,2090,2100,25,formed,g,lit,C,s,,\n"
            + "X3,words,CO,melted,IR,20;80,2050,2100,-1,grows,g,heard,E,huge,fast,\n"
            + "X4,short,CO\n";
        ReferenceLibrary library = ReferenceLibrary.Parse(text, "mine.csv", problems);
        LibraryRow row = Assert.Single(library.Rows);
        Assert.Equal("commas, and \"quotes\"", row.Notes);
        Assert.Equal(59, (row.StarkLow + row.StarkHigh) / 2);
        string[] said = [.. problems.Select(p => p.ToString())];
        Assert.Contains("mine.csv(3): low_cm1 <= center_cm1 <= high_cm1 does not hold: 2090, 2080, 2100.", said);
        Assert.Contains("mine.csv(4): state is 'melted'; expected one of ads, aq, gas, solid.", said);
        Assert.Contains("mine.csv(4): center_cm1 is '20;80'; expected a number with a decimal point.", said);
        Assert.Contains("mine.csv(4): fwhm_cm1 must be above 0, not '-1'.", said);
        Assert.Contains("mine.csv(4): sign_rule is 'grows'; expected formed, consumed, either or intensity.", said);
        Assert.Contains(
            "mine.csv(4): support is 'heard'; expected one of measured-here, page_value, page_topic, textbook, lit, seed.",
            said
        );
        Assert.Contains("mine.csv(4): stark_cm1_per_v is 'fast'; expected a number or 'low to high'.", said);
        Assert.Contains("mine.csv(5): 3 fields, the header has 16; a field with a comma needs double quotes.", said);
    }

    [Fact]
    public void A_missing_column_or_file_is_said()
    {
        var problems = new List<LibraryProblem>();
        ReferenceLibrary.Parse("row_id,species\n", "mine.csv", problems);
        Assert.StartsWith("the header lacks formula, state", Assert.Single(problems).Message, StringComparison.Ordinal);
        problems.Clear();
        ReferenceLibrary.Parse("", "mine.csv", problems);
        Assert.Equal("the file is empty.", Assert.Single(problems).Message);
        Assert.ThrowsAny<UserException>(() => ReferenceLibrary.Load(["nowhere.csv"], AssignCase.Run(Path.GetTempPath())));
    }

    [Fact]
    public void One_name_for_two_rows_is_refused()
    {
        UserException told = Assert.ThrowsAny<UserException>(() =>
            ReferenceLibrary.Load([ReferenceLibrary.Builtin, ReferenceLibrary.Builtin], AssignCase.Run())
        );
        Assert.Contains("row_id 'B0001' occurs 2 times", told.Message, StringComparison.Ordinal);
    }
}
