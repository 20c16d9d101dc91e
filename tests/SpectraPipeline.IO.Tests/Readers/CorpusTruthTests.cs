using System.Globalization;
using System.Text;
using SpectraPipeline.Core;
using SpectraPipeline.IO.Tests.Readers.Nexus;
using SpectraPipeline.Testing;
using Xunit;

namespace SpectraPipeline.IO.Tests.Readers;

/// <summary>Every real file of the corpus against its truth. <c>Truth/FOLDER.csv</c> lists the files that do not simply agree, each with the reason;
/// docs/formats/corpus.md is made of the same comparison.</summary>
public sealed class CorpusTruthTests
{
    private const string Page = "docs/formats/corpus.md";

    public static TheoryData<string> Folders =>
        [
            "agilent",
            "athena",
            "feff",
            "ir_ascii",
            "jcamp",
            "labspec",
            "nanoir",
            "nexus",
            "opus",
            "pe_sp",
            "raman_ascii",
            "sif",
            "spa",
            "spc",
            "spe",
            "spg",
            "srs",
            "trivista",
            "wdf",
            "witec",
            "xas_ascii",
            "xdi",
        ];

    [Theory]
    [MemberData(nameof(Folders))]
    public void Agrees_with_independent_readers_on_real_files(string folder)
    {
        SkipWithoutCorpus();
        Hdf5Here.SkipWithout(folder);
        Dictionary<string, (TruthOutcome Outcome, string Reason)> listed = Listed(folder);
        var wrong = new List<string>();
        foreach (TruthComparison one in Compare(folder))
        {
            TruthOutcome expected = listed.TryGetValue(one.File, out var line) ? line.Outcome : TruthOutcome.Agrees;
            if (one.Outcome != expected)
                wrong.Add($"{one.File}: {one.Outcome} ({one.Detail}), listed as {expected}");
        }
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public void The_page_of_the_corpus_is_what_is_measured()
    {
        SkipWithoutCorpus();
        Hdf5Here.SkipWithout();
        string path = Path.Combine(Corpus.Checkout, Page);
        string now = MakePage();
        if (Environment.GetEnvironmentVariable("SPECTRA_REGENERATE_GOLDEN") == "1")
            File.WriteAllText(path, now);
        Assert.Equal(now, File.ReadAllText(path));
    }

    private static void SkipWithoutCorpus() =>
        Assert.SkipWhen(
            Corpus.Path("corpus/formats") is null || Corpus.Path("corpus/truth") is null,
            "needs the shared corpus: corpus/formats and corpus/truth"
        );

    private static IEnumerable<TruthComparison> Compare(string folder)
    {
        string formats = Corpus.Path($"corpus/formats/{folder}")!;
        foreach (string path in Directory.EnumerateFiles(formats).Order(StringComparer.Ordinal))
            if (Corpus.Path($"corpus/truth/{folder}/{Path.GetFileName(path)}.json") is string truth)
                yield return TruthComparison.Of(folder, path, truth);
    }

    /// <summary>Lines <c>file,outcome,reason</c> of the files that do not simply agree.</summary>
    private static Dictionary<string, (TruthOutcome Outcome, string Reason)> Listed(string folder)
    {
        string path = Path.Combine(Corpus.Checkout, "tests", "SpectraPipeline.IO.Tests", "Readers", "Truth", folder + ".csv");
        if (!File.Exists(path))
            return [];
        return File.ReadLines(path)
            .Skip(1)
            .Select(l => l.Split(',', 3))
            .ToDictionary(c => $"{folder}/{c[0]}", c => (Enum.Parse<TruthOutcome>(c[1], ignoreCase: true), c[2]), StringComparer.Ordinal);
    }

    private static string MakePage()
    {
        var text = new StringBuilder();
        text.Append("# Real files against independent readers\n\n");
        text.Append(
            "Made by `SPECTRA_REGENERATE_GOLDEN=1 ./test CorpusTruth` where the shared corpus is; a test keeps it fresh. *Agrees*: number of spectra, number of\n"
                + "points, ends of x, extremes, mean and 25 samples of every spectrum that the truth samples are the same (1e-9; in the file's order of\n"
                + "points or the reverse). *No truth*: read, and no independent reader decodes it.\n\n"
        );
        var rows = new StringBuilder();
        text.Append("| folder | files | agree | differ | refused | no truth |\n|---|---|---|---|---|---|\n");
        int[] all = new int[5];
        foreach (string folder in Folders.Select(f => f.Data))
        {
            Dictionary<string, (TruthOutcome Outcome, string Reason)> listed = Listed(folder);
            int[] counts = new int[5];
            foreach (TruthComparison one in Compare(folder))
            {
                counts[(int)one.Outcome + 1]++;
                counts[0]++;
                string what = one.Read is { } read
                    ? string.Create(
                        CultureInfo.InvariantCulture,
                        $"{read.Format}, {read.Spectra.Count} x {read.Spectra[0].X.Length}{(read.Spectra[0].Channels.Count > 1 ? $", {read.Spectra[0].Channels.Count} channels" : "")}"
                    )
                    : "";
                string reason = listed.TryGetValue(one.File, out var line) ? line.Reason : "";
                rows.Append(
                    CultureInfo.InvariantCulture,
                    $"| {one.File.Replace("|", "\\|", StringComparison.Ordinal)} | {what} | {Words(one.Outcome)} | {reason} |\n"
                );
            }
            text.Append(CultureInfo.InvariantCulture, $"| {folder} | {string.Join(" | ", counts)} |\n");
            for (int i = 0; i < all.Length; i++)
                all[i] += counts[i];
        }
        text.Append(CultureInfo.InvariantCulture, $"| **all** | {string.Join(" | ", all)} |\n\n");
        text.Append("| file | read as | against the truth | reason |\n|---|---|---|---|\n").Append(rows);
        return text.ToString();
    }

    private static string Words(TruthOutcome outcome) =>
        outcome switch
        {
            TruthOutcome.Agrees => "agrees",
            TruthOutcome.Differs => "differs",
            TruthOutcome.Refused => "refused",
            _ => "no truth",
        };
}
