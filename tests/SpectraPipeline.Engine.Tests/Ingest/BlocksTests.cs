using System.Collections.Concurrent;
using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.Engine.Ingest;
using SpectraPipeline.IO.Readers;
using Xunit;

namespace SpectraPipeline.Engine.Tests.Ingest;

/// <summary>Files that hold several things side by side, and folders of files with several spectra each.</summary>
public sealed class BlocksTests : IDisposable
{
    private readonly IngestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_series_takes_the_first_block_of_each_file_and_says_so()
    {
        _folder.With("a.blocks", "AB=1 ScSm=2").With("b.blocks", "AB=3 ScSm=4");
        using FrameSource source = Open();
        Assert.Equal([1.0, 3.0], Values(source));
        Assert.Contains(source.Notes, n => n.Code == "block-choice" && n.Message!.Contains("AB, ScSm", StringComparison.Ordinal));
    }

    [Fact]
    public void Channel_names_another_block()
    {
        _folder.With("a.blocks", "AB=1 ScSm=2").With("b.blocks", "ScSm=4 AB=3");
        using FrameSource source = Open("scsm");
        Assert.Equal([2.0, 4.0], Values(source));
    }

    [Fact]
    public void A_channel_that_is_neither_block_nor_column_is_refused_with_the_blocks()
    {
        _folder.With("a.blocks", "AB=1 ScSm=2");
        Assert.Contains("AB, ScSm", Assert.Throws<UserException>(() => Open("XYZ")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_of_one_kind_without_a_name_goes_beside_files_with_blocks()
    {
        _folder.With("a.blocks", "AB=1 ScSm=2").With("b.blocks", "=3");
        using FrameSource source = Open();
        Assert.Equal([1.0, 3.0], Values(source));
    }

    [Fact]
    public void A_series_without_blocks_takes_the_first_of_a_file_that_has_them_whoever_reads_it_first()
    {
        // Files 1 and 3 are none of those that are looked at when the series is opened.
        for (int f = 0; f < 33; f++)
            _folder.With(
                $"f{f:00}.blocks",
                f switch
                {
                    1 => "ScSm=2 AB=3",
                    3 => "AB=5 ScSm=6",
                    _ => "=1",
                }
            );
        using FrameSource forwards = Open();
        double[] there = [forwards.ReadBlock(1, 1).Primary[0][0], forwards.ReadBlock(3, 1).Primary[0][0]];
        using FrameSource backwards = Open();
        double[] back = [backwards.ReadBlock(3, 1).Primary[0][0], backwards.ReadBlock(1, 1).Primary[0][0]];
        Assert.Equal([2.0, 5.0], there);
        Assert.Equal([5.0, 2.0], back);
    }

    [Fact]
    public void What_the_readers_doubt_is_said_once_with_the_number_of_files()
    {
        _folder.With("a.blocks", "AB=1").With("b.blocks", "AB=2!").With("c.blocks", "AB=3!");
        using FrameSource source = Open();
        Assert.Equal([1.0, 2.0, 3.0], Values(source));
        Assert.Equal("2 files, as b.blocks: an exclamation mark", Assert.Single(FileNotes.Of(source.Files)).Message);
    }

    [Fact]
    public void A_file_without_the_block_of_the_series_is_refused()
    {
        _folder.With("a.blocks", "AB=1").With("b.blocks", "ScSm=4").With("c.blocks", "AB=5");
        using FrameSource source = Open();
        SpectralSeries read = source.ReadBlock(0, 3);
        Assert.Equal("block-missing", read.Faults[1]!.Code);
        Assert.Equal("refused", source.Files[1].Status);
    }

    [Fact]
    public void A_folder_whose_last_file_holds_several_spectra_gives_all_of_them()
    {
        _folder.With("a.blocks", "=1").With("b.blocks", "=2 =3").With("c.blocks", "=4").With("d.blocks", "=5 =6 =7");
        using FrameSource source = Open();
        Assert.Equal([1.0, 2, 3, 4, 5, 6, 7], Values(source));
    }

    [Fact]
    public void Files_of_many_spectra_are_decoded_once_for_counting_and_all_blocks()
    {
        for (int f = 0; f < 5; f++)
            _folder.With($"once-{f}.blocks", string.Join(' ', Enumerable.Range(0, 7).Select(k => $"={10 * f + k}")));
        using FrameSource source = Open();
        Assert.Equal(35, source.Frames);
        DecodedFilesTests.OnThreads(
            4,
            worker =>
            {
                for (int first = 3 * worker; first < source.Frames; first += 12)
                {
                    SpectralSeries block = source.ReadBlock(first, Math.Min(3, source.Frames - first));
                    for (int row = 0; row < block.Frames; row++)
                        Assert.Equal(10 * ((first + row) / 7) + (first + row) % 7, block.Primary[row][0]);
                }
            }
        );
        Assert.All(Enumerable.Range(0, 5), f => Assert.Equal(1, BlocksReader.Reads[$"once-{f}.blocks"]));
    }

    private FrameSource Open(string? channel = null) =>
        FrameSource.Open(
            _folder.Series("*.blocks") with
            {
                Channel = channel,
            },
            ReaderCatalog.From(typeof(BlocksReader).Assembly),
            IngestFolder.Run
        );

    private static IEnumerable<double> Values(FrameSource source)
    {
        SpectralSeries block = source.ReadBlock(0, source.Frames);
        return Enumerable.Range(0, source.Frames).Select(f => block.Primary[f][0]);
    }
}

/// <summary>A format for these tests: words <c>BLOCK=value</c>, each a flat spectrum of three points.</summary>
[Reader("blocks", "words BLOCK=value")]
public sealed class BlocksReader : Reader
{
    public override Claim Sniff(ReadOnlySpan<byte> head, string name) => head.Contains((byte)'=') ? Claim.Certain : Claim.No;

    /// <summary>How often a file of a name was read.</summary>
    public static ConcurrentDictionary<string, int> Reads { get; } = new();

    public override SpectrumFile Read(ReadOnlyMemory<byte> bytes, string name, ReadHints hints)
    {
        Reads.AddOrUpdate(name, 1, (_, n) => n + 1);
        return Decode(bytes);
    }

    private static SpectrumFile Decode(ReadOnlyMemory<byte> bytes) =>
        new()
        {
            Format = "blocks",
            Notes = bytes.Span.Contains((byte)'!') ? ["an exclamation mark"] : [],
            Spectra =
            [
                .. System
                    .Text.Encoding.ASCII.GetString(bytes.Span)
                    .Replace("!", "", StringComparison.Ordinal)
                    .Split(' ')
                    .Select(w => w.Split('='))
                    .Select(w => new SpectrumData
                    {
                        X = [1000, 1001, 1002],
                        XUnit = Unit.PerCm,
                        Block = w[0],
                        Channels =
                        [
                            new(
                                "y",
                                [.. Enumerable.Repeat(double.Parse(w[1], CultureInfo.InvariantCulture), 3)],
                                new(SignalKind.Absorbance)
                            ),
                        ],
                    }),
            ],
        };
}
