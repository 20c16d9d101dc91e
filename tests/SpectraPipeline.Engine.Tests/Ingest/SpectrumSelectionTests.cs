using SpectraPipeline.Core;
using SpectraPipeline.Engine.Ingest;
using SpectraPipeline.IO.Readers;
using Xunit;

namespace SpectraPipeline.Engine.Tests.Ingest;

/// <summary><c>spectra:</c> picks out of a file of many.</summary>
public sealed class SpectrumSelectionTests : IDisposable
{
    private readonly IngestFolder _folder = new IngestFolder().With(
        "project.csv",
        "wavenumber,foil,oxide,d_1,d_2\n" + string.Concat(Enumerable.Range(0, 9).Select(i => IngestFolder.Line(1000 + i, 1, 2, 3, 4)))
    );

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(new[] { "foil" }, new[] { 1.0 }, new[] { 0 })]
    [InlineData(new[] { "d_*" }, new[] { 3.0, 4.0 }, new[] { 2, 3 })]
    [InlineData(new[] { "d_2", "OXIDE", "d_2" }, new[] { 4.0, 2.0 }, new[] { 3, 1 })]
    [InlineData(new[] { "1" }, new[] { 2.0 }, new[] { 1 })]
    public void Takes_those_that_are_named_in_that_order(string[] spectra, double[] values, int[] places)
    {
        using FrameSource source = Open(spectra);
        SpectralSeries block = source.ReadBlock(0, source.Frames);
        Assert.Equal(values, Enumerable.Range(0, block.Frames).Select(f => block.Primary[f][0]));
        // Where a frame comes from stays its place in the file, whatever was left out.
        Assert.Equal(places, block.Info.Select(i => i.IndexInFile));
        Assert.Equal(Enumerable.Range(0, values.Length), block.Info.Select(i => i.Frame));
    }

    [Fact]
    public void A_name_that_is_not_there_is_answered_with_those_that_are()
    {
        UserException e = Assert.Throws<UserException>(() => Open(["foul"]));
        Assert.Equal("spectra: project.csv holds 4 spectra, none called 'foul'. Did you mean 'foil'?", e.Message);
    }

    [Fact]
    public void Several_files_are_no_place_to_pick_from()
    {
        _folder.WithSpectrum("second.csv", 1000, 1008);
        Assert.Contains("this series has 2", Assert.Throws<UserException>(() => Open(["foil"])).Message, StringComparison.Ordinal);
    }

    private FrameSource Open(string[] spectra) =>
        FrameSource.Open(_folder.Series() with { Spectra = spectra }, ReaderCatalog.Default, IngestFolder.Run);
}
