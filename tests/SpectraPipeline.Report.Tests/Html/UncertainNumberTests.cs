using SpectraPipeline.Report.Html;
using Xunit;

namespace SpectraPipeline.Report.Tests.Html;

public sealed class UncertainNumberTests
{
    [Theory]
    // CODATA 2018 as printed: Newtonian constant 6.67430(15)e-11, mass ratio of W and Z 0.88153(17).
    [InlineData(0.88153, 0.00017, "0.88153(17)")]
    [InlineData(6.67430e-11, 0.00015e-11, "6.67430(15) × 10^−11")]
    [InlineData(1662.31, 0.4, "1662.3(4)")]
    [InlineData(1643.0, 2.7e-151, "1643")]
    [InlineData(1662.31, 0.14, "1662.31(14)")]
    [InlineData(-3.6e-5, 3e-7, "−0.0000360(3)")]
    [InlineData(0.0, 3e-7, "0.0000000(3)")]
    [InlineData(1052.0, 12.0, "1052(12)")]
    [InlineData(166234.0, 420.0, "166200(400)")]
    [InlineData(2.0, 0.96, "2.0(10)")]
    public void Writes_value_and_error_as_print_does(double value, double error, string expected) =>
        Assert.Equal(expected, UncertainNumber.Format(value, error));

    [Theory]
    [InlineData(1662.31, 1661.5, 1663.9, "1662.3 [1661.5, 1663.9]")]
    [InlineData(45, 39, 52, "45 [39, 52]")]
    [InlineData(45, 39, double.NaN, "45 [39, –]")]
    [InlineData(-0.12, -0.26, -0.001, "−0.12 [−0.26, 0.00]")]
    public void Writes_an_interval_in_square_brackets_and_a_dash_where_it_is_open(double value, double low, double high, string expected) =>
        Assert.Equal(expected, UncertainNumber.Format(value, low, high).Replace('\u00a0', ' '));

    [Theory]
    [InlineData(1643.0, "1643")]
    [InlineData(12345.0, "12345")]
    [InlineData(1662.3456789, "1662.3")]
    [InlineData(47.5975, "47.6")]
    [InlineData(0.0123456, "0.01235")]
    [InlineData(0.0, "0")]
    [InlineData(-0.25, "−0.25")]
    [InlineData(1.5e-9, "1.5 × 10^−9")]
    [InlineData(double.NaN, "")]
    [InlineData(double.NegativeInfinity, "−∞")]
    public void Writes_a_value_without_error(double value, string expected) => Assert.Equal(expected, UncertainNumber.Format(value));

    [Theory]
    [InlineData(1189.78, "1200")]
    [InlineData(0.0123, "0.012")]
    [InlineData(3.2e-9, "3.2 × 10^−9")]
    [InlineData(-4.26, "−4.3")]
    public void Significant_digits_are_two(double value, string expected) => Assert.Equal(expected, UncertainNumber.Significant(value, 2));

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(0.0)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(1e-12)]
    public void An_error_that_is_not_one_is_left_out(double error) => Assert.Equal("12.5", UncertainNumber.Format(12.5, error));

    /// <summary>A billionth of the value: no spectrometer measures so well, a fit that held the parameter leaves less.</summary>
    [Theory]
    [InlineData(1643.5, 1.0e-6, "1643.5")]
    [InlineData(1643.5, 3.0e-6, "1643.500000(3)")]
    public void An_error_below_a_billionth_of_the_value_counts_as_none(double value, double error, string expected) =>
        Assert.Equal(expected, UncertainNumber.Format(value, error));

    [Fact]
    public void A_position_that_was_held_prints_plainly() => Assert.Equal("1643", UncertainNumber.Format(1643.0000000000002, 2.3e-13));
}
