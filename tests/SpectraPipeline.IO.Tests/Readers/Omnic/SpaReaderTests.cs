using SpectraPipeline.Core;
using SpectraPipeline.IO.Readers;
using SpectraPipeline.Testing;
using SpectraPipeline.Testing.Writers;
using SpectraPipeline.Testing.Writers.Omnic;
using Xunit;

namespace SpectraPipeline.IO.Tests.Readers.Omnic;

public sealed class SpaReaderTests
{
    [Fact]
    public void Says_what_x_and_y_are_and_when_they_were_measured()
    {
        SpectrumFile file = Read(OmnicSamples.Spa().Write());
        SpectrumData s = Assert.Single(file.Spectra);
        Assert.Equal("ir", file.Technique);
        Assert.Equal(Unit.PerCm, s.XUnit);
        Assert.Equal(SignalKind.Absorbance, s.Channels[0].Signal.Kind);
        Assert.Equal("Probe µ", s.Title);
        Assert.Equal(new DateTime(2024, 5, 6, 7, 8, 9, DateTimeKind.Utc), s.Acquired);
        Assert.Equal(DateTimeKind.Utc, s.Acquired!.Value.Kind);
        Assert.Equal("32", file.Metadata["Sample scans"]);
        Assert.Equal("19.28", file.Metadata["Collection time (s)"]);
        Assert.Equal("4,000", file.Metadata["Résolution"]);
        Assert.DoesNotContain(file.Metadata.Keys, k => k.Contains("Background le", StringComparison.Ordinal));
        Assert.Equal("64 points in the file, not read", file.Metadata["Sample interferogram"]);
        Assert.Empty(file.Notes);
    }

    // Public notes put the velocity 188 bytes behind the header block, which holds only where no block 0x80 stands between.
    [Fact]
    public void The_optical_velocity_is_that_of_the_instrument_block() =>
        Assert.Equal("1.8988", Read(OmnicSamples.Spa().Write()).Metadata["Optical velocity"]);

    [Theory]
    [InlineData(16, SignalKind.Transmittance, "%")]
    [InlineData(11, SignalKind.Transmittance, "%")]
    [InlineData(12, SignalKind.Absorbance, "")]
    [InlineData(15, SignalKind.SingleBeam, "")]
    [InlineData(23, SignalKind.Transmittance, "")]
    [InlineData(31, SignalKind.Counts, "")]
    [InlineData(22, SignalKind.Unknown, "V")]
    [InlineData(99, SignalKind.Unknown, "")]
    public void Codes_of_y_are_told_apart(byte code, SignalKind kind, string unit)
    {
        byte[] bytes = new OmnicTable().Add(2, OmnicTable.Header(3, 4000, 400, 1, code)).Add(3, OmnicTable.Floats([1, 2, 3])).Write();
        Assert.Equal(new Signal(kind, unit), Read(bytes).Spectra[0].Channels[0].Signal);
    }

    [Fact]
    public void An_interferogram_has_points_and_no_unit_of_x()
    {
        byte[] bytes = new OmnicTable().Add(2, OmnicTable.Header(3, 0, 2, 2, 22)).Add(3, OmnicTable.Floats([1, 2, 3])).Write();
        SpectrumData s = Read(bytes).Spectra[0];
        Assert.Equal([0.0, 1, 2], s.X);
        Assert.Equal(Unit.None, s.XUnit);
    }

    [Fact]
    public void Raman_is_told_by_the_unit_of_x()
    {
        byte[] bytes = new OmnicTable().Add(2, OmnicTable.Header(3, 3000, 100, 32, 31)).Add(3, OmnicTable.Floats([1, 2, 3])).Write();
        SpectrumFile file = Read(bytes);
        Assert.Equal("raman", file.Technique);
        Assert.Equal(Unit.RamanShift, file.Spectra[0].XUnit);
    }

    [Fact]
    public void Fewer_intensities_than_points_are_read_with_a_note_and_keep_their_places()
    {
        SpectrumFile file = Read(OmnicSamples.Spa(points: 79).Write());
        double[] x = file.Spectra[0].X;
        Assert.Equal(SampleFiles.Points, x.Length);
        // 79 points over the same range: half the step.
        Assert.Equal(SampleFiles.X(0) + 0.75, x[1], 1e-9);
        Assert.Contains(file.Notes, n => n.Contains("79 points, 40 are stored", StringComparison.Ordinal));
    }

    [Fact]
    public void A_file_cut_behind_the_spectrum_is_read_with_a_note_and_one_cut_inside_is_refused()
    {
        byte[] bytes = OmnicSamples.Spa().Write();
        Assert.Contains(Read(bytes[..^10]).Notes, n => n.Contains("the file was cut", StringComparison.Ordinal));
        BadFileException e = Assert.Throws<BadFileException>(() => Read(bytes[..^300]));
        Assert.Contains("the intensities (key 0x03)", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_time_none_is_made_up()
    {
        byte[] bytes = new OmnicTable().Add(2, OmnicTable.Header(2, 2, 1)).Add(3, OmnicTable.Floats([1, 2])).Write();
        Assert.Null(Read(bytes).Spectra[0].Acquired);
    }

    [Fact]
    public void A_group_is_not_read_as_one_spectrum()
    {
        byte[] group = SampleFiles.All.First(s => s.Format == "omnic-spg").Bytes;
        BadFileException e = Assert.Throws<BadFileException>(() => ReaderCatalog.Default.Read(group, "a.spa", ReadHints.None, "omnic-spa"));
        Assert.Contains("omnic-spg", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "at least one key record")]
    [InlineData(1, "a header (key 0x02) and intensities (key 0x03)")]
    [InlineData(2, "two ends of an x-axis")]
    [InlineData(3, "a number of points")]
    public void Refuses_with_what_was_expected(int fault, string expected)
    {
        byte[] y = OmnicTable.Floats([1, 2]);
        OmnicTable table = fault switch
        {
            0 => new OmnicTable(),
            1 => new OmnicTable().Add(3, y),
            2 => new OmnicTable().Add(2, OmnicTable.Header(2, 500, 500)).Add(3, y),
            _ => new OmnicTable().Add(2, OmnicTable.Header(0, 2, 1)).Add(3, y),
        };
        BadFileException e = Assert.Throws<BadFileException>(() => Read(table.Write()));
        Assert.Contains(expected, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Records_that_all_point_at_the_same_bytes_are_refused()
    {
        byte[] bytes = OmnicSamples.Spa().Write();
        // The history is given the place and length of the whole file.
        BitConverter.TryWriteBytes(bytes.AsSpan(304 + 3 * 16 + 2), 0);
        BitConverter.TryWriteBytes(bytes.AsSpan(304 + 3 * 16 + 6), bytes.Length);
        BadFileException e = Assert.Throws<BadFileException>(() => Read(bytes));
        Assert.Contains("the length of the file", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Agrees_with_the_table_that_OMNIC_exported()
    {
        string? spa = Corpus.Path("corpus/formats/spa/0min-1-97C.SPA");
        string? csv = Corpus.Path("corpus/formats/ir_ascii/0min-1-97C.SPA.csv");
        Assert.SkipWhen(spa is null || csv is null, "needs the shared corpus: spa/0min-1-97C.SPA and its export");
        SpectrumData ours = ReaderCatalog.Default.Read(spa!, ReadHints.None).Spectra[0];
        SpectrumData export = ReaderCatalog.Default.Read(csv!, ReadHints.None).Spectra[0];
        Assert.Equal(export.X.Length, ours.X.Length);
        bool reversed = export.X[0] < export.X[^1];
        for (int i = 0; i < ours.X.Length; i++)
        {
            int j = reversed ? ours.X.Length - 1 - i : i;
            // The export has six digits. Its x are single precision (2^-24), made with a step whose relative error of up to two units of
            // 2^-23 adds up.
            double single = Math.ScaleB(ours.X[i], -24) + Math.ScaleB(ours.X[0] - ours.X[i], -22);
            Assert.Equal(export.X[j], ours.X[i], HalfSixthDigit(ours.X[i]) + single);
            double y = ours.Channels[0].Values[i];
            Assert.Equal(export.Channels[0].Values[j], y, HalfSixthDigit(y) * (1 + 1e-9));
        }
    }

    private static double HalfSixthDigit(double value) => 0.5 * Math.Pow(10, Math.Floor(Math.Log10(value)) - 5);

    private static SpectrumFile Read(byte[] bytes) => ReaderCatalog.Default.Read(bytes, "a.spa", ReadHints.None);
}
