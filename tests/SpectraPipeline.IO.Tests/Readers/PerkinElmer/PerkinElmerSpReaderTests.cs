using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.IO.Readers;
using SpectraPipeline.Testing.Writers;
using Xunit;

namespace SpectraPipeline.IO.Tests.Readers.PerkinElmer;

public sealed class PerkinElmerSpReaderTests
{
    private static readonly double[] s_values = [0.1, 0.2, 1.0 / 3, 0.4];

    [Theory]
    [InlineData(4000, 700)]
    [InlineData(300, 900)]
    public void Keeps_the_order_of_points_and_both_ends(double first, double last)
    {
        SpectrumData s = Assert.Single(
            Read(
                new PerkinElmerFile
                {
                    Values = s_values,
                    First = first,
                    Last = last,
                }
            ).Spectra
        );
        Assert.Equal((first, last), (s.X[0], s.X[^1]));
        Assert.Equal(s_values, s.Channels[0].Values);
        Assert.Equal("a sample", s.Title);
    }

    [Theory]
    [InlineData("cm-1", "A", "cm-1", SignalKind.Absorbance, "", "ir")]
    [InlineData("nm", "%T", "nm", SignalKind.Transmittance, "%", "uv-vis")]
    [InlineData("nm", "%R", "nm", SignalKind.Transmittance, "%", "uv-vis")]
    [InlineData("nm", "INT", "nm", SignalKind.Unknown, "INT", null)]
    [InlineData("furlong", "EGY", "", SignalKind.SingleBeam, "", null)]
    public void Knows_units_and_the_technique_without_a_history(
        string x,
        string y,
        string unit,
        SignalKind kind,
        string yUnit,
        string? technique
    )
    {
        SpectrumFile read = Read(
            new PerkinElmerFile
            {
                Values = s_values,
                XUnit = x,
                YUnit = y,
            }
        );
        Assert.Equal(unit, read.Spectra[0].XUnit.Symbol);
        Assert.Equal(new Signal(kind, yUnit), read.Spectra[0].Channels[0].Signal);
        Assert.Equal(technique, read.Technique);
        Assert.Equal(unit.Length == 0, read.Notes.Count == 1);
    }

    [Theory]
    [InlineData(124, "ir")]
    [InlineData(125, "uv-vis")]
    [InlineData(126, "fluorescence")]
    public void The_history_tells_the_instrument_the_operator_and_the_first_date(int instrument, string technique)
    {
        byte[] origin = PerkinElmerFile.Origin(
            PerkinElmerFile.Record(
                "J\u00F6rg",
                "Created as New Dataset",
                "thu oct 27 06:07:36 2022 W. Europe Daylight Time (GMT+2:00)",
                "a film"
            ),
            instrument,
            [.. PerkinElmerFile.Setting(35840, 32), .. PerkinElmerFile.Setting(35848, 7, known: false)]
        );
        SpectrumFile read = Read(
            new PerkinElmerFile
            {
                Values = s_values,
                History = PerkinElmerFile.Record("Admin", "Absorbance", "Fri Oct 28 09:19:21 2022", "", origin),
            }
        );
        Assert.Equal(technique, read.Technique);
        Assert.Equal(new DateTime(2022, 10, 27, 4, 7, 36, DateTimeKind.Utc), read.Spectra[0].Acquired);
        Assert.Equal(DateTimeKind.Utc, read.Spectra[0].Acquired!.Value.Kind);
        Assert.Equal("J\u00F6rg", read.Metadata["History.1.Operator"]);
        Assert.Equal("Absorbance", read.Metadata["History.2.Modification"]);
        Assert.Equal("Spectrum One", read.Metadata["Instrument model"]);
        Assert.Equal("32", read.Metadata["Accumulations"]);
        // A setting that is marked as unknown says nothing, whatever number it holds.
        Assert.DoesNotContain("7", read.Metadata.Values);
    }

    [Fact]
    public void A_date_without_zone_stays_without()
    {
        byte[] history = PerkinElmerFile.Record("", "Created as New Dataset", "Thu Mar 09 09:17:56 2006", "");
        SpectrumData s = Read(new PerkinElmerFile { Values = s_values, History = history }).Spectra[0];
        Assert.Equal(new DateTime(2006, 3, 9, 9, 17, 56, DateTimeKind.Unspecified), s.Acquired);
        Assert.Equal(DateTimeKind.Unspecified, s.Acquired!.Value.Kind);
    }

    [Fact]
    public void A_damaged_history_is_told_and_costs_nothing_else()
    {
        byte[] history = PerkinElmerFile.Record("x", "y", "z", "");
        BitConverter.TryWriteBytes(history.AsSpan(8), int.MaxValue);
        SpectrumFile read = Read(new PerkinElmerFile { Values = s_values, History = history });
        Assert.Equal(s_values, read.Spectra[0].Channels[0].Values);
        Assert.Contains("the history is damaged", Assert.Single(read.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void A_spacing_that_contradicts_the_ends_is_told()
    {
        SpectrumFile read = Read(new PerkinElmerFile { Values = s_values, Step = -1 });
        Assert.Contains("the ends are taken", Assert.Single(read.Notes), StringComparison.Ordinal);
        Assert.Equal(700, read.Spectra[0].X[^1]);
    }

    [Fact]
    public void What_stands_behind_the_data_set_is_metadata()
    {
        SpectrumFile read = Read(new PerkinElmerFile { Values = s_values, Tail = PerkinElmerFile.Text(35722, "behind") });
        Assert.Equal("behind", read.Metadata["#35722"]);
        Assert.Empty(read.Notes);
    }

    [Fact]
    public void More_values_than_points_are_told_and_fewer_are_refused()
    {
        SpectrumFile read = Read(
            new PerkinElmerFile
            {
                Values = s_values,
                StatedPoints = 3,
                Step = -1650,
            }
        );
        Assert.Equal(s_values[..3], read.Spectra[0].Channels[0].Values);
        Assert.Contains("4 values are stored", Assert.Single(read.Notes), StringComparison.Ordinal);
        Assert.Contains("5 values", Refusal(new PerkinElmerFile { Values = s_values, StatedPoints = 5 }.Write()), StringComparison.Ordinal);
        Assert.Contains(
            "number of points",
            Refusal(new PerkinElmerFile { Values = s_values, StatedPoints = -1 }.Write()),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Refusals_say_what_is_missing()
    {
        byte[] good = new PerkinElmerFile { Values = s_values }.Write();
        Assert.Contains("bytes for Spectrum (block 35708)", Refusal(good[..^5]), StringComparison.Ordinal);
        Assert.Contains("the signature PEPE", Refusal("nothing of the kind"u8.ToArray()), StringComparison.Ordinal);
        byte[] other = [.. good];
        other[44] = 99;
        Assert.Contains("block 99 in a file described as '2D constant interval DataSet file'", Refusal(other), StringComparison.Ordinal);
        Assert.Contains("Abscissa range", Refusal([.. good[..44], .. PerkinElmerFile.Block(120)]), StringComparison.Ordinal);
    }

    [Fact]
    public void Empty_blocks_without_end_are_refused()
    {
        // Six bytes a block, ten times as much memory: a file of 100 MB would take more than a gigabyte.
        byte[] many = PerkinElmerFile.Block(120, [.. Enumerable.Repeat(PerkinElmerFile.Block(1), 100_001).SelectMany(b => b)]);
        Assert.Contains(
            "(block 1)",
            Refusal([.. new PerkinElmerFile { Values = s_values }.Write()[..44], .. many]),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void An_image_has_a_position_for_every_pixel_the_first_coordinate_running_fastest()
    {
        SpectrumFile read = Read(Image(6));
        Assert.Equal(6, read.Spectra.Count);
        Assert.Equal(["1000", "1050", "1100", "1000", "1050", "1100"], read.Spectra.Select(s => s.Metadata["X"]));
        Assert.Equal(["2000", "2000", "2000", "2025", "2025", "2025"], read.Spectra.Select(s => s.Metadata["Y"]));
        Assert.Equal([4, 4, 4, 4], read.Spectra[4].Channels[0].Values);
        Assert.Equal([4000, 2900, 1800, 700], [.. read.Spectra[0].X.Select(v => Math.Round(v, 9))]);
        Assert.Empty(read.Notes);
    }

    [Fact]
    public void An_image_that_ends_early_gives_its_complete_pixels()
    {
        byte[] bytes = Image(6);
        SpectrumFile read = Read(bytes[..^30]);
        Assert.Equal(4, read.Spectra.Count);
        Assert.Contains("4 of 6 pixels", Assert.Single(read.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void An_image_without_a_grid_or_with_pixels_of_another_length_is_refused()
    {
        PerkinElmerFile file = new() { Values = s_values, StatedPoints = 5 };
        Assert.Contains(
            "20 bytes for 5 points of a pixel",
            Refusal(
                file.Image(
                    1,
                    1,
                    [
                        [1f, 2f, 3f, 4f],
                    ]
                )
            ),
            StringComparison.Ordinal
        );
        byte[] noPixel = new PerkinElmerFile { Values = s_values }.Image(1, 1, []);
        Assert.Contains("no pixel", Refusal(noPixel), StringComparison.Ordinal);
    }

    [Fact]
    public void The_pixel_that_was_saved_as_a_spectrum_is_the_same_at_the_same_place()
    {
        // PerkinElmer's own export of pixel 6 says in its history where it lies.
        SpectrumFile image = Real("4x4_pixel_PE_image.fsm");
        SpectrumFile pixel = Real("single_PE_spectrum.sp");
        Assert.Equal("Spectrum 6 at 17530, 2799 (Image)", pixel.Metadata["History.1.Sample description"]);
        Assert.Equal(pixel.Spectra[0].Channels[0].Values, image.Spectra[5].Channels[0].Values);
        Assert.Equal(pixel.Spectra[0].X, image.Spectra[5].X);
        Assert.Equal(17530, Number(image.Spectra[5].Metadata["X"]), 0.01);
        Assert.Equal(2799, Number(image.Spectra[5].Metadata["Y"]), 0.01);
    }

    [Theory]
    [InlineData("A1721001.sp", "fluorescence", 536, 800)]
    [InlineData("BevFilter12.Sample.Cycle1.sp", "uv-vis", 900, 300)]
    public void Files_that_other_readers_fail_on_for_their_history_are_read(string name, string technique, double first, double last)
    {
        SpectrumFile read = Real(name);
        Assert.Equal(technique, read.Technique);
        Assert.Equal((first, last), (read.Spectra[0].X[0], read.Spectra[0].X[^1]));
    }

    [Fact]
    public void The_ordinate_range_of_real_files_holds_their_values()
    {
        string? folder = Testing.Corpus.Path("corpus/formats/pe_sp");
        Assert.SkipWhen(folder is null, "needs the shared corpus: corpus/formats/pe_sp");
        foreach (string path in Directory.EnumerateFiles(folder!, "*.sp"))
            if (!Path.GetFileName(path).StartsWith("damaged", StringComparison.Ordinal))
            {
                SpectrumFile read = ReaderCatalog.Default.Read(path, ReadHints.None);
                double[] range = [.. read.Metadata["Ordinate range"].Split(' ').Select(Number)];
                Assert.Equal(range[1], read.Spectra[0].Channels[0].Values.Max());
                Assert.True(range[0] <= read.Spectra[0].Channels[0].Values.Min());
            }
    }

    [Fact]
    public void A_zone_in_digits_of_another_script_is_none()
    {
        SpectrumFile read = Read(
            new PerkinElmerFile
            {
                Values = s_values,
                // The bytes are UTF-8 of the Arabic three.
                History = PerkinElmerFile.Origin(
                    PerkinElmerFile.Record("a", "b", "Thu Oct 27 06:07:36 2022 Zone (GMT+\u00D9\u00A3:00)", "c"),
                    124
                ),
            }
        );
        Assert.Equal(new DateTime(2022, 10, 27, 6, 7, 36), read.Spectra[0].Acquired);
        Assert.Equal(DateTimeKind.Unspecified, read.Spectra[0].Acquired!.Value.Kind);
    }

    [Fact]
    public void Very_many_pixels_of_next_to_no_points_are_refused()
    {
        float[][] pixels = [.. Enumerable.Repeat<float[]>([1, 2], 70_000)];
        byte[] image = new PerkinElmerFile { Values = [1, 2] }.Image(700, 100, pixels);
        Assert.Contains("spectra of at least 16 points", Refusal(image), StringComparison.Ordinal);
    }

    private static byte[] Image(int pixels) =>
        new PerkinElmerFile { Values = s_values }.Image(3, 2, [.. Enumerable.Range(0, pixels).Select(k => (float[])[k, k, k, k])]);

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static SpectrumFile Real(string name)
    {
        string? path = Testing.Corpus.Path("corpus/formats/pe_sp/" + name);
        Assert.SkipWhen(path is null, "needs the shared corpus: corpus/formats/pe_sp/" + name);
        return ReaderCatalog.Default.Read(path!, ReadHints.None);
    }

    private static SpectrumFile Read(PerkinElmerFile file) => Read(file.Write());

    private static SpectrumFile Read(byte[] bytes) => ReaderCatalog.Default.Read(bytes, "a.sp", ReadHints.None, "perkinelmer-sp");

    private static string Refusal(byte[] bytes) => Assert.Throws<BadFileException>(() => Read(bytes)).Message;
}
