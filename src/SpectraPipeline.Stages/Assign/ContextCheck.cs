using System.Globalization;
using System.Text.RegularExpressions;
using SpectraPipeline.Core;

namespace SpectraPipeline.Stages.Assign;

/// <summary>What a context card says that cannot be meant, and what it names that no row of the library knows.</summary>
/// <param name="context">The cell.</param>
/// <param name="rows">Rows of the technique, the whole range.</param>
internal sealed partial class ContextCheck(Context context, IReadOnlyList<LibraryRow> rows)
{
    private const double LowestPh = -2,
        HighestPh = 16;

    private readonly HashSet<string> _formulas = [.. rows.Select(r => r.Formula)];

    /// <summary>Entries of species, products and electrolyte whose bands nobody would recognise. Salts of bare ions (KCl, KOH) have none.</summary>
    public IReadOnlyList<string> NotInLibrary =>
        [.. Named().Where(n => n.Trim().Length > 0 && Misspelt(n) is null && !HasNoBands(n) && !IsKnown(n)).Distinct()];

    /// <summary>Codes and messages.</summary>
    public IEnumerable<(string Code, string Message)> Warnings()
    {
        string[] doubtful = [.. Doubtful()];
        if (doubtful.Length > 0)
            yield return ("context-doubtful", "The context can hardly be meant so: " + string.Join("; ", doubtful) + ".");
        if (NotInLibrary is { Count: > 0 } unknown)
            yield return (
                "not-in-library",
                $"Put in: {string.Join(", ", unknown)} {(unknown.Count == 1 ? "is" : "are")} not in the library: {(unknown.Count == 1 ? "its" : "their")} bands cannot be recognised and will be called something else or unassigned. Name a file with {(unknown.Count == 1 ? "its" : "their")} bands: library: [builtin, my-bands.csv]."
            );
    }

    private IEnumerable<string> Named() => context.Electrolyte.Concat(context.Species).Concat(context.Products);

    private IEnumerable<string> Doubtful()
    {
        foreach (string symbol in context.Elements.Concat(context.Isotopes.Keys).Where(e => !Composition.IsElement(e)))
            yield return Composition.IsElement(Capitalised(symbol))
                ? $"'{symbol}' is no element, '{Capitalised(symbol)}' is"
                : $"'{symbol}' is no element";
        if (context.Ph is { } ph && !(ph is >= LowestPh and <= HighestPh))
            yield return string.Create(CultureInfo.InvariantCulture, $"pH {ph:0.##} lies outside {LowestPh:0} to {HighestPh:0}");
        foreach (string name in Named().Distinct())
            if (Misspelt(name) is { } meant)
                yield return $"'{name}': is '{meant}' meant?";
    }

    /// <summary>What a name most likely should be, or null when it may stand: zero for O, I for l, letters of the wrong case, one letter wrong.</summary>
    private string? Misspelt(string name)
    {
        string text = ContextPrior.Bare(name);
        if (ZeroForO().IsMatch(text) && ZeroForO().Replace(text, "O") is var withO && Composition.Of(withO) is not null)
            return withO;
        if (IsKnown(text) || HasNoBands(text))
            return null;
        if (text.Contains("CI", StringComparison.Ordinal) && Plain(text.Replace("CI", "Cl", StringComparison.Ordinal)) is { } chloride)
            return chloride;
        if (Composition.Of(text) is not null)
            return null;
        if (text.ToUpperInvariant() is var capitals && Composition.Of(capitals) is not null && IsKnown(capitals))
            return capitals;
        string[] names = [.. ContextPrior.Synonyms, .. _formulas, .. rows.Select(r => r.Species).Distinct()];
        return names.FirstOrDefault(n => string.Equals(n, text, StringComparison.OrdinalIgnoreCase))
            ?? (text.Length < 5 ? null : names.FirstOrDefault(n => IsOneEditAway(n.ToLowerInvariant(), text.ToLowerInvariant())));

        static string? Plain(string formula) => Composition.Of(formula) is null ? null : formula;
    }

    /// <summary>Any row shows it, in whatever state: as named, as its anion, as its ammonium or metal salt.</summary>
    private bool IsKnown(string name)
    {
        (string Name, Composition? Formula) entry = ContextPrior.Entry(Hydrate().Replace(name, ""));
        if (
            rows.Any(r =>
                ContextPrior.Matches(entry, r)
                || r.Species.Split([' ', ',', '(', ')', '/']).Contains(entry.Name, StringComparer.OrdinalIgnoreCase)
            )
        )
            return true;
        Composition[] parts = [.. Parts(name)];
        return rows.Any(r => Composition.Of(r.Formula) is { } formula && parts.Any(formula.SameAs));
    }

    private static IEnumerable<Composition> Parts(string name)
    {
        string text = ContextPrior.Bare(Hydrate().Replace(name.Trim(), ""));
        foreach (string form in (string[])[text, Ammonium().Replace(text, "")])
        {
            if (ContextPrior.Entry(form).Formula is not { } formula)
                continue;
            foreach (
                Composition part in (Composition[])
                    [
                        formula,
                        formula.Without(ContextPrior.IsAlkali),
                        formula.Without(IsCation),
                        formula.Without(e => IsCation(e) || e == "H"),
                        formula.Without(IsHalide),
                    ]
            )
                if (!part.IsEmpty && (part.Atoms > 1 || part.SameAs(formula)))
                {
                    yield return part;
                    yield return part.Reduced();
                }
        }
    }

    private static bool HasNoBands(string name) =>
        ContextPrior.Entry(name).Formula is { } formula
        && formula.Without(e => IsCation(e) || e is "H" or "D").Reduced().Atoms <= 1
        && !(formula.Symbols.Count() > 1 && formula.Symbols.All(e => e is "H" or "D" or "C" or "N"));

    private static bool IsCation(string element) =>
        ContextPrior.IsAlkali(element)
        || element
            is "Ba"
                or "Sr"
                or "Al"
                or "Cu"
                or "Zn"
                or "Fe"
                or "Co"
                or "Ni"
                or "Mn"
                or "Ag"
                or "Pb"
                or "Sn"
                or "Bi"
                or "Cd"
                or "In"
                or "Ce"
                or "La"
                or "Tl"
                or "Hg";

    private static bool IsHalide(string element) => element is "F" or "Cl" or "Br" or "I";

    private static string Capitalised(string symbol) =>
        symbol.Length == 0 ? symbol : char.ToUpperInvariant(symbol[0]) + symbol[1..].ToLowerInvariant();

    /// <summary>One letter inserted, left out, changed, or two neighbours exchanged.</summary>
    private static bool IsOneEditAway(string a, string b)
    {
        if (Math.Abs(a.Length - b.Length) > 1)
            return false;
        int start = 0,
            end = 0;
        while (start < Math.Min(a.Length, b.Length) && a[start] == b[start])
            start++;
        while (end < Math.Min(a.Length, b.Length) - start && a[^(end + 1)] == b[^(end + 1)])
            end++;
        (string left, string right) = (a[start..^end], b[start..^end]);
        return (left.Length <= 1 && right.Length <= 1)
            || (left.Length == 2 && right.Length == 2 && left[0] == right[1] && left[1] == right[0]);
    }

    /// <summary>A zero that ends no number: H2S04, C0.</summary>
    [GeneratedRegex(@"(?<![0-9.])0")]
    private static partial Regex ZeroForO();

    [GeneratedRegex(@"[.·*]\s*[0-9]*\s*H2O$")]
    private static partial Regex Hydrate();

    [GeneratedRegex(@"^(\(NH4\)[0-9]*|NH4)(?=.)")]
    private static partial Regex Ammonium();
}
