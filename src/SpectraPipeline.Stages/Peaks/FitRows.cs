using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Numerics.Fitting;

namespace SpectraPipeline.Stages.Peaks;

/// <summary>What a fit of one frame leaves in the tables: its quality, its bands, and the detection limit of each.</summary>
/// <param name="fitter">The fit.</param>
/// <param name="starts">Where each band was looked for.</param>
/// <param name="model">The model in words.</param>
/// <param name="errors">Errors of the fit.</param>
/// <param name="intervals">Intervals of the bands; null for standard errors alone.</param>
/// <param name="bootstrap">Resampling in their place; null unless it was asked for.</param>
internal sealed class FitRows(
    MultiPeakFit fitter,
    StartBand[] starts,
    string model,
    FitErrors errors,
    BandIntervals? intervals,
    BandBootstrap? bootstrap
)
{
    private readonly PeakShape _shape = fitter.Shape;
    private readonly BandParameters _parameters = new(fitter);
    private readonly double[] _unitBand = new double[fitter.Shape.ParameterCount];
    private readonly string?[] _boundNames = new string?[1 << fitter.Shape.ParameterCount];
    private readonly BandErrors[] _bands = [.. starts.Select(_ => new BandErrors())];

    /// <summary>Writes the rows of the fit that was just made.</summary>
    /// <param name="quality">How it went.</param>
    /// <param name="noise">Standard deviation of the residual.</param>
    /// <param name="frame">Data, fit and what they were given, in the fitted range.</param>
    /// <param name="verdict">Its rivals.</param>
    /// <param name="findings">Receives the rows.</param>
    public void Write(in PeakFitQuality quality, double noise, in FittedFrame frame, in FrameVerdict verdict, Findings findings)
    {
        for (int k = 0; k < _bands.Length; k++)
            Measure(k, _bands[k]);
        WriteFit(quality, verdict, findings);
        for (int k = 0; k < _bands.Length; k++)
            WriteLimit(k, _bands[k], findings);
        bootstrap?.Make(_bands, frame, errors.NoisePoints, findings.Frame);
        intervals?.Make(_bands, errors.Freedom);
        if (intervals is { Doubts.Count: > 0 })
            findings.Flag(
                "interval-unreliable",
                $"{string.Join("; ", intervals.Doubts)}. Tie or fix a width or position, drop a band, or average frames."
            );
        for (int k = 0; k < _bands.Length; k++)
            WriteBand(k, _bands[k], quality, noise, findings);
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
                RivalBand = verdict.RivalBand,
                RivalBicDifference = verdict.BicDifference,
                NoisePoints = errors.NoisePoints,
                Message = message,
            }
        );
    }

    private void Measure(int k, BandErrors band)
    {
        band.Estimate = fitter.Peak(k);
        for (int q = 0; q < BandErrors.Quantities.Length; q++)
            band.Parts[q] = errors.Of(k, BandErrors.Quantities[q]);
        band.Limit = errors.Limit(k, band.Estimate);
        band.Clear();
    }

    private void WriteBand(int k, BandErrors errorsOf, in PeakFitQuality quality, double noise, Findings findings)
    {
        PeakEstimate band = errorsOf.Estimate;
        findings.Add(
            new BandRow
            {
                Series = findings.Series,
                Step = findings.Step,
                Frame = findings.Frame,
                Band = k + 1,
                Center = band.Center,
                CenterSe = band.CenterError,
                CenterSeTotal = errorsOf.Total(0),
                CenterLow = errorsOf.Low[0],
                CenterHigh = errorsOf.High[0],
                Fwhm = band.FullWidth,
                FwhmSe = band.FullWidthError,
                FwhmSeTotal = errorsOf.Total(1),
                FwhmLow = errorsOf.Low[1],
                FwhmHigh = errorsOf.High[1],
                Height = band.Height,
                HeightSe = band.HeightError,
                HeightSeTotal = errorsOf.Total(2),
                HeightLow = errorsOf.Low[2],
                HeightHigh = errorsOf.High[2],
                Area = band.Area,
                AreaSe = band.AreaError,
                AreaSeTotal = errorsOf.Total(3),
                AreaLow = errorsOf.Low[3],
                AreaHigh = errorsOf.High[3],
                Fraction = _parameters.HasFraction ? band.Fraction : double.NaN,
                FractionSe = _parameters.HasFraction ? band.FractionError : double.NaN,
                Snr = noise > 0 ? Math.Abs(band.Height) / noise : double.NaN,
                Shape = _shape.Name,
                Converged = quality.Converged,
                AtBound = band.AtBound ? BoundNames(k) : "",
                IntervalMethod = errorsOf.Method,
            }
        );
        _parameters.Write(k, findings);
    }

    private void WriteLimit(int k, BandErrors errorsOf, Findings findings)
    {
        PeakEstimate band = errorsOf.Estimate;
        DetectionLimit limit = errorsOf.Limit;
        // Where the band is not seen, its fitted position is an accident: the limit is then stated where the band was looked for.
        (double center, double width, double fraction) = (band.Center, band.FullWidth, band.Fraction);
        if (!(Math.Abs(band.Height) > limit.Height))
        {
            (center, width) = (starts[k].Center, starts[k].Fwhm);
            limit = errorsOf.Limit = errors.Limit(k, center, width, fraction);
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
                LodHeight = limit.Height,
                LodArea = limit.Height * _shape.Area(_unitBand),
                LodHeightFit = limit.FitAlone,
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
                FitEnd.Singular =>
                    "some parameters cannot be told apart, the sum of squares is least along a line: two bands may lie in one place, tie or drop one",
                _ => string.Create(
                    CultureInfo.InvariantCulture,
                    $"stalled {quality.Offset:g2} standard errors from the minimum: two bands may describe one, tie or drop one"
                ),
            };
}
