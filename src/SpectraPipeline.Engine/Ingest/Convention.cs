using SpectraPipeline.Core;

namespace SpectraPipeline.Engine.Ingest;

/// <summary>How transmittances, R/R0 and ΔR/R0 become absorbances on the way in; what was read stays beside them (ADR 9).</summary>
/// <param name="Name">Channel of the absorbance.</param>
/// <param name="Absorbance">What it is: an absorbance, or a difference of two.</param>
/// <param name="Original">What was read, with per cent where they were found.</param>
/// <param name="WasGuessed">Per cent stand nowhere in the file: the values show them.</param>
/// <param name="Level">Upper tenth of its spectra, by the sample.</param>
internal sealed record Convention(string Name, Signal Absorbance, Signal Original, bool WasGuessed, double Level)
{
    // Between fractions and per cent lies a factor of 100; spectra of one series seldom differ by the root of a thousand.
    private const double MostSpread = 30;

    // A tenth of the points at more than twice the light that came in is no ratio of intensities.
    private const double MostRatio = 2;
    private const double Quantile = 0.9;

    /// <summary>What has to be positive, in words.</summary>
    public string Ratio => Original.Kind == SignalKind.Transmittance ? "transmittance" : "R/R0";

    /// <summary>How a pipeline gets at what was read.</summary>
    public string WayBack =>
        Original.Kind == SignalKind.RelativeDifference ? "shape.convert: {to: relative-difference} as the first step gives ΔR/R0 as read"
        : Original.Unit == "%" ? "shape.convert: {to: percent-transmittance} as the first step gives the numbers as read"
        : "shape.convert: {to: transmittance} as the first step gives the numbers as read";

    /// <summary>The convention of a series; null where its spectra stay as they are.</summary>
    /// <param name="channels">Channels as read, the primary one first.</param>
    /// <param name="sample">Primary spectra of a sample of the frames.</param>
    /// <param name="technique">Of the series.</param>
    public static Convention? Of(IReadOnlyList<(string Name, Signal Signal)> channels, IEnumerable<double[]> sample, string? technique)
    {
        Signal signal = channels[0].Signal;
        if (technique == "xas" || !signal.IsRatio)
            return null;
        // Relative changes begin at nothing: their size tells no scale.
        double[] highs = signal.Kind == SignalKind.RelativeDifference ? [] : [.. sample.Select(High).Order()];
        double level = highs.Length == 0 ? double.NaN : highs[highs.Length / 2];
        bool isGuess = signal.Unit.Length == 0 && level > MostRatio;
        SignalKind kind = signal.Kind == SignalKind.Transmittance ? SignalKind.Absorbance : SignalKind.DifferenceAbsorbance;
        string name = PreparedSpectrum.PrimaryName(kind);
        while (channels.Any(c => c.Name == name))
            name += "_of_" + channels[0].Name;
        return new(name, new Signal(kind), isGuess ? signal with { Unit = "%" } : signal, isGuess, level);
    }

    /// <summary>What brings a spectrum that states a unit of its own to that of the series.</summary>
    public double Factor(Signal own) => own.Unit == "%" && Original.Unit != "%" ? 0.01 : 1;

    /// <summary>Where the upper tenth of a spectrum lies far from that of its series, as the wrong one of fraction and per cent would: in words, else empty.</summary>
    public string Doubt(ReadOnlySpan<double> y)
    {
        if (!(Level > 0))
            return "";
        int above = 0,
            near = 0;
        foreach (double v in y)
        {
            above += v > MostSpread * Level ? 1 : 0;
            near += v > Level / MostSpread ? 1 : 0;
        }
        double tenth = (1 - Quantile) * y.Length;
        return above > tenth ? "far larger than the others of its series"
            : near < tenth ? "far smaller than the others of its series"
            : "";
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
        int dark = 0;
        for (int i = 0; i < y.Length; i++)
        {
            double ratio = Original.ToTransmittance(y[i]);
            use[i] = !(ratio <= 0);
            dark += use[i] ? 0 : 1;
            absorbance[i] = Signal.ToAbsorbance(ratio);
        }
        if (dark == y.Length)
            throw new FrameException(
                "transmittance-not-positive",
                $"No point has a positive {Ratio}: is 'quantity:' right? ({Original.Convention})"
            );
        if (dark > 0)
            MaskBridge.Fill(x, absorbance, use, absorbance);
        return dark;
    }

    private static double High(double[] y)
    {
        double[] sorted = [.. y.Where(double.IsFinite).Order()];
        return sorted.Length == 0 ? 0 : sorted[(int)(Quantile * (sorted.Length - 1))];
    }
}
