using SpectraPipeline.Stages.Assign;
using Xunit;

namespace SpectraPipeline.Stages.Tests.Assign;

public sealed class VerdictsTests
{
    [Theory]
    [InlineData(0.95, "A", true, "assigned")]
    [InlineData(0.90, "B", true, "assigned")]
    [InlineData(0.95, "B", false, "consistent")] // the row is recalled: it carries no 'assigned'
    [InlineData(0.95, "C", true, "consistent")] // no controls
    [InlineData(0.89, "A", true, "consistent")]
    [InlineData(0.60, "D", true, "consistent")]
    [InlineData(0.59, "A", true, "ambiguous")]
    public void The_word_follows_probability_evidence_and_row(double probability, string grade, bool rowCarries, string word) =>
        Assert.Equal(word, Verdicts.Word(probability, grade, rowCarries));

    [Fact]
    public void Grades_A_and_B_need_controls()
    {
        Assert.Equal("C", Verdicts.Grade(default, signSpeaks: true, slopeInRange: true, "textbook"));
        Assert.Equal("D", Verdicts.Grade(default, signSpeaks: false, slopeInRange: false, "textbook"));
        Assert.Equal("D", Verdicts.Grade(default, signSpeaks: true, slopeInRange: true, "seed"));
        Assert.Equal("B", Verdicts.Grade(new(false, true), false, false, "textbook"));
        Assert.Equal("A", Verdicts.Grade(new(true, true), false, false, "seed"));
    }

    [Fact]
    public void Recalled_and_repeated_rows_never_carry_an_assigned() =>
        Assert.All(
            AssignCase.Library.Rows.Where(r => r.CarriesAssigned),
            r =>
            {
                Assert.DoesNotContain(r.Support, new[] { "lit", "page_topic", "seed" });
                Assert.Contains(r.Confidence, "AB");
            }
        );
}
