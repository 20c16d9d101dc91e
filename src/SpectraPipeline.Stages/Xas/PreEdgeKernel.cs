using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Numerics.Xas;
using KernelPeaks = SpectraPipeline.Numerics.Xas.PreEdgePeaks;

namespace SpectraPipeline.Stages.Xas;

/// <summary>Baseline and peaks of one frame after the other, each from the same start.</summary>
internal sealed class PreEdgeKernel : XasKernel
{
    private static readonly Signal s_part = new(SignalKind.Auxiliary);
    private readonly PreEdgePeaks _stage;
    private readonly PreEdgeBaseline _baseline;
    private readonly KernelPeaks _peaks;
    private readonly double[] _centers,
        _range;
    private readonly int _first;
    private readonly string _form,
        _words;
    private readonly double _low,
        _high;

    public PreEdgeKernel(
        PreEdgePeaks stage,
        StageInput input,
        int first,
        double[] range,
        PreEdgeBaseline baseline,
        double[] centers,
        (double Low, double High) peaks
    )
        : base(Shape(input, first, range.Length))
    {
        (_stage, _first, _range, _baseline, _centers) = (stage, first, range, baseline, centers);
        (_low, _high) = peaks;
        _peaks = new KernelPeaks(stage.Line, range, _low, _high, stage.MaxPeaks);
        _form = stage.Baseline switch
        {
            PreEdgeForm.LinearLorentzian => "linear-lorentzian",
            PreEdgeForm.LinearArctan => "linear-arctan",
            PreEdgeForm.LinearErf => "linear-erf",
            _ => "spline",
        };
        _words = FormattableString.Invariant($"{range[0]:F1}..{_low:F1} and {_high:F1}..{range[^1]:F1} eV");
    }

    protected override void Process(in FrameIn input, in FrameOut output, Findings findings)
    {
        ReadOnlySpan<double> norm = input.Y.Slice(_first, _range.Length);
        _baseline.Fit(norm);
        PreEdgePeak[] peaks = _peaks.Fit(norm, _baseline, _centers);
        _peaks.Above.CopyTo(output[0]);
        _baseline.Curve.CopyTo(output[1]);
        if (_peaks.Fitted is { } fitted)
            fitted.Curve(output[2], []);
        else
            output[2].Clear();
        for (int p = 0; p < peaks.Length; p++)
            findings.Add(RowOf(peaks[p], p + 1, findings));
        findings.Add(TotalOf(findings));
        Doubts(peaks, findings);
    }

    private static OutputShape Shape(StageInput input, int first, int points)
    {
        double[] values = input.Axis.Values.Slice(first, points).ToArray();
        return new(new Axis(input.Axis.Name, input.Axis.Unit, values), ("peaks", s_part), ("baseline", s_part), ("fit", s_part));
    }

    private PreEdgePeakRow RowOf(in PreEdgePeak peak, int number, Findings findings) =>
        Row(number, _stage.Line.Name, findings) with
        {
            Center = peak.Peak.Center,
            CenterSe = peak.CenterError,
            Height = peak.Peak.Height,
            HeightSe = peak.HeightError,
            Fwhm = peak.Peak.FullWidth,
            FwhmSe = peak.WidthError,
            Area = peak.Peak.Area,
            AreaSe = peak.AreaError,
            AtBound = peak.AtBound,
        };

    private PreEdgePeakRow TotalOf(Findings findings)
    {
        PreEdgeTotal total = _peaks.Total;
        double highest = double.NegativeInfinity;
        for (int i = 0; i < _range.Length; i++)
            if (_range[i] >= _low && _range[i] <= _high)
                highest = Math.Max(highest, _peaks.Above[i]);
        return Row(0, "total", findings) with
        {
            Center = total.Centroid,
            CenterSe = total.CentroidError,
            Height = double.IsFinite(highest) ? highest : double.NaN,
            HeightSe = _baseline.Noise,
            Area = total.Area,
            AreaSe = total.AreaError,
            PointCentroid = total.PointCentroid,
            Message = double.IsNaN(total.Centroid)
                ? $"area below three of its errors, no centroid; baseline on {_words}"
                : $"baseline on {_words}",
        };
    }

    private PreEdgePeakRow Row(int number, string shape, Findings findings) =>
        new()
        {
            Series = findings.Series,
            Step = findings.Step,
            Frame = findings.Frame,
            Peak = number,
            Shape = shape,
            Baseline = _form,
            Noise = _baseline.Noise,
            Converged = _baseline.Converged && (_peaks.Fitted is null || _peaks.Converged),
        };

    private void Doubts(PreEdgePeak[] peaks, Findings findings)
    {
        if (!_baseline.Converged || (peaks.Length > 0 && !_peaks.Converged))
            findings.Flag(
                "pre-edge-not-converged",
                "Baseline or peaks of the pre-edge did not converge; change the ranges or the form of the baseline."
            );
        if (Array.Exists(peaks, p => p.AtBound))
            findings.Flag(
                "pre-edge-at-bound",
                "A pre-edge peak ended on a bound of its centre or width: widen low .. high, or ask for fewer peaks (max-peaks, peaks)."
            );
    }
}
