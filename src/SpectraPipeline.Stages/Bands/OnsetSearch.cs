using System.Globalization;
using SpectraPipeline.Numerics.Statistics;

namespace SpectraPipeline.Stages.Bands;

/// <summary>The three ways to an onset, all in frames so that time and potential are read off one answer.</summary>
/// <remarks>
/// Threshold: the interval holds the gaps between frames in which the true size, assumed not to fall before its largest value, may pass the threshold
/// (<see cref="MonotoneRise.Crossing"/>). Change point: a straight and a bent rise, the one with the lower AICc, both when it does not decide.
/// Tangent: the zero of the line through a fifth to three fifths of the rise, with Fieller's limits.
/// </remarks>
internal static class OnsetSearch
{
    // Part of the rise that a straight line may stand for: above the toe, below the bend to the plateau.
    private const double RiseLow = 0.2,
        RiseHigh = 0.6;

    public static OnsetFrames Find(TrackSignal signal, Onset parameters, OnsetMethod method)
    {
        if (signal.Frames < 2)
            return OnsetFrames.None($"fewer than two healthy frames");
        if (signal.Sigma.Any(double.IsNaN))
            return OnsetFrames.None($"nothing tells the noise of the band (no detection limits, no errors)");
        int first = Crossing(signal.Value, signal.Sigma, parameters);
        if (first < 0)
            return OnsetFrames.None($"never above {parameters.Sigmas:g3} sigma in {parameters.Consecutive} frames in a row");
        if (first == 0)
            return OnsetFrames.None($"there from the first frame, so it began in it or before") with { High = 0 };
        var rise = new Rise(signal, first);
        return method switch
        {
            OnsetMethod.ChangePoint => ChangePoint(signal, rise),
            OnsetMethod.Tangent => Tangent(signal, rise),
            _ => Threshold(parameters, rise, first),
        };
    }

    /// <summary>First frame of the run of frames above the threshold with one sign; −1 = none.</summary>
    private static int Crossing(double[] value, double[] sigma, Onset parameters)
    {
        int run = 0,
            sign = 0;
        for (int i = 0; i < value.Length; i++)
        {
            int here = Math.Abs(value[i]) > parameters.Sigmas * sigma[i] ? Math.Sign(value[i]) : 0;
            run =
                here == 0 ? 0
                : here == sign ? run + 1
                : 1;
            sign = here;
            if (run >= parameters.Consecutive)
                return i - run + 1;
        }
        return -1;
    }

    private static OnsetFrames Threshold(Onset parameters, Rise rise, int first)
    {
        (int low, int high) = MonotoneRise.Crossing(rise.InSigmas, parameters.Sigmas);
        // The procedure's own frame belongs to its interval; gap k lies between the frames k - 1 and k.
        (low, high) = (Math.Min(low, first), Math.Max(high, first));
        return new(
            first,
            low == 0 ? double.NaN : low - 1,
            high < rise.Length ? high : double.NaN,
            rise.Length,
            string.Create(CultureInfo.InvariantCulture, $"threshold {parameters.Sigmas:g3} sigma, {parameters.Consecutive} frames")
        );
    }

    private static OnsetFrames ChangePoint(TrackSignal signal, Rise rise)
    {
        int end = rise.Reaches(RiseHigh) + 1;
        double[] weight = [.. signal.Sigma[..end].Select(s => 1 / (s * s))];
        var points = LongTrack.Of(Frames(0, end), signal.Value[..end], weight, fineAtEnd: true);
        if (Hinge.Fit(points.X, points.Y, points.Weight) is not { } straight)
            return OnsetFrames.None($"{end} frames up to the bend of the rise, a change point needs 5");
        Hinge bent = Hinge.Fit(points.X, points.Y, points.Weight, bent: true) ?? straight with { Aicc = double.PositiveInfinity };
        Hinge best = straight.Aicc <= bent.Aicc ? straight : bent;
        string words = best == straight ? "change-point" : "change-point, bent rise";
        if (Math.Abs(straight.Aicc - bent.Aicc) < Akaike.Support)
        {
            best = best with { Low = Math.Min(straight.Low, bent.Low), High = Math.Max(straight.High, bent.High) };
            words = "change-point, straight or bent rise";
        }
        words += LongTrack.Words(end, points.X.Length);
        return OfWholeBins(new OnsetFrames(best.At, best.Low, best.High, end, words), points.X).OfWholeGaps();
    }

    /// <summary>An interval of at least the two points between which the change lies, where these are means of many frames.</summary>
    private static OnsetFrames OfWholeBins(in OnsetFrames onset, double[] x)
    {
        int after = Array.BinarySearch(x, onset.At);
        after = Math.Clamp(after < 0 ? ~after : after, 1, x.Length - 1);
        return onset with { Low = Math.Min(onset.Low, x[after - 1]), High = Math.Max(onset.High, x[after]) };
    }

    private static OnsetFrames Tangent(TrackSignal signal, Rise rise)
    {
        int end = rise.Reaches(RiseHigh) + 1,
            from = Math.Max(0, rise.Reaches(RiseLow) - 1);
        double[] errors = signal.Sigma[from..end];
        if (
            ScatterPolynomial.Fit(Frames(from, end), signal.Value.AsSpan(from, end - from), errors, 1) is not { } line
            || line.Coefficient(1) == 0
        )
            return OnsetFrames.None($"{end - from} frames in the rise, a tangent needs 3");
        // Origin − x₀ is the ratio of height and slope there; about the origin the two are nearly uncorrelated, and Fieller's covariance is the rest.
        double t = line.Scatter > 0 ? Student.Half95(end - from - 2) : Student.Half95(double.PositiveInfinity),
            atOrigin = line.StandardError(0) * line.StandardError(0),
            oneOn = line.StandardErrorAt(line.Origin + 1),
            covariance = ((oneOn * oneOn) - atOrigin - (line.StandardError(1) * line.StandardError(1))) / 2;
        FiellerRatio back = FiellerRatio.Of(
            line.Coefficient(0),
            line.Coefficient(1),
            atOrigin,
            line.StandardError(1) * line.StandardError(1),
            covariance,
            t
        );
        double at = line.Origin - back.Ratio;
        if (at < 0 || at > signal.Frames - 1)
            return OnsetFrames.None($"the tangent meets zero outside the series");
        return new OnsetFrames(
            at,
            line.Origin - back.High is var low && low >= 0 ? low : double.NaN,
            line.Origin - back.Low is var high && high <= signal.Frames - 1 ? high : double.NaN,
            end - from,
            "tangent"
        ).OfWholeGaps();
    }

    private static double[] Frames(int from, int end) => [.. Enumerable.Range(from, end - from).Select(i => (double)i)];

    /// <summary>The track up to its largest size, and the rising curve nearest to it.</summary>
    private sealed class Rise
    {
        private readonly double[] _curve;
        private readonly int _first;

        public Rise(TrackSignal signal, int first)
        {
            _first = first;
            int sign = Math.Sign(signal.Value[first]),
                peak = first;
            for (int i = first; i < signal.Frames; i++)
                if (sign * signal.Value[i] > sign * signal.Value[peak])
                    peak = i;
            // The frame after the peak only tells that the rise is over.
            Length = peak + 1;
            InSigmas = new double[Length];
            double[] upright = new double[Length];
            for (int i = 0; i < Length; i++)
                (upright[i], InSigmas[i]) = (sign * signal.Value[i], sign * signal.Value[i] / signal.Sigma[i]);
            _curve = new double[Length];
            MonotoneRise.Fit(upright, _curve);
        }

        /// <summary>Frames up to the largest size.</summary>
        public int Length { get; }

        /// <summary>Sizes, upright, in units of their errors.</summary>
        public double[] InSigmas { get; }

        /// <summary>First frame at which the curve has reached a part of its end; not before the onset.</summary>
        public int Reaches(double part)
        {
            int at = 0;
            while (at < Length - 1 && _curve[at] < part * _curve[^1])
                at++;
            return Math.Max(at, part > 0.5 ? _first : 0);
        }
    }
}
