using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using SpectraPipeline.Testing;

namespace SpectraPipeline.Fuzz;

/// <summary>docs/fuzz.md: the last run of every format.</summary>
internal static class FuzzPage
{
    private const int ShownFindings = 10;

    /// <summary>The page.</summary>
    public static string Of(IReadOnlyList<FuzzRecord> records)
    {
        var text = new StringBuilder("# Last run of ./fuzz\n\n");
        text.Append(
            CultureInfo.InvariantCulture,
            $"`./fuzz --page`, {RuntimeInformation.OSDescription.Split(' ')[0]}, {Environment.ProcessorCount} cores, .NET {Environment.Version}, corpus {(Corpus.Root is null ? "absent" : "present")}.\n\n"
        );
        text.Append(
            "Every seed file (our samples, and the real files of up to 600 kB that the reader claims) is damaged: bytes changed, stretches lost, doubled,\n"
                + "blanked or taken from another file, four-byte fields set to extremes, words put in. A finding is an exception other than BadFileException, a dead\n"
                + "process, more than 2 s, more than 64 MiB + 8 x decoded bytes allocated in total, or more decoded than 200 x the file.\n\n"
        );
        text.Append(
            "| family | format | day | seed | files | mutations a file, at least | reads | refused | slowest (s) | findings |\n|---|---|---|---|---|---|---|---|---|---|\n"
        );
        foreach (FuzzRecord r in records)
            text.Append(
                CultureInfo.InvariantCulture,
                $"| {FormatFamilies.Of(r.Format)} | {r.Format} | {r.Date} | {r.Settings.Seed} | {r.Seeds} | {r.Settings.Mutations} | {r.Result.Reads} | {(r.Result.Reads == 0 ? 0 : 100.0 * r.Result.Refused / r.Result.Reads):F0} % | {r.Result.SlowestSeconds:F2} | {r.Result.Findings.Count} |\n"
            );
        if (records.Count > 0)
            text.Append(
                CultureInfo.InvariantCulture,
                $"| **all** | | | | {records.Sum(r => r.Seeds)} | | {records.Sum(r => r.Result.Reads)} | | {records.Max(r => r.Result.SlowestSeconds):F2} | {records.Sum(r => r.Result.Findings.Count)} |\n"
            );
        text.Append("\n| family | minutes of reading |\n|---|---|\n");
        foreach (var family in records.GroupBy(r => FormatFamilies.Of(r.Format)))
            text.Append(CultureInfo.InvariantCulture, $"| {family.Key} | {family.Sum(r => r.Result.Seconds) / 60:F0} |\n");
        foreach (FuzzRecord r in records)
        foreach (string finding in r.Result.Findings.Take(ShownFindings))
            text.Append(CultureInfo.InvariantCulture, $"\n- {r.Format}: {finding}");
        return text.Append('\n').ToString();
    }
}
