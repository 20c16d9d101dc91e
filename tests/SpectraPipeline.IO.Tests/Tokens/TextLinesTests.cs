using System.Text;
using SpectraPipeline.IO.Tokens;
using Xunit;

namespace SpectraPipeline.IO.Tests.Tokens;

public sealed class TextLinesTests
{
    [Theory]
    [InlineData("a\nb\n", "a|b")]
    [InlineData("a\r\nb\r\n", "a|b")]
    [InlineData("a\rb\r", "a|b")]
    [InlineData("a\r\rb\nc\r\nd", "a||b|c|d")]
    [InlineData("\n\r\n\r", "||")]
    [InlineData("", "")]
    public void Lines_end_at_any_sign_or_pair(string text, string expected)
    {
        TextLines lines = TextLines.Of(Encoding.ASCII.GetBytes(text));
        Assert.Equal(expected, string.Join('|', Enumerable.Range(0, lines.Count).Select(lines.Text)));
    }

    [Fact]
    public void Lines_of_any_length_end_where_a_plain_loop_ends_them()
    {
        var random = new Random(1);
        for (int round = 0; round < 2_000; round++)
        {
            string text = new([
                .. Enumerable
                    .Range(0, random.Next(400))
                    .Select(_ =>
                        random.Next(6) is var k && k == 0 ? '\r'
                        : k == 1 ? '\n'
                        : 'x'
                    ),
            ]);
            TextLines lines = TextLines.Of(Encoding.ASCII.GetBytes(text));
            // The framework's reader knows the same three ends.
            using var reader = new StringReader(text);
            for (int i = 0; i < lines.Count; i++)
                Assert.Equal(reader.ReadLine(), lines.Text(i));
            Assert.Null(reader.ReadLine());
            Assert.Equal(text.Length == 0 || text[^1] is '\r' or '\n', lines.EndsWithLineBreak);
        }
    }

    [Theory]
    [InlineData("first\nsecond\n")]
    [InlineData("first\rsecond")]
    [InlineData("\r\nsecond")]
    [InlineData("alone")]
    [InlineData("Größe / µm\r\nµ")]
    [InlineData("")]
    public void The_first_line_is_that_of_all_lines_in_any_encoding(string text)
    {
        Encoding[] encodings =
        [
            new UTF8Encoding(false),
            new UTF8Encoding(true),
            Encoding.Latin1,
            Encoding.Unicode,
            Encoding.BigEndianUnicode,
            new UnicodeEncoding(bigEndian: false, byteOrderMark: false),
        ];
        foreach (Encoding encoding in encodings)
        {
            byte[] bytes = [.. encoding.GetPreamble(), .. encoding.GetBytes(text)];
            TextLines lines = TextLines.Of(bytes);
            Assert.Equal(lines.Count > 0 ? lines.Text(0) : "", TextLines.FirstLine(bytes));
        }
        Assert.Equal(text.Split('\r', '\n')[0], TextLines.FirstLine(Encoding.UTF8.GetBytes(text)));
    }

    [Fact]
    public void Of_the_control_bytes_only_line_ends_tabs_feeds_and_the_end_mark_are_text()
    {
        byte[] allowed =
        [
            .. Enumerable.Range(0, 256).Select(b => (byte)b).Where(b => TextLines.LooksLikeText([.. "1 2\n"u8, b, .. "3 4\n"u8])),
        ];
        Assert.Equal([0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x1A, .. Enumerable.Range(0x20, 0xE0).Select(b => (byte)b)], allowed);
    }

    [Fact]
    public void Two_bytes_a_sign_are_text_with_and_without_a_mark()
    {
        const string text = "4000\t0.5\r\n3999\t0.6\r\n";
        Assert.True(TextLines.LooksLikeText(Encoding.Unicode.GetBytes(text)));
        Assert.True(TextLines.LooksLikeText(Encoding.BigEndianUnicode.GetBytes(text)));
        Assert.True(TextLines.LooksLikeText([0xFF, 0xFE, .. Encoding.Unicode.GetBytes(text)]));
        // Beyond the part that decides about the encoding a zero byte is no text.
        Assert.False(TextLines.LooksLikeText([.. Encoding.ASCII.GetBytes(new string('1', 300)), 0]));
    }
}
