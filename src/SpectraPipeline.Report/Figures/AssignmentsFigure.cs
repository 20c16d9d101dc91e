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
            Figure figure = Draw(name, [.. shown.Select(t => BandOf(t, rows[t.Track]))]);
            string rest =
                shown.Count < tracks.Count ? $" The {shown.Count} highest of {tracks.Count} bands are drawn; all are in the table." : "";
            yield return figure with
            {
                Caption = figure.Caption + RichText.Plain(rest),
            };
        }
    }

    public static Figure Draw(string name, IReadOnlyList<AssignedBandInput> bands)
    {
        Dictionary<string, Colour> colours = [];
        foreach (
            CandidateInput candidate in bands
                .SelectMany(band => band.Candidates)
                .Where(candidate => candidate is { IsUnassigned: false, IsRest: false })
        )
            colours.TryAdd(candidate.Species.ToString(), Species(colours.Count));
        FigureAxis categories = new()
        {
            Quantity = "Band",
            Unit = RichText.Markup("cm^{-1}"),
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
                "Candidates of each band with their probabilities, in the context of the cell (a) and with every species equally likely beforehand (b). Hatched: unassigned.",
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

    /// <summary>A legend where names will not all fit their pieces; beyond fourteen species colours would repeat and hover has to do.</summary>
    private static IEnumerable<Layer> Legend(IReadOnlyList<AssignedBandInput> bands, Dictionary<string, Colour> colours) =>
        colours.Count > 2 * OkabeIto.All.Count
            ? []
            : bands
                .SelectMany(band => band.Candidates)
                .Where(candidate => candidate is { IsUnassigned: false, IsRest: false })
                .DistinctBy(candidate => candidate.Species.ToString())
                .Select(candidate => new BandLayer([], [], [])
                {
                    Name = candidate.Species,
                    Colour = colours[candidate.Species.ToString()],
                    Opacity = 1,
                });

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
                    : candidate.IsRest ? new Colour(0xF4, 0xF4, 0xF4)
                    : colours[candidate.Species.ToString()];
                pieces.Add(new BarPiece(i, start, length, colour, candidate.Species, candidate.RowId) { Hatched = candidate.IsUnassigned });
                start += length;
            }
        }
        return new BarsLayer(pieces);
    }
}
