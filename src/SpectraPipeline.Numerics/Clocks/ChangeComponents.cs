using SpectraPipeline.Numerics.Statistics;

namespace SpectraPipeline.Numerics.Clocks;

/// <summary>The few combinations of spectral points that change most against their noise over a given number of frames.</summary>
public static class ChangeComponents
{
    private const int Most = 4;
    private const int Iterations = 40;

    /// <summary>Scores of the frames on the leading eigenvectors of the covariance of z(j + lag) − z(j), z the points over their noise.</summary>
    /// <remarks>
    /// Noise of a point from second differences over the frames: 1.4826 · median |z(j−1) − 2z(j) + z(j+1)|/√6. Kept are eigenvalues above 2.6 (1 + √(points/frames))²: the edge
    /// of pure noise for differences (V. A. Marčenko, L. A. Pastur, Math. USSR Sb. 1967, 1, 457) with a third more; at least one, four at most. Orthogonal iteration from the
    /// points that change most. Slow drift cancels in a short lag, noise weighs less in a long one: a quarter of the time between steps is a fair lag.
    /// O(frames · points²).
    /// </remarks>
    /// <param name="frames">Frames, each with its points; NaN-free.</param>
    /// <param name="lag">Frames between the two of a difference.</param>
    /// <returns>One array a component, one score a frame; empty when nothing varies.</returns>
    public static double[][] Of(IReadOnlyList<double[]> frames, int lag)
    {
        int n = frames.Count;
        if (n < 4)
            return [];
        lag = Math.Clamp(lag, 1, n / 2);
        double[][] z = Scaled(frames);
        int points = z.Length == 0 ? 0 : z[0].Length;
        if (points == 0)
            return [];
        double[] covariance = Covariance(z, lag, points);
        int count = Math.Min(Most, points);
        double[][] vectors = Start(covariance, points, count);
        double[] values = new double[count];
        for (int i = 0; i < Iterations; i++)
            Iterate(covariance, vectors, values);
        double edge = 2.6 * Math.Pow(1 + Math.Sqrt((double)points / n), 2);
        int kept = Math.Max(1, values.Count(v => v > edge));
        return
        [
            .. vectors.Zip(values).OrderByDescending(v => v.Second).Take(kept).Select(v => z.Select(row => Dot(row, v.First)).ToArray()),
        ];
    }

    private static double[][] Scaled(IReadOnlyList<double[]> frames)
    {
        int n = frames.Count;
        var scale = new List<(int Point, double Noise)>();
        var bends = new double[n - 2];
        for (int p = 0; p < frames[0].Length; p++)
        {
            for (int j = 1; j + 1 < n; j++)
                bends[j - 1] = Math.Abs(frames[j - 1][p] - (2 * frames[j][p]) + frames[j + 1][p]);
            double noise = Median.MadToDeviation * Median.InPlace(bends) / Math.Sqrt(6);
            if (noise > 0 && double.IsFinite(noise))
                scale.Add((p, noise));
        }
        return scale.Count == 0 ? [] : [.. frames.Select(f => scale.Select(s => (f[s.Point] - frames[0][s.Point]) / s.Noise).ToArray())];
    }

    private static double[] Covariance(double[][] z, int lag, int points)
    {
        var sum = new double[points * points];
        var d = new double[points];
        for (int j = 0; j + lag < z.Length; j++)
        {
            for (int p = 0; p < points; p++)
                d[p] = z[j + lag][p] - z[j][p];
            for (int p = 0; p < points; p++)
            for (int q = 0; q <= p; q++)
                sum[(p * points) + q] += d[p] * d[q];
        }
        for (int p = 0; p < points; p++)
        for (int q = 0; q <= p; q++)
            sum[(q * points) + p] = sum[(p * points) + q] /= z.Length - lag;
        return sum;
    }

    private static double[][] Start(double[] covariance, int points, int count)
    {
        int[] largest = [.. Enumerable.Range(0, points).OrderByDescending(p => covariance[(p * points) + p]).Take(count)];
        return [.. largest.Select(p => covariance.AsSpan(p * points, points).ToArray())];
    }

    /// <summary>v ← S·v, then Gram and Schmidt.</summary>
    private static void Iterate(double[] s, double[][] vectors, double[] values)
    {
        int points = vectors[0].Length;
        for (int k = 0; k < vectors.Length; k++)
        {
            var next = new double[points];
            for (int p = 0; p < points; p++)
                next[p] = Dot(s.AsSpan(p * points, points), vectors[k]);
            for (int l = 0; l < k; l++)
            {
                double share = Dot(next, vectors[l]);
                for (int p = 0; p < points; p++)
                    next[p] -= share * vectors[l][p];
            }
            double length = Math.Sqrt(Dot(next, next));
            // Several points may hold one and the same answer; what is left of them is nothing.
            values[k] = length > 1e-12 ? length : 0;
            for (int p = 0; p < points; p++)
                vectors[k][p] = length > 1e-12 ? next[p] / length : 0;
        }
    }

    private static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
            sum += a[i] * b[i];
        return sum;
    }
}
