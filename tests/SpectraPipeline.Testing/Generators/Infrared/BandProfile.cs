namespace SpectraPipeline.Testing.Generators.Infrared;

/// <summary>
/// An infrared band of the condensed phase: Lorentzians of one width over a skewed (gamma) distribution of sites, tail to lower wavenumber.
/// On purpose no closed line shape that a fit offers: neither Gaussian, Lorentzian, Voigt nor a sum of them with a common centre.
/// Scaled so that the maximum is 1 at 0 and the full width at half maximum is 1.
/// </summary>
public sealed class BandProfile
{
    private const int Sites = 61;
    private const double GammaShape = 25; // skewness 0.4
    private readonly double[] _site = new double[Sites];
    private readonly double[] _weight = new double[Sites];
    private readonly double _halfWidth;

    /// <summary>Builds the band; homogeneous is the Lorentzian's full width as a share of the spread (sd) of the sites.</summary>
    public BandProfile(double homogeneous = 1.1)
    {
        _halfWidth = homogeneous / 2;
        double peak = GammaShape - 1; // mode of the gamma distribution with scale 1
        double spread = Math.Sqrt(GammaShape);
        for (int i = 0; i < Sites; i++)
        {
            double g = peak + spread * (-3.2 + 8 * (i + 0.5) / Sites);
            _site[i] = -(g - peak) / spread;
            // x^(a-1) e^(-x) relative to its maximum, which keeps the exponent small
            _weight[i] = Math.Exp(peak * Math.Log(g / peak) - (g - peak));
        }
        double mode = Maximum();
        for (int i = 0; i < Sites; i++)
            _site[i] -= mode;
        double width = Crossing(1) - Crossing(-1);
        double top = Raw(0);
        for (int i = 0; i < Sites; i++)
        {
            _site[i] /= width;
            _weight[i] /= top;
        }
        _halfWidth /= width;
        Area = 0;
        foreach (double weight in _weight)
            Area += weight * Math.PI * _halfWidth;
    }

    /// <summary>Area of the band of unit height and width (Gaussian 1.0645, Lorentzian 1.5708).</summary>
    public double Area { get; }

    /// <summary>Height at (ν − centre)/FWHM.</summary>
    public double At(double offset) => Raw(offset);

    private double Raw(double x)
    {
        double sum = 0;
        double square = _halfWidth * _halfWidth;
        for (int i = 0; i < Sites; i++)
        {
            double d = x - _site[i];
            sum += _weight[i] * square / (d * d + square);
        }
        return sum;
    }

    /// <summary>Golden section on the single maximum.</summary>
    private double Maximum()
    {
        const double golden = 0.6180339887498949;
        double low = -2;
        double high = 2;
        while (high - low > 1e-9)
        {
            double a = high - golden * (high - low);
            double b = low + golden * (high - low);
            if (Raw(a) < Raw(b))
                low = a;
            else
                high = b;
        }
        return (low + high) / 2;
    }

    private double Crossing(int side)
    {
        double half = Raw(0) / 2;
        double low = 0;
        double high = 20;
        while (high - low > 1e-10)
        {
            double middle = (low + high) / 2;
            if (Raw(side * middle) > half)
                low = middle;
            else
                high = middle;
        }
        return side * low;
    }
}
