using System.Globalization;
using System.Text.Json;
using SpectraPipeline.Core;

namespace SpectraPipeline.IO.Readers.Xdi;

/// <summary>The extension family <c>Spectra</c>: what <see cref="Writers.Xdi.XdiWriter"/> cannot say in XDI's own words. Texts are JSON, so that nothing in
/// them is lost and any program can take them apart.</summary>
/// <remarks><c>Spectra.entry_N: ["key", "value"]</c> is an entry whose key or value XDI does not allow; <c>Spectra.column_N: "name"</c> the name of column N
/// where it is no XDI label; <c>Spectra.time_s</c>, <c>Spectra.potential_v</c> numbers; <c>Spectra.x_quantity</c> tells units of one symbol apart.</remarks>
internal sealed class SpectraEntries
{
    /// <summary>Prefix of entries.</summary>
    public const string Entry = "Spectra.entry_";

    /// <summary>Prefix of names of columns.</summary>
    public const string Column = "Spectra.column_";

    /// <summary>Time since the start of the series.</summary>
    public const string Time = "Spectra.time_s";

    /// <summary>Electrode potential.</summary>
    public const string Potential = "Spectra.potential_v";

    /// <summary>What x measures.</summary>
    public const string XQuantity = "Spectra.x_quantity";

    private readonly Dictionary<int, string> _columns = [];

    /// <summary>All entries under their original keys.</summary>
    public Dictionary<string, string> Metadata { get; } = [];

    /// <summary>Time since the start of the series (s); null when the extension does not state it.</summary>
    public double? TimeS { get; private set; }

    /// <summary>Electrode potential (V); null when the extension does not state it.</summary>
    public double? PotentialV { get; private set; }

    /// <summary>What x measures; null when its unit's symbol tells.</summary>
    public Quantity? Quantity { get; private set; }

    /// <summary>Takes the extension out of a header's entries.</summary>
    public static SpectraEntries Of(IReadOnlyDictionary<string, string> entries)
    {
        var result = new SpectraEntries();
        var original = new List<(string Key, string Value)>();
        foreach (var (key, value) in entries)
            if (!result.Take(key, value, original))
                result.Metadata[key] = value;
        // The original of an entry wins over what the writer put in its place.
        foreach (var (key, value) in original)
            result.Metadata[key] = value;
        return result;
    }

    /// <summary>Name of a column: the original where the extension has it.</summary>
    public string Name(int column, string label) => _columns.GetValueOrDefault(column, label);

    private bool Take(string key, string value, List<(string Key, string Value)> original)
    {
        if (key.StartsWith(Entry, StringComparison.OrdinalIgnoreCase) && Texts(value) is [string name, string text])
            original.Add((name, text));
        else if (
            key.StartsWith(Column, StringComparison.OrdinalIgnoreCase)
            && int.TryParse(key.AsSpan(Column.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int n)
            && Texts($"[{value}]") is [string label]
        )
            _columns[n - 1] = label;
        else if (string.Equals(key, Time, StringComparison.OrdinalIgnoreCase) && Number(value) is double time)
            TimeS = time;
        else if (string.Equals(key, Potential, StringComparison.OrdinalIgnoreCase) && Number(value) is double potential)
            PotentialV = potential;
        else if (string.Equals(key, XQuantity, StringComparison.OrdinalIgnoreCase) && Enum.TryParse(value, out Quantity quantity))
            Quantity = quantity;
        else
            return false;
        return true;
    }

    private static string[]? Texts(string json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            JsonElement root = document.RootElement;
            return root.ValueKind == JsonValueKind.Array && root.EnumerateArray().All(e => e.ValueKind == JsonValueKind.String)
                ? [.. root.EnumerateArray().Select(e => e.GetString()!)]
                : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Somebody else's entry of that name: it stays as it is. (A lone surrogate is well-formed JSON and no text.)
            return null;
        }
    }

    private static double? Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double v) ? v : null;
}
