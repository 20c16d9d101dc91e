using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Xas;
using SpectraPipeline.Stages.Shape;
using KernelPosition = SpectraPipeline.Numerics.Xas.EdgePosition;

namespace SpectraPipeline.Stages.Xas;

/// <summary>A standard and where its edge lies.</summary>
internal sealed record EdgeStandard(string Id, string Name, double State, EdgePositionSummary Edge);

/// <summary>Edges of standards and foil, and the line of oxidation states for each definition.</summary>
internal sealed class EdgeStandards
{
    private readonly Dictionary<EdgeDefinition, OxidationLine?> _lines = [];

    private EdgeStandards(IReadOnlyList<EdgeStandard> standards, (string Id, EdgePositionSummary Edge)? foil, double ligandScatter)
    {
        (Standards, Foil) = (standards, foil);
        foreach (EdgeDefinition definition in EdgeDefinitions.All)
        {
            EdgeStandard[] known = Known(definition);
            _lines[definition] = OxidationLine.Fit(
                [.. known.Select(s => s.State)],
                [.. known.Select(s => Energy(s.Edge, definition).Energy)],
                ligandScatter
            );
        }
    }

    /// <summary>All of them.</summary>
    public IReadOnlyList<EdgeStandard> Standards { get; }

    /// <summary>Series and edge of the foil; null when there is none.</summary>
    public (string Id, EdgePositionSummary Edge)? Foil { get; }

    /// <summary>Standards whose edge a definition finds, by rising state.</summary>
    public EdgeStandard[] Known(EdgeDefinition definition) =>
        [.. Standards.Where(s => double.IsFinite(Energy(s.Edge, definition).Energy)).OrderBy(s => s.State)];

    /// <summary>The line of a definition; null for fewer than two different states.</summary>
    public OxidationLine? Line(EdgeDefinition definition) => _lines[definition];

    /// <summary>Edge by a definition.</summary>
    public static EdgeEnergy Energy(in EdgePositionSummary edge, EdgeDefinition definition) =>
        definition switch
        {
            EdgeDefinition.HalfStep => edge.HalfStep,
            EdgeDefinition.Inflection => edge.Inflection,
            _ => edge.Integral,
        };

    /// <summary>Finds the edges in the mean spectra of the other series.</summary>
    /// <exception cref="UserException">One of them has no normalised spectrum, no edge or no oxidation state.</exception>
    public static EdgeStandards Of(EdgePosition stage, StageInput input)
    {
        var standards = new List<EdgeStandard>();
        foreach (string id in stage.Standards)
        {
            IReadOnlyDictionary<string, string> labels = input.Finished.TryGetValue(id, out FinishedSeries? series)
                ? series.Card.Labels
                : new Dictionary<string, string>();
            standards.Add(
                new(id, labels.GetValueOrDefault(EdgePosition.StandardLabel) ?? id, StateOf(id, labels), EdgeOf(stage, input, id))
            );
        }
        return new(standards, stage.Foil is { } foil ? (foil, EdgeOf(stage, input, foil)) : null, stage.LigandScatter);
    }

    private static double StateOf(string id, IReadOnlyDictionary<string, string> labels) =>
        labels.TryGetValue(EdgePosition.StateLabel, out string? text)
        && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double state)
            ? state
            : throw new UserException(
                $"xas.edge-position: series '{id}' is named as a standard, but has no oxidation state. Write labels: {{ standard: NAME, oxidation-state: 2 }} there."
            );

    private static EdgePositionSummary EdgeOf(EdgePosition stage, StageInput input, string id)
    {
        if (!input.Others.TryGetValue(id, out SpectralSeries? series) || series.Find(SignalKind.Norm) is not { } norm)
            throw new UserException($"xas.edge-position: series '{id}' has no normalised spectrum; give it the step xas.normalize.");
        // Its own name of the channel: the mean is taken of what it has, not of what this series calls its own.
        ReferenceSpectrum mean = ReferenceSpectrum.Mean(
            "xas.edge-position",
            new StageInput
            {
                Card = input.Card,
                Axis = series.Axis,
                Channel = norm.Name,
                Signal = norm.Signal,
                Frames = series.Frames,
                Run = input.Run,
            },
            series
        );
        double scale = series.Axis.Unit.Quantity == Quantity.PhotonEnergy ? series.Axis.Unit.Scale : 1;
        double[] energies = [.. series.Axis.Values.ToArray().Select(e => e * scale)];
        try
        {
            return new KernelPosition(stage.Settings).Find(energies, mean.Values, [], new EdgeFinder().Find(energies, mean.Values));
        }
        catch (XasDataException e)
        {
            throw new UserException($"xas.edge-position: series '{id}' is named as a standard or foil: {e.Message}");
        }
    }
}
