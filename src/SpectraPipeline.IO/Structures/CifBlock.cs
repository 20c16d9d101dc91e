using System.Globalization;
using SpectraPipeline.Core;

namespace SpectraPipeline.IO.Structures;

/// <summary>A data block of a CIF: single values and columns of loops by tag, tags in small letters.</summary>
internal sealed class CifBlock
{
    private readonly Dictionary<string, List<string>> _values = new(StringComparer.Ordinal);

    private CifBlock(string name) => Name = name;

    /// <summary>What stands behind <c>data_</c>.</summary>
    public string Name { get; }

    /// <summary>A single value; null when it is absent, unknown (?) or does not apply (.).</summary>
    public string? Text(string tag) =>
        _values.TryGetValue(tag, out List<string>? v) && v.Count > 0 && v[0] is not ("?" or ".") ? v[0] : null;

    /// <summary>A column of a loop, or null.</summary>
    public IReadOnlyList<string>? Column(string tag) => _values.GetValueOrDefault(tag);

    /// <summary>A number that must be there.</summary>
    public double Number(string tag) =>
        NumberOf(Text(tag) ?? throw new BadFileException(0, tag, "nothing: the block has no such entry"), tag);

    /// <summary>A number, its standard uncertainty in brackets left out: 3.2495(2).</summary>
    public static double NumberOf(string text, string tag) =>
        double.TryParse(text.Split('(')[0], NumberStyles.Float, CultureInfo.InvariantCulture, out double v) && double.IsFinite(v)
            ? v
            : throw new BadFileException(0, $"a number for {tag}", $"'{text}'");

    /// <summary>The first block that has a tag.</summary>
    public static CifBlock FirstWith(string text, string tag)
    {
        List<(string Token, bool Quoted)> tokens = Tokens(text);
        var block = new CifBlock("");
        for (int i = 0; i < tokens.Count; )
        {
            (string token, bool quoted) = tokens[i];
            if (!quoted && token.StartsWith("data_", StringComparison.OrdinalIgnoreCase))
            {
                if (block._values.ContainsKey(tag))
                    return block;
                block = new CifBlock(token[5..]);
                i++;
            }
            else if (!quoted && token.Equals("loop_", StringComparison.OrdinalIgnoreCase))
                i = block.ReadLoop(tokens, i + 1);
            else if (IsTag(tokens[i]) && i + 1 < tokens.Count && !IsTag(tokens[i + 1]))
            {
                block._values[token.ToLowerInvariant()] = [tokens[i + 1].Token];
                i += 2;
            }
            else
                i++;
        }
        return block._values.ContainsKey(tag) ? block : throw new BadFileException(0, $"atoms with fractional coordinates ({tag})", "none");
    }

    private int ReadLoop(List<(string Token, bool Quoted)> tokens, int at)
    {
        var columns = new List<List<string>>();
        for (; at < tokens.Count && IsTag(tokens[at]); at++)
            columns.Add(_values[tokens[at].Token.ToLowerInvariant()] = []);
        int cell = 0;
        for (; at < tokens.Count && !IsTag(tokens[at]) && !IsReserved(tokens[at]); at++, cell++)
            if (columns.Count > 0)
                columns[cell % columns.Count].Add(tokens[at].Token);
        if (columns.Count > 0 && cell % columns.Count != 0)
            throw new BadFileException(0, $"{columns.Count} values a row of a loop", $"{cell} values in all");
        return at;
    }

    private static bool IsTag((string Token, bool Quoted) t) => !t.Quoted && t.Token.StartsWith('_');

    private static bool IsReserved((string Token, bool Quoted) t) =>
        !t.Quoted
        && (t.Token.StartsWith("data_", StringComparison.OrdinalIgnoreCase) || t.Token.Equals("loop_", StringComparison.OrdinalIgnoreCase));

    private static List<(string Token, bool Quoted)> Tokens(string text)
    {
        var tokens = new List<(string, bool)>();
        string[] lines = text.TrimStart('\uFEFF').ReplaceLineEndings("\n").Split('\n');
        for (int l = 0; l < lines.Length; l++)
        {
            if (lines[l].StartsWith(';'))
            {
                int end = Array.FindIndex(lines, l + 1, s => s.StartsWith(';'));
                if (end < 0)
                    throw new BadFileException(0, "the ';' that ends a text", "the end of the file", l + 1);
                tokens.Add((string.Join(' ', lines[l..end]).TrimStart(';').Trim(), true));
                l = end;
                continue;
            }
            AddTokens(lines[l], tokens);
        }
        return tokens;
    }

    private static void AddTokens(string line, List<(string Token, bool Quoted)> tokens)
    {
        for (int i = 0; i < line.Length; )
        {
            if (char.IsWhiteSpace(line[i]))
            {
                i++;
                continue;
            }
            if (line[i] == '#')
                return;
            char quote = line[i];
            int end = i + 1;
            if (quote is '\'' or '"')
            {
                // A quotation ends at its mark followed by a blank: 'a dog's life'.
                while (end < line.Length && !(line[end] == quote && (end + 1 == line.Length || char.IsWhiteSpace(line[end + 1]))))
                    end++;
                tokens.Add((line[(i + 1)..Math.Min(end, line.Length)], true));
                i = end + 1;
                continue;
            }
            while (end < line.Length && !char.IsWhiteSpace(line[end]))
                end++;
            tokens.Add((line[i..end], false));
            i = end;
        }
    }
}
