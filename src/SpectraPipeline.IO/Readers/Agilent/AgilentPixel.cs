using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace SpectraPipeline.IO.Readers.Agilent;

/// <summary>Where a pixel is. Images hold hundreds of thousands of them, so the texts are made only when they are asked for.</summary>
/// <param name="Row">Row, from 0.</param>
/// <param name="Column">Column, from 0.</param>
/// <param name="Size">Edge of a pixel (µm); NaN when unknown.</param>
internal sealed record AgilentPixel(int Row, int Column, double Size) : IReadOnlyDictionary<string, string>
{
    private static readonly string[] s_keys = ["Row", "Column", "X (um)", "Y (um)"];

    public int Count => double.IsNaN(Size) ? 2 : 4;

    public IEnumerable<string> Keys => s_keys.Take(Count);

    public IEnumerable<string> Values => Keys.Select(k => this[k]);

    public string this[string key] => TryGetValue(key, out string? value) ? value : throw new KeyNotFoundException(key);

    public bool ContainsKey(string key) => Keys.Contains(key, StringComparer.Ordinal);

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out string value)
    {
        double? number = Array.IndexOf(s_keys, key, 0, Count) switch
        {
            0 => Row,
            1 => Column,
            2 => Column * Size,
            3 => Row * Size,
            _ => null,
        };
        value = number?.ToString(CultureInfo.InvariantCulture);
        return value is not null;
    }

    public IEnumerator<KeyValuePair<string, string>> GetEnumerator() => Keys.Select(k => KeyValuePair.Create(k, this[k])).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
