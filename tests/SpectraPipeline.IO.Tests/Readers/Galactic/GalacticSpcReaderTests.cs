using System.Text;
using SpectraPipeline.Core;
using SpectraPipeline.IO.Readers;
using SpectraPipeline.Testing.Writers;
using Xunit;

namespace SpectraPipeline.IO.Tests.Readers.Galactic;

public sealed class GalacticSpcReaderTests
{
    private const string Format = "galactic-spc";

    [Theory]
    [InlineData(0x4B, -5, 7)]
    [InlineData(0x4C, -5, 7)]
    [InlineData(0x4D, -5, 7)]
    [InlineData(0x4B, 2, -11)]
    public void Exponents_are_signed_and_each_subfile_has_its_own(int version, int first, int second)
    {
        var file = new GalacticSpcFile
        {
            Version = (byte)version,
            Exponent = 1,
            Exponents = [first, second],
        };
        // Each spectrum in the range of its exponent, so that a wrong one shows by its size.
        (double[] X, double[] Y)[] data = [Data(0, Math.ScaleB(0.1, first)), Data(1, Math.ScaleB(0.1, second))];
        SpectrumFile read = Read(file.Write(data));
        Assert.Equal(file.Stored(0, data[0].Y), Y(read, 0));
        Assert.Equal(file.Stored(1, data[1].Y), Y(read, 1));
    }

    [Fact]
    public void An_exponent_of_zero_counts_like_any_other()
    {
        var file = new GalacticSpcFile { Exponent = -1, Exponents = [-1, 0, 2] };
        (double[] X, double[] Y)[] data = [Data(0, 0.05), Data(1, 0.1), Data(2, 0.5)];
        Assert.Equal(file.Stored(1, data[1].Y), Y(Read(file.Write(data)), 1));
    }

    [Fact]
    public void The_subfile_of_exponent_zero_in_a_real_series_is_that_of_three_independent_readers()
    {
        string? path = Testing.Corpus.Path("corpus/formats/spc/m_evenz.spc");
        Assert.SkipWhen(path is null, "needs the shared corpus: spc/m_evenz.spc");
        Assert.Equal(0.4757522940635681, Y(ReaderCatalog.Default.Read(path!, ReadHints.None), 1).Max());
    }

    [Fact]
    public void The_main_exponent_holds_in_files_of_one_spectrum()
    {
        var file = new GalacticSpcFile { Exponent = 3, StatedExponent = 7 };
        Assert.Equal(file.Stored(0, Data(0).Y), Y(Read(file.Write([Data(0)])), 0));
        var floats = new GalacticSpcFile { StatedExponent = 0 };
        Assert.Equal(floats.Stored(0, Data(0).Y), Y(Read(floats.Write([Data(0)])), 0));
    }

    [Fact]
    public void Floats_with_empty_subheaders_are_floats_and_said_to_be()
    {
        var file = new GalacticSpcFile { StatedExponent = 0 };
        SpectrumFile read = Read(file.Write([Data(0), Data(1)]));
        Assert.Equal(file.Stored(1, Data(1).Y), Y(read, 1));
        Assert.Contains(read.Notes, n => n.Contains("leave the exponent 0", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true, 0, 5)]
    [InlineData(false, 0, 5)]
    [InlineData(true, 3, 4)]
    public void Old_files_are_counted_by_their_length(bool sixteenBits, int bytesCut, int whole)
    {
        var file = new GalacticSpcFile
        {
            Version = 0x4D,
            SixteenBits = sixteenBits,
            Exponent = 4,
        };
        byte[] bytes = file.Write([.. Enumerable.Range(0, 5).Select(k => Data(k))]);
        SpectrumFile read = Read(bytes[..^bytesCut]);
        Assert.Equal(whole, read.Spectra.Count);
        Assert.Equal(file.Stored(whole - 1, Data(whole - 1).Y), Y(read, whole - 1));
        Assert.Equal(bytesCut > 0, read.Notes.Any(n => n.Contains("no whole subfile", StringComparison.Ordinal)));
    }

    [Fact]
    public void Old_files_without_the_flag_of_several_are_read_to_their_end_when_it_fits()
    {
        byte[] bytes = new GalacticSpcFile
        {
            Version = 0x4D,
            Exponent = 4,
            Multi = false,
        }.Write([Data(0), Data(1)]);
        Assert.Equal(2, Read(bytes).Spectra.Count);
        Assert.Single(Read([.. bytes, 1, 2, 3]).Spectra);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public void Spectra_with_their_own_x_are_read_with_and_without_a_directory(bool directory, bool shortY)
    {
        var file = new GalacticSpcFile
        {
            OwnX = true,
            Directory = directory,
            SixteenBits = shortY,
            Exponent = 3,
        };
        (double[] X, double[] Y)[] data = [Data(0), (Data(1).X[5..], Data(1).Y[5..]), Data(2)];
        SpectrumFile read = Read(file.Write(data));
        Assert.Equal(3, read.Spectra.Count);
        Assert.Equal(data[1].X, read.Spectra[1].X);
        Assert.Equal(file.Stored(1, data[1].Y), Y(read, 1));
        Assert.Empty(read.Notes);
    }

    [Fact]
    public void A_lost_directory_does_not_lose_the_spectra()
    {
        var file = new GalacticSpcFile { OwnX = true, Directory = true };
        byte[] bytes = file.Write([Data(0), Data(1), Data(2)]);
        SpectrumFile read = Read(bytes[..^20]);
        Assert.Equal(3, read.Spectra.Count);
        Assert.Contains(read.Notes, n => n.Contains("the directory of 3 subfiles", StringComparison.Ordinal));
    }

    [Fact]
    public void A_directory_that_points_into_one_place_again_and_again_is_refused()
    {
        byte[] bytes = new GalacticSpcFile { OwnX = true, Directory = true }.Write([Data(0), Data(1), Data(2)]);
        for (int k = 1; k < 3; k++)
            BitConverter.GetBytes(512u).CopyTo(bytes, bytes.Length - 36 + 12 * k);
        byte[] many = [.. bytes, .. Enumerable.Range(0, 100).SelectMany(_ => bytes[^36..])];
        BitConverter.GetBytes(300u).CopyTo(many, 24);
        BadFileException e = Assert.Throws<BadFileException>(() => Read(many));
        Assert.Contains("subfiles that do not overlap", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Points_stay_in_the_order_of_the_file(bool stored)
    {
        double[] x = [.. Data(0).X.Reverse()];
        SpectrumFile read = Read(new GalacticSpcFile { StoredX = stored }.Write([(x, Data(0).Y)]));
        Assert.Equal(x, read.Spectra[0].X);
        Assert.Equal([.. Data(0).Y.Select(v => (double)(float)v)], Y(read, 0));
    }

    [Fact]
    public void Even_z_in_minutes_becomes_seconds()
    {
        SpectrumFile read = Read(new GalacticSpcFile { ZUnit = 5, ZIncrement = 0.5f }.Write([Data(0), Data(1), Data(2)]));
        Assert.Equal([0, 30, 60], read.Spectra.Select(s => s.TimeS));
    }

    [Fact]
    public void Ordered_z_is_that_of_the_subfiles_whatever_the_step_says()
    {
        var file = new GalacticSpcFile
        {
            ZUnit = 4,
            ZIncrement = 9,
            Z = [1, 2.5f, 7],
            ExtraFlags = 0x10,
        };
        Assert.Equal([1, 2.5, 7], Read(file.Write([Data(0), Data(1), Data(2)])).Spectra.Select(s => s.TimeS));
    }

    [Fact]
    public void Even_z_that_the_subheaders_contradict_is_said()
    {
        var file = new GalacticSpcFile
        {
            ZUnit = 4,
            ZIncrement = 2,
            Z = [0, 3, 6],
        };
        SpectrumFile read = Read(file.Write([Data(0), Data(1), Data(2)]));
        Assert.Equal([0, 2, 4], read.Spectra.Select(s => s.TimeS));
        Assert.Equal("3", read.Spectra[1].Metadata["z of the subheader"]);
        Assert.Contains(read.Notes, n => n.Contains("otherwise in 2 of 3 subheaders", StringComparison.Ordinal));
    }

    [Fact]
    public void A_place_along_z_is_no_time()
    {
        var file = new GalacticSpcFile
        {
            ZUnit = 2,
            ZIncrement = 10,
            Planes = 2,
            WIncrement = 5,
        };
        SpectrumFile read = Read(file.Write([.. Enumerable.Range(0, 6).Select(k => Data(k))]));
        Assert.All(read.Spectra, s => Assert.True(double.IsNaN(s.TimeS)));
        Assert.Equal(["0", "10", "20", "0", "10", "20"], read.Spectra.Select(s => s.Metadata["z"]));
        Assert.Equal(["0", "0", "0", "5", "5", "5"], read.Spectra.Select(s => s.Metadata["w"]));
        Assert.Equal("Micrometres (um)", read.Metadata["z unit"]);
    }

    [Fact]
    public void The_log_is_metadata_under_its_own_keys()
    {
        SpectrumFile read = Read(
            new GalacticSpcFile { Log = "LASER (NM) = 785\n\rX (µM) = -3.5\n\rLASER (NM) = 532\n\r[A PART]\n\r" }.Write([Data(0)])
        );
        Assert.Equal("785", read.Metadata["LASER (NM)"]);
        Assert.Equal("532", read.Metadata["LASER (NM) (2)"]);
        Assert.Equal("-3.5", read.Metadata["X (µM)"]);
        Assert.Equal("[A PART]", read.Metadata["log"]);
    }

    [Theory]
    [InlineData(90_000_000, "where none can be")]
    [InlineData(7, "where none can be")]
    [InlineData(514, "which cannot be")]
    public void A_log_in_the_wrong_place_costs_the_log_and_not_the_data(int offset, string note)
    {
        SpectrumFile read = Read(new GalacticSpcFile { ClaimedLog = (uint)offset, Exponent = 3 }.Write([Data(0)]));
        Assert.Equal(40, read.Spectra[0].X.Length);
        Assert.Contains(read.Notes, n => n.Contains(note, StringComparison.Ordinal));
    }

    [Fact]
    public void A_cut_log_is_read_as_far_as_it_goes()
    {
        SpectrumFile read = Read(new GalacticSpcFile { Log = "GAIN = 2\r\nEND = something long" }.Write([Data(0)])[..^10]);
        Assert.Equal("2", read.Metadata["GAIN"]);
        Assert.Contains(read.Notes, n => n.Contains("10 bytes more than the file", StringComparison.Ordinal));
    }

    [Fact]
    public void The_packed_date_is_local_and_without_a_zone()
    {
        DateTime? date = Read(new GalacticSpcFile { Date = (1997, 3, 9, 8, 46) }.Write([Data(0)])).Spectra[0].Acquired;
        Assert.Equal(new DateTime(1997, 3, 9, 8, 46, 0), date);
        Assert.Equal(DateTimeKind.Unspecified, date!.Value.Kind);
    }

    [Theory]
    [InlineData("DATE = 02/19/16 16:43:05", "2016-02-19T16:43:05")]
    [InlineData("DATE = 17.02.2016 09:10", "2016-02-17T09:10:00")]
    [InlineData("DATE = 03/19/16 16:43:05", null)]
    [InlineData("", null)]
    public void Months_counted_from_zero_are_believed_only_where_the_log_proves_them(string log, string? expected)
    {
        SpectrumFile read = Read(new GalacticSpcFile { Date = (116, 1, 19, 16, 43), Log = log }.Write([Data(0)]));
        Assert.Equal(expected, read.Spectra[0].Acquired?.ToString("s", System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(expected is null, read.Notes.Any(n => n.Contains("no certain meaning", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(0, 13, 4, "raman", SignalKind.Counts)]
    [InlineData(11, 1, 0, "raman", SignalKind.Counts)]
    [InlineData(0, 1, 2, "ir", SignalKind.Absorbance)]
    [InlineData(4, 1, 130, "ir", SignalKind.SingleBeam)]
    [InlineData(7, 3, 2, "uv-vis", SignalKind.Absorbance)]
    [InlineData(0, 3, 4, null, SignalKind.Counts)]
    [InlineData(10, 10, 0, "nmr", SignalKind.Unknown)]
    public void Technique_and_signal_follow_experiment_and_units(int experiment, int x, int y, string? technique, SignalKind kind)
    {
        SpectrumFile read = Read(
            new GalacticSpcFile
            {
                Experiment = (byte)experiment,
                XUnit = (byte)x,
                YUnit = (byte)y,
            }.Write([Data(0)])
        );
        Assert.Equal(technique, read.Technique);
        Assert.Equal(kind, read.Spectra[0].Channels[0].Signal.Kind);
        if (technique == "raman")
            Assert.Equal(Unit.RamanShift, read.Spectra[0].XUnit);
    }

    [Fact]
    public void Labels_of_the_file_name_its_axes_and_give_the_unit_where_the_code_does_not()
    {
        SpectrumData s = Read(
            new GalacticSpcFile
            {
                XUnit = 0,
                YUnit = 0,
                Labels = "Wavelength (nm)\0Counts\0z",
            }.Write([Data(0)])
        ).Spectra[0];
        Assert.Equal(("Wavelength (nm)", Unit.Nanometre), (s.XLabel, s.XUnit));
        Assert.Equal(("Counts", SignalKind.Counts), (s.Channels[0].Name, s.Channels[0].Signal.Kind));
    }

    [Fact]
    public void Transmission_beyond_two_is_percent()
    {
        var file = new GalacticSpcFile { YUnit = 128 };
        Assert.Equal("%", Read(file.Write([Data(0, 30)])).Spectra[0].Channels[0].Signal.Unit);
        Assert.Equal("", Read(file.Write([Data(0, 0.3)])).Spectra[0].Channels[0].Signal.Unit);
    }

    [Fact]
    public void An_interferogram_has_no_wavenumbers()
    {
        SpectrumFile read = Read(new GalacticSpcFile { YUnit = 1 }.Write([Data(0)]));
        Assert.Equal(Unit.None, read.Spectra[0].XUnit);
        Assert.Contains(read.Notes, n => n.StartsWith("an interferogram", StringComparison.Ordinal));
    }

    [Fact]
    public void A_cut_series_gives_its_whole_subfiles()
    {
        byte[] bytes = new GalacticSpcFile { Exponent = 3 }.Write([Data(0), Data(1), Data(2)]);
        SpectrumFile read = Read(bytes[..^1]);
        Assert.Equal(2, read.Spectra.Count);
        Assert.Contains(read.Notes, n => n.Contains("2 of 3 subfiles are whole", StringComparison.Ordinal));
    }

    [Fact]
    public void A_header_that_counts_more_subfiles_than_can_be_is_a_cut_file()
    {
        SpectrumFile read = Read(new GalacticSpcFile { ClaimedSubfiles = uint.MaxValue }.Write([Data(0), Data(1)]));
        Assert.Equal(2, read.Spectra.Count);
        Assert.Contains(read.Notes, n => n.Contains("2 of 4294967295 subfiles", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(300, "512 bytes for the main header")]
    [InlineData(600, "192 bytes for the spectrum")]
    public void A_cut_spectrum_is_refused_with_what_is_missing(int length, string expected)
    {
        byte[] bytes = new GalacticSpcFile().Write([Data(0)])[..length];
        BadFileException e = Assert.Throws<BadFileException>(() => ReaderCatalog.Default.Read(bytes, "a.spc", ReadHints.None));
        Assert.Contains(expected, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Numbers_that_cannot_be_are_refused_where_they_stand()
    {
        byte[] bytes = new GalacticSpcFile().Write([Data(0)]);
        BitConverter.GetBytes(uint.MaxValue).CopyTo(bytes, 4);
        Assert.Equal(4, Assert.Throws<BadFileException>(() => Read(bytes)).Offset);
        bytes = new GalacticSpcFile { StoredX = true }.Write([Data(0)]);
        BitConverter.GetBytes(float.NaN).CopyTo(bytes, 512 + 4 * 7);
        BadFileException e = Assert.Throws<BadFileException>(() => Read(bytes));
        Assert.Equal((512 + 4 * 7, "a finite x"), (e.Offset, e.Expected));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Very_many_subfiles_of_next_to_no_points_are_refused(bool ownX)
    {
        (double[] X, double[] Y)[] data = [.. Enumerable.Repeat<(double[], double[])>(([1], [2]), 70_000)];
        BadFileException e = Assert.Throws<BadFileException>(() => Read(new GalacticSpcFile { OwnX = ownX }.Write(data)));
        Assert.Contains("spectra of at least 16 points", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_version_byte_alone_claims_nothing()
    {
        var reader = ReaderCatalog.Default.All.Single(r => r.About.Format == Format).Reader;
        Assert.Equal(Claim.Likely, reader.Sniff(new GalacticSpcFile().Write([Data(0)]), "a.dat"));
        Assert.Equal(Claim.No, reader.Sniff(Encoding.ASCII.GetBytes("OK\t1\n" + string.Concat(Enumerable.Repeat("1 2\n", 400))), "a.spc"));
        Assert.Equal(Claim.No, reader.Sniff([.. "PK\u0003\u0004"u8, .. new byte[600]], "a.spc"));
        byte[] other = new byte[1000];
        other[1] = 0x4B;
        other[28] = 99;
        Assert.Equal(Claim.No, reader.Sniff(other, "a.dat"));
    }

    [Fact]
    public void Other_files_called_spc_are_refused_by_their_own_name()
    {
        byte[] shimadzu = [0xD0, 0xCF, 0x11, 0xE0, .. new byte[600]];
        byte[] epr = [.. Enumerable.Range(0, 1024).SelectMany(i => BitConverter.GetBytes(-5f - i))];
        Assert.Contains("Shimadzu UVProbe", Refusal(shimadzu), StringComparison.Ordinal);
        Assert.Contains("old Shimadzu", Refusal([0, 8, .. new byte[600]]), StringComparison.Ordinal);
        Assert.Contains("Bruker EMX", Refusal(epr), StringComparison.Ordinal);
    }

    // The message is the same whether the reader is chosen or named.
    private static string Refusal(byte[] bytes)
    {
        string chosen = Assert.Throws<BadFileException>(() => ReaderCatalog.Default.Read(bytes, "a.spc", ReadHints.None)).Found;
        string named = Assert.Throws<BadFileException>(() => ReaderCatalog.Default.Read(bytes, "a.spc", ReadHints.None, Format)).Found;
        Assert.Equal(chosen, named);
        return chosen;
    }

    private static SpectrumFile Read(byte[] bytes) => ReaderCatalog.Default.Read(bytes, "a.spc", ReadHints.None, Format);

    private static double[] Y(SpectrumFile file, int k) => file.Spectra[k].Channels[0].Values;

    private static (double[] X, double[] Y) Data(int k, double scale = 1)
    {
        (double[] x, double[] y) = SampleFiles.Truth(k + 1)[k];
        return (x, [.. y.Select(v => v * scale)]);
    }
}
