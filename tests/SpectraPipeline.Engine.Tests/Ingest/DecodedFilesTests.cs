using System.Collections.Concurrent;
using SpectraPipeline.Core;
using SpectraPipeline.Engine.Ingest;
using SpectraPipeline.IO.Readers;
using Xunit;

namespace SpectraPipeline.Engine.Tests.Ingest;

public sealed class DecodedFilesTests
{
    private const int Points = 100;
    private const long FileBytes = 3 * Points * sizeof(double);
    private readonly ConcurrentDictionary<int, int> _decoded = new();

    [Fact]
    public void Each_file_is_decoded_once_however_many_want_it()
    {
        var files = new DecodedFiles(Slowly, 10 * FileBytes);
        OnThreads(
            8,
            _ =>
            {
                for (int f = 0; f < 6; f++)
                {
                    Assert.Equal(f, files.Take(f).Spectra[0].X[0]);
                    files.Release(f);
                }
            }
        );
        Assert.Equal(Enumerable.Range(0, 6).Select(f => KeyValuePair.Create(f, 1)), _decoded.OrderBy(d => d.Key));
    }

    [Fact]
    public void No_more_is_kept_than_the_budget_but_what_is_in_use()
    {
        var files = new DecodedFiles(Decode, 2 * FileBytes);
        for (int f = 0; f < 5; f++)
            files.Take(f);
        Assert.Equal(5 * FileBytes, files.Bytes);
        for (int f = 0; f < 5; f++)
            files.Release(f);
        Assert.Equal(2 * FileBytes, files.Bytes);
        // Blocks go on from here: what lies behind went first.
        Assert.Equal([false, false, false, true, true], Enumerable.Range(0, 5).Select(files.Has));
    }

    [Fact]
    public void What_lies_behind_goes_first_then_what_is_needed_last()
    {
        var files = new DecodedFiles(Decode, 3 * FileBytes);
        foreach (int f in (ReadOnlySpan<int>)[2, 3, 4, 5])
        {
            files.Take(f);
            files.Release(f);
        }
        Assert.Equal([false, true, true, true], new[] { 2, 3, 4, 5 }.Select(files.Has));
        files.Take(1);
        Assert.Equal([true, true, true, false], new[] { 1, 3, 4, 5 }.Select(files.Has));
    }

    [Fact]
    public void A_file_larger_than_the_budget_stays_until_the_next_one_comes()
    {
        var files = new DecodedFiles(Decode, FileBytes / 2);
        for (int block = 0; block < 3; block++)
        {
            files.Take(7);
            files.Release(7);
        }
        Assert.Equal(1, _decoded[7]);
        files.Take(8);
        Assert.Equal([false, true], new[] { 7, 8 }.Select(files.Has));
    }

    [Fact]
    public void What_was_decoded_for_counting_is_kept_from_the_beginning_on_as_long_as_there_is_room()
    {
        var files = new DecodedFiles(Decode, 2 * FileBytes);
        for (int f = 0; f < 4; f++)
            files.Offer(f, Decode(f));
        Assert.Equal([true, true, false, false], Enumerable.Range(0, 4).Select(files.Has));
        files.Take(0);
        Assert.Equal(1, _decoded[0]);
    }

    [Fact]
    public void A_file_that_cannot_be_read_is_tried_again_by_the_next_who_wants_it()
    {
        int tries = 0;
        var files = new DecodedFiles(f => tries++ == 0 ? throw new FrameException("file-missing", "not there") : Decode(f), FileBytes);
        Assert.Throws<FrameException>(() => files.Take(1));
        Assert.False(files.Has(1));
        Assert.Equal(1, files.Take(1).Spectra[0].X[0]);
    }

    private SpectrumFile Slowly(int file)
    {
        Thread.Sleep(5);
        return Decode(file);
    }

    /// <summary>Two spectra on one x, which counts once.</summary>
    private SpectrumFile Decode(int file)
    {
        _decoded.AddOrUpdate(file, 1, (_, n) => n + 1);
        double[] x = [.. Enumerable.Range(file, Points)];
        SpectrumData One() => new() { X = x, Channels = [new("y", new double[Points], new(SignalKind.Absorbance))] };
        return new SpectrumFile { Format = "test", Spectra = [One(), One()] };
    }

    internal static void OnThreads(int count, Action<int> work)
    {
        var failures = new ConcurrentQueue<Exception>();
        Thread[] threads =
        [
            .. Enumerable
                .Range(0, count)
                .Select(k => new Thread(() =>
                {
                    try
                    {
                        work(k);
                    }
                    catch (Exception e)
                    {
                        failures.Enqueue(e);
                    }
                })),
        ];
        foreach (Thread thread in threads)
            thread.Start();
        foreach (Thread thread in threads)
            thread.Join();
        Assert.Empty(failures);
    }
}
