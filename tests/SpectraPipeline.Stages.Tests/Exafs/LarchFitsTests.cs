using System.Globalization;
using System.Text.Json;
using SpectraPipeline.Core.Rows;
using Xunit;

namespace SpectraPipeline.Stages.Tests.Exafs;

/// <summary>The step gives Larch's fits of real spectra (reference/xas/feffit): values, errors, correlations and statistics.</summary>
public sealed class LarchFitsTests
{
    public static TheoryData<string> InR =>
        [
            "cu_1path_r",
            "cu_3path_r",
            "feo_2path_r",
            "feo_2path_r_kw123_dr",
            "nio_feff8l_2path",
            "znfoil_feff8l_2path",
            "znse_znse",
            "znse_znzn",
            "cu150k_13path_kw213",
        ];

    [Theory, MemberData(nameof(InR))]
    public void Fits_in_R_space_are_those_of_Larch(string name)
    {
        (ExafsRun run, JsonElement truth) = Run(name);
        JsonElement stats = truth.GetProperty("stats");
        ExafsFitRow fit = Assert.Single(run.Fits);
        Assert.Equal(stats.GetProperty("nvarys").GetInt32(), fit.NVar);
        // Ten digits of the reference and of its χ(k); Larch's minimiser stops at 1e-6, above the minimum.
        double excess = (stats.GetProperty("chi_square").GetDouble() / fit.ChiSquare) - 1;
        Assert.True(excess > -1e-8, $"χ² above that of Larch by {-excess:E2}");
        Near(stats, "n_independent", fit.NIdp, 1e-9);
        Near(stats, "chi_square", fit.ChiSquare, 1e-6);
        Near(stats, "chi2_reduced", fit.ReducedChiSquare, 1e-6);
        Near(stats, "rfactor", fit.RFactor, 1e-6);
        Near(stats, "aic", fit.Aic, 1e-6);
        Near(stats, "bic", fit.Bic, 1e-6);
        // So far, in standard errors, is a point with that χ² from the minimum.
        CheckVariables(run, truth, Math.Sqrt(Math.Max(0, excess) * (fit.NIdp - fit.NVar)));
    }

    // χ² has another scale there: Larch's χ(q) is twice what it transforms back elsewhere.
    [Theory]
    [InlineData("cu_1path_q")]
    [InlineData("feo_2path_q")]
    [InlineData("cu_1path_w")]
    [InlineData("feo_2path_w")]
    public void Fits_in_q_and_wavelet_space_have_the_values_and_errors_of_Larch(string name)
    {
        (ExafsRun run, JsonElement truth) = Run(name);
        double excess = (truth.GetProperty("stats").GetProperty("rfactor").GetDouble() / run.Fits[0].RFactor) - 1;
        CheckVariables(run, truth, Math.Sqrt(Math.Max(0, excess) * (run.Fits[0].NIdp - run.Fits[0].NVar)));
        Near(truth.GetProperty("stats"), "rfactor", Assert.Single(run.Fits).RFactor, 1e-5);
    }

    private static void CheckVariables(ExafsRun run, JsonElement truth, double away)
    {
        foreach (JsonProperty best in truth.GetProperty("best").EnumerateObject())
        {
            if (!best.Value.GetProperty("vary").GetBoolean())
                continue;
            double value = best.Value.GetProperty("value").GetDouble();
            double error = best.Value.GetProperty("stderr").GetDouble();
            ExafsParameterRow ours = run.Parameters.Single(p => p.Name == best.Name);
            // 1e-4 of an error bar beyond what Larch itself is away from the minimum; the errors follow.
            Assert.True(Math.Abs(ours.Value - value) < (1e-4 + away) * error, $"{best.Name}: {ours.Value:R} for {value:R} ± {error:R}");
            Assert.True(
                Math.Abs((ours.Se / error) - 1) < 1e-4 + (2 * away),
                $"{best.Name}: error {ours.Se:R} for {error:R}, {away:E2} away"
            );
            using JsonDocument correlations = JsonDocument.Parse(ours.Correlations!);
            foreach (JsonProperty other in best.Value.GetProperty("correl").EnumerateObject())
                // Written with four decimals; they follow the minimum as the errors do.
                Assert.InRange(
                    correlations.RootElement.GetProperty(other.Name).GetDouble() - other.Value.GetDouble(),
                    -1e-4 - (4 * away),
                    1e-4 + (4 * away)
                );
        }
    }

    private static (ExafsRun Run, JsonElement Truth) Run(string name)
    {
        string path = ExafsRun.CorpusFile($"reference/xas/feffit/{name}.json");
        JsonElement truth = JsonDocument.Parse(File.ReadAllText(path)).RootElement;
        JsonElement set = truth.GetProperty("datasets_in")[0];
        JsonElement data = truth.GetProperty("datasets")[0];
        string steps =
            $"paths: [{string.Join(", ", set.GetProperty("paths").EnumerateArray().Select((p, i) => PathText(p, i)))}]\n"
            + $"variables: {{ {string.Join(", ", truth.GetProperty("parameters_in").EnumerateObject().Where(p => p.Name != "s02" || IsFree(p.Value)).Select(VariableText))} }}\n"
            + TransformText(set.GetProperty("transform"))
            + "rivals: none\n";
        double[] k = Numbers(data, "k");
        return (ExafsRun.Of(steps, "", k, Numbers(data, "data_chi")), truth);
    }

    private static bool IsFree(JsonElement parameter) => parameter.TryGetProperty("vary", out JsonElement vary) && vary.GetBoolean();

    private static string PathText(JsonElement path, int index)
    {
        var keys = new Dictionary<string, string>
        {
            ["degen"] = "n",
            ["s02"] = "s02",
            ["e0"] = "e0",
            ["deltar"] = "delta-r",
            ["sigma2"] = "sigma2",
            ["third"] = "c3",
        };
        string file = path.GetProperty("file").GetString()!;
        string full = file.StartsWith("data/", StringComparison.Ordinal)
            ? ExafsRun.CorpusFile("corpus/xas/" + file["data/".Length..])
            : ExafsRun.CorpusFile("reference/xas/" + file);
        string values = string.Concat(
            path.EnumerateObject()
                .Where(v => v.Name != "file")
                .Select(v => $", {keys[v.Name]}: {v.Value.ToString().Replace("s02*", "0.7*", StringComparison.Ordinal)}")
        );
        return $"{{ file: '{full}', label: p{index + 1}{values} }}";
    }

    private static string VariableText(JsonProperty variable)
    {
        if (variable.Value.TryGetProperty("expr", out JsonElement expression))
            return $"{variable.Name}: {expression.GetString()}";
        string value = Text(variable.Value.GetProperty("value"));
        string low = variable.Value.TryGetProperty("min", out JsonElement min) ? Text(min) : "";
        string high = variable.Value.TryGetProperty("max", out JsonElement max) ? Text(max) : "";
        return low + high == "" ? $"{variable.Name}: {value}" : $"{variable.Name}: {low}..{high} start {value}";
    }

    private static string TransformText(JsonElement t)
    {
        JsonElement weights = t.GetProperty("kweight");
        string space = t.GetProperty("fitspace").GetString()!;
        return $"space: {(space == "w" ? "wavelet" : space)}\nk-min: {Text(t.GetProperty("kmin"))}\nk-max: {Text(t.GetProperty("kmax"))}\n"
            + $"k-weights: {(weights.ValueKind == JsonValueKind.Array ? weights.GetRawText() : $"[{weights}]")}\n"
            + $"dk: {Text(t.GetProperty("dk"))}\nwindow: {t.GetProperty("window").GetString()}\n"
            + $"r-min: {Text(t.GetProperty("rmin"))}\nr-max: {Text(t.GetProperty("rmax"))}\n";
    }

    private static string Text(JsonElement number) => number.GetDouble().ToString("R", CultureInfo.InvariantCulture);

    private static double[] Numbers(JsonElement block, string name) =>
        [.. block.GetProperty(name).EnumerateArray().Select(v => v.GetDouble())];

    private static void Near(JsonElement block, string name, double ours, double relative)
    {
        double theirs = block.GetProperty(name).GetDouble();
        Assert.True(Math.Abs(ours - theirs) <= relative * Math.Abs(theirs), $"{name}: {ours:R} for {theirs:R}");
    }
}
