using MathNet.Numerics;

namespace SpectraPipeline.Numerics.Xas;

/// <summary>What the foot of the main edge is described by below pre-edge peaks.</summary>
public enum PreEdgeForm
{
    /// <summary>Straight line and the tail of a Lorentzian.</summary>
    LinearLorentzian,

    /// <summary>Straight line and an arctangent step.</summary>
    LinearArctan,

    /// <summary>Straight line and an error-function step.</summary>
    LinearErf,

    /// <summary>Cubic spline with knots at both ends of the peaks.</summary>
    Spline,
}

/// <summary>The curves with their derivatives. Variables: a, b, q, c, s of a + bu + q·m(x; c, s), or the six coefficients of the spline.</summary>
internal sealed class PreEdgeCurve(PreEdgeForm form, double[] x, double low, double high)
{
    private readonly double _from = x[0],
        _span = x[^1] - x[0];

    public int Variables => form == PreEdgeForm.Spline ? 6 : 5;

    /// <summary>Model and columns of its Jacobian on all points.</summary>
    public void Evaluate(ReadOnlySpan<double> v, Span<double> model, Span<double> jacobian, int stride)
    {
        for (int i = 0; i < x.Length; i++)
        {
            double u = ((2 * (x[i] - _from)) - _span) / _span;
            jacobian[i] = 1;
            jacobian[stride + i] = u;
            if (form == PreEdgeForm.Spline)
                Powers(jacobian, stride, i, u);
            else
                Edge(x[i], v[2], v[3], v[4], jacobian, stride, i);
            double sum = 0;
            // Linear in all but c and s.
            for (int k = 0; k < (form == PreEdgeForm.Spline ? 6 : 3); k++)
                sum += v[k] * jacobian[(k * stride) + i];
            model[i] = sum;
        }
    }

    private void Powers(Span<double> jacobian, int stride, int i, double u)
    {
        double l = Math.Max(0, u - Scaled(low)),
            h = Math.Max(0, u - Scaled(high));
        jacobian[(2 * stride) + i] = u * u;
        jacobian[(3 * stride) + i] = u * u * u;
        jacobian[(4 * stride) + i] = l * l * l;
        jacobian[(5 * stride) + i] = h * h * h;
    }

    private double Scaled(double at) => ((2 * (at - _from)) - _span) / _span;

    private void Edge(double at, double q, double c, double s, Span<double> jacobian, int stride, int i)
    {
        double d = at - c,
            t = d / s;
        (double m, double byC, double byS) = form switch
        {
            PreEdgeForm.LinearLorentzian => Lorentzian(d, s, _span * _span),
            PreEdgeForm.LinearArctan => Arctan(t, s),
            _ => Erf(t, s),
        };
        (jacobian[(2 * stride) + i], jacobian[(3 * stride) + i], jacobian[(4 * stride) + i]) = (m, q * byC, q * byS);
    }

    // q times the squared span over the squared distance: amplitude times width of the tail is what data below the edge determine, not either alone.
    private static (double, double, double) Lorentzian(double d, double s, double span)
    {
        double denominator = (d * d) + (s * s),
            square = denominator * denominator;
        return (span / denominator, 2 * span * d / square, -2 * span * s / square);
    }

    private static (double, double, double) Arctan(double t, double s)
    {
        double slope = 1 / (Math.PI * s * (1 + (t * t)));
        return (0.5 + (Math.Atan(t) / Math.PI), -slope, -t * slope);
    }

    private static (double, double, double) Erf(double t, double s)
    {
        double slope = Math.Exp(-t * t) / (Math.Sqrt(Math.PI) * s);
        return (0.5 * (1 + SpecialFunctions.Erf(t)), -slope, -t * slope);
    }
}
