using SpectraPipeline.Numerics.Simd;

namespace SpectraPipeline.Numerics.Fitting;

/// <summary>
/// Doniach-Šunjić line of metals: height·φ(t; α)/φ(tₘ; α), φ = cos(πα/2 + (1-α)·arctan t)/(1 + t²)^((1-α)/2), t = (x - center)/σ, with α the
/// parameter asymmetry (S. Doniach, M. Šunjić, J. Phys. C 1970, 3, 285, doi:10.1088/0022-3719/3/2/010). α &gt; 0 puts the tail below the center (an axis of
/// kinetic energy); α &lt; 0 is the mirror image of |α|, tail above the center (an axis of binding energy). α = 0 is a Lorentzian.
/// </summary>
/// <remarks>
/// Center is the singularity of the theory, the x of t = 0; the maximum lies at tₘ = -tan(πα/(2(2 - α))), derived quantity "maximum", on the tail's side. Height
/// is the value there and fwhm the full width at half of it, so that σ = fwhm/K(α) with K the distance of the two half points in t (solved for numerically).
/// The tail falls as |t|^(α-1): the area diverges and is NaN unless α = 0. A fit looks between 0 and 0.5 unless bounds below 0 are given: the sign
/// belongs to the axis, and the curve has a kink in α at 0. Cost: about 80 operations a point, 10 scalar evaluations a curve.
/// </remarks>
internal sealed class DoniachShape : SimdPeakShape<DoniachKernel>
{
    public override string Name => "doniach";

    public override IReadOnlyList<PeakParameter> Parameters { get; } = [.. Base, new("asymmetry", -0.5, 0.5, 0.1) { UsualLower = 0 }];

    public override IReadOnlyList<string> Derived { get; } = ["maximum"];

    internal override int ConstantCount => 8;

    internal override void Prepare(ReadOnlySpan<double> parameters, Span<double> constants)
    {
        double mirror = Mirror(parameters[Extra]);
        DoniachForm form = DoniachForm.Of(Math.Abs(parameters[Extra]));
        parameters.CopyTo(constants);
        constants[Extra] = Math.Abs(parameters[Extra]);
        constants[4] = mirror * form.Width / parameters[FullWidth];
        constants[5] = 1 / form.Peak;
        constants[6] = mirror * form.WidthSlope / form.Width;
        constants[7] = mirror * form.PeakSlope / form.Peak;
    }

    public override double Area(ReadOnlySpan<double> parameters, Span<double> gradient)
    {
        if (parameters[Extra] == 0)
        {
            gradient[Extra] = double.NaN;
            return PeakShapes.Lorentzian.Area(parameters[..Extra], gradient[..Extra]);
        }
        gradient.Fill(double.NaN);
        return double.NaN;
    }

    public override double DerivedValue(int index, ReadOnlySpan<double> parameters, Span<double> gradient)
    {
        double mirror = Mirror(parameters[Extra]);
        DoniachForm form = DoniachForm.Of(Math.Abs(parameters[Extra]));
        double shift = form.Maximum / form.Width;
        gradient[Center] = 1;
        gradient[Height] = 0;
        gradient[FullWidth] = mirror * shift;
        // By |α| and by its sign: mirror² = 1.
        gradient[Extra] = parameters[FullWidth] * (form.MaximumSlope - shift * form.WidthSlope) / form.Width;
        return parameters[Center] + mirror * shift * parameters[FullWidth];
    }

    private static double Mirror(double asymmetry) => asymmetry < 0 ? -1 : 1;
}

/// <summary>Where φ(t; α) of the Doniach-Šunjić line has its maximum and its half points, with derivatives by α, for 0 ≤ α ≤ 0.5.</summary>
internal readonly record struct DoniachForm(
    double Peak,
    double PeakSlope,
    double Maximum,
    double MaximumSlope,
    double Width,
    double WidthSlope
)
{
    public static DoniachForm Of(double alpha)
    {
        // dφ/dθ ∝ sin(πα/2 + (2 - α)θ), t = tan θ.
        double angle = -0.5 * Math.PI * alpha / (2 - alpha);
        double maximum = Math.Tan(angle);
        double maximumSlope = -Math.PI / ((2 - alpha) * (2 - alpha)) * (1 + maximum * maximum);
        double peak = Math.Pow(Math.Cos(angle), 2 - alpha);
        double peakSlope = new Curve(alpha, 0).ByAlpha(angle);
        var half = new Curve(alpha, 0.5 * peak);
        double left = BracketedRoot.Find(half, -0.5 * Math.PI, angle, angle - 0.25 * Math.PI);
        double right = BracketedRoot.Find(half, 0.5 * Math.PI, angle, angle + 0.25 * Math.PI);
        double width = Math.Tan(right) - Math.Tan(left);
        return new(peak, peakSlope, maximum, maximumSlope, width, half.Drift(right, peakSlope) - half.Drift(left, peakSlope));
    }

    /// <summary>φ - level by the angle θ = arctan t.</summary>
    private readonly struct Curve(double alpha, double level) : ISlopedCurve
    {
        public (double Value, double Slope) At(double angle)
        {
            double cosine = Math.Cos(angle);
            double power = Math.Pow(cosine, 1 - alpha);
            double phase = 0.5 * Math.PI * alpha + (1 - alpha) * angle;
            return (Math.Cos(phase) * power - level, -(1 - alpha) * power / cosine * Math.Sin(phase + angle));
        }

        /// <summary>∂φ/∂α at fixed t.</summary>
        public double ByAlpha(double angle)
        {
            double cosine = Math.Cos(angle);
            double phase = 0.5 * Math.PI * alpha + (1 - alpha) * angle;
            return Math.Pow(cosine, 1 - alpha) * (-Math.Sin(phase) * (0.5 * Math.PI - angle) - Math.Cos(phase) * Math.Log(cosine));
        }

        /// <summary>dt/dα of a half point.</summary>
        public double Drift(double angle, double peakSlope)
        {
            double cosine = Math.Cos(angle);
            return (0.5 * peakSlope - ByAlpha(angle)) / (At(angle).Slope * cosine * cosine);
        }
    }
}

/// <summary>
/// With r = 1 + t², A = πα/2 + (1-α)·arctan t: φ = cos A·r^((α-1)/2), ∂φ/∂t = -(1-α)(sin A + t·cos A)·r^((α-3)/2), ∂φ/∂α = r^((α-1)/2)·(½ ln r·cos A -
/// (π/2 - arctan t)·sin A); width and peak of the form move with α too.
/// </summary>
internal readonly struct DoniachKernel : IPeakKernel
{
    public static void Run<TWide>(
        ReadOnlySpan<double> parameters,
        ref double x,
        ref double model,
        ref double derivatives,
        nuint stride,
        nuint from,
        nuint to
    )
        where TWide : struct, IWide<TWide>
    {
        const double HalfLn2 = 0.5 * 0.6931471805599453;
        (double alpha, double scale, double inversePeak) = (parameters[3], parameters[4], parameters[5]);
        double mirror = scale < 0 ? -1 : 1;
        double amplitude = parameters[PeakShape.Height] * inversePeak;
        TWide center = TWide.Of(parameters[PeakShape.Center]);
        TWide one = TWide.Of(1);
        TWide power = TWide.Of(0.5 * (alpha - 1));
        TWide rest = TWide.Of(1 - alpha);
        for (nuint i = from; i < to; i += (nuint)TWide.Count)
        {
            TWide distance = TWide.Load(ref x, i) - center;
            TWide t = distance * TWide.Of(scale);
            TWide r = TWide.MultiplyAdd(t, t, one);
            TWide angle = ArcTangent.Of(t);
            (TWide sin, TWide cos) = TWide.SinCos(TWide.MultiplyAdd(rest, angle, TWide.Of(0.5 * Math.PI * alpha)));
            TWide logarithm = TWide.Log2(r);
            TWide envelope = TWide.Exp2(power * logarithm);
            TWide shape = cos * envelope;
            TWide.Store(TWide.MultiplyAdd(TWide.Of(amplitude), shape, TWide.Load(ref model, i)), ref model, i);
            if (stride == 0)
                continue;
            TWide byT = -rest * TWide.MultiplyAdd(t, cos, sin) * envelope / r;
            TWide byCenter = TWide.Of(-amplitude * scale) * byT;
            TWide byAlpha =
                TWide.Of(mirror) * (TWide.Of(HalfLn2) * logarithm * shape - (TWide.Of(0.5 * Math.PI) - angle) * sin * envelope)
                + TWide.Of(parameters[6]) * t * byT
                - TWide.Of(parameters[7]) * shape;
            TWide.Store(byCenter, ref derivatives, i);
            TWide.Store(TWide.Of(inversePeak) * shape, ref derivatives, stride + i);
            TWide.Store(byCenter * distance * TWide.Of(1 / parameters[PeakShape.FullWidth]), ref derivatives, 2 * stride + i);
            TWide.Store(TWide.Of(amplitude) * byAlpha, ref derivatives, 3 * stride + i);
        }
    }
}
