using SpectraPipeline.Numerics.Clocks;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Clocks;

public class StepResponseTests
{
    /// <summary>Against a sum of 20 000 slices of the differential equation's closed form, for frames with none, one and three steps in them.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(0.7)]
    [InlineData(25)]
    public void Weights_are_the_mean_over_the_exposure(double tau)
    {
        double[] steps = [3.3, 10, 11.5, 12.1, 40],
            levels = [1, -2, 4, 0.5, 3, -1],
            start = [-5, 2, 6, 9, 30, 41],
            end = [0, 6, 9, 14, 39, 60];
        var response = new StepResponse(start, end);
        response.Fill(steps, tau);
        for (int j = 0; j < start.Length; j++)
        {
            double value = 0,
                sum = 0;
            for (int i = 0; i < response[j].Length; i++)
                (value, sum) = (value + (response[j][i] * levels[response.First[j] + i]), sum + response[j][i]);
            const int Slices = 20_000;
            double mean = Enumerable
                .Range(0, Slices)
                .Average(i => At(steps, levels, tau, start[j] + ((i + 0.5) * (end[j] - start[j]) / Slices)));
            Assert.Equal(1, sum, 9);
            Assert.Equal(mean, value, 3);
        }
    }

    private static double At(double[] steps, double[] levels, double tau, double time)
    {
        double x = levels[0],
            since = double.NegativeInfinity;
        for (int k = 0; k < steps.Length && steps[k] <= time; k++)
        {
            if (k > 0)
                x = Relaxed(x, levels[k], steps[k] - since, tau);
            since = steps[k];
        }
        int level = steps.Count(s => s <= time);
        return level == 0 ? x : Relaxed(x, levels[level], time - since, tau);
    }

    private static double Relaxed(double from, double to, double after, double tau) =>
        tau > 0 ? to + ((from - to) * Math.Exp(-after / tau)) : to;
}
