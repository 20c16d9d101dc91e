using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Stages.Xas;
using Xunit;

namespace SpectraPipeline.Stages.Tests.Xas;

public sealed class StatedEdgeTests : IDisposable
{
    private readonly string _config = Directory.CreateTempSubdirectory("spectra-edge-").FullName;

    public StatedEdgeTests()
    {
        Directory.CreateDirectory(Path.Combine(_config, "library"));
        File.WriteAllText(
            Path.Combine(_config, "library", "xas.csv"),
            "row_id,kind,element,edge,item,value,low\nX1,edge_energy,Cu,K,E0 tabulated,8979,,\nX2,edge_energy,Zn,K,E0 tabulated,9659,,\n"
        );
    }

    public void Dispose() => Directory.Delete(_config, recursive: true);

    [Theory]
    [InlineData("Zn K", "")]
    [InlineData("Zn-k", "")]
    [InlineData("Pt L3", "")]
    [InlineData("Cu K", "edge-mismatch")]
    [InlineData("Zm K", "edge-unknown")]
    [InlineData("Zn Q", "edge-unknown")]
    [InlineData("Zn", "edge-unknown")]
    public void A_stated_edge_is_compared_with_the_data(string edge, string code)
    {
        (double[] energy, double[] mu) = XasChain.Made();
        XasChain.Result result = XasChain.Run(
            new Axis("energy", Unit.ElectronVolt, energy),
            new Signal(SignalKind.Mu),
            [mu, mu],
            new SeriesCard
            {
                Id = "s",
                Technique = "xas",
                Edge = edge,
            },
            new RunContext(TimeProvider.System) { ConfigFolder = _config },
            new Normalize()
        );
        Assert.Equal(code.Length == 0 ? [] : [code], result.Flags);
        foreach (FaultRow note in result.Findings.Notes)
            Assert.Equal(-1, note.Frame);
    }

    [Fact]
    public void Wavenumbers_in_disguise_are_no_energies()
    {
        double[] x = [.. Enumerable.Range(0, 300).Select(i => 200.0 + 10 * i)];
        double[] y = [.. x.Select(v => Math.Atan(v - 1000))];
        UserException e = Assert.Throws<UserException>(() => XasChain.Run(x, [y], new Autobk()));
        Assert.Contains("runs from 200 to 3190", e.Message, StringComparison.Ordinal);
    }
}
