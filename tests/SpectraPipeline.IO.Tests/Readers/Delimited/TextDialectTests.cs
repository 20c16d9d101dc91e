using System.Text;
using SpectraPipeline.Core;
using SpectraPipeline.IO.Readers;
using SpectraPipeline.Testing.Writers;
using Xunit;

namespace SpectraPipeline.IO.Tests.Readers.Delimited;

/// <summary>What the programs of instruments write, each in its own way.</summary>
public sealed class TextDialectTests
{
    private static readonly double[] s_x = [.. Enumerable.Range(0, 12).Select(i => 400 + 1.5 * i)];
    private static readonly double[] s_y = [.. Enumerable.Range(0, 12).Select(i => 100.25 + i)];

    [Theory]
    [InlineData("Raman Shifts", "", true, Quantity.RamanShift, "raman")]
    [InlineData("Wavelengths", "", false, Quantity.Wavelength, null)]
    [InlineData("Wavelengths", "Processed ", true, Quantity.Wavelength, null)]
    public void Ocean_Optics_states_axis_and_time_with_its_zone(
        string axis,
        string processed,
        bool endMark,
        Quantity quantity,
        string? technique
    )
    {
        SpectrumFile file = Read(TextDialects.OceanOptics(s_x, s_y, axis, processed, endMark));
        SpectrumData s = Assert.Single(file.Spectra);
        Assert.Equal((quantity, technique), (s.XUnit.Quantity, file.Technique));
        Assert.Equal((new DateTime(2019, 12, 16, 8, 57, 7), DateTimeKind.Utc), (s.Acquired, s.Acquired!.Value.Kind));
        Assert.Equal("2.000000E0", file.Metadata["Integration Time (sec)"]);
        Assert.DoesNotContain(file.Notes, n => n.Contains("says 12", StringComparison.Ordinal));
    }

    [Fact]
    public void Fewer_points_than_the_header_of_Ocean_Optics_counts_are_noted()
    {
        string whole = Encoding.ASCII.GetString(TextDialects.OceanOptics(s_x, s_y, endMark: false));
        SpectrumFile cut = Read(Encoding.ASCII.GetBytes(whole[..(whole.IndexOf("409\t", StringComparison.Ordinal))]));
        Assert.Contains("6 points; 'Number of Pixels in Spectrum' in the header says 12: cut, or exported in part", cut.Notes);
    }

    [Fact]
    public void A_series_of_OceanView_has_the_milliseconds_of_its_rows()
    {
        byte[] bytes = TextDialects.OceanViewSeries(s_x, [s_y, [.. s_y.Select(v => v + 1)], s_y], 1576486630250, 1500);
        SpectrumFile file = Read(bytes);
        Assert.Equal([0, 1.5, 3], file.Spectra.Select(s => s.TimeS));
        Assert.Equal(
            (new DateTime(2019, 12, 16, 8, 57, 11, 750), DateTimeKind.Utc),
            (file.Spectra[1].Acquired, file.Spectra[1].Acquired!.Value.Kind)
        );
        Assert.Equal(s_x, file.Spectra[1].X);
        Assert.Equal(101.25, file.Spectra[1].Channels[0].Values[0]);
        SpectrumFile cut = Read(bytes[..^8]);
        Assert.Equal(2, cut.Spectra.Count);
        Assert.Contains("truncated: 2 spectra are complete; the last line ends inside a spectrum and is left out", cut.Notes);
        string broken = Encoding.ASCII.GetString(bytes).Replace("\t101.25\t", "\t", StringComparison.Ordinal);
        Assert.Equal(7, Assert.Throws<BadFileException>(() => Read(Encoding.ASCII.GetBytes(broken))).Line);
    }

    [Theory]
    [InlineData(',', 0)]
    [InlineData(',', 5)]
    [InlineData('.', 5)]
    public void B_and_W_Tek_is_read_over_the_Raman_shift_with_the_dark_taken_off(char sign, int without)
    {
        SpectrumFile file = Read(TextDialects.BwTek(s_x, s_y, without, sign));
        SpectrumData s = Assert.Single(file.Spectra);
        Assert.Equal((Unit.RamanShift, "raman", new DateTime(2025, 2, 19, 12, 6, 4)), (s.XUnit, file.Technique, s.Acquired));
        Assert.Equal(s_x, s.X);
        Assert.Equal(("Dark Subtracted #1", SignalKind.Counts), (s.Channels[0].Name, s.Channels[0].Signal.Kind));
        Assert.Equal(s_y, s.Channels[0].Values);
        Assert.Equal(9, s.Channels.Count);
        Assert.Equal("785.02".Replace('.', sign), file.Metadata["laser_wavelength"]);
        Assert.Equal(without > 0, file.Notes.Contains($"{without} rows without x at the ends of the table are left out"));
    }

    [Theory]
    [InlineData("Time")]
    [InlineData("X", "Y")]
    [InlineData("Z")]
    [InlineData("X", "Y", "Z")]
    public void Renishaw_text_begins_a_spectrum_where_time_or_place_changes(params string[] places)
    {
        SpectrumFile file = Read(TextDialects.Renishaw(places, s_x, [s_y, s_y, s_y]));
        Assert.Equal(3, file.Spectra.Count);
        Assert.Equal(s_x, file.Spectra[2].X);
        Assert.Equal(places, file.Spectra[2].Metadata.Keys);
        Assert.Equal("2", file.Spectra[2].Metadata[places[0]]);
        Assert.Equal(places[0] == "Time" ? 2 : double.NaN, file.Spectra[2].TimeS);
    }

    [Fact]
    public void Shimadzu_writes_the_unit_as_a_word()
    {
        SpectrumData s = Assert.Single(Read(TextDialects.Shimadzu(s_x, s_y)).Spectra);
        Assert.Equal((Unit.Nanometre, SignalKind.Absorbance), (s.XUnit, s.Channels[0].Signal.Kind));
        s = Assert.Single(Read("Sample;test\n\"1/cm\";\"%T\"\n400,5;99\n401,5;98\n402,5;97\n"u8.ToArray()).Spectra);
        Assert.Equal((Unit.PerCm, SignalKind.Transmittance), (s.XUnit, s.Channels[0].Signal.Kind));
    }

    [Fact]
    public void A_kinetic_series_of_Solis_has_the_time_of_each_spectrum()
    {
        SpectrumFile file = Read(
            TextDialects.Solis(
                s_x,
                [
                    [s_y, s_y, s_y],
                ],
                announced: 3
            )
        );
        Assert.Equal([0, 0.25, 0.5], file.Spectra.Select(s => s.TimeS));
        Assert.Equal(new DateTime(2021, 10, 25, 21, 1, 48, 500), file.Spectra[2].Acquired);
        Assert.Equal(SignalKind.Counts, file.Spectra[0].Channels[0].Signal.Kind);
        // Tracks of one image are no series.
        Assert.All(
            Read(
                TextDialects.Solis(
                    s_x,
                    [
                        [s_y, s_y, s_y],
                    ],
                    announced: 1
                )
            ).Spectra,
            s => Assert.Equal(double.NaN, s.TimeS)
        );
    }

    [Fact]
    public void Images_under_each_other_are_one_spectrum_each_with_a_channel_for_every_track()
    {
        double[] other = [.. s_y.Select(v => v + 50)];
        SpectrumFile file = Read(
            TextDialects.Solis(
                s_x,
                [
                    [s_y, other],
                    [other, s_y],
                    [s_y, s_y],
                ],
                announced: 3
            )
        );
        Assert.Equal(3, file.Spectra.Count);
        Assert.Equal(["track 1", "track 2"], file.Spectra[1].Channels.Select(c => c.Name));
        Assert.Equal(other, file.Spectra[1].Channels[0].Values);
        Assert.Equal(s_x, file.Spectra[1].X);
        Assert.Equal([0, 0.25, 0.5], file.Spectra.Select(s => s.TimeS));
        Assert.Contains(file.Notes, n => n.StartsWith("x starts again 2 times: 3 images", StringComparison.Ordinal));
    }

    [Fact]
    public void Three_rows_of_header_say_which_columns_are_points()
    {
        SpectrumFile file = Read(TextDialects.Orange(s_x, [s_y, s_y]));
        Assert.Equal(2, file.Spectra.Count);
        Assert.Equal(s_x, file.Spectra[1].X);
        Assert.Equal(s_y, file.Spectra[1].Channels[0].Values);
        Assert.Equal(("a, 1", 10.0), (file.Spectra[1].Metadata["label"], file.Spectra[1].TimeS));
        BadFileException e = Assert.Throws<BadFileException>(() => Read("1,2,3,m\nc,c,c,s\n,,,meta\n1,2,3,a\n1,x,3,a\n"u8.ToArray()));
        Assert.Equal("line 5 (byte 32): expected a number in column 2, found 'x'", e.Message);
        e = Assert.Throws<BadFileException>(() => Read("1,2,3,m\nc,c,c,s\n,,,meta\n1,2,3\n"u8.ToArray()));
        Assert.Equal("line 4 (byte 24): expected 4 cells, as the header has, found 3", e.Message);
    }

    [Fact]
    public void Pairs_of_columns_are_spectra_with_x_of_their_own()
    {
        SpectrumFile file = Read(TextDialects.Cary(s_x, [s_y, s_y, s_y]));
        Assert.Equal(["Sample 0", "Sample 1", "Sample 2"], file.Spectra.Select(s => s.Title));
        Assert.All(file.Spectra, s => Assert.Equal(Unit.Nanometre, s.XUnit));
        SpectrumFile uneven = Read(Encoding.ASCII.GetBytes("A;;B;\nnm;Abs;nm;Abs\n400;1;500;2\n401;1;501;3\n402;1;502;4\n403;1;;\n"));
        Assert.Equal([4, 3], uneven.Spectra.Select(s => s.X.Length));
        Assert.Equal([2, 3, 4], uneven.Spectra[1].Channels[0].Values);
    }

    [Theory]
    [InlineData("latin1", "16 décembre 2019 09:57:07")]
    [InlineData("utf-8", "lun. 16 déc. 2019 09:57:07")]
    [InlineData("utf-16", "lundi 16 décembre 2019 à 09:57:07")]
    [InlineData("utf-16BE", "16/12/2019 09:57:07")]
    public void Two_rows_of_labels_decimal_commas_and_dates_in_words_are_read(string encoding, string date)
    {
        SpectrumFile file = Read(TextDialects.French(s_x, s_y, Encoding.GetEncoding(encoding), date));
        SpectrumData s = Assert.Single(file.Spectra);
        Assert.Equal(("Nombre d'onde", Unit.PerCm, SignalKind.Absorbance), (s.XLabel, s.XUnit, s.Channels[0].Signal.Kind));
        Assert.Equal(new DateTime(2019, 12, 16, 9, 57, 7), s.Acquired);
        Assert.Equal(("Essai 1", date), (file.Metadata["Échantillon"], file.Metadata["Date"]));
        Assert.Equal(s_y, s.Channels[0].Values);
    }

    [Theory]
    [InlineData("Wellenzahl;Extinktion\n", Quantity.Wavenumber, SignalKind.Absorbance)]
    [InlineData("Wellenlänge (nm);Intensität\n", Quantity.Wavelength, SignalKind.Unknown)]
    [InlineData("Número de onda;Absorbancia\n", Quantity.Wavenumber, SignalKind.Absorbance)]
    [InlineData("Longueur d'onde (nm);Transmission\n", Quantity.Wavelength, SignalKind.Transmittance)]
    public void Labels_in_other_languages_mean_the_same(string labels, Quantity quantity, SignalKind kind)
    {
        SpectrumData s = Read(Encoding.UTF8.GetBytes(labels + "400,5;1,5\n401,5;2,5\n402,5;3,5\n")).Spectra[0];
        Assert.Equal((quantity, kind), (s.XUnit.Quantity, s.Channels[0].Signal.Kind));
    }

    [Theory]
    [InlineData("1.000,5;1.250,25\n1.001,5;2.250,25\n1.002,5;3.250,25\n")]
    [InlineData("1 000,5;1 250,25\n1 001,5;2 250,25\n1 002,5;3 250,25\n")]
    [InlineData("1\u202F000,5;1\u202F250,25\n1\u202F001,5;2\u202F250,25\n1\u202F002,5;3\u202F250,25\n")]
    [InlineData("1'000.5;1'250.25\n1'001.5;2'250.25\n1'002.5;3'250.25\n")]
    public void Marks_between_thousands_are_taken_out(string text)
    {
        SpectrumData s = Read(Encoding.UTF8.GetBytes(text)).Spectra[0];
        Assert.Equal([1000.5, 1001.5, 1002.5], s.X);
        Assert.Equal([1250.25, 2250.25, 3250.25], s.Channels[0].Values);
    }

    [Fact]
    public void A_row_of_units_alone_gives_unit_and_quantity()
    {
        SpectrumFile file = Read(
            "rel. 1/cm\tCCD cts\tCCD cts\n 1.5E+02\t 9.9E+02\t 9.8E+02\n 1.6E+02\t 9.9E+02\t 9.8E+02\n 1.7E+02\t 9.9E+02\t 9.8E+02\n"u8.ToArray()
        );
        Assert.Equal(("raman", 2), (file.Technique, file.Spectra.Count));
        Assert.All(file.Spectra, s => Assert.Equal((Unit.RamanShift, SignalKind.Counts), (s.XUnit, s.Channels[0].Signal.Kind)));
    }

    [Fact]
    public void A_date_and_a_time_beside_each_other_are_one_moment()
    {
        SpectrumFile file = Read("Datum;16.12.2019\nUhrzeit;09:57:07\nnm;Abs\n400;1\n401;2\n402;3\n"u8.ToArray());
        Assert.Equal(new DateTime(2019, 12, 16, 9, 57, 7), file.Spectra[0].Acquired);
    }

    private static SpectrumFile Read(byte[] bytes) => ReaderCatalog.Default.Read(bytes, "a.txt", ReadHints.None);
}
