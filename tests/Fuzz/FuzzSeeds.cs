using SpectraPipeline.Core;
using SpectraPipeline.IO.Readers;
using SpectraPipeline.Testing;
using SpectraPipeline.Testing.Writers;

namespace SpectraPipeline.Fuzz;

/// <summary>Whole files to damage: our samples, and the real files of the shared corpus where it is.</summary>
internal static class FuzzSeeds
{
    /// <summary>A mutation of a larger file costs too much of the time and finds little more.</summary>
    private const long LargestFile = 600_000;

    /// <summary>Files that a format's reader claims.</summary>
    public static List<(string Name, byte[] Bytes)> Of(string format)
    {
        List<(string, byte[])> seeds = [.. SampleFiles.All.Where(s => s.Format == format).Select(s => (s.Name, s.Bytes))];
        if (Corpus.Path("corpus/formats") is not string corpus)
            return seeds;
        foreach (string path in Directory.EnumerateFiles(corpus, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            if (new FileInfo(path).Length is > LargestFile or 0)
                continue;
            byte[] bytes = File.ReadAllBytes(path);
            try
            {
                if (ReaderCatalog.Default.Choose(bytes, Path.GetFileName(path)).About.Format == format)
                    seeds.Add((Path.GetRelativePath(corpus, path).Replace('\\', '/'), bytes));
            }
            catch (BadFileException)
            {
                // Nobody's file is nobody's seed.
            }
        }
        return seeds;
    }
}
