using SpectraPipeline.Report.Figures;
using SpectraPipeline.Report.Sources;
using Xunit;

namespace SpectraPipeline.Report.Tests.Figures;

/// <summary>Promises of every figure, found as the report finds them.</summary>
public sealed class FigureCatalogTests : IDisposable
{
    private readonly SyntheticStore full = new();
    private readonly SyntheticStore bare = new(bare: true);

    public void Dispose()
    {
        full.Dispose();
        bare.Dispose();
    }

    [Fact]
    public void Names_are_those_of_the_pipeline_file()
    {
        string[] names = [.. FigureCatalog.All.Select(f => f.Name)];
        Assert.Equal(["overview", "waterfall", "fit", "band-evolution", "assignments", "xas", "exafs-fit", "xas-series"], names);
        Assert.All(names, name => Assert.Matches("^[a-z-]+$", name));
    }

    [Fact]
    public void Every_figure_has_a_caption_a_file_name_and_labelled_axes()
    {
        using IO.Store.ResultStore store = IO.Store.ResultStore.Open(full.Folder);
        ReportSource source = new(store);
        foreach ((string name, FigureMaker maker) in FigureCatalog.All)
        foreach (Figure figure in maker.Make(source))
        {
            Assert.StartsWith(name, figure.Name);
            Assert.Matches("^[a-z0-9-]+$", figure.Name);
            Assert.EndsWith(".", figure.Caption.ToString());
            // A grid labels its axes at the left and at the bottom: every column has an x label, every row a y label.
            foreach (IGrouping<int, Panel> column in figure.Panels.GroupBy(p => p.Column))
                Assert.Contains(column, p => p.X.Labelled && !p.X.Quantity.IsEmpty);
            foreach (IGrouping<int, Panel> row in figure.Panels.GroupBy(p => p.Row))
                Assert.Contains(row, p => p.Y.Labelled && !p.Y.Quantity.IsEmpty);
        }
    }

    [Fact]
    public void A_store_without_data_gives_no_figure_and_no_exception()
    {
        using IO.Store.ResultStore store = IO.Store.ResultStore.Open(bare.Folder);
        ReportSource source = new(store);
        Assert.All(FigureCatalog.All, f => Assert.Empty(f.Maker.Make(source)));
    }
}
