using System.Text.Json;
using SpectraPipeline.Testing;
using SpectraPipeline.Testing.Generators.Xas;
using Xunit;

namespace House.Tests.Generators.Xas;

public sealed class PathChiTests
{
    [Fact]
    public void Agrees_with_larch_for_every_parameter_of_a_path()
    {
        string? reference = Corpus.Path("reference/xas/path2chi.json");
        Assert.SkipWhen(reference is null, "needs the shared corpus: reference/xas/path2chi.json");
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(reference));
        int compared = 0;
        foreach (JsonElement item in document.RootElement.GetProperty("cases").EnumerateArray())
        {
            string? file = Corpus.Path("reference/xas/" + item.GetProperty("file").GetString());
            if (file is null)
                continue; // kept back or part of another package
            double[] k = Numbers(item.GetProperty("k"));
            double[] expected = Numbers(item.GetProperty("chi"));
            double[] chi = new double[k.Length];
            PathChi.Evaluate(FeffPath.Read(file), Parameters(item.GetProperty("pars")), k, chi);
            for (int i = 0; i < chi.Length; i++)
                // notes/xas.md: an independent recomputation meets these numbers to 3e-8; 1e-7 leaves the printed digits.
                Assert.True(
                    Math.Abs(chi[i] - expected[i]) < 1e-7,
                    $"{file} {item.GetProperty("pars")} k = {k[i]}: {chi[i]} for {expected[i]}"
                );
            compared++;
        }
        Assert.True(compared >= 12, $"only {compared} of the reference paths were there");
    }

    private static PathParameters Parameters(JsonElement pars)
    {
        double Value(string name, double missing) => pars.TryGetProperty(name, out JsonElement value) ? value.GetDouble() : missing;
        return new(
            null,
            Value("s02", 1),
            Value("e0", 0),
            Value("deltar", 0),
            Value("sigma2", 0),
            Value("third", 0),
            Value("fourth", 0),
            Value("ei", 0)
        );
    }

    private static double[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(static number => number.GetDouble())];
}
