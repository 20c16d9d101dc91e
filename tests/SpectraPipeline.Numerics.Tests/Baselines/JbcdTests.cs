using System.Text.Json;
using SpectraPipeline.Numerics.Baselines;
using SpectraPipeline.Numerics.Tests.Reference;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Baselines;

public sealed class JbcdTests
{
    private const int Points = 200;

    [Fact]
    public void A_constant_stays()
    {
        double[] y = [.. Enumerable.Repeat(-4.5, Points)],
            z = new double[Points];
        Assert.True(new Jbcd(Points, new JbcdOptions(10)).Fit(y, z).Iterations >= 1);
        Assert.All(z, v => Assert.Equal(-4.5, v, 1e-9));
    }

    [Fact]
    public void A_factor_passes_through()
    {
        double[] y = [.. Enumerable.Range(0, Points).Select(i => 1 + 0.2 * Math.Sin(i / 40.0) + Math.Exp(-Math.Pow((i - 90) / 6.0, 2)))],
            other = [.. y.Select(v => 1000 * v)],
            a = new double[Points],
            b = new double[Points];
        var jbcd = new Jbcd(Points, new JbcdOptions(15));
        BaselineOutcome first = jbcd.Fit(y, a),
            second = jbcd.Fit(other, b);
        Assert.Equal(first.Iterations, second.Iterations);
        for (int i = 0; i < Points; i++)
            Assert.Equal(1000 * a[i], b[i], 1e-8);
    }

    [Fact]
    public void Takes_as_many_iterations_as_the_peer()
    {
        _ = VibrationalReference.Json("baseline/S1.json"); // skips where the corpus is absent
        foreach (string name in VibrationalReference.BaselineSpectra())
        {
            double[] y = VibrationalReference.Input(name).Y;
            JsonElement record = VibrationalReference.Json($"baseline/{name}.json").GetProperty("algorithms").GetProperty("jbcd");
            int half = record.GetProperty("params").GetProperty("half_window").GetInt32();
            BaselineOutcome outcome = new Jbcd(y.Length, new JbcdOptions(half)).Fit(y, new double[y.Length]);
            Assert.Equal(record.GetProperty("iterations")[0].GetInt32(), outcome.Iterations);
        }
    }

    [Fact]
    public void Bad_arguments_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new Jbcd(Points, new JbcdOptions(Beta: 0)));
        Assert.Throws<ArgumentException>(() => new Jbcd(Points, new JbcdOptions(Alpha: -1)));
        Assert.Throws<ArgumentException>(() => new Jbcd(Points, new JbcdOptions(Points)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Jbcd(Points, new JbcdOptions(MaxIterations: -1)));
        Assert.Throws<ArgumentException>(() => new Jbcd(Points, new JbcdOptions(9)).Fit(new double[3], new double[3]));
    }
}
