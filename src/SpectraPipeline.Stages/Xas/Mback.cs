using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Numerics.Xas;
using Matching = SpectraPipeline.Numerics.Xas.Mback;

namespace SpectraPipeline.Stages.Xas;

/// <summary>Normalised absorption of every frame by matching to tabulated f″.</summary>
[Stage(
    "xas.mback",
    "T.-C. Weng, G. S. Waldo, J. E. Penner-Hahn, J. Synchrotron Rad. 12 (2005) 506; f″ of C. T. Chantler, J. Phys. Chem. Ref. Data 24 (1995) 71, doi:10.1063/1.555974",
    Summary = "Scales the scan so that, less a polynomial, it follows the tabulated f″ of the absorber below and above the edge; the edge step is that of f″.",
    Formula = "s·μ(E) − Σ cᵢ(E − E₀)ⁱ − a·erfc((E − E_line)/ξ) ≈ f″(E)",
    Fails = "When the scan holds another element's edge, or ends within the fine structure. High orders follow a bent scan and take the edge with it: compare the step of orders 2 and 3."
)]
public sealed record Mback : FrameStage, INeedsFiles
{
    /// <summary>Absorbing element.</summary>
    [Param("Symbol of the absorbing element; that of the series' edge when left out.")]
    public string? Element { get; init; }

    /// <summary>Edge.</summary>
    [Param("Edge (K, L1, L2, L3); that of the series when left out.")]
    public string? Edge { get; init; }

    /// <summary>Edge energy.</summary>
    [Param("Edge energy; found for every frame when left out. The nearest point of the scan is taken.", Min = 1, Max = 2e5, Unit = "eV")]
    public double? E0 { get; init; }

    /// <summary>Start of the points below the edge.</summary>
    [Param(
        "Start of the points below the edge, relative to E0; the start of the scan when left out.",
        Min = -5000,
        Max = 5000,
        Unit = "eV"
    )]
    public double? PreFrom { get; init; }

    /// <summary>End of the points below the edge.</summary>
    [Param("End of the points below the edge, relative to E0.", Min = -5000, Max = 5000, Unit = "eV")]
    public double PreTo { get; init; } = -50;

    /// <summary>Start of the points above the edge.</summary>
    [Param("Start of the points above the edge, relative to E0.", Min = -5000, Max = 1e4, Unit = "eV")]
    public double PostFrom { get; init; } = 100;

    /// <summary>End of the points above the edge.</summary>
    [Param(
        "End of the points above the edge, relative to E0; negative counts from the end of the scan; its end when left out.",
        Min = -5000,
        Max = 1e4,
        Unit = "eV"
    )]
    public double? PostTo { get; init; }

    /// <summary>Degree of the background.</summary>
    [Param("Degree of the background polynomial.", Min = 0, Max = 6)]
    public int Order { get; init; } = 3;

    /// <summary>Error function in the background.</summary>
    [Param("Add a complementary error function about the emission line to the background: the tail of scatter in a fluorescence detector.")]
    public bool Erfc { get; init; }

    /// <inheritdoc />
    public override SpectraNeed Reads => new(SignalKind.Mu, SignalKind.Unknown);

    /// <inheritdoc />
    public override IEnumerable<string> Check()
    {
        if (PreFrom >= PreTo)
            yield return $"pre-from ({PreFrom:g}) must lie below pre-to ({PreTo:g}).";
        if (PostTo > 0 && PostFrom >= PostTo)
            yield return $"post-from ({PostFrom:g}) must lie below post-to ({PostTo:g}).";
        if (PreTo >= PostFrom)
            yield return $"pre-to ({PreTo:g}) must lie below post-from ({PostFrom:g}).";
    }

    /// <inheritdoc />
    public override FrameKernel Prepare(StageInput input)
    {
        double[] energies = PhotonEnergies.Of(input, "xas.mback");
        PhotonEnergies.CheckEdge(E0, energies, "xas.mback");
        AbsorbingEdge absorber = AbsorbingEdge.Of(Element, Edge, input, "xas.mback");
        var tables = new XrayTables(input.Run.ConfigFolder);
        (double tabulated, double? line) = tables.EdgeOf(absorber);
        if (tabulated <= energies[0] || tabulated >= energies[^1])
            throw new UserException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"xas.mback: {absorber.Element} {absorber.Edge} lies at {tabulated:F0} eV, outside the scan, {energies[0]:F0} to {energies[^1]:F0} eV. Wrong element or edge?"
                )
            );
        if (Erfc && line is null)
            throw new UserException($"xas.mback: no emission line of {absorber.Element} {absorber.Edge} is tabulated; leave erfc out.");
        var settings = new MbackSettings
        {
            E0 = E0,
            PreFrom = PreFrom,
            PreTo = PreTo,
            PostFrom = PostFrom,
            PostTo = PostTo,
            Order = Order,
            LineEnergy = Erfc ? line : null,
        };
        var electrons = new Signal(SignalKind.Auxiliary, "e");
        return new Kernel(
            settings,
            energies,
            tables.F2(absorber.Element, energies),
            tabulated,
            new OutputShape(input.Axis, ("norm", new Signal(SignalKind.Norm)), ("fpp", electrons), ("f2", electrons))
            {
                Scalars = ["e0", "edge_step"],
            }
        );
    }

    /// <inheritdoc />
    public IEnumerable<string> FilesOf(RunContext run) => XrayTables.MatchingFiles(run);

    /// <inheritdoc />
    public IEnumerable<string> CheckFiles(RunContext run) => [];

    private sealed class Kernel(MbackSettings settings, double[] energies, double[] f2, double tabulated, OutputShape shape)
        : XasKernel(shape)
    {
        // Nearer, all points that are matched lie on the side of the edge that f″ has there, by the default ranges.
        private const double MostEv = 50;

        private readonly Matching _matching = new(settings);

        protected override void Process(in FrameIn input, in FrameOut output, Findings findings)
        {
            int measured = MeasuredRange.Of(input.Mask, energies.Length);
            MbackSummary found = _matching.Apply(energies.AsSpan(0, measured), input.Y[..measured], f2.AsSpan(0, measured));
            MeasuredRange.CopyHeld(_matching.Norm, output[0]);
            MeasuredRange.CopyHeld(_matching.Matched, output[1]);
            f2.CopyTo(output[2]);
            output.SetScalar(0, found.E0);
            output.SetScalar(1, found.EdgeStep);
            if (Math.Abs(found.E0 - tabulated) > MostEv)
                findings.Flag(
                    "edge-mismatch",
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"E0 is {found.E0:F1} eV, the tabulated edge {tabulated:F1} eV; f″ does not belong to this scan. Look at element, edge and calibration, or give e0."
                    )
                );
            findings.Add(
                new EdgeRow
                {
                    Series = findings.Series,
                    Step = findings.Step,
                    Frame = findings.Frame,
                    E0 = found.E0,
                    EdgeStep = found.EdgeStep,
                    Message = Ranges(found),
                }
            );
        }

        private static string Ranges(MbackSummary found) =>
            string.Create(
                CultureInfo.InvariantCulture,
                $"pre {found.PreFrom:F1}..{found.PreTo:F1}, post {found.PostFrom:F1}..{found.PostTo:F1} eV, scale {found.Scale:g6} e"
            )
            + (
                double.IsNaN(found.Width)
                    ? ""
                    : string.Create(CultureInfo.InvariantCulture, $", erfc {found.Amplitude:g4} e over {found.Width:F0} eV")
            );
    }
}
