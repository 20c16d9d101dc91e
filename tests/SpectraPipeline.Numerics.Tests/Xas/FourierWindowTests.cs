using System.Text.Json;
using SpectraPipeline.Numerics.Xas;
using SpectraPipeline.Testing;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Xas;

public sealed class FourierWindowTests
{
    private const string Reference = "reference/xas/ftwindows.json";

    [Fact]
    public void Agrees_with_Larch_for_all_six_shapes()
    {
        string? path = Corpus.Path(Reference);
        Assert.SkipWhen(path is null, "needs the shared corpus: " + Reference);
        var failures = new List<string>();
        int seen = 0;
        foreach (JsonElement truth in JsonDocument.Parse(File.ReadAllText(path)).RootElement.GetProperty("cases").EnumerateArray())
        {
            string shape = truth.GetProperty("window").GetString()!;
            double[] theirs = ReferenceSpectrum.Array(truth, "values");
            var window = new FourierWindow(
                Enum.Parse<WindowShape>(shape, ignoreCase: true),
                ReferenceSpectrum.Number(truth, "xmin"),
                ReferenceSpectrum.Number(truth, "xmax"),
                ReferenceSpectrum.Number(truth, "dx"),
                ReferenceSpectrum.Number(truth, "dx2")
            );
            double[] ours = new double[theirs.Length];
            window.Fill(truth.GetProperty("grid").GetString() == "R" ? Math.PI / (0.05 * 2048) : 0.05, ours);
            double worst = ReferenceSpectrum.Worst(ours, theirs);
            seen++;
            // 10 significant digits of values up to 1.
            if (worst > 1e-10)
                failures.Add($"{window} on {truth.GetProperty("grid")}: {worst:E1}");
        }
        Assert.True(seen >= 60, $"only {seen} windows in the reference");
        Assert.True(failures.Count == 0, string.Join("\n", failures));
    }

    [Theory]
    [InlineData(WindowShape.Hanning)]
    [InlineData(WindowShape.Parzen)]
    [InlineData(WindowShape.Welch)]
    [InlineData(WindowShape.Kaiser)]
    [InlineData(WindowShape.Sine)]
    [InlineData(WindowShape.Gaussian)]
    public void Mirrors_about_the_middle_of_its_range(WindowShape shape)
    {
        double[] w = new double[321];
        new FourierWindow(shape, 4, 12, 1, 1).Fill(0.05, w);
        for (int i = 0; i <= 160; i++)
            Assert.Equal(w[160 - i], w[160 + i], 12);
        Assert.Equal(1, w[160], 12);
        Assert.All(w, v => Assert.InRange(v, 0, 1));
    }
}
