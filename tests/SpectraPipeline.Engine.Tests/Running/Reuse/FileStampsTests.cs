using SpectraPipeline.Core.Rows;
using SpectraPipeline.Engine.Ingest;
using SpectraPipeline.Engine.Running.Reuse;
using Xunit;

namespace SpectraPipeline.Engine.Tests.Running.Reuse;

/// <summary>Which files count as the ones that an earlier run read.</summary>
public sealed class FileStampsTests : IDisposable
{
    private const string Name = "a.csv";
    private readonly string _folder = Directory.CreateTempSubdirectory("spectra-stamps-").FullName;
    private readonly string _path;

    public FileStampsTests() => File.WriteAllText(_path = Path.Combine(_folder, Name), "1,2");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_same_file_is_the_same() => Assert.False(Now().ChangedFrom(Kept(Read()), _folder, trustTimes: true).Any);

    [Fact]
    public void A_touched_file_with_the_same_bytes_is_the_same_and_with_others_is_not()
    {
        FileStamps kept = Kept(Read());
        File.SetLastWriteTimeUtc(_path, File.GetLastWriteTimeUtc(_path).AddHours(1));
        Assert.False(Now().ChangedFrom(kept, _folder, trustTimes: true).Any);
        File.WriteAllText(_path, "1,3");
        Assert.Equal("a.csv is changed", Now().ChangedFrom(kept, _folder, trustTimes: true).Words);
    }

    [Fact]
    public void A_file_that_could_not_be_opened_is_never_the_same() =>
        Assert.True(Now().ChangedFrom(Kept(Read() with { Status = "refused", Sha256 = null }), _folder, trustTimes: true).Any);

    [Fact]
    public void A_file_that_changed_while_the_run_went_on_is_never_the_same() =>
        Assert.True(Now().ChangedFrom(Kept(Read() with { Message = $"cut short; {SourceFiles.Changed}" }), _folder, trustTimes: true).Any);

    [Fact]
    public void In_another_folder_size_and_time_say_nothing()
    {
        FileStamps kept = Kept(Read());
        DateTime time = File.GetLastWriteTimeUtc(_path);
        File.WriteAllText(_path, "9,9");
        File.SetLastWriteTimeUtc(_path, time);
        Assert.True(Now().ChangedFrom(kept, _folder, trustTimes: false).Any);
        Assert.False(Now().ChangedFrom(kept, _folder, trustTimes: true).Any);
    }

    private FileStamps Now() => FileStamps.Before(FileStamp.Of([_path]), _folder);

    // Through the text in which stamps are kept.
    private FileStamps Kept(FileRow row) => FileStamps.Of(Now().With([row]).ToText());

    private FileRow Read() =>
        new()
        {
            Series = "s",
            File = Name,
            Status = "read",
            Sha256 = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(_path))),
        };
}
