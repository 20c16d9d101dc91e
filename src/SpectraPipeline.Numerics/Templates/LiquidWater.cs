namespace SpectraPipeline.Numerics.Templates;

/// <summary>Infrared absorption of liquid water at room temperature as a sum of Gaussian bands, 400 to 4000 cm⁻¹, strongest point about 1.</summary>
/// <remarks>
/// Positions and relative heights of the maxima (3404, 2127.5 and 1643.5 cm⁻¹; 99.9, 3.46 and 21.8 l mol⁻¹ cm⁻¹) from S. Yu. Venyaminov, F. G. Prendergast, Anal. Biochem. 248 (1997) 234,
/// doi:10.1006/abio.1997.2136; the stretch is drawn by three bands and the bend and the libration by one each with the widths that J.-J. Max, C. Chapados, J. Chem. Phys. 131 (2009) 184505,
/// doi:10.1063/1.3258646, describe. A drawing by hand, not a measurement: good to a few per cent of the strongest band. In ATR the stretch is
/// weaker by the penetration depth and shifted down by dispersion: take a measured spectrum of the electrolyte, or one region at a time.
/// </remarks>
public static class LiquidWater
{
    private static readonly (double Center, double Fwhm, double Height)[] s_bands =
    [
        (3250, 230, 0.56),
        (3420, 240, 0.80),
        (3575, 160, 0.33),
        (2127.5, 210, 0.0346),
        (1643.5, 82, 0.218),
        (685, 290, 0.36),
    ];

    /// <summary>Absorption at a wavenumber (cm⁻¹).</summary>
    public static double At(double wavenumber)
    {
        double sum = 0;
        foreach ((double center, double fwhm, double height) in s_bands)
        {
            double u = (wavenumber - center) / fwhm;
            sum += height * Math.Exp(-4 * Math.Log(2) * u * u);
        }
        return sum;
    }
}
