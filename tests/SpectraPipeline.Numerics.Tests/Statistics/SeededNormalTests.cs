using SpectraPipeline.Numerics.Statistics;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Statistics;

public sealed class SeededNormalTests
{
    [Fact]
    public void Has_the_moments_of_the_normal_distribution()
    {
        var normal = new SeededNormal(7, "moments");
        const int N = 200_000;
        double sum = 0,
            squares = 0,
            fourth = 0;
        for (int i = 0; i < N; i++)
        {
            double z = normal.Next();
            (sum, squares, fourth) = (sum + z, squares + (z * z), fourth + (z * z * z * z));
        }
        // Four standard errors: 1/sqrt(N), sqrt(2/N), sqrt(96/N).
        Assert.Equal(0, sum / N, 4 / Math.Sqrt(N));
        Assert.Equal(1, squares / N, 4 * Math.Sqrt(2.0 / N));
        Assert.Equal(3, fourth / N, 4 * Math.Sqrt(96.0 / N));
    }

    [Fact]
    public void Repeats_itself_and_differs_by_name_and_seed()
    {
        Assert.Equal(new SeededNormal(1, "a").Next(), new SeededNormal(1, "a").Next());
        Assert.NotEqual(new SeededNormal(1, "a").Next(), new SeededNormal(1, "b").Next());
        Assert.NotEqual(new SeededNormal(1, "a").Next(), new SeededNormal(2, "a").Next());
    }
}
