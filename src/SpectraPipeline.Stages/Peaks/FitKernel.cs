using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Fitting;
using SpectraPipeline.Stages.Baseline;

namespace SpectraPipeline.Stages.Peaks;

/// <summary>Fits one frame after the other with one fitter, always from the same start, so that a frame's result does not depend on its company.</summary>
internal sealed class FitKernel : FrameKernel
{
    private readonly BandFit? _fit;
    private readonly FitLimits _limits;
    private readonly int _first;
    private readonly int _bands;
    private readonly string _model;
    private readonly string _changes;
    private readonly bool _isFull;
    private readonly FitErrors? _errors;
    private readonly FitRows? _rows;
    private readonly FrameJudge? _judge;

    /// <param name="stage">The parameters.</param>
    /// <param name="axis">The fitted range.</param>
    /// <param name="first">Its first point on the axis of the input.</param>
    /// <param name="model">The bands and their shape.</param>
    /// <param name="changes">How they were chosen; empty when as found or listed.</param>
    /// <param name="input">What is fitted.</param>
    public FitKernel(Fit stage, Axis axis, int first, BandModel model, string changes, StageInput input)
        : base(Shape(axis, input))
    {
        _limits = new FitLimits(stage.MaxIterations);
        (_first, _changes, _bands) = (first, changes, model.Bands.Count);
        _isFull = model.IsFound && _bands == stage.MaxBands;
        int degree = stage.BackgroundDegree.Degree;
        _model = BandFit.Words(_bands, model.Shape, degree);
        // No bands and no background: the model is zero and there is nothing to fit.
        if (_bands == 0 && degree < 0)
            return;
        _fit = new BandFit(model, degree, axis);
        _errors = new FitErrors(_fit.Fitter, axis, BaselineSpread.For(input, first, axis.Length));
        _rows = RowsOf(_fit, stage, axis, input);
        _judge = new FrameJudge(_fit, stage.Choose, axis, _limits);
    }

    public override void Apply(in FrameIn input, in FrameOut output, Findings findings)
    {
        int points = Output.Axis.Length;
        ReadOnlySpan<double> y = input.Y.Slice(_first, points);
        ReadOnlySpan<double> sigma = input.Sigma.IsEmpty ? [] : input.Sigma.Slice(_first, points);
        ReadOnlySpan<bool> use = input.Mask.IsEmpty ? [] : input.Mask.Slice(_first, points);
        Span<double> fit = output[1];
        Span<double> residual = output[2];
        y.CopyTo(output[0]);
        if (_bands == 0)
            findings.Warn(
                "no-bands-found",
                "No band stands out of the noise of the sampled frames, so none was fitted. List bands, or lower min-snr."
            );
        if (_isFull)
            findings.Warn(
                "max-bands-found",
                "As many bands as max-bands allows were found; weaker ones may be missing. Raise max-bands, or restrict the range by from and to."
            );
        if (_changes.Length > 0)
            findings.Warn("model-chosen", $"The sampled frames prefer another model, which all frames are fitted with: {_changes}.");
        if (IsConstant(y, use))
        {
            y.CopyTo(fit);
            residual.Clear();
            if (_bands > 0)
                FitRows.WriteNothing(_model, findings);
            return;
        }
        if (_fit is null)
        {
            fit.Clear();
            y.CopyTo(residual);
            return;
        }
        CheckSigma(sigma, use);
        PeakFitQuality quality = _fit.Fit(y, sigma, use, _limits);
        if (quality.End == FitEnd.NotFinite)
            throw new FrameException(
                "fit-not-finite",
                "The squares of the data are too large for a number: divide the values, or mask the points that stick out."
            );
        if (!double.IsFinite(quality.ReducedChiSquare))
            throw new FrameException(
                "too-few-points",
                $"{quality.Points} usable points cannot determine {quality.Variables} variables: mask fewer points or list fewer bands."
            );
        _fit.Fitter.Curve(fit, []);
        for (int i = 0; i < points; i++)
            residual[i] = y[i] - fit[i];
        if (_bands == 0)
            return;
        _errors!.Take(input, residual, sigma, use);
        double noise = Noise(residual, use, quality);
        FrameVerdict verdict = _judge!.Judge(y, sigma, use, residual, noise);
        _rows!.Write(quality, noise, new FittedFrame(fit, residual, sigma, use), verdict, findings);
    }

    private FitRows RowsOf(BandFit fit, Fit stage, Axis axis, StageInput input)
    {
        BandBootstrap? bootstrap = null;
        if (stage.Intervals == Intervals.Bootstrap)
        {
            // Its fits start elsewhere and have other data: a fitter of its own.
            var again = new MultiPeakFit(fit.Model.Shape, _bands, fit.Degree, axis.Values);
            new BandSetup(again, axis).Apply(fit.Model.Bands, new StartBand[_bands]);
            bootstrap = new BandBootstrap(fit.Fitter, again, axis.Length, stage.Resamples, input.Run.Seed, input.Card.Id);
        }
        bool profiles = stage.Intervals is Intervals.Auto or Intervals.Profile;
        double range = axis[axis.Length - 1] - axis[0];
        BandIntervals? intervals = profiles ? new BandIntervals(fit.Fitter, range, stage.Intervals) : null;
        return new FitRows(fit.Fitter, fit.Starts, _model, _errors!, intervals, bootstrap);
    }

    // On the whole axis the output is the spectrum itself, and later steps may read it. A part of it must not take the place of the whole: auxiliary.
    private static OutputShape Shape(Axis axis, StageInput input)
    {
        var auxiliary = new Signal(SignalKind.Auxiliary, input.Signal.Unit);
        string data = input.Channel is "fit" or "residual" ? "y" : input.Channel;
        bool isWhole = axis.Length == input.Axis.Length;
        return new(axis, (data, isWhole ? input.Signal : auxiliary), ("fit", auxiliary), ("residual", auxiliary))
        {
            Input = isWhole ? data : null,
        };
    }

    internal static bool IsConstant(ReadOnlySpan<double> y, ReadOnlySpan<bool> use)
    {
        if (use.IsEmpty)
            return !y.ContainsAnyExcept(y[0]);
        int first = use.IndexOf(true);
        for (int i = Math.Max(first, 0); i < y.Length; i++)
            if (use[i] && y[i] != y[first])
                return false;
        return first >= 0;
    }

    private static double Noise(ReadOnlySpan<double> residual, ReadOnlySpan<bool> use, in PeakFitQuality quality)
    {
        double sum = 0;
        for (int i = 0; i < residual.Length; i++)
            if (use.IsEmpty || use[i])
                sum += residual[i] * residual[i];
        return Math.Sqrt(sum / (quality.Points - quality.Variables));
    }

    /// <summary>The first point that counts whose standard deviation is none; -1 when there is no such.</summary>
    internal static int FirstBadSigma(ReadOnlySpan<double> sigma, ReadOnlySpan<bool> use)
    {
        for (int i = 0; i < sigma.Length; i++)
            if ((use.IsEmpty || use[i]) && !(sigma[i] > 0 && double.IsFinite(sigma[i])))
                return i;
        return -1;
    }

    private static void CheckSigma(ReadOnlySpan<double> sigma, ReadOnlySpan<bool> use)
    {
        if (FirstBadSigma(sigma, use) is >= 0 and var i)
            throw new FrameException(
                "sigma-not-positive",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The standard deviation of point {i} is {sigma[i]:g4}; mask the point or leave sigma out."
                )
            );
    }
}
