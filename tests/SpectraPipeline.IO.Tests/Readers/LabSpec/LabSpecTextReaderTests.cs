using System.Text;
using SpectraPipeline.Core;
using SpectraPipeline.IO.Readers;
using SpectraPipeline.IO.Readers.LabSpec;
using SpectraPipeline.Testing.Writers;
using Xunit;

namespace SpectraPipeline.IO.Tests.Readers.LabSpec;

public sealed class LabSpecTextReaderTests
{
    private static readonly double[] s_x = [200.5, 201, 202.5, 204];
    private static readonly double[] s_y = [1, 2.5, 3, 4.25];

    private static readonly string[] s_axes = ["AxisType[0]=Intens", "AxisUnit[0]=Cnt", "AxisType[1]=Spectr", "AxisUnit[1]=1/cm"];

    [Fact]
    public void The_header_comes_along_under_its_own_keys_also_those_that_come_twice()
    {
        SpectrumFile file = Read(
            Text("Range=\tOff", "Laser=\t532nm_Edge", "Range=\tVisible", "Title=\tHB003", "Remark=\t").Write(s_x, s_y)
        );
        Assert.Equal(
            ("Off", "Visible", "532nm_Edge", ""),
            (file.Metadata["Range"], file.Metadata["Range (2)"], file.Metadata["Laser"], file.Metadata["Remark"])
        );
        Assert.Equal("HB003", file.Spectra[0].Title);
        Assert.Equal(s_y, file.Spectra[0].Channels[0].Values);
    }

    [Theory]
    [InlineData("Spectro (cm-¹)=\t940.8", Quantity.RamanShift, "raman")]
    [InlineData("Spectro (nm)=\t500", Quantity.Wavelength, null)]
    [InlineData("Range (nm)=\t425...625", Quantity.Wavelength, null)]
    [InlineData("AxisUnit[1]=1/cm", Quantity.RamanShift, "raman")]
    [InlineData("AxisUnit[1]=1/cm abs", Quantity.Wavenumber, null)]
    [InlineData("AxisUnit[1]=eV", Quantity.PhotonEnergy, null)]
    [InlineData("Spectro=\t979.889", Quantity.Dimensionless, null)]
    public void The_unit_of_x_is_what_the_header_states(string entry, Quantity quantity, string? technique)
    {
        SpectrumFile file = Read(Text(entry).Write(s_x, s_y));
        Assert.Equal((quantity, technique), (file.Spectra[0].XUnit.Quantity, file.Technique));
        Assert.Equal(quantity == Quantity.Dimensionless, file.Notes.Contains("the file does not state the unit of x"));
    }

    [Fact]
    public void Acquired_goes_before_Date_and_a_date_with_two_readings_stays_text()
    {
        Assert.Equal(
            new DateTime(2019, 12, 16, 9, 57, 7),
            Read(Text("Date=\t16.12.2019 09:57", "Acquired=\t16.12.2019 09:57:07").Write(s_x, s_y)).Spectra[0].Acquired
        );
        Assert.Equal(new DateTime(2019, 12, 16, 9, 57, 0), Read(Text("Date=\t16.12.2019 09:57").Write(s_x, s_y)).Spectra[0].Acquired);
        SpectrumFile unclear = Read(Text("Date=\t01/05/16 11:27:14").Write(s_x, s_y));
        Assert.Null(unclear.Spectra[0].Acquired);
        Assert.Contains("the date '01/05/16 11:27:14' can be read in two ways and stays text", unclear.Notes);
    }

    [Fact]
    public void Columns_of_a_map_are_Y_and_X_although_the_header_names_X_first()
    {
        LabSpecText map = Text([.. s_axes, "AxisType[2]=X", "AxisUnit[2]=µm", "AxisType[3]=Y", "AxisUnit[3]=µm"]);
        SpectrumFile file = Read(map.Write(s_x, Rows(["-30", "10"], ["-30", "12.5"], ["-27", "10"])));
        Assert.Equal(["-30", "-30", "-27"], file.Spectra.Select(s => s.Metadata["Y (µm)"]));
        Assert.Equal(["10", "12.5", "10"], file.Spectra.Select(s => s.Metadata["X (µm)"]));
        Assert.All(
            file.Spectra,
            s => Assert.Equal((double.NaN, "Intens", "Cnt"), (s.TimeS, s.Channels[0].Name, s.Channels[0].Signal.Unit))
        );
    }

    [Theory]
    [InlineData("s", "0", "308.391", 308.391)]
    [InlineData("min", "0", "2", 120)]
    [InlineData("s", "00:00:00", "1:02:03.5", 3723.5)]
    [InlineData("s", "00:00", "02:03", 123)]
    public void Times_are_in_seconds_and_count_from_the_acquisition(string unit, string first, string second, double seconds)
    {
        LabSpecText series = Text([.. s_axes, "AxisType[2]=Time", $"AxisUnit[2]={unit}", "Acquired=\t16.12.2019 10:00:00"]);
        SpectrumFile file = Read(series.Write(s_x, Rows([first], [second])));
        Assert.Equal([0, seconds], file.Spectra.Select(s => s.TimeS));
        Assert.Equal(new DateTime(2019, 12, 16, 10, 0, 0).AddSeconds(seconds), file.Spectra[1].Acquired);
    }

    [Fact]
    public void A_first_column_without_a_name_is_time_only_when_it_begins_at_0_and_rises()
    {
        SpectrumFile time = Read(Text().Write(s_x, Rows(["0"], ["308.4"])));
        Assert.Equal([0, 308.4], time.Spectra.Select(s => s.TimeS));
        Assert.Contains("the first column, which begins at 0 and rises, is taken as time in s", time.Notes);
        SpectrumFile place = Read(Text().Write(s_x, Rows(["5"], ["4"])));
        Assert.All(place.Spectra, s => Assert.Equal(double.NaN, s.TimeS));
        Assert.Equal("5", place.Spectra[0].Metadata["coordinate 1"]);
        Assert.Equal("2", Read(Text().Write(s_x, Rows(["1"], ["2"]))).Spectra[1].Metadata["Points"]);
    }

    [Theory]
    [InlineData("\n", '.', 0)]
    [InlineData("\r\n", '.', 2)]
    [InlineData("\r", ',', 1)]
    public void Line_ends_decimal_commas_and_tabs_at_the_end_change_nothing(string lineEnd, char sign, int tabs)
    {
        LabSpecText text = Text() with { LineEnd = lineEnd, DecimalSign = sign, TrailingTabs = tabs };
        SpectrumFile file = Read(text.Write(s_x, Rows(["0"], ["3"])));
        Assert.Equal("labspec-text", file.Format);
        Assert.Equal(s_x, file.Spectra[1].X);
        Assert.Equal(s_y, file.Spectra[1].Channels[0].Values);
    }

    [Fact]
    public void A_line_of_labels_says_x_where_the_header_does_not()
    {
        byte[] text = "#Laser=532\n#Grating=600\nRaman shift (cm-1),counts\n100,1\n101,2\n102,3\n"u8.ToArray();
        SpectrumFile file = ReaderCatalog.Default.Read(text, "a.csv", ReadHints.None);
        Assert.Equal((Unit.RamanShift, "raman"), (file.Spectra[0].XUnit, file.Technique));
    }

    [Fact]
    public void UTF_16_is_read() =>
        Assert.Equal(s_x, Read((Text("Title=\tλ") with { Encoding = Encoding.Unicode }).Write(s_x, Rows(["0"], ["3"]))).Spectra[0].X);

    [Fact]
    public void Of_a_file_that_was_cut_the_complete_spectra_are_reported()
    {
        byte[] whole = Text().Write(s_x, Rows(["0"], ["3"], ["6"]));
        SpectrumFile file = Read(whole[..^9]);
        Assert.Equal(2, file.Spectra.Count);
        Assert.Contains("truncated: 2 spectra are complete; the last line ends inside a spectrum and is left out", file.Notes);
    }

    [Theory]
    [InlineData("0\t1\t2\t3", "expected 1 coordinates and 4 intensities, as many as the row of x in line 3 has, found 3 intensities")]
    [InlineData("0\t1\t2\tx\t4", "found '1")]
    [InlineData("here\t1\t2\t3\t4", "found 'here")]
    public void A_broken_row_is_refused_with_its_line(string row, string message)
    {
        byte[] bytes = Encoding.ASCII.GetBytes($"#Acq. time (s)=\t1\n#Laser=\t532\n\t1\t2\t3\t4\n{row}\n0\t1\t2\t3\t4\n");
        BadFileException e = Assert.Throws<BadFileException>(() => Read(bytes));
        Assert.Equal(4, e.Line);
        Assert.Contains(message, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_without_a_header_stays_delimited_text_and_lines_of_comments_are_no_header()
    {
        Assert.Equal("delimited", Read((new LabSpecText { Header = [] }).Write(s_x, Rows(["0", "1"], ["3", "4"], ["3", "5"]))).Format);
        Assert.Equal("delimited", Read((new LabSpecText { Header = ["a=\t1", "b=\t2"] }).Write(s_x, s_y)).Format);
        Assert.Throws<BadFileException>(() =>
            ReaderCatalog.Default.Read("1 2\n2 3\n3 4\n"u8.ToArray(), "a.txt", ReadHints.None, "labspec-text")
        );
    }

    [Theory]
    [InlineData("1:02:03.5", 3723.5)]
    [InlineData("02:03", 123)]
    [InlineData("0:0:0,25", 0.25)]
    public void Clocks_are_seconds(string text, double seconds)
    {
        Assert.True(LabSpecTable.Clock(Encoding.ASCII.GetBytes(text), out double read));
        Assert.Equal(seconds, read);
    }

    [Theory]
    [InlineData("12")]
    [InlineData("1:2:3:4")]
    [InlineData("a:b")]
    [InlineData("-1:00")]
    public void What_is_no_clock_is_none(string text) => Assert.False(LabSpecTable.Clock(Encoding.ASCII.GetBytes(text), out _));

    [Fact]
    public void A_real_series_has_its_times_and_a_real_map_its_places()
    {
        SpectrumFile series = Real("labspec/Activation.txt");
        Assert.Equal((532, 0.0, 308.391), (series.Spectra.Count, series.Spectra[0].TimeS, series.Spectra[1].TimeS));
        Assert.True(series.Spectra.Zip(series.Spectra.Skip(1)).All(p => p.Second.TimeS > p.First.TimeS));
        SpectrumFile map = Real("raman_ascii/map_nm.txt.gz");
        Assert.Equal(Unit.Nanometre, map.Spectra[0].XUnit);
        Assert.Equal(20, map.Spectra.Select(s => s.Metadata["X (µm)"]).Distinct().Count());
        // X runs fastest.
        Assert.Equal(20, map.Spectra.TakeWhile(s => s.Metadata["Y (µm)"] == map.Spectra[0].Metadata["Y (µm)"]).Count());
    }

    private static SpectrumFile Real(string name)
    {
        string? path = Testing.Corpus.Path("corpus/formats/" + name);
        Assert.SkipWhen(path is null, $"needs the shared corpus: {name}");
        return ReaderCatalog.Default.Read(path!, ReadHints.None);
    }

    private static LabSpecText Text(params IReadOnlyList<string> entries) =>
        new() { Header = ["Acq. time (s)=\t1", "Accumulations=\t1", .. entries] };

    private static (string[], double[])[] Rows(params string[][] coordinates) => [.. coordinates.Select(c => (c, s_y))];

    private static SpectrumFile Read(byte[] bytes) => ReaderCatalog.Default.Read(bytes, "a.txt", ReadHints.None);
}
