namespace SpectraPipeline.Testing.Generators.Series;

/// <summary>How two bands of a series meet.</summary>
public enum Meeting
{
    /// <summary>On straight lines through each other.</summary>
    Cross,

    /// <summary>Side by side at the nearest distance all along.</summary>
    Parallel,

    /// <summary>They come to the nearest distance and turn away (coupled oscillators do).</summary>
    TurnAway,
}

/// <summary>What the fit makes of two bands that the noise does not tell apart.</summary>
public enum Unresolved
{
    /// <summary>One band at the common centre, wider and higher.</summary>
    Merged,

    /// <summary>Two bands, split anyhow: what a fit of two listed bands gives.</summary>
    Split,
}

/// <summary>What a series of two bands shows: seed, and height of the weaker band over the noise of a point.</summary>
public sealed record CrossingCase(ulong Seed, double Snr)
{
    /// <summary>How they meet.</summary>
    public Meeting Meeting { get; init; }

    /// <summary>Nearest distance in mean full widths; not used where they cross.</summary>
    public double Nearest { get; init; } = 0.5;

    /// <summary>What the fit does where they are not told apart.</summary>
    public Unresolved Unresolved { get; init; }

    /// <summary>Share of the frames that are not there.</summary>
    public double Missing { get; init; } = 0.3;

    /// <summary>Same width and height: only the drift tells them apart.</summary>
    public bool Twins { get; init; }

    /// <summary>The second band is gone for a while and returns.</summary>
    public bool Vanishes { get; init; }

    /// <summary>Frames with those that are missing.</summary>
    public int Frames { get; init; } = 120;
}

/// <summary>A band as a fit would give it, with the band that it is: 1 or 2; 0 where it is neither alone.</summary>
public readonly record struct SeenInSeries(
    int Frame,
    int Truth,
    double Center,
    double CenterSe,
    double Fwhm,
    double FwhmSe,
    double Height,
    double HeightSe
);

/// <summary>
/// Two bands in a potential sweep of 10 mV a frame, each moving by up to 100 cm⁻¹/V, of unlike width and height, that meet in the middle third of the series. Gives the
/// truth, the detections with known errors, or the spectra.
/// </summary>
/// <remarks>Errors about those of a fitted Gaussian on points of 1 cm⁻¹ (D. A. Landman, R. Roussel-Dupré, R. L. Tanigawa, Astrophys. J. 1982, 261, 732): centre 0.69 √(w) σ/h, width 1.6 √w σ/h,
/// height 1.2 σ/√w. Two bands are told apart from a distance of 1.9 SNR^(−1/3) widths on.</remarks>
public sealed class CrossingBands
{
    private const double VoltsPerFrame = 0.01;
    private readonly CrossingCase _case;
    private readonly double[] _slope = new double[2],
        _fwhm = new double[2],
        _height = new double[2],
        _growth = new double[2];

    public CrossingBands(CrossingCase about)
    {
        _case = about;
        NoiseSource draw = NoiseSource.For(about.Seed, "crossing");
        Meet = about.Frames * draw.NextUniform(0.38, 0.62);
        do (_slope[0], _slope[1]) = (draw.NextUniform(-100, 100), draw.NextUniform(-100, 100));
        while (Math.Abs(_slope[0] - _slope[1]) < 60);
        _fwhm[0] = draw.NextUniform(8, 16);
        _fwhm[1] = about.Twins ? _fwhm[0] : _fwhm[0] * Math.Exp(draw.NextUniform(-0.4, 0.4));
        double ratio = about.Twins ? 1 : Math.Exp(draw.NextUniform(0, 0.9));
        int stronger = draw.NextUniform() < 0.5 ? 0 : 1;
        (_height[stronger], _height[1 - stronger]) = (about.Snr * ratio, about.Snr);
        // Neither falls below the stated signal to noise.
        (_growth[0], _growth[1]) = (draw.NextUniform(0, 0.4), draw.NextUniform(0, 0.4));
        GoneFrom = about.Vanishes ? (int)(about.Frames * 0.12) : int.MaxValue;
        Present = [.. Enumerable.Range(0, about.Frames).Select(_ => !(draw.NextUniform() < about.Missing))];
        Present[0] = Present[^1] = true;
    }

    /// <summary>Frame at which they meet.</summary>
    public double Meet { get; }

    /// <summary>The frame is there.</summary>
    public bool[] Present { get; }

    private int GoneFrom { get; }

    /// <summary>Potential of a frame (V).</summary>
    public static double Potential(int frame) => -0.4 + (VoltsPerFrame * frame);

    /// <summary>Mean full width.</summary>
    public double MeanWidth => (_fwhm[0] + _fwhm[1]) / 2;

    /// <summary>Truth of a band (0 or 1); null where it is gone.</summary>
    public SeriesBand? Truth(int frame, int band)
    {
        if (band == 1 && frame >= GoneFrom && frame < GoneFrom + 10)
            return null;
        double t = frame - Meet,
            mean = 1000 + (0.5 * (_slope[0] + _slope[1]) * VoltsPerFrame * t),
            half = 0.5 * (_slope[band] - _slope[1 - band]) * VoltsPerFrame * t,
            nearest = 0.5 * _case.Nearest * MeanWidth;
        half = _case.Meeting switch
        {
            Meeting.Parallel => (band == 0 ? -1 : 1) * nearest,
            Meeting.TurnAway => (band == 0 ? -1 : 1) * Math.Sqrt((nearest * nearest) + (half * half)),
            _ => half,
        };
        return new(mean + half, _fwhm[band], _height[band] * (1 + (_growth[band] * frame / _case.Frames)));
    }

    /// <summary>The noise lets the two bands of this frame be told apart.</summary>
    public bool IsResolved(int frame) =>
        Truth(frame, 0) is { } a
        && Truth(frame, 1) is { } b
        && Math.Abs(a.Center - b.Center) > 1.9 * Math.Pow(_case.Snr, -1.0 / 3) * MeanWidth;

    /// <summary>What a fit of each frame would give.</summary>
    public IEnumerable<SeenInSeries> Detections()
    {
        NoiseSource noise = NoiseSource.For(_case.Seed, "detections");
        for (int f = 0; f < _case.Frames; f++)
        {
            if (!Present[f])
                continue;
            (SeriesBand? a, SeriesBand? b) = (Truth(f, 0), Truth(f, 1));
            if (a is { } first && b is { } second && !IsResolved(f))
                foreach (SeenInSeries seen in Confused(f, first, second, noise))
                    yield return seen;
            else
            {
                double crowd = a is { } p && b is { } q ? 1 + Math.Exp(-Math.Pow((p.Center - q.Center) / MeanWidth, 2)) : 1;
                if (a is { } one)
                    yield return Seen(f, 1, one, crowd, noise);
                if (b is { } two)
                    yield return Seen(f, 2, two, crowd, noise);
            }
        }
    }

    /// <summary>The spectrum of a frame on a flat background with noise of standard deviation 1.</summary>
    public double[] Spectrum(int frame, double[] axis)
    {
        NoiseSource noise = NoiseSource.For(_case.Seed + ((ulong)frame << 32), "spectrum");
        double[] y = new double[axis.Length];
        for (int i = 0; i < y.Length; i++)
        {
            y[i] = noise.NextNormal();
            for (int k = 0; k < 2; k++)
                if (Truth(frame, k) is { } band)
                    y[i] += band.Height * Math.Exp(-4 * Math.Log(2) * Math.Pow((axis[i] - band.Center) / band.Fwhm, 2));
        }
        return y;
    }

    private IEnumerable<SeenInSeries> Confused(int f, SeriesBand a, SeriesBand b, NoiseSource noise)
    {
        double areaA = a.Height * a.Fwhm,
            areaB = b.Height * b.Fwhm,
            share = areaA / (areaA + areaB),
            apart = a.Center - b.Center,
            center = b.Center + (share * apart),
            width = Math.Sqrt((share * a.Fwhm * a.Fwhm) + ((1 - share) * b.Fwhm * b.Fwhm) + (5.545 * share * (1 - share) * apart * apart));
        var both = new SeriesBand(center, width, (areaA + areaB) / width);
        if (_case.Unresolved == Unresolved.Merged)
        {
            yield return Seen(f, 0, both, 1, noise);
            yield break;
        }
        double split = noise.NextUniform(0.15, 0.85);
        for (int k = 0; k < 2; k++)
        {
            double part = k == 0 ? split : 1 - split;
            var piece = new SeriesBand(
                center + ((k == 0 ? -1 : 1) * (1 - part) * 0.6 * MeanWidth * noise.NextUniform()),
                width * noise.NextUniform(0.6, 1),
                part * both.Height * 1.2
            );
            // Not told apart: the error of each is of the order of their distance.
            double error = noise.NextUniform(0.25, 0.5) * 0.6 * MeanWidth;
            yield return Seen(f, 0, piece, 4, noise) with
            {
                CenterSe = error,
            };
        }
    }

    private static SeenInSeries Seen(int frame, int truth, SeriesBand band, double crowd, NoiseSource noise)
    {
        double root = Math.Sqrt(band.Fwhm),
            center = crowd * 0.69 * root / band.Height,
            width = crowd * 1.6 * root / band.Height,
            height = crowd * 1.2 / root;
        return new(
            frame,
            truth,
            band.Center + (center * noise.NextNormal()),
            center,
            Math.Max(2, band.Fwhm + (width * noise.NextNormal())),
            width,
            band.Height + (height * noise.NextNormal()),
            height
        );
    }
}
