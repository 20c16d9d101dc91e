using System.Globalization;
using System.Text;

namespace SpectraPipeline.Testing.Generators.Xas;

/// <summary>One atom of a cluster in Å; potential 0 is the absorber.</summary>
public readonly record struct ClusterAtom(double X, double Y, double Z, int Potential, string Tag)
{
    public double Radius => Math.Sqrt(X * X + Y * Y + Z * Z);
}

/// <summary>
/// Clusters written as feff.inp for feff8l: our own structures. The metal is real; the pockets are constructed (nitrogen set by hand to the
/// stated distance, the carbon sheet moved outwards as u ~ 1/r, the far field of a misfitting disc), good as input with a known answer, not as physics.
/// </summary>
public sealed record FeffStructure(
    string Name,
    string Title,
    IReadOnlyList<(int Number, string Tag)> Potentials,
    IReadOnlyList<ClusterAtom> Atoms
)
{
    private const double CarbonBond = 1.42; // Å, graphene
    private const double ClusterRadius = 6.0; // Å

    /// <summary>The three structures of the sample data.</summary>
    public static IReadOnlyList<FeffStructure> All => [ZincMetal(), ZincThreeNitrogen(), ZincFourNitrogen()];

    /// <summary>Hexagonal close packing, a = 2.665 Å, c = 4.947 Å: 6 neighbours at 2.665 Å and 6 at 2.913 Å.</summary>
    public static FeffStructure ZincMetal()
    {
        const double a = 2.665;
        const double c = 4.947;
        List<ClusterAtom> atoms = [];
        for (int i = -4; i <= 4; i++)
        for (int j = -4; j <= 4; j++)
        for (int layer = -3; layer <= 3; layer++)
        {
            // Odd layers sit over the hollow at (2/3, 1/3).
            double shift = layer % 2 == 0 ? 0 : 1;
            double u = i + shift * 2.0 / 3.0;
            double v = j + shift / 3.0;
            double x = a * (u - v / 2);
            double y = a * v * Math.Sqrt(3) / 2;
            bool absorber = i == 0 && j == 0 && layer == 0;
            atoms.Add(new ClusterAtom(x, y, layer * c / 2, absorber ? 0 : 1, "Zn"));
        }
        return new("zn-foil", "Zn metal, hcp, a = 2.665 A, c = 4.947 A", [(30, "Zn"), (30, "Zn")], Sorted(atoms));
    }

    /// <summary>Zn above a single vacancy of graphene whose three edge atoms are N: 3 N at 1.97 Å.</summary>
    public static FeffStructure ZincThreeNitrogen()
    {
        const double bond = 1.97;
        const double inPlane = 1.55; // N moved outwards from 1.42 Å, so Zn stands 1.216 Å above the sheet
        return Pocket(
            "zn-n3",
            "Zn-N3: Zn above a graphene vacancy (constructed), Zn-N = 1.97 A",
            0,
            0,
            CarbonBond,
            inPlane,
            3,
            Math.Sqrt(bond * bond - inPlane * inPlane)
        );
    }

    /// <summary>Zn in the plane of a graphene divacancy whose four edge atoms are N: 4 N at 2.00 Å.</summary>
    public static FeffStructure ZincFourNitrogen()
    {
        double edge = CarbonBond * Math.Sqrt(1.75); // centre of the missing bond to its four neighbours, 1.8785 Å
        return Pocket("zn-n4", "Zn-N4: Zn in a graphene divacancy (constructed), Zn-N = 2.00 A", CarbonBond / 2, 0, edge, 2.00, 4, 0);
    }

    /// <summary>The same with every atom but the absorber moved at random, normal with this standard deviation in Å along each axis.</summary>
    public FeffStructure Displaced(NoiseSource noise, double deviation) =>
        this with
        {
            Atoms =
            [
                .. Atoms.Select(a =>
                    a.Potential == 0
                        ? a
                        : a with
                        {
                            X = a.X + deviation * noise.NextNormal(),
                            Y = a.Y + deviation * noise.NextNormal(),
                            Z = a.Z + deviation * noise.NextNormal(),
                        }
                ),
            ],
        };

    /// <summary>The text of feff.inp: K edge, self-consistent potentials in 4 Å, single and double scattering to 5.0 Å, one feffNNNN.dat a path.</summary>
    public string ToFeffInput() => ToFeffInput(" SCF       4.0\n", 5.0, "4.0 2.5");

    /// <summary>The same with potentials, longest path and criteria for leaving paths out of one's own.</summary>
    public string ToFeffInput(string potentials, double longestPath, string criteria)
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $" TITLE {Title}\n\n");
        text.Append(" EDGE      K\n S02       1.0\n CONTROL   1 1 1 1 1 1\n PRINT     1 0 0 0 0 3\n EXCHANGE  0\n");
        text.Append(potentials);
        text.Append(
            CultureInfo.InvariantCulture,
            $" RPATH     {longestPath:F1}\n NLEG      3\n CRITERIA  {criteria}\n\n POTENTIALS\n *  ipot  Z  tag\n"
        );
        for (int i = 0; i < Potentials.Count; i++)
            text.Append(CultureInfo.InvariantCulture, $"    {i}    {Potentials[i].Number, 2}  {Potentials[i].Tag}\n");
        text.Append("\n ATOMS\n *       x          y          z      ipot  tag     distance\n");
        foreach (ClusterAtom atom in Atoms)
            text.Append(
                CultureInfo.InvariantCulture,
                $" {Fixed(atom.X)} {Fixed(atom.Y)} {Fixed(atom.Z)}  {atom.Potential}   {atom.Tag, -4} {atom.Radius, 9:F5}\n"
            );
        return text.Append(" END\n").ToString();
    }

    private static FeffStructure Pocket(
        string name,
        string title,
        double centreX,
        double centreY,
        double edgeRadius,
        double nitrogenRadius,
        int nitrogens,
        double height
    )
    {
        List<ClusterAtom> atoms = [new(0, 0, 0, 0, "Zn")];
        double misfit = nitrogenRadius - edgeRadius;
        foreach ((double x, double y) in GraphenePoints(centreX, centreY))
        {
            double r = Math.Sqrt(x * x + y * y);
            if (r < edgeRadius - 0.1)
                continue; // the vacancy
            bool nitrogen = r < edgeRadius + 0.1;
            double scale = (r + misfit * edgeRadius / r) / r;
            atoms.Add(new ClusterAtom(x * scale, y * scale, -height, nitrogen ? 1 : 2, nitrogen ? "N" : "C"));
        }
        if (atoms.Count(static atom => atom.Potential == 1) != nitrogens)
            throw new InvalidOperationException($"{name}: {nitrogens} nitrogen atoms expected");
        return new(name, title, [(30, "Zn"), (7, "N"), (6, "C")], Sorted(atoms));
    }

    /// <summary>Graphene with an atom at (0, 0) whose bonds point to +x and ±120°, seen from the given centre.</summary>
    private static IEnumerable<(double X, double Y)> GraphenePoints(double centreX, double centreY)
    {
        double a = CarbonBond * Math.Sqrt(3);
        for (int i = -6; i <= 6; i++)
        for (int j = -6; j <= 6; j++)
        {
            double x = CarbonBond * 1.5 * (i + j);
            double y = a / 2 * (i - j);
            yield return (x - centreX, y - centreY);
            yield return (x + CarbonBond - centreX, y - centreY);
        }
    }

    private static List<ClusterAtom> Sorted(List<ClusterAtom> atoms) =>
        // Rounded keys: equal distances must not be ordered by the last bit of a square root.
        [
            .. atoms
                .Where(static atom => atom.Radius <= ClusterRadius)
                .OrderBy(static atom => Math.Round(atom.Radius, 6))
                .ThenBy(static atom => Math.Round(atom.Z, 6))
                .ThenBy(static atom => Math.Round(atom.Y, 6))
                .ThenBy(static atom => Math.Round(atom.X, 6)),
        ];

    private static string Fixed(double value)
    {
        double rounded = Math.Round(value, 5);
        return (rounded == 0 ? 0.0 : rounded).ToString("F5", CultureInfo.InvariantCulture).PadLeft(10);
    }
}
