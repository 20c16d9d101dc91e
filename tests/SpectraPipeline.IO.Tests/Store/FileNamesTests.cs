using SpectraPipeline.IO.Store;
using Xunit;

namespace SpectraPipeline.IO.Tests.Store;

public class FileNamesTests
{
    [Theory]
    [InlineData("raman-cho", "raman-cho")]
    [InlineData("baseline.arpls", "baseline.arpls")]
    [InlineData("µ-Ag₄Pd₂ 漢", "µ-Ag₄Pd₂ 漢")]
    [InlineData("a/b\\c:d*e?", "a%2Fb%5Cc%3Ad%2Ae%3F")]
    [InlineData("100%", "100%25")]
    [InlineData("..", "%2E%2E")]
    [InlineData(".parts", "%2Eparts")]
    [InlineData("end. ", "end.%20")]
    [InlineData("con", "%63on")]
    [InlineData("Com1.txt", "%43om1.txt")]
    [InlineData("lpt9", "%6Cpt9")]
    [InlineData("console", "console")]
    [InlineData("", "%")]
    public void Ids_become_safe_names_and_come_back(string id, string name)
    {
        Assert.Equal(name, FileNames.Encode(id));
        Assert.Equal(id, FileNames.Decode(name));
    }
}
