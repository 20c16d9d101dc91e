using SpectraPipeline.Testing;
using SpectraPipeline.Testing.Generators.Clocks;
using Xunit;

namespace SpectraPipeline.Engine.Tests.Ingest;

/// <summary>docs/clocks.md: its example runs.</summary>
public sealed class ClocksPageTests : IDisposable
{
    private readonly LogFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_example_of_the_page_runs()
    {
        string page = File.ReadAllText(Path.Combine(Corpus.Checkout, "docs", "clocks.md"));
        string yaml = page.Split("```yaml\n")[1].Split("```")[0];
        var series = new SteppedSeries(200, 5, 80, seed: 11) { Offset = 6, Tau = 2 };
        _folder.With(series, LogFormat.EcLab).Run(yaml);
        double se = _folder.Number("select offset_s_se from clocks");
        Assert.InRange(_folder.Number("select offset_s from clocks"), 6 - (3 * se), 6 + (3 * se));
        Assert.InRange(_folder.Number("select count(*) from frames where potential_rhe_v is not null"), 190, 200);
    }
}
