using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Stages.Xas;
using Xunit;

namespace SpectraPipeline.Stages.Tests.Xas;

public sealed class SelfAbsorptionTests
{
    // sin 45°/sin 45° = 1; (85.16909 + 64.07065)/(305.28792 − 64.07065) is Larch's for this alloy, its gallium 69.72 u.
    private const double AlphaOfAlloy = 0.6186942835;

    [Fact]
    public void Undoes_what_a_thick_sample_does_to_an_edge()
    {
        (double[] energy, double[] mu) = XasChain.Made();
        // ZnO, from its own alpha.
        XasChain.Result first = MbackTests.Run(energy, mu, "Zn K", new SelfAbsorption { Formula = "ZnO", E0 = 9660 });
        double alpha = first.Outputs[0]!.Scalars["alpha"][0];
        // The made edge as such a sample shows it, with the true norm from its own normalisation.
        XasChain.Result truth = MbackTests.Run(energy, mu, "Zn K", Normalised());
        double[] norm = truth.Values(0, "norm"),
            pre = truth.Values(0, "pre_edge");
        double step = Assert.Single(truth.Rows<EdgeRow>()).EdgeStep;
        double[] measured = [.. norm.Select((v, i) => v * (alpha + 1) / (alpha + v))];
        double[] corrected = MbackTests
            .Run(energy, measured, "Zn K", new SelfAbsorption { Formula = "ZnO", E0 = 9660 }, Normalised())
            .Values(1, "norm");
        double before = Largest(measured, norm),
            after = Largest(corrected, norm);
        // The damped oscillations leave the normalisation of the measured scan 1 % off, and with it the correction.
        Assert.True(before > 0.1 && after < 0.15 * before, $"{before:F3} to {after:F3}");
        Assert.True(step > 0 && pre.Length == energy.Length);
    }

    [Fact]
    public void Alpha_is_that_of_the_tables_and_of_the_angles()
    {
        double[] energy = [.. Enumerable.Range(0, 600).Select(i => 6912 + 2.0 * i)];
        double[] mu = [.. energy.Select(e => 0.02 + 0.5 + Math.Atan((e - 7112) / 2) / Math.PI)];
        var stage = new SelfAbsorption { Formula = "Fe73Ga27", E0 = 7112 };
        double equal = MbackTests.Run(energy, mu, "Fe K", stage).Outputs[0]!.Scalars["alpha"][0];
        // IUPAC's mass of gallium moves it by 2e-5.
        Assert.Equal(AlphaOfAlloy, equal, 2e-5);
        double grazing = MbackTests.Run(energy, mu, "Fe K", stage with { AngleIn = 30, AngleOut = 60 }).Outputs[0]!.Scalars["alpha"][0];
        Assert.Equal((85.16909 / Math.Sqrt(3) + 64.07065) / (305.28792 - 64.07065), grazing, 2e-5);
    }

    [Theory]
    [InlineData("Fe2O3", "holds no Zn")]
    [InlineData("ZnO(", "is no formula")]
    public void A_formula_that_cannot_be_is_refused(string formula, string message)
    {
        (double[] energy, double[] mu) = XasChain.Made();
        var stage = new SelfAbsorption { Formula = formula };
        string said =
            stage.Check().FirstOrDefault() ?? Assert.ThrowsAny<UserException>(() => MbackTests.Run(energy, mu, "Zn K", stage)).Message;
        Assert.Contains(message, said, StringComparison.Ordinal);
    }

    [Fact]
    public void A_sample_without_a_formula_is_refused() =>
        Assert.Contains("formula", Assert.Single(new SelfAbsorption().Check()), StringComparison.Ordinal);

    private static Normalize Normalised() =>
        new()
        {
            E0 = 9660,
            PreTo = -30,
            PostFrom = 100,
            PostDegree = 1,
        };

    private static double Largest(double[] a, double[] b) => a.Select((v, i) => Math.Abs(v - b[i])).Max();
}
