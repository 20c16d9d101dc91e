using System.Globalization;
using System.Text;

namespace SpectraPipeline.Engine.Catalog;

/// <summary>Names in YAML are the kebab-case of names in code; done here and nowhere else.</summary>
public static class Kebab
{
    /// <summary><c>MaxIterations</c> to <c>max-iterations</c>; <c>Dk2</c> to <c>dk2</c>; other spellings by <c>[Param(Name = ...)]</c>.</summary>
    public static string Of(string name)
    {
        var b = new StringBuilder(name.Length + 4);
        for (int i = 0; i < name.Length; i++)
        {
            char c = name[i];
            if (i > 0 && char.IsUpper(c))
                b.Append('-');
            b.Append(char.ToLowerInvariant(c));
        }
        return b.ToString();
    }

    /// <summary>A number for a sentence: 1e+15 rather than sixteen digits.</summary>
    public static string Brief(double value) => value.ToString("G6", CultureInfo.InvariantCulture).ToLowerInvariant();

    /// <summary>Text of a value as the pipeline file writes it; doubles round-trip.</summary>
    public static string Text(object? value) =>
        value switch
        {
            null => "",
            double d => d.ToString("R", CultureInfo.InvariantCulture),
            bool b => b ? "true" : "false",
            Enum e => Of(e.ToString()),
            string s => s,
            IFormattable f => f.ToString(null, CultureInfo.InvariantCulture),
            _ => value.ToString() ?? "",
        };
}
