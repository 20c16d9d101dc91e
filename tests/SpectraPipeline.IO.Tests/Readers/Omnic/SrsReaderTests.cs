using SpectraPipeline.Core;
using SpectraPipeline.IO.Readers;
using SpectraPipeline.Testing;
using SpectraPipeline.Testing.Writers;
using SpectraPipeline.Testing.Writers.Omnic;
using Xunit;

namespace SpectraPipeline.IO.Tests.Readers.Omnic;

public sealed class SrsReaderTests
{
    private const int Points = SampleFiles.Points;

    // Strong lines of water vapour (cm-1; HITRAN, Gordon et al., J. Quant. Spectrosc. Radiat. Transf. 277 (2022) 107949).
    private static readonly double[] s_waterLines =
    [
        1540.30,
        1558.53,
        1616.71,
        1635.65,
        1653.27,
        1684.84,
        1695.93,
        1717.40,
        1734.65,
        3735.02,
        3749.33,
        3801.42,
        3837.87,
        3854.00,
        3870.12,
    ];

    [Fact]
    public void Time_runs_from_the_first_time_and_not_from_the_step()
    {
        SpectrumFile file = Read(Series(5));
        Assert.Equal([15.0, 45, 75, 105, 135], file.Spectra.Select(s => s.TimeS));
        DateTime start = new(2024, 5, 6, 7, 8, 9, DateTimeKind.Utc);
        Assert.Equal(start.AddSeconds(45), file.Spectra[1].Acquired);
        Assert.Equal("Extinktion", file.Metadata["Y-Achse"]);
        Assert.Empty(file.Notes);
    }

    [Fact]
    public void Samples_ascend_although_the_header_names_the_high_end_first()
    {
        SpectrumData s = Read(Series(2)).Spectra[1];
        Assert.Equal(SampleFiles.X(0), s.X[0]);
        Assert.Equal((float)SampleFiles.Value(1, 0), s.Channels[0].Values[0]);
    }

    [Fact]
    public void Labels_end_at_their_zero_and_keep_their_language()
    {
        byte[] bytes = new OmnicSeriesFile { Label = k => $"Verknüpftes Spektrum bei 0,{k} Min." }.Write(400, 500, OmnicSamples.Values(3));
        Assert.Equal("Verknüpftes Spektrum bei 0,2 Min.", Read(bytes).Spectra[2].Title);
    }

    [Fact]
    public void A_start_that_nothing_confirms_is_not_taken()
    {
        SpectrumFile file = Read(new OmnicSeriesFile { RepeatTime = false }.Write(400, 500, OmnicSamples.Values(3)));
        Assert.All(file.Spectra, s => Assert.Null(s.Acquired));
        Assert.Equal(45, file.Spectra[1].TimeS);
        Assert.Equal("2024-05-06 07:08:09", file.Metadata["Collected (UTC)"]);
        Assert.Contains(file.Notes, n => n.Contains("stands nowhere else", StringComparison.Ordinal));
    }

    [Fact]
    public void A_cut_series_gives_its_complete_spectra()
    {
        byte[] bytes = Series(5);
        SpectrumFile file = Read(bytes[..^(4 * Points + 100 + 1)]);
        Assert.Equal(3, file.Spectra.Count);
        Assert.Contains("the file was cut: 3 of 5 spectra are complete", file.Notes);
        BadFileException e = Assert.Throws<BadFileException>(() => Read(bytes[..^(5 * (4 * Points + 100) - 1)]));
        Assert.Contains("before the first spectrum was complete", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_length_that_does_not_fit_the_number_of_spectra_is_refused()
    {
        BadFileException e = Assert.Throws<BadFileException>(() =>
            Read(new OmnicSeriesFile { Claimed = 4 }.Write(400, 500, OmnicSamples.Values(5)))
        );
        Assert.Contains("4 spectra of 40 points", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_family_of_series_is_refused_by_its_blocks()
    {
        byte[] bytes = new OmnicTable { Series = true, Kind = 11 }
            .Add(2, OmnicTable.Header(2, 2, 1))
            .Write();
        BadFileException e = Assert.Throws<BadFileException>(() => Read(bytes));
        Assert.Contains("another family of series", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_time_step_of_zero_gives_no_times()
    {
        SpectrumFile file = Read(new OmnicSeriesFile { StepMinutes = 0 }.Write(400, 500, OmnicSamples.Values(3)));
        Assert.All(file.Spectra, s => Assert.Equal(double.NaN, s.TimeS));
        Assert.Contains(file.Notes, n => n.Contains("no times", StringComparison.Ordinal));
    }

    [Fact]
    public void A_map_is_refused_by_name_with_advice()
    {
        byte[] bytes = new OmnicSeriesFile { Along = 5, Extra = 0x06 }.Write(400, 500, OmnicSamples.Values(3));
        BadFileException e = Assert.Throws<BadFileException>(() => Read(bytes));
        Assert.Contains("an OMNIC map (.map)", e.Message, StringComparison.Ordinal);
        string? real = Corpus.Path("corpus/formats/nanoir/small_Omnic.map");
        Assert.SkipWhen(real is null, "needs the shared corpus: nanoir/small_Omnic.map");
        e = Assert.Throws<BadFileException>(() => ReaderCatalog.Default.Read(real!, ReadHints.None));
        Assert.Contains("an OMNIC map (.map)", e.Message, StringComparison.Ordinal);
    }

    // Another reader returns this series mirrored. The dips of water vapour decide: they are where the literature has them, and the
    // region is rough with them, only if the samples ascend.
    [Fact]
    public void Water_vapour_of_a_real_series_is_in_its_place()
    {
        SpectrumFile file = RealSeries();
        double[] x = file.Spectra[0].X;
        double[] y = file.Spectra[0].Channels[0].Values;
        double[] mirrored = [.. Enumerable.Reverse(y)];
        // Lines of 2 to 4 cm-1 width on a grid of 0.48 cm-1.
        double right = MeanDistanceOfDips(x, y);
        double wrong = MeanDistanceOfDips(x, mirrored);
        Assert.True(right < 0.6, $"mean distance {right} cm-1");
        Assert.True(wrong > 1.2, $"mirrored {wrong} cm-1");
        Assert.True(Roughness(x, y, 1500, 1700) > 5 * Roughness(x, mirrored, 1500, 1700));
    }

    [Fact]
    public void Times_of_a_real_series_agree_with_what_each_spectrum_carries()
    {
        SpectrumFile file = RealSeries();
        Assert.Equal(118, file.Spectra.Count);
        // Elapsed 78.52 s and 8974.51 s stand in the records of the first and the last spectrum, in 1/100 s.
        Assert.Equal(78.52, file.Spectra[0].TimeS, 0.02);
        Assert.Equal(8974.51, file.Spectra[^1].TimeS, 0.02);
        Assert.Equal(new DateTime(2021, 6, 25, 10, 10, 41, DateTimeKind.Utc), file.Spectra[0].Acquired!.Value, TimeSpan.FromSeconds(1));
        Assert.Equal("Linked spectrum at 149.575 min.", file.Spectra[^1].Title);
        Assert.Empty(file.Notes);
    }

    private static SpectrumFile RealSeries()
    {
        string? path = Corpus.Path("corpus/formats/srs/mpalang_Test.srs");
        Assert.SkipWhen(path is null, "needs the shared corpus: srs/mpalang_Test.srs");
        return ReaderCatalog.Default.Read(path!, ReadHints.None);
    }

    private static double MeanDistanceOfDips(double[] x, double[] y) =>
        s_waterLines.Average(line =>
        {
            int dip = Enumerable.Range(4, x.Length - 8).Where(i => Math.Abs(x[i] - line) < 3).MaxBy(i => y[i - 3] - 2 * y[i] + y[i + 3]);
            return Math.Abs(x[dip] - line);
        });

    private static double Roughness(double[] x, double[] y, double from, double to) =>
        Math.Sqrt(
            Enumerable
                .Range(2, x.Length - 4)
                .Where(i => x[i] >= from && x[i] <= to)
                .Average(i => Math.Pow(y[i - 2] - 2 * y[i] + y[i + 2], 2))
        );

    private static byte[] Series(int spectra) =>
        new OmnicSeriesFile().Write(SampleFiles.X(0), SampleFiles.X(Points - 1), OmnicSamples.Values(spectra));

    private static SpectrumFile Read(byte[] bytes) => ReaderCatalog.Default.Read(bytes, "a.srs", ReadHints.None);
}
