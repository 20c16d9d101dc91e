using SpectraPipeline.Core;
using SpectraPipeline.Engine.Ingest;
using SpectraPipeline.IO.Readers;
using Xunit;

namespace SpectraPipeline.Engine.Tests.Ingest;

public sealed class FrameSourceTests : IDisposable
{
    private readonly IngestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Reads_a_folder_of_files_in_counting_order()
    {
        _folder.WithSpectrum("a10.csv", 1000, 1020, 10).WithSpectrum("a2.csv", 1000, 1020, 2);
        using FrameSource source = _folder.Open();
        SpectralSeries block = source.ReadBlock(0, source.Frames);
        Assert.Equal(["a2.csv", "a10.csv"], block.Info.Select(i => i.File));
        Assert.Equal("wavenumber", source.Axis.Name);
        Assert.Equal("absorbance", source.Channels[0].Name);
        Assert.Equal(3.0, block.Primary[0][0]);
        Assert.Equal(11.02, block.Primary[1][20], 12);
        Assert.All(source.Files, f => Assert.Equal("read", f.Status));
        Assert.Equal(64, source.Files[0].Sha256!.Length);
        Assert.True(double.IsNaN(block.Info[0].TimeS));
    }

    [Fact]
    public void Turns_a_descending_axis_round_once_and_remembers_it()
    {
        _folder.WithSpectrum("a.csv", 1020, 1000);
        using FrameSource source = _folder.Open();
        Assert.True(source.WasDescending);
        Assert.Equal(1000, source.Axis[0]);
        Assert.Equal(1.0, source.ReadBlock(0, 1).Primary[0][0]);
    }

    [Fact]
    public void A_file_that_vanished_is_refused_and_its_frame_faulted()
    {
        _folder.WithSpectrum("a.csv", 1000, 1020).WithSpectrum("b.csv", 1000, 1020);
        using FrameSource source = _folder.Open();
        File.Delete(Path.Combine(_folder.Path, "b.csv"));
        SpectralSeries block = source.ReadBlock(0, 2);
        Assert.Null(block.Faults[0]);
        Assert.Equal(new Fault("read", "file-missing", "b.csv: The file is not there (any more)."), block.Faults[1]);
        Assert.All(block.Primary[1].ToArray(), v => Assert.True(double.IsNaN(v)));
        Assert.Equal("refused", source.Files[1].Status);
    }

    [Fact]
    public void A_reused_block_shows_nothing_of_the_one_before()
    {
        for (int f = 0; f < 4; f++)
            _folder.WithSpectrum($"a{f}.csv", 1000, 1020 + 20 * (3 - f), f);
        _folder.With("a4.csv", "no spectrum\n").WithSpectrum("a5.csv", 1000, 1080, 5);
        using FrameSource source = _folder.Open();
        using FrameSource fresh = _folder.Open();
        var buffers = new SpectraBuffers();
        SpectralSeries first = source.ReadBlock(0, 3, buffers);
        double[] memory = first.Primary.Values;
        SpectralSeries second = source.ReadBlock(3, 3, buffers);
        Assert.Same(memory, second.Primary.Values);
        Assert.Equal(fresh.ReadBlock(3, 3).Primary.Values, second.Primary.Values);
        Assert.Equal("bad-file", second.Faults[1]!.Code);
        Assert.All(second.Primary[1].ToArray(), v => Assert.True(double.IsNaN(v)));
    }

    [Fact]
    public void What_is_said_of_the_series_is_said_without_the_flags_of_its_frames()
    {
        _folder
            .With("a.csv", "1000,1\n1001,2\n1001,2\n1002,3\n")
            .With("b.csv", "1000,1\n1001,2\n1002,3\n")
            .WithSpectrum("c.csv", 999, 1003);
        using FrameSource source = _folder.Open();
        source.ReadBlock(0, 3);
        Assert.Contains(source.Notes, n => n.Frame >= 0);
        Assert.Contains(source.SeriesNotes, n => n.Code == "resampled");
        Assert.Equal(source.Notes.Where(n => n.Frame < 0), source.SeriesNotes);
    }

    [Fact]
    public void A_cut_file_is_refused_with_the_place_of_the_cut()
    {
        _folder.With("a.csv", "1000,1,1\n1001,2,2\n1002,3,3\n1003,4,4\n").With("b.csv", "1000,1,1\n1001,2,2\n1002,3,3\n1003,4");
        using FrameSource source = _folder.Open();
        SpectralSeries block = source.ReadBlock(0, source.Frames);
        Fault fault = Assert.Single(block.Faults, f => f is not null)!;
        Assert.Equal("bad-file", fault.Code);
        Assert.Equal(
            "b.csv: line 4 (byte 27): expected 3 numbers as in line 1 (',' between the cells, decimal '.'), found 2: '1003,4'; the file ends there, so it was probably cut",
            fault.Message
        );
    }

    [Fact]
    public void A_missing_value_passes_through_as_NaN_for_the_engine_to_fault()
    {
        _folder.With("a.csv", "x,y\n1000,1\n1001,NaN\n1002,3\n1003,--\n1004,5\n");
        using FrameSource source = _folder.Open();
        double[] y = source.ReadBlock(0, 1).Primary[0].ToArray();
        Assert.Equal([1, double.NaN, 3, double.NaN, 5], y);
    }

    [Fact]
    public void Decimal_commas_are_read_and_said_so()
    {
        _folder.With("a.csv", "Wellenzahl;Extinktion\n1000,5;0,125\n1001,5;0,25\n1002,5;0,5\n");
        using FrameSource source = _folder.Open();
        Assert.Equal([0.125, 0.25, 0.5], source.ReadBlock(0, 1).Primary[0].ToArray());
        Assert.Equal(1000.5, source.Axis[0]);
        Assert.Contains("decimal commas read as such", source.Files[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Ambiguous_separators_are_refused_with_the_first_three_lines()
    {
        _folder.With("a.csv", "1000,5,0,05\n1000,7,0,06\n1001,0,0,07\n1001,3,0,08\n");
        UserException e = Assert.ThrowsAny<UserException>(() => _folder.Open());
        Assert.Equal(
            "Series 's': none of 1 spectra in 1 files can be read. a.csv: line 1 (byte 0): expected a separator that is not the decimal sign too, "
                + "found commas that may separate cells or decimals; the first data lines are: 1000,5,0,05 | 1000,7,0,06 | 1001,0,0,07",
            e.Message
        );
    }

    [Theory]
    [InlineData("", "expected a spectrum, found an empty file")]
    [InlineData("only words\nno numbers\n", "expected one of the formats")]
    public void Nothing_readable_ends_with_the_reason(string text, string reason)
    {
        _folder.With("a.csv", text);
        Assert.Contains(reason, Assert.ThrowsAny<UserException>(() => _folder.Open()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_binary_file_among_spectra_is_refused_and_spares_the_rest()
    {
        _folder.WithSpectrum("b.csv", 1000, 1020);
        File.WriteAllBytes(Path.Combine(_folder.Path, "a.csv"), [1, 2, 0, 3, 4, 5, 0, 0]);
        using FrameSource source = _folder.Open();
        SpectralSeries block = source.ReadBlock(0, 2);
        Assert.Equal(
            $"a.csv: byte 0: expected one of the formats that are read ({ReaderCatalog.Default.All.Count}, listed in docs/formats), found bytes that none of them knows (0102000304050000 ...)",
            block.Faults[0]!.Message
        );
        Assert.Null(block.Faults[1]);
    }

    [Fact]
    public void Equal_duplicates_of_x_are_averaged_and_the_frame_flagged()
    {
        _folder.With("a.csv", "1000,1\n1001,2\n1001,2\n1002,3.1\n1003,4\n1004,5.1\n1005,6\n");
        using FrameSource source = _folder.Open();
        SpectralSeries block = source.ReadBlock(0, 1);
        Assert.Equal(6, source.Axis.Length);
        Assert.Equal([1, 2, 3.1, 4, 5.1, 6], block.Primary[0].ToArray());
        Assert.Equal("1 duplicated x averaged", block.Info[0].Note);
        Assert.Contains(source.Notes, n => n is { Severity: "flagged", Frame: 0, Message: "1 duplicated x averaged" });
    }

    [Fact]
    public void Conflicting_duplicates_of_x_fault_the_frame()
    {
        string noisy = string.Concat(Enumerable.Range(0, 40).Select(i => IngestFolder.Line(1000 + i, i % 2 == 0 ? 1.0 : 1.01)));
        _folder.With("a.csv", noisy).With("b.csv", noisy + "1039,7\n");
        using FrameSource source = _folder.Open();
        Fault fault = source.ReadBlock(0, 2).Faults[1]!;
        Assert.Equal("x-duplicates", fault.Code);
        Assert.Equal(
            "b.csv: x = 1039 comes 2 times with y from 1.01 to 7, more than 10 times the noise (0.0121): two spectra in one file? Split it.",
            fault.Message
        );
    }

    [Fact]
    public void An_x_that_runs_to_and_fro_is_a_fault_with_its_place()
    {
        _folder.WithSpectrum("a.csv", 1000, 1020).With("b.csv", "1000,1\n1001,1\n1003,1\n1002,1\n1004,1\n1005,1\n");
        using FrameSource source = _folder.Open();
        Fault fault = source.ReadBlock(0, 2).Faults[1]!;
        Assert.Equal("x-order", fault.Code);
        Assert.StartsWith(
            "b.csv: x turns round at point 4 (1001, 1003, 1002): it neither rises nor falls throughout.",
            fault.Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Mixed_axes_are_resampled_and_flagged()
    {
        _folder.WithSpectrum("a.csv", 1000, 1020).WithSpectrum("b.csv", 999.5, 1020.5);
        using FrameSource source = _folder.Open();
        SpectralSeries block = source.ReadBlock(0, 2);
        Assert.Equal("resampled (linear) from 22 points of its own", block.Info[1].Note);
        // y is a straight line, so linear interpolation is exact but for rounding.
        for (int i = 0; i < 21; i++)
            Assert.Equal(block.Primary[0][i], block.Primary[1][i], 1e-12);
        Assert.Contains(
            source.Notes,
            n =>
                n.Severity == "warning"
                && n.Message
                    == "One file has x-values of its own, brought to those of a.csv by linear interpolation (each frame carries a note)."
        );
    }

    [Fact]
    public void Disjoint_and_short_axes_are_refused()
    {
        _folder.WithSpectrum("a.csv", 1000, 1020).WithSpectrum("b.csv", 2000, 2020).WithSpectrum("c.csv", 1000, 1010);
        using FrameSource source = _folder.Open();
        SpectralSeries block = source.ReadBlock(0, 3);
        Assert.Equal(
            "b.csv: x runs from 2000 to 2020; the series runs from 1000 to 1020 cm-1 (as a.csv). The two have nothing in common; is the file of this series?",
            block.Faults[1]!.Message
        );
        Assert.Equal("axis-not-covered", block.Faults[2]!.Code);
    }

    [Fact]
    public void Potentials_and_times_come_from_file_names_only_when_all_state_one()
    {
        _folder.WithSpectrum("a_0.2V_30s.csv", 1000, 1020).WithSpectrum("b_-0.4V_t=2min.csv", 1000, 1020);
        using FrameSource source = _folder.Open();
        Assert.Equal([0.2, -0.4], source.Info().Select(i => i.PotentialV));
        Assert.Equal([30, 120], source.Info().Select(i => i.TimeS));
        _folder.WithSpectrum("c.csv", 1000, 1020);
        using FrameSource mixed = _folder.Open();
        Assert.All(mixed.Info(), i => Assert.True(double.IsNaN(i.PotentialV)));
        Assert.Contains(
            mixed.Notes,
            n => n.Message.StartsWith("2 of 3 file names state a potential, 'c.csv' none", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void Times_of_day_count_from_the_first_frame()
    {
        _folder
            .With("a.txt", "Date: Wed Dec 15 11:29:42 GMT 2021\n1000\t1\n1001\t2\n1002\t3\n")
            .With("b.txt", "Date: Wed Dec 15 11:31:12 GMT 2021\n1000\t1\n1001\t2\n1002\t3\n");
        using FrameSource source = _folder.Open("*.txt", "raman", null);
        Assert.Equal([0, 90], source.ReadBlock(0, 2).Info.Select(i => i.TimeS));
        Assert.Equal("counts", source.Channels[0].Name);
        Assert.Equal(Unit.RamanShift, source.Axis.Unit);
    }

    [Fact]
    public void A_wide_table_gives_a_frame_a_column_with_its_potential()
    {
        _folder.With("a.csv", "wavenumber_cm-1,0.2 V,0 V,-400 mV\n1002,1,2,3\n1001,4,5,6\n1000,7,8,9\n");
        using FrameSource source = _folder.Open();
        SpectralSeries block = source.ReadBlock(1, 2);
        Assert.Equal(3, source.Frames);
        Assert.Equal([8, 5, 2], block.Primary[0].ToArray());
        Assert.Equal([0, -0.4], block.Info.Select(i => i.PotentialV));
        Assert.Equal([1, 2], block.Info.Select(i => i.IndexInFile));
        Assert.Equal(1, block.FirstFrame);
    }

    [Fact]
    public void Threads_read_the_same_bits()
    {
        for (int i = 0; i < 40; i++)
            _folder.WithSpectrum($"f{i}.csv", 1000, 1050, i);
        using FrameSource source = _folder.Open();
        var blocks = new SpectralSeries[40];
        Parallel.For(0, 40, i => blocks[i] = source.ReadBlock(i, 1));
        SpectralSeries whole = source.ReadBlock(0, 40);
        for (int i = 0; i < 40; i++)
            Assert.Equal(whole.Primary[i].ToArray(), blocks[i].Primary[0].ToArray());
        Assert.Equal(40, source.Files.Count);
    }

    [Fact]
    public void Times_that_run_backwards_are_said()
    {
        _folder.With("a.csv", "# time: 60 s\n1000,1\n1001,2\n1002,3\n").With("b.csv", "# time: 30 s\n1000,1\n1001,2\n1002,3\n");
        using FrameSource source = _folder.Open();
        Assert.Contains(source.Notes, n => n.Code == "time-order");
    }

    [Fact]
    public void A_channel_by_name_is_the_spectrum()
    {
        _folder.With("a.csv", "wavenumber (cm-1),absorbance,baseline\n1000,1,7\n1001,2,8\n1002,3,9\n");
        using FrameSource source = FrameSource.Open(
            _folder.Series() with
            {
                Channel = "baseline",
            },
            ReaderCatalog.Default,
            IngestFolder.Run
        );
        Assert.Equal([7.0, 8, 9], source.ReadBlock(0, 1).Primary[0].ToArray());
        UserException e = Assert.Throws<UserException>(() =>
            FrameSource.Open(_folder.Series() with { Channel = "basline" }, ReaderCatalog.Default, IngestFolder.Run)
        );
        Assert.Contains("absorbance, baseline", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_companion_channel_costs_no_frame()
    {
        _folder
            .With("a.csv", "wavenumber (cm-1),absorbance,baseline\n1000,1,7\n1001,2,8\n1002,3,9\n")
            .With("b.csv", "wavenumber (cm-1),absorbance\n1000,4\n1001,5\n1002,6\n");
        using FrameSource source = _folder.Open();
        SpectralSeries block = source.ReadBlock(0, 2);
        Assert.All(block.Faults, Assert.Null);
        Assert.Equal([4.0, 5, 6], block.Primary[1].ToArray());
        Assert.All(block["baseline"][1].ToArray(), v => Assert.True(double.IsNaN(v)));
        Assert.Contains(source.Notes, n => n.Code == "channel-missing");
    }
}
