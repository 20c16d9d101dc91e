namespace SpectraPipeline.Stages.Assign;

/// <summary>A hypothesis for a band: a row of the library, or null with a name of its own.</summary>
internal sealed class Hypothesis(LibraryRow? row, string species, Terms terms, Partner[] partners)
{
    public LibraryRow? Row { get; } = row;

    public string Species { get; } = species;

    public Terms Terms { get; set; } = terms;

    public Partner[] Partners { get; } = partners;

    public double Probability { get; set; }
}

/// <summary>Posterior probabilities of all bands of a series together.</summary>
/// <remarks>
/// p(h | band) ∝ π(h) L_pos L_width L_sign L_stark C_group, one normalisation a band over every row in force, 'unassigned' and 'baseline or fringe'.
/// The companions of a row ask whether the bands found there belong to its group, which is itself a posterior: four passes of expectation and
/// maximisation (A. P. Dempster, N. M. Laird, D. B. Rubin, J. R. Stat. Soc. B 1977, 39, 1, doi 10.1111/j.2517-6161.1977.tb01600.x) from companions that say
/// nothing. Cost: bands × rows × partners a pass.
/// </remarks>
internal sealed class AssignmentModel
{
    public const string UnassignedName = "unassigned";
    public const string FringeName = "baseline or fringe";

    /// <summary>Prior of a band that no row of the library explains: 15 % of the bands of the science notes' benchmark.</summary>
    private const double UnassignedPrior = 0.15;
    private const double FringePrior = 0.03;
    private const int Passes = 4;

    /// <summary>Weight of what was put in and no row knows: as stated in the cell (1), twenty bands of middle strength (0.35). Judgement: a molecule has more
    /// bands than the one to three that the library lists of an intermediate.</summary>
    private const double UnknownSpecies = 7;

    /// <summary>A row that came from the same kind of claim counts half: it repeats a reading, it does not confirm it (science notes 0.3).</summary>
    private const double SameKindOfClaim = 0.5;

    /// <summary>Rows farther than this many scales are not considered: their density is 10⁻⁴ of the centre's.</summary>
    private const double Reach = 12;

    private readonly IReadOnlyList<BandFeatures> _bands;
    private readonly IReadOnlyList<LibraryRow> _rows;
    private readonly ReferenceLibrary _library;
    private readonly Likelihood _likelihood;
    private readonly Companions _companions;

    public AssignmentModel(
        IReadOnlyList<BandFeatures> bands,
        IReadOnlyList<LibraryRow> rows,
        ReferenceLibrary library,
        Likelihood likelihood,
        Companions companions
    ) => (_bands, _rows, _library, _likelihood, _companions) = (bands, rows, library, likelihood, companions);

    /// <summary>Hypotheses of each band, most probable first.</summary>
    /// <param name="weight">Prior weight of a row.</param>
    /// <param name="unknown">Species that were put in and that no row knows: their bands lie anywhere, so their share of the prior goes to 'unassigned'.</param>
    public List<Hypothesis>[] Solve(Func<LibraryRow, double> weight, int unknown)
    {
        double[] weights = [.. _rows.Select(r => weight(r) * r.Strength * (r.Support == "seed" ? SameKindOfClaim : 1))];
        double share = unknown * UnknownSpecies,
            sum = weights.Sum() + share;
        List<Hypothesis>[] hypotheses = [.. _bands.Select((_, i) => Hypotheses(i, weights, sum, share))];
        foreach (List<Hypothesis> list in hypotheses)
            Normalise(list);
        for (int pass = 0; pass < Passes; pass++)
        {
            Dictionary<string, double>[] groups = [.. hypotheses.Select(Groups)];
            foreach (List<Hypothesis> list in hypotheses)
            {
                foreach (Hypothesis h in list)
                    if (h.Partners.Length > 0)
                        h.Terms = h.Terms with
                        {
                            Companions = _companions.LnFactor(h.Partners, j => groups[j].GetValueOrDefault(h.Row!.Group)),
                        };
                Normalise(list);
            }
        }
        foreach (List<Hypothesis> list in hypotheses)
            list.Sort(
                (a, b) => b.Probability.CompareTo(a.Probability) is var c and not 0 ? c : string.CompareOrdinal(a.Row?.RowId, b.Row?.RowId)
            );
        return hypotheses;
    }

    private List<Hypothesis> Hypotheses(int band, double[] weights, double sum, double share)
    {
        BandFeatures features = _bands[band];
        const double Known = 1 - UnassignedPrior - FringePrior;
        double unassigned = UnassignedPrior + (share > 0 ? Known * share / sum : 0);
        var list = new List<Hypothesis>
        {
            new(null, UnassignedName, _likelihood.Unassigned(features) with { Prior = Math.Log(unassigned) }, []),
            new(null, FringeName, _likelihood.Fringe(features) with { Prior = Math.Log(FringePrior) }, []),
        };
        for (int r = 0; r < _rows.Count; r++)
        {
            LibraryRow row = _rows[r];
            if (weights[r] == 0 || Math.Abs(features.Center - row.Center) > (Reach * _likelihood.Scale(row, features)) + LargestShift(row))
                continue;
            Terms terms = _likelihood.Of(row, features) with { Prior = Math.Log(Known * weights[r] / sum) };
            list.Add(new(row, row.Species, terms, _companions.PartnersOf(row, band, _library.Group(row.Group))));
        }
        return list;
    }

    private static double LargestShift(LibraryRow row)
    {
        double largest = 0;
        foreach (double shift in (ReadOnlySpan<double>)[row.ShiftD, row.Shift13C, row.Shift15N, row.Shift18O])
            largest = Math.Max(largest, double.IsFinite(shift) ? Math.Abs(shift) : 0);
        return largest;
    }

    private static Dictionary<string, double> Groups(List<Hypothesis> list)
    {
        var groups = new Dictionary<string, double>();
        foreach (Hypothesis h in list)
            if (h.Row is not null)
                groups[h.Row.Group] = groups.GetValueOrDefault(h.Row.Group) + h.Probability;
        return groups;
    }

    private static void Normalise(List<Hypothesis> list)
    {
        double largest = list.Max(h => h.Terms.Total),
            sum = 0;
        foreach (Hypothesis h in list)
            sum += h.Probability = Math.Exp(h.Terms.Total - largest);
        foreach (Hypothesis h in list)
            h.Probability /= sum;
    }
}
