using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Numerics.Fitting;
using SpectraPipeline.Numerics.Statistics;
using SpectraPipeline.Stages.Baseline;

namespace SpectraPipeline.Stages.Peaks;

/// <summary>Fits one frame after the other with one fitter, always from the same start, so that a frame's result does not depend on its company.</summary>
internal sealed class FitKernel : FrameKernel
{
    private readonly PeakShape _shape;
    private readonly MultiPeakFit? _fitter;
    private readonly FitLimits _limits;
    private readonly StartBand[] _starts;
    private readonly CenterSeeker?[] _seekers;
    private readonly int _first;
    private readonly string _model;
    private readonly double[] _scratch,
        _bridged;
    private readonly bool _anySeeker;
    private readonly bool _isFull;
    private readonly FitErrors? _errors;
    private readonly FitRows? _rows;

    /// <param name="stage">The parameters.</param>
    /// <param name="axis">The fitted range.</param>
    /// <param name="first">Its first point on the axis of the input.</param>
    /// <param name="bands">The bands.</param>
    /// <param name="found">Where the same bands were found in the sampled frames; empty when they are listed.</param>
    /// <param name="input">What is fitted.</param>
    public FitKernel(Fit stage, Axis axis, int first, IReadOnlyList<ListedBand> bands, IReadOnlyList<StartBand> found, StageInput input)
        : base(Shape(axis, input))
    {
        _shape = stage.PeakShape();
        _limits = new FitLimits(stage.MaxIterations);
        _first = first;
        (_scratch, _bridged) = (new double[axis.Length], new double[axis.Length]);
        _isFull = found.Count == stage.MaxBands;
        int degree = stage.BackgroundDegree.Degree;
        _model =
            $"{bands.Count} {_shape.Name}"
            + (degree < 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" + background of degree {degree}"));
        _starts = new StartBand[bands.Count];
        _seekers = new CenterSeeker?[bands.Count];
        // No bands and no background: the model is zero and there is nothing to fit.
        if (bands.Count == 0 && degree < 0)
            return;
        _fitter = new MultiPeakFit(_shape, bands.Count, degree, axis.Values);
        new BandSetup(_fitter, axis).Apply(bands, _starts);
        _errors = new FitErrors(_fitter, axis, BaselineSpread.For(input, first, axis.Length));
        _rows = RowsOf(stage, axis, bands, input);
        for (int k = 0; k < _starts.Length; k++)
        {
            if (k < found.Count)
                _starts[k] = StartBands.Searched(found[k], bands[k].Center);
            if (_starts[k].High > _starts[k].Low)
                _seekers[k] = new CenterSeeker(axis, _starts[k], Sign(bands[k].Height));
            _anySeeker |= _seekers[k] is not null;
        }
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
        if (_starts.Length == 0)
            findings.Warn(
                "no-bands-found",
                "No band stands out of the noise of the sampled frames, so none was fitted. List bands, or lower min-snr."
            );
        if (_isFull)
            findings.Warn(
                "max-bands-found",
                "As many bands as max-bands allows were found; weaker ones may be missing. Raise max-bands, or restrict the range by from and to."
            );
        if (IsConstant(y, use))
        {
            y.CopyTo(fit);
            residual.Clear();
            if (_starts.Length > 0)
                FitRows.WriteNothing(_model, findings);
            return;
        }
        if (_fitter is null)
        {
            fit.Clear();
            y.CopyTo(residual);
            return;
        }
        CheckSigma(sigma, use);
        Seek(y, use);
        PeakFitQuality quality = _fitter.Fit(y, sigma, use, _limits);
        if (!double.IsFinite(quality.ReducedChiSquare))
            throw new FrameException(
                "too-few-points",
                $"{quality.Points} usable points cannot determine {quality.Variables} variables: mask fewer points or list fewer bands."
            );
        _fitter.Curve(fit, []);
        for (int i = 0; i < points; i++)
            residual[i] = y[i] - fit[i];
        if (_starts.Length == 0)
            return;
        _errors!.Take(input, residual, sigma, use);
        _rows!.Write(quality, Noise(residual, use, quality), new FittedFrame(fit, residual, sigma, use), findings);
    }

    private FitRows RowsOf(Fit stage, Axis axis, IReadOnlyList<ListedBand> bands, StageInput input)
    {
        BandBootstrap? bootstrap = null;
        if (stage.Intervals == Intervals.Bootstrap)
        {
            // Its fits start elsewhere and have other data: a fitter of its own.
            var again = new MultiPeakFit(_shape, bands.Count, stage.BackgroundDegree.Degree, axis.Values);
            new BandSetup(again, axis).Apply(bands, new StartBand[bands.Count]);
            bootstrap = new BandBootstrap(_fitter!, again, axis.Length, stage.Resamples, input.Run.Seed, input.Card.Id);
        }
        bool profiles = stage.Intervals is Intervals.Auto or Intervals.Profile;
        double range = axis[axis.Length - 1] - axis[0];
        BandIntervals? intervals = profiles ? new BandIntervals(_fitter!, range, stage.Intervals) : null;
        return new FitRows(_fitter!, _starts, _model, _errors!, intervals, bootstrap);
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

    private void Seek(ReadOnlySpan<double> y, ReadOnlySpan<bool> use)
    {
        if (!_anySeeker)
            return;
        double noise = NoiseEstimate.FromSecondDifference(MaskBridge.Used(y, use, _bridged), _scratch);
        if (!use.IsEmpty)
        {
            MaskBridge.Fill(Output.Axis.Values, y, use, _bridged);
            y = _bridged;
        }
        for (int k = 0; k < _seekers.Length; k++)
            if (_seekers[k] is { } seeker)
                _fitter!.SetStart(k, PeakShape.Center, seeker.Seek(y, noise));
    }

    private static int Sign(BandValue height) =>
        height.Lower >= 0 ? 1
        : height.Upper <= 0 ? -1
        : 0;

    private static bool IsConstant(ReadOnlySpan<double> y, ReadOnlySpan<bool> use)
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
