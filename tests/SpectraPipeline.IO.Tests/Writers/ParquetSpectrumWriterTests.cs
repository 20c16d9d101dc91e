using SpectraPipeline.IO.Readers;
using SpectraPipeline.IO.Store;
using SpectraPipeline.IO.Store.DuckDb;
using SpectraPipeline.IO.Writers.Parquet;
using Xunit;

namespace SpectraPipeline.IO.Tests.Writers;

public sealed class ParquetSpectrumWriterTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("spectra-parquet-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void What_is_written_reads_back_to_the_same_bits()
    {
        SpectrumFile file = RandomSpectra.File(3, 5, shared: false);
        string path = Path.Combine(_folder, "a.parquet");
        using (FileStream to = File.Create(path))
            new ParquetSpectrumWriter().Write(file, to);
        using var database = new DuckDatabase(new DuckOptions());
        using DuckConnection connection = database.Connect();
        var rows = (List<SpectrumRow>)ParquetTable.For<SpectrumRow>().Read(connection, [path]);
        Assert.Equal(5, rows.Count);
        for (int k = 0; k < 5; k++)
        {
            Assert.Equal(k, rows[k].Spectrum);
            Assert.Equal(file.Spectra[k].X, rows[k].X);
            Assert.Equal(file.Spectra[k].Channels[0].Values, rows[k].Y);
            Assert.Equal(file.Spectra[k].Title, rows[k].Title);
            Assert.Equal(("cm-1", "absorbance"), (rows[k].XUnit, rows[k].Quantity));
            Assert.Contains("\"Résolution\":\"4\"", rows[k].Metadata, StringComparison.Ordinal);
        }
    }
}
