using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using SpectraPipeline.Core;
using SpectraPipeline.IO.Readers;
using SpectraPipeline.IO.Tokens;

namespace SpectraPipeline.IO;

/// <summary>What one file holds: the object of <c>spectra inspect --json</c> (CONTRACT section 1) and a text for people.</summary>
public sealed class Inspection
{
    private const int ShownEntries = 12;

    private static readonly JsonSerializerOptions s_json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.Never,
    };

    private readonly Body _body;
    private readonly SpectrumFile? _content;

    private Inspection(Body body, SpectrumFile? content) => (_body, _content) = (body, content);

    /// <summary>Why the file could not be read; null when it could.</summary>
    public string? Error => _body.Error?.Message;

    /// <summary>Looks at a file; never throws for what is in it.</summary>
    /// <param name="path">File as the user named it.</param>
    /// <param name="readers">Readers.</param>
    /// <param name="hints">What the user says about it.</param>
    /// <param name="format">Format that overrides the sniffing, or null.</param>
    public static Inspection Of(string path, ReaderCatalog readers, ReadHints hints, string? format = null)
    {
        try
        {
            return Of(path, readers.Read(path, hints, format));
        }
        catch (BadFileException e)
        {
            return Refused(path, BadFileException.Code, e.Message, e.Offset);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            bool missing = e is FileNotFoundException or DirectoryNotFoundException;
            return Refused(path, missing ? "file-missing" : "file-unreadable", missing ? "There is no such file." : e.Message, 0);
        }
    }

    /// <summary>Describes a file that is read already.</summary>
    public static Inspection Of(string path, SpectrumFile content)
    {
        SpectrumData first = content.Spectra[0];
        XasCandidate? mu = content.Technique == "xas" ? Mu(first) : null;
        (double low, double high, double sum, long count) = (double.PositiveInfinity, double.NegativeInfinity, 0, 0);
        foreach (SpectrumData spectrum in content.Spectra)
        foreach (double y in mu is null ? spectrum.Channels[0].Values : Mu(spectrum)?.Values ?? [])
            if (double.IsFinite(y))
                (low, high, sum, count) = (Math.Min(low, y), Math.Max(high, y), sum + y, count + 1);
        double[] times = [.. content.Spectra.Select(s => s.TimeS).Where(double.IsFinite)];
        DateTime[] clocks = [.. content.Spectra.Where(s => s.Acquired is not null).Select(s => s.Acquired!.Value)];
        return new(
            new Body
            {
                File = path,
                Format = content.Format,
                Technique = content.Technique,
                Spectra = content.Spectra.Count,
                Points = first.X.Length,
                XUnit = first.XUnit.Symbol,
                YUnit = mu is null ? YUnit(first.Channels[0].Signal) : "mu",
                XFirst = Finite(first.X.Length == 0 ? double.NaN : first.X[0]),
                XLast = Finite(first.X.Length == 0 ? double.NaN : first.X[^1]),
                YMin = count == 0 ? null : low,
                YMax = count == 0 ? null : high,
                YMean = count == 0 ? null : sum / count,
                TimeFirst = Time(times, clocks, 0),
                TimeLast = Time(times, clocks, ^1),
                Channels = [.. first.Channels.Select(c => c.Name)],
                Notes = mu is null ? content.Notes : [.. content.Notes, $"y: {mu.Formula}"],
                Metadata = new SortedDictionary<string, string>(
                    content.Metadata.ToDictionary(m => m.Key, m => m.Value),
                    StringComparer.Ordinal
                ),
            },
            content
        );
    }

    /// <summary>One JSON array of all files.</summary>
    public static string ToJson(IEnumerable<Inspection> files) =>
        JsonSerializer.Serialize(
            files.Select(f => f._body.Error is null ? (object)f._body : new { File = f._body.File, Error = f._body.Error }).ToArray(),
            s_json
        );

    /// <summary>A few lines for people.</summary>
    public string ToText()
    {
        var text = new StringBuilder();
        text.Append(_body.File).Append('\n');
        if (_content is null)
            return text.Append(CultureInfo.InvariantCulture, $"  cannot be read: {_body.Error!.Message}\n").ToString();
        SpectrumData first = _content.Spectra[0];
        bool equal = _content.Spectra.All(s => s.X.Length == first.X.Length);
        text.Append(
            CultureInfo.InvariantCulture,
            $"  format     {_body.Format}{(_body.Technique is null ? "" : $", {_body.Technique}")}\n"
        );
        text.Append(
            CultureInfo.InvariantCulture,
            $"  spectra    {_body.Spectra} x {_body.Points} points{(equal ? "" : " (others have other numbers of points)")}\n"
        );
        text.Append(
            CultureInfo.InvariantCulture,
            $"  x          {_body.XFirst} to {_body.XLast} {_body.XUnit}{(first.XLabel.Length > 0 ? $" ({first.XLabel})" : "")}\n"
        );
        text.Append(CultureInfo.InvariantCulture, $"  y          {_body.YMin} to {_body.YMax}, mean {_body.YMean:G6} {_body.YUnit}\n");
        if (_body.Channels.Count > 1)
            text.Append(CultureInfo.InvariantCulture, $"  channels   {string.Join(", ", _body.Channels)}\n");
        if (_body.TimeFirst is not null)
            text.Append(CultureInfo.InvariantCulture, $"  time       {_body.TimeFirst} to {_body.TimeLast}\n");
        foreach (string note in _body.Notes)
            text.Append("  note       ").Append(note).Append('\n');
        foreach (var (key, value) in _body.Metadata.Take(ShownEntries))
            text.Append("  | ").Append(key).Append(" = ").Append(value.ReplaceLineEndings(" ")).Append('\n');
        if (_body.Metadata.Count > ShownEntries)
            text.Append(CultureInfo.InvariantCulture, $"  | ... and {_body.Metadata.Count - ShownEntries} more entries\n");
        return text.ToString();
    }

    /// <summary>What a run would take for mu, as far as labels tell; null where the first column is the spectrum proper or nothing is known.</summary>
    private static XasCandidate? Mu(SpectrumData spectrum) =>
        spectrum.Channels.Count < 2 || SignalWords.Rank(spectrum.Channels[0].Signal) == 0 ? null
        : new XasColumns(spectrum).Candidates is { Count: > 0 } candidates ? candidates[0]
        : new XasCandidate("", $"column '{spectrum.Channels[^1].Name}', the last", spectrum.Channels[^1].Values);

    private static Inspection Refused(string path, string code, string message, long offset) =>
        new(new Body { File = path, Error = new ErrorBody(code, message, offset) }, null);

    private static string YUnit(Signal signal) =>
        signal.Unit.Length > 0
            ? signal.Unit
            : signal.Kind switch
            {
                SignalKind.Absorbance => "absorbance",
                SignalKind.DifferenceAbsorbance => "difference-absorbance",
                SignalKind.Transmittance => "transmittance",
                SignalKind.SingleBeam => "single-beam",
                SignalKind.Counts => "counts",
                SignalKind.Mu => "mu",
                SignalKind.Norm => "norm",
                SignalKind.ChiK => "chi",
                _ => "",
            };

    private static double? Finite(double v) => double.IsFinite(v) ? v : null;

    /// <summary>Seconds where the file counts them, else the time of day as ISO text.</summary>
    private static object? Time(double[] times, DateTime[] clocks, Index which) =>
        times.Length > 0 ? times[which]
        : clocks.Length > 0 ? clocks[which].ToString("yyyy-MM-dd'T'HH:mm:ss.FFF", CultureInfo.InvariantCulture)
        : null;

    private sealed record Body
    {
        public required string File { get; init; }
        public string? Format { get; init; }
        public string? Technique { get; init; }
        public int Spectra { get; init; }
        public int Points { get; init; }
        public string XUnit { get; init; } = "";
        public string YUnit { get; init; } = "";
        public double? XFirst { get; init; }
        public double? XLast { get; init; }
        public double? YMin { get; init; }
        public double? YMax { get; init; }
        public double? YMean { get; init; }
        public object? TimeFirst { get; init; }
        public object? TimeLast { get; init; }
        public IReadOnlyList<string> Channels { get; init; } = [];
        public IReadOnlyList<string> Notes { get; init; } = [];
        public SortedDictionary<string, string> Metadata { get; init; } = [];

        [JsonIgnore]
        public ErrorBody? Error { get; init; }
    }

    private sealed record ErrorBody(string Code, string Message, long Offset);
}
