using MathNet.Numerics;

namespace SpectraPipeline.Numerics.Xas;

/// <summary>Shapes of the windows of EXAFS Fourier transforms.</summary>
public enum WindowShape
{
    /// <summary>Sills sin² and cos², flat between.</summary>
    Hanning,

    /// <summary>Kaiser–Bessel: (I₀(β√(1−u²)) − 1)/(I₀(β) − 1) with β = the lower sill.</summary>
    Kaiser,

    /// <summary>Linear sills, flat between.</summary>
    Parzen,

    /// <summary>Parabolic sills, flat between.</summary>
    Welch,

    /// <summary>Half a sine over the whole range.</summary>
    Sine,

    /// <summary>Gaussian about the middle, standard deviation = the lower sill; not cut off.</summary>
    Gaussian,
}

/// <summary>Window of a Fourier transform over k or R: 1 inside [From, To], going to 0 over sills of full width LowerSill and UpperSill about the limits.</summary>
/// <remarks>
/// Definitions of M. Newville's Feffit and Ifeffit (J. Synchrotron Rad. 8 (2001) 322, doi:10.1107/S0909049500016964) as Larch has them: limits are
/// moved to grid points, so that a window changes in steps of the grid.
/// </remarks>
/// <param name="Shape">Which function.</param>
/// <param name="From">Lower limit, Å⁻¹ or Å.</param>
/// <param name="To">Upper limit, above the lower one.</param>
/// <param name="LowerSill">Width of the lower sill, "dk" or "dr"; also β of Kaiser and σ of the Gaussian.</param>
/// <param name="UpperSill">Width of the upper sill, "dk2" or "dr2".</param>
public readonly record struct FourierWindow(WindowShape Shape, double From, double To, double LowerSill, double UpperSill)
{
    // Share of a grid step by which a limit may miss a grid point and still count as on it.
    private const double Slack = 1e-4;

    /// <summary>Writes the window on the grid x_i = i·step, i = 0..n−1.</summary>
    /// <param name="step">Grid step, Å⁻¹ or Å.</param>
    /// <param name="result">Receives n values in 0..1; n at least 2.</param>
    /// <exception cref="ArgumentException">Fewer than two points.</exception>
    public void Fill(double step, Span<double> result)
    {
        if (result.Length < 2)
            throw new ArgumentException("A window needs at least two grid points.", nameof(result));
        int last = result.Length - 1;
        double slack = Slack * step;
        int i1 = Index(Math.Max(0, From - LowerSill / 2), step, last);
        int i2 = Index(From + LowerSill / 2 + slack, step, last);
        int i3 = Index(To - UpperSill / 2 - slack, step, last);
        int i4 = Index(Math.Min(last * step, To + UpperSill / 2), step, last);
        if (i2 == i1)
            i1 = Math.Max(0, i2 - 1);
        if (i4 == i3)
            i3 = Math.Max(i2, i4 - 1);
        double x1 = i1 * step;
        double x2 = i1 == i2 ? i2 * step + slack : i2 * step;
        double x3 = i3 * step;
        double x4 = i3 == i4 ? i4 * step + slack : i4 * step;
        result.Clear();
        switch (Shape)
        {
            case WindowShape.Kaiser:
                FillKaiser(step, result, (x1 + x4) / 2, (x4 - x1) / 2);
                break;
            case WindowShape.Gaussian:
                for (int i = 0; i < result.Length; i++)
                {
                    double distance = (i * step - (x1 + x4) / 2) / LowerSill;
                    result[i] = Math.Exp(-distance * distance / 2);
                }
                break;
            case WindowShape.Sine:
                for (int i = i1; i <= i4; i++)
                    result[i] = Math.Sin(Math.PI * (x4 - i * step) / (x4 - x1));
                break;
            default:
                for (int i = i2; i < i3; i++)
                    result[i] = 1;
                for (int i = i1; i <= i2; i++)
                    result[i] = Rise((i * step - x1) / (x2 - x1));
                for (int i = i3; i <= i4; i++)
                    result[i] = Rise(1 - (i * step - x3) / (x4 - x3));
                break;
        }
    }

    private static int Index(double x, double step, int last) => Math.Clamp((int)((x + Slack * step) / step), 0, last);

    // Height on a sill; u runs from 0 at the foot to 1 at the flat top.
    private double Rise(double u) =>
        Shape switch
        {
            WindowShape.Hanning => Math.Pow(Math.Sin(Math.PI / 2 * u), 2),
            WindowShape.Parzen => u,
            WindowShape.Welch => 1 - (1 - u) * (1 - u),
            _ => throw new InvalidOperationException($"{Shape} has no sills."),
        };

    private void FillKaiser(double step, Span<double> result, double centre, double halfWidth)
    {
        // β → 0 has the limit 1 − u²; the floor of Larch keeps the quotient finite instead, and 1e-5 is far below any β in use.
        double beta = LowerSill;
        double scale = Math.Max(1e-10, SpecialFunctions.BesselI0(beta) - 1);
        for (int i = 0; i < result.Length; i++)
        {
            double u = (i * step - centre) / halfWidth;
            double inside = Math.Max(0, 1 - u * u);
            result[i] = (SpecialFunctions.BesselI0(beta * Math.Sqrt(inside)) - 1) / scale;
        }
    }
}
