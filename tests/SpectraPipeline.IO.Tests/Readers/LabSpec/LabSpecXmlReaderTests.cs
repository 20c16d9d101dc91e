using System.Text;
using SpectraPipeline.Core;
using SpectraPipeline.IO.Readers;
using SpectraPipeline.Testing.Writers;
using Xunit;

namespace SpectraPipeline.IO.Tests.Readers.LabSpec;

public sealed class LabSpecXmlReaderTests
{
    private static readonly double[] s_x = [771.797, 770.264, 768.73, 767.196];
    private static readonly double[][] s_six = [.. Enumerable.Range(0, 6).Select(k => new double[] { k, k + 0.5, k + 1, k + 2 })];

    [Fact]
    public void The_axis_stays_as_the_detector_has_it_and_the_first_axis_of_places_runs_fastest()
    {
        var map = new LabSpecXml { SpectralUnit = "nm", Places = [("X", "µm", [-2, 0, 2]), ("Y", "µm", [-1, 1])] };
        SpectrumFile file = Read(map.Write(s_x, s_six));
        Assert.Equal(("labspec-xml", Unit.Nanometre, null), (file.Format, file.Spectra[0].XUnit, file.Technique));
        Assert.Equal(s_x, file.Spectra[0].X);
        Assert.Equal(["-2", "0", "2", "-2", "0", "2"], file.Spectra.Select(s => s.Metadata["X (µm)"]));
        Assert.Equal(["-1", "-1", "-1", "1", "1", "1"], file.Spectra.Select(s => s.Metadata["Y (µm)"]));
        Assert.Equal(s_six[4], file.Spectra[4].Channels[0].Values);
        Assert.Equal(new Signal(SignalKind.Counts, "Cnt/sec"), file.Spectra[4].Channels[0].Signal);
        Assert.Empty(file.Notes);
    }

    [Fact]
    public void An_axis_of_one_value_is_no_place_and_time_counts_from_the_acquisition()
    {
        var series = new LabSpecXml { Places = [("Time", "min", [0, 1, 2, 3, 4, 5]), ("X", "µm", [0])] };
        SpectrumFile file = Read(series.Write(s_x, s_six));
        Assert.Equal([0, 60, 120, 180, 240, 300], file.Spectra.Select(s => s.TimeS));
        Assert.Equal(new DateTime(2022, 8, 19, 9, 31, 34), file.Spectra[1].Acquired);
        Assert.Equal(["Time (min)"], file.Spectra[1].Metadata.Keys);
    }

    [Theory]
    [InlineData("1/cm", Quantity.RamanShift, "raman")]
    [InlineData("1/cm abs", Quantity.Wavenumber, null)]
    [InlineData("nm", Quantity.Wavelength, null)]
    [InlineData("eV", Quantity.PhotonEnergy, null)]
    public void Units_are_what_LabSpec_means_by_them(string text, Quantity quantity, string? technique)
    {
        SpectrumFile file = Read(new LabSpecXml { SpectralUnit = text }.Write(s_x, [s_six[0]]));
        Assert.Equal((quantity, technique), (file.Spectra[0].XUnit.Quantity, file.Technique));
    }

    [Fact]
    public void Entries_come_along_under_their_names_and_the_laser_line_exactly()
    {
        SpectrumFile file = Read(new LabSpecXml().Write(s_x, [s_six[0]]));
        Assert.Equal(("633", "632.817"), (file.Metadata["Laser (nm)"], file.Metadata["Laser (nm) exact"]));
        Assert.Equal(("sample", new DateTime(2022, 8, 19, 9, 30, 34)), (file.Spectra[0].Title, file.Spectra[0].Acquired));
        Assert.Equal(("Spectr", "1/cm"), (file.Metadata["AxisType[1]"], file.Metadata["AxisUnit[1]"]));
    }

    [Fact]
    public void Places_that_do_not_fit_the_spectra_are_left_out_with_a_note()
    {
        SpectrumFile file = Read(new LabSpecXml { Places = [("X", "µm", [-2, 0, 2])] }.Write(s_x, s_six));
        Assert.All(file.Spectra, s => Assert.Empty(s.Metadata));
        Assert.Contains("6 spectra for 3 places; the places are left out", file.Notes);
    }

    [Fact]
    public void Of_a_file_that_was_cut_the_rows_that_were_closed_are_reported()
    {
        byte[] whole = new LabSpecXml { Places = [("X", "µm", [-2, 0, 2]), ("Y", "µm", [-1, 1])] }.Write(s_x, s_six);
        int fifth = Encoding.UTF8.GetString(whole).IndexOf("Index=\"4\"", StringComparison.Ordinal);
        SpectrumFile file = Read(whole[..(fifth + 40)]);
        Assert.Equal(4, file.Spectra.Count);
        Assert.Equal("truncated: 4 of 6 spectra are complete", Assert.Single(file.Notes));
        Assert.Equal("-2", file.Spectra[3].Metadata["X (µm)"]);
    }

    [Fact]
    public void Damage_is_refused_with_its_line_and_no_DTD_is_taken()
    {
        string text = Encoding.UTF8.GetString(new LabSpecXml().Write(s_x, s_six));
        BadFileException e = Refused(
            text.Replace("</LSX_Row>\n<LSX_Row Format=\"6\" Index=\"3\"", "<LSX_Row Format=\"6\" Index=\"3\"", StringComparison.Ordinal)
        );
        Assert.True(e.Line > 1 && e.Offset > 100, e.Message);
        Assert.Contains("number", Refused(text.Replace("2.5 ", "2.5x ", StringComparison.Ordinal)).Message, StringComparison.Ordinal);
        Assert.Contains(
            "4 values in each LSX_Row, as many as the spectral axis has, found 3 in row 2",
            Refused(text.Replace("2 2.5 3 4 ", "2 2.5 3 ", StringComparison.Ordinal)).Message,
            StringComparison.Ordinal
        );
        string bomb = "<?xml version=\"1.0\"?>\n<!DOCTYPE l [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;\">]>\n";
        Assert.Contains(
            "DTD",
            Refused(bomb + text[(text.IndexOf('\n', StringComparison.Ordinal) + 1)..]).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "deep",
            Refused("<LSX_Data>" + string.Concat(Enumerable.Repeat("<LSX ID=\"0x1\">", 200))).Message,
            StringComparison.Ordinal
        );
        Assert.Throws<BadFileException>(() => ReaderCatalog.Default.Read("<other/>"u8.ToArray(), "a.xml", ReadHints.None));
    }

    [Fact]
    public void UTF_16_and_cp1252_are_read()
    {
        string text = Encoding.UTF8.GetString(new LabSpecXml { Places = [("X", "µm", [0, 1, 2, 3, 4, 5])] }.Write(s_x, s_six));
        Assert.Equal("5", Read([0xFF, 0xFE, .. Encoding.Unicode.GetBytes(text)]).Spectra[5].Metadata["X (µm)"]);
        Assert.Equal("5", Read(Encoding.Latin1.GetBytes(text)).Spectra[5].Metadata["X (µm)"]);
    }

    [Fact]
    public void The_three_axes_of_one_measurement_agree_through_the_laser_line()
    {
        // The same spectrum exported in nm, in 1/cm from the laser and in 1/cm from zero: shift = 1e7/laser - 1e7/wavelength.
        double[] nm = Real("jobinyvon_test_spec_3s_counts.xml").Spectra[0].X;
        SpectrumFile shifted = Real("jobinyvon_test_spec_3s_cm-1.xml");
        double[] absolute = Real("jobinyvon_test_spec_3s_abs-cm-1.xml").Spectra[0].X;
        double laser = double.Parse(shifted.Metadata["Laser (nm) exact"], System.Globalization.CultureInfo.InvariantCulture);
        for (int i = 0; i < nm.Length; i++)
        {
            // Six digits are written.
            Assert.Equal(1e7 / nm[i], absolute[i], 0.06);
            Assert.Equal(1e7 / laser - absolute[i], shifted.Spectra[0].X[i], 0.06);
        }
    }

    private static SpectrumFile Real(string name)
    {
        string? path = Testing.Corpus.Path("corpus/formats/labspec/" + name);
        Assert.SkipWhen(path is null, $"needs the shared corpus: {name}");
        return ReaderCatalog.Default.Read(path!, ReadHints.None);
    }

    private static SpectrumFile Read(byte[] bytes) => ReaderCatalog.Default.Read(bytes, "a.xml", ReadHints.None);

    private static BadFileException Refused(string text) => Assert.Throws<BadFileException>(() => Read(Encoding.UTF8.GetBytes(text)));
}
