using System.Collections;
using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.IO.Store;
using Xunit;

namespace SpectraPipeline.IO.Tests.Store;

public class PartStoreTests
{
    private const string Id = "ir/ä 1";

    [Fact]
    public void Spectra_come_back_to_the_bit_from_the_parts()
    {
        using var folder = new TempFolder();
        using var store = new PartStore(folder.Path);
        SpectralSeries whole = SampleSeries.Make(0, 9, faulted: 4);
        Commit(store, 0, Part(whole, 0, 3));
        Commit(store, 2, Part(whole, 6, 3));
        Commit(store, 1, Part(whole, 3, 3));
        SampleSeries.AssertSame(whole, store.ReadSpectra(Id, "baseline.arpls")!);
    }

    [Fact]
    public void One_channel_can_be_read_alone()
    {
        using var folder = new TempFolder();
        using var store = new PartStore(folder.Path);
        Commit(store, 0, SampleSeries.Make());
        SpectralSeries read = store.ReadSpectra(Id, "baseline.arpls", ["baseline"])!;
        Assert.Equal("baseline", Assert.Single(read.Channels).Name);
        Assert.Equal(SampleSeries.Make()["baseline"].Values, read.Primary.Values);
        Assert.Null(store.ReadSpectra(Id, "other"));
    }

    [Fact]
    public void A_block_is_invisible_until_it_is_committed()
    {
        using var folder = new TempFolder();
        using (var store = new PartStore(folder.Path))
        {
            Commit(store, 0, SampleSeries.Make());
            BlockWriter broken = store.Begin(Id, 1);
            broken.WriteSpectra("baseline.arpls", SampleSeries.Make(5));
            broken.WriteRows("read", typeof(EdgeRow), SampleRows.Make(typeof(EdgeRow), 3, Id));
            broken.WriteJson("ledger", "{}");
            // No Commit and no Dispose: the process dies here.
            Assert.Equal([0], store.CommittedBlocks(Id));
            Assert.Equal(5, store.ReadSpectra(Id, "baseline.arpls")!.Frames);
            Assert.Empty(store.ReadRows<EdgeRow>(Id));
            Assert.Null(store.Block(Id, 1));
        }
        using var again = new PartStore(folder.Path);
        Assert.Equal([0], again.CommittedBlocks(Id));
        using (BlockWriter block = again.Begin(Id, 1))
        {
            block.WriteJson("ledger", "{\"in\":5}");
            block.Commit();
        }
        Assert.Equal([0, 1], again.CommittedBlocks(Id));
        Assert.Equal("{\"in\":5}", again.Block(Id, 1)!.Json("ledger"));
        Assert.Empty(again.ReadRows<EdgeRow>(Id));
    }

    [Fact]
    public void A_block_dropped_without_commit_leaves_nothing()
    {
        using var folder = new TempFolder();
        using var store = new PartStore(folder.Path);
        using (BlockWriter block = store.Begin("s", 0))
            block.WriteJson("a", "{}");
        Assert.Empty(store.CommittedBlocks("s"));
        Assert.Empty(Directory.GetDirectories(folder[".parts", "s"]));
    }

    [Fact]
    public void A_committed_block_can_be_replaced()
    {
        using var folder = new TempFolder();
        using var store = new PartStore(folder.Path);
        foreach (string text in (string[])["1", "2"])
        {
            using BlockWriter block = store.Begin("s", 7);
            block.WriteJson("a", text);
            block.Commit();
        }
        Assert.Equal([7], store.CommittedBlocks("s"));
        Assert.Equal("2", store.Block("s", 7)!.Json("a"));
    }

    [Fact]
    public void Rows_keep_series_order_then_their_own_through_compaction()
    {
        using var folder = new TempFolder();
        using (var store = new PartStore(folder.Path))
        {
            foreach (string series in (string[])["a", "b"])
            foreach (int block in (int[])[11, 2])
            {
                using BlockWriter writer = store.Begin(series, block);
                writer.WriteRows("read", typeof(FourierPeakRow), Peaks(series, block, 0));
                writer.WriteRows("read", typeof(FourierPeakRow), Peaks(series, block, 1));
                writer.Commit();
            }
            store.CompactRows(typeof(FourierPeakRow), ["b", "a"]);
            store.CompactRows(typeof(EdgeRow), ["b", "a"]);
            store.CompactRows(
                typeof(AxisRow),
                new AxisRow[] { Axis("a", "1"), Axis("z", "2"), Axis("b", "3"), Axis("a", "4") },
                ["b", "a"]
            );
            store.WriteManifest("{}");
        }
        using ResultStore result = ResultStore.Open(folder.Path);
        Assert.Equal(
            [.. Peaks("b", 2, 0), .. Peaks("b", 2, 1), .. Peaks("b", 11, 0), .. Peaks("b", 11, 1)],
            result.Read<FourierPeakRow>()[..12]
        );
        Assert.Equal("a", result.Read<FourierPeakRow>()[12].Series);
        Assert.Equal(["3", "1", "4", "2"], result.Read<AxisRow>().Select(a => a.Step));
        Assert.Empty(result.Read<EdgeRow>());
        Assert.Empty(result.Query("select * from edges").Rows);
    }

    [Fact]
    public void A_second_writer_is_refused_and_a_closed_one_is_not()
    {
        using var folder = new TempFolder();
        using (new PartStore(folder.Path))
        {
            UserException e = Assert.ThrowsAny<UserException>(() => new PartStore(folder.Path));
            Assert.Contains("another process writes", e.Message, StringComparison.Ordinal);
        }
        new PartStore(folder.Path).Dispose();
    }

    [Fact]
    public void The_lock_file_of_a_dead_process_is_taken_over()
    {
        using var folder = new TempFolder();
        Directory.CreateDirectory(folder[".parts"]);
        File.WriteAllText(folder[".parts", ".lock"], "process 999999 on elsewhere\n");
        new PartStore(folder.Path).Dispose();
    }

    [Fact]
    public void The_manifest_goes_last_and_takes_the_parts_away()
    {
        using var folder = new TempFolder();
        var store = new PartStore(folder.Path);
        Commit(store, 0, SampleSeries.Make());
        Assert.False(store.IsFinished);
        Assert.ThrowsAny<UserException>(() => ResultStore.Open(folder.Path));
        store.WriteManifest("{\"name\":\"é\"}");
        Assert.False(Directory.Exists(folder[".parts"]));
        using ResultStore result = ResultStore.Open(folder.Path);
        Assert.Equal("é", result.Manifest.RootElement.GetProperty("name").GetString());
    }

    [Fact]
    public void Reset_forgets_an_earlier_run()
    {
        using var folder = new TempFolder();
        var store = new PartStore(folder.Path);
        store.CompactRows(typeof(EdgeRow), []);
        store.WriteManifest("{}");
        using var again = new PartStore(folder.Path);
        Assert.True(again.IsFinished);
        Commit(again, 0, SampleSeries.Make());
        again.Reset();
        Assert.False(again.IsFinished);
        Assert.Empty(again.CommittedBlocks(Id));
        Assert.False(Directory.Exists(folder["tables"]));
    }

    [Fact]
#pragma warning disable RS0030 // The engine's threads are imitated here.
    public void Workers_write_blocks_side_by_side()
    {
        using var folder = new TempFolder();
        using var store = new PartStore(folder.Path);
        SpectralSeries whole = SampleSeries.Make(0, 64, 33);
        var threads = Enumerable
            .Range(0, 4)
            .Select(w => new Thread(() =>
            {
                for (int b = w; b < 16; b += 4)
                    Commit(store, b, Part(whole, b * 4, 4));
            }))
            .ToList();
        threads.ForEach(t => t.Start());
        threads.ForEach(t => t.Join());
        SampleSeries.AssertSame(whole, store.ReadSpectra(Id, "baseline.arpls")!);
    }

#pragma warning restore RS0030

    internal static SpectralSeries Part(SpectralSeries whole, int first, int count)
    {
        int p = whole.Points;
        var part = new SpectralSeries(
            whole.Id,
            whole.Axis,
            [
                .. whole.Channels.Select(c => new Channel(
                    c.Name,
                    c.Signal,
                    count,
                    p,
                    c.Values[(first * p)..((first + count) * p)],
                    c.Sigma?[(first * p)..((first + count) * p)],
                    c.Mask?[(first * p)..((first + count) * p)]
                )),
            ],
            [.. whole.Info.Skip(first).Take(count)],
            whole.Faults[first..(first + count)],
            whole.FirstFrame + first
        );
        foreach (var (name, values) in whole.Scalars)
            values.AsSpan(first, count).CopyTo(part.AddScalar(name));
        return part;
    }

    private static void Commit(PartStore store, int block, SpectralSeries part)
    {
        using BlockWriter writer = store.Begin(part.Id, block);
        writer.WriteSpectra("baseline.arpls", part);
        writer.Commit();
    }

    private static List<FourierPeakRow> Peaks(string series, int block, int call) =>
        [
            .. Enumerable
                .Range(0, 3)
                .Select(i => new FourierPeakRow
                {
                    Series = series,
                    Frame = block * 100 + call * 10 + 9 - i,
                    R = i / 3.0,
                    Magnitude = i,
                }),
        ];

    private static AxisRow Axis(string series, string step) =>
        new()
        {
            Series = series,
            Step = step,
            Name = "k",
            Unit = "Å-1",
            Values = [1, 2],
        };
}
