using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Numerics.Xas;
using KernelPosition = SpectraPipeline.Numerics.Xas.EdgePosition;

namespace SpectraPipeline.Stages.Xas;

/// <summary>Edge positions of normalised frames, against foil and standards.</summary>
internal sealed class EdgePositionKernel(EdgePosition stage, double[] energies, EdgeStandards standards, StageInput about)
    : XasKernel(new OutputShape(about.Axis))
{
    private readonly KernelPosition _positions = new(stage.Settings);
    private readonly EdgeFinder _finder = new();

    protected override void Process(in FrameIn input, in FrameOut output, Findings findings)
    {
        int measured = MeasuredRange.Of(input.Mask, energies.Length);
        double e0 = input.Scalar("e0"),
            step = input.Scalar("edge_step");
        if (!double.IsFinite(e0))
            e0 = _finder.Find(energies.AsSpan(0, measured), input.Y[..measured]);
        EdgePositionSummary found = _positions.Find(
            energies.AsSpan(0, measured),
            input.Y[..measured],
            input.Sigma.IsEmpty ? [] : input.Sigma[..measured],
            e0
        );
        foreach (EdgeDefinition definition in EdgeDefinitions.All)
        {
            EdgeOxidation state = EdgeOxidation.Of(standards, definition, EdgeStandards.Energy(found, definition));
            EdgePositionRow row = EdgeRows.Of(found, definition, about.Channel, step, findings);
            EdgeEnergy shift = Shift(found, definition);
            findings.Add(
                row with
                {
                    ShiftFromFoil = shift.Energy,
                    ShiftFromFoilSe = shift.Error,
                    OxidationState = state.State,
                    OxidationStateLow = state.Low,
                    OxidationStateHigh = state.High,
                }
            );
        }
        findings.Add(EdgeRows.WhiteLine(found, about.Channel, step, findings));
        Summarise(found, e0, step, findings);
    }

    private EdgeEnergy Shift(in EdgePositionSummary found, EdgeDefinition definition)
    {
        if (standards.Foil is not { } foil)
            return EdgeEnergy.None;
        EdgeEnergy own = EdgeStandards.Energy(found, definition),
            theirs = EdgeStandards.Energy(foil.Edge, definition);
        return new(own.Energy - theirs.Energy, Math.Sqrt((own.Error * own.Error) + (theirs.Error * theirs.Error)));
    }

    private void Summarise(in EdgePositionSummary found, double e0, double step, Findings findings)
    {
        EdgeOxidation state = EdgeOxidation.Of(standards, stage.OxidationBy, EdgeStandards.Energy(found, stage.OxidationBy));
        EdgeEnergy shift = Shift(found, stage.OxidationBy);
        findings.Add(
            new EdgeRow
            {
                Series = findings.Series,
                Step = findings.Step,
                Frame = findings.Frame,
                E0 = e0,
                EdgeStep = step,
                E0HalfStep = found.HalfStep.Energy,
                E0HalfStepSe = found.HalfStep.Error,
                E0Inflection = found.Inflection.Energy,
                E0InflectionSe = found.Inflection.Error,
                E0Integral = found.Integral.Energy,
                E0IntegralSe = found.Integral.Error,
                E0Spread = found.Spread,
                ShiftFromFoil = shift.Energy,
                ShiftFromFoilSe = shift.Error,
                OxidationState = state.State,
                OxidationStateLow = state.Low,
                OxidationStateHigh = state.High,
                Extrapolated = state.Extrapolated,
                Message = Words(found, shift, state),
            }
        );
        Doubts(found, state, findings);
    }

    private string Words(in EdgePositionSummary found, EdgeEnergy shift, in EdgeOxidation state)
    {
        string positions = string.Create(
            CultureInfo.InvariantCulture,
            $"inflection {EdgeRows.Words(found.Inflection)}, half step {EdgeRows.Words(found.HalfStep)}, integral {EdgeRows.Words(found.Integral)}; {found.Spread:F2} eV between definitions, smoothed over ±{found.Smoothing:F1} eV"
        );
        string foil = double.IsNaN(shift.Energy)
            ? ""
            : string.Create(
                CultureInfo.InvariantCulture,
                $"; {shift.Energy:+0.00;-0.00} ± {shift.Error:F2} eV from foil '{standards.Foil!.Value.Id}' by {stage.OxidationBy.Words()}"
            );
        return standards.Standards.Count == 0 ? positions + foil : $"{positions}{foil}; {state.Words}";
    }

    private void Doubts(in EdgePositionSummary found, in EdgeOxidation state, Findings findings)
    {
        if (state.Extrapolated)
            findings.Flag("oxidation-extrapolated", char.ToUpperInvariant(state.Words[0]) + state.Words[1..] + ".");
        if (double.IsFinite(state.State))
            findings.Warn(
                "ligand-covalency",
                $"Ligand covalency moves {(about.Card.Edge ?? "the").Split(' ')[0]} edges as much as a unit of oxidation state does: the state is formal, and only as good as the standards are like the sample."
            );
        else if (standards.Standards.Count > 0)
            findings.Warn("oxidation-unknown", char.ToUpperInvariant(state.Words[0]) + state.Words[1..] + ".");
        if (found.RivalSlope > 0.9 && stage.Inflection == InflectionChoice.Steepest)
            findings.Flag(
                "edge-two-inflections",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The slope at {found.Rival:F2} eV is {found.RivalSlope:P0} of that at the inflection, {found.Inflection.Energy:F2} eV: noise may exchange them. Use the half step or the integral, or state inflection: first."
                )
            );
    }
}

/// <summary>Edge positions of a raw channel: the foil behind the sample, normalised here.</summary>
internal sealed class EdgeChannelKernel(EdgePosition stage, double[] energies, StageInput about) : XasKernel(new OutputShape(about.Axis))
{
    private readonly KernelPosition _positions = new(stage.Settings);
    private readonly Normalization _normalization = new(new NormalizationSettings());

    protected override void Process(in FrameIn input, in FrameOut output, Findings findings)
    {
        ReadOnlySpan<double> mu = input.Channel(stage.Channel!);
        if (mu.IsEmpty)
            throw new FrameException("channel-missing", $"The frame has no channel '{stage.Channel}'.");
        foreach (double v in mu)
            if (!double.IsFinite(v))
                throw new FrameException("channel-not-finite", $"Channel '{stage.Channel}' holds a number that is none; look at the file.");
        // A channel has no mask of its own: it was recorded as far as the spectrum beside it.
        int measured = MeasuredRange.Of(input.Mask, energies.Length);
        NormalizationSummary normal = _normalization.Apply(energies.AsSpan(0, measured), mu[..measured]);
        EdgePositionSummary found = _positions.Find(energies.AsSpan(0, measured), _normalization.Norm, [], normal.E0);
        foreach (EdgeDefinition definition in EdgeDefinitions.All)
            findings.Add(EdgeRows.Of(found, definition, stage.Channel!, normal.EdgeStep, findings));
    }
}

/// <summary>Rows of table edge_positions.</summary>
internal static class EdgeRows
{
    public static EdgePositionRow Of(
        in EdgePositionSummary found,
        EdgeDefinition definition,
        string channel,
        double step,
        Findings findings
    )
    {
        EdgeEnergy edge = EdgeStandards.Energy(found, definition);
        return new()
        {
            Series = findings.Series,
            Step = findings.Step,
            Frame = findings.Frame,
            Channel = channel,
            Definition = definition.Name(),
            Energy = edge.Energy,
            EnergySe = edge.Error,
            Height = definition == EdgeDefinition.HalfStep ? 0.5 : double.NaN,
            EdgeStep = step,
            Noise = found.Noise,
            Smoothing = found.Smoothing,
            Message = Doubt(found, definition),
        };
    }

    public static EdgePositionRow WhiteLine(in EdgePositionSummary found, string channel, double step, Findings findings) =>
        Of(found, EdgeDefinition.HalfStep, channel, step, findings) with
        {
            Definition = EdgeDefinitions.WhiteLine,
            Energy = found.WhiteLine.Energy,
            EnergySe = found.WhiteLine.Error,
            Height = found.Height,
            HeightSe = found.HeightError,
            Message = double.IsNaN(found.Height) ? "no maximum near above the edge" : null,
        };

    public static string Words(EdgeEnergy edge) =>
        double.IsNaN(edge.Energy) ? "none" : string.Create(CultureInfo.InvariantCulture, $"{edge.Energy:F2} ± {edge.Error:F2}");

    private static string? Doubt(in EdgePositionSummary found, EdgeDefinition definition) =>
        definition switch
        {
            EdgeDefinition.Inflection when !double.IsNaN(found.Rival) => string.Create(
                CultureInfo.InvariantCulture,
                $"another inflection at {found.Rival:F2} eV with {found.RivalSlope:P0} of the slope"
            ),
            EdgeDefinition.HalfStep when found.Crossings > 1 =>
                $"norm rises through one half {found.Crossings} times; the one nearest to the inflection",
            EdgeDefinition.Integral when double.IsNaN(found.Integral.Energy) => "norm does not pass both limits near the edge",
            _ => null,
        };
}
