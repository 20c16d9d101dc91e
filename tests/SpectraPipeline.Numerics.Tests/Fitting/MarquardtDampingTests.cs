using SpectraPipeline.Numerics.Fitting;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Fitting;

public sealed class MarquardtDampingTests
{
    // One variable, true curvature c times that of the linearised problem: the undamped step 1 gains ρ = 2 - c of what was predicted, and would
    // overshoot for ever near c = 2. The step 1/(1 + λ) after it must end at the minimum, 1/c.
    [Theory]
    [InlineData(1.5)]
    [InlineData(1.9)]
    [InlineData(1.99)]
    public void After_an_overshoot_the_next_step_ends_at_the_minimum(double curvature)
    {
        var damping = new MarquardtDamping(1e-12);
        damping.Accepted(2 - curvature, stiffness: 1);
        Assert.Equal(1 / curvature, 1 / (1 + damping.Value), 1e-12);
    }

    [Fact]
    public void Good_steps_lower_it_and_bad_ones_raise_it_ever_faster()
    {
        var damping = new MarquardtDamping(1);
        damping.Accepted(0.9, 1);
        Assert.Equal(0.1, damping.Value, 1e-15);
        damping.Rejected(0.01);
        damping.Rejected(0.01);
        Assert.Equal(0.1 * 2 * 4, damping.Value, 1e-15);
        damping.Rejected(50);
        Assert.Equal(50, damping.Value);
        damping.Accepted(double.NaN, 1);
        Assert.Equal(50, damping.Value);
    }
}
