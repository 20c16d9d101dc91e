using SpectraPipeline.Core;
using Xunit;

namespace SpectraPipeline.Stages.Tests.Assign;

public sealed class ContextCheckTests
{
    /// <summary>What an infrared series with this context is warned of.</summary>
    private static (string Code, string Message)[] Warnings(Context context) =>
        [
            .. new AssignCase { Context = context }
                .Band(1700, 20, 1)
                .Assign()
                .Findings.Notes.Select(n => (n.Code, n.Message)),
        ];

    [Theory]
    [InlineData("R6G")]
    [InlineData("paracetamol")]
    [InlineData("TBAPF6")]
    public void A_species_that_no_row_knows_is_named(string name)
    {
        (string code, string message) = Assert.Single(Warnings(new Context { Species = [name] }));
        Assert.Equal("not-in-library", code);
        Assert.StartsWith($"Put in: {name} is not in the library: its bands cannot be recognised", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("K2CO3")]
    [InlineData("CH3OH")]
    [InlineData("methanol")]
    [InlineData("dimethylamine")]
    [InlineData("TMDM")]
    [InlineData("0.1 M HClO4")]
    [InlineData("Zn(NO3)2.6H2O")]
    [InlineData("NH4NO3")]
    [InlineData("NH4Cl")]
    [InlineData("CuSO4")]
    [InlineData("KH2PO4")]
    [InlineData("CO")]
    [InlineData("KOH")] // bare ions have no bands to recognise
    [InlineData("NaCl")]
    [InlineData("HCl")]
    [InlineData("H2")]
    [InlineData("N2")]
    public void What_the_library_knows_or_has_no_bands_is_not_complained_about(string name) =>
        Assert.Empty(Warnings(new Context { Electrolyte = [name] }));

    [Theory]
    [InlineData("H2S04", "H2SO4")]
    [InlineData("C0", "CO")]
    [InlineData("NaCI", "NaCl")]
    [InlineData("k2co3", "K2CO3")]
    [InlineData("methanl", "methanol")]
    public void A_slip_of_the_pen_is_met_with_a_suggestion(string name, string meant)
    {
        (string code, string message) = Assert.Single(Warnings(new Context { Species = [name] }));
        Assert.Equal("context-doubtful", code);
        Assert.Contains($"'{name}': is '{meant}' meant?", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Impossible_elements_and_pH_are_said()
    {
        (string code, string message) = Assert.Single(Warnings(new Context { Elements = ["C", "Xx", "ZN"], Ph = 47 }));
        Assert.Equal("context-doubtful", code);
        Assert.Contains("'Xx' is no element; 'ZN' is no element, 'Zn' is; pH 47 lies outside -2 to 16", message, StringComparison.Ordinal);
        Assert.Empty(Warnings(new Context { Elements = ["C", "Zn"], Ph = -1 }));
    }
}
