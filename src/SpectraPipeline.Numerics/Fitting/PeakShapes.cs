namespace SpectraPipeline.Numerics.Fitting;

/// <summary>The line shapes that can be fitted. All share center, height and fwhm; see each type for formula and area.</summary>
/// <remarks>
/// Relations for height h, full width w, in the notation of each type:
/// gaussian: area h·w·√(π/(4 ln2)); lorentzian: h·w·π/2; pseudo-voigt and split-pseudo-voigt: h·w·(f·π/2 + (1-f)·√(π/(4 ln2))); voigt: h·w/V₁(0; μ);
/// skewed-voigt: h·w/(K·V₁(0; μ)·φ(tₘ)); pearson7 and moffat: h·w·√(π/k)·Γ(m-½)/Γ(m); doniach, fano, bwf: diverges, NaN.
/// Maximum at the center for all but skewed-voigt, doniach, fano and bwf, which derive it.
/// </remarks>
public static class PeakShapes
{
    /// <summary>height · exp(-4 ln2 ((x-center)/fwhm)²).</summary>
    public static PeakShape Gaussian { get; } = new GaussianShape();

    /// <summary>height / (1 + 4((x-center)/fwhm)²).</summary>
    public static PeakShape Lorentzian { get; } = new LorentzianShape();

    /// <summary>height · (fraction·Lorentzian + (1-fraction)·Gaussian) of one width; fraction is a share of the height.</summary>
    public static PeakShape PseudoVoigt { get; } = new PseudoVoigtShape();

    /// <summary>Convolution of Gaussian and Lorentzian; extra lorentz-share, width of the Lorentzian over the whole width.</summary>
    public static PeakShape Voigt { get; } = new VoigtShape();

    /// <summary>height / (1 + 4(2^(1/m) - 1)((x-center)/fwhm)²)^m; extra exponent m.</summary>
    public static PeakShape Pearson7 { get; } = new PearsonShape("pearson7");

    /// <summary>Pseudo-Voigt with one width below and one above the center; extras fraction, left-share.</summary>
    public static PeakShape SplitPseudoVoigt { get; } = new SplitPseudoVoigtShape();

    /// <summary>Voigt times 1 + erf; extras lorentz-share, skew.</summary>
    public static PeakShape SkewedVoigt { get; } = new SkewedVoigtShape();

    /// <summary>Line of a metal's core level; extra asymmetry.</summary>
    public static PeakShape Doniach { get; } = new DoniachShape();

    /// <summary>Resonance with a continuum, with its dip; extra q.</summary>
    public static PeakShape Fano { get; } = new FanoShape();

    /// <summary>The same curve seen as a bent Lorentzian; extra inverse-q.</summary>
    public static PeakShape Bwf { get; } = new BwfShape();

    /// <summary>The curve of <see cref="Pearson7"/> under the name that it has in astronomy.</summary>
    public static PeakShape Moffat { get; } = new PearsonShape("moffat");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<PeakShape> All { get; } =
    [Gaussian, Lorentzian, PseudoVoigt, Voigt, Pearson7, SplitPseudoVoigt, SkewedVoigt, Doniach, Fano, Bwf, Moffat];

    /// <summary>Lorentzian share of the AREA of a pseudo-Voigt (the fraction of lmfit and others), from its share of the height.</summary>
    /// <param name="fraction">Lorentzian share of the height, 0 to 1.</param>
    /// <param name="derivative">d(area share)/d(height share).</param>
    public static double LorentzianAreaShare(double fraction, out double derivative)
    {
        double lorentz = fraction * LorentzianShape.UnitArea;
        double gauss = (1 - fraction) * GaussianShape.UnitArea;
        double total = lorentz + gauss;
        derivative = LorentzianShape.UnitArea * GaussianShape.UnitArea / (total * total);
        return lorentz / total;
    }

    /// <summary>Lorentzian share of the HEIGHT of a pseudo-Voigt, from its share of the area; inverse of <see cref="LorentzianAreaShare"/>.</summary>
    /// <param name="areaShare">Lorentzian share of the area, 0 to 1.</param>
    public static double LorentzianHeightShare(double areaShare)
    {
        double lorentz = areaShare / LorentzianShape.UnitArea;
        double gauss = (1 - areaShare) / GaussianShape.UnitArea;
        return lorentz / (lorentz + gauss);
    }
}
