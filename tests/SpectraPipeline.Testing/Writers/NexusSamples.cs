namespace SpectraPipeline.Testing.Writers;

/// <summary>Small NeXus files: an NXxas draft, a map with old attributes, columns of a beamline, PTIR Studio.</summary>
public sealed class NexusSamples : ISampleSource
{
    private const int Spectra = 2;

    /// <inheritdoc />
    public IEnumerable<SampleFile> Samples() => [Xas(), Map(), Columns(), Ptir()];

    private static double[] X => [.. Enumerable.Range(0, SampleFiles.Points).Select(SampleFiles.X)];

    private static double[] Y(int k) => [.. Enumerable.Range(0, SampleFiles.Points).Select(i => SampleFiles.Value(k, i))];

    private static SampleFile Xas()
    {
        var root = new Hdf5Group().Has("default", "scan0");
        for (int k = 0; k < Spectra; k++)
            root.With(
                $"scan{k}",
                Hdf5Group
                    .Of("NXentry")
                    .Has("default", "plot")
                    .With("definition", "NXxas")
                    .With("energy", new Hdf5Array(X, SampleFiles.Points).Has("units", "eV"))
                    .With("intensity", new Hdf5Array(Y(k), SampleFiles.Points).Has("long_name", "mu(E)"))
                    .With("mode", "transmission")
                    .With("start_time", $"2024-05-01T10:0{k}:00+02:00")
                    .With("element", Hdf5Group.Of("NXelement").With("symbol", "Cu"))
                    .With(
                        "plot",
                        Hdf5Group
                            .Of("NXdata")
                            .Has("signal", "intensity")
                            .Has("axes", "energy")
                            .With("energy", new Hdf5Link($"/scan{k}/energy"))
                            .With("intensity", new Hdf5Link($"/scan{k}/intensity"))
                    )
            );
        return new("nexus", "xas.h5", new Hdf5File().Write(root)) { Truth = SampleFiles.Truth(Spectra) };
    }

    /// <summary>A map of 2 x 3 places whose axis is marked as Diamond did: axis=1 is the energy.</summary>
    private static SampleFile Map()
    {
        const int Places = 6;
        double[] cube = new double[SampleFiles.Points * Places];
        for (int i = 0; i < SampleFiles.Points; i++)
        for (int k = 0; k < Places; k++)
            cube[i * Places + k] = SampleFiles.Value(k, i);
        Hdf5Group data = Hdf5Group
            .Of("NXdata")
            .Has("TITLE", new Hdf5Array(new[] { "" }, null))
            .With("data", new Hdf5Array(cube, SampleFiles.Points, 2, 3).Has("signal", 1))
            .With("photon_energy", new Hdf5Array(X, SampleFiles.Points).Has("axis", 1))
            .With("sample_x", new Hdf5Array(new[] { 0.5, 1, 1.5 }, 3).Has("axis", 3).Has("units", "um"))
            .With("sample_y", new Hdf5Array(new[] { -1.0, -2 }, 2).Has("axis", 2).Has("units", "um"));
        var root = new Hdf5Group().With("entry1", Hdf5Group.Of("NXentry").With("Counter1", data));
        return new("nexus", "map.nxs", new Hdf5File().After(512).Write(root)) { Truth = SampleFiles.Truth(Places) };
    }

    /// <summary>Entries of one scan each, columns side by side, and a detector in a file that is not there.</summary>
    private static SampleFile Columns()
    {
        var root = new Hdf5Group();
        for (int k = 0; k < Spectra; k++)
            root.With(
                $"entry{k}",
                Hdf5Group
                    .Of("NXentry")
                    .With("title", "ascanct mono1_energy 9000 9060 40 0.5")
                    .With("start_time", $"2024-05-01T10:0{k}:00.25")
                    .With(
                        "measurement",
                        Hdf5Group
                            .Of("NXcollection")
                            .With("ch1", Y(k))
                            .With("ch2", X)
                            .With("eiger", new Hdf5Link("/entry/data", "scan_eiger.h5"))
                            .With("mono1_energy", X)
                    )
            );
        return new("nexus", "columns.h5", new Hdf5File().Write(root)) { Truth = SampleFiles.Truth(Spectra) };
    }

    private static SampleFile Ptir()
    {
        var root = new Hdf5Group().Has("DocType", "IR");
        for (int k = 0; k < Spectra; k++)
            root.With(
                $"Measurement_{k:000}",
                new Hdf5Group()
                    .Has("Label", $"IR Spectrum {k}")
                    .Has("IsRaman", 0)
                    .With(
                        "Channel_000",
                        new Hdf5Group()
                            .Has("Label", "OPTIR (mV)")
                            .With("Raw_Data", new Hdf5Array(Y(k).Select(v => (float)v).ToArray(), 1, SampleFiles.Points).Has("units", "mV"))
                    )
                    .With(
                        "Spectroscopic_Values",
                        new Hdf5Array(X.Select(v => (float)v).ToArray(), 1, SampleFiles.Points).Has("units", new[] { "c", "m", "-", "1" })
                    )
            );
        return new("nexus", "optir.ptir", new Hdf5File().Write(root)) { Truth = SampleFiles.Truth(Spectra, singlePrecision: true) };
    }
}
