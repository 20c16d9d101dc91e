using System.Text;
using SpectraPipeline.Core;
using SpectraPipeline.IO.Readers;
using SpectraPipeline.Testing.Writers;
using Xunit;

namespace SpectraPipeline.IO.Tests.Readers.Jcamp;

public sealed class JcampReaderTests
{
    private const string Head = "##TITLE= t\n##JCAMP-DX= 4.24\n##DATA TYPE= INFRARED SPECTRUM\n##XUNITS= 1/CM\n##YUNITS= ABSORBANCE\n";

    public static TheoryData<JcampEncoding> Encodings => [.. Enum.GetValues<JcampEncoding>()];

    [Theory]
    [MemberData(nameof(Encodings))]
    public void All_encodings_give_the_same_ordinates(JcampEncoding encoding)
    {
        var random = new Random(5);
        for (int round = 0; round < 50; round++)
        {
            // Runs, jumps over many powers of ten, zeros, both signs and missing values.
            var ordinates = new List<int?>();
            while (ordinates.Count < 60)
                ordinates.AddRange(
                    Enumerable.Repeat(
                        random.Next(12) == 0 ? (int?)null : random.Next(-3, 4) * (int)Math.Pow(10, random.Next(0, 8)),
                        random.Next(1, 15)
                    )
                );
            SpectrumFile file = Read(
                new JcampFile { YFactor = 1, OrdinatesALine = random.Next(1, 20) }.Even(4000, -2, ordinates, encoding)
            );
            Assert.Equal(ordinates.Select(o => o ?? double.NaN), file.Spectra[0].Channels[0].Values);
            Assert.Equal(4000 - 2.0 * (ordinates.Count - 1), file.Spectra[0].X[^1]);
            Assert.Empty(file.Notes);
        }
    }

    [Fact]
    public void Each_letter_is_the_digit_of_the_standard()
    {
        const string all =
            "##NPOINTS= 40\n##XYDATA= (X++(Y..Y))\n1@A1B2C3D4E5F6G7H8I9a1b2c3d4e5f6g7h8i9\n20@%0J1K2L3M4N5O6P7Q8R9%j1k2l3m4n5o6p7q8r9\n40A\n";
        double[] y = Only(Head + "##FIRSTX= 1\n##LASTX= 40\n" + all + "##END=\n").Channels[0].Values;
        Assert.Equal([0, 11, 22, 33, 44, 55, 66, 77, 88, 99, -11, -22, -33, -44, -55, -66, -77, -88, -99], y[..19]);
        // Differences 0, 11, 22 ... 99, 0, -11 ... -99 summed from 0; the Y-check of the last line is none of the points.
        Assert.Equal([0, 0, 11, 33, 66, 110, 165, 231, 308, 396, 495, 495, 484, 462, 429, 385, 330, 264, 187, 99, 0], y[19..]);
    }

    [Fact]
    public void A_repeat_counts_its_original_and_repeats_a_difference_after_one() =>
        // E is 5 and stands there three times (U), J is +1 three times (U), H is 8 twice (T), and S after the last counts once.
        Assert.Equal(
            [5, 5, 5, 6, 7, 8, 8, 8, 1],
            Only(Head + "##FIRSTX= 1\n##LASTX= 9\n##NPOINTS= 9\n##XYDATA= (X++(Y..Y))\n1EUJUHTAS\n##END=\n").Channels[0].Values
        );

    [Fact]
    public void A_line_after_one_that_ended_squeezed_has_no_check()
    {
        SpectrumFile file = Read(Head + "##FIRSTX=1\n##LASTX=6\n##NPOINTS=6\n##XYDATA=(X++(Y..Y))\n1A0NB0\n4B0J\n5B1J\n##END=\n");
        Assert.Equal([10, 15, 20, 20, 21, 22], file.Spectra[0].Channels[0].Values);
        Assert.Empty(file.Notes);
    }

    [Fact]
    public void A_failed_check_is_noted_with_its_line()
    {
        string text = Head + "##FIRSTX=1\n##LASTX=5\n##NPOINTS=5\n##XYDATA=(X++(Y..Y))\n1A0JJ\n3A3JJ\n##END=\n";
        SpectrumFile file = Read(text);
        Assert.Contains("Y-check: 1 of 1 lines", Assert.Single(file.Notes), StringComparison.Ordinal);
        Assert.Contains("(line 11)", file.Notes[0], StringComparison.Ordinal);
        // The check is absolute: what follows counts from it.
        Assert.Equal([10, 11, 12, 14, 15], file.Spectra[0].Channels[0].Values);
    }

    [Fact]
    public void Difference_lines_without_checks_are_read_when_the_count_says_so()
    {
        int?[] ordinates = [.. Enumerable.Range(0, 70).Select(i => (int?)(i * i))];
        SpectrumFile file = Read(new JcampFile { YFactor = 1, YChecks = false }.Even(1, 1, ordinates, JcampEncoding.Dif));
        Assert.Equal(ordinates.Select(o => (double)o!), file.Spectra[0].Channels[0].Values);
        Assert.Contains(file.Notes, n => n.Contains("all values are taken as points", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(JcampEncoding.Affn)]
    [InlineData(JcampEncoding.DifDup)]
    public void A_lost_line_leaves_a_gap_where_its_points_were(JcampEncoding encoding)
    {
        int?[] ordinates = [.. Enumerable.Range(0, 70).Select(i => (int?)(i * i))];
        var file = new JcampFile { YFactor = 1, Damage = (number, line) => number == 4 ? null : line };
        SpectrumFile read = Read(file.Even(4000, -2, ordinates, encoding));
        double[] y = read.Spectra[0].Channels[0].Values;
        Assert.Equal(70, y.Length);
        Assert.Equal(4000 - 2 * 69, read.Spectra[0].X[^1]);
        for (int i = 0; i < 70; i++)
            Assert.Equal(i is >= 28 and < 35 ? double.NaN : i * i, y[i]);
        Assert.Contains(read.Notes, n => n.Contains("7 points have no value", StringComparison.Ordinal));
    }

    [Fact]
    public void A_line_of_another_file_is_left_out()
    {
        int?[] ordinates = [.. Enumerable.Range(0, 70).Select(i => (int?)i)];
        var file = new JcampFile { YFactor = 1, Damage = (number, line) => number == 3 ? "733.54 22524 22484 22484" : line };
        double[] y = Read(file.Even(4000, -2, ordinates, JcampEncoding.Affn)).Spectra[0].Channels[0].Values;
        Assert.Equal(70, y.Length);
        Assert.Equal(69, y[^1]);
        Assert.Equal(20, y[20]);
        Assert.All(y[21..28], v => Assert.True(double.IsNaN(v)));
        Assert.Equal(28, y[28]);
    }

    [Fact]
    public void A_wrong_abscissa_is_noted_and_the_points_are_counted()
    {
        int?[] ordinates = [.. Enumerable.Range(0, 70).Select(i => (int?)i)];
        var file = new JcampFile
        {
            YFactor = 1,
            Damage = (number, line) => number == 3 ? "1234" + line[line.IndexOf(' ', StringComparison.Ordinal)..] : line,
        };
        SpectrumFile read = Read(file.Even(4000, -2, ordinates, JcampEncoding.Affn));
        Assert.Equal(ordinates.Select(o => (double)o!), read.Spectra[0].Channels[0].Values);
        Assert.StartsWith("X-check: 1 of 10 lines", Assert.Single(read.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_was_cut_keeps_its_step_and_says_so()
    {
        int?[] ordinates = [.. Enumerable.Range(0, 70).Select(i => (int?)i)];
        string whole = Encoding.UTF8.GetString(new JcampFile { YFactor = 1 }.Even(4000, -2, ordinates, JcampEncoding.Affn));
        string cut = whole[..(whole.IndexOf("3944", StringComparison.Ordinal) + 4)];
        SpectrumFile read = Read(cut);
        Assert.Equal(28, read.Spectra[0].X.Length);
        Assert.Equal(4000 - 2 * 27, read.Spectra[0].X[^1], 1e-9);
        Assert.Contains("28 of 70 points (NPOINTS) are there; the file was probably cut", read.Notes);
        Assert.Contains(read.Notes, n => n.StartsWith("##END= is missing", StringComparison.Ordinal));
    }

    [Fact]
    public void Ends_that_are_exchanged_follow_the_lines()
    {
        string table = "##FIRSTX= 400\n##LASTX= 410\n##NPOINTS= 6\n##XYDATA= (X++(Y..Y))\n410 1 2\n406 3 4\n402 5 6\n##END=\n";
        SpectrumFile file = Read(Head + table);
        Assert.Equal([410.0, 408, 406, 404, 402, 400], file.Spectra[0].X);
        Assert.StartsWith("FIRSTX and LASTX are exchanged", Assert.Single(file.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void A_count_that_is_wrong_does_not_stretch_x()
    {
        int?[] ordinates = [.. Enumerable.Range(0, 70).Select(i => (int?)i)];
        SpectrumFile read = Read(new JcampFile { YFactor = 1, StatedPoints = 60 }.Even(4000, -2, ordinates, JcampEncoding.Affn));
        Assert.Equal(70, read.Spectra[0].X.Length);
        Assert.Equal(3998, read.Spectra[0].X[1]);
        Assert.Contains("NPOINTS is 60 and 70 points are there; x of all lines fits 70", read.Notes);
    }

    [Theory]
    [InlineData("\r\n", "")]
    [InlineData("\n", " ")]
    [InlineData("\r", "  ")]
    public void Any_line_end_and_blanks_before_labels_are_read(string lineEnd, string indent)
    {
        var file = new JcampFile { LineEnd = lineEnd, Indent = indent };
        byte[] bytes = file.Link(
            2,
            file.EvenBlock(1, 1, [1, 2, 3], JcampEncoding.Dif, "a"),
            file.EvenBlock(1, 1, [4, 5, 6], JcampEncoding.Sqz, "b")
        );
        SpectrumFile read = Read(bytes);
        Assert.Equal(["a", "b"], read.Spectra.Select(s => s.Title));
        Assert.Equal([4 * 0.001, 5 * 0.001, 6 * 0.001], read.Spectra[1].Channels[0].Values);
        Assert.Empty(read.Notes);
    }

    [Fact]
    public void Utf16_is_read()
    {
        byte[] utf8 = new JcampFile().Even(1, 1, [1, 2, 3], JcampEncoding.Dif);
        SpectrumFile read = Read([0xFF, 0xFE, .. Encoding.Unicode.GetBytes(Encoding.UTF8.GetString(utf8))]);
        Assert.Equal(3, read.Spectra[0].X.Length);
    }

    [Fact]
    public void Text_before_the_first_label_is_passed_over() =>
        Assert.Equal("t", Only("From: someone\nSubject: spectrum\n\n" + Head + "##XYPOINTS= (XY..XY)\n1,2 3,4\n##END=\n").Title);

    [Fact]
    public void Blocks_without_an_end_and_a_wrong_number_of_blocks_are_noted()
    {
        var file = new JcampFile { End = false };
        SpectrumFile read = Read(
            file.Link(
                16,
                file.EvenBlock(1, 1, [1, 2, 3], JcampEncoding.Affn, "a"),
                file.EvenBlock(1, 1, [4, 5, 6], JcampEncoding.Affn, "b")
            )
        );
        Assert.Equal(2, read.Spectra.Count);
        Assert.Equal("a", read.Spectra[0].Metadata["TITLE"]);
        Assert.Equal("compound", read.Metadata["TITLE"]);
        Assert.Contains("BLOCKS is 16 and 2 blocks are there", read.Notes);
        Assert.Contains("##END= of the compound file is missing", read.Notes);
    }

    [Fact]
    public void Labels_keep_their_spelling_and_are_found_in_any()
    {
        SpectrumFile read = Read(
            "## Title =  a b \n##JCAMPDX=5.0 $$ writer\n##datatype= RAMAN SPECTRUM\n##X_UNITS= 1/CM\n##Y-UNITS= COUNTS\n##$AQ_mod= 1\n"
                + "##COMMENT= one\ntwo $$ three\n##COMMENT= four\n##XYPOINTS= (XY..XY)\n1,2 3,4\n##END=\n"
        );
        Assert.Equal("a b", read.Spectra[0].Title);
        Assert.Equal("raman", read.Technique);
        Assert.Equal(Unit.RamanShift, read.Spectra[0].XUnit);
        Assert.Equal(SignalKind.Counts, read.Spectra[0].Channels[0].Signal.Kind);
        Assert.Equal("1", read.Metadata["$AQ_mod"]);
        Assert.Equal("one\ntwo\nfour", read.Metadata["COMMENT"]);
        Assert.Equal("writer\nthree", read.Metadata["$$"]);
        Assert.Equal("5.0", read.Metadata["JCAMPDX"]);
    }

    [Theory]
    // Exponents in a table of plain numbers, E as a digit in one that has other letters, signs as separators.
    [InlineData("1 1.2E+03 -1.5e-1 2E2\n", new[] { 1200, -0.15, 200 })]
    [InlineData("1E2A3E45\n", new[] { 52, 13.0, 545 })]
    [InlineData("1E2E3E45\n", new[] { 52, 53.0, 545 })]
    [InlineData("1+2-3 +4\n", new[] { 2.0, -3, 4 })]
    [InlineData("1 ? NaN 3\n", new[] { double.NaN, double.NaN, 3 })]
    public void Exponents_signs_and_missing_values_are_told_apart(string table, double[] expected) =>
        Assert.Equal(
            expected,
            Only(Head + "##FIRSTX=1\n##LASTX=3\n##NPOINTS=3\n##XYDATA=(X++(Y..Y))\n" + table + "##END=\n").Channels[0].Values
        );

    [Fact]
    public void Decimal_commas_are_read_in_the_header_and_in_tables()
    {
        const string header = "##FIRSTX= 400,5\n##LASTX= 402,5\n##NPOINTS= 3\n##YFACTOR= 0,5\n";
        SpectrumData even = Only(Head + header + "##XYDATA= (X++(Y..Y))\n400,5 1,25 1,5 1,75\n##END=\n");
        Assert.Equal([400.5, 401.5, 402.5], even.X);
        Assert.Equal([0.625, 0.75, 0.875], even.Channels[0].Values);
        SpectrumData points = Only(Head + header + "##XYPOINTS= (XY..XY)\n400,5 1,25; 401,5 1,5\n402,5 1,75\n##END=\n");
        Assert.Equal([400.5, 401.5, 402.5], points.X);
        Assert.Equal([0.625, 0.75, 0.875], points.Channels[0].Values);
        // The same commas part x from y where the header says so, or nothing.
        Assert.Equal([15.0, 16, 25], Only(Head + "##PEAK TABLE= (XY..XY)\n15,31 16,1 25,1\n##END=\n").X);
    }

    [Fact]
    public void Peaks_carry_their_width_and_assignments_their_text()
    {
        SpectrumData widths = Only(Head + "##PEAK TABLE= (XYW..XYW)\n100, 1, 5; 200, , 6\n300 3 7\n##END=\n");
        Assert.Equal([100.0, 200, 300], widths.X);
        Assert.Equal([1, double.NaN, 3], widths.Channels[0].Values);
        Assert.Equal([5.0, 6, 7], widths.Channels[1].Values);
        Assert.Equal(SignalKind.Auxiliary, widths.Channels[1].Signal.Kind);
        SpectrumFile file = Read(Head + "##PEAK ASSIGNMENTS= (XYMA)\n( 27.00, 1.0,, < 7>)\n( 32.10, 2.0, T, <C(5), H>)\n##END=\n");
        Assert.Equal([27, 32.1], file.Spectra[0].X);
        Assert.Equal([1.0, 2], file.Spectra[0].Channels[0].Values);
        Assert.Single(file.Spectra[0].Channels);
        Assert.Contains("<C(5), H>", file.Metadata["PEAK ASSIGNMENTS"], StringComparison.Ordinal);
        Assert.Contains("a table of peaks, not a spectrum with all its points", file.Notes);
    }

    [Fact]
    public void Pages_of_time_are_a_series_and_two_dependents_are_two_blocks()
    {
        SampleFile series = SampleFiles.All.First(s => s.Name == "ntuples.jdx");
        SpectrumFile file = Read(series.Bytes);
        Assert.Equal([0.0, 10, 20], file.Spectra.Select(s => s.TimeS));
        Assert.All(file.Spectra, s => Assert.Equal("", s.Block));
        SpectrumFile two = Read(
            Head
                + "##NTUPLES= X\n##VAR_NAME= FREQUENCY, REAL, IMAG, PAGE\n##SYMBOL= X, R, I, N\n##VAR_DIM= 3, 3, 3, 2\n##UNITS= 1/CM, COUNTS, COUNTS,\n"
                + "##FIRST= 1, 0, 0, 1\n##LAST= 3, 0, 0, 2\n##FACTOR= 1, 2, 3, 1\n##PAGE= N=1\n##DATA TABLE= (X++(R..R)), XYDATA\n1 2 3 4\n"
                + "##PAGE= N=2\n##DATA TABLE= (X++(I..I)), XYDATA\n1 3 4 5\n##END NTUPLES= X\n##END=\n"
        );
        Assert.Equal(["REAL", "IMAG"], two.Spectra.Select(s => s.Block));
        Assert.Equal([4.0, 6, 8], two.Spectra[0].Channels[0].Values);
        Assert.Equal([9.0, 12, 15], two.Spectra[1].Channels[0].Values);
        Assert.Equal("N=2", two.Spectra[1].Metadata["PAGE"]);
        Assert.True(double.IsNaN(two.Spectra[0].TimeS));
    }

    [Theory]
    [InlineData("TRANSMITTANCE", 0.9, "", null)]
    [InlineData("TRANSMITTANCE", 1.1, "", null)]
    [InlineData("TRANSMITTANCE", 85, "%", "in percent: y reaches 85")]
    [InlineData("REFLECTANCE", 112, "%", "in percent: y reaches 112")]
    [InlineData("% TRANSMITTANCE", 0.9, "%", null)]
    public void The_values_tell_percent_from_fractions(string units, double max, string unit, string? note)
    {
        SpectrumFile file = Read(
            Head.Replace("ABSORBANCE", units, StringComparison.Ordinal) + $"##XYPOINTS= (XY..XY)\n1 0.1\n2 {max}\n##END=\n"
        );
        Assert.Equal(new Signal(SignalKind.Transmittance, unit), file.Spectra[0].Channels[0].Signal);
        Assert.Equal(note is not null, file.Notes.Any(n => n.Contains(note ?? "percent", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_single_beam_that_calls_itself_transmittance_is_none()
    {
        SpectrumFile file = Read(
            Head.Replace("ABSORBANCE", "TRANSMITTANCE", StringComparison.Ordinal) + "##XYPOINTS= (XY..XY)\n1 5000\n2 28114641\n##END=\n"
        );
        Assert.Equal(SignalKind.Unknown, file.Spectra[0].Channels[0].Signal.Kind);
        Assert.Contains(file.Notes, n => n.Contains("neither 0 to 1 nor percent", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("##LONGDATE= 2020/02/06\n##TIME= 12:09:58\n", "2020-02-06T12:09:58")]
    [InlineData("##LONG DATE= 1997/08/29  16:47:44.25  +0500\n", "1997-08-29T11:47:44.25Z")]
    [InlineData("##LONGDATE= 2026/01/02 03:04:05 -01:30\n", "2026-01-02T04:34:05Z")]
    [InlineData("##DATE= 96/11/04\n##TIME= 18:07:10.00\n", "1996-11-04T18:07:10")]
    [InlineData("##DATE= 03/30/90\n##TIME= 10:47:11\n", "1990-03-30T10:47:11")]
    [InlineData("##DATE= 20 Mar 2009 10:21:02\n", "2009-03-20T10:21:02")]
    [InlineData("##DATE= 03/04/05\n##TIME= 10:47:11\n", null)]
    [InlineData("##DATE= 1969/04/03\n", null)]
    [InlineData("##DATE= March 2017\n##TIME= 10:00\n", null)]
    [InlineData("##DATE= GX d_t=\"Wed, Sep 22, 2010\n##TIME= 2:56:01 PM\"\n", null)]
    public void Times_are_read_where_the_file_states_them_clearly(string labels, string? expected)
    {
        DateTime? acquired = Only(Head + labels + "##XYPOINTS= (XY..XY)\n1 1\n2 2\n##END=\n").Acquired;
        Assert.Equal(
            expected,
            acquired is not DateTime t
                ? null
                : t.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFFK", System.Globalization.CultureInfo.InvariantCulture)
        );
    }

    [Theory]
    [InlineData("RAMAN SPECTRUM", "1/CM", "raman", Quantity.RamanShift, false)]
    [InlineData("INFRARED SPECTRUM", "MICROMETERS", "ir", Quantity.Wavelength, false)]
    [InlineData("NMR SPECTRUM", "HZ", "nmr", Quantity.Dimensionless, true)]
    [InlineData("MASS SPECTRUM", "M/Z", "mass", Quantity.Dimensionless, true)]
    [InlineData("UV/VIS SPECTRUM", "nm", "uv-vis", Quantity.Wavelength, false)]
    public void Technique_and_unit_are_those_of_the_file(string type, string units, string technique, Quantity quantity, bool noted)
    {
        SpectrumFile file = Read($"##TITLE= t\n##DATA TYPE= {type}\n##XUNITS= {units}\n##XYPOINTS= (XY..XY)\n1 1\n2 2\n##END=\n");
        Assert.Equal(technique, file.Technique);
        Assert.Equal(quantity, file.Spectra[0].XUnit.Quantity);
        Assert.Equal(noted, file.Notes.Any(n => n.Contains("neither infrared nor Raman", StringComparison.Ordinal)));
    }

    [Fact]
    public void Header_values_that_the_ordinates_contradict_are_noted()
    {
        SpectrumFile file = Read(
            Head + "##FIRSTX=1\n##LASTX=3\n##NPOINTS=3\n##FIRSTY= 1\n##MAXY= 49.32\n##XYDATA=(X++(Y..Y))\n1 2 3 4\n##END=\n"
        );
        Assert.Equal("the header states the first ordinate 1 (it is 2), the largest 49.32 (it is 4)", Assert.Single(file.Notes));
    }

    [Fact]
    public void A_repeat_that_asks_for_a_billion_points_is_refused()
    {
        BadFileException e = Refused(Head + "##FIRSTX=1\n##LASTX=3\n##XYDATA=(X++(Y..Y))\n1A5S999999999\n##END=\n");
        Assert.Contains("repeated ordinates", e.Message, StringComparison.Ordinal);
        e = Refused(Head + "##NPOINTS= 3\n##FIRSTX=1\n##LASTX=3\n##XYDATA=(X++(Y..Y))\n1A5S9999\n##END=\n" + new string(' ', 10_000));
        Assert.Contains("at most the 3 points of NPOINTS", e.Message, StringComparison.Ordinal);
        Assert.Equal(10, e.Line);
    }

    [Theory]
    [InlineData("##XYDATA=(X++(Y..Y))\n1 2 zebra\n##END=\n", "'1 2 zebra'", 7)]
    [InlineData("##XYDATA=(X++(Y..Y))\n1 2.3.4\n##END=\n", "'1 2.3.4'", 7)]
    [InlineData("##XYPOINTS=(XY..XY)\n1,2 3,four\n##END=\n", "'1,2 3,four'", 7)]
    [InlineData("##XYDATA=(X--Y)\n1 2\n##END=\n", "a form such as", 6)]
    [InlineData("##PEAK ASSIGNMENTS=(XYA)\n##END=\n", "groups in brackets", 6)]
    [InlineData("##ATOMLIST=\n1 C\n##END=\n", "a table of numbers", 8)]
    public void Bad_tables_are_refused_with_their_line(string table, string message, int line)
    {
        BadFileException e = Refused(Head + table);
        Assert.Contains(message, e.Message, StringComparison.Ordinal);
        Assert.Equal(line, e.Line);
    }

    [Fact]
    public void A_file_without_a_title_is_refused_by_name()
    {
        BadFileException e = Refused("##JCAMP-DX= 4.24\n##XYDATA=(X++(Y..Y))\n1 2 3\n##END=\n");
        Assert.Contains("##TITLE=", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_with_two_number_signs_is_no_jcamp()
    {
        byte[] csv = Encoding.UTF8.GetBytes("## made by a script\n## title of it\n1,2\n2,3\n3,4\n");
        Assert.Equal("delimited", ReaderCatalog.Default.Choose(csv, "a.dx").About.Format);
    }

    private static SpectrumFile Read(byte[] bytes) => ReaderCatalog.Default.Read(bytes, "a.jdx", ReadHints.None);

    private static SpectrumFile Read(string text)
    {
        SpectrumFile file = Read(Encoding.UTF8.GetBytes(text));
        Assert.Equal("jcamp-dx", file.Format);
        return file;
    }

    private static SpectrumData Only(string text) => Assert.Single(Read(text).Spectra);

    private static BadFileException Refused(string text) => Assert.Throws<BadFileException>(() => Read(Encoding.UTF8.GetBytes(text)));
}
