using System.Text;
using SpectraPipeline.Core;
using SpectraPipeline.IO.Readers;
using SpectraPipeline.Testing.Writers;
using Xunit;

namespace SpectraPipeline.IO.Tests.Readers.Delimited;

public sealed class DelimitedReaderTests
{
    private static readonly double[][] s_rows =
    [
        [1000.5, 0.125],
        [1001.5, 0.25],
        [1002.5, 0.5],
        [1003.5, 1.75],
    ];

    public static TheoryData<string, byte[]> Varieties =>
        new()
        {
            { "comma", new TextTable().Write(s_rows) },
            { "comma and blank", new TextTable { Separator = ", " }.Write(s_rows) },
            { "tab", new TextTable { Separator = "\t" }.Write(s_rows) },
            { "blanks", new TextTable { Separator = "   " }.Write(s_rows) },
            { "semicolon", new TextTable { Separator = ";" }.Write(s_rows) },
            { "bar", new TextTable { Separator = " | " }.Write(s_rows) },
            { "decimal comma, tab", new TextTable { Separator = "\t", DecimalSign = ',' }.Write(s_rows) },
            { "decimal comma, semicolon", new TextTable { Separator = ";", DecimalSign = ',' }.Write(s_rows) },
            { "decimal comma, blanks", new TextTable { Separator = "  ", DecimalSign = ',' }.Write(s_rows) },
            { "CRLF", new TextTable { LineEnd = "\r\n" }.Write(s_rows) },
            { "CR", new TextTable { LineEnd = "\r" }.Write(s_rows) },
            { "trailing separator", new TextTable { TrailingSeparator = true }.Write(s_rows) },
            { "trailing tab", new TextTable { Separator = "\t", TrailingSeparator = true }.Write(s_rows) },
            { "BOM", new TextTable { Encoding = new UTF8Encoding(true) }.Write(s_rows) },
            { "UTF-16", new TextTable { Encoding = Encoding.Unicode, LineEnd = "\r\n" }.Write(s_rows) },
            { "UTF-16 big", new TextTable { Encoding = Encoding.BigEndianUnicode }.Write(s_rows) },
            { "UTF-16 without mark", new TextTable { Encoding = new UnicodeEncoding(false, false) }.Write(s_rows) },
            { "exponents", new TextTable { Number = "0.000000e+000" }.Write(s_rows) },
            { "comments", new TextTable { Header = ["# a", "% b: 1", "// c", "! d", "; e"] }.Write(s_rows) },
            { "labels", new TextTable { Header = ["", "title of it", "wavenumber,absorbance"] }.Write(s_rows) },
            { "numbers in the header", new TextTable { Header = ["3 4 5", "871", "1 2", "data:"], Separator = " " }.Write(s_rows) },
            { "footer", new TextTable { Footer = ["", "Exposure: 3 s", "Grating: 600"] }.Write(s_rows) },
            { "blank lines inside", Encoding.ASCII.GetBytes("1000.5,0.125\n\n1001.5,0.25\n1002.5,0.5\n\n\n1003.5,1.75\n") },
            {
                "D exponents",
                Encoding.ASCII.GetBytes("1.0005D+03 1.25D-01\n1.0015D+03 2.5D-01\n1.0025D+03 5.0D-01\n1.0035D+03 1.75D+00\n")
            },
            { "thousands blanks", Encoding.ASCII.GetBytes("1 000,5;0,125\n1 001,5;0,25\n1 002,5;0,5\n1 003,5;1,75\n") },
            { "thousands commas", Encoding.ASCII.GetBytes("1,000.5;0.125\n1,001.5;0.25\n1,002.5;0.5\n1,003.5;1.75\n") },
            { "quotes", Encoding.ASCII.GetBytes("\"1000.5\",\"0.125\"\n\"1001.5\",\"0.25\"\n\"1002.5\",\"0.5\"\n\"1003.5\",\"1.75\"\n") },
            { "end mark of DOS", [.. new TextTable { LineEnd = "\r\n" }.Write(s_rows), 0x1A] },
        };

    [Theory]
    [MemberData(nameof(Varieties))]
    public void Reads_the_same_numbers_from_every_variety(string variety, byte[] bytes)
    {
        SpectrumData s = Assert.Single(Read(bytes).Spectra);
        Assert.True(s_rows.Select(r => r[0]).SequenceEqual(s.X), variety);
        Assert.True(s_rows.Select(r => r[1]).SequenceEqual(s.Channels[0].Values), variety);
    }

    [Theory]
    [InlineData("1000.5;0,25\n1001,5;0.5\n1002.5;0,75\n1003,5;0.5\n", "both '.' and ',' as decimal signs")]
    [InlineData("1000,50,0,05\n1000,75,0,06\n1001,00,0,07\n", "commas that may separate cells or decimals")]
    public void Two_readings_are_refused_with_three_lines(string text, string reason)
    {
        BadFileException e = Refused(text);
        Assert.Contains(reason, e.Message, StringComparison.Ordinal);
        Assert.Contains(text.Split('\n')[2], e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "1,2\n2,3\n3,4\nwords\n4,5\n5,6\n",
        "line 4 (byte 12): expected 2 numbers as in line 1 (',' between the cells, decimal '.'), found 'words'"
    )]
    [InlineData(
        "1,2\n2,3\n3,4\n4\n5,6\n",
        "line 4 (byte 12): expected 2 numbers as in line 1 (',' between the cells, decimal '.'), found 1: '4'"
    )]
    [InlineData(
        "1.5 2.5\n2.5 3.5\n3.5 4.5\n4.5 1.2e",
        "line 4 (byte 24): expected 2 numbers as in line 1 (blanks between the cells, decimal '.'), found '4.5 1.2e'; the file ends there, so it was probably cut"
    )]
    [InlineData(
        "1\n2\n3\n4\n",
        "line 1 (byte 0): expected x and y in two columns (or the count, first x, last x and three codes of an .asp file), found a single column of numbers"
    )]
    [InlineData(
        "NPOINTS\t9\n1\t2\n2\t3\n3\t4\n",
        "line 4 (byte 22): expected 9 points, as 'NPOINTS' in the header says, found 3; the file was probably cut"
    )]
    [InlineData(
        "40\n4000\n400\n1\n2\n4\n0.1\n0.2\n",
        "line 8 (byte 22): expected 40 values, as the first line says, found 2; the file was probably cut"
    )]
    [InlineData("1,2\n2,3\n", "line 1 (byte 0): expected at least 3 rows of numbers, found 2")]
    public void A_broken_table_is_refused_with_its_line(string text, string message) => Assert.Equal(message, Refused(text).Message);

    [Fact]
    public void Units_and_names_come_from_labels()
    {
        SpectrumData s = Read("Raman shift / cm-1;Intensity (counts)\n1000;1\n1001;2\n1002;3\n").Spectra[0];
        Assert.Equal(("Raman shift", Unit.RamanShift), (s.XLabel, s.XUnit));
        s = Read("Energy\tmu\neV\ta.u.\n9000\t1\n9001\t2\n9002\t3\n").Spectra[0];
        Assert.Equal((Unit.ElectronVolt, SignalKind.Mu), (s.XUnit, s.Channels[0].Signal.Kind));
        s = Read("wavelength (nm),%T\n500,1\n501,2\n502,3\n").Spectra[0];
        Assert.Equal((Unit.Nanometre, "%"), (s.XUnit, s.Channels[0].Signal.Unit));
    }

    [Fact]
    public void The_technique_gives_the_unit_that_the_file_does_not_and_says_so()
    {
        byte[] bytes = new TextTable().Write(s_rows);
        Assert.Equal(Unit.None, Read(bytes).Spectra[0].XUnit);
        SpectrumFile file = ReaderCatalog.Default.Read(bytes, "a.csv", new ReadHints("raman"));
        Assert.Equal(Unit.RamanShift, file.Spectra[0].XUnit);
        Assert.Contains("no unit of x in the file; cm-1 taken from the technique 'raman'", file.Notes);
    }

    [Fact]
    public void Named_columns_of_a_scan_are_channels_and_others_are_a_series()
    {
        SpectrumData scan = Assert.Single(Read("# energy i0 it if mu\n9000 1 2 3 4\n9001 1 2 3 4\n9002 1 2 3 4\n").Spectra);
        Assert.Equal(["mu", "i0", "it", "if"], scan.Channels.Select(c => c.Name));
        Assert.Equal(["a", "b"], Read("wavenumber,a,b\n1000,1,2\n1001,1,2\n1002,1,2\n").Spectra.Select(s => s.Title));
    }

    [Theory]
    [InlineData("x,y,truth\n1,10,100\n2,20,200\n3,30,300\n", "y,truth")]
    [InlineData("x,baseline,y\n1,100,10\n2,200,20\n3,300,30\n", "y,baseline")]
    public void The_column_called_y_is_the_spectrum_and_the_others_stand_beside_it(string text, string channels)
    {
        SpectrumData spectrum = Assert.Single(Read(text).Spectra);
        Assert.Equal(channels, string.Join(',', spectrum.Channels.Select(c => c.Name)));
        Assert.Equal([10, 20, 30], spectrum.Channels[0].Values);
    }

    [Fact]
    public void Rows_named_time_and_potential_fill_the_columns()
    {
        SpectrumFile file = Read("time_min,0,1,2\npotential_mV,100,200,300\nwavenumber_cm-1,a,b,c\n1000,1,2,3\n1001,4,5,6\n1002,7,8,9\n");
        Assert.Equal([0, 60, 120], file.Spectra.Select(s => s.TimeS));
        Assert.Equal([0.1, 0.2, 0.3], file.Spectra.Select(s => Math.Round(s.PotentialV, 12)));
    }

    [Theory]
    [InlineData("# Potential: -0.4 V vs Ag/AgCl\n# time_s = 30\n", 30, -0.4)]
    [InlineData("Time (min) = 2\nE_mV: 200\n", 120, 0.2)]
    [InlineData("Time: 12:30:01\nIntegration time: 30 s\nPotential: high\n", double.NaN, double.NaN)]
    [InlineData("Potential 1: 0.1 V\nPotential 2: 0.2 V\n", double.NaN, double.NaN)]
    public void A_header_that_states_a_time_or_potential_fills_it(string header, double time, double potential)
    {
        SpectrumData s = Read(header + "1000\t1\n1001\t2\n1002\t3\n").Spectra[0];
        Assert.Equal((time, potential), (s.TimeS, s.PotentialV));
    }

    [Fact]
    public void One_spectrum_a_row_is_told_from_one_a_column()
    {
        SpectrumFile rows = Read("time_s,potential_V,1000,1001,1002.5,1004\n0,0.1,1,2,3,4\n30,0.2,5,6,7,8\n60,0.3,9,10,11,12\n");
        Assert.Equal([1000, 1001, 1002.5, 1004], rows.Spectra[0].X);
        Assert.Equal([5, 6, 7, 8], rows.Spectra[1].Channels[0].Values);
        Assert.Equal((60, 0.3), (rows.Spectra[2].TimeS, rows.Spectra[2].PotentialV));
        SpectrumFile columns = Read("wavenumber_cm-1,265,266,267\n3946.5,1,2,3\n3945.6,4,5,6\n3944.6,7,8,9\n");
        Assert.Equal([3946.5, 3945.6, 3944.6], columns.Spectra[0].X);
        Assert.Equal(["265", "266", "267"], columns.Spectra.Select(s => s.Title));
        SpectrumFile counted = Read(",1,2,3\n3946.5,1,2,3\n3945.6,4,5,6\n3944.6,7,8,9\n");
        Assert.Equal([2, 5, 8], counted.Spectra[1].Channels[0].Values);
        Assert.Equal(["1", "2", "3"], counted.Spectra.Select(s => s.Title));
        SpectrumFile labSpec = Read("#Acq. time (s)=\t1\n\t200.5\t201\t202.5\t204\n0\t1\t2\t3\t4\n308.4\t5\t6\t7\t8\n");
        Assert.Equal([200.5, 201, 202.5, 204], labSpec.Spectra[0].X);
        Assert.Equal([0, 308.4], labSpec.Spectra.Select(s => s.TimeS));
        SpectrumFile map = Read("\t\t50\t55.6\t61.2\n-60\t-40\t1\t2\t3\n-60\t-35\t4\t5\t6\n-60\t-30\t4\t5\t6\n");
        Assert.Equal("-35", map.Spectra[1].Metadata["column 2"]);
    }

    [Fact]
    public void First_row_and_first_column_that_both_may_be_x_are_refused()
    {
        BadFileException e = Refused(",1000,1001.5,1003\n2000,1,2,3\n2001.5,4,5,6\n2003,7,8,9\n");
        Assert.Contains("first row and first column that may both be x", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Long_tables_begin_a_spectrum_where_time_or_x_starts_again()
    {
        SpectrumFile labelled = Read(
            "#Time\t\t#Wave\t\t#Intensity\n0\t\t1000\t\t1\n0\t\t1001\t\t2\n0\t\t1002\t\t3\n5\t\t1000\t\t4\n5\t\t1001\t\t5\n5\t\t1002\t\t6\n"
        );
        Assert.Equal([0, 5], labelled.Spectra.Select(s => s.TimeS));
        Assert.Equal([4, 5, 6], labelled.Spectra[1].Channels[0].Values);
        SpectrumFile silent = Read("0 1002 1\n0 1001 2\n0 1000 3\n5 1002 4\n5 1001 5\n5 1000 6\n");
        Assert.Equal(2, silent.Spectra.Count);
        Assert.Equal([1002, 1001, 1000], silent.Spectra[1].X);
        SpectrumFile restarts = Read("1000 1\n1001 2\n1002 3\n1000 4\n1001 5\n1002 6\n");
        Assert.Equal([4, 5, 6], restarts.Spectra[1].Channels[0].Values);
    }

    [Theory]
    [InlineData("NaN,2,3,4,5,6,7,8,9,10\n1,2,3,4,5,6,7,8,9,10\n2,2,3,4,5,6,7,8,9,10\n3,NaN,3,4,5,6,7,8,9,10\n")]
    [InlineData("1,NaN,3,4,5,6,7,8,9,10\nNaN,NaN,3,4,5,6,7,8,9,10\n2,2,3,4,5,6,7,8,9,10\n3,2,3,4,5,6,7,8,9,10\n")]
    [InlineData("0,NaN,3\n0,2,3\n0,3,3\n1,1,3\n1,NaN,3\n1,3,3\n")]
    [InlineData(",a,b\n1,NaN,3\n2,2,3\n3,NaN,3\n")]
    public void Missing_cells_on_a_possible_axis_are_no_error_of_the_program(string text)
    {
        // Found by changing bytes: the sign of a difference with NaN was asked for.
        try
        {
            Assert.NotEmpty(Read(text).Spectra);
        }
        catch (BadFileException e)
        {
            Assert.NotEmpty(e.Message);
        }
    }

    [Fact]
    public void Missing_cells_are_NaN()
    {
        double[] y = Read("x,y,z\n1,NaN,1\n2,--,1\n3,,1\n4,n/a,1\n5,2,1\n").Spectra[0].Channels[0].Values;
        Assert.Equal([double.NaN, double.NaN, double.NaN, double.NaN, 2], y);
    }

    [Fact]
    public void Angle_scans_and_binary_bytes_are_refused()
    {
        byte[] angles = "  9809     KEK-PF   BL9A\n17.4 17.4 1\n17.3 17.3 1\n17.2 17.2 1\n"u8.ToArray();
        BadFileException e = Assert.Throws<BadFileException>(() =>
            ReaderCatalog.Default.Read(angles, "a.dat", ReadHints.None, "delimited")
        );
        Assert.Contains("monochromator angles, which the reader photon-factory reads", e.Message, StringComparison.Ordinal);
        byte[] binary = [(byte)'1', (byte)',', 0, 0, 0, (byte)'2', 7, 7];
        Assert.Throws<BadFileException>(() => Read(binary));
        Assert.Throws<BadFileException>(() => ReaderCatalog.Default.Read(binary, "a.csv", ReadHints.None, "delimited"));
    }

    [Fact]
    public void Dates_with_one_reading_are_kept_and_others_stay_text()
    {
        Assert.Equal(
            new DateTime(2019, 12, 16, 14, 52, 46),
            Read("#Acquired=\t16.12.2019 14:52:46\n1000\t1\n1001\t2\n1002\t3\n").Spectra[0].Acquired
        );
        SpectrumFile unclear = Read("#Date=\t01/05/16 11:27:14\n1000\t1\n1001\t2\n1002\t3\n");
        Assert.Null(unclear.Spectra[0].Acquired);
        Assert.Equal("01/05/16 11:27:14", unclear.Metadata["Date"]);
    }

    [Fact]
    public void A_nameless_column_that_counts_the_rows_is_no_spectrum()
    {
        SpectrumFile indexed = Read(",wavenumber,absorbance\n0,1000,0.1\n1,1001,0.2\n2,1002,0.3\n3,1003,0.4\n");
        Assert.Equal([1000, 1001, 1002, 1003], indexed.Spectra[0].X);
        Assert.Equal([0.1, 0.2, 0.3, 0.4], Assert.Single(Assert.Single(indexed.Spectra).Channels).Values);
        Assert.Contains(indexed.Notes, n => n.Contains("counts the rows", StringComparison.Ordinal));
        SpectrumFile unlabelledX = Read(",x1,a,b\n1,10.5,3,4\n2,11.5,5,4\n3,12.5,4,4.5\n");
        Assert.Equal([10.5, 11.5, 12.5], unlabelledX.Spectra[0].X);
        Assert.Equal(2, unlabelledX.Spectra.Count);
        // A labelled axis that counts is an axis.
        Assert.Equal([0, 1, 2], Read("pixel,a,b\n0,3,4\n1,5,4\n2,4,4.5\n").Spectra[0].X);
    }

    [Fact]
    public void Ocean_Optics_states_the_axis_in_its_header() =>
        Assert.Equal(
            Unit.RamanShift,
            Read("XAxis mode: Raman Shifts\n>>>>>Begin Spectral Data<<<<<\n46.0\t0.7\n50.4\t0.3\n54.8\t-0.9\n").Spectra[0].XUnit
        );

    private static SpectrumFile Read(string text) => Read(Encoding.UTF8.GetBytes(text));

    private static SpectrumFile Read(byte[] bytes) => ReaderCatalog.Default.Read(bytes, "a.csv", ReadHints.None);

    private static BadFileException Refused(string text) => Assert.Throws<BadFileException>(() => Read(text));
}
