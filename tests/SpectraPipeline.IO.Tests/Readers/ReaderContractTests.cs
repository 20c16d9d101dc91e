using System.Diagnostics;
using SpectraPipeline.Core;
using SpectraPipeline.IO.Readers;
using SpectraPipeline.IO.Tests.Readers.Nexus;
using SpectraPipeline.Testing.Writers;
using Xunit;

namespace SpectraPipeline.IO.Tests.Readers;

/// <summary>What every reader promises: it returns or throws <see cref="BadFileException"/>, nothing else, in bounded time.</summary>
public sealed class ReaderContractTests
{
    private const int Cuts = 64;
    private const int Mutations = 50;
    private const long FreeBytes = 64L << 20;

    // A sample holds a few kilobytes and reads in milliseconds; this bound only catches what runs away.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    public static TheoryData<string> Formats => [.. ReaderCatalog.Default.Formats];

    public static TheoryData<string> Samples => [.. SampleFiles.All.Select(s => s.Name)];

    [Theory]
    [MemberData(nameof(Formats))]
    public void Every_format_has_a_minimal_writer(string format) => Assert.Contains(SampleFiles.All, s => s.Format == format);

    [Theory]
    [MemberData(nameof(Samples))]
    public void Its_own_samples_are_recognised_and_read_to_the_bit(string name)
    {
        SampleFile sample = Sample(name);
        Hdf5Here.SkipWithout(sample.Format);
        Assert.Equal(sample.Format, ReaderCatalog.Default.Choose(sample.Bytes, name).About.Format);
        SpectrumFile file = ReaderCatalog.Default.Read(sample.Bytes, name, ReadHints.None);
        Assert.Equal(sample.Format, file.Format);
        Assert.NotEmpty(sample.Truth);
        Assert.Equal(sample.Truth.Count, file.Spectra.Count);
        for (int k = 0; k < file.Spectra.Count; k++)
        {
            (double[] x, double[] y) = sample.Truth[k];
            // An even axis that the format stores by its ends may differ from the writer's by rounding.
            Assert.Equal(x.Length, file.Spectra[k].X.Length);
            for (int i = 0; i < x.Length; i++)
                Assert.Equal(x[i], file.Spectra[k].X[i], 1e-9 * Math.Abs(x[i]) + 1e-300);
            Assert.Equal(y, file.Spectra[k].Channels[0].Values);
        }
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void A_file_cut_anywhere_is_read_or_refused(string name)
    {
        SampleFile sample = Sample(name);
        for (int k = 0; k < Cuts; k++)
            ReadsOrRefuses(sample.Format, sample.Bytes[..(sample.Bytes.Length * k / Cuts)], $"{name} cut at {k}/{Cuts}");
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void A_file_with_changed_bytes_is_read_or_refused(string name)
    {
        SampleFile sample = Sample(name);
        var random = new Random(12345);
        for (int k = 0; k < Mutations; k++)
        {
            byte[] bytes = [.. sample.Bytes];
            if (k % 2 == 0)
                bytes = Mutation.Of(bytes, bytes, random);
            else
                for (int n = 0; n <= k % 5; n++)
                    bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            ReadsOrRefuses(sample.Format, bytes, $"{name} mutation {k}");
        }
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Files_of_other_formats_are_read_or_refused(string format)
    {
        foreach (SampleFile other in SampleFiles.All)
            ReadsOrRefuses(format, other.Bytes, other.Name);
        foreach (byte[] odd in Odd())
            ReadsOrRefuses(format, odd, $"{odd.Length} odd bytes");
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Real_files_of_all_formats_are_read_or_refused(string format)
    {
        string? corpus = Testing.Corpus.Path("corpus/formats");
        Assert.SkipWhen(corpus is null, "needs the shared corpus: corpus/formats");
        foreach (string path in Directory.EnumerateFiles(corpus!, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
            if (new FileInfo(path).Length < 1_000_000)
                ReadsOrRefuses(format, File.ReadAllBytes(path), Path.GetFileName(path));
    }

    /// <summary>Every file of a folder passes all readers: one that decodes the beginning or splits it into lines only to find that it is none of its
    /// files slows them all. Memory shows it without a clock.</summary>
    [Theory]
    [MemberData(nameof(Formats))]
    public void A_plain_table_is_passed_over_without_being_decoded(string format)
    {
        byte[] head = System.Text.Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("4000.00\t0.12345\n", 512)));
        Reader reader = ReaderCatalog.Default.All.First(r => r.About.Format == format).Reader;
        // What the first call sets up stays.
        _ = reader.Sniff(head, "table.txt");
        long before = GC.GetAllocatedBytesForCurrentThread();
        _ = reader.Sniff(head, "table.txt");
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal(8192, head.Length);
        Assert.True(allocated < head.Length / 2, $"{format} allocates {allocated} bytes to pass over a table of {head.Length} bytes");
    }

    private static SampleFile Sample(string name) => SampleFiles.All.First(s => s.Name == name);

    private static void ReadsOrRefuses(string format, byte[] bytes, string what)
    {
        var watch = Stopwatch.StartNew();
        long before = GC.GetAllocatedBytesForCurrentThread();
        long decoded = 0;
        try
        {
            SpectrumFile file = ReaderCatalog.Default.Read(bytes, what, ReadHints.None, format);
            Assert.NotEmpty(file.Spectra);
            foreach (SpectrumData spectrum in file.Spectra)
            {
                Assert.NotEmpty(spectrum.Channels);
                Assert.All(spectrum.Channels, c => Assert.Equal(spectrum.X.Length, c.Values.Length));
            }
            decoded = Decoded(file);
        }
        catch (BadFileException e)
        {
            Assert.True(e.Offset >= 0, what);
        }
        catch (Exception e) when (e is not Xunit.Sdk.XunitException)
        {
            Assert.Fail($"{format} on {what}: {e}");
        }
        // All that was allocated on the way is more than what was ever held at once, so this bound is the harder one.
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(allocated <= FreeBytes + 8 * decoded, $"{format} on {what}: {allocated} bytes allocated for {decoded} decoded");
        Assert.True(decoded <= 200L * bytes.Length + 65_536, $"{format} on {what}: {decoded} bytes decoded from {bytes.Length}");
        Assert.True(watch.Elapsed < s_patience, $"{format} on {what} took {watch.Elapsed}");
    }

    /// <summary>Bytes of the decoded numbers; arrays that spectra share count once.</summary>
    private static long Decoded(SpectrumFile file) =>
        8L
        * file.Spectra.SelectMany(s => s.Channels.Select(c => c.Values).Append(s.X))
            .Distinct<double[]>(ReferenceEqualityComparer.Instance)
            .Sum(v => (long)v.Length);

    private static IEnumerable<byte[]> Odd()
    {
        yield return [];
        yield return [0];
        yield return new byte[5000];
        yield return [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
        yield return [0xFF, 0xFE, (byte)'1', 0, (byte)',', 0];
        yield return System.Text.Encoding.ASCII.GetBytes(new string(',', 100_000));
        yield return System.Text.Encoding.ASCII.GetBytes(new string('1', 100_000));
        yield return System.Text.Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("1 ", 100_000)));
        yield return System.Text.Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("#\n", 100_000)));
        // Zero bytes far behind a beginning that looks like text, with and without lines of numbers before.
        yield return
        [
            .. System.Text.Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("1 2\n", 2000))),
            (byte)'3',
            0,
            0,
            (byte)' ',
            (byte)'4',
        ];
        yield return [.. System.Text.Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("word\n", 2000))), 0, (byte)' ', (byte)'4', 0];
        var random = new Random(7);
        byte[] noise = new byte[20_000];
        random.NextBytes(noise);
        yield return noise;
    }
}
