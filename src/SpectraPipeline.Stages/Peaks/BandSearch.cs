using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Fitting;
using SpectraPipeline.Numerics.Peaks;

namespace SpectraPipeline.Stages.Peaks;

/// <summary>A band that one spectrum shows.</summary>
/// <param name="Center">Position, axis units.</param>
/// <param name="Fwhm">Full width at half maximum, axis units.</param>
/// <param name="Height">Height above the background, signed.</param>
/// <param name="Level">Matched-filter response over its noise.</param>
internal readonly record struct SeenBand(double Center, double Fwhm, double Height, double Level);

/// <summary>Which bands are looked for.</summary>
/// <param name="Degree">Degree of the background, -1 for none.</param>
/// <param name="Sign">1 or -1 where all bands have one sign, else 0.</param>
/// <param name="MinSnr">Least response over its noise.</param>
/// <param name="MinWidth">Least full width, axis units; two points when smaller.</param>
/// <param name="Most">Most bands.</param>
/// <param name="Shape">Line shape of a band that is not symmetric, null otherwise: what a symmetric line leaves of such a band is not another band.</param>
internal sealed record SearchLimits(int Degree, int Sign, double MinSnr, double MinWidth, int Most, PeakShape? Shape = null);

/// <summary>
/// Looks for the bands of a spectrum by forward selection: the response of the matched filters that stands out most becomes a band, all bands so far are fitted, the
/// fit is subtracted, and so on until the next response is no larger than what noise, ripple and misfit leave everywhere.
/// </summary>
/// <remarks>
/// The noise is that of the residual once the candidate is in the model, for each width by itself: correlated noise and fringes answer at their own
/// width and so raise their own threshold.
/// </remarks>
internal sealed class BandSearch
{
    // Beside a stronger band, a smaller one may be no more than the misfit of its shape.
    private const double LeastBeside = 0.2;

    // Below a twentieth of the largest band a band is left to the user to list.
    private const double LeastHeight = 0.05;
    private const double LargestPartOfRange = 0.25;
    private const double LargestFitted = 0.4;
    private const int Rejections = 3;

    private static readonly FitLimits s_fitLimits = new(MaxIterations: 20, Offset: 0.03);

    // Whatever symmetric shape is fitted later: the one that follows most bands leaves the least misfit to be taken for further ones.
    private readonly PeakShape _shape;
    private readonly SearchLimits _limits;
    private readonly Axis _axis;
    private readonly BandFilterBank _bank;
    private readonly MultiPeakFit?[] _fits;
    private readonly double[] _residual;
    private readonly double[] _noise;

    public BandSearch(Axis axis, SearchLimits limits)
    {
        (_axis, _limits) = (axis, limits);
        _shape = limits.Shape ?? PeakShapes.PseudoVoigt;
        Range = axis[axis.Length - 1] - axis[0];
        Least = Math.Max(limits.MinWidth, 3 * axis.MeanStep);
        _bank = new BandFilterBank(axis.Values, Least, Range * LargestPartOfRange);
        int most = Math.Min(limits.Most, (axis.Length - limits.Degree - 2) / _shape.ParameterCount);
        _fits = new MultiPeakFit?[Math.Max(0, most) + 1];
        _residual = new double[axis.Length];
        _noise = new double[_bank.Scales];
    }

    private double Range { get; }

    private double Least { get; }

    /// <summary>The bands of a spectrum in ascending position.</summary>
    public IReadOnlyList<SeenBand> Look(ReadOnlySpan<double> y)
    {
        var bands = new List<SeenBand>();
        var refused = new List<BandResponse>();
        y.CopyTo(_residual);
        Filter();
        while (bands.Count + 1 < _fits.Length && refused.Count < Rejections)
        {
            if (_bank.Best(_noise, r => IsCandidate(r, refused)) is not { } next)
                break;
            List<SeenBand> tried = FitWith(bands, next, y);
            Filter();
            double level = Math.Abs(next.Response) / _noise[next.Scale];
            if (!(level >= _limits.MinSnr))
                break;
            if (IsSane(tried, next))
            {
                tried[^1] = tried[^1] with { Level = level };
                bands = tried;
            }
            else
            {
                refused.Add(next);
                Subtract(bands, y);
                Filter();
            }
        }
        double largest = bands.Count == 0 ? 0 : bands.Max(b => Math.Abs(b.Height));
        return [.. bands.Where(b => Math.Abs(b.Height) >= LeastHeight * largest).OrderBy(b => b.Center)];
    }

    private void Filter()
    {
        _bank.Apply(_residual);
        _bank.Noise(_noise);
    }

    private bool IsCandidate(in BandResponse response, List<BandResponse> refused)
    {
        if (_limits.Sign * response.Response < 0)
            return false;
        foreach (BandResponse no in refused)
            if (Math.Abs(no.Center - response.Center) < (no.Fwhm + response.Fwhm) / 2)
                return false;
        return true;
    }

    // The new band must have stayed near where it was seen, no band may hang over the end of the range or be as wide as it, and the new one must be more
    // than the misfit of a neighbour or one half of it.
    private bool IsSane(List<SeenBand> tried, in BandResponse next)
    {
        SeenBand band = tried[^1];
        if (Math.Abs(band.Center - next.Center) > next.Fwhm || !tried.TrueForAll(IsInside))
            return false;
        foreach (SeenBand other in tried.SkipLast(1))
        {
            double distance = Math.Abs(other.Center - band.Center);
            double ratio = other.Fwhm / band.Fwhm;
            if (distance < Math.Max(other.Fwhm, band.Fwhm) && Math.Abs(band.Height) < LeastBeside * Math.Abs(other.Height))
                return false;
            if (distance < Math.Min(other.Fwhm, band.Fwhm) / 4 && ratio is > 0.5 and < 2)
                return false;
        }
        return true;
    }

    private bool IsInside(SeenBand band) =>
        band.Fwhm >= Least / 1.5
        && band.Fwhm <= Range * LargestFitted
        && band.Center - band.Fwhm / 4 > _axis[0]
        && band.Center + band.Fwhm / 4 < _axis[_axis.Length - 1];

    private List<SeenBand> FitWith(List<SeenBand> bands, in BandResponse next, ReadOnlySpan<double> y)
    {
        List<SeenBand> starts = [.. bands, new(next.Center, next.Fwhm, double.NaN, 0)];
        MultiPeakFit fit = FitOf(starts.Count);
        for (int k = 0; k < starts.Count; k++)
        {
            (double center, double width) = (starts[k].Center, starts[k].Fwhm);
            fit.SetStart(k, PeakShape.Center, center);
            fit.SetBounds(k, PeakShape.Center, Math.Max(_axis[0], center - width), Math.Min(_axis[_axis.Length - 1], center + width));
            fit.SetStart(k, PeakShape.FullWidth, width);
            fit.SetBounds(k, PeakShape.FullWidth, Math.Max(width / 3, Least / 2), Math.Max(3 * width, Least));
            fit.SetBounds(
                k,
                PeakShape.Height,
                _limits.Sign > 0 ? 0 : double.NegativeInfinity,
                _limits.Sign < 0 ? 0 : double.PositiveInfinity
            );
        }
        fit.Fit(y, [], [], s_fitLimits);
        fit.Curve(_residual, []);
        for (int i = 0; i < _residual.Length; i++)
            _residual[i] = y[i] - _residual[i];
        List<SeenBand> fitted = [];
        for (int k = 0; k < starts.Count; k++)
        {
            PeakEstimate peak = fit.Peak(k);
            fitted.Add(new(peak.Center, peak.FullWidth, peak.Height, starts[k].Level));
        }
        return fitted;
    }

    private void Subtract(List<SeenBand> bands, ReadOnlySpan<double> y)
    {
        if (bands.Count == 0)
            y.CopyTo(_residual);
        else
        {
            SeenBand last = bands[^1];
            FitWith(bands[..^1], new(0, last.Center, last.Fwhm, 0), y);
        }
    }

    private MultiPeakFit FitOf(int count) => _fits[count] ??= new MultiPeakFit(_shape, count, _limits.Degree, _axis.Values);
}
