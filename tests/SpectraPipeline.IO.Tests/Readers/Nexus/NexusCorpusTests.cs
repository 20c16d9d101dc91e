using System.Text.Json;
using SpectraPipeline.Core;
using SpectraPipeline.IO.Readers;
using SpectraPipeline.Testing;
using Xunit;

namespace SpectraPipeline.IO.Tests.Readers.Nexus;

/// <summary>Real files against the list of their datasets that h5py made: what a spectrum says it comes from must hold the numbers that are listed there.</summary>
public sealed class NexusCorpusTests
{
    // The lists of h5py were cut after 400 datasets; one file has more.
    private const int MostListed = 400;
    private const int ListedOfTheLongest = 8;

    public static TheoryData<string, int, string> Files =>
        new()
        {
            { "nexus/20230318.h5", 2, "entry24212/instrument/albaem-01_ch1/data" },
            { "nexus/BlissMultiModal.h5", 36, "1.1/fluo15/intensity" },
            { "nexus/Fe_XDIFiles.h5", 3, "fe2o3/intensity" },
            { "nexus/MultiElementFluor.h5", 12, "V_XANES_ap1/V_XANES_ap1/intensity" },
            { "nexus/file_2.nxs", 1, "theta_00062_salsa.scan 1D.Timescan.tscan_Cpt_Basler_MStat_xbpms_00001/scan_data/data_1" },
            { "nexus/nexus_dls_example.nxs", 100, "entry1/testdata/nexustest/data" },
            { "nexus/nxdata_tagged_as_string.nxs", 1, "entry1/dummy_str/data" },
            { "nexus/small_diamond_nxs.nxs", 42, "entry1/Counter1/data" },
            { "nanoir/Nodax_Spectral_Array.ptir", 7, "Measurement_001/Channel_000/Raw_Data" },
        };

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_array_is_what_h5py_reads_under_its_path(string file, int spectra, string first)
    {
        (SpectrumFile read, Dictionary<string, JsonElement> truth) = Read(file);
        Assert.Equal(spectra, read.Spectra.Count);
        Assert.Equal(first, read.Spectra[0].Metadata["y path"]);
        int compared = 0;
        foreach (IGrouping<string, SpectrumData> one in read.Spectra.GroupBy(s => s.Metadata["y path"]))
        {
            SpectrumData[] parts = [.. one];
            // The list ends after so many datasets.
            if (truth.Count == MostListed && !truth.ContainsKey(one.Key))
                continue;
            compared++;
            if (parts[0].Metadata.TryGetValue("x path", out string? x))
                Same(truth[x], parts[0].X);
            Same(truth[one.Key], Whole(truth[one.Key], parts));
            foreach (ChannelData channel in parts[0].Channels.Skip(1))
                if (truth[parts[0].Metadata[$"path of {channel.Name}"]] is var table && Shape(table).Length == 1)
                    Same(table, channel.Values);
        }
        Assert.Equal(compared, truth.Count == MostListed ? ListedOfTheLongest : read.Spectra.DistinctBy(s => s.Metadata["y path"]).Count());
    }

    [Theory]
    [InlineData("nexus/NXxas.hdf5", "'entry/data/absorbed_beam' holds one value")]
    [InlineData("nexus/NXxasproc.hdf5", "'entry/data/data' holds one value")]
    [InlineData("nexus/nexus_dls_example_no_axes.nxs", "(10 x 10 x 15)")]
    [InlineData("nexus/nexus_test_datakey.nxs", "(2 x 3 x 4) has no axis")]
    [InlineData("nexus/simple_signal.nxs", "(15 x 1 x 40 x 40)")]
    [InlineData("nexus/damaged_header_Fe_XDIFiles.h5", "truncated file")]
    [InlineData("nexus/damaged_trunc60pct_Fe_XDIFiles.h5", "truncated file")]
    public void What_holds_no_spectrum_is_refused_by_name(string file, string found)
    {
        BadFileException e = Assert.Throws<BadFileException>(() => Read(file));
        Assert.Contains(found, e.Found, StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_of_raw_data_is_cut_along_the_right_dimension()
    {
        // (4, 348) in one file, (367, 27) in the other; the column of I0 stands in instrument/i0/data too.
        foreach (string file in (string[])["nexus/Fe_XDIFiles.h5", "nexus/MultiElementFluor.h5"])
        {
            (SpectrumFile read, Dictionary<string, JsonElement> truth) = Read(file);
            SpectrumData scan = read.Spectra[0];
            Same(truth[$"{scan.Metadata["entry"]}/instrument/i0/data"], scan.Channels.Single(c => c.Name == "i0").Values);
        }
    }

    [Fact]
    public void A_series_of_entries_knows_its_times_and_the_missing_detector()
    {
        SpectrumFile read = Read("nexus/20230318.h5").File;
        Assert.Equal(new DateTime(2023, 3, 18, 14, 27, 17).AddTicks(63830), read.Spectra[0].Acquired);
        Assert.Equal(DateTimeKind.Unspecified, read.Spectra[0].Acquired!.Value.Kind);
        Assert.Equal((Unit.ElectronVolt, "mono1_energy_acs"), (read.Spectra[0].XUnit, read.Spectra[0].XLabel));
        Assert.Contains(read.Notes, n => n.Contains("'scan-24213_eiger_streaming.h5', which is not beside", StringComparison.Ordinal));
    }

    [Fact]
    public void Detectors_of_one_scan_are_blocks_and_their_axis_stays_in_keV()
    {
        SpectrumFile read = Read("nexus/BlissMultiModal.h5").File;
        // The default of the file goes first; the rest stays in the order in which the members were made.
        Assert.Equal(["fluo15", "fluo15", "itrans"], read.Spectra.Take(3).Select(s => s.Block));
        Assert.Equal(18, read.Spectra.Select(s => s.Block).Distinct().Count());
        Assert.All(read.Spectra, s => Assert.Equal(Unit.KiloElectronVolt, s.XUnit));
    }

    private static (SpectrumFile File, Dictionary<string, JsonElement> Truth) Read(string file)
    {
        string? path = Corpus.Path($"corpus/formats/{file}");
        string? truth = Corpus.Path($"corpus/truth/{file}.json");
        Assert.SkipWhen(path is null || truth is null, "needs the shared corpus: corpus/formats and corpus/truth");
        Hdf5Here.SkipWithout();
        SpectrumFile read = ReaderCatalog.Default.Read(path!, ReadHints.None);
        using JsonDocument json = JsonDocument.Parse(TruthComparison.InfiniteWord().Replace(File.ReadAllText(truth!), "null"));
        return (
            read,
            json.RootElement.GetProperty("readers")[0]
                .GetProperty("meta")
                .GetProperty("datasets")
                .EnumerateArray()
                .ToDictionary(d => d.GetProperty("path").GetString()!, d => d.Clone())
        );
    }

    /// <summary>The dataset that the spectra were cut from, put together again in its own order.</summary>
    private static double[] Whole(JsonElement truth, SpectrumData[] parts)
    {
        long[] shape = Shape(truth);
        int points = parts[0].X.Length;
        int dimension = Array.IndexOf(shape, points);
        long inner = shape.Skip(dimension + 1).Aggregate(1L, (a, n) => a * n);
        double[] whole = new double[points * parts.Length];
        for (int k = 0; k < parts.Length; k++)
        for (int i = 0; i < points; i++)
            whole[k / inner * inner * points + i * inner + k % inner] = parts[k].Channels[0].Values[i];
        return whole;
    }

    private static long[] Shape(JsonElement truth) => [.. truth.GetProperty("shape").EnumerateArray().Select(n => n.GetInt64())];

    private static void Same(JsonElement truth, double[] values)
    {
        Assert.Equal(Shape(truth).Aggregate(1L, (a, n) => a * n), values.Length);
        if (truth.TryGetProperty("samples", out JsonElement samples))
            foreach (JsonElement sample in samples.EnumerateArray())
                Assert.Equal(Number(sample[1]), values[sample[0].GetInt32()]);
        foreach (var (key, value) in ((string, double)[])[("first", values[0]), ("last", values[^1])])
            if (truth.TryGetProperty(key, out JsonElement stated))
                Assert.Equal(Number(stated), value);
        foreach (var (key, value) in ((string, Func<IEnumerable<double>, double>)[])[("min", v => v.Min()), ("max", v => v.Max())])
            if (truth.TryGetProperty(key, out JsonElement stated))
                Assert.Equal(Number(stated), value(values.Where(double.IsFinite)));
    }

    private static double Number(JsonElement e) => e.ValueKind == JsonValueKind.Number ? e.GetDouble() : double.NaN;
}
