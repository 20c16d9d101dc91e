using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Engine.Ingest;
using SpectraPipeline.IO.Readers;
using Xunit;

namespace SpectraPipeline.Engine.Tests.Ingest;

public sealed class SeriesSampleTests : IDisposable
{
    private readonly IngestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void One_short_first_file_does_not_cut_the_others()
    {
        _folder.WithSpectrum("f00.csv", 1000, 1010);
        for (int i = 1; i < 10; i++)
            _folder.WithSpectrum($"f{i:00}.csv", 1000, 1020);
        using FrameSource source = _folder.Open();
        SpectralSeries block = source.ReadBlock(0, 10);
        Assert.Equal(1020, source.Axis[source.Axis.Length - 1]);
        Assert.All(block.Faults[1..], Assert.Null);
        Assert.StartsWith(
            "f00.csv: x runs from 1000 to 1010; the series runs from 1000 to 1020 cm-1 (as f01.csv).",
            block.Faults[0]!.Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Many_axes_of_their_own_make_one_warning_with_their_number()
    {
        _folder.WithSpectrum("f00.csv", 1000, 1020);
        for (int i = 1; i < 10; i++)
            _folder.WithSpectrum($"f{i:00}.csv", 999.9, 1020.9);
        using FrameSource source = _folder.Open();
        source.ReadBlock(0, 10);
        FaultRow note = Assert.Single(source.Notes, n => n.Code is "resampled" or "read-note");
        Assert.StartsWith("9 files have x-values of their own", note.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_header_time_that_never_changes_does_not_beat_the_file_names()
    {
        for (int i = 0; i < 3; i++)
            _folder.With($"run_{i * 30}s.txt", "time: 1 s\n1000\t1\n1001\t2\n1002\t3\n");
        using FrameSource source = _folder.Open("*.txt");
        Assert.Equal([0, 30, 60], source.ReadBlock(0, 3).Info.Select(i => i.TimeS));
        Assert.Contains(source.Notes, n => n.Code == "time-in-headers" && n.Message.Contains("state 1 s", StringComparison.Ordinal));
        Assert.Contains(
            source.Notes,
            n => n.Message.StartsWith("The time (s) of each frame is taken from its file name", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void The_warning_names_the_source_of_the_time_that_was_used()
    {
        for (int i = 0; i < 3; i++)
            _folder.With($"run_{i * 30}s.txt", $"time: {i * 31} s\n1000\t1\n1001\t2\n1002\t3\n");
        using FrameSource source = _folder.Open("*.txt");
        Assert.Equal([0, 31, 62], source.ReadBlock(0, 3).Info.Select(i => i.TimeS));
        FaultRow note = Assert.Single(source.Notes, n => n.Code == "time-in-names");
        Assert.Contains("taken from the headers", note.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_that_the_table_of_frames_leaves_out_are_not_refused()
    {
        _folder.WithSpectrum("a.csv", 1000, 1020).WithSpectrum("b.csv", 1000, 1020).WithSpectrum("c.csv", 1000, 1020);
        _folder.With("frames.tab", "file,time_s\na.csv,0\nc.csv,10\n");
        using FrameSource source = _folder.Open(frames: "frames.tab");
        source.ReadBlock(0, 2);
        Assert.Equal(["read", "left-out", "read"], source.Files.Select(f => f.Status));
        Assert.Equal("not listed in frames.tab", source.Files[1].Message);
    }

    [Fact]
    public void A_file_that_could_be_read_and_later_not_is_refused()
    {
        _folder.WithSpectrum("a.csv", 1000, 1020).WithSpectrum("b.csv", 1000, 1020);
        using FrameSource source = _folder.Open();
        source.ReadBlock(0, 2);
        Assert.Equal("read", source.Files[1].Status);
        File.Delete(Path.Combine(_folder.Path, "b.csv"));
        Assert.NotNull(source.ReadBlock(1, 1).Faults[0]);
        Assert.Equal("refused", source.Files[1].Status);
    }

    [Fact]
    public void An_error_of_the_program_costs_one_file_and_not_the_run()
    {
        _folder.WithSpectrum("a.csv", 1000, 1020).With("b.csv", "STUMBLE");
        var readers = ReaderCatalog.From(typeof(ReaderCatalog).Assembly, typeof(StumblingReader).Assembly);
        using var source = FrameSource.Open(_folder.Series(), readers, IngestFolder.Run);
        SpectralSeries block = source.ReadBlock(0, 2);
        Assert.Null(block.Faults[0]);
        Assert.Equal("internal-error", block.Faults[1]!.Code);
        Assert.Contains(nameof(StumblingReader), block.Faults[1]!.Message, StringComparison.Ordinal);
        Assert.Equal(["read", "refused"], source.Files.Select(f => f.Status));
    }

    [Reader("stumbling", "A reader with a mistake in it")]
    private sealed class StumblingReader : Reader
    {
        public override Claim Sniff(ReadOnlySpan<byte> head, string name) => head.StartsWith("STUMBLE"u8) ? Claim.Certain : Claim.No;

        public override SpectrumFile Read(ReadOnlyMemory<byte> bytes, string name, ReadHints hints) =>
            throw new InvalidOperationException("stumbled");
    }
}
