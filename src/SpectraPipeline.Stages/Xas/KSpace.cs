using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Xas;

namespace SpectraPipeline.Stages.Xas;

/// <summary>Windows and transforms of the steps that read χ(k).</summary>
internal static class KSpace
{
    // Athena ends its transforms this much before the data.
    private const double Margin = 2;

    /// <summary>Fills in the upper limit where it is NaN and checks that data lie between the limits.</summary>
    /// <exception cref="UserException">There are none.</exception>
    public static FourierWindow Window(Axis k, string stage, FourierWindow wanted)
    {
        double end = k[k.Length - 1];
        if (double.IsNaN(wanted.To))
            wanted = wanted with { To = end - wanted.From > 2 * Margin ? end - Margin : end };
        if (!(wanted.To > wanted.From) || !(end > wanted.From))
            throw new UserException(
                $"{stage}: no data lie between k-min = {wanted.From:F2} and k-max = {wanted.To:F2} Å-1; χ(k) ends at {end:F2}."
            );
        return wanted;
    }

    /// <summary>A transform, its limits told as a message to the user.</summary>
    /// <exception cref="UserException">The grids cannot work.</exception>
    public static ForwardFourier Transform(Axis k, string stage, ForwardFourierSettings settings)
    {
        if (k.Unit.Quantity is not (Quantity.PhotoelectronWavenumber or Quantity.Dimensionless) || k[0] < 0)
            throw new UserException($"{stage} needs χ on a k axis in Å-1 from 0 upwards; '{k.Name}' is in {k.Unit}.");
        if (k.Length < 2 || k[k.Length - 1] / settings.KStep + 1 > settings.TransformLength)
            throw new UserException(
                $"{stage}: χ(k) of {k.Length} points to k = {k[k.Length - 1]:F1} does not fit nfft = {settings.TransformLength} steps of {settings.KStep}."
            );
        return new ForwardFourier(k.Values, settings);
    }
}
