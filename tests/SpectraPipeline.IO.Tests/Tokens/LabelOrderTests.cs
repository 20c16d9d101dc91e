using SpectraPipeline.IO.Readers;
using SpectraPipeline.IO.Tokens;
using SpectraPipeline.Testing;
using Xunit;

namespace SpectraPipeline.IO.Tests.Tokens;

public sealed class LabelOrderTests
{
    [Theory]
    [InlineData("rising", "0.1 V|0.2 V|0.3 V|0.4 V")]
    [InlineData("three are too few", "3 V|2 V|1 V")]
    [InlineData("no unit", "scan 4|scan 3|scan 2|scan 1")]
    [InlineData("two numbers differ", "4 V 1 s|3 V 2 s|2 V 3 s|1 V 4 s")]
    [InlineData("words differ", "4 V a|3 V b|2 V c|1 V d")]
    [InlineData("a cycle", "0 V|0.5 V|1 V|0.5 V|0 V|0.5 V")]
    [InlineData("the last is back at the start", "0 V|0.2 V|0.4 V|0.6 V|0 V")]
    [InlineData("the first is a reference", "5 V|1 V|2 V|3 V|4 V")]
    [InlineData("all alike", "1 V|1 V|1 V|1 V")]
    [InlineData("every other is background", "1 V|9 V|2 V|9 V|3 V|9 V")]
    [InlineData("two of four exchanged say little", "1 V|3 V|2 V|4 V")]
    [InlineData(
        "times of day",
        "a Oct 18 18:03:41 2016 (GMT+02:00)|a Oct 18 17:58:42 2016 (GMT+02:00)|a Oct 18 17:55:03 2016 (GMT+02:00)|a Oct 18 17:49:11 2016 (GMT+02:00)"
    )]
    [InlineData("dates", "Mon Jan 5 10:00:00 2024|Tue Jan 6 09:00:00 2024|Wed Feb 1 08:00:00 2024|Thu Feb 2 07:00:00 2024")]
    [InlineData(
        "French dates",
        "x, Mar Oct 18 16:00:00 2016|x, Mer Oct 19 15:00:00 2016|x, Jeu Oct 20 14:00:00 2016|x, Ven Oct 21 13:00:00 2016"
    )]
    [InlineData("dates in numbers", "a 2024-05-04 b|a 2024-05-03 b|a 2024-05-02 b|a 2024-05-01 b")]
    [InlineData("digits of another script", "１ V|２ V|３ V|１ V")]
    [InlineData("days first", "a 04.05.2024 b|a 03.05.2024 b|a 02.05.2024 b|a 01.05.2024 b")]
    public void Says_nothing_of(string what, string labels) =>
        Assert.True(LabelOrder.Notes(labels.Split('|')) is [], $"{what}: {string.Join("; ", LabelOrder.Notes(labels.Split('|')))}");

    [Theory]
    [InlineData("4 V|3 V|2 V|1 V", "from 4 to 1 V")]
    [InlineData("-0.1 V|-0.2 V|-0.3 V|-0.4 V", "from -0.1 to -0.4 V")]
    [InlineData("bei 0,4 Min.|bei 0,3 Min.|bei 0,2 Min.|bei 0,1 Min.", "from 0.4 to 0.1 Min")]
    [InlineData("t=30°C|t=25°C|t=20°C|t=20°C", "from 30 to 20 °C")]
    [InlineData(
        "a_8torr_Oct 18 16:00:00 2016|a_6torr_Oct 18 17:00:00 2016|a_4torr_Oct 19 16:00:00 2016|a_2torr_Oct 20 16:00:00 2016",
        "from 8 to 2 torr"
    )]
    public void Says_when_labels_run_downwards(string labels, string expected) =>
        Assert.Contains(expected, Assert.Single(LabelOrder.Notes(labels.Split('|'))), StringComparison.Ordinal);

    [Theory]
    [InlineData("0.1 V|0.2 V|3 V|0.4 V|0.5 V", "spectrum 3 '3 V' stands between 0.2 and 0.4: a typo (0.3 would fit)?")]
    [InlineData("10 s|20 s|30 s|4 s|50 s|60 s", "spectrum 4 '4 s' stands between 30 and 50: a typo (40 would fit)?")]
    [InlineData("10 s|20 s|77 s|40 s|50 s", "spectrum 3 '77 s' stands between 20 and 40: a typo?")]
    [InlineData("1 V|2 V|4 V|3 V|5 V|6 V", "spectra 3 and 4 ('4 V' and '3 V') stand the wrong way round among the others")]
    public void Flags_one_number_out_of_order(string labels, string expected) =>
        Assert.Equal(expected, Assert.Single(LabelOrder.Notes(labels.Split('|'))));

    [Fact]
    public void Finds_both_in_a_real_group()
    {
        string? path = Corpus.Path("corpus/formats/spg/CO@Mo_Al2O3.SPG");
        Assert.SkipWhen(path is null, "needs the shared corpus: spg/CO@Mo_Al2O3.SPG");
        string[] titles = [.. ReaderCatalog.Default.Read(path!, ReadHints.None).Spectra.Select(s => s.Title)];
        Assert.Equal(
            [
                "the labels run downwards, from 1.004 to 0.003 torr; the order is left as it is",
                "spectrum 14 '0.26 torr' stands between 0.036 and 0.021: a typo (0.026 would fit)?",
            ],
            LabelOrder.Notes(titles)
        );
    }

    [Fact]
    public void Says_nothing_of_a_real_series_in_time()
    {
        string? path = Corpus.Path("corpus/formats/srs/mpalang_Test.srs");
        Assert.SkipWhen(path is null, "needs the shared corpus: srs/mpalang_Test.srs");
        Assert.Empty(LabelOrder.Notes([.. ReaderCatalog.Default.Read(path!, ReadHints.None).Spectra.Select(s => s.Title)]));
    }

    [Fact]
    public void Digits_of_other_scripts_are_letters()
    {
        Assert.Empty(LabelOrder.Notes(["\u0663", "\u0661", "\u0662"]));
        Assert.Null(LabelWords.Potential("\u0663 V"));
        Assert.Null(LabelWords.Time("\u0663 s"));
        Assert.True(double.IsNaN(HeaderFields.Of(new Dictionary<string, string> { ["time"] = "\u0663 s" }).TimeS));
    }
}
