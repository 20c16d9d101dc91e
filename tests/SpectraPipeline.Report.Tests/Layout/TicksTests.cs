using SpectraPipeline.Report.Layout;
using Xunit;

namespace SpectraPipeline.Report.Tests.Layout;

public sealed class TicksTests
{
    [Theory]
    [InlineData(0, 1, 6, "0.0 0.2 0.4 0.6 0.8 1.0")]
    [InlineData(1300, 1800, 6, "1300 1400 1500 1600 1700 1800")]
    [InlineData(-1.43, -0.18, 7, "−1.4 −1.2 −1.0 −0.8 −0.6 −0.4 −0.2")]
    [InlineData(-0.3, 0.31, 3, "−0.2 0.0 0.2")]
    [InlineData(9630, 9860, 5, "9650 9700 9750 9800 9850")]
    public void Are_round_numbers_inside_the_range(double low, double high, int most, string expected) =>
        Assert.Equal(expected, string.Join(' ', Ticks.Linear(low, high, most).Labels));

    [Fact]
    public void Decades_are_labelled_as_powers_where_numbers_grow_long() =>
        Assert.Equal("0.01 0.1 1 10", string.Join(' ', Ticks.Log(0.008, 20, 5).Labels));

    [Fact]
    public void Less_than_two_decades_show_one_two_five() => Assert.Equal("2 5 10 20", string.Join(' ', Ticks.Log(1.5, 30, 5).Labels));

    [Theory]
    [InlineData(-0.002, 0.0021, -3)]
    [InlineData(0, 0.04, 0)]
    [InlineData(0, 250000, 3)]
    [InlineData(0, 0, 0)]
    [InlineData(0, 4e-7, -9)]
    public void The_power_is_a_multiple_of_three(double low, double high, int expected) => Assert.Equal(expected, Ticks.Power(low, high));

    [Theory]
    [InlineData(0, 0)]
    [InlineData(double.NaN, 1)]
    [InlineData(0, double.PositiveInfinity)]
    public void A_range_that_is_none_has_no_ticks(double low, double high) => Assert.Empty(Ticks.Linear(low, high, 5).Values);
}
