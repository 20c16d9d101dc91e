using System.Globalization;
using System.Text.Json;
using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.IO.Readers;
using SpectraPipeline.IO.Store;
using SpectraPipeline.IO.Store.DuckDb;

namespace SpectraPipeline.IO.Writers.Parquet;

/// <summary>Parquet: one row a spectrum and channel, x and y as lists, what the file says about the spectrum as JSON.</summary>
[Writer("parquet", "one row a spectrum and channel: title, times, x and y as lists, metadata as JSON", ".parquet", IsBinary = true)]
public sealed class ParquetSpectrumWriter : SpectrumWriter
{
    private static readonly JsonSerializerOptions s_json = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <inheritdoc />
    public override void Write(SpectrumFile file, Stream output)
    {
        // DuckDB writes to paths only.
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            using (var database = new DuckDatabase(new DuckOptions()))
            using (DuckConnection connection = database.Connect())
            {
                SpectrumRow[] rows = [.. Rows(file)];
                ParquetTable.For<SpectrumRow>().Write(connection, [rows], path, "zstd");
            }
            using FileStream written = File.OpenRead(path);
            written.CopyTo(output);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static IEnumerable<SpectrumRow> Rows(SpectrumFile file)
    {
        for (int k = 0; k < file.Spectra.Count; k++)
        {
            SpectrumData s = file.Spectra[k];
            var about = new SortedDictionary<string, string>(StringComparer.Ordinal);
            foreach (var (key, value) in file.Metadata.Concat(s.Metadata))
                about[key] = value;
            string json = JsonSerializer.Serialize(about, s_json);
            foreach (ChannelData c in s.Channels)
                yield return new SpectrumRow
                {
                    Spectrum = k,
                    Channel = c.Name,
                    Title = s.Title,
                    Block = s.Block,
                    Acquired = s.Acquired?.ToString(
                        s.Acquired.Value.Kind == DateTimeKind.Utc ? "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'" : "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF",
                        CultureInfo.InvariantCulture
                    ),
                    TimeS = s.TimeS,
                    PotentialV = s.PotentialV,
                    XUnit = s.XUnit.Symbol,
                    Quantity = AxisLabels.Y(c with { Name = "" }),
                    X = s.X,
                    Y = c.Values,
                    Metadata = json,
                };
        }
    }
}

/// <summary>A channel of a spectrum of a converted file.</summary>
[Table("spectrum")]
public readonly record struct SpectrumRow()
{
    [Column("Number of the spectrum in the file, from 0.")]
    public int Spectrum { get; init; }

    [Column("Label of the channel.")]
    public string Channel { get; init; } = "";

    [Column("Title of the spectrum.")]
    public string Title { get; init; } = "";

    [Column("Which of several things in the file (OPUS: AB, ScSm ...).")]
    public string Block { get; init; } = "";

    [Column("Time of acquisition, ISO 8601; without Z where the file does not state the zone.")]
    public string? Acquired { get; init; }

    [Column("Time since the start of the series.", Unit = "s")]
    public double TimeS { get; init; } = double.NaN;

    [Column("Electrode potential.", Unit = "V")]
    public double PotentialV { get; init; } = double.NaN;

    [Column("Unit of x.")]
    public string XUnit { get; init; } = "";

    [Column("What y is.")]
    public string Quantity { get; init; } = "";

    [Column("x in the order of the file.")]
    public double[] X { get; init; } = [];

    [Column("y.")]
    public double[] Y { get; init; } = [];

    [Column("What the file says about it: a JSON object with its original keys.")]
    public string Metadata { get; init; } = "{}";
}
