using System.Globalization;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Numerics.Statistics;

namespace SpectraPipeline.Stages.Bands;

/// <summary>The three ways to an onset, all in frames so that time and potential are read off one answer.</summary>
internal static class OnsetSearch
{
    // Part of the rise that a straight line may stand for: above the toe, below the bend to the plateau.
    private const double RiseLow = 0.2,
        RiseHigh = 0.6;

    public static OnsetFrames Find(TrackSignal signal, Onset parameters, ulong seed, in TrackRow track)
    {
        if (signal.Frames < 2 || signal.Sigma.Any(double.IsNaN))
            return OnsetFrames.None(
                $"not-determined: {(signal.Frames < 2 ? "fewer than two healthy frames" : "nothing tells the noise of the band (no detection limits, no errors)")}"
            );
        int first = Crossing(signal.Value, signal.Sigma, parameters);
        if (first < 0)
            return OnsetFrames.None(
                $"not-determined: never above {parameters.Sigmas:g3} sigma in {parameters.Consecutive} frames in a row"
            );
        if (first == 0)
            return new(double.NaN, double.NaN, 0, "not-determined: there from the first frame; the upper limit is that frame");
        return parameters.Method switch
        {
            OnsetMethod.ChangePoint => ChangePoint(signal, first),
            OnsetMethod.Tangent => Tangent(signal, first),
            _ => Threshold(signal, parameters, first, new SeededNormal(seed, $"onset/{track.Series}/{track.Track}")),
        };
    }

    private static OnsetFrames Threshold(TrackSignal signal, Onset parameters, int first, SeededNormal normal)
    {
        int n = signal.Frames;
        int[] drawn = new int[parameters.Resamples];
        double[] values = new double[n];
        for (int r = 0; r < drawn.Length; r++)
        {
            for (int i = 0; i < n; i++)
                values[i] = signal.Value[i] + (signal.Sigma[i] * normal.Next());
            int at = Crossing(values, signal.Sigma, parameters);
            drawn[r] = at < 0 ? n - 1 : at;
        }
        Array.Sort(drawn);
        int low = Math.Min(first, drawn[(int)(0.025 * (drawn.Length - 1))]),
            high = Math.Max(first, drawn[(int)Math.Ceiling(0.975 * (drawn.Length - 1))]);
        // The band crossed the threshold somewhere after the frame before.
        return new(
            first,
            low == 0 ? double.NaN : low - 1,
            high,
            string.Create(CultureInfo.InvariantCulture, $"threshold {parameters.Sigmas:g3} sigma, {parameters.Consecutive} frames")
        );
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

    private static OnsetFrames ChangePoint(TrackSignal signal, int first)
    {
        int end = RiseEnd(signal, first, RiseHigh);
        if (Hinge.Fit(Frames(0, end), signal.Value.AsSpan(0, end), Weights(signal, 0, end)) is not { } hinge)
            return OnsetFrames.None($"not-determined: {end} frames up to the bend of the rise, a change point needs 5");
        return new(hinge.At, hinge.Low, hinge.High, "change-point");
    }

    private static OnsetFrames Tangent(TrackSignal signal, int first)
    {
        int end = RiseEnd(signal, first, RiseHigh),
            from = Math.Max(0, RiseEnd(signal, first, RiseLow) - 1);
        double[] errors = signal.Sigma[from..end];
        if (
            ScatterPolynomial.Fit(Frames(from, end), signal.Value.AsSpan(from, end - from), errors, 1) is not { } line
            || line.Coefficient(1) == 0
        )
            return OnsetFrames.None($"not-determined: {end - from} frames in the rise, a tangent needs 3");
        double at = line.Origin - (line.Coefficient(0) / line.Coefficient(1)),
            half = 1.96 * line.StandardErrorAt(at) / Math.Abs(line.Coefficient(1));
        return at < 0 || at > signal.Frames - 1
            ? OnsetFrames.None($"not-determined: the tangent meets zero outside the series")
            : new(at, at - half < 0 ? double.NaN : at - half, at + half, "tangent");
    }

    /// <summary>One past the first frame that reaches a part of the largest size.</summary>
    private static int RiseEnd(TrackSignal signal, int first, double part)
    {
        double largest = signal.Value.Max(Math.Abs);
        int end = first;
        while (end < signal.Frames - 1 && Math.Abs(signal.Value[end]) < part * largest)
            end++;
        return end + 1;
    }

    private static double[] Frames(int from, int end) => [.. Enumerable.Range(from, end - from).Select(i => (double)i)];

    private static double[] Weights(TrackSignal signal, int from, int end) => [.. signal.Sigma[from..end].Select(s => 1 / (s * s))];
}
