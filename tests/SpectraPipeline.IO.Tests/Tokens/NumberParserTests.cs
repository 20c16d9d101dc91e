using System.Globalization;
using System.Text;
using SpectraPipeline.IO.Tokens;
using Xunit;

namespace SpectraPipeline.IO.Tests.Tokens;

public sealed class NumberParserTests
{
    [Theory]
    [InlineData("0")]
    [InlineData("-0")]
    [InlineData("5.")]
    [InlineData(".5")]
    [InlineData("+1.25e+002")]
    [InlineData("9007199254740993")]
    [InlineData("12345678901234567890")]
    [InlineData("0.00000000000000000000000000000000012345678")]
    [InlineData("1e-400")]
    [InlineData("4.9406564584124654e-324")]
    [InlineData("1.7976931348623157e308")]
    [InlineData("0000000000000000000000001.5")]
    [InlineData("1e22")]
    [InlineData("1e23")]
    public void Is_bit_equal_to_the_framework_on_edges(string text) => Same(text);

    [Fact]
    public void Is_bit_equal_to_the_framework_on_random_numbers()
    {
        var random = new Random(4711);
        string[] formats = ["R", "F0", "F3", "F6", "E5", "E16", "G9", "0.000e+000"];
        for (int i = 0; i < 200_000; i++)
        {
            double v =
                i % 3 == 0
                    ? BitConverter.Int64BitsToDouble(random.NextInt64())
                    : (random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-12, 12));
            if (double.IsFinite(v) && Math.Abs(v) < 1e60)
                Same(v.ToString(formats[i % formats.Length], CultureInfo.InvariantCulture));
        }
    }

    [Fact]
    public void Is_bit_equal_to_the_framework_on_long_mantissas_and_near_ties()
    {
        var random = new Random(815);
        for (int i = 0; i < 300_000; i++)
        {
            // 17 to 19 digits with any power, and numbers half way between two doubles, where rounding is decided.
            ulong w = (ulong)random.NextInt64() >> random.Next(12);
            int q = i % 2 == 0 ? random.Next(-345, 312) : random.Next(-30, 30);
            Same(string.Create(CultureInfo.InvariantCulture, $"{w}e{q}"));
            ulong half = ((ulong)random.NextInt64(1L << 52, 1L << 53) << 1) | 1;
            Same(string.Create(CultureInfo.InvariantCulture, $"{half << random.Next(9)}e{random.Next(-4, 5)}"));
        }
    }

    [Theory]
    [InlineData("1,5", ',', 1.5)]
    [InlineData("-0,25", ',', -0.25)]
    [InlineData("1.5D+03", '.', 1500)]
    [InlineData("1,5d-2", ',', 0.015)]
    public void Reads_commas_and_Fortran_exponents(string text, char sign, double expected)
    {
        Assert.True(NumberParser.TryParse(Encoding.ASCII.GetBytes(text), out double v, (byte)sign));
        Assert.Equal(expected, v);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData(".")]
    [InlineData("e5")]
    [InlineData("1.2.3")]
    [InlineData("1e")]
    [InlineData("0x10")]
    [InlineData("1 ")]
    [InlineData("--1")]
    public void Refuses_what_is_no_number(string text) => Assert.False(NumberParser.TryParse(Encoding.ASCII.GetBytes(text), out _));

    [Fact]
    public void A_comma_without_a_digit_after_it_is_a_separator()
    {
        Assert.True(NumberParser.TryParsePrefix("4000, 5"u8, (byte)',', out double v, out int used));
        Assert.Equal((4000, 4), (v, used));
    }

    private static void Same(string text)
    {
        Assert.True(NumberParser.TryParse(Encoding.ASCII.GetBytes(text), out double ours), text);
        double theirs = double.Parse(text, CultureInfo.InvariantCulture);
        Assert.True(BitConverter.DoubleToInt64Bits(ours) == BitConverter.DoubleToInt64Bits(theirs), text);
    }
}
