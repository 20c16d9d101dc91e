using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Numerics.Statistics;
using SpectraPipeline.Stages.Xas;
using Xunit;

namespace SpectraPipeline.Stages.Tests.Xas;

/// <summary>Cases 000-B and 004-B: edges between standards, with noise.</summary>
public sealed class EdgePositionTests
{
    private static readonly SeededNormal s_noise = new(21, "edge stage");

    private static FinishedSeries Standard(string id, double shift, string? state, string role = "standard") =>
        EdgeFrames.Finished(EdgeFrames.Series(id, EdgeFrames.Edge(shift, 0.4, s_noise, 0.001)), id, state, role);

    [Fact]
    public void A_shift_from_the_foil_is_found_within_its_error_by_every_definition()
    {
        Findings found = EdgeFrames.Run(
            new EdgePosition { Foil = "foil" },
            EdgeFrames.Series("s", EdgeFrames.Edge(1.7, 0.4, s_noise, 0.001)),
            Standard("foil", 0, null, "foil")
        );
        foreach (EdgePositionRow row in found.List<EdgePositionRow>().Where(r => r.Definition != "white-line"))
        {
            Assert.InRange(row.ShiftFromFoil, 1.7 - (4 * row.ShiftFromFoilSe), 1.7 + (4 * row.ShiftFromFoilSe));
            Assert.InRange(row.ShiftFromFoilSe, 0.001, 0.05);
        }
        EdgeRow edge = Assert.Single(found.List<EdgeRow>());
        Assert.Contains("from foil 'foil'", edge.Message, StringComparison.Ordinal);
        Assert.Contains("between definitions", edge.Message, StringComparison.Ordinal);
        Assert.True(double.IsNaN(edge.OxidationState));
    }

    [Fact]
    public void A_sample_between_foil_and_oxide_lies_between_0_and_2_with_an_interval_and_a_warning()
    {
        Findings found = EdgeFrames.Run(
            new EdgePosition { Standards = ["foil", "zno"], Foil = "foil" },
            EdgeFrames.Series("s", EdgeFrames.Edge(1.7, 0.4, s_noise, 0.001)),
            Standard("foil", 0, "0", "foil"),
            Standard("zno", 3.1, "2")
        );
        EdgeRow edge = Assert.Single(found.List<EdgeRow>());
        Assert.InRange(edge.OxidationState, 1.05, 1.15);
        Assert.InRange(edge.OxidationStateLow, -1, 1);
        Assert.InRange(edge.OxidationStateHigh, 1.2, 3);
        Assert.Contains("between foil (0) and zno (+2)", edge.Message, StringComparison.Ordinal);
        Assert.Contains("no +1 standard is present", edge.Message, StringComparison.Ordinal);
        Assert.Contains(found.Notes, n => n.Code == "ligand-covalency" && n.Message.Contains("Zn edges", StringComparison.Ordinal));
    }

    [Fact]
    public void Without_a_standard_of_2_a_sample_between_2_and_4_is_bounded_and_flagged_as_extrapolated()
    {
        Findings found = EdgeFrames.Run(
            new EdgePosition { Standards = ["foil", "rucl3", "ruo2"] },
            EdgeFrames.Series("s", EdgeFrames.Edge(4.5, 0.4, s_noise, 0.001)),
            Standard("foil", 0, "0", "foil"),
            Standard("rucl3", 5, "3"),
            Standard("ruo2", 11, "4")
        );
        EdgeRow edge = Assert.Single(found.List<EdgeRow>());
        Assert.InRange(edge.OxidationState, 1.5, 3.5);
        Assert.InRange(edge.OxidationStateLow, 0, edge.OxidationState);
        Assert.InRange(edge.OxidationStateHigh, edge.OxidationState, 5);
        Assert.True(edge.Extrapolated);
        Assert.Contains(found.Notes, n => n.Code == "oxidation-extrapolated");
        Assert.Contains("+2 standard is present", edge.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Beyond_the_standards_it_says_so()
    {
        Findings found = EdgeFrames.Run(
            new EdgePosition { Standards = ["foil", "zno"] },
            EdgeFrames.Series("s", EdgeFrames.Edge(4.5, 0.4, s_noise, 0.001)),
            Standard("foil", 0, "0", "foil"),
            Standard("zno", 3.1, "2")
        );
        Assert.Contains("extrapolated beyond the standards", found.List<EdgeRow>()[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_standard_is_not_enough_and_one_without_a_state_is_refused()
    {
        Findings found = EdgeFrames.Run(
            new EdgePosition { Standards = ["zno"] },
            EdgeFrames.Series("s", EdgeFrames.Edge(1)),
            Standard("zno", 3.1, "2")
        );
        Assert.True(double.IsNaN(found.List<EdgeRow>()[0].OxidationState));
        Assert.Contains("one standard", found.List<EdgeRow>()[0].Message, StringComparison.Ordinal);
        Assert.Contains(found.Notes, n => n.Code == "oxidation-unknown");
        UserException refused = Assert.Throws<UserException>(() =>
            EdgeFrames.Run(new EdgePosition { Standards = ["x"] }, EdgeFrames.Series("s", EdgeFrames.Edge(1)), Standard("x", 3.1, null))
        );
        Assert.Contains("oxidation-state", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Standards_and_foil_are_chosen_by_label_role_and_edge_and_standards_choose_none()
    {
        SeriesCard Card(string id, string role, string edge, bool labelled) =>
            new()
            {
                Id = id,
                Role = role,
                Edge = edge,
                Labels = labelled
                    ? new Dictionary<string, string> { ["standard"] = id, ["oxidation-state"] = "2" }
                    : new Dictionary<string, string>(),
            };
        SeriesCard[] all =
        [
            Card("sample", "sample", "Zn K", false),
            Card("foil", "foil", "Zn K", true),
            Card("zno", "sample", "Zn K", true),
            Card("nio", "standard", "Ni K", true),
        ];
        var chosen = (EdgePosition)new EdgePosition().Choosing(all[0], all);
        Assert.Equal(["foil", "zno"], chosen.Standards);
        Assert.Equal("foil", chosen.Foil);
        Assert.Equal(new EdgePosition(), new EdgePosition().Choosing(all[2], all));
        Assert.Equal(["nio"], ((EdgePosition)new EdgePosition { Standards = ["nio"] }.Choosing(all[0], all)).Standards);
    }
}
