using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Xas;

namespace SpectraPipeline.Stages.Xas;

/// <summary>What <see cref="Deglitch"/> does with a glitch.</summary>
public enum GlitchTreatment
{
    /// <summary>The cubic through its neighbours takes its place.</summary>
    Replace,

    /// <summary>The same, and the points count as not measured: xas.merge and shape.average leave them to the other scans.</summary>
    Mask,
}

/// <summary>Takes glitches out of absorption scans: those that are named, or those that it finds.</summary>
[Stage(
    "xas.deglitch",
    "This project; the practice: B. Ravel, M. Newville, J. Synchrotron Rad. 12 (2005) 537, doi:10.1107/S0909049505012719",
    Summary = "Replaces glitches of one to several points, named or found, by the cubic through their neighbours; never within the edge and the white line.",
    Formula = "r = μ − cubic through 4 to 6 points on each side of a stretch of 1 to width points; a suspect where Σ(r²/σ² − threshold²) > 0, σ = 1.4826·median |r| of 50 stretches around on the same side of the edge; of the stretches about it the one is replaced that leaves the single points there smoothest; half the threshold where the incident intensity has a glitch too",
    Fails = "Wide smooth glitches below k = 7 to 9 Å-1 look like EXAFS and stay, as do the three points at either end: name them (energies). On scans much denser than the fine structure (quick scans) first xas.rebin. The incident intensity (i0) is seen only where this step reads the files themselves."
)]
public sealed record Deglitch : FrameStage
{
    /// <summary>Named glitches.</summary>
    [Param(
        "Energies and ranges to take out, whatever is found there; with them nothing else is looked for unless find says so.",
        Unit = "eV"
    )]
    public GlitchPlaces? Energies { get; init; }

    /// <summary>Search.</summary>
    [Param("Look for glitches; when left out: unless energies are named.")]
    public bool? Find { get; init; }

    /// <summary>Start of the search.</summary>
    [Param("Lowest energy looked at; the start of the scan when left out.", Min = 1, Max = 2e5, Unit = "eV")]
    public double? From { get; init; }

    /// <summary>End of the search.</summary>
    [Param("Highest energy looked at; the end of the scan when left out.", Min = 1, Max = 2e5, Unit = "eV")]
    public double? To { get; init; }

    /// <summary>Threshold.</summary>
    [Param("Robust standard deviations of its surroundings that a glitch must exceed.", Min = 3, Max = 1000)]
    public double Threshold { get; init; } = 8;

    /// <summary>Widest glitch.</summary>
    [Param("Points of the widest glitch.", Min = 1, Max = 12)]
    public int Width { get; init; } = 6;

    /// <summary>Edge energy.</summary>
    [Param("Edge energy; that of the last xas.normalize, or the frame's own, when left out.", Min = 1, Max = 2e5, Unit = "eV")]
    public double? E0 { get; init; }

    /// <summary>Start of what is protected.</summary>
    [Param("Nothing is found from here on, relative to E0.", Min = -5000, Max = 5000, Unit = "eV")]
    public double ProtectFrom { get; init; } = -20;

    /// <summary>End of what is protected.</summary>
    [Param("End of the stretch in which nothing is found, relative to E0.", Min = -5000, Max = 5000, Unit = "eV")]
    public double ProtectTo { get; init; } = 50;

    /// <summary>Treatment.</summary>
    [Param("What is done with them.")]
    public GlitchTreatment Treatment { get; init; } = GlitchTreatment.Replace;

    /// <inheritdoc />
    public override SpectraNeed Reads => new(SignalKind.Mu, SignalKind.Norm, SignalKind.Unknown) { Scalars = ["e0"] };

    /// <inheritdoc />
    public override IEnumerable<string> Check()
    {
        if (From >= To)
            yield return $"from ({From:g}) must lie below to ({To:g}).";
        if (ProtectFrom > ProtectTo)
            yield return $"protect-from ({ProtectFrom:g}) must not lie above protect-to ({ProtectTo:g}).";
        if (Find == false && Energies is not { All.Count: > 0 })
            yield return "find: no without energies leaves nothing to do.";
    }

    /// <inheritdoc />
    public override FrameKernel Prepare(StageInput input)
    {
        double[] energies = PhotonEnergies.Of(input, "xas.deglitch");
        PhotonEnergies.CheckEdge(E0, energies, "xas.deglitch");
        IReadOnlyList<(int, int)> named = Energies?.On(energies, "xas.deglitch") ?? [];
        var shape = new OutputShape(input.Axis, (input.Channel, input.Signal)) { HasMask = Treatment == GlitchTreatment.Mask };
        // The weights of all stretches are the same for every worker.
        NeighbourCubic model = input.Once(this, () => new NeighbourCubic(energies, Width));
        return new DeglitchKernel(this, energies, model, named, shape);
    }

    internal GlitchSettings Settings =>
        new()
        {
            Threshold = Threshold,
            ProtectFrom = ProtectFrom,
            ProtectTo = ProtectTo,
            From = From ?? double.NegativeInfinity,
            To = To ?? double.PositiveInfinity,
        };

    internal bool Looks => Find ?? Energies is not { All.Count: > 0 };
}

/// <summary>xas.deglitch on one frame after the other.</summary>
internal sealed class DeglitchKernel(
    Deglitch stage,
    double[] energies,
    NeighbourCubic model,
    IReadOnlyList<(int First, int Count)> named,
    OutputShape shape
) : XasKernel(shape)
{
    private const int MostNamedInMessage = 6,
        FewestPoints = 10;
    private (NeighbourCubic Model, GlitchFinder Glitches, RobustEdge Edge, int Points) _search = (
        model,
        new(model, stage.Settings),
        new(energies.Length, stage.Width),
        energies.Length
    );

    protected override void Process(in FrameIn input, in FrameOut output, Findings findings)
    {
        Span<double> result = output[0];
        input.Y.CopyTo(result);
        // What was masked before is bridged: it is no glitch, and nothing is judged by it.
        if (!input.Mask.IsEmpty)
            MaskBridge.Fill(energies, input.Y, input.Mask, result);
        MeasureTo(MeasuredRange.Of(input.Mask, energies.Length));
        foreach ((int first, int count) in named)
            if (first < _search.Points)
                _search.Model.Fill(result[.._search.Points], first, Math.Min(count, _search.Points - first));
        ReadOnlySpan<Glitch> found = [];
        if (stage.Looks)
        {
            GlitchFinder finder = Search(input, result);
            found = finder.Found;
            foreach (Glitch glitch in found)
                finder.Cleaned.Slice(glitch.First, glitch.Count).CopyTo(result[glitch.First..]);
        }
        if (!input.Mask.IsEmpty)
            for (int i = 0; i < result.Length; i++)
                if (!input.Mask[i])
                    result[i] = input.Y[i];
        Mark(output.Mask, found);
        Say(found, findings);
    }

    // What stands behind the end of a scan is one value over and over: beside it every measured point is a glitch.
    private void MeasureTo(int points)
    {
        if (points < FewestPoints && points < energies.Length)
            throw new FrameException("too-few-points", $"{points} measured points are too few to look for glitches.");
        if (points == _search.Points)
            return;
        NeighbourCubic measured = points == energies.Length ? model : new NeighbourCubic(energies.AsSpan(0, points), stage.Width);
        _search = (measured, new(measured, stage.Settings), new(points, stage.Width), points);
    }

    private GlitchFinder Search(in FrameIn input, ReadOnlySpan<double> bridged)
    {
        int points = _search.Points;
        double e0 = stage.E0 ?? input.Scalar("e0");
        ReadOnlySpan<double> y = bridged[..points],
            incident = Incident(input);
        _search.Glitches.Find(
            y,
            incident.IsEmpty ? [] : incident[..points],
            double.IsFinite(e0) ? e0 : _search.Edge.Find(energies.AsSpan(0, points), y)
        );
        return _search.Glitches;
    }

    /// <summary>The incident intensity where the files have one; a scan without it is judged by μ alone.</summary>
    private static ReadOnlySpan<double> Incident(in FrameIn input)
    {
        ReadOnlySpan<double> i0 = input.Channel("i0");
        return i0.Length == input.Y.Length && Numerics.Simd.Finite.FirstNot(i0) < 0 ? i0 : [];
    }

    private void Mark(Span<bool> mask, ReadOnlySpan<Glitch> found)
    {
        if (mask.IsEmpty)
            return;
        foreach ((int first, int count) in named)
            mask.Slice(first, count).Clear();
        foreach (Glitch glitch in found)
            mask.Slice(glitch.First, glitch.Count).Clear();
    }

    private void Say(ReadOnlySpan<Glitch> found, Findings findings)
    {
        if (named.Count > 0)
            findings.Warn(
                "glitches-named",
                $"{named.Sum(n => n.Count)} points in {named.Count} named places of every frame were replaced by the cubic through their neighbours{Masked}: {string.Join(", ", named.Select(n => Place(n.First, n.Count)))}."
            );
        if (found.IsEmpty)
            return;
        int points = 0;
        var places = new List<string>();
        foreach (Glitch glitch in found)
        {
            points += glitch.Count;
            if (places.Count < MostNamedInMessage)
                places.Add(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{Place(glitch.First, glitch.Count)} ({glitch.Height:G2} high, {glitch.Deviation:F0} standard deviations{(glitch.InIncident ? ", also in the incident beam: monochromator" : "")})"
                    )
                );
        }
        string more = found.Length > places.Count ? $" and {found.Length - places.Count} more" : "";
        findings.Flag(
            "glitch",
            $"{points} points in {found.Length} places replaced by the cubic through their neighbours{Masked}: {string.Join("; ", places)}{more}."
        );
        if (found.Length == GlitchFinder.Most)
            findings.Flag(
                "glitches-too-many",
                $"{GlitchFinder.Most} glitches, and there may be more: is this noise that a higher threshold would leave alone, or a scan to leave out?"
            );
    }

    private string Masked => stage.Treatment == GlitchTreatment.Mask ? " and masked" : "";

    private string Place(int first, int count) =>
        count == 1
            ? string.Create(CultureInfo.InvariantCulture, $"{energies[first]:F2} eV")
            : string.Create(CultureInfo.InvariantCulture, $"{energies[first]:F2} to {energies[first + count - 1]:F2} eV");
}
