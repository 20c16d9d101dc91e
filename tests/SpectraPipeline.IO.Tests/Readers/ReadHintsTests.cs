using SpectraPipeline.IO.Readers;
using SpectraPipeline.IO.Tests.Store;
using Xunit;

namespace SpectraPipeline.IO.Tests.Readers;

public sealed class ReadHintsTests
{
    [Fact]
    public void A_file_beside_is_found_by_its_name_in_any_case_and_never_outside_of_the_folder()
    {
        using var folder = new TempFolder();
        File.WriteAllBytes(folder["a.dat"], [1]);
        File.WriteAllBytes(folder["Tile.BSP"], [2, 3]);
        Directory.CreateDirectory(folder["inner"]);
        var hints = new ReadHints { Path = folder["inner", "x.dat"] };
        Assert.Null(hints.Beside("a.dat"));
        Assert.Null(hints.Beside("../a.dat"));
        hints = new ReadHints { Path = folder["a.dat"] };
        Assert.Equal([2, 3], hints.Beside("Tile.BSP")!.Value.ToArray());
        Assert.Equal([2, 3], hints.Beside("tile.bsp")!.Value.ToArray());
        Assert.Null(hints.Beside("missing.bsp"));
        Assert.Null(hints.Beside("*.dat"));
        Assert.Null(new ReadHints { Path = folder["no such folder", "x.dat"] }.Beside("a.dat"));
        Assert.Null(ReadHints.None.Beside("a.dat"));
    }
}
