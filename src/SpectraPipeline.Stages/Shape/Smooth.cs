using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Smoothing;

namespace SpectraPipeline.Stages.Shape;

/// <summary>How <see cref="Smooth"/> smooths.</summary>
public enum SmoothMethod
{
    /// <summary>Polynomial in a moving window.</summary>
    SavitzkyGolay,

    /// <summary>Penalised second difference.</summary>
    Whittaker,

    /// <summary>Gaussian of a width on the axis.</summary>
    Gaussian,

    /// <summary>Penalised second difference, as stiff as cross-validation finds best for each spectrum.</summary>
    WhittakerGcv,
}

/// <summary>Smooths each spectrum, or takes its derivative.</summary>
[Stage(
    "shape.smooth",
    "A. Savitzky, M. J. E. Golay, Anal. Chem. 36 (1964) 1627, doi:10.1021/ac60214a047; P. H. C. Eilers, Anal. Chem. 75 (2003) 3631, doi:10.1021/ac034173t; cross-validation: P. Craven, G. Wahba, Numer. Math. 31 (1979) 377, doi:10.1007/BF01404567",
    Summary = "Smooths by Savitzky-Golay (also derivatives), Whittaker (also of a stiffness found by cross-validation) or a Gaussian.",
    Formula = "savitzky-golay: least-squares polynomial in the window, its derivative at the centre; whittaker: min Σ(y − z)² + λ Σ(Δ²z)²; whittaker-gcv: the λ with the least n Σ(y − z)²/(n − tr H)²; gaussian: weights exp(−4 ln 2 (x − x₀)²/fwhm²)",
    Fails = "Savitzky-Golay and Whittaker count points, not axis units: on an uneven axis bands broaden unevenly. Cross-validation takes noise that neighbours share (interpolated or apodised spectra) for signal and smooths too little. Smoothing correlates the noise: fitted errors become too small."
)]
public sealed record Smooth : FrameStage
{
    /// <summary>Method.</summary>
    [Param("Method.")]
    public SmoothMethod Method { get; init; } = SmoothMethod.SavitzkyGolay;

    /// <summary>Window.</summary>
    [Param("Savitzky-Golay: points in the window, odd.", Min = 1, Max = 100001)]
    public int Window { get; init; } = 15;

    /// <summary>Degree of the polynomial.</summary>
    [Param("Savitzky-Golay: degree of the polynomial, below the window.", Min = 0, Max = 20)]
    public int Degree { get; init; } = 3;

    /// <summary>Order of the derivative.</summary>
    [Param("Savitzky-Golay: order of the derivative with respect to the axis; 0 smooths.", Min = 0, Max = 8)]
    public int Derivative { get; init; }

    /// <summary>Stiffness.</summary>
    [Param("Whittaker: stiffness.", Min = 1e-6, Max = 1e15)]
    public double Lambda { get; init; } = 100;

    /// <summary>Width of the Gaussian.</summary>
    [Param("Gaussian: full width at half maximum; four mean steps when left out.", Min = 1e-12, Unit = ParamAttribute.AxisUnit)]
    public double? Fwhm { get; init; }

    /// <inheritdoc />
    public override IEnumerable<string> Check()
    {
        if (Method == SmoothMethod.SavitzkyGolay && Window % 2 == 0)
            yield return $"window must be odd, {Window} is even; use {Window - 1} or {Window + 1}.";
        if (Method == SmoothMethod.SavitzkyGolay && Degree >= Window)
            yield return $"degree ({Degree}) must lie below window ({Window}).";
        if (Method != SmoothMethod.SavitzkyGolay && Derivative != 0)
            yield return "derivative needs method savitzky-golay.";
    }

    /// <inheritdoc />
    public override FrameKernel Prepare(StageInput input)
    {
        int points = input.Axis.Length;
        int needed =
            Method == SmoothMethod.SavitzkyGolay ? Window
            : Method == SmoothMethod.WhittakerGcv ? 5
            : 3;
        if (points < needed)
            throw new UserException($"shape.smooth needs at least {needed} points; the axis has {points}.");
        return new Kernel(input, this);
    }

    private sealed class Kernel : BridgedKernel
    {
        private readonly Axis _axis;
        private readonly SavitzkyGolay? _polynomial;
        private readonly Whittaker? _whittaker;
        private readonly WhittakerGcv? _chosen;
        private readonly double _fwhm;
        private readonly bool _unevenDerivative;

        public Kernel(StageInput input, Smooth stage)
            : base(input.Axis, input.Axis, input.Channel, OutputSignal(input, stage.Derivative))
        {
            _axis = input.Axis;
            _fwhm = stage.Fwhm ?? 4 * _axis.MeanStep;
            if (stage.Method == SmoothMethod.SavitzkyGolay)
                _polynomial = new SavitzkyGolay(stage.Window, stage.Degree, stage.Derivative, _axis.MeanStep);
            else if (stage.Method == SmoothMethod.Whittaker)
                _whittaker = new Whittaker(_axis.Length, stage.Lambda);
            else if (stage.Method == SmoothMethod.WhittakerGcv)
                _chosen = new WhittakerGcv(_axis.Length);
            _unevenDerivative = stage.Derivative > 0 && !_axis.IsUniform(0.02);
        }

        protected override void Apply(ReadOnlySpan<double> y, Span<double> result, Findings findings)
        {
            if (_unevenDerivative)
                findings.Warn(
                    "uneven-axis",
                    "The steps of the axis differ by more than 2 %: derivatives are per mean step; put shape.resample before."
                );
            if (_polynomial is not null)
                _polynomial.Apply(y, result);
            else if (_whittaker is not null)
                _whittaker.Apply(y, result);
            else if (_chosen is not null)
                Choose(_chosen, y, result, findings);
            else
                GaussianFilter.Apply(_axis.Values, y, _fwhm, result);
        }

        private static void Choose(WhittakerGcv chosen, ReadOnlySpan<double> y, Span<double> result, Findings findings)
        {
            chosen.Apply(y, result);
            if (chosen.IsAtEnd)
                findings.Warn(
                    "lambda-at-end",
                    "Cross-validation went to the end of its range of lambda for some frames: noise that neighbours share (interpolated or apodised spectra), no noise, or no bands. Choose lambda with method: whittaker."
                );
        }

        /// <summary>A derivative is no longer an absorbance or a number of counts.</summary>
        private static Signal OutputSignal(StageInput input, int derivative) =>
            derivative == 0 ? input.Signal : new Signal(SignalKind.Unknown, DerivativeUnit(input, derivative));

        private static string DerivativeUnit(StageInput input, int derivative)
        {
            string y = input.Signal.Unit.Length > 0 ? input.Signal.Unit : "1";
            return derivative == 1 ? $"{y}/({input.Axis.Unit})" : $"{y}/({input.Axis.Unit})^{derivative}";
        }
    }
}
