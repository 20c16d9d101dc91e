using SpectraPipeline.Core;
using SpectraPipeline.Engine.Ingest;
using SpectraPipeline.IO.Readers;

namespace SpectraPipeline.Engine.Tests.Ingest;

/// <summary>A folder of files for one test, opened as a series.</summary>
public sealed class IngestFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("spectra-ingest-").FullName;

    public static RunContext Run { get; } = new(TimeProvider.System);

    public IngestFolder With(string name, string text)
    {
        string path = System.IO.Path.Combine(Path, name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return this;
    }

    /// <summary>A two-column file: x from..to in steps of one, y = x / 1000 + offset.</summary>
    public IngestFolder WithSpectrum(string name, double from, double to, double offset = 0)
    {
        double step = from < to ? 1 : -1;
        int n = (int)Math.Abs(to - from) + 1;
        return With(name, string.Concat(Enumerable.Range(0, n).Select(i => Line(from + step * i, (from + step * i) / 1000 + offset))));
    }

    public static string Line(params double[] cells) =>
        string.Join(',', cells.Select(c => c.ToString("R", System.Globalization.CultureInfo.InvariantCulture))) + "\n";

    public FrameSource Open(
        string pattern = "*.csv",
        string? technique = "ir",
        SignalKind? quantity = SignalKind.Absorbance,
        string? frames = null
    ) => FrameSource.Open(Series(pattern, technique, quantity, frames), ReaderCatalog.Default, Run);

    public SeriesFiles Series(
        string pattern = "*.csv",
        string? technique = "ir",
        SignalKind? quantity = SignalKind.Absorbance,
        string? frames = null
    ) =>
        new()
        {
            Id = "s",
            Paths = FileGlobs.Expand(Path, [pattern]),
            BaseFolder = Path,
            Card = new SeriesCard { Id = "s", Technique = technique },
            Quantity = quantity,
            FramesTable = frames is null ? null : System.IO.Path.Combine(Path, frames),
        };

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
