using System.Globalization;

namespace SpectraPipeline.Numerics.Xas;

/// <summary>Symbols and standard atomic masses of the elements, Z = 1 to 92.</summary>
/// <remarks>
/// Standard atomic weights of IUPAC to six digits at most (T. Prohaska et al., Pure Appl. Chem. 94 (2022) 573, doi:10.1515/pac-2019-0603), conventional value where an interval is
/// given; for elements without a stable isotope the mass number of the longest-lived one.
/// </remarks>
public static class ChemicalElements
{
    /// <summary>The last Z of the table.</summary>
    public const int Last = 92;

    private static readonly string[] s_symbols = (
        "H He Li Be B C N O F Ne Na Mg Al Si P S Cl Ar K Ca Sc Ti V Cr Mn Fe Co Ni Cu Zn Ga Ge As Se Br Kr Rb Sr Y Zr Nb Mo Tc Ru Rh Pd Ag "
        + "Cd In Sn Sb Te I Xe Cs Ba La Ce Pr Nd Pm Sm Eu Gd Tb Dy Ho Er Tm Yb Lu Hf Ta W Re Os Ir Pt Au Hg Tl Pb Bi Po At Rn Fr Ra Ac Th Pa U"
    ).Split(' ');

    // Ten a line.
    private const string MassText =
        "1.008 4.0026 6.94 9.0122 10.81 12.011 14.007 15.999 18.9984 20.1797 "
        + "22.9898 24.305 26.9815 28.085 30.9738 32.06 35.45 39.95 39.0983 40.078 "
        + "44.9559 47.867 50.9415 51.996 54.938 55.845 58.9332 58.6934 63.546 65.38 "
        + "69.723 72.63 74.9216 78.971 79.904 83.798 85.4678 87.62 88.9058 91.224 "
        + "92.9064 95.95 97 101.07 102.906 106.42 107.868 112.414 114.818 118.71 "
        + "121.76 127.6 126.905 131.293 132.905 137.327 138.905 140.116 140.908 144.242 "
        + "145 150.36 151.96 157.25 158.925 162.5 164.93 167.259 168.934 173.045 "
        + "174.967 178.49 180.948 183.84 186.207 190.23 192.217 195.084 196.967 200.592 "
        + "204.383 207.2 208.98 209 210 222 223 226 227 232.038 "
        + "231.036 238.029";

    private static readonly double[] s_masses = [.. MassText.Split(' ').Select(m => double.Parse(m, CultureInfo.InvariantCulture))];

    /// <summary>Symbol of an element.</summary>
    /// <param name="atomicNumber">Z, 1 to 92.</param>
    public static string Symbol(int atomicNumber) => s_symbols[atomicNumber - 1];

    /// <summary>Standard atomic mass, u.</summary>
    /// <param name="atomicNumber">Z, 1 to 92.</param>
    public static double Mass(int atomicNumber) => s_masses[atomicNumber - 1];

    /// <summary>Z of a symbol written as in <c>Zn</c>; 0 when it is none.</summary>
    public static int AtomicNumber(string symbol) => Array.IndexOf(s_symbols, symbol) + 1;
}
