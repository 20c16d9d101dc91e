namespace SpectraPipeline.IO.Structures;

/// <summary>Chemical symbols by atomic number.</summary>
public static class Element
{
    private static readonly string[] s_symbols = (
        "H He Li Be B C N O F Ne Na Mg Al Si P S Cl Ar K Ca Sc Ti V Cr Mn Fe Co Ni Cu Zn Ga Ge As Se Br Kr Rb Sr Y Zr Nb Mo Tc Ru Rh Pd Ag Cd In Sn Sb Te I Xe "
        + "Cs Ba La Ce Pr Nd Pm Sm Eu Gd Tb Dy Ho Er Tm Yb Lu Hf Ta W Re Os Ir Pt Au Hg Tl Pb Bi Po At Rn Fr Ra Ac Th Pa U"
    ).Split(' ');

    /// <summary>Z of a symbol, or 0.</summary>
    public static int Number(string symbol) => 1 + Array.FindIndex(s_symbols, s => s.Equals(symbol, StringComparison.OrdinalIgnoreCase));

    /// <summary>The symbol that a label begins with (Zn1, O2-, C_a); null when it begins with none.</summary>
    public static string? OfLabel(string label)
    {
        for (int length = Math.Min(2, label.Length); length > 0; length--)
            if (label.AsSpan(0, length).IndexOfAnyExceptInRange('A', 'z') < 0 && Number(label[..length]) is var z and > 0)
                return s_symbols[z - 1];
        return null;
    }
}
