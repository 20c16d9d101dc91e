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
    private const int SparklineWidth = 24;
    private const int TechniqueWidth = 10;
    private const int LongestReason = 100;
    private const int LongestValue = 200;
    private const int ShownSpectra = 40;

    private static readonly JsonSerializerOptions s_json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.Never,
    };

    private readonly Body _body;

    private Inspection(Body body) => _body = body;

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
            return Refused(path, BadFileException.Code, e.Message, e.Offset, e.Found);
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
        int mus = mu is null ? 0 : new XasColumns(first).Candidates.Count;
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
                YMean = count == 0 ? null : Finite(sum / count),
                TimeFirst = Time(times, clocks, 0),
                TimeLast = Time(times, clocks, ^1),
                Acquired = clocks.Length == 0 ? null : Clock(clocks[0]),
                TimeZone =
                    clocks.Length == 0 ? null
                    : clocks[0].Kind == DateTimeKind.Utc ? "UTC"
                    : "unknown",
                Title = first.Title,
                Channels = [.. first.Channels.Select(c => c.Name)],
                Notes =
                [
                    .. content.Notes,
                    .. mu is null
                        ? (string[])[]
                        :
                        [
                            $"y: {mu.Formula}{(mus > 1 ? string.Create(CultureInfo.InvariantCulture, $" (one of {mus} that the columns allow; a run decides by the edge)") : "")}",
                        ],
                    .. count == 0 ? (string[])["no value of y is finite"] : [],
                ],
                Metadata = new SortedDictionary<string, string>(
                    // A file of one spectrum says everything about that one; of several, only what holds for all.
                    (content.Spectra.Count == 1 ? content.Metadata.Concat(first.Metadata) : content.Metadata)
                        .GroupBy(m => m.Key)
                        .ToDictionary(g => g.Key, g => g.Last().Value),
                    StringComparer.Ordinal
                ),
                XLabel = first.XLabel,
                HasEqualLengths = content.Spectra.All(s => s.X.Length == first.X.Length),
                Blocks = Blocks(content.Spectra),
                Y = Y(content, mu is null),
                Lines = Lines(content.Spectra),
                Picture = Sparkline.Of(first.X, (mu is null ? first.Channels[0].Values : mu.Values), SparklineWidth),
            }
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
        if (_body.Error is not null)
            return text.Append(CultureInfo.InvariantCulture, $"  cannot be read: {_body.Error.Message}\n").ToString();
        void Line(string name, string value) => text.Append("  ").Append(name.PadRight(11)).Append(value).Append('\n');
        Line("format", $"{_body.Format}{(_body.Technique is null ? "" : $", {_body.Technique}")}");
        Line("spectra", $"{Size} points{(_body.HasEqualLengths ? "" : " (others have other numbers of points)")}");
        if (_body.Blocks.Length > 0)
            Line("blocks", _body.Blocks);
        Line("x", $"{Text(_body.XFirst)} to {Text(_body.XLast)} {_body.XUnit}{(_body.XLabel.Length > 0 ? $" ({_body.XLabel})" : "")}");
        Line("y", _body.Y);
        Line("", $"{_body.Picture}  first spectrum, x rising");
        if (_body.Channels.Count > 1)
            Line("channels", string.Join(", ", _body.Channels));
        if (_body.Title.Length > 0)
            Line("title", _body.Title.ReplaceLineEndings(" "));
        if (_body.TimeFirst is double)
            Line("time", string.Create(CultureInfo.InvariantCulture, $"{_body.TimeFirst} to {_body.TimeLast} s"));
        if (_body.Acquired is not null)
            Line("acquired", _body.Acquired + (_body.TimeZone == "unknown" ? " (zone unknown)" : ""));
        foreach (string note in _body.Notes)
            Line("note", note);
        foreach (string spectrum in _body.Lines)
            Line("", spectrum);
        foreach (var (key, value) in _body.Metadata.Take(ShownEntries))
            text.Append("  | ").Append(key).Append(" = ").Append(Cut(value.ReplaceLineEndings(" "), LongestValue)).Append('\n');
        if (_body.Metadata.Count > ShownEntries)
            text.Append(
                CultureInfo.InvariantCulture,
                $"  | ... and {_body.Metadata.Count - ShownEntries} more entries (--json shows all)\n"
            );
        return Printable(text.ToString());
    }

    /// <summary>Headings over the lines of <see cref="ToRow"/>.</summary>
    /// <param name="nameWidth">Width of the column of names.</param>
    public static string RowHeadings(int nameWidth) =>
        $"{"file".PadRight(nameWidth)}  {"spectrum, x rising", -SparklineWidth}  {"format", -18} {"technique", -TechniqueWidth} {"spectra", -14} x";

    /// <summary>One line of a table.</summary>
    /// <param name="nameWidth">Width of the column of names; a longer name loses its middle.</param>
    public string ToRow(int nameWidth)
    {
        string name = Path.GetFileName(_body.File);
        if (name.Length > nameWidth)
            name = $"{name[..(nameWidth / 2)]}…{name[^(nameWidth - nameWidth / 2 - 1)..]}";
        string start = name.PadRight(nameWidth) + "  ";
        if (_body.Error is not null)
            return $"{start}cannot be read: {Cut(Printable(_body.Found.ReplaceLineEndings(" ")), LongestReason)}";
        string notes =
            _body.Notes.Count == 0 ? ""
            : _body.Notes.Count == 1 ? "  1 note"
            : string.Create(CultureInfo.InvariantCulture, $"  {_body.Notes.Count} notes");
        return $"{start}{_body.Picture}  {_body.Format, -18} {Cut(_body.Technique ?? "", TechniqueWidth), -TechniqueWidth} {Size, -14} {Short(_body.XFirst)} to {Short(_body.XLast)} {_body.XUnit}{notes}";
    }

    private string Size => string.Create(CultureInfo.InvariantCulture, $"{_body.Spectra} x {_body.Points}");

    // Ten digits: float axes show no noise, energies keep their decimals; --json has all.
    private static string Text(double? v) => v?.ToString("G10", CultureInfo.InvariantCulture) ?? "?";

    /// <summary>Titles of damaged files may hold signs that steer a terminal.</summary>
    private static string Printable(string text) => string.Concat(text.Select(c => char.IsControl(c) && c != '\n' ? '\uFFFD' : c));

    private static string Cut(string text, int length) => text.Length <= length ? text : text[..(length - 1)] + "…";

    private static string Short(double? v) => v?.ToString("G6", CultureInfo.InvariantCulture) ?? "?";

    /// <summary>Range of y: of the first block only, for intensities and absorbances have no range in common.</summary>
    private static string Y(SpectrumFile content, bool primary)
    {
        SpectrumData first = content.Spectra[0];
        (double low, double high, long missing, long count) = (double.PositiveInfinity, double.NegativeInfinity, 0, 0);
        foreach (SpectrumData s in content.Spectra.Where(s => s.Block == first.Block))
        foreach (double y in primary ? s.Channels[0].Values : Mu(s)?.Values ?? [])
        {
            count++;
            if (double.IsFinite(y))
                (low, high) = (Math.Min(low, y), Math.Max(high, y));
            else
                missing++;
        }
        string unit = primary ? YUnit(first.Channels[0].Signal) : "mu";
        // Of an absorbance everyone knows; what points down, or has a sign, is said.
        Signal signal = first.Channels[0].Signal;
        string convention =
            primary && signal.Kind is not SignalKind.Absorbance && signal.Convention.Length > 0 ? $" [{signal.Convention}]" : "";
        string range = missing == count ? "no finite value" : $"{Short(low)} to {Short(high)}";
        string gaps =
            missing > 0 && missing < count
                ? string.Create(CultureInfo.InvariantCulture, $", {missing} of {count} values are not finite")
                : "";
        return $"{range} {unit}{convention}{(first.Block.Length > 0 && content.Spectra.Any(s => s.Block != first.Block) ? $" ({first.Block})" : "")}{gaps}";
    }

    /// <summary>The spectra one by one, where their titles or blocks tell them apart: the numbers that <c>convert --spectrum</c> takes.</summary>
    private static List<string> Lines(IReadOnlyList<SpectrumData> spectra)
    {
        if (spectra.Count < 2 || spectra.Select(s => (s.Title, s.Block)).Distinct().Count() < 2)
            return [];
        List<string> lines =
        [
            .. spectra
                .Take(ShownSpectra)
                .Select(
                    (s, k) =>
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"{k, 4}  {(s.Block.Length > 0 ? s.Block + "  " : "")}{Cut(s.Title.ReplaceLineEndings(" "), 60)}  {s.X.Length} points, {Short(s.X.Length > 0 ? s.X[0] : null)} to {Short(s.X.Length > 0 ? s.X[^1] : null)} {s.XUnit}"
                        )
                ),
        ];
        if (spectra.Count > ShownSpectra)
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"      ... and {spectra.Count - ShownSpectra} more"));
        return lines;
    }

    /// <summary>What the file holds side by side: <c>2 AB, 1 ScSm</c>; empty when that is one thing without a name.</summary>
    private static string Blocks(IReadOnlyList<SpectrumData> spectra) =>
        spectra.All(s => s.Block.Length == 0)
            ? ""
            : string.Join(
                ", ",
                spectra.GroupBy(s => s.Block).Select(g => string.Create(CultureInfo.InvariantCulture, $"{g.Count()} {g.Key}"))
            );

    /// <summary>What a run would take for mu, as far as labels tell; null where the first column is the spectrum proper or nothing is known.</summary>
    private static XasCandidate? Mu(SpectrumData spectrum) =>
        spectrum.Channels.Count < 2 || SignalWords.Rank(spectrum.Channels[0].Signal) == 0 ? null : new XasColumns(spectrum).First;

    private static Inspection Refused(string path, string code, string message, long offset, string? found = null) =>
        new(
            new Body
            {
                File = path,
                Error = new ErrorBody(code, message, offset),
                Found = found ?? message,
            }
        );

    private static string YUnit(Signal signal) =>
        signal.Unit.Length > 0
            ? signal.Unit
            : signal.Kind switch
            {
                SignalKind.Absorbance => "absorbance",
                SignalKind.DifferenceAbsorbance => "difference-absorbance",
                SignalKind.RelativeDifference => "relative-difference",
                SignalKind.Transmittance => "transmittance",
                SignalKind.ReflectanceRatio => "reflectance-ratio",
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
        : clocks.Length > 0 ? Clock(clocks[which])
        : null;

    private static string Clock(DateTime t) =>
        t.ToString("yyyy-MM-dd'T'HH:mm:ss.FFF", CultureInfo.InvariantCulture) + (t.Kind == DateTimeKind.Utc ? "Z" : "");

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
        public string? Acquired { get; init; }
        public string? TimeZone { get; init; }
        public string Title { get; init; } = "";
        public IReadOnlyList<string> Channels { get; init; } = [];
        public IReadOnlyList<string> Notes { get; init; } = [];
        public SortedDictionary<string, string> Metadata { get; init; } = [];

        [JsonIgnore]
        public string Found { get; init; } = "";

        [JsonIgnore]
        public string XLabel { get; init; } = "";

        [JsonIgnore]
        public bool HasEqualLengths { get; init; } = true;

        [JsonIgnore]
        public string Y { get; init; } = "";

        [JsonIgnore]
        public IReadOnlyList<string> Lines { get; init; } = [];

        [JsonIgnore]
        public string Blocks { get; init; } = "";

        [JsonIgnore]
        public string Picture { get; init; } = "";

        [JsonIgnore]
        public ErrorBody? Error { get; init; }
    }

    private sealed record ErrorBody(string Code, string Message, long Offset);
}
