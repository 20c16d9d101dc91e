using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Stages.Assign;
using SpectraPipeline.Stages.Tests.Bands;
using SpectraPipeline.Testing;

namespace SpectraPipeline.Stages.Tests.Assign;

/// <summary>Tracks of a case written by hand, and the assignments that come out.</summary>
internal sealed class AssignCase
{
    private readonly List<TrackRow> _tracks = [];

    public Context Context { get; init; } = MethanolAmine;

    public (double Low, double High) Range { get; init; } = (1000, 4000);

    public FrameSelection? Reference { get; init; } = new FrameSelection(0, 0);

    public string Technique { get; init; } = "atr-ir";

    public SignalKind Signal { get; init; }

    public List<BandRow> Bands { get; } = [];

    /// <summary>Standard deviation of a height.</summary>
    public double Noise { get; init; } = 0.05;

    /// <summary>Case 000-E of the science notes: 0.7 M K2CO3, methanol, dimethylamine on Zn1/h-OPNC.</summary>
    public static Context MethanolAmine { get; } =
        new()
        {
            Elements = ["H", "C", "N", "O", "K", "Zn"],
            Electrolyte = ["K2CO3"],
            Species = ["CH3OH", "dimethylamine"],
            Products = ["TMDM"],
            Electrode = "Zn1/h-OPNC",
            Solvent = "H2O",
        };

    public static string Config => Path.Combine(Corpus.Checkout, "config");

    public static ReferenceLibrary Library { get; } = ReferenceLibrary.Load([ReferenceLibrary.Builtin], Run());

    public AssignCase Band(double center, double fwhm, double height, double se = 0.5, double slope = double.NaN, double slopeSe = 0.5)
    {
        _tracks.Add(
            new()
            {
                Series = BandTables.Series,
                Track = _tracks.Count + 1,
                Center = center,
                CenterSe = se,
                Fwhm = fwhm,
                Sign = Math.Sign(height),
                MaxHeight = height,
                Snr = Math.Abs(height) / Noise,
                StarkCm1PerV = slope,
                StarkCm1PerVSe = slopeSe,
            }
        );
        return this;
    }

    public AssignResult Assign(AssignBands? stage = null, string? pipelineFolder = null)
    {
        var card = new SeriesCard
        {
            Id = BandTables.Series,
            Technique = Technique,
            Reference = Reference,
            Context = Context,
        };
        var set = new TableSet(card, new Axis("wavenumber", Unit.PerCm, [Range.Low, Range.High])) { BandSignal = Signal };
        set.Set<TrackRow>(_tracks);
        set.Set<BandRow>(Bands);
        var findings = new Findings(BandTables.Series, "assign");
        (stage ?? new AssignBands()).Run(set, new RowWriter(findings), Run(pipelineFolder));
        return new(findings, _tracks);
    }

    public static RunContext Run(string? pipelineFolder = null) =>
        new(TimeProvider.System) { ConfigFolder = Config, PipelineFolder = pipelineFolder ?? "" };
}

/// <summary>Assignments by position.</summary>
internal sealed class AssignResult(Findings findings, List<TrackRow> tracks)
{
    public Findings Findings { get; } = findings;

    public IReadOnlyList<AssignmentRow> Rows { get; } = findings.List<AssignmentRow>();

    public IReadOnlyList<ClaimRow> Claims { get; } = findings.List<ClaimRow>();

    public AssignmentRow[] At(double center) => [.. Rows.Where(r => tracks[r.Track - 1].Center == center).OrderBy(r => r.Rank)];

    public AssignmentRow Leader(double center) => At(center)[0];

    public double Probability(double center, string species) => At(center).Where(r => r.Species == species).Sum(r => r.Probability);

    /// <summary>Probability of all species whose name starts so.</summary>
    public double ProbabilityOf(double center, string start) =>
        At(center).Where(r => r.Species.StartsWith(start, StringComparison.Ordinal)).Sum(r => r.Probability);

    /// <summary>All rows as text: shown by tests that fail.</summary>
    public override string ToString() =>
        string.Join(
            '\n',
            Rows.Select(r =>
                FormattableString.Invariant(
                    $"{tracks[r.Track - 1].Center:0} #{r.Rank} {r.Species} {r.Probability:0.000} (flat {r.ProbabilityFlatPrior:0.000}) {r.Grade} {r.Verdict} {r.LibraryRow}"
                )
            )
        );
}
