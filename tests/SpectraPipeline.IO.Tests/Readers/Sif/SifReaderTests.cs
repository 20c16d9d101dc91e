using System.Globalization;
using System.Text;
using SpectraPipeline.Core;
using SpectraPipeline.IO.Readers;
using SpectraPipeline.Testing.Writers;
using Xunit;

namespace SpectraPipeline.IO.Tests.Readers.Sif;

public sealed class SifReaderTests
{
    private static readonly SifFile s_one = new()
    {
        Frames =
        [
            [
                [5, 7.5, -3, 70000],
            ],
        ],
        Calibration = [500, 0.5, -0.25, 0],
    };

    [Theory]
    [InlineData(65564)]
    [InlineData(65567)]
    public void Pixels_are_counted_from_1_in_the_calibration(int version)
    {
        SpectrumFile file = Read(s_one with { Version = version });
        SpectrumData spectrum = Assert.Single(file.Spectra);
        Assert.Equal([500.25, 500, 499.25, 498], spectrum.X);
        Assert.Equal(Unit.Nanometre, spectrum.XUnit);
        Assert.Equal([5, 7.5, -3, 70000], Assert.Single(spectrum.Channels).Values);
        Assert.Equal(new Signal(SignalKind.Counts, "counts"), spectrum.Channels[0].Signal);
        Assert.Empty(file.Notes);
    }

    [Fact]
    public void Without_a_calibration_x_is_pixels()
    {
        SpectrumData spectrum = Read(s_one with { Calibration = [0, 1, 0, 0], FrameAxis = "Pixel number" }).Spectra[0];
        Assert.Equal([1, 2, 3, 4], spectrum.X);
        Assert.Equal(Unit.Pixel, spectrum.XUnit);
    }

    [Fact]
    public void The_numbers_of_an_echelle_spectrograph_are_no_calibration_of_columns()
    {
        SpectrumFile file = Read(s_one with { Spectrograph = "Mechelle5000" });
        Assert.Equal([1, 2, 3, 4], file.Spectra[0].X);
        Assert.Equal("500 0.5 -0.25 0", file.Metadata["Calibration"]);
    }

    [Fact]
    public void The_time_is_unix_time_and_so_utc()
    {
        SpectrumFile file = Read(s_one);
        Assert.Equal(new DateTime(2017, 9, 8, 13, 3, 52, DateTimeKind.Utc), file.Spectra[0].Acquired);
        Assert.Equal(DateTimeKind.Utc, file.Spectra[0].Acquired!.Value.Kind);
        Assert.True(double.IsNaN(file.Spectra[0].TimeS));
        Assert.Null(Read(s_one with { Time = 0 }).Spectra[0].Acquired);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(10)]
    [InlineData(32)]
    public void Settings_are_read_also_where_a_raw_byte_is_a_line_end(byte raw)
    {
        SpectrumFile file = Read(s_one with { RawByte = raw });
        Assert.Equal("0.1", file.Metadata["ExposureTime (s)"]);
        Assert.Equal("5", file.Metadata["Accumulations"]);
        Assert.Equal("-50", file.Metadata["Temperature (C)"]);
        Assert.Equal("DU888_BV", file.Metadata["Detector"]);
        Assert.Equal("C:\\raman.x", file.Metadata["OriginalFileName"]);
        Assert.Equal("1200.75", file.Metadata["Spectrograph.GratingGrooveDensity (l/mm)"]);
        Assert.Equal("532", file.Metadata["RamanExWavelength (nm)"]);
        Assert.Equal([5, 7.5, -3, 70000], file.Spectra[0].Channels[0].Values);
        if (raw == 4)
            Assert.Equal("4.30.30013.0", file.Metadata["SoftwareVersion"]);
    }

    [Fact]
    public void A_raman_axis_of_the_program_is_told_and_wavelengths_are_given()
    {
        SpectrumFile file = Read(s_one with { FrameAxis = "Raman shift" });
        Assert.Equal("raman", file.Technique);
        Assert.Equal(Unit.Nanometre, file.Spectra[0].XUnit);
        Assert.Contains(file.Notes, n => n.StartsWith("Solis showed a Raman shift", StringComparison.Ordinal));
    }

    [Fact]
    public void Time_stamps_are_microseconds()
    {
        SpectrumFile file = Read(Series() with { StampsUs = [1_000_000, 1_250_000, 3_000_000] });
        Assert.Equal([0, 0.25, 2], file.Spectra.Select(s => s.TimeS));
        Assert.Equal(file.Spectra[0].Acquired!.Value.AddSeconds(2), file.Spectra[2].Acquired);
        Assert.Empty(file.Notes);
    }

    [Fact]
    public void Second_numbers_of_the_frames_are_passed_over()
    {
        SpectrumFile file = Read(Series() with { SecondNumbers = true });
        Assert.Equal([3, 4], file.Spectra[1].Channels[0].Values);
    }

    [Fact]
    public void Without_stamps_the_kinetic_cycle_gives_the_times_and_a_note()
    {
        SpectrumFile file = Read(Series());
        Assert.Equal([0, 0.5, 1], file.Spectra.Select(s => s.TimeS));
        Assert.Contains(file.Notes, n => n.Contains("kinetic cycle", StringComparison.Ordinal));
        Assert.All(Read(Series() with { KineticCycle = 0 }).Spectra, s => Assert.True(double.IsNaN(s.TimeS)));
    }

    [Fact]
    public void Each_frame_can_have_its_own_calibration()
    {
        SpectrumFile file = Read(
            Series() with
            {
                UserText = "Calibration data for frame 1: 400, 1, 0, 0\nCalibration data for frame 2: 500, 2, 0, 0\n",
                Calibration = [10, 1, 0, 0],
            }
        );
        Assert.Equal([401, 402], file.Spectra[0].X);
        Assert.Equal([502, 504], file.Spectra[1].X);
        Assert.Equal([11, 12], file.Spectra[2].X);
    }

    [Fact]
    public void Rows_of_a_frame_are_channels()
    {
        SpectrumFile file = Read(
            s_one with
            {
                Frames =
                [
                    [
                        [1, 2, 3],
                        [4, 5, 6],
                    ],
                    [
                        [7, 8, 9],
                        [10, 11, 12],
                    ],
                ],
            }
        );
        Assert.Equal(2, file.Spectra.Count);
        Assert.Equal(
            [
                [7, 8, 9],
                [10, 11, 12],
            ],
            file.Spectra[1].Channels.Select(c => c.Values)
        );
        Assert.Equal(["signal row 1", "signal row 2"], file.Spectra[1].Channels.Select(c => c.Name));
        Assert.Contains(file.Notes, n => n.Contains("has 2 rows", StringComparison.Ordinal));
    }

    [Fact]
    public void Binned_columns_are_counted_as_points_and_that_is_told()
    {
        SpectrumFile file = Read(s_one with { HorizontalBinning = 2 });
        Assert.Equal(4, file.Spectra[0].X.Length);
        Assert.Contains(file.Notes, n => n.Contains("binning", StringComparison.Ordinal));
    }

    [Fact]
    public void A_frame_longer_than_its_area_is_one_spectrum()
    {
        SpectrumFile file = Read(
            s_one with
            {
                Frames =
                [
                    [
                        [1, 2, 3],
                        [4, 5, 6],
                    ],
                ],
                FrameLength = 5,
            }
        );
        Assert.Equal([1, 2, 3, 4, 5], Assert.Single(file.Spectra[0].Channels).Values);
        Assert.Contains(file.Notes, n => n.Contains("taken as one spectrum", StringComparison.Ordinal));
    }

    [Fact]
    public void The_background_is_a_channel_beside_the_signal()
    {
        // sif_parser returns the signal alone.
        SpectrumFile file = Read(
            s_one with
            {
                DataType = "Counts (Bg corrected per second)",
                Background = s_one with
                {
                    Frames =
                    [
                        [
                            [1, 2, 3, 4],
                        ],
                    ],
                },
                Trailer = "<Signals><A><Gain>1x</Gain></A></Signals><More />\u0001SIFX",
            }
        );
        SpectrumData spectrum = Assert.Single(file.Spectra);
        Assert.Equal(["signal", "background"], spectrum.Channels.Select(c => c.Name));
        Assert.Equal([1, 2, 3, 4], spectrum.Channels[1].Values);
        Assert.Equal(SignalKind.Auxiliary, spectrum.Channels[1].Signal.Kind);
        Assert.Equal("counts/s", spectrum.Channels[0].Signal.Unit);
        Assert.Equal("1x", file.Metadata["A.Gain"]);
        Assert.Empty(file.Notes);
    }

    [Fact]
    public void A_background_of_another_shape_is_a_block_of_its_own()
    {
        SpectrumFile file = Read(Series() with { Background = s_one });
        Assert.Equal(["signal", "signal", "signal", "background"], file.Spectra.Select(s => s.Block));
    }

    [Fact]
    public void A_damaged_background_costs_no_signal()
    {
        byte[] bytes = (s_one with { Background = s_one }).Write();
        SpectrumFile file = Read(bytes[..^100]);
        Assert.Equal([5, 7.5, -3, 70000], file.Spectra[0].Channels[0].Values);
        Assert.Contains(file.Notes, n => n.StartsWith("the background at byte", StringComparison.Ordinal));
    }

    [Fact]
    public void Fewer_frames_than_the_header_claims_are_read_with_a_note()
    {
        SpectrumFile file = Read(Series() with { ClaimedFrames = 5 });
        Assert.Equal(3, file.Spectra.Count);
        Assert.Contains("signal: the header claims 5 frames, and 3 are in the file in full", file.Notes);
        Assert.Throws<BadFileException>(() =>
            Read(
                s_one with
                {
                    ClaimedFrames = 2,
                    Frames =
                    [
                        [
                            [1],
                        ],
                    ],
                    FrameLength = 400,
                }
            )
        );
    }

    [Theory]
    [InlineData("Andor Technology Multi-Channel File\n65538 0\n", "a signal")]
    [InlineData("Andor Technology Multi-Channel File\n65538 1\nversion 0 0 1 ", "a version such as 65567")]
    [InlineData("Andor Technology Multi-Channel File\n65538 1\n65567 0 0 1 soon ", "seconds since 1970")]
    [InlineData("Andor Technology Multi-Channel File\n65538 1\n65567 0 0 1 15", "a word of the settings")]
    [InlineData("Andor Technology", "first line")]
    public void A_header_that_is_none_is_refused(string text, string expected)
    {
        BadFileException e = Assert.Throws<BadFileException>(() =>
            ReaderCatalog.Default.Read(Encoding.Latin1.GetBytes(text), "a.sif", ReadHints.None, "andor-sif")
        );
        Assert.Contains(expected, e.Expected, StringComparison.Ordinal);
    }

    [Fact]
    public void Sizes_that_do_not_agree_are_refused_with_their_numbers()
    {
        string text = Encoding
            .Latin1.GetString(s_one.Write())
            .Replace("65541 1 256 1024 1 1 1 4 4", "65541 1 256 1024 1 2 1 4 4", StringComparison.Ordinal);
        BadFileException e = Assert.Throws<BadFileException>(() =>
            ReaderCatalog.Default.Read(Encoding.Latin1.GetBytes(text), "a.sif", ReadHints.None)
        );
        Assert.Equal("2, 1, 4, 4", e.Found);
    }

    [Fact]
    public void Damaged_settings_at_the_end_are_told() =>
        Assert.Contains(Read(s_one with { Trailer = "<Signals><A></Signals>" }).Notes, n => n.Contains("XML", StringComparison.Ordinal));

    [Fact]
    public void Settings_at_the_end_with_a_document_type_are_not_expanded()
    {
        SpectrumFile file = Read(s_one with { Trailer = "<!DOCTYPE a [<!ENTITY b \"bbbb\">]><a>&b;</a>" });
        Assert.Contains(file.Notes, n => n.Contains("XML", StringComparison.Ordinal));
    }

    [Fact]
    public void A_real_file_has_the_numbers_and_settings_of_its_export_by_Solis()
    {
        string? sif = Testing.Corpus.Path("corpus/formats/sif/raman1.sif");
        string? asc = Testing.Corpus.Path("corpus/formats/raman_ascii/raman1.asc");
        Assert.SkipWhen(sif is null || asc is null, "needs corpus/formats/sif and raman_ascii");
        SpectrumFile file = ReaderCatalog.Default.Read(sif!, ReadHints.None);
        string[] lines = File.ReadAllLines(asc!);
        SpectrumData spectrum = file.Spectra[0];
        for (int i = 0; i < spectrum.X.Length; i++)
        {
            string[] cells = lines[i].Split('\t');
            // Solis exports x in single precision (2^-16 nm from number to number at 256 to 512 nm) and 5 decimals, y with 6 digits.
            Assert.Equal(double.Parse(cells[0], CultureInfo.InvariantCulture), spectrum.X[i], 0.5e-5 + Math.Pow(2, -16));
            double y = double.Parse(cells[1], CultureInfo.InvariantCulture);
            Assert.Equal(y, spectrum.Channels[0].Values[i], y >= 1e6 ? 5.001 : 0.5);
        }
        // The export prints the clock of Prague, two hours ahead of UTC.
        Assert.Contains(lines, l => l.EndsWith("Fri Sep  8 15:03:52 2017", StringComparison.Ordinal));
        Assert.Equal(new DateTime(2017, 9, 8, 13, 3, 52, DateTimeKind.Utc), spectrum.Acquired);
        Assert.Contains("EM Gain level:                " + file.Metadata["Gain"], lines);
        Assert.Contains("Vertical Shift Speed (usecs): 4.33", lines);
        Assert.Equal("4.33e-06", file.Metadata["VerticalShiftSpeed (s)"]);
        Assert.Contains("Serial Number:                " + file.Metadata["SerialNumber"], lines);
        Assert.Contains("Grating Groove Density (l/mm):" + file.Metadata["Spectrograph.GratingGrooveDensity (l/mm)"], lines);
    }

    [Theory]
    [InlineData(long.MaxValue, 0.5)]
    [InlineData(0, 1e300)]
    public void Times_beyond_the_calendar_give_no_date(long stamp, double cycle)
    {
        SpectrumFile file = Read(Series() with { StampsUs = [0, stamp / 2, stamp], KineticCycle = cycle });
        Assert.NotNull(file.Spectra[0].Acquired);
        Assert.All(file.Spectra.Skip(1), s => Assert.Null(s.Acquired));
    }

    [Fact]
    public void Digits_of_other_scripts_number_no_frame()
    {
        byte[] bytes = (s_one with { UserText = "Calibration data for frame 77: 1,2" }).Write();
        // Two bytes of UTF-8: the Arabic three.
        "\u0663"u8.CopyTo(bytes.AsSpan(bytes.AsSpan().IndexOf("77: 1,2"u8)));
        Assert.Equal(500.25, Read(bytes).Spectra[0].X[0]);
    }

    [Fact]
    public void Frames_of_a_series_share_one_x()
    {
        SpectrumFile file = Read(Series());
        Assert.All(file.Spectra, s => Assert.Same(file.Spectra[0].X, s.X));
    }

    [Fact]
    public void Very_many_frames_of_next_to_no_points_are_refused()
    {
        SifFile many = s_one with
        {
            Frames =
            [
                .. Enumerable.Repeat(
                    (double[][])
                        [
                            [1],
                        ],
                    70_000
                ),
            ],
        };
        Assert.Contains(
            "spectra of at least 16 points",
            Assert.Throws<BadFileException>(() => Read(many)).Message,
            StringComparison.Ordinal
        );
    }

    private static SifFile Series() =>
        s_one with
        {
            Frames =
            [
                [
                    [1, 2],
                ],
                [
                    [3, 4],
                ],
                [
                    [5, 6],
                ],
            ],
        };

    private static SpectrumFile Read(SifFile file) => Read(file.Write());

    [Fact]
    public void Whatever_length_the_user_text_claims_the_file_is_read_or_refused()
    {
        // The tail begins where the text is said to end; with three lines left of it a search began before the first (found by ./fuzz).
        byte[] whole = new SifFile
        {
            Frames =
            [
                [
                    [5, 7.5, -3, 70000],
                ],
            ],
        }.Write();
        int at = whole.AsSpan().IndexOf("65538 2048"u8) + "65538 ".Length;
        int read = 0;
        for (int length = 0; length < 4000; length++)
        {
            byte[] bytes = [.. whole[..at], .. System.Text.Encoding.ASCII.GetBytes($"{length}"), .. whole[(at + 4)..]];
            try
            {
                ReaderCatalog.Default.Read(bytes, "a.sif", ReadHints.None, "andor-sif");
                read++;
            }
            catch (BadFileException)
            {
                continue;
            }
        }
        Assert.InRange(read, 1, 3999);
    }

    private static SpectrumFile Read(byte[] bytes) => ReaderCatalog.Default.Read(bytes, "a.sif", ReadHints.None);
}
