using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Fitting;
using SpectraPipeline.Numerics.Statistics;

namespace SpectraPipeline.Stages.Peaks;

/// <summary>A model set up for the frames of a series: the fitter, where each band starts, and what looks for those that move.</summary>
internal sealed class BandFit
{
    private const double Nested = 0.75; // of the larger width
    private const double LeastGain = 0.1; // of χ², in variances of a point: nothing that an error bar would show
    private static readonly Rearrangement[] s_arrangements = [Rearrangement.Alike, Rearrangement.Exchanged];

    private readonly CenterSeeker?[] _seekers;
    private readonly bool[] _isFree;
    private RivalMinimum? _rival;
    private readonly double[] _scratch,
        _bridged;
    private readonly Axis _axis;
    private readonly bool _anySeeker;

    /// <param name="model">Bands and shape.</param>
    /// <param name="degree">Degree of the background, -1 for none; the model is not empty.</param>
    /// <param name="axis">The fitted range.</param>
    public BandFit(BandModel model, int degree, Axis axis)
    {
        (Model, Degree, _axis) = (model, degree, axis);
        (_scratch, _bridged) = (new double[axis.Length], new double[axis.Length]);
        Starts = new StartBand[model.Bands.Count];
        _seekers = new CenterSeeker?[model.Bands.Count];
        Fitter = new MultiPeakFit(model.Shape, model.Bands.Count, degree, axis.Values);
        new BandSetup(Fitter, axis).Apply(model.Bands, Starts);
        _isFree = [.. Enumerable.Range(0, Starts.Length).Select(IsFree)];
        for (int k = 0; k < Starts.Length; k++)
        {
            if (model.Sought[k] is { } sought)
                // Looked for as wide as it is recorded; the width that it starts with is its own.
                Starts[k] = StartBands.Searched(sought, model.Bands[k].Center) with
                {
                    Fwhm = Starts[k].Fwhm,
                    SoughtFwhm = sought.Sought,
                };
            if (Starts[k].High > Starts[k].Low)
                _seekers[k] = new CenterSeeker(axis, Starts[k], Sign(model.Bands[k].Height));
            _anySeeker |= _seekers[k] is not null;
        }
    }

    /// <summary>Bands and shape.</summary>
    public BandModel Model { get; }

    /// <summary>Degree of the background.</summary>
    public int Degree { get; }

    /// <summary>The fit.</summary>
    public MultiPeakFit Fitter { get; }

    /// <summary>Where each band is looked for.</summary>
    public StartBand[] Starts { get; }

    /// <summary>Band k as it is looked for, and how far it may go.</summary>
    public SplitBand Whole(int k)
    {
        StartBand sought = Starts[k];
        double half = sought.Sought / 2;
        (double low, double high) = BandSetup.Reach(_axis, Starts, k);
        // The range of a listed band is where it is looked for; of a found one, where it was seen.
        return new(
            Model.Sought[k] ?? (sought.High > sought.Low ? sought with { Low = sought.Low + half, High = sought.High - half } : sought),
            low,
            high
        );
    }

    /// <summary>Fits a frame, bands that move started where the frame shows them.</summary>
    public PeakFitQuality Fit(ReadOnlySpan<double> y, ReadOnlySpan<double> sigma, ReadOnlySpan<bool> use, FitLimits limits)
    {
        Seek(y, use);
        PeakFitQuality quality = Fitter.Fit(y, sigma, use, limits);
        for (int k = 0; k < Starts.Length; k++)
        for (int j = 0; j < k; j++)
            if (_isFree[k] && _isFree[j] && IsNested(j, k))
                quality = TryRearranged(j, k, quality, limits);
        return quality;
    }

    private bool IsNested(int j, int k)
    {
        (PeakEstimate one, PeakEstimate other) = (Fitter.Peak(j), Fitter.Peak(k));
        return Math.Abs(one.Center - other.Center) < Nested * Math.Max(one.FullWidth, other.FullWidth);
    }

    // Two bands this near have several minima, and the start may have led to a lesser one.
    private PeakFitQuality TryRearranged(int j, int k, PeakFitQuality quality, FitLimits limits)
    {
        _rival ??= new RivalMinimum(Fitter);
        foreach (Rearrangement how in s_arrangements)
            if (_rival.Search(j, k, how) < quality.ChiSquare - LeastGain * Fitter.NoiseVariance)
                quality = _rival.Adopt(limits);
            else
                _rival.Restore();
        return quality;
    }

    /// <summary>The model in words.</summary>
    public static string Words(int bands, PeakShape shape, int degree) =>
        $"{bands} {shape.Name}" + (degree < 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" + background of degree {degree}"));

    private void Seek(ReadOnlySpan<double> y, ReadOnlySpan<bool> use)
    {
        if (!_anySeeker)
            return;
        double noise = NoiseEstimate.FromSecondDifference(MaskBridge.Used(y, use, _bridged), _scratch);
        if (!use.IsEmpty)
        {
            MaskBridge.Fill(_axis.Values, y, use, _bridged);
            y = _bridged;
        }
        for (int k = 0; k < _seekers.Length; k++)
            if (_seekers[k] is { } seeker)
                Fitter.SetStart(k, PeakShape.Center, seeker.Seek(y, noise));
    }

    // Where position or width is given or tied, there is one arrangement only.
    private bool IsFree(int k) => Model.Bands[k] is { Center: { Fixed: false, SameAs: 0 }, Fwhm: { Fixed: false, SameAs: 0 } };

    private static int Sign(BandValue height) =>
        height.Lower >= 0 ? 1
        : height.Upper <= 0 ? -1
        : 0;
}
