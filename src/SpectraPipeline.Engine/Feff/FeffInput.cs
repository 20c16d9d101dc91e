using System.Globalization;
using System.Text;
using SpectraPipeline.Core;
using SpectraPipeline.IO.Structures;

namespace SpectraPipeline.Engine.Feff;

/// <summary>The input of FEFF for one cluster.</summary>
/// <remarks>
/// Cards as FEFF 8.5 reads them: J. J. Rehr, J. J. Kas, M. P. Prange, A. P. Sorini, Y. Takimoto, F. Vila, C. R. Physique 10 (2009) 548,
/// doi:10.1016/j.crhy.2008.08.004. Overlapped atomic potentials unless self-consistent ones are asked for, Hedin–Lundqvist exchange, no S02 and no σ²: those belong to the fit. One potential
/// for the absorber and one for each element around it.
/// </remarks>
public sealed record FeffInput
{
    private const int MostPotentials = 7;

    /// <summary>Absorber and neighbours.</summary>
    public required AtomCluster Cluster { get; init; }

    /// <summary>K, L1, L2, L3.</summary>
    public string Edge { get; init; } = "K";

    /// <summary>First line of every file that FEFF writes.</summary>
    public string Title { get; init; } = "";

    /// <summary>Half length of the longest path, Å.</summary>
    public double LongestPath { get; init; } = 5;

    /// <summary>Legs of a path at most.</summary>
    public int Legs { get; init; } = 4;

    /// <summary>Potentials made self-consistent within 4 Å: a better Fermi level, some ten times the time.</summary>
    public bool SelfConsistent { get; init; }

    /// <summary>The cluster is a molecule or a pocket with an end, not a cut out of a crystal.</summary>
    public bool Molecule { get; init; }

    /// <summary>Text of feff.inp.</summary>
    /// <exception cref="UserException">More elements than FEFF has potentials for.</exception>
    public string ToText()
    {
        StructureAtom absorber = Cluster.Atoms[0];
        List<string> elements = [.. Cluster.Atoms.Skip(1).Select(a => a.Symbol).Distinct()];
        if (elements.Count > MostPotentials)
            throw new UserException(
                $"{elements.Count} elements lie around the absorber; FEFF takes {MostPotentials} potentials beside its own. Use a smaller --radius."
            );
        var text = new StringBuilder();
        void Line(FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
        Line($"TITLE {Ascii(Title)}");
        Line($"EDGE {Edge}");
        Line($"S02 1.0");
        Line($"CONTROL 1 1 1 1 1 1");
        Line($"PRINT 1 0 0 0 0 3");
        Line($"EXCHANGE 0");
        if (SelfConsistent)
            Line($"SCF 4.0 {(Molecule ? 1 : 0)} 30 0.1");
        Line($"RPATH {LongestPath:F2}");
        Line($"EXAFS 20");
        Line($"NLEG {Legs}");
        Line($"CRITERIA 4.0 2.5");
        Line($"POTENTIALS");
        Line($"  0 {Element.Number(absorber.Symbol)} {absorber.Symbol}");
        for (int i = 0; i < elements.Count; i++)
            Line($"  {i + 1} {Element.Number(elements[i])} {elements[i]}");
        Line($"ATOMS");
        for (int i = 0; i < Cluster.Atoms.Count; i++)
        {
            StructureAtom a = Cluster.Atoms[i];
            int potential = i == 0 ? 0 : elements.IndexOf(a.Symbol) + 1;
            Line(
                $"  {a.Position.X, 11:F5} {a.Position.Y, 11:F5} {a.Position.Z, 11:F5}  {potential}  {a.Symbol, -2} {a.Position.Length, 9:F5}"
            );
        }
        Line($"END");
        return text.ToString();
    }

    private static string Ascii(string text) => new([.. text.Select(c => c is >= ' ' and <= '~' ? c : ' ').Take(70)]);
}
