using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Numerics.Peaks;
using SpectraPipeline.Numerics.Statistics;

namespace SpectraPipeline.Stages.Peaks;

/// <summary>Looks for bands in one frame after the other, by one method or by all.</summary>
internal sealed class FindKernel(StageInput about, Find stage) : FrameKernel(new OutputShape(about.Axis))
{
    // The fit of more becomes slow.
    private const int MostSelected = 30;

    private readonly Axis _axis = about.Axis;
    private readonly bool _negative = stage.Negative ?? about.Signal.IsSigned;
    private readonly double[] _scratch = new double[about.Axis.Length];
    private readonly double[] _work = new double[about.Axis.Length];
    private readonly List<FoundBand> _found = [];
    private readonly List<CurvatureBand> _curved = [];
    private readonly CurvatureFinder? _curvature = stage.Method is FindMethod.Prominence or FindMethod.ForwardSelection
        ? null
        : new(about.Axis.Length, (stage.MinWidth ?? 0) / about.Axis.MeanStep);
    private readonly BandSearch? _search = stage.Method == FindMethod.ForwardSelection ? Search(about, stage) : null;

    public override void Apply(in FrameIn input, in FrameOut output, Findings findings)
    {
        ReadOnlySpan<double> y = input.Y;
        double noise = NoiseEstimate.FromSecondDifference(MaskBridge.Used(y, input.Mask, _work), _scratch);
        if (!input.Mask.IsEmpty)
        {
            MaskBridge.Fill(_axis.Values, input.Y, input.Mask, _work);
            y = _work;
        }
        _found.Clear();
        if (stage.Method is FindMethod.Prominence or FindMethod.All)
            Maxima(y, input.Mask, noise);
        if (stage.Method is FindMethod.SecondDerivative or FindMethod.All)
        {
            _curved.Clear();
            _curvature!.SecondDerivative(y, stage.MinSnr, _curved);
            Take("second-derivative", input.Mask);
        }
        if (stage.Method is FindMethod.Wavelet or FindMethod.All)
        {
            _curved.Clear();
            _curvature!.Ridges(y, stage.MinSnr, _curved);
            Take("wavelet", input.Mask);
        }
        if (_search is not null)
            Select(y);
        if (stage.Method != FindMethod.Prominence && stage.MinDistance is { } distance)
            Thin(distance);
        _found.Sort((a, b) => a.Center.CompareTo(b.Center));
        for (int k = 0; k < _found.Count; k++)
            findings.Add(Row(_found[k], k + 1, findings));
    }

    private void Maxima(ReadOnlySpan<double> y, ReadOnlySpan<bool> use, double noise)
    {
        var filter = new PeakFilter
        {
            MinProminence = Math.Max(stage.MinProminence ?? 0, stage.MinSnr * noise),
            // The kernel counts points; with a distance the even grid's step is meant, widths are measured on the axis below.
            MinDistance = Math.Max(1, (stage.MinDistance ?? 0) / _axis.MeanStep),
        };
        Collect(y, use, filter, noise, 1);
        if (!_negative)
            return;
        for (int i = 0; i < _scratch.Length; i++)
            _scratch[i] = -y[i];
        Collect(_scratch, use, filter, noise, -1);
    }

    private void Collect(ReadOnlySpan<double> y, ReadOnlySpan<bool> use, PeakFilter filter, double noise, int sign)
    {
        foreach (Peak peak in PeakFinder.Find(y, filter))
        {
            double width = At(peak.Right) - At(peak.Left);
            if (width >= (stage.MinWidth ?? 0) && (use.IsEmpty || use[peak.Index]))
                _found.Add(new(_axis[peak.Index], width, sign * peak.Height, noise > 0 ? peak.Prominence / noise : double.NaN, "peak"));
        }
    }

    private static BandSearch Search(StageInput about, Find stage)
    {
        int sign = stage.Negative ?? about.Signal.IsSigned ? 0 : 1;
        return new BandSearch(about.Axis, new SearchLimits(1, sign, stage.MinSnr, stage.MinWidth ?? 0, MostSelected));
    }

    private void Select(ReadOnlySpan<double> y)
    {
        foreach (SeenBand band in _search!.Look(y))
            if (Math.Abs(band.Height) >= (stage.MinProminence ?? 0) && band.Fwhm >= (stage.MinWidth ?? 0))
                _found.Add(new(band.Center, band.Fwhm, band.Height, band.Level, "forward-selection"));
    }

    // What another method found already, of the same sign within half the smaller width, is not taken twice; by the larger, a narrow band on the side of a wide one would be lost.
    private void Take(string method, ReadOnlySpan<bool> use)
    {
        int before = _found.Count;
        foreach (CurvatureBand band in _curved)
        {
            double center = At(band.Position);
            double width = At(band.Position + band.Fwhm / 2) - At(band.Position - band.Fwhm / 2);
            if (
                band.Sign < 0 && !_negative
                || Math.Abs(band.Height) < (stage.MinProminence ?? 0)
                || width < (stage.MinWidth ?? 0)
                || !use.IsEmpty && !use[(int)Math.Round(band.Position)]
                || IsKnown(center, width, band.Sign, before)
            )
                continue;
            _found.Add(new(center, width, band.Height, band.Snr, method));
        }
    }

    private bool IsKnown(double center, double width, int sign, int count)
    {
        for (int k = 0; k < count; k++)
            if (Math.Sign(_found[k].Height) == sign && Math.Abs(_found[k].Center - center) < Math.Min(_found[k].Fwhm, width) / 2)
                return true;
        return false;
    }

    private void Thin(double distance)
    {
        _found.Sort((a, b) => Math.Abs(b.Height).CompareTo(Math.Abs(a.Height)));
        for (int k = 1; k < _found.Count; k++)
        for (int j = 0; j < k; j++)
            if (_found[j].Height * _found[k].Height > 0 && Math.Abs(_found[j].Center - _found[k].Center) < distance)
            {
                _found.RemoveAt(k--);
                break;
            }
    }

    /// <summary>Axis value at a fractional point; beyond an end the grid goes on.</summary>
    private double At(double point)
    {
        int low = Math.Clamp((int)point, 0, _axis.Length - 2);
        return _axis[low] + (point - low) * (_axis[low + 1] - _axis[low]);
    }

    private static BandRow Row(in FoundBand band, int number, Findings findings) =>
        new()
        {
            Series = findings.Series,
            Step = findings.Step,
            Frame = findings.Frame,
            Band = number,
            Center = band.Center,
            Fwhm = band.Fwhm,
            Height = band.Height,
            Snr = band.Snr,
            Shape = band.Method,
            Converged = true,
        };

    private readonly record struct FoundBand(double Center, double Fwhm, double Height, double Snr, string Method);
}
