using SpectraPipeline.Core.Rows;

namespace SpectraPipeline.Report.Figures;

/// <summary>The curve of a band from its row, for drawing alone.</summary>
internal static class LineShapeCurve
{
    /// <summary>Height at the centre, full width at half maximum; pseudo-Voigt is f·Lorentzian + (1 − f)·Gaussian of one width. NaN for other
    /// shapes, whose rows do not hold all that a curve takes.</summary>
    public static double[] Of(in BandRow band, double[] x)
    {
        double fraction = band.Shape.Replace('_', '-') switch
        {
            "gaussian" => 0,
            "lorentzian" => 1,
            "pseudo-voigt" => band.Fraction,
            _ => double.NaN,
        };
        double[] y = new double[x.Length];
        for (int i = 0; i < x.Length; i++)
        {
            double reduced = 2 * (x[i] - band.Center) / band.Fwhm;
            double square = reduced * reduced;
            y[i] = band.Height * ((fraction / (1 + square)) + ((1 - fraction) * Math.Exp(-Math.Log(2) * square)));
        }
        return y;
    }
}
