using System.Text;
using SpectraPipeline.Core;
using SpectraPipeline.IO.Readers;
using SpectraPipeline.Testing.Writers;
using Xunit;

namespace SpectraPipeline.IO.Tests.Readers.Spec;

public sealed class SpecReaderTests
{
    private static readonly double[][] s_rows =
    [
        [9000, 8, 4],
        [9001, 8, 2],
        [9002, 8, 1],
    ];

    private static readonly string[] s_labels = ["energy", "i0", "Counter 2"];

    [Fact]
    public void Each_scan_is_a_spectrum_with_its_command_motors_and_time()
    {
        SpectrumFile file = Read(
            new SpecFile { Motors = ["samplez", "mono th"] }.Write(
                new("ascan energy 9000 9002 2 1", s_labels, s_rows)
                {
                    Date = "Fri Jun 28 13:44:15 2013",
                    Positions = [1.25e-06, -0.19],
                    Extra = ["#C first remark", "#T 1  (Seconds)"],
                },
                new("ascan energy 9000 9002 2 1", s_labels, s_rows) { Date = "Fri Jun 28 13:49:09 2013" }
            )
        );
        Assert.Equal(2, file.Spectra.Count);
        SpectrumData first = file.Spectra[0];
        Assert.Equal(("energy", Unit.ElectronVolt, "1 ascan energy 9000 9002 2 1"), (first.XLabel, first.XUnit, first.Title));
        Assert.Equal([9000, 9001, 9002], first.X);
        Assert.Equal(["i0", "Counter 2"], first.Channels.Select(c => c.Name));
        Assert.Equal([4, 2, 1], first.Channels[1].Values);
        Assert.Equal(("1.25E-06", "-0.19"), (first.Metadata["samplez"], first.Metadata["mono th"]));
        Assert.Equal(("first remark", "1  (Seconds)"), (first.Metadata["#C"], first.Metadata["#T"]));
        Assert.Equal((new DateTime(2013, 6, 28, 13, 44, 15), DateTimeKind.Unspecified), (first.Acquired!.Value, first.Acquired.Value.Kind));
        // 13:44:15 to 13:49:09 is 4 min 54 s.
        Assert.Equal((0, 294), (first.TimeS, file.Spectra[1].TimeS));
        Assert.All(file.Spectra, s => Assert.Equal("", s.Block));
        Assert.Equal(("test.dat", "xas"), (file.Metadata["#F"], file.Technique));
    }

    [Fact]
    public void The_scanned_motor_is_x_even_where_an_energy_stands_beside_it()
    {
        SpectrumData s = One(
            "ascan samplez 0 1 2 1",
            ["H", "samplez", "energy"],
            [
                [1, 0.0, 9000],
                [2, 0.5, 9000.1],
                [3, 1.0, 9000.2],
            ]
        );
        Assert.Equal(("samplez", Unit.None), (s.XLabel, s.XUnit));
        Assert.Equal([0, 0.5, 1], s.X);
    }

    [Theory]
    [InlineData("ascan sx 0 1 2 1")]
    [InlineData("timescan 1 0")]
    public void SPECs_own_macros_put_what_was_scanned_first(string command)
    {
        // The command holds the mnemonic, the table the name; the energy beside it only trembles.
        SpectrumData s = One(
            command,
            ["Sample X", "Energy"],
            [
                [0.0, 9000],
                [0.5, 9000.1],
                [1.0, 9000.2],
            ]
        );
        Assert.Equal("Sample X", s.XLabel);
    }

    [Fact]
    public void A_constant_column_named_energy_is_no_axis()
    {
        SpectrumData s = One(
            "zapline mono 10.3 9.9 3 100",
            ["Mon", "arr_energy", "ZapEnergy"],
            [
                [5, 9, 11.05],
                [6, 9, 11.06],
                [7, 9, 11.07],
            ]
        );
        Assert.Equal(("ZapEnergy", Unit.KiloElectronVolt), (s.XLabel, s.XUnit));
    }

    [Fact]
    public void Kiloelectronvolts_by_magnitude_are_said_and_angles_stay_angles()
    {
        SpectrumFile file = Read(
            new SpecFile().Write(
                new SpecScanText(
                    "ascan Energy 9 9.2 2 1",
                    ["Energy", "i0"],
                    [
                        [9, 1],
                        [9.1, 2],
                        [9.2, 3],
                    ]
                )
            )
        );
        Assert.Equal(Unit.KiloElectronVolt, file.Spectra[0].XUnit);
        Assert.Contains("no unit of 'Energy' in the file; keV by magnitude (9 to 9.2)", file.Notes);
        Assert.Equal(
            Unit.Degree,
            One(
                "ascan mono 10 11 2 1",
                ["mono", "i0"],
                [
                    [10, 1],
                    [10.5, 2],
                    [11, 3],
                ]
            ).XUnit
        );
    }

    [Fact]
    public void Scans_of_different_kinds_stand_in_blocks_and_time_counts_within_each()
    {
        SpectrumFile file = Read(
            new SpecFile().Write(
                new(
                    "ascan samplez 0 2 2 1",
                    ["samplez", "i0"],
                    [
                        [0, 1],
                        [1, 2],
                        [2, 3],
                    ]
                )
                {
                    Date = "Fri Jun 28 13:00:00 2013",
                },
                new("ascan energy 9000 9002 2 1", s_labels, s_rows) { Date = "Fri Jun 28 13:10:00 2013" },
                new("ascan energy 9000 9002 2 1", s_labels, s_rows) { Date = "Fri Jun 28 13:20:00 2013" }
            )
        );
        Assert.Equal(["ascan samplez", "ascan energy eV", "ascan energy eV"], file.Spectra.Select(s => s.Block));
        Assert.Equal([0, 0, 600], file.Spectra.Select(s => s.TimeS));
    }

    [Fact]
    public void An_unfinished_last_scan_is_kept_and_said()
    {
        byte[] whole = new SpecFile().Write(
            new("ascan energy 9000 9002 2 1", s_labels, s_rows),
            new("ascan energy 9000 9010 10 1", s_labels, s_rows)
        );
        SpectrumFile file = Read(whole[..^6]);
        Assert.Equal(2, file.Spectra[1].X.Length);
        Assert.Contains("scan 2 is unfinished: 2 of 11 points", file.Notes);
        Assert.Contains("the last line of scan 2 is cut and was left out", file.Notes);
    }

    [Fact]
    public void Scans_without_points_are_left_out_by_number()
    {
        SpectrumFile file = Read(
            new SpecFile().Write(new("ascan energy 9000 9002 2 1", s_labels, s_rows), new("ascan energy 9000 9002 2 1", s_labels, []))
        );
        Assert.Single(file.Spectra);
        Assert.Contains("1 of 2 scans are read; 2 hold fewer than 2 points", file.Notes);
    }

    [Fact]
    public void Multichannel_spectra_between_the_rows_are_passed_over()
    {
        byte[] bytes = new SpecFile().Write(
            new SpecScanText("ascan energy 9000 9002 2 1", s_labels, s_rows)
            {
                Extra = ["#@MCA 16C", "@A 1 2 3\\", " 4 5 6\\", " 7 8", "@A 1\\", " 2"],
            }
        );
        SpectrumFile file = Read(bytes);
        Assert.Equal(3, file.Spectra[0].X.Length);
        Assert.Contains("2 multichannel spectra (@A lines) were passed over", file.Notes);
    }

    [Fact]
    public void A_broken_row_inside_a_scan_is_refused_with_its_line()
    {
        string text = Encoding.ASCII.GetString(new SpecFile().Write(new SpecScanText("ascan energy 9000 9002 2 1", s_labels, s_rows)));
        BadFileException e = Assert.Throws<BadFileException>(() =>
            Read(Encoding.ASCII.GetBytes(text.Replace("9001 8 2", "9001 8", StringComparison.Ordinal)))
        );
        Assert.Equal((10, "3 numbers as in line 9", "2"), (e.Line, e.Expected, e.Found));
    }

    [Fact]
    public void A_file_without_its_header_and_with_single_blanks_is_read()
    {
        byte[] bytes = new SpecFile { HasFileHeader = false, Between = " " }.Write(
            new SpecScanText(
                "ascanct energy 1 2 3",
                ["Pt_No", "energy", "ch1"],
                [
                    [0, 9000, 1],
                    [1, 9001, 2],
                ]
            )
        );
        SpectrumData s = Read(bytes).Spectra[0];
        Assert.Equal(("energy", "Pt_No"), (s.XLabel, s.Channels[0].Name));
    }

    [Fact]
    public void Both_scans_of_the_SNBL_file_are_read_as_silx_reads_them()
    {
        string? path = Testing.Corpus.Path("corpus/formats/xas_ascii/ESRF_SNBL_2013.dat");
        Assert.SkipWhen(path is null, "needs ESRF_SNBL_2013.dat");
        SpectrumFile file = ReaderCatalog.Default.Read(path!, ReadHints.None);
        Assert.Equal([456, 906], file.Spectra.Select(s => s.X.Length));
        // The commands scan the angle from 10.3073 to 9.89985 degrees; ZapEnergy must obey Bragg's law of one crystal, Si(111) here.
        SpectrumData first = file.Spectra[0];
        double[] angles = first.Channels.First(c => c.Name == "TwoTheta").Values;
        for (int i = 0; i < first.X.Length; i++)
            Assert.Equal(first.X[0] * Math.Sin(angles[0] * Math.PI / 180), first.X[i] * Math.Sin(angles[i] * Math.PI / 180), 1e-6);
    }

    private static SpectrumFile Read(byte[] bytes) => ReaderCatalog.Default.Read(bytes, "a.dat", ReadHints.None);

    private static SpectrumData One(string command, string[] labels, double[][] rows) =>
        Read(new SpecFile().Write(new SpecScanText(command, labels, rows))).Spectra[0];
}
