using SpectraPipeline.Numerics.Wavelets;

namespace SpectraPipeline.Stages.Xas;

/// <summary>The kernel of a wavelet step as its rows tell it: name, widths, and the text that says with which maps it compares.</summary>
internal sealed class WaveletShape(Wavelet p, WaveletGrid grid)
{
    public bool IsMorlet => p.Kernel == WaveletKernel.Morlet;

    public string Name => IsMorlet ? "morlet" : "cauchy";

    /// <summary>Everything on which place and amplitude of a lobe depend beside χ(k).</summary>
    public string Comparable { get; } =
        p.Kernel == WaveletKernel.Morlet
            ? FormattableString.Invariant($"morlet kappa {p.Kappa:g6} sigma {p.Sigma:g6}, k-weight {p.KWeight}, k-step {grid.KStep:g4}")
            : FormattableString.Invariant($"cauchy order {grid.RPoints}, k-weight {p.KWeight}, k-step {grid.KStep:g4}");

    public double KResolution(double r) =>
        IsMorlet ? MorletWavelet.KResolution(p.Kappa, p.Sigma, r) : CauchyWavelet.KResolution(grid.RPoints, r);

    public double RResolution(double r) =>
        IsMorlet ? MorletWavelet.RResolution(p.Kappa, p.Sigma, r) : CauchyWavelet.RResolution(grid.RPoints, r);

    public double EdgeReach(double r) => IsMorlet ? MorletWavelet.EdgeReach(p.Kappa, p.Sigma, r) : CauchyWavelet.EdgeReach(grid.RPoints, r);
}
