using System.Text;
using SpectraPipeline.Core;
using SpectraPipeline.IO.Readers;
using SpectraPipeline.Testing.Writers;
using Xunit;

namespace SpectraPipeline.IO.Tests.Readers.Opus;

/// <summary>What the reader promises, on files made by the writer.</summary>
public sealed class BrukerOpusReaderTests
{
    private static readonly int s_absorbance = OpusFile.Code(3, 3, 0, 4);
    private static readonly int s_singleBeam = OpusFile.Code(3, 1, 0, 1);
    private static readonly int s_interferogram = OpusFile.Code(3, 1, 0, 2);
    private static readonly double[] s_low = [0.5, 1.5, 1.0];
    private static readonly double[] s_high = [2.5, 3.5, 3.0];

    [Theory]
    [InlineData(1.0 / 128)]
    [InlineData(0.04)]
    public void Applies_the_factor_of_interferograms_in_single_precision(double factor)
    {
        SpectrumData s = One(new OpusFile().Curve(s_interferogram, s_high, 0, 2, factor, 0, ("DXU", "PNT")));
        Assert.Equal("IgSm", s.Block);
        Assert.Equal([.. s_high.Select(v => (double)((float)v * (float)factor))], s.Channels[0].Values);
        Assert.Equal([0, 1, 2], s.X);
        Assert.Equal(Unit.None, s.XUnit);
    }

    [Fact]
    public void Takes_as_many_points_as_stated_and_not_the_padding()
    {
        SpectrumData s = One(new OpusFile().Curve(s_absorbance, s_high, 4000, 3998, 1, padding: 2));
        Assert.Equal(s_high, s.Channels[0].Values);
        Assert.Equal([4000, 3999, 3998], s.X);
        Assert.Equal(Unit.PerCm, s.XUnit);
        Assert.Equal(SignalKind.Absorbance, s.Channels[0].Signal.Kind);
    }

    [Fact]
    public void Puts_the_result_first_then_what_it_was_made_from()
    {
        SpectrumFile file = Read(
            new OpusFile()
                .Curve(OpusFile.Code(3, 2, 0, 2), s_low, 0, 2)
                .Curve(s_interferogram, s_low, 0, 2)
                .Curve(OpusFile.Code(3, 1, 0, 3), s_low, 0, 2)
                .Curve(OpusFile.Code(3, 3, 0, 22), s_low, 0, 2)
                .Curve(OpusFile.Code(3, 3, 0, 22 + 32), s_low, 0, 2)
                .Curve(OpusFile.Code(3, 2, 0, 1), s_low, 0, 2)
                .Curve(s_singleBeam, s_low, 0, 2)
                .Curve(OpusFile.Code(3, 3, 0, 12), s_low, 0, 2)
        );
        Assert.Equal(["Refl", "ScSm", "ScRf", "IgSm", "IgRf", "PhSm", "Match/2.Chn.", "Match"], file.Spectra.Select(s => s.Block));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Keeps_all_spectra_of_one_kind_with_the_status_block_that_states_their_extremes(bool swapped)
    {
        // The axes tell which status block was taken.
        OpusFile file = new OpusFile().Block(s_absorbance, Floats(s_low)).Block(s_absorbance, Floats(s_high));
        var statuses = new (double First, (double, double) Extremes)[] { (100, (0.5, 1.5)), (200, (2.5, 3.5)) };
        foreach (var (first, extremes) in swapped ? statuses.Reverse() : statuses)
            file.Status(s_absorbance, 3, first, first - 2, 1, extremes);
        SpectrumFile read = Read(file);
        // What was written last is what OPUS shows.
        Assert.Equal(["AB", "AB (2)"], read.Spectra.Select(s => s.Block));
        Assert.Equal([200, 100], read.Spectra.Select(s => s.X[0]));
        Assert.Equal(s_high, read.Spectra[0].Channels[0].Values);
        Assert.Empty(read.Notes);
    }

    [Fact]
    public void Tells_equal_extremes_apart_by_the_mark_of_what_was_measured()
    {
        int measured = OpusFile.Code(3, 3, 0, 4, measured: true);
        SpectrumFile read = Read(
            new OpusFile()
                .Block(measured, Floats(s_low))
                .Block(s_absorbance, Floats(s_low))
                .Status(s_absorbance, 3, 200, 198, 1, (0.5, 1.5))
                .Status(measured, 3, 100, 98, 1, (0.5, 1.5))
        );
        Assert.Equal([200, 100], read.Spectra.Select(s => s.X[0]));
    }

    [Theory]
    [InlineData(5)]
    [InlineData(6)]
    public void Does_not_take_a_report_on_a_spectrum_for_the_spectrum(int form)
    {
        SpectrumFile read = Read(
            new OpusFile().Curve(s_absorbance, s_high, 3, 1).Block(OpusFile.Code(3, 3, 0, 4, form: form), Floats([9, 9, 9, 9]))
        );
        Assert.Equal(s_high, Assert.Single(read.Spectra).Channels[0].Values);
        Assert.Empty(read.Notes);
    }

    [Fact]
    public void Reads_an_unknown_form_when_it_has_a_status_block_of_its_own()
    {
        SpectrumFile read = Read(new OpusFile().Curve(OpusFile.Code(3, 3, 0, 4, form: 6), s_low, 3, 1).Curve(s_singleBeam, s_high, 3, 1));
        Assert.Equal(["ScSm", "AB/Form6"], read.Spectra.Select(s => s.Block));
    }

    [Theory]
    [InlineData(40, true)]
    [InlineData(100, false)]
    public void Reads_the_directory_where_and_as_long_as_the_header_says(int room, bool last)
    {
        // Readers that expect 40 entries behind the header miss the spectrum: it is the 60th, or elsewhere.
        var file = new OpusFile { Room = room, DirectoryLast = last };
        for (int i = 0; i < room - 10; i++)
            file.Block(OpusFile.Code(0, 0, 5, 0), OpusFile.Parameters(("PLT", i)));
        Assert.Equal(s_high, One(file.Curve(s_absorbance, s_high, 3, 1)).Channels[0].Values);
    }

    [Fact]
    public void Reads_compact_blocks_from_their_end_and_whole_numbers()
    {
        int compact = OpusFile.Code(3, 3, 0, 4, form: 4);
        byte[] whole = [.. ((int[])[7, 7, 1, -2, 3]).SelectMany(BitConverter.GetBytes)];
        SpectrumData s = One(new OpusFile().Block(compact, whole).Status(compact, 3, 3, 1, 0.5, (-1, 1.5), ("DPF", 2)));
        Assert.Equal([0.5, -1, 1.5], s.Channels[0].Values);
    }

    [Theory]
    [InlineData("06/02/2020", "13:09:58.095 (GMT+1)", "2020-02-06T12:09:58.0950000Z")]
    [InlineData("2012/11/09", "11:45:34 (GMT-6)", "2012-11-09T17:45:34.0000000Z")]
    [InlineData("11/05/2020", "09:09:55.555 (GMT+12)", "2020-05-10T21:09:55.5550000Z")]
    [InlineData("11/05/2020", "09:09:55 (GMT+5.5)", "2020-05-11T03:39:55.0000000Z")]
    [InlineData("11/05/2020", "09:09:55 (GMT-3:30)", "2020-05-11T12:39:55.0000000Z")]
    [InlineData("11/05/2020", "09:09:55 (GMT)", "2020-05-11T09:09:55.0000000Z")]
    [InlineData("11/05/2020", "09:09:55 (GMT+\u00D9\u00A3)", "2020-05-11T09:09:55.0000000")]
    [InlineData("31/12/1999", "23:59:59", "1999-12-31T23:59:59.0000000")]
    [InlineData("31/12/1999", "", null)]
    [InlineData("", "23:59:59", null)]
    [InlineData("12/31/1999", "23:59:59", null)]
    public void States_the_time_as_UTC_only_where_the_zone_is_known(string date, string time, string? expected)
    {
        SpectrumData s = One(new OpusFile().Curve(s_absorbance, s_high, 3, 1, 1, 0, ("DAT", date), ("TIM", time)));
        Assert.Equal(expected, s.Acquired?.ToString("O", System.Globalization.CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("WN", "cm-1")]
    [InlineData("MI", "um")]
    [InlineData("MIN", "min")]
    [InlineData("LGW", "")]
    [InlineData("XYZ", "")]
    public void Knows_the_units_of_x(string dxu, string unit)
    {
        SpectrumFile read = Read(new OpusFile().Curve(s_absorbance, s_high, 3, 1, 1, 0, ("DXU", dxu)));
        Assert.Equal(unit, read.Spectra[0].XUnit.Symbol);
        Assert.Equal(dxu == "XYZ", read.Notes.Any(n => n.Contains("XYZ", StringComparison.Ordinal)));
        Assert.Equal(dxu is "WN" or "MI" or "LGW" ? "ir" : null, read.Technique);
    }

    [Theory]
    [InlineData(3500, Quantity.RamanShift)]
    [InlineData(9394, Quantity.Wavenumber)]
    public void Takes_Raman_spectra_for_shifts_unless_they_lie_where_no_shift_is(double first, Quantity expected)
    {
        SpectrumFile read = Read(new OpusFile().Curve(OpusFile.Code(3, 3, 0, 10), s_high, first, first - 2));
        Assert.Equal("raman", read.Technique);
        Assert.Equal(expected, read.Spectra[0].XUnit.Quantity);
        Assert.Equal(expected == Quantity.Wavenumber, read.Notes.Count == 1);
    }

    [Fact]
    public void Keeps_parameters_under_their_keys_and_tells_those_of_the_reference_apart()
    {
        SpectrumFile read = Read(
            new OpusFile()
                .Block(OpusFile.Code(0, 2, 3, 0), OpusFile.Parameters(("NSS", 16), ("RES", 4.0), ("NSR", 8)))
                .Block(OpusFile.Code(0, 0, 3, 0), OpusFile.Parameters(("NSS", 32), ("RES", 4.0)))
                .Block(OpusFile.Code(0, 0, 2, 0), OpusFile.Parameters(("INS", "older")))
                .Block(OpusFile.Code(0, 0, 2, 0), OpusFile.Parameters(("INS", "newer")))
                .Block(OpusFile.Code(0, 0, 10, 0), OpusFile.Parameters(("SNM", "film")))
                .Block(OpusFile.Code(0, 0, 0, 0, form: 5), Encoding.Latin1.GetBytes("\0\0Operator:x\0Save\0"))
                .Curve(s_absorbance, s_high, 3, 1)
        );
        Assert.Equal("32", read.Metadata["NSS"]);
        Assert.Equal("16", read.Metadata["Rf.NSS"]);
        Assert.Equal("4", read.Metadata["RES"]);
        Assert.Equal("8", read.Metadata["NSR"]);
        Assert.False(read.Metadata.ContainsKey("Rf.RES"));
        Assert.Equal(("newer", "older"), (read.Metadata["INS"], read.Metadata["Instrument.INS"]));
        Assert.Equal("Operator:x\nSave", read.Metadata["History"]);
        Assert.Equal("film", read.Spectra[0].Title);
        Assert.Equal("3", read.Spectra[0].Metadata["NPT"]);
    }

    [Theory]
    [InlineData(1252, new byte[] { 0xE9 }, "é")]
    [InlineData(65001, new byte[] { 0xC3, 0xA9 }, "é")]
    [InlineData(932, new byte[] { 0x83, 0x7E }, "ミ")]
    [InlineData(4711, new byte[] { 0xE9 }, "é")]
    public void Reads_text_in_the_code_page_that_the_file_names(int codePage, byte[] bytes, string expected)
    {
        SpectrumFile read = Read(
            new OpusFile()
                .Block(OpusFile.Code(0, 0, 11, 0), OpusFile.Parameters(("FD1", bytes)))
                .Block(OpusFile.Code(0, 0, 10, 0), OpusFile.Parameters(("SNM", "a"), ("CPG", codePage)))
                .Curve(s_absorbance, s_high, 3, 1)
        );
        Assert.Equal(expected, read.Metadata["FD1"]);
    }

    [Fact]
    public void Says_when_the_values_have_other_extremes_than_stated()
    {
        SpectrumFile read = Read(new OpusFile().Block(s_absorbance, Floats(s_high)).Status(s_absorbance, 3, 3, 1, 1, (2.5, 3.6)));
        Assert.Contains("status block states 2.5 to 3.6", Assert.Single(read.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void Keeps_what_is_complete_in_a_truncated_file_and_names_what_is_lost()
    {
        byte[] bytes = new OpusFile().Curve(s_interferogram, s_low, 0, 2).Curve(s_absorbance, s_high, 3, 1).Write();
        SpectrumFile read = Read(bytes[..^10]);
        Assert.Equal("IgSm", Assert.Single(read.Spectra).Block);
        Assert.Contains(
            read.Notes,
            n => n.StartsWith("truncated: ", StringComparison.Ordinal) && n.EndsWith("status of AB", StringComparison.Ordinal)
        );
        Assert.Contains(
            read.Notes,
            n => n.StartsWith("block AB ", StringComparison.Ordinal) && n.Contains("left out", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void Leaves_out_a_block_with_fewer_values_than_stated()
    {
        SpectrumFile read = Read(
            new OpusFile().Curve(s_interferogram, s_low, 0, 2).Block(s_absorbance, Floats(s_high)).Status(s_absorbance, 5, 3, 1, 1, (0, 1))
        );
        Assert.Equal("IgSm", Assert.Single(read.Spectra).Block);
        Assert.Contains("5 points are stated, 3 are stored", Assert.Single(read.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void Says_when_the_header_counts_other_blocks_than_the_directory() =>
        Assert.Contains(
            "counts 9 blocks, the directory lists 3",
            Assert.Single(Read(new OpusFile { StatedCount = 9 }.Curve(s_absorbance, s_high, 3, 1)).Notes),
            StringComparison.Ordinal
        );

    [Fact]
    public void Refuses_what_is_no_OPUS_file_or_has_a_damaged_directory()
    {
        byte[] good = new OpusFile().Curve(s_absorbance, s_high, 3, 1).Write();
        Assert.Contains("0A0AFEFE", Refusal("Spectral Data File\r\n"u8.ToArray()), StringComparison.Ordinal);
        Assert.Contains("an entry of the directory", Refusal(good[..64]), StringComparison.Ordinal);
        Assert.Contains("the header of OPUS", Refusal(good[..20]), StringComparison.Ordinal);
        Assert.Contains("place and size of the directory", Refusal(With(good, 16, 0)), StringComparison.Ordinal);
        Assert.Contains("an entry of the directory", Refusal(With(good, 12, int.MaxValue)), StringComparison.Ordinal);
        Assert.Contains("the length of a block", Refusal(With(good, 24 + 12 + 4, -1)), StringComparison.Ordinal);
        Assert.Contains(
            "no status block gives its axis",
            Refusal(new OpusFile().Block(s_absorbance, Floats(s_low)).Write()),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "none in the directory",
            Refusal(new OpusFile().Block(OpusFile.Code(0, 0, 2, 0), OpusFile.Parameters(("INS", "x"))).Write()),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Refuses_a_directory_whose_blocks_cover_the_file_again_and_again()
    {
        // Without this, a file of 100 kB could list itself a thousand times: seconds and gigabytes.
        var file = new OpusFile { Room = 1000 };
        byte[] bytes = file.Curve(s_absorbance, new double[20_000], 3, 1).Write();
        for (int entry = 3; entry < 1000; entry++)
            bytes.AsSpan(24 + 12, 12).CopyTo(bytes.AsSpan(24 + 12 * entry));
        Assert.Contains("overlap", Refusal(bytes), StringComparison.Ordinal);
    }

    [Fact]
    public void A_block_with_very_many_status_blocks_is_not_read_for_each_of_them()
    {
        const int Points = 500_000;
        var file = new OpusFile { Room = 900 }.Curve(s_absorbance, new double[Points], 3, 1);
        for (int k = 0; k < 800; k++)
            file.Status(s_absorbance, Points, 3, 1, 1, (k, k + 1));
        byte[] bytes = file.Write();
        long before = GC.GetAllocatedBytesForCurrentThread();
        _ = Assert.Single(Read(bytes).Spectra);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, (64 << 20) + 8 * 2 * 8 * Points);
    }

    [Fact]
    public void A_key_with_very_many_values_is_not_numbered_without_end()
    {
        (string, object)[] entries = [.. Enumerable.Range(0, 50_000).Select(k => ("ABC", (object)k))];
        byte[] bytes = new OpusFile()
            .Block(OpusFile.Code(0, 0, 2, 0), OpusFile.Parameters(entries))
            .Curve(s_absorbance, s_high, 3, 1)
            .Write();
        long before = GC.GetAllocatedBytesForCurrentThread();
        SpectrumFile read = Read(bytes);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64 << 20);
        Assert.Equal("0", read.Metadata["ABC"]);
        Assert.Equal("1", read.Metadata["Instrument.ABC"]);
        Assert.Equal("100", read.Metadata["Instrument100.ABC"]);
        Assert.Equal(101, read.Metadata.Keys.Count(k => k.EndsWith("ABC", StringComparison.Ordinal)));
    }

    private static SpectrumData One(OpusFile file) => Assert.Single(Read(file).Spectra);

    private static SpectrumFile Read(OpusFile file) => Read(file.Write());

    private static SpectrumFile Read(byte[] bytes) => ReaderCatalog.Default.Read(bytes, "a.0", ReadHints.None, "bruker-opus");

    private static string Refusal(byte[] bytes) => Assert.Throws<BadFileException>(() => Read(bytes)).Message;

    private static byte[] Floats(IEnumerable<double> values) => OpusFile.Floats([.. values.Select(v => (float)v)]);

    private static byte[] With(byte[] bytes, int at, int value)
    {
        byte[] changed = [.. bytes];
        BitConverter.TryWriteBytes(changed.AsSpan(at), value);
        return changed;
    }
}
