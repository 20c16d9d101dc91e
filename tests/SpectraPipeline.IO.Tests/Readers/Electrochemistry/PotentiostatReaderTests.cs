using SpectraPipeline.Core;
using SpectraPipeline.IO.Readers;
using SpectraPipeline.Testing.Writers;
using Xunit;

namespace SpectraPipeline.IO.Tests.Readers.Electrochemistry;

public sealed class PotentiostatReaderTests
{
    private static readonly string[][] s_cells =
    [
        ["0", "0", "0.1", "-1.5", "1"],
        ["1", "0.5", "0.2", "-1.25", "1"],
        ["2", "1", "0.1", "2", "2"],
    ];

    [Fact]
    public void EcLab_gives_time_potential_and_current_with_units_and_the_start()
    {
        SpectrumFile file = Read(PotentiostatText.EcLab(["mode", "time/s", "Ewe/V", "<I>/mA", "cycle number"], s_cells));
        SpectrumData curve = Assert.Single(file.Spectra);
        Assert.Equal((Unit.Second, "time"), (curve.XUnit, curve.XLabel));
        Assert.Equal([0, 0.5, 1], curve.X);
        Assert.Equal(
            ("<I>", SignalKind.Current, "mA"),
            (curve.Channels[0].Name, curve.Channels[0].Signal.Kind, curve.Channels[0].Signal.Unit)
        );
        Assert.Equal([-1.5, -1.25, 2], curve.Channels[0].Values);
        ChannelData potential = Assert.Single(curve.Channels, c => c.Name == "Ewe");
        Assert.Equal(("V", 0.2), (potential.Signal.Unit, potential.Values[1]));
        Assert.Equal(new DateTime(2026, 3, 15, 10, 20, 30, 123), curve.Acquired);
        Assert.Equal(DateTimeKind.Unspecified, curve.Acquired!.Value.Kind);
        Assert.Equal("Ag4Pd2 on Ti4", file.Metadata["Comments"]);
        Assert.Equal("0,000", file.Metadata["Ei (V)"]);
        Assert.Equal("Cyclic Voltammetry", curve.Title);
    }

    [Fact]
    public void EcLab_reads_decimal_commas_and_times_of_day()
    {
        string[][] commas =
        [
            ["03/15/2026 10:20:30,500", "0,1", "-1,5E-3"],
            ["03/15/2026 10:20:31,000", "0,2", "-1,25E-3"],
        ];
        SpectrumData curve = Read(PotentiostatText.EcLab(["time/s", "Ewe/V", "<I>/mA"], commas)).Spectra[0];
        Assert.Equal([0, 0.5], curve.X);
        Assert.Equal([-0.0015, -0.00125], curve.Channels[0].Values);
        Assert.Equal(new DateTime(2026, 3, 15, 10, 20, 30, 500), curve.Acquired);
    }

    [Fact]
    public void Dates_of_rows_are_day_first_where_a_row_shows_it()
    {
        string[][] overMidnight =
        [
            ["12/01/2026 23:59:30", "0.1", "1"],
            ["12/01/2026 23:59:50", "0.1", "1"],
            ["13/01/2026 00:00:10", "0.1", "1"],
        ];
        SpectrumFile file = Read(PotentiostatText.EcLab(["time/s", "Ewe/V", "<I>/mA"], overMidnight));
        Assert.Equal([0, 20, 40], file.Spectra[0].X);
        Assert.Equal(new DateTime(2026, 1, 12, 23, 59, 30), file.Spectra[0].Acquired);
        string[][] open =
        [
            ["12/01/2026 23:59:30", "0.1", "1"],
            ["12/01/2026 23:59:50", "0.1", "1"],
        ];
        file = Read(PotentiostatText.EcLab(["time/s", "Ewe/V", "<I>/mA"], open));
        Assert.Equal(new DateTime(2026, 12, 1, 23, 59, 30), file.Spectra[0].Acquired);
        Assert.Contains(file.Notes, n => n.Contains("month first", StringComparison.Ordinal));
    }

    [Fact]
    public void EcLab_that_announces_more_header_than_it_has_is_refused_with_the_line()
    {
        byte[] bytes = "EC-Lab ASCII FILE\r\nNb header lines : 900\r\n\r\ntime/s\tEwe/V\r\n1\t2\r\n"u8.ToArray();
        BadFileException e = Assert.Throws<BadFileException>(() => Read(bytes));
        Assert.Equal(2, e.Line);
        Assert.Contains("900 header lines", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void EcLab_cut_inside_a_row_leaves_that_row_out_and_says_so()
    {
        byte[] whole = PotentiostatText.EcLab(
            ["time/s", "Ewe/V", "<I>/mA"],
            [
                ["0", "0.1", "1"],
                ["1", "0.2", "2"],
                ["2", "0.3", "3"],
            ]
        );
        SpectrumFile file = Read(whole[..^6]);
        Assert.Equal(2, file.Spectra[0].X.Length);
        Assert.Contains(file.Notes, n => n.Contains("ends inside line", StringComparison.Ordinal));
    }

    [Fact]
    public void EcLab_binary_is_refused_with_the_way_to_text()
    {
        BadFileException e = Assert.Throws<BadFileException>(() =>
            Read("BIO-LOGIC MODULAR FILE\x1a      \0\0\0\0MODULE"u8.ToArray(), "cv.mpr")
        );
        Assert.Contains(".mpt", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Chi_has_no_times_in_a_voltammogram_and_says_so()
    {
        SpectrumFile file = Read(
            PotentiostatText.Chi(
                "Potential/V, Current/A",
                [
                    ["-0.5", "1e-6"],
                    ["-0.4", "2e-6"],
                    ["-0.5", "-1e-6"],
                ]
            )
        );
        Assert.Equal("chi-text", file.Format);
        Assert.Equal((Unit.Volt, "Potential"), (file.Spectra[0].XUnit, file.Spectra[0].XLabel));
        Assert.Equal([-0.5, -0.4, -0.5], file.Spectra[0].X);
        Assert.Contains(file.Notes, n => n.Contains("no column of times", StringComparison.Ordinal));
        Assert.Equal(new DateTime(2026, 9, 12, 10, 4, 50), file.Spectra[0].Acquired);
        Assert.Equal(("0.05", "CHI660E"), (file.Metadata["Scan Rate (V/s)"], file.Metadata["Instrument Model"]));
    }

    [Fact]
    public void Gamry_keeps_every_curve_and_the_open_circuit_apart()
    {
        string[][] rows =
        [
            ["0", "0.1", "0.2", "1e-3", "..........."],
            ["1", "0.2", "0.3", "2e-3", "..........."],
        ];
        (string, string) columns = ("Pt\tT\tVf\tIm\tOver", "#\ts\tV vs. Ref.\tA\tbits");
        SpectrumFile file = Read(
            PotentiostatText.Gamry(
                ("OCVCURVE", "Pt\tT\tVf\tVm\tAch", "#\ts\tV vs. Ref.\tV\tV", rows.Select(r => r[..4].Append("0"))),
                ("CURVE1", columns.Item1, columns.Item2, rows),
                ("CURVE2", columns.Item1, columns.Item2, rows.Take(1))
            )
        );
        Assert.Equal(["CURVE", "CURVE", "OCVCURVE"], file.Spectra.Select(s => s.Block));
        SpectrumData first = file.Spectra[0];
        Assert.Equal([0.1, 0.2], first.X);
        Assert.Equal(("Im", "A", 1e-3), (first.Channels[0].Name, first.Channels[0].Signal.Unit, first.Channels[0].Values[0]));
        Assert.Equal("V", Assert.Single(first.Channels, c => c.Name == "Vf").Signal.Unit);
        Assert.Equal(new DateTime(2026, 3, 25, 10, 20, 30), first.Acquired);
        Assert.Equal("1.00000E+002", file.Metadata["SCANRATE"]);
    }

    [Fact]
    public void Gamry_table_of_two_columns_ends_where_the_next_begins()
    {
        SpectrumFile file = Read(
            PotentiostatText.Gamry(
                (
                    "CURVE1",
                    "Pt\tT",
                    "#\ts",
                    [
                        ["0", "0.5"],
                        ["1", "1"],
                    ]
                ),
                (
                    "CURVE2",
                    "Pt\tT",
                    "#\ts",
                    [
                        ["0", "2"],
                        ["1", "3"],
                    ]
                )
            )
        );
        Assert.Equal(2, file.Spectra.Count);
        Assert.Equal([0.5, 1], file.Spectra[0].X);
    }

    [Theory]
    [InlineData(';')]
    [InlineData('\t')]
    public void Autolab_reads_its_separators(char separator)
    {
        SpectrumFile file = Read(
            PotentiostatText.Autolab(
                string.Join(separator, "Potential applied (V)", "Time (s)", "WE(1).Current (A)"),
                [
                    ["0.1", "1", "-2E-06"],
                    ["0.2", "2", "3E-06"],
                ],
                separator
            )
        );
        Assert.Equal("autolab-text", file.Format);
        Assert.Equal([1, 2], file.Spectra[0].X);
        Assert.Equal([-2e-6, 3e-6], file.Spectra[0].Channels[0].Values);
    }

    [Fact]
    public void Quadera_keeps_the_times_of_each_ion()
    {
        SpectrumFile file = Read(
            PotentiostatText.Quadera(
                ["22 - CO2", "32 - O2"],
                [
                    [(0.5, 1e-12), (1.5, 2e-12)],
                    [(0.75, 3e-8), (1.75, 4e-8)],
                ]
            )
        );
        Assert.Equal(["22 - CO2", "32 - O2"], file.Spectra.Select(s => s.Title));
        Assert.Equal([0.75, 1.75], file.Spectra[1].X);
        Assert.Equal([3e-8, 4e-8], file.Spectra[1].Channels[0].Values);
        Assert.Equal(new DateTime(2026, 7, 15, 2, 50, 0, 750), file.Spectra[1].Acquired);
        Assert.Equal("7/15/2026 02:49:59.000", file.Metadata["Start Time"]);
    }

    [Fact]
    public void Quadera_on_a_real_file_has_four_ions()
    {
        string? path = Testing.Corpus.Path("corpus/formats/ir_ascii/ion_currents.asc");
        Assert.SkipWhen(path is null, "needs the shared corpus: ir_ascii/ion_currents.asc");
        SpectrumFile file = ReaderCatalog.Default.Read(path!, ReadHints.None);
        Assert.Equal(["22 - CO2", "44 - CO2", "32 - O2", "28 - CO"], file.Spectra.Select(s => s.Title));
        Assert.Equal((14191.161, 1.83e-12), (file.Spectra[0].X[0], file.Spectra[0].Channels[0].Values[0]));
        Assert.Equal((18901.111, 1.06e-9), (file.Spectra[3].X[^2], file.Spectra[3].Channels[0].Values[^2]));
    }

    private static SpectrumFile Read(byte[] bytes, string name = "file.txt") => ReaderCatalog.Default.Read(bytes, name, ReadHints.None);
}
