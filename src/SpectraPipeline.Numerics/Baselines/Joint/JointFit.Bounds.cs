namespace SpectraPipeline.Numerics.Baselines.Joint;

/// <summary>What a band's parameters may be: bounds of a step, and priors that hold centre, width and shape near where the band was found.</summary>
internal sealed partial class JointFit
{
    private const double CenterSpread = 0.3,
        WidthSpread = 0.7;

    private void Move()
    {
        for (int k = 0; k < Bands.Count; k++)
        {
            ref JointBand band = ref Bands[k];
            ref JointBand old = ref _before[k];
            band.Height = old.Height + _step[Each * k];
            band.Center = Math.Clamp(old.Center + old.Fwhm * Math.Clamp(_step[Each * k + 1], -0.4, 0.4), -0.005, 1.005);
            band.Fwhm = Math.Min(old.Fwhm * Math.Exp(Math.Clamp(_step[Each * k + 2], -0.4, 0.4)), Widest);
            band.Fraction = Math.Clamp(old.Fraction + Math.Clamp(_step[Each * k + 3], -0.4, 0.4), 0, 1);
        }
    }

    private void Prior(int size, int parameter, double deviation, double spread)
    {
        _hessian[parameter * size + parameter] += 1 / (spread * spread);
        _gradient[parameter] -= deviation / (spread * spread);
    }

    private double PriorSquares()
    {
        double sum = 0;
        for (int k = 0; k < Bands.Count; k++)
        {
            JointBand band = Bands[k];
            double center = (band.Center - band.FoundCenter) / band.Fwhm / CenterSpread,
                width = Math.Log(band.Fwhm / band.FoundFwhm) / WidthSpread,
                fraction = (band.Fraction - _shape.Mean) / _shape.Spread;
            sum += center * center + width * width + fraction * fraction;
        }
        return sum;
    }
}
