using SpectraPipeline.Numerics.Simd;

namespace SpectraPipeline.Numerics.Fitting;

/// <summary>
/// Gaussian that a Gaussian instrument line of full width i has broadened: widths add in squares, s² = fwhm² + i², the area stays, so that the curve is
/// height·(fwhm/s)·2^(-4((x - center)/s)²); height, fwhm and area are those before.
/// </summary>
internal sealed class BroadenedGaussianShape(double instrumentFullWidth) : SimdPeakShape<BroadenedPseudoVoigtKernel>
{
    public override string Name => PeakShapes.Gaussian.Name;

    public override IReadOnlyList<PeakParameter> Parameters => PeakShapes.Gaussian.Parameters;

    public override double InstrumentFullWidth => instrumentFullWidth;

    public override PeakShape Unbroadened => PeakShapes.Gaussian;

    internal override int ConstantCount => BroadenedPseudoVoigtKernel.Constants;

    internal override void Prepare(ReadOnlySpan<double> parameters, Span<double> constants) =>
        BroadenedPseudoVoigtKernel.Prepare(parameters, 0, instrumentFullWidth, constants);

    public override double Area(ReadOnlySpan<double> parameters, Span<double> gradient) => PeakShapes.Gaussian.Area(parameters, gradient);
}

/// <summary>
/// Pseudo-Voigt that a Gaussian instrument line of full width i has broadened: each part by itself, f·Voigt + (1-f)·wider Gaussian; height, fwhm, fraction and
/// area are those before.
/// </summary>
internal sealed class BroadenedPseudoVoigtShape(double instrumentFullWidth) : SimdPeakShape<BroadenedPseudoVoigtKernel>
{
    public override string Name => PeakShapes.PseudoVoigt.Name;

    public override IReadOnlyList<PeakParameter> Parameters => PeakShapes.PseudoVoigt.Parameters;

    public override double InstrumentFullWidth => instrumentFullWidth;

    public override PeakShape Unbroadened => PeakShapes.PseudoVoigt;

    internal override int ConstantCount => BroadenedPseudoVoigtKernel.Constants + 1;

    internal override void Prepare(ReadOnlySpan<double> parameters, Span<double> constants) =>
        BroadenedPseudoVoigtKernel.Prepare(parameters, parameters[Extra], instrumentFullWidth, constants);

    public override double Area(ReadOnlySpan<double> parameters, Span<double> gradient) =>
        PeakShapes.PseudoVoigt.Area(parameters, gradient);
}

/// <summary>
/// height·(f·(π/2)·w·V(d; w/2, i²/(8 ln2)) + (1-f)·(w/s)·2^(-4(d/s)²)), w the fwhm and s² = w² + i². One constant more than <see cref="Constants"/> asks
/// for the row of the fraction; without it f is 0 and no profile is computed.
/// </summary>
internal readonly struct BroadenedPseudoVoigtKernel : IPeakKernel
{
    /// <summary>center, height, w, f, s, variance of the instrument.</summary>
    internal const int Constants = 6;

    internal static void Prepare(ReadOnlySpan<double> parameters, double fraction, double instrument, Span<double> constants)
    {
        parameters[..3].CopyTo(constants);
        double width = parameters[PeakShape.FullWidth];
        constants[3] = fraction;
        constants[4] = Math.Sqrt(width * width + instrument * instrument);
        constants[5] = VoigtForm.VarianceOfFullWidth * instrument * instrument;
    }

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
        const double Ln2 = 0.6931471805599453;
        bool hasLorentz = parameters.Length > Constants;
        (double width, double fraction, double wide) = (parameters[2], parameters[3], parameters[4]);
        double ratio = width / wide;
        var widths = new VoigtWidths(0.5 * width, parameters[5]);
        TWide center = TWide.Of(parameters[0]);
        TWide height = TWide.Of(parameters[1]);
        TWide unitLorentz = TWide.Of(LorentzianShape.UnitArea * width);
        TWide lorentzShare = TWide.Of(fraction);
        TWide gaussShare = TWide.Of(1 - fraction);
        // d/dw of (w/s)·2^(-4(d/s)²) = 2^(..)·(i²/s³ + (w/s)·8 ln2·(d/s)²·w/s²)
        TWide gaussByWidth = TWide.Of((1 - ratio * ratio) / wide);
        TWide gaussBySquare = TWide.Of(8 * Ln2 * ratio * ratio / wide);
        TWide gaussByCenter = TWide.Of(8 * Ln2 * ratio / wide);
        for (nuint i = from; i < to; i += (nuint)TWide.Count)
        {
            TWide distance = TWide.Load(ref x, i) - center;
            TWide z = distance * TWide.Of(1 / wide);
            TWide square = z * z;
            TWide bell = TWide.Exp2(TWide.Of(-4) * square);
            TWide gauss = TWide.Of(ratio) * bell;
            TWide byCenter = gaussShare * gaussByCenter * z * bell;
            TWide byWidth = gaussShare * bell * TWide.MultiplyAdd(gaussBySquare, square, gaussByWidth);
            TWide shape = gaussShare * gauss;
            TWide lorentz = gauss;
            if (hasLorentz)
            {
                VoigtProfile<TWide> profile = VoigtProfile<TWide>.At(widths, distance);
                lorentz = unitLorentz * profile.Value;
                shape = TWide.MultiplyAdd(lorentzShare, lorentz, shape);
                byCenter -= lorentzShare * unitLorentz * profile.ByDistance;
                byWidth +=
                    lorentzShare
                    * TWide.MultiplyAdd(TWide.Of(0.5) * unitLorentz, profile.ByLorentz, TWide.Of(LorentzianShape.UnitArea) * profile.Value);
            }
            TWide.Store(TWide.MultiplyAdd(height, shape, TWide.Load(ref model, i)), ref model, i);
            if (stride == 0)
                continue;
            TWide.Store(height * byCenter, ref derivatives, i);
            TWide.Store(shape, ref derivatives, stride + i);
            TWide.Store(height * byWidth, ref derivatives, 2 * stride + i);
            if (hasLorentz)
                TWide.Store(height * (lorentz - gauss), ref derivatives, 3 * stride + i);
        }
    }
}
