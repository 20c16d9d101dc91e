using SpectraPipeline.Core;
using SpectraPipeline.IO.Readers;
using SpectraPipeline.Testing.Writers;
using Xunit;

namespace SpectraPipeline.IO.Tests.Readers.Opus;

/// <summary>Series (rapid scan, maps). No real file is at hand: layout from published descriptions, numbers from the writer.</summary>
public sealed class OpusSeriesTests
{
    private static readonly int s_series = OpusFile.Code(3, 3, 0, 4, form: 2);
    private static readonly (float[] Values, double Factor, double Start)[] s_spectra =
    [
        ([1, 2, 3], 1, 0),
        ([4, 5, 6], 0.5, 2.5),
        ([7, 8, 9], 0.25, 5),
    ];

    [Fact]
    public void Every_spectrum_has_its_own_factor_and_start_time()
    {
        SpectrumFile read = Read(OpusFile.Series(s_spectra, 30, 10));
        Assert.Equal([1, 2, 3], read.Spectra[0].Channels[0].Values);
        Assert.Equal([2, 2.5, 3], read.Spectra[1].Channels[0].Values);
        Assert.Equal([1.75, 2, 2.25], read.Spectra[2].Channels[0].Values);
        Assert.Equal([0, 2.5, 5], read.Spectra.Select(s => s.TimeS));
        Assert.All(read.Spectra, s => Assert.Equal([30, 20, 10], s.X));
        Assert.All(read.Spectra, s => Assert.Equal("AB/Multiple", s.Block));
        Assert.Equal("3", read.Spectra[1].Metadata["ERT"]);
        Assert.Empty(read.Notes);
    }

    [Fact]
    public void The_date_of_the_series_is_that_of_its_first_spectrum_only()
    {
        SpectrumFile read = Read(OpusFile.Series(s_spectra, 30, 10));
        Assert.NotNull(read.Spectra[0].Acquired);
        Assert.All(read.Spectra.Skip(1), s => Assert.Null(s.Acquired));
    }

    [Fact]
    public void Times_since_1970_count_from_the_first_spectrum()
    {
        SpectrumFile read = Read(OpusFile.Series([.. s_spectra.Select(s => (s.Values, s.Factor, s.Start + 1.5e9))], 30, 10));
        Assert.Equal([0, 2.5, 5], read.Spectra.Select(s => s.TimeS));
        Assert.Contains("1970", Assert.Single(read.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void Fewer_spectra_than_stated_are_told()
    {
        SpectrumFile read = Read(OpusFile.Series(s_spectra, 30, 10, stated: 1000));
        Assert.Equal(3, read.Spectra.Count);
        Assert.Contains("3 of 1000 spectra", Assert.Single(read.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void A_series_that_the_file_ends_in_gives_its_complete_spectra()
    {
        byte[] bytes = new OpusFile { Room = 4 }
            .Status(s_series, 3, 30, 10, 1, (0, 0))
            .Block(s_series, OpusFile.Series(s_spectra, 30, 10))
            .Write();
        SpectrumFile read = ReaderCatalog.Default.Read(bytes.AsMemory(0, bytes.Length - 200), "a.0", ReadHints.None);
        Assert.Single(read.Spectra);
        Assert.Contains(read.Notes, n => n.Contains("1 of 3 spectra", StringComparison.Ordinal));
        Assert.Contains(read.Notes, n => n.StartsWith("truncated: ", StringComparison.Ordinal));
    }

    [Fact]
    public void Gaps_between_runs_are_told()
    {
        SpectrumFile read = Read(OpusFile.Series(s_spectra, 30, 10, null, (0, 1), (7, 7)));
        Assert.Equal(3, read.Spectra.Count);
        Assert.Contains("2 runs (0 to 1, 7 to 7)", Assert.Single(read.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void A_series_goes_before_a_single_spectrum_of_its_kind()
    {
        byte[] bytes = new OpusFile()
            .Block(s_series, OpusFile.Series(s_spectra, 30, 10))
            .Status(s_series, 3, 30, 10, 1, (0, 0))
            .Curve(OpusFile.Code(3, 3, 0, 4), [1, 2, 3], 30, 10)
            .Write();
        SpectrumFile read = ReaderCatalog.Default.Read(bytes, "a.0", ReadHints.None);
        Assert.Equal(["AB/Multiple", "AB/Multiple", "AB/Multiple", "AB"], read.Spectra.Select(s => s.Block));
    }

    [Theory]
    [InlineData(8, 0)]
    [InlineData(12, 4)]
    [InlineData(12, int.MaxValue)]
    [InlineData(16, -1)]
    public void A_damaged_header_costs_the_series_and_not_the_file(int at, int value)
    {
        byte[] series = OpusFile.Series(s_spectra, 30, 10);
        BitConverter.TryWriteBytes(series.AsSpan(at), value);
        byte[] bytes = new OpusFile()
            .Block(s_series, series)
            .Status(s_series, 3, 30, 10, 1, (0, 0))
            .Curve(OpusFile.Code(3, 1, 0, 1), [1, 2, 3], 30, 10)
            .Write();
        SpectrumFile read = ReaderCatalog.Default.Read(bytes, "a.0", ReadHints.None);
        Assert.Equal("ScSm", Assert.Single(read.Spectra).Block);
        Assert.NotEmpty(read.Notes);
    }

    [Fact]
    public void Very_many_spectra_of_next_to_no_points_are_refused()
    {
        (float[], double, double)[] many = [.. Enumerable.Repeat<(float[], double, double)>(([1, 2, 3], 1, 0), 70_000)];
        BadFileException e = Assert.Throws<BadFileException>(() => Read(OpusFile.Series(many, 30, 10)));
        Assert.Contains("spectra of at least 16 points", e.Message, StringComparison.Ordinal);
    }

    private static SpectrumFile Read(byte[] series) =>
        ReaderCatalog.Default.Read(
            new OpusFile().Block(s_series, series).Status(s_series, 3, 99, 97, 1, (0, 0)).Write(),
            "a.0",
            ReadHints.None
        );
}
