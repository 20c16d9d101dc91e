using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Fitting;
using SpectraPipeline.Numerics.Xas;

namespace SpectraPipeline.Stages.Xas;

/// <summary>Line shape of pre-edge peaks.</summary>
public enum PreEdgeShape
{
    /// <summary>Gaussian.</summary>
    Gaussian,

    /// <summary>Lorentzian.</summary>
    Lorentzian,

    /// <summary>Sum of a Gaussian and a Lorentzian of one width.</summary>
    PseudoVoigt,

    /// <summary>Convolution of a Gaussian and a Lorentzian.</summary>
    Voigt,
}

/// <summary>Pre-edge peaks of every frame: baseline of the main edge's foot, peaks above it, total area and centroid, with errors.</summary>
[Stage(
    "xas.pre-edge",
    "Ranges and baseline as in Larch: M. Newville, J. Phys. Conf. Ser. 430 (2013) 012007, doi:10.1088/1742-6596/430/1/012007; centroid and area as measures of coordination: M. Wilke, F. Farges, P.-E. Petit, G. E. Brown, F. Martin, Am. Mineral. 86 (2001) 714",
    Summary = "Baseline under the pre-edge peaks, the peaks with centre, height and area, and their centroid and total area, with errors.",
    Formula = "b(E) = a₀ + a₁E + q/((E − c)² + s²) (or arctan, erf, spline) on [from, low] and [high, to]; peaks fitted to μ − b on [from, to]; area = ∫(μ − b) dE, centroid = ∫E(μ − b) dE/area on [low, high]; errors: fit, and in quadrature what each independent deviation of b changes",
    Fails = "What the baseline does under the peaks is extrapolated: its form moves areas by more than the errors say; compare forms. Where a peak reaches beyond low or high the baseline takes part of it. Height and centroid need the same normalisation and energy calibration as the reference compounds that they are compared with.",
    HasPicture = false
)]
public sealed record PreEdgePeaks : FrameStage
{
    /// <summary>Start of the baseline.</summary>
    [Param("Start of the range; negative counts from E0.", Min = -5000, Max = 2e5, Unit = "eV")]
    public double From { get; init; } = -30;

    /// <summary>Start of the peaks.</summary>
    [Param("Lower end of the peaks, where the baseline leaves off; negative counts from E0.", Min = -5000, Max = 2e5, Unit = "eV")]
    public double Low { get; init; } = -15;

    /// <summary>End of the peaks.</summary>
    [Param("Upper end of the peaks, where the baseline goes on; negative counts from E0.", Min = -5000, Max = 2e5, Unit = "eV")]
    public double High { get; init; } = -5;

    /// <summary>End of the baseline.</summary>
    [Param("End of the range, on the rise of the main edge; negative counts from E0.", Min = -5000, Max = 2e5, Unit = "eV")]
    public double To { get; init; } = -1;

    /// <summary>Form of the baseline.</summary>
    [Param("Form of the baseline.")]
    public PreEdgeForm Baseline { get; init; } = PreEdgeForm.LinearLorentzian;

    /// <summary>Shape of the peaks.</summary>
    [Param("Shape of the peaks.")]
    public PreEdgeShape Shape { get; init; } = PreEdgeShape.PseudoVoigt;

    /// <summary>Peaks.</summary>
    [Param("Energies where peaks start, negative from E0; found when left out.", Min = -5000, Max = 2e5, Unit = "eV")]
    public IReadOnlyList<double> Peaks { get; init; } = [];

    /// <summary>Most peaks.</summary>
    [Param("Peaks at most when they are found.", Min = 1, Max = 6)]
    public int MaxPeaks { get; init; } = 3;

    /// <inheritdoc />
    public override SpectraNeed Reads => new(SignalKind.Norm) { Scalars = ["e0"] };

    /// <inheritdoc />
    public override IEnumerable<string> Check()
    {
        (string, double)[] ends = [("from", From), ("low", Low), ("high", High), ("to", To)];
        for (int i = 1; i < ends.Length; i++)
            if (ends[i - 1].Item2 < 0 == ends[i].Item2 < 0 && ends[i - 1].Item2 >= ends[i].Item2)
                yield return FormattableString.Invariant(
                    $"{ends[i - 1].Item1} ({ends[i - 1].Item2:g6}) must lie below {ends[i].Item1} ({ends[i].Item2:g6})."
                );
    }

    /// <inheritdoc />
    public override FrameKernel Prepare(StageInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        double[] energies = PhotonEnergies.Of(input, "xas.pre-edge");
        // One grid for the series: from the edge of its first healthy frame.
        double e0 = EdgeOf(input, energies);
        double At(double v) => v < 0 ? e0 + v : v;
        (double from, double low, double high, double to) = (At(From), At(Low), At(High), At(To));
        double slack = energies.Length > 1 ? PreEdgeBaseline.Slack(energies) : 0;
        int first = EnergyGrid.AtOrBelow(energies, from + slack),
            last = EnergyGrid.AtOrBelow(energies, to + slack);
        if (!(from < low && low < high && high < to) || from > energies[^1] || to < energies[0] || last - first < 10)
            throw new UserException(
                FormattableString.Invariant(
                    $"xas.pre-edge: from {from:F1}, low {low:F1}, high {high:F1}, to {to:F1} eV must rise and hold at least 11 points of the scan, {energies[0]:F1} to {energies[^1]:F1} eV; they hold {Math.Max(0, last - first + 1)}. Negative values count from E0 = {e0:F1} eV."
                )
            );
        double[] range = energies[first..(last + 1)];
        try
        {
            return new PreEdgeKernel(
                this,
                input,
                first,
                range,
                new PreEdgeBaseline(Baseline, range, low, high),
                [.. Peaks.Select(At)],
                (low, high)
            );
        }
        catch (XasDataException e)
        {
            throw new UserException("xas.pre-edge: " + e.Message);
        }
    }

    internal PeakShape Line =>
        Shape switch
        {
            PreEdgeShape.Gaussian => PeakShapes.Gaussian,
            PreEdgeShape.Lorentzian => PeakShapes.Lorentzian,
            PreEdgeShape.Voigt => PeakShapes.Voigt,
            _ => PeakShapes.PseudoVoigt,
        };

    private static double EdgeOf(StageInput input, double[] energies)
    {
        if (input.ProbeScalars.TryGetValue("e0", out double e0) && double.IsFinite(e0))
            return e0;
        try
        {
            if (input.Probe is { } probe && probe.Faults[0] is null && probe.Find(input.Channel) is { } channel)
                return new EdgeFinder().Find(energies, channel[0]);
        }
        catch (XasDataException)
        {
            // The frames will say that they have no edge.
        }
        return energies[energies.Length / 4];
    }
}
