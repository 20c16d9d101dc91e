using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.IO.Store;
using Xunit;

namespace SpectraPipeline.IO.Tests.Store;

public class ReusableRunTests
{
    private const string Id = StoredBlockTests.Id;
    private const string Step = StoredBlockTests.Step;
    private const string Target = "as it is called";

    [Fact]
    public void A_finished_run_gives_its_blocks_back_to_the_bit()
    {
        using var folder = new TempFolder();
        SpectralSeries[] blocks = Finish(folder.Path, notes: "{\"keys\":\"ü\"}");
        using ReusableRun run = ReusableRun.Open(folder.Path)!;
        Assert.Equal("{\"keys\":\"ü\"}", run.Notes);
        Assert.Equal([0, 2, 5], run.Blocks(Id));
        Assert.Empty(run.Blocks("other"));
        Assert.Null(run.Block(Id, 1));
        Assert.Null(run.Block("other", 0));
        for (int b = 0; b < blocks.Length; b++)
        {
            StoredBlock block = run.Block(Id, run.Blocks(Id)[b])!;
            Assert.True(block.HasSpectra(Step));
            SampleSeries.AssertSame(blocks[b], block.Spectra(Step)!);
            SampleRows.AssertSame(SampleRows.Make(typeof(FitRow), 4, Id), block.Rows("peaks.fit", typeof(FitRow)));
            Assert.Equal([typeof(BandRow), typeof(FitRow)], block.TablesOf("peaks.fit"));
            Assert.Equal("{\"é\":1}", block.Json("ledger"));
        }
    }

    [Fact]
    public void Numbers_of_spectra_are_not_kept_twice()
    {
        using var folder = new TempFolder();
        SpectralSeries made = SampleSeries.Make(frames: 50, points: 400),
            plain = new(Id, made.Axis, [made["baseline"]], made.Info, made.Faults);
        using (var store = new PartStore(folder.Path) { CompressSpectra = false })
        {
            StoredBlockTests.Write(store, 0, plain);
            store.CompactSpectra(Id, Step);
            store.WriteManifest("{}");
        }
        long spectra = Size(folder["spectra"]),
            reuse = Size(folder[".reuse"]);
        Assert.True(spectra > 50 * 400 * 8 && reuse < spectra / 4, $"{reuse} bytes beside {spectra}");
        using ReusableRun run = ReusableRun.Open(folder.Path)!;
        SampleSeries.AssertSame(plain, run.Block(Id, 0)!.Spectra(Step)!);
    }

    [Fact]
    public void Spectra_that_nobody_kept_are_absent_and_the_rows_are_not()
    {
        using var folder = new TempFolder();
        using (var store = new PartStore(folder.Path))
        {
            StoredBlockTests.Write(store, 0, SampleSeries.Make());
            store.WriteManifest("{}");
        }
        AssertOnlyRows(folder.Path, 0);
    }

    [Fact]
    public void Compressed_spectra_are_absent()
    {
        using var folder = new TempFolder();
        Finish(folder.Path, compress: true);
        AssertOnlyRows(folder.Path, 5);
    }

    [Fact]
    public void A_damaged_bit_of_the_final_file_never_gives_wrong_numbers()
    {
        using var folder = new TempFolder();
        SpectralSeries[] blocks = Finish(folder.Path);
        string file = Final(folder);
        var seen = new HashSet<long>();
        long length = new FileInfo(file).Length;
        for (long i = 0; i < length; i++)
        {
            StoredBlockTests.FlipBit(file, i);
            using ReusableRun run = ReusableRun.Open(folder.Path)!;
            for (int b = 0; b < blocks.Length; b++)
                if (run.Block(Id, run.Blocks(Id)[b])!.Spectra(Step) is { } read)
                    SampleSeries.AssertSame(blocks[b], read);
                else
                    seen.Add(i);
            StoredBlockTests.FlipBit(file, i);
        }
        // All numbers of two channels of eleven frames, one of them faulted.
        Assert.True(seen.Count > 10 * 7 * 2 * 8, $"{seen.Count} of {length} bytes were noticed.");
    }

    [Fact]
    public void A_final_file_cut_replaced_or_gone_is_absent()
    {
        using var folder = new TempFolder();
        Finish(folder.Path);
        byte[] whole = File.ReadAllBytes(Final(folder));
        byte[][] others =
        [
            [],
            whole[..^1],
            [.. whole, 0],
            new byte[whole.Length],
        ];
        foreach (byte[] other in others)
        {
            File.WriteAllBytes(Final(folder), other);
            using ReusableRun run = ReusableRun.Open(folder.Path)!;
            Assert.Null(run.Block(Id, 0)!.Spectra(Step));
        }
        File.Delete(Final(folder));
        AssertOnlyRows(folder.Path, 0);
    }

    [Fact]
    public void One_damaged_bit_of_what_is_packed_makes_its_block_absent()
    {
        using var folder = new TempFolder();
        SpectralSeries[] blocks = Finish(folder.Path);
        foreach (string file in Directory.GetFiles(folder[".reuse"]))
        {
            for (long i = new FileInfo(file).Length - 1; i >= 0; i--)
            {
                StoredBlockTests.FlipBit(file, i);
                using ReusableRun? run = ReusableRun.Open(folder.Path);
                int given = run is null ? 0 : run.Blocks(Id).Count(b => run.Block(Id, b)?.Spectra(Step) is not null);
                // The index belongs to all blocks; every other byte to one container or to the sigma and mask of one block.
                Assert.Equal(Path.GetFileName(file) == "index.bin" ? 0 : blocks.Length - 1, given);
                StoredBlockTests.FlipBit(file, i);
            }
        }
    }

    [Fact]
    public void A_cut_pack_loses_what_was_cut_and_no_more()
    {
        using var folder = new TempFolder();
        Finish(folder.Path);
        string pack = ReuseFolder.PackOf(folder.Path, Id);
        File.WriteAllBytes(pack, File.ReadAllBytes(pack)[..^1]);
        using ReusableRun run = ReusableRun.Open(folder.Path)!;
        Assert.NotNull(run.Block(Id, 0)!.Spectra(Step));
        // Its sigma and mask were the end of the file; its rows were not.
        Assert.NotNull(run.Block(Id, 5));
        Assert.Null(run.Block(Id, 5)!.Spectra(Step));
        File.Delete(pack);
        // Its places are those of a file that is not there: the folder is as one of an earlier version.
        Assert.Null(ReusableRun.Open(folder.Path));
    }

    [Fact]
    public void A_folder_of_an_earlier_version_has_nothing_to_use_again_and_can_be_replaced()
    {
        using var folder = new TempFolder();
        Finish(folder.Path);
        Directory.Delete(folder[".reuse"], recursive: true);
        Assert.Null(ReusableRun.Open(folder.Path));
        using (ResultStore result = ResultStore.Open(folder.Path))
            Assert.Equal([Target], result.Series);
        Finish(folder.Path);
        Assert.NotNull(ReusableRun.Open(folder.Path));
    }

    internal static string Final(TempFolder folder) => folder["spectra", Target, Step + ".parquet"];

    /// <summary>A finished folder of three blocks, with gaps in their numbers.</summary>
    internal static SpectralSeries[] Finish(string folder, bool compress = false, string? notes = null)
    {
        SpectralSeries[] blocks = [SampleSeries.Make(0, 4), SampleSeries.Make(4, 4, faulted: 2), SampleSeries.Make(8, 3)];
        using var store = new PartStore(folder) { CompressSpectra = compress };
        store.DropBlocks();
        store.Reset();
        foreach (var (number, block) in ((int[])[5, 0, 2]).Zip([blocks[2], blocks[0], blocks[1]]))
            StoredBlockTests.Write(store, number, block);
        AxisRow axis = store.CompactSpectra(Id, Step, Target)!.Value;
        store.CompactRows(typeof(AxisRow), new[] { axis }, [Target]);
        store.CompactRows(typeof(FitRow), [Id]);
        store.WriteManifest("{}", notes);
        return blocks;
    }

    private static void AssertOnlyRows(string folder, int number)
    {
        using ReusableRun run = ReusableRun.Open(folder)!;
        StoredBlock block = run.Block(Id, number)!;
        Assert.False(block.HasSpectra(Step));
        Assert.Null(block.Spectra(Step));
        SampleRows.AssertSame(SampleRows.Make(typeof(FitRow), 4, Id), block.Rows("peaks.fit", typeof(FitRow)));
    }

    private static long Size(string folder) =>
        Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Sum(f => new FileInfo(f).Length);
}
