using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Fitting;

namespace SpectraPipeline.Stages.Peaks;

/// <summary>What a rival changes.</summary>
internal enum RivalKind
{
    /// <summary>A band is two.</summary>
    Split,

    /// <summary>A band is left out.</summary>
    Drop,

    /// <summary>All bands have another shape.</summary>
    Shape,
}

/// <summary>A model that differs from another in one thing, fitted to a frame from the other's solution there.</summary>
/// <remarks>
/// A split starts from three pairs, equal and with a shoulder on either side; two steps tell which goes on. The two keep the sign of the band, stay within 1.5 of its recorded width of its
/// place and have at most 1.3 times its width; what the user bounded stays bounded. Ties of the band hold for the first of the two.
/// </remarks>
internal sealed class RivalFit
{
    private const double Away = 1.5;
    private const double Widest = 1.3;
    private static readonly FitLimits s_look = new(MaxIterations: 2);

    // Place of both in recorded widths of the band, and their widths in it.
    private static readonly (double Center, double Fwhm, double Center2, double Fwhm2)[] s_pairs =
    [
        (-0.3, 0.8, 0.3, 0.8),
        (-0.08, 0.95, 0.6, 0.7),
        (0.08, 0.95, -0.6, 0.7),
    ];

    private readonly BandFit _whole;
    private readonly Axis _axis;
    private readonly MultiPeakFit _fitter;
    private readonly ListedBand _part;

    private RivalFit(BandFit whole, Axis axis, RivalKind kind, int band, PeakShape shape, IReadOnlyList<ListedBand> bands)
    {
        (_whole, _axis, Kind, Band, Shape) = (whole, axis, kind, band, shape);
        _fitter = new MultiPeakFit(shape, bands.Count, whole.Degree, axis.Values);
        new BandSetup(_fitter, axis).Apply(bands, new StartBand[bands.Count]);
        _part = kind == RivalKind.Split ? bands[^1] : new();
        string what = kind switch
        {
            RivalKind.Split => $", band {band + 1} as two",
            RivalKind.Drop => $", without band {band + 1}",
            _ => "",
        };
        Words = BandFit.Words(bands.Count, shape, whole.Degree) + what;
    }

    /// <summary>What it changes.</summary>
    public RivalKind Kind { get; }

    /// <summary>The band that is split or dropped, from 0.</summary>
    public int Band { get; }

    /// <summary>Line shape.</summary>
    public PeakShape Shape { get; }

    /// <summary>The rival in words.</summary>
    public string Words { get; }

    /// <summary>What the two bands of a split were held to in the last fit.</summary>
    public SplitLimits Limits { get; private set; }

    /// <summary>The two bands of a split after a fit.</summary>
    public (PeakEstimate First, PeakEstimate Second) Pair => (_fitter.Peak(Band), _fitter.Peak(_fitter.PeakCount - 1));

    /// <summary>All rivals of a model.</summary>
    public static IReadOnlyList<RivalFit> Of(BandFit whole, ModelChoice choice, Axis axis)
    {
        var rivals = new List<RivalFit>();
        BandModel model = whole.Model;
        int perBand = model.Shape.ParameterCount;
        bool isRoom = (model.Bands.Count + 1) * perBand + whole.Degree + 1 < axis.Length;
        if (choice is ModelChoice.Bands or ModelChoice.Both)
            for (int k = 0; k < model.Bands.Count; k++)
            {
                if (isRoom)
                    rivals.Add(new(whole, axis, RivalKind.Split, k, model.Shape, [.. model.Bands, Part(whole, k)]));
                if (model.CanDrop(k) && (model.Bands.Count > 1 || whole.Degree >= 0))
                    rivals.Add(new(whole, axis, RivalKind.Drop, k, model.Shape, [.. model.Bands.Where((_, i) => i != k)]));
            }
        if (choice is ModelChoice.Shape or ModelChoice.Both)
            foreach (PeakShape shape in new[] { PeakShapes.Gaussian, PeakShapes.Lorentzian, PeakShapes.PseudoVoigt })
                if (shape != model.Shape && model.Bands.Count * shape.ParameterCount + whole.Degree + 1 < axis.Length)
                    rivals.Add(new(whole, axis, RivalKind.Shape, -1, shape, BandModel.WithoutExtras(model.Bands)));
        return rivals;
    }

    /// <summary>Fits the frame that the other model was just fitted to.</summary>
    public PeakFitQuality Fit(ReadOnlySpan<double> y, ReadOnlySpan<double> sigma, ReadOnlySpan<bool> use, FitLimits limits)
    {
        for (int k = 0, to = 0; k < _whole.Fitter.PeakCount; k++)
            if (Kind != RivalKind.Drop || k != Band)
                Start(to++, k);
        if (Kind != RivalKind.Split)
            return _fitter.Fit(y, sigma, use, limits);
        PeakEstimate whole = _whole.Fitter.Peak(Band);
        Limits = LimitsOf(whole);
        Bound(Band, _whole.Model.Bands[Band], whole);
        Bound(_fitter.PeakCount - 1, _part, whole);
        int best = 0;
        double least = double.PositiveInfinity;
        for (int pair = 0; pair < s_pairs.Length; pair++)
        {
            Place(pair, whole);
            if (_fitter.Fit(y, sigma, use, s_look).ChiSquare is var chiSquare && chiSquare < least)
                (best, least) = (pair, chiSquare);
        }
        Place(best, whole);
        return _fitter.Fit(y, sigma, use, limits);
    }

    /// <summary>Parameters that do not end at a bound.</summary>
    public int FreeVariables => _fitter.FreeVariables;

    // The new band begins where the other one does; its own start is set in each frame.
    private static ListedBand Part(BandFit whole, int k) =>
        BandModel.Untied(whole.Model.Bands[k]) with
        {
            Center = new() { Start = whole.Starts[k].Center },
            Fwhm = new() { Start = whole.Starts[k].Fwhm },
        };

    private void Start(int to, int k)
    {
        ReadOnlySpan<double> solution = _whole.Fitter.Parameters.Slice(k * _whole.Fitter.Shape.ParameterCount);
        int same = Shape == _whole.Fitter.Shape ? Shape.ParameterCount : PeakShape.Extra;
        for (int p = 0; p < same; p++)
            _fitter.SetStart(to, p, solution[p]);
    }

    private void Place(int pair, in PeakEstimate whole)
    {
        (double center, double width, double center2, double width2) = s_pairs[pair];
        Place(Band, whole.Center + center * whole.RecordedWidth, width * whole.FullWidth);
        Place(_fitter.PeakCount - 1, whole.Center + center2 * whole.RecordedWidth, width2 * whole.FullWidth);
    }

    private void Place(int band, double center, double width)
    {
        _fitter.SetStart(band, PeakShape.Center, center);
        _fitter.SetStart(band, PeakShape.FullWidth, width);
        _fitter.SetStart(band, PeakShape.Height, double.NaN);
    }

    private SplitLimits LimitsOf(in PeakEstimate whole)
    {
        // Before an instrument a band may be narrower than two points.
        double points = Shape.InstrumentFullWidth > 0 ? 0.5 : 2;
        double least = Math.Max(points * _axis.MeanStep, whole.FullWidth / 4);
        return new(least, Math.Max(least, Widest * whole.FullWidth), whole.Height > 0 ? 1 : -1);
    }

    private void Bound(int band, ListedBand listed, in PeakEstimate whole)
    {
        if (listed.Center.IsFree || _whole.Model.IsFound)
        {
            double low = Math.Max(_axis[0], whole.Center - Away * whole.RecordedWidth);
            double high = Math.Min(_axis[_axis.Length - 1], whole.Center + Away * whole.RecordedWidth);
            _fitter.SetBounds(band, PeakShape.Center, Math.Min(low, high), Math.Max(low, high));
        }
        if (listed.Fwhm.IsFree || _whole.Model.IsFound)
            _fitter.SetBounds(band, PeakShape.FullWidth, Limits.Narrowest, Limits.Widest);
        if (listed.Height.IsFree)
            _fitter.SetBounds(
                band,
                PeakShape.Height,
                Limits.Sign > 0 ? 0 : double.NegativeInfinity,
                Limits.Sign > 0 ? double.PositiveInfinity : 0
            );
    }
}
