using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Numerics.Wavelets;
using SpectraPipeline.Numerics.Xas;

namespace SpectraPipeline.Stages.Xas;

/// <summary>Mother wavelets.</summary>
public enum WaveletKernel
{
    /// <summary>Cauchy; its order is the number of R rows.</summary>
    Cauchy,

    /// <summary>Morlet with κ and σ.</summary>
    Morlet,
}

/// <summary>Map |W(k, R)| of χ(k), with its lobes: which distance scatters at which k, that is, how heavy the neighbour is.</summary>
[Stage(
    "xas.wavelet",
    "M. Muñoz, P. Argoul, F. Farges, Am. Mineral. 88 (2003) 694, doi:10.2138/am-2003-0423 (cauchy); H. Funke, A. C. Scheinost, M. Chukalina, Phys. Rev. B 71 (2005) 094110, doi:10.1103/PhysRevB.71.094110 (morlet)",
    Summary = "Wavelet transform of kⁿχ(k): a map over k and R.",
    Formula = "W(R, k) = (1/2π)∫ F(ω)·H_R(ω)·exp(iωk) dω; cauchy H = 2π/n!·(aω)ⁿ·exp(−aω), a = n/2R; morlet H = √a·exp(−σ²(aω − κ)²/2), a = κ/2R",
    Fails = "A lobe is as wide in k as the kernel at least (k_resolution); lobes closer than that are one. The order of cauchy follows r-max: compare lobes only where their column comparable is equal. Intervals hold the noise of the data (white, from high R), not what is left of the background; look-at counts the tails of other lobes as if they were the lobe, and one in antiphase to them may hide."
)]
public sealed record Wavelet : FrameStage
{
    /// <summary>Mother wavelet.</summary>
    [Param("Mother wavelet.")]
    public WaveletKernel Kernel { get; init; } = WaveletKernel.Cauchy;

    /// <summary>Weight.</summary>
    [Param("Power n of kⁿχ.", Min = 0, Max = 5)]
    public int KWeight { get; init; } = 2;

    /// <summary>Largest R.</summary>
    [Param("Largest R; sets the order of cauchy.", Min = 1, Max = 20, Unit = "Å")]
    public double RMax { get; init; } = 6;

    /// <summary>Nominal transform.</summary>
    [Param("Nominal points of the transform, a power of two; sets the R step π/(nfft·Δk).", Min = 256, Max = 16384)]
    public int Nfft { get; init; } = 2048;

    /// <summary>Oscillations of morlet.</summary>
    [Param("κ of morlet: oscillations under its envelope; κ·σ/2R is its width in k.", Min = 1, Max = 50)]
    public double Kappa { get; init; } = 7;

    /// <summary>Width of morlet.</summary>
    [Param("σ of morlet: width of its envelope.", Min = 0.1, Max = 10)]
    public double Sigma { get; init; } = 1;

    /// <summary>Start of the k-range of lobes.</summary>
    [Param("Lobes are sought from this k; below it lies what is left of the background and the edge.", Min = 0, Max = 30, Unit = "Å-1")]
    public double KMin { get; init; } = 2;

    /// <summary>End of the k-range of lobes.</summary>
    [Param("Lobes are sought up to this k; the end of the data when left out.", Min = 1, Max = 40, Unit = "Å-1")]
    public double? KMax { get; init; }

    /// <summary>Start of the R-range of lobes.</summary>
    [Param("Lobes are sought from this R.", Min = 0, Max = 20, Unit = "Å")]
    public double RMin { get; init; } = 1;

    /// <summary>Places to look at.</summary>
    [Param("Places where a lobe is asked for; each gets a row in wavelet_limits with the amplitude that a lobe may have there.")]
    public MapPlaces? LookAt { get; init; }

    /// <inheritdoc />
    public override SpectraNeed Reads => new(SignalKind.ChiK);

    /// <inheritdoc />
    public override IEnumerable<string> Check()
    {
        if (KMin >= KMax)
            yield return $"k-min ({KMin:g}) must lie below k-max ({KMax:g}).";
        if (RMin >= RMax)
            yield return $"r-min ({RMin:g}) must lie below r-max ({RMax:g}).";
        if (!int.IsPow2(Nfft))
            yield return $"nfft ({Nfft}) must be a power of two.";
    }

    /// <inheritdoc />
    public override FrameKernel Prepare(StageInput input)
    {
        Axis k = input.Axis;
        if (k.Length < 8 || k[0] != 0 || !k.IsUniform(1e-6))
            throw new UserException("xas.wavelet needs χ on an even k grid from 0 (as xas.autobk gives it).");
        if (k.Length > Nfft / 2)
            throw new UserException($"xas.wavelet: {k.Length} points of k need nfft of at least {2 * k.Length}.");
        var grid = new WaveletGrid(k.MeanStep, k.Length, RMax, Nfft);
        WaveletBank bank = Kernel == WaveletKernel.Cauchy ? CauchyWavelet.Bank(grid) : MorletWavelet.Bank(grid, Kappa, Sigma);
        double[] r = [.. Enumerable.Range(0, grid.RPoints).Select(grid.R)];
        ForwardFourier forward = KSpace.Transform(
            k,
            "xas.wavelet",
            new ForwardFourierSettings
            {
                Window = KSpace.Window(k, "xas.wavelet", new FourierWindow(WindowShape.Hanning, KMin, KMax ?? k[k.Length - 1], 1, 1)),
                KWeight = KWeight,
                KStep = k.MeanStep,
                TransformLength = Nfft,
            }
        );
        var shape = new OutputShape(k, ("mag", new Signal(SignalKind.WaveletMap, $"Å-{KWeight}")))
        {
            Axis2 = new Axis("r", Unit.Angstrom, r),
        };
        CheckPlaces(k);
        return new WaveletMapKernel(this, bank, forward, shape);
    }

    private void CheckPlaces(Axis k)
    {
        foreach ((double at, double r) in LookAt?.Places ?? [])
            if (at >= k[k.Length - 1] || r >= RMax)
                throw new UserException(
                    FormattableString.Invariant(
                        $"xas.wavelet: look-at k = {at:g4} Å-1, r = {r:g4} Å lies outside the map, which ends at {k[k.Length - 1]:g4} Å-1 and {RMax:g4} Å."
                    )
                );
    }
}
