namespace SpectraPipeline.Testing.Generators.Series;

/// <summary>What is in a series without bands.</summary>
public enum Blank
{
    /// <summary>Independent noise.</summary>
    White,

    /// <summary>Noise over five neighbouring points (zero filling, smoothing).</summary>
    Correlated,

    /// <summary>A fringe of one and a half standard deviations that stands still, under independent noise.</summary>
    Ripple,

    /// <summary>The same fringe, drifting.</summary>
    DriftingRipple,
}

/// <summary>Spectra without a band, noise of standard deviation 1.</summary>
public static class BlankSpectra
{
    /// <summary>One frame.</summary>
    public static double[] Frame(Blank kind, ulong seed, int frame, int points)
    {
        NoiseSource noise = NoiseSource.For(seed + ((ulong)frame << 32), "blank"),
            fringe = NoiseSource.For(seed, "fringe");
        double[] white = [.. Enumerable.Range(0, points + 4).Select(_ => noise.NextNormal())];
        double period = fringe.NextUniform(15, 80),
            phase = fringe.NextUniform(0, 6.28),
            drift = kind == Blank.DriftingRipple ? fringe.NextUniform(-0.2, 0.2) : 0;
        double[] y = new double[points];
        for (int i = 0; i < points; i++)
            y[i] = kind switch
            {
                Blank.White => white[i],
                // Weights 1 2 3 2 1 over √19: standard deviation 1.
                Blank.Correlated => (white[i] + (2 * white[i + 1]) + (3 * white[i + 2]) + (2 * white[i + 3]) + white[i + 4])
                    / Math.Sqrt(19),
                _ => white[i] + (1.5 * Math.Sin((2 * Math.PI * i / period) + phase + (drift * frame))),
            };
        return y;
    }
}
