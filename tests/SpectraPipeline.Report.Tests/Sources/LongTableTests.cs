using SpectraPipeline.Core.Rows;
using SpectraPipeline.IO.Store;
using SpectraPipeline.Report.Sources;
using Xunit;

namespace SpectraPipeline.Report.Tests.Sources;

public sealed class LongTableTests
{
    private const int Frames = 5000;

    [Fact]
    public void Rows_of_many_frames_come_in_stored_order()
    {
        using var folder = new Folder(Frames);
        using ResultStore store = ResultStore.Open(folder.Path);
        var bands = new LongTable<BandRow>(store);
        // So many that SQL joins, which keeps no order.
        int[] wanted = [.. Enumerable.Range(0, 400).Select(i => Frames - 1 - (i * 12))];

        Assert.Equal(2 * Frames, bands.Count);
        foreach (int most in (int[])[10, 1000, 20])
            Assert.Equal(folder.Rows.Take(most), bands.First(most));
        Assert.Equal(folder.Rows.Where(r => wanted.Contains(r.Frame)), bands.Of("it's", wanted));
        Assert.Equal(folder.Rows, bands.Of("it's"));
        Assert.Empty(bands.Of("it's", []));
        Assert.Empty(bands.Of("other"));
    }

    [Fact]
    public void A_table_that_is_not_there_is_empty()
    {
        using var folder = new Folder(2);
        using ResultStore store = ResultStore.Open(folder.Path);
        var faults = new LongTable<FaultRow>(store);

        Assert.Equal(0, faults.Count);
        Assert.Empty(faults.First(10));
        Assert.Empty(faults.Ask("SELECT * FROM faults"));
    }

    private sealed class Folder : IDisposable
    {
        public Folder(int frames)
        {
            Path = System.IO.Path.Combine(System.IO.Path.GetTempPath(), "spectra-long-" + Guid.NewGuid().ToString("N"));
            // Two steps in turn and frames backwards: neither frame nor step is the order.
            Rows =
            [
                .. Enumerable
                    .Range(0, 2 * frames)
                    .Select(i => new BandRow
                    {
                        Series = "it's",
                        Step = i % 2 == 0 ? "b" : "a",
                        Frame = frames - 1 - (i / 2),
                        Center = i,
                        Height = 1,
                    }),
            ];
            using PartStore store = new(Path);
            store.CompactRows(typeof(BandRow), Rows, []);
            store.WriteManifest("{}");
        }

        public string Path { get; }

        public List<BandRow> Rows { get; }

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
