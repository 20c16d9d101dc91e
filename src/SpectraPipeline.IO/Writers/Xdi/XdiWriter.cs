using System.Globalization;
using System.Text;
using System.Text.Json;
using SpectraPipeline.Core;
using SpectraPipeline.IO.Readers;
using SpectraPipeline.IO.Readers.Xdi;
using SpectraPipeline.IO.Tokens;

namespace SpectraPipeline.IO.Writers.Xdi;

/// <summary>Writes one spectrum as XDI 1.0: x and all its channels as columns, numbers with the fewest digits that give back the same bits.</summary>
/// <remarks>Metadata whose keys are <c>Family.Key</c> go into the header as they are; all else goes into the extension family Spectra
/// (<see cref="SpectraEntries"/>), from which the reader restores the original keys, names of columns, time and potential.</remarks>
public static class XdiWriter
{
    private const string Version = "XDI/1.0 SpectraPipeline/1.0";

    /// <summary>The bytes of an XDI file.</summary>
    /// <param name="file">What was read.</param>
    /// <param name="spectrum">Which of its spectra, from 0; may be left out where there is one.</param>
    /// <exception cref="UserException">There are several spectra and none is chosen, or a value is no number, which XDI forbids.</exception>
    public static byte[] Write(SpectrumFile file, int? spectrum = null)
    {
        if (spectrum is null && file.Spectra.Count > 1)
            throw new UserException(
                $"An XDI file holds one spectrum and this file {file.Spectra.Count}: choose one by its number, 0 to {file.Spectra.Count - 1}."
            );
        if (spectrum is int k && (k < 0 || k >= file.Spectra.Count))
            throw new UserException($"There is no spectrum {k}: the file holds {file.Spectra.Count}, numbered from 0.");
        SpectrumData data = file.Spectra[spectrum ?? 0];
        Check(data);
        var header = new XdiHeaderText(file.Metadata, data);
        var text = new StringBuilder();
        text.Append("# ").Append(header.Version ?? Version).Append('\n');
        foreach (var (key, value) in header.Entries)
            text.Append("# ").Append(key).Append(": ").Append(value).Append('\n');
        if (header.Comments is string comments)
            foreach (string line in ("///\n" + comments).Split('\n'))
                text.Append(line.Length > 0 ? "# " : "#").Append(line).Append('\n');
        text.Append("# -----------\n# ").AppendJoin("  ", header.Labels).Append('\n');
        Rows(text, data);
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static void Rows(StringBuilder text, SpectrumData data)
    {
        for (int i = 0; i < data.X.Length; i++)
        {
            text.Append("  ").Append(data.X[i].ToString("R", CultureInfo.InvariantCulture));
            foreach (ChannelData channel in data.Channels)
                text.Append("  ").Append(channel.Values[i].ToString("R", CultureInfo.InvariantCulture));
            text.Append('\n');
        }
    }

    private static void Check(SpectrumData data)
    {
        if (data.X.Length == 0)
            throw new UserException("A spectrum without points cannot be written as XDI.");
        foreach (var (name, values) in data.Channels.Select(c => (c.Name, c.Values)).Prepend(("x", data.X)))
            if (Array.FindIndex(values, v => !double.IsFinite(v)) is var at and >= 0)
                throw new UserException(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"XDI allows numbers only: '{name}' is {values[at]} at point {at}. Write another format, or leave the column out."
                    )
                );
    }
}

/// <summary>Header of an XDI file to be written.</summary>
internal sealed class XdiHeaderText
{
    private readonly HashSet<string> _used = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<(string Key, string Value)> _entries = [];
    private int _others;

    public XdiHeaderText(IReadOnlyDictionary<string, string> file, SpectrumData data)
    {
        var metadata = new Dictionary<string, string>(file);
        foreach (var (key, value) in data.Metadata)
            metadata[key] = value;
        Labels = XdiLabels.Of(data);
        for (int c = 0; c < Labels.Length; c++)
        {
            string unit = c == 0 ? data.XUnit.Symbol : data.Channels[c - 1].Signal.Unit;
            string name = c == 0 ? data.XLabel : data.Channels[c - 1].Name;
            string number = (c + 1).ToString(CultureInfo.InvariantCulture);
            Add("Column." + number, IsPlain(unit) ? $"{Labels[c]} {unit}" : Labels[c]);
            if (name != Labels[c])
                Add(SpectraEntries.Column + number, JsonSerializer.Serialize(name));
        }
        if (LabelWords.UnitOf(data.XUnit.Symbol) != data.XUnit && data.XUnit != Unit.None)
            Add(SpectraEntries.XQuantity, data.XUnit.Quantity.ToString());
        Typed(
            "Scan.start_time",
            Clock(data.Acquired),
            metadata,
            t => XdiReader.StartTime(t) == data.Acquired && Kind(t) == data.Acquired?.Kind
        );
        Typed("Sample.name", data.Title, metadata, t => t == data.Title);
        if (data.Title.Length == 0)
            Other("Sample.id", metadata);
        Alias("Element.symbol", ["Element", "atom", "ScanParameters.element"], XdiReader.IsElement, metadata);
        Alias("Element.edge", ["Edge", "ScanParameters.edge"], XdiReader.IsEdge, metadata);
        Texts(metadata);
        // Beside a spacing the reader would make energies of angles.
        if (data.XUnit.Quantity == Quantity.Angle)
            Other("Mono.d_spacing", metadata);
        foreach (var (key, value) in metadata)
            if (IsEntry(key) && IsPlain(value) && !_used.Contains(key))
                Add(key, value);
            else
                Add(
                    SpectraEntries.Entry + (++_others).ToString(CultureInfo.InvariantCulture),
                    JsonSerializer.Serialize((string[])[key, value])
                );
        TimeAndPotential(data);
    }

    /// <summary>Lines of the header, in order.</summary>
    public IReadOnlyList<(string Key, string Value)> Entries => _entries;

    /// <summary>Label of each column.</summary>
    public string[] Labels { get; }

    /// <summary>First line of the file that was read, where that was XDI too.</summary>
    public string? Version { get; private set; }

    /// <summary>Free comments.</summary>
    public string? Comments { get; private set; }

    private void Add(string key, string value)
    {
        _used.Add(key);
        _entries.Add((key, value));
    }

    /// <summary>An entry that the reader makes a property of: the original where it says the same, else the property, and the original as extension.</summary>
    private void Typed(string key, string? value, Dictionary<string, string> metadata, Func<string, bool> says)
    {
        if (metadata.TryGetValue(key, out string? original) && IsPlain(original) && says(original))
        {
            metadata.Remove(key);
            Add(key, original);
        }
        else if (value is not null && IsPlain(value))
            Add(key, value);
        else
            _used.Add(key);
    }

    /// <summary>Keeps an entry out of XDI's own names, where the reader would make something of it.</summary>
    private void Other(string key, Dictionary<string, string> metadata)
    {
        if (metadata.Keys.Any(k => string.Equals(k, key, StringComparison.OrdinalIgnoreCase)))
            _used.Add(key);
    }

    /// <summary>The element or edge under another key, where XDI's is missing.</summary>
    private void Alias(string key, string[] others, Func<string, bool> isValid, Dictionary<string, string> metadata)
    {
        if (metadata.Keys.Any(k => string.Equals(k, key, StringComparison.OrdinalIgnoreCase)))
            return;
        foreach (var (name, value) in metadata)
            if (others.Contains(name, StringComparer.OrdinalIgnoreCase) && isValid(value))
            {
                Add(key, value);
                return;
            }
    }

    private void Texts(Dictionary<string, string> metadata)
    {
        if (
            metadata.TryGetValue("Version", out string? version)
            && version.StartsWith("XDI/1.", StringComparison.OrdinalIgnoreCase)
            && IsPlain(version)
        )
        {
            Version = version;
            metadata.Remove("Version");
        }
        if (
            metadata.TryGetValue("Comments", out string? comments)
            && comments.Length > 0
            && comments == comments.TrimEnd()
            && comments
                .Split('\n')
                .All(l =>
                    l.Length == 0
                    || (
                        IsPlain(l)
                        && l[0] != '#'
                        && !l.StartsWith("---", StringComparison.Ordinal)
                        && !l.StartsWith("///", StringComparison.Ordinal)
                    )
                )
        )
        {
            Comments = comments;
            metadata.Remove("Comments");
        }
        // Columns are described anew; what the file said of them stays under the extension.
        foreach (string key in metadata.Keys)
            if (key.StartsWith("Column.", StringComparison.OrdinalIgnoreCase))
                _used.Add(key);
    }

    private void TimeAndPotential(SpectrumData data)
    {
        (double time, double potential) = HeaderFields.Of(_entries.ToDictionary(e => e.Key, e => e.Value));
        if (!time.Equals(data.TimeS))
            Add(SpectraEntries.Time, data.TimeS.ToString("R", CultureInfo.InvariantCulture));
        if (!potential.Equals(data.PotentialV))
            Add(SpectraEntries.Potential, data.PotentialV.ToString("R", CultureInfo.InvariantCulture));
    }

    private static string? Clock(DateTime? time) =>
        time?.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture) + (time?.Kind == DateTimeKind.Utc ? "Z" : "");

    private static DateTimeKind? Kind(string text) => XdiReader.StartTime(text)?.Kind;

    /// <summary>A key that XDI allows: a family that begins with a letter, one dot, a name.</summary>
    private static bool IsEntry(string key)
    {
        int dot = key.IndexOf('.', StringComparison.Ordinal);
        return dot > 0
            && dot + 1 < key.Length
            && char.IsAsciiLetter(key[0])
            && key.Where((_, i) => i != dot).All(c => char.IsAsciiLetterOrDigit(c) || c == '_')
            && !key.StartsWith("Spectra.", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>A text that stands in one line of a header and comes back as it was.</summary>
    private static bool IsPlain(string text) =>
        text.Length > 0 && text == text.Trim() && !text.Any(c => char.IsControl(c) || char.IsSurrogate(c));
}

/// <summary>Labels of columns that XDI allows: one word, none twice, and energy or angle only for x.</summary>
internal static class XdiLabels
{
    public static string[] Of(SpectrumData data)
    {
        var used = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        string[] labels = new string[data.Channels.Count + 1];
        labels[0] = data.XUnit.Quantity switch
        {
            Quantity.PhotonEnergy => "energy",
            Quantity.Angle => "angle",
            _ => Word(data.XLabel, 1),
        };
        used.Add(labels[0]);
        for (int c = 1; c < labels.Length; c++)
        {
            string label = Word(data.Channels[c - 1].Name, c + 1);
            labels[c] = used.Add(label) ? label : Unused(label, c + 1, used);
        }
        return labels;
    }

    private static string Word(string name, int column)
    {
        string word = string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-' or ':' ? c : '_')).Trim('_');
        // Names by which the reader would take a channel for x.
        return word.Length == 0 || !char.IsAsciiLetterOrDigit(word[0]) || SignalWords.Key(word) is "energy" or "e" or "angle"
            ? string.Create(CultureInfo.InvariantCulture, $"column_{column}_{word}").TrimEnd('_')
            : word;
    }

    private static string Unused(string label, int column, HashSet<string> used)
    {
        string unique = string.Create(CultureInfo.InvariantCulture, $"{label}_column_{column}");
        while (!used.Add(unique))
            unique += "_";
        return unique;
    }
}
