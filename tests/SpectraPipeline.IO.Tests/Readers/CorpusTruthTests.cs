using System.Text.Json;
using SpectraPipeline.Core;
using SpectraPipeline.IO.Readers;
using Xunit;

namespace SpectraPipeline.IO.Tests.Readers;

/// <summary>Real text and XDI files against what independent readers decode from them. docs/formats/delimited.md and xdi.md hold the table.</summary>
public sealed class CorpusTruthTests
{
    /// <summary>Files where we differ from the listed reader on purpose.</summary>
    private static readonly Dictionary<string, string> s_differs = new(StringComparer.Ordinal)
    {
        ["ir_ascii/ftir_ldpe_soil.asp"] = "x comes from the header; no peer reads that",
        ["ir_ascii/map_test.xyz"] = "a map: one spectrum a row; the peer takes columns",
        ["ir_ascii/nea_test_v2.txt"] = "x by label is a column that does not rise; ingest faults it",
        ["raman_ascii/map_nm.txt.gz"] = "one spectrum a row; the helper takes columns",
        ["raman_ascii/raman_linescan.txt.gz"] = "one spectrum a row; the helper takes columns",
        ["raman_ascii/survey_nm.txt.gz"] = "one spectrum a row; the helper takes columns",
        ["xas_ascii/CE0074.DAT"] = "the peer takes the line with the count for data (872 rows; 871 by that very count)",
        ["xas_ascii/CLSHXMA.dat"] = "x is the second column, the first is constant",
        ["xas_ascii/ORP5.000"] = "x is the second column, the first is constant",
        ["xas_ascii/Cu_rt1.fio"] = "x is the encoder's energy by label",
        ["xas_ascii/ESRF_SNBL_2013.dat"] = "two scans in one file; the peer returns one",
        ["xas_ascii/Pd_foil.CSV"] = "the peer takes the header for data (1025 rows; 1024 pixels)",
        ["xas_ascii/SSRL1_2006.dat"] = "x is the requested energy by label, not the clock",
    };

    private static readonly HashSet<string> s_refused =
    [
        "ir_ascii/ion_currents.asc",
        "xas_ascii/IN_540_001.003",
        "xas_ascii/PF9A_2022.dat",
        "xas_ascii/notdata.0",
        "feff/files.dat",
        "feff/paths.dat",
        "xdi/BadFiles.txt",
        "xdi/bad_01.xdi",
        "xdi/bad_13.xdi",
        "xdi/bad_15.xdi",
        "xdi/bad_16.xdi",
        "xdi/bad_18.xdi",
        "xdi/bad_19.xdi",
        "xdi/bad_20.xdi",
        "xdi/bad_21.xdi",
        "xdi/bad_24.xdi",
    ];

    public static TheoryData<string> Folders => ["ir_ascii", "raman_ascii", "labspec", "xas_ascii", "feff", "xdi"];

    [Theory]
    [MemberData(nameof(Folders))]
    public void Agrees_with_independent_readers_on_real_files(string folder)
    {
        string? formats = Testing.Corpus.Path($"corpus/formats/{folder}");
        string? truth = Testing.Corpus.Path($"corpus/truth/{folder}");
        Assert.SkipWhen(formats is null || truth is null, $"needs the shared corpus: corpus/formats/{folder}");
        var wrong = new List<string>();
        foreach (string path in Directory.EnumerateFiles(formats!).Order(StringComparer.Ordinal))
        {
            string name = $"{folder}/{Path.GetFileName(path)}";
            if (path.EndsWith(".xml", StringComparison.Ordinal) || s_differs.ContainsKey(name))
                continue;
            string? difference = Difference(path, Path.Combine(truth!, Path.GetFileName(path) + ".json"), folder);
            if (s_refused.Contains(name) != (difference == "refused") || (difference is not null and not "refused"))
                wrong.Add($"{name}: {difference ?? "read, though it should be refused"}");
        }
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    private static string? Difference(string path, string truthPath, string folder)
    {
        SpectrumFile file;
        try
        {
            file = ReaderCatalog.Default.Read(path, new ReadHints(folder is "xas_ascii" or "feff" ? "xas" : null));
        }
        catch (BadFileException)
        {
            return "refused";
        }
        using JsonDocument truth = JsonDocument.Parse(File.ReadAllText(truthPath));
        string primary = truth.RootElement.GetProperty("primary").GetString()!;
        foreach (JsonElement reader in truth.RootElement.GetProperty("readers").EnumerateArray())
            if (reader.GetProperty("reader").GetString() == primary && reader.GetProperty("ok").GetBoolean())
                foreach (JsonElement spectrum in reader.GetProperty("spectra").EnumerateArray())
                    if (!file.Spectra.Any(s => s.Channels.Any(c => Same(s.X, c.Values, spectrum))))
                        return $"no channel is {spectrum.GetProperty("label")} of {primary}";
        return null;
    }

    private static bool Same(double[] x, double[] y, JsonElement truth)
    {
        if (truth.GetProperty("n").GetInt32() != y.Length || !Close(truth, "x_first", x[0]) || !Close(truth, "x_last", x[^1]))
            return false;
        double[] finite = [.. y.Where(double.IsFinite)];
        if (
            finite.Length == 0
            || !Close(truth, "y_min", finite.Min())
            || !Close(truth, "y_max", finite.Max())
            || !Close(truth, "y_mean", finite.Average())
        )
            return false;
        foreach (JsonElement sample in truth.GetProperty("samples").EnumerateArray())
            if (sample[2].ValueKind == JsonValueKind.Number && y[sample[0].GetInt32()] != sample[2].GetDouble())
                return false;
        return true;
    }

    // Samples are compared to the bit; the mean was summed in another order, and first and last x of some truths are rounded floats.
    private static bool Close(JsonElement truth, string key, double ours) =>
        !truth.TryGetProperty(key, out JsonElement v)
        || v.ValueKind != JsonValueKind.Number
        || Math.Abs(v.GetDouble() - ours) <= 1e-9 * Math.Abs(ours);
}
