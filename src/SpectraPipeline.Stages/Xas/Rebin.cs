using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Xas;

namespace SpectraPipeline.Stages.Xas;

/// <summary>Brings oversampled quick scans to the grid of a step scan, with errors.</summary>
[Stage(
    "xas.rebin",
    "Grid and bins as in Larch: M. Newville, J. Phys. Conf. Ser. 430 (2013) 012007, doi:10.1088/1742-6596/430/1/012007; errors: this project",
    Summary = "Rebins quick scans to three regions: even steps before and around the edge, even steps of k above; the scatter within the bins gives the error of each point.",
    Formula = "μⱼ = mean of the points of bin j; boxcar Σμ/n, centroid ΣμE/ΣE, spline the cubic through them at Eⱼ; fewer than 3 points: straight line between neighbours; σⱼ = s/√n, s² = scatter about straight lines in bin j and its neighbours (30 degrees of freedom), with √(Σ ρ^|i−j|)/n for 1/√n where neighbouring points are correlated by ρ",
    Fails = "On scans that are no denser than the grid nothing is averaged, and the errors are upper limits. Slow drifts and glitches that all points of a bin share are in no error. spline averages nothing: its errors are those of single points."
)]
public sealed record Rebin : FrameStage, INeedsFiles
{
    /// <summary>Edge energy.</summary>
    [Param(
        "Edge energy that the regions are laid out from; that of the series' edge (edge: Zn K) or of its first healthy frame when left out.",
        Min = 1,
        Max = 2e5,
        Unit = "eV"
    )]
    public double? E0 { get; init; }

    /// <summary>Start.</summary>
    [Param("Start of the grid, relative to E0; the first whole step of the scan when left out.", Min = -5000, Max = 0, Unit = "eV")]
    public double? PreFrom { get; init; }

    /// <summary>Step before the edge.</summary>
    [Param("Step before the edge region.", Min = 0.01, Max = 100, Unit = "eV")]
    public double PreStep { get; init; } = 2;

    /// <summary>Start of the edge region.</summary>
    [Param("Start of the edge region, relative to E0.", Min = -1000, Max = 1000, Unit = "eV")]
    public double XanesFrom { get; init; } = -30;

    /// <summary>Step in the edge region.</summary>
    [Param("Step in the edge region; E0/25000, a multiple of 0.05, when left out.", Min = 0.001, Max = 20, Unit = "eV")]
    public double? XanesStep { get; init; }

    /// <summary>Start of the EXAFS region.</summary>
    [Param("Start of the region of even k, relative to E0.", Min = 0, Max = 1000, Unit = "eV")]
    public double ExafsFrom { get; init; } = 15;

    /// <summary>Step of k.</summary>
    [Param("Step of k above the edge region.", Min = 0.005, Max = 1, Unit = "Å-1")]
    public double ExafsKStep { get; init; } = 0.05;

    /// <summary>Value of a bin.</summary>
    [Param("What stands for the points of a bin.")]
    public RebinMethod Method { get; init; } = RebinMethod.Boxcar;

    /// <inheritdoc />
    public override SpectraNeed Reads => new(SignalKind.Mu, SignalKind.Norm, SignalKind.Unknown) { Scalars = ["e0"] };

    /// <inheritdoc />
    public override IEnumerable<string> Check()
    {
        if (XanesFrom >= ExafsFrom)
            yield return $"xanes-from ({XanesFrom:g}) must lie below exafs-from ({ExafsFrom:g}).";
        if (PreFrom > XanesFrom)
            yield return $"pre-from ({PreFrom:g}) must not lie above xanes-from ({XanesFrom:g}).";
    }

    /// <inheritdoc />
    public IEnumerable<string> FilesOf(RunContext run) => [StatedEdge.TableOf(run.ConfigFolder)];

    /// <inheritdoc />
    public IEnumerable<string> CheckFiles(RunContext run) => [];

    /// <inheritdoc />
    public override FrameKernel Prepare(StageInput input)
    {
        double[] energies = PhotonEnergies.Of(input, "xas.rebin");
        PhotonEnergies.CheckEdge(E0, energies, "xas.rebin");
        (double edge, string from) = EdgeOf(input, energies);
        var regions = new ScanRegions
        {
            E0 = edge,
            PreFrom = PreFrom,
            PreStep = PreStep,
            XanesFrom = XanesFrom,
            XanesStep = XanesStep,
            ExafsFrom = ExafsFrom,
            KStep = ExafsKStep,
        };
        double[] grid = energies.Length < 2 ? [] : regions.Grid(energies[0], energies[^1]);
        if (grid.Length < 2)
            throw new UserException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"xas.rebin: the regions about E0 = {edge:F2} eV ({from}) leave {grid.Length} points of the scan, {energies[0]:F2} to {energies[^1]:F2} eV; state e0."
                )
            );
        string said = string.Create(
            CultureInfo.InvariantCulture,
            $"Grid of {grid.Length} points about E0 = {edge:F2} eV ({from}), one for all frames: {PreStep:g} eV before {XanesFrom:g} eV, {regions.UsedXanesStep:g6} eV to {ExafsFrom:g} eV, {ExafsKStep:g} Å-1 above."
        );
        var shape = new OutputShape(
            new Axis(input.Axis.Name, Unit.ElectronVolt, grid),
            (input.Channel, input.Signal),
            ("sigma", new Signal(SignalKind.Auxiliary, input.Signal.Unit))
        )
        {
            Sigma = "sigma",
        };
        return new Kernel(new ScanRebin(energies, grid, Method), said, energies.Length, shape);
    }

    private (double Edge, string From) EdgeOf(StageInput input, double[] energies)
    {
        if (E0 is { } given)
            return (given, "stated");
        if (input.ProbeScalars.TryGetValue("e0", out double normalised) && double.IsFinite(normalised))
            return (normalised, "of the first healthy frame's normalisation");
        if (StatedEdge.Energy(input) is { } tabulated && energies.Length > 2 && tabulated > energies[1] && tabulated < energies[^2])
            return (tabulated, $"the table's {input.Card.Edge} edge");
        return (SeriesEdge.OfProbe(input, energies) ?? energies[energies.Length / 4], "of the first healthy frame");
    }

    private sealed class Kernel(ScanRebin rebin, string said, int points, OutputShape shape) : XasKernel(shape)
    {
        private readonly double[] _bridged = new double[points];

        protected override void Process(in FrameIn input, in FrameOut output, Findings findings)
        {
            ReadOnlySpan<double> y = input.Y;
            if (!input.Mask.IsEmpty)
            {
                MaskBridge.Fill(rebin.Energies, y, input.Mask, _bridged);
                y = _bridged;
            }
            rebin.Apply(y, output[0], output[1]);
            Say(findings);
        }

        private void Say(Findings findings)
        {
            findings.Warn("rebin-grid", said);
            int interpolated = rebin.Interpolated;
            if (2 * interpolated > rebin.Grid.Length)
                findings.Warn(
                    "rebin-sparse",
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{interpolated} of {rebin.Grid.Length} bins hold fewer than 3 points and are interpolated: the scan is hardly denser than the grid, rebinning gains little{(rebin.ErrorsAreLimits ? " and sigma is an upper limit" : "")}."
                    )
                );
            if (rebin.Correlation > 0)
                findings.Warn(
                    "noise-correlated",
                    "Neighbouring points of some frames are correlated (a slow amplifier or encoder, interpolation): their sigma is larger than s/√n by as much."
                );
        }
    }
}
