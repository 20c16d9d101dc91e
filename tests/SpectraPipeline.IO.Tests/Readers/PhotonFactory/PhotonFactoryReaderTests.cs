using SpectraPipeline.Core;
using SpectraPipeline.IO.Readers;
using SpectraPipeline.Testing.Writers;
using Xunit;

namespace SpectraPipeline.IO.Tests.Readers.PhotonFactory;

public sealed class PhotonFactoryReaderTests
{
    // sin 30° = 1/2, so E = h c / d.
    private const double PlanckTimesLight = 12398.419843320025;

    private static readonly double[][] s_rows =
    [
        [30.1, 30, 2, 1000, 500],
        [29.1, 29, 1, 2000, 250],
        [28.1, 28, 4, 3000, 125],
    ];

    [Fact]
    public void Observed_angles_become_energies_by_the_spacing_of_the_header()
    {
        SpectrumData s = Read(new PhotonFactoryFile { Spacing = 2 }).Spectra[0];
        Assert.Equal((Unit.ElectronVolt, "energy"), (s.XUnit, s.XLabel));
        // The tolerance is that of Math.Sin.
        Assert.Equal(PlanckTimesLight / 2, s.X[0], 1e-9);
        Assert.Equal(["I0", "It", "Angle(c)", "Angle(o)", "time/s"], s.Channels.Select(c => c.Name));
        Assert.Equal([30, 29, 28], s.Channels[3].Values);
    }

    [Fact]
    public void Dark_counts_are_subtracted_times_the_time_of_the_point_and_said()
    {
        SpectrumFile file = Read(new PhotonFactoryFile { Offsets = [100, 10] });
        Assert.Equal([800, 1900, 2600], file.Spectra[0].Channels[0].Values);
        Assert.Equal([480, 240, 85], file.Spectra[0].Channels[1].Values);
        Assert.Contains(file.Notes, n => n.StartsWith("dark counts (row Offset", StringComparison.Ordinal));
        Assert.Equal("0 0 100 10", file.Metadata["Offset"]);
        Assert.DoesNotContain(Read(new PhotonFactoryFile()).Notes, n => n.Contains("dark", StringComparison.Ordinal));
    }

    [Fact]
    public void The_modes_say_which_detector_is_which()
    {
        Assert.Equal(["I0", "If"], Read(new PhotonFactoryFile { Modes = [1, 3] }).Spectra[0].Channels.Take(2).Select(c => c.Name));
        SpectrumData s = Read(new PhotonFactoryFile { Modes = [3, 3] }).Spectra[0];
        Assert.Equal(["If1", "If2"], s.Channels.Take(2).Select(c => c.Name));
        XasCandidate mu = new XasColumns(Read(new PhotonFactoryFile()).Spectra[0]).Candidates[0];
        Assert.Equal("mu = ln(I0/It), transmission", mu.Formula);
        Assert.Equal([Math.Log(2), Math.Log(8), Math.Log(24)], mu.Values);
    }

    [Fact]
    public void Without_a_spacing_x_stays_an_angle()
    {
        SpectrumFile file = Read(new PhotonFactoryFile { Spacing = null });
        Assert.Equal(Unit.Degree, file.Spectra[0].XUnit);
        Assert.Contains("the header states no d-spacing, so the angles could not be made energies", file.Notes);
    }

    [Fact]
    public void A_first_energy_that_contradicts_the_plan_is_said()
    {
        double first = PlanckTimesLight / (4 * Math.Sin(30.1 * Math.PI / 180));
        Assert.DoesNotContain(
            Read(new PhotonFactoryFile { Spacing = 2, Initial = first }).Notes,
            n => n.Contains("may be wrong", StringComparison.Ordinal)
        );
        Assert.Contains(
            Read(new PhotonFactoryFile { Spacing = 2, Initial = 7000 }).Notes,
            n => n.Contains("may be wrong", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void Sample_time_and_missing_points_come_along()
    {
        SpectrumFile file = Read(
            new PhotonFactoryFile
            {
                Points = 1426,
                Repetitions = 6,
                Offsets = [1, 1],
            }
        );
        Assert.Equal(("iron oxide", new DateTime(2022, 5, 11, 17, 26, 0)), (file.Spectra[0].Title, file.Spectra[0].Acquired!.Value));
        Assert.Contains("3 of 1426 points that the header announces", file.Notes);
        Assert.Contains(file.Notes, n => n.StartsWith("6 repetitions", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("PF9A_2022.dat", 1426, "If")]
    [InlineData("PFBL12C_2005.dat", 818, "It")]
    public void Real_files_begin_at_the_energy_that_their_header_plans(string name, int points, string second)
    {
        string? path = Testing.Corpus.Path($"corpus/xas/larch/beamlines/{name}");
        Assert.SkipWhen(path is null, $"needs {name}");
        SpectrumFile file = ReaderCatalog.Default.Read(path!, ReadHints.None);
        Assert.Equal((points, second), (file.Spectra[0].X.Length, file.Spectra[0].Channels[1].Name));
        Assert.DoesNotContain(file.Notes, n => n.Contains("may be wrong", StringComparison.Ordinal));
    }

    [Fact]
    public void A_row_of_another_length_is_refused_with_its_line()
    {
        byte[] bytes = new PhotonFactoryFile().Write([.. s_rows, [27, 27, 1]]);
        BadFileException e = Assert.Throws<BadFileException>(() => ReaderCatalog.Default.Read(bytes, "a.dat", ReadHints.None));
        Assert.Equal(("5 numbers, as the line of labels has", "3"), (e.Expected, e.Found));
        Assert.Equal(18, e.Line);
    }

    private static SpectrumFile Read(PhotonFactoryFile file) => ReaderCatalog.Default.Read(file.Write(s_rows), "a.dat", ReadHints.None);
}
