using System.Text;
using SpectraPipeline.Core;
using SpectraPipeline.IO.Readers;
using SpectraPipeline.Testing.Writers;
using Xunit;

namespace SpectraPipeline.IO.Tests.Readers.BeamlineText;

public sealed class BeamlineTextReaderTests
{
    private static readonly double[][] s_rows = [.. Enumerable.Range(0, 12).Select(i => (double[])[9000 + i, 8, 4 + i])];
    private static readonly string[] s_labels = ["Energy", "I0", "It"];

    [Fact]
    public void Xdac_gives_labels_title_date_and_entries_and_blank_lines_inside_the_data_are_none()
    {
        SpectrumFile file = Read(BeamlineTextFile.Xdac(s_labels, s_rows, blankAfter: 6));
        SpectrumData s = file.Spectra[0];
        Assert.Equal((12, "Energy", Unit.ElectronVolt), (s.X.Length, s.XLabel, s.XUnit));
        Assert.Equal(["I0", "It"], s.Channels.Select(c => c.Name));
        Assert.Equal("Iron foil, I0: 50%N2, It:N2", s.Title);
        // The month stands first: files of the same program with days above 12 show it.
        Assert.Equal((new DateTime(2002, 10, 3, 22, 20, 36), DateTimeKind.Unspecified), (s.Acquired!.Value, s.Acquired.Value.Kind));
        Assert.Equal(
            ("xdac (XDAC, NSLS)", "7112.00", "7.00 7.00"),
            (file.Metadata["Recognised as"], file.Metadata["E0"], file.Metadata["Gains"])
        );
        Assert.Equal("xas", file.Technique);
        Assert.Empty(file.Notes);
    }

    [Fact]
    public void A_year_of_two_digits_before_2000_and_a_time_without_seconds_are_read() =>
        Assert.Equal(
            new DateTime(1996, 4, 25, 4, 57, 0),
            Read(BeamlineTextFile.Xdac(s_labels, s_rows, created: "4/25/96 at 4:57 AM")).Spectra[0].Acquired
        );

    [Fact]
    public void Kiloelectronvolts_beside_electronvolts_do_not_become_x()
    {
        double[][] rows = [.. s_rows.Select(r => (double[])[r[0], r[0] / 1000, r[1], r[2]])];
        SpectrumData s = Read(BeamlineTextFile.Xdac(["Energy", "EnkeV", "I0", "It"], rows)).Spectra[0];
        Assert.Equal((9000, Unit.ElectronVolt), (s.X[0], s.XUnit));
        double[][] only = [.. s_rows.Select(r => (double[])[r[0] / 1000, r[1], r[2]])];
        SpectrumFile keV = Read(BeamlineTextFile.Xdac(s_labels, only));
        Assert.Equal((9, Unit.KiloElectronVolt), (keV.Spectra[0].X[0], keV.Spectra[0].XUnit));
        Assert.Contains("no unit of 'Energy' in the file; keV by magnitude (9 to 9.011)", keV.Notes);
    }

    [Fact]
    public void A_motor_scan_is_no_energy_scan()
    {
        double[][] rows = [.. s_rows.Select((r, i) => (double[])[-0.2 + 0.01 * i, r[1], r[2]])];
        SpectrumFile file = Read(BeamlineTextFile.Xdac(["Mot_pos", "I0", "It"], rows));
        Assert.Equal((Unit.None, null), (file.Spectra[0].XUnit, file.Technique));
    }

    [Theory]
    [InlineData("", 15, DateTimeKind.Unspecified)]
    [InlineData(" CDT", 20, DateTimeKind.Utc)]
    [InlineData(" CST", 21, DateTimeKind.Utc)]
    public void Mrcat_states_the_zone_or_not(string zone, int hour, DateTimeKind kind)
    {
        DateTime time = Read(BeamlineTextFile.Mrcat(["energy", "Io", "It"], s_rows, zone)).Spectra[0].Acquired!.Value;
        Assert.Equal((new DateTime(2019, 7, 9, hour, 35, 15), kind), (time, time.Kind));
    }

    [Fact]
    public void LabView_labels_are_taken_in_full_from_the_readable_list()
    {
        SpectrumFile file = Read(
            BeamlineTextFile.LabView(["Mono Energy (alt) *", "SIS scaler time preset (s)", "XMAP4:DT Corr I0"], s_rows, 489)
        );
        SpectrumData s = file.Spectra[0];
        Assert.Equal(["SIS scaler time preset (s)", "XMAP4:DT Corr I0"], s.Channels.Select(c => c.Name));
        Assert.Equal(("Ti foil", new DateTime(2022, 3, 9, 10, 50, 37)), (s.Title, s.Acquired!.Value));
        Assert.Contains("12 of 489 points that the header announces", file.Notes);
    }

    [Fact]
    public void Epics_names_stand_for_their_keys_and_process_variables_stay_whole()
    {
        SpectrumFile file = Read(BeamlineTextFile.Epics(["Energy", "mca2: Cr Ka", "I1"], s_rows, 12));
        Assert.Equal(["mca2: Cr Ka", "I1"], file.Spectra[0].Channels.Select(c => c.Name));
        Assert.Equal("101.743", file.Metadata["Storage Ring Current (S:SRcurrentAI.VAL)"]);
        Assert.Equal(new DateTime(2008, 4, 10, 16, 50, 32), file.Spectra[0].Acquired);
        Assert.Empty(file.Notes);
    }

    [Fact]
    public void Ssrl_takes_the_energy_that_was_achieved_not_the_clock()
    {
        double[][] rows = [.. s_rows.Select(r => (double[])[1 + 0.01 * r[0], r[0], r[0] + 0.5, r[1]])];
        SpectrumFile file = Read(BeamlineTextFile.Ssrl(["Real time clock", "Requested Energy", "Achieved Energy", "I0"], rows, 12));
        SpectrumData s = file.Spectra[0];
        Assert.Equal(("Achieved Energy", 9000.5), (s.XLabel, s.X[0]));
        Assert.Equal(["Real time clock", "Requested Energy", "I0"], s.Channels.Select(c => c.Name));
        Assert.Equal(("Ag:Cys 1:2 solid", "0.000  0.000  0.000  0.000"), (s.Title, file.Metadata["Offsets"]));
        Assert.Contains("x is column 3, 'Achieved Energy'", file.Notes);
    }

    [Fact]
    public void Fio_drops_the_scans_name_and_names_what_its_numbers_are()
    {
        double[][] rows = [.. s_rows.Select(r => (double[])[r[0], Math.Log(r[1] / r[2]), r[1], r[2]])];
        SpectrumFile file = Read(BeamlineTextFile.Fio(["", "", "C1", "C2"], rows));
        Assert.Equal(("ENERGY", "cu_rt"), (file.Spectra[0].XLabel, file.Spectra[0].Title));
        Assert.Equal(["mu", "C1", "C2"], file.Spectra[0].Channels.Select(c => c.Name));
        Assert.Contains("column 2, which has the scan's name only, is ln(C1/C2): called mu", file.Notes);
        rows[5][1] += 1e-3;
        Assert.Equal(["col2", "C1", "C2"], Read(BeamlineTextFile.Fio(["", "", "C1", "C2"], rows)).Spectra[0].Channels.Select(c => c.Name));
    }

    [Fact]
    public void Cls_event_numbers_are_no_axis_and_counters_without_a_label_are_known()
    {
        double[][] rows = [.. s_rows.Select(r => (double[])[1, r[0], r[0] + 0.5, r[1], r[2]])];
        string[] variables = ["Event-ID", "BL1606-ID-1:Energy", "MONO16061I1001:Energy:sp", "BL1606-ID1:mcs04:fbk", "BL1606-ID1:mcs05:fbk"];
        SpectrumFile file = Read(
            BeamlineTextFile.Cls(variables, ["Event-ID", "$(AbsEnergyName)", "$(EnergyAchieved)", "$(Detector2)", "Sample I1"], rows)
        );
        SpectrumData s = file.Spectra[0];
        Assert.Equal(("EnergyAchieved", 9000.5), (s.XLabel, s.X[0]));
        Assert.Equal(["Event-ID", "AbsEnergyName", "I0", "Sample I1"], s.Channels.Select(c => c.Name));
        Assert.Contains("'Detector2' is the counter BL1606-ID1:mcs04:fbk: called I0", file.Notes);
    }

    [Fact]
    public void The_number_of_points_of_Lure_is_no_row()
    {
        SpectrumFile file = Read(BeamlineTextFile.Lure(s_rows, 12));
        Assert.Equal((12, Unit.ElectronVolt), (file.Spectra[0].X.Length, file.Spectra[0].XUnit));
        Assert.Contains("the file does not name its columns", file.Notes);
        Assert.Contains("12 of 871 points that the header announces", Read(BeamlineTextFile.Lure(s_rows, 871)).Notes);
    }

    [Theory]
    [InlineData(
        "#D Tue Jul 09 14:44:45 2019\n#S Scan 29; exafsscan\n#C 1_Energy (keV) 2_sec 3_flatot 04\n",
        "aps-12bm",
        "Energy (keV)",
        "keV"
    )]
    [InlineData(
        "# Facility: NSLS-II\n# Beamline: ISS (8-ID)\n# Start time: 02/06/2019  12:52:53\n#\n# # energy  i0  it\n",
        "nsls2-iss",
        "energy",
        "keV"
    )]
    [InlineData("#eBraggEnergy I0_EH1 mu\n", "esrf-bragg-energy", "eBraggEnergy", "keV")]
    [InlineData("#    Energy_c1    MgKa_sum_cps_c2    I0_KEITHLEY1_c3\n", "sls-phoenix", "Energy", "keV")]
    [InlineData("# NSLS_DAC V0.9 Datafile V0\n# E0= 4966.00\n#-----\n#     Energy          I0           I\n", "nsls-dac", "Energy", "keV")]
    [InlineData(
        "# Athena data file -- Athena version 0.8.052\n# Saving foil as mu(E)\n#---\n#   ee        xmu       bkg\n",
        "athena-columns",
        "ee",
        "keV"
    )]
    [InlineData("# FDMNES program, Revision\n 20000.000   42  1 = E_edge, Z\n    Energy    <xanes>    <x2>\n", "fdmnes", "Energy", "eV")]
    public void Other_families_are_known_by_their_first_lines(string header, string family, string x, string unit)
    {
        string rows = string.Concat(s_rows.Select(r => FormattableString.Invariant($"{r[0] / 1000} {r[1]} {r[2]}\n")));
        SpectrumFile file = Read(Encoding.ASCII.GetBytes(header.Replace(" 04", "", StringComparison.Ordinal) + rows));
        Assert.StartsWith(family + " (", file.Metadata["Recognised as"], StringComparison.Ordinal);
        Assert.Equal((x, unit), (file.Spectra[0].XLabel, file.Spectra[0].XUnit.Symbol));
    }

    [Theory]
    [InlineData("56_columns.dat", "epics-scan", 190, 55, "Energy")]
    [InlineData("6_Ti.0001", "aps-labview", 489, 5, "Mono Energy")]
    [InlineData("APS12BM_2019.dat", "aps-12bm", 492, 25, "Energy (keV)")]
    [InlineData("CLSHXMA.dat", "cls", 414, 10, "EnergyAchieved")]
    [InlineData("ORP5.000", "cls", 586, 11, "EnergyAchieved")]
    [InlineData("CE0074.DAT", "lure", 871, 2, "")]
    [InlineData("Cu_rt1.fio", "fio", 848, 11, "ENERGY")]
    [InlineData("SSRL1_2006.dat", "ssrl", 455, 5, "Achieved Energy")]
    [InlineData("NSLS8ID_2019.dat", "nsls2-iss", 647, 5, "energy")]
    [InlineData("SLS_PHOENIX_2023.dat", "sls-phoenix", 301, 54, "Energy")]
    [InlineData("mn3o4.201", "mrcat", 2727, 4, "energy")]
    public void Real_files_have_the_points_and_columns_of_the_notes(string name, string family, int points, int channels, string x)
    {
        string? path = Testing.Corpus.Path($"corpus/formats/xas_ascii/{name}");
        Assert.SkipWhen(path is null, $"needs {name}");
        SpectrumFile file = ReaderCatalog.Default.Read(path!, ReadHints.None);
        SpectrumData s = file.Spectra[0];
        Assert.StartsWith(family + " (", file.Metadata["Recognised as"], StringComparison.Ordinal);
        Assert.Equal((points, channels, x), (s.X.Length, s.Channels.Count, s.XLabel));
    }

    [Fact]
    public void A_broken_row_is_refused_with_its_line()
    {
        string text = Encoding
            .ASCII.GetString(BeamlineTextFile.Mrcat(s_labels, s_rows))
            .Replace(" 9005 8 9", " 9005 8", StringComparison.Ordinal);
        BadFileException e = Assert.Throws<BadFileException>(() => Read(Encoding.ASCII.GetBytes(text)));
        Assert.Equal(14, e.Line);
    }

    [Fact]
    public void Columns_of_newer_FIO_files_keep_their_names()
    {
        string text = Encoding.ASCII.GetString(BeamlineTextFile.Fio(["", "C1", "C2"], s_rows));
        text = text.Replace("CU_RT_C", "exp_c", StringComparison.Ordinal)
            .Replace("Col 1 CU_RT", "Col 1 energy_fmb", StringComparison.Ordinal);
        SpectrumData s = Read(Encoding.ASCII.GetBytes(text)).Spectra[0];
        Assert.Equal(("energy_fmb", Unit.ElectronVolt), (s.XLabel, s.XUnit));
        Assert.Equal(["exp_c1", "exp_c2"], s.Channels.Select(c => c.Name));
    }

    [Fact]
    public void Millidegrees_of_the_Daresbury_program_do_not_pass_for_energies() =>
        Assert.Contains(
            "millidegrees",
            Assert
                .Throws<BadFileException>(() => Read(Encoding.ASCII.GetBytes(" &SRS\n SRSRUN=1\n &END\n14000 1 2\n13990 1 2\n13980 1 2\n")))
                .Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void A_header_without_data_is_refused() =>
        Assert.Contains(
            "a table of numbers",
            Assert.Throws<BadFileException>(() => Read(BeamlineTextFile.Xdac(s_labels, []))).Message,
            StringComparison.Ordinal
        );

    private static SpectrumFile Read(byte[] bytes) => ReaderCatalog.Default.Read(bytes, "a.dat", ReadHints.None);
}
