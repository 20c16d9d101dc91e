using System.Reflection;
using System.Text;
using SpectraPipeline.Core.Rows;

namespace SpectraPipeline.IO.Store;

/// <summary>A column of a result table: its name, unit and meaning, taken from the row record.</summary>
/// <param name="Name">snake_case name, as stored.</param>
/// <param name="Unit">Unit symbol; <c>axis</c> = of the series' axis, <c>y</c> = of the spectrum; empty when there is none.</param>
/// <param name="Help">What it is.</param>
/// <param name="Sql">SQL type.</param>
public sealed record TableColumn(string Name, string Unit, string Help, string Sql)
{
    internal static TableColumn From(PropertyInfo property, string sql)
    {
        ColumnAttribute? about = property.GetCustomAttribute<ColumnAttribute>();
        string name = about?.Name is { Length: > 0 } given ? given : SnakeCase(property.Name);
        return new(name, about?.Unit ?? "", about?.Help ?? "", sql);
    }

    /// <summary>R -> r, E0HalfStep -> e0_half_step, PotentialSdV -> potential_sd_v, TauSSe -> tau_s_se, BIC -> bic: a capital opens a word
    /// unless it stands inside a run of capitals; digits stay with the word before them.</summary>
    internal static string SnakeCase(string name)
    {
        var result = new StringBuilder(name.Length + 8);
        for (int i = 0; i < name.Length; i++)
        {
            bool opens =
                i > 0 && char.IsUpper(name[i]) && (!char.IsUpper(name[i - 1]) || (i + 1 < name.Length && !char.IsUpper(name[i + 1])));
            if (opens)
                result.Append('_');
            result.Append(char.ToLowerInvariant(name[i]));
        }
        return result.ToString();
    }

    /// <summary>Enum member to stored text: BelowDetection -> below-detection.</summary>
    internal static string KebabCase(string name) => SnakeCase(name).Replace('_', '-');
}
