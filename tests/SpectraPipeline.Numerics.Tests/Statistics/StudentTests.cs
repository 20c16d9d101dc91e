using SpectraPipeline.Numerics.Statistics;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Statistics;

public sealed class StudentTests
{
    // Closed forms: one degree of freedom tan(π(p − ½)); two, (2p − 1)/√(2p(1 − p)).
    [Fact]
    public void Agrees_with_the_closed_forms_of_one_and_two_degrees_of_freedom()
    {
        Assert.Equal(Math.Tan(0.475 * Math.PI), Student.Half95(1), 1e-6);
        Assert.Equal(0.95 / Math.Sqrt(2 * 0.975 * 0.025), Student.Half95(2), 1e-8);
        Assert.Equal(1.959963984540054, Student.Half95(double.PositiveInfinity), 1e-9);
        Assert.Equal(0.025, Student.Above(Student.Half95(7), 7), 1e-9);
        Assert.Equal(0.5, Student.Above(0, double.PositiveInfinity), 1e-12);
    }

    // Table of Student's t, two-sided 95 % and one-sided 95 %, three degrees of freedom and on: NIST/SEMATECH e-Handbook, section 1.3.6.7.2.
    [Theory]
    [InlineData(1, 12.706, 6.314)]
    [InlineData(2, 4.303, 2.920)]
    [InlineData(3, 3.182, 2.353)]
    [InlineData(4, 2.776, 2.132)]
    [InlineData(5, 2.571, 2.015)]
    [InlineData(10, 2.228, 1.812)]
    [InlineData(30, 2.042, 1.697)]
    [InlineData(100, 1.984, 1.660)]
    public void Agrees_with_the_published_table(double freedom, double two, double one)
    {
        Assert.Equal(two, Student.Half95(freedom), 5e-4);
        Assert.Equal(one, Student.Quantile(0.95, freedom), 5e-4);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(4.3)]
    [InlineData(17.9)]
    [InlineData(399.9)]
    [InlineData(400)]
    [InlineData(5000)]
    public void Is_the_inverse_of_the_tail_by_the_fast_ways_too(double freedom)
    {
        foreach (double probability in (double[])[0.002, 0.2, 0.5, 0.95, 0.975, 0.998])
            Assert.Equal(1 - probability, Student.Above(Student.Quantile(probability, freedom), freedom), 1e-8);
    }

    [Fact]
    public void Is_the_normal_deviate_without_end_of_freedom() =>
        Assert.Equal(Student.Normal975, Student.Half95(double.PositiveInfinity), 1e-12);

    [Fact]
    public void Is_not_a_number_below_one_degree_of_freedom() => Assert.True(double.IsNaN(Student.Half95(0)));
}
