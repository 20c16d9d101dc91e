using System.Text;
using SpectraPipeline.Core;
using SpectraPipeline.IO.Readers;
using Xunit;

namespace SpectraPipeline.IO.Tests;

/// <summary>Files open elsewhere and names that give trouble.</summary>
public sealed class FileContentTests : IDisposable
{
    private static readonly byte[] s_spectrum = Encoding.ASCII.GetBytes("1000,1\n1001,2\n1002,3\n");
    private readonly string _folder = Directory.CreateTempSubdirectory("spectra-names-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("two words and  more.csv")]
    [InlineData("λ = 532 nm, 25 °C – Probe №1 光谱.csv")]
    [InlineData("con.txt")]
    [InlineData("aux.csv")]
    [InlineData("COM1.dat")]
    [InlineData("#1 100% 'quoted' & [bracketed].csv")]
    [InlineData("no extension")]
    [InlineData(".hidden")]
    public void Any_name_is_read(string name) => Reads(Write(name));

    [Fact]
    public void A_name_as_long_as_file_systems_take_it_is_read() => Reads(Write(new string('n', 200) + ".csv"));

    // Where locks are kept (Windows), a program that writes a file shuts out readers that do not grant it that; elsewhere this only shows that it is read.
    [Theory]
    [InlineData(FileAccess.Write)]
    [InlineData(FileAccess.ReadWrite)]
    public void A_file_that_another_program_holds_for_writing_is_read_as_far_as_it_is_written(FileAccess access)
    {
        string path = Path.Combine(_folder, "growing.csv");
        using var writer = new FileStream(path, FileMode.Create, access, FileShare.Read);
        writer.Write(s_spectrum);
        writer.Flush();
        Reads(path);
        writer.Write(Encoding.ASCII.GetBytes("1003,4\n"));
        writer.Flush();
        Assert.Equal(4, ReaderCatalog.Default.Read(path, ReadHints.None).Spectra[0].X.Length);
        Assert.Equal(
            s_spectrum.Length + 7,
            new ReadHints { Path = Path.Combine(_folder, "other.csv") }
                .Beside("growing.csv")!
                .Value.Length
        );
    }

    [Fact]
    public void A_file_that_is_not_beside_is_null_and_not_empty()
    {
        var hints = new ReadHints { Path = Write("here.csv") };
        Assert.Null(hints.Beside("absent.csv"));
        Assert.Null(hints.Beside("../" + Path.GetFileName(_folder) + "/here.csv"));
        Assert.Equal(s_spectrum.Length, hints.Beside("here.csv")!.Value.Length);
    }

    [Fact]
    public void Others_may_write_and_delete_while_a_file_is_read() =>
        Assert.Equal(FileShare.ReadWrite | FileShare.Delete, FileContent.Others);

    [Fact]
    public void An_empty_file_has_no_bytes_and_is_refused_as_such()
    {
        string path = Path.Combine(_folder, "empty.csv");
        File.WriteAllBytes(path, []);
        Assert.Empty(FileContent.Read(path));
        BadFileException e = Assert.Throws<BadFileException>(() => ReaderCatalog.Default.Read(path, ReadHints.None));
        Assert.Contains("an empty file", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("con.txt", true)]
    [InlineData("Aux", true)]
    [InlineData("nul .csv", true)]
    [InlineData("lpt9.a.b", true)]
    [InlineData("com1", true)]
    [InlineData("console.txt", false)]
    [InlineData("COM10.csv", false)]
    [InlineData("a.con", false)]
    public void Names_of_devices_are_known(string name, bool device) => Assert.Equal(device, FileContent.IsDeviceName(name));

    [Fact]
    public void A_missing_file_and_a_folder_are_what_they_are()
    {
        Assert.Throws<FileNotFoundException>(() => FileContent.Read(Path.Combine(_folder, "none.csv")));
        Assert.Throws<UnauthorizedAccessException>(() => FileContent.Read(_folder));
    }

    private string Write(string name)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllBytes(path, s_spectrum);
        return path;
    }

    private static void Reads(string path) =>
        Assert.Equal([1, 2, 3], ReaderCatalog.Default.Read(path, ReadHints.None).Spectra[0].Channels[0].Values);
}
