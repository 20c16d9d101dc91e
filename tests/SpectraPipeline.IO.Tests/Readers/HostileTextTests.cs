using System.Diagnostics;
using System.Globalization;
using System.Text;
using SpectraPipeline.Core;
using SpectraPipeline.IO.Readers;
using Xunit;

namespace SpectraPipeline.IO.Tests.Readers;

/// <summary>Texts made to hurt a reader: read or refused as bad, soon and in little memory.</summary>
public sealed class HostileTextTests
{
    private const string Rows = "1000 2\n1001 3\n1002 4\n1003 5\n";

    // Far above what any of them takes (0.1 s) and far below what each took (15 s and more) before it was mended.
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(8);

    [Theory]
    [InlineData("# Date: ٠١ January 2019 10:00:00\n" + Rows)]
    [InlineData("# Date: 2019-12-16 10:20:30+０１:００\n" + Rows)]
    [InlineData("# potential: ２ V\n" + Rows)]
    [InlineData("x,0.２ V,0.3 V\n1,2,3\n2,3,4\n3,4,5\n4,5,6\n")]
    [InlineData("x,２ torr,3 torr,4 torr,5 torr,6 torr\n1,2,3,4,5,6\n2,3,4,5,6,7\n3,4,5,6,7,8\n")]
    [InlineData("##TITLE=a\n##DATE=１９/12/16\n##TIME=10:00:00\n##XYDATA=(X++(Y..Y))\n1 2 3\n3 4 5\n##END=\n")]
    [InlineData("##TITLE=a\n##LONGDATE=2019/12/16 10:00:00+０１00\n##XYDATA=(X++(Y..Y))\n1 2 3\n3 4 5\n##END=\n")]
    [InlineData(":runabs from pixel ２ to 3\n" + Rows)]
    public void Digits_of_other_scripts_are_words(string text) => Assert.Null(Read(text).Spectra[0].Acquired);

    [Theory]
    [InlineData(
        "MRCAT_XAFS V0.4 Datafile\n created at x on Fri Dec 31 23:59:59 9999 CDT\n----\nEnergy i0\n" + Rows,
        "MRCAT: a zone behind UTC"
    )]
    [InlineData(
        "#Acq. time (s)=\t1\n#Date=\t31.12.9999 23:59:59\n#AxisType[2]=\tTime\n#AxisUnit[2]=\ts\n\t1\t2\t3\t4\n0\t1\t2\t3\t4\n1\t1\t2\t3\t4\n2\t1\t2\t3\t4\n",
        "LabSpec: times of a series"
    )]
    [InlineData(
        "Date and Time:\t9999-12-31 23:59:59\nKinetic Cycle Time (secs): 10\nNumber in Kinetics Series: 3\n\n1\t2\t3\t4\n2\t3\t4\t5\n3\t4\t5\t6\n4\t5\t6\t7\n",
        "Solis: the cycle of a kinetic series"
    )]
    public void A_time_behind_the_end_of_the_calendar_is_not_known(string text, string what)
    {
        Assert.NotEmpty(what);
        Assert.Null(Read(text).Spectra[^1].Acquired);
    }

    [Fact]
    public void Long_runs_of_one_sign_are_not_walked_again_from_each_of_its_places()
    {
        string blanks = new(' ', 200_000);
        Soon($"9809 KEK-PF BL1\nsample\nc\nA{blanks}x\nlabel b c\nMode 1 2\nOffset 0 0\n1 2 3\n2 3 4\n3 4 5\n");
        Soon($"#D Tue Jul 09 14:44:45 2019\n#S Scan 1;\n#C 1_a{blanks}x\n{Rows}");
        Soon($"1PL1/{new string(';', 900)}\n1{new string('\n', 1000)}x\n");
        string title = "# 1-D Scan File created by LabVIEW Control Panel 1/1/2018 1:00 PM\n";
        Soon(title + string.Concat(Enumerable.Repeat("#  E0: " + new string('1', 3900) + "\n", 1900)) + "# a\n" + Rows);
    }

    [Fact]
    public void Very_many_labels_are_each_found_at_once()
    {
        var jcamp = new StringBuilder("##TITLE=a\n##NTUPLES=a\n##SYMBOL=X,Y\n##PAGE=N=1\n");
        for (int i = 0; i < 50_000; i++)
            jcamp.Append(CultureInfo.InvariantCulture, $"##A{i}=1\n");
        for (int i = 0; i < 20_000; i++)
            jcamp.Append("##XYDATA=(X++(Y..Y))\n1 2\n");
        Soon(jcamp.ToString());
        var lsx = new StringBuilder("<LSX_Data><LSX_Tree ID=\"0x0\"><LSX ID=\"0x7A74D9D6\"><LSX ID=\"0x7B697861\">");
        for (int i = 150_000; i >= 0; i--)
            lsx.Append(CultureInfo.InvariantCulture, $"<LSX ID=\"0x{i:X}\">1</LSX>");
        var trueMatch = new StringBuilder("[WITEC_TRUEMATCH_ASCII_HEADER]\n[XData]\n1\n[SpectrumHeader]\n");
        for (int i = 0; i < 50_000; i++)
            trueMatch.Append(CultureInfo.InvariantCulture, $"k{i}=1\n");
        trueMatch.Insert(trueMatch.Length, "[SpectrumData]\n1\n", 20_000);
        Soon(trueMatch.ToString());
        Soon(lsx.Append("</LSX></LSX></LSX_Tree></LSX_Data>").ToString());
    }

    [Fact]
    public void Labels_without_rows_ask_for_no_memory()
    {
        // 500 000 labels of two bytes; room for 256 rows of each were 1 GB.
        string text = "  k " + string.Concat(Enumerable.Repeat("a ", 500_000)) + "@#\n 1 2\n";
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<BadFileException>(() => Read(text, "feff"));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 200_000_000);
    }

    [Theory]
    [InlineData("##XYDATA=(X++(Y..Y))\n1 2\n", "##TITLE=a\n")]
    [InlineData("#S 1 a\n#N 2\n1 2\n1 2\n", "#F a\n")]
    public void Very_many_spectra_of_a_point_or_two_are_refused(string one, string head) =>
        Assert.Contains(
            "pictures rather than spectra",
            Assert.Throws<BadFileException>(() => Read(head + string.Concat(Enumerable.Repeat(one, 70_000)))).Message,
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("## TITLE: mine\nwavenumber (cm-1),absorbance\n1000,1\n1001,2\n1002,3\n", "comments like labels of JCAMP")]
    [InlineData("Wavelength (nm),Potential applied (V)\n400,0.1\n401,0.2\n402,0.1\n403,0.2\n", "one label of NOVA beside a spectrum")]
    [InlineData("9809 0.12\n9810 0.13\n9811 0.14\n9812 0.15\n", "energies or wavenumbers from 9809 on")]
    [InlineData("time/s\t1000\t1001\t1002\t1003\n0\t1\t2\t3\t4\n30\t1\t2\t3\t4\n60\t1\t2\t3\t5\n", "spectra over time")]
    public void A_plain_table_is_not_taken_for_an_instruments_format(string text, string what)
    {
        Assert.NotEmpty(what);
        Assert.Equal("delimited", Read(text).Format);
    }

    private static SpectrumFile Read(string text, string? format = null) =>
        ReaderCatalog.Default.Read(Encoding.UTF8.GetBytes(text), "a.txt", new ReadHints(), format);

    private static void Soon(string text)
    {
        var watch = Stopwatch.StartNew();
        // A thread of its own, so that a reader which does not come back fails this test and not the run.
        Exception? thrown = null;
        var reading = new Thread(() =>
        {
            try
            {
                Read(text);
            }
            catch (Exception e)
            {
                thrown = e;
            }
        })
        {
            IsBackground = true,
        };
        reading.Start();
        Assert.True(reading.Join(s_longest), $"still reading '{text[..20]}' after {watch.Elapsed}");
        Assert.True(thrown is null or BadFileException, $"{thrown}");
    }
}
