namespace SpectraPipeline.Stages.Bands;

/// <summary>Means of neighbouring frames of a long track, for fits whose cost is frames times evaluations.</summary>
/// <remarks>
/// A thousand single frames stand at the end where something happens; from there bins grow with the distance d, to ε d wide, ε = 0.5 % in a series of 2·10⁵
/// frames and 1 % in one of 10⁷. An exponential from that end, whatever its rate, differs from its mean over a bin by at most ε²(kd)² e^(−kd)/24, below 3·10⁻⁶ of its size.
/// Weighted means keep the weights of all frames, so nothing is lost of the precision.
/// </remarks>
internal sealed class LongTrack
{
    /// <summary>Longest track that is fitted frame by frame.</summary>
    public const int Most = 2000;

    private LongTrack(double[] x, double[] y, double[] weight) => (X, Y, Weight) = (x, y, weight);

    /// <summary>Abscissas: weighted means.</summary>
    public double[] X { get; }

    /// <summary>Values: weighted means.</summary>
    public double[] Y { get; }

    /// <summary>Weights: sums.</summary>
    public double[] Weight { get; }

    /// <summary>The track itself up to <see cref="Most"/> frames, else about as many means.</summary>
    /// <param name="x">Abscissas.</param>
    /// <param name="y">Values.</param>
    /// <param name="weight">Weights 1/σ², positive.</param>
    /// <param name="fineAtEnd">Single frames stand at the end, not at the start.</param>
    public static LongTrack Of(double[] x, double[] y, double[] weight, bool fineAtEnd)
    {
        int n = x.Length;
        if (n <= Most)
            return new(x, y, weight);
        int[] ends = Ends(n);
        int bins = ends.Length;
        (double[] mx, double[] my, double[] mw) = (new double[bins], new double[bins], new double[bins]);
        for (int b = 0; b < bins; b++)
        {
            int at = fineAtEnd ? bins - 1 - b : b;
            for (int k = b == 0 ? 0 : ends[b - 1]; k < ends[b]; k++)
            {
                int i = fineAtEnd ? n - 1 - k : k;
                (mx[at], my[at], mw[at]) = (mx[at] + (weight[i] * x[i]), my[at] + (weight[i] * y[i]), mw[at] + weight[i]);
            }
            (mx[at], my[at]) = (mx[at] / mw[at], my[at] / mw[at]);
        }
        return new(mx, my, mw);
    }

    /// <summary>What to say of it, for the end of a note; empty where nothing was averaged.</summary>
    public static string Words(int frames, int points) =>
        points < frames ? Wording.Text($"; {frames} frames averaged to {points} points") : "";

    private static int[] Ends(int n)
    {
        const int Single = Most / 2;
        var ends = new List<int>(Most);
        ends.AddRange(Enumerable.Range(1, Single));
        for (int j = 1; j <= Single; j++)
            if ((int)Math.Round(Single * Math.Pow(n / (double)Single, j / (double)Single)) is var end && end > ends[^1])
                ends.Add(end);
        return [.. ends];
    }
}
