using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Numerics.Fitting;

namespace SpectraPipeline.Stages.Peaks;

/// <summary>Fits one frame after the other with one fitter, always from the same start, so that a frame's result does not depend on its company.</summary>
internal sealed class FitKernel : FrameKernel
{
    // Currie: 5 % false alarms and 5 % misses of a normal deviate, 2 · 1.645.
    private const double DetectionFactor = 3.29;

    private readonly PeakShape _shape;
    private readonly MultiPeakFit? _fitter;
    private readonly FitLimits _limits;
    private readonly StartBand[] _starts;
    private readonly int _first;
    private readonly string _model;
    private readonly double[] _unitBand;

    public FitKernel(Fit stage, Axis axis, int first, IReadOnlyList<ListedBand> bands, Signal signal)
        : base(
            new OutputShape(
                axis,
                ("fit", new Signal(SignalKind.Auxiliary, signal.Unit)),
                ("residual", new Signal(SignalKind.Auxiliary, signal.Unit))
            )
        )
    {
        _shape = stage.PeakShape();
        _limits = new FitLimits(stage.MaxIterations);
        _first = first;
        _unitBand = new double[_shape.ParameterCount];
        int degree = stage.BackgroundDegree.Degree;
        _model =
            $"{bands.Count} {_shape.Name}"
            + (degree < 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" + background of degree {degree}"));
        _starts = new StartBand[bands.Count];
        // No bands and no background: the model is zero and there is nothing to fit.
        if (bands.Count == 0 && degree < 0)
            return;
        _fitter = new MultiPeakFit(_shape, bands.Count, degree, axis.Values);
        new BandSetup(_fitter, axis).Apply(bands, _starts);
    }

    public override void Apply(in FrameIn input, in FrameOut output, Findings findings)
    {
        int points = Output.Axis.Length;
        ReadOnlySpan<double> y = input.Y.Slice(_first, points);
        ReadOnlySpan<double> sigma = input.Sigma.IsEmpty ? [] : input.Sigma.Slice(_first, points);
        ReadOnlySpan<bool> use = input.Mask.IsEmpty ? [] : input.Mask.Slice(_first, points);
        Span<double> fit = output[0];
        Span<double> residual = output[1];
        PeakFitQuality quality = default;
        if (_fitter is null)
        {
            fit.Clear();
        }
        else
        {
            CheckSigma(sigma, use);
            quality = _fitter.Fit(y, sigma, use, _limits);
            if (!double.IsFinite(quality.ReducedChiSquare))
                throw new FrameException(
                    "too-few-points",
                    $"{quality.Points} usable points cannot determine {quality.Variables} variables: mask fewer points or list fewer bands."
                );
            _fitter.Curve(fit, []);
        }
        for (int i = 0; i < points; i++)
            residual[i] = y[i] - fit[i];
        if (_fitter is null)
            return;
        if (_starts.Length == 0)
            findings.Warn(
                "no-band",
                "No band was found in the sampled frames; only the background was fitted. List bands or lower min-snr."
            );
        WriteFit(quality, findings);
        double noise = Noise(residual, use, quality);
        for (int k = 0; k < _starts.Length; k++)
            WriteBand(k, quality, noise, findings);
    }

    private void WriteFit(in PeakFitQuality quality, Findings findings)
    {
        string message = Message(quality);
        if (!quality.Converged)
            findings.Flag("fit-not-converged", message);
        findings.Add(
            new FitRow
            {
                Series = findings.Series,
                Step = findings.Step,
                Frame = findings.Frame,
                Model = _model,
                Bands = _starts.Length,
                ChiSquare = quality.ChiSquare,
                ReducedChiSquare = quality.ReducedChiSquare,
                Points = quality.Points,
                Variables = quality.Variables,
                Bic = double.IsFinite(quality.Bic) ? quality.Bic : double.NaN,
                Evaluations = quality.Evaluations,
                Converged = quality.Converged,
                Message = message,
            }
        );
    }

    private void WriteBand(int k, in PeakFitQuality quality, double noise, Findings findings)
    {
        PeakEstimate band = _fitter!.Peak(k);
        double limit = DetectionFactor * _fitter.HeightErrorAtZero(k);
        bool detected = Math.Abs(band.Height) > limit;
        findings.Add(
            new BandRow
            {
                Series = findings.Series,
                Step = findings.Step,
                Frame = findings.Frame,
                Band = k + 1,
                Center = band.Center,
                CenterSe = band.CenterError,
                Fwhm = band.FullWidth,
                FwhmSe = band.FullWidthError,
                Height = band.Height,
                HeightSe = band.HeightError,
                Area = band.Area,
                AreaSe = band.AreaError,
                Fraction = band.Fraction,
                FractionSe = band.FractionError,
                Snr = noise > 0 ? Math.Abs(band.Height) / noise : double.NaN,
                Shape = _shape.Name,
                Converged = quality.Converged,
                AtBound = band.AtBound ? BoundNames(k) : "",
            }
        );
        // Where the band is not seen, its fitted position is an accident: the limit is then stated where the band was looked for.
        (double center, double width, double fraction) = (band.Center, band.FullWidth, band.Fraction);
        if (!detected)
        {
            (center, width) = (_starts[k].Center, _starts[k].Fwhm);
            limit = DetectionFactor * _fitter.HeightErrorAtZero(center, width, fraction, insteadOf: k);
        }
        _unitBand.AsSpan().Fill(fraction);
        (_unitBand[PeakShape.Center], _unitBand[PeakShape.Height], _unitBand[PeakShape.FullWidth]) = (center, 1, width);
        findings.Add(
            new DetectionLimitRow
            {
                Series = findings.Series,
                Step = findings.Step,
                Frame = findings.Frame,
                Center = center,
                LodHeight = limit,
                LodArea = limit * _shape.Area(_unitBand),
            }
        );
    }

    private string BoundNames(int k)
    {
        var names = new List<string>();
        for (int p = 0; p < _shape.ParameterCount; p++)
            if (_fitter!.IsAtBound(k, p))
                names.Add(_shape.Parameters[p].Name);
        return string.Join(",", names);
    }

    private static string Message(in PeakFitQuality quality) =>
        quality.Converged
            ? ""
            : quality.End switch
            {
                FitEnd.IterationLimit => string.Create(
                    CultureInfo.InvariantCulture,
                    $"stopped after {quality.Evaluations} evaluations, {quality.Offset:g2} standard errors from the minimum: raise max-iterations or list better starts"
                ),
                _ => string.Create(
                    CultureInfo.InvariantCulture,
                    $"stalled {quality.Offset:g2} standard errors from the minimum: two bands may describe one, tie or drop one"
                ),
            };

    private static double Noise(ReadOnlySpan<double> residual, ReadOnlySpan<bool> use, in PeakFitQuality quality)
    {
        double sum = 0;
        for (int i = 0; i < residual.Length; i++)
            if (use.IsEmpty || use[i])
                sum += residual[i] * residual[i];
        return Math.Sqrt(sum / (quality.Points - quality.Variables));
    }

    private static void CheckSigma(ReadOnlySpan<double> sigma, ReadOnlySpan<bool> use)
    {
        for (int i = 0; i < sigma.Length; i++)
            if ((use.IsEmpty || use[i]) && !(sigma[i] > 0 && double.IsFinite(sigma[i])))
                throw new FrameException(
                    "sigma-not-positive",
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"The standard deviation of point {i} is {sigma[i]:g4}; mask the point or leave sigma out."
                    )
                );
    }
}
