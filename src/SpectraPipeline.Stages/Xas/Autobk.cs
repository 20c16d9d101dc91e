using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Xas;

namespace SpectraPipeline.Stages.Xas;

/// <summary>EXAFS χ(k) of every frame: a spline background is fitted to what lies below rbkg in R.</summary>
[Stage(
    "xas.autobk",
    "M. Newville, P. Līviņš, Y. Yacoby, J. J. Rehr, E. A. Stern, Phys. Rev. B 47 (1993) 14126, doi:10.1103/PhysRevB.47.14126",
    Summary = "Removes the smooth background μ0 and gives χ(k).",
    Formula = "χ = (μ − μ0)/Δμ, μ0 = cubic spline in k that minimises |FT(kⁿ·W·χ)|² below rbkg plus clamps",
    Fails = "When rbkg reaches into the first shell (keep it below about half of R1) and when E0 is wrong. The clamps act in units of μ: they weigh more on thicker samples."
)]
public sealed record Autobk : FrameStage
{
    /// <summary>Edge energy.</summary>
    [Param("Edge energy, k = 0; that of the last xas.normalize when left out.", Min = 1, Max = 2e5, Unit = "eV")]
    public double? E0 { get; init; }

    /// <summary>Limit of the background.</summary>
    [Param("R below which everything is background.", Min = 0.1, Max = 5, Unit = "Å")]
    public double Rbkg { get; init; } = 1;

    /// <summary>Start of the k-range.</summary>
    [Param("Start of the k-range.", Min = 0, Max = 20, Unit = "Å-1")]
    public double KMin { get; init; }

    /// <summary>End of the k-range.</summary>
    [Param("End of the k-range; the end of the scan when left out.", Min = 1, Max = 40, Unit = "Å-1")]
    public double? KMax { get; init; }

    /// <summary>Weight.</summary>
    [Param("Power n of kⁿχ in the fit.", Min = 0, Max = 5)]
    public int KWeight { get; init; } = 1;

    /// <summary>Grid of χ.</summary>
    [Param("Step of the k grid.", Min = 0.005, Max = 0.2, Unit = "Å-1")]
    public double KStep { get; init; } = 0.05;

    /// <summary>Sills of the window.</summary>
    [Param("Width of the window's sills.", Min = 0, Max = 10, Unit = "Å-1")]
    public double Dk { get; init; } = 0.1;

    /// <summary>Shape of the window.</summary>
    [Param("Shape of the window over the k-range.")]
    public WindowShape Window { get; init; } = WindowShape.Hanning;

    /// <summary>Clamp at low k.</summary>
    [Param("How strongly the first points are held to zero (0 none, 6 medium, 24 strong).", Min = 0, Max = 1000)]
    public double ClampLow { get; init; }

    /// <summary>Clamp at high k.</summary>
    [Param("How strongly the last points are held to zero (0 none, 6 medium, 24 strong).", Min = 0, Max = 1000)]
    public double ClampHigh { get; init; } = 1;

    /// <summary>Points under a clamp.</summary>
    [Param("Points at either end under a clamp.", Min = 0, Max = 20)]
    public int ClampPoints { get; init; } = 3;

    /// <summary>Length of the transform.</summary>
    [Param("Points of the zero-padded transform, a power of two.", Min = 256, Max = 65536)]
    public int Nfft { get; init; } = 2048;

    /// <summary>Standard.</summary>
    [Param("Id of a series with χ(k) of a similar material; its low-R part is not counted as background.")]
    public string? Standard { get; init; }

    // From here the matrices of a whole series (2 ms) pay; the choice must not depend on how the engine cuts blocks.
    private const int FewestForSeries = 256;

    /// <inheritdoc />
    public override SpectraNeed Reads => new(SignalKind.Mu, SignalKind.Unknown) { Scalars = ["e0", "edge_step"] };

    /// <inheritdoc />
    public override IReadOnlyList<string> OtherSeries => Standard is null ? [] : [Standard];

    /// <inheritdoc />
    public override IEnumerable<string> Check()
    {
        if (KMin >= KMax)
            yield return $"k-min ({KMin:g}) must lie below k-max ({KMax:g}).";
        if (!int.IsPow2(Nfft))
            yield return $"nfft ({Nfft}) must be a power of two.";
    }

    /// <inheritdoc />
    public override FrameKernel Prepare(StageInput input)
    {
        double[] energies = PhotonEnergies.Of(input, "xas.autobk");
        PhotonEnergies.CheckEdge(E0, energies, "xas.autobk");
        double end = Math.Min(
            KMax ?? double.PositiveInfinity,
            PhotoelectronWavenumber.FromEnergy(energies[^1] - EdgeForGrid(input, energies))
        );
        if (!(end > KMin + 1))
            throw new UserException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"xas.autobk: the scan ends at k = {end:F2} Å-1, too close to k-min = {KMin:F2}; there is no EXAFS to take out."
                )
            );
        double[] k = new double[(int)(1.01 + end / KStep)];
        for (int j = 0; j < k.Length; j++)
            k[j] = j * KStep;
        var axis = new Axis("k", Unit.PerAngstrom, k);
        var shape = new OutputShape(axis, ("chi", new Signal(SignalKind.ChiK)));
        // A mask means scans that may end early, each with a k-range of its own.
        bool isWhole = input.Probe?.Find(input.Channel)?.Mask is null;
        return E0 is { } edge && Standard is null && isWhole && input.Frames >= FewestForSeries
            ? new AutobkSeriesKernel(this, new AutobkSeries(energies, edge, Settings), energies, shape)
            : new Kernel(this, energies, StandardOn(input, k), shape);
    }

    internal AutobkSettings Settings =>
        new()
        {
            RBackground = Rbkg,
            KMin = KMin,
            KMax = KMax,
            KWeight = KWeight,
            KStep = KStep,
            Window = Window,
            Sill = Dk,
            ClampPoints = ClampPoints,
            ClampLow = ClampLow,
            ClampHigh = ClampHigh,
            TransformLength = Nfft,
        };

    // One k grid for the series: with the edge that the last normalisation gave the first healthy frame, since that is the edge that χ is
    // counted from; without one, with the edge found as the frames will find it. Where that one shows no edge, a quarter into the scan is as good a guess as any.
    private double EdgeForGrid(StageInput input, double[] energies)
    {
        if (E0 is { } given)
            return given;
        if (input.ProbeScalars.TryGetValue("e0", out double normalised) && double.IsFinite(normalised))
            return normalised;
        double fallback = energies[energies.Length / 4];
        if (input.Probe is not { } probe || probe.Find(input.Channel) is not { } channel || probe.Faults[0] is not null)
            return fallback;
        try
        {
            return new EdgeFinder().Find(energies, channel[0]);
        }
        catch (XasDataException)
        {
            return fallback;
        }
    }

    private double[] StandardOn(StageInput input, double[] k)
    {
        if (Standard is null)
            return [];
        if (!input.Others.TryGetValue(Standard, out SpectralSeries? series) || series.Find(SignalKind.ChiK) is not { } chi)
            throw new UserException($"xas.autobk: the standard '{Standard}' must be a series that ends in χ(k).");
        int frame = Array.FindIndex(series.Faults, f => f is null);
        if (frame < 0)
            throw new UserException($"xas.autobk: every frame of the standard '{Standard}' is faulted.");
        double[] result = new double[k.Length];
        ClampedInterpolation.Evaluate(series.Axis.Values, chi[frame], k, result);
        return result;
    }

    private sealed class Kernel(Autobk p, double[] energies, double[] standard, OutputShape shape) : XasKernel(shape)
    {
        // Found edges sit on grid points, so a series meets few of them; each has its own linear map.
        private const int MostMaps = 64;
        private readonly Dictionary<(double E0, int Points), AutobkFit> _maps = [];
        private readonly Normalization _own = new(new NormalizationSettings { E0 = p.E0 });
        private double[] _chi = [];

        protected override void Process(in FrameIn input, in FrameOut output, Findings findings)
        {
            double e0 = p.E0 ?? input.Scalar("e0");
            double step = input.Scalar("edge_step");
            int measured = MeasuredRange.Of(input.Mask, energies.Length);
            if (!double.IsFinite(e0) || !double.IsFinite(step))
            {
                NormalizationSummary found = _own.Apply(energies.AsSpan(0, measured), input.Y[..measured]);
                (e0, step) = (p.E0 ?? found.E0, found.EdgeStep);
            }
            if (!(PhotoelectronWavenumber.FromEnergy(energies[Math.Max(measured, 1) - 1] - e0) > p.KMin + 1))
                throw new XasDataException("k-range-short", "The scan ends before k-min + 1 Å-1: there is no EXAFS in it.");
            AutobkFit map = MapFor(e0, measured);
            if (_chi.Length < map.K.Length)
                _chi = new double[map.K.Length];
            Span<double> chi = _chi.AsSpan(0, map.K.Length);
            map.Apply(input.Y[..measured], step, chi, StandardFor(chi.Length));
            Span<double> result = output[0];
            int shared = Math.Min(chi.Length, result.Length);
            chi[..shared].CopyTo(result);
            result[shared..].Clear();
            FlagGrid(result.Length - chi.Length, e0, findings);
        }

        private AutobkFit MapFor(double e0, int measured)
        {
            if (_maps.TryGetValue((e0, measured), out AutobkFit? known))
                return known;
            if (_maps.Count == MostMaps)
                _maps.Clear();
            return _maps[(e0, measured)] = new AutobkFit(energies.AsSpan(0, measured), e0, p.Settings);
        }

        // A frame whose E0 differs may reach a point less, or more, than the grid of the series; the standard is held or cut likewise.
        private ReadOnlySpan<double> StandardFor(int points)
        {
            if (standard.Length == 0 || standard.Length >= points)
                return standard.AsSpan(0, Math.Min(standard.Length, points));
            double[] longer = new double[points];
            standard.CopyTo(longer, 0);
            return longer;
        }

        private static void FlagGrid(int missing, double e0, Findings findings)
        {
            if (missing > 0)
                findings.Flag(
                    "k-range-short",
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"With E0 = {e0:F2} eV the scan ends {missing} points before the k grid of the series; they are 0. Give e0, or a lower k-max."
                    )
                );
            else if (missing < -10)
                findings.Flag(
                    "k-range-cut",
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"With E0 = {e0:F2} eV the scan reaches {-missing} points beyond the k grid of the series, which follows its first frame. Give e0."
                    )
                );
        }
    }
}
