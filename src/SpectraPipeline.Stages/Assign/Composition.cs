namespace SpectraPipeline.Stages.Assign;

/// <summary>How many atoms of which element; D is deuterium.</summary>
internal sealed class Composition
{
    private const string Elements =
        " H D He Li Be B C N O F Ne Na Mg Al Si P S Cl Ar K Ca Sc Ti V Cr Mn Fe Co Ni Cu Zn Ga Ge As Se Br Kr Rb Sr Y Zr Nb Mo Tc Ru Rh Pd Ag Cd In Sn Sb Te I Xe Cs Ba La Ce Pr Nd Sm Eu Gd Tb Dy Ho Er Tm Yb Lu Hf Ta W Re Os Ir Pt Au Hg Tl Pb Bi ";

    private readonly SortedDictionary<string, int> _atoms = new(StringComparer.Ordinal);

    /// <summary>Elements that occur.</summary>
    public IEnumerable<string> Symbols => _atoms.Keys;

    /// <summary>Same atoms in the same numbers: CH3OH and CH4O.</summary>
    public bool SameAs(Composition other) => _atoms.SequenceEqual(other._atoms);

    /// <summary>The same without some elements, each atom counted.</summary>
    public Composition Without(Func<string, bool> drop)
    {
        var rest = new Composition();
        foreach ((string symbol, int count) in _atoms)
            if (!drop(symbol))
                rest._atoms[symbol] = count;
        return rest;
    }

    /// <summary>The smallest whole numbers of the same proportions: N2O6 is NO3.</summary>
    public Composition Reduced()
    {
        int divisor = 0;
        foreach (int count in _atoms.Values)
            divisor = Gcd(divisor, count);
        var reduced = new Composition();
        foreach ((string symbol, int count) in _atoms)
            reduced._atoms[symbol] = count / Math.Max(1, divisor);
        return reduced;
    }

    /// <summary>Number of atoms.</summary>
    public int Atoms => _atoms.Values.Sum();

    /// <summary>The symbol of an element, D included.</summary>
    public static bool IsElement(string symbol) => symbol.Length > 0 && Elements.Contains(" " + symbol + " ", StringComparison.Ordinal);

    private static int Gcd(int a, int b) => b == 0 ? a : Gcd(b, a % b);

    /// <summary>No atom.</summary>
    public bool IsEmpty => _atoms.Count == 0;

    /// <summary>Reads a formula with or without charge (NO3-, (CH3)2NH2+, K2CO3); null when it is no formula.</summary>
    public static Composition? Of(string formula)
    {
        string text = formula.Trim();
        int charge = text.IndexOfAny([' ', '+', '-']);
        // 'CO3 2-' and 'NH4+': the charge goes; 'h-OPNC' and 'M-S' are names, not formulas.
        if (charge >= 0)
        {
            foreach (char c in text.AsSpan(charge))
                if (!char.IsAsciiDigit(c) && c is not ('+' or '-' or ' '))
                    return null;
            text = text[..charge];
        }
        var composition = new Composition();
        int at = 0;
        return text.Length > 0 && composition.Read(text, ref at, 1) && at == text.Length ? composition : null;
    }

    private bool Read(string text, ref int at, int times)
    {
        while (at < text.Length && text[at] != ')')
        {
            if (text[at] == '(')
            {
                int end = Close(text, at);
                if (end < 0)
                    return false;
                int after = end + 1,
                    count = Number(text, ref after);
                at++;
                if (!Read(text, ref at, times * count))
                    return false;
                at = after;
                continue;
            }
            if (!char.IsAsciiLetterUpper(text[at]))
                return false;
            int length = at + 1 < text.Length && char.IsAsciiLetterLower(text[at + 1]) ? 2 : 1;
            string symbol = text.Substring(at, length);
            if (!Elements.Contains(" " + symbol + " ", StringComparison.Ordinal))
                return false;
            at += length;
            _atoms[symbol] = _atoms.GetValueOrDefault(symbol) + (times * Number(text, ref at));
        }
        return true;
    }

    private static int Close(string text, int open)
    {
        int depth = 0;
        for (int i = open; i < text.Length; i++)
        {
            depth +=
                text[i] == '(' ? 1
                : text[i] == ')' ? -1
                : 0;
            if (depth == 0)
                return i;
        }
        return -1;
    }

    private static int Number(string text, ref int at)
    {
        int value = 0,
            start = at;
        while (at < text.Length && char.IsAsciiDigit(text[at]))
            value = (10 * value) + (text[at++] - '0');
        return at == start ? 1 : value;
    }
}
