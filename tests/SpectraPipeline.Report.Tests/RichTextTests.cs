using Xunit;

namespace SpectraPipeline.Report.Tests;

public sealed class RichTextTests
{
    [Fact]
    public void Markup_gives_real_superscripts_with_a_minus_sign() =>
        Assert.Equal([new TextRun("cm", TextStyle.Normal), new TextRun("−1", TextStyle.Superscript)], RichText.Markup("cm^{-1}").Runs);

    [Fact]
    public void A_plain_string_is_never_read_as_markup() => Assert.Equal("*NO2^{-} _{x}", ((RichText)"*NO2^{-} _{x}").ToString());

    [Fact]
    public void An_unclosed_mark_stays_as_it_stands() => Assert.Equal("a^{2", RichText.Markup("a^{2").ToString());

    [Theory]
    [InlineData("a\u0000b", "a\uFFFDb")]
    [InlineData("a\tb\nc", "a b c")]
    [InlineData("\u202Eevil", "\uFFFDevil")]
    [InlineData("ν̃ Å χ 分光", "ν̃ Å χ 分光")]
    public void What_cannot_be_shown_is_replaced(string source, string expected) => Assert.Equal(expected, VisibleText.Clean(source));

    [Fact]
    public void Half_a_surrogate_pair_is_replaced() => Assert.Equal("\uFFFDx", VisibleText.Clean(new string(['\uD800', 'x'])));

    [Fact]
    public void Html_is_escaped_in_text_and_attributes() =>
        Assert.Equal("&lt;a href=&quot;x&quot; onclick=&#39;y&#39;&gt;&amp;", VisibleText.Html("<a href=\"x\" onclick='y'>&"));
}
