using System.Globalization;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Report.Sources;

namespace SpectraPipeline.Report.Figures;

/// <summary>One candidate of a band.</summary>
/// <param name="IsUnassigned">The candidate 'none of these'.</param>
public sealed record CandidateInput(RichText Species, double Probability, double FlatPrior, bool IsUnassigned, string RowId)
{
    /// <summary>All weaker candidates together.</summary>
    public bool IsRest { get; init; }
}

/// <summary>One band with its candidates, best first, and its verdict in words.</summary>
public sealed record AssignedBandInput(RichText Band, RichText Verdict, IReadOnlyList<CandidateInput> Candidates);

/// <summary>F4: each band a row, its candidates as pieces of a bar, 'unassigned' always among them, the result with a flat prior beside.</summary>
[Figure("assignments", 40)]
public sealed class AssignmentsFigure : FigureMaker
{
    /// <summary>Bands of one figure: the highest, in order of position. All are in the table.</summary>
    public const int MostBands = 16;

    /// <summary>Species of one band with a colour of their own; the weaker ones share a piece.</summary>
    public const int MostSpecies = 5;

    public override IEnumerable<Figure> Make(ReportSource source)
    {
        List<SeriesSource> makers = [.. source.Series.Where(s => s.Assignments.Any())];
        foreach (SeriesSource series in makers)
        {
            ILookup<int, AssignmentRow> rows = series.Assignments.ToLookup(a => a.Track);
            List<TrackRow> tracks = [.. series.Tracks.Where(t => rows[t.Track].Any())];
            List<TrackRow> shown = [.. EvolutionRows.Highest(tracks).Take(MostBands).OrderByDescending(t => t.Center)];
            if (shown.Count == 0)
                continue;
            string name = ReportSource.FigureName("assignments", series.Id, makers.Count);
            Figure figure = Draw(name, [.. shown.Select(t => BandOf(t, rows[t.Track]))], series.AxisUnit);
            string rest =
                shown.Count < tracks.Count ? $" The {shown.Count} highest of {tracks.Count} bands are drawn; all are in the table." : "";
            yield return figure with
            {
                Caption = figure.Caption + RichText.Plain(rest),
            };
        }
    }

    public static Figure Draw(string name, IReadOnlyList<AssignedBandInput> bands, RichText? unit = null)
    {
        Dictionary<string, Colour> colours = Colours(bands);
        FigureAxis categories = new()
        {
            Quantity = "Band",
            Unit = unit ?? RichText.Markup("cm^{-1}"),
            Kind = AxisKind.Categorical,
            Direction = AxisDirection.Descending,
            Categories = [.. bands.Select(band => band.Band)],
            Group = "bands",
        };
        FigureAxis probability = new()
        {
            Quantity = "Probability",
            Low = 0,
            High = 1,
        };
        Panel main = new()
        {
            Letter = "a",
            X = probability,
            Y = categories,
            Layers = [.. Legend(bands, colours), Bars(bands, colours, candidate => candidate.Probability)],
        };
        Panel flat = new()
        {
            Column = 1,
            Letter = "b",
            X = probability with { Quantity = "With a flat prior" },
            Y = categories with { Labelled = false },
            Layers = [Bars(bands, colours, candidate => candidate.FlatPrior)],
            RightLabels = [.. bands.Select(band => band.Verdict)],
        };
        return new Figure
        {
            Name = name,
            Width = FigureWidth.TwoColumns,
            HeightMillimetres = 20 + (8 * bands.Count) + (1.3 * colours.Count),
            ColumnWeights = [1.6, 1],
            Panels = [main, flat],
            Caption =
                "Candidates of each band with their probabilities, in the context of the cell (a) and with every species equally likely beforehand (b). Hatched: unassigned; pale: all weaker candidates together.",
        };
    }

    private static AssignedBandInput BandOf(TrackRow track, IEnumerable<AssignmentRow> rows)
    {
        List<AssignmentRow> ordered = [.. rows.OrderBy(a => a.Rank)];
        AssignmentRow leader = ordered[0];
        string verdict = leader.Verdict + (string.IsNullOrEmpty(leader.Grade) ? "" : ", " + leader.Grade);
        List<AssignmentRow> known = [.. ordered.Where(a => a.Species != "unassigned")];
        // Candidates with a row of the library; what the assignment itself lumped together joins the rest.
        List<AssignmentRow> named = [.. known.Where(a => a.LibraryRow is not null)];
        List<AssignmentRow> lumped = [.. named.Skip(MostSpecies), .. known.Where(a => a.LibraryRow is null)];
        List<CandidateInput> others = [];
        if (lumped.Count > 0)
            others.Add(
                new CandidateInput(
                    RichText.Plain(lumped.Count == 1 ? lumped[0].Species : "others"),
                    lumped.Sum(a => a.Probability),
                    lumped.Sum(a => a.ProbabilityFlatPrior),
                    false,
                    $"assignments:{track.Series}/{track.Track.ToString(CultureInfo.InvariantCulture)}"
                )
                {
                    IsRest = true,
                }
            );
        return new(
            RichText.Plain($"{BandWords.Position(track)} {BandWords.Sign(track)}"),
            RichText.Plain(verdict),
            [.. named.Take(MostSpecies).Select(Candidate), .. others, .. ordered.Where(a => a.Species == "unassigned").Select(Candidate)]
        );
    }

    private static CandidateInput Candidate(AssignmentRow a) =>
        new(ChemicalText.Of(a.Species), a.Probability, a.ProbabilityFlatPrior, a.Species == "unassigned", RowIds.Of(a));

    /// <summary>A colour for each of the likeliest species, in the order in which they appear; more colours than these could not be told apart.</summary>
    private static Dictionary<string, Colour> Colours(IReadOnlyList<AssignedBandInput> bands)
    {
        List<CandidateInput> species = [.. bands.SelectMany(band => band.Candidates).Where(IsSpecies)];
        HashSet<string> coloured =
        [
            .. species
                .GroupBy(candidate => candidate.Species.ToString())
                .OrderByDescending(group => group.Max(candidate => Math.Max(candidate.Probability, candidate.FlatPrior)))
                .Take(2 * OkabeIto.All.Count)
                .Select(group => group.Key),
        ];
        Dictionary<string, Colour> colours = [];
        foreach (CandidateInput candidate in species)
            if (coloured.Contains(candidate.Species.ToString()))
                colours.TryAdd(candidate.Species.ToString(), Species(colours.Count));
        return colours;
    }

    private static bool IsSpecies(CandidateInput candidate) => candidate is { IsUnassigned: false, IsRest: false };

    /// <summary>Points (1/72 inch) of a bar of probability one, in (a) and (b): what a piece takes to carry its name.</summary>
    private const double BarA = 220;
    private const double BarB = 135;

    /// <summary>Narrower pieces than this are too thin to be asked about.</summary>
    private const double Thin = 0.015;

    /// <summary>Every species with a piece too narrow for its name; those that their pieces name need no entry.</summary>
    private static IEnumerable<Layer> Legend(IReadOnlyList<AssignedBandInput> bands, Dictionary<string, Colour> colours) =>
        bands
            .SelectMany(band => band.Candidates)
            .Where(candidate => IsSpecies(candidate) && colours.ContainsKey(candidate.Species.ToString()))
            .GroupBy(candidate => candidate.Species.ToString())
            .Where(group => group.Any(c => IsUnnamed(c, c.Probability, BarA) || IsUnnamed(c, c.FlatPrior, BarB)))
            .Select(group => new BandLayer([], [], [])
            {
                Name = group.First().Species,
                Colour = colours[group.Key],
                Opacity = 1,
            })
            .Concat(bands.SelectMany(band => band.Candidates).Any(c => IsUnnamedRest(c, colours)) ? [Others] : []);

    private static BandLayer Others { get; } =
        new([], [], [])
        {
            Name = "others",
            Colour = Pale,
            Opacity = 1,
        };

    private static Colour Pale => new(0xE9, 0xE9, 0xEF);

    private static bool IsUnnamed(CandidateInput candidate, double share, double bar) =>
        share > Thin && Layout.FontMetrics.Width(candidate.Species, Layout.Typography.Small) + 4 > share * bar;

    private static bool IsUnnamedRest(CandidateInput candidate, Dictionary<string, Colour> colours) =>
        !candidate.IsUnassigned
        && (candidate.IsRest || !colours.ContainsKey(candidate.Species.ToString()))
        && (IsUnnamed(candidate, candidate.Probability, BarA) || IsUnnamed(candidate, candidate.FlatPrior, BarB));

    /// <summary>Seven colours, then the same paler.</summary>
    private static Colour Species(int index) =>
        Colour.Mix(OkabeIto.All[index % OkabeIto.All.Count], new Colour(255, 255, 255), index < OkabeIto.All.Count ? 0 : 0.55);

    private static BarsLayer Bars(
        IReadOnlyList<AssignedBandInput> bands,
        Dictionary<string, Colour> colours,
        Func<CandidateInput, double> probability
    )
    {
        List<BarPiece> pieces = [];
        for (int i = 0; i < bands.Count; i++)
        {
            double start = 0;
            foreach (CandidateInput candidate in bands[i].Candidates)
            {
                double length = probability(candidate);
                if (!(length > 0))
                    continue;
                Colour colour =
                    candidate.IsUnassigned ? new Colour(0xE4, 0xE4, 0xE4)
                    : candidate.IsRest ? Pale
                    : colours.GetValueOrDefault(candidate.Species.ToString(), Pale);
                pieces.Add(new BarPiece(i, start, length, colour, candidate.Species, candidate.RowId) { Hatched = candidate.IsUnassigned });
                start += length;
            }
        }
        return new BarsLayer(pieces);
    }
}
