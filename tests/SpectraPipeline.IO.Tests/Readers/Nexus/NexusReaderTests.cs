using SpectraPipeline.Core;
using SpectraPipeline.IO.Readers;
using SpectraPipeline.IO.Readers.Nexus;
using SpectraPipeline.Testing.Writers;
using Xunit;

namespace SpectraPipeline.IO.Tests.Readers.Nexus;

public sealed class NexusReaderTests : IDisposable
{
    private static readonly double[] s_energy = [7000, 7001, 7002.5, 7004];
    private static readonly double[] s_mu = [0.1, 0.2, 0.9, 1.1];
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    public NexusReaderTests() => Hdf5Here.SkipWithout();

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(0)]
    [InlineData(512)]
    [InlineData(4096)]
    public void The_signature_is_found_behind_a_user_block(int userBlock)
    {
        byte[] bytes = new Hdf5File().After(userBlock).Write(Entry(Data()));
        Assert.Equal(Claim.Certain, new NexusReader().Sniff(bytes.AsSpan(0, Math.Min(bytes.Length, 8192)), "x"));
        Assert.Equal(s_mu, Read(bytes).Spectra[0].Channels[0].Values);
    }

    [Fact]
    public void Signal_and_axes_of_the_group_are_followed_whatever_the_datasets_are_called()
    {
        Hdf5Group data = Hdf5Group
            .Of("NXdata")
            .Has("signal", "counts_b")
            .Has("axes", new[] { "mono" })
            .With("counts_a", s_energy)
            .With("counts_b", new Hdf5Array(s_mu, 4).Has("units", "V"))
            .With("mono", new Hdf5Array(s_energy, 4).Has("units", "eV"));
        SpectrumData read = Read(Entry(data)).Spectra[0];
        Assert.Equal(s_energy, read.X);
        Assert.Equal(Unit.ElectronVolt, read.XUnit);
        Assert.Equal(["counts_b", "counts_a"], read.Channels.Select(c => c.Name));
        Assert.Equal("V", read.Channels[0].Signal.Unit);
        Assert.Equal("entry/data/mono", read.Metadata["x path"]);
        Assert.Equal("entry/data/counts_b", read.Metadata["y path"]);
    }

    [Theory]
    [InlineData("energy:place")]
    [InlineData("[energy,place]")]
    public void Axes_written_as_one_text_are_taken_apart(string axes)
    {
        double[] cube = [1, 2, 3, 4, 5, 6, 7, 8];
        Hdf5Group data = Hdf5Group
            .Of("NXdata")
            .With(
                "d",
                new Hdf5Array(cube, 4, 2) { IsVariable = false }
                    .Has("signal", 1)
                    .Has("axes", axes)
            )
            .With("energy", s_energy)
            .With("place", new[] { 10.0, 20 });
        SpectrumFile file = Read(Entry(data));
        Assert.Equal([1, 3, 5, 7], file.Spectra[0].Channels[0].Values);
        Assert.Equal([2, 4, 6, 8], file.Spectra[1].Channels[0].Values);
        Assert.Equal("20", file.Spectra[1].Metadata["place"]);
    }

    [Fact]
    public void Marked_axes_count_from_one_and_the_places_of_a_map_come_along()
    {
        // y, energy, x: the energy lies in the middle, so that a swapped axis shows.
        double[] cube = [.. Enumerable.Range(0, 2 * 4 * 3).Select(i => (double)i)];
        Hdf5Group data = Hdf5Group
            .Of("NXdata")
            .With("data", new Hdf5Array(cube, 2, 4, 3).Has("signal", "1"))
            .With("energy", new Hdf5Array(s_energy, 4).Has("axis", 2))
            .With("sx", new Hdf5Array(new[] { 0.1, 0.2, 0.3 }, 3).Has("axis", 3).Has("units", "um"))
            .With("sy", new Hdf5Array(new[] { 5, 6 }, 2).Has("axis", 1));
        SpectrumFile file = Read(Entry(data));
        Assert.Equal(6, file.Spectra.Count);
        Assert.Equal([13, 16, 19, 22], file.Spectra[4].Channels[0].Values);
        Assert.Equal(("0.2", "6"), (file.Spectra[4].Metadata["sx (um)"], file.Spectra[4].Metadata["sy"]));
    }

    [Fact]
    public void A_beamline_that_states_no_class_is_read_by_energy_and_data()
    {
        // SOLEIL HERMES.
        var counter = new Hdf5Group().With("data", new Hdf5Array(new float[] { 1, 2, 3, 4 }, 4, 1, 1)).With("energy", s_energy);
        SpectrumFile file = Read(new Hdf5Group().With("entry1", new Hdf5Group().With("Counter0", counter)));
        Assert.Equal([1, 2, 3, 4], Assert.Single(file.Spectra).Channels[0].Values);
        Assert.Equal("xas", file.Technique);
    }

    [Fact]
    public void The_old_definition_brings_its_monitor()
    {
        Hdf5Group entry = Hdf5Group
            .Of("NXentry")
            .With("definition", "NXxas")
            .With(
                "data",
                Hdf5Group
                    .Of("NXdata")
                    .With("absorbed_beam", new Hdf5Array(new[] { 5, 6, 7, 8 }, 4).Has("signal", "1"))
                    .With("energy", new Hdf5Array(s_energy, 4).Has("axis", "1"))
            )
            .With("monitor", Hdf5Group.Of("NXmonitor").With("data", new[] { 50, 60, 70, 80 }));
        SpectrumData read = Read(new Hdf5Group().With("entry", entry)).Spectra[0];
        Assert.Equal(["absorbed_beam", "monitor"], read.Channels.Select(c => c.Name));
        Assert.Equal([50, 60, 70, 80], read.Channels[1].Values);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Columns_of_raw_data_are_found_along_either_dimension(bool columnsFirst)
    {
        double[] i0 = [9, 8, 7, 6];
        double[] table = columnsFirst ? [.. s_energy, .. i0] : [.. s_energy.Zip(i0).SelectMany(p => new[] { p.First, p.Second })];
        Hdf5Array raw = new Hdf5Array(table, columnsFirst ? [2, 4] : [4, 2]).Has("array_labels", "[\"energy\", \"i0\"]");
        SpectrumData read = Read(new Hdf5Group().With("s", NxXas().With("rawdata", raw))).Spectra[0];
        Assert.Equal(["intensity", "i0"], read.Channels.Select(c => c.Name));
        Assert.Equal(i0, read.Channels[1].Values);
    }

    [Fact]
    public void Intensity_of_NXxas_is_mu_and_is_what_ingest_takes()
    {
        Hdf5Group entry = NxXas()
            .With(
                "instrument",
                new Hdf5Group().With("i0", new Hdf5Group().With("data", s_energy)).With("itrans", new Hdf5Group().With("data", s_mu))
            );
        SpectrumData read = Read(new Hdf5Group().With("s", entry)).Spectra[0];
        Assert.Equal(SignalKind.Mu, read.Channels[0].Signal.Kind);
        Assert.Same(read.Channels[0].Values, new XasColumns(read).Candidates[0].Values);
    }

    [Fact]
    public void The_mode_may_be_text_or_a_group()
    {
        SpectrumFile old = Read(new Hdf5Group().With("s", NxXas().With("mode", "fluorescence")));
        SpectrumFile later = Read(new Hdf5Group().With("s", NxXas().With("mode", new Hdf5Group().With("name", "fluorescence"))));
        Assert.Equal("fluorescence", old.Spectra[0].Metadata["mode"]);
        Assert.Equal("fluorescence", later.Spectra[0].Metadata["mode/name"]);
    }

    [Fact]
    public void Subentries_are_blocks_and_the_default_goes_first()
    {
        Hdf5Group scan = Hdf5Group.Of("NXentry").Has("default", "fluo1").With("mono", new Hdf5Group().With("energy", s_energy));
        foreach (string detector in (string[])["fluo0", "fluo1"])
            scan.With(
                detector,
                Hdf5Group
                    .Of("NXsubentry")
                    .With("definition", "NXxas")
                    .With("energy", new Hdf5Link("/1.1/mono/energy"))
                    .With("intensity", detector == "fluo1" ? s_mu : s_energy)
            );
        SpectrumFile file = Read(new Hdf5Group().Has("default", "1.1").With("1.1", scan));
        Assert.Equal(["fluo1", "fluo0"], file.Spectra.Select(s => s.Block));
        Assert.Equal(s_mu, file.Spectra[0].Channels[0].Values);
    }

    [Theory]
    [InlineData("2024-05-01T10:00:00+02:00", "2024-05-01T08:00:00", DateTimeKind.Utc)]
    [InlineData("2008-11-18T12:41:20+0100", "2008-11-18T11:41:20", DateTimeKind.Utc)]
    [InlineData("2024-05-01T10:00:00.5Z", "2024-05-01T10:00:00.5", DateTimeKind.Utc)]
    [InlineData("2024-05-01T10:00:00-05:30", "2024-05-01T15:30:00", DateTimeKind.Utc)]
    [InlineData("2018-11-27 07:01:20", "2018-11-27T07:01:20", DateTimeKind.Unspecified)]
    [InlineData("2023-03-18T14:27:17.006383", "2023-03-18T14:27:17.006383", DateTimeKind.Unspecified)]
    public void A_start_is_UTC_only_where_the_zone_is_stated(string text, string wanted, DateTimeKind kind)
    {
        DateTime read = Read(new Hdf5Group().With("s", NxXas().With("start_time", text))).Spectra[0].Acquired!.Value;
        Assert.Equal(DateTime.Parse(wanted, System.Globalization.CultureInfo.InvariantCulture), read);
        Assert.Equal(kind, read.Kind);
    }

    [Fact]
    public void A_start_that_is_no_time_is_none() =>
        Assert.Null(Read(new Hdf5Group().With("s", NxXas().With("start_time", "yesterday"))).Spectra[0].Acquired);

    [Fact]
    public void An_energy_without_unit_is_eV_only_where_it_can_be_nothing_else()
    {
        Assert.Equal(Unit.ElectronVolt, Read(Entry(Data(unit: null))).Spectra[0].XUnit);
        SpectrumFile doubtful = Read(Entry(Data([7.0, 7.1, 7.2, 7.3], unit: null)));
        Assert.Equal(Unit.None, doubtful.Spectra[0].XUnit);
        Assert.Contains(doubtful.Notes, n => n.Contains("could be eV or keV", StringComparison.Ordinal));
    }

    [Fact]
    public void Kiloelectronvolts_may_stand_in_the_long_name()
    {
        Hdf5Array energy = new Hdf5Array(new[] { 11.8, 11.9, 12, 12.1 }, 4).Has("long_name", "Energy (keV)");
        SpectrumData read = Read(new Hdf5Group().With("s", NxXas(energy))).Spectra[0];
        Assert.Equal(Unit.KiloElectronVolt, read.XUnit);
        Assert.Equal(11.8, read.X[0]);
    }

    [Fact]
    public void The_scanned_energy_of_a_beamline_is_the_one_in_the_title()
    {
        Hdf5Group entry = Hdf5Group
            .Of("NXentry")
            .With("title", "ascan mono_energy 7000 7004 3")
            .With(
                "measurement",
                Hdf5Group
                    .Of("NXcollection")
                    .With("a_energy_offset", s_mu)
                    .With("i0", s_mu)
                    .With("mono_energy", s_energy)
                    .With("short", new[] { 1.0, 2 })
            );
        SpectrumData read = Read(new Hdf5Group().With("entry1", entry)).Spectra[0];
        Assert.Equal("mono_energy", read.XLabel);
        Assert.Equal(["a_energy_offset", "i0"], read.Channels.Select(c => c.Name));
    }

    [Fact]
    public void Scans_over_time_are_read_where_there_are_no_spectra_and_left_out_with_a_note_where_there_are()
    {
        Hdf5Group Over(string axis) => Hdf5Group.Of("NXdata").Has("signal", "d").Has("axes", axis).With("d", s_mu).With(axis, s_energy);
        SpectrumFile alone = Read(Entry(Over("clock")));
        Assert.Equal("clock", Assert.Single(alone.Spectra).XLabel);
        SpectrumFile both = Read(Entry(Over("clock")).With("entry2", Hdf5Group.Of("NXentry").With("data", Over("energy"))));
        Assert.Equal("energy", Assert.Single(both.Spectra).XLabel);
        Assert.Contains(both.Notes, n => n.Contains("entry/data", StringComparison.Ordinal));
    }

    [Fact]
    public void Pictures_are_refused_by_shape()
    {
        Hdf5Group data = Hdf5Group.Of("NXdata").Has("signal", "d").With("d", new Hdf5Array(new double[12], 3, 4));
        Assert.Contains("'entry/data/d' (3 x 4)", Refused(Entry(data)).Found, StringComparison.Ordinal);
    }

    [Fact]
    public void Forms_without_data_are_refused_as_such()
    {
        // The examples of the NeXus committee.
        Hdf5Group data = Hdf5Group.Of("NXdata").Has("signal", "absorbed_beam").With("absorbed_beam", 1).With("energy", 1.0);
        Assert.Contains("'entry/data/absorbed_beam' holds one value", Refused(Entry(data)).Found, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        Hdf5Group data = Hdf5Group
            .Of("NXdata")
            .Has("signal", "d")
            .With("d", new Hdf5Link("/entry/detector/data", "scan_0001_eiger.h5"))
            .With("energy", s_energy);
        Assert.Contains("'scan_0001_eiger.h5', which is not beside this one", Refused(Entry(data)).Found, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/etc/hostname")]
    [InlineData("../other.h5")]
    [InlineData("C:/other.h5")]
    public void A_link_out_of_the_folder_is_not_followed(string file)
    {
        Hdf5Group data = Hdf5Group.Of("NXdata").Has("signal", "d").With("d", new Hdf5Link("/d", file)).With("energy", s_energy);
        Assert.Contains($"'{file}', which is outside the folder", Refused(Entry(data)).Found, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_beside_is_followed()
    {
        byte[] detector = new Hdf5File().Write(new Hdf5Group().With("d", s_mu));
        byte[] master = new Hdf5File().Write(
            Entry(Hdf5Group.Of("NXdata").Has("signal", "d").With("d", new Hdf5Link("/d", "det.h5")).With("energy", s_energy))
        );
        File.WriteAllBytes(Path.Combine(_folder.FullName, "det.h5"), detector);
        string path = Path.Combine(_folder.FullName, "a master with blanks é.h5");
        File.WriteAllBytes(path, master);
        Assert.Equal(s_mu, ReaderCatalog.Default.Read(path, ReadHints.None).Spectra[0].Channels[0].Values);
    }

    [Fact]
    public void Soft_links_in_a_circle_lead_nowhere()
    {
        Hdf5Group data = Hdf5Group
            .Of("NXdata")
            .Has("signal", "d")
            .With("d", new Hdf5Link("/entry/data/e"))
            .With("e", new Hdf5Link("/entry/data/d/e"));
        Assert.Contains("which is not in the file", Refused(Entry(data)).Found, StringComparison.Ordinal);
    }

    [Fact]
    public void A_size_that_the_file_cannot_hold_is_refused_before_it_is_read()
    {
        var claimed = new Hdf5Array(Array.Empty<double>(), 8_000_000);
        Hdf5Group data = Hdf5Group.Of("NXdata").Has("signal", "d").With("d", claimed).With("energy", claimed);
        Assert.Contains("values of 'entry/data/energy'", Refused(Entry(data)).Expected, StringComparison.Ordinal);
    }

    [Fact]
    public void More_spectra_than_memory_has_room_for_are_refused()
    {
        var claimed = new Hdf5Array(Array.Empty<double>(), 4, 1 << 30);
        Hdf5Group data = Hdf5Group.Of("NXdata").Has("signal", "d").With("d", claimed).With("energy", s_energy);
        Assert.Contains("at most 100000 spectra", Refused(Entry(data)).Expected, StringComparison.Ordinal);
    }

    [Fact]
    public void A_chunk_that_the_file_cannot_hold_is_refused()
    {
        Hdf5Array claimed = new(Array.Empty<double>(), 4, 1000) { Chunk = [4, 1 << 26] };
        Hdf5Group data = Hdf5Group.Of("NXdata").Has("signal", "d").With("d", claimed).With("energy", s_energy);
        Assert.Contains("chunks", Refused(Entry(data)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Small_values_and_attributes_keep_their_paths()
    {
        Hdf5Group sample = new Hdf5Group()
            .With("name", "Cu foil")
            .With("temperature", new Hdf5Array(new[] { 0.1f }, 1).Has("units", "K"))
            .With("fixed", new Hdf5Array(new[] { "né" }, 1) { IsVariable = false });
        SpectrumFile file = Read(Entry(Data()).With("sample", sample).Has("creator", "test"));
        Assert.Equal("Cu foil", file.Metadata["sample/name"]);
        Assert.Equal("0.1", file.Metadata["sample/temperature"]);
        Assert.Equal("K", file.Metadata["sample/temperature@units"]);
        Assert.Equal("né", file.Metadata["sample/fixed"]);
        Assert.Equal("test", file.Metadata["@creator"]);
    }

    [Fact]
    public void Optical_photothermal_spectra_come_before_their_background_and_Raman_is_a_block()
    {
        Hdf5Group Measurement(string label, int raman, int background) =>
            new Hdf5Group()
                .Has("Label", label)
                .Has("IsRaman", raman)
                .Has("IsBackground", background)
                .Has("LocationX", 801.95)
                .With(
                    "Channel_000",
                    new Hdf5Group().Has("Label", "OPTIR (mV)").With("Raw_Data", new Hdf5Array(new[] { 1f, 2, 3, 4 }, 1, 4))
                )
                .With("Spectroscopic_Values", new Hdf5Array(new[] { 800f, 802, 804, 806 }, 1, 4));
        SpectrumFile file = Read(
            new Hdf5Group()
                .With("Measurement_000", Measurement("Background 1", 0, 1))
                .With("Measurement_001", Measurement("IR 1", 0, 0))
                .With("Measurement_002", Measurement("Raman 1", 1, 0))
        );
        Assert.Equal(["ir", "background", "raman"], file.Spectra.Select(s => s.Block));
        Assert.Equal("ir", file.Technique);
        Assert.Equal([Unit.PerCm, Unit.PerCm, Unit.RamanShift], file.Spectra.Select(s => s.XUnit));
        Assert.Equal(("IR 1", "801.95"), (file.Spectra[0].Title, file.Spectra[0].Metadata["@LocationX"]));
    }

    private static Hdf5Group Entry(Hdf5Group data) => new Hdf5Group().With("entry", Hdf5Group.Of("NXentry").With("data", data));

    private static Hdf5Group Data(double[]? energy = null, string? unit = "eV")
    {
        var axis = new Hdf5Array(energy ?? s_energy, 4);
        return Hdf5Group
            .Of("NXdata")
            .Has("signal", "d")
            .Has("axes", "energy")
            .With("d", s_mu)
            .With("energy", unit is null ? axis : axis.Has("units", unit));
    }

    private static Hdf5Group NxXas(Hdf5Array? energy = null) =>
        Hdf5Group
            .Of("NXentry")
            .With("definition", "NXxas")
            .With("energy", energy ?? new Hdf5Array(s_energy, 4).Has("units", "eV"))
            .With("intensity", new Hdf5Array(s_mu, 4).Has("long_name", "Normalized mu(E)"));

    private static SpectrumFile Read(Hdf5Group root) => Read(new Hdf5File().Write(root));

    private static SpectrumFile Read(byte[] bytes) => ReaderCatalog.Default.Read(bytes, "test.h5", ReadHints.None);

    private static BadFileException Refused(Hdf5Group root) => Assert.Throws<BadFileException>(() => Read(root));
}
