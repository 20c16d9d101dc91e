using SpectraPipeline.Report.Sources;
using Xunit;

namespace SpectraPipeline.Report.Tests.Sources;

public sealed class ChemicalTextTests
{
    [Theory]
    [InlineData("*NO2", "*NO<sub>2</sub>")]
    [InlineData("NO3-", "NO<sub>3</sub><sup>−</sup>")]
    [InlineData("NH4+", "NH<sub>4</sub><sup>+</sup>")]
    [InlineData("CO3^2-", "CO<sub>3</sub><sup>2−</sup>")]
    [InlineData("C2O4 2- aqueous", "C<sub>2</sub>O<sub>4</sub><sup>2−</sup> aqueous")]
    [InlineData("iminium CH2=N(CH3)2+", "iminium CH<sub>2</sub>=N(CH<sub>3</sub>)<sub>2</sub><sup>+</sup>")]
    [InlineData("B(OH)4-", "B(OH)<sub>4</sub><sup>−</sup>")]
    [InlineData("CH3COO- aqueous", "CH<sub>3</sub>COO<sup>−</sup> aqueous")]
    [InlineData("*NO linear (general)", "*NO linear (general)")]
    [InlineData("cyclohexanone oxime", "cyclohexanone oxime")]
    [InlineData("2-propanol (ink)", "2-propanol (ink)")]
    [InlineData("*CO on Cu", "*CO on Cu")]
    [InlineData("*NO on Pt(111)", "*NO on Pt(111)")]
    [InlineData("<i>x</i>", "&lt;i&gt;x&lt;/i&gt;")]
    [InlineData("", "")]
    public void Formulas_are_set_and_words_are_left(string name, string expected) =>
        Assert.Equal(expected, VisibleText.Html(ChemicalText.Of(name)));

    [Theory]
    [InlineData(
        "13C: expect 1376 (-37) against H2O liquid; D2O: at 1658 cm-1.",
        "<sup>13</sup>C: expect 1376 (−37) against H<sub>2</sub>O liquid; D<sub>2</sub>O: at 1658 cm<sup>−1</sup>."
    )]
    [InlineData("consistent with CO3 2- (desorbed) (p = 0.91)", "consistent with CO<sub>3</sub><sup>2−</sup> (desorbed) (p = 0.91)")]
    [InlineData("iminium CH2=N(CH3)2+ 0.05", "iminium CH<sub>2</sub>=N(CH<sub>3</sub>)<sub>2</sub><sup>+</sup> 0.05")]
    [InlineData("Row B0083 of 2 runs (see <x>).", "Row B0083 of 2 runs (see &lt;x&gt;).")]
    public void Sentences_keep_their_stops_and_brackets(string sentence, string expected) =>
        Assert.Equal(expected, VisibleText.Html(ChemicalText.Sentence(sentence)));
}
