using System.Globalization;
using System.Text.Json;
using SpectraPipeline.Testing;
using Xunit;

namespace SpectraPipeline.Cli.Tests.RealData;

/// <summary>Measured scans through <c>spectra apply</c> with the explicit parameters of Larch's numbers (reference/xas/spectra/*.json).</summary>
public sealed class XasReferenceTests
{
    /// <summary>Every spectrum at hand; one that is skipped by name where the corpus is absent.</summary>
    public static TheoryData<string> Scans =>
        Corpus.Path("reference/xas/spectra") is { } folder
            ? [.. Directory.GetFiles(folder, "*.json").Select(f => Path.GetFileNameWithoutExtension(f)!).Order(StringComparer.Ordinal)]
            : ["zn_foil"];

    [Theory]
    [MemberData(nameof(Scans))]
    public void Norm_and_flat_agree_with_Larch(string name)
    {
        (string scan, JsonElement truth) = Load(name);
        JsonElement pre = truth.GetProperty("pre_edge");
        double[][] columns = Columns(Apply("xas.normalize", scan, Normalization(pre.GetProperty("params"))), "norm", "flat");
        int[] sample = [.. truth.GetProperty("sample_index").EnumerateArray().Select(v => v.GetInt32())];
        // 1e-8: ten significant digits of the reference and of its inputs.
        Assert.InRange(Worst([.. sample.Select(i => columns[0][i])], pre.GetProperty("norm")), 0, 1e-8);
        Assert.InRange(Worst([.. sample.Select(i => columns[1][i])], pre.GetProperty("flat")), 0, 1e-8);
    }

    [Theory]
    [MemberData(nameof(Scans))]
    public void Chi_of_k_and_its_transforms_agree_with_Larch(string name)
    {
        (string scan, JsonElement truth) = Load(name);
        using var work = new Workspace();
        JsonElement background = truth.GetProperty("autobk");
        string[] csv = Apply("xas.autobk", scan, Background(background.GetProperty("params")));
        double[] k = Columns(csv, "k")[0],
            found = Columns(csv, "chi")[0],
            theirs = Array(background.GetProperty("chi"));
        // apply takes the edge step of the scan's own normalisation; Larch's explicit one only scales chi.
        double scale = EdgeStep(scan) / background.GetProperty("params").GetProperty("edge_step").GetDouble();
        Assert.Equal(theirs.Length, found.Length);
        double[] chi = [.. found.Select(v => v * scale)];
        double rms = Math.Sqrt(theirs.Select((t, i) => Math.Pow(k[i] * k[i] * (t - chi[i]), 2)).Average());
        // 1e-5 Å⁻² of k²χ, which is 0.1 to 1: where Larch's minimiser stops.
        Assert.InRange(rms, 0, 1e-5);

        JsonElement forward = truth.GetProperty("xftf_hanning");
        string chiFile = work.Write(
            "chi.csv",
            "k,chi\n" + string.Concat(theirs.Select((t, i) => string.Create(CultureInfo.InvariantCulture, $"{k[i]:R},{t:R}\n")))
        );
        string[] r = Apply("xas.fourier", chiFile, Forward(forward.GetProperty("params")), "--quantity", "chi");
        // 1e-9: here only the transform is compared, on Larch's own ten-digit chi.
        Assert.InRange(Worst(Columns(r, "re")[0], forward.GetProperty("chir_re")), 0, 1e-8);
        Assert.InRange(Worst(Columns(r, "mag")[0], forward.GetProperty("chir_mag")), 0, 1e-8);
    }

    private static double EdgeStep(string scan)
    {
        string[] lines = Spectra.Run("apply", "xas.normalize", scan).Error.Split('\n');
        int header = System.Array.FindIndex(lines, l => l.StartsWith("frame,", StringComparison.Ordinal));
        int column = System.Array.IndexOf(lines[header].Split(','), "edge_step");
        return double.Parse(lines[header + 1].Split(',')[column], CultureInfo.InvariantCulture);
    }

    private static string[] Apply(string stage, string file, IEnumerable<(string Name, string Value)> parameters, params string[] more)
    {
        Outcome outcome = Spectra.Run([
            "apply",
            stage,
            file,
            .. parameters.SelectMany(p => (string[])["-p", $"{p.Name}={p.Value}"]),
            .. more,
        ]);
        Assert.True(outcome.Code == 0, outcome.Error);
        return outcome.Lines;
    }

    private static IEnumerable<(string, string)> Normalization(JsonElement p) =>
        Renamed(
            p,
            ("e0", "e0"),
            ("pre1", "pre-from"),
            ("pre2", "pre-to"),
            ("norm1", "post-from"),
            ("norm2", "post-to"),
            ("nnorm", "post-degree"),
            ("nvict", "victoreen")
        );

    private static IEnumerable<(string, string)> Background(JsonElement p) =>
        Renamed(
            p,
            ("ek0", "e0"),
            ("rbkg", "rbkg"),
            ("kmin", "k-min"),
            ("kmax", "k-max"),
            ("kweight", "k-weight"),
            ("dk", "dk"),
            ("win", "window"),
            ("nclamp", "clamp-points"),
            ("clamp_lo", "clamp-low"),
            ("clamp_hi", "clamp-high"),
            ("nfft", "nfft"),
            ("kstep", "k-step")
        );

    private static IEnumerable<(string, string)> Forward(JsonElement p) =>
        Renamed(
            p,
            ("kmin", "k-min"),
            ("kmax", "k-max"),
            ("kweight", "k-weight"),
            ("dk", "dk"),
            ("dk2", "dk2"),
            ("window", "window"),
            ("nfft", "nfft"),
            ("kstep", "k-step"),
            ("rmax_out", "r-max")
        );

    private static IEnumerable<(string, string)> Renamed(JsonElement parameters, params (string Theirs, string Ours)[] names) =>
        names.Where(n => parameters.TryGetProperty(n.Theirs, out _)).Select(n => (n.Ours, parameters.GetProperty(n.Theirs).ToString()));

    private static double[][] Columns(string[] csv, params string[] names)
    {
        int[] at = [.. names.Select(n => System.Array.IndexOf(csv[0].Split(','), n))];
        return [.. at.Select(c => csv.Skip(1).Select(l => double.Parse(l.Split(',')[c], CultureInfo.InvariantCulture)).ToArray())];
    }

    private static double[] Array(JsonElement list) => [.. list.EnumerateArray().Select(v => v.GetDouble())];

    /// <summary>Largest difference over the largest true value.</summary>
    private static double Worst(double[] ours, JsonElement list)
    {
        double[] theirs = Array(list);
        Assert.True(ours.Length >= theirs.Length, $"{ours.Length} values for {theirs.Length}");
        return theirs.Select((t, i) => Math.Abs(t - ours[i])).Max() / theirs.Max(Math.Abs);
    }

    private static (string Scan, JsonElement Truth) Load(string name)
    {
        string? scan = Corpus.Path($"reference/xas/inputs/{name}.csv"),
            truth = Corpus.Path($"reference/xas/spectra/{name}.json");
        Assert.SkipWhen(scan is null || truth is null, $"needs the shared corpus: reference/xas/spectra/{name}.json");
        return (scan, JsonDocument.Parse(File.ReadAllText(truth)).RootElement);
    }
}
