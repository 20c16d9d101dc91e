namespace SpectraPipeline.Numerics.Xas;

/// <summary>Noise of an EXAFS spectrum from χ(R) where no atom scatters, 15 to 25 Å.</summary>
/// <remarks>
/// M. Newville, B. I. Boyanov, D. E. Sayers, J. Synchrotron Rad. 6 (1999) 264, doi:10.1107/S0909049598018160. An upper limit: what a window leaks from
/// the shells counts as noise. Where the data are sparser than the k grid the interpolation smooths and this is too low.
/// </remarks>
public static class FourierNoise
{
    /// <summary>Lower limit of the noise range, Å.</summary>
    public const double From = 15;

    /// <summary>Upper limit of the noise range, Å.</summary>
    public const double To = 25;

    /// <summary>Root mean square of real and imaginary parts over the noise range, the ε_R of EXAFS; NaN when the transform does not reach it.</summary>
    /// <param name="re">Real part from R = 0.</param>
    /// <param name="im">Imaginary part.</param>
    /// <param name="rStep">Å between values.</param>
    public static double EpsilonR(ReadOnlySpan<double> re, ReadOnlySpan<double> im, double rStep)
    {
        int first = (int)(From / rStep);
        int end = Math.Min(re.Length, (int)(To / rStep) + 1);
        if (end - first < 10)
            return double.NaN;
        double sum = 0;
        for (int m = first; m < end; m++)
            sum += re[m] * re[m] + im[m] * im[m];
        return Math.Sqrt(sum / (2 * (end - first)));
    }
}
