using SpectraPipeline.Numerics.Simd;

namespace SpectraPipeline.Numerics.Fitting;

/// <summary>Where φ(t) = V(t)/V(0)·(1 + erf(s·√(4 ln2)·t)), V the Voigt profile of full width 1, has its maximum and its half points, with derivatives.</summary>
/// <param name="Voigt">The symmetric factor.</param>
/// <param name="Maximum">t of the maximum.</param>
/// <param name="Peak">φ there.</param>
/// <param name="PeakByShare">Its derivative by the Lorentzian share.</param>
/// <param name="PeakBySkew">Its derivative by the skew.</param>
/// <param name="Width">Full width at half of it.</param>
/// <param name="WidthByShare">Its derivative by the Lorentzian share.</param>
/// <param name="WidthBySkew">Its derivative by the skew.</param>
internal readonly record struct SkewedVoigtForm(
    VoigtForm Voigt,
    double Maximum,
    double Peak,
    double PeakByShare,
    double PeakBySkew,
    double Width,
    double WidthByShare,
    double WidthBySkew
)
{
    /// <summary>√(4 ln2): turns a distance in full widths into one in σ√2 of a Gaussian.</summary>
    public const double Steepness = 1.6651092223153954;

    /// <summary>2/√π.</summary>
    public const double ErfSlope = 1.1283791670955126;

    /// <summary>The form of a share and a skew.</summary>
    public static SkewedVoigtForm Of(double share, double skew)
    {
        VoigtForm voigt = VoigtForm.Of(share);
        double side = skew < 0 ? -1 : 1;
        // The logarithm of V falls faster than that of 1 + erf rises before half a width: the maximum lies between. Where φ' is positive depends on the side.
        double maximum =
            skew == 0 ? 0 : BracketedRoot.Find(new Rise(voigt, skew, side), 0.5 * side, 0, side * 0.2 * Math.Min(1, Math.Abs(skew)));
        Point top = Point.At(voigt, skew, maximum);
        var half = new Level(voigt, skew, 0.5 * top.Value);
        // φ ≤ V/V(0) on the side without the maximum and ≤ 2V/V(0) on the other, and the peak is at least 1.
        double far = BracketedRoot.Find(half, side, maximum, maximum + 0.5 * side);
        double near = BracketedRoot.Find(half, -0.501 * side, maximum, maximum - 0.4 * side);
        (double farByShare, double farBySkew) = Drift(Point.At(voigt, skew, far), top);
        (double nearByShare, double nearBySkew) = Drift(Point.At(voigt, skew, near), top);
        return new(
            voigt,
            maximum,
            top.Value,
            top.ByShare,
            top.BySkew,
            side * (far - near),
            side * (farByShare - nearByShare),
            side * (farBySkew - nearBySkew)
        );
    }

    private static (double ByShare, double BySkew) Drift(in Point half, in Point top) =>
        ((0.5 * top.ByShare - half.ByShare) / half.ByT, (0.5 * top.BySkew - half.BySkew) / half.ByT);

    /// <summary>φ and its derivatives at a point.</summary>
    private readonly record struct Point(double Value, double ByT, double ByTT, double ByShare, double BySkew)
    {
        public static Point At(in VoigtForm voigt, double skew, double t)
        {
            VoigtProfile<Wide1> v = VoigtProfile<Wide1>.At(new VoigtWidths(voigt.Lorentz, voigt.Variance), Wide1.Of(t));
            double steep = Steepness * skew;
            double a = steep * t;
            double bell = Math.Exp(-a * a);
            double tail = Faddeeva.ScaledErfc(Wide1.Of(Math.Abs(a))).Value * bell;
            double rise = a < 0 ? tail : 2 - tail;
            double slope = ErfSlope * bell;
            double value = v.Value.Value;
            double first = v.ByDistance.Value;
            double scale = 1 / voigt.Density;
            double byWidths = v.ByLorentz.Value * VoigtForm.LorentzSlope + v.ByVariance.Value * voigt.VarianceSlope;
            return new(
                scale * value * rise,
                scale * (first * rise + value * slope * steep),
                scale * (2 * v.ByVariance.Value * rise + 2 * steep * slope * (first - value * steep * a)),
                scale * rise * (byWidths - value * voigt.DensitySlope * scale),
                scale * value * slope * Steepness * t
            );
        }
    }

    private readonly struct Rise(VoigtForm voigt, double skew, double side) : ISlopedCurve
    {
        public (double Value, double Slope) At(double t)
        {
            Point point = Point.At(voigt, skew, t);
            return (side * point.ByT, side * point.ByTT);
        }
    }

    private readonly struct Level(VoigtForm voigt, double skew, double level) : ISlopedCurve
    {
        public (double Value, double Slope) At(double t)
        {
            Point point = Point.At(voigt, skew, t);
            return (point.Value - level, point.ByT);
        }
    }
}
