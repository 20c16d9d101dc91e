using SpectraPipeline.Core;
using SpectraPipeline.IO.Readers;
using SpectraPipeline.Testing.Writers;
using Xunit;

namespace SpectraPipeline.IO.Tests.Readers.Wdf;

public sealed class WdfReaderTests
{
    // 2023-02-10 13:47:28.0140267 UTC.
    private const long Moment = 133205104480140267;
    private static readonly double[] s_x = [1500, 1400.5, 1300.25, 100];
    private static readonly double[] s_y = [1.5, 2.25, -3, 70000];

    private static readonly WdfFile s_one = new() { X = s_x, Spectra = [s_y] };

    [Fact]
    public void X_stays_in_the_order_of_the_file_and_is_a_raman_shift()
    {
        SpectrumFile file = Read(s_one);
        Assert.Equal("raman", file.Technique);
        SpectrumData spectrum = Assert.Single(file.Spectra);
        Assert.Equal(s_x, spectrum.X);
        Assert.Equal(s_y, spectrum.Channels[0].Values);
        Assert.Equal(Unit.RamanShift, spectrum.XUnit);
        Assert.Equal(new Signal(SignalKind.Counts, "counts"), spectrum.Channels[0].Signal);
        Assert.Equal("made by a test", spectrum.Title);
        Assert.Equal("Müller", file.Metadata["User"]);
        Assert.Equal("5.6.0.1", file.Metadata["ApplicationVersion"]);
        Assert.Equal("2", file.Metadata["Accumulations"]);
    }

    [Fact]
    public void The_laser_is_a_wavenumber_and_its_wavelength_is_the_inverse()
    {
        SpectrumFile file = Read(s_one with { LaserWavenumber = 20000 });
        Assert.Equal("20000", file.Metadata["LaserWavenumber (cm-1)"]);
        Assert.Equal("500", file.Metadata["LaserWavelength (nm)"]);
        Assert.DoesNotContain("LaserWavelength (nm)", Read(s_one with { LaserWavenumber = 0 }).Metadata);
    }

    [Theory]
    [InlineData(3u, "nm", null)]
    [InlineData(4u, "eV", null)]
    [InlineData(2u, "cm-1", null)]
    [InlineData(1u, "cm-1", "raman")]
    public void The_unit_of_x_is_what_the_x_list_says(uint code, string unit, string? technique)
    {
        SpectrumFile file = Read(s_one with { AxisUnit = code });
        Assert.Equal(unit, file.Spectra[0].XUnit.Symbol);
        Assert.Equal(technique, file.Technique);
    }

    [Fact]
    public void Times_are_integers_of_100_ns_and_give_utc_and_seconds_since_the_first_spectrum()
    {
        SpectrumFile file = Read(Three() with { Origins = [Time(0, 30_884_593, 61_330_090)] });
        Assert.Equal(new DateTime(2023, 2, 10, 13, 47, 28, DateTimeKind.Utc).AddTicks(140267), file.Spectra[0].Acquired);
        Assert.Equal(DateTimeKind.Utc, file.Spectra[0].Acquired!.Value.Kind);
        Assert.Equal([0, 3.0884593, 6.133009], file.Spectra.Select(s => s.TimeS));
        Assert.Empty(file.Notes);
    }

    [Fact]
    public void A_time_that_is_not_stated_stays_unknown()
    {
        SpectrumFile file = Read(Three() with { Origins = [(11, 24, "Time", [Moment, 0, Moment + 10_000_000])] });
        Assert.Null(file.Spectra[1].Acquired);
        Assert.Equal([0, double.NaN, 1], file.Spectra.Select(s => s.TimeS));
        Assert.All(Read(Three() with { Times = (Moment, Moment) }).Spectra, s => Assert.Null(s.Acquired));
    }

    [Fact]
    public void Times_that_run_backwards_are_told() =>
        Assert.Contains(Read(Three() with { Origins = [Time(0, 20, 10)] }).Notes, n => n.Contains("before", StringComparison.Ordinal));

    [Fact]
    public void A_single_spectrum_without_a_stamp_was_taken_when_the_measurement_began()
    {
        SpectrumData spectrum = Read(s_one with { Times = (Moment, Moment + 10_000_000) }).Spectra[0];
        Assert.Equal(DateTime.FromFileTimeUtc(Moment), spectrum.Acquired);
        Assert.True(double.IsNaN(spectrum.TimeS));
    }

    [Fact]
    public void Places_come_with_their_unit_and_arrays_are_as_long_as_the_measurement_was_planned()
    {
        SpectrumFile file = Read(
            Three() with
            {
                Capacity = 12,
                Origins =
                [
                    (0x8000_0003, 5, "X", WdfFile.Doubles(-1.5, 0, 1.5)),
                    (0x8000_0004, 5, "Y", WdfFile.Doubles(2, 3, 4)),
                    Time(0, 1, 2),
                ],
            }
        );
        Assert.Equal(3, file.Spectra.Count);
        Assert.Equal(["-1.5", "0", "1.5"], file.Spectra.Select(s => s.Metadata["X (µm)"]));
        Assert.Equal(["2", "3", "4"], file.Spectra.Select(s => s.Metadata["Y (µm)"]));
        Assert.Equal("X (µm) 1.5, Y (µm) 4", file.Spectra[2].Title);
        Assert.Equal("X, Y, Time", file.Metadata["PrimaryOrigins"]);
        Assert.Equal(DateTime.FromFileTimeUtc(Moment + 2), file.Spectra[2].Acquired);
        Assert.Contains(file.Notes, n => n.StartsWith("3 of 12 planned spectra", StringComparison.Ordinal));
    }

    [Fact]
    public void Flags_of_a_spectrum_are_integers_and_told_in_words()
    {
        SpectrumFile file = Read(Three() with { Origins = [(17, 0, "Flags", [0, 5, 1L << 48]), (16, 0, "Checksum", [1, 2, 3])] });
        Assert.Empty(file.Spectra[0].Metadata);
        Assert.Equal("saturated, cosmic ray", file.Spectra[1].Metadata["Flags"]);
        Assert.Equal("masked", file.Spectra[2].Metadata["Flags"]);
        Assert.Contains(file.Notes, n => n.StartsWith("2 spectra carry flags", StringComparison.Ordinal));
    }

    [Fact]
    public void A_measurement_of_undefined_type_without_origins_gives_all_its_spectra()
    {
        // rosettasciio returns one of two here, Altaxo none.
        SpectrumFile file = Read(
            Three() with
            {
                MeasurementType = 0,
                WithoutOrigins = true,
                AxisUnit = 0,
                SignalUnit = 1,
                LaserWavenumber = 0,
            }
        );
        Assert.Equal(3, file.Spectra.Count);
        Assert.Null(file.Technique);
        Assert.Equal(Unit.None, file.Spectra[0].XUnit);
        Assert.Equal(SignalKind.Unknown, file.Spectra[0].Channels[0].Signal.Kind);
        Assert.Contains(file.Notes, n => n.Contains("does not say what x is", StringComparison.Ordinal));
    }

    [Fact]
    public void Settings_are_named_by_records_before_or_behind_them_also_in_an_outer_list()
    {
        byte[] list = WdfFile.PropertyList(
            WdfFile.Property('p', 0x8001, WdfFile.Property('q', 0x8002, BitConverter.GetBytes(12.5))),
            WdfFile.Property('k', 0x8001, "Laser"u8.ToArray()),
            WdfFile.Property('k', 0x8002, "Power"u8.ToArray()),
            WdfFile.Property('u', 0x3FF, "x50 L"u8.ToArray()),
            WdfFile.Property('i', 0x777, BitConverter.GetBytes(-3)),
            WdfFile.Property('s', 0x9, [2, 0, 0, 0, 1, 0, 2, 0], 0x80),
            WdfFile.Property('t', 0x3, BitConverter.GetBytes(Moment)),
            WdfFile.Property('?', 0x10, [1]),
            WdfFile.Property('b', 0x11, [1, 2, 3])
        );
        SpectrumFile file = Read(s_one with { More = [("WXDA", 0, list), ("WARP", 2, list)] });
        Assert.Equal("12.5", file.Metadata["WXDA.Laser.Power"]);
        Assert.Equal("x50 L", file.Metadata["WXDA.Objective"]);
        Assert.Equal("-3", file.Metadata["WXDA.#777"]);
        Assert.Equal("1 2", file.Metadata["WXDA.AcquisitionCount"]);
        Assert.Equal("2023-02-10T13:47:28.0140267Z", file.Metadata["WXDA.CreationTime"]);
        Assert.Equal("true", file.Metadata["WXDA.closeLaserShutter"]);
        Assert.DoesNotContain("WXDA.FocusTrackEnabled", file.Metadata);
        Assert.Equal("12.5", file.Metadata["WARP[2].Laser.Power"]);
        Assert.Empty(file.Notes);
    }

    [Fact]
    public void A_damaged_property_list_is_told_and_costs_no_spectrum()
    {
        byte[] list = WdfFile.PropertyList(
            WdfFile.Property('u', 0x9, "three"u8.ToArray()),
            WdfFile.Property('u', 0x3FF, "x50"u8.ToArray())
        );
        list[^7] = 200;
        SpectrumFile file = Read(s_one with { More = [("WXDA", 0, list)] });
        Assert.Equal("three", file.Metadata["WXDA.AcquisitionCount"]);
        Assert.Contains(file.Notes, n => n.StartsWith("chunk WXDA: its property list cannot be read from byte", StringComparison.Ordinal));
    }

    [Fact]
    public void Lists_within_lists_end_somewhere()
    {
        byte[] nest = WdfFile.Property('i', 0x9, BitConverter.GetBytes(1));
        for (int depth = 0; depth < 3000; depth++)
            nest = WdfFile.Property('p', 0x193, nest);
        SpectrumFile file = Read(s_one with { More = [("WXDA", 0, WdfFile.PropertyList(nest))] });
        Assert.Contains(file.Notes, n => n.Contains("cannot be read", StringComparison.Ordinal));
    }

    [Fact]
    public void The_area_of_a_map_is_told()
    {
        byte[] area = new byte[48];
        area[0] = 2 | 4;
        BitConverter.GetBytes(-10f).CopyTo(area, 8);
        BitConverter.GetBytes(2.5f).CopyTo(area, 20);
        area[32] = 3;
        area[36] = 2;
        SpectrumFile file = Read(s_one with { More = [("WMAP", 0, area)] });
        Assert.Equal("column by column, alternating", file.Metadata["MapArea.Flags"]);
        Assert.Equal("-10 0 0", file.Metadata["MapArea.Start"]);
        Assert.Equal("2.5 0 0", file.Metadata["MapArea.Step"]);
        Assert.Equal("3 2 0", file.Metadata["MapArea.Size"]);
    }

    [Fact]
    public void Each_track_has_its_own_x()
    {
        SpectrumFile file = Read(
            new WdfFile
            {
                X = [1, 2, 3, 11, 12, 13],
                Spectra =
                [
                    [5, 6, 7],
                    [8, 9, 10],
                ],
                Tracks = 2,
                Flags = 8,
            }
        );
        Assert.Equal([1, 2, 3], file.Spectra[0].X);
        Assert.Equal([11, 12, 13], file.Spectra[1].X);
        Assert.Equal([8, 9, 10], file.Spectra[1].Channels[0].Values);
        Assert.Contains(file.Notes, n => n.StartsWith("2 tracks", StringComparison.Ordinal));
    }

    [Fact]
    public void A_second_chunk_of_data_is_told_and_not_read()
    {
        SpectrumFile file = Read(s_one with { More = [("DATA", 1, new byte[16])] });
        Assert.Equal(s_y, Assert.Single(file.Spectra).Channels[0].Values);
        Assert.Contains(file.Notes, n => n.StartsWith("2 chunks DATA", StringComparison.Ordinal));
    }

    [Fact]
    public void Cut_behind_the_x_list_keeps_every_spectrum_and_names_the_chunk()
    {
        byte[] bytes = (Three() with { Origins = [(0x8000_0003, 5, "X", WdfFile.Doubles(1, 2, 3)), Time(0, 1, 2)] }).Write();
        SpectrumFile file = Read(bytes[..^8]);
        Assert.Equal(3, file.Spectra.Count);
        Assert.Equal("3", file.Spectra[2].Metadata["X (µm)"]);
        Assert.Null(file.Spectra[2].Acquired);
        Assert.Contains(file.Notes, n => n.StartsWith("chunk ORGN: 1 of 2 data origins", StringComparison.Ordinal));
        Assert.Contains(file.Notes, n => n.StartsWith("the file was cut: the chunk ORGN", StringComparison.Ordinal));
    }

    [Fact]
    public void Cut_inside_the_intensities_keeps_the_complete_spectra_when_x_is_known()
    {
        byte[] bytes = (Three() with { AxisFirst = true, WithoutOrigins = true }).Write();
        int end = 512 + 16 + 8 + 4 * s_x.Length + 16 + 2 * 4 * s_x.Length + 3;
        SpectrumFile file = Read(bytes[..end]);
        Assert.Equal(2, file.Spectra.Count);
        Assert.Contains(file.Notes, n => n.StartsWith("chunk DATA holds 2 of 3 spectra", StringComparison.Ordinal));
    }

    [Fact]
    public void Cut_before_the_x_list_is_refused_and_says_what_is_lost()
    {
        BadFileException e = Assert.Throws<BadFileException>(() => Read(Three().Write()[..(512 + 16 + 2 * 4 * s_x.Length + 1)]));
        Assert.Contains("XLST", e.Expected, StringComparison.Ordinal);
        Assert.Contains("2 complete spectra", e.Expected, StringComparison.Ordinal);
        Assert.Contains("DATA", e.Found, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 'X', "WDF1")]
    [InlineData(8, 1, "a header of 512 bytes")]
    [InlineData(60, 0, "points per spectrum")]
    [InlineData(72, 0, "at least one spectrum")]
    [InlineData(72, 200, "at most the 3 planned spectra")]
    [InlineData(88, 9, "an x list as long as a spectrum")]
    [InlineData(512, 'x', "a chunk DATA")]
    public void A_damaged_header_is_refused_with_the_field_that_is_wrong(int at, byte value, string expected)
    {
        byte[] bytes = Three().Write();
        bytes[at] = value;
        BadFileException e = Assert.Throws<BadFileException>(() =>
            ReaderCatalog.Default.Read(bytes, "a.wdf", ReadHints.None, "renishaw-wdf")
        );
        Assert.Contains(expected, e.Expected, StringComparison.Ordinal);
    }

    [Fact]
    public void A_chunk_that_claims_less_than_its_header_ends_the_walk()
    {
        byte[] bytes = (s_one with { More = [("TEXT", 0, "x"u8.ToArray())] }).Write();
        bytes[^9] = 3;
        SpectrumFile file = Read(bytes);
        Assert.Contains(file.Notes, n => n.Contains("claims 3 bytes", StringComparison.Ordinal));
    }

    [Fact]
    public void A_real_series_has_the_clock_of_its_origins()
    {
        string? path = Testing.Corpus.Path("corpus/formats/wdf/renishaw_test_timeseries.wdf");
        Assert.SkipWhen(path is null, "needs corpus/formats/wdf");
        SpectrumFile file = ReaderCatalog.Default.Read(path!, ReadHints.None);
        Assert.Equal([0, 3.0884593, 6.133009], file.Spectra.Select(s => s.TimeS));
        Assert.Equal("1000", file.Metadata.Single(m => m.Key.EndsWith("Scan.Exposure Time", StringComparison.Ordinal)).Value);
        Assert.Equal("1200 l/mm (325nm PL / 532nm )", file.Metadata["WXIS.System Configuration.Grating"]);
        Assert.Equal("x40 NUV", file.Metadata["WXIS.Microscope.Objective"]);
        Assert.Equal("100", file.Metadata["WXIS.ND Transmission %"]);
    }

    [Fact]
    public void A_real_map_has_the_places_that_its_area_says()
    {
        string? path = Testing.Corpus.Path("corpus/formats/wdf/renishaw_test_streamline.wdf");
        Assert.SkipWhen(path is null, "needs corpus/formats/wdf");
        SpectrumFile file = ReaderCatalog.Default.Read(path!, ReadHints.None);
        Assert.Equal("column by column", file.Metadata["MapArea.Flags"]);
        Assert.Equal("45 49 1", file.Metadata["MapArea.Size"]);
        for (int i = 0; i < file.Spectra.Count; i++)
        {
            Assert.Equal(-8100.3 + 2.6 * (i / 49), Number(file.Spectra[i], "X (µm)"), 1e-6);
            Assert.Equal(-1201.3 + 2.6 * (i % 49), Number(file.Spectra[i], "Y (µm)"), 1e-6);
        }
    }

    [Fact]
    public void Very_many_spectra_of_next_to_no_points_are_refused()
    {
        var many = new WdfFile { X = [1, 2], Spectra = [.. Enumerable.Repeat<double[]>([3, 4], 70_000)] };
        Assert.Contains(
            "spectra of at least 16 points",
            Assert.Throws<BadFileException>(() => Read(many)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Empty_chunks_without_end_are_not_all_looked_at()
    {
        (string, uint, byte[])[] empty = [.. Enumerable.Repeat<(string, uint, byte[])>(("XXXX", 0, []), 100_100)];
        SpectrumFile file = Read(s_one with { More = empty });
        Assert.Contains(file.Notes, n => n.Contains("number 100001", StringComparison.Ordinal));
    }

    private static double Number(SpectrumData spectrum, string key) =>
        double.Parse(spectrum.Metadata[key], System.Globalization.CultureInfo.InvariantCulture);

    private static WdfFile Three() => s_one with { Spectra = [s_y, [1, 2, 3, 4], [5, 6, 7, 8]] };

    private static (uint, uint, string, long[]) Time(params long[] ticks) => (0x8000_000B, 24, "Time", [.. ticks.Select(t => Moment + t)]);

    private static SpectrumFile Read(WdfFile file) => Read(file.Write());

    [Fact]
    public void Very_many_tiny_spectra_keep_their_places_and_stay_within_memory()
    {
        const int count = 60_000;
        long[] values = new long[count];
        byte[] bytes = new WdfFile
        {
            X = [520],
            Spectra = [.. Enumerable.Repeat((double[])[1.0], count)],
            Origins = [.. Enumerable.Range(0, 20).Select(k => ((uint)3, (uint)5, $"O{k}", values))],
        }.Write();
        long before = GC.GetAllocatedBytesForCurrentThread();
        SpectrumFile file = ReaderCatalog.Default.Read(bytes, "a.wdf", ReadHints.None);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal(count, file.Spectra.Count);
        Assert.Equal(3, file.Spectra[^1].Metadata.Count);
        Assert.Contains(file.Notes, n => n.Contains("3 of 20 data origins", StringComparison.Ordinal));
        Assert.True(allocated < (64L << 20) + 8 * 8L * count, $"{allocated} bytes");
    }

    private static SpectrumFile Read(byte[] bytes) => ReaderCatalog.Default.Read(bytes, "a.wdf", ReadHints.None);
}
