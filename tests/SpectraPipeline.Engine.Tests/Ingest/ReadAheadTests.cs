using SpectraPipeline.Core;
using SpectraPipeline.Engine.Ingest;
using SpectraPipeline.IO.Readers;
using Xunit;

namespace SpectraPipeline.Engine.Tests.Ingest;

public sealed class ReadAheadTests
{
    private const int Frames = 100;
    private readonly List<int> _fetched = [];

    [Fact]
    public void Files_behind_the_block_at_work_are_fetched_in_order_up_to_the_bound()
    {
        using ReadAhead ahead = Slow(mostFiles: 5);
        ahead.Begin(10, 10);
        Await(() => ahead.HeldFiles == 5);
        Assert.Equal([20, 21, 22, 23, 24], Fetched());
        Assert.Null(ahead.Take(10));
        Assert.Equal([22], ahead.Take(22)!);
        // Room for one more.
        Await(() => ahead.HeldFiles == 5);
        Assert.Equal([20, 21, 22, 23, 24, 25], Fetched());
    }

    [Fact]
    public void Bytes_are_bounded_too()
    {
        using ReadAhead ahead = Slow(mostBytes: 3);
        ahead.Begin(0, 1);
        Await(() => ahead.HeldBytes == 3);
        ahead.Begin(1, 1);
        Await(() => ahead.HeldBytes == 3);
        Assert.Equal([1, 2, 3], Fetched());
    }

    [Fact]
    public void Several_threads_keep_the_bounds()
    {
        using ReadAhead ahead = Slow(mostFiles: 6, threads: 4);
        ahead.Begin(10, 10);
        Await(() => ahead.HeldFiles == 6);
        for (int file = 20; file < 60; file++)
        {
            Assert.InRange(ahead.HeldFiles, 0, 6);
            Assert.Equal([(byte)file], Awaited(ahead, file));
        }
        // Each once, whatever their order; the threads still fetch, so one look must do.
        int[] fetched = Fetched();
        Assert.Equal(fetched.Length, fetched.Distinct().Count());
    }

    private static byte[] Awaited(ReadAhead ahead, int file)
    {
        byte[]? bytes = null;
        Await(() => (bytes = ahead.Take(file)) is not null);
        return bytes!;
    }

    [Fact]
    public void What_lies_before_all_blocks_at_work_is_given_up()
    {
        using ReadAhead ahead = Slow(mostFiles: 4);
        ahead.Begin(0, 2);
        Await(() => ahead.HeldFiles == 4);
        ahead.End(0);
        ahead.Begin(50, 2);
        Await(() => Fetched().Contains(55));
        Assert.Null(ahead.Take(2));
        Assert.Equal([53], ahead.Take(53)!);
    }

    [Fact]
    public void A_look_far_away_does_not_lead_astray()
    {
        using ReadAhead ahead = Slow(mostFiles: 3);
        ahead.Begin(Frames - 1, 1);
        ahead.End(Frames - 1);
        ahead.Begin(0, 2);
        Await(() => ahead.HeldFiles == 3);
        Assert.Equal([2, 3, 4], Fetched());
    }

    [Fact]
    public void What_cannot_be_fetched_is_left_to_the_real_read()
    {
        using ReadAhead ahead = Slow(mostFiles: 3, f => f == 2 ? throw new IOException("gone") : [(byte)f]);
        ahead.Begin(0, 1);
        Await(() => ahead.HeldFiles == 3);
        Assert.Null(ahead.Take(2));
        Assert.Equal([3], ahead.Take(3)!);
    }

    [Fact]
    public void Files_that_come_at_once_are_not_fetched()
    {
        using var ahead = new ReadAhead(Frames, f => f, Fetch, new SteppedClock(TimeSpan.FromMicroseconds(20)));
        ahead.Begin(0, 1);
        for (int i = 0; i < 1000; i++)
            ahead.Timed(() => 0);
        Assert.False(ahead.IsAtWork);
    }

    [Fact]
    public void The_end_waits_for_the_thread_and_nothing_is_fetched_after_it()
    {
        ReadAhead ahead = Slow(mostFiles: 2);
        ahead.Begin(0, 1);
        Await(() => ahead.HeldFiles == 2);
        ahead.Dispose();
        int before = Fetched().Length;
        ahead.Begin(1, 1);
        Assert.Null(ahead.Take(1));
        Assert.Equal(before, Fetched().Length);
    }

    [Fact]
    public void A_series_read_ahead_has_the_same_bits()
    {
        using var folder = new IngestFolder();
        for (int f = 0; f < 60; f++)
            folder.WithSpectrum($"a{f}.csv", 1000, 1040 + f % 3, 0.1 * f);
        folder.With("a61.csv", "no spectrum\n");
        using FrameSource plain = folder.Open();
        using FrameSource ahead = FrameSource.Open(
            folder.Series(),
            ReaderCatalog.Default,
            new RunContext(new SteppedClock(TimeSpan.FromMilliseconds(1)))
        );
        SpectralSeries expected = plain.ReadBlock(0, plain.Frames);
        DecodedFilesTests.OnThreads(
            2,
            worker =>
            {
                var buffers = new SpectraBuffers();
                for (int first = 5 * worker; first < ahead.Frames; first += 10)
                {
                    int count = Math.Min(5, ahead.Frames - first);
                    SpectralSeries block = ahead.ReadBlock(first, count, buffers);
                    for (int row = 0; row < count; row++)
                    {
                        Assert.Equal(expected.Primary[first + row].ToArray(), block.Primary[row].ToArray());
                        Assert.Equal(expected.Faults[first + row], block.Faults[row]);
                    }
                }
            }
        );
        Assert.Equal(plain.Files, ahead.Files);
        Assert.Equal(plain.Notes, ahead.Notes);
    }

    /// <summary>With a clock by which every file is slow, and after enough of them to believe it.</summary>
    private ReadAhead Slow(int mostFiles = 1000, Func<int, byte[]?>? fetch = null, long mostBytes = 1 << 20, int threads = 1)
    {
        var ahead = new ReadAhead(
            Frames,
            f => f,
            f =>
            {
                Fetch(f);
                return fetch is null ? [(byte)f] : fetch(f);
            },
            new SteppedClock(TimeSpan.FromMilliseconds(1))
        )
        {
            MostFiles = mostFiles,
            MostBytes = mostBytes,
            Threads = threads,
        };
        // Nothing is asked for yet, so nothing can be fetched.
        ahead.Begin(Frames, 0);
        for (int i = 0; i < 20; i++)
            ahead.Timed(() => 0);
        ahead.End(Frames);
        return ahead;
    }

    private byte[]? Fetch(int file)
    {
        lock (_fetched)
            _fetched.Add(file);
        return null;
    }

    private int[] Fetched()
    {
        lock (_fetched)
            return [.. _fetched];
    }

    private static void Await(Func<bool> state) => Assert.True(SpinWait.SpinUntil(state, TimeSpan.FromMinutes(1)));

    /// <summary>A clock that moves on by one step whenever it is looked at.</summary>
    private sealed class SteppedClock(TimeSpan step) : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Interlocked.Add(ref _ticks, step.Ticks);
    }
}
