using SpectraPipeline.Core;

namespace SpectraPipeline.Stages.Xas;

/// <summary>Judges every scan beside its neighbours, and whether more scans help.</summary>
[Stage(
    "xas.quality",
    "This project; noise from high R: M. Newville, B. I. Boyanov, D. E. Sayers, J. Synchrotron Rad. 6 (1999) 264, doi:10.1107/S0909049598018160",
    HasPicture = false,
    Summary = "A verdict on every scan with its reasons (glitch, jump, I0 loss, energy, edge step, noise, bubbles), its noise and usable k, and whether more scans help.",
    Formula = "off its neighbours: |v − median of 6 before or 6 after, the nearer| > threshold·1.4826·median of such deviations; ε_k from χ(R) at 15 to 25 Å; usable k: envelope of χ(k) (1 to 6 Å) above ε_k; scans: ε² = a²/N + b² over means of N scans, N needed = a²/((A/goal-snr)² − b²), A the amplitude at goal-k-max",
    Fails = "Reads μ and hands it on: put it before xas.normalize. Scans of different samples are no neighbours. A lasting change is none of the jumps; it shows as drift against the median of the series. Without a reference foil a chemical shift of the edge looks like a drift of the energies. ε_k is an upper limit: what shells leak to high R counts as noise. i0 is seen only where this step reads the files themselves."
)]
public sealed record Quality : SeriesStage
{
    /// <summary>Edge energy.</summary>
    [Param("Edge energy of the series; found when left out.", Min = 1, Max = 2e5, Unit = "eV")]
    public double? E0 { get; init; }

    /// <summary>Limit.</summary>
    [Param(
        "How many usual deviations from its neighbours make a frame odd; standard deviations of glitches and jumps within a scan.",
        Min = 2,
        Max = 1000
    )]
    public double Threshold { get; init; } = 8;

    /// <summary>Drift of the energy.</summary>
    [Param("Shift of the energies against the median of the series that is a drift.", Min = 0, Max = 100, Unit = "eV")]
    public double MaxDrift { get; init; } = 0.3;

    /// <summary>Drift of the edge step.</summary>
    [Param("Share by which an edge step may differ from the median of the series.", Min = 0, Max = 10)]
    public double MaxStepDrift { get; init; } = 0.2;

    /// <summary>Goal of k.</summary>
    [Param("k that the sum of the scans is to reach.", Min = 4, Max = 40, Unit = "Å-1")]
    public double GoalKMax { get; init; } = 12;

    /// <summary>Goal of signal over noise.</summary>
    [Param("Amplitude of χ(k) over the noise of a point that is to be reached there.", Min = 0.1, Max = 1000)]
    public double GoalSnr { get; init; } = 3;

    /// <summary>Fault bad scans.</summary>
    [Param("Fault bad scans, so that no later step sees them; they are kept and flagged otherwise.")]
    public bool Drop { get; init; }

    /// <inheritdoc />
    public override SpectraNeed Reads => new(SignalKind.Mu, SignalKind.Unknown);

    /// <inheritdoc />
    public override SpectralSeries Run(SpectralSeries input, StageInput about, Findings findings)
    {
        double[] energies = PhotonEnergies.Of(about, "xas.quality");
        PhotonEnergies.CheckEdge(E0, energies, "xas.quality");
        var run = new QualityRun(this, input, energies, findings);
        bool[] bad = run.Judge();
        if (!Drop || !bad.Contains(true))
            return input;
        var faults = (Fault?[])input.Faults.Clone();
        for (int f = 0; f < bad.Length; f++)
            if (bad[f])
                faults[f] ??= new Fault(findings.Step, "scan-bad", $"{input.Info[f].File}: {run.Why(f)}");
        Channel[] channels =
        [
            .. input.Channels.Select(c => new Channel(c.Name, c.Signal, input.Frames, c.Points, [.. c.Values], c.Sigma, c.Mask)),
        ];
        var output = new SpectralSeries(input.Id, input.Axis, channels, input.Info, faults, input.FirstFrame);
        foreach (var (name, values) in input.Scalars)
            values.CopyTo(output.AddScalar(name), 0);
        return output;
    }
}
