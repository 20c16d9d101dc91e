using System.Globalization;
using System.Text.RegularExpressions;
using SpectraPipeline.Core;

namespace SpectraPipeline.Stages.Assign;

/// <summary>How likely a species is in this cell before any band is looked at.</summary>
/// <param name="Weight">Relative weight, 0 (cannot exist) to 1 (stated).</param>
/// <param name="Reason">In words.</param>
internal readonly record struct PriorWeight(double Weight, string Reason);

/// <summary>Prior weights from the context card. A hard zero only where the chemistry cannot exist; everything else keeps <see cref="Floor"/>.</summary>
/// <remarks>
/// Weights (science notes 3.3 and judgement; the flat second pass shows what they did): stated in the cell or found as a product 1; the solvent 1;
/// carbonate, bicarbonate, CO2 and water vapour 0.3 (air and local pH bring them in unasked); adsorbed species that the elements allow 0.3, half more when
/// the row names a metal of the electrode, a tenth when it names only absent ones; dissolved 0.1, artefacts 0.1, supports 0.1, other gases and
/// electrolytes that are not in the cell 0.02. Species of N and O without carbon take a tenth where nothing with an N-O bond was put in or found.
/// </remarks>
internal sealed partial class ContextPrior
{
    public const double Floor = 0.02;

    // An amine or N2 is oxidised to an N-O species only far above the potentials at which most cells run: a tenth, not zero (judgement).
    private const double WithoutSource = 0.1;

    private static readonly Dictionary<string, string> s_synonyms = new()
    {
        ["methanol"] = "CH4O",
        ["meoh"] = "CH4O",
        ["ethanol"] = "C2H6O",
        ["etoh"] = "C2H6O",
        ["formaldehyde"] = "CH2O",
        ["formic acid"] = "HCOOH",
        ["formate"] = "HCOO-",
        ["acetate"] = "C2H3O2-",
        ["dimethylamine"] = "C2H7N",
        ["dma"] = "C2H7N",
        ["dmf"] = "C3H7NO",
        ["dimethylformamide"] = "C3H7NO",
        ["ammonia"] = "NH3",
        ["hydroxylamine"] = "NH2OH",
        ["nitrate"] = "NO3-",
        ["nitrite"] = "NO2-",
        ["carbonate"] = "CO3",
        ["bicarbonate"] = "HCO3-",
        ["urea"] = "CH4N2O",
        ["cyclohexanone"] = "C6H10O",
        ["cyclohexanone oxime"] = "C6H11NO",
        ["acetonitrile"] = "C2H3N",
        ["water"] = "H2O",
        ["carbon monoxide"] = "CO",
        ["carbon dioxide"] = "CO2",
    };

    private readonly Context _context;
    private readonly HashSet<string> _elements;
    private readonly List<(string Name, Composition? Formula)> _stated = [];
    private readonly List<(string Name, Composition? Formula)> _putIn = [];
    private readonly HashSet<string> _metals;
    private readonly bool _deuterium,
        _hasNitrogenOxygenSource;

    public ContextPrior(Context context)
    {
        _context = context;
        foreach (string name in context.Electrolyte.Concat(context.Species))
            _putIn.Add(Entry(name));
        _stated.AddRange(_putIn);
        foreach (string name in context.Products)
            _stated.Add(Entry(name));
        _hasNitrogenOxygenSource = _stated.Exists(s =>
            HasNitrogenOxygenBond(s.Formula)
            || s.Name.Contains("oxime", StringComparison.Ordinal)
            || s.Name.Contains("nitr", StringComparison.Ordinal)
        );
        _elements = [.. context.Elements];
        // What is put in is in the cell, also where the list of elements forgot it.
        foreach ((_, Composition? formula) in _stated)
            if (_elements.Count > 0 && formula is not null)
                _elements.UnionWith(formula.Symbols);
        if (_elements.Count > 0 && IsAqueous)
            _elements.UnionWith(["H", "O"]);
        _metals = [.. Metals(context.Electrode ?? "").Concat(_elements.Where(e => Metal().IsMatch(e)))];
        _deuterium =
            context.Isotopes.Any(i => i.Key is "H" or "D" && i.Value == 2)
            || _elements.Contains("D")
            || context.Solvent?.Contains('D', StringComparison.Ordinal) == true;
    }

    /// <summary>Solvent is water, or nobody said otherwise.</summary>
    private bool IsAqueous =>
        _context.Solvent is null or "H2O" or "D2O" || _context.Solvent.Contains("water", StringComparison.OrdinalIgnoreCase);

    /// <summary>Weight of a row's species; 1 for all when the card is empty.</summary>
    public PriorWeight Of(LibraryRow row)
    {
        if (_context.IsEmpty)
            return new(1, "no context stated");
        if (Impossible(row) is { } impossible)
            return new(0, impossible);
        PriorWeight role = Role(row);
        (double weight, string reason) = (role.Weight, role.Reason);
        if (HasNitrogenOxygenBond(Composition.Of(row.Formula)) && !_hasNitrogenOxygenSource)
            (weight, reason) = (weight * WithoutSource, reason + ", but nothing with an N-O bond was put in or found");
        if (_context.Ph is { } ph && AcidBase.Fraction(row, ph) is var fraction and < 1)
        {
            weight *= fraction;
            if (fraction < 0.5)
                reason += string.Create(
                    CultureInfo.InvariantCulture,
                    $", fraction {fraction:0.00} at pH {ph:0.#} ± {AcidBase.LocalShift:0}"
                );
        }
        return new(Math.Max(weight, Floor), reason);
    }

    /// <summary>Nitrogen oxides, oxoanions and hydroxylamine: N and O without carbon between them.</summary>
    private static bool HasNitrogenOxygenBond(Composition? formula) =>
        formula is not null && formula.Symbols.Contains("N") && formula.Symbols.Contains("O") && !formula.Symbols.Contains("C");

    /// <summary>It was put into the cell, so it may as well be consumed as formed.</summary>
    public bool IsPutIn(LibraryRow row) => _putIn.Exists(s => Matches(s, row));

    /// <summary>It was put in or found as a product, or it is the solvent.</summary>
    public bool IsStated(LibraryRow row) =>
        _stated.Exists(s => Matches(s, row)) || (row.Formula == "H2O" && row.State != "gas" && IsAqueous && _context.Solvent != "D2O");

    private string? Impossible(LibraryRow row)
    {
        Composition? formula = Composition.Of(row.Formula);
        if (formula is not null && formula.Symbols.Contains("D") && !_deuterium)
            return "no deuterium in the cell";
        // Dirt does not ask what is in the cell.
        if (_elements.Count > 0 && formula is not null && row.Family != "artefact" && !AirBorne(row))
            foreach (string element in formula.Symbols)
                if (element != "D" && !_elements.Contains(element))
                    return $"no {element} in the cell";
        if (_context.Ph is { } ph && AcidBase.Fraction(row, ph) < 0.01)
            return string.Create(CultureInfo.InvariantCulture, $"does not exist at pH {ph:0.#}, nor {AcidBase.LocalShift:0} beside it");
        return null;
    }

    private PriorWeight Role(LibraryRow row)
    {
        if (row.Formula is "H2O" && row.State != "gas")
            return IsAqueous && _context.Solvent != "D2O" ? new(row.State == "aq" ? 1 : 0.3, "solvent") : new(0.1, "not the solvent");
        if (row.Formula is "D2O" or "HOD")
            return new(_deuterium ? 1 : Floor, "heavy water");
        if (_stated.Exists(s => Matches(s, row)))
            return IsPure(row) && IsAqueous ? new(0.2, "in the cell, but dissolved") : new(1, "in the cell");
        if (IsPure(row) && IsAqueous)
            return new(Floor, "pure liquid in water");
        if (row is { Formula: "CO2", State: "aq", Technique: "Raman" })
            return new(Floor, "air brings too little of it for Raman");
        if (AirBorne(row) || (row.State == "aq" && (row.Formula == "CO3" || row.Formula == "HCO3-")))
            return new(0.3, "comes in unasked");
        return row switch
        {
            { Family: "artefact" } => new(0.1, "artefact"),
            { State: "gas" } => new(Floor, "gas"),
            { Family: "electrolyte" } => new(_context.Electrolyte.Count > 0 ? Floor : 0.1, "electrolyte that is not in the cell"),
            { State: "ads" } => Adsorbed(row),
            { Family: "support" } => new(0.1, "support"),
            _ => new(0.1, "may form"),
        };
    }

    private PriorWeight Adsorbed(LibraryRow row)
    {
        string[] named = [.. Metals(row.Species + " " + row.Environment)];
        if (named.Length == 0 || _metals.Count == 0)
            return new(0.3, "the elements allow it");
        return named.Any(_metals.Contains) ? new(0.45, "on this metal") : new(0.03, $"known on {string.Join(", ", named.Distinct())} only");
    }

    /// <summary>Water vapour and carbon dioxide, in the beam or taken up by the electrolyte.</summary>
    private static bool AirBorne(LibraryRow row) =>
        (row.Formula == "H2O" && row.State == "gas") || (row.Formula == "CO2" && (row.State == "gas" || row.State == "aq"));

    /// <summary>The pure liquid: its bands lie elsewhere once it is dissolved.</summary>
    private static bool IsPure(LibraryRow row) =>
        row.Species.EndsWith(" neat", StringComparison.Ordinal) || row.Species.EndsWith(" liquid", StringComparison.Ordinal);

    public static bool Matches((string Name, Composition? Formula) stated, LibraryRow row)
    {
        // '*NO2' is not the nitrite that was put in: an adsorbed row is an intermediate unless the very name was stated.
        string key = Key(row.Species);
        if (
            key == stated.Name
            || (key.StartsWith(stated.Name + " ", StringComparison.Ordinal) && Phase().IsMatch(key[stated.Name.Length..]))
        )
            return true;
        if (
            row.Species.StartsWith('*')
            || row.State == "gas"
            || stated.Formula is not { } formula
            || Composition.Of(row.Formula) is not { } mine
        )
            return false;
        // K2CO3 brings CO3 2-, HClO4 brings ClO4-, KHCO3 brings HCO3-.
        Composition anion = formula.Without(IsAlkali);
        return formula.SameAs(mine)
            || (
                !anion.IsEmpty
                && (
                    anion.SameAs(mine)
                    || (
                        anion.Without(e => e == "H") is { IsEmpty: false } bare
                        && bare.Symbols.Count() > 1
                        && bare.SameAs(mine)
                        && !anion.Symbols.Contains("C")
                    )
                )
            );
    }

    public static bool IsAlkali(string element) => element is "Li" or "Na" or "K" or "Rb" or "Cs" or "Mg" or "Ca";

    /// <summary>A name as the prior compares it, with the formula that it stands for.</summary>
    public static (string Name, Composition? Formula) Entry(string name) => (Key(Bare(name)), Composition.Of(Synonym(Bare(name))));

    /// <summary>Without the concentration before it: '0.5 M KHCO3'.</summary>
    public static string Bare(string name) => Concentration().Replace(name.Trim(), "");

    private static string Key(string name) => name.Trim().ToLowerInvariant();

    private static string Synonym(string name) => s_synonyms.GetValueOrDefault(Key(name), name);

    /// <summary>Names that stand for a formula.</summary>
    public static IReadOnlyCollection<string> Synonyms => s_synonyms.Keys;

    private static IEnumerable<string> Metals(string text) => Metal().Matches(text).Select(m => m.Value);

    [GeneratedRegex(@"^[0-9]+([.,][0-9]+)?\s*(mM|µM|uM|M|mol/L|mmol/L|wt%|%)\s+")]
    private static partial Regex Concentration();

    [GeneratedRegex(@"(?<![a-z])(Cu|Pt|Pd|Au|Ag|Ni|Co|Fe|Ti|Zn|Ru|Ir|Rh|Bi|Sn|Pb|Mn|Mo|W)(?![a-z])")]
    private static partial Regex Metal();

    [GeneratedRegex(@"^ *(aqueous|dissolved|liquid|hydrated|neat|[0-9]?[-+]|\(.*\)[0-9]*)?( aqueous)?$")]
    private static partial Regex Phase();
}
