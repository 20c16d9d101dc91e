using System.Text;
using SpectraPipeline.Core;
using SpectraPipeline.IO.Readers;
using SpectraPipeline.Testing.Writers;
using Xunit;

namespace SpectraPipeline.IO.Tests.Readers.TriVista;

public sealed class TriVistaReaderTests
{
    // 2022-10-21 10:38:59.7392397.
    private const long Ticks = 638019455397392397;

    private static readonly TriVistaFile s_one = new() { X = [933.846923828125, 950, 966.01953125], Frames = [([1, -425.5, 3e4], 0)] };

    [Fact]
    public void A_spectrum_has_its_wavelengths_counts_and_the_time_of_its_record()
    {
        SpectrumFile file = Read(s_one);
        SpectrumData spectrum = Assert.Single(file.Spectra);
        Assert.Equal(s_one.X, spectrum.X);
        Assert.Equal([1, -425.5, 3e4], Assert.Single(spectrum.Channels).Values);
        Assert.Equal(Unit.Nanometre, spectrum.XUnit);
        Assert.Equal(new Signal(SignalKind.Counts, "counts"), spectrum.Channels[0].Signal);
        Assert.Equal(new DateTime(2022, 10, 21, 10, 39, 6, 795), spectrum.Acquired);
        Assert.Equal(DateTimeKind.Unspecified, spectrum.Acquired!.Value.Kind);
        Assert.Equal("100x", file.Metadata["Objective"]);
        Assert.Equal("790.000", file.Metadata["xDim.LaserWave"]);
        Assert.Null(file.Technique);
        Assert.Empty(file.Notes);
    }

    [Theory]
    [InlineData("RelativeWavenumber", "cm-1", Quantity.RamanShift)]
    [InlineData("Wavenumber", "cm-1", Quantity.Wavenumber)]
    [InlineData("Electronvolt", "eV", Quantity.PhotonEnergy)]
    [InlineData("Furlong", "", Quantity.Dimensionless)]
    public void The_unit_of_x_is_the_file_s(string word, string symbol, Quantity quantity)
    {
        SpectrumFile file = Read(s_one with { Unit = word });
        Assert.Equal((symbol, quantity), (file.Spectra[0].XUnit.Symbol, file.Spectra[0].XUnit.Quantity));
        Assert.Equal(quantity == Quantity.RamanShift ? "raman" : null, file.Technique);
    }

    [Fact]
    public void Time_stamps_are_ticks_of_the_computer_s_clock()
    {
        SpectrumFile file = Read(s_one with { Frames = [([1, 2, 3], Ticks), ([4, 5, 6], Ticks + 40_442_314)] });
        Assert.Equal([0, 4.0442314], file.Spectra.Select(s => s.TimeS));
        Assert.Equal(new DateTime(2022, 10, 21, 10, 38, 59).AddTicks(7392397), file.Spectra[0].Acquired);
        Assert.Equal(DateTimeKind.Unspecified, file.Spectra[0].Acquired!.Value.Kind);
    }

    [Fact]
    public void Frames_without_a_stamp_have_no_time()
    {
        SpectrumFile file = Read(s_one with { Frames = [([1, 2, 3], 0), ([4, 5, 6], 0)] });
        Assert.All(file.Spectra, s => Assert.True(s.Acquired is null && double.IsNaN(s.TimeS)));
    }

    [Fact]
    public void Places_of_a_map_follow_from_its_axes_X_first()
    {
        (string, string, string)[] settings =
        [
            ("X-Axis", "From", "-0.010"),
            ("X-Axis", "Step", "0.001"),
            ("X-Axis", "Points", "2"),
            ("Y-Axis", "From", "5"),
            ("Y-Axis", "Step", "2"),
            ("Y-Axis", "Points", "2"),
        ];
        TriVistaFile map = s_one with { Frames = [.. Enumerable.Repeat((new double[] { 1, 2, 3 }, 0L), 4)], Settings = settings };
        SpectrumFile file = Read(map);
        Assert.Equal(["-0.01", "-0.009", "-0.01", "-0.009"], file.Spectra.Select(s => s.Metadata["X"]));
        Assert.Equal(["5", "5", "7", "7"], file.Spectra.Select(s => s.Metadata["Y"]));
        Assert.Equal("0.001", file.Metadata["X-Axis.Step"]);
        // A number of points that is not the number of frames places nothing.
        Assert.All(Read(map with { Frames = [([1, 2, 3], 0), ([4, 5, 6], 0)] }).Spectra, s => Assert.Empty(s.Metadata));
    }

    [Fact]
    public void Settings_of_the_same_name_are_numbered()
    {
        SpectrumFile file = Read(s_one with { Settings = [("Spectrometer", "Model", "first"), ("Spectrometer", "Model", "second")] });
        Assert.Equal("first", file.Metadata["Spectrometer.Model"]);
        Assert.Equal("second", file.Metadata["Spectrometer.Model (2)"]);
    }

    [Fact]
    public void Damaged_settings_are_told_and_cost_no_spectrum() =>
        Assert.Contains(
            Read(s_one with { Settings = [("a", "b", "<c>")] }).Notes,
            n => n.Contains("InfoSerialized", StringComparison.Ordinal)
        );

    [Fact]
    public void Without_a_calibration_points_are_counted()
    {
        SpectrumFile file = Read(s_one with { X = null });
        Assert.Equal([1, 2, 3], file.Spectra[0].X);
        Assert.Equal(Unit.Pixel, file.Spectra[0].XUnit);
        Assert.Contains(file.Notes, n => n.Contains("no x-values", StringComparison.Ordinal));
    }

    [Fact]
    public void Rows_of_a_frame_are_channels()
    {
        SpectrumFile file = Read(s_one with { Rows = 2, Frames = [([1, 2, 3, 4, 5, 6], 0)] });
        Assert.Equal(
            [
                [1, 2, 3],
                [4, 5, 6],
            ],
            Assert.Single(file.Spectra).Channels.Select(c => c.Values)
        );
    }

    [Fact]
    public void A_glued_spectrum_is_read_and_its_parts_are_told()
    {
        SpectrumFile file = Read(s_one with { Parts = [s_one with { Frames = [([7, 8, 9], 0)] }] });
        Assert.Equal([1, -425.5, 3e4], Assert.Single(file.Spectra).Channels[0].Values);
        Assert.Contains(file.Notes, n => n.StartsWith("the 1 parts", StringComparison.Ordinal));
    }

    [Fact]
    public void Several_documents_are_blocks_and_a_cover_without_frames_gives_its_parts()
    {
        SpectrumFile file = Read(s_one with { More = [s_one with { Frames = [], Parts = [s_one with { Frames = [([7, 8, 9], 0)] }] }] });
        Assert.Equal(["document 1", "document 2"], file.Spectra.Select(s => s.Block));
        Assert.Equal([7, 8, 9], file.Spectra[1].Channels[0].Values);
    }

    [Fact]
    public void Utf_16_is_read() =>
        Assert.Equal([1, -425.5, 3e4], Read(s_one with { Encoding = Encoding.Unicode }).Spectra[0].Channels[0].Values);

    [Fact]
    public void Cut_behind_a_frame_keeps_the_complete_frames()
    {
        string text = Encoding.UTF8.GetString(
            (s_one with { Frames = [([1, 2, 3], Ticks), ([4, 5, 6], Ticks), ([7, 8, 9], Ticks)] }).Write()
        );
        int third = text.IndexOf("7;8", StringComparison.Ordinal);
        SpectrumFile file = Read(text[..(third + 3)]);
        Assert.Equal(2, file.Spectra.Count);
        Assert.Contains(file.Notes, n => n.StartsWith("the file was cut in line", StringComparison.Ordinal));
        Assert.Contains("the file claims 3 frames, and 2 are in it in full", file.Notes);
        Assert.Throws<BadFileException>(() => Read(text[..text.IndexOf("1;2", StringComparison.Ordinal)]));
    }

    [Theory]
    [InlineData(">1;-425.5;", ">1;x;", "numbers between ';'")]
    [InlineData(">1;-425.5;", ">1;", "3 x 1 values of a frame")]
    [InlineData("3|933.8", "4|933.8", "4 x-values")]
    [InlineData("</Data>", "</Date>", "well-formed XML")]
    [InlineData("<XmlMain", "<!DOCTYPE a [<!ENTITY b \"c\">]><XmlMain", "well-formed XML")]
    public void Malformed_files_are_refused_with_the_line(string from, string to, string expected)
    {
        string text = Encoding.UTF8.GetString(s_one.Write());
        Assert.Contains(from, text, StringComparison.Ordinal);
        BadFileException e = Assert.Throws<BadFileException>(() => Read(text.Replace(from, to, StringComparison.Ordinal)));
        Assert.Contains(expected, e.Expected, StringComparison.Ordinal);
        Assert.True(e.Line > 0);
    }

    [Fact]
    public void Frames_of_unlike_length_are_refused()
    {
        BadFileException e = Assert.Throws<BadFileException>(() => Read(s_one with { Frames = [([1, 2, 3], 0), ([4, 5], 0)] }));
        Assert.Contains("frame 2", e.Found, StringComparison.Ordinal);
        Assert.Contains(
            "frame",
            Assert.Throws<BadFileException>(() => Read(s_one with { Frames = [] })).Expected,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_real_series_has_its_stamps_and_a_real_line_its_places()
    {
        string? folder = Testing.Corpus.Path("corpus/formats/trivista");
        Assert.SkipWhen(folder is null, "needs corpus/formats/trivista");
        SpectrumFile series = ReaderCatalog.Default.Read(Path.Combine(folder!, "spec_timeseries_2x1s_delta3s.tvf"), ReadHints.None);
        Assert.Equal([0, 4.0442314], series.Spectra.Select(s => s.TimeS));
        SpectrumFile line = ReaderCatalog.Default.Read(Path.Combine(folder!, "linescan.tvf"), ReadHints.None);
        Assert.Equal("-0.01", line.Spectra[0].Metadata["X"]);
        Assert.Equal("0.01", line.Spectra[20].Metadata["X"]);
    }

    [Fact]
    public void Elements_within_elements_without_end_are_refused()
    {
        string text = Encoding.UTF8.GetString(s_one.Write());
        string deep = string.Concat(Enumerable.Repeat("<a>", 5000)) + string.Concat(Enumerable.Repeat("</a>", 5000));
        Assert.Contains("</XmlMain>", text, StringComparison.Ordinal);
        BadFileException e = Assert.Throws<BadFileException>(() =>
            Read(text.Replace("</XmlMain>", deep + "</XmlMain>", StringComparison.Ordinal))
        );
        Assert.Contains("1000 levels", e.Expected, StringComparison.Ordinal);
    }

    private static SpectrumFile Read(TriVistaFile file) => ReaderCatalog.Default.Read(file.Write(), "a.tvf", ReadHints.None);

    private static SpectrumFile Read(string text) => ReaderCatalog.Default.Read(Encoding.UTF8.GetBytes(text), "a.tvf", ReadHints.None);
}
