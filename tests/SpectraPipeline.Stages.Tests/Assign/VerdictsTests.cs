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
        Assert.Equal("C", Verdicts.Grade(default, signSpeaks: true, slopeInRange: true));
        Assert.Equal("C", Verdicts.Grade(default, signSpeaks: true, slopeInRange: false));
        Assert.Equal("D", Verdicts.Grade(default, signSpeaks: false, slopeInRange: false));
        Assert.Equal("B", Verdicts.Grade(new(false, true), false, false));
        Assert.Equal("A", Verdicts.Grade(new(true, true), false, false));
    }

    [Theory]
    [InlineData(true, false, "grade C: position and sign; no control, no isotope")]
    [InlineData(true, true, "grade C: position, sign and Stark slope; no control, no isotope")]
    [InlineData(false, true, "grade C: position and Stark slope (the sign changes); no control, no isotope")]
    [InlineData(false, false, "grade D: position only (the sign changes, no Stark slope in range); no control, no isotope")]
    public void A_grade_says_what_it_rests_on(bool sign, bool slope, string reason) =>
        Assert.Equal(reason, Verdicts.Reason(default, sign, slope, "the sign changes"));

    [Theory]
    [InlineData("C", "ambiguous")]
    [InlineData("B", "assigned")]
    public void What_nobody_knows_in_the_cell_takes_the_word_away_unless_a_control_gives_it(string grade, string word) =>
        Assert.Equal(word, Verdicts.Word(0.99, grade, rowCarries: true, contested: true));

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
