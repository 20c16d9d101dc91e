using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Numerics.Fitting;

namespace SpectraPipeline.Stages.Peaks;

/// <summary>What a fit of one frame leaves in the tables: its quality, its bands, and the detection limit of each.</summary>
/// <param name="fitter">The fit.</param>
/// <param name="starts">Where each band was looked for.</param>
/// <param name="model">The model in words.</param>
internal sealed class FitRows(MultiPeakFit fitter, StartBand[] starts, string model)
{
    // Currie: 5 % false alarms and 5 % misses of a normal deviate, 2 · 1.645.
    private const double DetectionFactor = 3.29;

    private readonly PeakShape _shape = fitter.Shape;
    private readonly BandParameters _parameters = new(fitter);
    private readonly double[] _unitBand = new double[fitter.Shape.ParameterCount];
    private readonly string?[] _boundNames = new string?[1 << fitter.Shape.ParameterCount];

    /// <summary>Writes the rows of the fit that was just made.</summary>
    /// <param name="quality">How it went.</param>
    /// <param name="noise">Standard deviation of the residual.</param>
    /// <param name="spread">What rival baselines do to it; null when there are none.</param>
    /// <param name="verdict">Its rivals.</param>
    /// <param name="findings">Receives the rows.</param>
    public void Write(in PeakFitQuality quality, double noise, BaselineSpread? spread, in FrameVerdict verdict, Findings findings)
    {
        WriteFit(quality, verdict, findings);
        for (int k = 0; k < starts.Length; k++)
            WriteBand(k, quality, noise, spread, findings);
    }

    /// <summary>The reference of a difference has no bands and no detection limits, and a row that says why.</summary>
    public static void WriteNothing(string model, Findings findings)
    {
        findings.Warn(
            "nothing-to-fit",
            "A frame is exactly constant (the reference of a difference is): it has no bands and no detection limits; see fits."
        );
        findings.Add(
            new FitRow
            {
                Series = findings.Series,
                Step = findings.Step,
                Frame = findings.Frame,
                Model = model,
                Message = "nothing to fit: the frame is constant",
            }
        );
    }

    private void WriteFit(in PeakFitQuality quality, in FrameVerdict verdict, Findings findings)
    {
        string message = Message(quality);
        if (!quality.Converged)
            findings.Flag("fit-not-converged", message);
        if (verdict.TwoBandsBetter)
            findings.Flag("two-bands-better", verdict.Words);
        if (verdict.Words.Length > 0)
            message = message.Length > 0 ? $"{message}; {verdict.Words}" : verdict.Words;
        findings.Add(
            new FitRow
            {
                Series = findings.Series,
                Step = findings.Step,
                Frame = findings.Frame,
                Model = model,
                Bands = starts.Length,
                ChiSquare = quality.ChiSquare,
                ReducedChiSquare = quality.ReducedChiSquare,
                Points = quality.Points,
                Variables = quality.Variables,
                Bic = double.IsFinite(quality.Bic) ? quality.Bic : double.NaN,
                Evaluations = quality.Evaluations,
                Converged = quality.Converged,
                MinSeparation = verdict.MinSeparation,
                RivalModel = verdict.Rival,
                RivalBicDifference = verdict.BicDifference,
                Message = message,
            }
        );
    }

    private void WriteBand(int k, in PeakFitQuality quality, double noise, BaselineSpread? spread, Findings findings)
    {
        PeakEstimate band = fitter.Peak(k);
        double limit = DetectionFactor * fitter.HeightErrorAtZero(k);
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
                CenterSeTotal = spread?.Of(k, PeakShape.Center, band.CenterError) ?? double.NaN,
                Fwhm = band.FullWidth,
                FwhmSe = band.FullWidthError,
                FwhmSeTotal = spread?.Of(k, PeakShape.FullWidth, band.FullWidthError) ?? double.NaN,
                Height = band.Height,
                HeightSe = band.HeightError,
                HeightSeTotal = spread?.Of(k, PeakShape.Height, band.HeightError) ?? double.NaN,
                Area = band.Area,
                AreaSe = band.AreaError,
                AreaSeTotal = spread?.OfArea(k, band.AreaError) ?? double.NaN,
                Fraction = _parameters.HasFraction ? band.Fraction : double.NaN,
                FractionSe = _parameters.HasFraction ? band.FractionError : double.NaN,
                Snr = noise > 0 ? Math.Abs(band.Height) / noise : double.NaN,
                Shape = _shape.Name,
                Converged = quality.Converged,
                AtBound = band.AtBound ? BoundNames(k) : "",
            }
        );
        _parameters.Write(k, findings);
        // Where the band is not seen, its fitted position is an accident: the limit is then stated where the band was looked for.
        (double center, double width, double fraction) = (band.Center, band.FullWidth, band.Fraction);
        if (!detected)
        {
            (center, width) = (starts[k].Center, starts[k].Fwhm);
            limit = DetectionFactor * fitter.HeightErrorAtZero(center, width, fraction, insteadOf: k);
        }
        fitter.Parameters.Slice(k * _shape.ParameterCount, _shape.ParameterCount).CopyTo(_unitBand);
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

    // The few combinations that occur are written once.
    private string BoundNames(int k)
    {
        int which = 0;
        for (int p = 0; p < _shape.ParameterCount; p++)
            if (fitter.IsAtBound(k, p))
                which |= 1 << p;
        return _boundNames[which] ??= string.Join(
            ",",
            Enumerable.Range(0, _shape.ParameterCount).Where(p => (which & 1 << p) != 0).Select(p => _shape.Parameters[p].Name)
        );
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
}
