using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Xas;

namespace SpectraPipeline.Stages.Xas;

/// <summary>What the steps that fit an AUTOBK spline share: its parameters, and where its edge comes from.</summary>
public abstract record AutobkParameters : FrameStage
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

    /// <summary>Energies in eV and the edge that the k grid of the series counts from.</summary>
    /// <exception cref="UserException">No photon energies, or the edge lies outside.</exception>
    private protected (double[] Energies, double Edge, bool IsStated) EnergiesOf(StageInput input, string stage)
    {
        double[] energies = PhotonEnergies.Of(input, stage);
        PhotonEnergies.CheckEdge(E0, energies, stage);
        if (E0 is { } given)
            return (energies, given, true);
        // The edge that the last normalisation gave the first healthy frame; without one, the edge found as the frames will find it. Where that one shows no
        // edge, a quarter into the scan is as good a guess as any.
        if (input.ProbeScalars.TryGetValue("e0", out double normalised) && double.IsFinite(normalised))
            return (energies, normalised, true);
        double fallback = energies[energies.Length / 4];
        if (input.Probe is not { } probe || probe.Find(input.Channel) is not { } channel || probe.Faults[0] is not null)
            return (energies, fallback, false);
        try
        {
            return (energies, new EdgeFinder().Find(energies, channel[0]), false);
        }
        catch (XasDataException)
        {
            return (energies, fallback, false);
        }
    }

    /// <summary>The k grid of the series.</summary>
    /// <exception cref="UserException">The scan is too short.</exception>
    private protected double[] GridOf(double[] energies, double edge, string stage)
    {
        double end = Math.Min(KMax ?? double.PositiveInfinity, PhotoelectronWavenumber.FromEnergy(energies[^1] - edge));
        if (!(end > KMin + 1))
            throw new UserException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{stage}: the scan ends at k = {end:F2} Å-1, too close to k-min = {KMin:F2}; there is no EXAFS to take out."
                )
            );
        double[] k = new double[(int)(1.01 + end / KStep)];
        for (int j = 0; j < k.Length; j++)
            k[j] = j * KStep;
        return k;
    }

    private protected double[] StandardOn(StageInput input, double[] k, string stage)
    {
        if (Standard is null)
            return [];
        if (!input.Others.TryGetValue(Standard, out SpectralSeries? series) || series.Find(SignalKind.ChiK) is not { } chi)
            throw new UserException($"{stage}: the standard '{Standard}' must be a series that ends in χ(k).");
        int frame = Array.FindIndex(series.Faults, f => f is null);
        if (frame < 0)
            throw new UserException($"{stage}: every frame of the standard '{Standard}' is faulted.");
        double[] result = new double[k.Length];
        ClampedInterpolation.Evaluate(series.Axis.Values, chi[frame], k, result);
        return result;
    }
}
