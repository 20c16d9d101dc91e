namespace SpectraPipeline.Numerics.Fitting;

/// <summary>The line shapes that can be fitted. All share center, height and fwhm; see each type for formula and area.</summary>
public static class PeakShapes
{
    /// <summary>height · exp(-4 ln2 ((x-center)/fwhm)²).</summary>
    public static PeakShape Gaussian { get; } = new GaussianShape();

    /// <summary>height / (1 + 4((x-center)/fwhm)²).</summary>
    public static PeakShape Lorentzian { get; } = new LorentzianShape();

    /// <summary>height · (fraction·Lorentzian + (1-fraction)·Gaussian) of one width; fraction is a share of the height.</summary>
    public static PeakShape PseudoVoigt { get; } = new PseudoVoigtShape();

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
