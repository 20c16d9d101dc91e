namespace SpectraPipeline.Stages.Bands;

/// <summary>A part of a track in which it is told apart from all others: the evidence on one side of a crossing.</summary>
/// <param name="path">The path that it was cut from.</param>
/// <param name="steps">Its bands above the noise, in order of frames.</param>
internal sealed class TrackPiece(TrackPath path, IReadOnlyList<(int At, Detection Band)> steps)
{
    public TrackPath Path => path;

    public IReadOnlyList<(int At, Detection Band)> Steps => steps;

    public int FirstAt => Steps[0].At;

    public int LastAt => Steps[^1].At;

    /// <summary>The piece that goes before it in its track; null where it begins one.</summary>
    public TrackPiece? Before { get; set; }

    /// <summary>The piece that goes on after it; null where the track ends.</summary>
    public TrackPiece? After { get; set; }

    /// <summary>Abscissa along which it goes on evenly from <see cref="Before"/>.</summary>
    public double[] Along { get; set; } = [];

    /// <summary>Probability that <see cref="Before"/> is of the same band.</summary>
    public double Probability { get; set; } = 1;

    /// <summary>Up to so many bands nearest to its end, into the pieces before when it is short itself.</summary>
    public List<(int At, Detection Band)> Last(int count)
    {
        var last = new List<(int At, Detection Band)>(count);
        for (TrackPiece? piece = this; piece is not null && last.Count < count; piece = piece.Before)
        for (int i = piece.Steps.Count - 1; i >= 0 && last.Count < count; i--)
            last.Add(piece.Steps[i]);
        return last;
    }

    /// <summary>So many bands on each side of a frame within it.</summary>
    public List<(int At, Detection Band)> Around(int at, int each)
    {
        (int low, int high) = (0, Steps.Count);
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = Steps[middle].At < at ? (middle + 1, high) : (low, middle);
        }
        var around = new List<(int At, Detection Band)>(2 * each);
        for (int i = Math.Max(0, low - each); i < Math.Min(Steps.Count, low + each); i++)
            around.Add(Steps[i]);
        return around;
    }

    /// <summary>Up to so many bands nearest to its start.</summary>
    public List<(int At, Detection Band)> First(int count) => [.. Steps.Take(count)];
}

/// <summary>Where a band is going, and what it looks like: position and slope with their covariance, mean width and height.</summary>
/// <remarks>
/// The line is the weighted least-squares line ν = ν₀ + s (x − x₀), weights 1/(se² + (0.02 Γ)²), with s known beforehand to be 0 ± 0.15 Γ a frame, so that one band
/// alone has a drift too; its covariance is multiplied by χ²/(n − 2) where that exceeds 1.
/// </remarks>
internal readonly record struct Drift(
    double Position,
    double Slope,
    double PositionVariance,
    double Covariance,
    double SlopeVariance,
    double LogWidth,
    double LogWidthVariance,
    double Height,
    double HeightVariance,
    double Width
)
{
    private const double UsualSlope = 0.15;
    private const double Wobble = 0.02;

    // Sizes and widths change along a series: only the nearest bands speak for them.
    private const int Near = 8;

    /// <summary>The drift at x₀.</summary>
    /// <param name="near">Bands, the nearest first.</param>
    /// <param name="x">Abscissa of every frame, about 1 a frame.</param>
    /// <param name="origin">x₀.</param>
    public static Drift Of(List<(int At, Detection Band)> near, double[] x, double origin)
    {
        double width = Typical(near);
        (double s0, double s1, double s2, double t0, double t1) = (0, 0, 0, 0, 0);
        foreach ((int at, Detection band) in near)
        {
            double w = Weight(band, width),
                dx = x[at] - origin;
            (s0, s1, s2) = (s0 + w, s1 + (w * dx), s2 + (w * dx * dx));
            (t0, t1) = (t0 + (w * band.Center), t1 + (w * band.Center * dx));
        }
        s2 += 1 / (UsualSlope * width * (UsualSlope * width));
        double determinant = (s0 * s2) - (s1 * s1),
            position = ((s2 * t0) - (s1 * t1)) / determinant,
            slope = ((s0 * t1) - (s1 * t0)) / determinant,
            squares = 0;
        foreach ((int at, Detection band) in near)
        {
            double r = band.Center - position - (slope * (x[at] - origin));
            squares += Weight(band, width) * r * r;
        }
        double scale = near.Count > 3 ? Math.Max(1, squares / (near.Count - 2)) : 1;
        (double log, double logVariance) = Mean(near, b => Math.Log(b.Fwhm > 0 ? b.Fwhm : width), b => b.FwhmSe / b.Fwhm);
        (double height, double heightVariance) = Mean(near, b => b.Height, b => b.Noise);
        return new(
            position,
            slope,
            scale * s2 / determinant,
            -scale * s1 / determinant,
            scale * s0 / determinant,
            log,
            logVariance,
            height,
            heightVariance,
            width
        );
    }

    private static double Weight(in Detection band, double width)
    {
        double se = double.IsFinite(band.CenterSe) ? band.CenterSe : 0.05 * width;
        return 1 / ((se * se) + (Wobble * width * (Wobble * width)));
    }

    private static double Typical(List<(int At, Detection Band)> near)
    {
        double[] widths = [.. near.Select(s => s.Band.Fwhm).Where(w => w > 0 && double.IsFinite(w)).Order()];
        return widths.Length > 0 ? widths[widths.Length / 2] : TrackingLimits.UsualWidth;
    }

    private static (double Mean, double Variance) Mean(
        List<(int At, Detection Band)> near,
        Func<Detection, double> value,
        Func<Detection, double> error
    )
    {
        int n = Math.Min(Near, near.Count);
        double mean = near.Take(n).Average(s => value(s.Band)),
            scatter = near.Take(n).Average(s => Math.Pow(value(s.Band) - mean, 2)) / n,
            stated = near.Take(n).Average(s => error(s.Band) is var e && double.IsFinite(e) ? e * e : 0) / n;
        return (mean, Math.Max(scatter, stated));
    }
}
