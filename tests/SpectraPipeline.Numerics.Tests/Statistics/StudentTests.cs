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

    [Fact]
    public void Is_not_a_number_below_one_degree_of_freedom() => Assert.True(double.IsNaN(Student.Half95(0)));
}
