using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.IO.Store;
using Xunit;

namespace SpectraPipeline.IO.Tests.Store;

/// <summary>A run may be killed between any two acts of its end; what lies there then is made here by putting files back or taking them away.</summary>
public class EndOfRunTests
{
    private const string Id = StoredBlockTests.Id;
    private const string Step = StoredBlockTests.Step;

    [Fact]
    public void Killed_before_the_manifest_it_can_be_resumed()
    {
        using var folder = new TempFolder();
        SpectralSeries[] blocks = FinishKeepingParts(folder);
        File.Delete(folder["manifest.json"]);
        foreach (string left in (string[])["", ".reuse", ".reuse.tmp"])
        {
            // Packed and renamed; packed but not renamed; not packed; half packed.
            if (left == ".reuse")
                Directory.Move(folder[".reuse"], folder[".reuse.tmp"]);
            else if (left == ".reuse.tmp")
                File.Delete(Directory.GetFiles(folder[".reuse.tmp"])[0]);
            using var store = new PartStore(folder.Path) { CompressSpectra = false };
            Assert.False(store.IsFinished);
            Assert.Equal([0, 2, 5], store.CommittedBlocks(Id));
        }
        using (var store = new PartStore(folder.Path) { CompressSpectra = false })
        {
            store.CompactSpectra(Id, Step);
            store.WriteManifest("{}");
        }
        Assert.False(Directory.Exists(folder[".parts"]));
        Assert.False(Directory.Exists(folder[".reuse.tmp"]));
        // The resumed run called its series otherwise: what the killed one had written under the other name is not of this run.
        Assert.False(File.Exists(ReusableRunTests.Final(folder)));
        using ReusableRun run = ReusableRun.Open(folder.Path)!;
        Assert.All(run.Blocks(Id).Zip(blocks), b => SampleSeries.AssertSame(b.Second, run.Block(Id, b.First)!.Spectra(Step)!));
    }

    [Fact]
    public void Parts_left_beside_a_manifest_are_removed_by_whoever_comes_next()
    {
        using var folder = new TempFolder();
        FinishKeepingParts(folder);
        File.WriteAllText(folder[".parts", "run.json"], "key");
        using (var store = new PartStore(folder.Path))
        {
            Assert.True(store.IsFinished);
            Assert.Empty(store.CommittedBlocks(Id));
            Assert.False(File.Exists(folder[".parts", "run.json"]));
        }
        Assert.False(Directory.Exists(folder[".parts"]));
        Assert.NotNull(ReusableRun.Open(folder.Path));
    }

    [Fact]
    public void A_finished_folder_that_was_only_opened_is_left_as_it_was()
    {
        using var folder = new TempFolder();
        ReusableRunTests.Finish(folder.Path);
        string[] before = Everything(folder);
        new PartStore(folder.Path).Dispose();
        Assert.Equal(before, Everything(folder));
    }

    [Fact]
    public void A_new_run_reads_the_old_one_until_it_ends_and_leaves_nothing_of_it()
    {
        using var folder = new TempFolder();
        SpectralSeries[] blocks = ReusableRunTests.Finish(folder.Path, notes: "old");
        File.WriteAllText(folder["spectra", "mine.txt"], "of the user");
        using (var store = new PartStore(folder.Path) { CompressSpectra = false })
        {
            store.DropBlocks();
            store.Reset(keepForReuse: true);
            Assert.False(store.IsFinished);
            Assert.Empty(Directory.GetFiles(folder.Path));
            Assert.False(Directory.Exists(folder["tables"]));
            using (ReusableRun old = ReusableRun.Open(folder.Path)!)
            {
                Assert.Equal("old", old.Notes);
                SampleSeries.AssertSame(blocks[1], old.Block(Id, 2)!.Spectra(Step)!);
                StoredBlockTests.Write(store, 0, old.Block(Id, 2)!.Spectra(Step)!);
                store.CompactSpectra(Id, Step, "new name");
                SampleSeries.AssertSame(blocks[1], old.Block(Id, 2)!.Spectra(Step)!);
            }
            store.WriteManifest("{}", "new");
        }
        Assert.Equal([Step + ".parquet", "mine.txt"], Files(folder["spectra"]));
        using ReusableRun run = ReusableRun.Open(folder.Path)!;
        Assert.Equal("new", run.Notes);
        Assert.Equal([0], run.Blocks(Id));
        SampleSeries.AssertSame(blocks[1], run.Block(Id, 0)!.Spectra(Step)!);
    }

    [Fact]
    public void An_old_run_whose_file_was_replaced_gives_nothing_of_the_new_one()
    {
        using var folder = new TempFolder();
        SpectralSeries[] blocks = ReusableRunTests.Finish(folder.Path);
        using var store = new PartStore(folder.Path) { CompressSpectra = false };
        store.Reset(keepForReuse: true);
        using ReusableRun old = ReusableRun.Open(folder.Path)!;
        // Same shape and length, other numbers: only the checksums can tell.
        foreach (var (number, block) in ((int[])[0, 2, 5]).Zip(blocks))
        {
            foreach (ref double v in block["baseline"].Values.AsSpan())
                v += 1;
            StoredBlockTests.Write(store, number, block);
        }
        long length = new FileInfo(ReusableRunTests.Final(folder)).Length;
        store.CompactSpectra(Id, Step, "as it is called");
        Assert.Equal(length, new FileInfo(ReusableRunTests.Final(folder)).Length);
        Assert.All(old.Blocks(Id), b => Assert.Null(old.Block(Id, b)!.Spectra(Step)));
    }

    [Fact]
    public void Reset_without_reuse_forgets_it()
    {
        using var folder = new TempFolder();
        ReusableRunTests.Finish(folder.Path);
        using var store = new PartStore(folder.Path);
        store.Reset();
        Assert.Null(ReusableRun.Open(folder.Path));
        Assert.False(Directory.Exists(folder[".reuse"]));
        Assert.Empty(Files(folder["spectra"]));
    }

    [Fact]
    public void Query_and_report_do_not_see_what_is_packed()
    {
        using var folder = new TempFolder();
        ReusableRunTests.Finish(folder.Path);
        using ResultStore store = ResultStore.Open(folder.Path);
        Assert.Equal(["as it is called"], store.Series);
        Assert.Equal(11L, store.Query("select count(*) from spectra").Rows[0][0]);
        Assert.Equal(12L, store.Query("select count(*) from fits").Rows[0][0]);
    }

    private static SpectralSeries[] FinishKeepingParts(TempFolder folder)
    {
        SpectralSeries[] blocks = [SampleSeries.Make(0, 4), SampleSeries.Make(4, 4, faulted: 2), SampleSeries.Make(8, 3)];
        using (var store = new PartStore(folder.Path))
            foreach (var (number, block) in ((int[])[0, 2, 5]).Zip(blocks))
                StoredBlockTests.Write(store, number, block);
        Directory.Move(folder[".parts"], folder["aside"]);
        ReusableRunTests.Finish(folder.Path);
        Directory.Move(folder["aside"], folder[".parts"]);
        return blocks;
    }

    private static string[] Everything(TempFolder folder) =>
        [.. Directory.GetFileSystemEntries(folder.Path, "*", SearchOption.AllDirectories).Order()];

    private static string[] Files(string folder) =>
        Directory.Exists(folder)
            ?
            [
                .. Directory
                    .GetFiles(folder, "*", SearchOption.AllDirectories)
                    .Select(f => Path.GetFileName(f))
                    .Order(StringComparer.Ordinal),
            ]
            : [];
}
