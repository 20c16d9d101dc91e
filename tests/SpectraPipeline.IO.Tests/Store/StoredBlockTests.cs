using System.Collections;
using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.IO.Store;
using Xunit;

namespace SpectraPipeline.IO.Tests.Store;

public class StoredBlockTests
{
    internal const string Id = "ir/ä 1";
    internal const string Step = "baseline.arpls";

    [Fact]
    public void Everything_comes_back_by_the_step_that_gave_it()
    {
        using var folder = new TempFolder();
        using (var store = new PartStore(folder.Path))
            Write(store, 3, SampleSeries.Make(faulted: 1));
        using var again = new PartStore(folder.Path);
        StoredBlock block = again.Block(Id, 3)!;
        Assert.Equal([typeof(FrameRow)], block.TablesOf("read"));
        Assert.Equal([typeof(BandRow), typeof(FitRow)], block.TablesOf("peaks.fit"));
        Assert.Empty(block.TablesOf("other"));
        SampleRows.AssertSame(SampleRows.Make(typeof(FitRow), 4, Id), block.Rows("peaks.fit", typeof(FitRow)));
        SampleRows.AssertSame(TwoCalls(), block.Rows("peaks.fit", typeof(BandRow)));
        Assert.Empty(block.Rows("read", typeof(BandRow)));
        Assert.Equal("{\"é\":1}", block.Json("ledger"));
        Assert.Null(block.Json("peaks.fit"));
        Assert.True(block.HasSpectra(Step));
        Assert.False(block.HasSpectra("other"));
        Assert.Null(block.Spectra("other"));
        SampleSeries.AssertSame(SampleSeries.Make(faulted: 1), block.Spectra(Step)!);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(0)]
    [InlineData(4)]
    public void Spectra_are_the_same_to_the_bit_wherever_the_fault_is(int? faulted)
    {
        using var folder = new TempFolder();
        using var store = new PartStore(folder.Path);
        SpectralSeries series = SampleSeries.Make(40, faulted: faulted);
        Write(store, 0, series);
        SampleSeries.AssertSame(series, store.Block(Id, 0)!.Spectra(Step)!);
    }

    [Fact]
    public void A_map_keeps_its_second_axis_and_several_row_groups_their_order()
    {
        using var folder = new TempFolder();
        using var store = new PartStore(folder.Path);
        // Above 2048 rows a second row group begins; masks then end within a byte.
        SpectralSeries flat = SampleSeries.Make(0, 5000, 3, faulted: 2048);
        var map = new SpectralSeries(
            flat.Id,
            new Axis("k", Unit.None, [3.5]),
            flat.Channels,
            flat.Info,
            flat.Faults,
            axis2: new Axis("r", Unit.RamanShift, [1, 2, 4])
        );
        using (BlockWriter writer = store.Begin(Id, 0))
        {
            writer.WriteSpectra(Step, map);
            writer.Commit();
        }
        SpectralSeries read = store.Block(Id, 0)!.Spectra(Step)!;
        SampleSeries.AssertSame(map, read);
        Assert.True(map.Axis2!.SameAs(read.Axis2!));
    }

    [Fact]
    public void One_damaged_bit_anywhere_is_found()
    {
        using var folder = new TempFolder();
        using (var store = new PartStore(folder.Path))
            Write(store, 0, SampleSeries.Make(frames: 3, faulted: 1), rows: 1);
        string block = folder[".parts", FileNames.Encode(Id), "000000"];
        string[] files = Directory.GetFiles(block);
        Assert.Equal(2, files.Length);
        foreach (string file in files)
        {
            long length = new FileInfo(file).Length;
            for (long i = 0; i < length; i++)
            {
                FlipBit(file, i);
                Assert.True(StoredBlock.OfFolder(block) is null, $"{Path.GetFileName(file)}: byte {i} of {length}");
                FlipBit(file, i);
            }
            Assert.NotNull(StoredBlock.OfFolder(block));
        }
    }

    [Fact]
    public void A_file_cut_or_grown_or_gone_is_found()
    {
        using var folder = new TempFolder();
        using (var store = new PartStore(folder.Path))
            Write(store, 0, SampleSeries.Make());
        string block = folder[".parts", FileNames.Encode(Id), "000000"];
        foreach (string file in Directory.GetFiles(block))
        {
            byte[] whole = File.ReadAllBytes(file);
            byte[][] others =
            [
                [],
                whole[..^1],
                whole[..(whole.Length / 2)],
                [.. whole, 0],
                new byte[whole.Length],
            ];
            foreach (byte[] other in others)
            {
                File.WriteAllBytes(file, other);
                Assert.Null(StoredBlock.OfFolder(block));
            }
            File.Delete(file);
            Assert.Null(StoredBlock.OfFolder(block));
            File.WriteAllBytes(file, whole);
            Assert.NotNull(StoredBlock.OfFolder(block));
        }
    }

    [Fact]
    public void A_damaged_block_is_dropped_and_can_be_written_anew()
    {
        using var folder = new TempFolder();
        using (var store = new PartStore(folder.Path))
            for (int b = 0; b < 3; b++)
                Write(store, b, SampleSeries.Make(b * 5));
        File.WriteAllBytes(folder[".parts", FileNames.Encode(Id), "000001", StoredBlock.ContainerName], [1, 2, 3]);
        // An earlier version of the program kept its rows in files of their own.
        Directory.CreateDirectory(folder[".parts", FileNames.Encode(Id), "000007"]);
        File.WriteAllText(folder[".parts", FileNames.Encode(Id), "000007", "json.ledger.json"], "{}");
        using var again = new PartStore(folder.Path);
        Assert.Equal([0, 2], again.CommittedBlocks(Id));
        Assert.Null(again.Block(Id, 1));
        Assert.Null(again.Block(Id, 7));
        Assert.Equal(10, again.ReadSpectra(Id, Step)!.Frames);
        Write(again, 1, SampleSeries.Make(5));
        Assert.Equal([0, 1, 2], again.CommittedBlocks(Id));
        Assert.Equal(Enumerable.Range(0, 15), again.ReadSpectra(Id, Step)!.Info.Select(i => i.Frame));
        again.DropBlock(Id, 2);
        Assert.Equal([0, 1], again.CommittedBlocks(Id));
        again.DropBlocks();
        Assert.Empty(again.CommittedBlocks(Id));
    }

    internal static void Write(PartStore store, int number, SpectralSeries series, int rows = 4)
    {
        using BlockWriter block = store.Begin(series.Id, number);
        block.WriteRows("read", typeof(FrameRow), SampleRows.Make(typeof(FrameRow), rows, series.Id));
        block.WriteSpectra(Step, series, f => f % 2 == 0);
        block.WriteRows("peaks.fit", typeof(BandRow), SampleRows.Make(typeof(BandRow), 2, series.Id));
        block.WriteRows("peaks.fit", typeof(FitRow), SampleRows.Make(typeof(FitRow), rows, series.Id));
        block.WriteRows("peaks.fit", typeof(BandRow), SampleRows.Make(typeof(BandRow), 3, series.Id));
        block.WriteRows("peaks.fit", typeof(EdgeRow), new List<EdgeRow>());
        block.WriteJson("ledger", "{\"é\":1}");
        block.Commit();
    }

    /// <summary>In place: a file that is truncated and written anew waits for the disk.</summary>
    internal static void FlipBit(string path, long at)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.ReadWrite);
        file.Position = at;
        int one = file.ReadByte();
        file.Position = at;
        file.WriteByte((byte)(one ^ (1 << (int)(at % 8))));
    }

    private static List<BandRow> TwoCalls()
    {
        IList first = SampleRows.Make(typeof(BandRow), 2, Id),
            then = SampleRows.Make(typeof(BandRow), 3, Id);
        return [.. first.Cast<BandRow>(), .. then.Cast<BandRow>()];
    }
}
