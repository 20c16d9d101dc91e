using SpectraPipeline.Core;
using SpectraPipeline.IO.Tokens;
using Xunit;

namespace SpectraPipeline.IO.Tests.Tokens;

public sealed class SignalWordsTests
{
    [Theory]
    [InlineData("dR/R", SignalKind.RelativeDifference, "")]
    [InlineData("dR/R (%)", SignalKind.RelativeDifference, "%")]
    [InlineData("ΔR/R0 [%]", SignalKind.RelativeDifference, "%")]
    [InlineData("∆R/R", SignalKind.RelativeDifference, "")]
    [InlineData("R/R0", SignalKind.ReflectanceRatio, "")]
    [InlineData("∆A", SignalKind.DifferenceAbsorbance, "")]
    [InlineData("%T", SignalKind.Transmittance, "%")]
    [InlineData("Transmittance (%)", SignalKind.Transmittance, "%")]
    public void Labels_of_ratios_and_differences_are_understood(string label, SignalKind kind, string unit) =>
        Assert.Equal(new Signal(kind, unit), SignalWords.Of(label));

    [Theory]
    [InlineData("dR/R (%)", SignalKind.RelativeDifference, "%")]
    [InlineData("T %", SignalKind.Transmittance, "%")]
    [InlineData("y", SignalKind.ReflectanceRatio, "")]
    [InlineData("A (of 5 % HCl)", SignalKind.Absorbance, "")]
    public void What_the_pipeline_states_keeps_the_per_cent_of_a_ratio(string label, SignalKind stated, string unit) =>
        Assert.Equal(new Signal(stated, unit), SignalWords.Of(label, stated));
}
