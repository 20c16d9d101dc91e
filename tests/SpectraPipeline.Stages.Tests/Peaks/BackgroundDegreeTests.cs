using SpectraPipeline.Core;
using SpectraPipeline.Stages.Peaks;
using Xunit;

namespace SpectraPipeline.Stages.Tests.Peaks;

public sealed class BackgroundDegreeTests
{
    [Theory]
    [InlineData("none", -1)]
    [InlineData("0", 0)]
    [InlineData("3", 3)]
    public void Is_none_or_a_degree_and_writes_itself_as_it_was_read(string text, int degree)
    {
        BackgroundDegree? read = BackgroundDegree.Read(new ScalarNode(text, 1, 1), (_, message) => Assert.Fail(message));
        Assert.Equal(degree, read!.Degree);
        Assert.Equal(text, read.ToText());
    }
}
