using SpectraPipeline.Core;
using SpectraPipeline.Stages.Assign;
using Xunit;

namespace SpectraPipeline.Stages.Tests.Assign;

/// <summary>What the context card does, seen from outside: probabilities of bands.</summary>
public sealed class ContextPriorTests
{
    [Fact]
    public void Ammonium_does_not_exist_at_pH_14_but_does_at_7()
    {
        double At(double ph) =>
            new AssignCase
            {
                Context = new Context
                {
                    Elements = ["N", "H", "O", "K"],
                    Electrolyte = ["KNO3"],
                    Ph = ph,
                },
            }
                .Band(1455, 45, 1)
                .Assign()
                .Probability(1455, "NH4+ aqueous");
        Assert.Equal(0, At(14));
        Assert.True(At(7) > 0.2, $"{At(7)}");
    }

    [Fact]
    public void An_element_that_is_not_in_the_cell_rules_a_species_out()
    {
        AssignResult without = Nitrate(["C", "H", "O", "K"]),
            with = Nitrate(["C", "H", "O", "K", "N"]);
        Assert.Equal(0, without.ProbabilityOf(1348, "NO3-"));
        Assert.True(with.ProbabilityOf(1348, "NO3-") > 0, with.ToString());

        static AssignResult Nitrate(string[] elements) =>
            new AssignCase { Context = new Context { Elements = elements } }
                .Band(1348, 40, -1)
                .Assign();
    }

    [Fact]
    public void A_salt_brings_its_anion()
    {
        AssignResult nitrate = new AssignCase
            {
                Context = new Context { Elements = ["H", "N", "O", "K", "Cl"], Electrolyte = ["KNO3"] },
            }
                .Band(1348, 40, -1)
                .Assign(),
            perchlorate = new AssignCase
            {
                Context = new Context { Elements = ["H", "N", "O", "K", "Cl"], Electrolyte = ["HClO4"] },
            }
                .Band(1107, 45, 1)
                .Assign();
        Assert.Equal("NO3- aqueous", nitrate.Leader(1348).Species);
        Assert.Contains("in the cell", nitrate.Leader(1348).Evidence, StringComparison.Ordinal);
        Assert.Equal("ClO4- aqueous", perchlorate.Leader(1107).Species);
    }

    [Fact]
    public void The_metal_of_the_electrode_decides_between_sites()
    {
        string On(string metal) =>
            new AssignCase
            {
                Context = new Context { Elements = ["C", "O", "H", metal], Electrode = metal },
            }
                .Band(2075, 25, 1)
                .Assign()
                .Leader(2075)
                .Species;
        Assert.StartsWith("*CO atop on Cu", On("Cu"), StringComparison.Ordinal);
        Assert.Equal("*CO atop on Pt", On("Pt"));
    }

    [Fact]
    public void Nitrate_is_unlikely_where_nothing_brought_a_bond_of_nitrogen_to_oxygen()
    {
        double With(params string[] electrolyte) =>
            new AssignCase
            {
                Context = new Context
                {
                    Elements = ["C", "H", "O", "K", "N"],
                    Electrolyte = electrolyte,
                    Species = ["dimethylamine"],
                },
            }
                .Band(1500, 30, 1)
                .Assign()
                .Probability(1500, "nitrato monodentate");
        Assert.True(With("KNO3") > 1.5 * With("K2CO3"), $"{With("KNO3")} against {With("K2CO3")}");
        Assert.True(With("K2CO3") > 0, "a tenth, not zero");
    }
}
