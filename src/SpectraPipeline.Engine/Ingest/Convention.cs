using SpectraPipeline.Core;

namespace SpectraPipeline.Engine.Ingest;

/// <summary>How transmittances, R/R0 and ΔR/R0 become absorbances on the way in; what was read stays beside them (ADR 9).</summary>
/// <param name="Name">Channel of the absorbance.</param>
/// <param name="Absorbance">What it is: an absorbance, or a difference of two.</param>
/// <param name="Original">What was read, with per cent where they were found.</param>
/// <param name="WasGuessed">Per cent stand nowhere in the file: the values show them.</param>
internal sealed record Convention(string Name, Signal Absorbance, Signal Original, bool WasGuessed)
{
    // A tenth of the points at more than twice the light that came in is no ratio of intensities.
    private const double MostRatio = 2;
    private const double Quantile = 0.9;

    /// <summary>The convention of a series; null where its spectra stay as they are.</summary>
    /// <param name="channels">Channels as read, the primary one first.</param>
    /// <param name="sample">Primary spectra of a sample of the frames.</param>
    /// <param name="technique">Of the series.</param>
    public static Convention? Of(IReadOnlyList<(string Name, Signal Signal)> channels, IEnumerable<double[]> sample, string? technique)
    {
        Signal signal = channels[0].Signal;
        if (technique == "xas" || !IsRatio(signal.Kind))
            return null;
        bool isGuess =
            signal.Unit.Length == 0
            && signal.Kind != SignalKind.RelativeDifference
            && sample.Select(High).Order().ToArray() is [.., > 0] highs
            && highs[highs.Length / 2] > MostRatio;
        SignalKind kind = signal.Kind == SignalKind.Transmittance ? SignalKind.Absorbance : SignalKind.DifferenceAbsorbance;
        string name = PreparedSpectrum.PrimaryName(kind);
        while (channels.Any(c => c.Name == name))
            name += "_of_" + channels[0].Name;
        return new(name, new Signal(kind), isGuess ? signal with { Unit = "%" } : signal, isGuess);
    }

    /// <summary>One spectrum. Where there is no light there is no absorbance: the point is masked, and a straight line between its neighbours stands there.</summary>
    /// <param name="x">Axis.</param>
    /// <param name="y">As read; points that are no number stay so.</param>
    /// <param name="absorbance">Receives the absorbance.</param>
    /// <param name="use">Receives false where there was no light.</param>
    /// <returns>Points without light.</returns>
    /// <exception cref="FrameException">There is light nowhere.</exception>
    public int Apply(ReadOnlySpan<double> x, ReadOnlySpan<double> y, Span<double> absorbance, Span<bool> use)
    {
        double scale = Original.Unit == "%" ? 0.01 : 1,
            offset = Original.Kind == SignalKind.RelativeDifference ? 1 : 0;
        int dark = 0;
        for (int i = 0; i < y.Length; i++)
        {
            double ratio = offset + scale * y[i];
            use[i] = !(ratio <= 0);
            dark += use[i] ? 0 : 1;
            absorbance[i] = -Math.Log10(ratio);
        }
        if (dark == y.Length)
            throw new FrameException(
                "transmittance-not-positive",
                $"No point has a positive {(offset == 0 ? "transmittance" : "R/R0")}: is 'quantity:' right? ({Original.Convention})"
            );
        if (dark > 0)
            Bridge(x, absorbance, use);
        return dark;
    }

    private static void Bridge(ReadOnlySpan<double> x, Span<double> y, ReadOnlySpan<bool> use)
    {
        for (int first = use.IndexOf(false); first >= 0; )
        {
            int lit = use[first..].IndexOf(true),
                end = lit < 0 ? y.Length : first + lit;
            for (int i = first; i < end; i++)
                y[i] =
                    first == 0 ? y[end]
                    : end == y.Length ? y[first - 1]
                    : y[first - 1] + (y[end] - y[first - 1]) * (x[i] - x[first - 1]) / (x[end] - x[first - 1]);
            int next = use[end..].IndexOf(false);
            first = next < 0 ? -1 : end + next;
        }
    }

    private static bool IsRatio(SignalKind kind) =>
        kind is SignalKind.Transmittance or SignalKind.ReflectanceRatio or SignalKind.RelativeDifference;

    private static double High(double[] y)
    {
        double[] sorted = [.. y.Where(double.IsFinite).Order()];
        return sorted.Length == 0 ? 0 : sorted[(int)(Quantile * (sorted.Length - 1))];
    }
}
