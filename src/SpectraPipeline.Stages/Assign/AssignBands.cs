using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Stages.Bands;

namespace SpectraPipeline.Stages.Assign;

/// <summary>Which prior the first pass uses.</summary>
public enum ContextUse
{
    /// <summary>The context of the pipeline and the series.</summary>
    Pipeline,

    /// <summary>None: every species is as likely as any other.</summary>
    None,
}

/// <summary>Which species each track may be, with probabilities, rivals and the experiment that would decide.</summary>
[Stage(
    "assign.bands",
    "Naive Bayes over a library with an open class, companions by expectation-maximisation (A. P. Dempster, N. M. Laird, D. B. Rubin, J. R. Stat. Soc. B 1977, 39, 1); the terms are in docs/assignment.md.",
    Summary = "Probability of every species of the library, of 'unassigned' and of a fringe for each track; never a species without its rivals.",
    Formula = "p(h | band) ∝ π(h | cell) · t₄(ν) · lognormal(Γ) · P(sign) · L(dν/dE) · Π partners",
    Fails = "It knows only what the library knows; a wrong context makes it confidently wrong, so the flat-prior probability stands beside. Without controls (isotopes, blank, reactant-off) it never says 'assigned'.",
    BibTex = "@article{Dempster1977, author={Dempster, A. P. and Laird, N. M. and Rubin, D. B.}, title={Maximum likelihood from incomplete data via the EM algorithm}, journal={Journal of the Royal Statistical Society B}, volume={39}, pages={1--38}, year={1977}, doi={10.1111/j.2517-6161.1977.tb01600.x}}"
)]
public sealed record AssignBands : TableStage, INeedsFiles
{
    /// <summary>Files of the reference library.</summary>
    [Param("Library files, relative to the pipeline file; 'builtin' is the program's own.")]
    public IReadOnlyList<string> Library { get; init; } = [ReferenceLibrary.Builtin];

    /// <summary>Where the prior comes from.</summary>
    [Param("pipeline: what the pipeline says is in the cell; none: a flat prior.")]
    public ContextUse Context { get; init; } = ContextUse.Pipeline;

    /// <summary>Standard deviation of the calibration of the axis.</summary>
    [Param("Standard deviation of the calibration of the axis, common to all bands.", Min = 0, Unit = ParamAttribute.AxisUnit)]
    public double CalibrationError { get; init; } = 2;

    /// <summary>Candidates below it are summed up as 'other'.</summary>
    [Param("Candidates below this probability are summed up in one row 'other'.", Min = 0, Max = 0.5)]
    public double MinProbability { get; init; } = 0.01;

    /// <inheritdoc />
    public override IReadOnlyList<Type> Reads => [typeof(TrackRow)];

    /// <inheritdoc />
    public override IReadOnlyList<Type> MayRead => [typeof(DetectionLimitRow), typeof(BandRow)];

    /// <inheritdoc />
    public IEnumerable<string> FilesOf(RunContext run) => Library.Select(name => ReferenceLibrary.PathOf(name, run));

    /// <inheritdoc />
    public IEnumerable<string> CheckFiles(RunContext run)
    {
        ReferenceLibrary.Read(Library, run, out IReadOnlyList<string> problems);
        return problems;
    }

    /// <inheritdoc />
    public override void Run(TableSet input, RowWriter output, RunContext run)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(run);
        output.Replace<AssignmentRow>([]);
        string mine = input.Card.Id + "/track-";
        bool IsMine(ClaimRow claim) => claim.Id.StartsWith(mine, StringComparison.Ordinal) && !EvolutionClaims.IsEvolution(claim);
        var claims = new List<ClaimRow>();
        // A second assign.bands answers anew under the same ids; what the bands do stays said.
        EvolutionClaims.Replace(input, output, IsMine, claims);
        TrackRow[] tracks = [.. input.Rows<TrackRow>().Where(t => double.IsFinite(t.Center))];
        if (input.Axis is { } axis && axis.Unit.Symbol != "cm-1")
        {
            output.Warn("no-wavenumbers", $"assign.bands needs positions in cm-1; this series has {axis.Unit.Symbol}.");
            return;
        }
        if (tracks.Length == 0)
            return;
        var series = new SeriesAssignment(input, tracks, this, ReferenceLibrary.Load(Library, run));
        foreach (AssignedTrack track in series.Solve())
        {
            foreach (AssignmentRow row in track.Rows(input.Card.Id, MinProbability))
                output.Add(row);
            claims.Add(track.Claim(input.Card.Id));
        }
        EvolutionClaims.Replace(input, output, IsMine, claims);
        foreach ((string code, string message) in series.Doubts)
            output.Warn(code, message);
    }
}

/// <summary>One series on its way to assignments: features, rows in force, two passes.</summary>
internal sealed class SeriesAssignment
{
    private readonly TrackRow[] _tracks;
    private readonly BandFeatures[] _bands;
    private readonly string[] _doubts;
    private readonly ContextPrior _prior;
    private readonly Likelihood _likelihood;
    private readonly AssignmentModel _model;
    private readonly bool _difference;
    private readonly IReadOnlyList<string> _unknown;

    public SeriesAssignment(TableSet input, TrackRow[] tracks, AssignBands parameters, ReferenceLibrary library)
    {
        _tracks = tracks;
        int grows = new Signal(input.BandSignal).FormedSign;
        _bands = [.. tracks.Select(t => BandFeatures.Of(t, grows))];
        var fits = new RowGroups<BandRow>(input.Rows<BandRow>(), b => b.Track);
        _doubts = [.. tracks.Select(t => BoundShare.Of(fits[t.Track]).Words())];
        (double low, double high) = input.Axis is { Length: > 1 } axis
            ? (axis[0], axis[axis.Length - 1])
            : (_bands.Min(b => b.Center) - 100, _bands.Max(b => b.Center) + 100);
        Context context = parameters.Context == ContextUse.None ? new Context() : input.Card.Context;
        _prior = new ContextPrior(context);
        // What the bands were fitted on says it first; only a difference can be negative; a card with a reference says it even when all bands grew.
        _difference = new Signal(input.BandSignal).IsSigned || input.Card.Reference is not null || _bands.Any(b => b.Sign < 0);
        var check = new ContextCheck(context, [.. library.Rows.Where(r => InForce(r, input.Card.Technique))]);
        Doubts.AddRange(check.Warnings());
        _unknown = check.NotInLibrary;
        LibraryRow[] rows = [.. library.Rows.Where(r => InForce(r, input.Card.Technique) && r.High >= low && r.Low <= high)];
        _likelihood = new Likelihood(parameters.CalibrationError, high - low, _difference, _prior, context.Isotopes, rows);
        if (rows.Length == 0)
            Doubts.Add(
                (
                    "empty-library",
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"No row of the library is for {input.Card.Technique ?? "this technique"} between {low:0} and {high:0} cm-1; every band stays unassigned."
                    )
                )
            );
        if (context.IsEmpty)
            Doubts.Add(
                (
                    "no-context",
                    "No context is stated (elements, electrolyte, species ...): every species of the library competes on equal terms."
                )
            );
        var limits = new DetectionLimits(input.Rows<DetectionLimitRow>(), _bands);
        bool water = input.Card.Technique != "raman" && (context.Solvent is null or "H2O");
        _model = new AssignmentModel(
            _bands,
            rows,
            library,
            _likelihood,
            new Companions(_bands, limits, low, high, parameters.CalibrationError, water)
        );
    }

    /// <summary>What the reader of the result should know.</summary>
    public List<(string Code, string Message)> Doubts { get; } = [];

    public IEnumerable<AssignedTrack> Solve()
    {
        List<Hypothesis>[] informed = _model.Solve(r => _prior.Of(r).Weight, _unknown.Count),
            flat = _model.Solve(_ => 1, 0);
        return _tracks.Select(
            (t, i) =>
                new AssignedTrack(t, _bands[i], informed[i], flat[i], _prior, _likelihood, _difference)
                {
                    Unknown = _unknown,
                    Doubt = _doubts[i],
                }
        );
    }

    private static bool InForce(LibraryRow row, string? technique) =>
        technique switch
        {
            "ir" or "atr-ir" => row.Technique == "IR",
            "raman" => row.Technique == "Raman",
            _ => row.Technique is "IR" or "Raman",
        };
}
