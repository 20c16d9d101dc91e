using System.Globalization;
using System.Text.Json;
using SpectraPipeline.Core;
using SpectraPipeline.IO.Readers;
using SpectraPipeline.Testing.Writers;
using Xunit;

namespace SpectraPipeline.IO.Tests.Readers.Princeton;

public sealed class PrincetonSpeReaderTests
{
    private const string Format = "princeton-spe";
    private const string Started =
        "<TimeStamp event=\"ExposureStarted\" type=\"Int64\" bitDepth=\"64\" resolution=\"1000000\" absoluteTime=\"2026-01-02T03:04:05+01:00\" />";

    [Theory]
    [InlineData(2.2f)]
    [InlineData(3f)]
    public void Every_kind_of_pixel_is_read_with_its_sign(float version)
    {
        foreach (
            var (pixel, value) in (ReadOnlySpan<(short, double)>)
                [(0, -1.5), (1, -70000), (2, -300), (3, 60000), (5, Math.PI), (6, 200), (8, 4_000_000_000)]
        )
        {
            // LightField has no signed pixels.
            if (version >= 3 && pixel is 1 or 2)
                continue;
            byte[] bytes = new PrincetonSpeFile { Version = version, Pixel = pixel }.Write((_, _, _, i) => i == 1 ? value : 0);
            Assert.Equal([0, value, 0], Read(bytes).Spectra[0].Channels[0].Values[..3]);
        }
    }

    [Fact]
    public void The_calibration_counts_pixels_from_one()
    {
        SpectrumFile read = Read(new PrincetonSpeFile { Polynomial = [500, 0.5, -1e-4] }.Write(Value));
        Assert.Equal(500 + 0.5 - 1e-4, read.Spectra[0].X[0], 1e-12);
        Assert.Equal(500 + 0.5 * 40 - 1e-4 * 1600, read.Spectra[0].X[^1], 1e-12);
        Assert.Equal(Unit.Nanometre, read.Spectra[0].XUnit);
    }

    [Theory]
    [InlineData(2.5f)]
    [InlineData(3f)]
    public void Without_a_calibration_x_is_the_number_of_the_pixel(float version)
    {
        SpectrumFile read = Read(new PrincetonSpeFile { Version = version }.Write(Value));
        Assert.Equal((1, 40, Unit.Pixel), (read.Spectra[0].X[0], read.Spectra[0].X[^1], read.Spectra[0].XUnit));
        Assert.Contains(read.Notes, n => n.Contains("pixels counted from 1", StringComparison.Ordinal));
    }

    [Fact]
    public void A_laser_makes_it_raman_and_x_stays_the_wavelength()
    {
        SpectrumFile winSpec = Read(new PrincetonSpeFile { Polynomial = [600, 0.1], Laser = 532.1 }.Write(Value));
        SpectrumFile lightField = Read(
            new PrincetonSpeFile
            {
                Version = 3,
                Wavelengths = List(40),
                MappingAttributes = "laserLine=\"532.1\"",
            }.Write(Value)
        );
        foreach (SpectrumFile read in (SpectrumFile[])[winSpec, lightField])
        {
            Assert.Equal(("raman", Unit.Nanometre), (read.Technique, read.Spectra[0].XUnit));
            Assert.Contains(read.Notes, n => n.Contains("laser of 532.1 nm", StringComparison.Ordinal));
        }
        Assert.Equal("532.1", winSpec.Metadata["laser_position"]);
        Assert.Equal("532.1", lightField.Metadata["Calibrations/WavelengthMapping@laserLine"]);
    }

    [Theory]
    [InlineData("144116", "204116", "2006-12-21T20:41:16Z")]
    [InlineData("233000", "053000", "2006-12-22T05:30:00Z")]
    [InlineData("003000", "233000", "2006-12-20T23:30:00Z")]
    [InlineData("100000", "210000", "2006-12-20T21:00:00Z")]
    [InlineData("230000", "090000", "2006-12-22T09:00:00Z")]
    [InlineData("144116", "", "2006-12-21T14:41:16")]
    [InlineData("144116", "204120", "2006-12-21T14:41:16")]
    public void Local_and_utc_time_of_day_together_give_the_zone(string local, string utc, string expected)
    {
        var file = new PrincetonSpeFile
        {
            Date = "21Dec2006",
            LocalTime = local,
            UtcTime = utc,
        };
        DateTime acquired = Read(file.Write(Value)).Spectra[0].Acquired!.Value;
        Assert.Equal(expected, acquired.ToString("yyyy-MM-dd'T'HH:mm:ssK", CultureInfo.InvariantCulture));
    }

    [Fact]
    public void A_time_beyond_the_calendar_is_none()
    {
        var file = new PrincetonSpeFile
        {
            Date = "31Dec9999",
            LocalTime = "200000",
            UtcTime = "040000",
        };
        Assert.Null(Read(file.Write(Value)).Spectra[0].Acquired);
    }

    [Theory]
    [InlineData("10:30")]
    [InlineData("5/3")]
    [InlineData("03/04/2026 10:30:00")]
    public void Times_of_lightfield_in_another_form_are_not_guessed(string created)
    {
        SpectrumFile file = Read(
            new PrincetonSpeFile
            {
                Version = 3,
                Created = created,
                Wavelengths = List(40),
            }.Write(Value)
        );
        Assert.Null(file.Spectra[0].Acquired);
        Assert.Contains(file.Metadata, m => m.Value == created);
    }

    [Fact]
    public void A_header_without_a_date_gives_no_time() => Assert.Null(Read(new PrincetonSpeFile().Write(Value)).Spectra[0].Acquired);

    [Theory]
    [InlineData(5, 3, 3, "3 of 5 frames are whole")]
    [InlineData(1, 3, 3, "counts 1 frames and the file holds 3")]
    [InlineData(0, 2, 2, "counts 0 frames and the file holds 2")]
    public void Frames_of_winspec_are_counted_by_the_length_of_the_file(int claimed, int written, int read, string note)
    {
        SpectrumFile file = Read(new PrincetonSpeFile { ClaimedFrames = claimed, Frames = written }.Write(Value));
        Assert.Equal(read, file.Spectra.Count);
        Assert.Equal(Value(read - 1, 0, 0, 7), file.Spectra[^1].Channels[0].Values[7]);
        Assert.Contains(file.Notes, n => n.Contains(note, StringComparison.Ordinal));
    }

    [Fact]
    public void Regions_of_winspec_that_fill_the_file_are_read_one_after_the_other()
    {
        SpectrumFile read = Read(new PrincetonSpeFile { Regions = [(12, 1), (7, 2)], Frames = 2 }.Write(Value));
        Assert.Equal([12, 7, 7, 12, 7, 7], read.Spectra.Select(s => s.X.Length));
        Assert.Equal(Value(1, 1, 1, 6), read.Spectra[^1].Channels[0].Values[6]);
    }

    [Fact]
    public void Spectra_come_by_frame_region_and_row()
    {
        var file = new PrincetonSpeFile
        {
            Version = 3,
            Regions = [(20, 3), (10, 2)],
            Frames = 2,
        };
        SpectrumFile read = Read(file.Write(Value));
        Assert.Equal(10, read.Spectra.Count);
        Assert.Equal(Value(1, 0, 2, 19), read.Spectra[7].Channels[0].Values[19]);
        Assert.Equal(("2", "3"), (read.Spectra[7].Metadata["frame"], read.Spectra[7].Metadata["row"]));
        Assert.Equal(Value(1, 1, 0, 0), read.Spectra[8].Channels[0].Values[0]);
        Assert.Equal(["ROI 1", "ROI 1", "ROI 1", "ROI 2", "ROI 2"], read.Spectra.Take(5).Select(s => s.Block));
    }

    [Fact]
    public void A_region_takes_its_part_of_the_sensors_wavelengths_and_the_mean_where_pixels_are_binned()
    {
        var file = new PrincetonSpeFile
        {
            Version = 3,
            Regions = [(20, 1), (10, 1)],
            Wavelengths = List(100),
            Sensor = [(5, 1), (40, 3)],
        };
        SpectrumFile read = Read(file.Write(Value));
        Assert.Equal(505, read.Spectra[0].X[0]);
        Assert.Equal(524, read.Spectra[0].X[^1]);
        Assert.Equal(541, read.Spectra[1].X[0]);
        Assert.Equal(568, read.Spectra[1].X[^1]);
    }

    [Fact]
    public void Wavelengths_of_step_and_glue_come_with_their_errors()
    {
        string pairs = string.Join(' ', Enumerable.Range(0, 40).Select(i => $"{500 + i},0.01"));
        SpectrumFile read = Read(
            new PrincetonSpeFile
            {
                Version = 3,
                Wavelengths = pairs,
                WavelengthElement = "WavelengthError",
            }.Write(Value)
        );
        Assert.Equal((500, 539), (read.Spectra[0].X[0], read.Spectra[0].X[^1]));
    }

    [Fact]
    public void Time_stamps_behind_the_frames_are_the_clock()
    {
        var file = new PrincetonSpeFile
        {
            Version = 3,
            Frames = 3,
            MetaBlock =
                Started + "<FrameTrackingNumber type=\"Int32\" bitDepth=\"32\" /><GateTracking component=\"Delay\" type=\"Double\" />",
            FrameNumbers = f =>
                [.. BitConverter.GetBytes(250_000L + 500_000L * f), .. BitConverter.GetBytes(1 + f), .. BitConverter.GetBytes(0.5 * f)],
        };
        SpectrumFile read = Read(file.Write(Value));
        Assert.Equal([0.25, 0.75, 1.25], read.Spectra.Select(s => s.TimeS));
        Assert.Equal(new DateTime(2026, 1, 2, 2, 4, 6, 250, DateTimeKind.Utc), read.Spectra[2].Acquired);
        Assert.Equal(DateTimeKind.Utc, read.Spectra[2].Acquired!.Value.Kind);
        Assert.Equal("3", read.Spectra[2].Metadata["FrameTrackingNumber"]);
        Assert.Equal("1", read.Spectra[2].Metadata["GateTracking Delay"]);
        Assert.Equal(Value(2, 0, 0, 5), read.Spectra[2].Channels[0].Values[5]);
    }

    [Fact]
    public void Stamps_that_are_described_and_not_there_are_left_out_and_said()
    {
        SpectrumFile read = Read(new PrincetonSpeFile { Version = 3, MetaBlock = Started }.Write(Value));
        Assert.True(double.IsNaN(read.Spectra[0].TimeS));
        Assert.Equal(new DateTime(2026, 1, 2, 2, 4, 5), read.Spectra[0].Acquired);
        Assert.Contains(read.Notes, n => n.Contains("1 numbers behind each frame", StringComparison.Ordinal));
    }

    [Fact]
    public void Settings_of_the_footer_are_metadata_by_their_path() =>
        Assert.Equal(
            "500nm,150",
            Read(new PrincetonSpeFile { Version = 3 }.Write(Value)).Metadata["DataHistories/DataHistory/Origin/Experiment/Grating"]
        );

    [Fact]
    public void A_footer_that_counts_more_frames_than_lie_before_it_gives_the_whole_ones()
    {
        SpectrumFile read = Read(
            new PrincetonSpeFile
            {
                Version = 3,
                Frames = 2,
                ClaimedFrames = 9,
            }.Write(Value)
        );
        Assert.Equal(2, read.Spectra.Count);
        Assert.Contains(read.Notes, n => n.Contains("2 of 9 frames", StringComparison.Ordinal));
    }

    [Fact]
    public void A_file_cut_before_its_footer_is_refused_with_the_reason()
    {
        byte[] bytes = new PrincetonSpeFile { Version = 3 }.Write(Value)[..4200];
        BadFileException e = Assert.Throws<BadFileException>(() => Read(bytes));
        Assert.Equal(678, e.Offset);
        Assert.Contains("the file is cut", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("</SpeFormat>", "", "a whole XML footer")]
    [InlineData("<SpeFormat", "<!DOCTYPE a [<!ENTITY b \"c\">]><SpeFormat", "a whole XML footer")]
    [InlineData("SpeFormat", "Other", "the XML element SpeFormat")]
    [InlineData("type=\"Frame\"", "type=\"Film\"", "a data block of type Frame")]
    [InlineData("type=\"Region\"", "type=\"Part\"", "a region of the frames")]
    [InlineData("MonochromeFloating32", "Rgb24", "a pixelFormat")]
    [InlineData("stride=\"160\"", "stride=\"159\"", "a region whose stride holds its pixels")]
    [InlineData("width=\"40\"", "width=\"2147483647\"", "a region whose stride holds its pixels")]
    [InlineData("size=\"160\" stride=\"160\" calibrations=\"1\"", "stride=\"100\"", "a stride of the frames")]
    [InlineData("size=\"160\" stride=\"160\" calibrations=\"1\"", "stride=\"99999\"", "99999 bytes for a frame")]
    public void A_footer_that_cannot_be_is_refused_by_what_is_wrong(string from, string to, string expected)
    {
        byte[] bytes = new PrincetonSpeFile { Version = 3, Edit = xml => xml.Replace(from, to, StringComparison.Ordinal) }.Write(Value);
        Assert.Contains(expected, Assert.Throws<BadFileException>(() => Read(bytes)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_footer_without_bounds_is_refused_or_left_out()
    {
        string deep = string.Concat(Enumerable.Repeat("<a>", 70)) + string.Concat(Enumerable.Repeat("</a>", 70));
        byte[] bytes = new PrincetonSpeFile
        {
            Version = 3,
            Edit = x => x.Replace("<Calibrations>", deep + "<Calibrations>", StringComparison.Ordinal),
        }.Write(Value);
        Assert.Contains("64 levels", Assert.Throws<BadFileException>(() => Read(bytes)).Message, StringComparison.Ordinal);
        bytes = new PrincetonSpeFile { Version = 3, Edit = x => x + new string(' ', 3 << 20) + "<!-- -->" }.Write(Value);
        Assert.Contains("an XML footer of at most", Assert.Throws<BadFileException>(() => Read(bytes)).Message, StringComparison.Ordinal);
        string name = new('n', 100_000);
        string many = $"<{name}>{string.Concat(Enumerable.Repeat("<a b=\"c\"/>", 50_000))}</{name}>";
        bytes = new PrincetonSpeFile
        {
            Version = 3,
            Edit = x => x.Replace("<Calibrations>", many + "<Calibrations>", StringComparison.Ordinal),
        }.Write(Value);
        Assert.True(Read(bytes).Metadata.Count < 100);
    }

    [Fact]
    public void Very_many_rows_of_next_to_no_pixels_are_refused()
    {
        byte[] bytes = new PrincetonSpeFile
        {
            Pixel = 6,
            Regions = [(2, 50_000)],
            Frames = 2,
        }.Write((_, _, _, _) => 1);
        Assert.Contains(
            "spectra of at least 16 points",
            Assert.Throws<BadFileException>(() => Read(bytes)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Headers_that_cannot_be_are_refused_where_they_are_wrong()
    {
        byte[] bytes = new PrincetonSpeFile().Write(Value);
        Assert.Contains("4100 bytes for the header", Refusal(bytes[..2000]), StringComparison.Ordinal);
        Assert.Contains("160 bytes for a frame", Refusal(bytes[..^1]), StringComparison.Ordinal);
        byte[] odd = [.. bytes];
        odd[108] = 7;
        Assert.Contains("byte 108: expected a type of pixel", Refusal(odd), StringComparison.Ordinal);
        odd = [.. bytes];
        odd[42] = 0;
        Assert.Contains("byte 42: expected frames of at least one pixel", Refusal(odd), StringComparison.Ordinal);
    }

    [Fact]
    public void Both_marks_make_it_certain_and_the_name_alone_only_possible()
    {
        Reader reader = ReaderCatalog.Default.All.Single(r => r.About.Format == Format).Reader;
        byte[] bytes = new PrincetonSpeFile().Write(Value);
        Assert.Equal(Claim.Certain, reader.Sniff(bytes, "a.dat"));
        bytes[4098] = 0;
        Assert.Equal(Claim.Likely, reader.Sniff(bytes, "a.dat"));
        bytes[2996] = 0;
        Assert.Equal(Claim.No, reader.Sniff(bytes, "a.dat"));
        Assert.Equal(Claim.Possible, reader.Sniff(bytes, "a.SPE"));
        // Gamma spectra are called so too, and are text.
        Assert.Equal(Claim.No, reader.Sniff("$SPEC_ID:\nNo sample\n$DATA:\n0 3\n1\n2\n"u8, "a.spe"));
    }

    [Theory]
    [InlineData("full_sensor_image.spe", 1024)]
    [InlineData("small_roi.spe", 638)]
    [InlineData("ten_frames_two_rois_different_binning.spe", 10 * (177 + 46))]
    [InlineData("two_rectangular_rois_noBinning.spe", 638 + 110)]
    public void Rows_of_real_images_joined_are_the_images_of_the_independent_reader(string name, int spectra)
    {
        string? path = Testing.Corpus.Path($"corpus/formats/spe/{name}");
        string? truth = Testing.Corpus.Path($"corpus/truth/spe/{name}.json");
        Assert.SkipWhen(path is null || truth is null, "needs the shared corpus: spe");
        SpectrumFile read = ReaderCatalog.Default.Read(path!, ReadHints.None);
        Assert.Equal(spectra, read.Spectra.Count);
        // One image a frame and region, in their order.
        double[][] images =
        [
            .. read
                .Spectra.GroupBy(s => (s.Metadata.GetValueOrDefault("frame"), s.Block))
                .Select(g => g.SelectMany(s => s.Channels[0].Values).ToArray()),
        ];
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(truth!));
        JsonElement own = json.RootElement.GetProperty("readers")[0];
        Assert.Equal(own.GetProperty("n_spectra").GetInt32(), images.Length);
        foreach (JsonElement image in own.GetProperty("spectra").EnumerateArray())
        {
            double[] ours = images[image.GetProperty("index").GetInt32()];
            Assert.Equal(image.GetProperty("n").GetInt32(), ours.Length);
            Assert.Equal(image.GetProperty("y_max").GetDouble(), ours.Max());
            Assert.All(image.GetProperty("samples").EnumerateArray(), s => Assert.Equal(s[2].GetDouble(), ours[s[0].GetInt32()]));
        }
    }

    private static string Refusal(byte[] bytes) => Assert.Throws<BadFileException>(() => Read(bytes)).Message;

    private static SpectrumFile Read(byte[] bytes) => ReaderCatalog.Default.Read(bytes, "a.spe", ReadHints.None, Format);

    private static double Value(int frame, int region, int row, int i) => 1000 * frame + 100 * region + 10 * row + 0.25 * i;

    private static string List(int count) => string.Join(',', Enumerable.Range(500, count));
}
