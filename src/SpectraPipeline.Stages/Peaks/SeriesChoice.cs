using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Fitting;

namespace SpectraPipeline.Stages.Peaks;

/// <summary>What of a model is left to the data.</summary>
public enum ModelChoice
{
    /// <summary>Nothing: the bands and the shape are as given.</summary>
    None,

    /// <summary>Whether a band is two, or none.</summary>
    Bands,

    /// <summary>The line shape: gaussian, lorentzian, pseudo-voigt, or the one given.</summary>
    Shape,

    /// <summary>Bands and shape.</summary>
    Both,
}

/// <summary>Chooses the bands and the shape for all frames of a series together, so that every frame is fitted with the same ones and tracks can be compared.</summary>
/// <remarks>
/// Starting from the model that was found or listed, one change at a time: the rival (a band as two, a band left out, another shape) with the lowest sum of BIC over the sampled frames
/// takes its place when that is lower by 10, and so on until none is. A split starts from the median distances of the two from the band, over the frames that it helps, and holds the two to what
/// they were held to there. Frames in which a rival cannot be compared count for none; a rival that cannot in more than half of them is out.
/// </remarks>
internal static class SeriesChoice
{
    private const int MostChanges = 12;
    private const int MostTold = 3;

    /// <summary>The model that the sampled frames prefer, and what was changed, in words; empty when nothing was.</summary>
    /// <param name="model">The model to start from; not empty.</param>
    /// <param name="stage">The parameters.</param>
    /// <param name="axis">The fitted range.</param>
    /// <param name="first">Its first point on the axis of the sample.</param>
    /// <param name="sample">Sampled frames; faulted ones are left out.</param>
    /// <param name="channel">Channel that is fitted.</param>
    public static (BandModel Model, string Changes) Decide(
        BandModel model,
        Fit stage,
        Axis axis,
        int first,
        SpectralSeries sample,
        string channel
    )
    {
        var changes = new List<string>();
        (BandModel Model, double Bic, int Frames) before = (model, double.PositiveInfinity, 0);
        var limits = new FitLimits(stage.MaxIterations);
        while (changes.Count < MostChanges)
        {
            var fit = new BandFit(model, stage.BackgroundDegree.Degree, axis);
            var judge = new FrameJudge(fit, stage.Choose, axis, limits);
            var tally = new Tally(judge, fit, axis);
            for (int f = 0; f < sample.Frames; f++)
                if (sample.Faults[f] is null)
                    tally.Add(new SampledFrame(sample[channel], f, first, axis.Length), limits);
            tally.Close();
            // A rival is fitted from the other's solution, the model from its own start: where that leads to less, the change was none.
            if (before.Frames == tally.Frames && !(tally.Bic < before.Bic))
            {
                changes.RemoveAt(changes.Count - 1);
                model = before.Model;
                break;
            }
            before = (model, tally.Bic, tally.Frames);
            if (tally.Best(stage.MaxBands, model.Bands.Count) is not { } best)
                break;
            RivalFit rival = judge.Rivals[best];
            changes.Add(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{rival.Words} (BIC lower by {-tally.Sum(best):f0} over {tally.Frames} frames{tally.LeftOut})"
                )
            );
            model = rival.Kind switch
            {
                RivalKind.Split => tally.Split(best),
                RivalKind.Drop => model.Without(rival.Band),
                _ => model with { Shape = rival.Shape, Bands = BandModel.WithoutExtras(model.Bands) },
            };
        }
        string more = changes.Count > MostTold ? $"; and {changes.Count - MostTold} more" : "";
        return (model, string.Join("; then ", changes.Take(MostTold)) + more);
    }

    private readonly ref struct SampledFrame(Channel data, int frame, int first, int points)
    {
        public ReadOnlySpan<double> Y { get; } = data[frame].Slice(first, points);

        public ReadOnlySpan<double> Sigma { get; } = data.Sigma is { } sigma ? sigma.AsSpan(frame * data.Points + first, points) : [];

        public ReadOnlySpan<bool> Use { get; } = data.Mask is { } mask ? mask.AsSpan(frame * data.Points + first, points) : [];

        public bool CanBeFitted =>
            Y.Length > 0 && (Use.IsEmpty || Use.Contains(true)) && !FitKernel.IsConstant(Y, Use) && FitKernel.FirstBadSigma(Sigma, Use) < 0;
    }

    /// <summary>Sums over frames.</summary>
    private sealed class Tally(FrameJudge judge, BandFit fit, Axis axis)
    {
        // Of its own standard error: a smaller height says nothing of a band's sign.
        private const double LeastSigned = 3;

        private readonly double[] _sums = new double[judge.Rivals.Count];
        private readonly List<double[]> _differences = [];
        private readonly (bool Up, bool Down)[] _signs = new (bool, bool)[fit.Starts.Length];
        private readonly double[] _residual = new double[axis.Length];
        private readonly List<SplitSeen>[] _splits = [.. judge.Rivals.Select(_ => new List<SplitSeen>())];

        /// <summary>Frames in which the rivals were compared.</summary>
        public int Frames { get; private set; }

        /// <summary>Sum of BIC of the model over the frames, all points counted.</summary>
        public double Bic { get; private set; }

        /// <summary>Frames that could not be compared, in words.</summary>
        public string LeftOut => _differences.Count > Frames ? $", {_differences.Count - Frames} left out" : "";

        public double Sum(int rival) => _sums[rival];

        public void Add(in SampledFrame frame, FitLimits limits)
        {
            if (!frame.CanBeFitted)
                return;
            PeakFitQuality quality = fit.Fit(frame.Y, frame.Sigma, frame.Use, limits);
            if (!double.IsFinite(quality.ReducedChiSquare))
                return;
            Bic += quality.Bic;
            fit.Fitter.Curve(_residual, []);
            for (int i = 0; i < _residual.Length; i++)
                _residual[i] = frame.Y[i] - _residual[i];
            judge.Judge(frame.Y, frame.Sigma, frame.Use, _residual, Math.Sqrt(quality.ReducedChiSquare));
            _differences.Add(judge.Differences.ToArray());
            for (int k = 0; k < _signs.Length; k++)
                if (fit.Fitter.Peak(k) is var band && Math.Abs(band.Height) > LeastSigned * band.HeightError)
                    _signs[k] = (_signs[k].Up || band.Height > 0, _signs[k].Down || band.Height < 0);
            for (int r = 0; r < _sums.Length; r++)
                if (judge.Rivals[r].Kind == RivalKind.Split && judge.Differences[r] < 0)
                    _splits[r].Add(Seen(judge.Rivals[r]));
        }

        /// <summary>Sums up when all frames are in.</summary>
        public void Close()
        {
            bool[] isOut = new bool[_sums.Length];
            for (int r = 0; r < _sums.Length; r++)
                isOut[r] = 2 * _differences.Count(d => double.IsFinite(d[r])) < _differences.Count;
            foreach (double[] frame in _differences)
            {
                if (frame.Where((d, r) => !isOut[r] && !double.IsFinite(d)).Any())
                    continue;
                Frames++;
                for (int r = 0; r < _sums.Length; r++)
                    _sums[r] += isOut[r] ? double.NaN : frame[r];
            }
        }

        /// <summary>The rival that is decidedly better; of splits only where more bands are allowed.</summary>
        public int? Best(int mostBands, int bands)
        {
            int? best = null;
            for (int r = 0; r < _sums.Length; r++)
            {
                RivalKind kind = judge.Rivals[r].Kind;
                if (kind == RivalKind.Split && bands >= mostBands || kind == RivalKind.Drop && bands == 1)
                    continue;
                if (_sums[r] < -BandSeparation.Decisive && (best is not { } b || _sums[r] < _sums[b]))
                    best = r;
            }
            return best;
        }

        public BandModel Split(int rival)
        {
            int band = judge.Rivals[rival].Band;
            List<SplitSeen> seen = _splits[rival];
            double center = fit.Starts[band].Center;
            int sign = _signs[band] switch
            {
                (true, false) => 1,
                (false, true) => -1,
                _ => 0,
            };
            return fit.Model.Split(
                band,
                fit.Whole(band),
                (Inside(center + Median(seen.Select(p => p.Center))), Median(seen.Select(p => p.Fwhm))),
                (Inside(center + Median(seen.Select(p => p.Center2))), Median(seen.Select(p => p.Fwhm2))),
                new(seen.Min(p => p.Limits.Narrowest), seen.Max(p => p.Limits.Widest), sign)
            );
        }

        private SplitSeen Seen(RivalFit rival)
        {
            PeakEstimate whole = fit.Fitter.Peak(rival.Band);
            (PeakEstimate one, PeakEstimate two) = rival.Pair;
            // Left and right are the same in all frames; a fixed or tied band stays the first.
            if (one.Center > two.Center && fit.Model.Bands[rival.Band].Center is { Fixed: false, SameAs: 0 })
                (one, two) = (two, one);
            return new(one.Center - whole.Center, one.FullWidth, two.Center - whole.Center, two.FullWidth, rival.Limits);
        }

        private double Inside(double center) => Math.Clamp(center, axis[0], axis[axis.Length - 1]);

        private static double Median(IEnumerable<double> values)
        {
            double[] sorted = [.. values.Order()];
            return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
        }

        /// <summary>Distances of the two bands of a split from the one, their widths, and what they were held to.</summary>
        private readonly record struct SplitSeen(double Center, double Fwhm, double Center2, double Fwhm2, SplitLimits Limits);
    }
}
