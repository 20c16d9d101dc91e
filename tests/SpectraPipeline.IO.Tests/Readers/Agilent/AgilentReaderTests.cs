using System.Numerics;
using SpectraPipeline.Core;
using SpectraPipeline.IO.Readers;
using SpectraPipeline.IO.Tests.Store;
using SpectraPipeline.Testing;
using SpectraPipeline.Testing.Writers;
using Xunit;

namespace SpectraPipeline.IO.Tests.Readers.Agilent;

public sealed class AgilentReaderTests
{
    [Fact]
    public void A_tile_takes_axis_units_time_and_pixel_size_from_the_parameters_beside_it()
    {
        using var folder = new TempFolder();
        Write(folder, "a.dat", AgilentFiles.Tile(3, 2));
        Write(folder, "A.BSP", AgilentFiles.Parameters(15.5, 129));
        SpectrumFile file = ReadFile(folder, "a.dat");
        Assert.Equal(6, file.Spectra.Count);
        SpectrumData pixel = file.Spectra[4];
        Assert.Equal(15.5 * 129, pixel.X[0]);
        Assert.Equal(15.5 * 130, pixel.X[1]);
        Assert.Equal(Unit.PerCm, pixel.XUnit);
        Assert.Equal(SignalKind.Absorbance, pixel.Channels[0].Signal.Kind);
        Assert.Equal((float)SampleFiles.Value(4, 7), pixel.Channels[0].Values[7]);
        Assert.Equal("row 1, column 1", pixel.Title);
        Assert.Equal("88", pixel.Metadata["X (um)"]);
        Assert.Equal(["Row", "Column", "X (um)", "Y (um)"], pixel.Metadata.Select(e => e.Key));
        Assert.Equal(new DateTime(2018, 1, 2, 20, 1, 36, DateTimeKind.Utc), pixel.Acquired);
        Assert.Equal("15798.0039", file.Metadata["Effective Laser Wavenumber"]);
        Assert.Equal("ir", file.Technique);
        Assert.Empty(file.Notes);
    }

    [Fact]
    public void Interferograms_have_the_path_difference_as_x()
    {
        using var folder = new TempFolder();
        Write(folder, "a.seq", AgilentFiles.Tile(2, 2));
        Write(folder, "a.bsp", AgilentFiles.Parameters(1.25e-4, -8));
        SpectrumData pixel = ReadFile(folder, "a.seq").Spectra[0];
        Assert.Equal("optical path difference (cm)", pixel.XLabel);
        Assert.Equal(0, pixel.X[8]);
        Assert.Equal(SignalKind.Unknown, pixel.Channels[0].Signal.Kind);
    }

    [Fact]
    public void Without_parameters_the_ENVI_header_gives_the_axis()
    {
        using var folder = new TempFolder();
        Write(folder, "a_0000_0001.dmd", AgilentFiles.Tile(3, 2));
        Write(folder, "a.hdr", AgilentFiles.Envi(Enumerable.Range(0, SampleFiles.Points).Select(i => 1000.5 + i)));
        SpectrumData pixel = ReadFile(folder, "a_0000_0001.dmd").Spectra[0];
        Assert.Equal([1000.5, 1001.5], pixel.X[..2]);
        Assert.Equal(Unit.PerCm, pixel.XUnit);
    }

    [Fact]
    public void Without_any_file_beside_x_counts_points_and_a_note_says_what_is_missing()
    {
        SpectrumFile file = ReaderCatalog.Default.Read(AgilentFiles.Tile(3, 2), "a.dat", ReadHints.None);
        Assert.Equal(1, file.Spectra[0].X[1]);
        Assert.Equal(Unit.None, file.Spectra[0].XUnit);
        Assert.Null(file.Spectra[0].Acquired);
        Assert.Equal(["Row", "Column"], file.Spectra[0].Metadata.Keys);
        Assert.Contains("'a.bsp'", Assert.Single(file.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void Parameters_of_another_length_are_not_taken()
    {
        using var folder = new TempFolder();
        Write(folder, "a.dat", AgilentFiles.Tile(3, 2));
        Write(folder, "a.bsp", AgilentFiles.Parameters(15.5, 129, points: 20));
        SpectrumFile file = ReadFile(folder, "a.dat");
        Assert.Equal(1, file.Spectra[0].X[1]);
        Assert.Contains("no axis of 40 points", Assert.Single(file.Notes), StringComparison.Ordinal);
    }

    // Resolutions names the file of a mosaic in lower case and its tiles as the user did.
    [Fact]
    public void A_mosaic_is_put_together_with_the_last_tiles_in_the_first_rows()
    {
        using var folder = new TempFolder();
        Write(folder, "mosaic.dmt", AgilentFiles.Parameters(15.5, 129, mosaic: true));
        for (int x = 0; x < 2; x++)
        for (int y = 0; y < 3; y++)
            Write(folder, $"Mosaic_000{x}_000{y}.dmd", AgilentFiles.Tile(4, 2, 100 * x + 10 * y));
        SpectrumFile file = ReadFile(folder, "mosaic.dmt");
        Assert.Equal(("8", "6"), (file.Metadata["Columns"], file.Metadata["Rows"]));
        Assert.Equal(48, file.Spectra.Count);
        // Row 0, column 5: tile x 1, y 2, its pixel 1. Row 5, column 0: tile x 0, y 0, its pixel 4.
        Assert.Equal((float)SampleFiles.Value(121, 3), file.Spectra[5].Channels[0].Values[3]);
        Assert.Equal((float)SampleFiles.Value(4, 3), file.Spectra[40].Channels[0].Values[3]);
        Assert.Equal("row 5, column 0", file.Spectra[40].Title);
    }

    [Fact]
    public void A_mosaic_without_its_tiles_or_with_a_gap_is_refused_by_their_names()
    {
        using var folder = new TempFolder();
        Write(folder, "m.dmt", AgilentFiles.Parameters(15.5, 129, mosaic: true));
        BadFileException e = Assert.Throws<BadFileException>(() => ReadFile(folder, "m.dmt"));
        Assert.Contains("'m_0000_0000.dmd'", e.Message, StringComparison.Ordinal);
        foreach (string tile in (ReadOnlySpan<string>)["0000_0000", "0000_0001", "0001_0000"])
            Write(folder, $"m_{tile}.dmd", AgilentFiles.Tile(2, 2));
        e = Assert.Throws<BadFileException>(() => ReadFile(folder, "m.dmt"));
        Assert.Contains("'m_0001_0001.dmd'", e.Message, StringComparison.Ordinal);
        Write(folder, "m_0001_0001.dmd", AgilentFiles.Tile(2, 3));
        e = Assert.Throws<BadFileException>(() => ReadFile(folder, "m.dmt"));
        Assert.Contains("tiles that differ", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Companions_without_spectra_say_which_file_to_open()
    {
        BadFileException e = Assert.Throws<BadFileException>(() => Read(AgilentFiles.Parameters(15.5, 129), "x.bsp"));
        Assert.Contains("'x.dat'", e.Message, StringComparison.Ordinal);
        Assert.Contains("'x.seq'", e.Message, StringComparison.Ordinal);
        // The names of the streams may lie behind the bytes by which files are told apart.
        byte[] near = AgilentFiles.Parameters(15.5, 129);
        e = Assert.Throws<BadFileException>(() => Read([.. near[..8], .. new byte[9000], .. near[8..]], "x.bsp"));
        Assert.Contains("'x.dat'", e.Message, StringComparison.Ordinal);
        e = Assert.Throws<BadFileException>(() => Read(AgilentFiles.Envi([1, 2]), "x.hdr"));
        Assert.Contains("'x.dat'", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_tile_of_another_length_than_its_header_says_is_refused()
    {
        byte[] tile = AgilentFiles.Tile(3, 2);
        BadFileException e = Assert.Throws<BadFileException>(() => Read(tile[..^24], "a.dat"));
        Assert.Contains("the file was cut", e.Message, StringComparison.Ordinal);
        e = Assert.Throws<BadFileException>(() => Read([.. tile, 0, 0, 0, 0], "a.dat"));
        Assert.Contains("40 planes of 3 x 2 pixels", e.Message, StringComparison.Ordinal);
        e = Assert.Throws<BadFileException>(() => Read(AgilentFiles.Tile(3, 2, points: 1), "a.dat"));
        Assert.Contains("at least two points", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_picture_of_very_many_pixels_and_a_few_planes_is_refused_before_it_fills_the_memory()
    {
        BadFileException e = Assert.Throws<BadFileException>(() => Read(AgilentFiles.Tile(300, 220, points: 2), "a.dat"));
        Assert.Contains("pictures rather than spectra", e.Message, StringComparison.Ordinal);
    }

    // The file of parameters of a real image keeps the spectrum that was last looked at, in double precision, under the name 'Row = 1 Col = 4'.
    [Fact]
    public void A_pixel_of_a_real_image_is_the_one_that_the_software_calls_so()
    {
        SpectrumFile file = Real("4_noimage_agg256.dat");
        byte[] parameters = File.ReadAllBytes(Corpus.Path("corpus/formats/agilent/4_noimage_agg256.bsp")!);
        int name = parameters.AsSpan().IndexOf("Row = 1 Col = 4"u8);
        Assert.True(name > 0);
        double[] wanted = [.. Enumerable.Range(0, 9).Select(i => BitConverter.ToDouble(parameters, 0x1C44 + 8 * i))];
        Assert.Equal(wanted, file.Spectra.Single(s => s.Title == "row 1, column 4").Channels[0].Values);
    }

    // A transform of N points of a path sampled every 2/laser has lines every laser/(2 N); 512 points here.
    [Fact]
    public void The_axis_of_a_real_image_is_that_of_its_laser_and_of_its_ENVI_header()
    {
        double[] x = Real("4_noimage_agg256.dat").Spectra[0].X;
        double[] envi = Real("5_Mosaic_agg1024.dat").Spectra[0].X;
        for (int i = 0; i < 9; i++)
        {
            Assert.Equal((129 + i) * 15798.0039 / 1024, x[i], 1e-4);
            Assert.Equal(envi[i], x[i], 5.1e-6);
        }
        double[] path = Real("4_noimage_agg256.seq").Spectra[0].X;
        Assert.Equal(2 / 15798.0039, path[1] - path[0], 1e-10);
        Assert.Equal(0, path[68]);
    }

    // The software's own chain, redone: interferogram, transform at the wavenumbers of x, over the background of the same pixel.
    [Fact]
    public void Spectra_of_a_real_image_are_the_transforms_of_its_interferograms()
    {
        SpectrumFile absorbance = Real("4_noimage_agg256.dat");
        SpectrumFile interferograms = Real("4_noimage_agg256.seq");
        SpectrumFile background = Real("background_agg256.dat");
        var ours = new List<double>();
        var theirs = new List<double>();
        for (int p = 0; p < absorbance.Spectra.Count; p++)
        for (int i = 0; i < 9; i++)
        {
            double beam = Transform(interferograms.Spectra[p], absorbance.Spectra[p].X[i]);
            ours.Add(-Math.Log10(beam / background.Spectra[p].Channels[0].Values[i]));
            theirs.Add(absorbance.Spectra[p].Channels[0].Values[i]);
        }
        // One constant, the gain of the two windows, is free; the rest agrees to 2e-4 in spectra of 0.2 to 1.3.
        double gain = ours.Zip(theirs, (a, b) => a - b).Average();
        Assert.True(ours.Zip(theirs, (a, b) => Math.Abs(a - b - gain)).Max() < 2e-4);
    }

    [Fact]
    public void Tiles_of_a_real_mosaic_lie_in_it_as_they_are_put_together()
    {
        SpectrumFile mosaic = Real("5_Mosaic_agg1024.dat");
        SpectrumFile last = Real("5_Mosaic_agg1024_0000_0001.dmd");
        SpectrumFile first = Real("5_Mosaic_agg1024_0000_0000.dmd");
        Assert.Equal(
            mosaic.Spectra.Select(s => s.Channels[0].Values),
            last.Spectra.Concat(first.Spectra).Select(s => s.Channels[0].Values)
        );
        Assert.Equal(mosaic.Spectra[0].X, last.Spectra[0].X);
    }

    /// <summary>Magnitude of the transform at a wavenumber, with the Blackman-Harris window that the file names and a ramp over the short side.</summary>
    private static double Transform(SpectrumData interferogram, double wavenumber)
    {
        double[] path = interferogram.X;
        double[] y = interferogram.Channels[0].Values;
        double mean = y.Average();
        (double near, double far) = (-path[0], path[^1] + path[1] - path[0]);
        Complex sum = 0;
        for (int i = 0; i < y.Length; i++)
        {
            double t = Math.PI * path[i] / far;
            double window = 0.35875 + 0.48829 * Math.Cos(t) + 0.14128 * Math.Cos(2 * t) + 0.01168 * Math.Cos(3 * t);
            double ramp = Math.Min(1, (path[i] + near) / (2 * near));
            sum += window * ramp * (y[i] - mean) * Complex.FromPolarCoordinates(1, -2 * Math.PI * wavenumber * path[i]);
        }
        return sum.Magnitude;
    }

    private static SpectrumFile Real(string name)
    {
        string? path = Corpus.Path($"corpus/formats/agilent/{name}");
        Assert.SkipWhen(path is null, $"needs the shared corpus: agilent/{name}");
        return ReaderCatalog.Default.Read(path!, ReadHints.None);
    }

    private static SpectrumFile Read(byte[] bytes, string name) => ReaderCatalog.Default.Read(bytes, name, ReadHints.None);

    private static SpectrumFile ReadFile(TempFolder folder, string name) =>
        ReaderCatalog.Default.Read(Path.Combine(folder.Path, name), ReadHints.None);

    private static void Write(TempFolder folder, string name, byte[] bytes) => File.WriteAllBytes(Path.Combine(folder.Path, name), bytes);
}
